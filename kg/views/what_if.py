"""``/what-if``: choose changes, see the pages before and after; the choice is the address, nothing is saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import unquote

import polars as pl

from kg.analysis.changes import RATED, Changes, NewCitation, citation_of, known_ends
from kg.analysis.what_if import flat, moved_objects
from kg.analysis.what_if import what_if as measure
from kg.errors import KgError, QueryError
from kg.graph.knowledge_graph import find_node
from kg.model.words import Verdict
from kg.views.addresses import Address
from kg.views.cells import column, ids_in, pair, plain
from kg.views.exposure import way_of
from kg.views.heads import head_of
from kg.views.links import link_of, links_of_ids
from kg.views.listing import Narrowing, Rows, table_of
from kg.views.nouns import Answer, Asked, ChangeShown, WhatIfView
from kg.views.parts import Link
from kg.views.search import nearest_nodes
from kg.views.words import counted, level_name, verdict_words
from kg.views.world import World

CHANGES = ("set", "remove", "add_citation", "remove_citation")
"""The parameters that change something, as the options of ``kg what-if``."""
_ASKED = (*CHANGES, "links", "max_hops")
_MOST_CHANGES = 50
_LEVELS = {"1", "2", "3", "4", "5"}
_UNRATED = "unrated"
_USUAL_LEVEL = "4"


def what_if(world: World, asked: Asked) -> Answer:
    """Answer with what changes would move; ``node`` and ``level`` of the form become one more change.

    A change that cannot be made is told on the view, with status 400, and the form keeps what was typed.
    """
    typed = _typed(asked)
    kept = tuple(
        pair for pair in asked.parameters if pair[0] in _ASKED and not (typed and _same(pair, typed[1]))
    )
    address = Address("/what-if", kept)
    found, error = _measured(world, asked, [*kept, *((typed[0],) if typed else ())])
    if error is None and typed:
        address = Address("/what-if", (*kept, typed[0]))
    view = WhatIfView(
        head=head_of(
            "What if?",
            menu="what-if",
            address=address if found is not None else None,
            lead="Try a rating and see which pages change. Nothing is saved; the address of this view holds your choice, so you can share it.",
        ),
        changes=tuple(_shown(world, pair, address) for pair in address.parameters if pair[0] in CHANGES),
        asked=address.parameters,
        node=asked.first("node") if error or not typed else "",
        level=asked.first("level", _USUAL_LEVEL),
        suggestions=_meant(world, asked, address) if error and typed else _suggestions(world),
        error=error,
        sentence=None if found is None else _sentence(found),
        table=None
        if found is None
        else table_of(
            world,
            _rows(world, found),
            Asked(asked.path, (*address.parameters, *_of_table(asked))),
            path="/what-if",
        ),
    )
    return Answer(
        view, status=400 if error else 200, twin=None if found is None else lambda: moved_objects(found)
    )


def _typed(asked: Asked) -> tuple[tuple[str, str], str] | None:
    """Return the change that the fields of the form make, and its node; None if they are empty."""
    node, level = asked.first("node").strip(), asked.first("level")
    if not node or not level:
        return None
    return (("remove", node) if level == _UNRATED else ("set", f"{node}={level}")), node


def _same(pair: tuple[str, str], node: str) -> bool:
    """Return whether a change is about a node that the form changes anew."""
    return (pair[0] == "set" and pair[1].rpartition("=")[0] == node) or pair == ("remove", node)


def _of_table(asked: Asked) -> tuple[tuple[str, str], ...]:
    """Return what is asked of the table."""
    return tuple(pair for pair in asked.parameters if pair[0] not in (*_ASKED, "node", "level"))


def _measured(
    world: World, asked: Asked, pairs: Sequence[tuple[str, str]]
) -> tuple[pl.DataFrame | None, str | None]:
    """Return what changes would move, or what is wrong with them; neither if there is none."""
    changes = [pair for pair in pairs if pair[0] in CHANGES]
    if not changes:
        return None, None
    try:
        links, hops = way_of(world, asked)
        return measure(world.graph, _changes(world, changes), links=links, max_hops=hops), None
    except KgError as fault:
        return None, f"{fault.what}{'. ' + fault.hint if fault.hint else ''}"


def _meant(world: World, asked: Asked, address: Address) -> tuple[Link, ...]:
    """Return what the text in the form may have meant, each with the address that tries it."""
    kind, _, key = asked.first("node").strip().rpartition(":")
    near = nearest_nodes(world, key, kind=kind if kind in RATED else None)
    level = asked.first("level")
    found = []
    for link in near:
        node = _node_of(link)
        if node is not None:
            change = ("remove", node) if level == _UNRATED else ("set", f"{node}={level}")
            found.append(replace(link, href=str(Address(address.path, (*address.parameters, change)))))
    return tuple(found)


def _node_of(link: Link) -> str | None:
    """Return the node id of a link to what can be rated."""
    if link.kind not in RATED or link.href is None:
        return None
    return f"{link.kind}:{unquote(link.href.rpartition('/')[2])}"


def _changes(world: World, pairs: Sequence[tuple[str, str]]) -> Changes:
    """Return the changes that parameters name.

    Raises
    ------
    KgError
        One of them names what is not there, or is too many.
    """
    if len(pairs) > _MOST_CHANGES:
        raise QueryError(f"at most {_MOST_CHANGES} changes at once, got {len(pairs)}")
    graph = world.graph
    levels = {}
    for node, level in (_level_of(value) for name, value in pairs if name == "set"):
        levels[find_node(graph, node)] = level
    return Changes(
        levels,
        tuple(find_node(graph, value) for name, value in pairs if name == "remove"),
        tuple(NewCitation(*citation_of(graph, value)) for name, value in pairs if name == "add_citation"),
        tuple(known_ends(graph, value) for name, value in pairs if name == "remove_citation"),
    )


def _level_of(text: str) -> tuple[str, int]:
    node, _, level = text.rpartition("=")
    if not node or level not in _LEVELS:
        raise QueryError(f"set: expected NODE=LEVEL with a level from 1 to 5, got {text[:80]!r}")
    return node, int(level)


def _shown(world: World, pair: tuple[str, str], address: Address) -> ChangeShown:
    """Return a change in words."""
    name, value = pair
    without = str(address.toggled(name, value))
    if name == "set":
        node, _, level = value.rpartition("=")
        words = f"were {level} {level_name(int(level))}" if level in _LEVELS else f"were {level[:40]}"
        return ChangeShown(words, _named(world, node), without)
    if name == "remove":
        words = "were not cited" if value.startswith("source:") else "were not rated by anybody"
        return ChangeShown(words, _named(world, value), without)
    citing, _, cited = value.partition("=")
    verb = "cited" if name == "add_citation" else "did not cite"
    other = _named(world, cited)
    return ChangeShown(f"{verb} {other.text}", _named(world, citing), without)


def _named(world: World, text: str) -> Link:
    try:
        return link_of(world, str(find_node(world.graph, text)))
    except KgError:
        return Link(text[:160], None)


def _suggestions(world: World) -> tuple[Link, ...]:
    """Return what a trial would move most: the venues that most pages rest on, by node id."""
    top = world.publishers.head(20)
    links = links_of_ids(world, [f"publisher:{one}" for one in top["id"]], levels=True)
    nodes = [f"publisher:{one}" for one in top["id"]]
    return tuple(
        Link(node, None, link.kind, link.text, link.level, link.rated)
        for node, link in zip(nodes, links, strict=True)
    )


def _sentence(found: pl.DataFrame) -> str:
    """Return what would change, in a sentence."""
    pages = found.filter(pl.col("subject").str.starts_with("page:"))
    before, after = (pages[end].struct.field("verdict") for end in ("before", "after"))
    verdicts = int((before != after).sum())
    sources = found.height - pages.height
    if not found.height:
        return "Nothing would change."
    worst = [Verdict.RELIES.value, Verdict.EXPOSED.value, Verdict.CITES.value]
    moved = int(after.is_in(worst).sum()) - int(before.is_in(worst).sum())
    citing = (
        {True: f", {moved:,} more would cite low", False: f", {-moved:,} fewer would cite low"}[moved > 0]
        if moved
        else ""
    )
    return f"{counted(verdicts, 'verdict')} would change{citing}; {counted(sources, 'source')} would have another level."


def _rows(world: World, found: pl.DataFrame) -> Rows:
    """Return the pages and sources that would move: pages whose verdict does, then other pages, then sources."""
    ranks = {one.value: number for number, one in enumerate(Verdict)}
    named = flat(found).with_columns(pl.int_range(pl.len(), dtype=pl.Int64).alias("at"))
    rank = [
        pl.col(f"verdict_{end}").replace_strict(ranks, default=len(ranks), return_dtype=pl.Int64)
        for end in ("before", "after")
    ]
    frame = named.with_columns(
        rank_before=rank[0],
        rank_after=rank[1],
        same=pl.col("verdict_before").eq_missing(pl.col("verdict_after")).cast(pl.Int8),
        is_source=pl.col("subject").str.starts_with("source:"),
    ).sort("is_source", "same", "rank_before", "rank_after", "subject")
    whole = flat(found)
    places = frame["at"]
    labels = {one.value: words.chip for one, words in verdict_words(world.graph.policy).items()}

    return Rows(
        key="moved",
        caption="Before and after",
        frame=frame,
        data=lambda chosen: whole[places.gather(chosen)],
        fields=(
            column("subject", "Page or source", ids_in("subject"), "node", order="at"),
            column("verdict_before", "Before", plain("verdict_before"), "verdict", order="rank_before"),
            column("verdict_after", "After", plain("verdict_after"), "verdict", order="rank_after"),
            column("share_before", "Low share before", pair("low_share_before", "low_share_before"), "share", falls=True, order="low_share_before"),
            column("share_after", "Low share after", pair("low_share_after", "low_share_after"), "share", falls=True, order="low_share_after"),
            column("level_before", "Level before", plain("level_before"), "level"),
            column("level_after", "Level after", plain("level_after"), "level"),
        ),
        narrowings=(Narrowing("after", "After", frame["verdict_after"], labels),),
    )  # fmt: skip
