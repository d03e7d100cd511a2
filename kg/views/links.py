"""Nodes as links: what each is called, the id that tells it from its namesakes, its level."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import polars as pl

from kg.graph.node_table import row_among
from kg.model.ids import NodeId
from kg.views.addresses import node_address
from kg.views.parts import Bar, Link, Place, Segment
from kg.views.world import LEVELS, World

LONGEST = 160
"""Characters of a title in a table; its own heading has it whole."""
_LONGEST_HEADING = 2_000
_RATED_KINDS = ("source", "publisher", "organization")
_FEW = 64
"""Up to so many ids are looked up one by one: halving takes 15 microseconds each, a search for all 900 in all."""


def links_of(world: World, rows: Sequence[int], *, levels: bool = False) -> list[Link]:
    """Return the nodes of some rows of the node table as links.

    >>> import kg
    >>> from kg.views.world import prepare
    >>> world = prepare(kg.load("seeds"))
    >>> links_of(world, [world.pages["row"][0]])[0].href
    '/page/debate'
    """
    named = world.keep(("named",), lambda: world.nodes.select("kind", "key", "name", "same", "level"))
    return [_link(*named.row(row), levels=levels) for row in rows]


def link_of(world: World, node: str, *, levels: bool = False) -> Link:
    """Return the link of a node id, whether or not there is such a node."""
    return links_of_ids(world, [node], levels=levels)[0]


def links_of_ids(world: World, nodes: Iterable[str], *, levels: bool = False) -> list[Link]:
    """Return the links of node ids (``kind:key``), in order."""
    asked = list(nodes)
    rows = rows_of(world, asked)
    found = iter(links_of(world, [row for row in rows if row is not None], levels=levels))
    return [next(found) if row is not None else _unknown(node) for node, row in zip(asked, rows, strict=True)]


def rows_of(world: World, nodes: Sequence[str]) -> list[int | None]:
    """Return the row of each node id, None for one that is not there.

    The node table is sorted by kind and key, so each is found by halving.

    >>> import kg
    >>> from kg.views.world import prepare
    >>> rows_of(prepare(kg.load("seeds")), ["page:debate", "page:none"])[1] is None
    True
    """
    named = [(kind, key) for kind, _, key in (node.partition(":") for node in nodes)]
    if len(named) <= _FEW:
        keys = world.nodes["key"]
        return [row_among(keys, key, world.spans.get(kind, range(0))) for kind, key in named]
    found = {
        kind: _rows_of_kind(world, kind, {key for one, key in named if one == kind})
        for kind in {kind for kind, _ in named}
    }
    return [found[kind].get(key) for kind, key in named]


def _rows_of_kind(world: World, kind: str, keys: set[str]) -> dict[str, int]:
    """Return the rows of those keys of a kind that are there."""
    rows = world.spans.get(kind, range(0))
    if not len(rows):
        return {}
    some, held = list(keys), world.nodes["key"].slice(rows.start, len(rows))
    places = held.search_sorted(pl.Series(some, dtype=pl.String)).clip(upper_bound=len(rows) - 1)
    near = zip(some, places, held.gather(places), strict=True)
    return {key: rows.start + place for key, place, there in near if key == there}


def level_counts_bar(world: World, counts: Sequence[int]) -> Bar:
    """Return the bar of how many works are unrated (first) and of level 1 to 5: low, then unrated, then the rest.

    >>> import kg
    >>> from kg.views.world import prepare
    >>> [(one.level, one.count) for one in level_counts_bar(prepare(kg.load("seeds")), [3, 0, 1, 0, 2, 0]).segments]
    [(2, 1), (None, 3), (4, 2)]
    """
    low = world.graph.policy.low
    order: list[int | None] = [
        *(level for level in LEVELS if level <= low),
        None,
        *(level for level in LEVELS if level > low),
    ]
    segments = tuple(Segment(level, int(counts[level or 0])) for level in order if counts[level or 0])
    return Bar(segments, low)


def place_of(file: str | None, line: int | None, href: str | None = None) -> Place | None:
    """Return a place, None where no file is known."""
    return Place(file, line, href) if file else None


def heading(text: str) -> str:
    """Return a title as a heading has it: whole, unless it is absurdly long."""
    return text if len(text) <= _LONGEST_HEADING else text[: _LONGEST_HEADING - 1] + "…"


def shortened(text: str, most: int = LONGEST) -> str:
    """Return a text of at most so many characters, with an ellipsis where it was cut.

    >>> shortened("abcdef", 4)
    'abc…'
    """
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _link(kind: str, key: str, name: str, same: bool, level: int | None, *, levels: bool) -> Link:
    has_level = levels and kind in _RATED_KINDS
    return Link(
        text=shortened(name),
        href=node_address(kind, key),
        kind=kind,
        note=shortened(key, 60) if same and name != key else None,
        level=level if has_level else None,
        rated=level is not None if has_level else None,
    )


def _unknown(node: str) -> Link:
    parsed = NodeId.parse(node) if ":" in node else None
    return Link(
        shortened(parsed.key if parsed else node),
        None,
        parsed.kind if parsed else None,
        note="no record of it",
    )
