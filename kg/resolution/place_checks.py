"""What is dirty in places: shared ones, silent suffixes, indexes, platforms rated as publishers, and the unused."""

from __future__ import annotations

import polars as pl

from kg.model.corpus import Corpus, problem_rows, problem_table
from kg.model.validity import holds_on
from kg.model.words import AddressKind, PublisherKind
from kg.resolution.identifiers import shared_identifiers
from kg.resolution.places import named_places, natures_of
from kg.resolution.publisher_index import match_places
from kg.resolution.registry import Registry, place_name
from kg.resolution.suffixes import is_public_suffix

_SUBJECT = "publisher:" + pl.col("publisher")


def check_places(corpus: Corpus, registry: Registry, addresses: pl.DataFrame) -> pl.DataFrame:
    """Return the problems of places and identifiers; ``addresses`` are those of the sources, as described."""
    shared_names = shared_identifiers(registry.identifiers)
    places = corpus["places"].filter(holds_on(registry.as_of))
    if places.is_empty():
        return pl.concat([problem_table([]), shared_names])
    named = named_places(places, corpus["publishers"]).with_columns(place_name().alias("place"))
    named = named.with_columns(natures_of(named, registry.rules).alias("nature"))
    return pl.concat(
        [
            shared_names,
            _shared(named),
            _silent(named),
            _indexes(named),
            _platforms_rated(named, registry),
            _unmatched(places, registry, addresses),
        ]
    )


def _shared(named: pl.DataFrame) -> pl.DataFrame:
    owners = named.group_by("place").agg(pl.col("publisher").unique().sort().alias("owners"))
    first = pl.col("owners").list.first()
    shared = (
        named.join(owners.filter(pl.col("owners").list.len() > 1), on="place", maintain_order="left")
        .filter(pl.col("publisher") != first)
        .unique(["place", "publisher"], keep="first", maintain_order=True)
    )
    message = pl.format("place {} also belongs to publisher:{}, which counts", "place", first)
    return problem_rows("shared-place", shared, subject=_SUBJECT, message=message)


def _silent(named: pl.DataFrame) -> pl.DataFrame:
    suffixes = [host for host in named["host"].unique().to_list() if is_public_suffix(host)]
    says_all = (
        pl.col("subdomains").list.contains("all").fill_null(value=False).any().over("publisher", "place")
    )
    carries = pl.coalesce("kind", "nature") == PublisherKind.PLATFORM.value
    silent = named.filter(
        pl.col("host").is_in(suffixes)
        & pl.col("path").is_null()
        & ~says_all
        & ~carries.fill_null(value=False)
    )
    message = pl.format(
        "place {} is a public suffix and says nothing of what is below it; say subdomains: all if it should",
        "place",
    )
    return problem_rows("silent-suffix", silent, subject=_SUBJECT, message=message)


def _indexes(named: pl.DataFrame) -> pl.DataFrame:
    message = pl.format(
        "place {} is an index of other people's work; the registry has the last word", "place"
    )
    indexes = named.filter(pl.col("nature") == AddressKind.RESOLVER.value)
    return problem_rows("index-place", indexes, subject=_SUBJECT, message=message)


def _platforms_rated(named: pl.DataFrame, registry: Registry) -> pl.DataFrame:
    """Return places of known platforms whose publisher says that it stands for its own work, and is rated."""
    rated = named.filter(
        (pl.col("kind") == PublisherKind.PUBLISHER.value)
        & (pl.col("nature") == AddressKind.PLATFORM.value)
        & pl.col("publisher").is_in(registry.housed.implode())
    )
    message = pl.format(
        "place {} is a platform; rated as a publisher, its level is that of everybody there", "place"
    )
    return problem_rows("platform-rated", rated, subject=_SUBJECT, message=message)


def _unmatched(places: pl.DataFrame, registry: Registry, addresses: pl.DataFrame) -> pl.DataFrame:
    """Return registered places that no source's address lies in, at whichever of their hosts."""
    named = places.with_columns(place_name().alias("place"))
    if not addresses["host"].is_not_null().any():
        return problem_rows("unmatched-place", named.clear(), message=pl.lit(""))
    asked = addresses.select("row", "host", "path", "sort")
    met = match_places(asked, registry.registered).select("publisher", place_name().alias("met")).unique()
    hosts = pl.concat_list(pl.concat_list("host"), pl.col("hosts").fill_null([]))
    at = named.with_row_index("row").with_columns(hosts.alias("at")).explode("at")
    at = at.with_columns(pl.concat_str("at", pl.col("path").fill_null("")).alias("met"))
    used = at.join(met, on=["publisher", "met"], how="semi")["row"]
    unused = named.with_row_index("row").filter(~pl.col("row").is_in(used.implode()))
    message = pl.format("no source lies in place {}", "place")
    return problem_rows("unmatched-place", unused, subject=_SUBJECT, message=message)
