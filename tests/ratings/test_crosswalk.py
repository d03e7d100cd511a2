"""Every rater's scale, by the table of the contract; what is off the scale is a problem, with the nearest label."""

from __future__ import annotations

import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import kg
from kg.model.corpus import Corpus
from kg.ratings.assertions import statements
from kg.ratings.crosswalk import exact_fraction
from kg.ratings.raters import built_in, crosswalk_of
from tests.worlds import graph_of

DAY = datetime.date(2026, 6, 15)


def levels(rater: str, *values: str) -> list[int | None]:
    ratings = pl.DataFrame(
        {"subject": ["a.com"] * len(values), "rater": [rater] * len(values), "value": list(values)}
    )
    return statements(Corpus.of({"ratings": ratings})).values["level"].to_list()


@pytest.mark.parametrize(
    ("rater", "value", "level"),
    [
        *(("house", str(level), level) for level in range(1, 6)),
        ("house", "4.0", 4),
        ("house", "High", 4),
        ("mbfc", "very high", 5),
        ("mbfc", "VERY HIGH", 5),
        ("mbfc", "very-high", 5),
        ("mbfc", "high", 4),
        ("mbfc", "mostly factual", 3),
        ("mbfc", "mixed", 2),
        ("mbfc", "low", 1),
        ("mbfc", "very low", 1),
        ("mbfc", "satire", None),
        ("newsguard", "100", 5),
        ("newsguard", "99.99", 4),
        ("newsguard", "75", 4),
        ("newsguard", "74.99", 3),
        ("newsguard", "60", 3),
        ("newsguard", "59.5", 2),
        ("newsguard", "40", 2),
        ("newsguard", "39.9999999999999999", 1),
        ("newsguard", "0", 1),
        ("newsguard", "platform", None),
        ("wikipedia", "generally reliable", 4),
        ("wikipedia", "no consensus", 3),
        ("wikipedia", "generally unreliable", 2),
        ("wikipedia", "deprecated", 1),
        ("wikipedia", "blacklisted", 1),
        ("citeunseen", "Marginally reliable", 3),
        ("pc1", "1", 5),
        ("pc1", ".90", 5),
        ("pc1", "0.899999999999999999", 4),
        ("pc1", "0.75", 4),
        ("pc1", "0.6", 3),
        ("pc1", "0.59", 2),
        ("pc1", "0.4", 2),
        ("pc1", "0.39", 1),
        ("pc1", "4e-1", 2),
        ("adfontes", "64", 4),
        ("adfontes", "40", 4),
        ("adfontes", "39.9", 3),
        ("adfontes", "32", 3),
        ("adfontes", "24", 2),
        ("adfontes", "23.99", 1),
        ("iffy", "listed", 1),
    ],
)
def test_a_value_means_the_level_of_the_contract(rater: str, value: str, level: int | None) -> None:
    assert levels(rater, value) == [level]


@pytest.mark.parametrize(
    ("rater", "value", "nearest"),
    [
        ("mbfc", "mostly factuall", "mostly factual"),
        ("wikipedia", "generaly reliable", "generally reliable"),
        ("newsguard", "101", None),
        ("newsguard", "-1", None),
        ("pc1", "1.01", None),
        ("pc1", "nan", None),
        ("pc1", "inf", None),
        ("house", "6", None),
        ("house", "0", None),
        ("house", "3.7", None),
        ("house", "4 stars", None),
        ("house", "true", None),
        ("retraction-watch", "retracton", "retraction"),
    ],
)
def test_a_value_off_the_scale_is_a_problem_that_names_the_nearest_label(
    rater: str, value: str, nearest: str | None
) -> None:
    ratings = [{"subject": "a.com", "rater": rater, "value": value}]
    found = kg.lint(graph_of({"ratings": ratings}, as_of=DAY))
    kind = "bad-level" if rater == "house" else "unknown-label"
    message = found.filter(pl.col("kind") == kind)["message"].item()
    assert f"got '{value}'" in message
    assert nearest is None or f"did you mean '{nearest}'" in message


