"""Reach: how much of a low share comes through other pages and sources, and by which path (semantics, section 6).

A walk of exactly h hops from p to q is worth ``decay ** h * low_share(q)``. The best walk of each length
is a maximum over neighbours, so the score needs one pass over the edges a hop; the best of all lengths is
reached at the true distance, since a longer walk to the same q is worth less and, with decay 1, loses the
tie by its length. At one length the larger share is worth more, so shares are compared by their rank: few
distinct numbers, narrow enough to stay near the processor. Most edges lead to what cites nothing; they
carry no walk on and are left out at once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kg.graph.adjacency import Adjacency, Indices, Integers, adjacency
from kg.graph.knowledge_graph import KnowledgeGraph

Floats = npt.NDArray[np.float64]
Ranks = npt.NDArray[np.unsignedinteger]
Small = npt.NDArray[np.int8]
_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Reach:
    """The reach of low sources over the node rows asked for, which follow each other.

    ``scores`` has the distinct scores, ascending from 0; ``standing`` is the place of each row's score among
    them, ``share`` that of its own share among all shares. ``length`` is the fewest hops that reach the score,
    ``hops`` the distance to the nearest row that cites a low source (-1: none); ``steps[h - 1]`` are the edges
    by which best walks of h hops begin, of all rows.
    """

    rows: range
    scores: Floats
    standing: Ranks
    length: Small
    hops: Small
    share: Ranks
    steps: tuple[Adjacency, ...]


def evidence(graph: KnowledgeGraph, *, links: bool) -> Adjacency:
    """Return the edges that carry dependence: citations, and links if they are asked for."""
    if not links or not graph.links.edges:
        return graph.citations
    nodes = len(graph.citations.indptr) - 1
    both = [graph.citations, graph.links]
    tails = np.concatenate([np.repeat(np.arange(nodes), np.diff(one.indptr)) for one in both])
    return adjacency(tails, np.concatenate([one.indices for one in both]), nodes)


def reach(edges: Adjacency, low_share: Floats, rows: range, *, decay: float, max_hops: int) -> Reach:
    """Return how far low shares reach along edges, to each of some rows.

    >>> edges = adjacency(np.array([0, 1]), np.array([1, 2]), 3)
    >>> found = reach(edges, np.array([0.0, 0.0, 1.0]), range(3), decay=0.5, max_hops=2)
    >>> found.scores[found.standing].tolist(), found.hops.tolist()
    ([0.25, 0.5, 1.0], [2, 1, 0])
    """
    shares, share = _ranked(low_share)
    onward = edges.keep(edges.along((share > 0) | (np.diff(edges.indptr) > 0)))
    sizes = np.diff(onward.indptr)
    worth, best, steps = [shares], [share], []
    for _ in range(max_hops):
        held = onward.along(best[-1])
        best.append(_best_neighbour(onward, held))
        least = _least_equal(_round(worth[-1])).astype(share.dtype)
        steps.append(onward.keep(held >= np.repeat(least.take(best[-1]), sizes)))
        worth.append(decay * worth[-1])
    asked = [ranks[rows.start : rows.stop] for ranks in best]
    return Reach(rows, *_best_of_all(worth, asked), share=asked[0], steps=tuple(steps))


def _best_of_all(worth: list[Floats], best: list[Ranks]) -> tuple[Floats, Ranks, Small, Small]:
    """Return ``scores, standing, length, hops``; ``worth[h]`` tells what each share is worth after h hops."""
    scores, standings = _numbered(worth)
    _, places = _numbered([_round(values) for values in worth])
    most, standing = places[0].take(best[0]), standings[0].take(best[0])
    length = np.zeros(len(most), dtype=np.int8)
    hops = np.where(most > 0, np.int8(0), np.int8(-1))
    for hop in range(1, len(worth)):
        offered = places[hop].take(best[hop])
        better = np.flatnonzero(offered > most)
        most[better], length[better] = offered[better], hop
        standing[better] = standings[hop].take(best[hop][better])
        hops[(hops < 0) & (offered > 0)] = hop
    return scores, standing, length, hops


def _ranked(values: Floats) -> tuple[Floats, Ranks]:
    """Return the distinct values, ascending from 0, and the place of each value among them."""
    some = np.flatnonzero(values > 0)
    distinct = np.concatenate([[0.0], np.unique(values[some])])
    places = np.zeros(len(values), dtype=np.min_scalar_type(len(distinct)))
    places[some] = np.searchsorted(distinct, values[some])
    return distinct, places


def _numbered(tables: list[Floats]) -> tuple[Floats, list[Ranks]]:
    """Return the distinct values of all tables, ascending, and for each table the place of its values among them."""
    distinct = np.unique(np.concatenate(tables))
    narrow = np.min_scalar_type(len(distinct))
    return distinct, [np.searchsorted(distinct, table).astype(narrow) for table in tables]


def _best_neighbour(edges: Adjacency, held: Ranks) -> Ranks:
    """Return the greatest that an edge of each row holds, 0 where there is none."""
    best = np.zeros(len(edges.indptr) - 1, dtype=held.dtype)
    rows = np.flatnonzero(np.diff(edges.indptr))
    if len(rows):
        best[rows] = np.maximum.reduceat(held, edges.indptr[rows])
    return best


def _least_equal(rounded: Floats) -> Integers:
    """Return for each place the first one that holds the same value; for 0 one that no place reaches."""
    least = np.searchsorted(rounded, rounded)
    least[rounded == 0] = len(rounded)
    return least


def _round(values: Floats) -> Floats:
    """Return values at 12 significant digits, so that equal fractions reached by different sums compare equal."""
    rounded = np.zeros(len(values))
    some = np.flatnonzero(values > 0)
    scale = 10.0 ** (_DIGITS - 1 - np.floor(np.log10(values[some])))
    rounded[some] = np.rint(values[some] * scale) / scale
    return rounded


def witnesses(found: Reach, lows: Adjacency) -> tuple[Indices, Small]:
    """Return the witness path of each row of a reach, as a matrix of rows padded with -1, and its lengths.

    The path has the highest score, then the fewest hops, then the smallest ids along it, and ends in the
    smallest low source; ``lows`` are the citations of low ones. A row with score 0 has none (length 0).

    >>> edges = adjacency(np.array([0, 1]), np.array([1, 2]), 3)
    >>> found = reach(edges, np.array([0.0, 1.0, 0.0]), range(3), decay=0.5, max_hops=2)
    >>> lows = edges.keep(edges.along(np.array([False, False, True])))
    >>> paths, lengths = witnesses(found, lows)
    >>> paths.tolist(), lengths.tolist()
    ([[0, 1, 2, -1], [1, 2, -1, -1], [-1, -1, -1, -1]], [3, 2, 0])
    """
    most = len(found.steps)
    paths = np.full((len(found.rows), most + 2), -1, dtype=np.int32)
    some, left = found.standing > 0, found.length
    ends = np.flatnonzero(some)
    paths[ends, 0] = ends + found.rows.start
    for hop in range(1, most + 1):
        for remaining in range(1, most + 2 - hop):
            going = np.flatnonzero(some & (left - hop + 1 == remaining))
            paths[going, hop] = found.steps[remaining - 1].first(paths[going, hop - 1])
    paths[ends, left[ends] + 1] = lows.first(paths[ends, left[ends]])
    return paths, np.where(some, left + np.int8(2), np.int8(0))
