"""Who published each source: the stated publisher, else the longest place (rules 3 to 6)."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import polars as pl

from kg.model.columns import conform
from kg.model.corpus import Corpus, problem_rows
from kg.model.validity import holds_on
from kg.model.words import HOUSE, MatchedBy, PublisherKind, Why
from kg.resolution.identity import is_doi, normal_doi, work_of
from kg.resolution.look_alikes import check_hosts
from kg.resolution.places import INDEX, WebPlace, check_places, index_of, parse_place, places_on, resolver_of
from kg.resolution.publisher_index import match_places
from kg.resolution.urls import canonicalize


@dataclass(frozen=True, slots=True)
class Resolution:
    """Who published each source, which rated places nobody registered, and what was dirty.

    ``table`` has the columns of ``resolution``; ``subjects`` the node (``kind, key``) that each row of
    ``ratings`` is about, nulls if there is none.
    """

    table: pl.DataFrame
    subjects: pl.DataFrame
    problems: pl.DataFrame


def resolve(corpus: Corpus, *, as_of: datetime.date, rated: pl.Series) -> Resolution:
    """Return who published each source on a day; ``rated`` says which rows of ``ratings`` state a level.

    >>> corpus = Corpus.of({
    ...     "publishers": pl.DataFrame({"id": ["openai"]}),
    ...     "places": pl.DataFrame({"publisher": ["openai"], "host": ["openai.com"]}),
    ...     "sources": pl.DataFrame({"id": ["a"], "url": ["https://cdn.openai.com/x"]})})
    >>> found = resolve(corpus, as_of=datetime.date(2026, 1, 1), rated=pl.Series([], dtype=pl.Boolean))
    >>> found.table.select("publisher", "matched_by", "place").row(0)
    ('openai', 'place', 'openai.com')
    """
    sources = corpus["sources"]
    addresses = canonicalize(sources["url"])
    index = places_on(corpus, as_of)
    subjects, implied = _subjects(corpus, index, as_of, rated)
    whole = index_of(pl.concat([index, implied])) if implied.height else index
    stated = _stated(corpus)
    found = pl.concat(
        [sources.select("id", "doi", "origin").with_row_index("row"), stated, addresses], how="horizontal"
    )
    matched = match_places(found.select("row", "host", "path"), whole)
    publishers = corpus["publishers"]
    carriers = publishers.filter(pl.col("kind") == PublisherKind.PLATFORM.value)["id"]
    best = _best(matched, corpus["ratings"], subjects, as_of)
    table = _attributed(found, best, _own_place(matched, found), _platforms(whole), carriers)
    table = table.with_columns(work_of(table["id"], table["canonical_url"], table["doi"]).alias("work"))
    problems = [
        check_places(corpus),
        _dangling(sources, stated),
        problem_rows(
            "bad-address",
            sources.filter(addresses["bad"]),
            subject="source:" + pl.col("id"),
            message=pl.format("cannot read the address {}", "url"),
        ),
        problem_rows(
            "bad-value",
            sources.filter(~is_doi(normal_doi(pl.col("doi")))),
            subject="source:" + pl.col("id"),
            message=pl.format("doi: expected 10.NUMBER/NAME, got '{}'; it names no work", "doi"),
        ),
        check_hosts(sources, addresses["host"], index["host"]),
        _duplicates(table),
    ]
    return Resolution(
        conform(table, "resolution"),
        subjects,
        pl.concat(problems),
    )


def _stated(corpus: Corpus) -> pl.DataFrame:
    """Return ``stated`` (the publisher that a source states, former ids followed) and ``dangling``."""
    publishers = corpus["publishers"]
    former = (
        publishers.select("id", "former_ids")
        .explode("former_ids")
        .drop_nulls()
        .select(pl.col("former_ids").alias("word"), "id")
        .sort("id")
    )
    known = pl.concat([publishers.select(pl.col("id").alias("word"), "id"), former]).unique(
        "word", keep="first", maintain_order=True
    )
    said = corpus["sources"].select(pl.col("publisher").alias("word"))
    found = said.join(known, on="word", how="left", maintain_order="left")
    return found.select(
        pl.col("id").alias("stated"),
        (pl.col("word").is_not_null() & pl.col("id").is_null()).alias("dangling"),
    )


def _subjects(
    corpus: Corpus, index: pl.DataFrame, as_of: datetime.date, rated: pl.Series
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the node each assertion is about, and an index of the places that only a rating knows."""
    ratings = corpus["ratings"].with_row_index("row")
    kinds = r"^(organization|page|publisher|rater|source):(.+)$"
    parts = ratings.select(
        "row",
        pl.col("subject").str.extract(kinds, 1).alias("kind"),
        pl.col("subject").str.extract(kinds, 2).alias("key"),
        "subject",
    )
    texts = parts.filter(pl.col("kind").is_null())["subject"].unique().to_list()
    if not texts:
        return parts.select("row", "kind", "key"), pl.DataFrame(schema=INDEX)
    registered = {
        (host, path): publisher
        for host, path, publisher in index.select("host", "path", "publisher").iter_rows()
    }
    read = {text: place for text in texts if (place := _place_or_none(text)) is not None}
    owner = {text: registered.get((place.host, place.path)) or str(place) for text, place in read.items()}
    subjects = parts.select(
        "row",
        pl.when(pl.col("kind").is_null() & pl.col("subject").is_in(list(owner)))
        .then(pl.lit("publisher"))
        .otherwise("kind")
        .alias("kind"),
        pl.when(pl.col("kind").is_null())
        .then(pl.col("subject").replace_strict(owner, default=None, return_dtype=pl.String))
        .otherwise("key")
        .alias("key"),
    )
    counts = holds_on(as_of) & rated
    valid = ratings.filter(counts)["subject"].unique().implode()
    fresh = (
        parts.filter(pl.col("kind").is_null() & pl.col("subject").is_in(valid))["subject"]
        .unique()
        .sort()
        .to_list()
    )
    rows = [
        {
            "host": read[text].host,
            "path": read[text].path,
            "publisher": owner[text],
            "platform_kind": False,
            "implied": True,
        }
        for text in fresh
        if text in read and (read[text].host, read[text].path) not in registered
    ]
    return subjects, index_of(pl.DataFrame(rows, schema=INDEX)) if rows else pl.DataFrame(schema=INDEX)


