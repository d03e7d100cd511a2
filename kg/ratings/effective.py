"""The effective rating of every source: the first answer of the rules, with its basis and path."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import numpy as np
import polars as pl

from kg.model.columns import conform
from kg.model.corpus import Corpus
from kg.model.policy import Policy
from kg.model.words import Basis
from kg.ratings.assertions import Statements, check_assertions, heard_on, statements
from kg.ratings.disputes import check_evidence
from kg.ratings.levels import SPREAD, levels_on
from kg.ratings.ownership import check_ownership, owner_levels
from kg.ratings.rules import OF_SOURCE, OF_VENUE, RULES, Evidence, Rule
from kg.resolution.attribution import Resolution, resolve

_ANSWER = ("level", "basis", "path", "deciding", *SPREAD)


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
    said = statements(corpus, without=policy.without)
    resolution = resolve(said.corpus, as_of=day, rated=said.rated)
    speaking = heard_on(said, resolution.subjects, policy=policy, as_of=day)
    evidence = _evidence(speaking, said, policy)
    rated = effective(resolution.table, evidence, types=corpus["sources"]["type"])
    problems = [
        check_assertions(said, resolution.subjects, as_of=day),
        check_ownership(corpus),
        check_evidence(speaking, rated, recorded=corpus["publishers"]["id"], policy=policy, as_of=day),
    ]
    return Ratings(day, policy, resolution, evidence, rated, pl.concat(problems))


def evidence_on(corpus: Corpus, subjects: pl.DataFrame, *, policy: Policy, as_of: datetime.date) -> Evidence:
    """Return what the rules read on a day: the level of each subject, what owners lend, the caps.

    >>> from kg.model.columns import empty
    >>> evidence_on(Corpus.of({}), empty("subjects"), policy=Policy(), as_of=datetime.date(2026, 1, 1)).levels.height
    0
    """
    said = statements(corpus, without=policy.without)
    return _evidence(heard_on(said, subjects, policy=policy, as_of=as_of), said, policy)


def _evidence(speaking: pl.DataFrame, said: Statements, policy: Policy) -> Evidence:
    levels, caps = levels_on(speaking, said, policy=policy)
    return Evidence(
        levels, owner_levels(said.corpus, levels, most=policy.max_owners), caps, policy.type_priors
    )


def effective(resolution: pl.DataFrame, evidence: Evidence, *, types: pl.Series) -> pl.DataFrame:
    """Return the first answer of ``RULES`` for each row of a resolution, capped, columns ``effective``.

    The rules after the source's own ask only who published it, so each pair of publisher and platform is
    answered once. ``types`` are the types of the sources.

    >>> from kg.model.columns import empty
    >>> nothing = evidence_on(Corpus.of({}), empty("subjects"), policy=Policy(type_priors={"blog": 2}), as_of=datetime.date(2026, 1, 1))
    >>> found = conform(pl.DataFrame({"id": ["a", "b"], "why": ["no-address"] * 2}), "resolution")
    >>> effective(found, nothing, types=pl.Series(["blog", None])).select("level", "basis", "why").rows()
    [(2, 'type-prior', None), (None, 'unrated', 'no-address')]
    """
    sources = resolution.select("id", types.alias("type"), "publisher", "platform", "why").with_row_index(
        "row"
    )
    whole = _by_venue(sources, evidence)
    whole = _before(whole, _first_answers(sources, RULES[:OF_SOURCE], evidence), pl.lit(value=True))
    typed = _first_answers(sources, RULES[OF_VENUE:], evidence)
    whole = _before(whole, typed, pl.col("level").is_null())
    unrated = pl.col("level").is_null()
    said = whole.with_columns(pl.when(unrated).then("why"))
    return conform(_capped(said, evidence.caps), "effective")


def _by_venue(sources: pl.DataFrame, evidence: Evidence) -> pl.DataFrame:
    """Return sources with what the rules answer that ask who published them."""
    venues, whose = _alike(sources.select("publisher", "platform"))
    asking = venues.with_row_index("row").with_columns(pl.lit(None, dtype=pl.String).alias("id"))
    found = _first_answers(asking, RULES[OF_SOURCE:OF_VENUE], evidence)
    answers = asking.join(found, on="row", how="left", maintain_order="left").with_columns(
        pl.col("path").fill_null(_path_to("publisher")),
        pl.col("basis").fill_null(Basis.UNRATED.value),
        pl.col("deciding").fill_null([]),
    )
    return pl.concat([sources, answers.select(_ANSWER)[whose]], how="horizontal")


def _alike(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
    """Return rows of which nearly all are distinct, and for each of the given rows which of them it equals.

    Rows are sorted by their hash, so that equal ones stand together, and compared with the one before. Where
    two rows share a hash an equal one may come again, which costs an answer and changes none.
    """
    bits = rows.height.bit_length()
    keys = rows.hash_rows().to_numpy() >> bits << bits
    keys |= np.arange(rows.height, dtype=np.uint64)
    keys.sort()
    order = (keys & np.uint64((1 << bits) - 1)).astype(np.uint32)
    together = rows[order]
    fresh = together.select(
        pl.any_horizontal(pl.all().ne_missing(pl.all().shift())) | (pl.int_range(pl.len()) == 0)
    ).to_series()
    whose = np.empty(rows.height, dtype=np.uint32)
    whose[order] = fresh.cum_sum().to_numpy() - 1
    return together.filter(fresh), pl.Series(whose)


def _before(whole: pl.DataFrame, answers: pl.DataFrame, where: pl.Expr) -> pl.DataFrame:
    """Return the table with other answers taken over the present ones, where that is asked for."""
    if answers.is_empty():
        return whole
    joined = whole.join(answers, on="row", how="left", suffix="_other", maintain_order="left")
    better = pl.col("basis_other").is_not_null() & where
    return joined.with_columns(
        pl.when(better).then(f"{name}_other").otherwise(name).alias(name) for name in _ANSWER
    ).select(whole.columns)


def _capped(rated: pl.DataFrame, caps: pl.DataFrame) -> pl.DataFrame:
    """Return ratings under the caps of their works, which no override feels; an unrated one takes the cap as its own."""
    if caps.is_empty():
        return rated
    feels = pl.col("cap").is_not_null() & (pl.col("basis") != Basis.OVERRIDE.value)
    unrated = pl.col("level").is_null()
    joined = rated.join(caps, left_on="id", right_on="key", how="left", maintain_order="left")
    return joined.with_columns(
        pl.when(feels).then("level").alias("before_cap"),
        pl.when(feels).then(pl.min_horizontal("level", "cap")).otherwise("level").alias("level"),
        pl.when(feels & unrated).then(pl.lit(Basis.OWN.value)).otherwise("basis").alias("basis"),
        pl.when(~(feels & unrated).fill_null(value=False)).then("why").alias("why"),
        pl.when(feels & unrated).then(pl.lit([], dtype=pl.List(pl.String))).otherwise("path").alias("path"),
        pl.when(feels).then("capped_by").alias("capped_by"),
    )


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
    """Return what the first rule says that answers each row, by ``row``."""
    answered = []
    for basis, rule in rules:
        found = rule(asking, evidence).filter(pl.col("level").is_not_null())
        answered.append(found.with_columns(pl.lit(basis).alias("basis")).select("row", *_ANSWER))
        if found.height and rule is not rules[-1][1]:
            asking = asking.join(found.select("row"), on="row", how="anti")
    return pl.concat(answered)
