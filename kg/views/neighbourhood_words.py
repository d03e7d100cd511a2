"""What the page of a neighbourhood says, in words: of its middle, of each node, of each connection."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import Any

import polars as pl

from kg.analysis.exposure import measure_exposure
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.model.level import LEVEL_NAMES
from kg.views.facts import work_facts
from kg.views.neighbourhood import Neighbourhood

LONGEST_LABEL = 33
LONGEST_TITLE = 160
KIND_NAMES = {
    "page": "Page",
    "source": "Source",
    "publisher": "Publication venue",
    "organization": "Organization",
}
_VERBS = {
    "cites": ("cites", "cited by"),
    "links": ("links to", "linked from"),
    "published-by": ("published by", "publishes"),
    "owned-by": ("owned by", "owns"),
}
_ADDRESS = re.compile(r"https?://[^\s/?#\\\x00-\x20]+[^\s\\\x00-\x1f\x7f]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Bar:
    """One part of the bar over a page: a level (0 for unrated), how many works, and where it lies in percent."""

    level: int
    count: int
    start: str
    width: str
    middle: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What a page rests on, in one sentence, as a bar, and as a range."""

    rests: str
    bars: tuple[Bar, ...]
    share: str


def described(graph: KnowledgeGraph, around: Neighbourhood) -> pl.DataFrame:
    """Return the facts of the nodes of a neighbourhood, in its order, with the figures of pages.

    >>> import kg
    >>> from kg.views.neighbourhood import neighbourhood
    >>> graph = kg.load("seeds")
    >>> described(graph, neighbourhood(graph, kg.NodeId.page("openai")))["node"][0]
    'page:openai'
    """
    exposure = measure_exposure(graph).drop("witness", "sources")
    figures = exposure.select(pl.lit("page").alias("kind"), pl.col("page").alias("key"), pl.exclude("page"))
    facts = work_facts(graph).with_columns(pl.int_range(pl.len(), dtype=pl.Int64).alias("row"))
    chosen = around.nodes.join(facts, on="row", how="left", maintain_order="left")
    return chosen.join(figures, on=["kind", "key"], how="left", maintain_order="left")


def plain(text: str) -> str:
    r"""Return a text as one line that draws as it reads: no control or bidirectional characters.

    >>> plain("a\n b\u202ec")
    'a bc'
    """
    if text.isprintable():  # nothing of what _drawn leaves out
        return " ".join(text.split())
    return " ".join("".join(_drawn(character) for character in text).split())


def cut(text: str, most: int = LONGEST_LABEL) -> str:
    """Return a text of at most that many characters, with an ellipsis where it was cut.

    >>> cut("abcdef", 4)
    'abc…'
    """
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def title_of(fact: dict[str, Any]) -> str:
    """Return what a node is called: its title, else its address, else its key.

    >>> title_of({"title": None, "url": "https://a.example/x", "key": "1f"})
    'a.example/x'
    """
    title = plain(fact["title"] or "")
    address = re.sub(r"^[a-z]+://(www\.)?", "", plain(fact["url"] or ""), flags=re.IGNORECASE)
    return title or address or plain(fact["key"]) or "?"


def address_of(fact: dict[str, Any]) -> str | None:
    """Return the address of a node if it is http or https and may become a link.

    >>> address_of({"url": "javascript:alert(1)"}) is None
    True
    """
    url = (fact["url"] or "").strip()
    return url if _ADDRESS.fullmatch(url) else None


def level_words(level: int | None) -> str:
    """Return digit and name of a level.

    >>> level_words(4), level_words(None)
    ('4 High', 'Unrated')
    """
    return "Unrated" if level is None else f"{level} {LEVEL_NAMES[level]}"


def facts_of(fact: dict[str, Any], venues: dict[str, str]) -> list[tuple[str, str]]:
    """Return what the panel says of a node, as pairs of a word and a text.

    ``venues`` are names of publishers by id.

    >>> facts_of({"kind": "organization", "node": "organization:o", "level": 4, "basis": "own", "why": None,
    ...     "explanation": None, "publisher": None, "type": None, "url": None}, {})
    [('Kind', 'Organization'), ('Id', 'organization:o'), ('Level', '4 High'), ('Basis', 'own')]
    """
    pairs = [("Kind", KIND_NAMES[fact["kind"]]), ("Id", plain(fact["node"]))]
    if fact["kind"] == "page":
        pairs += _page_pairs(fact)
    else:
        basis = fact["basis"] or "unrated"
        pairs += [("Level", level_words(fact["level"])), ("Basis", _because(basis, fact["why"]))]
    optional = {
        "Why": fact["explanation"],
        "Published by": venues.get(fact["publisher"] or "", fact["publisher"]),
        "Type": fact["type"],
        "Address": fact["url"],
    }
    return pairs + [(word, plain(text)) for word, text in optional.items() if text]


