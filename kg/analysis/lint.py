"""Lint: everything dirty, most serious first."""

from __future__ import annotations

import polars as pl

from kg.errors import DirtyDataError
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.model.corpus import Corpus
from kg.model.problems import SEVERITIES

COLUMNS = ["kind", "subject", "origin", "message", "severity"]


def lint(given: KnowledgeGraph | Corpus) -> pl.DataFrame:
    """Return the problems of a graph, or those of reading a corpus, most serious first, each once.

    >>> import kg
    >>> kg.lint(kg.load("seeds")).columns
    ['kind', 'subject', 'origin', 'message', 'severity']
    """
    rank = pl.col("severity").replace_strict(
        {word: rank for rank, word in enumerate(SEVERITIES)}, return_dtype=pl.Int8
    )
    return (
        given.problems.select(COLUMNS)
        .unique()
        .sort(rank, "kind", "subject", "origin", "message", nulls_last=True)
    )


def count_by_severity(problems: pl.DataFrame) -> dict[str, int]:
    """Return how many problems there are of each severity.

    >>> from kg.model.columns import empty
    >>> count_by_severity(empty("problems"))
    {'error': 0, 'warning': 0, 'note': 0}
    """
    return {word: problems.filter(pl.col("severity") == word).height for word in SEVERITIES}


def refuse_dirt(graph: KnowledgeGraph) -> None:
    """Raise if the data has an error or a warning: what ``--strict`` asks for.

    Raises
    ------
    DirtyDataError
        All of them, as one error.

    >>> import kg
    >>> refuse_dirt(kg.load("seeds"))
    Traceback (most recent call last):
    kg.errors.DirtyDataError: sources.csv:414: duplicate-address: ... Run `kg lint` to see all of them.
    """
    found = lint(graph).filter(pl.col("severity") != "note")
    if found.height:
        raise DirtyDataError(found.to_dicts())
