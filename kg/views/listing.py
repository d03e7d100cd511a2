"""The one machine behind every table: narrowed by facets and text, sorted, paged; each state is an address."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from kg.errors import QueryError, nearest_or_all
from kg.graph.adjacency import Flags, Integers
from kg.views.addresses import Address
from kg.views.nouns import Asked
from kg.views.parts import Column, Facet, Header, Option, Paging, Table
from kg.views.world import World

PER_PAGE = 25
MOST_PER_PAGE = 200
_OPTIONS_SHOWN = 12
_LONGEST_FILTER = 500
_FEW = 1_000
"""Rows up to which a loop counts values."""

Cells = Callable[[World, pl.DataFrame], Sequence[Any]]
"""What makes the cells of a column from the rows that are shown."""


@dataclass(frozen=True)
class Field:
    """A column of a listing: how it is shown, what makes its cells, and what it sorts by (a column or expression)."""

    column: Column
    cells: Cells
    order: str | None = None


@dataclass(frozen=True)
class Narrowing:
    """A facet of a listing: a text column with the value of each row; ``labels`` in the order shown, None: by count."""

    key: str
    label: str
    values: pl.Series
    labels: dict[str, str] | None = None
    words: Callable[[str], str | None] = str
    """What a value without a label is called."""

    def label_of(self, value: str) -> str:
        """Return what a value is called."""
        return (self.labels or {}).get(value) or self.words(value) or value

    def codes(self) -> tuple[list[str], npt.NDArray[np.int32]]:
        """Return the values in order, and for each row the number of its value, -1 for none."""
        if len(self.values) <= _FEW:
            return self._codes_of_few()
        if self.labels is not None:
            known = list(self.labels)
        else:
            counts = self.values.drop_nulls().value_counts(sort=True, name="rows")
            known = counts.sort(["rows", self.values.name], descending=[True, False])[
                self.values.name
            ].to_list()
        found = self.values.replace_strict(known, list(range(len(known))), default=-1, return_dtype=pl.Int32)
        return known, found.fill_null(-1).to_numpy()

    def _codes_of_few(self) -> tuple[list[str], npt.NDArray[np.int32]]:
        """Return the same of few rows, for which a loop takes a fiftieth of what tables take to begin."""
        values = self.values.to_list()
        counts = Counter(value for value in values if value is not None)
        known = (
            list(self.labels)
            if self.labels is not None
            else sorted(counts, key=lambda one: (-counts[one], one))
        )
        numbers = {value: number for number, value in enumerate(known)}
        return known, np.array([numbers.get(value, -1) for value in values], dtype=np.int32)


@dataclass(frozen=True)
class Rows:
    """The rows of a listing in their usual order, and how they can be asked for."""

    key: str
    caption: str
    frame: pl.DataFrame
    fields: tuple[Field, ...]
    narrowings: tuple[Narrowing, ...] = ()
    searched: Callable[[], pl.Series] | None = None
    """Makes what the filter looks in, in lower case; None: no filter."""
    usual: str | None = None
    """The column by which the usual order is sorted, with ``-`` before it if it falls."""
    data: Callable[[Integers], pl.DataFrame] | None = None
    """What the twins hold of some rows; by default the frame's."""
    twins: bool = True
    prefix: str = ""
    """What stands before the names of its parameters, where a view has several tables."""
    query: str | None = None
    _codes: dict[str, tuple[list[str], npt.NDArray[np.int32]]] = field(
        default_factory=dict, repr=False, compare=False
    )
    _orders: dict[str, Integers] = field(default_factory=dict, repr=False, compare=False)

    @functools.cached_property
    def text(self) -> pl.Series | None:
        """What the filter looks in, made when somebody filters."""
        return None if self.searched is None else self.searched()

    def coded(self, narrowing: Narrowing) -> tuple[list[str], npt.NDArray[np.int32]]:
        """Return the codes of a facet, made once."""
        if narrowing.key not in self._codes:
            self._codes[narrowing.key] = narrowing.codes()
        return self._codes[narrowing.key]

    def make_ready(self) -> None:
        """Make what the filter looks in, the codes of facets and the order of each column's first click."""
        _ = self.text
        for narrowing in self.narrowings:
            self.coded(narrowing)
        for one in self.fields:
            if one.column.sortable:
                self.ordered(_first_click(one.column))

    def ordered(self, sort: str) -> Integers:
        """Return all rows sorted by a column, equals in the usual order and what has no value last; made once."""
        if sort not in self._orders:
            name = sort.removeprefix("-")
            chosen = next(one for one in self.fields if one.column.key == name)
            values = self.frame.select(
                row=pl.int_range(pl.len(), dtype=pl.Int64), by=pl.col(chosen.order or name)
            )
            if values["by"].dtype == pl.String:
                values = values.with_columns(pl.col("by").str.to_lowercase())
            found = values.sort("by", descending=sort.startswith("-"), nulls_last=True, maintain_order=True)
            self._orders[sort] = found["row"].to_numpy()
        return self._orders[sort]


