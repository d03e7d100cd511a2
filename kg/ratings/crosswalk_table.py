"""The crosswalks as a table for people: which value of which rater is which level, and why."""

from __future__ import annotations

import polars as pl

from kg.model.columns import Schema
from kg.model.corpus import Corpus
from kg.ratings.raters import built_in, completed

STEPS: Schema = {
    "rater": pl.String,
    "scale": pl.String,
    "label": pl.String,
    "at_least": pl.Float64,
    "level": pl.Int8,
    "cap": pl.Int8,
    "version": pl.String,
    "reason": pl.String,
    "stated_in": pl.String,
}
"""A row a step: ``level`` null is no rating; ``cap`` the level that a work so labelled cannot exceed."""
_LEVELS = (5, 4, 3, 2, 1)


def crosswalk_steps(corpus: Corpus | None = None) -> pl.DataFrame:
    """Return every step of the crosswalks that are built in, or that a corpus uses: columns `STEPS`.

    >>> steps = crosswalk_steps()
    >>> steps.filter((pl.col("rater") == "newsguard") & (pl.col("level") == 4))["at_least"].item()
    75.0
    """
    whole = completed(corpus if corpus is not None else _all_built_in())
    raters = whole["raters"].select(pl.col("id").alias("rater"), pl.col("scale").fill_null("house"))
    versions = whole["scales"].select(pl.col("id").alias("scale"), "version")
    steps = raters.join(whole["crosswalks"], on="scale", how="inner", maintain_order="left_right")
    return (
        steps.join(versions, on="scale", how="left", maintain_order="left")
        .sort("rater", maintain_order=True)
        .select(pl.col(name).cast(dtype) for name, dtype in STEPS.items())
    )


def crosswalk_table(steps: pl.DataFrame) -> pl.DataFrame:
    """Return the steps as a table with a row a rater and a column a level, the one that the documentation prints.

    >>> crosswalk_table(crosswalk_steps()).row(by_predicate=pl.col("rater") == "iffy", named=True)["1"]
    'listed'
    """
    rows = []
    for (rater,), held in steps.group_by("rater", maintain_order=True):
        row = {"rater": rater} | {
            str(level): _cell(held.filter(pl.col("level") == level)) for level in _LEVELS
        }
        none = held.filter(pl.col("level").is_null() & pl.col("cap").is_null())
        row["unrated"] = ", ".join(none["label"].drop_nulls()) or None
        caps = held.filter(pl.col("cap").is_not_null())
        row["caps"] = (
            ", ".join(f"{label}: {cap}" for label, cap in caps.select("label", "cap").iter_rows()) or None
        )
        rows.append(row)
    return pl.DataFrame(
        rows, schema=dict.fromkeys(["rater", *map(str, _LEVELS), "unrated", "caps"], pl.String)
    )


def _cell(steps: pl.DataFrame) -> str | None:
    """Return labels, or the number from which the level counts."""
    parts = steps["label"].drop_nulls().to_list()
    parts += [f"from {start:g}" for start in steps["at_least"].drop_nulls().to_list()]
    return ", ".join(parts) or None


def _all_built_in() -> Corpus:
    """Return a corpus that names every built-in rater and nothing else."""
    return Corpus.of({"raters": pl.DataFrame({"id": list(built_in())})})
