"""The site: which view answers which address."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping

import polars as pl

from kg.errors import UnknownNodeError
from kg.views.bodies import body
from kg.views.exposure import exposure
from kg.views.graph import graph_view
from kg.views.heads import head_of
from kg.views.help import help_view
from kg.views.links import links_of, rows_of, shortened
from kg.views.listing import Rows
from kg.views.lists import organizations, publishers, sources, worklist
from kg.views.nouns import Answer, Asked, Missing
from kg.views.overview import overview
from kg.views.page import page
from kg.views.parts import Link
from kg.views.path import path
from kg.views.search import nearest_nodes, search
from kg.views.source import source
from kg.views.what_if import what_if
from kg.views.words import KIND_WORDS
from kg.views.world import World

VIEWS: Mapping[str, Callable[[World, Asked], Answer]] = {
    "": overview,
    "exposure": exposure,
    "sources": sources,
    "publishers": publishers,
    "organizations": organizations,
    "worklist": worklist,
    "search": search,
    "what-if": what_if,
    "graph": graph_view,
    "help": help_view,
}
"""The views with one address each."""

NODE_VIEWS: Mapping[str, tuple[str, Callable[[World, Asked, int], Answer]]] = {
    "page": ("page", page),
    "source": ("source", source),
    "publisher": ("publisher", body),
    "organization": ("organization", body),
    "path": ("page", path),
}
"""The views of a node, each with the kind of node that its id names."""

_NOWHERE = "\uffff"
"""What stands in no text, so that what looks for it looks everywhere."""


def answer(world: World, asked: Asked) -> Answer:
    """Answer what is asked; what is not there has a view of its own, with the nearest that is, and status 404.

    Raises
    ------
    KgError
        A parameter has a value that there is not.

    >>> import kg
    >>> from kg.views.world import prepare
    >>> world = prepare(kg.load("seeds"))
    >>> answer(world, Asked(("page", "debate"))).status, answer(world, Asked(("page", "debat"))).view.nearest[0].text
    (200, 'AI Safety via Debate')
    """
    if len(asked.path) < 2:
        name = asked.path[0] if asked.path else ""
        return (
            VIEWS[name](world, asked)
            if name in VIEWS
            else _missing(world, "", name, "There is no such view.")
        )
    if len(asked.path) > 2 or asked.path[0] not in NODE_VIEWS:
        return _missing(world, "", "/".join(asked.path), "There is no such view.")
    kind, view = NODE_VIEWS[asked.path[0]]
    row = _row(world, kind, asked.path[1])
    if row is None:
        return _missing(world, kind, asked.path[1], f"There is no {KIND_WORDS[kind].lower()} with this id.")
    try:
        return view(world, asked, row)
    except UnknownNodeError as error:
        if asked.path[0] != "path":
            raise
        return _without_path(world, row, error)


def warm(world: World) -> None:
    """Make what views keep, so that the first to look waits for none of it.

    >>> import kg
    >>> from kg.views.world import prepare
    >>> world = prepare(kg.load("seeds"))
    >>> warm(world)
    >>> ("trigrams",) in world.kept, ("ground",) in world.kept
    (True, True)
    """
    for name in ("exposure", "sources", "publishers", "organizations", "worklist", "search"):
        answer(world, Asked((name,)))
    answer(world, Asked(("search",), (("q", _NOWHERE),)))
    for made in list(world.kept.values()):
        if isinstance(made, Rows):
            made.make_ready()
    answer(world, Asked(()))
    firsts = {
        "page": world.pages.filter(pl.col("low") > 0)["page"],
        "source": world.sources["id"],
        "publisher": world.publishers["id"],
        "organization": world.organizations["id"],
    }
    for kind, keys in firsts.items():
        for key in keys.head(1):
            answer(world, Asked((kind, key)))
            answer(world, Asked((kind, f"{key}{_NOWHERE}")))
            answer(world, Asked(("graph",), (("around", f"{kind}:{key}"),)))


def _row(world: World, kind: str, key: str) -> int | None:
    """Return the row of an id as it was recorded, or as an address has it (NFC)."""
    found = rows_of(world, [f"{kind}:{key}"])[0]
    if found is None:
        composed = world.keep(("composed", kind), lambda: _composed(world, kind))
        return composed.get(unicodedata.normalize("NFC", key))
    return found


def _composed(world: World, kind: str) -> dict[str, int]:
    """Return the ids of a kind that an address has otherwise than they were recorded, with their rows."""
    rows = world.spans.get(kind, range(0))
    keys = world.nodes["key"].slice(rows.start, len(rows))
    odd = keys.str.contains(r"[^\x00-\x7f]").arg_true()
    named = ((unicodedata.normalize("NFC", keys[int(at)]), rows.start + int(at)) for at in odd)
    return {name: row for name, row in named}


def _missing(world: World, kind: str, key: str, sentence: str) -> Answer:
    head = head_of("Nothing here", lead=f"{sentence} It was asked for as “{shortened(key)}”.")
    return Answer(Missing(head, sentence, nearest_nodes(world, key, kind=kind) if kind else ()), status=404)


def _without_path(world: World, row: int, error: UnknownNodeError) -> Answer:
    """Answer that a page has no path; the page is there, so this is no error."""
    link = links_of(world, [row])[0]
    head = head_of("No path", menu="exposure", trail=(link,), lead=f"{error.what}.")
    with_links = f"/path/{(link.href or '').rpartition('/')[2]}?links=1"
    return Answer(
        Missing(head, f"{error.what}.", (link, Link("The same with links between pages", with_links)))
    )
