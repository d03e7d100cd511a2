"""Lift: whether pages that cite low sources reach more of the corpus than as many pages drawn at random."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kg.analysis.reach import evidence
from kg.analysis.verdicts import counted
from kg.graph.adjacency import Adjacency, Integers
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.graph.node_table import span

DRAWS = 101
_WORD = 64
_UNINFORMATIVE = (0.8, 1.25)
Bits = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Lift:
    """How many pages lie within the bound of those that cite low, and how many of as many random ones (the median)."""

    reached: int
    median: int

    @property
    def value(self) -> float | None:
        """The ratio; None where nothing is low or nothing is reached.

        >>> Lift(30, 20).value
        1.5
        """
        return self.reached / self.median if self.median and self.reached else None

    @property
    def informative(self) -> bool:
        """Whether the ratio says anything: it does not from 0.8 to 1.25.

        >>> Lift(30, 20).informative, Lift(21, 20).informative
        (True, False)
        """
        return self.value is not None and not _UNINFORMATIVE[0] <= self.value <= _UNINFORMATIVE[1]


def measure_lift(
    graph: KnowledgeGraph, *, max_hops: int | None = None, links: bool | None = None, seed: int = 0
) -> Lift:
    """Return the lift of the pages that cite a low source.

    Parameters
    ----------
    graph : KnowledgeGraph
        The graph.
    max_hops, links : optional
        As for `kg.measure_exposure`.
    seed : int
        Of the draws: 101 sets of as many pages that cite, each page as likely as another.

    >>> import kg
    >>> measure_lift(kg.load("seeds")).reached
    21
    """
    hops = graph.policy.max_hops if max_hops is None else max_hops
    edges = evidence(graph, links=graph.policy.links if links is None else links)
    counts = counted(graph)
    pages = np.asarray(span(graph.nodes, "page"), dtype=np.int64)
    low, citing = pages[counts.low[pages] > 0], pages[counts.cited[pages] > 0]
    random = np.random.default_rng(seed)
    bits = np.zeros((graph.nodes.height, -(-(DRAWS + 1) // _WORD)), dtype=np.uint64)
    _mark(bits, low, DRAWS)
    for draw in range(DRAWS):
        _mark(bits, random.choice(citing, size=len(low), replace=False), draw)
    for _ in range(hops):
        bits |= _handed_on(edges, bits)
    reached = [int(_holds(bits[pages], draw).sum()) for draw in range(DRAWS + 1)]
    return Lift(reached[DRAWS], int(np.median(reached[:DRAWS])))


def _mark(bits: Bits, rows: Integers, draw: int) -> None:
    """Set the bit of a draw on some rows."""
    bits[rows, draw // _WORD] |= np.uint64(1) << np.uint64(draw % _WORD)


def _holds(bits: Bits, draw: int) -> npt.NDArray[np.bool_]:
    return (bits[:, draw // _WORD] >> np.uint64(draw % _WORD)) & np.uint64(1) > 0


def _handed_on(edges: Adjacency, bits: Bits) -> Bits:
    """Return for each node the bits of all that it cites, together."""
    found = np.zeros_like(bits)
    some = np.diff(edges.indptr) > 0
    if some.any():
        found[some] = np.bitwise_or.reduceat(bits[edges.indices], edges.indptr[:-1][some], axis=0)
    return found
