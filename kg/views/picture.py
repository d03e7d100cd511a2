"""Graphs as data: the nodes around a node with their places, for a drawing and for a table."""

from __future__ import annotations

import itertools
from dataclasses import asdict, dataclass
from typing import Any, Literal

import polars as pl

from kg.analysis.exposure import measure_exposure
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.model.ids import NodeId
from kg.views.addresses import node_address
from kg.views.facts import work_facts
from kg.views.neighbourhood import MOST_NODES, Edges, Neighbourhood, between_works, neighbourhood
from kg.views.neighbourhood_words import KIND_NAMES, cut, level_order, level_words, title_of
from kg.views.picture_layout import Ringed, rings

SIZES = {"page": 7, "source": 7, "publisher": 9, "organization": 9}
CENTRE_SIZE = 13
_LONGEST_TITLE = 400
_KINDS = tuple(KIND_NAMES)

EdgeKind = Literal["cites", "links", "published-by", "owned-by"]


@dataclass(frozen=True, slots=True)
class Dot:
    """A node of a picture. ``count`` is how many pages a type has; ``verdict`` is a page's, ``level`` another's."""

    id: str
    kind: str
    label: str
    title: str
    level: int | None
    verdict: str | None
    href: str
    x: int
    y: int
    size: int
    witness: bool
    count: int | None


