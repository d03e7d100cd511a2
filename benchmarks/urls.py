"""From an address to the publisher, by kg and by urllib with a loop over the suffixes of the host."""

from __future__ import annotations

import datetime
from typing import TypeAlias
from urllib.parse import urlsplit

import ada_url
import polars as pl

import kg
from benchmarks.hostile import hostile_addresses
from benchmarks.longterm import MAP, longterm, skipped
from benchmarks.measuring import cpu_seconds
from benchmarks.rows import Row, at_least, require_equal, within
from kg.ratings.assertions import statements
from kg.resolution.addresses import resolver_for
from kg.resolution.urls import canonicalize

WHAT = "URL resolution"
TIMES = 170
_WEB = ("http", "https", "ftp")
DAY = datetime.date(2026, 1, 1)

Registry: TypeAlias = "dict[str, list[tuple[str, str]]]"


def run(*, quick: bool = False) -> list[Row]:
    """Return how much faster kg finds publishers, and how many hosts each gets wrong."""
    judged = _judged_hosts(hostile_addresses()[:: 47 if quick else 1])
    facts = longterm()
    speed = (
        skipped(f"{WHAT} of the Longterm addresses") if facts is None else [_speed(str(facts), quick=quick)]
    )
    return [*speed, *judged]


def _speed(facts: str, *, quick: bool) -> Row:
    corpus = kg.read(facts, map=MAP)
    said = statements(corpus)
    resolver = resolver_for(said.corpus, as_of=DAY, rated=said.rated)
    index = resolver.registry.places
    addresses = many(corpus["sources"]["url"].drop_nulls(), 1 if quick else TIMES)
    mine, found = cpu_seconds(lambda: resolver.resolve(addresses))
    written, registry = addresses.to_list(), registry_of(index)
    theirs, expected = cpu_seconds(lambda: by_urllib(written, registry))
    require_equal(
        "the publisher of every address", found["publisher"].to_list(), but_for_searches(expected, found)
    )
    each = 1e6 / len(written)
    return at_least(
        f"{WHAT} of {len(written):,} distinct addresses to {index.height} places (kg: canonical address, wrappers, platforms, channels and look-alikes too), "
        "against urllib and a loop over suffixes",
        1.5,
        theirs / mine,
        f"{mine * each:.1f} µs an address against {theirs * each:.1f} µs",
        judged=not quick,
    )


def but_for_searches(expected: list[str | None], found: pl.DataFrame) -> list[str | None]:
    """Return what urllib finds, but for search results, which it takes for sources of their host."""
    search = found["sort"].eq_missing("search")
    return pl.Series(expected, dtype=pl.String).zip_with(~search, found["publisher"]).to_list()


def registry_of(index: pl.DataFrame) -> Registry:
    """Return places by host: paths, the longest first, with their publishers; an empty path is the whole host."""
    registry: Registry = {}
    for host, path, publisher in index.select("host", pl.col("path").fill_null(""), "publisher").iter_rows():
        registry.setdefault(host, []).append((path, publisher))
    return {host: sorted(paths, key=lambda one: -len(one[0])) for host, paths in registry.items()}


def many(addresses: pl.Series, times: int) -> pl.Series:
    """Return so many distinct variants of each address: another last segment of its path."""
    bare = addresses.str.replace(r"[?#].*$", "").str.strip_chars_end("/")
    more = [bare + f"/copy-{number}" for number in range(1, times)]
    return pl.concat([addresses, *more]).unique(maintain_order=True)


def by_urllib(addresses: list[str], registry: Registry) -> list[str | None]:
    """Return the publisher of each address, None if there is none."""
    found = []
    for address in addresses:
        try:
            parts = urlsplit(address)
            found.append(_publisher((parts.hostname or "").removeprefix("www."), parts.path, registry))
        except ValueError:
            found.append(None)
    return found


def _publisher(host: str, path: str, registry: Registry) -> str | None:
    below = False
    while host:
        for prefix, publisher in registry.get(host, ()):
            if not prefix or (not below and f"{path}/".startswith(f"{prefix}/")):
                return publisher
        host = host.partition(".")[2]
        below = True
    return None


def host_by_urllib(address: str) -> str | None:
    """Return the host that urllib sees in an address of the web, less a final dot."""
    try:
        parts = urlsplit(address)
        return (parts.hostname or "").removesuffix(".") or None if parts.scheme in _WEB else None
    except ValueError:
        return None


def host_by_standard(address: str) -> str | None:
    """Return the host that a browser would go to, by the parser of the standard alone."""
    try:
        url = ada_url.URL(address)
    except ValueError:
        return None
    return url.hostname.removesuffix(".") or None if url.protocol.removesuffix(":") in _WEB else None


def _judged_hosts(addresses: list[str]) -> list[Row]:
    right = [host_by_standard(address) for address in addresses]
    seen = canonicalize(pl.Series(addresses))["host"].to_list()
    wrong = sum(mine != host for mine, host in zip(seen, right, strict=True))
    theirs = [host_by_urllib(address) for address in addresses]
    missed = sum(their != host for their, host in zip(theirs, right, strict=True))
    lent = sum(_is_openai(their) and not _is_openai(host) for their, host in zip(theirs, right, strict=True))
    what = f"wrong hosts among {len(addresses):,} hostile addresses, judged by ada_url"
    told = f"{wrong}; urllib {missed:,}, of which {lent:,} give openai.com what is not its own"
    return [within(what, 0, wrong, "wrong", told)]


def _is_openai(host: str | None) -> bool:
    return host is not None and f".{host}".endswith(".openai.com")
