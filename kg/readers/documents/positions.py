"""Where a character of a block's content stands in its file.

Markdown parsers give lines of blocks and no columns. But a content's line is what is left of the file's line
when marks and indents before it are taken off, so it can be laid over its end.
"""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Callable, Sequence

Locate = Callable[[int], tuple[int, int]]
"""From an offset in a content to its line and column in the file, both from 1."""


def locate_content(content: str, lines: Sequence[str], first: int) -> Locate:
    """Return where each offset of a content stands, which begins in the line of number ``first`` (from 0).

    >>> locate_content("a\\nbc", ["> a", "> bc"], 0)(3)
    (2, 4)
    """
    rows = content.split("\n")
    begins = [0, *itertools.accumulate(len(row) + 1 for row in rows[:-1])]
    lost: list[int] = []
    moved: dict[int, int] = {}  # lines may be long, and hold many references

    def locate(offset: int) -> tuple[int, int]:
        nth = bisect.bisect_right(begins, offset) - 1
        if not moved:
            lost.append(_lost_lines(rows[0].strip(), lines, first))
        line = min(first + lost[0] + nth, len(lines) - 1)
        if nth not in moved:
            moved[nth] = _moved(rows[nth], lines[line])
        return line + 1, max(moved[nth] + offset - begins[nth], 0) + 1

    return locate


def locate_raw(text: str, line: int, column: int) -> Locate:
    r"""Return where each offset of a piece of a file stands, which begins at a line and column.

    >>> locate_raw("a\nbc", 3, 5)(1), locate_raw("a\nbc", 3, 5)(3)
    ((3, 6), (4, 2))
    """
    begins = [0, *(nth + 1 for nth, sign in enumerate(text) if sign == "\n")]

    def locate(offset: int) -> tuple[int, int]:
        nth = bisect.bisect_right(begins, offset) - 1
        return line + nth, offset - begins[nth] + (1 if nth else column)

    return locate


def _lost_lines(row: str, lines: Sequence[str], first: int) -> int:
    """Return how many lines a parser took off a content's beginning: those of spaces that only Python knows."""
    last = min(first + 100, len(lines))
    return next((nth - first for nth in range(first, last) if row in lines[nth]), 0)


def _moved(row: str, line: str) -> int:
    """Return by how much a content's line is moved in its file's; spaces at its beginning may stand for a tab."""
    bare = row.strip()
    trimmed = line.rstrip()
    begin = len(trimmed) - len(bare) if trimmed.endswith(bare) else max(line.find(bare), 0)
    return begin - (len(row) - len(row.lstrip()))


def locate_cell(cell: str, line: int, begin: int) -> Locate:
    r"""Return where each offset of a table's cell stands: ``begin`` is its column from 0, ``cell`` as written.

    >>> locate_cell(r"a\|b", 4, 2)(2)
    (5, 6)
    """
    kept = None
    if "\\|" in cell:  # the parser takes the backslash off, so what follows moves
        kept = [at for at in range(len(cell) + 1) if not cell.startswith("\\|", at)]

    def locate(offset: int) -> tuple[int, int]:
        moved = offset if kept is None else kept[min(offset, len(kept) - 1)]
        return line + 1, begin + moved + 1

    return locate
