"""Findings that the problems of reading and rating tell: broken references, bad waivers, expired overrides."""

from __future__ import annotations

import polars as pl

from kg.gate.findings import from_origin, placed
from kg.graph.knowledge_graph import KnowledgeGraph

_REFERENCES = ("broken-reference", "missing-footnote", "dangling-citation")


def reference_findings(graph: KnowledgeGraph) -> pl.DataFrame:
    """Return references that lead to nothing, and comments that are no waivers.

    >>> import kg
    >>> reference_findings(kg.load("seeds")).height
    0
    """
    told = graph.problems.filter(pl.col("kind").is_in((*_REFERENCES, "bad-waiver")))
    found = told.select(
        pl.when(pl.col("kind") == "bad-waiver")
        .then(pl.lit("bad-waiver"))
        .otherwise(pl.lit("broken-reference"))
        .alias("rule"),
        pl.col("subject").str.extract(r"^page:(.*)$", 1).alias("page"),
        "message",
        pl.col("message").alias("about"),
        *from_origin(),
    )
    at = pl.col("line")
    return placed(found.with_columns(at.alias("first_line"), at.alias("last_line")))


def override_findings(graph: KnowledgeGraph, cited: pl.Series) -> pl.DataFrame:
    """Return expired overrides on sources cited (bare ids), or on who published those.

    >>> import kg
    >>> override_findings(kg.load("seeds"), pl.Series(["a"])).height
    0
    """
    of = graph.resolution.filter(pl.col("id").is_in(cited.unique().implode()))
    owners = (
        graph.effective.filter(pl.col("id").is_in(cited.unique().implode()))["path"]
        .explode(keep_nulls=False, empty_as_null=False)
        .unique()
    )
    publishers = pl.concat([of["publisher"], of["platform"]]).drop_nulls().unique()
    nodes = pl.concat(["source:" + of["id"], "publisher:" + publishers, owners])
    told = graph.problems.filter(
        (pl.col("kind") == "expired-override") & pl.col("subject").is_in(nodes.implode())
    )
    source = pl.col("subject").str.extract(r"^source:(.*)$", 1)
    message = pl.format("{} of {}", "message", "subject")
    return placed(
        told.select(
            pl.lit("expired-override").alias("rule"),
            source.alias("source"),
            message.alias("message"),
            pl.col("subject").alias("about"),
            *from_origin(),
        )
    )
