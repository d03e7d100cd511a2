"""``/search``: nodes by title, id or address; exact before beginning before within before nearly."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from kg.graph.adjacency import Integers
from kg.views.addresses import Address
from kg.views.cells import column, nodes_in, plain, types
from kg.views.heads import head_of
from kg.views.links import links_of
from kg.views.listing import Narrowing, Rows, table_of
from kg.views.nouns import Answer, Asked, Listing
from kg.views.parts import Link
from kg.views.trigrams import near, trigrams_of
from kg.views.words import KIND_WORDS, counted
from kg.views.world import World

_MOST = 500
_LONGEST = 500
_NEAREST = 8
_SCHEME = r"^[a-z]+://(?:www\.)?"
_KINDS = ("page", "source", "publisher", "organization")


@dataclass(frozen=True)
class Index:
    """What is searched: the nodes that have a view, their texts in lower case, and how many cite each."""

    rows: Integers
    name: pl.Series
    key: pl.Series
    url: pl.Series
    text: pl.Series
    """The three of them, a line each."""
    weight: Integers


def index_of(world: World) -> Index:
    """Return the index of a world."""
    facts = world.nodes.with_columns(pl.int_range(pl.len(), dtype=pl.Int64).alias("row")).filter(
        pl.col("kind").is_in(_KINDS)
    )
    name = facts["name"].str.to_lowercase()
    url = facts["url"].fill_null("").str.to_lowercase().str.replace(_SCHEME, "")
    cites = np.diff(world.cited_by.indptr)[facts["row"].to_numpy()]
    held = np.zeros(world.nodes.height, dtype=np.int64)
    held[world.publishers["row"].to_numpy()] = world.publishers["pages"].to_numpy()
    weight = cites + held[facts["row"].to_numpy()]
    key = facts["key"].str.to_lowercase()
    text = pl.select(pl.concat_str(name, key, url, separator="\n")).to_series()
    return Index(facts["row"].to_numpy(), name, key, url, text, weight)


def search(world: World, asked: Asked) -> Answer:
    """Answer with the nodes that a text names, at most 500."""
    text = asked.first("q").strip()[:_LONGEST]
    index = world.keep(("search",), lambda: index_of(world))
    found, nearly = find(index, text), False
    if text and not len(found):
        found, nearly = (
            near(world.keep(("trigrams",), lambda: trigrams_of(index.name)), text.lower(), index.weight),
            True,
        )
    frame = (
        world.nodes[index.rows[found]]
        .select("kind", "key", "name", "url", "type", "level")
        .with_columns(
            row=pl.Series(index.rows[found], dtype=pl.Int64),
            pages=pl.Series(index.weight[found], dtype=pl.Int64),
        )
    )
    rows = Rows(
        key="found",
        caption="What was found",
        frame=frame,
        data=lambda chosen: frame.drop("row")[chosen],
        fields=(
            column("name", "Title", nodes_in("row"), "node"),
            column("kind", "Kind", _kinds, order="kind"),
            column("level", "Level", plain("level"), "level"),
            column("type", "Type", types),
            column(
                "pages",
                "Pages",
                plain("pages"),
                "number",
                falls=True,
                meaning="Pages and sources that cite it.",
            ),
            column("key", "Id", plain("key"), "code", shown=False),
            column("url", "Address", plain("url"), "code", shown=False),
        ),
        narrowings=(Narrowing("kind", "Kind", frame["kind"], {kind: KIND_WORDS[kind] for kind in _KINDS}),),
    )
    head = head_of(
        "Search", address=Address("/search", asked.parameters), lead=_lead(text, len(found), nearly=nearly)
    )
    narrowed = Asked(("search",), tuple(pair for pair in asked.parameters if pair[0] != "q"))
    table = table_of(world, rows, narrowed if not text else asked, path="/search")
    return Answer(Listing(head=head, table=table, empty=_empty(text)))


def find(index: Index, asked: str) -> Integers:
    """Return the positions that a text finds, best first.

    Each word has to be in the title, the id or the address; an address is found whatever its scheme.
    """
    wanted = " ".join(asked.lower().split())
    if not wanted:
        return np.empty(0, dtype=np.int64)
    address = pl.Series([wanted]).str.replace(_SCHEME, "").item().rstrip("/")
    found, text = np.arange(len(index.rows)), index.text
    for word in (wanted.split() if " " in wanted else [address or wanted])[:12]:
        held = text.str.contains(word, literal=True)
        found, text = found[held.to_numpy()], text.filter(held)
    rank = _rank(index, found, wanted, address)
    return found[np.lexsort((found, -index.weight[found], rank))][:_MOST]


def _rank(index: Index, found: Integers, wanted: str, address: str) -> Integers:
    """Return how well each fits: the very id, the very title or address, a beginning, within."""
    name, key, url = (series.gather(found) for series in (index.name, index.key, index.url))
    named = (name == wanted) | (url.str.strip_chars_end("/") == address)
    begins = name.str.starts_with(wanted) | key.str.starts_with(wanted) | url.str.starts_with(address)
    return np.select([(key == wanted).to_numpy(), named.to_numpy(), begins.to_numpy()], [0, 1, 2], 3)


def _kinds(_: World, part: pl.DataFrame) -> list[str]:
    return [KIND_WORDS[kind] for kind in part["kind"].to_list()]


def _lead(text: str, found: int, *, nearly: bool) -> str:
    if not text:
        return "Titles, ids and addresses of pages, sources, publication venues and organizations."
    if nearly and found:
        return f"Nothing holds “{text}”; these come nearest."
    some = f"the first {_MOST} things" if found == _MOST else counted(found, "thing")
    return f"“{text}” is in {some}." if found else f"Nothing holds “{text}”, nor comes near it."


def _empty(text: str) -> str:
    return (
        "Try a part of the title, an id, or an address with or without https."
        if text
        else "Type a title, an id or an address."
    )


def nearest_nodes(world: World, text: str, *, kind: str | None = None) -> tuple[Link, ...]:
    """Return at most eight nodes that an id may have meant: ids that look like it, then titles that do.

    >>> import kg
    >>> from kg.views.world import prepare
    >>> [one.href for one in nearest_nodes(prepare(kg.load("seeds")), "opnai", kind="page")]
    ['/page/openai']
    """
    index = world.keep(("search",), lambda: index_of(world))
    wanted = text.lower()[:200]
    alike = near(world.keep(("trigrams-of-ids",), lambda: trigrams_of(index.key)), wanted, index.weight)
    named = near(world.keep(("trigrams",), lambda: trigrams_of(index.name)), wanted, index.weight)
    held = find(index, wanted)[:_NEAREST]
    kinds = world.nodes["kind"]
    rows = dict.fromkeys(int(index.rows[at]) for found in (alike, held, named) for at in found)
    mine = [row for row in rows if kind in (None, kinds[row])]
    return tuple(links_of(world, mine[:_NEAREST]))