@dataclass(frozen=True, slots=True)
class Line:
    """An edge of a picture; ``weight`` counts what it stands for."""

    tail: str
    head: str
    kind: str
    weight: int
    witness: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """Nodes with their places, x to the right and y up, and edges; ``total`` counts the nodes that were to be shown."""

    centre: str | None
    nodes: tuple[Dot, ...]
    edges: tuple[Line, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Known:
    """What every picture of one graph needs: worth keeping where many are asked for."""

    facts: pl.DataFrame
    exposure: pl.DataFrame
    edges: Edges


def known_of(graph: KnowledgeGraph) -> Known:
    """Return what every picture of a graph needs.

    >>> import kg
    >>> known_of(kg.load("seeds")).facts.columns[:2]
    ['node', 'kind']
    """
    return Known(work_facts(graph), measure_exposure(graph), between_works(graph))


def picture(
    graph: KnowledgeGraph,
    around: NodeId,
    *,
    depth: int = 1,
    links: bool = True,
    most: int = MOST_NODES,
    known: Known | None = None,
) -> Picture:
    """Return the neighbourhood of a node on rings around it; the same for the same graph.

    Parameters
    ----------
    graph : KnowledgeGraph
        The graph.
    around : NodeId
        The node in the middle; a source stands for its work.
    depth : int
        How many steps to go, at least 1.
    links : bool
        Whether links between pages are followed and shown.
    most : int
        How many nodes at most, nearest first.
    known : Known, optional
        What `known_of` said of this graph, if that was kept.

    Raises
    ------
    UnknownNodeError
        There is no such node.
    ExportError
        ``depth`` is below 1, or the node is a rater.

    >>> import kg
    >>> found = picture(kg.load("seeds"), kg.NodeId.page("openai"))
    >>> found.centre, (found.nodes[0].x, found.nodes[0].y)
    ('page:openai', (0, 0))
    """
    known = known_of(graph) if known is None else known
    found = neighbourhood(graph, around, depth=depth, most=most, links=links, edges=known.edges)
    facts = found.nodes.with_columns(known.facts[found.nodes["row"]])
    verdicts = _verdicts(known.exposure, facts)
    path = _witness(known.exposure, facts.row(0, named=True))
    spots = _spots(found, facts)
    nodes = tuple(
        _dot(fact, spots[fact["row"]], verdicts, path, centre=fact["row"] == found.centre)
        for fact in facts.iter_rows(named=True)
    )
    return Picture(nodes[0].id, nodes, _lines(found, facts, path), found.total)


def as_json(shown: Picture) -> dict[str, Any]:
    """Return a picture as what ``/graph.json`` says.

    >>> as_json(Picture(None, (), (Line("a", "b", "cites", 1, True),), 0))["edges"]
    [{'from': 'a', 'to': 'b', 'kind': 'cites', 'weight': 1, 'witness': True}]
    """
    edges = [
        {
            "from": line.tail,
            "to": line.head,
            "kind": line.kind,
            "weight": line.weight,
            "witness": line.witness,
        }
        for line in shown.edges
    ]
    nodes = [asdict(dot) for dot in shown.nodes]
    return {"centre": shown.centre, "nodes": nodes, "edges": edges, "total": shown.total}


def as_table(shown: Picture) -> pl.DataFrame:
    """Return the nodes of a picture as rows: ``id, kind, title, level, verdict, href, witness, count``.

    >>> as_table(Picture(None, (), (), 0)).columns
    ['id', 'kind', 'title', 'level', 'verdict', 'href', 'witness', 'count']
    """
    schema = {
        "id": pl.String,
        "kind": pl.String,
        "title": pl.String,
        "level": pl.Int8,
        "verdict": pl.String,
        "href": pl.String,
        "witness": pl.Boolean,
        "count": pl.Int64,
    }
    rows = [{name: getattr(dot, name) for name in schema} for dot in shown.nodes]
    return pl.DataFrame(rows, schema=schema)


def _verdicts(exposure: pl.DataFrame, facts: pl.DataFrame) -> dict[str, str]:
    pages = facts.filter(pl.col("kind") == "page").select(page="key")
    return dict(exposure.join(pages, on="page").select("page", "verdict").iter_rows())


def _witness(exposure: pl.DataFrame, centre: dict[str, Any]) -> tuple[str, ...]:
    """Return the path from the page in the middle to a low source, as node ids."""
    if centre["kind"] != "page":
        return ()
    found = exposure.filter(pl.col("page") == centre["key"])["witness"]
    return tuple(found[0]) if len(found) and found[0] is not None else ()


def _spots(found: Neighbourhood, facts: pl.DataFrame) -> dict[int, tuple[int, int]]:
    up = {"publisher": 1, "organization": 2}
    place = {
        row: (distance, up.get(kind, 0) if context else 0)
        for row, distance, context, kind in facts.select("row", "distance", "context", "kind").iter_rows()
    }
    number = {ring: at for at, ring in enumerate(sorted(set(place.values())))}
    nodes = [
        Ringed(
            fact["row"],
            number[place[fact["row"]]],
            (
                _KINDS.index(fact["kind"]),
                level_order(fact["level"]),
                title_of(fact).casefold(),
                fact["row"],
            ),
        )
        for fact in facts.iter_rows(named=True)
    ]
    return rings(nodes, list(found.edges.select("tail", "head").iter_rows()))


def _dot(
    fact: dict[str, Any],
    spot: tuple[int, int],
    verdicts: dict[str, str],
    path: tuple[str, ...],
    *,
    centre: bool,
) -> Dot:
    kind, name = fact["kind"], cut(title_of(fact), _LONGEST_TITLE)
    rating = "" if kind == "page" else f", {level_words(fact['level'])}"
    return Dot(
        id=fact["node"],
        kind=kind,
        label=cut(name),
        title=f"{KIND_NAMES[kind]}: {name}{rating}",
        level=None if kind == "page" else fact["level"],
        verdict=verdicts.get(fact["key"]) if kind == "page" else None,
        href=node_address(kind, fact["key"]) or "/",
        x=spot[0],
        y=spot[1],
        size=CENTRE_SIZE if centre else SIZES[kind],
        witness=fact["node"] in path,
        count=None,
    )


def _lines(found: Neighbourhood, facts: pl.DataFrame, path: tuple[str, ...]) -> tuple[Line, ...]:
    names = dict(facts.select("row", "node").iter_rows())
    hops = set(itertools.pairwise(path))
    return tuple(
        Line(names[tail], names[head], kind, 1, (names[tail], names[head]) in hops)
        for tail, head, kind in found.edges.select("tail", "head", "kind").iter_rows()
    )
