"""Adjacency as compressed sparse rows: for node i its neighbours are ``indices[indptr[i]:indptr[i + 1]]``."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]
Indices = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]


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

    def count(self, marked: Flags) -> Integers:
        """Return how many neighbours of each node are marked.

        >>> adjacency(np.array([0, 0]), np.array([2, 1]), 3).count(np.array([False, True, False])).tolist()
        [1, 0, 0]
        """
        running = np.zeros(len(self.indices) + 1, dtype=np.int64)
        np.cumsum(marked[self.indices], out=running[1:])
        return running[self.indptr[1:]] - running[self.indptr[:-1]]


def adjacency(tails: npt.NDArray[np.integer], heads: npt.NDArray[np.integer], nodes: int) -> Adjacency:
    """Return the adjacency of edges tail -> head among ``nodes`` nodes; a repeated edge counts once.

    >>> adjacency(np.array([1, 1, 0]), np.array([0, 0, 1]), 2).indptr.tolist()
    [0, 1, 2]
    """
    size = np.int64(max(nodes, 1))
    keys = tails.astype(np.int64)
    keys *= size
    keys += heads
    keys.sort()
    if len(keys):
        fresh = np.ones(len(keys), dtype=bool)
        np.not_equal(keys[1:], keys[:-1], out=fresh[1:])
        keys = keys if fresh.all() else keys[fresh]
        del fresh
    indices = np.empty(len(keys), dtype=np.int32)
    np.remainder(keys, size, out=indices, casting="unsafe")
    keys //= size
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
