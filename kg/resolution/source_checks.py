"""What is dirty in the addresses of sources, and in what they state of their publishers."""

from __future__ import annotations

import polars as pl

from kg.model.corpus import Corpus, problem_rows
from kg.model.validity import holds_on
from kg.model.words import AddressKind, MatchedBy
from kg.resolution.address_kinds import kinds_of
from kg.resolution.hosts import main_host
from kg.resolution.look_alikes import check_hosts, check_spelling
from kg.resolution.places import INDEX, index_of, named_places
from kg.resolution.publisher_index import match_places
from kg.resolution.registry import Registry, place_name
from kg.resolution.work_ids import is_doi, normal_doi

_SUBJECT = "source:" + pl.col("id")


def check_sources(
    corpus: Corpus, registry: Registry, found: pl.DataFrame, stated: pl.DataFrame
) -> pl.DataFrame:
    """Return the problems of sources, from what was found of each (in their order) and what each states."""
    sources = corpus["sources"]
    rows = found.with_columns(sources["url"], sources["origin"], sources["publisher"].alias("word"))
    rows = rows.with_columns(stated["former"], stated["dangling"].alias("unknown"))
    told = [
        (
            "dangling-publisher",
            pl.col("unknown"),
            "states publisher {}, of which there is no record",
            ("word",),
        ),
        ("bad-address", pl.col("bad"), "cannot read the address {}", ("url",)),
        (
            "bad-value",
            ~is_doi(normal_doi(pl.col("doi"))),
            "doi: expected 10.NUMBER/NAME, got '{}'; it names no work",
            ("doi",),
        ),
        ("former-id", pl.col("former"), "states publisher {}, whose id is now {}", ("word", "stated")),
    ]
    problems = [
        problem_rows(kind, rows.filter(holds), subject=_SUBJECT, message=pl.format(text, *columns))
        for kind, holds, text, columns in told
    ]
    return pl.concat(
        [
            *problems,
            _not_a_source(rows),
            check_spelling(sources),
            check_hosts(sources, found["host"], registry.registered["host"]),
            _missed_channels(rows, registry),
            _ended_publishers(corpus, registry, rows),
            _duplicates(rows),
        ]
    )


def _not_a_source(rows: pl.DataFrame) -> pl.DataFrame:
    """Return sources whose address shows search results, unless a registered place with a path covers it."""
    search = pl.col("sort") == AddressKind.SEARCH.value
    covered = pl.col("by_place").is_not_null()
    message = pl.format("{} shows search results, which are no source", "url")
    return problem_rows("not-a-source", rows.filter(search & ~covered), subject=_SUBJECT, message=message)


def _duplicates(rows: pl.DataFrame) -> pl.DataFrame:
    message = pl.format("is the same work as source:{} and counts once", "work")
    twice = rows.filter(pl.col("work") != pl.col("id"))
    return problem_rows("duplicate-address", twice, subject=_SUBJECT, message=message)


def _missed_channels(rows: pl.DataFrame, registry: Registry) -> pl.DataFrame:
    """Return addresses that lie in a registered channel but for capitals, or another view of its host."""
    channels = _channels(registry)
    hosts = rows.select(pl.col("host").unique()).filter(
        main_host(pl.col("host")).is_in(channels["host"].implode())
    )["host"]
    there = pl.col("host").is_in(hosts.implode()) & pl.col("matched_by").is_in(
        [MatchedBy.PLATFORM.value, MatchedBy.NONE.value]
    )
    asked = rows.filter(there).select(
        "row", "path", main_host(pl.col("host")).alias("host"), sort=pl.lit(None, dtype=pl.String)
    )
    if channels.is_empty() or asked.is_empty():
        return rows.clear().pipe(lambda none: problem_rows("missed-channel", none, message=pl.lit("")))
    near = match_places(asked, channels).select(
        "row", pl.col("publisher").alias("channel_id"), place_name().alias("missed")
    )
    first = near.unique("row", keep="first", maintain_order=True)
    missed = rows.join(first, on="row", maintain_order="left")
    missed = missed.filter(pl.col("channel_id").ne_missing(pl.col("publisher")))
    message = pl.format(
        "{} differs from {} of publisher:{} only in capitals or an alias of its host",
        "url",
        "missed",
        "channel_id",
    )
    return problem_rows("missed-channel", missed, subject=_SUBJECT, message=message)


def _channels(registry: Registry) -> pl.DataFrame:
    """Return the registered channels with a path, as an index that knows neither capitals nor views of a host."""
    places = registry.registered.with_columns(place_name().alias("place"))
    lies = registry.platforms.select("place", "inside")
    asked = places.select("host", pl.col("path").fill_null("/"), query=pl.lit(""))
    named = kinds_of(asked, registry.rules)["named"]
    known = places.with_columns(named).join(lies, on="place", how="left", maintain_order="left")
    channel = pl.col("inside").is_not_null() | pl.col("named").is_not_null()
    paths = known.filter(pl.col("path").is_not_null() & channel & ~pl.col("platform_kind"))
    folded = paths.with_columns(main_host(pl.col("host")).alias("host"), fold=pl.lit(value=True))
    return folded.select(INDEX.keys())


def _ended_publishers(corpus: Corpus, registry: Registry, rows: pl.DataFrame) -> pl.DataFrame:
    """Return publishers whose places have all ended, yet sources state them or lie there."""
    ends = (
        corpus["places"]
        .group_by("publisher")
        .agg(
            (pl.col("valid_through") < registry.as_of).fill_null(value=False).all().alias("ended"),
            pl.col("valid_through").max().alias("last"),
        )
    )
    ended = ends.filter("ended").select(pl.col("publisher").alias("gone"), "last")
    if ended.is_empty():
        return problem_rows("ended-publisher", rows.clear(), message=pl.lit(""))
    places = corpus["places"].filter(
        pl.col("publisher").is_in(ended["gone"].implode()) & ~holds_on(registry.as_of)
    )
    index = index_of(named_places(places, corpus["publishers"]), registry.rules)
    lost = rows.filter(pl.col("by_place").is_null() & pl.col("stated").is_null())
    there = match_places(lost.select("row", "host", "path", "sort"), index).unique("row", keep="first")
    stating = rows.filter(pl.col("stated").is_not_null()).select("row", pl.col("stated").alias("gone"))
    uses = pl.concat([stating, there.select("row", pl.col("publisher").alias("gone"))])
    counts = uses.group_by("gone").agg(pl.len().alias("sources"))
    told = ended.join(counts, on="gone").join(
        corpus["publishers"].select(pl.col("id").alias("gone"), "origin"), on="gone", how="left"
    )
    message = pl.format("its last place ended on {}, yet {} sources state it or lie there", "last", "sources")
    return problem_rows(
        "ended-publisher", told.sort("gone"), subject="publisher:" + pl.col("gone"), message=message
    )
