"""What of the evidence a person should look at: stale assertions, raters that disagree, retractions overridden."""

from __future__ import annotations

import datetime

import polars as pl

from kg.model.corpus import problem_rows
from kg.model.policy import Policy
from kg.model.words import Basis
from kg.ratings.levels import caps_source, spreads

_NODE = pl.concat_str("kind", "key", separator=":")


def check_evidence(
    speaking: pl.DataFrame,
    rated: pl.DataFrame,
    *,
    recorded: pl.Series,
    policy: Policy,
    as_of: datetime.date,
) -> pl.DataFrame:
    """Return the problems of evidence on a day, from those who speak and sources as they are rated.

    Of publishers that are not ``recorded``, whom only lists know, those are looked at on whom a source rests.

    >>> from kg.model.columns import empty
    >>> from kg.model.corpus import Corpus
    >>> from kg.ratings.assertions import assertions, speaking_on, statements
    >>> today = datetime.date(2026, 1, 1)
    >>> nobody = speaking_on(assertions(statements(Corpus.of({})), empty("subjects")), as_of=today)
    >>> check_evidence(nobody, empty("effective"), recorded=pl.Series([], dtype=pl.String), policy=Policy(), as_of=today).height
    0
    """
    touched = rated["path"].list.explode(keep_nulls=False, empty_as_null=False).unique()
    known = (pl.col("kind") != "publisher") | pl.col("key").is_in(recorded.implode())
    seen = speaking.filter(known | _NODE.is_in(touched.implode()))
    return pl.concat(
        [_stale(speaking, policy, as_of), _contradictions(seen, policy), _overridden(speaking, rated)]
    )


def _stale(speaking: pl.DataFrame, policy: Policy, as_of: datetime.date) -> pl.DataFrame:
    """Return assertions that began longer ago than the policy allows and have no end, together those of one list and day."""
    age = (pl.lit(as_of) - pl.col("valid_from")).dt.total_days()
    old = speaking.filter(
        pl.col("valid_through").is_null() & pl.col("cap").is_null() & (age > policy.stale_after)
    ).unique("row", maintain_order=True)
    lists = old.group_by("rater", "valid_from", maintain_order=True).agg(
        pl.len().alias("count"), _NODE.first().alias("node"), pl.col("origin").first()
    )
    several = pl.col("count") > 1
    message = pl.format(
        "{} by {} on {}, {} days ago, and not renewed", _counted(), "rater", "valid_from", age
    )
    subject = pl.when(several).then(pl.lit("rater:") + pl.col("rater")).otherwise("node")
    return problem_rows("stale-assertion", lists, subject=subject, message=message)


def _counted() -> pl.Expr:
    return (
        pl.when(pl.col("count") > 1).then(pl.format("{} subjects rated", "count")).otherwise(pl.lit("rated"))
    )


def _contradictions(speaking: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """Return subjects whose raters contest each other, with what each says."""
    levels = speaking.filter(pl.col("level").is_not_null() & ~pl.col("override"))
    contested = spreads(levels, policy.low).filter("contested").select("kind", "key")
    word = pl.format("{} says {} ({})", "rater", "value", "level")
    rows = (
        levels.join(contested, on=["kind", "key"], how="semi", maintain_order="left")
        .sort("kind", "key", "level", "rater")
        .group_by("kind", "key", maintain_order=True)
        .agg(word.unique(maintain_order=True).str.join(", ").alias("words"), pl.col("origin").first())
    )
    return problem_rows("contradicting-lists", rows, subject=_NODE, message=pl.col("words"))


def _overridden(speaking: pl.DataFrame, rated: pl.DataFrame) -> pl.DataFrame:
    """Return sources that are retracted while an override decides."""
    decided = rated.filter(pl.col("basis") == Basis.OVERRIDE.value).select(
        pl.col("id").alias("key"), pl.col("level").alias("decided")
    )
    capping = speaking.filter(caps_source()).join(decided, on="key", maintain_order="left")
    message = pl.format("{} by {} caps it at {}, yet an override says {}", "value", "rater", "cap", "decided")
    return problem_rows("overridden-retraction", capping, subject=_NODE, message=message)
