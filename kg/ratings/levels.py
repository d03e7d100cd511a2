"""The level of each subject on a day, with what decided it and how far raters disagree."""

from __future__ import annotations

import polars as pl

from kg.model.columns import Schema
from kg.model.level import Level
from kg.model.policy import Policy
from kg.model.words import HOUSE
from kg.ratings.aggregation import AGGREGATIONS, LONE_VOTE_STANDS, Ballot, votes_of
from kg.ratings.assertions import SUBJECT, Statements

SPREAD: Schema = {"spread_low": pl.Int8, "spread_high": pl.Int8, "contested": pl.Boolean}
LEVELS: Schema = {
    "kind": pl.String,
    "key": pl.String,
    "override": pl.Boolean,
    "level": pl.Int8,
    "deciding": pl.List(pl.UInt32),
    **SPREAD,
}
"""What is known of each subject: its level, the rows of ``ratings`` that decided it, and the spread of all raters."""
CAPS: Schema = {"key": pl.String, "cap": pl.Int8, "capped_by": pl.List(pl.UInt32)}
"""What caps a source: the lowest cap in force, and the rows of ``ratings`` that state it."""


def levels_on(
    speaking: pl.DataFrame, said: Statements, *, policy: Policy
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the level of each subject (`LEVELS`), and the caps of sources (`CAPS`), from those who speak on a day.

    The house wins over every other rater; among others the families vote, as the policy says. Of one
    rater's assertions on several places of one publisher the lowest counts.

    >>> import datetime
    >>> from kg.model.columns import empty
    >>> from kg.model.corpus import Corpus
    >>> from kg.ratings.assertions import assertions, speaking_on, statements
    >>> ratings = pl.DataFrame({"subject": ["source:a"] * 2, "rater": ["house", "mbfc"], "value": ["4", "low"]})
    >>> subjects = pl.DataFrame([(0, "source", "a"), (1, "source", "a")], schema=empty("subjects").schema, orient="row")
    >>> said = statements(Corpus.of({"ratings": ratings}))
    >>> speaking = speaking_on(assertions(said, subjects), as_of=datetime.date(2026, 1, 1))
    >>> levels_on(speaking, said, policy=Policy())[0].row(0)
    ('source', 'a', False, 4, [0], 1, 4, True)
    """
    rated = speaking.filter(pl.col("level").is_not_null())
    house = _by_house(rated.filter(pl.col("rater") == HOUSE))
    others = rated.filter(pl.col("rater") != HOUSE).join(house.select(SUBJECT), on=SUBJECT, how="anti")
    decided = pl.concat([house, _by_votes(others, said, policy)])
    found = decided.join(spreads(rated, policy.low), on=SUBJECT, how="left", maintain_order="left")
    return found.select(pl.col(name).cast(dtype) for name, dtype in LEVELS.items()), _caps(speaking)


def _by_house(house: pl.DataFrame) -> pl.DataFrame:
    """Return the house's word on each subject: an override before any other, then the lowest."""
    return (
        house.sort("by_house", "level", "row", descending=[True, False, False])
        .unique(SUBJECT, keep="first", maintain_order=True)
        .sort("row")
        .select(*SUBJECT, pl.col("level").cast(pl.Int8), pl.concat_list("row").alias("deciding"))
    )


def _by_votes(others: pl.DataFrame, said: Statements, policy: Policy) -> pl.DataFrame:
    """Return what the votes of the families come to on each subject; a lone vote needs no counting."""
    columns: list[str | pl.Expr] = [
        *SUBJECT,
        pl.col("level").cast(pl.Int8),
        pl.col("deciding").cast(pl.List(pl.UInt32)),
    ]
    voting = others.filter(pl.col("weight") > 0)
    alone = pl.len().over(SUBJECT) == 1 if policy.aggregation in LONE_VOTE_STANDS else pl.lit(value=False)
    parted = voting.with_columns(alone.alias("alone"))
    lone = parted.filter("alone").with_columns(pl.concat_list("row").alias("deciding"))
    ballot = Ballot(votes_of(parted.filter(~pl.col("alone"))), said, policy)
    counted = AGGREGATIONS[policy.aggregation](ballot).filter(pl.col("level").is_not_null())
    return pl.concat([lone.select(columns), counted.select(columns)])


def spreads(rated: pl.DataFrame, low: int) -> pl.DataFrame:
    """Return the smallest and largest level that a rater states of each subject, and whether they contest it."""
    least, most = pl.col("spread_low"), pl.col("spread_high")
    contested = (most - least >= 2) | ((least <= low) & (most > low))
    return (
        rated.group_by([*SUBJECT, "rater"], maintain_order=True)
        .agg(pl.col("level").min())
        .group_by(SUBJECT, maintain_order=True)
        .agg(pl.col("level").min().alias("spread_low"), pl.col("level").max().alias("spread_high"))
        .with_columns(contested.alias("contested"))
    )


def caps_source() -> pl.Expr:
    """Say which assertions cap a source; a cap at the highest level is none.

    >>> pl.DataFrame({"kind": ["source"] * 2, "cap": [1, 5]}).select(caps_source()).to_series().to_list()
    [True, False]
    """
    return (pl.col("kind") == "source") & (pl.col("cap") < Level.GOLD.value)


def _caps(speaking: pl.DataFrame) -> pl.DataFrame:
    """Return the lowest cap of each source; one at the highest level caps nothing."""
    capping = speaking.filter(caps_source())
    lowest = capping.filter(pl.col("cap") == pl.col("cap").min().over("key"))
    return (
        lowest.group_by("key", maintain_order=True)
        .agg(pl.col("cap").first(), pl.col("row").alias("capped_by"))
        .select(pl.col(name).cast(dtype) for name, dtype in CAPS.items())
    )
