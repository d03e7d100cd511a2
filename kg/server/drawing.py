"""What the templates draw: bars, scales and the map of pages, as numbers for attributes of SVG."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.views.nouns import Square, SquareRow
from kg.views.parts import Bar
from kg.views.words import level_name

_GAP, _LEAST = 0.35, 1.2
_MINI_GAP, _MINI_LEAST = 1.2, 2.5
_DIGIT = 2.3
"""Percent of a bar on a phone that a digit takes."""
SHAPES = {
    "page": '<rect x="1.5" y="1.5" width="11" height="11"/>',
    "source": '<circle cx="7" cy="7" r="5.6"/>',
    "publisher": '<path d="M7 .9 13.1 7 7 13.1.9 7z"/>',
    "organization": '<path d="M7 .9l5.3 3.05v6.1L7 13.1 1.7 10.05v-6.1z"/>',
}
"""The shape of each kind of node, in a box of 14 by 14."""
_COLUMNS, _CELL, _ROW_GAP, _FIRST = 60, 12, 14, 176
_ORDER = ("relies", "exposed", "cites", "unknown", "clear", "uncited")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a bar: where it lies in percent, and its number where that fits."""

    digit: int
    x: str
    width: str
    middle: str
    number: str | None


@dataclass(frozen=True, slots=True)
class Drawn:
    """A bar; ``bracket`` is the percent up to which what is low or may be extends."""

    parts: tuple[Part, ...]
    bracket: str | None
    words: str


def drawn(bar: Bar, *, mini: bool = False) -> Drawn:
    """Return a bar in parts, low at the left, so that its left end reads as an interval.

    >>> from kg.views.parts import Segment
    >>> [part.width for part in drawn(Bar((Segment(2, 1), Segment(None, 3)), 2)).parts]
    ['24.91%', '74.74%']
    """
    segments = [segment for segment in bar.segments if segment.count > 0]
    gap, least = (_MINI_GAP, _MINI_LEAST) if mini else (_GAP, _LEAST)
    widths = _widths([segment.count for segment in segments], 100 - gap * (len(segments) - 1), least)
    at, could, parts = 0.0, 0.0, []
    for segment, width in zip(segments, widths, strict=True):
        number = f"{segment.count:,}"
        fits = not mini and width > _DIGIT * len(number)
        parts.append(
            Part(
                segment.level or 0,
                f"{at:.2f}%",
                f"{width:.2f}%",
                f"{at + width / 2:.2f}%",
                number if fits else None,
            )
        )
        if segment.level is None or segment.level <= bar.low:
            could = at + width
        at += width + gap
    return Drawn(tuple(parts), f"{could:.2f}%" if could else None, in_words(bar))


def in_words(bar: Bar) -> str:
    """Return how many there are of each level, the highest first, the unrated last.

    >>> from kg.views.parts import Segment
    >>> in_words(Bar((Segment(2, 1), Segment(None, 3), Segment(4, 1200)), 2))
    '1,200 high, 1 mixed, 3 unrated'
    """
    rated = sorted((one for one in bar.segments if one.level), key=lambda one: -(one.level or 0))
    shown = [*rated, *(one for one in bar.segments if one.level is None)]
    return ", ".join(f"{one.count:,} {level_name(one.level).lower()}" for one in shown if one.count) or "none"


@dataclass(frozen=True, slots=True)
class MapRow:
    """A row of the map: its words at a height, and for each verdict the squares as one path."""

    label: str
    href: str
    count: str
    y: float
    paths: tuple[tuple[str, str], ...]
    more: int
    more_y: float


@dataclass(frozen=True, slots=True)
class Map:
    """The map of all pages, in a box of 930 by ``height``."""

    rows: tuple[MapRow, ...]
    height: int
    pages: int


def drawn_map(rows: Sequence[SquareRow]) -> Map:
    """Return the map of pages, one square each, in rows by type.

    >>> drawn_map([SquareRow("Risk", "/exposure", (Square("A", "clear", "/page/a"),))]).height
    46
    """
    found, top = [], 14
    for row in rows:
        lines = max(1, -(-len(row.squares) // _COLUMNS))
        found.append(
            MapRow(
                row.label,
                row.href,
                f"{len(row.squares) + row.more:,}",
                top + 13,
                tuple(_paths(row.squares, top)),
                row.more,
                top + lines * _CELL + 15,
            )
        )
        top += lines * _CELL + _ROW_GAP + (16 if row.more else 0)
    return Map(tuple(found), top + 6, sum(len(row.squares) + row.more for row in rows))


def _paths(squares: Iterable[Square], top: int) -> Iterable[tuple[str, str]]:
    paths: dict[str, list[str]] = {}
    for place, square in enumerate(squares):
        x, y = _FIRST + place % _COLUMNS * _CELL, top + 8 + place // _COLUMNS * _CELL
        if square.verdict == "uncited":
            drawn = f"M{x + 2} {y + 3.7}h5v1.6h-5z"
        else:
            drawn = f"M{x + 0.5} {y + 0.5}h9v9h-9z"
        paths.setdefault(square.verdict, []).append(drawn)
    return ((verdict, "".join(paths[verdict])) for verdict in _ORDER if verdict in paths)


def _widths(counts: Sequence[int], room: float, least: float) -> list[float]:
    """Return widths in percent that fill the room, none below the least; the widest gives way."""
    total = sum(counts)
    widths = [max(least, count / total * room) for count in counts]
    if widths:
        widths[widths.index(max(widths))] -= sum(widths) - room
    return widths
