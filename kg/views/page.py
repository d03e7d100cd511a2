"""``/page/ID``: what a page rests on, which claims rely on low sources and where, and what would mend it."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from kg.graph.adjacency import Integers
from kg.model.words import Verdict
from kg.views.addresses import Address, node_address, segment
from kg.views.advice import advice_of
from kg.views.cells import cell_of_share, column, plain
from kg.views.claims import claims_of
from kg.views.columns_picture import drawing_of
from kg.views.exposure import link_notice, pages_under, way_of
from kg.views.heads import EXPOSURE, head_of
from kg.views.links import level_counts_bar
from kg.views.listing import Rows, table_of
from kg.views.lists import lowest_sources, source_rows
from kg.views.nouns import Answer, Asked, ClaimShown, PageView
from kg.views.page_tables import pages_at, place_in_pages, rows_of_pages, through
from kg.views.parts import Head, Link, Tab
from kg.views.words import counted, level_name, percent, share_words, type_words, verdict_words
from kg.views.world import LEVELS, World

_TABS = ("direct", "through", "cited-by")
_CLAIMS_SHOWN = 10


def page(world: World, asked: Asked, row: int) -> Answer:
    """Answer with the page in a row of the node table; ``tab`` is direct, through or cited-by.

    Raises
    ------
    QueryError
        A parameter has a value that there is not.
    """
    tab = asked.one_of("tab", _TABS)
    links, hops = way_of(world, asked)
    said = _row_of(world, row, links=links, hops=hops)
    key = said["page"]
    path = str(node_address("page", key))
    address = Address(path, asked.parameters)
    claims = claims_of(world, row)
    around = _Around(world, row, links=links, hops=hops)
    rows = around.rows(tab)
    view = PageView(
        head=_head(said, address),
        verdict=said["verdict"],
        sentence=_sentence(world, said, possible=sum(one.reliance == "possible" for one in claims)),
        rests=rests_on(said),
        bar=level_counts_bar(world, [said[f"level_{level}"] for level in (0, *LEVELS)]),
        share=None if said["low_share"] is None else (said["low_share"], said["low_share_upper"]),
        coverage=said["coverage"],
        tabs=around.tabs(address, tab),
        table=table_of(world, rows, asked, path=path),
        claims=claims[:_CLAIMS_SHOWN],
        claims_left=max(0, len(claims) - _CLAIMS_SHOWN),
        advice=advice_of(world, said, claims),
        path=f"/path/{segment(key)}" if said["witness"] is not None and len(said["witness"]) else None,
        what_if=str(Address("/what-if", (("page", key),))),
        picture=drawing_of(world, row),
        notice=link_notice(address, links=links),
    )
    return Answer(view, twin=lambda: _record(said, view, claims))


def rests_on(said: dict[str, Any]) -> str:
    """Return what a page rests on as a level count.

    >>> rests_on({"cited": 3, "level_0": 1, "level_1": 0, "level_2": 0, "level_3": 0, "level_4": 2, "level_5": 0})
    'Rests on 3: 2 high, 1 unrated'
    """
    if not said["cited"]:
        return "It cites no source."
    parts = [
        f"{said[f'level_{level}']:,} {level_name(level).lower()}"
        for level in reversed(LEVELS)
        if said[f"level_{level}"]
    ]
    parts += [f"{said['level_0']:,} unrated"] if said["level_0"] else []
    return f"Rests on {said['cited']:,}: {', '.join(parts)}"


def _row_of(world: World, row: int, *, links: bool, hops: int) -> dict[str, Any]:
    """Return exposure of a page, with its type, quality, name and levels."""
    frame = pages_under(world, links=links, hops=hops)
    said = (
        frame.row(place_in_pages(world, row), named=True)
        if frame is world.pages
        else frame.row(by_predicate=pl.col("row") == row, named=True)
    )
    return {**said, "title": world.nodes["name"][row], "url": world.nodes["url"][row]}


def _head(said: dict[str, Any], address: Address) -> Head:
    kind = said["type"]
    trail = (
        EXPOSURE,
        *((Link(type_words(kind) or kind, str(Address("/exposure", (("type", kind),)))),) if kind else ()),
    )
    quality = None if said["quality"] is None else f"Quality {said['quality']:g}"
    return head_of(
        said["title"],
        menu="exposure",
        address=address,
        trail=trail,
        kind="page",
        key=said["page"],
        facts=(type_words(kind), quality),
    )


def _sentence(world: World, said: dict[str, Any], *, possible: int) -> str:
    """Return why a page has its verdict."""
    certain = said["claims_relying"]
    words = verdict_words(world.graph.policy)[Verdict(said["verdict"])]
    if certain:
        more = f"; {possible} more may" if possible else ""
        return f"{counted(certain, 'claim')} {'has' if certain == 1 else 'have'} nothing but low sources behind {'it' if certain == 1 else 'them'}{more}."
    return words.definition + (f" {counted(possible, 'claim')} may rely on low sources." if possible else "")


class _Around:
    """The three tables of a page, and how many rows each has."""

    def __init__(self, world: World, row: int, *, links: bool, hops: int) -> None:
        self.world = world
        self.row = row
        self.links = links
        self.hops = hops
        graph = world.graph
        cited = graph.citations.neighbours(row)
        pages = world.spans.get("page", range(0))
        self.works = cited[graph.work[cited]]
        self.cites = _within(cited, pages)
        self.links_to = np.setdiff1d(_within(graph.links.neighbours(row), pages), self.cites)
        self.cited_by = _within(world.cited_by.neighbours(row), pages)
        self.linked_by = np.setdiff1d(_within(world.linked_by.neighbours(row), pages), self.cited_by)

    def tabs(self, address: Address, current: str) -> tuple[Tab, ...]:
        """Return the tabs with their counts."""
        counts = {
            "direct": f"{len(self.works):,}",
            "through": _by_links(len(self.cites), len(self.links_to)),
            "cited-by": _by_links(len(self.cited_by), len(self.linked_by)),
        }
        labels = ("Direct", "Through others", "Cited by")
        bare = Address(
            address.path, tuple(pair for pair in address.parameters if pair[0] in ("links", "max_hops"))
        )
        return tuple(
            Tab(
                label,
                counts[tab],
                str(bare.with_one("tab", None if tab == "direct" else tab)),
                tab == current,
            )
            for tab, label in zip(_TABS, labels, strict=True)
        )

    def rows(self, tab: str) -> Rows:
        """Return the rows of a tab."""
        if tab == "direct":
            return self._sources()
        if tab == "through":
            return self._through()
        rows = np.union1d(self.cited_by, self.linked_by) if self.links else self.cited_by
        words = (
            "Pages that cite or link to this page" if self.links else "Pages that cite this page as evidence"
        )
        return rows_of_pages(self.world, pages_at(self.world, rows), key="cited-by", caption=words)

    def _sources(self) -> Rows:
        frame = lowest_sources(self.world, self.works.astype(np.int64))
        caption = f"Its {counted(frame.height, 'source')}, lowest first"
        return source_rows(self.world, frame, key="sources", caption=caption, lowest_first=True)

    def _through(self) -> Rows:
        frame = through(self.world, self.row, links=self.links, hops=self.hops)
        more = (
            column("away", "Hops", plain("away"), "number"),
            column("gives", "Hands on", cell_of_share("gives"), "share", falls=True, meaning="Its low share, halved for each hop: what it could give to the score."),
        )  # fmt: skip
        caption = f"Pages that it reaches within {counted(self.hops, 'hop')}"
        return rows_of_pages(
            self.world,
            frame,
            key="through",
            caption=caption,
            more=more,
            usual="-gives",
            also=("away", "gives"),
        )


def _within(rows: Any, pages: range) -> Integers:
    found: Integers = rows[(rows >= pages.start) & (rows < pages.stop)].astype(np.int64)
    return found


def _by_links(cited: int, linked: int) -> str:
    return f"{cited:,}, {linked:,} by links" if linked else f"{cited:,}"


def _record(said: dict[str, Any], view: PageView, claims: tuple[ClaimShown, ...]) -> dict[str, Any]:
    """Return what the JSON twin holds: the page with all figures, its claims that rely, and the rows of the tab."""
    figures = {name: value for name, value in said.items() if name != "row"}
    listed = [
        {
            "claim": one.id,
            "reliance": one.reliance,
            "file": one.place.file if one.place else None,
            "line": one.place.line if one.place else None,
            "text": one.text,
            "sources": [{"title": source.text, "level": source.level} for source in one.sources],
        }
        for one in claims
    ]
    share = view.share and share_words(*view.share)
    words = {"sentence": view.sentence, "rests_on": view.rests, "low_share_words": share}
    coverage = None if view.coverage is None else percent(view.coverage)
    return {
        "node": f"page:{said['page']}",
        **figures,
        **words,
        "coverage_words": coverage,
        "claims_that_rely": listed,
        view.table.key.replace("-", "_"): view.table.data.to_dicts(),
    }
