"""Registries of a few publishers, and who they say published what."""

from __future__ import annotations

import datetime
from typing import Any

import polars as pl

from kg.model.columns import READ
from kg.model.corpus import Corpus
from kg.resolution.addresses import AddressResolver, resolver_for
from kg.resolution.attribution import Resolution, resolve

DAY = datetime.date(2026, 11, 24)


def corpus_of(**tables: list[dict[str, Any]]) -> Corpus:
    """A corpus of tables as rows, columns as in the model; a publisher's ``level`` is a rating by the house."""
    rated = [row for row in tables.get("publishers", []) if "level" in row]
    ratings = [
        {"subject": f"publisher:{row['id']}", "rater": "house", "value": str(row["level"])} for row in rated
    ]
    whole = {**tables, "ratings": [*ratings, *tables.get("ratings", [])]}
    return Corpus.of(
        {
            name: pl.DataFrame(
                [{column: row.get(column) for column in READ[name]} for row in rows], READ[name]
            )
            for name, rows in whole.items()
        }
    )


def place(publisher: str, text: str, **more: Any) -> dict[str, Any]:
    """A row of places."""
    host, slash, path = text.partition("/")
    return {"publisher": publisher, "host": host, "path": slash + path or None, **more}


def resolution_of(**tables: list[dict[str, Any]]) -> Resolution:
    """The resolution of a corpus in which every rating states a level."""
    corpus = corpus_of(**tables)
    return resolve(corpus, as_of=DAY, rated=pl.Series([True] * corpus["ratings"].height, dtype=pl.Boolean))


def resolver_of_rows(**tables: list[dict[str, Any]]) -> AddressResolver:
    """A resolver by a corpus in which every rating states a level."""
    corpus = corpus_of(**tables)
    rated = pl.Series([True] * corpus["ratings"].height, dtype=pl.Boolean)
    return resolver_for(corpus, as_of=DAY, rated=rated)


def told(resolver: AddressResolver, *addresses: str) -> list[dict[str, Any]]:
    """What a resolver tells of addresses."""
    return resolver.resolve(pl.Series(addresses, dtype=pl.String)).to_dicts()


PUBLISHERS: list[dict[str, Any]] = [
    {"id": "openai", "level": 4},
    {"id": "nature", "level": 5, "doi_prefixes": ["10.1038"], "issns": ["0140-6736"]},
    {"id": "scireports", "level": 3},
    {"id": "amazon", "level": 2},
    {"id": "govuk", "level": 4},
    {"id": "medium", "level": 2, "kind": "platform"},
    {"id": "goodlab", "level": 4},
    {"id": "safety", "level": 4},
    {"id": "youtube", "level": 2},
    {"id": "talks", "level": 4},
    {"id": "github", "level": 2},
    {"id": "openai-code", "level": 4},
    {"id": "accents", "level": 3},
]
PLACES = [
    place("openai", "openai.com"),
    place("nature", "nature.com"),
    place("scireports", "nature.com/srep"),
    place("amazon", "amazon.com", exclude=["aws.amazon.com", "amazon.com/science"]),
    place("govuk", "gov.uk", subdomains=["all"]),
    place("medium", "medium.com"),
    place("goodlab", "medium.com/@goodlab"),
    place("safety", "safety.medium.com"),
    place("youtube", "youtube.com"),
    place("talks", "youtube.com/@talks"),
    place("github", "github.com"),
    place("openai-code", "github.com/openai"),
    place("accents", "xn--bcher-kva.example"),
]
