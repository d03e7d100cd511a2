"""From an address to the place that speaks for it (rules 4 and 5): longest host, then longest path.

One join per label of the longest place; each distinct host is looked up once.
"""

from __future__ import annotations

import polars as pl

from kg.resolution.places import INDEX, WebPlace, resolver_of
from kg.resolution.urls import decode_path

_CANDIDATE = "candidate"


def match_places(addresses: pl.DataFrame, index: pl.DataFrame) -> pl.DataFrame:
    """Return every place that an address lies in, best first.

    Parameters
    ----------
    addresses : DataFrame
        ``row, host, path`` of canonical addresses (host null: none).
    index : DataFrame
        Places, columns `kg.resolution.places.INDEX`.

    Returns
    -------
    DataFrame
        ``row`` and the columns of ``INDEX``, the longest place of each row first.

    >>> index = pl.DataFrame({"host": ["medium.com", "medium.com"], "path": [None, "/@lab"],
    ...     "publisher": ["medium", "lab"], "platform_kind": [True, False], "subdomains": [None, None],
    ...     "exclude": [None, None], "suffix": [False, False], "implied": [False, False]}, schema=INDEX)
    >>> asked = pl.DataFrame({"row": [0, 1], "host": ["medium.com", "evil.medium.com"], "path": ["/@lab/x", "/@lab"]})
    >>> match_places(asked, index).select("row", "publisher").rows()
    [(0, 'lab'), (0, 'medium'), (1, 'medium')]
    """
    places = index.with_row_index(_CANDIDATE)
    hosts = _suffix_pairs(addresses["host"].drop_nulls().unique(), places["host"].unique())
    with_paths = places.filter(pl.col("path").is_not_null())["host"].unique()
    found = (
        addresses.join(hosts, on="host", how="inner")
        .join(places.rename({"host": "place_host", "path": "place_path"}), on="place_host", how="inner")
        .with_columns(_exactly_there().alias("exact"))
    )
    needed = found.filter(pl.col("place_host").is_in(with_paths.implode()) | pl.col("exclude").is_not_null())[
        "path"
    ].unique()
    decoded = pl.DataFrame(
        {"path": needed, "segments": [decode_path(text) for text in needed.to_list()]},
        schema={"path": pl.String, "segments": pl.String},
    )
    found = found.join(decoded, on="path", how="left").filter(
        _inside_path(), _inside_host(), _counts_on_resolver()
    )
    found = _less_excluded(found)
    order = [
        pl.col("row"),
        pl.col("place_host").str.count_matches(".", literal=True),
        pl.col("place_path").str.count_matches("/", literal=True).fill_null(0),
    ]
    return found.sort(order, descending=[False, True, True], maintain_order=True).select(
        "row",
        *(pl.col({"host": "place_host", "path": "place_path"}.get(name, name)).alias(name) for name in INDEX),
    )


def _suffix_pairs(hosts: pl.Series, wanted: pl.Series) -> pl.DataFrame:
    """Return ``host, place_host`` for every host and each of its suffixes that has a place."""
    known = pl.DataFrame({"place_host": wanted.cast(pl.String)})
    longest = known.select(pl.col("place_host").str.count_matches(".", literal=True).max()).item()
    frame = pl.DataFrame({"host": hosts.cast(pl.String)}).with_columns(
        pl.col("host").str.split(".").alias("labels")
    )
    pairs = [pl.DataFrame(schema={"host": pl.String, "place_host": pl.String})]
    for labels in range(1, (longest + 2) if longest is not None else 1):
        frame = frame.filter(pl.col("labels").list.len() >= labels)
        suffix = pl.col("labels").list.tail(labels).list.join(".").alias("place_host")
        pairs.append(frame.select("host", suffix).join(known, on="place_host", how="semi"))
    return pl.concat(pairs)


def _exactly_there() -> pl.Expr:
    """Say whether the address is on the place's own host; ``www.`` is the same place unless a suffix follows."""
    same = pl.col("host") == pl.col("place_host")
    return same | ((pl.col("host") == "www." + pl.col("place_host")) & ~pl.col("suffix"))


def _inside_path() -> pl.Expr:
    """Say whether the address lies under the place's path, which counts on its exact host alone."""
    prefix = pl.col("place_path")
    path = pl.col("segments")
    there = (path == prefix) | path.str.starts_with(prefix + "/")
    return prefix.is_null() | (pl.col("exact") & there.fill_null(value=False))


def _inside_host() -> pl.Expr:
    label = pl.col("host").str.strip_suffix("." + pl.col("place_host")).str.split(".").list.last()
    listed = pl.col("subdomains").list.contains(label) & ~pl.col("subdomains").list.contains("none")
    listed = listed | pl.col("subdomains").list.contains("all")
    below = pl.when(pl.col("subdomains").is_null()).then(~pl.col("suffix")).otherwise(listed)
    return pl.col("exact") | pl.col("place_path").is_not_null() | below


def _counts_on_resolver() -> pl.Expr:
    """An index or resolver takes a level only from a registered place on that very host (rule 3)."""
    resolver = resolver_of(pl.col("host")).is_not_null()
    return ~resolver | (pl.col("exact") & ~pl.col("implied"))


def _less_excluded(found: pl.DataFrame) -> pl.DataFrame:
    """Drop candidates whose place excludes the address."""
    if found["exclude"].is_null().all():
        return found
    excluded = (
        found.filter(pl.col("exclude").is_not_null())
        .select("row", _CANDIDATE, "host", "segments", "exclude")
        .explode("exclude")
    )
    places = {text: _excluded_place(text) for text in excluded["exclude"].drop_nulls().unique().to_list()}
    known = pl.DataFrame(
        {
            "exclude": list(places),
            "out_host": [place.host for place in places.values()],
            "out_path": [place.path for place in places.values()],
        },
        schema={"exclude": pl.String, "out_host": pl.String, "out_path": pl.String},
    )
    out = pl.col("out_host")
    host = (pl.col("host") == out) | pl.col("host").str.ends_with("." + out)
    on_host = (pl.col("host") == out) | (pl.col("host") == "www." + out)
    path = (pl.col("segments") == pl.col("out_path")) | pl.col("segments").str.starts_with(
        pl.col("out_path") + "/"
    )
    gone = excluded.join(known, on="exclude").filter(
        pl.when(pl.col("out_path").is_null()).then(host).otherwise(on_host & path)
    )
    return found.join(gone.select("row", _CANDIDATE).unique(), on=["row", _CANDIDATE], how="anti")


def _excluded_place(text: str) -> WebPlace:
    host, slash, path = text.partition("/")
    return WebPlace(host, decode_path(slash + path).rstrip("/") or None)
