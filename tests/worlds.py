"""From a world as dictionaries to a graph, through the files that a user would write."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import kg
from kg.graph.knowledge_graph import KnowledgeGraph


def write_world(world: dict[str, Any], folder: Path) -> Path:
    """Write each table of a world as a JSON file."""
    for table, records in world.items():
        (folder / f"{table}.json").write_text(json.dumps(records), "utf-8")
    return folder


def graph_of(world: dict[str, Any], **options: Any) -> KnowledgeGraph:
    """The graph of a world."""
    with tempfile.TemporaryDirectory() as folder:
        return kg.load(write_world(world, Path(folder)), **options)
