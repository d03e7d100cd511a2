"""Corners of dirt: what is ignored does nothing, what is named is read, what is odd is refused."""

from __future__ import annotations

import datetime
import io
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import kg
from kg.cli import main
from kg.errors import ReadError
from kg.readers.csv import read_csv
from tests.worlds import graph_of

DAY = datetime.date(2026, 6, 1)


def levels(world: dict[str, Any]) -> list[int | None]:
    return graph_of(world, as_of=DAY).effective["level"].to_list()


def test_sources_from_bad_addresses_beside_recorded_ones(tmp_path: Path) -> None:
    (tmp_path / "sources.csv").write_text("id,url\ns1,https://a.com/x\n")
    (tmp_path / "citations.csv").write_text("citing,cited\nP,bad://x y\nQ,javascript://a\n")
    graph = kg.load(tmp_path)
    assert graph.effective["why"].to_list() == ["no-publisher", "bad-address", "bad-address"]
    assert kg.lint(graph)["kind"].to_list() == ["bad-address", "bad-address"]


@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\u0085", "\x0b"])
def test_line_marks_of_unicode_stay_inside_json(
    mark: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "pages.json").write_text(json.dumps([{"id": f"a{mark}b"}, {"id": "c"}]))
    with pytest.raises(SystemExit):
        main(["exposure", str(tmp_path), "--format", "json"])
    assert {row["page"] for row in json.loads(capsys.readouterr().out)} == {f"a{mark}b", "c"}


