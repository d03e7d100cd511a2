"""The claims of a page that rely on low sources, or may, each with file, line and what it cites."""

from __future__ import annotations

import polars as pl

from kg.analysis.verdicts import claim_table
from kg.model.words import DISPUTING, Reliance
from kg.views.by_node import by_node, citations_by_page
from kg.views.links import links_of_ids, place_of, shortened
from kg.views.nouns import ClaimShown
from kg.views.parts import Link
from kg.views.world import World

_LONGEST_TEXT = 600
_SOURCES_SHOWN = 12


def claims_of(world: World, row: int) -> tuple[ClaimShown, ...]:
    """Return the claims of a page, by its row, that rely for certain, then those that may, by file and line.

    >>> import kg
    >>> from kg.views.world import prepare
    >>> world = prepare(kg.load("seeds"))
    >>> claims_of(world, int(world.pages["row"][0]))[0].reliance
    'certain'
    """
    mine = world.keep(("claims",), lambda: by_node(world, _relying(world), "citing")).of([row])
    if mine.is_empty():
        return ()
    cited = citations_by_page(world).of([row]).filter(pl.col("claim").is_in(mine["claim"].implode()))
    written = world.keep(
        ("claims by page",), lambda: by_node(world, world.graph.corpus["claims"], "page", kind="page")
    ).of([row])
    held = {claim: rows for (claim,), rows in cited.partition_by("claim", as_dict=True).items()}
    texts = {
        claim: (file, line, text)
        for claim, file, line, text in written.select("id", "file", "line", "text").iter_rows()
    }
    found = [
        _shown(world, claim, reliance, held.get(claim), texts.get(claim))
        for claim, reliance in mine.select("claim", "reliance").iter_rows()
    ]
    return tuple(sorted(found, key=_order))


def _relying(world: World) -> pl.DataFrame:
    """Return every claim that relies on low sources, or may."""
    words = [Reliance.CERTAIN.value, Reliance.POSSIBLE.value]
    return claim_table(world.graph).filter(pl.col("reliance").is_in(words))


def _order(claim: ClaimShown) -> tuple[bool, str, int, str]:
    place = claim.place
    return (
        claim.reliance != Reliance.CERTAIN.value,
        place.file if place else "",
        (place.line or 0) if place else 0,
        claim.id,
    )


def _shown(
    world: World,
    claim: str,
    reliance: str,
    cited: pl.DataFrame | None,
    written: tuple[str | None, int | None, str | None] | None,
) -> ClaimShown:
    file, line, text = written or (None, None, None)
    if cited is not None and file is None:
        located = cited.drop_nulls("file").sort("file", "line").head(1)
        file, line = located.select("file", "line").row(0) if located.height else (None, None)
    support = [] if cited is None else _support(world, cited)
    return ClaimShown(
        id=claim,
        reliance=reliance,
        place=place_of(file, line),
        text=None if text is None else shortened(" ".join(text.split()), _LONGEST_TEXT),
        sources=tuple(support),
    )


def _support(world: World, cited: pl.DataFrame) -> list[Link]:
    """Return the sources that a claim cites in support, the lowest first, unrated after low."""
    kept = cited.filter(~pl.col("character").is_in(DISPUTING).fill_null(value=False))
    nodes = kept["cited"].unique(maintain_order=True).to_list()
    links = links_of_ids(world, [node for node in nodes if node.startswith("source:")], levels=True)
    low = world.graph.policy.low
    return sorted(links, key=lambda one: (low + 0.5 if one.level is None else one.level, one.text))[
        :_SOURCES_SHOWN
    ]
