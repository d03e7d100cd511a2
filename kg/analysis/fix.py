"""What to mend first: claims with nothing but low sources, by what one better source would change."""

from __future__ import annotations

import numpy as np
import polars as pl

from kg.analysis.candidates import CANDIDATES, candidates
from kg.analysis.mending import Ground, ground_of, ground_of_page
from kg.analysis.support_causes import ABOVE, LOW, UNRATED
from kg.analysis.verdicts import verdict_of
from kg.graph.adjacency import Integers
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.model.columns import Schema
from kg.model.words import Reliance, Verdict

LOW_SOURCES = pl.List(pl.Struct({"source": pl.String, "level": pl.Int8, "basis": pl.String}))
FIX: Schema = {
    "page": pl.String,
    "claim": pl.String,
    "file": pl.String,
    "line": pl.Int64,
    "reliance": pl.String,
    "verdict": pl.String,
    "verdict_after": pl.String,
    "reached": pl.Int64,
    "sources": LOW_SOURCES,
    "candidates": CANDIDATES,
}
"""``claim`` is null for a page that names none: then its citations are taken together. ``verdict_after`` is the
verdict of the page if one work above low stood beside; ``reached`` the pages that reach it within the bound,
itself included; ``sources`` the low ones, ``candidates`` at most three above low, each with why it is offered."""
_ROWS_AT_ONCE = 512


def fix(
    graph: KnowledgeGraph, *, limit: int | None = None, page: str | None = None, ground: Ground | None = None
) -> pl.DataFrame:
    """Return what to mend first, columns `FIX`: claims that rely, certain ones before possible ones.

    Then by how far the verdict of the page would rise, by the pages reached, both falling, then by id. Of a
    page without claims all its citations are one row, if any is low.

    Parameters
    ----------
    graph : KnowledgeGraph
        The graph.
    limit : int, optional
        How many rows at most; candidates are looked for in these alone.
    page : str, optional
        The id of the page asked for; by default all.
    ground : Ground, optional
        What `kg.analysis.mending.ground_of` said of this graph, if that was kept.

    >>> import kg
    >>> fix(kg.load("examples/evidence")).select("page", "claim", "verdict", "verdict_after").rows()
    [('sleep', 'it-cures', 'relies', 'relies'), ('sleep', 'nights', 'relies', 'relies')]
    """
    ground = ground_of(graph) if ground is None else ground
    cited = ground.cited
    if page is not None:
        ground = ground_of_page(ground, f"page:{page}")
        cited = ground.cited.filter(pl.col("citing") == f"page:{page}")
    claimed = pl.col("claim").is_not_null()
    cited = cited.filter(claimed | ~claimed.any().over("citing"))
    units = _ranked(graph, ground, _judged(graph, ground, cited))
    units = (units if limit is None else units.head(limit)).with_row_index("unit")
    held = cited.join(units.select("unit", "citing", "claim"), on=["citing", "claim"], nulls_equal=True)
    told = (
        units.join(_low_sources(ground, held), on="unit", how="left")
        .join(candidates(held, ground), on="unit", how="left")
        .sort("unit")
        .with_columns(
            pl.col("citing").str.strip_prefix("page:").alias("page"),
            pl.col("candidates").fill_null(pl.lit([], dtype=CANDIDATES)),
        )
    )
    return told.select(pl.col(name).cast(dtype) for name, dtype in FIX.items())


