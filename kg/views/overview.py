"""``/``: which pages to worry about, what to rate next, and every page as a square."""

from __future__ import annotations

import numpy as np
import polars as pl

from kg.graph.node_table import span
from kg.model.words import Verdict
from kg.views.addresses import Address, node_address
from kg.views.exposure import exposure_rows
from kg.views.heads import head_of
from kg.views.links import level_counts_bar, shortened
from kg.views.listing import table_of
from kg.views.lists import worklist_rows
from kg.views.nouns import Answer, Asked, Figure, Overview, Square, SquareRow, VerdictCount
from kg.views.words import NO_TYPE, counted, percent, type_words
from kg.views.world import LEVELS, World

_TEN = "10"
_MOST_SQUARES = 3_000


def overview(world: World, _: Asked) -> Answer:
    """Answer with the state of the whole corpus; its twin is the table of the ten worst pages."""
    policy = world.graph.policy
    usual = exposure_rows(world, links=policy.links, hops=policy.max_hops)
    ten = (("per", _TEN),)
    worst = table_of(
        world,
        usual,
        Asked(("exposure",), (*ten, ("columns", "page,verdict,levels,low,cited"))),
        path="/exposure",
    )
    to_rate = world.keep(("worklist",), lambda: worklist_rows(world))
    columns = "subject,pages,claims" if world.worklist["claims"].sum() else "subject,pages,sources"
    rate_next = table_of(world, to_rate, Asked(("worklist",), (*ten, ("columns", columns))), path="/worklist")
    counts = _verdicts(world)
    relies = counts[Verdict.RELIES.value]
    head = head_of(
        "Which pages should you worry about?",
        menu="overview",
        address=Address("/"),
        lead=_lead(world, counts),
    )
    return Answer(
        Overview(
            head=head,
            figures=_figures(world, counts, relies),
            bar=level_counts_bar(world, _levels(world)),
            worst=worst,
            rate_next=rate_next,
            verdicts=_by_verdict(world, counts),
            map=world.keep(("map",), lambda: _map(world)),
        )
    )


def _verdicts(world: World) -> dict[str, int]:
    found = dict(world.pages["verdict"].value_counts().iter_rows())
    return {verdict.value: found.get(verdict.value, 0) for verdict in Verdict}


def _lead(world: World, counts: dict[str, int]) -> str:
    if not world.pages.height:
        return "This corpus has no pages yet."
    relies = counts[Verdict.RELIES.value]
    citing = relies + counts[Verdict.EXPOSED.value] + counts[Verdict.CITES.value]
    if relies:
        return f"Start with the {relies:,} that {'relies' if relies == 1 else 'rely'} on low sources. Every number below opens its reason."
    if citing:
        return f"No page relies on low sources alone; start with the {citing:,} that {'cites' if citing == 1 else 'cite'} one."
    if counts[Verdict.UNKNOWN.value]:
        return "No page cites a source known to be low, but much is unrated: start with what to rate next."
    return "No page cites a source known to be low."


def _levels(world: World) -> list[int]:
    """Return how many pairs of a page and a work it cites are unrated or of each level."""
    sums = world.pages.select([pl.col(f"level_{level}").sum() for level in (0, *LEVELS)])
    return [int(value or 0) for value in sums.row(0)]


def _figures(world: World, counts: dict[str, int], relies: int) -> tuple[Figure, ...]:
    pages, pairs, rated = world.pages.height, int(world.pages["cited"].sum()), int(world.pages["rated"].sum())
    own = span(world.graph.nodes, "source")
    works = world.graph.work[own.start : own.stop]
    cited = int(((np.diff(world.cited_by.indptr)[own.start : own.stop] > 0) & works).sum())
    more = counts[Verdict.EXPOSED.value] + counts[Verdict.CITES.value]
    return (
        Figure("Pages", f"{pages:,}", f"{counts[Verdict.UNCITED.value]:,} of them cite nothing", "/exposure"),
        Figure("Sources cited", f"{cited:,}", counted(pairs, "citation"), "/sources"),
        Figure(
            "Coverage", percent(rated / pairs) if pairs else "–", "of citations have a level", "/worklist"
        ),
        Figure(
            "Pages that rely on low", f"{relies:,}", f"{more:,} more cite low", "/exposure?verdict=relies"
        ),
    )


def _by_verdict(world: World, counts: dict[str, int]) -> tuple[VerdictCount, ...]:
    whole = max(world.pages.height, 1)
    return tuple(
        VerdictCount(verdict, number, number / whole, str(Address("/exposure", (("verdict", verdict),))))
        for verdict, number in counts.items()
    )


def _map(world: World) -> tuple[SquareRow, ...]:
    """Return the pages of each type, the largest first and in it the worst first; a large corpus is cut by share."""
    policy = world.graph.policy
    frame = exposure_rows(world, links=policy.links, hops=policy.max_hops).frame
    frame = frame.select("page", "name", "verdict", pl.col("type").fill_null(NO_TYPE))
    sizes = frame.group_by("type", maintain_order=True).len().sort(["len", "type"], descending=[True, False])
    share = min(1.0, _MOST_SQUARES / max(frame.height, 1))
    rows = []
    for kind, size in sizes.head(50).iter_rows():
        some = frame.filter(pl.col("type") == kind).head(max(1, int(size * share)))
        squares = tuple(
            Square(shortened(name), verdict, str(node_address("page", key)))
            for key, name, verdict in some.select("page", "name", "verdict").iter_rows()
        )
        rows.append(
            SquareRow(
                type_words(kind) or kind,
                str(Address("/exposure", (("type", kind),))),
                squares,
                size - len(squares),
            )
        )
    return tuple(rows)
