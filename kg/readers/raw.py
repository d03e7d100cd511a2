"""What a reader yields: records as they were written, all scalars as text, with their lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

PARENT = "_parent"
"""A column of rows that stood inside another record: its table and origin, for they share its fate."""

RawValue = Any
"""A scalar as text, None, a list of raw values, or a dict of them."""


@dataclass(frozen=True, slots=True)
class RawRecords:
    """Records of one table as nested values, with the line at which each begins.

    ``table`` is None where the file does not say which table it is. ``missing`` are messages about
    parts that a rendered page lacks.
    """

    table: str | None
    records: list[dict[str, RawValue]]
    lines: list[int]
    missing: tuple[str, ...] = ()
    rendered: bool = False
    """Whether a rendered page says so, which speaks of publishers by name and of pages by title."""
    lone: bool = False
    """Whether it is one record that stands in no list, as a file of settings does."""


@dataclass(frozen=True, slots=True)
class RawTable:
    """Records of one table as a frame: columns of String or List(String), and ``origin``."""

    table: str | None
    frame: pl.DataFrame
    file: str
