"""Rows of a table by the node that they name: found at once, however large the table is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import polars as pl

from kg.graph.adjacency import Adjacency, Integers, positions
from kg.views.world import World


@dataclass(frozen=True, slots=True)
class ByNode:
    """A table, and where each row of the node table is named in it."""

    table: pl.DataFrame
    named: Adjacency

    def at(self, rows: Iterable[int]) -> Integers:
        """Return where in the table some nodes are named, ascending."""
        asked = np.asarray(list(rows), dtype=np.int64)
        return np.sort(self.named.indices[positions(self.named.indptr, asked)]).astype(np.int64)

    def of(self, rows: Iterable[int]) -> pl.DataFrame:
        """Return the rows that name some nodes, in the order of the table."""
        return self.table[self.at(rows)]


def by_node(world: World, table: pl.DataFrame, column: str, *, kind: str | None = None) -> ByNode:
    """Return a table by the nodes that a column names: node ids, or bare ids of a kind. What is no node is left out.

    >>> import kg
    >>> from kg.views.world import prepare
    >>> world = prepare(kg.load("seeds"))
    >>> by_node(world, world.graph.corpus["sources"], "id", kind="source").of([int(world.sources["row"][0])]).height
    1
    """
    nodes = world.nodes.select(
        "key" if kind else pl.concat_str("kind", "key", separator=":").alias("key"),
        row=pl.int_range(pl.len(), dtype=pl.Int64),
    )
    if kind:
        nodes = nodes.filter(world.nodes["kind"] == kind)
    named = table.select(pl.col(column).alias("key"))
    rows = named.join(nodes, on="key", how="left", maintain_order="left")["row"]
    known = rows.is_not_null().arg_true().to_numpy()
    at = rows.gather(known).to_numpy()
    starts = np.concatenate([[0], np.cumsum(np.bincount(at, minlength=world.nodes.height))])
    return ByNode(table.rechunk(), Adjacency(starts, known[np.argsort(at, kind="stable")].astype(np.int32)))


def citations_by_page(world: World) -> ByNode:
    """Return the citations by what cites."""
    return world.keep(
        ("citations by citing",), lambda: by_node(world, world.graph.corpus["citations"], "citing")
    )


def citations_by_source(world: World) -> ByNode:
    """Return the citations by what is cited."""
    return world.keep(
        ("citations by cited",), lambda: by_node(world, world.graph.corpus["citations"], "cited")
    )


def sources_by_id(world: World) -> ByNode:
    """Return the records of sources by their ids."""
    return world.keep(
        ("sources by id",), lambda: by_node(world, world.graph.corpus["sources"], "id", kind="source")
    )
