"""Adjacency as compressed sparse rows: for node i its neighbours are ``indices[indptr[i]:indptr[i + 1]]``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]
Indices = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]
Value = TypeVar("Value", bound=np.generic)


@dataclass(frozen=True, slots=True)
class Adjacency:
    """Edges by their tail; neighbours of a node are distinct and ascend.

    ``indptr`` is int64 of length nodes + 1, ``indices`` int32 of length edges.
    """

    indptr: Integers
    indices: Indices

    @property
    def edges(self) -> int:
        """The number of edges."""
        return len(self.indices)

    def neighbours(self, node: int) -> Indices:
        """Return the nodes that a node points to, ascending.

        >>> adjacency(np.array([0, 0]), np.array([2, 1]), 3).neighbours(0).tolist()
        [1, 2]
        """
        return self.indices[self.indptr[node] : self.indptr[node + 1]]

    def first(self, nodes: npt.NDArray[np.integer]) -> Indices:
        """Return the smallest neighbour of each of some nodes, all of which have one.

        >>> adjacency(np.array([0, 0]), np.array([2, 1]), 3).first(np.array([0, 0])).tolist()
        [1, 1]
        """
        return self.indices.take(self.indptr.take(nodes))

    def along(self, values: npt.NDArray[Value]) -> npt.NDArray[Value]:
        """Return the value of the node that each edge leads to, in the order of edges.

        >>> adjacency(np.array([0, 0]), np.array([2, 1]), 3).along(np.array([7, 8, 9])).tolist()
        [8, 9]
        """
        return values.take(self.indices)

    def count(self, marked: Flags) -> Integers:
        """Return how many neighbours of each node are marked.

        >>> adjacency(np.array([0, 0]), np.array([2, 1]), 3).count(np.array([False, True, False])).tolist()
        [1, 0, 0]
        """
        return self.tally(self.along(marked))

    def tally(self, held: Flags) -> Integers:
        """Return how many of the edges of each node are held, which are told edge by edge.

        >>> adjacency(np.array([0, 0]), np.array([2, 1]), 3).tally(np.array([True, True])).tolist()
        [2, 0, 0]
        """
        counts: Integers = np.diff(self._held_before(held))
        return counts

    def keep(self, held: Flags) -> Adjacency:
        """Return the edges that are held, which are told edge by edge, among the same nodes.

        >>> adjacency(np.array([0, 0]), np.array([2, 1]), 3).keep(np.array([False, True])).neighbours(0).tolist()
        [2]
        """
        return Adjacency(self._held_before(held), self.indices.take(np.flatnonzero(held)))

    def _held_before(self, held: Flags) -> Integers:
        """Return how many edges are held before those of each node, and in all."""
        running = np.zeros(len(held) + 1, dtype=np.min_scalar_type(len(held)))
        np.cumsum(held, dtype=running.dtype, out=running[1:])
        before: Integers = running.take(self.indptr).astype(np.int64)
        return before


def adjacency(tails: npt.NDArray[np.integer], heads: npt.NDArray[np.integer], nodes: int) -> Adjacency:
    """Return the adjacency of edges tail -> head among ``nodes`` nodes; a repeated edge counts once.

    >>> adjacency(np.array([1, 1, 0]), np.array([0, 0, 1]), 2).indptr.tolist()
    [0, 1, 2]
    """
    bits = nodes.bit_length()
    keys = tails.astype(np.int64)
    keys <<= bits
    keys |= heads
    keys.sort()
    if len(keys):
        fresh = np.ones(len(keys), dtype=bool)
        np.not_equal(keys[1:], keys[:-1], out=fresh[1:])
        keys = keys if fresh.all() else keys[fresh]
        del fresh
    indices = np.empty(len(keys), dtype=np.int32)
    np.bitwise_and(keys, (1 << bits) - 1, out=indices, casting="unsafe")
    keys >>= bits
    indptr = np.zeros(nodes + 1, dtype=np.int64)
    np.cumsum(np.bincount(keys, minlength=nodes), out=indptr[1:])
    return Adjacency(indptr, indices)


def reverse(forward: Adjacency) -> Adjacency:
    """Return the same edges by their heads.

    >>> reverse(adjacency(np.array([0, 2]), np.array([1, 1]), 3)).neighbours(1).tolist()
    [0, 2]
    """
    nodes = len(forward.indptr) - 1
    tails = np.repeat(np.arange(nodes, dtype=np.int32), np.diff(forward.indptr))
    return adjacency(forward.indices, tails, nodes)


def positions(starts: Integers, asked: npt.NDArray[np.integer]) -> Integers:
    """Return where the rows of each number asked for stand, those of number n from ``starts[n]`` to ``starts[n + 1]``.

    >>> positions(np.array([0, 2, 2, 5]), np.array([2, 0])).tolist()
    [2, 3, 4, 0, 1]
    """
    begin, count = starts[asked], starts[asked + 1] - starts[asked]
    within = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    rows: Integers = np.repeat(begin, count) + within
    return rows
