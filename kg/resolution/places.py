"""Places: reading ``host[/path]``, and the table of places that hold on a day (rules 4 and 5)."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import polars as pl

from kg.model.columns import Schema
from kg.model.corpus import Corpus
from kg.model.validity import holds_on
from kg.model.words import AddressKind, PathCase, PublisherKind
from kg.resolution.address_rules import (
    NATURES,
    AddressRules,
    built_in_rules,
    first_hits,
    resolver_names,
    rules_of_hosts,
    spread,
)
from kg.resolution.hosts import bare_host
from kg.resolution.suffixes import is_public_suffix
from kg.resolution.urls import ascii_host, ascii_path, decode_path

INDEX: Schema = {
    "host": pl.String,
    "path": pl.String,
    "publisher": pl.String,
    "platform_kind": pl.Boolean,
    "subdomains": pl.List(pl.String),
    "exclude": pl.List(pl.String),
    "suffix": pl.Boolean,
    "implied": pl.Boolean,
    "fold": pl.Boolean,
}
"""A place that holds: ``path`` null for a whole host, ``platform_kind`` if it is a platform's, ``suffix`` if it
lends nothing to hosts below, ``implied`` if only a rating list knows it, ``fold`` if capitals of its path count
as small letters. A place with other ``hosts`` has a row for each."""


@dataclass(frozen=True, slots=True)
class WebPlace:
    """A host, and perhaps a path prefix, as they compare: lower case, decoded, without final slash.

    >>> parse_place("www.Medium.com/%40goodlab/")
    WebPlace(host='medium.com', path='/@goodlab')
    """

    host: str
    path: str | None = None

    def __str__(self) -> str:
        return self.host + (self.path or "")


def parse_place(text: str) -> WebPlace:
    """Read ``host`` or ``host/path``.

    >>> parse_place("openai.com")
    WebPlace(host='openai.com', path=None)
    >>> parse_place("https://openai.com")
    Traceback (most recent call last):
    ValueError: 'https://openai.com' is a URL; a place is written host or host/path: openai.com

    Raises
    ------
    ValueError
        The text is empty, a URL, or no host.
    """
    bare = text.strip()
    if "://" in bare:
        rest = bare.split("://", 1)[1].strip("/")
        raise ValueError(f"{text!r} is a URL; a place is written host or host/path: {rest}")
    written, slash, path = bare.partition("/")
    host = ascii_host(written)
    if host is None or not host.strip(".") or any(character in path for character in "?#\\"):
        raise ValueError(f"expected a place (host or host/path), got {text!r}")
    shorter = host.removeprefix("www.")
    if host != shorter and not is_public_suffix(shorter):
        host = shorter
    prefix = decode_path(ascii_path(slash + path)).rstrip("/") if path else ""
    return WebPlace(host, prefix or None)


def places_on(corpus: Corpus, as_of: datetime.date, rules: AddressRules | None = None) -> pl.DataFrame:
    """Return the registered places that hold on a day (columns ``INDEX``), one publisher each.

    Where two publishers have one place the smaller id counts; `kg.resolution.place_checks` reports it.
    """
    held = corpus["places"].filter(holds_on(as_of))
    return index_of(named_places(held, corpus["publishers"]), rules or built_in_rules())


def named_places(places: pl.DataFrame, publishers: pl.DataFrame) -> pl.DataFrame:
    """Return rows of ``places`` at all their hosts, with what their publishers say of their ``kind``.

    >>> from kg.model.columns import conform
    >>> places = conform(pl.DataFrame({"publisher": ["y"], "host": ["youtube.com"], "hosts": [["youtu.be"]]}), "places")
    >>> named_places(places, conform(pl.DataFrame({"id": ["y"]}), "publishers"))["host"].to_list()
    ['youtube.com', 'youtu.be']
    """
    kinds = publishers.select(pl.col("id").alias("publisher"), "kind")
    aliases = places.filter(pl.col("hosts").list.len() > 0).with_columns(pl.col("hosts").alias("host"))
    whole = pl.concat([places, aliases.explode("host")]) if aliases.height else places
    return whole.join(kinds, on="publisher", how="left", maintain_order="left").with_columns(
        (pl.col("case") == PathCase.FOLD.value).fill_null(value=False).alias("fold"),
        implied=pl.lit(value=False),
    )


def natures_of(places: pl.DataFrame, rules: AddressRules) -> pl.Series:
    """Return what the rules say each place is: ``platform``, ``resolver``, or null.

    A place with a path lies on a platform, and is none, unless the rule has a pattern of its own.

    >>> places = pl.DataFrame({"host": ["medium.com", "medium.com", "doi.org"], "path": [None, "/@lab", None]})
    >>> natures_of(places, built_in_rules()).to_list()
    ['platform', None, 'resolver']
    """
    asked = places.select("host", pl.col("path").fill_null("/"), query=pl.lit("")).with_row_index("row")
    hits = first_hits(asked, rules_of_hosts(asked["host"], rules, NATURES), NATURES)
    kinds = hits.join(rules.table.select("rule", "kind", "pattern"), on="rule")
    whole = places.with_row_index("row").select("row", pl.col("path").is_null().alias("whole"))
    fits = (pl.col("kind") != AddressKind.PLATFORM.value) | (pl.col("whole") == pl.col("pattern").is_null())
    return spread(kinds.join(whole, on="row").filter(fits), "kind", places.height)


def index_of(frame: pl.DataFrame, rules: AddressRules) -> pl.DataFrame:
    """Return an index from places (with ``kind`` and ``fold``): sorted, one publisher a place, suffixes marked.

    A publisher may have one place several times, with other limits: an address lies in it if it lies in one of them.
    What a publisher says of its kind overrules what the rules say of its places.
    """
    suffixes = [host for host in frame["host"].unique().to_list() if is_public_suffix(host)]
    carries = pl.col("kind").fill_null(pl.lit(natures_of(frame, rules))) == PublisherKind.PLATFORM.value
    kinded = frame.with_columns(carries.fill_null(value=False).alias("platform_kind"))
    silent = (
        pl.col("host").is_in(suffixes)
        & ~pl.col("platform_kind")
        & (pl.col("subdomains").is_null() | ~pl.col("subdomains").list.contains("all"))
    )
    return (
        kinded.with_columns(silent.alias("suffix"))
        .filter(pl.col("publisher") == pl.col("publisher").min().over("host", "path"))
        .select(pl.col(name).cast(dtype) for name, dtype in INDEX.items())
        .unique()
        .sort("host", "path", nulls_last=False)
    )


def resolver_of(host: pl.Expr) -> pl.Expr:
    """Return the name of the built-in resolver or index that a host is, null if it is none.

    >>> pl.DataFrame({"host": ["www.jstor.org", "a.org"]}).select(resolver_of(pl.col("host")))["host"].to_list()
    ['JSTOR', None]
    """
    return bare_host(host).replace_strict(resolver_names(), default=None, return_dtype=pl.String)
