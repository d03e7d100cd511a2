"""``/sources``, ``/publishers``, ``/organizations`` and ``/worklist``: every node of a kind, and what to rate next."""

from __future__ import annotations

import numpy as np
import polars as pl

from kg.analysis.rating import rating_table
from kg.graph.adjacency import Integers
from kg.model.level import LEVEL_NAMES
from kg.model.words import Why
from kg.views.addresses import Address
from kg.views.cells import bases, column, hosts, ids_in, nodes_in, plain, types
from kg.views.heads import head_of
from kg.views.links import links_of_ids
from kg.views.listing import Narrowing, Rows, table_of
from kg.views.nouns import Answer, Asked, Listing
from kg.views.parts import Link
from kg.views.words import BASIS_WORDS, NO_TYPE, counted, type_words
from kg.views.world import World

_LEVEL_LABELS = {**{str(level): f"{level} {name}" for level, name in LEVEL_NAMES.items()}, "none": "Unrated"}
WHY_WORDS = {
    Why.NO_ADDRESS: "no address",
    Why.BAD_ADDRESS: "its address cannot be read",
    Why.RESOLVER: "an index, not a publication venue",
    Why.NOT_A_SOURCE: "search results",
    Why.NO_PUBLISHER: "no publication venue known",
    Why.PUBLISHER_UNRATED: "publication venue unrated",
    Why.DANGLING: "cited, but no record of it",
}
"""Why a source is unrated, in a cell."""


def sources(world: World, asked: Asked) -> Answer:
    """Answer with every source on record, those that most pages cite first."""
    rows = world.keep(("sources",), lambda: source_rows(world, listed_sources(world), twins=True))
    rated = world.sources["level"].count()
    lead = f"{counted(world.sources.height, 'source')} on record; {rated:,} have a level."
    return _listed(world, asked, "Sources", rows, lead)


def publishers(world: World, asked: Asked) -> Answer:
    """Answer with every publication venue that is registered or that a source rests on."""
    rows = world.keep(("publishers",), lambda: _publisher_rows(world))
    lead = "Publication venues: who stands behind a place on the web. A source inherits its level from here if nobody rates it itself."
    return _listed(world, asked, "Publication venues", rows, lead)


def organizations(world: World, asked: Asked) -> Answer:
    """Answer with every organization."""
    rows = world.keep(("organizations",), lambda: _organization_rows(world))
    return _listed(
        world,
        asked,
        "Organizations",
        rows,
        "Who owns publication venues. An unrated venue may inherit the level of its owner.",
    )


def worklist(world: World, asked: Asked) -> Answer:
    """Answer with what to rate next."""
    rows = world.keep(("worklist",), lambda: worklist_rows(world))
    lead = "What to rate next: unrated places and publication venues, by how many pages a rating would decide something for."
    return _listed(world, asked, "Worklist", rows, lead)


def _listed(world: World, asked: Asked, title: str, rows: Rows, lead: str) -> Answer:
    address = Address("/" + "/".join(asked.path), asked.parameters)
    head = head_of(title, address=address, lead=lead)
    empty = "Nothing is left. Take back a choice." if rows.frame.height else "There is none in this corpus."
    return Answer(Listing(head=head, table=table_of(world, rows, asked), empty=empty))


def source_rows(
    world: World,
    frame: pl.DataFrame,
    *,
    key: str = "sources",
    caption: str = "Sources",
    twins: bool = False,
    prefix: str = "",
    lowest_first: bool = False,
) -> Rows:
    """Return the listing of some rows of `listed_sources`; ``twins`` if theirs are those of ``kg rate --all``."""
    whole = rating_table(world.graph) if twins else None
    rated = (
        None if whole is None else frame.select("id").join(whole, on="id", how="left", maintain_order="left")
    )
    return Rows(
        key=key,
        caption=caption,
        frame=frame,
        usual="level" if lowest_first else "-pages",
        prefix=prefix,
        searched=lambda: frame.select(pl.concat_str("name", "id", pl.col("url").fill_null(""), separator="\n").str.to_lowercase())["name"],
        data=None if rated is None else (lambda chosen: rated[chosen]),
        fields=(
            column("source", "Source", nodes_in("row"), "node", order="name"),
            column("type", "Type", types),
            column("level", "Level", plain("level"), "level", order="by_level"),
            column("publisher", "Published by", hosts, "node", order="publisher"),
            column("basis", "Level from", bases),
            column("pages", "Pages", plain("pages"), "number", falls=True, meaning="Pages that cite it, or another record of the same work, in support."),
            column("url", "Address", plain("url"), "code", shown=False),
            column("why", "Why unrated", _why, shown=False),
        ),
        narrowings=(
            Narrowing("level", "Level", frame["level_facet"], _LEVEL_LABELS),
            Narrowing("basis", "Level from", frame["basis"], dict(BASIS_WORDS)),
            Narrowing("type", "Type", frame["type_facet"], words=type_words),
        ),
    )  # fmt: skip


