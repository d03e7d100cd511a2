"""The laws of ratings (section 8), on random worlds of raters, days and places."""

from __future__ import annotations

import copy
import datetime
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import kg
from kg.analysis.rating import rating_table
from tests.rating_strategies import (
    AGGREGATIONS,
    DAY,
    UNSHRUNK,
    VALUES,
    World,
    disputed_worlds,
    policies,
    rated_worlds,
)
from tests.slow_places import holds
from tests.slow_ratings import CAPS, SlowRatings, Stated, aggregate, decisive, level_of, share_of
from tests.worlds import graph_of, write_world

FEW = settings(
    max_examples=15,
    deadline=None,
    phases=UNSHRUNK,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
MANY = settings(FEW, max_examples=200)
MONOTONE = [name for name in AGGREGATIONS if name != "agree"]
"""Not ``agree``: of 3 and 5 it answers 3; lower the 3 to 2, and a single low voice is not heard: 5."""


def table(world: World, policy: kg.Policy, day: datetime.date = DAY) -> list[dict[str, Any]]:
    return sorted(
        rating_table(graph_of(world, as_of=day, policy=policy)).to_dicts(), key=lambda row: row["id"]
    )


def share(one: dict[str, Any], value: str | None = None) -> Fraction | None:
    """Where the value of an assertion lies, None if it is no rating."""
    try:
        return share_of(one["rater"], value or one["value"])
    except (KeyError, ValueError):
        return None


def lowered(world: World, data: st.DataObject) -> World:
    """The world with one value lowered on its scale."""
    offers = [
        (row, value)
        for row, one in enumerate(world["ratings"])
        for value in VALUES.get(one["rater"], [])
        if share(one) is not None
        and share(one, value) is not None
        and (share(one, value) or 0) < (share(one) or 0)
    ]
    assume(offers)
    row, value = data.draw(st.sampled_from(offers))
    other = copy.deepcopy(world)
    other["ratings"][row]["value"] = value
    return other


def without_unequal_members(world: World, policy: kg.Policy) -> tuple[World, kg.Policy]:
    """The same, where the members of a family have one weight and one confidence.

    Else a lower value may make a lighter member the one that votes for its family, and the others win.
    """
    same = copy.deepcopy(world)
    same["raters"] = [{key: one[key] for key in one if key != "weight"} for one in world["raters"]]
    for one in same["ratings"]:
        one.pop("confidence", None)
    alone = {key: weight for key, weight in policy.weights.items() if key in ("newsguard", "adfontes", "dee")}
    return same, kg.Policy(
        aggregation=policy.aggregation, low=policy.low, priority=policy.priority, weights=alone
    )


@MANY
@given(disputed_worlds(), policies(MONOTONE), st.data())
def test_by_the_definition_a_lower_value_never_raises_a_level(
    world: World, policy: kg.Policy, data: st.DataObject
) -> None:
    world, policy = without_unequal_members(world, policy)
    before, after = (SlowRatings(one, DAY, policy) for one in (world, lowered(world, data)))
    for key, source in before.sources.items():
        assert (after.rating(source).level or 0) <= (before.rating(source).level or 0), key


@FEW
@given(disputed_worlds(), policies(MONOTONE), st.data())
def test_a_lower_value_never_raises_a_level(world: World, policy: kg.Policy, data: st.DataObject) -> None:
    world, policy = without_unequal_members(world, policy)
    before, after = table(world, policy), table(lowered(world, data), policy)
    for was, now in zip(before, after, strict=True):
        assert (now["level"] or 0) <= (was["level"] or 0), was["id"]


@FEW
@given(rated_worlds(), policies(), st.randoms(use_true_random=False))
def test_order_files_and_repetition_change_nothing(world: World, policy: kg.Policy, random: Any) -> None:
    shuffled = copy.deepcopy(world)
    shuffled["ratings"] += [one for one in shuffled["ratings"] if random.random() < 0.3]
    for records in shuffled.values():
        random.shuffle(records)
    half = len(shuffled["ratings"]) // 2
    second = {"ratings": shuffled["ratings"][half:]}
    shuffled["ratings"] = shuffled["ratings"][:half]
    with TemporaryDirectory() as first, TemporaryDirectory() as other:
        folders = [write_world(shuffled, Path(first)), write_world(second, Path(other))]
        rows = rating_table(kg.load(*folders, as_of=DAY, policy=policy)).to_dicts()
    said = [same_deciding(row) for row in sorted(rows, key=lambda row: row["id"])]
    for mine, theirs in zip(said, table(world, policy), strict=True):
        assert mine == same_deciding(theirs)


def same_deciding(row: dict[str, Any]) -> dict[str, Any]:
    """A row whose deciding assertions are a set, without the file they stand in."""
    return row | {
        name: {(one["rater"], one["subject"], one["value"]) for one in row[name]}
        for name in ("deciding", "capped_by")
    }


@FEW
@given(disputed_worlds(), policies())
def test_a_member_that_repeats_its_head_changes_nothing(world: World, policy: kg.Policy) -> None:
    assume(SlowRatings(world, DAY, policy).weight("mbfc") > 0 and "mbfc" not in policy.without)
    more = copy.deepcopy(world)
    more["raters"].append({"id": "echo", "family": "mbfc", "scale": "mbfc", "weight": 2})
    more["ratings"] += [one | {"rater": "echo"} for one in world["ratings"] if one["rater"] == "mbfc"]
    said = [{key: row[key] for key in row if key != "deciding"} for row in table(world, policy)]
    assert said == [{key: row[key] for key in row if key != "deciding"} for row in table(more, policy)]


@FEW
@given(rated_worlds(), policies(), st.integers(-2, 20))
def test_a_day_asked_for_equals_leaving_out_what_does_not_hold_on_it(
    world: World, policy: kg.Policy, days: int
) -> None:
    day = DAY + datetime.timedelta(days=days)
    filtered = copy.deepcopy(world)
    filtered["ratings"] = [one for one in world["ratings"] if holds(one, day)]
    for one in filtered["publishers"]:
        one["places"] = [place for place in one["places"] if isinstance(place, str) or holds(place, day)]
    assert without_origins(table(filtered, policy, day)) == without_origins(table(world, policy, day))


def without_origins(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        row | {name: [one | {"origin": None} for one in row[name]] for name in ("deciding", "capped_by")}
        for row in rows
    ]


@FEW
@given(rated_worlds(), policies(), st.integers(1, 5), st.sampled_from(["level", "assertion"]))
def test_an_override_beats_every_step_cap_and_rater_and_is_shown(
    world: World, policy: kg.Policy, level: int, written: str
) -> None:
    assume("house" not in policy.without)
    world = copy.deepcopy(world)
    world["ratings"] = [one for one in world["ratings"] if not one.get("override")]
    source = world["sources"][0]
    for key in ("level", "reason"):
        source.pop(key, None)
    if written == "level":
        source |= {"level": level, "reason": "because"}
    else:
        word = {"rater": "house", "value": str(level), "override": True, "reason": "because"}
        world["ratings"].append({"subject": f"source:{source['id']}", **word, "valid_from": str(DAY)})
    retraction = {"rater": "retraction-watch", "value": "retraction", "subject": f"source:{source['id']}"}
    world["ratings"].append(retraction)
    row = table(world, policy)[0]
    assert (row["level"], row["basis"], row["capped_by"]) == (level, "override", [])
    assert row["explanation"].endswith("override by this registry: because")
    assert "inherited" not in row["explanation"]


def test_the_sentence_names_raters_in_one_order() -> None:
    ratings = [{"subject": "source:s", "rater": rater, "value": "2"} for rater in ("amy", "ann")]
    raters, sources = [{"id": "amy"}, {"id": "ann"}], [{"id": "s"}]
    worlds: list[World] = [
        {"sources": sources, "raters": raters, "ratings": rows} for rows in (ratings, ratings[::-1])
    ]
    sentences = [table(one, kg.Policy())[0]["explanation"] for one in worlds]
    assert sentences[0] == sentences[1]


def test_the_confidence_that_counted_is_recorded() -> None:
    low = {"rater": "mbfc", "value": "low", "confidence": 1, "subject": "publisher:p"}
    unsure = {"rater": "mbfc", "value": "high", "confidence": 0.1, "subject": "fern.com"}
    world: World = {
        "publishers": [{"id": "p", "places": ["fern.com"]}],
        "sources": [{"id": "s", "url": "https://fern.com/x"}],
        "ratings": [low, unsure, {"rater": "newsguard", "value": "100", "subject": "fern.com"}],
    }
    row = table(world, kg.Policy(aggregation="misinfome"))[0]
    assert row["level"] == 4  # (.1 * .1 + .8) / 1.1, and not (.1 + .8) / 2
    assert 0.1 in [one["confidence"] for one in row["deciding"]]


@FEW
@given(st.one_of(disputed_worlds(), rated_worlds()), policies())
def test_a_level_can_be_recomputed_from_its_own_path(world: World, policy: kg.Policy) -> None:
    slow = SlowRatings(world, DAY, policy)
    for row in table(world, policy):
        cap = min((CAPS[one["value"]] for one in row["capped_by"]), default=5)
        spoken = {one["rater"]: stated_by(one) for one in row["deciding"]}
        assert len(spoken) == len(row["deciding"])
        for one in row["deciding"]:
            assert (one["family"], one["weight"]) == (
                slow.family(one["rater"]),
                float(slow.weight(one["rater"])),
            )
        votes = slow.votes(spoken)
        if "house" not in spoken:
            votes = decisive(votes, policy)
        value = votes[0].share if "house" in spoken else aggregate(votes, policy)
        if row["basis"] == "type-prior":
            assert not votes
        elif row["level"] is not None:
            before = level_of(value) if value is not None else None
            assert row["before_cap"] == (before if row["capped_by"] else None)
            assert row["level"] == min(before or 5, cap)


def stated_by(one: dict[str, Any]) -> Stated:
    """The assertion, by nothing but what is recorded of it."""
    value, confidence = share_of(one["rater"], one["value"]), one["confidence"]
    assert value is not None and level_of(value) == one["level"]
    surely = Fraction(1 if confidence is None else str(confidence))
    return Stated("", "", one["rater"], one["value"], value, None, datetime.date.min, surely, False, None)
