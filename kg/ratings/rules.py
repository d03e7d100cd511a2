"""The rules of effective ratings, in the order in which they are tried (semantics, section 4).

Each rule is a table function: it takes sources (``row, id, type, publisher, platform``) and the evidence, and
returns ``row, node, level, deciding, path, stopped`` for those it has something to say of; a null level
means that it looked at a node which is unrated.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import polars as pl

from kg.model.columns import Schema
from kg.model.words import Basis
from kg.ratings.levels import SPREAD

ANSWER: Schema = {
    "row": pl.UInt32,
    "node": pl.String,
    "level": pl.Int8,
    "deciding": pl.List(pl.UInt32),
    "path": pl.List(pl.String),
    "stopped": pl.Boolean,
    **SPREAD,
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the rules read: the level of each subject on the day, what each owned publisher would inherit,
    the caps of sources, and the levels that the policy gives to types.
    """

    levels: pl.DataFrame
    owners: pl.DataFrame
    caps: pl.DataFrame
    type_priors: Mapping[str, int] = field(default_factory=dict)


Rule = Callable[[pl.DataFrame, Evidence], pl.DataFrame]


def override(sources: pl.DataFrame, evidence: Evidence) -> pl.DataFrame:
    """Answer by the house's override on the source itself."""
    return _of_source(sources, evidence, overrides=True)


def own(sources: pl.DataFrame, evidence: Evidence) -> pl.DataFrame:
    """Answer by assertions on the source itself."""
    return _of_source(sources, evidence, overrides=False)


def channel(sources: pl.DataFrame, evidence: Evidence) -> pl.DataFrame:
    """Answer by the channel, a publisher that lies inside a platform."""
    inside = sources.filter(pl.col("platform").is_not_null() & (pl.col("platform") != pl.col("publisher")))
    return _of_publisher(inside, evidence, "publisher")


def publisher(sources: pl.DataFrame, evidence: Evidence) -> pl.DataFrame:
    """Answer by the publication venue, where it is neither platform nor channel."""
    alone = sources.filter(pl.col("publisher").is_not_null() & pl.col("platform").is_null())
    return _of_publisher(alone, evidence, "publisher")


def platform(sources: pl.DataFrame, evidence: Evidence) -> pl.DataFrame:
    """Answer by the platform that carries the source."""
    return _of_publisher(sources.filter(pl.col("platform").is_not_null()), evidence, "platform")


def organization(sources: pl.DataFrame, evidence: Evidence) -> pl.DataFrame:
    """Answer by the nearest rated owner of the publisher; the owner of a platform lends nothing."""
    owned = sources.filter(pl.col("platform").is_null() | (pl.col("platform") != pl.col("publisher")))
    found = owned.select("row", "publisher").join(evidence.owners, on="publisher", how="inner")
    return _answers(found.with_columns(pl.col("path").list.last().alias("node")))


def type_prior(sources: pl.DataFrame, evidence: Evidence) -> pl.DataFrame:
    """Answer by the type of the source, where the policy gives its type a level."""
    if not evidence.type_priors:
        return pl.DataFrame(schema=ANSWER)
    typed = sources.filter(pl.col("type").is_in(list(evidence.type_priors)))
    level = pl.col("type").replace_strict(dict(evidence.type_priors), default=None, return_dtype=pl.Int8)
    return _answers(
        typed.select(
            "row",
            level.alias("level"),
            pl.lit(None, dtype=pl.String).alias("node"),
            pl.lit([], dtype=pl.List(pl.UInt32)).alias("deciding"),
            pl.lit([], dtype=pl.List(pl.String)).alias("path"),
            pl.lit(value=False).alias("stopped"),
            *(pl.lit(None, dtype=dtype).alias(name) for name, dtype in SPREAD.items()),
        )
    )


RULES: tuple[tuple[str, Rule], ...] = (
    (Basis.OVERRIDE.value, override),
    (Basis.OWN.value, own),
    (Basis.CHANNEL.value, channel),
    (Basis.PUBLISHER.value, publisher),
    (Basis.PLATFORM.value, platform),
    (Basis.ORGANIZATION.value, organization),
    (Basis.TYPE_PRIOR.value, type_prior),
)
"""The order of inheritance, by basis. What no rule answers is unrated."""

OF_SOURCE = 2
"""How many rules at the beginning ask the source itself."""
OF_VENUE = 6
"""The rules from there up to this one ask only who published it; the last asks its type."""


def _of_source(sources: pl.DataFrame, evidence: Evidence, *, overrides: bool) -> pl.DataFrame:
    known = evidence.levels.filter((pl.col("kind") == "source") & (pl.col("override") == overrides))
    if known.is_empty():
        return pl.DataFrame(schema=ANSWER)
    found = sources.select("row", pl.col("id").alias("key")).join(known, on="key", how="inner")
    return _answers(
        found.with_columns(
            ("source:" + pl.col("key")).alias("node"),
            pl.lit([], dtype=pl.List(pl.String)).alias("path"),
            pl.lit(value=False).alias("stopped"),
        )
    )


def _of_publisher(sources: pl.DataFrame, evidence: Evidence, column: str) -> pl.DataFrame:
    known = evidence.levels.filter(pl.col("kind") == "publisher").select(
        pl.col("key").alias(column), "level", "deciding", *SPREAD
    )
    found = sources.select(
        "row", pl.col("publisher").alias("by"), column if column != "publisher" else pl.col(column)
    ).join(known, on=column, how="left")
    node = "publisher:" + pl.col(column)
    above = pl.col("by") != pl.col(column)
    path = (
        pl.when(above).then(pl.concat_list("publisher:" + pl.col("by"), node)).otherwise(pl.concat_list(node))
    )
    return _answers(
        found.with_columns(node.alias("node"), path.alias("path"), pl.lit(value=False).alias("stopped"))
    )


def _answers(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select(pl.col(name).cast(dtype) for name, dtype in ANSWER.items()).sort("row")
