"""The effective rating of every source: the first answer of the rules, with its basis and path."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import polars as pl

from kg.model.columns import conform, empty
from kg.model.corpus import Corpus
from kg.model.levels import stated_levels
from kg.model.policy import Policy
from kg.model.words import Basis
from kg.ratings.assertions import check_assertions, levels_on
from kg.ratings.ownership import check_ownership, owner_levels
from kg.ratings.rules import OF_SOURCE, RULES, Evidence, Rule
from kg.resolution.attribution import Resolution, resolve

_STEP = {basis.value: step for step, basis in enumerate(Basis)}


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
    rated = stated_levels(corpus["ratings"], corpus["raters"]).is_not_null()
    resolution = resolve(corpus, as_of=day, rated=rated)
    evidence = evidence_on(corpus, resolution.subjects, policy=policy, as_of=day)
    problems = pl.concat([check_assertions(corpus, resolution.subjects, as_of=day), check_ownership(corpus)])
    return Ratings(day, policy, resolution, evidence, effective(resolution.table, evidence), problems)


def evidence_on(corpus: Corpus, subjects: pl.DataFrame, *, policy: Policy, as_of: datetime.date) -> Evidence:
    """Return what the rules read on a day: the level of each subject, and what owners lend.

    >>> subjects = empty("subjects")
    >>> evidence_on(Corpus.of({}), subjects, policy=Policy(), as_of=datetime.date(2026, 1, 1)).levels.height
    0
    """
    levels = levels_on(corpus, subjects, as_of=as_of)
    return Evidence(levels, owner_levels(corpus, levels, most=policy.max_owners))


def effective(resolution: pl.DataFrame, evidence: Evidence) -> pl.DataFrame:
    """Return the first answer of ``RULES`` for each row of a resolution, columns ``effective``.

    The rules after the source's own ask only who published it, so each pair of publisher and platform is
    answered once.

    >>> words = dict.fromkeys(("id", "publisher", "platform", "why"), pl.String)
    >>> from kg.ratings.assertions import LEVELS
    >>> from kg.ratings.ownership import OWNERS
    >>> nothing = Evidence(pl.DataFrame(schema=LEVELS), pl.DataFrame(schema=OWNERS))
    >>> effective(pl.DataFrame([("a", None, None, "no-address")], schema=words, orient="row"), nothing)["basis"].item()
    'unrated'
    """
    sources = resolution.select("id", "publisher", "platform", "why").with_row_index("row")
    venues = sources.select("publisher", "platform").unique(maintain_order=True).with_row_index("row")
    by_venue = venues.join(
        _first_answers(
            venues.with_columns(pl.lit(None, dtype=pl.String).alias("id")), RULES[OF_SOURCE:], evidence
        ),
        on="row",
        how="left",
        maintain_order="left",
    ).with_columns(
        pl.col("path").fill_null(_path_to("publisher")), pl.col("basis").fill_null(Basis.UNRATED.value)
    )
    whole = sources.join(
        by_venue.drop("row"),
        on=["publisher", "platform"],
        how="left",
        nulls_equal=True,
        maintain_order="left",
    )
    own = _first_answers(sources, RULES[:OF_SOURCE], evidence)
    if own.height:
        joined = whole.join(own, on="row", how="left", suffix="_own", maintain_order="left")
        decided = pl.col("basis_own").is_not_null()
        names = ("level", "basis", "path", "deciding")
        whole = joined.with_columns(
            pl.when(decided).then(f"{name}_own").otherwise(name).alias(name) for name in names
        )
    unrated = pl.col("level").is_null()
    said = whole.with_columns(pl.when(unrated).then("why"), pl.col("deciding").fill_null([]))
    return conform(said, "effective")


def deciding_order() -> list[pl.Expr]:
    """Return the order in which the records of one work decide (rule 8): the earliest step, then the lower level.

    >>> records = pl.DataFrame({"basis": ["publisher", "override", "publisher"], "level": [1, 4, 2]})
    >>> records.sort(*deciding_order(), nulls_last=True)["level"].to_list()
    [4, 1, 2]
    """
    step = pl.col("basis").replace_strict(_STEP, default=None, return_dtype=pl.Int8)
    return [step, pl.col("level")]


def _path_to(column: str) -> pl.Expr:
    """Return the path to an unrated publisher, empty where there is none."""
    nowhere = pl.lit([], dtype=pl.List(pl.String))
    return (
        pl.when(pl.col(column).is_null())
        .then(nowhere)
        .otherwise(pl.concat_list("publisher:" + pl.col(column)))
    )


def _first_answers(
    asking: pl.DataFrame, rules: tuple[tuple[str, Rule], ...], evidence: Evidence
) -> pl.DataFrame:
    """Return ``row, level, basis, path, deciding`` of the first rule that answers each row."""
    answered = []
    for basis, rule in rules:
        found = rule(asking, evidence).filter(pl.col("level").is_not_null())
        answered.append(found.select("row", "level", pl.lit(basis).alias("basis"), "path", "deciding"))
        asking = asking.join(found.select("row"), on="row", how="anti")
    return pl.concat(answered)
