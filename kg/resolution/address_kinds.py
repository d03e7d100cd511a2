"""What an address is, whoever publishes there: an index, search results, or in a channel of a platform."""

from __future__ import annotations

import polars as pl

from kg.model.words import AddressKind
from kg.resolution.address_rules import (
    CHANNELS,
    NATURES,
    SEARCHES,
    AddressRules,
    first_hits,
    rules_of_hosts,
    spread,
)
from kg.resolution.hosts import bare_host
from kg.resolution.publisher_index import decode_paths


def kinds_of(addresses: pl.DataFrame, rules: AddressRules) -> pl.DataFrame:
    """Return ``sort`` (``resolver`` or ``search``) and ``named`` (the channel, as a place) of each address.

    Parameters
    ----------
    addresses : DataFrame
        ``host, path, query`` of canonical addresses (host null: none).
    rules : AddressRules
        What is known of addresses.

    >>> from kg.resolution.address_rules import built_in_rules
    >>> found = pl.DataFrame({"host": ["old.reddit.com", "doi.org"], "path": ["/r/Lab/1", "/10.1/x"], "query": ["", ""]})
    >>> kinds_of(found, built_in_rules()).rows()
    [(None, 'reddit.com/r/Lab'), ('resolver', None)]
    """
    covering = rules_of_hosts(addresses["host"], rules, (*SEARCHES, *NATURES, *CHANNELS))
    asked = addresses.select("host", "path", "query").with_row_index("row")
    near = asked.join(covering.select("host").unique(), on="host", how="semi")
    searches = first_hits(near, covering, SEARCHES)
    natures = first_hits(near, covering, NATURES).join(rules.table.select("rule", "kind"), on="rule")
    sorts = pl.concat(
        [
            searches.select("row", pl.lit(AddressKind.SEARCH.value).alias("sort")),
            natures.filter(pl.col("kind") == AddressKind.RESOLVER.value)
            .join(searches, on="row", how="anti")
            .select("row", pl.col("kind").alias("sort")),
        ]
    )
    named = _named(first_hits(near, covering, CHANNELS).join(searches, on="row", how="anti"), near, rules)
    height = addresses.height
    return pl.DataFrame([spread(sorts, "sort", height), spread(named, "named", height)])


def _named(hits: pl.DataFrame, asked: pl.DataFrame, rules: AddressRules) -> pl.DataFrame:
    """Return ``row, named``: the text of the place of the channel that each hit names."""
    known = rules.table.select("rule", "below", "pattern", pl.col("host").alias("place_host"))
    found = hits.join(known, on="rule").join(asked.select("row", "host"), on="row")
    label = pl.col("host").str.strip_suffix("." + pl.col("place_host")).str.split(".").list.last()
    host = (
        pl.when(~pl.col("below"))
        .then("place_host")
        .when(pl.col("pattern").is_null())
        .then(label + "." + pl.col("place_host"))
        .otherwise(bare_host(pl.col("host")))
    )
    written = "/" + pl.col("channel").str.strip_chars("/")
    path = pl.when(pl.col("pattern").is_null()).then(pl.lit("")).otherwise(written)
    placed = found.select("row", host.alias("host"), path.alias("path")).drop_nulls("path")
    return placed.select("row", (pl.col("host") + decode_paths(placed["path"])).alias("named"))
