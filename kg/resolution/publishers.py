"""Who published each source: the stated publisher, else the longest place (rules 3 to 6)."""

from __future__ import annotations

import polars as pl

from kg.model.columns import Schema
from kg.model.words import AddressKind, MatchedBy, Why
from kg.resolution.address_kinds import kinds_of
from kg.resolution.identifiers import by_identifier
from kg.resolution.publisher_index import match_places
from kg.resolution.registry import Registry, place_name
from kg.resolution.urls import canonicalize

ASKED: Schema = {
    "url": pl.String,
    "doi": pl.String,
    "stated": pl.String,
    "dangling": pl.Boolean,
}
"""What is asked of: an address, the DOI that is written beside it, the publisher that is stated (former ids
followed), and whether one is stated that does not exist."""


def described(addresses: pl.Series, registry: Registry) -> pl.DataFrame:
    """Return what each address says and what it is, whoever publishes there.

    Columns ``row``, `kg.resolution.urls.ADDRESS`, ``sort`` and ``named``.
    """
    found = canonicalize(addresses, registry.rules)
    return pl.concat([found, kinds_of(found, registry.rules)], how="horizontal").with_row_index("row")


def attributed(asked: pl.DataFrame, addresses: pl.DataFrame, registry: Registry) -> pl.DataFrame:
    """Return who published what: a row for each row asked, in their order.

    Parameters
    ----------
    asked : DataFrame
        Columns ``ASKED``.
    addresses : DataFrame
        Their addresses, from `described`.
    registry : Registry
        What is known on the day.

    Returns
    -------
    DataFrame
        The columns given and ``publisher, matched_by, place, platform, channel, why``.
    """
    found = pl.concat([addresses, asked.select("doi", "stated", "dangling")], how="horizontal")
    matched = match_places(found.select("row", "host", "path", "sort"), registry.places)
    best, own = _best(matched, registry), _own_place(matched, found)
    lies = registry.platforms.select(pl.col("place"), "inside", pl.col("platform_kind").alias("carries"))
    rows = found.join(best, on="row", how="left", maintain_order="left").join(
        lies, on="place", how="left", maintain_order="left"
    )
    rows = rows.join(_by_identifier(rows, registry), on="row", how="left", maintain_order="left")
    of_own = lies.rename({"place": "own_place", "inside": "own_inside", "carries": "own_carries"})
    rows = rows.join(own, on="row", how="left", maintain_order="left").join(
        of_own, on="own_place", how="left", maintain_order="left"
    )
    channel_of_stated = (pl.col("inside") == pl.col("stated")).fill_null(value=False)
    rows = rows.with_columns((pl.col("stated").is_not_null() & ~channel_of_stated).alias("by_stated"))
    body = pl.when("by_stated").then("stated").when(pl.col("by_place").is_null()).then("by_identifier")
    rows = rows.with_columns(body.alias("body")).join(
        registry.bodies, on="body", how="left", maintain_order="left"
    )
    return _answered(rows)


def _best(matched: pl.DataFrame, registry: Registry) -> pl.DataFrame:
    """Return the longest place of each row; one that only a list knows never hides one that the house rates."""
    if matched["implied"].any():
        housed = ~pl.col("implied") & pl.col("publisher").is_in(registry.housed.implode())
        rows = matched.filter(housed)["row"]
        matched = matched.filter(~(pl.col("implied") & pl.col("row").is_in(rows.implode())))
    best = matched.unique("row", keep="first", maintain_order=True)
    return best.select("row", pl.col("publisher").alias("by_place"), place_name().alias("place"))


