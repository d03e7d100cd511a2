"""The laws of the contract (section 8), on random worlds."""

from __future__ import annotations

import copy
from typing import Any
from urllib.parse import quote

import polars as pl
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import kg
from kg.analysis.rating import rating_table
from kg.resolution.places import parse_place
from kg.resolution.urls import canonicalize
from tests.slow import place_covers
from tests.strategies import HOSTS, PATHS, worlds
from tests.worlds import graph_of

FEW = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
World = dict[str, list[dict[str, Any]]]


def exposure(world: World, **options: Any) -> dict[str, dict[str, Any]]:
    return {row["page"]: row for row in kg.measure_exposure(graph_of(world), **options).to_dicts()}


@FEW
@given(worlds(), st.data())
def test_lowering_one_rating_never_lowers_an_exposure(world: World, data: st.DataObject) -> None:
    rated = [
        (table, row)
        for table in ("publishers", "organizations", "sources")
        for row, one in enumerate(world[table])
        if (one.get("level") or 0) > 1
    ]
    assume(rated)
    table, row = data.draw(st.sampled_from(rated))
    lowered = copy.deepcopy(world)
    lowered[table][row]["level"] = data.draw(st.integers(1, world[table][row]["level"] - 1))
    before, after = exposure(world), exposure(lowered)
    for page, was in before.items():
        for figure in ("low", "low_share", "low_share_upper", "score"):
            assert (after[page][figure] or 0) >= (was[figure] or 0), (page, figure)


@FEW
@given(worlds(), st.data())
def test_another_page_citation_a_larger_bound_or_links_never_lower_a_score(
    world: World, data: st.DataObject
) -> None:
    pages = [one["id"] for one in world["pages"]]
    more = copy.deepcopy(world)
    more["citations"].append(
        {"citing": data.draw(st.sampled_from(pages)), "cited": "page:" + data.draw(st.sampled_from(pages))}
    )
    hops = data.draw(st.integers(0, 3))
    before = exposure(world, max_hops=hops)
    for after in (
        exposure(more, max_hops=hops),
        exposure(world, max_hops=hops + 1),
        exposure(world, max_hops=hops, links=True),
    ):
        for page, was in before.items():
            assert after[page]["score"] >= was["score"]


@FEW
@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_records_does_not_matter(world: World, random: Any) -> None:
    shuffled = copy.deepcopy(world)
    for records in shuffled.values():
        random.shuffle(records)
    assert kg.measure_exposure(graph_of(shuffled), links=True).equals(
        kg.measure_exposure(graph_of(world), links=True)
    )
    assert ratings_without_origins(shuffled) == ratings_without_origins(world)


def ratings_without_origins(world: World) -> list[dict[str, Any]]:
    """Every rating, less the rows of files in which its assertions stand."""
    rows = rating_table(graph_of(world)).sort("id").to_dicts()
    for row in rows:
        for said in (*row["deciding"], *row["capped_by"]):
            del said["origin"]
    return rows


@FEW
@given(worlds())
def test_renaming_ids_changes_no_number(world: World) -> None:
    def renamed(text: str | None, kind: str) -> str | None:
        return None if text is None else f"{kind[0]}-{text[::-1]}x"

    other = copy.deepcopy(world)
    for table, kind in (
        ("publishers", "publisher"),
        ("organizations", "organization"),
        ("sources", "source"),
        ("pages", "page"),
    ):
        for one in other[table]:
            one["id"] = renamed(one["id"], kind)
    for one in other["publishers"]:
        one["owned_by"] = renamed(one["owned_by"], "organization")
    for one in other["organizations"]:
        one["parent"] = renamed(one["parent"], "organization")
    for one in other["sources"]:
        one["publisher"] = renamed(one["publisher"], "publisher")
    for one in other["links"]:
        one["page"], one["target"] = renamed(one["page"], "page"), renamed(one["target"], "page")
    for one in other["citations"]:
        for end in ("citing", "cited"):
            kind, _, key = one[end].partition(":")
            one[end] = f"{kind}:{renamed(key, kind)}"
    before, after = exposure(world, links=True), exposure(other, links=True)
    for page, was in before.items():
        now = after[str(renamed(page, "page"))]
        for figure in (
            "cited",
            "rated",
            "low",
            "sources",
            "low_share",
            "low_share_upper",
            "coverage",
            "hops",
            "score",
        ):
            assert now[figure] == was[figure], figure