def _judged(graph: KnowledgeGraph, ground: Ground, cited: pl.DataFrame) -> pl.DataFrame:
    """Return the claims and pages to mend, with the verdict of each page as it is and as it would be."""
    counts = [(pl.col("what") == word).sum().alias(word) for word in (LOW, ABOVE, UNRATED)]
    works = cited.unique(["citing", "claim", "work"], maintain_order=True)
    units = works.group_by("citing", "claim", maintain_order=True).agg(
        *counts, pl.col("file").drop_nulls().first(), pl.col("line").min()
    )
    alone = (pl.col(LOW) > 0) & (pl.col(ABOVE) == 0)
    reliance = (
        pl.when(alone & (pl.col(UNRATED) == 0))
        .then(pl.lit(Reliance.CERTAIN.value))
        .when(alone)
        .then(pl.lit(Reliance.POSSIBLE.value))
        .otherwise(pl.lit(Reliance.NONE.value))
    )
    certain = (pl.col("reliance") == Reliance.CERTAIN.value) & pl.col("claim").is_not_null()
    units = units.with_columns(reliance.alias("reliance")).with_columns(
        certain.sum().over("citing").alias("relying"), certain.cast(pl.Int64).alias("mended")
    )
    relies = pl.col("relying") > pl.col("mended")
    judged = units.join(ground.counts, on="citing", maintain_order="left").with_columns(
        pl.col("cited") + 1, pl.col("rated") + 1, pl.col("low_of_page").alias("low")
    )
    judged = judged.with_columns(verdict_of(relies, graph.policy.theta).alias("verdict_after"))
    low = units.select("citing", "claim", (pl.col(LOW) > 0).alias("has_low"))
    return judged.join(low, on=["citing", "claim"], nulls_equal=True, maintain_order="left").filter(
        pl.col("has_low") & ((pl.col("reliance") != Reliance.NONE.value) | pl.col("claim").is_null())
    )


def _ranked(graph: KnowledgeGraph, ground: Ground, units: pl.DataFrame) -> pl.DataFrame:
    """Return units with where they stand and how many pages reach them, the first to mend first."""
    ranks = {verdict.value: rank for rank, verdict in enumerate(Verdict)}
    was, then = (
        pl.col(name).replace_strict(ranks, return_dtype=pl.Int64) for name in ("verdict", "verdict_after")
    )
    placed = units.join(ground.claims, on=["citing", "claim"], how="left", suffix="_claim").with_columns(
        pl.coalesce("file_claim", "file").alias("file"), pl.coalesce("line_claim", "line").alias("line")
    )
    words = [Reliance.CERTAIN.value, Reliance.POSSIBLE.value, Reliance.NONE.value]
    order = pl.col("reliance").replace_strict(
        {word: rank for rank, word in enumerate(words)}, return_dtype=pl.Int64
    )
    return (
        placed.join(_reached(graph, ground, placed["citing"].unique().sort()), on="citing")
        .with_columns(order.alias("order"), (then - was).alias("gain"))
        .sort("order", "gain", "reached", "citing", "claim", descending=[False, True, True, False, False])
    )


def _reached(graph: KnowledgeGraph, ground: Ground, pages: pl.Series) -> pl.DataFrame:
    """Return ``citing, reached``: how many pages reach each page along evidence within the bound, itself included."""
    rows = ground.numbers(pages) + ground.first
    counts = [
        _dependents(graph, ground, rows[start : start + _ROWS_AT_ONCE])
        for start in range(0, len(rows), _ROWS_AT_ONCE)
    ]
    reached = np.concatenate(counts) if counts else np.zeros(0, dtype=np.int64)
    return pl.DataFrame({"citing": pages, "reached": reached})


def _dependents(graph: KnowledgeGraph, ground: Ground, rows: Integers) -> Integers:
    """Return how many pages reach each row within the bound, itself included."""
    from scipy.sparse import csr_array

    at = (np.ones(len(rows), dtype=np.int32), (np.arange(len(rows)), rows))
    reached = csr_array(at, shape=(len(rows), graph.nodes.height))
    for _ in range(graph.policy.max_hops):
        reached = reached + reached @ ground.backward
        reached.data[:] = 1  # only whether there is a path counts
    pages = reached[:, ground.first : ground.first + len(ground.pages)]
    return np.asarray(pages.sum(axis=1), dtype=np.int64).ravel()


def _low_sources(ground: Ground, held: pl.DataFrame) -> pl.DataFrame:
    """Return ``unit, sources``: the low sources of each unit with the level of the work and its basis."""
    low = (
        held.filter(pl.col("what") == LOW)
        .unique(["unit", "id"])
        .join(ground.sources.select("id", "basis"), on="id")
        .sort("unit", "id")
    )
    told = pl.struct(("source:" + pl.col("id")).alias("source"), "level", "basis")
    return low.group_by("unit", maintain_order=True).agg(told.alias("sources"))
