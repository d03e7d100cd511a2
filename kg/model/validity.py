"""When a row holds: closed intervals of days."""

from __future__ import annotations

import datetime

import polars as pl


def holds_on(as_of: datetime.date) -> pl.Expr:
    """Return whether a closed interval ``valid_from .. valid_through`` holds on a day; null is open.

    >>> frame = pl.DataFrame({"valid_from": [datetime.date(2026, 1, 1)], "valid_through": [datetime.date(2026, 1, 1)]})
    >>> frame.filter(holds_on(datetime.date(2026, 1, 1))).height
    1
    """
    begun = pl.col("valid_from").is_null() | (pl.col("valid_from") <= as_of)
    return begun & (pl.col("valid_through").is_null() | (pl.col("valid_through") >= as_of))
