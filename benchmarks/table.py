"""The rows as text: on a terminal, and between the marks of ``docs/benchmarks.md``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from benchmarks.measuring import REPOSITORY, machine
from benchmarks.rows import Row

DOCUMENT = REPOSITORY / "docs" / "benchmarks.md"
START, END = "<!-- benchmarks: begin -->", "<!-- benchmarks: end -->"
HEAD = ("what", "bar", "measured", "ratio", "holds")


def cells(row: Row) -> tuple[str, str, str, str, str]:
    """Return a row as text.

    >>> cells(Row("a", "≥ 2x", "1 s against 3 s", 3.0, True))
    ('a', '≥ 2x', '1 s against 3 s', '3.0x', 'yes')
    """
    ratio = "-" if row.ratio is None else f"{row.ratio:.0f}x" if row.ratio >= 20 else f"{row.ratio:.1f}x"
    holds = {True: "yes", False: "**no**", None: "-"}[row.holds]
    return row.what, row.bar, row.measured, ratio, holds


def as_markdown(rows: Sequence[Row]) -> str:
    """Return rows as a table of Markdown."""
    lines = [HEAD, ("---",) * len(HEAD), *(tuple(cells(row)) for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def as_text(row: Row) -> str:
    """Return a row as lines of a terminal."""
    what, bar, measured, ratio, holds = cells(row)
    return f"{what}\n    bar {bar}   measured {measured}   ratio {ratio}   holds {holds.strip('*')}"


def write_document(rows: Sequence[Row], document: Path = DOCUMENT) -> None:
    """Put rows and machine between the marks of a document."""
    text = document.read_text("utf-8")
    before, _, rest = text.partition(START)
    _, mark, after = rest.partition(END)
    if not mark:
        raise SystemExit(f"{document.name} lacks the marks {START} and {END}")
    about = "".join(f"- {name}: {value}\n" for name, value in machine())
    middle = f"{START}\n{as_markdown(rows)}\nMeasured on:\n\n{about}{END}"
    document.write_text(before + middle + after, "utf-8")
