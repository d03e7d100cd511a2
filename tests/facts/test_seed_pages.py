"""The seed document and the seeds' own rendered pages: every item in the JSON-LD, and asked back by SPARQL."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import kg
from kg.exporters.export import export_bytes
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.readers.rendered_page import read_rendered_page
from tests.machine import REPOSITORY

PAGES = sorted((REPOSITORY / "seeds" / "resource-pages").glob("*.txt"))
ITEMS = """
SELECT ?p ?o WHERE { ?source schema:url ?url ; ?p ?o }
"""
SAID = {
    "title": "https://schema.org/name",
    "url": "https://schema.org/url",
    "summary": "https://schema.org/abstract",
    "note": "https://w3id.org/credibility-kg/ns#note",
    "type": "https://w3id.org/credibility-kg/ns#sourceType",
    "archived_at": "https://schema.org/archivedAt",
    "captured_at": "https://w3id.org/credibility-kg/ns#capturedAt",
    "stable_id": "https://schema.org/identifier",
    "preview": "https://w3id.org/credibility-kg/ns#preview",
    "preview_size": "https://w3id.org/credibility-kg/ns#previewSize",
    "preview_truncated": "https://w3id.org/credibility-kg/ns#previewTruncated",
    "key_points": "https://w3id.org/credibility-kg/ns#keyPoint",
    "tags": "https://schema.org/keywords",
}


def load(path: Path) -> tuple[KnowledgeGraph, dict[str, Any]]:
    """The graph of one page alone, and what its reader found of the source."""
    raw = read_rendered_page(path.read_text("utf-8"), name=path.name)
    return kg.load(path), next(one.records[0] for one in raw if one.table == "sources")


def check_items(graph: KnowledgeGraph, record: dict[str, Any]) -> None:
    answers = kg.query(graph, f"SELECT ?p ?o WHERE {{ source:{record['id']} ?p ?o }}").rows()
    document = export_bytes(graph, "jsonld").decode()
    for name, value in record.items():
        if name in ("id", "publisher"):
            continue
        for one in value if isinstance(value, list) else [value]:
            assert (SAID[name], str(one)) in answers, name
            assert json.dumps(str(one), ensure_ascii=False)[1:-1] in document or name in (
                "url",
                "archived_at",
            ), name
    assert json.loads(document)


def test_the_seed_document_says_everything_it_shows(shared: Path) -> None:
    (path,) = (shared / "seed").glob("*.txt")
    graph, record = load(path)
    assert set(record) == set(SAID) - {"tags"} | {"id", "publisher"}
    check_items(graph, record)
    level = kg.query(
        graph,
        "SELECT ?level ?why WHERE { source:edc1663b7d3b8ac2 kg:effectiveRating ?r . ?r kg:level ?level ; kg:explanation ?why }",
    )
    assert level.rows() == [(4, "4 High - inherited from publication venue: OpenAI (stated)")]
    cited_by = kg.query(
        graph,
        "SELECT ?name ?type ?quality WHERE { ?page cito:cites source:edc1663b7d3b8ac2 ; schema:name ?name ; kg:pageType ?type ; kg:pageQuality ?quality }",
    )
    assert cited_by.rows() == [("OpenAI", "organization", 62.0)]
    assert kg.lint(graph).is_empty()


def test_the_seed_document_joins_the_seeds(shared: Path, tmp_path: Path) -> None:
    (path,) = (shared / "seed").glob("*.txt")
    for file in [*(REPOSITORY / "seeds").glob("*.*"), path]:
        (tmp_path / file.name).write_bytes(file.read_bytes())
    graph = kg.load(tmp_path)
    assert kg.lint(graph).filter(pl.col("severity") == "error").is_empty()
    found = kg.explain(graph, kg.NodeId.source("edc1663b7d3b8ac2"))
    assert found.sentence == "4 High - inherited from publication venue: OpenAI (openai.com matches host)"
    assert found.facts["cited_by"] == ["page:openai"]


@pytest.mark.parametrize("path", PAGES, ids=[path.stem for path in PAGES])
def test_every_item_of_a_rendered_page_is_said_and_asked_back(path: Path) -> None:
    check_items(*load(path))


def test_there_are_four_pages_and_each_shows_another_case() -> None:
    graph = kg.load(REPOSITORY / "seeds")
    rendered = [load(path)[1]["id"] for path in PAGES]
    bases = graph.effective.filter(pl.col("id").is_in(rendered))["basis"].sort().to_list()
    assert bases == ["override", "publisher", "publisher", "unrated"]
    citing = graph.corpus["citations"].filter(pl.col("cited").is_in([f"source:{key}" for key in rendered]))
    assert citing["cited"].value_counts()["count"].max() == 3
