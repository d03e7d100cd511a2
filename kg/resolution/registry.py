"""What a corpus knows of addresses on a day: rules, places, platforms and identifiers, made ready once."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import polars as pl

from kg.model.corpus import Corpus
from kg.model.validity import holds_on
from kg.model.words import HOUSE, PublisherKind
from kg.resolution.address_rules import AddressRules
from kg.resolution.identifiers import identifiers_of
from kg.resolution.place_subjects import place_subjects
from kg.resolution.places import index_of, places_on
from kg.resolution.publisher_index import match_places
from kg.resolution.rule_reading import read_rules


@dataclass(frozen=True, slots=True)
class Registry:
    """What is known on a day.

    ``registered`` are the recorded places and ``places`` those and the ones that only a rating list knows
    (columns ``INDEX``); ``platforms`` has for each of them the platform it lies ``inside``; ``bodies`` says the
    same of whole publishers; ``housed`` are the publishers that the house rates; ``subjects`` the nodes that
    ratings are about, but for works; ``words`` the ids that a source may state, former ones included.
    """

    as_of: datetime.date
    rules: AddressRules
    registered: pl.DataFrame
    places: pl.DataFrame
    platforms: pl.DataFrame
    bodies: pl.DataFrame
    identifiers: pl.DataFrame
    housed: pl.Series
    subjects: pl.DataFrame
    words: pl.DataFrame
    problems: pl.DataFrame


def registry_on(corpus: Corpus, *, as_of: datetime.date, rated: pl.Series) -> Registry:
    """Return what a corpus knows of addresses on a day; ``rated`` says which rows of ``ratings`` state a level.

    >>> corpus = Corpus.of({"places": pl.DataFrame({"publisher": ["a"], "host": ["a.org"]})})
    >>> registry_on(corpus, as_of=datetime.date(2026, 1, 1), rated=pl.Series([], dtype=pl.Boolean)).places["host"].to_list()
    ['a.org']
    """
    rules, problems = read_rules(corpus["address_rules"])
    registered = places_on(corpus, as_of, rules)
    counts = corpus["ratings"].select((holds_on(as_of) & rated).alias("counts"))["counts"]
    subjects, implied = place_subjects(corpus["ratings"], registered, counts)
    places = registered
    if implied.height:
        kinded = implied.with_columns(pl.lit(None, dtype=pl.String).alias("kind"))
        added = index_of(kinded, rules)
        places = pl.concat([registered, added]).sort("host", "path", nulls_last=False)
    platforms = _platforms(places)
    stated = corpus["ratings"].select("rater", counts).with_row_index("row").join(subjects, on="row")
    by_house = (pl.col("rater") == HOUSE) & (pl.col("kind") == "publisher") & pl.col("counts")
    return Registry(
        as_of,
        rules,
        registered,
        places,
        platforms,
        _bodies(platforms, corpus["publishers"]),
        identifiers_of(corpus["publishers"]),
        stated.filter(by_house)["key"].drop_nulls().unique(),
        subjects,
        _words(corpus["publishers"], implied["publisher"]),
        problems,
    )


def place_name() -> pl.Expr:
    """Return the text of a place, ``host/path``.

    >>> pl.DataFrame({"host": ["a.org"], "path": ["/x"]}).select(place_name()).item()
    'a.org/x'
    """
    return pl.concat_str(pl.col("host"), pl.col("path").fill_null(""))


def _platforms(index: pl.DataFrame) -> pl.DataFrame:
    """Return ``publisher, place, inside, platform_kind``: for each place the platform, another publisher's, it lies in."""
    places = index.with_row_index("row")
    carriers = index.filter(pl.col("platform_kind"))
    asked = places.select("row", "host", pl.col("path").fill_null("/"), sort=pl.lit(None, dtype=pl.String))
    inside = (
        match_places(asked, carriers).select("row", pl.col("publisher").alias("inside"))
        if carriers.height
        else pl.DataFrame(schema={"row": pl.UInt32, "inside": pl.String})
    )
    other = inside.join(places.select("row", "publisher"), on="row", maintain_order="left").filter(
        pl.col("inside") != pl.col("publisher")
    )
    nearest = other.unique("row", keep="first", maintain_order=True).select("row", "inside")
    told = places.join(nearest, on="row", how="left", maintain_order="left")
    return told.select("publisher", place_name().alias("place"), "inside", "platform_kind").unique(
        "place", keep="first", maintain_order=True
    )


def _bodies(platforms: pl.DataFrame, publishers: pl.DataFrame) -> pl.DataFrame:
    """Return ``body, body_inside, body_carries``: the platform that all places of a publisher lie in, or are."""
    one = pl.col("inside").is_not_null().all() & (pl.col("inside").n_unique() == 1)
    places = platforms.group_by("publisher").agg(
        pl.when(one).then(pl.col("inside").first()).alias("body_inside"),
        pl.col("platform_kind").all().alias("all_carry"),
    )
    kinds = publishers.select(pl.col("id").alias("publisher"), "kind")
    told = kinds.join(places, on="publisher", how="full", coalesce=True)
    carries = (
        pl.when(pl.col("kind").is_null())
        .then(pl.col("all_carry").fill_null(value=False))
        .otherwise(pl.col("kind") == PublisherKind.PLATFORM.value)
    )
    return told.select(pl.col("publisher").alias("body"), "body_inside", carries.alias("body_carries"))


def _words(publishers: pl.DataFrame, listed: pl.Series) -> pl.DataFrame:
    """Return ``word, id, former``: the publisher that each id names; its own before a former one, a listed place last."""
    former = (
        publishers.select("id", "former_ids")
        .explode("former_ids")
        .drop_nulls()
        .select(pl.col("former_ids").alias("word"), "id", former=pl.lit(value=True))
        .sort("id")
    )
    own = publishers.select(pl.col("id").alias("word"), "id", former=pl.lit(value=False))
    rated = pl.DataFrame({"word": listed, "id": listed}).with_columns(former=pl.lit(value=False))
    return pl.concat([own, former, rated.select(own.columns)]).unique(
        "word", keep="first", maintain_order=True
    )
