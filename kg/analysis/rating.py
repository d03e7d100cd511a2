"""The effective ratings as people and programs read them: one row a source, with its sentence."""

from __future__ import annotations

import polars as pl

from kg.errors import IdError
from kg.graph.knowledge_graph import KnowledgeGraph, row_of
from kg.model.ids import NodeId
from kg.ratings.explanation import explanations


def rating_table(graph: KnowledgeGraph, node: NodeId | None = None) -> pl.DataFrame:
    """Return ``id, level, basis, why, publisher, matched_by, explanation`` of every source, or of one.

    >>> import kg
    >>> rating_table(kg.load("seeds")).columns
    ['id', 'level', 'basis', 'why', 'publisher', 'matched_by', 'explanation']
    """
    if node is not None and node.kind != "source":
        raise IdError(f"{node} is no source", hint="Only sources are rated; ask kg explain for others.")
    table = pl.concat(
        [
            graph.effective.select("id", "level", "basis", "why"),
            graph.resolution.select("publisher", "matched_by"),
            explanations(graph.corpus, graph.resolution, graph.effective).to_frame("explanation"),
        ],
        how="horizontal",
    )
    if node is None:
        return table
    row_of(graph, node)
    return table.filter(pl.col("id") == node.key)
