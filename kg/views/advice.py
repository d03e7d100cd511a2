"""What would mend a page: a better source for a claim, a rating that decides one, and where to try it."""

from __future__ import annotations

import re
from typing import Any

from kg.analysis.fix import fix
from kg.analysis.mending import ground_of
from kg.model.words import Verdict
from kg.views.addresses import Address
from kg.views.beforehand import MENDS_OF_A_PAGE, mends_of
from kg.views.links import link_of, shortened
from kg.views.nouns import Advice, ClaimShown
from kg.views.parts import Link
from kg.views.words import verdict_words
from kg.views.world import World

_NODE = re.compile(r"(?:page|source):[^\s,;]+")


def advice_of(world: World, said: dict[str, Any], claims: tuple[ClaimShown, ...]) -> tuple[Advice, ...]:
    """Return what would mend a page, the surest first; nothing for a page that cites nothing low.

    >>> import kg
    >>> from kg.views.world import prepare
    >>> world = prepare(kg.load("seeds"))
    >>> said = {"page": "debate", "row": world.pages["row"][0], "low": 1, "title": "AI Safety via Debate"}
    >>> advice_of(world, said, ())[0].parts[0]
    'Add a source above low to '
    """
    if not said["low"]:
        return _to_rate(claims)
    found = mends_of(world, said["row"])
    if found is None:
        ground = world.keep(("ground",), lambda: ground_of(world.graph))
        found = fix(world.graph, page=said["page"], limit=MENDS_OF_A_PAGE, ground=ground)
    mends = [_mend(world, said, row) for row in found.iter_rows(named=True)]
    return (*mends, *_to_rate(claims))[:MENDS_OF_A_PAGE]


def _mend(world: World, said: dict[str, Any], row: dict[str, Any]) -> Advice:
    """Return the advice on a claim: what to add, what the page would be then, and a candidate from this corpus."""
    what = _claim_words(row) if row["claim"] is not None else "this page"
    after = verdict_words(world.graph.policy)[Verdict(row["verdict_after"])].chip
    parts: list[str | Link] = (
        [f"Add a source above low to {what}."]
        if row["claim"] is None
        else ["Add a source above low to ", what, "."]
    )
    if row["verdict_after"] != row["verdict"]:
        parts.append(f" The verdict becomes {after}.")
    href = None
    if row["candidates"]:
        best = row["candidates"][0]
        example = link_of(world, best["source"], levels=True)
        parts += [" For example ", example, *_reason(world, best["reason"], row["file"]), "."]
        pair = f"page:{said['page']}={best['source']}"
        href = str(Address("/what-if", (("add_citation", pair),)))
    return Advice(tuple(parts), href)


def _claim_words(row: dict[str, Any]) -> str:
    if row["file"] is None:
        return f"the claim {row['claim']}"
    return f"the claim at {row['file']}" if row["line"] is None else f"the claim at line {row['line']}"


def _reason(world: World, reason: str, file: str | None) -> list[str | Link]:
    """Return why a source is offered, in brackets: places in the page's own file by line, nodes by name."""
    text = shortened(reason).replace(f"{file}:", "line ") if file else shortened(reason)
    found = _NODE.search(text)
    if found is None:
        return [f" ({text})"]
    return [f" ({text[: found.start()]}", link_of(world, found[0]), f"{text[found.end() :]})"]


def _to_rate(claims: tuple[ClaimShown, ...]) -> tuple[Advice, ...]:
    """Return which unrated sources would decide a claim that may rely on low ones."""
    found = []
    for claim in claims:
        unrated = [source for source in claim.sources if source.rated is False]
        if claim.reliance == "possible" and unrated:
            where = f" at line {claim.place.line}" if claim.place and claim.place.line else ""
            found.append(Advice(("Rate ", unrated[0], f": it decides the claim{where}.")))
    return tuple(found[:MENDS_OF_A_PAGE])
