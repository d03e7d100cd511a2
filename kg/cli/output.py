"""Printing rows: as a table for people, as CSV, JSON or JSON Lines for programs."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import typer

from kg.cli.options import Format
from kg.errors import visible

if TYPE_CHECKING:
    import polars as pl

_WIDE = 4000
"""Lines are never folded: an id broken in two cannot be copied."""
_LONGEST = 100


def print_rows(frame: pl.DataFrame, how: Format, *, limit: int | None = None) -> None:
    """Print a frame to stdout; ``limit`` bounds the rows of a table for people, and says what is left out."""
    if how is Format.JSON:
        from kg.views.rows import as_json

        sys.stdout.write(as_json(frame))
    elif how is Format.JSONL:
        sys.stdout.write(frame.write_ndjson())
    elif how is Format.CSV:
        from kg.views.rows import as_csv

        sys.stdout.write(as_csv(frame).decode())
    else:
        shown = frame if not limit else frame.head(limit)
        print_table(shown.columns, shown.rows())
        if shown.height < frame.height:
            typer.echo(
                f"... {frame.height - shown.height} more rows; --limit 0 shows all, --format json or csv prints all.",
                err=True,
            )


def print_table(columns: list[str], rows: list[tuple[Any, ...]]) -> None:
    """Print rows as an aligned table; nothing in a cell is taken as markup or control."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(width=_WIDE, highlight=False)
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column, name in enumerate(columns):
        numbers = all(isinstance(row[column], (int, float, type(None))) for row in rows)
        table.add_column(
            name.replace("_", " "), justify="right" if numbers and rows else "left", no_wrap=True
        )
    for row in rows:
        table.add_row(*(Text(_cell(value)) for value in row))
    with console.capture() as lines:
        console.print(table)
    sys.stdout.write("".join(f"{line.rstrip()}\n" for line in lines.get().splitlines()))


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:.3f}".rstrip("0").rstrip(".")
    if isinstance(value, (list, tuple)):
        return ", ".join(visible(str(one)) for one in value) or "-"
    text = visible(str(value))
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."