@pytest.mark.parametrize(
    ("rater", "cuts"),
    [
        ("newsguard", {"0": 0, "40": 1, "60": 2, "75": 3, "100": 4, "50": Fraction(3, 2)}),
        ("pc1", {"0": 0, "0.4": 1, "0.6": 2, "0.75": 3, "0.9": 4, "1": 5, "0.5": Fraction(3, 2)}),
        ("adfontes", {"0": 0, "24": 1, "32": 2, "40": 3, "52": Fraction(7, 2)}),
        ("mbfc", {"very high": Fraction(9, 2), "mixed": Fraction(3, 2), "very low": Fraction(1, 2)}),
        ("house", {"4": Fraction(7, 2)}),
    ],
)
def test_cut_points_land_on_fifths_and_grades_in_the_middle(rater: str, cuts: dict[str, Any]) -> None:
    said = statements(
        Corpus.of(
            {
                "ratings": pl.DataFrame(
                    {"subject": ["a.com"] * len(cuts), "rater": [rater] * len(cuts), "value": list(cuts)}
                )
            }
        )
    )
    exact = [exact_fraction(value, said.scales[rater]) * 5 for value in cuts]
    assert exact == list(cuts.values())
    assert said.values["fraction"].to_list() == pytest.approx([float(one) / 5 for one in exact], abs=1e-12)


def test_the_end_of_a_scale_without_the_highest_level_lies_just_below_the_next_cut() -> None:
    said = statements(
        Corpus.of({"ratings": pl.DataFrame({"subject": ["a"], "rater": ["adfontes"], "value": ["64"]})})
    )
    assert Fraction(4, 5) - exact_fraction("64", said.scales["adfontes"]) == Fraction(1, 5 * 10**9)


def test_every_built_in_crosswalk_gives_a_reason_and_a_version() -> None:
    assert {
        "house",
        "mbfc",
        "newsguard",
        "wikipedia",
        "citeunseen",
        "pc1",
        "adfontes",
        "iffy",
        "retraction-watch",
    } <= set(built_in())
    for rater in built_in():
        tables = crosswalk_of(rater)
        assert tables["crosswalks"]["reason"].null_count() == 0, rater
        assert tables["scales"]["version"].null_count() == 0, rater
        assert tables["raters"].select("name", "family", "licence").null_count().row(0) == (0, 0, 0), rater


MINE = """
[rater]
id = "panel"
name = "Our panel"
weight = 2
[scale]
id = "panel"
lowest = 0
highest = 10
[[step]]
at_least = 5
level = 3
[[step]]
at_least = 2
level = 2
[[step]]
label = "no idea"
"""


def test_a_rater_of_ones_own_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "panel.toml").write_text(MINE, "utf-8")
    (tmp_path / "ratings.csv").write_text(
        "subject,rater,value\na.com,panel,5\nb.com,panel,4.9\nc.com,panel,1\nd.com,panel,no idea\ne.com,panel,11\n"
    )
    (tmp_path / "sources.csv").write_text(
        "id,url\n" + "".join(f"{name},https://{name}.com/x\n" for name in "abcde")
    )
    graph = kg.load(tmp_path, as_of=DAY)
    assert graph.effective["level"].to_list() == [3, 2, 1, None, None]
    assert kg.lint(graph)["kind"].to_list() == ["unknown-label"]


def test_a_step_that_breaks_the_order_is_left_out_and_reported() -> None:
    steps = [
        {"scale": "s", "at_least": 0, "level": 3},
        {"scale": "s", "at_least": 5, "level": 2},
        {"scale": "s"},
    ]
    world = {
        "raters": [{"id": "r", "scale": "s"}],
        "crosswalks": steps,
        "ratings": [{"subject": "a.com", "rater": "r", "value": "7"}],
        "sources": [{"id": "a", "url": "https://a.com/"}],
    }
    graph = graph_of(world, as_of=DAY)
    assert graph.effective["level"].to_list() == [3]
    assert kg.lint(graph)["kind"].to_list() == ["bad-crosswalk", "bad-crosswalk"]


def test_a_rater_on_a_scale_that_nobody_describes_has_no_effect() -> None:
    world = {
        "raters": [{"id": "r", "scale": "lost"}],
        "ratings": [{"subject": "a.com", "rater": "r", "value": "7"}],
        "sources": [{"id": "a", "url": "https://a.com/"}],
    }
    graph = graph_of(world, as_of=DAY)
    assert graph.effective["level"].to_list() == [None]
    assert "of which there is no crosswalk" in kg.lint(graph)["message"][0]


def test_what_a_corpus_records_of_a_built_in_rater_counts_and_the_rest_is_filled_in() -> None:
    world = {
        "raters": [{"id": "mbfc", "weight": 0}],
        "ratings": [{"subject": "a.com", "rater": "mbfc", "value": "low"}],
        "sources": [{"id": "a", "url": "https://a.com/"}],
    }
    graph = graph_of(world, as_of=DAY)
    assert graph.effective["level"].to_list() == [None]
    assert graph.corpus["raters"].select("id", "family", "weight", "name").row(0) == (
        "mbfc",
        "mbfc",
        0.0,
        "Media Bias/Fact Check",
    )
