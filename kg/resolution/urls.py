"""Canonical URLs (rules 0, 1 and 2): WHATWG parsing, unwrapping, and the key of a work.

Each distinct address is parsed once. Plain ASCII addresses take a regular expression that a property
test holds equal to the parser; every other goes through ``ada-url``.
"""

from __future__ import annotations

import re

import ada_url
import polars as pl

from kg.model.columns import Schema
from kg.resolution.address_rules import WRAPPERS, AddressRules, built_in_rules, rules_of_hosts
from kg.resolution.wrappers import wrapped_in

MOST_WRAPPERS = 3

_FAST = (
    r"^(?:(?:https?|ftp)://)"
    r"(?:[a-z0-9_-]+\.)*[a-z][a-z0-9_-]*"
    r"(?:/[A-Za-z0-9\-._~!$&'()*+,;=:@/%]*)?"
    r"(?:\?[A-Za-z0-9\-._~!$&()*+,;=:@/?%]*)?"
    r"(?:#.*)?$"
)
_DOUBTFUL = r"/\.|%2[eE]|xn--"
"""What a plain address may hold and yet need the parser: dot segments, and names that IDNA decodes."""
_TRACKING = r"^(?:utm_[^=]*|fbclid|gclid|dclid|msclkid|mc_cid|mc_eid|igshid)(?:=|$)"
_PARTS = {"host": pl.String, "port": pl.String, "path": pl.String, "query": pl.String}


ADDRESS: Schema = {
    "canonical_url": pl.String,
    "host": pl.String,
    "path": pl.String,
    "query": pl.String,
    "accessed_via": pl.String,
    "archived_at": pl.String,
    "captured_at": pl.String,
    "unwrapped": pl.List(pl.String),
    "bad": pl.Boolean,
}
"""What an address says. ``unwrapped`` has the hosts of its wrappers, the outermost first."""


def canonicalize(addresses: pl.Series, rules: AddressRules | None = None) -> pl.DataFrame:
    """Return what each address says, a row each: its canonical URL, host, path and wrapper.

    Parameters
    ----------
    addresses : Series of String
        Addresses as written, null where there is none.
    rules : AddressRules, optional
        What is known of wrappers; by default the built-in rules.

    Returns
    -------
    DataFrame
        Columns ``ADDRESS``: ``canonical_url, host, path, query`` (null if the address is bad or missing),
        ``accessed_via`` (the address as written, if it is a wrapper's), ``archived_at`` (the outermost
        archive's), ``captured_at`` (UTC), ``unwrapped`` and ``bad`` (an address that cannot be read).

    >>> found = canonicalize(pl.Series(["http://www.OpenAI.com:80/index/sora-2/?utm_source=x#top"]))
    >>> found["canonical_url"].item()
    'https://openai.com/index/sora-2'
    >>> wrapped = "https://web.archive.org/web/20260405211721/https://openai.com/index/sora-2/"
    >>> canonicalize(pl.Series([wrapped])).select("canonical_url", "captured_at").row(0)
    ('https://openai.com/index/sora-2', '2026-04-05T21:17:21Z')
    """
    asked = addresses.cast(pl.String).alias("address")
    distinct = not asked.null_count() and asked.n_unique() == asked.len()
    unique = asked if distinct else asked.drop_nulls().unique(maintain_order=True)
    found = _unwrapped(unique, rules or built_in_rules())
    key = pl.concat_str(
        pl.lit("https://"),
        _without_www(pl.col("host")),
        pl.when(pl.col("port") != "").then(":" + pl.col("port")).otherwise(pl.lit("")),
        pl.col("path").str.strip_chars_end("/"),
        pl.lit(_kept_query(found["query"])),
    ).alias("canonical_url")
    kept = found.with_columns(key, pl.col("host").is_null().alias("bad")).select("address", *ADDRESS)
    if distinct:
        return kept.drop("address")
    whole = asked.to_frame().join(kept, on="address", how="left", maintain_order="left").drop("address")
    return whole.with_columns(pl.col("bad").fill_null(value=False))


def _without_www(host: pl.Expr) -> pl.Expr:
    bare = host.str.strip_prefix("www.")
    named = bare.str.contains(".", literal=True) & ~bare.str.starts_with(".")
    return pl.when(named).then(bare).otherwise(host)


def _kept_query(query: pl.Series) -> pl.Series:
    """Return queries with their question mark, less what only follows a reader around."""
    frame = query.alias("query").to_frame().with_row_index("row")
    said = pl.col("query")
    written = frame.select(
        pl.when(said != "").then("?" + said).when(said.is_not_null()).then(pl.lit("")).alias("kept")
    )["kept"]
    tracked = frame.filter(said.str.contains_any(["utm_", "clid", "mc_", "igshid"]))
    if tracked.is_empty():
        return written
    parts = said.str.split("&").list.eval(pl.element().filter(~pl.element().str.contains(_TRACKING)))
    rest = tracked.select(parts.list.join("&").alias("kept"))["kept"]
    marked = pl.select(pl.when(rest != "").then("?" + rest).otherwise(pl.lit("")).alias("kept"))["kept"]
    return written.scatter(tracked["row"], marked)


