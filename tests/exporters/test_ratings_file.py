"""A rating added to a file: it says exactly one thing more, and all else stays as it was."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import kg
import kg.errors
from kg.errors import ExportError, UnknownNodeError
from kg.exporters.ratings_file import add_rating

PUBLISHERS = '[{"id": "one", "level": 3, "places": ["one.org"]}, {"id": "two", "places": ["two.org"]}]'
RECORD = {"subject": "publisher:two", "rater": "house", "value": "4", "reason": 'she said "yes": # fine'}

FILES = {
    "ratings.yaml": "# mine\n- subject: a.org   # first\n  rater: house\n  value: 2\n\n# the end\n",
    "ratings.csv": "subject,rater,value,reason\r\na.org,house,2,\r\n",
    "ratings.json": '[\n    {"subject": "a.org", "rater": "house", "value": 2}\n]\n',
    "ratings.jsonl": '{"subject": "a.org", "rater": "house", "value": "2"}',
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "publishers.json").write_text(PUBLISHERS, "utf-8")
    return tmp_path


@pytest.mark.parametrize("name", list(FILES))
def test_the_file_says_one_rating_more_and_keeps_what_it_said(folder: Path, name: str) -> None:
    path = folder / name
    path.write_bytes(FILES[name].encode())
    edit = add_rating(folder, RECORD)
    assert path.read_bytes() == FILES[name].encode()
    edit.write()
    kept = [line for line in FILES[name].splitlines() if line.strip() not in ("]",)]
    assert all(line in path.read_text("utf-8") for line in kept)
    found = kg.read(folder)
    assert found["ratings"].select("subject", "value", "reason").rows()[-2:] == [
        ("a.org", "2", None),
        ("publisher:two", "4", RECORD["reason"]),
    ]
    assert found.problems.is_empty()


def test_a_folder_without_ratings_gets_a_file(folder: Path) -> None:
    add_rating(folder, RECORD).write()
    assert kg.load(folder).corpus["ratings"].height == 2
    assert (folder / "ratings.yaml").exists()


@pytest.mark.parametrize(
    ("before", "subjects"),
    [
        (
            "pages:\n  - id: p\nratings:\n  - subject: a.org\n    rater: house\n    value: 2\n"
            "# sources come\nsources:\n  - id: s\n",
            ["a.org", "two.org"],
        ),
        ("ratings:   # none yet\nsources:\n- id: s\n", ["two.org"]),
    ],
)
def test_a_file_of_many_tables_is_edited_at_its_ratings(
    folder: Path, before: str, subjects: list[str]
) -> None:
    path = folder / "all.yaml"
    path.write_text(before, "utf-8")
    add_rating(path, {**RECORD, "subject": "two.org"}).write()
    found = kg.read(path)
    assert found["ratings"]["subject"].to_list() == subjects
    assert found["sources"]["id"].to_list() == ["s"]


@pytest.mark.parametrize(
    "before", ["ratings: []\n", "{ratings: []}\n", "- {subject: a.org, rater: house, value: 2}\n..\n"]
)
def test_a_layout_that_cannot_be_kept_is_refused(folder: Path, before: str) -> None:
    path = folder / "all.yaml"
    path.write_text(before, "utf-8")
    with pytest.raises(kg.errors.KgError):
        add_rating(path, {**RECORD, "subject": "two.org"})
    assert path.read_text("utf-8") == before


def test_an_object_of_tables_is_edited_at_its_ratings(tmp_path: Path) -> None:
    path = tmp_path / "all.json"
    path.write_text('{"ratings": [], "pages": [{"id": "ratings"}]}', "utf-8")
    add_rating(path, {**RECORD, "subject": "two.org"}).write()
    said = json.loads(path.read_text("utf-8"))
    assert said["ratings"] == [{**RECORD, "subject": "two.org"}]
    assert said["pages"] == [{"id": "ratings"}]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"subject": "publisher:tow"}, "Did you mean publisher:two"),
        ({"subject": "not a place"}, "expected a place"),
        ({"subject": "publisher:one"}, "publisher:one already has 3 without a date"),
    ],
)
def test_a_rating_that_would_not_count_is_refused(folder: Path, change: dict[str, str], message: str) -> None:
    with pytest.raises((ExportError, UnknownNodeError), match=message):
        add_rating(folder, RECORD | change)


def test_a_later_date_supersedes_and_an_earlier_one_is_refused(folder: Path) -> None:
    add_rating(folder, {**RECORD, "subject": "publisher:one", "valid_from": "2026-01-01"}).write()
    with pytest.raises(ExportError, match="already has 4 from 2026-01-01"):
        add_rating(folder, {**RECORD, "subject": "publisher:one", "valid_from": "2025-01-01"})
    assert (
        "valid_from: 2026-02-01"
        in add_rating(folder, {**RECORD, "subject": "publisher:one", "valid_from": "2026-02-01"}).after
    )


def test_a_column_that_is_not_there_is_named(folder: Path) -> None:
    (folder / "ratings.csv").write_text("subject,rater,value\n", "utf-8")
    with pytest.raises(ExportError, match="has no column 'reason'"):
        add_rating(folder, RECORD)


def test_the_diff_is_what_is_written(folder: Path) -> None:
    (folder / "ratings.csv").write_text("subject,rater,value,reason\n", "utf-8")
    edit = add_rating(folder, {**RECORD, "reason": "because"})
    assert edit.diff.splitlines()[-1] == "+publisher:two,house,4,because"