def _place_or_none(text: str) -> WebPlace | None:
    try:
        return parse_place(text)
    except ValueError:
        return None


def _best(
    matched: pl.DataFrame, ratings: pl.DataFrame, subjects: pl.DataFrame, as_of: datetime.date
) -> pl.DataFrame:
    """Return the longest place of each row; one that only a list knows never hides one that the house rates."""
    if matched["implied"].any():
        stated = ratings.with_row_index("row").join(subjects, on="row").filter(holds_on(as_of))
        rated = stated.filter((pl.col("rater") == HOUSE) & (pl.col("kind") == "publisher"))["key"]
        housed = matched.filter(~pl.col("implied") & pl.col("publisher").is_in(rated.implode()))["row"]
        matched = matched.filter(~(pl.col("implied") & pl.col("row").is_in(housed.implode())))
    return matched.unique("row", keep="first", maintain_order=True)


def _own_place(matched: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """Return the longest place of the stated publisher that each address lies in."""
    own = matched.join(found.select("row", "stated"), on="row").filter(
        pl.col("publisher") == pl.col("stated")
    )
    return own.unique("row", keep="first", maintain_order=True).select(
        "row", _place_name().alias("own_place")
    )


def _place_name() -> pl.Expr:
    return pl.concat_str(pl.col("host"), pl.col("path").fill_null(""))


def _platforms(index: pl.DataFrame) -> pl.DataFrame:
    """Return ``place, inside``: for each place the platform, another publisher's, that it lies in."""
    places = index.with_row_index("row")
    carriers = index.filter(pl.col("platform_kind"))
    asked = places.select("row", "host", pl.col("path").fill_null("/"))
    inside = (
        match_places(asked, carriers).select("row", pl.col("publisher").alias("inside"))
        if carriers.height
        else pl.DataFrame(schema={"row": places["row"].dtype, "inside": pl.String})
    )
    other = inside.join(places.select("row", "publisher"), on="row").filter(
        pl.col("inside") != pl.col("publisher")
    )
    nearest = other.unique("row", keep="first", maintain_order=True).select("row", "inside")
    return places.join(nearest, on="row", how="left").select(
        "publisher", _place_name().alias("place"), "inside", "platform_kind"
    )


def _attributed(
    found: pl.DataFrame, best: pl.DataFrame, own: pl.DataFrame, platforms: pl.DataFrame, carriers: pl.Series
) -> pl.DataFrame:
    """Return the table of attribution: stated first, unless the address names a channel of that very platform."""
    place = best.select("row", pl.col("publisher").alias("by_place"), _place_name().alias("place"))
    all_inside = platforms.group_by("publisher").agg(
        pl.when(pl.col("inside").is_not_null().all() & (pl.col("inside").n_unique() == 1))
        .then(pl.col("inside").first())
        .alias("stated_inside")
    )
    rows = (
        found.join(place, on="row", how="left")
        .join(own, on="row", how="left")
        .join(platforms.select(pl.col("place"), "inside").unique("place"), on="place", how="left")
        .join(
            platforms.select(pl.col("place").alias("own_place"), pl.col("inside").alias("own_inside")).unique(
                "own_place"
            ),
            on="own_place",
            how="left",
        )
        .join(all_inside.rename({"publisher": "stated"}), on="stated", how="left")
        .sort("row")
    )
    channel_of_stated = (pl.col("inside") == pl.col("stated")).fill_null(value=False)
    by_stated = pl.col("stated").is_not_null() & ~channel_of_stated
    publisher = pl.when(by_stated).then("stated").otherwise("by_place")
    is_carrier = publisher.is_in(carriers.implode()).fill_null(value=False)
    of_stated = pl.when(pl.col("own_place").is_not_null()).then("own_inside").otherwise("stated_inside")
    inside = pl.when(by_stated).then(of_stated).otherwise("inside")
    return rows.with_columns(
        publisher.alias("publisher"),
        pl.when(is_carrier).then(publisher).otherwise(inside).alias("platform"),
        _matched_by(by_stated, is_carrier).alias("matched_by"),
        _why_unrated(publisher).alias("why"),
        pl.when(by_stated).then("own_place").otherwise("place").alias("place"),
        pl.col("accessed_via").alias("archived_at"),
    )


def _first_that_holds(cases: list[tuple[pl.Expr, str]], otherwise: str) -> pl.Expr:
    """Return the word of the first case that holds on each row."""
    words = [pl.when(holds).then(pl.lit(word)) for holds, word in cases]
    return pl.coalesce(*words, pl.lit(otherwise))


def _matched_by(by_stated: pl.Expr, is_carrier: pl.Expr) -> pl.Expr:
    nobody = pl.col("by_place").is_null()
    cases = [
        (by_stated, MatchedBy.STATED.value),
        (nobody & resolver_of(pl.col("host")).is_not_null(), MatchedBy.RESOLVER.value),
        (nobody, MatchedBy.NONE.value),
        (is_carrier, MatchedBy.PLATFORM.value),
        (pl.col("inside").is_not_null(), MatchedBy.CHANNEL.value),
    ]
    return _first_that_holds(cases, MatchedBy.PLACE.value)


def _why_unrated(publisher: pl.Expr) -> pl.Expr:
    """Return why a source would be unrated if no rule answered. A source without origin has no record."""
    cases = [
        (publisher.is_not_null(), Why.PUBLISHER_UNRATED.value),
        (pl.col("bad"), Why.BAD_ADDRESS.value),
        (resolver_of(pl.col("host")).is_not_null(), Why.RESOLVER.value),
        (pl.col("dangling") | pl.col("origin").is_null(), Why.DANGLING.value),
        (pl.col("host").is_null(), Why.NO_ADDRESS.value),
    ]
    return _first_that_holds(cases, Why.NO_PUBLISHER.value)


def _dangling(sources: pl.DataFrame, stated: pl.DataFrame) -> pl.DataFrame:
    return problem_rows(
        "dangling-publisher",
        sources.filter(stated["dangling"]),
        subject="source:" + pl.col("id"),
        message=pl.format("states publisher {}, of which there is no record", pl.col("publisher")),
    )


def _duplicates(table: pl.DataFrame) -> pl.DataFrame:
    twice = table.filter(pl.col("work") != pl.col("id"))
    return problem_rows(
        "duplicate-address",
        twice,
        subject="source:" + pl.col("id"),
        message=pl.format("is the same work as source:{} and counts once", "work"),
    )
