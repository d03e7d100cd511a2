"""What an exporter says of each node and edge, as two tables over the node rows of a graph."""

from __future__ import annotations

import numpy as np
import polars as pl

from kg.graph.adjacency import Adjacency
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.model.level import LEVEL_NAMES
from kg.model.words import Basis
from kg.ratings.effective import evidence_on
from kg.ratings.explanation import explanations
from kg.ratings.works import work_levels

NODE_FACTS = {
    "node": pl.String,
    "kind": pl.String,
    "key": pl.String,
    "title": pl.String,
    "url": pl.String,
    "type": pl.String,
    "level": pl.Int8,
    "basis": pl.String,
    "why": pl.String,
    "publisher": pl.String,
    "explanation": pl.String,
    "work": pl.String,
}
"""``level`` is null where there is none; ``publisher`` is a bare id; ``work`` the source that names the
work of a source, where that is another record."""
_RATING = ("level", "basis", "why", "explanation")


def node_facts(graph: KnowledgeGraph) -> pl.DataFrame:
    """Return what is known of each node, a row a node in the order of the node table.

    A source has its effective rating; a publisher or organization the level that is stated of itself;
    a page has none.

    >>> import kg
    >>> node_facts(kg.load("seeds")).columns[:4]
    ['node', 'kind', 'key', 'title']
    """
    corpus = graph.corpus
    said = [
        corpus["pages"].select(pl.lit("page").alias("kind"), "id", "title", "url", "type"),
        corpus["organizations"].select(pl.lit("organization").alias("kind"), "id", _named("name"), "url"),
        corpus["publishers"].select(pl.lit("publisher").alias("kind"), "id", _named("name"), "type"),
        corpus["raters"].select(pl.lit("rater").alias("kind"), "id", _named("name")),
        _sources(graph),
    ]
    words = pl.concat(said, how="diagonal").rename({"id": "key"}).unique(["kind", "key"], keep="first")
    stated = _stated_levels(graph)
    facts = (
        graph.nodes.join(words, on=["kind", "key"], how="left", maintain_order="left")
        .join(stated, on=["kind", "key"], how="left", maintain_order="left")
        .with_columns(
            pl.concat_str("kind", "key", separator=":").alias("node"),
            pl.coalesce("level", "stated").alias("level"),
            pl.when(pl.col("stated").is_not_null())
            .then(pl.lit(Basis.OWN.value))
            .otherwise("basis")
            .alias("basis"),
        )
    )
    return facts.select(pl.col(name).cast(dtype) for name, dtype in NODE_FACTS.items())


def edge_facts(graph: KnowledgeGraph) -> pl.DataFrame:
    """Return every edge once as ``tail, head`` (node rows) and ``kind``, sorted by kind, tail and head.

    Citations are those in support, to works; every source has an edge to its publisher, a publisher to
    the organization that owns it, an organization to its parent.

    >>> import kg
    >>> edge_facts(kg.load("seeds")).columns
    ['tail', 'head', 'kind']
    """
    corpus = graph.corpus
    resolution = graph.resolution
    owners = [
        corpus["publishers"].select(
            _node("publisher", "id").alias("from"), _node("organization", "owned_by").alias("to")
        ),
        corpus["organizations"].select(
            _node("organization", "id").alias("from"), _node("organization", "parent").alias("to")
        ),
    ]
    venues = resolution.select(
        _node("source", "id").alias("from"), _node("publisher", "publisher").alias("to")
    )
    parts = [
        _by_row(graph.citations, "cites"),
        _by_row(graph.links, "links"),
        _by_name(graph, venues, "published-by"),
        _by_name(graph, pl.concat(owners), "owned-by"),
    ]
    return pl.concat(parts)


def work_facts(graph: KnowledgeGraph) -> pl.DataFrame:
    """Return `node_facts` with the rating of each source's work: that of the record that decides for it.

    >>> import kg
    >>> work_facts(kg.load("seeds")).columns == list(NODE_FACTS)
    True
    """
    facts = node_facts(graph)
    sentences = facts.filter(pl.col("kind") == "source").select(
        pl.col("key").alias("record"), "explanation", pl.col("level").alias("alone")
    )
    lower = pl.col("level") < pl.col("alone")
    label = pl.col("level").replace_strict(LEVEL_NAMES, default=None, return_dtype=pl.String)
    through = pl.format(
        "{} {} - capped, for another record of this work is retracted; else {}", "level", label, "explanation"
    )
    works = (
        work_levels(graph.resolution, graph.effective)
        .join(sentences, on="record", how="left", maintain_order="left")
        .with_columns(
            pl.when(lower.fill_null(value=False)).then(through).otherwise("explanation").alias("explanation")
        )
        .select(pl.lit("source").alias("kind"), pl.col("work").alias("of"), *_RATING)
    )
    mended = facts.with_columns(pl.coalesce("work", "key").alias("of")).join(
        works, on=["kind", "of"], how="left", maintain_order="left", suffix="_of_work"
    )
    is_source = pl.col("kind") == "source"
    chosen = [pl.when(is_source).then(f"{name}_of_work").otherwise(name).alias(name) for name in _RATING]
    return mended.with_columns(chosen).select(*NODE_FACTS)


def _sources(graph: KnowledgeGraph) -> pl.DataFrame:
    sources = graph.corpus["sources"].select("id", "title", "url", "type")
    resolution = graph.resolution.select(
        "publisher", pl.when(pl.col("work") != pl.col("id")).then("work").alias("work")
    )
    rating = graph.effective.select("level", "basis", "why")
    told = explanations(graph.corpus, graph.resolution, graph.effective).alias("explanation")
    whole = pl.concat([sources, resolution, rating, told.to_frame()], how="horizontal")
    return whole.with_columns(pl.lit("source").alias("kind"))


def _stated_levels(graph: KnowledgeGraph) -> pl.DataFrame:
    """Return the level that is stated of each publisher and organization on the day of the graph."""
    evidence = evidence_on(graph.corpus, graph.tables["subjects"], policy=graph.policy, as_of=graph.as_of)
    bodies = evidence.levels.filter(pl.col("kind").is_in(["publisher", "organization"]))
    return bodies.select("kind", "key", pl.col("level").alias("stated")).unique(["kind", "key"], keep="first")


def _by_row(edges: Adjacency, kind: str) -> pl.DataFrame:
    tails = np.repeat(np.arange(len(edges.indptr) - 1, dtype=np.int64), np.diff(edges.indptr))
    return pl.DataFrame({"tail": tails, "head": edges.indices.astype(np.int64)}).with_columns(
        pl.lit(kind).alias("kind")
    )


def _by_name(graph: KnowledgeGraph, edges: pl.DataFrame, kind: str) -> pl.DataFrame:
    """Return edges between node ids as rows; those to a node that is not there, or to itself, fall away."""
    nodes = graph.nodes.select(pl.concat_str("kind", "key", separator=":").alias("node"))
    rows = nodes.with_columns(pl.int_range(pl.len(), dtype=pl.Int64).alias("row"))
    found = edges.join(rows.rename({"node": "from", "row": "tail"}), on="from").join(
        rows.rename({"node": "to", "row": "head"}), on="to"
    )
    distinct = found.filter(pl.col("tail") != pl.col("head")).select("tail", "head").unique()
    return distinct.sort("tail", "head").with_columns(pl.lit(kind).alias("kind"))


def _node(kind: str, column: str) -> pl.Expr:
    return pl.lit(f"{kind}:") + pl.col(column)


def _named(column: str) -> pl.Expr:
    return pl.col(column).alias("title")
