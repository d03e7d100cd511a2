"""From a corpus and its ratings to the graph: ids interned once, works merged, edges distinct."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from kg.graph.adjacency import Adjacency, adjacency
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.graph.node_table import node_table
from kg.model.corpus import Corpus
from kg.model.words import DISPUTING
from kg.ratings.effective import Ratings
from kg.ratings.raters import completed
from kg.ratings.works import work_levels


def build_graph(corpus: Corpus, ratings: Ratings) -> KnowledgeGraph:
    """Return the graph of a corpus under its ratings.

    Parameters
    ----------
    corpus : Corpus
        What was read.
    ratings : Ratings
        What `kg.rate` made of it.

    >>> from kg.ratings.effective import rate
    >>> corpus = Corpus.of({"pages": pl.DataFrame({"id": ["p"]}), "sources": pl.DataFrame({"id": ["s"]}),
    ...     "citations": pl.DataFrame({"citing": ["page:p"], "cited": ["source:s"]})})
    >>> build_graph(corpus, rate(corpus)).citations.edges
    1
    """
    corpus = completed(corpus)
    nodes = node_table(corpus, ratings.resolution.subjects)
    resolution = ratings.resolution.table
    interned = nodes.select(pl.concat_str("kind", "key", separator=":").alias("node")).with_row_index("row")
    cites = _edges(corpus, resolution, interned)
    support = cites.filter(~pl.col("character").is_in(DISPUTING).fill_null(value=False))
    level, rated, work = _work_levels(resolution, ratings.effective, interned)
    claim_nodes, claims, claimants = _claims(support)
    distinct = support.filter(pl.col("head_kind") == "source").select("tail", "record").unique()
    links = (
        corpus["links"]
        .select(("page:" + pl.col("page")).alias("from"), ("page:" + pl.col("target")).alias("to"))
        .join(interned.rename({"node": "from", "row": "tail"}), on="from")
        .join(interned.rename({"node": "to", "row": "head"}), on="to")
        .filter(pl.col("tail") != pl.col("head"))
    )
    problems = pl.concat([corpus.problems, ratings.resolution.problems, ratings.problems])
    tables = {
        **corpus.tables,
        "nodes": nodes,
        "claim_nodes": claim_nodes,
        "resolution": resolution,
        "effective": ratings.effective,
        "subjects": ratings.resolution.subjects,
        "problems": problems.unique(maintain_order=True),
    }
    citations, linked = _adjacency(support, nodes.height), _adjacency(links, nodes.height)
    cited_records = np.bincount(distinct["tail"].to_numpy(), minlength=nodes.height)
    return KnowledgeGraph(
        corpus=corpus,
        tables=tables,
        as_of=ratings.as_of,
        policy=ratings.policy,
        arrays={
            "citations.indptr": citations.indptr,
            "citations.indices": citations.indices,
            "claims.citing": claimants,
            "claims.indptr": claims.indptr,
            "claims.indices": claims.indices,
            "links.indptr": linked.indptr,
            "links.indices": linked.indices,
            "level": level,
            "rated": rated,
            "work": work,
            "records": cited_records.astype(np.int32),
        },
    )


def _edges(corpus: Corpus, resolution: pl.DataFrame, interned: pl.DataFrame) -> pl.DataFrame:
    """Return citations as rows of nodes: ``tail, head`` by work, ``record`` the very source, itself left out."""
    works = resolution.select(
        ("source:" + pl.col("id")).alias("node"), ("source:" + pl.col("work")).alias("of")
    )
    whose = interned.join(works, on="node", how="left").select(
        "row", "node", pl.col("of").fill_null(pl.col("node"))
    )
    rows = whose.join(interned.rename({"node": "of", "row": "as_work"}), on="of", how="left").select(
        "row", "node", "as_work"
    )
    return (
        corpus["citations"]
        .select("citing", "cited", "character", "claim")
        .join(
            rows.select(
                pl.col("node").alias("citing"), pl.col("as_work").alias("tail"), pl.col("row").alias("author")
            ),
            on="citing",
        )
        .join(
            rows.select(
                pl.col("node").alias("cited"), pl.col("as_work").alias("head"), pl.col("row").alias("record")
            ),
            on="cited",
        )
        .filter(pl.col("tail") != pl.col("head"))
        .with_columns(pl.col("cited").str.extract(r"^([a-z]+):", 1).alias("head_kind"))
    )


def _claims(support: pl.DataFrame) -> tuple[pl.DataFrame, Adjacency, npt.NDArray[np.int32]]:
    """Return the claims that cite works, sorted, with their works and the node row of who makes each."""
    cited = support.filter(pl.col("claim").is_not_null() & (pl.col("head_kind") == "source"))
    named = cited.select("author", "citing", "claim", "head").unique().sort("author", "claim", "head")
    counts = named.group_by("author", "claim", maintain_order=True).agg(pl.col("citing").first(), pl.len())
    indptr = np.zeros(counts.height + 1, dtype=np.int64)
    np.cumsum(counts["len"].to_numpy(), out=indptr[1:])
    works = Adjacency(indptr, named["head"].to_numpy().astype(np.int32))
    return counts.select("citing", "claim"), works, counts["author"].to_numpy().astype(np.int32)


def _adjacency(edges: pl.DataFrame, nodes: int) -> Adjacency:
    return adjacency(edges["tail"].to_numpy(), edges["head"].to_numpy(), nodes)


def _work_levels(
    resolution: pl.DataFrame, effective: pl.DataFrame, interned: pl.DataFrame
) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Return ``level, rated, work`` over the node rows, from the levels of works."""
    best = work_levels(resolution, effective).join(
        interned.select(pl.col("node").str.strip_prefix("source:").alias("work"), "row").filter(
            interned["node"].str.starts_with("source:")
        ),
        on="work",
    )
    level = np.zeros(interned.height, dtype=np.int8)
    rated = np.zeros(interned.height, dtype=bool)
    work = np.zeros(interned.height, dtype=bool)
    rows = best["row"].to_numpy()
    level[rows] = best["level"].fill_null(0).to_numpy()
    rated[rows] = best["level"].is_not_null().to_numpy()
    work[rows] = True
    return level, rated, work
