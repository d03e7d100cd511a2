"""From an address to the place that speaks for it (rules 4 and 5): longest host, then longest path.

What depends on the host alone is asked once for each distinct host; places with a path are found by joining
the first segments of an address, so many channels on one host cost no more than a few.
"""

from __future__ import annotations

import polars as pl

from kg.model.columns import Schema
from kg.model.words import AddressKind
from kg.resolution.hosts import suffix_pairs
from kg.resolution.places import WebPlace
from kg.resolution.urls import decode_path

_CANDIDATE = "candidate"
_FOUND: Schema = {"row": pl.UInt32, _CANDIDATE: pl.UInt32, "exact": pl.Boolean}
MATCH = ("host", "path", "publisher", "platform_kind", "implied")
"""The columns of ``INDEX`` that a match tells."""


def match_places(addresses: pl.DataFrame, index: pl.DataFrame) -> pl.DataFrame:
    """Return every place that an address lies in, best first.

    Parameters
    ----------
    addresses : DataFrame
        ``row, host, path, sort`` of canonical addresses (host null: none). ``sort`` is ``resolver`` or
        ``search`` where the address is one: an index takes a level only from a registered place on that very
        host (rule 3), search results only from a registered place with a path.
    index : DataFrame
        Places, columns `kg.resolution.places.INDEX`.

    Returns
    -------
    DataFrame
        ``row`` and the columns ``MATCH`` of the place, the longest place of each row first.

    >>> from kg.resolution.places import INDEX
    >>> index = pl.DataFrame({"host": ["medium.com", "medium.com"], "path": [None, "/@lab"],
    ...     "publisher": ["medium", "lab"], "platform_kind": [True, False], "subdomains": [None, None],
    ...     "exclude": [None, None], "suffix": [False, False], "implied": [False, False], "fold": [False, False]}, schema=INDEX)
    >>> asked = pl.DataFrame({"row": [0, 1], "host": ["medium.com", "evil.medium.com"], "path": ["/@lab/x", "/@lab"],
    ...     "sort": [None, None]}, schema_overrides={"sort": pl.String})
    >>> match_places(asked, index).select("row", "publisher").rows()
    [(0, 'lab'), (0, 'medium'), (1, 'medium')]
    """
    length = [
        pl.col("host").str.count_matches(".", literal=True),
        pl.col("path").str.count_matches("/", literal=True).fill_null(0),
    ]
    # Longest first, so that the number of a candidate is its rank.
    places = index.sort(*length, "fold", descending=[True, True, False], maintain_order=True)
    places = places.with_row_index(_CANDIDATE)
    asked = addresses.select(pl.col("row").cast(pl.UInt32), "host", "path", "sort")
    pairs = _pairs(asked["host"], places)
    found = pl.concat([_by_host(asked, pairs), _by_path(asked, pairs)])
    found = _less_excluded(_less_sorted(found, asked, places), asked, places)
    order = pl.col("row").cast(pl.UInt64) * (1 << 32) + pl.col(_CANDIDATE)
    ordered = found.sort(order)
    return pl.concat([ordered.select("row"), places.select(MATCH)[ordered[_CANDIDATE]]], how="horizontal")


def _pairs(hosts: pl.Series, places: pl.DataFrame) -> pl.DataFrame:
    """Return for each distinct host the places whose host it is or lies below."""
    pairs = suffix_pairs(hosts.drop_nulls().unique(), places["host"]).rename({"suffix": "place_host"})
    found = pairs.join(places.rename({"host": "place_host", "path": "place_path"}), on="place_host")
    return found.with_columns(_exactly_there().alias("exact")).filter(
        pl.when(pl.col("place_path").is_null()).then(_inside_host()).otherwise("exact")
    )


