"""Lines of reStructuredText whose characters know where they stand, and the tree of blocks made of them."""

from __future__ import annotations

import bisect
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, SupportsIndex

from kg.readers.documents.positions import Locate

LONGEST = 4096
"""Marks of blocks are sought in so many characters of a line; what follows is text all the same."""
_TAB = 8
_ESCAPE = re.compile(r"\\(.?)", re.DOTALL)


class Line(str):
    """A piece of a line of a file, which keeps its place when it is cut: ``number`` and the columns, from 1.

    ``rest`` is what follows in a line that is longer than `LONGEST`.

    >>> line = Line("- a b", 3, range(1, 7))[2:].strip()
    >>> line, line.number, line.places[0]
    ('a b', 3, 3)
    """

    __slots__ = ("number", "places", "rest")
    number: int
    places: Sequence[int]
    rest: Line | None

    def __new__(cls, text: str, number: int, places: Sequence[int], rest: Line | None = None) -> Line:
        """Return a text with its place."""
        line = super().__new__(cls, text)
        line.number, line.places, line.rest = number, places, rest
        return line

    def __getitem__(self, key: SupportsIndex | slice) -> str:
        """Return a character, or a piece that keeps its place."""
        text = super().__getitem__(key)
        if not isinstance(key, slice):
            return text
        begin, end, _ = key.indices(len(self))
        rest = self.rest if end == len(self) else None
        return Line(text, self.number, self.places[begin : max(begin, end) + 1], rest)

    def strip(self, chars: str | None = None, /) -> str:
        """Return the line without space around it."""
        return self.rstrip(chars).lstrip(chars)

    def lstrip(self, chars: str | None = None, /) -> str:
        """Return the line without space before it."""
        cut = len(self) - len(super().lstrip(chars))
        return self[cut:] if cut else self

    def rstrip(self, chars: str | None = None, /) -> str:
        """Return the line without space after it; nothing is taken off one that goes on."""
        kept = len(super().rstrip(chars))
        return self if self.rest is not None or kept == len(self) else self[:kept]

    def replace(self, old: str, new: str, count: SupportsIndex = -1, /) -> str:
        """Return the line with a character put in another's place, or with that character left out."""
        if old not in self:
            return self
        if new:
            return Line(super().replace(old, new, count), self.number, self.places, self.rest)
        kept = [nth for nth in range(len(self)) if str.__getitem__(self, nth) != old]
        return self.picked(kept, "".join(str.__getitem__(self, nth) for nth in kept))

    def picked(self, kept: Sequence[int], text: str) -> Line:
        """Return a line of another text, whose characters stand where those of these offsets do."""
        places = [self.places[nth] for nth in kept]
        return Line(text, self.number, [*places, self.places[-1]], self.rest)


def lines_of(text: str) -> list[Line]:
    r"""Return the lines of a text, tabs as spaces, of blank lines in a row only the first.

    >>> [(line, line.number) for line in lines_of("a\n\n\n\tb")]
    [('a', 1), ('', 2), ('        b', 4)]
    """
    found: list[Line] = []
    blank = False
    for number, row in enumerate(text.split("\n"), start=1):
        written = row.rstrip()
        if not written and blank:
            continue
        blank = not written
        found.append(_line(written, number))
    return found


def _line(row: str, number: int) -> Line:
    if "\v" in row or "\f" in row:
        row = row.replace("\v", " ").replace("\f", " ")
    places: Sequence[int] = range(1, len(row) + 2)
    if "\t" in row:
        pieces, places, width = [], [], 0
        for column, sign in enumerate(row, start=1):
            size = _TAB - width % _TAB if sign == "\t" else 1
            pieces.append(" " * size if sign == "\t" else sign)
            places += [column] * size
            width += size
        row = "".join(pieces)
        places.append(len(places) and places[-1] + 1)
    if len(row) <= LONGEST:
        return Line(row, number, places)
    rest = Line(row[LONGEST:], number, places[LONGEST:])
    return Line(row[:LONGEST], number, places[: LONGEST + 1], rest)


def escape(text: str) -> str:
    r"""Return a text with its backslashes as the marks that the parser has for escapes.

    >>> escape("a\\*")
    'a\x00*'
    """
    return _ESCAPE.sub("\x00\\1", text)


def number_of(line: Any) -> int:
    """Return the number of a line, 1 for one that does not know it.

    >>> number_of(Line("a", 3, range(1, 3))), number_of("a")
    (3, 1)
    """
    return line.number if isinstance(line, Line) else 1


def join(rows: Sequence[str]) -> str:
    r"""Return lines as one text, each whole.

    >>> join([Line("a", 1, range(1, 3)), Line("b", 2, range(1, 3))])
    'a\nb'
    """
    return "\n".join(_whole(row) for row in rows)


def _whole(row: str) -> str:
    return row + str(row.rest) if isinstance(row, Line) and row.rest is not None else str(row)


def locate_rows(rows: Sequence[str]) -> Locate:
    r"""Return where each offset of joined lines stands.

    >>> locate_rows([Line("a", 1, range(3, 5)), Line("b", 2, range(7, 9))])(2)
    (2, 7)
    """
    begins = [0, *itertools.accumulate(len(_whole(row)) + 1 for row in rows[:-1])]

    def locate(offset: int) -> tuple[int, int]:
        nth = bisect.bisect_right(begins, offset) - 1
        row, inside = rows[nth], offset - begins[nth]
        if not isinstance(row, Line):
            return 1, 1
        if row.rest is not None and inside >= len(row):
            row, inside = row.rest, inside - len(row)
        return row.number, row.places[min(inside, len(row.places) - 1)]

    return locate


@dataclass(slots=True)
class Node:
    """A block: its kind, the lines of its text, from which line to which it reaches, what stands in it.

    ``last`` is below ``first`` if nobody needs its lines. ``told`` holds what is peculiar to its kind.
    """

    kind: str
    rows: list[str] = field(default_factory=list)
    first: int = 1
    last: int = 0
    told: dict[str, Any] = field(default_factory=dict)
    children: list[Node] = field(default_factory=list)
