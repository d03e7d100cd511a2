"""Reading a list from text, and what its rows and problems are: for the tests of every adapter."""

from __future__ import annotations

from typing import Any

from kg.readers.lists.adapter import ListOptions, ListRead
from kg.readers.lists.adapters import adapter_of, read_list, recognised


def read_text(named: str, text: str, *, name: str = "list", **options: str) -> ListRead:
    return read_list(adapter_of(named), text, name=name, options=ListOptions(**options))


def rows(found: ListRead, *columns: str) -> list[tuple[Any, ...]]:
    """The rows of what a list gives first, in the columns asked for."""
    return found.tables[0].frame.select(*(columns or ("subject", "value"))).rows()


def problems(found: ListRead) -> list[tuple[Any, ...]]:
    return found.problems.select("kind", "origin", "message").rows()


def kinds(found: ListRead) -> dict[str, int]:
    return dict(found.problems["kind"].value_counts().sort("kind").iter_rows())


def known_as(text: str) -> str | None:
    adapter = recognised(text)
    return adapter.name if adapter else None