def _unwrapped(unique: pl.Series, rules: AddressRules) -> pl.DataFrame:
    """Return parsed addresses after taking off at most three wrappers; more than that is bad."""
    found = parse(unique).with_columns(unique.alias("address")).with_row_index("row")
    asked = found
    layers = []
    for layer in range(MOST_WRAPPERS + 1):
        held = wrapped_in(asked, rules_of_hosts(asked["host"], rules, WRAPPERS), rules)
        if held.is_empty():
            break
        outer = held.join(asked, on="row", maintain_order="left")
        layers.append(
            outer.select("row", pl.lit(layer).alias("layer"), "host", "address", "archive", "moment")
        )
        asked = parse(held["held"]).with_columns(held["row"], held["held"].alias("address"))
        beyond = pl.lit(layer == MOST_WRAPPERS)
        inner = asked.select("row", *(pl.when(~beyond).then(pl.col(name)).alias(name) for name in _PARTS))
        found = found.with_columns(found[name].scatter(inner["row"], inner[name]) for name in _PARTS)
    return pl.concat([found, _wrappers(layers, found.height)], how="horizontal")


def _wrappers(layers: list[pl.DataFrame], height: int) -> pl.DataFrame:
    """Return ``accessed_via, archived_at, captured_at, unwrapped`` of each address, nulls where none came off."""
    names = ("accessed_via", "archived_at", "captured_at", "unwrapped")
    if not layers:
        return pl.DataFrame(schema={name: ADDRESS[name] for name in names}).clear(height)
    archived = pl.col("archive")
    each = (
        pl.concat(layers)
        .sort("row", "layer")
        .group_by("row", maintain_order=True)
        .agg(
            pl.col("address").first().alias("accessed_via"),
            pl.col("address").filter(archived).first().alias("archived_at"),
            pl.col("moment").filter(archived).first().alias("captured_at"),
            pl.col("host").alias("unwrapped"),
        )
    )
    return (
        pl.DataFrame({"row": range(height)}, schema={"row": each["row"].dtype})
        .join(each, on="row", how="left", maintain_order="left")
        .select(names)
    )


def parse(addresses: pl.Series) -> pl.DataFrame:
    """Return ``host, port, path, query`` of each address by the WHATWG rules; nulls if it is bad.

    >>> parse(pl.Series(["HTTPS://user@Example.org:8443/a/../b?c", "mailto:x@y"])).rows()
    [('example.org', '8443', '/b', 'c'), (None, None, None, None)]
    """
    frame = addresses.cast(pl.String).alias("address").to_frame()
    text = pl.col("address")
    plain = frame.select(text.str.contains(_FAST) & ~text.str.contains(_DOUBTFUL))["address"]
    fast = _split(frame, plain)
    rows = (~plain).fill_null(value=False).arg_true()
    if rows.is_empty():
        return fast
    read = [_parse_one(address) for address in frame["address"].gather(rows).to_list()]
    parsed = pl.DataFrame(read, schema=_PARTS, orient="row")
    return fast.with_columns(fast[name].scatter(rows, parsed[name]) for name in _PARTS)


def _split(frame: pl.DataFrame, plain: pl.Series) -> pl.DataFrame:
    """Return the parts of plain addresses, cut at the first ``#``, ``?`` and ``/``; nulls for the others.

    Testing the expression and cutting is many times faster than taking its groups. Offsets in bytes and in
    characters agree up to the fragment, for what stands before it is plain ASCII.
    """
    text = pl.col("text")

    def before(mark: str) -> pl.Expr:
        return text.str.slice(0, text.str.find(mark, literal=True))

    def after(mark: str, skipped: int) -> pl.Expr:
        found = text.str.find(mark, literal=True)
        return pl.when(found.is_not_null()).then(text.str.slice(found + skipped)).otherwise(pl.lit(""))

    address = pl.col("address")
    rest = address.str.slice(address.str.find("://", literal=True) + 3)
    whole = frame.select(pl.when(plain).then(rest).alias("text")).with_columns(before("#"))
    parts = whole.with_columns(after("?", 1).alias("query"), before("?"))
    there = text.is_not_null()
    path = after("/", 0)
    return parts.select(
        before("/").alias("host"),
        pl.when(there).then(pl.lit("")).alias("port"),
        pl.when(there).then(pl.when(path != "").then(path).otherwise(pl.lit("/"))).alias("path"),
        pl.when(there).then("query").alias("query"),
    )


def _parse_one(address: str) -> tuple[str | None, str | None, str | None, str | None]:
    nothing = (None, None, None, None)
    try:
        url = ada_url.URL(address)
    except (ValueError, UnicodeError):
        return nothing
    if url.protocol not in ("http:", "https:", "ftp:") or not url.hostname:
        return nothing
    host = url.hostname.removesuffix(".")
    return (host, url.port, url.pathname, url.search.removeprefix("?")) if host else nothing


def ascii_host(text: str) -> str | None:
    """Return a bare host as the WHATWG rules write it, without ``www.`` nothing is dropped; None if it is none.

    >>> ascii_host("Bücher.example."), ascii_host("a/b"), ascii_host("x:80")
    ('xn--bcher-kva.example', None, None)
    """
    if not text or any(character in text for character in "/\\?#@:[] \t\r\n%"):
        return None
    return _parse_one(f"http://{text}/")[0]


def ascii_path(text: str) -> str:
    """Return a path as the WHATWG rules write it.

    >>> ascii_path("/a/./b c/")
    '/a/b%20c/'
    """
    return _parse_one("http://host" + text)[2] or "/"


_DECODABLE = re.compile(r"%([0-7][0-9A-Fa-f])")


def decode_path(path: str) -> str:
    """Decode percent-encoded ASCII except ``%2F %5C %25 %00``, for comparing paths by segments.

    >>> decode_path("/%40good%2Flab")
    '/@good%2Flab'
    """
    return _DECODABLE.sub(
        lambda found: found[0] if found[1].upper() in ("2F", "5C", "25", "00") else chr(int(found[1], 16)),
        path,
    )
