"""kg joins citations and credibility: which pages depend on which sources, how far, and why.

The public names, each a verb or a noun; every one is looked up when it is first used, so that
``import kg`` loads nothing heavy.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from kg._version import __version__

if TYPE_CHECKING:
    from kg.analysis.agreement import measure_agreement
    from kg.analysis.changes import Changes
    from kg.analysis.coverage import coverage_worklist
    from kg.analysis.diff import diff
    from kg.analysis.explain import explain
    from kg.analysis.exposure import measure_exposure
    from kg.analysis.fix import fix
    from kg.analysis.impact import impact
    from kg.analysis.lift import measure_lift
    from kg.analysis.lint import lint
    from kg.analysis.rating import rating_table
    from kg.analysis.sensitivity import measure_sensitivity
    from kg.analysis.verdicts import claim_table, verdict_table
    from kg.analysis.what_if import what_if
    from kg.exporters.explorer_show import show
    from kg.exporters.export import export
    from kg.exporters.networkx import to_networkx
    from kg.exporters.rdflib import to_rdflib
    from kg.gate.check import check
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
    from kg.resolution.addresses import resolver_for
    from kg.sparql.engine import query

_HOMES = {
    "Changes": "kg.analysis.changes",
    "Corpus": "kg.model.corpus",
    "KnowledgeGraph": "kg.graph.knowledge_graph",
    "Level": "kg.model.level",
    "NodeId": "kg.model.ids",
    "Policy": "kg.model.policy",
    "Ratings": "kg.ratings.effective",
    "Settings": "kg.model.corpus",
    "build_graph": "kg.graph.builder",
    "check": "kg.gate.check",
    "claim_table": "kg.analysis.verdicts",
    "coverage_worklist": "kg.analysis.coverage",
    "diff": "kg.analysis.diff",
    "explain": "kg.analysis.explain",
    "export": "kg.exporters.export",
    "fix": "kg.analysis.fix",
    "impact": "kg.analysis.impact",
    "lint": "kg.analysis.lint",
    "load": "kg.graph.loading",
    "measure_agreement": "kg.analysis.agreement",
    "measure_exposure": "kg.analysis.exposure",
    "measure_lift": "kg.analysis.lift",
    "measure_sensitivity": "kg.analysis.sensitivity",
    "open_snapshot": "kg.graph.snapshot",
    "query": "kg.sparql.engine",
    "rate": "kg.ratings.effective",
    "rating_table": "kg.analysis.rating",
    "read": "kg.readers.reading",
    "resolver_for": "kg.resolution.addresses",
    "save": "kg.graph.snapshot",
    "show": "kg.exporters.explorer_show",
    "to_networkx": "kg.exporters.networkx",
    "to_rdflib": "kg.exporters.rdflib",
    "verdict_table": "kg.analysis.verdicts",
    "what_if": "kg.analysis.what_if",
}

__all__ = [
    "Changes",
    "Corpus",
    "KnowledgeGraph",
    "Level",
    "NodeId",
    "Policy",
    "Ratings",
    "Settings",
    "__version__",
    "build_graph",
    "check",
    "claim_table",
    "coverage_worklist",
    "diff",
    "explain",
    "export",
    "fix",
    "impact",
    "lint",
    "load",
    "measure_agreement",
    "measure_exposure",
    "measure_lift",
    "measure_sensitivity",
    "open_snapshot",
    "query",
    "rate",
    "rating_table",
    "read",
    "resolver_for",
    "save",
    "show",
    "to_networkx",
    "to_rdflib",
    "verdict_table",
    "what_if",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'kg' has no attribute {name!r}")
