"""A page's own neighbourhood as columns from left to right: who leads here, this page, its sources, their venues."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kg.views.links import links_of, links_of_ids
from kg.views.neighbourhood_words import cut
from kg.views.parts import Link
from kg.views.world import World

ROW = 26
GAP = 14
HEAD = 48
_SIDE_MOST = 12
_SOURCES_MOST = 40
Rows = npt.NDArray[np.int32]

_X = (230, 330, 440, 800)
"""Where pages, this page, sources and venues stand."""
WIDTH = 1_040


@dataclass(frozen=True, slots=True)
class Mark:
    """A node of the drawing; its label is on the ``left`` or ``right``. Pixels from the upper left."""

    link: Link
    label: str
    x: int
    y: int
    side: str
    strong: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A curve between two nodes as the ``d`` of an SVG path; ``link`` if it is no evidence, ``strong`` to a low source."""

    d: str
    link: bool
    strong: bool


@dataclass(frozen=True, slots=True)
class Caption:
    """A word over a column."""

    text: str
    x: int
    y: int
    anchor: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """The whole drawing; ``left_out`` counts what stands in the table alone."""

    width: int
    height: int
    marks: tuple[Mark, ...]
    lines: tuple[Line, ...]
    captions: tuple[Caption, ...]
    left_out: int


def drawing_of(world: World, row: int) -> Drawing | None:
    """Return the neighbourhood of a page, None if nothing stands around it.

    >>> import kg
    >>> from kg.views.world import prepare
    >>> world = prepare(kg.load("seeds"))
    >>> [one.text for one in drawing_of(world, world.pages["row"][0]).captions]
    ['This page', 'Sources, lowest first', 'Publication venues', 'Pages that cite it', 'Pages that link here', 'Pages it links to']
    """
    graph = world.graph
    cited = graph.citations.neighbours(row)
    low = graph.policy.low
    works = cited[graph.work[cited]]
    rank = np.where(graph.rated[works], graph.level[works].astype(float), low + 0.5)
    works = works[np.lexsort((works, rank))]
    groups = _groups(world, row, cited)
    if not len(works) and not any(len(found) for _, found, _ in groups):
        return None
    return _Drawer(world, row, works).drawn(groups)


def _groups(world: World, row: int, cited: Rows) -> list[tuple[str, list[int], bool]]:
    """Return the pages to the left in their groups: words, rows, whether they are linked only."""
    pages = world.spans["page"]

    def among(rows: Rows, *known: Rows) -> list[int]:
        """Return the rows that are pages, without the page itself and those that are known."""
        found = rows[(rows >= pages.start) & (rows < pages.stop) & (rows != row)]
        return [int(one) for one in np.setdiff1d(found, np.concatenate([found[:0], *known]))]

    citing, linking, linked = (
        edges.neighbours(row) for edges in (world.cited_by, world.linked_by, world.graph.links)
    )
    return [
        ("Pages that cite it", among(citing), False),
        ("Pages it cites", among(cited), False),
        ("Pages that link here", among(linking, citing, cited), True),
        ("Pages it links to", among(linked, citing, cited, linking), True),
    ]


class _Drawer:
    """Lays one drawing out."""

    def __init__(self, world: World, row: int, works: Rows) -> None:
        self.world = world
        self.row = row
        self.works = [int(one) for one in works[:_SOURCES_MOST]]
        self.left_out = len(works) - len(self.works)
        self.marks: list[Mark] = []
        self.lines: list[Line] = []
        self.captions: list[Caption] = []

    def drawn(self, groups: list[tuple[str, list[int], bool]]) -> Drawing:
        """Return the drawing."""
        left = self._height(groups)
        right = len(self.works) * ROW + self._breaks() * GAP
        height = HEAD + max(left, right, ROW) + ROW
        middle = HEAD + max(left, right, ROW) // 2
        here = links_of(self.world, [self.row])[0]
        self.captions.append(Caption("This page", _X[1], HEAD - 26, "middle"))
        self.marks.append(Mark(here, "", _X[1], middle, "below", strong=True))
        self._sources(middle, HEAD + (max(left, right) - right) // 2)
        self._pages(groups, middle, HEAD + (max(left, right) - left) // 2)
        return Drawing(
            WIDTH, height, tuple(self.marks), tuple(self.lines), tuple(self.captions), self.left_out
        )

    def _height(self, groups: list[tuple[str, list[int], bool]]) -> int:
        shown = [min(len(found), _SIDE_MOST) for _, found, _ in groups if found]
        return sum((size + 1) * ROW + GAP for size in shown)

    def _breaks(self) -> int:
        levels = [
            int(self.world.graph.level[one]) if self.world.graph.rated[one] else 0 for one in self.works
        ]
        return sum(1 for one, other in itertools.pairwise(levels) if one != other)

    def _sources(self, middle: int, top: int) -> None:
        graph = self.world.graph
        if not self.works:
            return
        self.captions.append(Caption("Sources, lowest first", _X[2], HEAD - 26, "start"))
        links = links_of(self.world, self.works, levels=True)
        y = top
        venues: dict[str, list[tuple[int, bool]]] = {}
        for position, (work, link) in enumerate(zip(self.works, links, strict=True)):
            if position and links[position - 1].level != link.level:
                y += GAP
            strong = bool(graph.rated[work] and graph.level[work] <= graph.policy.low)
            self.marks.append(Mark(link, cut(link.text), _X[2], y, "right", strong))
            self.lines.append(Line(_curve(_X[1], middle, _X[2] - 8, y), link=False, strong=strong))
            publisher = self.world.nodes["publisher"][work]
            if publisher is not None:
                venues.setdefault(publisher, []).append((y, strong))
            y += ROW
        self._venues(venues)

    def _venues(self, venues: dict[str, list[tuple[int, bool]]]) -> None:
        """Draw venues, each as near to its sources as the one before lets it stand."""
        if not venues:
            return
        self.captions.append(Caption("Publication venues", _X[3], HEAD - 26, "start"))
        links = links_of_ids(self.world, [f"publisher:{one}" for one in venues], levels=True)
        wished = [sum(y for y, _ in held) // len(held) for held in venues.values()]
        order = sorted(range(len(links)), key=lambda n: (wished[n], n))
        held = list(venues.values())
        y = HEAD - ROW
        for n in order:
            y = max(y + ROW, wished[n])
            strong = any(one for _, one in held[n])
            self.marks.append(Mark(links[n], cut(links[n].text), _X[3], y, "right", strong))
            for begin, one in held[n]:
                self.lines.append(Line(_curve(_X[2] + 240, begin, _X[3] - 9, y), link=False, strong=one))

    def _pages(self, groups: list[tuple[str, list[int], bool]], middle: int, top: int) -> None:
        y = top
        for words, found, is_link in groups:
            if not found:
                continue
            self.captions.append(Caption(words, _X[0], y, "end"))
            y += ROW
            shown = links_of(self.world, found[:_SIDE_MOST])
            self.left_out += len(found) - len(shown)
            for link in shown:
                self.marks.append(Mark(link, cut(link.text), _X[0], y, "left", strong=False))
                self.lines.append(Line(_curve(_X[0] + 8, y, _X[1], middle), link=is_link, strong=False))
                y += ROW
            y += GAP


def _curve(x: int, y: int, to_x: int, to_y: int) -> str:
    half = (x + to_x) // 2
    return f"M{x} {y}C{half} {y} {half} {to_y} {to_x} {to_y}"
