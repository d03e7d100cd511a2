"""Reach: how much of a low share comes through other pages and sources, and by which path (semantics, section 6).

A walk of exactly h hops from p to q is worth ``decay ** h * low_share(q)``. The best walk of each length
is a maximum over neighbours, so the score needs one pass over the edges a hop; the best of all lengths is
reached at the true distance, since a longer walk to the same q is worth less and, with decay 1, loses the
tie by its length.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kg.graph.adjacency import Adjacency, Flags, Integers, adjacency
from kg.graph.knowledge_graph import KnowledgeGraph

Floats = npt.NDArray[np.float64]
_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Reach:
    """The reach of low sources over the node rows.

    ``worth[h]`` is the worth of the best walk of h hops and ``peak[h]`` the greatest ``worth[h - 1]`` of a
    neighbour, both at 12 digits; ``score`` is the best of all,
    ``length`` the fewest hops that reach it, ``hops`` the distance to the nearest row that cites a low
    source (-1: none).
    """

    edges: Adjacency
    worth: tuple[Floats, ...]
    peak: tuple[Floats, ...]
    score: Floats
    length: Integers
    hops: Integers


def evidence(graph: KnowledgeGraph, *, links: bool) -> Adjacency:
    """Return the edges that carry dependence: citations, and links if they are asked for."""
    if not links or not graph.links.edges:
        return graph.citations
    nodes = len(graph.citations.indptr) - 1
    both = [graph.citations, graph.links]
    tails = np.concatenate([np.repeat(np.arange(nodes), np.diff(one.indptr)) for one in both])
    return adjacency(tails, np.concatenate([one.indices for one in both]), nodes)


def reach(edges: Adjacency, low_share: Floats, *, decay: float, max_hops: int) -> Reach:
    """Return how far low shares reach along edges.

    >>> edges = adjacency(np.array([0, 1]), np.array([1, 2]), 3)
    >>> found = reach(edges, np.array([0.0, 0.0, 1.0]), decay=0.5, max_hops=2)
    >>> found.score.tolist(), found.hops.tolist()
    ([0.25, 0.5, 1.0], [2, 1, 0])
    """
    exact, peaks = [low_share], [low_share]
    for _ in range(max_hops):
        peaks.append(_best_neighbour(edges, exact[-1]))
        exact.append(decay * peaks[-1])
    worth = tuple(_round(values) for values in exact)
    best, score = worth[0].copy(), low_share.copy()
    length = np.zeros(len(low_share), dtype=np.int64)
    hops = np.where(best > 0, 0, -1)
    for hop in range(1, max_hops + 1):
        better = np.flatnonzero(worth[hop] > best)
        best[better], score[better], length[better] = worth[hop][better], exact[hop][better], hop
        hops[(hops < 0) & (worth[hop] > 0)] = hop
    return Reach(edges, worth, tuple(_round(values) for values in peaks), score, length, hops)


def _best_neighbour(edges: Adjacency, values: Floats) -> Floats:
    """Return the greatest value among the neighbours of each row, 0 where there is none."""
    best = np.zeros(len(edges.indptr) - 1)
    rows = np.flatnonzero(np.diff(edges.indptr))
    if len(rows):
        best[rows] = np.maximum.reduceat(values[edges.indices], edges.indptr[rows])
    return best


def _round(values: Floats) -> Floats:
    """Return values at 12 significant digits, so that equal fractions reached by different sums compare equal."""
    rounded = np.zeros(len(values))
    some = np.flatnonzero(values > 0)
    scale = 10.0 ** (_DIGITS - 1 - np.floor(np.log10(values[some])))
    rounded[some] = np.rint(values[some] * scale) / scale
    return rounded


def witnesses(found: Reach, citations: Adjacency, low: Flags, rows: Integers) -> tuple[Integers, Integers]:
    """Return the witness path of each row asked for, as a matrix of rows padded with -1, and its lengths.

    The path has the highest score, then the fewest hops, then the smallest ids along it, and ends in the
    smallest low source. A row with score 0 has none (length 0).

    >>> edges = adjacency(np.array([0, 1]), np.array([1, 2]), 3)
    >>> found = reach(edges, np.array([0.0, 1.0, 0.0]), decay=0.5, max_hops=2)
    >>> paths, lengths = witnesses(found, edges, np.array([False, False, True]), np.array([0, 2]))
    >>> paths.tolist(), lengths.tolist()
    ([[0, 1, 2, -1], [-1, -1, -1, -1]], [3, 0])
    """
    paths = np.full((len(rows), len(found.worth) + 1), -1, dtype=np.int64)
    some = found.score[rows] > 0
    left = found.length[rows]
    paths[some, 0] = rows[some]
    for hop in range(1, len(found.worth)):
        for remaining in range(1, len(found.worth)):
            going = np.flatnonzero(some & (left - hop + 1 == remaining))
            before = paths[going, hop - 1]
            paths[going, hop] = _first(found.edges, before, found.worth[remaining - 1], found.peak[remaining])
    ends = np.flatnonzero(some)
    paths[ends, left[ends] + 1] = _first(citations, paths[ends, left[ends]], low)
    return paths, np.where(some, left + 2, 0)


def _first(
    edges: Adjacency, rows: Integers, values: Floats | Flags, wanted: Floats | None = None
) -> Integers:
    """Return, for rows that have one, the smallest neighbour that is marked, or whose value is the one wanted.

    Many pages go on through the same few rows, so each distinct row is looked at once.
    """
    asked = np.zeros(len(edges.indptr) - 1, dtype=bool)
    asked[rows] = True
    distinct = np.flatnonzero(asked)
    starts, sizes = edges.indptr[distinct], edges.indptr[distinct + 1] - edges.indptr[distinct]
    offsets = np.cumsum(sizes) - sizes
    places = np.repeat(starts - offsets, sizes)
    places += np.arange(len(places))
    held = values[edges.indices[places]]
    hits = np.flatnonzero(held if wanted is None else held == np.repeat(wanted[distinct], sizes))
    found = np.zeros(len(asked), dtype=np.int64)
    found[distinct] = edges.indices[places[hits[np.searchsorted(hits, offsets)]]]
    return found[rows]
