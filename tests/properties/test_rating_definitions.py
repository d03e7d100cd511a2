"""The fast ratings equal the slow definition; and the slow definition equals numbers worked out by hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import kg
from kg.analysis.rating import rating_table
from kg.ratings.effective import evidence_on
from kg.ratings.explanation import STEPS, steps_of
from kg.ratings.rules import RULES
from tests.rating_strategies import (
    AGGREGATIONS,
    DAY,
    UNSHRUNK,
    World,
    disputed_worlds,
    policies,
    rated_worlds,
)
from tests.slow_ratings import CAPS, SlowRatings, level_of, share_of
from tests.worlds import graph_of

SOME = settings(
    deadline=None,
    phases=UNSHRUNK,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


# -- by hand: the slow definition itself
@pytest.mark.parametrize(
    ("rater", "value", "share", "level"),
    [
        ("house", "4", ".7", 4),
        ("mbfc", "very low", ".1", 1),
        ("newsguard", "0", "0", 1),
        ("newsguard", "39.999", ".199995", 1),
        ("newsguard", "40", ".2", 2),
        ("newsguard", "60", ".4", 3),
        ("newsguard", "75", ".6", 4),
        ("newsguard", "87.5", ".7", 4),
        ("newsguard", "100", ".8", 5),
        ("wikipedia", "deprecated", ".1", 1),
        ("citeunseen", "generally reliable", ".7", 4),
        ("pc1", "0.6", ".4", 3),
        ("pc1", "0.75", ".6", 4),
        ("pc1", "1", "1", 5),
        ("adfontes", "32", ".4", 3),
        ("adfontes", "52", ".7", 4),
        ("adfontes", "64", ".799999999", 4),
        ("iffy", "listed", ".1", 1),
    ],
)
def test_by_hand_a_value_lies_where_the_crosswalk_says(
    rater: str, value: str, share: str, level: int
) -> None:
    assert share_of(rater, value) == Fraction(share)
    assert level_of(Fraction(share)) == level


def by_hand(ratings: Sequence[tuple[str, ...]], **more: Any) -> tuple[Any, ...]:
    """Level, basis and spread of a source whose publisher is rated so (rater, value, since)."""
    world = {
        "publishers": [{"id": "p", "places": ["fern.com"], "owned_by": "o", **more.get("publisher", {})}],
        "organizations": [{"id": "o", "level": more.get("owner")}],
        "sources": [{"id": "s", "url": more.get("url", "https://fern.com/x"), **more.get("source", {})}],
        "raters": more.get("raters", []),
        "ratings": [
            dict(zip(("rater", "value", "valid_from", "subject"), one, strict=False)) for one in ratings
        ],
    }
    for one in world["ratings"]:
        one.setdefault("subject", "publisher:p")
    slow = SlowRatings(world, DAY, kg.Policy(**more.get("policy", {})))
    rated = slow.rating(slow.sources["s"])
    return rated.level, rated.basis, rated.spread


# high .7, no consensus .5, 40 of NewsGuard .2: in order .2 .5 .7
THREE = [("mbfc", "high"), ("wikipedia", "no consensus"), ("newsguard", "40")]


@pytest.mark.parametrize(
    ("policy", "level"),
    [
        ({}, 3),
        ({"weights": {"newsguard": 2}}, 2),  # .2 reaches 2 of 4
        ({"weights": {"mbfc": 0.3, "wikipedia": 0.2, "newsguard": 0.1}}, 3),  # .1 + .2 is half of .6, exactly
        ({"weights": {"newsguard": 0}}, 3),
        ({"without": ["newsguard", "wikipedia"]}, 4),
        ({"aggregation": "min"}, 2),
        ({"aggregation": "max"}, 4),
        ({"aggregation": "mean"}, 3),  # 1.4 / 3 = .467
        ({"aggregation": "mean", "weights": {"newsguard": 0.5}}, 3),  # 1.3 / 2.5 = .52
        ({"aggregation": "mean", "weights": {"wikipedia": 4}}, 3),
        ({"aggregation": "priority", "priority": ["adfontes", "mbfc", "newsguard"]}, 4),
        ({"aggregation": "agree"}, 3),  # one alone says low: the lower of .5 and .7
        ({"aggregation": "agree", "low": 3}, 2),  # two say low: the lower of .2 and .5
        ({"aggregation": "agree", "without": ["mbfc", "wikipedia"]}, None),
    ],
)
def test_by_hand_three_families_disagree(policy: dict[str, Any], level: int | None) -> None:
    assert by_hand(THREE, policy=policy)[0] == level


def test_by_hand_the_head_of_a_family_speaks_else_the_lower_median_of_its_members() -> None:
    members = [("iffy", "listed"), ("pc1", "0.95")]
    assert by_hand(members) == (1, "publisher", (1, 5))
    assert by_hand([*members, ("mbfc", "high")]) == (4, "publisher", (1, 5))
    assert by_hand([*members, ("mbfc", "high")], policy={"weights": {"mbfc": 0}}) == (1, "publisher", (1, 5))
    assert by_hand(members, policy={"weights": {"iffy": 0}})[0] == 5
    assert by_hand([("cat", "3"), *members], raters=[{"id": "cat", "family": "mbfc"}])[0] == 3


def test_by_hand_the_latest_counts_then_the_lower_then_a_rated_one() -> None:
    assert by_hand([("mbfc", "high", "2026-06-15"), ("mbfc", "low", "2026-06-14")])[0] == 4
    assert by_hand([("mbfc", "high", "2026-06-16"), ("mbfc", "low", "2026-06-14")])[0] == 1
    assert by_hand([("mbfc", "high", "2026"), ("mbfc", "low", "2026-01-01")])[0] == 1
    assert by_hand([("mbfc", "high", "2026"), ("mbfc", "satire", "2026")])[0] == 4
    assert by_hand([("mbfc", "high", "2026"), ("mbfc", "satire", "2026-02")], owner=2) == (
        2,
        "organization",
        (2, 2),
    )
    assert by_hand([("mbfc", "high", "2026-02", "fern.com"), ("mbfc", "low", "2025")])[0] == 1


def test_by_hand_the_house_wins_and_the_spread_holds_everybody() -> None:
    assert by_hand([*THREE, ("house", "5")], policy={"aggregation": "min"}) == (5, "publisher", (2, 5))


def test_by_hand_confidence_weighs_in_misinfome_and_nothing_else() -> None:
    world: World = {
        "publishers": [{"id": "p", "places": ["fern.com"]}],
        "sources": [{"id": "s", "url": "https://fern.com/x"}],
        "ratings": [
            {"subject": "publisher:p", "rater": "mbfc", "value": "high", "confidence": 0.1},
            {"subject": "publisher:p", "rater": "wikipedia", "value": "deprecated"},
        ],
    }
    levels = {
        name: SlowRatings(world, DAY, kg.Policy(aggregation=name)).rating(world["sources"][0]).level
        for name in AGGREGATIONS
    }
    # (.07 + .1) / 1.1 = .155; (.7 + .1) / 2 = .4
    assert levels == {"median": 1, "min": 1, "max": 4, "mean": 3, "misinfome": 1, "priority": 1, "agree": 4}


def test_by_hand_a_retraction_caps_afterwards_unless_an_override_decided() -> None:
    retracted = ("retraction-watch", "retraction", "2026-06-15", "doi:10.1234/A")
    paper = {"doi": "10.1234/a"}
    assert by_hand([retracted, ("mbfc", "high")], source=paper) == (1, "publisher", (4, 4))
    assert by_hand([retracted], source=paper) == (1, "own", None)
    assert by_hand([retracted], source=paper | {"level": 4, "reason": "seen"}) == (4, "override", (4, 4))
    assert by_hand([retracted], source=paper | {"level": 4}) == (1, "own", (4, 4))
    later = ("retraction-watch", "correction", "2026-06-15", "source:s")
    assert by_hand([("retraction-watch", "expression of concern", "2025", "source:s"), later])[:2] == (
        2,
        "own",
    )
    assert by_hand([later], owner=4)[:2] == (4, "organization")


def test_by_hand_a_listed_place_never_hides_what_the_house_rates() -> None:
    listed = ("mbfc", "low", "2026", "news.fern.com")
    there = {"url": "https://news.fern.com/x"}
    assert by_hand([listed], **there)[:2] == (1, "publisher")
    assert by_hand([listed, ("wikipedia", "generally reliable")], **there)[:2] == (1, "publisher")
    assert by_hand([listed], publisher={"level": 4}, **there)[:2] == (4, "publisher")
    assert by_hand([("mbfc", "satire", "2026", "news.fern.com")], owner=3, **there)[:2] == (3, "organization")


# -- the product
def told_fast(world: World, policy: kg.Policy) -> dict[str, dict[str, Any]]:
    """What the product says of each source."""
    rows = rating_table(graph_of(world, as_of=DAY, policy=policy)).drop("explanation").to_dicts()
    for row in rows:
        row["deciding"] = said_by((one["rater"], one["value"], one["level"]) for one in row["deciding"])
        row["cap"] = min((CAPS[one["value"]] for one in row.pop("capped_by")), default=None)
        row["contested"] = row["contested"] or False  # null where no rater speaks
    return {row.pop("id"): row for row in rows}


def told_slowly(world: World, policy: kg.Policy) -> dict[str, dict[str, Any]]:
    """What the slow definition says of each source."""
    slow = SlowRatings(world, DAY, policy)
    return {
        key: {
            "level": one.level,
            "basis": one.basis,
            "why": one.why,
            "publisher": one.publisher,
            "matched_by": one.matched_by,
            "contested": one.contested,
            "spread": list(one.spread) if one.spread else None,
            "deciding": said_by(
                (stated.rater, stated.value, level_of(stated.share))
                for stated in one.deciding
                if stated.share is not None
            ),
            "cap": one.cap,
            "before_cap": one.before_cap,
        }
        for key, one in ((source["id"], slow.rating(source)) for source in world["sources"])
    }


def differences(fast: dict[str, dict[str, Any]], slow: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """What the two say of a source where they differ: (fast, slow) by source and field."""
    assert set(fast) == set(slow)
    fields = {f"{key} {name}": (fast[key][name], one) for key in slow for name, one in slow[key].items()}
    return {name: both for name, both in fields.items() if both[0] != both[1]}


def said_by(voices: Iterable[tuple[str, str, int]]) -> list[tuple[str, str, int]]:
    return sorted(set(voices))


@pytest.mark.parametrize("aggregation", AGGREGATIONS)
@settings(SOME, max_examples=8)
@given(data=st.data())
def test_what_many_raters_say_of_a_publisher_is_aggregated_as_defined(
    aggregation: str, data: st.DataObject
) -> None:
    world, policy = data.draw(disputed_worlds()), data.draw(policies([aggregation]))
    assert differences(told_fast(world, policy), told_slowly(world, policy)) == {}


@settings(SOME, max_examples=30)
@given(rated_worlds(), policies())
def test_every_source_is_rated_as_defined(world: World, policy: kg.Policy) -> None:
    assert differences(told_fast(world, policy), told_slowly(world, policy)) == {}


@settings(SOME, max_examples=15)
@given(rated_worlds(), policies())
def test_works_and_what_pages_cite_are_counted_as_defined(world: World, policy: kg.Policy) -> None:
    slow, graph = SlowRatings(world, DAY, policy), graph_of(world, as_of=DAY, policy=policy)
    assert dict(graph.resolution.select("id", "work").iter_rows()) == slow.work
    counted = kg.measure_exposure(graph).select("page", "cited", "rated", "low")
    assert {page: tuple(counts) for page, *counts in counted.iter_rows()} == {
        one["id"]: slow.counts(one["id"]) for one in world["pages"]
    }


@settings(SOME, max_examples=15)
@given(rated_worlds(), policies())
def test_the_steps_of_every_source_lead_to_its_level_as_defined(world: World, policy: kg.Policy) -> None:
    slow, graph = SlowRatings(world, DAY, policy), graph_of(world, as_of=DAY, policy=policy)
    evidence = evidence_on(graph.corpus, graph.tables["subjects"], policy=policy, as_of=DAY)
    asking = graph.resolution.with_columns(graph.corpus["sources"]["type"].alias("type"))
    steps = steps_of(asking, evidence)
    assert steps.schema == STEPS
    for row, key in enumerate(asking["id"]):
        mine, rated = steps.filter(row=row).to_dicts(), slow.rating(slow.sources[key])
        assert [one["rule"] for one in mine][:7] == [rule for rule, _ in RULES]
        decided = [(one["rule"], one["level"]) for one in mine if one["outcome"] == "decided"]
        capped = [(one["level"], one["before"]) for one in mine if one["outcome"] == "capped"]
        before = (
            None if rated.cap is not None and rated.before_cap is None else rated.before_cap or rated.level
        )
        assert decided == ([] if before is None else [(rated.basis, before)])
        assert capped == ([] if rated.cap is None else [(rated.level, before)])
        at = next((n for n, one in enumerate(mine) if one["outcome"] == "decided"), len(mine))
        assert all(one["level"] is None for one in mine[:at] if one["outcome"] != "capped")


# -- faults that random worlds found, each as the smallest world
def level_and_basis(world: World, **policy: Any) -> tuple[int | None, str]:
    row = rating_table(graph_of(world, as_of=DAY, policy=kg.Policy(**policy))).row(0, named=True)
    return row["level"], row["basis"]


FERN: World = {
    "publishers": [{"id": "p", "places": ["fern.com"]}],
    "sources": [{"id": "s", "url": "https://fern.com/x"}],
}


def test_of_two_that_say_the_same_the_level_of_the_record_is_told_of() -> None:
    world = {**FERN, "publishers": [{"id": "p", "level": 4, "places": ["fern.com"]}]}
    world["ratings"] = [{"subject": "publisher:p", "rater": "house", "value": "4.0"}]
    row = rating_table(graph_of(world, as_of=DAY)).row(0, named=True)
    assert differences(told_fast(world, kg.Policy()), told_slowly(world, kg.Policy())) == {}
    assert told_fast(world, kg.Policy())["s"]["deciding"] == [("house", "4", row["level"])]


def test_weights_may_be_whole_and_fractional_at_once() -> None:
    ratings = [{"subject": "fern.com", "rater": "mbfc", "value": "high"}]
    assert level_and_basis(FERN | {"ratings": ratings}, weights={"iffy": 0, "mbfc": 0.5}) == (4, "publisher")


def test_a_publisher_that_left_and_came_back_is_at_its_place_again() -> None:
    left, back = {"host": "fern.com", "valid_through": "2020"}, {"host": "fern.com", "valid_from": "2025"}
    for places in ([left, back], [back, left]):
        publishers: list[dict[str, Any]] = [{"id": "p", "level": 4, "places": places}]
        assert level_and_basis(FERN | {"publishers": publishers}) == (4, "publisher")


def test_a_place_that_only_a_list_knows_can_be_stated_while_it_is_rated() -> None:
    listed = {"subject": "moss.org", "rater": "mbfc", "value": "low"}
    stated: World = {"sources": [{"id": "s", "publisher": "moss.org"}], "ratings": [listed]}
    assert level_and_basis(stated) == (1, "publisher")
    assert level_and_basis(stated | {"ratings": [listed | {"valid_through": "2025"}]}) == (None, "unrated")


@pytest.mark.parametrize("confidences", [(1, 0.1), (0.1, 1)])
def test_of_several_confidences_the_smallest_counts_in_any_order(confidences: tuple[float, float]) -> None:
    low = {"subject": "fern.com", "rater": "mbfc", "value": "low"}
    gold = {"subject": "fern.com", "rater": "newsguard", "value": "100"}
    ratings: list[dict[str, Any]] = [*(low | {"confidence": one} for one in confidences), gold]
    # (.1 * .1 + .8) / 1.1 = .736
    assert level_and_basis(FERN | {"ratings": ratings}, aggregation="misinfome") == (4, "publisher")


@pytest.mark.parametrize("rater", ["wikipedia", "iffy"])
def test_unlisted_is_a_value_and_means_unrated(rater: str) -> None:
    value = {"wikipedia": "deprecated", "iffy": "listed"}[rater]
    old = {"subject": "fern.com", "rater": rater, "value": value, "valid_from": "2025"}
    ratings = [old, old | {"value": "unlisted", "valid_from": "2026"}]
    assert level_and_basis(FERN | {"ratings": ratings}) == (None, "unrated")


def test_nobody_speaks_for_a_type_so_there_is_no_spread() -> None:
    graph = graph_of(
        {"sources": [{"id": "s", "type": "blog"}]}, as_of=DAY, policy=kg.Policy(type_priors={"blog": 2})
    )
    row = rating_table(graph).row(0, named=True)
    assert (row["level"], row["basis"], row["spread"]) == (2, "type-prior", None)
