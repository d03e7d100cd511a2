"""Which nodes lie around a node: the nearest of them, with the edges between them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from kg.errors import ExportError
from kg.graph.adjacency import Adjacency, Flags, positions
from kg.graph.knowledge_graph import KnowledgeGraph, row_of
from kg.model.ids import NodeId
from kg.views.facts import edge_facts

MOST_NODES = 500
_UP = ("published-by", "owned-by")

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Edges:
    """Edges as ``tail, head, kind``, which of them lead up to a publisher or owner, and the rows of those that leave
    and that enter each node.
    """

    table: pl.DataFrame
    up: Flags
    leaving: Adjacency
    entering: Adjacency


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """The nodes around a node, nearest first, the node itself before all others.

    ``nodes`` has ``row, distance, context`` (whether a node is there only as the publisher or owner of
    another); ``edges`` has ``tail, head`` (node rows), ``kind`` and ``shown`` (false for an edge between
    two nodes of one distance, of which there may be many); ``total`` counts the nodes that lie as near.
    """

    centre: int
    nodes: pl.DataFrame
    edges: pl.DataFrame
    total: int

    @property
    def left_out(self) -> int:
        """How many nodes lie as near but are not among these."""
        return self.total - self.nodes.height


def neighbourhood(
    graph: KnowledgeGraph,
    around: NodeId,
    *,
    depth: int = 1,
    most: int = MOST_NODES,
    links: bool = True,
    edges: Edges | None = None,
) -> Neighbourhood:
    """Return the nodes around a node: the nearest, evidence before links, low levels first.

    Citations and links are followed both ways; from a publisher or organization its sources and holdings,
    too. The publishers and owners of what is found come along without counting as a step. Sources of one
    work are one node.

    Parameters
    ----------
    graph : KnowledgeGraph
        The graph.
    around : NodeId
        The node in the middle; a source stands for its work.
    depth : int
        How many steps to go, at least 1.
    most : int
        How many nodes to return.
    links : bool
        Whether links between pages are followed.
    edges : Edges, optional
        What `between_works` said of this graph, if that was kept.

    Raises
    ------
    UnknownNodeError
        There is no such node.
    ExportError
        ``depth`` is below 1, or the node is a rater.

    >>> import kg
    >>> neighbourhood(kg.load("seeds"), kg.NodeId.page("openai"), most=2).nodes.height
    2
    """
    if depth < 1:
        raise ExportError(f"depth: expected at least 1, got {depth}")
    if around.kind == "rater":
        raise ExportError("a rater has no neighbourhood", where=str(around), hint="Ask around what it rates.")
    centre = _work_row(graph, row_of(graph, around))
    edges = between_works(graph) if edges is None else edges
    near_edges = _within(edges, centre, kind=around.kind, depth=depth)
    if not links:
        near_edges = near_edges.filter(pl.col("kind") != "links")
    steps = _steps(near_edges, around.kind)
    distance, evidential = _distances(steps, centre, graph.nodes.height, depth)
    context = _come_along(near_edges, distance)
    near = np.flatnonzero(distance >= 0)
    level = np.where(graph.rated[near], 2 * graph.level[near], 5)  # unrated lies between low and good
    order = np.lexsort((near, level, ~evidential[near], context[near], distance[near]))
    rows = near[order][:most]
    nodes = pl.DataFrame({"row": rows, "distance": distance[rows], "context": context[rows]})
    return Neighbourhood(centre, nodes, _inner_edges(near_edges, distance, context, rows), len(near))


def _work_row(graph: KnowledgeGraph, row: int) -> int:
    """Return the row of the work that a source belongs to; any other node is itself."""
    kind, key = graph.nodes.row(row)
    if kind != "source":
        return row
    work = graph.resolution.filter(pl.col("id") == key)["work"][0]
    return row if work == key else row_of(graph, NodeId.source(work))


def between_works(graph: KnowledgeGraph) -> Edges:
    """Return the edges without those of sources that another record stands for.

    >>> import kg
    >>> between_works(kg.load("seeds")).table.columns
    ['tail', 'head', 'kind']
    """
    is_source = (graph.nodes["kind"] == "source").to_numpy()
    merged = np.flatnonzero(is_source & ~graph.work)
    table = edge_facts(graph).filter(~pl.col("tail").is_in(merged)).rechunk()
    leaving, entering = (_rows_by(table[end].to_numpy(), graph.nodes.height) for end in ("tail", "head"))
    return Edges(table, table["kind"].is_in(_UP).to_numpy(), leaving, entering)


def _rows_by(ends: Rows, nodes: int) -> Adjacency:
    """Return the rows of the edges that have each node at one end, ascending."""
    starts = np.concatenate([[0], np.cumsum(np.bincount(ends, minlength=nodes))])
    return Adjacency(starts, np.argsort(ends, kind="stable").astype(np.int32))


def _within(edges: Edges, centre: int, *, kind: str, depth: int) -> pl.DataFrame:
    """Return the edges that leave what can be reached within a depth, or what comes along with it, in their order."""
    table, up, nodes = edges.table, edges.up, np.array([centre])
    ways = ((edges.leaving, table["head"].to_numpy()), (edges.entering, table["tail"].to_numpy()))
    body = kind in ("publisher", "organization")

    def rows_at(way: Adjacency) -> Rows:
        return way.indices[positions(way.indptr, nodes)].astype(np.int64)

    for _ in range(depth):
        found = [nodes]
        for way, ends in ways:
            rows = rows_at(way)
            found.append(ends[rows if body else rows[~up[rows]]])
        nodes = np.unique(np.concatenate(found))
    while True:
        rows = rows_at(edges.leaving)
        more = np.union1d(nodes, ways[0][1][rows[up[rows]]])
        if len(more) == len(nodes):
            return table[np.sort(rows)]
        nodes = more


def _steps(edges: pl.DataFrame, kind: str) -> pl.DataFrame:
    """Return the steps that may be taken, both ways, as ``start, end, evidence``."""
    level = edges.filter(~pl.col("kind").is_in(_UP))
    ways = [level.select("tail", "head", "kind"), level.select(tail="head", head="tail", kind="kind")]
    if kind in ("publisher", "organization"):
        ways.append(edges.filter(pl.col("kind").is_in(_UP)).select(tail="head", head="tail", kind="kind"))
    return pl.concat(ways).select(start="tail", end="head", evidence=pl.col("kind") != "links")


def _distances(
    steps: pl.DataFrame, centre: int, nodes: int, depth: int
) -> tuple[Rows, npt.NDArray[np.bool_]]:
    """Return how many steps each node is away, -1 for those further than ``depth``, and which evidence reaches."""
    start, end = steps["start"].to_numpy(), steps["end"].to_numpy()
    proof = steps["evidence"].to_numpy()
    distance = np.full(nodes, -1, dtype=np.int64)
    evidential = np.zeros(nodes, dtype=np.bool_)
    distance[centre], evidential[centre] = 0, True
    for step in range(depth):
        leaving = distance[start] == step
        reached = end[leaving]
        fresh = distance[reached] < 0
        evidential[reached[fresh & proof[leaving]]] = True
        distance[reached[fresh]] = step + 1
    return distance, evidential


def _come_along(edges: pl.DataFrame, distance: Rows) -> npt.NDArray[np.bool_]:
    """Give publishers and owners of what was reached the same distance, and return which these are."""
    up = edges.filter(pl.col("kind").is_in(_UP))
    tail, head = up["tail"].to_numpy(), up["head"].to_numpy()
    context = np.zeros(len(distance), dtype=np.bool_)
    while True:
        open_ = (distance[tail] >= 0) & (distance[head] < 0)
        if not open_.any():
            return context
        found = np.full(len(distance), np.iinfo(np.int64).max)
        np.minimum.at(found, head[open_], distance[tail[open_]])
        fresh = np.unique(head[open_])
        distance[fresh], context[fresh] = found[fresh], True


def _inner_edges(
    edges: pl.DataFrame, distance: Rows, context: npt.NDArray[np.bool_], rows: Rows
) -> pl.DataFrame:
    """Return the edges among the nodes chosen, and which of them are shown without being asked for."""
    inner = edges.filter(pl.col("tail").is_in(rows) & pl.col("head").is_in(rows))
    tail, head = inner["tail"].to_numpy(), inner["head"].to_numpy()
    between = (distance[tail] != distance[head]) | context[tail] | context[head]
    return inner.with_columns(pl.Series("shown", between) | pl.col("kind").is_in(_UP))
