"""Which findings lie in the scope of a waiver, found without a look at all of them for each waiver."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from kg.model.rules import RULES
from kg.model.words import GateScope

Flags = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.int64]

_BITS = {rule: 1 << position for position, rule in enumerate(RULES)}
_OF_PAGES = sum(_BITS[rule] for rule, known in RULES.items() if known.scope == GateScope.PAGE)
_NO_LINE = -1


class Scope(NamedTuple):
    """What a waiver is about: ``rules`` as bits; None where it says nothing."""

    rules: int
    file: str | None
    first_line: int | None
    last_line: int | None
    page: str | None
    source: str | None
    canonical_url: str | None


def scope_of(waiver: dict[str, Any], canonical_url: str | None) -> Scope:
    """Return the scope of a row of the table of waivers; its source may be an id or an address.

    >>> names = ("file", "first_line", "last_line", "page", "source")
    >>> scope_of({**dict.fromkeys(names), "rules": ["forged-address"], "first_line": 3}, None)[:4]
    (1, None, 3, 3)
    """
    rules = sum({_BITS.get(rule, 0) for rule in waiver["rules"]})
    first = waiver["first_line"]
    last = waiver["last_line"] or first
    return Scope(rules, waiver["file"], first, last, waiver["page"], waiver["source"], canonical_url)


@dataclass(frozen=True, slots=True)
class _Near:
    """The findings of one file (or all), by line and by the first line of their block.

    ``reach`` is the furthest last line of a block so far: blocks that begin before a line and end after it lie
    between two places of ``blocks``.
    """

    all: Rows
    of_pages: Rows
    lines: Rows
    by_line: Rows
    first_lines: Rows
    reach: Rows
    by_block: Rows


@dataclass(slots=True)
class Covered:
    """Findings as columns of numbers, and which of them are ``waived``."""

    waived: Flags
    names: list[str]
    rule: Rows
    milder: Rows
    first_line: Rows
    last_line: Rows
    line: Rows
    ids: dict[str, tuple[dict[str, int], Rows]]
    """For each column that tells findings apart: the number of each value, and the numbers of the findings."""
    near: dict[int | None, _Near] = field(default_factory=dict)
    done: dict[Scope, tuple[int, str | None]] = field(default_factory=dict)

    @classmethod
    def of(cls, found: pl.DataFrame) -> Covered:
        """Return findings of which none is waived yet.

        >>> Covered.of(pl.DataFrame({"rule": ["low-citation"], "file": ["a.md"], "line": [3]})).waived.tolist()
        [False]
        """
        bits = pl.col("rule").replace_strict(_BITS, return_dtype=pl.Int64)
        milder = pl.lit(0, dtype=pl.Int64)
        if "milder" in found.columns:
            each = pl.element().replace_strict(_BITS, return_dtype=pl.Int64)
            milder = pl.col("milder").list.eval(each).list.sum().fill_null(0)
        numbers = found.with_columns(
            bits.alias("rule"),
            milder.alias("milder"),
            *(_column(found, name, pl.Int64).fill_null(_NO_LINE).alias(name) for name in _LINES),
        )
        return cls(
            np.zeros(found.height, dtype=np.bool_),
            found["rule"].to_list(),
            rule=numbers["rule"].to_numpy(),
            milder=numbers["milder"].to_numpy(),
            first_line=numbers["first_line"].to_numpy(),
            last_line=numbers["last_line"].to_numpy(),
            line=numbers["line"].to_numpy(),
            ids={
                name: _numbered(found.with_columns(_column(found, name, pl.String).alias(name))[name])
                for name in _IDS
            },
        )

    def waive(self, scope: Scope) -> tuple[int, str | None]:
        """Waive what lies in a scope.

        Returns
        -------
        tuple
            How many findings, and, if none, the rule of one that also breaks a milder rule of the scope.
        """
        if scope not in self.done:
            self.done[scope] = self._waive(scope)
        return self.done[scope]

    def _waive(self, scope: Scope) -> tuple[int, str | None]:
        rows = self._rows(scope)
        hits = rows[(self.rule[rows] & scope.rules) != 0]
        self.waived[hits] = True
        if len(hits):
            return len(hits), None
        meant = rows[(self.milder[rows] & scope.rules) != 0]
        return 0, self.names[int(meant.min())] if len(meant) else None

    def _rows(self, scope: Scope) -> Rows:
        """Return the rows in a scope, whatever their rules."""
        rows = self._at_lines(scope)
        if scope.page is not None:
            rows = rows[self._is("page", scope.page, rows)]
        if scope.source is not None:
            named = self._is("source", scope.source, rows) | self._is("url", scope.source, rows)
            if scope.canonical_url is not None:
                named |= self._is("canonical_url", scope.canonical_url, rows)
            rows = rows[named]
        return rows

    def _is(self, name: str, value: str, rows: Rows) -> Flags:
        numbers, held = self.ids[name]
        return np.equal(held[rows], numbers.get(value, -2), dtype=np.bool_)

    def _at_lines(self, scope: Scope) -> Rows:
        """Return the rows in the file and at the lines of a scope; rules on pages hold for the whole page."""
        file = None if scope.file is None else self.ids["file"][0].get(scope.file, -2)
        near = self.near.get(file)
        if near is None:
            near = self.near[file] = self._sorted(file)
        first, last = scope.first_line, scope.last_line
        if first is None or last is None:
            return near.all
        if last < first:
            return near.of_pages
        begin, end = np.searchsorted(near.lines, [first, last + 1])
        since = np.searchsorted(near.reach, first)
        until = np.searchsorted(near.first_lines, last, side="right")
        blocks = near.by_block[since:until]
        blocks = blocks[self.last_line[blocks] >= first]
        return np.unique(np.concatenate([near.by_line[begin:end], blocks, near.of_pages]))

    def _sorted(self, file: int | None) -> _Near:
        held = self.ids["file"][1]
        rows = np.arange(len(self.rule)) if file is None else np.flatnonzero(held == file)
        by_line = rows[np.argsort(self.line[rows], kind="stable")]
        whole = rows[(self.first_line[rows] != _NO_LINE) & (self.last_line[rows] != _NO_LINE)]
        by_block = whole[np.argsort(self.first_line[whole], kind="stable")]
        return _Near(
            rows,
            rows[(self.rule[rows] & _OF_PAGES) != 0],
            self.line[by_line],
            by_line,
            self.first_line[by_block],
            np.maximum.accumulate(self.last_line[by_block]),
            by_block,
        )


_LINES = ("first_line", "last_line", "line")
_IDS = ("file", "page", "source", "url", "canonical_url")


def _column(found: pl.DataFrame, name: str, dtype: type[pl.DataType]) -> pl.Expr:
    return pl.col(name).cast(dtype) if name in found.columns else pl.lit(None, dtype=dtype)


def _numbered(values: pl.Series) -> tuple[dict[str, int], Rows]:
    """Return the number of each text, and the number of each row; -1 for none."""
    numbers: dict[str, int] = {}
    held = [-1 if value is None else numbers.setdefault(value, len(numbers)) for value in values.to_list()]
    return numbers, np.array(held, dtype=np.int64)
