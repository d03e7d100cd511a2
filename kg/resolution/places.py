"""Places: reading ``host[/path]``, and the table of places that hold on a day (rules 4 and 5)."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import polars as pl

from kg.model.columns import Schema
from kg.model.corpus import Corpus, problem_rows, problem_table
from kg.model.validity import holds_on
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
}
"""A place that holds: ``path`` null for a whole host, ``suffix`` if it lends nothing to hosts below."""


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
    if host is None or any(character in path for character in "?#\\"):
        raise ValueError(f"expected a place (host or host/path), got {text!r}")
    shorter = host.removeprefix("www.")
    if host != shorter and not is_public_suffix(shorter):
        host = shorter
    prefix = decode_path(ascii_path(slash + path)).rstrip("/") if path else ""
    return WebPlace(host, prefix or None)


def places_on(corpus: Corpus, as_of: datetime.date) -> pl.DataFrame:
    """Return the registered places that hold on a day (columns ``INDEX``), one publisher each.

    Where two publishers have one place the smaller id counts; `check_places` reports it.
    """
    held = corpus["places"].filter(holds_on(as_of))
    kinds = corpus["publishers"].select(
        pl.col("id").alias("publisher"), (pl.col("kind") == "platform").alias("platform_kind")
    )
    frame = held.join(kinds, on="publisher", how="left").with_columns(
        pl.col("platform_kind").fill_null(value=False)
    )
    return index_of(frame.with_columns(implied=pl.lit(value=False)))


def index_of(frame: pl.DataFrame) -> pl.DataFrame:
    """Return an index from places: sorted, one publisher a place, with the suffixes marked."""
    suffixes = [host for host in frame["host"].unique().to_list() if is_public_suffix(host)]
    silent = (
        pl.col("host").is_in(suffixes)
        & ~pl.col("platform_kind")
        & (pl.col("subdomains").is_null() | ~pl.col("subdomains").list.contains("all"))
    )
    return (
        frame.with_columns(silent.alias("suffix"))
        .sort("host", "path", "publisher", nulls_last=False)
        .unique(["host", "path"], keep="first", maintain_order=True)
        .select(pl.col(name).cast(dtype) for name, dtype in INDEX.items())
    )


def check_places(corpus: Corpus) -> pl.DataFrame:
    """Return the problems of places: shared ones, silent suffixes, indexes of other people's work."""
    places = corpus["places"]
    if places.is_empty():
        return problem_table([])
    name = pl.concat_str(pl.col("host"), pl.col("path").fill_null(""))
    subject = "publisher:" + pl.col("publisher")
    named = places.with_columns(name.alias("place")).join(
        corpus["publishers"].select(pl.col("id").alias("publisher"), pl.col("kind").alias("sort")),
        on="publisher",
        how="left",
    )
    owners = named.group_by("place").agg(pl.col("publisher").unique().sort().alias("owners"))
    shared = (
        named.join(owners.filter(pl.col("owners").list.len() > 1), on="place")
        .filter(pl.col("publisher") != pl.col("owners").list.first())
        .unique(["place", "publisher"], keep="first", maintain_order=True)
    )
    suffixes = [host for host in places["host"].unique().to_list() if is_public_suffix(host)]
    explicit = pl.col("subdomains").list.contains("all").fill_null(value=False) | (
        pl.col("sort") == "platform"
    ).fill_null(value=False)
    silent = named.filter(pl.col("host").is_in(suffixes) & pl.col("path").is_null() & ~explicit)
    return pl.concat(
        [
            problem_rows(
                "shared-place",
                shared,
                subject=subject,
                message=pl.format(
                    "place {} also belongs to publisher:{}, which counts",
                    "place",
                    pl.col("owners").list.first(),
                ),
            ),
            problem_rows(
                "silent-suffix",
                silent,
                subject=subject,
                message=pl.format(
                    "place {} is a public suffix and says nothing of what is below it; say subdomains: all if it should",
                    "place",
                ),
            ),
            problem_rows(
                "index-place",
                named.filter(resolver_of(pl.col("host")).is_not_null()),
                subject=subject,
                message=pl.format(
                    "place {} is an index of other people's work; the registry has the last word", "place"
                ),
            ),
        ]
    )


RESOLVERS: dict[str, str] = {
    "api.semanticscholar.org": "Semantic Scholar",
    "doi.org": "doi.org",
    "dx.doi.org": "doi.org",
    "hdl.handle.net": "Handle.Net",
    "jstor.org": "JSTOR",
    "pubmed.ncbi.nlm.nih.gov": "PubMed",
    "researchgate.net": "ResearchGate",
    "scholar.google.com": "Google Scholar",
    "semanticscholar.org": "Semantic Scholar",
}
"""Hosts of identifier resolvers and indexes (rule 3), with the name a sentence uses."""


def resolver_of(host: pl.Expr) -> pl.Expr:
    """Return the name of the resolver or index that a host is, null if it is none."""
    bare = host.str.replace(r"^www\.", "")
    return bare.replace_strict(RESOLVERS, default=None, return_dtype=pl.String)
