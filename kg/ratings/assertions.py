"""From rating assertions to one level a subject on a day: validity, scales, aggregation (semantics, section 3)."""

from __future__ import annotations

import datetime

import polars as pl

from kg.model.columns import Schema
from kg.model.corpus import Corpus, problem_rows
from kg.model.levels import stated_levels
from kg.model.validity import holds_on
from kg.model.words import HOUSE

LEVELS: Schema = {
    "kind": pl.String,
    "key": pl.String,
    "override": pl.Boolean,
    "level": pl.Int8,
    "deciding": pl.List(pl.UInt32),
}
"""What is known of each subject: its level, and the rows of ``ratings`` that decided it."""


def levels_on(corpus: Corpus, subjects: pl.DataFrame, *, as_of: datetime.date) -> pl.DataFrame:
    """Return the level of each subject that somebody rates on a day, columns ``LEVELS``.

    The house wins over every other rater; among others the lower weighted median of the families'
    votes counts. Of one rater's assertions on one subject the latest counts, of those on several places of
    one publisher the lowest. Overrides are kept apart from other assertions on the same subject.

    >>> corpus = Corpus.of({"ratings": pl.DataFrame({"subject": ["source:a"], "rater": ["house"], "value": ["4"]})})
    >>> from kg.model.columns import empty
    >>> subjects = empty("subjects").vstack(pl.DataFrame([(0, "source", "a")], schema=empty("subjects").schema, orient="row"))
    >>> levels_on(corpus, subjects, as_of=datetime.date(2026, 1, 1)).row(0)
    ('source', 'a', False, 4, [0])
    """
    stated = assertions(corpus, subjects)
    valid = stated.filter(pl.col("level").is_not_null() & pl.col("key").is_not_null() & holds_on(as_of))
    subject = ["kind", "key", "override"]
    latest = (
        valid.sort("valid_from", "level", "row", descending=[True, False, False], nulls_last=True)
        .unique([*subject, "rater", "subject"], keep="first", maintain_order=True)
        .sort("level", "row")
        .unique([*subject, "rater"], keep="first", maintain_order=True)
        .sort("row")
    )
    house = latest.filter(pl.col("rater") == HOUSE).select(
        *subject, "level", pl.concat_list("row").alias("deciding")
    )
    others = latest.filter(pl.col("rater") != HOUSE).join(house.select(subject), on=subject, how="anti")
    parts = [house, _median(others, subject)]
    return pl.concat(
        frame.select(pl.col(name).cast(dtype) for name, dtype in LEVELS.items()) for frame in parts
    )


def assertions(corpus: Corpus, subjects: pl.DataFrame) -> pl.DataFrame:
    """Return the table ``ratings`` with ``row, kind, key, level, family, weight`` of each assertion.

    >>> from kg.model.columns import empty
    >>> assertions(Corpus.of({}), empty("subjects")).height
    0
    """
    raters = corpus["raters"].select(
        pl.col("id").alias("rater"),
        pl.col("family").fill_null(pl.col("id")),
        pl.col("weight").fill_null(1.0),
    )
    override = (
        pl.col("override").fill_null(value=False)
        & pl.col("reason").is_not_null()
        & (pl.col("rater") == HOUSE)
    )
    return (
        corpus["ratings"]
        .with_columns(stated_levels(corpus["ratings"], corpus["raters"]).alias("level"))
        .with_row_index("row")
        .join(subjects, on="row", how="left", maintain_order="left")
        .join(raters, on="rater", how="left", maintain_order="left")
        .with_columns(
            pl.col("family").fill_null(pl.col("rater")),
            pl.col("weight").fill_null(1.0),
            (override & (pl.col("kind") == "source")).alias("override"),
        )
    )


def check_assertions(corpus: Corpus, subjects: pl.DataFrame, *, as_of: datetime.date) -> pl.DataFrame:
    """Return the problems of assertions: no such subject, rater or value, no reason, no longer valid."""
    stated = assertions(corpus, subjects)
    named = pl.when(pl.col("kind").is_null()).then("subject").otherwise(pl.col("kind") + ":" + pl.col("key"))
    known = pl.concat(
        corpus[f"{kind}s"].select(pl.lit(kind).alias("kind"), pl.col("id").alias("key"))
        for kind in ("organization", "publisher", "source")
    )
    registered = stated.filter(pl.col("subject").str.contains(r"^[a-z]+:"))
    no_place = stated.filter(pl.col("kind").is_null())
    dangling = pl.concat([registered.join(known, on=["kind", "key"], how="anti"), no_place]).sort("row")
    raters = corpus["raters"]["id"].implode()
    unknown = stated.filter((pl.col("rater") != HOUSE) & ~pl.col("rater").is_in(raters))
    bad = stated.filter(
        pl.col("level").is_null() & ((pl.col("rater") == HOUSE) | pl.col("rater").is_in(raters))
    )
    asked = pl.col("override").fill_null(value=False)
    raw = corpus["ratings"].with_row_index("row").join(subjects, on="row", how="left", maintain_order="left")
    no_reason = raw.filter(asked & pl.col("reason").is_null())
    expired = stated.filter(pl.col("override") & (pl.col("valid_through") < as_of))
    return pl.concat(
        [
            problem_rows(
                "dangling-subject",
                dangling,
                subject=pl.col("subject"),
                message=pl.format("rates {}, of which there is no record", "subject"),
            ),
            problem_rows(
                "unknown-rater",
                unknown,
                subject=named,
                message=pl.format("rated by {}, of whom there is no record", "rater"),
            ),
            problem_rows(
                "bad-level", bad, subject=named, message=pl.format("value: expected 1..5, got '{}'", "value")
            ),
            problem_rows(
                "override-without-reason",
                no_reason,
                subject=named,
                message=pl.lit("an override needs a reason; it counts as the subject's own rating"),
            ),
            problem_rows(
                "expired-override",
                expired,
                subject=named,
                message=pl.format("the override ended on {}", "valid_through"),
            ),
        ]
    )


def _median(others: pl.DataFrame, subject: list[str]) -> pl.DataFrame:
    """Return the lower weighted median of the families' votes on each subject."""
    voting = others.filter(pl.col("weight") > 0).with_columns(
        (pl.col("rater") == pl.col("family")).alias("head")
    )
    if voting.is_empty():
        return pl.DataFrame(schema=LEVELS).select(*subject, "level", "deciding")
    heads = pl.col("head").any().over([*subject, "family"])
    speaking = voting.filter(pl.col("head") | ~heads)
    votes = (
        speaking.sort("level", "rater")
        .group_by([*subject, "family"], maintain_order=True)
        .agg(
            pl.col("level").gather((pl.len() - 1) // 2).first(),
            pl.col("weight").gather((pl.len() - 1) // 2).first(),
            pl.col("row"),
        )
    )
    return (
        votes.sort("level", "family")
        .group_by(subject, maintain_order=True)
        .agg(
            pl.col("level").filter(pl.col("weight").cum_sum() * 2 >= pl.col("weight").sum()).first(),
            pl.col("row").list.explode(keep_nulls=False, empty_as_null=False).sort().alias("deciding"),
        )
    )
