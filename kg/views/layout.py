"""Where each node of a neighbourhood stands: columns from left to right, laid out beforehand.

Pages, then sources with the lowest first, then publication venues, then organizations; the node in the
middle has a column of its own beside its kind.
"""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass
from typing import Any

import polars as pl

from kg.views.neighbourhood import Neighbourhood
from kg.views.neighbourhood_words import cut, level_order, title_of

ROW = 26
GAP = 14
WIDEST = 310
TALL = 44
BESIDE = 140
"""Room to either side of the node in the middle, whose label stands below it."""
_LETTER = 8
_SHAPE = 2
_ASPECT = 0.35
"""Width by height of a block of columns: tall, as a page scrolls down more easily than sideways."""
_KINDS = ("page", "source", "publisher", "organization")
_NAMES = {
    "source": "Sources, lowest first",
    "publisher": "Publication venues",
    "organization": "Organizations",
}
_MIDDLE = {
    "page": "This page",
    "source": "This source",
    "publisher": "This publication venue",
    "organization": "This organization",
}
_PAGES = ("Pages that cite it", "Pages that link here", "Pages it cites", "Pages it links to", "Other pages")


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a node stands, in pixels from the node in the middle, and on which side its label is."""

    x: int
    y: int
    side: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A word over a column, anchored at its ``start``, ``middle`` or ``end``."""

    x: int
    y: int
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything stands, by node row."""

    spots: dict[int, Spot]
    headings: tuple[Heading, ...]


@dataclass(frozen=True, slots=True)
class _Group:
    """Nodes that stand together under a heading, a gap between one band and the next."""

    heading: str
    bands: tuple[tuple[int, ...], ...]

    @property
    def size(self) -> int:
        return sum(len(band) for band in self.bands)


@dataclass(frozen=True, slots=True)
class _Scene:
    """What is to be placed: a neighbourhood, and what is known of its nodes by row."""

    around: Neighbourhood
    known: dict[int, dict[str, Any]]


_Stack = list[tuple[str | None, int | None]]
"""One column from top to bottom: a heading, a node, or a pair of Nones for a gap."""


def layout(around: Neighbourhood, facts: pl.DataFrame) -> Layout:
    """Return where the nodes of a neighbourhood stand; the same for the same neighbourhood.

    ``facts`` are those of `described`.

    >>> import kg
    >>> from kg.views.neighbourhood import neighbourhood
    >>> from kg.views.neighbourhood_words import described
    >>> graph = kg.load("seeds")
    >>> found = neighbourhood(graph, kg.NodeId.page("openai"))
    >>> layout(found, described(graph, found)).spots[found.centre]
    Spot(x=0, y=0, side='below')
    """
    scene = _Scene(around, {fact["row"]: fact for fact in facts.iter_rows(named=True)})
    middle = scene.known[around.centre]["kind"]
    drawn = Layout({around.centre: Spot(0, 0, "below")}, ())
    left = 1 if middle == "page" else _KINDS.index(middle)
    edge = float(BESIDE)
    for kind in reversed(_KINDS[:left]):
        block, edge = _left_block(kind, edge, scene)
        drawn = _together(drawn, block)
    edge = float(BESIDE)
    for kind in _KINDS[left:]:
        block, edge = _right_block(kind, edge, scene, drawn)
        drawn = _together(drawn, block)
    top = min(spot.y for spot in drawn.spots.values()) - ROW - 4
    return _together(drawn, Layout({}, (Heading(0, min(top, -50), _MIDDLE[middle], "middle"),)))


def _together(one: Layout, other: Layout) -> Layout:
    return Layout({**one.spots, **other.spots}, one.headings + other.headings)


def _left_block(kind: str, edge: float, scene: _Scene) -> tuple[Layout, float]:
    """Place a kind left of ``edge``; pages carry their label on the left, others on the right."""
    block = Layout({}, ())
    stacks = _stacks(_groups(kind, scene))
    top = _top(stacks)
    # The pages that have most to do with the middle stand next to it; sources read from left to right.
    for stack in stacks if kind == "page" else reversed(stacks):
        width = _width(stack, scene)
        x, side = (-edge, "left") if kind == "page" else (-edge - width, "right")
        block = _together(block, _column(stack, round(x), top, side))
        edge += width
    return block, edge + (WIDEST / 4 if stacks else 0)


def _right_block(kind: str, edge: float, scene: _Scene, drawn: Layout) -> tuple[Layout, float]:
    """Place a kind right of ``edge``; one column of venues lies at the height of its sources."""
    block = Layout({}, ())
    stacks = _stacks(_groups(kind, scene))
    top = _top(stacks)
    beside = len(stacks) == 1 and kind in ("publisher", "organization")
    for stack in stacks:
        x = round(edge)
        column = _column_beside(stack, x, scene, drawn) if beside else _column(stack, x, top, "right")
        block = _together(block, column)
        edge += _width(stack, scene)
    return block, edge + (WIDEST / 4 if stacks else 0)


def _groups(kind: str, scene: _Scene) -> list[_Group]:
    """Return the nodes of a kind in groups, in the order in which they stand."""
    known = scene.known
    mine = [row for row, fact in known.items() if fact["kind"] == kind and row != scene.around.centre]
    if kind == "page":
        return _page_groups(mine, scene)
    ordered = sorted(mine, key=lambda row: (_level(known[row]), _title(known[row]), row))
    levels = sorted({_level(known[row]) for row in ordered})
    bands = tuple(tuple(row for row in ordered if _level(known[row]) == level) for level in levels)
    return [_Group(_NAMES[kind], bands)] if mine else []


def _page_groups(mine: list[int], scene: _Scene) -> list[_Group]:
    """Return pages by what they have to do with the node in the middle."""
    around, known = scene.around, scene.known
    told: dict[int, int] = {}
    for tail, head, kind in around.edges.select("tail", "head", "kind").iter_rows():
        if around.centre in (tail, head):
            incoming = head == around.centre
            group = (0 if incoming else 2) + (1 if kind == "links" else 0)
            page = tail if incoming else head
            told[page] = min(group, told.get(page, group))
    none = len(_PAGES) - 1 if told else len(_PAGES)
    return [
        _Group(name, (tuple(sorted(chosen, key=lambda row: (_title(known[row]), row))),))
        for number, name in enumerate((*_PAGES, "Pages"))
        if (chosen := [row for row in mine if told.get(row, none) == number])
    ]


def _stacks(groups: list[_Group]) -> list[_Stack]:
    """Return groups as columns: one up to a bound, then several."""
    rows = max(TALL, math.ceil(math.sqrt(sum(group.size for group in groups) * WIDEST / ROW / _ASPECT)))
    stacks: list[_Stack] = [[]] if groups else []
    for group in groups:
        if len(stacks[-1]) + 3 > rows:
            stacks.append([])
        elif stacks[-1]:
            stacks[-1].append((None, None))
        stacks[-1].append((group.heading, None))
        for number, band in enumerate(group.bands):
            if number and len(stacks[-1]) > 1:
                stacks[-1].append((None, None))
            for row in band:
                if len(stacks[-1]) > rows:
                    stacks.append([("", None)])
                stacks[-1].append((None, row))
    return stacks


def _heights(stack: _Stack) -> list[int]:
    return [GAP if entry == (None, None) else ROW for entry in stack]


def _top(stacks: list[_Stack]) -> float:
    """Return where the columns of a block begin, so that the longest has its middle at the height 0."""
    return -(max((sum(_heights(stack)) for stack in stacks), default=0) + ROW) / 2


def _column(stack: _Stack, x: int, y: float, side: str) -> Layout:
    """Place one column from its top down."""
    spots, headings = {}, []
    for (heading, row), height in zip(stack, _heights(stack), strict=True):
        y += height
        if row is not None:
            spots[row] = Spot(x, round(y), side)
        elif heading:
            headings.append(_heading(x, round(y - 4), heading, side))
    return Layout(spots, tuple(headings))


def _column_beside(stack: _Stack, x: int, scene: _Scene, drawn: Layout) -> Layout:
    """Place one column so that each node lies near the mean height of what it belongs to."""
    mine = [row for _, row in stack if row is not None]
    heights = _mean_heights(mine, scene.around, drawn.spots)
    known = scene.known
    ordered = sorted(mine, key=lambda row: (heights[row], _level(known[row]), _title(known[row]), row))
    wanted, floor = [], -math.inf
    for row in ordered:
        floor = max(floor + ROW, heights[row])
        wanted.append(floor)
    too_low = max(0.0, floor - max(spot.y for spot in drawn.spots.values()))
    spots = {
        row: Spot(x, round(height - too_low), "right") for row, height in zip(ordered, wanted, strict=True)
    }
    top = min(spot.y for spot in (*drawn.spots.values(), *spots.values())) - ROW - 4
    return Layout(spots, (_heading(x, top, next(heading for heading, _ in stack if heading), "right"),))


def _mean_heights(mine: list[int], around: Neighbourhood, spots: dict[int, Spot]) -> dict[int, float]:
    """Return the mean height of the neighbours of each node: those placed, else those of its own column."""
    neighbours: dict[int, list[int]] = {row: [] for row in mine}
    for tail, head in around.edges.select("tail", "head").iter_rows():
        for row, other in ((tail, head), (head, tail)):
            if row in neighbours:
                neighbours[row].append(other)
    known: dict[int, float] = {row: spot.y for row, spot in spots.items()}
    waiting = mine
    while waiting:
        found = {
            row: sum(heights) / len(heights)
            for row in waiting
            if (heights := [known[other] for other in neighbours[row] if other in known])
        }
        known.update(found or dict.fromkeys(waiting, 0.0))
        waiting = [row for row in waiting if row not in known]
    return {row: known[row] for row in mine}


def _heading(x: int, y: int, text: str, side: str) -> Heading:
    return Heading(x - 10, y, text, "start") if side == "right" else Heading(x + 10, y, text, "end")


def _width(stack: _Stack, scene: _Scene) -> float:
    """Return how wide a column is, by a generous guess at its longest label."""
    longest = max(
        (_letters(cut(title_of(scene.known[row]))) for _, row in stack if row is not None), default=0
    )
    headed = max((len(heading) for heading, _ in stack if heading), default=0)
    return min(WIDEST, 44 + _LETTER * max(longest, headed - _SHAPE))


def _letters(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _level(fact: dict[str, Any]) -> int:
    return level_order(fact["level"])


def _title(fact: dict[str, Any]) -> str:
    return title_of(fact).casefold()
