"""Findings on whole pages: what no finding at a line says."""

from __future__ import annotations

import polars as pl

from kg.analysis.support_causes import LOW, UNRATED
from kg.analysis.verdicts import MANY_LOW
from kg.gate.findings import from_origin, placed
from kg.graph.knowledge_graph import KnowledgeGraph


def page_findings(graph: KnowledgeGraph, cited: pl.DataFrame, unrated_share: float | None) -> pl.DataFrame:
    """Return pages that are exposed beyond what lines say, and those with too large a share of unrated works.

    Parameters
    ----------
    graph : KnowledgeGraph
        The graph.
    cited : DataFrame
        `kg.gate.citations.cited_sources` less what is waived; ``reported`` says which a finding names.
    unrated_share : float, optional
        The share of unrated works above which a page is a finding.

    >>> import kg
    >>> from kg.gate.citations import cited_sources
    >>> graph = kg.load("seeds")
    >>> cited = cited_sources(graph).with_columns(pl.lit(False).alias("reported"))
    >>> page_findings(graph, cited, None)["rule"].unique().to_list()
    ['page-exposed']
    """
    works = (
        cited.filter("support")
        .group_by("page", "work", maintain_order=True)
        .agg(pl.col("what").first(), pl.col("reported").any())
    )
    counts = works.group_by("page", maintain_order=True).agg(
        pl.len().alias("works"),
        ((pl.col("what") == LOW) & ~pl.col("reported")).sum().alias("low"),
        ((pl.col("what") == UNRATED) & ~pl.col("reported")).sum().alias("unrated"),
    )
    pages = graph.corpus["pages"].select(pl.col("id").alias("page"), *from_origin())
    counts = counts.join(pages, on="page", how="left", maintain_order="left")
    low, unrated = (pl.col(name) / pl.col("works") for name in ("low", "unrated"))
    exposed = (low >= graph.policy.theta) | (pl.col("low") >= MANY_LOW)
    found = [_told(counts.filter(exposed), "page-exposed", "low")]
    if unrated_share is not None:
        found.append(_told(counts.filter(unrated > unrated_share), "unrated-share", "unrated"))
    return pl.concat(found)


def _told(counts: pl.DataFrame, rule: str, word: str) -> pl.DataFrame:
    message = pl.format(f"{{}} of the {{}} works that the page cites are {word}", word, "works")
    return placed(counts.select(pl.lit(rule).alias("rule"), "page", "file", "line", message.alias("message")))
