"""Real lists: how many rows go in, how many assertions come out, and what becomes of the others."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from kg.readers.lists.converting import convert_list

# folder/file, adapter, rows in, assertions out, problems by kind
RATINGS = [
    ("mbfc_2026_reporting", "mbfc", 9612, 9609, {"bad-place": 3, "silent-suffix": 1}),
    ("lin2023_pc1", "pc1", 11519, 11519, {"silent-suffix": 3}),
    ("wikipedia_rsp_kynoptic", "wikipedia", 369, 369, {}),
    ("wikipedia_rsp_kudusch2021", "wikipedia", 407, 358, {"bad-place": 49}),
    ("wikipedia_rsp_citeunseen2023", "citeunseen", 579, 579, {"silent-suffix": 1}),
    ("goggle_kynoptic", "goggle", 3577, 3576, {"bad-place": 1, "silent-suffix": 5}),
]
VALUES = {
    "mbfc_2026_reporting": [
        ("high", 4650), ("low", 841), ("mixed", 2527), ("mostly factual", 1024), ("very high", 133), ("very low", 434),
    ],
    "wikipedia_rsp_kynoptic": [
        ("deprecated", 53), ("generally reliable", 117), ("generally unreliable", 119), ("no consensus", 80),
    ],
    "wikipedia_rsp_citeunseen2023": [
        ("deprecated", 131), ("generally reliable", 165), ("generally unreliable", 171), ("no consensus", 112),
    ],
    "goggle_kynoptic": [("boost", 2380), ("discard", 1035), ("downrank", 161)],
}  # fmt: skip


@pytest.mark.parametrize(
    ("file", "named", "rows", "assertions", "problems"), RATINGS, ids=[case[0] for case in RATINGS]
)
def test_a_real_list_gives_so_many_assertions(
    file: str, named: str, rows: int, assertions: int, problems: dict[str, int], shared: Path
) -> None:
    found = convert_list(shared / "data" / "ratings" / f"{file}.csv", named=named)
    ratings = found.tables["ratings"]
    assert (found.rows, ratings.height) == (rows, assertions)
    assert dict(found.problems["kind"].value_counts().iter_rows()) == problems
    assert found.problems["origin"].str.starts_with(f"{file}.csv:").all()
    if file in VALUES:
        assert ratings["value"].value_counts().sort("value").rows() == VALUES[file]
    dropped = problems.get("bad-place", 0)
    assert rows == assertions + dropped


def test_a_real_list_of_places_with_slashes_before_them_is_read(shared: Path) -> None:
    found = convert_list(shared / "data" / "ratings" / "wikipedia_rsp_kudusch2021.csv", named="wikipedia")
    assert found.tables["ratings"].head(2).select(
        "subject", "value", "original_label", "stated_in"
    ).rows() == [
        ("telesurenglish.net", "deprecated", "1", "wikipedia_rsp_kudusch2021.csv:2"),
        ("telesurtv.net", "deprecated", "1", "wikipedia_rsp_kudusch2021.csv:3"),
    ]


def test_the_real_owners_of_local_news(shared: Path) -> None:
    found = convert_list(shared / "data" / "ownership" / "local_news_2018.csv")
    publishers, organizations = found.tables["publishers"], found.tables["organizations"]
    assert (found.adapter.name, found.rows) == ("local-news", 6290)
    assert (publishers.height, publishers["owned_by"].count()) == (6288, 1187)
    # three of the 422 owners are written in two ways: Local TV LLC and Local TV, LLC
    assert organizations.height == 419
    assert found.problems["kind"].value_counts().sort("kind").rows() == [
        ("bad-place", 2),
        ("silent-suffix", 2),
    ]
    assert publishers["owned_by"].drop_nulls().is_in(organizations["id"].implode()).all()
    sinclair = publishers.filter(pl.col("owned_by") == "sinclair")
    assert sinclair.height > 50
    assert sinclair["type"].unique().to_list() == ["TV station"]


@pytest.mark.parametrize(
    ("file", "named", "says"),
    [
        ("mbfc_2026_reporting", "pc1", "9178 of 9612 values do not fit"),
        ("mbfc_2026_reporting", "wikipedia", "4784 of 9612 values do not fit"),
        ("lin2023_pc1", "mbfc", "11519 of 11519 values do not fit"),
        ("goggle_kynoptic", "pc1", "3577 of 3577 values do not fit"),
    ],
)
def test_a_real_list_taken_for_another_is_refused(file: str, named: str, says: str, shared: Path) -> None:
    with pytest.raises(Exception, match=says):
        convert_list(shared / "data" / "ratings" / f"{file}.csv", named=named)


def test_credibility_taken_for_reporting_is_noted(shared: Path) -> None:
    found = convert_list(shared / "data" / "ratings" / "mbfc_2026_credibility.csv", named="mbfc")
    assert "credibility (3 to 1) is another scale" in found.notes[0]
