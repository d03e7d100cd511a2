"""From what several raters say of one subject to one level: a vote a family, and seven ways to count them.

A family is spoken for by its head, the rater it is named after, if that rates the subject; else by the
lower median of its members. Weights are compared as whole billionths, so that sums are exact; sums that
come close to a cut point are worked out again in fractions.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

import polars as pl

from kg.model.policy import Policy
from kg.model.words import Aggregation
from kg.ratings.assertions import SUBJECT, Statements
from kg.ratings.crosswalk import LEVELS, exact_fraction

_BILLION = 1_000_000_000
_CLOSE = 1e-9


@dataclass(frozen=True, slots=True)
class Ballot:
    """The votes of the families, sorted by level, with the statements behind them and the policy that counts them."""

    votes: pl.DataFrame
    said: Statements
    policy: Policy


def votes_of(rated: pl.DataFrame) -> pl.DataFrame:
    """Return one vote a family and subject: ``level, fraction, units, confidence, vote, rows``.

    Parameters
    ----------
    rated : DataFrame
        What each rater says of each subject (`kg.ratings.assertions.speaking_on`), rated ones only.

    Returns
    -------
    DataFrame
        ``units`` is the weight in billionths, ``confidence`` the smallest of those that made the vote,
        ``vote`` the row of ``ratings`` whose value it is, ``rows`` every row that made it.
    """
    units = (pl.col("weight") * _BILLION).round().cast(pl.Int64)
    voting = rated.with_columns(units.alias("units")).filter(pl.col("units") > 0)
    confidence = pl.col("confidence").min().over([*SUBJECT, "rater"])
    of_rater = (
        voting.with_columns(confidence)
        .sort("level", "fraction", "row")
        .unique([*SUBJECT, "rater"], keep="first", maintain_order=True)
    )
    head = (pl.col("rater") == pl.col("family")).alias("head")
    of_rater = of_rater.with_columns(head)
    speaks = pl.col("head") | ~pl.col("head").any().over([*SUBJECT, "family"])
    middle = (pl.len() - 1) // 2
    return (
        of_rater.filter(speaks)
        .sort("level", "fraction", "rater")
        .group_by([*SUBJECT, "family"], maintain_order=True)
        .agg(
            *(
                pl.col(name).gather(middle).first().cast(of_rater.schema[name])
                for name in ("level", "fraction", "units")
            ),
            pl.col("confidence").min(),
            pl.col("row").gather(middle).first().cast(pl.UInt32).alias("vote"),
            pl.col("row").alias("rows"),
        )
        .sort("level", "fraction", "family")
    )


def median(ballot: Ballot) -> pl.DataFrame:
    """Return the lower weighted median: the smallest level at which the summed weight reaches half."""
    reached = pl.col("units").cum_sum() * 2 >= pl.col("units").sum()
    return _counted(ballot.votes, pl.col("level").filter(reached).first())


def lowest(ballot: Ballot) -> pl.DataFrame:
    """Return the lowest vote."""
    return _counted(ballot.votes, pl.col("level").min())


def highest(ballot: Ballot) -> pl.DataFrame:
    """Return the highest vote."""
    return _counted(ballot.votes, pl.col("level").max())


def mean(ballot: Ballot) -> pl.DataFrame:
    """Return the weighted mean on [0, 1], cut to a level."""
    return _mean(ballot.votes.with_columns(confidence=pl.lit(1.0)), ballot.said)


def misinfome(ballot: Ballot) -> pl.DataFrame:
    """Return the mean weighted by weight and confidence; no confidence at all is no answer."""
    return _mean(ballot.votes, ballot.said)


def priority(ballot: Ballot) -> pl.DataFrame:
    """Return the vote of the family that the policy names first; of those it does not name the lowest."""
    ranks = {family: rank for rank, family in reversed(list(enumerate(ballot.policy.priority)))}
    rank = pl.col("family").replace_strict(ranks, default=len(ballot.policy.priority), return_dtype=pl.Int32)
    first = (
        ballot.votes.with_columns(rank.alias("rank"))
        .sort("rank", "level", "fraction", "family")
        .unique(SUBJECT, keep="first", maintain_order=True)
    )
    return _counted(first, pl.col("level").first())


def agree(ballot: Ballot) -> pl.DataFrame:
    """Return the median of the families that say low, if two do; else of those that do not, perhaps none."""
    low = pl.col("level") <= ballot.policy.low
    together = low.sum().over(SUBJECT) >= 2
    return median(dataclasses.replace(ballot, votes=ballot.votes.filter(low == together)))


Aggregate = Callable[[Ballot], pl.DataFrame]
AGGREGATIONS: Mapping[str, Aggregate] = {
    Aggregation.MEDIAN.value: median,
    Aggregation.MIN.value: lowest,
    Aggregation.MAX.value: highest,
    Aggregation.MEAN.value: mean,
    Aggregation.MISINFOME.value: misinfome,
    Aggregation.PRIORITY.value: priority,
    Aggregation.AGREE.value: agree,
}
"""Each way of counting: from a ballot to ``level`` and ``deciding`` of each subject."""
LONE_VOTE_STANDS = frozenset(AGGREGATIONS) - {Aggregation.MISINFOME.value, Aggregation.AGREE.value}
"""Where a lone vote is the answer; a vote without confidence, or a lone low one, is none for the others."""


def _counted(votes: pl.DataFrame, level: pl.Expr) -> pl.DataFrame:
    """Return the level of each subject, decided by the rows that made the votes."""
    if votes.is_empty():
        return votes.select(*SUBJECT, "level", pl.col("rows").alias("deciding"))
    return votes.group_by(SUBJECT, maintain_order=True).agg(level.alias("level"), _rows())


def _rows() -> pl.Expr:
    return pl.col("rows").list.explode(keep_nulls=False, empty_as_null=False).sort().alias("deciding")


def _mean(votes: pl.DataFrame, said: Statements) -> pl.DataFrame:
    weight = pl.col("units") * pl.col("confidence")
    sums = votes.group_by(SUBJECT, maintain_order=True).agg(
        ((pl.col("fraction") * weight).sum() / weight.sum()).alias("mean"),
        weight.sum().alias("total"),
        pl.struct("vote", "units", "confidence").alias("votes"),
        _rows(),
    )
    counted = sums.filter(pl.col("total") > 0)
    scaled = pl.col("mean") * LEVELS
    level = scaled.floor().clip(0, LEVELS - 1).cast(pl.Int8) + 1
    close = (scaled - scaled.round()).abs() < _CLOSE
    rough = counted.with_columns(level.alias("level"), close.alias("close")).with_row_index("at")
    exact = [_exact_level(held, said) for held in rough.filter(pl.col("close"))["votes"].to_list()]
    at = rough.filter(pl.col("close"))["at"]
    return rough.with_columns(rough["level"].scatter(at, pl.Series(exact, dtype=pl.Int8))).select(
        *SUBJECT, "level", "deciding"
    )


def _exact_level(votes: list[dict[str, float]], said: Statements) -> int:
    """Return the level of a mean that lies at a cut point, by fractions."""
    total = weights = Fraction(0)
    for vote in votes:
        weight = Fraction(int(vote["units"])) * Fraction(repr(vote["confidence"]))
        total += weight * _fraction(int(vote["vote"]), said)
        weights += weight
    return min(int(total / weights * LEVELS), LEVELS - 1) + 1


def _fraction(row: int, said: Statements) -> Fraction:
    """Return the exact place on [0, 1] of what one row of ``ratings`` states."""
    rater, value = said.corpus["ratings"].select("rater", "value").row(row)
    raters = said.corpus["raters"].filter(pl.col("id") == rater)
    scale = raters["scale"].first() if raters.height else None
    return exact_fraction(value, said.scales[str(scale or "house")])
