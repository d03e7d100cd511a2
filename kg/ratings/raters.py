"""The raters that are built in, their scales and crosswalks; what a corpus records of them counts first."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterable
from importlib.resources import files
from importlib.resources.abc import Traversable

import polars as pl

from kg.model.columns import conform
from kg.model.corpus import Corpus
from kg.model.words import HOUSE

_FOLDER = "crosswalks"
_ORIGIN = "kg/ratings/crosswalks"
_TABLES = ("raters", "scales", "crosswalks")


def built_in() -> tuple[str, ...]:
    """Return the ids of the raters that are built in, in order.

    >>> built_in()[:3]
    ('adfontes', 'citeunseen', 'goggle')
    """
    return tuple(
        sorted(one.name.removesuffix(".toml") for one in _folder().iterdir() if one.name.endswith(".toml"))
    )


def crosswalk_of(rater: str) -> dict[str, pl.DataFrame]:
    """Return the tables ``raters, scales, crosswalks`` of one built-in rater.

    >>> crosswalk_of("iffy")["crosswalks"].select("label", "level").rows()
    [('listed', 1), ('unlisted', None)]
    """
    return dict(_read(rater))


def completed(corpus: Corpus) -> Corpus:
    """Return a corpus that also holds what is built in of the raters and scales it names.

    Of a rater that the corpus records, only what it does not say is filled in; a scale of which it records
    a step or its ends is its own. A completed corpus is returned as it is.

    >>> ratings = pl.DataFrame({"subject": ["x.com"], "rater": ["mbfc"], "value": ["high"]})
    >>> completed(Corpus.of({"ratings": ratings}))["raters"]["family"].to_list()
    ['mbfc']
    """
    named = {*corpus["ratings"]["rater"].unique().to_list(), *corpus["raters"]["id"].to_list()}
    wanted = named | {HOUSE} | set(corpus["raters"]["scale"].drop_nulls().to_list())
    known = sorted(wanted & set(built_in()))
    has = {
        table: set(corpus[table][key].to_list()) for table, key in (("raters", "id"), ("crosswalks", "scale"))
    }
    has["scales"] = set(corpus["scales"]["id"].to_list())
    if all(rater in has["raters"] or rater not in named for rater in known) and has["crosswalks"] >= set(
        known
    ):
        return corpus
    built = _joined(known)
    raters = built["raters"].filter(pl.col("id").is_in(named))
    own_scales = has["scales"] | has["crosswalks"]
    tables = {
        "raters": _filled(corpus["raters"], raters),
        "scales": _added(corpus["scales"], built["scales"].filter(~pl.col("id").is_in(own_scales))),
        "crosswalks": _added(
            corpus["crosswalks"], built["crosswalks"].filter(~pl.col("scale").is_in(own_scales))
        ),
    }
    return dataclasses.replace(corpus, tables={**corpus.tables, **tables})


def _filled(recorded: pl.DataFrame, built: pl.DataFrame) -> pl.DataFrame:
    """Return recorded raters with their gaps filled from what is built in, and the other built-in ones after them."""
    names = [name for name in recorded.columns if name != "id"]
    joined = recorded.join(built, on="id", how="left", suffix="_built", maintain_order="left")
    mended = joined.select("id", *(pl.coalesce(name, f"{name}_built").alias(name) for name in names))
    return _added(mended, built.join(recorded.select("id"), on="id", how="anti", maintain_order="left"))


def _added(recorded: pl.DataFrame, built: pl.DataFrame) -> pl.DataFrame:
    return pl.concat([recorded, built.select(recorded.columns)])


def _joined(raters: Iterable[str]) -> dict[str, pl.DataFrame]:
    read = [crosswalk_of(rater) for rater in raters]
    return {table: pl.concat([one[table] for one in read]) for table in _TABLES}


def _folder() -> Traversable:
    return files(__package__).joinpath(_FOLDER)


@functools.cache
def _read(rater: str) -> tuple[tuple[str, pl.DataFrame], ...]:
    """Return the typed tables of one file; it is part of the program, so what is wrong in it is an error."""
    from kg.readers.checking import check  # the models take long to import, and a kept graph needs none
    from kg.readers.crosswalks import read_crosswalk
    from kg.readers.nested import flatten

    name = f"{_ORIGIN}/{rater}.toml"
    text = _folder().joinpath(f"{rater}.toml").read_text("utf-8")
    tables = {}
    for raw in read_crosswalk(text, name=name):
        for flat in flatten(raw, table=raw.table or "", file=name)[0]:
            typed, problems = check(flat, table=flat.table or "")
            if problems.height:
                raise ValueError(f"{name}: {problems['message'][0]}")
            tables[flat.table or ""] = conform(typed.with_columns(origin=pl.lit(name)), flat.table or "")
    return tuple(tables.items())
