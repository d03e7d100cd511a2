"""How much the verdicts depend on the way of counting, and on each rater."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator

import polars as pl

from kg.analysis.verdicts import verdict_table
from kg.graph.builder import build_graph
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.model.columns import Schema
from kg.model.policy import Policy
from kg.model.words import Aggregation
from kg.ratings.effective import rate

SENSITIVITY: Schema = {
    "change": pl.String,
    "page": pl.String,
    "before": pl.String,
    "after": pl.String,
}
SUMMARY: Schema = {
    "change": pl.String,
    "sources_changed": pl.Int64,
    "sources_rated": pl.Int64,
    "pages_flipped": pl.Int64,
    "pages_with_low": pl.Int64,
}


@dataclasses.dataclass(frozen=True, slots=True)
class Sensitivity:
    """Pages whose verdict flips (``pages``, columns `SENSITIVITY`), and a line a change (``summary``, `SUMMARY`).

    A change is ``aggregation=WORD`` or ``without=RATER``; the first line of the summary is the present policy.
    """

    pages: pl.DataFrame
    summary: pl.DataFrame


def measure_sensitivity(
    graph: KnowledgeGraph, *, progress: Callable[[str], None] | None = None
) -> Sensitivity:
    """Return the pages whose verdict is another under each other aggregation, and without each rater.

    Parameters
    ----------
    graph : KnowledgeGraph
        The graph as it is rated now.
    progress : function, optional
        Called with a line before each change.

    >>> import kg
    >>> measure_sensitivity(kg.load("seeds")).summary["change"].to_list()[-1]
    'without=wikipedia'
    """
    before = verdict_table(graph)
    pages, lines = [], [_line("present policy", graph, graph, 0)]
    for change, policy in _changes(graph):
        if progress is not None:
            progress(f"rating with {change}")
        other = build_graph(graph.corpus, rate(graph.corpus, policy=policy, as_of=graph.as_of))
        after = before.join(
            verdict_table(other).rename({"verdict": "after"}), on="page", maintain_order="left"
        )
        flipped = after.filter(pl.col("verdict") != pl.col("after")).select(
            pl.lit(change).alias("change"), "page", pl.col("verdict").alias("before"), "after"
        )
        pages.append(flipped)
        lines.append(_line(change, graph, other, flipped.height))
    return Sensitivity(
        pl.concat([pl.DataFrame(schema=SENSITIVITY), *pages]), pl.DataFrame(lines, schema=SUMMARY)
    )


def _changes(graph: KnowledgeGraph) -> Iterator[tuple[str, Policy]]:
    """Yield each other policy with its name; the order of families for ``priority`` is the policy's own."""
    for word in Aggregation:
        if word.value != graph.policy.aggregation:
            yield f"aggregation={word.value}", dataclasses.replace(graph.policy, aggregation=word.value)
    for rater in graph.corpus["ratings"]["rater"].unique().sort().to_list():
        if rater not in graph.policy.without:
            yield (
                f"without={rater}",
                dataclasses.replace(graph.policy, without=(*graph.policy.without, rater)),
            )


def _line(change: str, graph: KnowledgeGraph, other: KnowledgeGraph, flipped: int) -> dict[str, object]:
    changed = graph.effective["level"].ne_missing(other.effective["level"]).sum()
    low = other.citations.count(other.low)
    is_page = (other.nodes["kind"] == "page").to_numpy()
    return {
        "change": change,
        "sources_changed": changed,
        "sources_rated": other.effective["level"].count(),
        "pages_flipped": flipped,
        "pages_with_low": int(((low > 0) & is_page).sum()),
    }
