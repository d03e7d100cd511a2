"""Verdicts and claims equal a slow definition on random worlds; each word by an example."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.analysis.verdicts import claim_table, verdict_table
from tests.slow import DISPUTING, SlowWorld
from tests.strategies import worlds
from tests.worlds import graph_of

FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def slow_claims(world: dict[str, Any], slow: SlowWorld) -> dict[tuple[str, str], str]:
    """What each claim rests on, by enumeration."""
    works: dict[tuple[str, str], set[str]] = {}
    for one in world["citations"]:
        citing, cited = slow._node(one["citing"], "page"), slow._node(one["cited"], "source")
        supports = one.get("character") not in DISPUTING and citing != cited and cited.startswith("source:")
        if one.get("claim") and supports:
            written = one["citing"] if ":" in one["citing"] else "page:" + one["citing"]
            works.setdefault((written, one["claim"]), set()).add(cited[7:])
    found = {}
    for key, held in works.items():
        levels = [slow.work_level(work) for work in held]
        low = any(level is not None and level <= 2 for level in levels)
        above = any(level is not None and level > 2 for level in levels)
        possible = any(level is None for level in levels)
        found[key] = "none" if above or not low else "possible" if possible else "certain"
    return found


@FEW
@given(worlds(), st.lists(st.sampled_from([None, "x", "y"]), min_size=14, max_size=14))
def test_verdicts_equal_the_slow_definition(world: dict[str, Any], claims: list[str | None]) -> None:
    world["citations"] = [
        {**one, "claim": claim} for one, claim in zip(world["citations"], claims, strict=False)
    ]
    slow = SlowWorld(world)
    graph = graph_of(world)
    expected = slow_claims(world, slow)
    mine = {(row["citing"], row["claim"]): row["reliance"] for row in claim_table(graph).to_dicts()}
    assert mine == expected
    relying = {citing[5:] for (citing, _), word in expected.items() if word == "certain"}
    for page, verdict in verdict_table(graph).iter_rows():
        cited, rated, low = slow.counts(f"page:{page}")
        if not cited:
            word = "uncited"
        elif page in relying:
            word = "relies"
        elif 10 * low >= cited or low >= 3:
            word = "exposed"
        elif low:
            word = "cites"
        elif 10 * (low + cited - rated) >= cited:
            word = "unknown"
        else:
            word = "clear"
        assert verdict == word, page


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
