"""The parts that views are made of: links, bars, tables, heads; frozen records that a template and the twins read.

Texts in them are data as it was read: who renders them escapes them. An address in ``href`` is one of this
site (it begins with ``/`` or ``?``) unless the field says that it leads elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

import polars as pl

CellKind = Literal["node", "text", "number", "share", "level", "verdict", "bar", "counts", "where", "code"]
"""How a cell is shown: ``node`` a `Link`, ``level`` a level or None, ``verdict`` a word of the closed list,
``bar`` a `Bar`, ``counts`` two numbers as "1 of 4", ``share`` a range ``(lower, upper)`` of shares or None,
``where`` a `Place`, ``code`` an id or address in a fixed-width face; ``text`` and ``number`` as they are."""


@dataclass(frozen=True, slots=True)
class Link:
    """A node, or any other thing that has a view: what is read and where it leads."""

    text: str
    href: str | None
    kind: str | None = None
    """A kind of node, whose shape stands before the text; None for what is no node."""
    note: str | None = None
    """What tells it from another of the same text: its id; or a word on it."""
    level: int | None = None
    rated: bool | None = None
    """None if no level is shown with it; False if it is unrated."""


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a file, ``href`` to the claim on a view of this site."""

    file: str
    line: int | None
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a bar: a level, or None for unrated, with how many."""

    level: int | None
    count: int


@dataclass(frozen=True, slots=True)
class Bar:
    """How many of each level, in the order drawn: low, unrated, above low. Nothing is left out but zeros."""

    segments: tuple[Segment, ...]
    low: int
    """The level up to which the policy calls a source low."""

    @property
    def total(self) -> int:
        """How many there are in all."""
        return sum(segment.count for segment in self.segments)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; ``key`` is its name in the address and in the twins."""

    key: str
    label: str
    kind: CellKind = "text"
    shown: bool = True
    """Whether it is shown without being chosen."""
    descending: bool = False
    """Which way a first click sorts."""
    sortable: bool = True
    meaning: str | None = None
    """The tooltip of its header."""


@dataclass(frozen=True, slots=True)
class Option:
    """A value of a facet, with how many rows would be left and the address with it chosen or taken back."""

    value: str
    label: str
    count: int
    chosen: bool
    href: str


@dataclass(frozen=True, slots=True)
class Facet:
    """A way to narrow a table down."""

    key: str
    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a shown column: where a click leads and how it is sorted now."""

    column: Column
    href: str | None
    sorted: Literal["ascending", "descending"] | None = None


@dataclass(frozen=True, slots=True)
class Paging:
    """Which rows are shown; ``pages`` are ``(number, address)``, an address of None the present page, a number
    of None a gap."""

    first: int
    last: int
    total: int
    pages: tuple[tuple[int | None, str | None], ...] = ()
    previous: str | None = None
    following: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a view; ``rows`` have a value for each header."""

    key: str
    """Its name: the ``id`` of its heading, and the prefix of its parameters where a view has several tables."""
    caption: str
    headers: tuple[Header, ...]
    rows: tuple[tuple[Any, ...], ...]
    paging: Paging
    facets: tuple[Facet, ...] = ()
    columns: tuple[Option, ...] = ()
    """The columns that can be chosen."""
    chosen: tuple[tuple[str, str], ...] = ()
    """What narrows it now, as ``(words, address without it)``."""
    filter: str | None = None
    """The text it is filtered by; None if it has no filter."""
    query: str | None = None
    """The text of a SPARQL question that gives the same rows, where there is one."""
    twins: bool = True
    """Whether this table is what the view's ``.json`` and ``.csv`` hold."""
    twin: Callable[[], pl.DataFrame] = field(default=pl.DataFrame, compare=False, repr=False)
    """Makes what the twins hold; nobody who looks at the page waits for it."""

    @property
    def data(self) -> pl.DataFrame:
        """What the twins hold: all rows that are left, unless some were asked for."""
        return self.twin()


@dataclass(frozen=True, slots=True)
class Head:
    """What stands over a view: its title, and of a node its kind, its id and short facts."""

    title: str
    trail: tuple[Link, ...] = ()
    """The way here, without the view itself."""
    kind: str | None = None
    id: str | None = None
    facts: tuple[str, ...] = ()
    lead: str | None = None
    """A sentence under the title."""
    menu: str = ""
    """The word of the menu that is current: overview, exposure, what-if, sparql, help, or none."""
    twins: tuple[tuple[str, str], ...] = ()
    """The same as data: ``(JSON, address)``, CSV, Turtle, JSON-LD, and the query."""


@dataclass(frozen=True, slots=True)
class Tab:
    """One of several tables of a view, each with an address of its own."""

    label: str
    count: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence on how figures came about, with an address that offers the other way."""

    text: str
    href: str | None = None
    offer: str | None = None
