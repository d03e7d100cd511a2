"""Rows by the node that they name equal those that a filter over the whole table leaves."""

from __future__ import annotations

from typing import Any

import polars as pl
from hypothesis import HealthCheck, given, settings

from kg.views.by_node import by_node, citations_by_page, citations_by_source, sources_by_id
from kg.views.world import prepare
from tests.strategies import worlds
from tests.worlds import graph_of


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(worlds())
def test_rows_by_node_are_those_that_a_filter_leaves(world: Any) -> None:
    prepared = prepare(graph_of(world))
    corpus = prepared.graph.corpus
    nodes = [f"{kind}:{key}" for kind, key in prepared.nodes.select("kind", "key").iter_rows()]
    for row, node in enumerate(nodes):
        for held, column in ((citations_by_page, "citing"), (citations_by_source, "cited")):
            expected = corpus["citations"].filter(pl.col(column) == node)
            assert held(prepared).of([row]).rows() == expected.rows()
        record = corpus["sources"].filter(pl.col("id") == node.removeprefix("source:"))
        assert sources_by_id(prepared).of([row]).rows() == (
            record.rows() if node.startswith("source:") else []
        )


def test_several_nodes_keep_the_order_of_the_table_and_strangers_are_left_out() -> None:
    world = prepare(graph_of({"pages": [{"id": "a"}, {"id": "b"}]}))
    table = pl.DataFrame({"page": ["b", "nobody", "a", "b", None], "n": [0, 1, 2, 3, 4]})
    held = by_node(world, table, "page", kind="page")
    pages = world.spans["page"]
    assert held.of(pages)["n"].to_list() == [0, 2, 3]
    assert held.of([])["n"].to_list() == []
    assert held.of([pages[1]])["n"].to_list() == [0, 3]
