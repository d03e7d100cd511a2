"""The verdict on each page, from what it cites and from its claims that rely (semantics, section 5)."""

from __future__ import annotations

import numpy as np
import polars as pl

from kg.graph.knowledge_graph import KnowledgeGraph
from kg.graph.node_table import span
from kg.model.columns import Schema
from kg.model.words import DISPUTING, Reliance, Verdict

CLAIMS: Schema = {
    "citing": pl.String,
    "claim": pl.String,
    "low": pl.Int64,
    "above": pl.Int64,
    "unrated": pl.Int64,
    "reliance": pl.String,
}
"""A claim by the node that makes it and its name there; its works in support, low, above low and unrated."""
MANY_LOW = 3
"""From so many low works on a page is exposed, whatever their share."""


def claim_table(graph: KnowledgeGraph) -> pl.DataFrame:
    """Return what each claim rests on, columns `CLAIMS`; a claim without works in support is left out.

    >>> import kg
    >>> claim_table(kg.load("seeds")).columns[-1]
    'reliance'
    """
    named = graph.corpus["citations"].filter(
        pl.col("claim").is_not_null()
        & pl.col("cited").str.starts_with("source:")
        & ~pl.col("character").is_in(DISPUTING).fill_null(value=False)
    )
    of_work = graph.resolution.select(("source:" + pl.col("id")).alias("id"), "work")
    works = (
        named.select("citing", "claim", pl.col("cited").alias("id"))
        .join(of_work, on="id")
        .join(of_work.rename({"id": "citing", "work": "itself"}), on="citing", how="left")
    )
    themselves = (pl.col("itself") == pl.col("work")).fill_null(value=False)
    distinct = works.filter(~themselves).select("citing", "claim", "work").unique()
    judged = distinct.join(_judged_works(graph), on="work")
    counts = judged.group_by("citing", "claim").agg(pl.col("low", "above", "unrated").sum())
    alone = (pl.col("low") > 0) & (pl.col("above") == 0)
    reliance = (
        pl.when(alone & (pl.col("unrated") == 0))
        .then(pl.lit(Reliance.CERTAIN.value))
        .when(alone)
        .then(pl.lit(Reliance.POSSIBLE.value))
        .otherwise(pl.lit(Reliance.NONE.value))
    )
    return (
        counts.with_columns(reliance.alias("reliance"))
        .sort("citing", "claim")
        .select(pl.col(name).cast(dtype) for name, dtype in CLAIMS.items())
    )


def _judged_works(graph: KnowledgeGraph) -> pl.DataFrame:
    """Return ``work, low, above, unrated`` of each work, one of them true."""
    rows = np.asarray(span(graph.nodes, "source"), dtype=np.int64)
    rated, low = graph.rated[rows], graph.level[rows] <= graph.policy.low
    return pl.DataFrame(
        {
            "work": graph.nodes["key"].gather(rows),
            "low": rated & low,
            "above": rated & ~low,
            "unrated": ~rated,
        }
    )


def verdict_table(graph: KnowledgeGraph) -> pl.DataFrame:
    """Return ``page, verdict`` of every page, in the order of their ids.

    >>> import kg
    >>> verdict_table(kg.load("seeds")).row(by_predicate=pl.col("page") == "debate")
    ('debate', 'exposed')
    """
    rows = np.asarray(span(graph.nodes, "page"), dtype=np.int64)
    is_low = graph.rated & (graph.level <= graph.policy.low)
    counted = pl.DataFrame(
        {
            "page": graph.nodes["key"].gather(rows),
            "cited": graph.citations.count(graph.work)[rows],
            "rated": graph.citations.count(graph.rated)[rows],
            "low": graph.citations.count(is_low)[rows],
        }
    )
    claims = claim_table(graph).filter(pl.col("reliance") == Reliance.CERTAIN.value)["citing"]
    relying = claims.str.strip_prefix("page:").filter(claims.str.starts_with("page:")).unique()
    return counted.select(
        "page", verdict_of(pl.col("page").is_in(relying.implode()), graph.policy.theta).alias("verdict")
    )


def verdict_of(relies: pl.Expr, theta: float) -> pl.Expr:
    """Return the verdict on rows with ``cited, rated, low``; ``relies`` says which have a claim that relies.

    >>> frame = pl.DataFrame({"cited": [20, 4, 0], "rated": [20, 2, 0], "low": [1, 0, 0]})
    >>> frame.select(verdict_of(pl.lit(False), 0.1)).to_series().to_list()
    ['cites', 'unknown', 'uncited']
    """
    cited, low = pl.col("cited"), pl.col("low")
    upper = low + cited - pl.col("rated")
    cases = [
        (cited == 0, Verdict.UNCITED),
        (relies, Verdict.RELIES),
        ((low / cited >= theta) | (low >= MANY_LOW), Verdict.EXPOSED),
        (low >= 1, Verdict.CITES),
        (upper / cited >= theta, Verdict.UNKNOWN),
    ]
    words = [pl.when(holds).then(pl.lit(verdict.value)) for holds, verdict in cases]
    return pl.coalesce(*words, pl.lit(Verdict.CLEAR.value))