def listed_sources(world: World) -> pl.DataFrame:
    """Return `World.sources` with what listings of them sort and narrow by."""
    by_level = pl.col("level").cast(pl.Float64).fill_null(world.graph.policy.low + 0.5)
    return world.keep(
        ("listed sources",),
        lambda: world.sources.with_columns(
            by_level=by_level,
            level_facet=pl.col("level").cast(pl.String).fill_null("none"),
            type_facet=pl.col("type").fill_null(NO_TYPE),
        ),
    )


def lowest_sources(world: World, rows: Integers) -> pl.DataFrame:
    """Return the sources in some rows of the node table, of `listed_sources`, the lowest first, equals by their ids."""
    places = world.keep(("places of sources",), lambda: _places_of_sources(world))
    listed, chosen = listed_sources(world), places[np.sort(rows)]
    chosen = chosen[chosen >= 0]
    return listed[chosen[np.argsort(listed["by_level"].to_numpy()[chosen], kind="stable")]]


def _places_of_sources(world: World) -> Integers:
    """Return where each row of the node table stands in `World.sources`, -1 for what is no source."""
    places = np.full(world.nodes.height, -1, dtype=np.int64)
    places[world.sources["row"].to_numpy()] = np.arange(world.sources.height)
    return places


def _why(_: World, part: pl.DataFrame) -> list[str | None]:
    return [None if word is None else WHY_WORDS.get(Why(word), word) for word in part["why"].to_list()]


def _publisher_rows(world: World) -> Rows:
    frame = world.publishers.with_columns(
        by_level=pl.col("level").cast(pl.Float64).fill_null(world.graph.policy.low + 0.5)
    )
    return Rows(
        key="publishers",
        caption="Publication venues",
        frame=frame,
        usual="-pages",
        searched=lambda: _by_name(frame),
        data=lambda chosen: world.publishers.drop("row")[chosen],
        fields=(
            column("publisher", "Publication venue", nodes_in("row"), "node", order="name"),
            column("type", "Type", types),
            column("level", "Level", plain("level"), "level", order="by_level"),
            column("basis", "Level from", bases),
            column("owned_by", "Owner", ids_in("owned_by", "organization"), "node"),
            column("sources", "Sources", plain("sources"), "number", falls=True),
            column("pages", "Pages", plain("pages"), "number", falls=True, meaning="Pages that cite one of its sources."),
        ),
        narrowings=(
            Narrowing("level", "Level", frame["level"].cast(pl.String).fill_null("none").alias("level"), _LEVEL_LABELS),
            Narrowing("type", "Type", frame["type"].fill_null(NO_TYPE), words=type_words),
        ),
    )  # fmt: skip


def _organization_rows(world: World) -> Rows:
    frame = world.organizations.with_columns(
        by_level=pl.col("level").cast(pl.Float64).fill_null(world.graph.policy.low + 0.5)
    )
    return Rows(
        key="organizations",
        caption="Organizations",
        frame=frame,
        usual="-sources",
        searched=lambda: _by_name(frame),
        data=lambda chosen: world.organizations.drop("row")[chosen],
        fields=(
            column("organization", "Organization", nodes_in("row"), "node", order="name"),
            column("level", "Level", plain("level"), "level", order="by_level"),
            column("parent", "Owner", ids_in("parent", "organization"), "node"),
            column("publishers", "Publication venues", plain("publishers"), "number", falls=True, meaning="Those that it owns itself."),
            column("sources", "Sources", plain("sources"), "number", falls=True),
        ),
        narrowings=(
            Narrowing("level", "Level", frame["level"].cast(pl.String).fill_null("none").alias("level"), _LEVEL_LABELS),
        ),
    )  # fmt: skip


def _by_name(frame: pl.DataFrame) -> pl.Series:
    return frame.select(pl.concat_str("name", "id", separator="\n").str.to_lowercase())["name"]


def worklist_rows(world: World) -> Rows:
    """Return the listing of what to rate next."""
    frame = world.worklist
    return Rows(
        key="worklist",
        caption="What to rate next",
        frame=frame,
        usual="-pages",
        searched=frame["subject"].str.to_lowercase,
        fields=(
            column("subject", "Place or venue", _subjects, "node"),
            column("why", "Why unrated", _why),
            column("pages", "Pages", plain("pages"), "number", falls=True, meaning="Pages that cite an unrated source there."),
            column("claims", "Claims", plain("claims"), "number", falls=True),
            column("sources", "Sources", plain("sources"), "number", falls=True),
            column("example", "For example", ids_in("example", "source"), "node", sortable=False),
        ),
    )  # fmt: skip


def _subjects(world: World, part: pl.DataFrame) -> list[Link]:
    """Return what a rating would be about: a publisher leads to its view, a place to what stands there."""
    named = [f"publisher:{publisher}" for publisher in part["publisher"].drop_nulls()]
    venues = iter(links_of_ids(world, named))
    found = []
    for subject, publisher in part.select("subject", "publisher").iter_rows():
        place = Link(subject, str(Address("/sources", (("q", subject), ("level", "none")))))
        found.append(place if publisher is None else next(venues))
    return found
