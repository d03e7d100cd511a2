"""Sections of subjects: where each begins, and which rows of a table fall into it, so that a part is made at a time."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

_EVERY = 64
"""Each so manyth subject is looked at to divide them evenly."""


def boundaries(subjects: Iterable[tuple[pl.Series, int]], rows: int) -> pl.Series:
    """Return the subjects at which a section begins, sorted; each but the last has about so many rows.

    ``subjects`` are columns, each with how many statements are made of a row of it.

    >>> boundaries([(pl.Series([f"{number:03}" for number in range(256)]), 2)], 300).to_list()
    ['128']
    """
    taken = [(column.cast(pl.String).drop_nulls().gather_every(_EVERY), times) for column, times in subjects]
    whole = sum(len(column) * times for column, times in subjects)
    number = whole // rows
    if not number or not any(len(column) for column, _ in taken):
        return pl.Series([], dtype=pl.String)
    weighed = pl.concat(
        [
            pl.DataFrame({"subject": column.alias("subject")}).with_columns(times=times)
            for column, times in taken
        ]
    )
    totals = weighed.group_by("subject").agg(pl.col("times").sum()).sort("subject")
    share = totals["times"].cum_sum() * (number + 1) // (int(totals["times"].sum()) + 1)
    return totals["subject"].filter((share > share.shift(1)).fill_null(value=False))


class Divided:
    """The rows of a table by section; a row is copied only when its section is asked for.

    >>> table = pl.DataFrame({"iri": ["b", "a", "c"]})
    >>> divided = Divided(table, "iri", pl.Series(["b"]))
    >>> divided.section(0)["iri"].to_list(), divided.section(1)["iri"].to_list()
    (['a'], ['b', 'c'])
    """

    def __init__(self, table: pl.DataFrame, subject: str, starts: pl.Series) -> None:
        self._table = table
        self._order: pl.Series | None = None
        if len(starts):
            of = starts.search_sorted(table[subject].cast(pl.String).fill_null(""), side="right").alias("of")
            self._order = of.arg_sort()
            counts = of.to_frame().group_by("of").len()
            every = pl.DataFrame({"of": range(len(starts) + 1)}, schema={"of": of.dtype})
            sizes = every.join(counts, on="of", how="left", maintain_order="left")["len"].fill_null(0)
            self._ends = [0, *sizes.cum_sum().to_list()]

    def section(self, number: int) -> pl.DataFrame:
        """Return the rows of a section, in the order of the table."""
        if self._order is None:
            return self._table
        start, end = self._ends[number], self._ends[number + 1]
        return self._table[self._order.slice(start, end - start)]
