"""Exposure: what each page rests on, as counts, an interval, a score and a witness path."""

from __future__ import annotations

import numpy as np
import polars as pl

from kg.analysis.reach import Floats, Reach, evidence, reach, witnesses
from kg.analysis.verdicts import Counted, counted, verdict_of
from kg.errors import PolicyError
from kg.graph.adjacency import Integers
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.graph.node_table import span
from kg.model.columns import Schema
from kg.model.policy import MOST_HOPS
from kg.model.words import Verdict

EXPOSURE: Schema = {
    "page": pl.String,
    "verdict": pl.String,
    "cited": pl.Int64,
    "rated": pl.Int64,
    "low": pl.Int64,
    "sources": pl.Int64,
    "claims": pl.Int64,
    "claims_relying": pl.Int64,
    "low_share": pl.Float64,
    "low_share_upper": pl.Float64,
    "coverage": pl.Float64,
    "hops": pl.Int64,
    "score": pl.Float64,
    "witness": pl.List(pl.String),
}
"""The columns of exposure: ``cited, rated, low`` count distinct works, ``sources`` records, ``claims`` those that
cite a work in support, ``claims_relying`` those that have nothing but low ones; shares and
coverage are null for a page that cites nothing; ``hops`` is null if no low source lies within the bound."""


def measure_exposure(
    graph: KnowledgeGraph,
    *,
    decay: float | None = None,
    max_hops: int | None = None,
    links: bool | None = None,
) -> pl.DataFrame:
    """Return what each page rests on, a row a page, worst first.

    Parameters
    ----------
    graph : KnowledgeGraph
        The graph.
    decay, max_hops, links : optional
        What a hop leaves of a share, how many hops count (at most 4), whether links count; by default
        those of the graph's policy.

    Returns
    -------
    DataFrame
        Columns ``EXPOSURE``, by verdict, worst first, then score, low share and low works, all falling, then
        by id; pages that cite nothing last.

    Raises
    ------
    PolicyError
        ``decay`` or ``max_hops`` is out of range.

    >>> import kg
    >>> graph = kg.load("seeds")
    >>> kg.measure_exposure(graph).columns[:4]
    ['page', 'verdict', 'cited', 'rated']
    """
    decay = graph.policy.decay if decay is None else decay
    hops = graph.policy.max_hops if max_hops is None else max_hops
    if not 0 <= hops <= MOST_HOPS or not 0 < decay <= 1:
        raise PolicyError(
            f"expected at most {MOST_HOPS} hops and a decay above 0 and at most 1, got {hops} and {decay}"
        )
    counts = counted(graph)
    share: Floats = np.divide(
        counts.low, counts.cited, out=np.zeros(len(counts.cited)), where=counts.cited > 0
    )
    edges = evidence(graph, links=graph.policy.links if links is None else links)
    return _table(graph, counts, reach(edges, share, decay=decay, max_hops=hops))


def for_people(table: pl.DataFrame) -> pl.DataFrame:
    """Return exposure in fewer columns, for a terminal: the low share as the range it is.

    >>> import kg
    >>> for_people(kg.measure_exposure(kg.load("seeds")))["low_share"][1]
    '11% to 67%'
    """
    lower, upper = (_percent(pl.col(name)) for name in ("low_share", "low_share_upper"))
    share = pl.when(lower == upper).then(lower).otherwise(pl.concat_str(lower, pl.lit(" to "), upper))
    path = pl.col("witness").list.join(" -> ")
    claims = pl.format("{} of {}", "claims_relying", "claims").alias("claims_relying")
    shown: list[str | pl.Expr] = ["page", "verdict", "cited", "rated", "low", share.alias("low_share")]
    return table.select(*shown, *([claims] if table["claims"].sum() else []), "hops", "score", path)


def _percent(share: pl.Expr) -> pl.Expr:
    return (share * 100).round(0).cast(pl.Int64).cast(pl.String) + "%"


def _table(graph: KnowledgeGraph, counts: Counted, found: Reach) -> pl.DataFrame:
    pages = np.asarray(span(graph.nodes, "page"), dtype=np.int64)
    names = ("cited", "rated", "low", "claims", "claims_relying")
    n, relies = pl.col("cited"), pl.col("claims_relying") > 0
    frame = pl.DataFrame(
        {"row": pages}
        | {name: getattr(counts, name)[pages] for name in names}
        | {"sources": graph.records[pages], "hops": found.hops[pages], "score": found.score[pages]}
    ).with_columns(
        verdict_of(relies, graph.policy.theta).alias("verdict"),
        pl.when(n > 0).then(pl.col("low") / n).alias("low_share"),
        pl.when(n > 0).then((pl.col("low") + n - pl.col("rated")) / n).alias("low_share_upper"),
        pl.when(n > 0).then(pl.col("rated") / n).alias("coverage"),
        pl.when(pl.col("hops") >= 0).then("hops").alias("hops"),
    )
    ordered = _worst_first(frame)
    rows = ordered["row"].to_numpy()
    paths, lengths = witnesses(found, graph.citations, counts.is_low, rows)
    whole = ordered.with_columns(
        graph.nodes["key"].gather(rows).alias("page"), _named(graph, paths, lengths).alias("witness")
    )
    return whole.select(pl.col(name).cast(dtype) for name, dtype in EXPOSURE.items())


def _worst_first(frame: pl.DataFrame) -> pl.DataFrame:
    """Return pages in order; they come in order of their ids, which therefore decide between equals.

    A page without a score cites nothing low, so among these the verdict alone decides.
    """
    verdicts = [verdict.value for verdict in Verdict]
    rank = frame["verdict"].replace_strict(verdicts, list(range(len(verdicts))), return_dtype=pl.Int8)
    score, low = frame["score"].to_numpy(), frame["low"].to_numpy()
    share = frame["low_share"].fill_null(-1.0).to_numpy()
    some = np.flatnonzero(score > 0)
    worst = some[np.lexsort((-low[some], -share[some], -score[some]))]
    order = np.concatenate([worst, np.flatnonzero(score <= 0)])
    return frame[order[np.argsort(rank.to_numpy()[order], kind="stable")]]


def _named(graph: KnowledgeGraph, paths: Integers, lengths: Integers) -> pl.Series:
    """Return witness paths as lists of node ids, null where there is none."""
    rows = paths[paths >= 0]
    pages = span(graph.nodes, "page")
    kind = pl.when("is_page").then(pl.lit("page:")).otherwise(pl.lit("source:"))
    is_page = (rows >= pages.start) & (rows < pages.stop)
    named = pl.DataFrame({"key": graph.nodes["key"].gather(rows), "is_page": is_page})
    flat = named.select(pl.concat_str(kind, "key").alias("node"))["node"]
    owner = pl.Series(np.repeat(np.arange(len(paths)), lengths), dtype=pl.Int64).set_sorted()
    lists = pl.DataFrame({"row": owner, "witness": flat}).group_by("row", maintain_order=True).agg("witness")
    whole = pl.DataFrame({"row": np.arange(len(paths))}).join(
        lists, on="row", how="left", maintain_order="left"
    )
    return whole["witness"].cast(pl.List(pl.String))
