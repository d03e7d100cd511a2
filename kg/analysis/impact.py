"""Impact: which pages rest on a node, and whose verdict would change without it (semantics, section 7)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from kg.analysis.changes import REMOVED, Changes, apply_changes
from kg.analysis.reach import evidence
from kg.analysis.verdicts import claim_table, verdict_table
from kg.errors import IdError, PolicyError
from kg.graph.adjacency import Flags
from kg.graph.knowledge_graph import KnowledgeGraph, row_of
from kg.graph.node_table import span
from kg.model.ids import NodeId
from kg.model.policy import MOST_HOPS
from kg.model.words import Basis, Reliance
from kg.ratings.works import work_levels


@dataclass(frozen=True, slots=True)
class Impact:
    """The pages that a node matters to, each a sorted tuple of bare ids.

    ``citing`` cite one of its works in support; ``relying`` have a claim that certainly rests on low sources
    alone, one of them its work; ``within`` reach a page or source that cites one within the bound;
    ``changed`` would have another verdict without it (``verdicts``: ``page, before, after``).
    """

    node: NodeId
    works: tuple[str, ...]
    citing: tuple[str, ...]
    relying: tuple[str, ...]
    within: tuple[str, ...]
    changed: tuple[str, ...]
    verdicts: pl.DataFrame = field(repr=False, compare=False)


def impact(
    graph: KnowledgeGraph, node: NodeId, *, links: bool | None = None, max_hops: int | None = None
) -> Impact:
    """Return the pages that rest on a source, publisher, organization or rater.

    Parameters
    ----------
    graph : KnowledgeGraph
        The graph.
    node : NodeId
        The node; a source stands for its work.
    links, max_hops : optional
        Whether links count and how many hops, for ``within``; by default as the graph's policy says.

    Raises
    ------
    UnknownNodeError
        There is no such node; the nearest is the hint.
    IdError
        The node is a page.
    PolicyError
        ``max_hops`` is out of range.

    >>> import kg
    >>> found = impact(kg.load("examples/evidence"), NodeId("rater", "mbfc"))
    >>> found.citing, found.relying, found.changed
    (('floods', 'vaccines'), (), ('floods', 'vaccines'))
    """
    row_of(graph, node)
    if node.kind not in REMOVED:
        raise IdError(
            f"{node} has no works of its own", hint="Ask of a source, publisher, organization or rater."
        )
    hops = graph.policy.max_hops if max_hops is None else max_hops
    if not 0 <= hops <= MOST_HOPS:
        raise PolicyError(f"expected 0 to {MOST_HOPS} hops, got {hops}")
    works = works_of(graph, node)
    marked = _flags(graph, works)
    citing = graph.citations.count(marked) > 0
    within = citing.copy()
    edges = evidence(graph, links=graph.policy.links if links is None else links)
    for _ in range(hops):
        within |= edges.count(within) > 0
    verdicts = changed_verdicts(graph, apply_changes(graph, Changes(remove=(node,))))
    return Impact(
        node,
        tuple(works.to_list()),
        _pages(graph, citing),
        _relying(graph, marked),
        _pages(graph, within),
        tuple(verdicts["page"].to_list()),
        verdicts,
    )


def changed_verdicts(before: KnowledgeGraph, after: KnowledgeGraph) -> pl.DataFrame:
    """Return ``page, before, after`` of each page of both graphs whose verdict differs, by page.

    >>> import kg
    >>> graph = kg.load("seeds")
    >>> changed_verdicts(graph, graph).height
    0
    """
    joined = verdict_table(before).join(
        verdict_table(after).rename({"verdict": "after"}), on="page", maintain_order="left"
    )
    return joined.filter(pl.col("verdict") != pl.col("after")).select(
        "page", pl.col("verdict").alias("before"), "after"
    )


def works_of(graph: KnowledgeGraph, node: NodeId) -> pl.Series:
    """Return the works of a node: its own, those it published, those below it, or those it decides.

    >>> import kg
    >>> works_of(kg.load("examples/evidence"), NodeId("rater", "retraction-watch")).to_list()
    ['trial']
    """
    return _WORKS[node.kind](graph, node.key).sort()


def _of_source(graph: KnowledgeGraph, key: str) -> pl.Series:
    return graph.resolution.filter(pl.col("id") == key)["work"]


def _of_publishers(graph: KnowledgeGraph, publishers: pl.Series) -> pl.Series:
    return graph.resolution.filter(pl.col("publisher").is_in(publishers.implode()))["work"].unique()


def _of_publisher(graph: KnowledgeGraph, key: str) -> pl.Series:
    return _of_publishers(graph, pl.Series([key]))


def _of_organization(graph: KnowledgeGraph, key: str) -> pl.Series:
    """Return the works of every publisher below an organization, however deep; a circle ends by itself."""
    bodies = graph.corpus["organizations"]
    found = below = pl.Series([key])
    while len(below):
        held = bodies.filter(pl.col("parent").is_in(below.implode()))["id"]
        below = held.filter(~held.is_in(found.implode()))
        found = pl.concat([found, below])
    owned = graph.corpus["publishers"].filter(pl.col("owned_by").is_in(found.implode()))["id"]
    return _of_publishers(graph, owned)


def _of_rater(graph: KnowledgeGraph, key: str) -> pl.Series:
    """Return the works that a rater helps to decide: its word is among those of the record that counts, or caps."""
    rows = graph.corpus["ratings"].with_row_index("row").filter(pl.col("rater") == key)["row"].implode()
    records = pl.concat(
        [
            graph.resolution.select("work", pl.col("id").alias("record")),
            graph.effective.select("deciding", "capped_by"),
        ],
        how="horizontal",
    )
    decided = work_levels(graph.resolution, graph.effective).select("work", "record", "basis")
    by_level = records.join(decided, on=["work", "record"], how="semi").explode("deciding")
    feeling = decided.filter(pl.col("basis") != Basis.OVERRIDE.value)
    by_cap = records.join(feeling, on="work", how="semi").explode("capped_by")
    return pl.concat(
        [
            by_level.filter(pl.col("deciding").is_in(rows))["work"],
            by_cap.filter(pl.col("capped_by").is_in(rows))["work"],
        ]
    ).unique()


_WORKS: dict[str, Callable[[KnowledgeGraph, str], pl.Series]] = {
    "source": _of_source,
    "publisher": _of_publisher,
    "organization": _of_organization,
    "rater": _of_rater,
}


def _flags(graph: KnowledgeGraph, works: pl.Series) -> Flags:
    """Return which node rows are the works given."""
    rows = span(graph.nodes, "source")
    marked = np.zeros(graph.nodes.height, dtype=bool)
    keys = graph.nodes["key"].slice(rows.start, len(rows))
    marked[rows.start : rows.stop] = keys.is_in(works.implode()).to_numpy()
    return marked


def _relying(graph: KnowledgeGraph, marked: Flags) -> tuple[str, ...]:
    """Return the pages with a certain claim that has a marked work; all works of such a claim are low."""
    certain = (claim_table(graph)["reliance"] == Reliance.CERTAIN.value).to_numpy()
    held = np.zeros(graph.nodes.height, dtype=bool)
    held[graph.claimants[certain & (graph.claims.count(marked) > 0)]] = True
    return _pages(graph, held)


def _pages(graph: KnowledgeGraph, marked: Flags) -> tuple[str, ...]:
    rows = span(graph.nodes, "page")
    keys = graph.nodes["key"].slice(rows.start, len(rows))
    return tuple(keys.filter(pl.Series(marked[rows.start : rows.stop])).to_list())
