"""The seven ways of counting, families, spread, and caps, each by an example that a person can work out."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

import kg
from kg.analysis.rating import rating_table
from kg.model.policy import Policy
from tests.worlds import graph_of

DAY = datetime.date(2026, 6, 15)
Votes = dict[str, str]


def rated(
    votes: Votes, *, subject: str = "publisher:p", raters: list[dict[str, Any]] | None = None, **policy: Any
) -> dict[str, Any]:
    world = {
        "publishers": [{"id": "p", "places": ["a.com"]}],
        "sources": [{"id": "s", "url": "https://a.com/x", "doi": "10.1000/x", "type": "blog"}],
        "raters": raters or [],
        "ratings": [{"subject": subject, "rater": rater, "value": value} for rater, value in votes.items()],
    }
    return rating_table(graph_of(world, as_of=DAY, policy=Policy(**policy))).row(0, named=True)


THREE = {"mbfc": "mixed", "newsguard": "80", "wikipedia": "generally reliable"}
SPLIT = {"mbfc": "low", "newsguard": "100", "wikipedia": "no consensus", "adfontes": "20"}


@pytest.mark.parametrize(
    ("votes", "policy", "level"),
    [
        (THREE, {}, 4),
        (SPLIT, {}, 1),
        (SPLIT, {"weights": {"newsguard": 3}}, 3),
        (SPLIT, {"weights": {"newsguard": 4}}, 5),
        (SPLIT, {"weights": {"mbfc": 0, "adfontes": 0}}, 3),
        (SPLIT, {"aggregation": "min"}, 1),
        (SPLIT, {"aggregation": "max"}, 5),
        (SPLIT, {"aggregation": "mean"}, 2),
        (SPLIT, {"aggregation": "priority", "priority": ("wikipedia", "mbfc")}, 3),
        (SPLIT, {"aggregation": "priority"}, 1),
        (SPLIT, {"aggregation": "agree"}, 1),
        (THREE, {"aggregation": "agree"}, 4),
        ({"mbfc": "low"}, {"aggregation": "agree"}, None),
        (THREE, {"without": ("newsguard", "wikipedia")}, 2),
        ({"pc1": "0.2", "iffy": "listed", "wikipedia": "generally reliable"}, {}, 1),
        ({"mbfc": "high", "pc1": "0.2", "iffy": "listed"}, {}, 4),
        ({"mbfc": "high", "pc1": "0.2"}, {"weights": {"mbfc": 0}}, 1),
        ({"citeunseen": "deprecated", "wikipedia": "generally reliable"}, {}, 4),
        ({"mbfc": "satire"}, {}, None),
    ],
)
def test_votes_come_to_the_level_of_the_policy(
    votes: Votes, policy: dict[str, Any], level: int | None
) -> None:
    assert rated(votes, **policy)["level"] == level


def test_a_mean_at_a_cut_point_belongs_to_the_upper_level() -> None:
    assert rated({"newsguard": "60", "pc1": "0.75"}, aggregation="mean")["level"] == 3
    assert rated({"newsguard": "50", "adfontes": "40"}, aggregation="mean")["level"] == 3
    exact = [{"id": "one", "weight": 0.1}, {"id": "two", "weight": 0.2}, {"id": "three", "weight": 0.3}]
    assert rated({"one": "1", "two": "2", "three": "4"}, raters=exact)["level"] == 2


def test_confidence_weighs_in_misinfome_only() -> None:
    def level(aggregation: str, first: str | None) -> int | None:
        ratings = [
            {"subject": "publisher:p", "rater": "mbfc", "value": "low", "confidence": first},
            {
                "subject": "publisher:p",
                "rater": "wikipedia",
                "value": "generally reliable",
                "confidence": "0.5",
            },
        ]
        world = {
            "publishers": [{"id": "p", "places": ["a.com"]}],
            "sources": [{"id": "s", "url": "https://a.com/x"}],
        }
        graph = graph_of({**world, "ratings": ratings}, as_of=DAY, policy=Policy(aggregation=aggregation))
        return graph.effective["level"][0]

    assert level("misinfome", None) == 2
    assert level("misinfome", "0") == 4
    assert level("mean", "0") == 3


def test_spread_counts_every_rater_and_says_what_is_contested() -> None:
    found = rated({"house": "4", "mbfc": "low", "pc1": "0.95"})
    assert (found["level"], found["spread"], found["contested"]) == (4, [1, 5], True)
    assert [one["rater"] for one in found["deciding"]] == ["house"]
    assert rated({"mbfc": "mixed", "wikipedia": "no consensus"})["contested"] is True
    assert rated({"mbfc": "high", "wikipedia": "no consensus"})["contested"] is False


@pytest.mark.parametrize(
    ("votes", "level", "before", "basis"),
    [
        ({"house": "5", "retraction-watch": "retraction"}, 1, None, "own"),
        ({"retraction-watch": "expression of concern"}, 2, None, "own"),
        ({"retraction-watch": "correction"}, None, None, "unrated"),
        ({"retraction-watch": "reinstatement"}, None, None, "unrated"),
    ],
)
def test_a_retraction_caps_the_work_that_its_doi_names(
    votes: Votes, level: int | None, before: int | None, basis: str
) -> None:
    found = rated({key: value for key, value in votes.items() if key != "house"}, subject="source:s")
    assert (found["level"], found["before_cap"], found["basis"]) == (level, before, basis)


def cap_world(*events: dict[str, Any], **source: Any) -> dict[str, Any]:
    return {
        "publishers": [{"id": "p", "places": ["a.com"], "level": 5}],
        "sources": [{"id": "s", "url": "https://a.com/x", **source}],
        "ratings": [{"subject": "source:s", "rater": "retraction-watch", **event} for event in events],
    }


@pytest.mark.parametrize(
    ("events", "source", "level", "before"),
    [
        ([{"value": "retraction", "valid_from": "2026-06-15"}], {}, 1, 5),
        ([{"value": "retraction", "valid_from": "2026-06-16"}], {}, 5, None),
        ([{"value": "retraction", "valid_from": "2026-01-01"}], {"level": 4, "reason": "read it"}, 4, None),
        (
            [{"value": "retraction", "valid_from": "2025"}, {"value": "correction", "valid_from": "2026"}],
            {},
            1,
            5,
        ),
        (
            [{"value": "retraction", "valid_from": "2025"}, {"value": "reinstatement", "valid_from": "2026"}],
            {},
            5,
            None,
        ),
        (
            [
                {"value": "expression of concern", "valid_from": "2025"},
                {"value": "retraction", "valid_from": "2026"},
            ],
            {},
            1,
            5,
        ),
    ],
)
def test_a_cap_counts_from_its_date_unless_an_override_decided(
    events: list[dict[str, Any]], source: dict[str, Any], level: int, before: int | None
) -> None:
    found = rating_table(graph_of(cap_world(*events, **source), as_of=DAY)).row(0, named=True)
    assert (found["level"], found["before_cap"]) == (level, before)
    assert bool(found["capped_by"]) == (before is not None)


def test_an_overridden_retraction_is_reported() -> None:
    graph = graph_of(cap_world({"value": "retraction"}, level=4, reason="read it"), as_of=DAY)
    assert "overridden-retraction" in kg.lint(graph)["kind"].to_list()


def test_the_sentence_tells_of_the_cap() -> None:
    found = rating_table(graph_of(cap_world({"value": "retraction"}), as_of=DAY)).row(0, named=True)
    assert found["explanation"] == (
        "1 Low - inherited from publication venue: p (a.com matches host); capped from 5 by Retraction Watch: retraction"
    )


def test_a_type_prior_answers_last_and_only_where_the_policy_says_so() -> None:
    assert rated({})["basis"] == "unrated"
    found = rated({}, type_priors={"blog": 2})
    assert (found["level"], found["basis"], found["explanation"]) == (
        2,
        "type-prior",
        "2 Mixed - assumed from its type: blog",
    )
    assert rated({"house": "4"}, type_priors={"blog": 2})["basis"] == "publisher"


def test_evidence_that_needs_a_look_is_noted() -> None:
    world = cap_world()
    world["ratings"] = [
        {"subject": "a.com", "rater": "mbfc", "value": "low", "valid_from": "2020-01-01"},
        {"subject": "a.com", "rater": "wikipedia", "value": "generally reliable", "valid_from": "2026-01-01"},
    ]
    found = kg.lint(graph_of(world, as_of=DAY))
    assert found.select("kind", "severity").rows() == [
        ("contradicting-lists", "note"),
        ("stale-assertion", "note"),
    ]
    assert "mbfc says low (1), wikipedia says generally reliable (4), house says 5 (5)" in found["message"][0]
