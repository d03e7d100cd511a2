"""The baseline: the same analysis of a page by networkx, as its documentation teaches it, and by hand.

Nodes are node ids, as kg answers with them. Edges are added in order, so that a breadth-first search meets
the smallest ids first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeAlias

import networkx as nx

from benchmarks.worlds import World

DECAY = 0.5
HOPS = 2
LOW = 2

Graph: TypeAlias = "nx.DiGraph[str]"


class Answer(NamedTuple):
    """What is told of a page. The witness is a path of node ids, empty if there is none."""

    cited: int
    rated: int
    low: int
    hops: int | None
    score: float
    witness: tuple[str, ...]


class Facts(NamedTuple):
    """A world as a user of networkx would hold it."""

    graph: Graph
    pages: list[str]
    publisher: dict[str, int]
    level: dict[int, int]


def facts_of(world: World, names: list[str], edges: list[tuple[str, str]]) -> Facts:
    """Return a world with its graph."""
    graph: Graph = nx.DiGraph()
    graph.add_nodes_from(names)
    graph.add_edges_from(edges)
    publisher = dict(zip(names[world.pages :], world.publisher.tolist(), strict=True))
    level = {name: level for name, level in enumerate(world.level.tolist()) if level}
    return Facts(graph, names[: world.pages], publisher, level)


Reached = tuple[int | None, float, list[str]]


def analyse(facts: Facts, *, by_hand: bool = False) -> dict[str, Answer]:
    """Return what is told of each page: by ``single_source_shortest_path``, or by loops written for it."""
    levels = {source: facts.level.get(name) for source, name in facts.publisher.items()}
    counts = {node: _count(facts.graph, levels, node) for node in facts.graph}
    share = {node: low / cited if cited else 0.0 for node, (cited, _, low) in counts.items()}
    find: Callable[[Graph, dict[str, float], str], Reached] = _by_loops if by_hand else _by_networkx
    found = {}
    for page in facts.pages:
        hops, score, path = find(facts.graph, share, page)
        witness = (*path, _first_low(facts.graph, levels, path[-1])) if path else ()
        found[page] = Answer(*counts[page], hops, score, witness)
    return found


def _count(graph: Graph, levels: Mapping[str, int | None], node: str) -> tuple[int, int, int]:
    """Return how many works a node cites, how many of them are rated, and how many low."""
    cited = rated = low = 0
    for head in graph[node]:
        if head in levels:
            cited += 1
            level = levels[head]
            if level is not None:
                rated += 1
                low += level <= LOW
    return cited, rated, low


def _by_networkx(graph: Graph, share: dict[str, float], page: str) -> Reached:
    paths: dict[str, Any] = nx.single_source_shortest_path(graph, page, cutoff=HOPS)
    offers = [
        (-(DECAY ** (len(path) - 1)) * share[node], len(path) - 1, path)
        for node, path in paths.items()
        if share[node] > 0
    ]
    if not offers:
        return None, 0.0, []
    worth, _, path = min(offers)
    return min(hops for _, hops, _ in offers), -worth, path


def _by_loops(graph: Graph, share: dict[str, float], page: str) -> Reached:
    """Return the best walk; heads come in order, so the first of equals has the smallest ids."""
    best, path = share[page], [page]
    hops = 0 if best else None
    for first in graph[page]:
        worth = DECAY * share[first]
        if worth > best:
            best, path = worth, [page, first]
            hops = 1 if hops is None else hops
    for first in graph[page]:
        for second in graph[first]:
            worth = DECAY * DECAY * share[second]
            if worth > best:
                best, path = worth, [page, first, second]
                hops = 2 if hops is None else hops
    return hops, best, path if best else []


def _first_low(graph: Graph, levels: Mapping[str, int | None], node: str) -> str:
    """Return the smallest low source that a node cites."""
    return next(head for head in graph[node] if (levels.get(head) or LOW + 1) <= LOW)
