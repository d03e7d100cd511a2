"""The world of the views: a graph with the tables that every view reads, prepared once a build."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
import polars as pl

from kg.analysis.coverage import coverage_worklist
from kg.analysis.exposure import measure_exposure
from kg.analysis.reach import evidence
from kg.graph.adjacency import Adjacency, Integers, reverse
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.graph.node_table import span
from kg.ratings.effective import evidence_on
from kg.views.facts import work_facts

Made = TypeVar("Made")
LEVELS = (1, 2, 3, 4, 5)
_UNRATED = 0
_KEPT = 8
"""How many results of other questions a world keeps."""


@dataclass(frozen=True)
class World:
    """A graph and what follows from it.

    ``nodes`` is `kg.views.facts.work_facts` with ``name`` (what a node is called) and ``same`` (whether another of
    its kind has that name), in the order of the node table. ``pages`` is exposure, worst first, with ``row`` (of
    the node table), ``type, quality`` and ``level_0`` (unrated) to ``level_5``, the works of each level.
    """

    graph: KnowledgeGraph
    nodes: pl.DataFrame
    pages: pl.DataFrame
    sources: pl.DataFrame
    publishers: pl.DataFrame
    organizations: pl.DataFrame
    worklist: pl.DataFrame
    cited_by: Adjacency
    linked_by: Adjacency
    spans: Mapping[str, range]
    """The rows of each kind of node."""
    kept: OrderedDict[tuple[Any, ...], Any] = field(default_factory=OrderedDict, repr=False, compare=False)

    def keep(self, key: tuple[Any, ...], make: Callable[[], Made]) -> Made:
        """Return what a function makes, made once.

        What has a key of one part is kept for good; of the others the last ones that were asked for are kept.
        """
        if key not in self.kept:
            self.kept[key] = make()
            others = [one for one in self.kept if len(one) > 1]
            if len(others) > _KEPT:
                del self.kept[others[0]]
        self.kept.move_to_end(key)
        made: Made = self.kept[key]
        return made


def prepare(graph: KnowledgeGraph) -> World:
    """Return the world of a graph.

    >>> import kg
    >>> world = prepare(kg.load("seeds"))
    >>> world.pages["page"][0], world.publishers.columns[:3]
    ('debate', ['id', 'name', 'type'])
    """
    nodes = _named(work_facts(graph))
    cited_by = graph.cited_by
    pages = with_levels(graph, measure_exposure(graph))
    sources = _sources(graph, nodes, cited_by)
    bodies = _levels_of_bodies(graph)
    publishers = _publishers(graph, nodes, sources, bodies)
    return World(
        graph=graph,
        nodes=nodes,
        pages=pages,
        sources=sources,
        publishers=publishers,
        organizations=_organizations(graph, nodes, publishers, bodies),
        worklist=coverage_worklist(graph),
        cited_by=cited_by,
        linked_by=reverse(graph.links),
        spans={kind: span(graph.nodes, kind) for kind in graph.nodes["kind"].unique().to_list()},
    )


def with_levels(graph: KnowledgeGraph, exposure: pl.DataFrame) -> pl.DataFrame:
    """Return exposure with the row, type and quality of each page, and how many of its works have each level."""
    pages = span(graph.nodes, "page")
    counts = level_counts(graph, pages)
    columns = {f"level_{level}": counts[:, level] for level in (_UNRATED, *LEVELS)}
    rows = pl.DataFrame(
        {"page": graph.nodes["key"].slice(pages.start, len(pages)), "row": np.arange(pages.start, pages.stop)}
    )
    told = (
        graph.corpus["pages"]
        .select(pl.col("id").alias("page"), "type", "quality")
        .unique("page", keep="first")
    )
    whole = rows.with_columns(**{name: pl.Series(values) for name, values in columns.items()})
    return exposure.join(
        whole.join(told, on="page", how="left"), on="page", how="left", maintain_order="left"
    )


def level_counts(graph: KnowledgeGraph, rows: range) -> Integers:
    """Return for each row how many of the works it cites are unrated (column 0) or of each level.

    >>> import kg
    >>> graph = kg.load("seeds")
    >>> int(level_counts(graph, span(graph.nodes, "page")).sum()) == int(kg.measure_exposure(graph)["cited"].sum())
    True
    """
    indptr = graph.citations.indptr[rows.start : rows.stop + 1]
    cited = graph.citations.indices[indptr[0] : indptr[-1]] if len(rows) else np.empty(0, dtype=np.int32)
    owner = np.repeat(np.arange(len(rows)), np.diff(indptr) if len(rows) else [])
    works = graph.work[cited]
    level = np.where(graph.rated, graph.level, _UNRATED)[cited[works]]
    width = len(LEVELS) + 1
    return np.bincount(owner[works] * width + level, minlength=len(rows) * width).reshape(len(rows), width)


def reaching(graph: KnowledgeGraph, *, links: bool) -> Adjacency:
    """Return the edges that scores travel along."""
    return evidence(graph, links=links)


def _named(facts: pl.DataFrame) -> pl.DataFrame:
    """Return facts with what each node is called: its title, else its address, else its id."""
    title = pl.col("title").fill_null("").str.replace_all(r"[\s\p{Cc}\p{Cf}]+", " ").str.strip_chars()
    address = pl.col("url").fill_null("").str.replace(r"(?i)^[a-z]+://(www\.)?", "")
    name = pl.when(title != "").then(title).when(address != "").then(address).otherwise("key")
    named = facts.with_columns(name.alias("name"))
    return named.with_columns(pl.struct("kind", "name").is_duplicated().alias("same"))


def _sources(graph: KnowledgeGraph, nodes: pl.DataFrame, cited_by: Adjacency) -> pl.DataFrame:
    """Return a row a recorded source, those that most pages cite first."""
    own = span(graph.nodes, "source")
    facts = nodes.slice(own.start, len(own)).with_columns(row=pl.Series(np.arange(own.start, own.stop)))
    works = facts.select(pl.col("key").alias("work_of"), pl.col("row").alias("work_row"))
    pages = span(graph.nodes, "page")
    tails = cited_by.indices
    is_page = (tails >= pages.start) & (tails < pages.stop)
    running = np.concatenate([[0], np.cumsum(is_page)])
    citing = running[cited_by.indptr[1:]] - running[cited_by.indptr[:-1]]
    told = facts.with_columns(work_of=pl.coalesce("work", "key")).join(
        works, on="work_of", how="left", maintain_order="left"
    )
    host = graph.resolution.select(pl.col("id").alias("key"), "host", "place", "matched_by").unique(
        "key", keep="first"
    )
    told = told.join(host, on="key", how="left", maintain_order="left")
    told = told.with_columns(
        pages=pl.Series(citing[told["work_row"].to_numpy()] if told.height else [], dtype=pl.Int64)
    )
    order = ["pages", "key"]
    return told.sort(order, descending=[True, False]).select(
        pl.col("key").alias("id"), "name", "url", "type", "level", "basis", "why", "publisher", "explanation",
        "host", "place", "matched_by", "work", "pages", "row", "work_row",
    )  # fmt: skip


def _levels_of_bodies(graph: KnowledgeGraph) -> pl.DataFrame:
    """Return the level of each publisher and organization: its own, else that of its nearest rated owner."""
    said = evidence_on(graph.corpus, graph.tables["subjects"], policy=graph.policy, as_of=graph.as_of)
    own = said.levels.filter(pl.col("kind").is_in(["publisher", "organization"])).select(
        "kind", "key", "level"
    )
    owned = said.owners.filter(pl.col("level").is_not_null()).select(
        pl.lit("publisher").alias("kind"), pl.col("publisher").alias("key"), "level"
    )
    return pl.concat(
        [own.with_columns(basis=pl.lit("own")), owned.with_columns(basis=pl.lit("organization"))]
    ).unique(["kind", "key"], keep="first", maintain_order=True)


def _of_kind(nodes: pl.DataFrame, kind: str, bodies: pl.DataFrame) -> pl.DataFrame:
    levels = bodies.filter(pl.col("kind") == kind).select("key", "level", "basis")
    rows = nodes.with_columns(pl.int_range(pl.len(), dtype=pl.Int64).alias("row")).filter(
        pl.col("kind") == kind
    )
    return rows.drop("level", "basis").join(levels, on="key", how="left", maintain_order="left")


def _publishers(
    graph: KnowledgeGraph, nodes: pl.DataFrame, sources: pl.DataFrame, bodies: pl.DataFrame
) -> pl.DataFrame:
    """Return a row a publisher that is registered or that a source rests on, those with most pages first."""
    told = (
        graph.corpus["publishers"]
        .select(pl.col("id").alias("key"), "owned_by", pl.col("kind").alias("carries"), "peer_reviewed")
        .unique("key", keep="first")
    )
    found = _of_kind(nodes, "publisher", bodies).join(told, on="key", how="left", maintain_order="left")
    found = found.join(held_by(graph, sources, "publisher"), left_on="key", right_on="publisher", how="left")
    counted = found.with_columns(pl.col("sources", "pages").fill_null(0))
    kept = counted.filter((pl.col("sources") > 0) | pl.col("key").is_in(told["key"].implode()))
    return kept.sort(["pages", "sources", "key"], descending=[True, True, False]).select(
        pl.col("key").alias("id"), "name", "type", "level", "basis", "owned_by", "carries", "peer_reviewed",
        "sources", "pages", "row",
    )  # fmt: skip


def held_by(graph: KnowledgeGraph, sources: pl.DataFrame, column: str) -> pl.DataFrame:
    """Return for each value of a column of sources how many these are, and the pages that cite one."""
    sizes = sources.drop_nulls(column).group_by(column).agg(pl.len().cast(pl.Int64).alias("sources"))
    pages = span(graph.nodes, "page")
    tails = (
        np.repeat(
            np.arange(len(pages), dtype=np.int64),
            np.diff(graph.citations.indptr[pages.start : pages.stop + 1]),
        )
        if len(pages)
        else np.empty(0, dtype=np.int64)
    )
    heads = (
        graph.citations.indices[graph.citations.indptr[pages.start] : graph.citations.indptr[pages.stop]]
        if len(pages)
        else np.empty(0, dtype=np.int32)
    )
    edges = pl.DataFrame({"page": tails, "work_row": heads.astype(np.int64)})
    held = sources.drop_nulls(column).select(column, "work_row").unique()
    citing = (
        edges.join(held, on="work_row")
        .group_by(column)
        .agg(pl.col("page").n_unique().cast(pl.Int64).alias("pages"))
    )
    return sizes.join(citing, on=column, how="left").with_columns(pl.col("pages").fill_null(0))


def _organizations(
    graph: KnowledgeGraph, nodes: pl.DataFrame, publishers: pl.DataFrame, bodies: pl.DataFrame
) -> pl.DataFrame:
    """Return a row an organization, those whose own publishers have most sources first."""
    told = (
        graph.corpus["organizations"].select(pl.col("id").alias("key"), "parent").unique("key", keep="first")
    )
    found = _of_kind(nodes, "organization", bodies).join(told, on="key", how="left", maintain_order="left")
    owned = (
        publishers.drop_nulls("owned_by")
        .group_by("owned_by")
        .agg(pl.len().cast(pl.Int64).alias("publishers"), pl.col("sources").sum())
    )
    found = found.join(owned, left_on="key", right_on="owned_by", how="left").with_columns(
        pl.col("publishers", "sources").fill_null(0)
    )
    return found.sort(["sources", "publishers", "key"], descending=[True, True, False]).select(
        pl.col("key").alias("id"), "name", "level", "parent", "publishers", "sources", "row"
    )
