"""Exposure: what each page rests on, as counts, an interval, a score and a witness path."""

from __future__ import annotations

import numpy as np
import polars as pl

from kg.analysis.reach import Floats, Reach, evidence, reach, witnesses
from kg.errors import PolicyError
from kg.graph.adjacency import Integers
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.graph.node_table import span
from kg.model.columns import Schema
from kg.model.policy import MOST_HOPS

EXPOSURE: Schema = {
    "page": pl.String,
    "cited": pl.Int64,
    "rated": pl.Int64,
    "low": pl.Int64,
    "sources": pl.Int64,
    "low_share": pl.Float64,
    "low_share_upper": pl.Float64,
    "coverage": pl.Float64,
    "hops": pl.Int64,
    "score": pl.Float64,
    "witness": pl.List(pl.String),
}
"""The columns of exposure: ``cited, rated, low`` count distinct works, ``sources`` records; shares and
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
        Columns ``EXPOSURE``, by score, low share and low works, all falling, then by id; pages that cite
        nothing last.

    Raises
    ------
    PolicyError
        ``decay`` or ``max_hops`` is out of range.

    >>> import kg
    >>> graph = kg.load("seeds")
    >>> kg.measure_exposure(graph).columns[:4]
    ['page', 'cited', 'rated', 'low']
    """
    decay = graph.policy.decay if decay is None else decay
    hops = graph.policy.max_hops if max_hops is None else max_hops
    if not 0 <= hops <= MOST_HOPS or not 0 < decay <= 1:
        raise PolicyError(
            f"expected at most {MOST_HOPS} hops and a decay above 0 and at most 1, got {hops} and {decay}"
        )
    counted = _Counted(graph)
    found = reach(
        evidence(graph, links=graph.policy.links if links is None else links),
        counted.low_share,
        decay=decay,
        max_hops=hops,
    )
    return _table(graph, counted, found)


def for_people(table: pl.DataFrame) -> pl.DataFrame:
    """Return exposure in fewer columns, for a terminal: the low share as the range it is.

    >>> import kg
    >>> for_people(kg.measure_exposure(kg.load("seeds")))["low_share"][2]
    '11% to 67%'
    """
    lower, upper = (_percent(pl.col(name)) for name in ("low_share", "low_share_upper"))
    share = pl.when(lower == upper).then(lower).otherwise(pl.concat_str(lower, pl.lit(" to "), upper))
    path = pl.col("witness").list.join(" -> ")
    return table.select("page", "cited", "rated", "low", share.alias("low_share"), "hops", "score", path)


def _percent(share: pl.Expr) -> pl.Expr:
    return (share * 100).round(0).cast(pl.Int64).cast(pl.String) + "%"


class _Counted:
    """Counts over the node rows: works cited in support, rated and low ones, and the lower low share."""

    def __init__(self, graph: KnowledgeGraph) -> None:
        self.is_low = graph.rated & (graph.level <= graph.policy.low)
        self.cited = graph.citations.count(graph.work)
        self.rated = graph.citations.count(graph.rated)
        self.low = graph.citations.count(self.is_low)
        self.low_share: Floats = np.divide(
            self.low, self.cited, out=np.zeros(len(self.cited)), where=self.cited > 0
        )


def _table(graph: KnowledgeGraph, counted: _Counted, found: Reach) -> pl.DataFrame:
    rows = _worst_first(np.asarray(span(graph.nodes, "page"), dtype=np.int64), counted, found)
    cited, rated, low = counted.cited[rows], counted.rated[rows], counted.low[rows]
    paths, lengths = witnesses(found, graph.citations, counted.is_low, rows)
    n = pl.col("cited")
    frame = pl.DataFrame(
        {
            "page": graph.nodes["key"].gather(rows),
            "cited": cited,
            "rated": rated,
            "low": low,
            "sources": graph.records[rows],
            "hops": found.hops[rows],
            "score": found.score[rows],
            "witness": _named(graph, paths, lengths),
        }
    ).with_columns(
        pl.when(n > 0).then(pl.col("low") / n).alias("low_share"),
        pl.when(n > 0).then((pl.col("low") + n - pl.col("rated")) / n).alias("low_share_upper"),
        pl.when(n > 0).then(pl.col("rated") / n).alias("coverage"),
        pl.when(pl.col("hops") >= 0).then("hops").alias("hops"),
    )
    return frame.select(pl.col(name).cast(dtype) for name, dtype in EXPOSURE.items())


def _worst_first(pages: Integers, counted: _Counted, found: Reach) -> Integers:
    """Return pages in order; they come in order of their ids, which therefore decide between equals."""
    keys = (-counted.low[pages], -counted.low_share[pages], -found.score[pages], counted.cited[pages] == 0)
    return pages[np.lexsort(keys)]


def _named(graph: KnowledgeGraph, paths: Integers, lengths: Integers) -> pl.Series:
    """Return witness paths as lists of node ids, null where there is none."""
    flat = graph.nodes[paths[paths >= 0]].select(pl.concat_str("kind", "key", separator=":"))["kind"]
    owner = pl.Series(np.repeat(np.arange(len(paths)), lengths), dtype=pl.Int64).set_sorted()
    lists = pl.DataFrame({"row": owner, "witness": flat}).group_by("row", maintain_order=True).agg("witness")
    whole = pl.DataFrame({"row": np.arange(len(paths))}).join(
        lists, on="row", how="left", maintain_order="left"
    )
    return whole["witness"].cast(pl.List(pl.String))