def test_one_line_of_json_lines_is_one_record(tmp_path: Path) -> None:
    (tmp_path / "pages.jsonl").write_text('{"id": "P"}\n')
    assert kg.read(tmp_path)["pages"]["id"].to_list() == ["P"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("sources.csv", "just some words"),
        ("publishers.csv", "no delimiter here"),
        ("pages.json", "null"),
        ("sources.yaml", "!!python/object/apply:os.system [ls]"),
        ("pages.csv", "x" * 100_000),
    ],
)
def test_a_file_named_after_a_table_is_that_table_or_an_error(
    name: str, content: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(ReadError):
        kg.read(tmp_path)


def test_an_ignored_duplicate_has_no_places_and_no_citations() -> None:
    world = {
        "publishers": [
            {"id": "a", "level": 4, "places": ["a.com"]},
            {"id": "a", "level": 1, "places": [{"host": "b.com"}, "c.com"]},
        ],
        "sources": [
            {"id": "s", "url": "https://b.com"},
            {"id": "s", "url": "https://a.com", "cited_by": ["p"]},
            {"id": "t", "url": "https://c.com"},
        ],
    }
    graph = graph_of(world, as_of=DAY)
    assert graph.effective["level"].to_list() == [None, None]
    assert graph.corpus["pages"].is_empty()


def test_the_first_record_by_file_name_counts_whatever_the_order_of_reading(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.csv").write_text(f"id,title\np,{name}\n")
    (tmp_path / "kg.toml").write_text(
        '[[tables.pages]]\nfile = "b.csv"\ncolumns = {id = "id", title = "title"}\n[[tables.pages]]\nfile = "a.csv"\ncolumns = {id = "id", title = "title"}\n'
    )
    assert kg.read(tmp_path)["pages"]["title"].to_list() == ["a"]
    for name in ("z", "y"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "pages.csv").write_text(f"id,title\np,{name}\n")
    assert kg.read(tmp_path / "z", tmp_path / "y")["pages"]["title"].to_list() == ["y"]


def test_a_text_that_is_no_doi_names_no_work() -> None:
    world = {
        "sources": [
            {"id": key, "url": f"https://{key}.com", "doi": doi}
            for key, doi in (("a", "n/a"), ("b", "N/A"), ("c", "none"))
        ]
    }
    graph = graph_of(world, as_of=DAY)
    assert graph.resolution["work"].to_list() == ["a", "b", "c"]
    assert kg.lint(graph)["kind"].to_list() == ["bad-value"] * 3


@pytest.mark.parametrize(
    "doi", ["https://www.doi.org/10.1/x/y", "doi:10.1/X/y", "10.1%2Fx%2Fy", " 10.1/x/y "]
)
def test_forms_of_one_doi(doi: str) -> None:
    world = {"sources": [{"id": "a", "url": "https://doi.org/10.1/x/y"}, {"id": "b", "doi": doi}]}
    assert graph_of(world, as_of=DAY).resolution["work"].to_list() == ["a", "a"]


def test_the_words_all_and_none_are_no_labels() -> None:
    publishers = [{"id": "p", "level": 4, "places": [{"host": "a.com", "subdomains": "none"}]}]
    assert levels({"publishers": publishers, "sources": [{"id": "s", "url": "https://none.a.com"}]}) == [None]


@pytest.mark.parametrize("rating", [("ext", "bogus"), ("unknown", "1")])
def test_a_rating_that_says_no_level_hides_no_place(rating: tuple[str, str]) -> None:
    rater, value = rating
    world = {
        "publishers": [{"id": "p", "places": ["a.com"]}],
        "raters": [{"id": "ext"}],
        "sources": [{"id": "s", "url": "https://b.a.com"}],
        "ratings": [
            {"subject": "publisher:p", "rater": "ext", "value": "4"},
            {"subject": "b.a.com", "rater": rater, "value": value},
        ],
    }
    assert levels(world) == [4]


def test_a_rating_with_a_bad_end_does_not_hold_for_ever() -> None:
    world = {
        "publishers": [{"id": "p", "places": ["a.com"]}],
        "sources": [{"id": "s", "url": "https://a.com"}],
        "ratings": [
            {"subject": "publisher:p", "rater": "house", "value": "4", "valid_through": "31 February"}
        ],
    }
    graph = graph_of(world, as_of=DAY)
    assert graph.effective["level"].to_list() == [None]
    assert kg.lint(graph)["kind"].to_list() == ["bad-date"]


def test_of_one_rater_on_two_places_of_a_publisher_the_lowest_counts() -> None:
    world = {
        "publishers": [{"id": "p", "places": ["a.com", "b.com"]}],
        "raters": [{"id": "r"}],
        "sources": [{"id": "s", "url": "https://a.com"}],
        "ratings": [
            {"subject": "a.com", "rater": "r", "value": "4", "valid_from": "2020"},
            {"subject": "b.com", "rater": "r", "value": "2", "valid_from": "2010"},
        ],
    }
    assert levels(world) == [2]


def test_line_ends_of_old_machines(tmp_path: Path) -> None:
    (tmp_path / "pages.csv").write_bytes(b"id,title\ra,A\rb,B\r")
    assert kg.read(tmp_path)["pages"].select("id", "origin").rows() == [
        ("a", "pages.csv:2"),
        ("b", "pages.csv:3"),
    ]


def test_parquet_moments_at_midnight_are_days(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {
            "subject": ["a.com"],
            "rater": ["house"],
            "value": [4],
            "valid_from": [datetime.datetime(2027, 1, 1)],
        }
    )
    frame.write_parquet(tmp_path / "ratings.parquet")
    assert kg.read(tmp_path)["ratings"]["valid_from"].to_list() == [datetime.date(2027, 1, 1)]


def test_a_parquet_bomb_is_refused(tmp_path: Path) -> None:
    held = io.BytesIO()
    pl.DataFrame({"id": pl.Series(["a"]).new_from_index(0, 3_000_000)}).write_parquet(
        held, compression="zstd", row_group_size=3_000_000
    )
    (tmp_path / "pages.parquet").write_bytes(held.getvalue())
    with pytest.raises(ReadError, match="unpacks"):
        kg.read(tmp_path)


def test_a_citation_by_another_form_of_a_recorded_work_cites_its_record(tmp_path: Path) -> None:
    (tmp_path / "sources.csv").write_text("id,url\nax,https://arxiv.org/abs/2401.02843\n")
    (tmp_path / "citations.csv").write_text("citing,cited\np,https://arxiv.org/pdf/2401.02843v9.pdf\n")
    graph = kg.load(tmp_path)
    assert graph.corpus["sources"]["id"].to_list() == ["ax"]
    assert kg.lint(graph).is_empty()


def test_very_many_unknown_fields_or_columns_are_no_burden(tmp_path: Path) -> None:
    (tmp_path / "pages.jsonl").write_text(
        "".join(json.dumps({"id": f"p{row}", f"field{row}": 1}) + "\n" for row in range(3000))
    )
    corpus = kg.read(tmp_path)
    assert corpus["pages"].height == 3000
    assert corpus.problems.height == 50
    (tmp_path / "wide.csv").write_text("id," + ",".join(f"c{column}" for column in range(1001)) + "\n")
    with pytest.raises(ReadError, match="has 1002 columns"):
        kg.read(tmp_path)


def test_space_around_a_name_is_no_part_of_it(tmp_path: Path) -> None:
    (tmp_path / "publishers.csv").write_text("id,places,level\np,a.com,4\n")
    (tmp_path / "sources.csv").write_text("id,url,publisher\ns, https://b.com , p\n")
    assert kg.load(tmp_path).effective["level"].to_list() == [4]


@pytest.mark.parametrize("column", ["^.*$", "^$", "*", "origin", "^i"])
def test_a_column_whose_name_is_a_pattern_is_one_column(column: str, tmp_path: Path) -> None:
    (tmp_path / "pages.csv").write_text(f"id,{column},title\na,x,One\n,,\nb,y,Two\n")
    corpus = kg.read(tmp_path)
    assert corpus["pages"].select("id", "title", "origin").rows() == [
        ("a", "One", "pages.csv:2"),
        ("b", "Two", "pages.csv:4"),
    ]
    assert corpus.problems["kind"].to_list() == ([] if column == "origin" else ["unknown-field"])


def test_a_header_of_one_huge_cell_is_a_column() -> None:
    frame = read_csv(f"id,{'x' * 200_000}\na,1\n", name="x.csv")
    assert frame.rows() == [("a", "1", "x.csv:2")]
