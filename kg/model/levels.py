"""What level an assertion states: its value on its rater's scale."""

from __future__ import annotations

import polars as pl

from kg.model.words import HOUSE

_WHOLE = r"^\s*([1-5])(?:\.0+)?\s*$"


def stated_levels(ratings: pl.DataFrame, raters: pl.DataFrame) -> pl.Series:
    """Return the level that each assertion states, null if its rater or value says none.

    The house and recorded raters without a scale of their own rate from 1 to 5.

    >>> ratings = pl.DataFrame({"rater": ["house", "house", "stranger"], "value": ["4", "9", "4"]})
    >>> stated_levels(ratings, pl.DataFrame(schema={"id": pl.String, "scale": pl.String})).to_list()
    [4, None, None]
    """
    five = raters.filter(pl.col("scale").is_null() | (pl.col("scale") == HOUSE))["id"].to_list()
    known = pl.col("rater").is_in([*five, HOUSE]) & ~pl.col("rater").is_in(
        raters.filter(pl.col("scale") != HOUSE)["id"].implode()
    )
    level = pl.when(known).then(pl.col("value").str.extract(_WHOLE).cast(pl.Int8))
    return ratings.select(level.alias("level"))["level"]
