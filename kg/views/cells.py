"""What makes the cells of a column, from the rows that are shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from kg.views.links import level_counts_bar, links_of, links_of_ids, shortened
from kg.views.listing import Cells, Field
from kg.views.parts import Column, Link
from kg.views.words import BASIS_WORDS, type_words
from kg.views.world import LEVELS, World


def nodes_in(column: str, *, levels: bool = False) -> Cells:
    """Return the maker of links from a column of rows of the node table."""

    def made(world: World, part: pl.DataFrame) -> Sequence[Any]:
        return links_of(world, part[column].to_list(), levels=levels)

    return made


def ids_in(column: str, kind: str | None = None, *, levels: bool = False) -> Cells:
    """Return the maker of links from a column of node ids, or of bare ids of a kind; null is no link."""

    def made(world: World, part: pl.DataFrame) -> Sequence[Any]:
        before = "" if kind is None else f"{kind}:"
        nodes = [None if one is None else f"{before}{one}" for one in part[column].to_list()]
        some = iter(links_of_ids(world, [node for node in nodes if node is not None], levels=levels))
        return [None if node is None else next(some) for node in nodes]

    return made


def plain(column: str) -> Cells:
    """Return the maker of cells that hold a column as it is, long texts cut."""

    def made(_: World, part: pl.DataFrame) -> Sequence[Any]:
        values = part[column].to_list()
        return [shortened(value) if isinstance(value, str) else value for value in values]

    return made


def pair(first: str, second: str) -> Cells:
    """Return the maker of cells with two columns, such as "1 of 4" or a range; None where both are null."""

    def made(_: World, part: pl.DataFrame) -> Sequence[Any]:
        both = zip(part[first].to_list(), part[second].to_list(), strict=True)
        return [None if one is None and other is None else (one, other) for one, other in both]

    return made


def cell_of_share(name: str) -> Cells:
    """Return the maker of cells with one share."""
    return pair(name, name)


def bars(world: World, part: pl.DataFrame) -> Sequence[Any]:
    """Return the bar of each page, from its columns ``level_0`` to ``level_5``."""
    counts = zip(*(part[f"level_{level}"].to_list() for level in (0, *LEVELS)), strict=True)
    return [level_counts_bar(world, row) for row in counts]


def bases(_: World, part: pl.DataFrame) -> Sequence[Any]:
    """Return where the level of each row comes from, in words."""
    return [None if word is None else BASIS_WORDS.get(word, word) for word in part["basis"].to_list()]


def types(_: World, part: pl.DataFrame) -> Sequence[Any]:
    """Return the type of each row, in words."""
    return [type_words(name and shortened(name, 60)) for name in part["type"].to_list()]


def hosts(world: World, part: pl.DataFrame) -> Sequence[Any]:
    """Return who published each source: the venue, else the host without a link."""
    venues = ids_in("publisher", "publisher")(world, part)
    named = zip(venues, part["host"].to_list(), strict=True)
    return [
        venue or (Link(shortened(host), None, note="no venue known") if host else None)
        for venue, host in named
    ]


def column(
    key: str,
    label: str,
    cells: Cells,
    kind: Any = "text",
    *,
    order: str | None = None,
    shown: bool = True,
    falls: bool = False,
    sortable: bool = True,
    meaning: str | None = None,
) -> Field:
    """Return a column of a listing."""
    return Field(Column(key, label, kind, shown, falls, sortable, meaning), cells, order)


def with_names(world: World, frame: pl.DataFrame, row: str = "row") -> pl.DataFrame:
    """Return a frame with the name of the node in each row, ``name``, to sort and filter by."""
    return frame.with_columns(name=world.nodes["name"].gather(frame[row]))
