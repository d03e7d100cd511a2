"""The samples of exports/: made again, each has the same bytes; the folder holds nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

import kg
from kg.graph.knowledge_graph import KnowledgeGraph
from scripts import demo
from tests.machine import REPOSITORY

EXPORTS = REPOSITORY / "exports"


@pytest.fixture(scope="module")
def graph() -> KnowledgeGraph:
    return kg.load(REPOSITORY / "seeds")


def test_the_folder_holds_a_sample_of_each_format_and_nothing_else() -> None:
    names = sorted(path.name for path in EXPORTS.iterdir())
    assert names == sorted([*demo.SAMPLES, demo.PICTURE])
    assert {Path(name).suffix for name in names} == {
        f".{name}"
        for name in ("csv", "gexf", "graphml", "html", "jsonld", "nq", "nt", "parquet", "trig", "ttl")
    }


@pytest.mark.parametrize("name", [*demo.SAMPLES, demo.PICTURE])
def test_a_sample_made_again_is_the_same(name: str, graph: KnowledgeGraph, tmp_path: Path) -> None:
    around = kg.NodeId.parse(demo.AROUND) if name == demo.PICTURE else None
    kg.export(graph, tmp_path / name, around=around)
    assert (tmp_path / name).read_bytes() == (EXPORTS / name).read_bytes(), "make demo writes them anew"
