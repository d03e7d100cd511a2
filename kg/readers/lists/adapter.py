"""What an adapter is: the name of a list, who rates in it, what it looks like, and how it is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import polars as pl

from kg.readers.raw import RawTable


@dataclass(frozen=True, slots=True)
class ListOptions:
    """What is said of a list besides its file. A row's own date comes before ``date``.

    ``date`` and ``through`` are the first and last day on which its ratings hold, ``stated_in`` replaces
    file and line as the place of statement, ``rater`` the rater of the adapter.

    >>> ListOptions(date="2026-08-19").rater is None
    True
    """

    date: str | None = None
    through: str | None = None
    stated_in: str | None = None
    rater: str | None = None


@dataclass(frozen=True, slots=True)
class ListRead:
    """What a list says: raw tables, the problems of its entries, how many those were, and what was passed over."""

    tables: tuple[RawTable, ...]
    problems: pl.DataFrame
    rows: int
    notes: tuple[str, ...] = ()


class ReadList(Protocol):
    """How an adapter reads the text of a file; ``name`` stands in origins."""

    def __call__(self, text: str, *, name: str, options: ListOptions) -> ListRead:
        """Return what the list says."""


@dataclass(frozen=True, slots=True)
class Adapter:
    """A list in the wild. ``rater`` is None where it tells of publishers and rates nobody.

    ``recognises`` says whether the first characters of a file can be of no other list.
    """

    name: str
    title: str
    reads: str
    rater: str | None
    licence: str
    read: ReadList
    recognises: Callable[[str], bool]