def _by_host(asked: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """Return the places without a path that each address lies in."""
    whole = pairs.filter(pl.col("place_path").is_null()).select("host", _CANDIDATE, "exact")
    return asked.select("row", "host").join(whole, on="host").select(_FOUND.keys())


def _by_path(asked: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """Return the places with a path that each address lies in: on the exact host, under whole segments."""
    known = pairs.filter(pl.col("place_path").is_not_null())
    found = [pl.DataFrame(schema=_FOUND)]
    if known.is_empty():
        return found[0]
    near = asked.join(known.select("host").unique(), on="host", how="semi")
    near = near.select("row", "host", decode_paths(near["path"]).alias("segments"))
    lower = pl.col("segments").str.to_lowercase()
    for fold in known["fold"].unique().to_list():
        prefix = pl.col("place_path").str.to_lowercase() if fold else pl.col("place_path")
        some = known.filter(pl.col("fold") == fold).select(
            "host", _CANDIDATE, "exact", prefix.alias("prefix")
        )
        depth = pl.col("prefix").str.count_matches("/", literal=True)
        for part in some.with_columns(depth.alias("depth")).partition_by("depth"):
            first = rf"^((?:/[^/]*){{{part['depth'][0]}}})(?:/|$)"
            text = lower if fold else pl.col("segments")
            begun = near.with_columns(text.str.extract(first, 1).alias("prefix"))
            found.append(begun.join(part, on=["host", "prefix"]).select(_FOUND.keys()))
    return pl.concat(found)


def _exactly_there() -> pl.Expr:
    """Say whether the address is on the place's own host; ``www.`` is the same place unless a suffix follows."""
    same = pl.col("host") == pl.col("place_host")
    return same | ((pl.col("host") == "www." + pl.col("place_host")) & ~pl.col("suffix"))


def _inside_host() -> pl.Expr:
    label = pl.col("host").str.strip_suffix("." + pl.col("place_host")).str.split(".").list.last()
    listed = pl.col("subdomains").list.contains(label) & ~pl.col("subdomains").list.contains("none")
    listed = listed | pl.col("subdomains").list.contains("all")
    below = pl.when(pl.col("subdomains").is_null()).then(~pl.col("suffix")).otherwise(listed)
    return pl.col("exact") | below


def _less_sorted(found: pl.DataFrame, asked: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    """Drop candidates that may not speak for an index or for search results."""
    special = asked.filter(pl.col("sort").is_not_null()).select("row", "sort")
    if special.is_empty():
        return found
    told = places.select(_CANDIDATE, "implied", pl.col("path").is_not_null().alias("with_path"))
    judged = found.join(special, on="row").join(told, on=_CANDIDATE)
    search = pl.col("sort") == AddressKind.SEARCH.value
    wrong = judged.filter(~pl.col("exact") | pl.col("implied") | (search & ~pl.col("with_path")))
    return found.join(wrong.select("row", _CANDIDATE), on=["row", _CANDIDATE], how="anti")


def _less_excluded(found: pl.DataFrame, asked: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    """Drop candidates whose place excludes the address."""
    limits = places.filter(pl.col("exclude").is_not_null()).select(_CANDIDATE, "exclude").explode("exclude")
    if limits.is_empty():
        return found
    read = {text: _excluded_place(text) for text in limits["exclude"].drop_nulls().unique().to_list()}
    known = pl.DataFrame(
        {
            "exclude": list(read),
            "out_host": [place.host for place in read.values()],
            "out_path": [place.path for place in read.values()],
        },
        schema={"exclude": pl.String, "out_host": pl.String, "out_path": pl.String},
    )
    some = found.join(limits.select(_CANDIDATE).unique(), on=_CANDIDATE, how="semi")
    near = some.join(asked.select("row", "host", "path"), on="row")
    near = near.with_columns(decode_paths(near["path"]).alias("segments"))
    out, path = pl.col("out_host"), pl.col("segments")
    below = (pl.col("host") == out) | pl.col("host").str.ends_with("." + out)
    on_host = (pl.col("host") == out) | (pl.col("host") == "www." + out)
    under = (path == pl.col("out_path")) | path.str.starts_with(pl.col("out_path") + "/")
    gone = (
        near.join(limits.join(known, on="exclude"), on=_CANDIDATE)
        .filter(pl.when(pl.col("out_path").is_null()).then(below).otherwise(on_host & under))
        .select("row", _CANDIDATE)
        .unique()
    )
    return found.join(gone, on=["row", _CANDIDATE], how="anti")


def decode_paths(paths: pl.Series) -> pl.Series:
    """Return paths as they compare (`kg.resolution.urls.decode_path`), each distinct one with a percent sign once.

    >>> decode_paths(pl.Series(["/%40lab", "/lab"])).to_list()
    ['/@lab', '/lab']
    """
    encoded = paths.drop_nulls().unique()
    encoded = encoded.filter(encoded.str.contains("%", literal=True))
    if encoded.is_empty():
        return paths
    plain = {text: decode_path(text) for text in encoded.to_list()}
    return paths.replace(plain)


def _excluded_place(text: str) -> WebPlace:
    host, slash, path = text.partition("/")
    return WebPlace(host, decode_path(slash + path).rstrip("/") or None)
