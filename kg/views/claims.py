"""The claims of a page that rely on low sources, or may, each with file, line and what it cites."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

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
    held = _cited_by_claim(world, row)
    written = world.keep(("claims by page",), lambda: by_node(world, _written(world), "page", kind="page"))
    texts = {claim: said for claim, *said in _rows(written.of([row]), "id", "file", "line", "text")}
    found = [
        _shown(world, claim, reliance, held.get(claim, []), texts.get(claim, (None, None, None)))
        for claim, reliance in _rows(mine, "claim", "reliance")
    ]
    return tuple(sorted(found, key=_order))


class _Cited(NamedTuple):
    """A citation of a claim."""

    node: str
    file: str | None
    line: int | None
    support: bool


def _cited_by_claim(world: World, row: int) -> dict[str, list[_Cited]]:
    """Return what each claim of a page cites, in the order of the corpus."""
    support = ~pl.col("character").is_in(DISPUTING).fill_null(value=False)
    cited = world.keep(
        ("citations of claims",),
        lambda: world.graph.corpus["citations"].select(
            "claim", "cited", "file", "line", support.alias("support")
        ),
    )[citations_by_page(world).at([row])]
    held: dict[str, list[_Cited]] = {}
    for claim, *said in _rows(cited, "claim", "cited", "file", "line", "support"):
        held.setdefault(claim, []).append(_Cited(*said))
    return held


def _written(world: World) -> pl.DataFrame:
    return world.graph.corpus["claims"].select("page", "id", "file", "line", "text")


def _rows(frame: pl.DataFrame, *columns: str) -> Iterator[tuple[Any, ...]]:
    """Return the rows of some columns; for the few rows of a page quicker than to select them."""
    return zip(*(frame[column].to_list() for column in columns), strict=True)


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
    cited: list[_Cited],
    written: Sequence[Any],
) -> ClaimShown:
    file, line, text = written
    if file is None:
        places = [(one.file, one.line is not None, one.line) for one in cited if one.file is not None]
        file, _, line = min(places, default=(None, False, None))
    return ClaimShown(
        id=claim,
        reliance=reliance,
        place=place_of(file, line),
        text=None if text is None else shortened(" ".join(text.split()), _LONGEST_TEXT),
        sources=tuple(_support(world, cited)),
    )


def _support(world: World, cited: list[_Cited]) -> list[Link]:
    """Return the sources that a claim cites in support, the lowest first, unrated after low."""
    nodes = dict.fromkeys(one.node for one in cited if one.support and one.node.startswith("source:"))
    links = links_of_ids(world, nodes, levels=True)
    low = world.graph.policy.low
    return sorted(links, key=lambda one: (low + 0.5 if one.level is None else one.level, one.text))[
        :_SOURCES_SHOWN
    ]
