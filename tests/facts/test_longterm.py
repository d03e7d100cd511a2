"""The Longterm facts through the example map: every figure that the issue and expected.json state."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import kg
from kg.analysis.rating import rating_table
from kg.graph.knowledge_graph import KnowledgeGraph
from tests.machine import REPOSITORY

MAP = REPOSITORY / "examples" / "longterm-facts.toml"


@pytest.fixture(scope="module")
def facts(shared: Path) -> Path:
    return shared / "data" / "longterm"


@pytest.fixture(scope="module")
def graph(facts: Path) -> KnowledgeGraph:
    return kg.load(facts, map=MAP)


@pytest.fixture(scope="module")
def expected(facts: Path) -> dict[str, Any]:
    figures: dict[str, Any] = json.loads((facts / "expected.json").read_text("utf-8"))
    return figures["B_plus_domain_match_79_venues"]


def within(table: pl.DataFrame, hops: int) -> int:
    return table.filter(pl.col("hops") <= hops).height


def test_sources_are_rated_by_stated_publisher_and_by_places(graph: KnowledgeGraph) -> None:
    matched = graph.resolution["matched_by"].value_counts().rows()
    assert graph.effective.height == 5975
    assert graph.effective["level"].count() == 2531
    assert dict(matched) == {"stated": 1530, "place": 966, "platform": 35, "none": 3417, "resolver": 27}


def test_every_source_has_the_level_that_was_computed_independently(
    graph: KnowledgeGraph, facts: Path
) -> None:
    with (facts / "resource_rating_expected.csv").open(encoding="utf-8") as file:
        theirs = {row["resource_id"]: row for row in csv.DictReader(file)}
    mine = {row["id"]: row for row in rating_table(graph).to_dicts()}
    assert {key: str(row["level"] or "") for key, row in mine.items()} == {
        key: row["level_effective"] for key, row in theirs.items()
    }
    assert {key: row["publisher"] or "" for key, row in mine.items()} == {
        key: row["effective_publication"] for key, row in theirs.items()
    }


def test_pairs_of_records_and_of_works(graph: KnowledgeGraph, facts: Path) -> None:
    table = kg.measure_exposure(graph)
    with (facts / "page_citations.csv").open(encoding="utf-8") as file:
        pairs = [row for row in csv.DictReader(file)]
    levels = dict(graph.effective.select("id", "level").iter_rows())
    assert len(pairs) == 8056
    assert sum(levels[row["resource_id"]] is not None for row in pairs) == 4304
    assert table["sources"].sum() == 8056
    assert graph.resolution["work"].n_unique() == 5945
    assert (table["cited"].sum(), table["rated"].sum()) == (8051, 4299)


def test_pages_that_cite_low_and_their_reach(graph: KnowledgeGraph, expected: dict[str, Any]) -> None:
    table = kg.measure_exposure(graph)
    linked = kg.measure_exposure(graph, links=True)
    assert table.height == 669 == expected["pages"]
    assert table.filter(pl.col("low") > 0).height == 27 == expected["pages_direct_low"]
    assert table["low"].sum() == expected["low_citations"]
    assert table.filter(pl.col("cited") > 0).height == expected["pages_with_citations"]
    assert within(table, 2) == 27
    assert (within(linked, 0), within(linked, 1), within(linked, 2)) == (27, 223, 519)
    assert within(kg.measure_exposure(graph, links=True, max_hops=3), 3) == expected["pages_within_hops"]["3"]


def test_with_entity_links_alone_222_pages_lie_within_one_hop(
    facts: Path, tmp_path: Path, expected: dict[str, Any]
) -> None:
    for file in facts.glob("*.csv"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    lines = (facts / "page_links.csv").read_text("utf-8").splitlines(keepends=True)
    (tmp_path / "page_links.csv").write_text(
        "".join(line for line in lines if ",mdlink," not in line), "utf-8"
    )
    linked = kg.measure_exposure(kg.load(tmp_path, map=MAP), links=True)
    assert {str(hop): within(linked, hop) for hop in range(3)} == {
        str(hop): expected["pages_within_hops"][str(hop)] for hop in range(3)
    }


def test_problems_are_counted_and_named(graph: KnowledgeGraph) -> None:
    counts = dict(kg.lint(graph)["kind"].value_counts().iter_rows())
    assert counts == {
        "dangling-publisher": 27,
        "dangling-owner": 3,
        "dangling-link": 38,
        "duplicate-id": 1,
        "duplicate-address": 30,
        "look-alike-host": 1,
        "index-place": 2,
        "not-a-source": 18,
        "unmatched-place": 2,
    }
    dangling = kg.lint(graph).filter(pl.col("kind") == "dangling-publisher")
    assert dangling["message"].unique().to_list() == [
        "states publisher open-philanthropy, of which there is no record"
    ]


def test_without_subdomains_all_gov_uk_says_nothing_of_seven_sources(facts: Path, tmp_path: Path) -> None:
    text = MAP.read_text("utf-8")
    silent = tmp_path / "kg.toml"
    silent.write_text(text[: text.index("[[records.places]]")], "utf-8")
    graph = kg.load(facts, map=silent)
    assert graph.effective["level"].count() == 2524
    assert kg.lint(graph).filter(pl.col("kind") == "silent-suffix")["subject"].to_list() == [
        "publisher:uk-gov"
    ]


def test_a_snapshot_answers_as_its_folder_does(graph: KnowledgeGraph, tmp_path: Path) -> None:
    kg.save(graph, tmp_path / "facts.kg")
    opened = kg.open_snapshot(tmp_path / "facts.kg")
    assert kg.measure_exposure(opened, links=True).equals(kg.measure_exposure(graph, links=True))
    assert rating_table(opened).equals(rating_table(graph))
    assert kg.lint(opened).equals(kg.lint(graph))
