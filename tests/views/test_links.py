"""Nodes found by their ids, and the sources and works of a node, against plain loops over the whole tables."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

import kg
from kg.analysis.impact import works_of
from kg.model.ids import NodeId
from kg.views import links
from kg.views.bodies import _works
from kg.views.links import rows_of
from kg.views.lists import lowest_sources
from kg.views.world import prepare
from tests.strategies import worlds
from tests.worlds import graph_of

SOME = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
STRANGERS = ["page:", "source:\uffff", "nothing:a", "page", "", "publisher:\ud800"]


@SOME
@given(worlds())
def test_a_node_is_found_by_its_id_one_by_one_as_all_at_once(data: Any) -> None:
    world = prepare(graph_of(data))
    nodes = [f"{kind}:{key}" for kind, key in world.nodes.select("kind", "key").iter_rows()]
    for asked in (nodes, nodes[::-1], [*nodes[:3], *STRANGERS[:-1], *nodes[:1]]):
        expected = [nodes.index(node) if node in nodes else None for node in asked]
        assert [rows_of(world, [node])[0] for node in asked] == expected
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(links, "_FEW", -1)
            assert rows_of(world, asked) == expected


def test_no_id_is_too_strange_to_be_looked_for() -> None:
    assert rows_of(prepare(kg.load("seeds")), STRANGERS) == [None] * len(STRANGERS)


@SOME
@given(worlds())
def test_the_lowest_sources_come_first_then_the_unrated_among_them(data: Any) -> None:
    world = prepare(graph_of(data))
    low = world.graph.policy.low
    rows = world.sources["row"].to_numpy()[::2]
    held = world.sources.filter(world.sources["row"].is_in(rows.tolist()))
    expected = sorted(
        held.select("level", "id").iter_rows(),
        key=lambda one: (low + 0.5 if one[0] is None else one[0], one[1]),
    )
    assert lowest_sources(world, rows.astype(np.int64))["id"].to_list() == [key for _, key in expected]


@SOME
@given(worlds())
def test_the_works_of_a_body_are_those_of_its_impact(data: Any) -> None:
    world = prepare(graph_of(data))
    for kind in ("publisher", "organization"):
        for key in world.nodes.filter(world.nodes["kind"] == kind)["key"]:
            works = works_of(world.graph, NodeId(kind, key)).to_list()
            expected = [row for row in rows_of(world, [f"source:{one}" for one in works]) if row is not None]
            assert sorted(_works(world, NodeId(kind, key)).tolist()) == sorted(expected)
