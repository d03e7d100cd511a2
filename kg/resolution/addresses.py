"""Who published what addresses say, without a corpus of sources: the registry is made ready once."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import polars as pl

from kg.model.corpus import Corpus
from kg.model.words import AddressKind, MatchedBy
from kg.resolution.look_alikes import CAPITAL_I, capital_i, known_names, odd_hosts
from kg.resolution.publishers import ASKED, attributed, described
from kg.resolution.registry import Registry, registry_on

ANSWER = ("publisher", "matched_by", "host", "canonical_url", "problem")
"""What is told of an address, in this order."""
_STEPS = ("unwrapped", "sort", "place", "platform", "channel")


@dataclass(frozen=True, slots=True)
class AddressResolver:
    """A registry made ready for any number of addresses.

    >>> corpus = Corpus.of({
    ...     "publishers": pl.DataFrame({"id": ["nature"]}),
    ...     "places": pl.DataFrame({"publisher": ["nature"], "host": ["nature.com"]})})
    >>> resolver = resolver_for(corpus, as_of=datetime.date(2026, 1, 1), rated=pl.Series([], dtype=pl.Boolean))
    >>> resolver.resolve(pl.Series(["https://www.nature.com/articles/1"])).select(ANSWER).row(0)
    ('nature', 'place', 'www.nature.com', 'https://nature.com/articles/1', None)
    """

    registry: Registry
    publishers: pl.Series
    names: pl.DataFrame

    def resolve(self, addresses: pl.Series) -> pl.DataFrame:
        """Return ``ANSWER`` and what the steps are told from, a row for each address.

        ``publisher`` is one of the registry's own, else null; ``problem`` begins with its kind.
        """
        asked = pl.DataFrame({"url": addresses.cast(pl.String)}).with_columns(
            pl.lit(None, dtype=pl.String).alias("doi"),
            pl.lit(None, dtype=pl.String).alias("stated"),
            pl.lit(value=False).alias("dangling"),
        )
        found = attributed(asked.select(ASKED.keys()), described(asked["url"], self.registry), self.registry)
        odd = odd_hosts(found["host"], self.names)
        found = found.with_columns(asked["url"]).join(odd, on="host", how="left", maintain_order="left")
        registered = pl.col("publisher").is_in(self.publishers.implode())
        nobody = pl.col("publisher").is_not_null() & ~registered.fill_null(value=False)
        matched_by = pl.when(nobody).then(pl.lit(MatchedBy.NONE.value)).otherwise("matched_by")
        told = found.with_columns(_problem().alias("problem"))
        return told.with_columns(
            pl.when(registered).then("publisher").alias("publisher"),
            matched_by.alias("matched_by"),
            *(pl.when(~nobody).then(name).alias(name) for name in ("place", "platform")),
        ).select("url", *ANSWER, *_STEPS)


def resolver_for(corpus: Corpus, *, as_of: datetime.date, rated: pl.Series) -> AddressResolver:
    """Return a resolver of addresses by the publishers of a corpus, on a day.

    Parameters
    ----------
    corpus : Corpus
        What was read of the registry.
    as_of : date
        The day on which places and ratings hold.
    rated : Series of Boolean
        Which rows of ``ratings`` state a level (`kg.ratings.assertions.statements` says so).

    >>> corpus = Corpus.of({
    ...     "publishers": pl.DataFrame({"id": ["openai"]}),
    ...     "places": pl.DataFrame({"publisher": ["openai"], "host": ["openai.com"]})})
    >>> resolver = resolver_for(corpus, as_of=datetime.date(2026, 1, 1), rated=pl.Series([], dtype=pl.Boolean))
    >>> resolver.resolve(pl.Series(["https://cdn.openai.com/x", "https://openai.com@evil.net/"]))["publisher"].to_list()
    ['openai', None]
    """
    registry = registry_on(corpus, as_of=as_of, rated=rated)
    return AddressResolver(registry, corpus["publishers"]["id"], known_names(registry.registered["host"]))


def steps_of(rows: Iterable[dict[str, Any]]) -> list[list[str]]:
    """Return the steps taken for each row of `AddressResolver.resolve`, for people.

    >>> row = {"host": "medium.com", "unwrapped": ["web.archive.org"], "sort": None, "place": "medium.com",
    ...     "publisher": "medium", "platform": "medium", "channel": "medium.com/@lab", "matched_by": "platform"}
    >>> steps_of([row])[0]
    ['unwrapped web.archive.org', 'host medium.com', 'place medium.com of publisher:medium', 'a platform', 'channel medium.com/@lab']
    """
    return [_steps(row) for row in rows]


def _steps(row: dict[str, Any]) -> list[str]:
    steps = [f"unwrapped {host}" for host in row["unwrapped"] or []]
    if row["host"] is not None:
        steps.append(f"host {row['host']}")
    if row["sort"] == AddressKind.RESOLVER.value:
        steps.append("an index of other people's work")
    elif row["sort"] == AddressKind.SEARCH.value:
        steps.append("search results")
    if row["publisher"] is not None:
        found = "DOI or ISSN" if row["place"] is None else f"place {row['place']}"
        steps.append(f"{found} of publisher:{row['publisher']}")
        if row["platform"] == row["publisher"]:
            steps.append("a platform")
        elif row["platform"] is not None:
            steps.append(f"on platform publisher:{row['platform']}")
    if row["channel"] is not None and row["channel"] != row["place"]:
        steps.append(f"channel {row['channel']}")
    return steps


def _problem() -> pl.Expr:
    search = (pl.col("sort") == AddressKind.SEARCH.value) & pl.col("publisher").is_null()
    reason = pl.coalesce("reason", pl.when(capital_i(pl.col("url"))).then(pl.lit(CAPITAL_I)))
    return (
        pl.when("bad")
        .then(pl.lit("bad-address: cannot be read as http, https or ftp"))
        .when(search)
        .then(pl.lit("not-a-source: shows search results"))
        .when(reason.is_not_null())
        .then(pl.format("look-alike-host: {} {}", "host", reason))
    )
