"""The effective rating of every source: the first answer of the rules, with its basis and path."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import polars as pl

from kg.model.columns import conform
from kg.model.corpus import Corpus
from kg.model.policy import Policy
from kg.model.words import Basis
from kg.ratings.assertions import check_assertions, levels_on
from kg.ratings.ownership import check_ownership, owner_levels
from kg.ratings.rules import RULES, Evidence
from kg.resolution.attribution import Resolution, resolve


@dataclass(frozen=True, slots=True)
class Ratings:
    """Every source's effective rating on a day, under a policy, with what it rests on.

    ``effective`` and ``resolution.table`` have a row a source, in the order of ``corpus["sources"]``.
    """

    as_of: datetime.date
    policy: Policy
    resolution: Resolution
    evidence: Evidence
    effective: pl.DataFrame
    problems: pl.DataFrame


def rate(corpus: Corpus, *, policy: Policy | None = None, as_of: datetime.date | None = None) -> Ratings:
    """Return the effective rating of every source.

    Parameters
    ----------
    corpus : Corpus
        What was read.
    policy : Policy, optional
        Thresholds and choices; by default those that came with the corpus.
    as_of : date, optional
        The day asked for; by default the corpus's own, else today.

    >>> corpus = Corpus.of({
    ...     "publishers": pl.DataFrame({"id": ["openai"]}),
    ...     "places": pl.DataFrame({"publisher": ["openai"], "host": ["openai.com"]}),
    ...     "sources": pl.DataFrame({"id": ["a"], "url": ["https://openai.com/x"]}),
    ...     "ratings": pl.DataFrame({"subject": ["publisher:openai"], "rater": ["house"], "value": ["4"]})})
    >>> rate(corpus).effective.select("level", "basis", "path").row(0)
    (4, 'publisher', ['publisher:openai'])
    """
    policy = policy or corpus.settings.policy
    day = as_of or corpus.settings.as_of or datetime.datetime.now(datetime.UTC).date()
    resolution = resolve(corpus, as_of=day)
    evidence = evidence_on(corpus, resolution.subjects, policy=policy, as_of=day)
    problems = pl.concat([check_assertions(corpus, resolution.subjects, as_of=day), check_ownership(corpus)])
    return Ratings(day, policy, resolution, evidence, effective(resolution.table, evidence), problems)


def evidence_on(corpus: Corpus, subjects: pl.DataFrame, *, policy: Policy, as_of: datetime.date) -> Evidence:
    """Return what the rules read on a day: the level of each subject, and what owners lend.

    >>> subjects = pl.DataFrame(schema={"kind": pl.String, "key": pl.String})
    >>> evidence_on(Corpus.of({}), subjects, policy=Policy(), as_of=datetime.date(2026, 1, 1)).levels.height
    0
    """
    levels = levels_on(corpus, subjects, as_of=as_of)
    return Evidence(levels, owner_levels(corpus, levels, most=policy.max_owners))


def effective(resolution: pl.DataFrame, evidence: Evidence) -> pl.DataFrame:
    """Return the first answer of ``RULES`` for each row of a resolution, columns ``effective``."""
    waiting = resolution.select("id", "publisher", "platform", "why").with_row_index("row")
    answered = []
    for basis, rule in RULES:
        found = (
            rule(waiting, evidence)
            .filter(pl.col("level").is_not_null())
            .unique("row", keep="first", maintain_order=True)
        )
        answered.append(
            waiting.join(found, on="row", how="inner").with_columns(
                pl.lit(basis).alias("basis"), pl.lit(None, dtype=pl.String).alias("why")
            )
        )
        waiting = waiting.join(found.select("row"), on="row", how="anti")
    parts = [
        conform(frame.with_columns(pl.col("row")), "effective").with_columns(frame["row"])
        for frame in answered
    ]
    path = (
        pl.when(pl.col("publisher").is_null())
        .then(pl.lit([], dtype=pl.List(pl.String)))
        .otherwise(pl.concat_list("publisher:" + pl.col("publisher")))
    )
    unrated = waiting.with_columns(
        pl.lit(Basis.UNRATED.value).alias("basis"),
        path.alias("path"),
        pl.lit([], dtype=pl.List(pl.UInt32)).alias("deciding"),
    )
    parts.append(conform(unrated, "effective").with_columns(unrated["row"]))
    return pl.concat(parts).sort("row").drop("row")
