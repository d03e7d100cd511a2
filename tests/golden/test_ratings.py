"""A table of ratings that a person can check by hand."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import kg
from kg.analysis.rating import rating_table
from kg.readers.yaml import read_yaml

HERE = Path(__file__).parent
CASES = list(csv.DictReader((HERE / "ratings.csv").read_text("utf-8").splitlines()))


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, object]]:
    folder = tmp_path_factory.mktemp("golden")
    (folder / "registry.yaml").write_bytes((HERE / "registry.yaml").read_bytes())
    with (folder / "sources.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "url", "publisher"])
        writer.writerows(
            [f"case-{number}", case["address"], case["stated"]] for number, case in enumerate(CASES)
        )
    return {row["id"]: row for row in rating_table(kg.load(folder)).to_dicts()}


@pytest.mark.parametrize(
    "number",
    range(len(CASES)),
    ids=[f"{case['address'] or 'no address'} {case['stated']}".strip() for case in CASES],
)
def test_a_source_is_rated_as_the_table_says(number: int, rows: dict[str, dict[str, object]]) -> None:
    case, row = CASES[number], rows[f"case-{number}"]
    assert (
        str(row["level"] or ""),
        row["basis"],
        row["publisher"] or "",
        row["matched_by"],
        row["explanation"],
    ) == (
        case["level"],
        case["basis"],
        case["publisher"],
        case["matched_by"],
        case["sentence"],
    )


def test_the_table_is_long_enough_and_its_registry_is_read_as_written() -> None:
    assert len(CASES) >= 60
    assert [one.table for one in read_yaml((HERE / "registry.yaml").read_text("utf-8"), name="r")] == [
        "publishers",
        "organizations",
    ]
