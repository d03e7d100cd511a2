"""The assertions that speak on a day: one a rater and subject, with level, family and weight (semantics, section 3)."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import polars as pl

from kg.model.corpus import Corpus, problem_rows
from kg.model.policy import Policy
from kg.model.validity import holds_on
from kg.model.words import HOUSE
from kg.ratings.crosswalk import Scale, scales_of, values_of
from kg.ratings.raters import completed

SUBJECT = ["kind", "key", "override"]
"""What a level is asked of: a node, its overrides kept apart from its other assertions."""


@dataclass(frozen=True, slots=True)
class Statements:
    """What raters say: the completed corpus, its scales, and ``values``, a row for each row of ``ratings``."""

    corpus: Corpus
    scales: dict[str, Scale]
    values: pl.DataFrame
    problems: pl.DataFrame

    @property
    def rated(self) -> pl.Series:
        """Say which rows of ``ratings`` state a level.

        >>> statements(Corpus.of({})).rated.len()
        0
        """
        return self.values["level"].is_not_null()


def statements(corpus: Corpus, *, without: tuple[str, ...] = ()) -> Statements:
    """Return what raters say, by their crosswalks; what those in ``without`` say is left out.

    >>> ratings = pl.DataFrame({"subject": ["x.com"], "rater": ["mbfc"], "value": ["mixed"]})
    >>> statements(Corpus.of({"ratings": ratings})).values["level"].item()
    2
    """
    whole = completed(corpus)
    scales, problems = scales_of(whole)
    values = values_of(whole, scales)
    if without:
        heard = ~whole["ratings"]["rater"].is_in(list(without))
        values = values.select(pl.when(heard).then(name).alias(name) for name in values.columns)
    return Statements(whole, scales, values, problems)


def assertions(said: Statements, subjects: pl.DataFrame, *, policy: Policy | None = None) -> pl.DataFrame:
    """Return ``ratings`` with ``row, kind, key, level, fraction, cap, fault, scale, family, weight`` of each.

    An assertion about several records stands once for each; one about nobody has nulls for its subject.

    >>> from kg.model.columns import empty
    >>> assertions(statements(Corpus.of({})), empty("subjects")).height
    0
    """
    corpus = said.corpus
    raters = corpus["raters"].select(
        pl.col("id").alias("rater"),
        pl.col("scale").fill_null(HOUSE),
        pl.col("family").fill_null(pl.col("id")),
        pl.col("weight").fill_null(1.0),
    )
    weights = {rater: float(weight) for rater, weight in policy.weights.items()} if policy else {}
    recorded = pl.col("weight").fill_null(1.0)
    chosen = pl.col("rater").replace_strict(weights, default=recorded, return_dtype=pl.Float64)
    meant = pl.col("override").fill_null(value=False)
    by_house = meant & pl.col("reason").is_not_null() & (pl.col("rater") == HOUSE)
    capping = [scale.id for scale in said.scales.values() if scale.caps]
    states_nothing = pl.col("level").is_null() & pl.col("cap").is_null()
    return (
        pl.concat([corpus["ratings"], said.values], how="horizontal")
        .with_row_index("row")
        .join(subjects, on="row", how="left", maintain_order="left")
        .join(raters, on="rater", how="left", maintain_order="left")
        .with_columns(
            pl.col("family").fill_null(pl.col("rater")),
            (chosen if weights else recorded).alias("weight"),
            meant.alias("meant_override"),
            by_house.alias("by_house"),
            (by_house & (pl.col("kind") == "source").fill_null(value=False)).alias("override"),
            (states_nothing & pl.col("scale").is_in(capping)).alias("silent"),
        )
    )


def speaking_on(stated: pl.DataFrame, *, as_of: datetime.date) -> pl.DataFrame:
    """Return what each rater says of each subject on a day: of its valid assertions there the latest.

    Of several as late the lower counts, a rated one before an unrated one, with the smallest confidence of them
    (1 if nothing is said). A label that changes nothing, on a scale that caps, is not heard at all.

    >>> from kg.model.columns import empty
    >>> speaking_on(assertions(statements(Corpus.of({})), empty("subjects")), as_of=datetime.date(2026, 1, 1)).height
    0
    """
    heard = pl.col("fault").is_null() & pl.col("scale").is_not_null() & ~pl.col("silent")
    valid = stated.filter(pl.col("key").is_not_null() & holds_on(as_of) & heard)
    last = pl.coalesce("level", "cap")
    one = [*SUBJECT, "rater", "_about"]
    return (
        _with_least_confidence(valid.with_columns(_same_subject().alias("_about")), one)
        .sort("valid_from", last, "fraction", "row", descending=[True, False, False, False], nulls_last=True)
        .unique(one, keep="first", maintain_order=True)
        .drop("_about")
        .sort("row")
    )


def heard_on(
    said: Statements, subjects: pl.DataFrame, *, policy: Policy, as_of: datetime.date
) -> pl.DataFrame:
    """Return what each rater says of each subject on a day, under the weights of a policy.

    >>> from kg.model.columns import empty
    >>> heard_on(statements(Corpus.of({})), empty("subjects"), policy=Policy(), as_of=datetime.date(2026, 1, 1)).height
    0
    """
    return speaking_on(assertions(said, subjects, policy=policy), as_of=as_of)


def _with_least_confidence(valid: pl.DataFrame, one: list[str]) -> pl.DataFrame:
    """Return assertions with the smallest confidence of the latest of their rater on their subject; 1 if none is said."""
    if valid["confidence"].null_count() == valid.height:
        return valid.with_columns(confidence=pl.lit(1.0))
    latest = pl.col("valid_from").eq_missing(pl.col("valid_from").max().over(one))
    return valid.with_columns(pl.when(latest).then(pl.col("confidence").fill_null(1.0)).min().over(one))


def _same_subject() -> pl.Expr:
    """Return the subject of an assertion as it compares: a place without ``www.``, in lower case up to its path."""
    text = pl.col("subject")
    host = text.str.extract(r"^([^/]+)").str.to_lowercase().str.strip_prefix("www.")
    path = text.str.extract(r"^[^/]+(/.*)$").str.strip_chars_end("/").fill_null("")
    is_place = (pl.col("kind") == "publisher") & ~text.str.starts_with("publisher:")
    return pl.when(is_place).then(host + path).otherwise(text)


def check_assertions(said: Statements, subjects: pl.DataFrame, *, as_of: datetime.date) -> pl.DataFrame:
    """Return the problems of assertions: no such subject, rater or value, no reason, no longer valid."""
    stated = assertions(said, subjects).unique("row", keep="first", maintain_order=True)
    corpus = said.corpus
    named = pl.when(pl.col("kind").is_null()).then("subject").otherwise(pl.col("kind") + ":" + pl.col("key"))
    known = pl.concat(
        corpus[f"{kind}s"].select(pl.lit(kind).alias("kind"), pl.col("id").alias("key"))
        for kind in ("organization", "publisher", "source")
    )
    registered = stated.filter(
        pl.col("subject").str.contains(r"^(?:organization|page|publisher|rater|source):")
    )
    asked = subjects.filter(pl.col("kind").is_null())["row"]
    no_place = stated.filter(pl.col("row").is_in(asked.implode()))
    dangling = (
        pl.concat([registered.join(known, on=["kind", "key"], how="anti"), no_place])
        .unique("row")
        .sort("row")
    )
    unknown = stated.filter(pl.col("scale").is_null())
    bad = stated.filter(pl.col("scale").is_not_null() & pl.col("fault").is_not_null())
    no_reason = stated.filter(pl.col("meant_override") & pl.col("reason").is_null())
    expired = stated.filter(
        pl.col("meant_override") & pl.col("reason").is_not_null() & (pl.col("valid_through") < as_of)
    )
    in_house = pl.col("scale") == HOUSE
    value = pl.lit("value: ") + pl.col("fault")
    return pl.concat(
        [
            said.problems,
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
            problem_rows("bad-level", bad.filter(in_house), subject=named, message=value),
            problem_rows("unknown-label", bad.filter(~in_house), subject=named, message=value),
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
