"""Lift equals what a search from each drawn set finds, and says when it says nothing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import kg
from kg.analysis.lift import DRAWS, Lift, measure_lift
from tests.slow import SlowWorld
from tests.strategies import worlds
from tests.worlds import graph_of

FEW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def reaching(slow: SlowWorld, marked: set[str], hops: int, *, links: bool) -> int:
    """How many pages lie within so many hops of marked ones."""
    edges = slow.edges(links=links)
    return sum(
        any(path[-1] in marked for path in slow.paths(f"page:{page}", edges, hops)) for page in slow.pages
    )


@FEW
@given(worlds(), st.integers(0, 3), st.booleans())
def test_lift_equals_a_search_from_each_drawn_set(world: dict[str, Any], hops: int, links: bool) -> None:
    slow, graph = SlowWorld(world), graph_of(world)
    low = {f"page:{page}" for page in slow.pages if slow.counts(f"page:{page}")[2]}
    citing = [f"page:{page}" for page in slow.pages if slow.counts(f"page:{page}")[0]]
    random = np.random.default_rng(0)
    drawn = [
        reaching(
            slow,
            set(random.choice(citing, size=len(low), replace=False)) if low else set(),
            hops,
            links=links,
        )
        for _ in range(DRAWS)
    ]
    found = measure_lift(graph, max_hops=hops, links=links)
    assert found == Lift(reaching(slow, low, hops, links=links), int(np.median(drawn)))


@pytest.mark.parametrize(
    ("reached", "median", "value", "informative"),
    [
        (30, 20, 1.5, True),
        (20, 20, 1.0, False),
        (25, 20, 1.25, False),
        (15, 20, 0.75, True),
        (0, 0, None, False),
    ],
)
def test_a_ratio_near_one_says_nothing(
    reached: int, median: int, value: float | None, informative: bool
) -> None:
    assert (Lift(reached, median).value, Lift(reached, median).informative) == (value, informative)


def test_the_seed_decides_the_draws_and_nothing_else() -> None:
    graph = kg.load("seeds")
    assert measure_lift(graph) == measure_lift(graph)
    assert measure_lift(graph, seed=1).reached == measure_lift(graph).reached
