"""What to rate next: unrated hosts, channels and publishers, by how much a rating would decide."""

from __future__ import annotations

import polars as pl

from kg.graph.knowledge_graph import KnowledgeGraph
from kg.model.columns import Schema
from kg.model.words import DISPUTING, HOUSE, Why

COVERAGE: Schema = {
    "subject": pl.String,
    "publisher": pl.String,
    "why": pl.String,
    "pages": pl.Int64,
    "claims": pl.Int64,
    "sources": pl.Int64,
    "example": pl.String,
}
"""``subject`` is a publisher or a place as a rating names it; the counts are of pages and claims that cite
an unrated source there, and of those sources."""
_RATABLE = (Why.NO_PUBLISHER.value, Why.PUBLISHER_UNRATED.value, Why.DANGLING.value)


def coverage_worklist(graph: KnowledgeGraph) -> pl.DataFrame:
    """Return what an own rating would decide most for: columns `COVERAGE`, by pages, claims, sources, all falling.

    Sources at indexes, search results and without an address are left out: no rating of a place helps them.

    >>> import kg
    >>> coverage_worklist(kg.load("seeds")).head(1).select("subject", "pages").row(0)
    ('openreview.net', 4)
    """
    unrated = _unrated(graph)
    cited = _cited(graph).join(unrated, left_on="cited", right_on="id")
    by_page = cited.group_by("subject").agg(
        pl.col("citing").filter(pl.col("citing").str.starts_with("page:")).n_unique().alias("pages"),
        pl.struct("citing", "claim").filter(pl.col("claim").is_not_null()).n_unique().alias("claims"),
    )
    by_source = unrated.group_by("subject", maintain_order=True).agg(
        pl.col("publisher", "why").first(), pl.len().alias("sources"), pl.col("id").min().alias("example")
    )
    joined = by_source.join(by_page, on="subject", how="left").with_columns(
        pl.col("pages", "claims").fill_null(0)
    )
    order = ["pages", "claims", "sources", "subject"]
    return joined.sort(order, descending=[True, True, True, False]).select(
        pl.col(name).cast(dtype) for name, dtype in COVERAGE.items()
    )


def as_assertions(worklist: pl.DataFrame, graph: KnowledgeGraph) -> pl.DataFrame:
    """Return a worklist as rows of ``ratings`` with the value left open: filled in, it reads back.

    >>> import kg
    >>> graph = kg.load("seeds")
    >>> as_assertions(coverage_worklist(graph), graph).columns
    ['subject', 'rater', 'value', 'valid_from', 'reason']
    """
    nothing = pl.lit(None, dtype=pl.String)
    return worklist.select(
        "subject",
        pl.lit(HOUSE).alias("rater"),
        nothing.alias("value"),
        pl.lit(graph.as_of).alias("valid_from"),
        nothing.alias("reason"),
    )


def _unrated(graph: KnowledgeGraph) -> pl.DataFrame:
    """Return unrated sources that a rating of a place or publisher would decide: ``id, subject, publisher, why``."""
    table = pl.concat(
        [
            graph.resolution.select("id", "host", "publisher", "platform", "channel"),
            graph.effective.select("level", "why"),
        ],
        how="horizontal",
    )
    on_platform = pl.col("channel").is_not_null() & (pl.col("publisher") == pl.col("platform")).fill_null(
        value=True
    )
    subject = (
        pl.when(on_platform)
        .then("channel")
        .when(pl.col("publisher").is_not_null())
        .then(pl.lit("publisher:") + pl.col("publisher"))
        .otherwise(pl.col("host").str.strip_prefix("www."))
    )
    return (
        table.filter(pl.col("level").is_null() & pl.col("why").is_in(_RATABLE))
        .select("id", subject.alias("subject"), "publisher", "why")
        .drop_nulls("subject")
    )


def _cited(graph: KnowledgeGraph) -> pl.DataFrame:
    """Return citations in support: ``citing, claim, cited`` with the bare id of the source."""
    return (
        graph.corpus["citations"]
        .filter(
            pl.col("cited").str.starts_with("source:")
            & ~pl.col("character").is_in(DISPUTING).fill_null(value=False)
        )
        .select("citing", "claim", pl.col("cited").str.strip_prefix("source:"))
    )
