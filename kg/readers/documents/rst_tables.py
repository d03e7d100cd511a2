"""Tables of reStructuredText: from their lines to rows of cells, in linear time. The claim is the row."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

Row = list[list[str]]
"""The cells of a row, each as its lines."""
Columns = Callable[[str], list[int]]
"""Gives the offset of each column of a line: signs that combine take none."""
Mixed = Callable[[list[str]], list[Row] | None]
"""Reads a table whose cells reach over columns in one of the rows that another cell joins."""

_BORDER = re.compile(r"\+[-=+]+\+ *$")
_RULE = re.compile(r"(?:=[ =]*|-[ -]*)$")
_SEPARATOR = re.compile(r"[-=+]+$")


class _Cutter:
    """Cuts a line by columns."""

    def __init__(self, line: str, columns: Columns) -> None:
        self.line = line
        self.offsets = None if line.isascii() else columns(line)

    def cut(self, begin: int, end: int | None) -> str:
        return self.line[self._at(begin) : None if end is None else self._at(end)]

    def sign(self, column: int) -> str:
        at = self._at(column)
        return str.__getitem__(self.line, at) if at < len(self.line) else " "

    def _at(self, column: int) -> int:
        if self.offsets is None or column >= len(self.offsets):
            return column if self.offsets is None else len(self.line)
        return self.offsets[column]


def grid_rows(lines: Sequence[str], columns: Columns, mixed: Mixed) -> list[Row] | None:
    """Return the rows of a grid table, None if it is none; a cell of several rows belongs to the first.

    >>> grid_rows(["+---+---+", "| a | b |", "+---+---+"], lambda line: [], lambda lines: None)
    [[['a'], ['b']]]
    """
    found: list[Row] = []
    borders = [nth for nth, line in enumerate(lines) if _BORDER.match(line)]
    for top, bottom in pairwise(borders):
        if bottom - top > 1:
            rows = _between(lines[top : bottom + 1], columns)
            rows = mixed(list(lines[top : bottom + 1])) if rows is None else rows
            if rows is None:
                return None
            found += rows
    return found


def _between(lines: Sequence[str], columns: Columns) -> list[Row] | None:
    """Return the rows between two borders that reach from side to side; None if cells join across both ways."""
    top, bottom = lines[0], lines[-1]
    inner = [_Cutter(line, columns) for line in lines[1:-1]]
    edges = []
    for column in range(min(len(top), len(bottom))):
        if "+" not in (str.__getitem__(top, column), str.__getitem__(bottom, column)):
            continue
        signs = [line.sign(column) for line in inner]
        if all(sign in "|+" for sign in signs):
            edges.append(column)
        elif "|" in signs and any(_SEPARATOR.match(line.cut(column - 1, column + 2)) for line in inner):
            return None
    rows: dict[int, Row] = {}
    for left, right in pairwise(edges):
        cell: list[str] = []
        begin = 0
        for nth, line in enumerate(inner):
            piece = line.cut(left + 1, right)
            if _SEPARATOR.match(piece) and line.sign(left) == "+" == line.sign(right):
                rows.setdefault(begin, []).append(_dedented(cell))
                cell, begin = [], nth + 1
            else:
                cell.append(piece.rstrip())
        rows.setdefault(begin, []).append(_dedented(cell))
    return [rows[begin] for begin in sorted(rows)]


def _dedented(cell: list[str]) -> list[str]:
    """Return the lines of a cell without the indent that they share, and blank lines around them."""
    indent = min((len(line) - len(line.lstrip()) for line in cell if line), default=0)
    kept = [line[indent:] if line else line for line in cell]
    while kept and not kept[-1]:
        kept.pop()
    begin = next((nth for nth, line in enumerate(kept) if line), 0)
    return kept[begin:]


def simple_rows(lines: Sequence[str], columns: Columns) -> list[Row] | None:
    """Return the rows of a simple table, None if text stands between its columns.

    >>> simple_rows(["== ==", "a  b", "== =="], lambda line: [])
    [[['a'], ['b']]]
    """
    spans = _spans(lines[0])
    first = spans[0][1]
    found: list[Row | None] = []
    held: list[_Cutter] = []
    begun = False
    for line in lines[1:]:
        cutter = _Cutter(line, columns)
        if _RULE.match(line):
            found.append(_row(held, _spans(line) if held else spans))
            held, begun = [], False
        elif cutter.cut(0, first).strip():
            if begun:
                found.append(_row(held, spans))
                held = []
            held, begun = [*held, cutter] if not begun else [cutter], True
        elif begun:
            held.append(cutter)
    if any(row is None for row in found):
        return None
    return [row for row in found if row]


def _spans(rule: str) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer(r"[=-]+", rule)]


def _row(lines: list[_Cutter], spans: list[tuple[int, int]]) -> Row | None:
    widest = max((len(line.line) for line in lines), default=0)
    row = []
    for nth, (begin, end) in enumerate(spans):
        if begin >= widest:
            break
        after = spans[nth + 1][0] if nth + 1 < len(spans) else None
        if after is not None and any(line.cut(end, after).strip() for line in lines):
            return None
        row.append(_dedented([line.cut(begin, None if after is None else end).rstrip() for line in lines]))
    return row


def csv_rows(lines: Sequence[str], delimiter: str) -> list[Row]:
    """Return the rows of a table of separated values; the pieces of a cell keep their places.

    >>> csv_rows(['a,"b, c', 'd"', "e,f"], ",")
    [[['a'], ['b, c', 'd']], [['e'], ['f']]]
    """
    found: list[Row] = []
    row: Row = []
    cell: list[str] = []
    quoted = False
    for line in lines:
        begin = 0
        for nth, sign in enumerate(line):
            if sign == '"':
                quoted = not quoted
            elif sign == delimiter and not quoted:
                row.append(_unquoted([*cell, line[begin:nth]]))
                cell, begin = [], nth + 1
        cell.append(line[begin:])
        if not quoted:
            found.append([*row, _unquoted(cell)])
            row, cell = [], []
    return [*found, [*row, _unquoted(cell)]] if row or cell else found


def _unquoted(cell: list[str]) -> list[str]:
    first = cell[0].lstrip()
    cell = [first, *cell[1:]]
    if first.startswith('"'):
        cell[0] = first[1:]
        last = cell[-1].rstrip()
        cell[-1] = last[:-1] if last.endswith('"') else last
    else:
        cell[-1] = cell[-1].rstrip()
    return cell
