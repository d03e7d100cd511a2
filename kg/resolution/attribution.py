"""Who published each source of a corpus (rules 3 to 6), what its ratings are about, and what was dirty."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import polars as pl

from kg.model.columns import COLUMNS, conform
from kg.model.corpus import Corpus
from kg.resolution.identity import records_of_works, work_of
from kg.resolution.place_checks import check_places
from kg.resolution.place_subjects import is_work
from kg.resolution.publishers import attributed, described
from kg.resolution.registry import Registry, registry_on
from kg.resolution.source_checks import check_sources
from kg.resolution.urls import canonicalize
from kg.resolution.work_ids import address_work_ids, written_work_id

_NODE = r"^(?:organization|page|publisher|rater|source):."
_HOME_PAGE = r"^https://[^/?]+$"


@dataclass(frozen=True, slots=True)
class Resolution:
    """Who published each source, what each rating is about, and what was dirty.

    ``table`` has the columns of ``resolution``; ``subjects`` the nodes (``kind, key``) that each row of
    ``ratings`` is about: one, several records of a work, or none; nulls if its text names nothing.
    """

    table: pl.DataFrame
    subjects: pl.DataFrame
    problems: pl.DataFrame


def resolve(corpus: Corpus, *, as_of: datetime.date, rated: pl.Series) -> Resolution:
    """Return who published each source on a day; ``rated`` says which rows of ``ratings`` state a level.

    >>> corpus = Corpus.of({
    ...     "publishers": pl.DataFrame({"id": ["openai"]}),
    ...     "places": pl.DataFrame({"publisher": ["openai"], "host": ["openai.com"]}),
    ...     "sources": pl.DataFrame({"id": ["a"], "url": ["https://cdn.openai.com/x"]})})
    >>> found = resolve(corpus, as_of=datetime.date(2026, 1, 1), rated=pl.Series([], dtype=pl.Boolean))
    >>> found.table.select("publisher", "matched_by", "place").row(0)
    ('openai', 'place', 'openai.com')
    """
    registry = registry_on(corpus, as_of=as_of, rated=rated)
    sources = corpus["sources"]
    stated = _stated(sources, registry)
    # A source without origin has no record: only a citation names it.
    asked = stated.select("stated", pl.col("dangling") | sources["origin"].is_null(), sources["doi"])
    addresses = described(sources["url"], registry)
    found = attributed(asked, addresses, registry).with_columns(sources["id"])
    found = found.with_columns(work_of(found["id"], found["canonical_url"], found["doi"]).alias("work"))
    problems = [
        registry.problems,
        check_places(corpus, registry, addresses),
        check_sources(corpus, registry, found, stated),
    ]
    subjects = pl.concat([registry.subjects, _work_subjects(corpus["ratings"], found, registry)])
    return Resolution(
        conform(found, "resolution"),
        subjects.sort("row", "kind", "key").select(COLUMNS["subjects"].keys()),
        pl.concat(problems),
    )


def _stated(sources: pl.DataFrame, registry: Registry) -> pl.DataFrame:
    """Return ``stated`` (the publisher that a source states, former ids followed), ``former`` and ``dangling``."""
    said = sources.select(pl.col("publisher").alias("word"))
    found = said.join(registry.words, on="word", how="left", maintain_order="left")
    return found.select(
        pl.col("id").alias("stated"),
        pl.col("former").fill_null(value=False),
        (pl.col("word").is_not_null() & pl.col("id").is_null()).alias("dangling"),
    )


def _work_subjects(ratings: pl.DataFrame, found: pl.DataFrame, registry: Registry) -> pl.DataFrame:
    """Return the records that each rating of a work is about: a row each, none for a work without a record.

    An address that cannot be read, or a whole site that no record is, names nothing: nulls.
    """
    said = pl.col("subject")
    works = (
        ratings.select("subject")
        .with_row_index("row")
        .filter(is_work(said) & ~said.str.contains(_NODE).fill_null(value=False))
    )
    if works.is_empty():
        return registry.subjects.clear()
    address = said.str.contains("://", literal=True)
    urls = works.select(pl.when(address & written_work_id(said).is_null()).then(said.str.strip_chars()))
    canonical = canonicalize(urls.to_series(), registry.rules)["canonical_url"]
    written = works.select(written_work_id(said).alias("key"))["key"]
    key = written.fill_null(address_work_ids(canonical)).fill_null(canonical)
    works = works.with_columns(key.alias("key"), canonical.alias("canonical"))
    records = records_of_works(works.select("row", "key"), found.select("id", "canonical_url", "doi"))
    lost = works.join(records, on="row", how="anti").filter(
        pl.col("key").is_null() | pl.col("canonical").str.contains(_HOME_PAGE).fill_null(value=False)
    )
    nothing = pl.lit(None, dtype=pl.String)
    return pl.concat(
        [
            records.select("row", pl.lit("source").alias("kind"), pl.col("id").alias("key")),
            lost.select("row", nothing.alias("kind"), nothing.alias("key")),
        ]
    )
