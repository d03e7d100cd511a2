"""kg joins citations and credibility: which pages depend on which sources, how far, and why.

The public names, each a verb or a noun; every one is looked up when it is first used, so that
``import kg`` loads nothing heavy.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from kg._version import __version__

if TYPE_CHECKING:
    from kg.analysis.explain import explain
    from kg.analysis.exposure import measure_exposure
    from kg.analysis.lint import lint
    from kg.exporters.export import export
    from kg.exporters.networkx import to_networkx
    from kg.graph.builder import build_graph
    from kg.graph.knowledge_graph import KnowledgeGraph
    from kg.graph.loading import load
    from kg.graph.snapshot import open_snapshot, save
    from kg.model.corpus import Corpus, Settings
    from kg.model.ids import NodeId
    from kg.model.level import Level
    from kg.model.policy import Policy
    from kg.ratings.effective import Ratings, rate
    from kg.readers.reading import read
    from kg.sparql.engine import query

_HOMES = {
    "Corpus": "kg.model.corpus",
    "KnowledgeGraph": "kg.graph.knowledge_graph",
    "Level": "kg.model.level",
    "NodeId": "kg.model.ids",
    "Policy": "kg.model.policy",
    "Ratings": "kg.ratings.effective",
    "Settings": "kg.model.corpus",
    "build_graph": "kg.graph.builder",
    "explain": "kg.analysis.explain",
    "export": "kg.exporters.export",
    "lint": "kg.analysis.lint",
    "load": "kg.graph.loading",
    "measure_exposure": "kg.analysis.exposure",
    "open_snapshot": "kg.graph.snapshot",
    "query": "kg.sparql.engine",
    "rate": "kg.ratings.effective",
    "read": "kg.readers.reading",
    "save": "kg.graph.snapshot",
    "to_networkx": "kg.exporters.networkx",
}

__all__ = [
    "Corpus",
    "KnowledgeGraph",
    "Level",
    "NodeId",
    "Policy",
    "Ratings",
    "Settings",
    "__version__",
    "build_graph",
    "explain",
    "export",
    "lint",
    "load",
    "measure_exposure",
    "open_snapshot",
    "query",
    "rate",
    "read",
    "save",
    "to_networkx",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'kg' has no attribute {name!r}")
