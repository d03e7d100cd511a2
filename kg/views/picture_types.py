"""The picture of all pages: one node for each type of page, and the pages of the types that are opened."""

from __future__ import annotations

import math
from collections import Counter

import polars as pl

from kg.graph.knowledge_graph import KnowledgeGraph
from kg.model.words import Verdict
from kg.views.addresses import Address, node_address
from kg.views.neighbourhood_words import cut, plain, title_of
from kg.views.picture import SIZES, Dot, Known, Line, Picture, known_of
from kg.views.picture_layout import sunflower
from kg.views.words import NO_TYPE, type_words

MOST_PAGES = 1500
_ROOM = 150
_SEED = 26
_OWN = 4
"""How many seeds the node of a type itself takes up."""
_RANK = {verdict.value: number for number, verdict in enumerate(Verdict)}


def whole_picture(
    graph: KnowledgeGraph,
    *,
    open_types: tuple[str, ...] = (),
    most: int = MOST_PAGES,
    known: Known | None = None,
) -> Picture:
    """Return all pages as one node for each type, with the pages of the types that are opened around theirs.

    Parameters
    ----------
    graph : KnowledgeGraph
        The graph.
    open_types : tuple of str
        Types whose pages are shown; the empty text is that of pages without a type.
    most : int
        How many pages at most, the worst of each type first.
    known : Known, optional
        What `kg.views.picture.known_of` said of this graph, if that was kept.

    >>> import kg
    >>> {node.kind for node in whole_picture(kg.load("seeds")).nodes}
    {'type'}
    """
    known = known_of(graph) if known is None else known
    pages = _pages(known)
    open_ = pages.filter(pl.col("type").is_in(list(open_types)))
    shown = open_.head(most)
    rows = dict(zip(pages["row"], "type:" + pages["type"], strict=True))
    nodes = _nodes(pages, shown)
    names = {**rows, **dict(shown.select("row", "node").iter_rows())}
    types = pages["type"].n_unique()
    return Picture(None, nodes, _lines(known.edges.table, names), types + open_.height)


def _pages(known: Known) -> pl.DataFrame:
    """Return all pages with their verdicts, worst first."""
    verdicts = known.exposure.select(key="page", verdict="verdict")
    return (
        known.facts.with_row_index("row")
        .filter(pl.col("kind") == "page")
        .join(verdicts, on="key", how="left", maintain_order="left")
        .with_columns(pl.col("type").fill_null(""))
        .with_columns(pl.col("verdict").replace_strict(_RANK, default=len(_RANK)).alias("rank"))
        .sort("rank", "key")
    )


def _nodes(pages: pl.DataFrame, shown: pl.DataFrame) -> tuple[Dot, ...]:
    counts = Counter(pages["type"])
    relying = Counter(pages.filter(pl.col("verdict") == Verdict.RELIES.value)["type"])
    opened = Counter(shown["type"])
    types = sorted(counts, key=lambda name: (-counts[name], name))
    widest = _SEED * math.sqrt(max(opened.values(), default=0) + _OWN)
    room = max(_ROOM, 2 * widest + _ROOM / 2 if opened else 0)
    spots = dict(zip(types, sunflower(len(types), around=(0, 0), spacing=room), strict=True))
    largest = max(counts.values(), default=1)
    nodes = [
        _type_dot(name, counts[name], relying[name], spots[name], math.sqrt(counts[name] / largest))
        for name in types
    ]
    for name in types:
        mine = shown.filter(pl.col("type") == name)
        # The first seeds are left to the node of the type itself.
        seeds = sunflower(mine.height + _OWN, around=spots[name], spacing=_SEED)[_OWN:]
        for fact, spot in zip(mine.iter_rows(named=True), seeds, strict=True):
            title = title_of(fact)
            nodes.append(
                Dot(
                    id=fact["node"],
                    kind="page",
                    label=cut(title),
                    title=f"Page: {title}",
                    level=None,
                    verdict=fact["verdict"],
                    href=node_address("page", fact["key"]) or "/",
                    x=spot[0],
                    y=spot[1],
                    size=SIZES["page"],
                    witness=False,
                    count=None,
                )
            )
    return tuple(nodes)


def _type_dot(name: str, count: int, relying: int, spot: tuple[int, int], share: float) -> Dot:
    word = type_words(plain(name)) or "No type"
    pages = "1 page" if count == 1 else f"{count:,} pages"
    return Dot(
        id=f"type:{name}",
        kind="type",
        label=cut(f"{word} ({count:,})"),
        title=f"{word}: {pages}, {relying:,} of them {'relies' if relying == 1 else 'rely'} on low"
        if relying
        else f"{word}: {pages}",
        level=None,
        verdict=None,
        href=str(Address("/exposure", (("type", name or NO_TYPE),))),
        x=spot[0],
        y=spot[1],
        size=math.floor(10.5 + 22 * share),
        witness=False,
        count=count,
    )


def _lines(edges: pl.DataFrame, names: dict[int, str]) -> tuple[Line, ...]:
    """Return the edges among pages, those between the same two nodes as one; none from a node to itself."""
    told = pl.DataFrame(
        {"row": list(names), "name": list(names.values())}, schema={"row": pl.Int64, "name": pl.String}
    )
    found = (
        edges.join(told.rename({"row": "tail", "name": "from"}), on="tail")
        .join(told.rename({"row": "head", "name": "to"}), on="head")
        .filter(pl.col("from") != pl.col("to"))
        .group_by("from", "to", "kind")
        .len()
        .sort("from", "to", "kind")
    )
    return tuple(Line(tail, head, kind, weight, False) for tail, head, kind, weight in found.iter_rows())