def connections(around: Neighbourhood, facts: pl.DataFrame) -> dict[int, str]:
    """Return how each node hangs together with nodes as near or nearer, as a phrase.

    A phrase names three nodes at most and counts the others.
    """
    known = {fact["row"]: fact for fact in facts.iter_rows(named=True)}
    kinds = tuple(KIND_NAMES)
    place = {
        row: (fact["distance"], fact["context"], kinds.index(fact["kind"]), number)
        for number, (row, fact) in enumerate(known.items())
    }
    found: dict[tuple[int, str], list[str]] = {}
    for tail, head, kind in around.edges.filter("shown").select("tail", "head", "kind").iter_rows():
        says, said = _VERBS[kind]
        later, other, verb = (tail, head, says) if place[tail] > place[head] else (head, tail, said)
        found.setdefault((later, verb), []).append(title_of(known[other]))
    phrases: dict[int, list[str]] = {}
    for (row, verb), titles in found.items():
        phrases.setdefault(row, []).append(f"{verb} {_listed(sorted(titles, key=str.casefold))}")
    return {row: "; ".join(said) for row, said in phrases.items()}


def level_order(level: int | None) -> int:
    """Return where a level stands, lowest first; unrated between low and good, as it may be either.

    >>> sorted([4, None, 2, 3], key=level_order)
    [2, None, 3, 4]
    """
    return 5 if level is None else 2 * level


def in_reading_order(facts: pl.DataFrame) -> list[dict[str, Any]]:
    """Return the nodes as a table lists them: the middle, sources with the lowest first, venues, owners, pages."""
    middle, *others = facts.iter_rows(named=True)
    kinds = ("source", "publisher", "organization", "page")
    return [
        middle,
        *sorted(
            others,
            key=lambda fact: (
                kinds.index(fact["kind"]),
                level_order(fact["level"]),
                title_of(fact).casefold(),
                fact["row"],
            ),
        ),
    ]


def summary_of(graph: KnowledgeGraph, around: Neighbourhood, fact: dict[str, Any]) -> Summary | None:
    """Return what a page rests on, or None for another kind of node or a page that cites nothing."""
    if fact["kind"] != "page" or not fact["cited"]:
        return None
    works = [int(row) for row in graph.citations.neighbours(around.centre) if graph.work[row]]
    counts = Counter(int(graph.level[row]) if graph.rated[row] else 0 for row in works)
    said = [f"{counts[level]} {LEVEL_NAMES[level].lower()}" for level in (5, 4, 3, 2, 1) if counts[level]]
    unrated = [f"{counts[0]} unrated"] if counts[0] else []
    bars, start = [], 0.0
    for level in (1, 2, 0, 3, 4, 5):
        width = 100 * counts[level] / len(works)
        if counts[level]:
            bars.append(
                Bar(level, counts[level], f"{start:.2f}%", f"{width:.2f}%", f"{start + width / 2:.2f}%")
            )
        start += width
    share = f"Low share {_range(fact)}. Coverage {_percent(fact['coverage'])}."
    return Summary(f"{len(works)}: {', '.join(said + unrated)}", tuple(bars), share)


def _page_pairs(fact: dict[str, Any]) -> list[tuple[str, str]]:
    if not fact["cited"]:
        return [("Level", "none: a page is measured, not rated"), ("Cites", "no source")]
    works = "1 work" if fact["cited"] == 1 else f"{fact['cited']} works"
    return [
        ("Level", "none: a page is measured, not rated"),
        ("Cites", f"{works}, {fact['rated']} rated, {fact['low']} low"),
        ("Low share", _range(fact)),
        ("Coverage", _percent(fact["coverage"])),
    ]


def _because(basis: str, why: str | None) -> str:
    return f"{basis} ({why})" if why else basis


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _range(fact: dict[str, Any]) -> str:
    least, most = _percent(fact["low_share"]), _percent(fact["low_share_upper"])
    return least if least == most else f"{least} to {most}"


def _listed(titles: list[str], most: int = 3) -> str:
    more = len(titles) - most
    shown = ", ".join(cut(title, 60) for title in titles[:most])
    return f"{shown} and {more} more" if more > 0 else shown


def _drawn(character: str) -> str:
    if character.isspace():
        return " "
    return "" if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn") else character
