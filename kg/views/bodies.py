"""``/publisher/ID`` and ``/organization/ID``: who stands behind sources, why the level, and what hangs on it."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from kg.analysis.impact import works_of
from kg.graph.adjacency import Flags, Integers, positions
from kg.model.ids import NodeId
from kg.model.level import LEVEL_NAMES
from kg.model.words import Verdict
from kg.ratings.evidence import Counts
from kg.views.addresses import Address, node_address
from kg.views.by_node import by_node
from kg.views.cells import column, plain
from kg.views.heads import ORGANIZATIONS, PUBLISHERS, head_of
from kg.views.identities import identities_of
from kg.views.links import links_of_ids, rows_of
from kg.views.listing import Rows, table_of
from kg.views.lists import listed_sources, source_rows
from kg.views.nouns import Answer, Asked, BodyView, Fact, RaterRow
from kg.views.page_tables import pages_at, rows_of_pages
from kg.views.parts import Link, Option, Tab
from kg.views.raters import COUNTS_WORDS, rater_records, raters_on, raters_sentence
from kg.views.words import LEVEL_MEANINGS, counted, type_words
from kg.views.world import World

_TABS = ("sources", "pages")
_MOST_PLACES = 200
_MOST_HOLDINGS = 200


def body(world: World, asked: Asked, row: int) -> Answer:
    """Answer with the publisher or organization in a row of the node table; ``tab`` is sources or pages.

    Raises
    ------
    QueryError
        A parameter has a value that there is not.
    """
    tab = asked.one_of("tab", _TABS)
    kind, key = world.nodes.select("kind", "key").row(row)
    node = NodeId(kind, key)
    path = str(node_address(kind, key))
    found = _Hanging(world, node)
    owners = _owners(world, node)
    raters = raters_on(world, [str(node), *(f"organization:{one}" for one in owners)])
    level, sentence = _level(world, node, owners, raters)
    told = _told(world, node)
    address = Address(path, asked.parameters)
    trail = PUBLISHERS if kind == "publisher" else ORGANIZATIONS
    view = BodyView(
        head=head_of(
            world.nodes["name"][row], address=address, trail=(trail,), kind=kind, key=key, facts=_facts(told)
        ),
        level=level,
        sentence=sentence,
        meaning=LEVEL_MEANINGS[level],
        raters=raters,
        raters_sentence=raters_sentence(raters),
        places=_places(world, node),
        owners=tuple(links_of_ids(world, [f"organization:{one}" for one in owners], levels=True)),
        holdings=_holdings(world, node),
        identities=identities_of(told),
        figures=found.figures(),
        tabs=found.tabs(address, tab),
        table=table_of(world, found.rows(tab), asked, path=path),
        tries=_tries(node, level),
    )
    return Answer(view, twin=lambda: _record(node, told, view))


def _works(world: World, node: NodeId) -> Integers:
    """Return the rows of the works of a body: `kg.analysis.impact.works_of`, those of a publisher found at once."""
    if node.kind == "publisher":
        published = world.keep(
            ("works by publisher",), lambda: by_node(world, _published(world), "publisher", kind="publisher")
        )
        works = published.of(row for row in rows_of(world, [str(node)]) if row is not None)["work_row"]
        return np.unique(works.to_numpy())
    named = rows_of(world, [f"source:{one}" for one in works_of(world.graph, node)])
    return np.array([row for row in named if row is not None], dtype=np.int64)


def _published(world: World) -> pl.DataFrame:
    """Return the work of each record, by its row, with who published the record."""
    own = world.spans.get("source", range(0))
    rows = world.nodes.slice(own.start, len(own)).select(
        pl.col("key").alias("work"), work_row=pl.int_range(own.start, own.stop, dtype=pl.Int64)
    )
    return world.graph.resolution.select("publisher", "work").join(rows, on="work", maintain_order="left")


class _Hanging:
    """The sources of a body and the pages that cite them."""

    def __init__(self, world: World, node: NodeId) -> None:
        self.world = world
        self.kind = node.kind
        rows = _works(world, node)
        marked: Flags = np.zeros(world.nodes.height, dtype=np.bool_)
        marked[rows] = True
        self.sources = listed_sources(world)[np.flatnonzero(marked[world.sources["work_row"].to_numpy()])]
        pages, edges = world.spans.get("page", range(0)), world.cited_by
        citing = edges.indices[positions(edges.indptr, rows)]
        of_pages = citing[(citing >= pages.start) & (citing < pages.stop)]
        held = pl.DataFrame(
            np.unique(of_pages.astype(np.int64), return_counts=True), schema=["row", "from_here"]
        )
        self.pages = pages_at(world, held["row"].to_numpy()).join(
            held, on="row", how="left", maintain_order="left"
        )

    def figures(self) -> tuple[Fact, ...]:
        """Return how much hangs on the body."""
        relying = int((self.pages["verdict"] == Verdict.RELIES.value).sum())
        return (
            Fact("Sources", f"{self.sources.height:,}"),
            Fact("Pages citing", f"{self.pages.height:,}"),
            Fact("of these rely on low", f"{relying:,}"),
        )

    def tabs(self, address: Address, current: str) -> tuple[Tab, ...]:
        """Return the tabs with their counts."""
        sizes = {"sources": self.sources.height, "pages": self.pages.height}
        labels = {"sources": "Sources", "pages": "Pages that depend on it"}
        bare = Address(address.path)
        return tuple(
            Tab(
                labels[tab],
                f"{sizes[tab]:,}",
                str(bare.with_one("tab", None if tab == _TABS[0] else tab)),
                tab == current,
            )
            for tab in _TABS
        )

    def rows(self, tab: str) -> Rows:
        """Return the rows of a tab."""
        if tab == "sources":
            how = "appeared here" if self.kind == "publisher" else "of what it owns"
            return source_rows(
                self.world, self.sources, caption=f"{counted(self.sources.height, 'source')} {how}"
            )
        more = (
            column(
                "from_here",
                "From here",
                plain("from_here"),
                "number",
                falls=True,
                meaning="Works that it cites from here.",
            ),
        )
        frame = self.pages.sort("from_here", descending=True, maintain_order=True)
        caption = f"{counted(frame.height, 'page')} that {'cites' if frame.height == 1 else 'cite'} sources from here"
        return rows_of_pages(
            self.world,
            frame,
            key="pages",
            caption=caption,
            more=more,
            usual="-from_here",
            also=("from_here",),
        )


def _told(world: World, node: NodeId) -> dict[str, Any]:
    """Return what is on record; a publisher that only a list knows has no record."""
    found = world.graph.corpus[f"{node.kind}s"].filter(pl.col("id") == node.key)
    return found.row(0, named=True) if found.height else {"id": node.key, "name": None, "origin": None}


def _facts(told: dict[str, Any]) -> tuple[str | None, ...]:
    peers = {True: "Peer reviewed", False: "Not peer reviewed"}.get(told.get("peer_reviewed"))  # type: ignore[arg-type]
    kind = "Platform" if told.get("kind") == "platform" else None
    return (type_words(told.get("type")), kind, peers, told.get("url"))


def _owners(world: World, node: NodeId) -> list[str]:
    """Return the owners from the nearest up; a circle ends where it closes."""
    corpus = world.graph.corpus
    parents: dict[str, str] = world.keep(
        ("parents",),
        lambda: dict(corpus["organizations"].drop_nulls("parent").select("id", "parent").iter_rows()),
    )
    if node.kind == "publisher":
        owned = corpus["publishers"].filter(pl.col("id") == node.key)["owned_by"].to_list()
        at = owned[0] if owned else None
    else:
        at = parents.get(node.key)
    chain: list[str] = []
    while at is not None and at not in chain and at != node.key:
        chain.append(at)
        at = parents.get(at)
    return chain


def _level(
    world: World, node: NodeId, owners: list[str], raters: tuple[RaterRow, ...]
) -> tuple[int | None, str]:
    """Return the level of a body and why, in a sentence."""
    frame = world.publishers if node.kind == "publisher" else world.organizations
    found = frame.filter(pl.col("id") == node.key)
    level: int | None = (
        found["level"][0] if found.height else world.nodes["level"][rows_of(world, [str(node)])[0] or 0]
    )
    if level is None:
        return None, "Unrated: nobody rates it" + (
            ", nor any owner of it that hands its level on." if owners else "."
        )
    if node.kind == "publisher" and found.height and found["basis"][0] == "organization":
        names = ", owned by ".join(
            one.text for one in links_of_ids(world, [f"organization:{one}" for one in owners])
        )
        return level, f"Inherited from owner: {names}"
    deciding = dict.fromkeys(one.rater.text for one in raters if one.counts == COUNTS_WORDS[Counts.DECIDES])
    return level, f"Rated by {' and '.join(deciding)}" if deciding else "Rated itself"


def _places(world: World, node: NodeId) -> tuple[str, ...]:
    if node.kind != "publisher":
        return ()
    places = world.graph.corpus["places"].filter(pl.col("publisher") == node.key).head(_MOST_PLACES)
    return tuple(f"{host}{path or ''}" for host, path in places.select("host", "path").iter_rows() if host)


def _holdings(world: World, node: NodeId) -> tuple[Link, ...]:
    if node.kind != "organization":
        return ()
    corpus = world.graph.corpus
    owned = [f"publisher:{one}" for one in corpus["publishers"].filter(pl.col("owned_by") == node.key)["id"]]
    below = [
        f"organization:{one}" for one in corpus["organizations"].filter(pl.col("parent") == node.key)["id"]
    ]
    return tuple(links_of_ids(world, [*below, *owned][:_MOST_HOLDINGS], levels=True))


def _tries(node: NodeId, level: int | None) -> tuple[Option, ...]:
    """Return the what-if of each level, and of nobody rating it."""
    tried = [
        Option(str(n), f"{n} {name}", 0, n == level, str(Address("/what-if", (("set", f"{node}={n}"),))))
        for n, name in LEVEL_NAMES.items()
    ]
    return (
        *tried,
        Option("none", "Unrated", 0, level is None, str(Address("/what-if", (("remove", str(node)),)))),
    )


def _record(node: NodeId, told: dict[str, Any], view: BodyView) -> dict[str, Any]:
    """Return what the JSON twin holds."""
    named = {"owners": [one.text for one in view.owners], "holdings": [one.text for one in view.holdings]}
    figures = {fact.label.lower().replace(" ", "_"): fact.value for fact in view.figures}
    return {
        "node": str(node),
        **told,
        "level": view.level,
        "explanation": view.sentence,
        "places": list(view.places),
        **named,
        **figures,
        "raters": rater_records(view.raters),
        view.table.key: view.table.data.to_dicts(),
    }
