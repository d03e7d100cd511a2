"""What the documents say by hand is true: links lead somewhere, examples are those of the golden table."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from kg.model.policy import Policy
from tests.docs.documents import WRITTEN_BY_HAND, name_of, prose_of
from tests.machine import REPOSITORY

DOCUMENTS = [
    *WRITTEN_BY_HAND,
    *sorted((REPOSITORY / "docs" / "reference").glob("*.md")),
    REPOSITORY / "seeds" / "README.md",
    REPOSITORY / "changelog.d" / "README.md",
]
_LINK = re.compile(r"\]\(([^)\s]+)\)")
# The glossary itself names the words that are not used.
_FOREIGN_WORDS = re.compile(r"\b(outlets?|tiers?|taint\w*|fake)\b", re.IGNORECASE)

by_document = pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)


def anchors(document: Path) -> set[str]:
    """The names by which the headings of a document are linked to."""
    headings = re.findall(r"^#+ (.+)$", document.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@by_document
def test_every_relative_link_leads_somewhere(document: Path) -> None:
    lost = []
    for link in _LINK.findall(prose_of(document.read_text("utf-8"))):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = link.partition("#")
        target = (document.parent / name).resolve() if name else document
        if not target.exists() or (anchor and anchor not in anchors(target)):
            lost.append(link)
    assert not lost


def test_every_document_is_reached_from_the_map() -> None:
    said = (REPOSITORY / "docs" / "index.md").read_text("utf-8")
    documents = [path for path in (REPOSITORY / "docs").rglob("*.md") if path.name != "index.md"]
    assert not [
        name for path in documents if (name := path.relative_to(REPOSITORY / "docs").as_posix()) not in said
    ]


@pytest.mark.parametrize("document", [path for path in DOCUMENTS if path.name != "glossary.md"], ids=name_of)
def test_a_document_uses_the_words_of_the_glossary(document: Path) -> None:
    assert not _FOREIGN_WORDS.findall(prose_of(document.read_text("utf-8")))


def table_rows(text: str, head: str) -> list[list[str]]:
    """The rows of every table that begins with a head, cells without their code marks."""
    rows = []
    for found in re.finditer(rf"^{re.escape(head)}\n\|[ |:-]+\n((?:\|.*\n)+)", text, re.MULTILINE):
        rows += [
            [cell.strip().strip("`") for cell in line.strip("|").split(" | ")]
            for line in found[1].splitlines()
        ]
    return rows


def test_every_example_of_a_rating_stands_in_the_golden_table() -> None:
    golden = {
        (case["address"], case["stated"], case["sentence"])
        for case in csv.DictReader(
            (REPOSITORY / "tests" / "golden" / "ratings.csv").read_text("utf-8").splitlines()
        )
    }
    said = (REPOSITORY / "docs" / "ratings.md").read_text("utf-8")
    examples = [(address, "", sentence) for address, sentence in table_rows(said, "| address | sentence |")]
    examples += [
        (address, stated, sentence)
        for address, stated, sentence in table_rows(said, "| address | stated publisher | sentence |")
    ]
    assert len(examples) >= 20
    assert not [example for example in examples if example not in golden]


def test_the_defaults_that_the_text_on_exposure_states_are_those_of_the_policy() -> None:
    said = (REPOSITORY / "docs" / "exposure.md").read_text("utf-8")
    stated = {name: value for name, value, *_ in table_rows(said, "| policy | default | what it decides |")}
    policy = Policy()
    assert stated == {name: str(getattr(policy, name)).lower() for name in stated}
    assert {"low", "decay", "max_hops", "links"} <= stated.keys()
