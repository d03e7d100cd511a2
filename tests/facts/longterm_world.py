"""The Longterm facts with what the questions ask about: footnotes as claims, two lists of raters; or a part of it.

The wiki cites no page of its own, so each of its links from page to page stands for a citation here.
"""

from __future__ import annotations

import csv
import datetime
from pathlib import Path

import kg
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.readers.lists.adapter import ListOptions
from kg.readers.lists.converting import convert_list
from tests.machine import REPOSITORY

DAY = datetime.date(2026, 11, 24)
MAP = REPOSITORY / "examples" / "longterm-facts.toml"
LISTS = {"wikipedia": ("wikipedia_rsp_kynoptic.csv", "2026-01-01"), "citeunseen": ("wikipedia_rsp_citeunseen2023.csv", "2023-01-01")}  # fmt: skip
_CITATIONS = '[tables.citations]\nfile = "page_citations.csv"\n'
_MORE = """
[[tables.citations]]
file = "footnotes.csv"
columns = { citing = "page_id", cited = "resource_id", claim = "footnote" }

[[tables.citations]]
file = "cited_pages.csv"
columns = { citing = "source_page", cited = "page" }
"""


def longterm_world(shared: Path, folder: Path, *, page_type: str | None = None) -> KnowledgeGraph:
    """The graph of the facts, written into a folder; of the pages of one type and what they cite, if one is named."""
    facts = shared / "data" / "longterm"
    tables = {name: _rows(facts / f"{name}.csv") for name in ("pages", "page_citations", "page_links")}
    footnotes = [row for row in _rows(facts / "citation_archive.csv") if row["resource_id"]]
    resources = _rows(facts / "resources.csv")
    if page_type is not None:
        pages = {row["page_id"] for row in tables["pages"] if row["entity_type"] == page_type}
        tables = {name: [row for row in rows if _page(row) in pages] for name, rows in tables.items()}
        tables["page_links"] = [row for row in tables["page_links"] if row["target"] in pages]
        footnotes = [row for row in footnotes if row["page_id"] in pages]
        cited = {row["resource_id"] for row in (*tables["page_citations"], *footnotes)}
        resources = [row for row in resources if row["resource_id"] in cited]
    linked = [
        {**row, "page": f"page:{row['target']}"}
        for row in tables["page_links"]
        if row["target_is_page"] == "1"
    ]
    for name, rows in {
        **tables,
        "resources": resources,
        "footnotes": footnotes,
        "cited_pages": linked,
    }.items():
        _write(folder / f"{name}.csv", rows)
    for name in ("publications.csv", "organizations.csv"):
        (folder / name).write_bytes((facts / name).read_bytes())
    said = MAP.read_text("utf-8")
    assert _CITATIONS in said
    (folder / "kg.toml").write_text(
        said.replace("[tables.citations]", "[[tables.citations]]") + _MORE, "utf-8"
    )
    return kg.load(folder, *(_list(shared, folder, name) for name in LISTS), as_of=DAY)


def _list(shared: Path, folder: Path, name: str) -> Path:
    file, date = LISTS[name]
    options = ListOptions(date=date, through=None, stated_in=None, rater=None)
    path = folder.parent / f"{folder.name}-{name}.parquet"
    convert_list(shared / "data" / "ratings" / file, named=name, options=options).tables[
        "ratings"
    ].write_parquet(path)
    return path


def _page(row: dict[str, str]) -> str:
    return row.get("page_id") or row["source_page"]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