def _first_click(column: Column) -> str:
    """Return the sort that a column's header asks for while the listing is sorted by another."""
    return f"{'-' if column.descending else ''}{column.key}"


def table_of(
    world: World, rows: Rows, asked: Asked, *, per_page: int = PER_PAGE, path: str | None = None
) -> Table:
    """Return a listing as it is asked for.

    Parameters
    ----------
    world : World
        For the cells.
    rows : Rows
        All rows.
    asked : Asked
        ``q, sort, page, per, columns`` and the facets, each after the prefix of the listing.

    Raises
    ------
    QueryError
        A parameter has a value that there is not.
    """
    address = Address(path or "/" + "/".join(asked.path), asked.parameters)
    state = _State(rows, asked, address, per_page)
    chosen = state.chosen()
    shown = state.shown(len(chosen))
    part = rows.frame[chosen[shown.start : shown.stop]]
    fields = state.fields()
    cells = [one.cells(world, part) for one in fields]
    return Table(
        key=rows.key,
        caption=rows.caption,
        headers=tuple(state.header(one) for one in fields),
        rows=tuple(zip(*cells, strict=True)) if part.height else (),
        paging=state.paging(len(chosen), shown),
        facets=tuple(state.facet(one) for one in rows.narrowings),
        columns=state.columns(),
        chosen=state.narrowed(),
        filter=state.filter if rows.searched is not None else None,
        query=rows.query,
        twins=rows.twins,
        twin=lambda: _data(rows, state.all_or_page(chosen, shown)),
    )


def _data(rows: Rows, chosen: Integers) -> pl.DataFrame:
    return rows.data(chosen) if rows.data is not None else rows.frame[chosen]


