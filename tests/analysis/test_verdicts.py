"""Verdicts and claims equal a slow definition on random worlds; each word by an example."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from kg.analysis.verdicts import claim_table, verdict_table
from tests.slow import SlowWorld
from tests.strategies import worlds
from tests.worlds import graph_of

FEW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@FEW
@given(worlds())
def test_claims_and_verdicts_equal_the_slow_definition(world: dict[str, Any]) -> None:
    slow = SlowWorld(world)
    graph = graph_of(world)
    rows = claim_table(graph).to_dicts()
    assert {(row["citing"], row["claim"]): row["reliance"] for row in rows} == slow.claims()
    assert dict(verdict_table(graph).iter_rows()) == {page: slow.verdict(page) for page in slow.pages}


@pytest.mark.parametrize(
    ("good", "low", "unrated", "verdict"),
    [
        (0, 0, 0, "uncited"),
        (9, 1, 0, "exposed"),
        (10, 1, 0, "cites"),
        (9, 0, 1, "unknown"),
        (10, 0, 1, "clear"),
        (40, 3, 0, "exposed"),
    ],
)
def test_the_verdict_of_a_page(good: int, low: int, unrated: int, verdict: str) -> None:
    hosts = {"good.org": good, "low.org": low, "else.org": unrated}
    urls = [f"https://{host}/{number}" for host, count in hosts.items() for number in range(count)]
    world = {
        "publishers": [
            {"id": "g", "places": ["good.org"], "level": 4},
            {"id": "l", "places": ["low.org"], "level": 1},
        ],
        "pages": [{"id": "p"}],
        "citations": [{"citing": "p", "cited": url} for url in urls],
    }
    assert verdict_table(graph_of(world))["verdict"].to_list() == [verdict]
