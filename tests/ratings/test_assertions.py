"""Rating assertions: who counts, on which day, and what happens to those that do not."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

import kg
from tests.worlds import graph_of

DAY = datetime.date(2026, 6, 15)
SOURCES = [{"id": "s", "url": "https://news.a.com/x"}]
PUBLISHERS = [{"id": "p", "places": ["a.com"]}]
RATERS = [
    {"id": "alpha", "family": "alpha"},
    {"id": "alpha-two", "family": "alpha"},
    {"id": "beta", "family": "beta"},
    {"id": "third", "family": "third", "weight": 3},
    {"id": "mute", "family": "mute", "weight": 0},
]


def level(ratings: list[dict[str, Any]], **tables: Any) -> tuple[int | None, str]:
    world = {"publishers": PUBLISHERS, "sources": SOURCES, "raters": RATERS, "ratings": ratings, **tables}
    graph = graph_of(world, as_of=DAY)
    return graph.effective.select("level", "basis").row(0)


def stated(rater: str, value: str, subject: str = "publisher:p", **more: Any) -> dict[str, Any]:
    return {"subject": subject, "rater": rater, "value": value, **more}


@pytest.mark.parametrize(
    ("ratings", "expected"),
    [
        ([stated("house", "4")], 4),
        ([stated("alpha", "2")], 2),
        ([stated("house", "4"), stated("alpha", "1"), stated("beta", "1")], 4),
        ([stated("alpha", "2"), stated("beta", "4")], 2),
        ([stated("alpha", "2"), stated("beta", "4"), stated("third", "5")], 5),
        ([stated("alpha", "4"), stated("alpha-two", "1")], 4),
        ([stated("alpha-two", "1"), stated("beta", "4")], 1),
        ([stated("mute", "1"), stated("beta", "4")], 4),
        ([stated("mute", "1")], None),
        ([stated("stranger", "1")], None),
        ([stated("house", "9")], None),
        ([stated("house", "4.0")], 4),
    ],
)
def test_the_house_wins_and_among_others_the_lower_weighted_median(
    ratings: list[dict[str, Any]], expected: int | None
) -> None:
    assert level(ratings)[0] == expected


@pytest.mark.parametrize(
    ("begins", "ends", "holds"),
    [
        (None, None, True),
        ("2026-06-15", None, True),
        ("2026-06-16", None, False),
        (None, "2026-06-15", True),
        (None, "2026-06-14", False),
        (None, "2026-06", True),
        (None, "2026-05", False),
        ("2026", "2026", True),
        ("2026-06", "2026-06", True),
        ("2027", None, False),
    ],
)
def test_an_interval_is_closed_and_a_month_or_year_ends_on_its_last_day(
    begins: str | None, ends: str | None, holds: bool
) -> None:
    assert level([stated("house", "4", valid_from=begins, valid_through=ends)])[0] == (4 if holds else None)


def test_of_several_of_one_rater_the_latest_counts_then_the_lower() -> None:
    older, newer = stated("house", "5", valid_from="2020"), stated("house", "3", valid_from="2021")
    assert level([newer, older])[0] == 3
    assert level([older, stated("house", "1")])[0] == 5
    assert level([newer, stated("house", "2", valid_from="2021")])[0] == 2


def test_a_place_that_nobody_registered_becomes_a_publisher_while_it_is_rated() -> None:
    rated = stated("alpha", "2", subject="news.a.com")
    assert level([rated], publishers=[]) == (2, "publisher")
    assert level([{**rated, "valid_through": "2020"}], publishers=[]) == (None, "unrated")


def test_a_listed_place_belongs_to_the_publisher_that_has_exactly_it() -> None:
    graph = graph_of(
        {
            "publishers": PUBLISHERS,
            "sources": SOURCES,
            "raters": RATERS,
            "ratings": [stated("alpha", "1", subject="A.com")],
        },
        as_of=DAY,
    )
    assert graph.resolution["publisher"].item() == "p"
    assert graph.effective["level"].item() == 1


def test_a_listed_place_hides_an_unrated_place_but_never_one_that_the_house_rates() -> None:
    listed = stated("alpha", "1", subject="news.a.com")
    assert level([listed])[0] == 1
    assert level([listed, stated("house", "4")])[0] == 4
    assert level([listed, stated("beta", "4")])[0] == 1


def test_an_override_needs_a_reason_and_ends_on_its_day() -> None:
    override = stated(
        "house", "5", subject="source:s", override=True, reason="checked", valid_through="2026-06-15"
    )
    house = stated("house", "2")
    assert level([override, house]) == (5, "override")
    assert level([{**override, "valid_through": "2026-06-14"}, house]) == (2, "publisher")
    assert level([{**override, "reason": None}, house]) == (5, "own")
    graph = graph_of(
        {
            "publishers": PUBLISHERS,
            "sources": SOURCES,
            "ratings": [{**override, "valid_through": "2026-06-14"}],
        },
        as_of=DAY,
    )
    assert kg.lint(graph)["kind"].to_list() == ["expired-override"]


def test_a_level_on_a_source_is_an_override_with_a_reason_and_its_own_rating_without() -> None:
    source = {**SOURCES[0], "level": 3}
    assert level([stated("house", "5")], sources=[{**source, "reason": "seen"}]) == (3, "override")
    assert level([stated("house", "5")], sources=[source]) == (3, "own")
    graph = graph_of({"sources": [source]}, as_of=DAY)
    assert kg.lint(graph)["kind"].to_list() == ["override-without-reason"]


def test_the_override_of_somebody_else_is_no_override() -> None:
    assert level(
        [stated("alpha", "5", subject="source:s", override=True, reason="x"), stated("house", "2")]
    ) == (5, "own")


def test_a_path_place_of_a_public_suffix_says_nothing_of_its_www_host() -> None:
    publishers = [{"id": "p", "level": 5, "places": ["github.io/lab"]}]
    assert level([], publishers=publishers, sources=[{"id": "s", "url": "https://github.io/lab/x"}])[0] == 5
    assert (
        level([], publishers=publishers, sources=[{"id": "s", "url": "https://www.github.io/lab/x"}])[0]
        is None
    )


def test_two_rendered_pages_that_disagree_are_a_problem(tmp_path: Any) -> None:
    page = "{title}\nwebCredibility Rating\n{level} quality.\nRating inherited from publication venue: OpenAI\nMetadata\nCached Content Preview\nThe Wayback Machine - https://web.archive.org/web/20260405211721/https://openai.com/{id}\n{id} | Stable ID: x"
    for number, word in ((1, "High"), (2, "Good")):
        (tmp_path / f"{number}.txt").write_text(
            page.format(title=f"Title {number}", level=word, id=f"aaaaaaaaaaaaaaa{number}")
        )
    graph = kg.load(tmp_path, as_of=DAY)
    assert graph.effective["level"].to_list() == [3, 3]
    conflict = kg.lint(graph).filter(kg.lint(graph)["kind"] == "conflicting-statement")
    assert conflict["subject"].to_list() == ["publisher:openai"]
    assert conflict["message"][0].startswith("level 3 here, 4 at 1.txt:")
