"""Asking for terms of N-Triples, which tell an IRI from a text and a number from its digits."""

from __future__ import annotations

from typing import Any

import polars as pl

from kg.graph.knowledge_graph import KnowledgeGraph
from kg.sparql.engine import answer


def terms(graph: KnowledgeGraph, question: str, **options: Any) -> pl.DataFrame:
    """The answer as terms."""
    return answer(graph, question, **options).table