def _own_place(matched: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """Return the longest place of the stated publisher that each address lies in."""
    stated = found.filter(pl.col("stated").is_not_null()).select("row", "stated")
    own = matched.join(stated, on="row", maintain_order="left").filter(
        pl.col("publisher") == pl.col("stated")
    )
    return own.unique("row", keep="first", maintain_order=True).select("row", place_name().alias("own_place"))


def _by_identifier(rows: pl.DataFrame, registry: Registry) -> pl.DataFrame:
    """Return the publisher by DOI or ISSN of what no place answers: an index's pages, and what has no address."""
    lost = (pl.col("host").is_null() & ~pl.col("bad")) | (pl.col("sort") == AddressKind.RESOLVER.value)
    open_rows = rows.filter(lost & pl.col("by_place").is_null() & pl.col("stated").is_null())
    return by_identifier(open_rows.select("row", "canonical_url", "doi"), registry.identifiers)


def _answered(rows: pl.DataFrame) -> pl.DataFrame:
    by_stated, of_body = pl.col("by_stated"), pl.col("body").is_not_null()
    on_own = by_stated & pl.col("own_place").is_not_null()
    publisher = pl.when(of_body).then("body").otherwise("by_place")

    def chosen(own: str, body: str, place: str) -> pl.Expr:
        return pl.when(on_own).then(own).when(of_body).then(body).otherwise(place)

    carries = chosen("own_carries", "body_carries", "carries").fill_null(value=False)
    told = rows.with_columns(
        publisher.alias("publisher"),
        carries.alias("carrier"),
        chosen("own_inside", "body_inside", "inside").alias("around"),
        pl.when(by_stated).then("own_place").when(~of_body).then("place").alias("place"),
    )
    carrier = pl.col("carrier")
    return told.with_columns(
        pl.when(carrier).then("publisher").otherwise("around").alias("platform"),
        _matched_by().alias("matched_by"),
        _why_unrated().alias("why"),
        _channel().alias("channel"),
    )


def _channel() -> pl.Expr:
    """Return the channel on its platform: the registered place, else what a rule names.

    A place that is no platform's and is shorter than the channel has said that there is none.
    """
    inside = pl.col("around").is_not_null() & ~pl.col("carrier")
    place, named = pl.col("place"), pl.col("named")
    on_carrier = pl.col("carrier") & place.is_not_null()
    within = (place == named) | place.str.starts_with(named + "/")
    ruled = pl.col("publisher").is_null() | on_carrier | within.fill_null(value=False)
    return pl.when(inside & place.is_not_null()).then(place).when(ruled).then(named)


def _first_that_holds(cases: list[tuple[pl.Expr, str]], otherwise: str) -> pl.Expr:
    """Return the word of the first case that holds on each row."""
    words = [pl.when(holds).then(pl.lit(word)) for holds, word in cases]
    return pl.coalesce(*words, pl.lit(otherwise))


def _matched_by() -> pl.Expr:
    resolver = pl.col("sort") == AddressKind.RESOLVER.value
    nobody = pl.col("publisher").is_null()
    cases = [
        (pl.col("by_stated"), MatchedBy.STATED.value),
        (pl.col("body").is_not_null() | (nobody & resolver), MatchedBy.RESOLVER.value),
        (nobody, MatchedBy.NONE.value),
        (pl.col("carrier"), MatchedBy.PLATFORM.value),
        (pl.col("around").is_not_null(), MatchedBy.CHANNEL.value),
    ]
    return _first_that_holds(cases, MatchedBy.PLACE.value)


def _why_unrated() -> pl.Expr:
    """Return why a source would be unrated if no rule answered."""
    cases = [
        (pl.col("publisher").is_not_null(), Why.PUBLISHER_UNRATED.value),
        (pl.col("bad"), Why.BAD_ADDRESS.value),
        (pl.col("sort") == AddressKind.SEARCH.value, Why.NOT_A_SOURCE.value),
        (pl.col("sort") == AddressKind.RESOLVER.value, Why.RESOLVER.value),
        (pl.col("dangling"), Why.DANGLING.value),
        (pl.col("host").is_null(), Why.NO_ADDRESS.value),
    ]
    return _first_that_holds(cases, Why.NO_PUBLISHER.value)
