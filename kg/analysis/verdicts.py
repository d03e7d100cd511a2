"""The verdict on each page, from what it cites and from its claims that rely (semantics, section 5)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from kg.graph.adjacency import Adjacency, Flags, Integers
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.graph.node_table import span
from kg.model.columns import Schema
from kg.model.words import Reliance, Verdict

CLAIMS: Schema = {
    "citing": pl.String,
    "claim": pl.String,
    "low": pl.Int64,
    "above": pl.Int64,
    "unrated": pl.Int64,
    "reliance": pl.String,
}
"""A claim by the node that makes it and its name there; its works in support, low, above low and unrated."""
_VERDICTS = pl.Series("verdict", [verdict.value for verdict in Verdict])
MANY_LOW = 3
"""From so many low works on a page is exposed, whatever their share."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Counts over the node rows: works cited in support, rated and low ones; claims, and those that rely for certain.

    ``lows`` has the citations of low works alone.
    """

    lows: Adjacency
    cited: Integers
    rated: Integers
    low: Integers
    claims: Integers
    claims_relying: Integers


def counted(graph: KnowledgeGraph) -> Counted:
    """Return what each page and source cites in support and claims.

    >>> import kg
    >>> counts = counted(kg.load("examples/evidence"))
    >>> int(counts.low.sum()), int(counts.claims_relying.sum())
    (3, 2)
    """
    is_low = graph.low
    size = graph.nodes.height
    _, certain = _alone(graph, is_low)
    known = graph.work.astype(np.int8) + graph.rated + is_low  # 1: a work, 2: a rated one, 3: a low one
    cited = graph.citations.along(known)
    lows = graph.citations.keep(cited == 3)
    return Counted(
        lows,
        graph.citations.tally(cited >= 1),
        graph.citations.tally(cited >= 2),
        np.diff(lows.indptr),
        np.bincount(graph.claimants, minlength=size),
        np.bincount(graph.claimants[certain], minlength=size),
    )


def claim_table(graph: KnowledgeGraph) -> pl.DataFrame:
    """Return what each claim rests on, columns `CLAIMS`; a claim without works in support is left out.

    >>> import kg
    >>> claim_table(kg.load("examples/evidence")).row(0)
    ('page:floods', 'what-happened', 0, 1, 0, 'none')
    """
    is_low = graph.low
    low, rated = graph.claims.count(is_low), graph.claims.count(graph.rated)
    works = np.diff(graph.claims.indptr)
    return graph.tables["claim_nodes"].select(
        "citing",
        "claim",
        pl.Series("low", low, dtype=pl.Int64),
        pl.Series("above", rated - low, dtype=pl.Int64),
        pl.Series("unrated", works - rated, dtype=pl.Int64),
        _reliance(graph, is_low),
    )


def _alone(graph: KnowledgeGraph, is_low: Flags) -> tuple[Flags, Flags]:
    """Say which claims have a low work and none above low, and which of them for certain: all are rated."""
    low, rated = graph.claims.count(is_low), graph.claims.count(graph.rated)
    alone = (low > 0) & (rated == low)
    return alone, alone & (np.diff(graph.claims.indptr) == rated)


def _reliance(graph: KnowledgeGraph, is_low: Flags) -> pl.Series:
    """Return whether each claim has nothing but low sources: certain, possible or none."""
    alone, certain = _alone(graph, is_low)
    words = np.where(
        certain, Reliance.CERTAIN.value, np.where(alone, Reliance.POSSIBLE.value, Reliance.NONE.value)
    )
    return pl.Series("reliance", words, dtype=pl.String)


def verdict_table(graph: KnowledgeGraph) -> pl.DataFrame:
    """Return ``page, verdict`` of every page, in the order of their ids.

    >>> import kg
    >>> verdict_table(kg.load("seeds")).row(by_predicate=pl.col("page") == "debate")
    ('debate', 'relies')
    """
    rows = np.asarray(span(graph.nodes, "page"), dtype=np.int64)
    counts = counted(graph)
    names = ("cited", "rated", "low", "claims_relying")
    frame = pl.DataFrame(
        {"page": graph.nodes["key"].gather(rows)} | {name: getattr(counts, name)[rows] for name in names}
    )
    return frame.select("page", verdict_of(pl.col("claims_relying") > 0, graph.policy.theta).alias("verdict"))


def verdict_of(relies: pl.Expr, theta: float) -> pl.Expr:
    """Return the verdict on rows with ``cited, rated, low``; ``relies`` says which have a claim that relies.

    >>> frame = pl.DataFrame({"cited": [20, 4, 0], "rated": [20, 2, 0], "low": [1, 0, 0]})
    >>> frame.select(verdict_of(pl.lit(False), 0.1)).to_series().to_list()
    ['cites', 'unknown', 'uncited']
    """
    return as_verdict(verdict_rank(relies, theta))


def verdict_rank(relies: pl.Expr, theta: float) -> pl.Expr:
    """Return the verdict, as `verdict_of` does, as a number: 0 for the worst.

    >>> frame = pl.DataFrame({"cited": [20, 4, 0], "rated": [20, 2, 0], "low": [1, 0, 0]})
    >>> frame.select(verdict_rank(pl.lit(False), 0.1)).to_series().to_list()
    [2, 3, 5]
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
    numbers = [pl.when(holds).then(_number(verdict)) for holds, verdict in cases]
    return pl.coalesce(*numbers, _number(Verdict.CLEAR))


def as_verdict(rank: pl.Expr) -> pl.Expr:
    """Return the word of each verdict that is told as a number.

    >>> pl.select(as_verdict(pl.lit(pl.Series([5, 0], dtype=pl.Int8)))).to_series().to_list()
    ['uncited', 'relies']
    """
    return pl.lit(_VERDICTS).gather(rank)


def _number(verdict: Verdict) -> pl.Expr:
    return pl.lit(list(Verdict).index(verdict), dtype=pl.Int8)