@FEW
@given(worlds(), st.integers(1, 5))
def test_an_override_beats_every_step_and_is_always_shown(world: World, level: int) -> None:
    overridden = copy.deepcopy(world)
    overridden["sources"][0] |= {"level": level, "reason": "because"}
    row = rating_table(graph_of(overridden)).row(0, named=True)
    assert (row["level"], row["basis"]) == (level, "override")
    assert row["explanation"].endswith("override by this registry: because")
    assert "inherited" not in row["explanation"]


@FEW
@given(worlds())
def test_every_rating_can_be_recomputed_from_its_own_path(world: World) -> None:
    graph = graph_of(world)
    ratings = graph.corpus["ratings"]
    for row in graph.effective.to_dicts():
        decided = [int(ratings["value"][at]) for at in row["deciding"]]
        assert (row["level"] is None) == (not decided)
        if decided:
            assert min(decided) == row["level"]
            subjects = {ratings["subject"][at] for at in row["deciding"]}
            ends = {row["path"][-1]} if row["path"] else {f"source:{row['id']}"}
            assert subjects == ends


WRAPPERS = st.sampled_from(
    [
        "{}",
        "https://web.archive.org/web/2020/{}",
        "https://web.archive.org/web/20200101000000id_/{}",
        "https://evil.net/?u={}",
        "https://evil.net/{}",
        "https://evil.net/#{}",
        "https://user@{}",
    ]
)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(HOSTS),
    st.sampled_from(PATHS),
    WRAPPERS,
    st.sampled_from(["a.com", "sub.a.com", "a.com/x", "plat.net/lab"]),
)
def test_an_address_never_takes_a_level_from_a_place_it_does_not_lie_in(
    host: str, path: str, wrapper: str, place: str
) -> None:
    address = wrapper.format(f"https://{host}{path}")
    graph = graph_of(
        {"publishers": [{"id": "p", "level": 5, "places": [place]}], "sources": [{"id": "s", "url": address}]}
    )
    found = canonicalize(pl.Series([address]))
    rated = graph.effective["level"].item() is not None
    lies_inside = (
        found["host"].item() is not None
        and place_covers(str(parse_place(place)), found["host"].item(), found["path"].item()) is not None
    )
    assert rated == lies_inside
    if wrapper.startswith(("https://evil", "https://user")):
        assert not rated or wrapper.startswith("https://user")


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40))
def test_no_place_lends_to_an_address_that_only_contains_it(text: str) -> None:
    address = f"https://evil.net/{quote(text)}openai.com"
    graph = graph_of(
        {
            "publishers": [{"id": "o", "level": 4, "places": ["openai.com"]}],
            "sources": [{"id": "s", "url": address}],
        }
    )
    assert graph.effective["level"].item() is None


@pytest.mark.parametrize("length", [1000])
def test_a_long_chain_of_owners_ends_after_eight(length: int) -> None:
    world: World = {
        "publishers": [{"id": "p", "owned_by": "o0", "places": ["a.com"]}],
        "organizations": [{"id": f"o{row}", "parent": f"o{row + 1}"} for row in range(length)]
        + [{"id": f"o{length}", "level": 1}],
        "sources": [{"id": "s", "url": "https://a.com"}],
    }
    assert graph_of(world).effective["level"].item() is None
    world["organizations"][7]["level"] = 3
    assert graph_of(world).effective["level"].item() == 3
    world["organizations"][7]["level"] = None
    world["organizations"][8]["level"] = 3
    assert graph_of(world).effective["level"].item() is None
