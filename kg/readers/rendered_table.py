"""The table "Cited by" of a rendered resource page: which pages cite it, in whatever shape it came."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kg.readers.rendered_parts import LINK, Line

_CELL = re.compile(r"(?<!\\)\|")
_COLUMN_GAP = re.compile(r"\t|\s{2,}")
_RULE = re.compile(r":?-{1,200}:?")
_COLUMNS = ("page", "type", "quality")


def citing_rows(lines: Sequence[Line]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows of the tables with their lines, by column; header and rule are passed over.

    >>> list(citing_rows([Line(4, "| Page | Type | Quality |"), Line(5, "| OpenAI | Organization | 62.0 |")]))
    [(5, {'page': 'OpenAI', 'type': 'Organization', 'quality': '62.0'})]
    """
    columns: Sequence[str] = _COLUMNS
    for number, cells in _cells(lines):
        lower = [cell.lower() for cell in cells]
        if "page" in lower and set(lower) <= set(_COLUMNS):
            columns = lower
        elif any(cells) and not all(_RULE.fullmatch(cell) or not cell for cell in cells):
            row = dict.fromkeys(_COLUMNS, "") | dict(zip(columns, cells, strict=False))
            yield number, row


def _cells(lines: Sequence[Line]) -> Iterator[tuple[int, list[str]]]:
    """Yield the cells of each row; a table without any mark has a cell on each line."""
    split = [(line.number, _split_row(line.text)) for line in lines]
    if all(len(cells) == 1 for _, cells in split):
        words = [cells[0] for _, cells in split]
        if tuple(word.lower() for word in words[:3]) == _COLUMNS:
            yield from ((split[at][0], words[at : at + 3]) for at in range(0, len(words), 3))
        return
    yield from ((number, cells) for number, cells in split if len(cells) > 1)


def _split_row(text: str) -> list[str]:
    if "|" not in text:
        return [_plain(cell) for cell in _COLUMN_GAP.split(text)]
    inner = text.removeprefix("|")
    inner = inner[:-1] if inner.endswith("|") and not inner.endswith("\\|") else inner
    return [_plain(cell) for cell in _CELL.split(inner)]


def _plain(cell: str) -> str:
    """Return the text of a cell, without what Markdown puts around it."""
    text = cell.strip().replace("\\|", "|")
    link = LINK.fullmatch(text)
    return (link[1] if link else text).strip("*_ ")
