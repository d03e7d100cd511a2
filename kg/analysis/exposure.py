"""Exposure: what each page rests on, as counts, an interval, a score and a witness path."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from kg.analysis.reach import Floats, Reach, Small, evidence, reach, witnesses
from kg.analysis.verdicts import Counted, as_verdict, counted, verdict_rank
from kg.errors import PolicyError
from kg.graph.adjacency import Indices, Integers
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.graph.node_table import span
from kg.model.columns import Schema
from kg.model.policy import MOST_HOPS

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
    share: Floats = np.zeros(len(counts.low))
    some = np.flatnonzero(counts.low > 0)
    share[some] = counts.low[some] / counts.cited[some]
    edges = evidence(graph, links=graph.policy.links if links is None else links)
    pages = span(graph.nodes, "page")
    return _table(graph, counts, reach(edges, share, pages, decay=decay, max_hops=hops))


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
    pages = slice(found.rows.start, found.rows.stop)
    names = ("cited", "rated", "low", "claims", "claims_relying")
    n, relies = pl.col("cited"), pl.col("claims_relying") > 0
    frame = pl.DataFrame(
        {"page": graph.nodes["key"].slice(pages.start, len(found.rows))}
        | {name: getattr(counts, name)[pages] for name in names}
        | {"sources": graph.records[pages], "hops": found.hops, "score": found.scores.take(found.standing)}
    ).with_columns(verdict_rank(relies, graph.policy.theta).alias("verdict"))
    order = _worst_first(frame["verdict"].to_numpy(), found.standing, found.share, counts.low[pages])
    ordered = frame[order].with_columns(
        as_verdict(pl.col("verdict")),
        pl.when(n > 0).then(pl.col("low") / n).alias("low_share"),
        pl.when(n > 0).then((pl.col("low") + n - pl.col("rated")) / n).alias("low_share_upper"),
        pl.when(n > 0).then(pl.col("rated") / n).alias("coverage"),
        pl.when(pl.col("hops") >= 0).then("hops").alias("hops"),
        _named(graph, *witnesses(found, counts.lows), order).alias("witness"),
    )
    return ordered.select(pl.col(name).cast(dtype) for name, dtype in EXPOSURE.items())


def _worst_first(verdict: npt.NDArray[np.int8], *falling: npt.NDArray[np.integer]) -> Integers:
    """Return the order of pages by verdict, then by other numbers, all falling; equals keep their order.

    Numbers are made as narrow as they can be: those of two bytes are sorted in linear time.
    """
    keys = [_turned(numbers) for numbers in falling]
    order: Integers = np.lexsort([*reversed(keys), verdict])
    return order


def _turned(numbers: npt.NDArray[np.integer]) -> npt.NDArray[np.integer]:
    """Return numbers that rise as the given ones, none below 0, fall."""
    most = numbers.max(initial=0)
    turned: npt.NDArray[np.integer] = (most - numbers).astype(np.min_scalar_type(most))
    return turned


def _named(graph: KnowledgeGraph, paths: Indices, lengths: Small, order: Integers) -> pl.Series:
    """Return witness paths in an order, as lists of node ids, null where there is none; each node is named once."""
    rows = paths[paths >= 0]
    used = np.zeros(graph.nodes.height, dtype=bool)
    used[rows] = True
    ids = graph.nodes[np.flatnonzero(used)].select(pl.concat_str("kind", "key", separator=":").alias("id"))
    place = np.cumsum(used, dtype=np.int32) - 1
    steps = pl.DataFrame(
        {
            "path": pl.Series(np.repeat(np.arange(len(paths)), lengths)).set_sorted(),
            "id": ids["id"].gather(place.take(rows)),
        }
    )
    lists = steps.group_by("path", maintain_order=True).agg("id")["id"]
    at = pl.DataFrame({"some": lengths > 0, "count": np.cumsum(lengths > 0)})[order]
    return lists.gather(at.select(pl.when("some").then(pl.col("count") - 1)).to_series())
