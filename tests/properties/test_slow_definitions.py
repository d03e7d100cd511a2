"""The fast code equals the slow definition, on random worlds."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import kg
from kg.analysis.rating import rating_table
from tests.slow import SlowWorld
from tests.strategies import worlds
from tests.worlds import graph_of

FEW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@FEW
@given(worlds())
def test_every_source_has_the_level_and_basis_of_the_slow_definition(world: dict[str, Any]) -> None:
    slow = SlowWorld(world)
    rows = rating_table(graph_of(world)).to_dicts()
    assert {row["id"]: (row["level"], row["basis"]) for row in rows} == {
        one["id"]: slow.rating(one) for one in world["sources"]
    }
    assert {row["id"]: row["publisher"] for row in rows} == {
        one["id"]: slow.attribution(one)[0] for one in world["sources"]
    }


@FEW
@given(worlds(), st.integers(0, 4), st.booleans(), st.sampled_from([(1, 2), (1, 4), (1, 1), (3, 10), (2, 3)]))
def test_exposure_hops_score_and_witness_equal_the_slow_definition(
    world: dict[str, Any], hops: int, links: bool, decay: tuple[int, int]
) -> None:
    slow = SlowWorld(world).table(decay=Fraction(*decay), max_hops=hops, links=links)
    fast = kg.measure_exposure(
        graph_of(world), decay=decay[0] / decay[1], max_hops=hops, links=links
    ).to_dicts()
    assert [row["page"] for row in fast] == [row["page"] for row in slow]
    for mine, theirs in zip(fast, slow, strict=True):
        for name, value in theirs.items():
            if isinstance(value, Fraction):
                assert mine[name] == pytest.approx(float(value), rel=1e-12), name
            else:
                assert mine[name] == value, name


@FEW
@given(worlds())
def test_works_are_the_classes_of_equal_addresses_and_identifiers(world: dict[str, Any]) -> None:
    resolution = graph_of(world).resolution
    assert dict(resolution.select("id", "work").iter_rows()) == SlowWorld(world).work
