"""The level of a work, which may have several records (rule 8)."""

from __future__ import annotations

import polars as pl

from kg.model.words import Basis

_STEP = {basis.value: step for step, basis in enumerate(Basis)}
_RATING = ("level", "basis", "why")


def work_levels(resolution: pl.DataFrame, effective: pl.DataFrame) -> pl.DataFrame:
    """Return ``work, record, level, basis, why``: what counts for each work, and the record that decided.

    That is the record with the earliest step before any cap, then the lower level; the cap of any of its
    records caps the work, unless an override decided.

    >>> from kg.model.columns import conform
    >>> resolution = pl.DataFrame({"id": ["a", "b"], "work": ["a", "a"]})
    >>> effective = conform(pl.DataFrame({"level": [4, 1], "basis": ["publisher", "organization"],
    ...     "before_cap": [None, 3], "capped_by": [None, [7]]}, schema_overrides={"capped_by": pl.List(pl.UInt32)}), "effective")
    >>> work_levels(resolution, effective).row(0)
    ('a', 'a', 1, 'publisher', None)
    """
    records = pl.concat(
        [
            resolution.select("work", pl.col("id").alias("record")),
            effective.select(*_RATING, "before_cap", pl.col("capped_by").is_not_null().alias("capped")),
        ],
        how="horizontal",
    )
    if not records["capped"].any():
        return _decided(records)
    cap = pl.when("capped").then("level").min().over("work")
    unrated = pl.col("capped") & pl.col("before_cap").is_null()
    before = records.with_columns(
        cap.alias("cap"),
        pl.when("capped").then("before_cap").otherwise("level").alias("level"),
        pl.when(unrated).then(pl.lit(Basis.UNRATED.value)).otherwise("basis").alias("basis"),
    )
    feels = pl.col("cap").is_not_null() & (pl.col("basis") != Basis.OVERRIDE.value)
    own = feels & pl.col("level").is_null()
    return _decided(before, "cap").select(
        "work",
        "record",
        pl.when(feels).then(pl.min_horizontal("level", "cap")).otherwise("level").alias("level"),
        pl.when(own).then(pl.lit(Basis.OWN.value)).otherwise("basis").alias("basis"),
        pl.when(~own).then("why").alias("why"),
    )


def _decided(records: pl.DataFrame, *more: str) -> pl.DataFrame:
    """Return the record of each work that decides: the earliest step, then the lower level."""
    step = pl.col("basis").replace_strict(_STEP, default=None, return_dtype=pl.Int8)
    return (
        records.sort(step, "level", nulls_last=True, maintain_order=True)
        .unique("work", keep="first", maintain_order=True)
        .select("work", "record", *_RATING, *more)
    )
