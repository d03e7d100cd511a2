"""What if: the sources and pages that changes would move, before and after; nothing is saved."""

from __future__ import annotations

from typing import Any

import polars as pl

from kg.analysis.changes import Changes, apply_changes
from kg.analysis.exposure import measure_exposure
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.model.columns import Schema

OF_SOURCE: tuple[str, ...] = ("level",)
OF_PAGE: tuple[str, ...] = ("verdict", "low_share", "score")
STATE: Schema = {"level": pl.Int8, "verdict": pl.String, "low_share": pl.Float64, "score": pl.Float64}
"""What is told of a source (its level) or of a page (the rest)."""
WHAT_IF: Schema = {"subject": pl.String, "before": pl.Struct(STATE), "after": pl.Struct(STATE)}
"""A row for each source whose level differs, then each page whose verdict, low share or score does."""
_EQUAL = 1e-12
"""Two floats this near (relatively) are one number, reached by different sums."""


def what_if(
    graph: KnowledgeGraph, changes: Changes, *, links: bool | None = None, max_hops: int | None = None
) -> pl.DataFrame:
    """Return the sources and pages that changes would move, columns `WHAT_IF`; the graph stays as it is.

    Parameters
    ----------
    graph : KnowledgeGraph
        The graph as it is.
    changes : Changes
        Levels set, nodes and citations removed, citations added.
    links, max_hops : optional
        As for `kg.measure_exposure`, for the scores.

    Raises
    ------
    KgError
        A change names what is not there, or cannot be made; see `kg.analysis.changes.apply_changes`.

    >>> import kg
    >>> changes = Changes(set_levels={kg.NodeId.publisher("courier"): 2})
    >>> found = what_if(kg.load("examples/evidence"), changes)
    >>> moved_objects(found)[0]
    {'subject': 'source:flood', 'before': {'level': 4}, 'after': {'level': 2}}
    """
    return moved(graph, apply_changes(graph, changes), links=links, max_hops=max_hops)


def moved(
    before: KnowledgeGraph, after: KnowledgeGraph, *, links: bool | None = None, max_hops: int | None = None
) -> pl.DataFrame:
    """Return the sources and pages that two graphs tell differently, columns `WHAT_IF`.

    >>> import kg
    >>> graph = kg.load("seeds")
    >>> moved(graph, graph).height
    0
    """
    sources = _differing(_sources(before), _sources(after), "source", OF_SOURCE)
    pages = _differing(_pages(before, links, max_hops), _pages(after, links, max_hops), "page", OF_PAGE)
    return pl.concat([pl.DataFrame(schema=WHAT_IF), sources, pages])


def moved_objects(found: pl.DataFrame) -> list[dict[str, Any]]:
    """Return what moved as ``subject, before, after``; a source is told by its level, a page by the rest.

    >>> moved_objects(pl.DataFrame(schema=WHAT_IF))
    []
    """
    objects = []
    for row in found.iter_rows(named=True):
        facts = OF_SOURCE if row["subject"].startswith("source:") else OF_PAGE
        states = {end: {name: row[end][name] for name in facts} for end in ("before", "after")}
        objects.append({"subject": row["subject"], **states})
    return objects


def flat(found: pl.DataFrame) -> pl.DataFrame:
    """Return what moved with a column for each fact, ``level_before`` and so on.

    >>> flat(pl.DataFrame(schema=WHAT_IF)).columns[:3]
    ['subject', 'level_before', 'verdict_before']
    """
    columns = [
        pl.col(end).struct.field(name).alias(f"{name}_{end}") for end in ("before", "after") for name in STATE
    ]
    return found.select("subject", *columns)


def for_people(found: pl.DataFrame) -> pl.DataFrame:
    """Return what moved as two texts, for a terminal.

    >>> import kg
    >>> changes = Changes(set_levels={kg.NodeId.publisher("courier"): 2})
    >>> for_people(what_if(kg.load("examples/evidence"), changes)).row(1)
    ('page:floods', 'clear, low 0%, score 0', 'relies, low 100%, score 1')
    """
    return found.select("subject", _words("before").alias("before"), _words("after").alias("after"))


def _words(end: str) -> pl.Expr:
    state = pl.col(end).struct
    level = state.field("level").cast(pl.String).fill_null("unrated")
    share = pl.format("{}%", (state.field("low_share") * 100).round(0).cast(pl.Int64)).fill_null("-")
    score = state.field("score").round(3).cast(pl.String).str.strip_suffix(".0")
    page = pl.format("{}, low {}, score {}", state.field("verdict"), share, score)
    return pl.when(pl.col("subject").str.starts_with("source:")).then(level).otherwise(page)


def _sources(graph: KnowledgeGraph) -> pl.DataFrame:
    return graph.effective.select("id", "level")


def _pages(graph: KnowledgeGraph, links: bool | None, max_hops: int | None) -> pl.DataFrame:
    exposure = measure_exposure(graph, links=links, max_hops=max_hops)
    return exposure.select(pl.col("page").alias("id"), "verdict", "low_share", "score")


def _differing(before: pl.DataFrame, after: pl.DataFrame, kind: str, facts: tuple[str, ...]) -> pl.DataFrame:
    """Return the rows of one kind that differ in a fact; a source that only a change names had no level."""
    joined = before.join(after, on="id", how="full", suffix="_after", coalesce=True)
    differs = [_differs(pl.col(name), pl.col(f"{name}_after"), STATE[name]) for name in facts]
    states = [
        pl.struct(
            (pl.col(name + end) if name in facts else pl.lit(None)).cast(dtype).alias(name)
            for name, dtype in STATE.items()
        ).alias(column)
        for column, end in (("before", ""), ("after", "_after"))
    ]
    subject = pl.concat_str(pl.lit(f"{kind}:"), "id").alias("subject")
    return joined.filter(pl.any_horizontal(differs)).sort("id").select(subject, *states)


def _differs(one: pl.Expr, other: pl.Expr, dtype: Any) -> pl.Expr:
    if dtype != pl.Float64:
        return one.ne_missing(other)
    near = (one - other).abs() <= _EQUAL * pl.max_horizontal(one.abs(), other.abs())
    return one.ne_missing(other) & ~near.fill_null(value=False)
