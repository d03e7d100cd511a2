"""Random worlds as integers: pages, sources and their publishers, in the proportions of real ones.

Tails and heads follow power laws: few pages cite very much, few sources are cited by very many. The same
number of edges, shape and seed give the same world.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from kg.graph.adjacency import Adjacency, adjacency
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.model.corpus import Corpus
from kg.model.policy import Policy
from kg.ratings.effective import effective, evidence_on

DAY = datetime.date(2026, 1, 1)


@dataclass(frozen=True, slots=True)
class Shape:
    """How many pages and sources an edge, and what share of the edges leads from what to what."""

    name: str
    pages: float
    sources: float
    page_source: float
    page_page: float
    source_source: float


WIKIPEDIA = Shape("Wikipedia", 0.127, 0.218, 0.77, 0.18, 0.05)
"""7M pages, 12M sources, 45M citations, 10M edges between pages."""
LONGTERM = Shape("the Longterm Wiki and its links", 0.051, 0.456, 0.60, 0.38, 0.02)
"""669 pages, 5,945 works, 8,051 citations, 4,992 links; few edges between sources are added."""

_LEVELS = (0, 1, 2, 3, 4, 5)
_OFTEN = (0.40, 0.03, 0.07, 0.20, 0.20, 0.10)

Ids = npt.NDArray[np.int32]
Levels = npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class World:
    """Rows ``0 .. pages - 1`` are pages, those after them sources; publishers are counted by themselves.

    ``publisher`` holds the publisher of each source, ``level`` the level of each publisher (0: unrated).
    """

    pages: int
    sources: int
    tails: Ids
    heads: Ids
    publisher: Ids
    level: Levels

    @property
    def nodes(self) -> int:
        """Pages and sources."""
        return self.pages + self.sources


def random_world(edges: int, *, shape: Shape = WIKIPEDIA, seed: int = 1) -> World:
    """Return a world of about so many distinct edges.

    >>> random_world(1000).pages
    127
    """
    random = np.random.default_rng(seed)
    pages, sources, publishers = (
        round(edges * shape.pages),
        round(edges * shape.sources),
        max(edges // 55, 10),
    )
    order = {"page": _shuffled(random, pages), "source": _shuffled(random, sources) + np.int32(pages)}
    tails, heads = [], []
    for tail, head in (("page", "source"), ("page", "page"), ("source", "source")):
        many = round(edges * getattr(shape, f"{tail}_{head}"))
        tails.append(order[tail][_power_law(random, len(order[tail]), many, 1.5)])
        heads.append(order[head][_power_law(random, len(order[head]), many, 3.0)])
    tail_rows, head_rows = np.concatenate(tails), np.concatenate(heads)
    apart = tail_rows != head_rows
    publisher = _power_law(random, publishers, sources, 3.0)
    level = random.choice(_LEVELS, publishers, p=_OFTEN).astype(np.int8)
    return World(pages, sources, tail_rows[apart], head_rows[apart], publisher, level)


def _shuffled(random: np.random.Generator, many: int) -> Ids:
    return random.permutation(np.arange(many, dtype=np.int32))


def _power_law(random: np.random.Generator, among: int, many: int, exponent: float) -> Ids:
    """Return picks among numbers of which the first ones come far more often."""
    return np.minimum(among * random.random(many) ** exponent, among - 1).astype(np.int32)


def save_world(world: World, path: Path) -> None:
    """Write a world to a file, for another process."""
    sizes = np.array([world.pages, world.sources])
    np.savez(
        path,
        sizes=sizes,
        tails=world.tails,
        heads=world.heads,
        publisher=world.publisher,
        level=world.level,
    )


def open_world(path: str) -> World:
    """Return the world of a file."""
    with np.load(path) as held:
        pages, sources = held["sizes"].tolist()
        return World(pages, sources, held["tails"], held["heads"], held["publisher"], held["level"])


def build(world: World) -> Adjacency:
    """Return the adjacency of a world's edges."""
    return adjacency(world.tails, world.heads, world.nodes)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a world: the node table, and what `kg.rate` reads. Ids are numbers of eight digits."""

    nodes: pl.DataFrame
    resolution: pl.DataFrame
    corpus: Corpus
    subjects: pl.DataFrame


def gather_levels(world: World) -> Levels:
    """Return the level of each row straight from its publisher's (0: none)."""
    level = np.zeros(world.nodes, dtype=np.int8)
    level[world.pages :] = world.level[world.publisher]
    return level


def name_world(world: World) -> Words:
    """Return names for the rows of a world, such that they sort as the rows do."""
    pages, sources = _names(np.arange(world.pages)), _names(np.arange(world.sources))
    rated = np.flatnonzero(world.level)
    subjects = (
        pl.DataFrame({"kind": "publisher", "key": _names(rated)})
        .with_row_index("row")
        .select("row", "kind", "key")
    )
    stated = pl.DataFrame({"subject": "publisher:" + subjects["key"], "value": world.level[rated]})
    ratings = stated.with_columns(pl.lit("house").alias("rater"), pl.col("value").cast(pl.String))
    none = pl.lit(None, dtype=pl.String)
    return Words(
        nodes=pl.concat(
            [pl.DataFrame({"kind": "page", "key": pages}), pl.DataFrame({"kind": "source", "key": sources})]
        ),
        resolution=pl.DataFrame({"id": sources, "publisher": _names(world.publisher)}).with_columns(
            none.alias("platform"), none.alias("why")
        ),
        corpus=Corpus.of({"ratings": ratings}),
        subjects=subjects,
    )


def _names(numbers: npt.NDArray[np.integer]) -> pl.Series:
    return pl.Series(numbers.astype(np.int64)).cast(pl.String).str.zfill(8)


def rate_world(world: World, words: Words) -> Levels:
    """Return the level of each row by the rules of kg (0: none); every source is a work of its own."""
    evidence = evidence_on(words.corpus, words.subjects, policy=Policy(), as_of=DAY)
    level = np.zeros(world.nodes, dtype=np.int8)
    types = pl.Series([None], dtype=pl.String).new_from_index(0, words.resolution.height)
    rated = effective(words.resolution, evidence, types=types)
    level[world.pages :] = rated["level"].fill_null(0).to_numpy()
    return level


def graph_of(world: World, words: Words, cites: Adjacency, level: Levels) -> KnowledgeGraph:
    """Return a graph of these arrays."""
    return KnowledgeGraph(
        corpus=Corpus.of({}),
        tables={"nodes": words.nodes},
        as_of=DAY,
        policy=Policy(),
        arrays=arrays_of(world, cites, level),
    )


def arrays_of(world: World, cites: Adjacency, level: Levels) -> dict[str, npt.NDArray[Any]]:
    """Return the arrays of a graph: citations, no links, levels."""
    work = np.arange(world.nodes) >= world.pages
    return {
        "claims.citing": np.zeros(0, dtype=np.int32),
        "claims.indices": np.zeros(0, dtype=np.int32),
        "claims.indptr": np.zeros(1, dtype=np.int64),
        "citations.indptr": cites.indptr,
        "citations.indices": cites.indices,
        "links.indptr": np.zeros(world.nodes + 1, dtype=np.int64),
        "links.indices": np.zeros(0, dtype=np.int32),
        "level": level,
        "rated": level > 0,
        "work": work,
        "records": cites.count(work).astype(np.int32),
    }