class _State:
    """What is asked of a listing, and the addresses of what else could be."""

    def __init__(self, rows: Rows, asked: Asked, address: Address, per_page: int) -> None:
        self.rows = rows
        self.asked = asked
        self.address = address
        self.filter = self._first("q").strip()[:_LONGEST_FILTER]
        self.sort = self._sort()
        self.per = self._number("per", per_page, MOST_PER_PAGE)
        self.page = self._number("page", 1, None)
        self.masks = {one.key: self._mask(one) for one in rows.narrowings}
        self.by_text = self._by_text()

    def _name(self, name: str) -> str:
        return self.rows.prefix + name

    def _first(self, name: str) -> str:
        return self.asked.first(self._name(name))

    def _forget(self) -> tuple[str, ...]:
        return (self._name("page"),)

    def _number(self, name: str, usual: int, most: int | None) -> int:
        said = self._first(name)
        if not said:
            return usual
        if not said.isascii() or not said.isdigit() or len(said) > 9 or int(said) < 1:
            raise QueryError(f"{self._name(name)}: expected a number from 1, got {said[:40]!r}")
        return int(said) if most is None else min(int(said), most)

    def _sort(self) -> str | None:
        said = self._first("sort")
        known = [one.column.key for one in self.rows.fields if one.column.sortable]
        if said and said.removeprefix("-") not in known:
            raise QueryError(
                f"sort: there is no column {said[:40]!r}", hint=nearest_or_all(said.removeprefix("-"), known)
            )
        return said or None

    def _mask(self, narrowing: Narrowing) -> Flags | None:
        """Return the rows that have one of the chosen values; None if none is chosen."""
        said = self.asked.every(self._name(narrowing.key))
        if not said:
            return None
        known, codes = self.rows.coded(narrowing)
        numbers = []
        for value in said:
            if value not in known:
                shown = known[:_OPTIONS_SHOWN]
                raise QueryError(
                    f"{narrowing.key}: there is no {value[:40]!r}",
                    hint=nearest_or_all(value, shown) if shown else None,
                )
            numbers.append(known.index(value))
        mask: Flags = np.isin(codes, numbers)
        return mask

    def _by_text(self) -> Flags | None:
        if not self.filter or self.rows.text is None:
            return None
        found: Flags = (
            self.rows.text.str.contains(self.filter.lower(), literal=True).fill_null(value=False).to_numpy()
        )
        return found

    def mask(self, *, but: str | None = None) -> Flags | None:
        """Return the rows that are left, as if one facet had no choice."""
        masks = [mask for key, mask in self.masks.items() if key != but and mask is not None]
        masks += [self.by_text] if self.by_text is not None else []
        return np.logical_and.reduce(masks) if masks else None

    def chosen(self) -> Integers:
        """Return the rows that are left, sorted."""
        order = np.arange(self.rows.frame.height) if self.sort is None else self.rows.ordered(self.sort)
        mask = self.mask()
        return order if mask is None else order[mask[order]]

    def shown(self, total: int) -> range:
        """Return which of the rows that are left are on this page; beyond the last page, the last."""
        last = max(1, -(-total // self.per))
        begin = (min(self.page, last) - 1) * self.per
        return range(begin, min(begin + self.per, total))

    def all_or_page(self, chosen: Integers, shown: range) -> Integers:
        """Return the rows of the twins: all that are left, unless a page is asked for."""
        paged = self._first("page") or self._first("per")
        return chosen[shown.start : shown.stop] if paged else chosen

    def fields(self) -> list[Field]:
        """Return the columns to show: those asked for, else the usual ones."""
        said = [name for text in self.asked.every(self._name("columns")) for name in text.split(",") if name]
        known = [one.column.key for one in self.rows.fields]
        for name in said:
            if name not in known:
                raise QueryError(
                    f"columns: there is no column {name[:40]!r}", hint=nearest_or_all(name, known)
                )
        first = self.rows.fields[0]
        chosen = [one for one in self.rows.fields if (one.column.key in said if said else one.column.shown)]
        return chosen if chosen and chosen[0] is first else [first, *chosen]

    def columns(self) -> tuple[Option, ...]:
        """Return the columns that can be shown or hidden."""
        shown = [one.column.key for one in self.fields()]
        options = []
        for one in self.rows.fields[1:]:
            key = one.column.key
            others = [name for name in shown if name != key] if key in shown else [*shown, key]
            ordered = [said.column.key for said in self.rows.fields if said.column.key in others]
            href = self.address.with_one(self._name("columns"), ",".join(ordered), forget=())
            options.append(Option(key, one.column.label, 0, key in shown, str(href)))
        return tuple(options)

    def header(self, shown: Field) -> Header:
        """Return a header, with the address that sorts by it, or the other way."""
        column = shown.column
        by = self.sort or self.rows.usual or ""
        now = by.removeprefix("-") == column.key
        falls = by.startswith("-")
        if not column.sortable:
            return Header(column, None)
        other = f"{'' if falls else '-'}{column.key}"
        href = self.address.with_one(
            self._name("sort"), other if now else _first_click(column), forget=self._forget()
        )
        return Header(column, str(href), ("descending" if falls else "ascending") if now else None)

    def facet(self, narrowing: Narrowing) -> Facet:
        """Return a facet with how many rows each value would leave, as other facets stand."""
        known, codes = self.rows.coded(narrowing)
        mask = self.mask(but=narrowing.key)
        left = codes if mask is None else codes[mask]
        counts = np.bincount(left[left >= 0], minlength=len(known))
        said = set(self.asked.every(self._name(narrowing.key)))
        shown = [
            n for n, value in enumerate(known) if n < _OPTIONS_SHOWN or value in said or narrowing.labels
        ]
        options = tuple(
            Option(
                value=known[n],
                label=narrowing.label_of(known[n]),
                count=int(counts[n]),
                chosen=known[n] in said,
                href=str(self.address.toggled(self._name(narrowing.key), known[n], forget=self._forget())),
            )
            for n in shown
        )
        return Facet(narrowing.key, narrowing.label, options)

    def narrowed(self) -> tuple[tuple[str, str], ...]:
        """Return what narrows the table now, each with the address without it."""
        found = []
        for one in self.rows.narrowings:
            for value in self.asked.every(self._name(one.key)):
                href = self.address.toggled(self._name(one.key), value, forget=self._forget())
                found.append((f"{one.label}: {one.label_of(value)}", str(href)))
        if self.filter:
            found.append(
                (
                    f"Text: {self.filter}",
                    str(self.address.with_one(self._name("q"), None, forget=self._forget())),
                )
            )
        return tuple(found)

    def paging(self, total: int, shown: range) -> Paging:
        """Return where one is among the pages, with the first, the last and those beside."""
        last = max(1, -(-total // self.per))
        here = min(self.page, last)
        near = sorted({1, last, *(n for n in range(here - 1, here + 2) if 1 <= n <= last)})
        pages: list[tuple[int | None, str | None]] = []
        for before, number in zip([0, *near], near, strict=False):
            if number - before > 1:
                pages.append((None, None))
            pages.append((number, None if number == here else self._page(number)))
        return Paging(
            first=shown.start + 1 if len(shown) else 0,
            last=shown.stop if len(shown) else 0,
            total=total,
            pages=tuple(pages) if last > 1 else (),
            previous=self._page(here - 1) if here > 1 else None,
            following=self._page(here + 1) if here < last else None,
        )

    def _page(self, number: int) -> str:
        name = self._name("page")
        return str(self.address.with_one(name, None if number == 1 else str(number), forget=()))
