"""CSV: text cells with the line of each row; comma, semicolon or tab, whatever the header uses."""

from __future__ import annotations

import csv
import io

import polars as pl

from kg.errors import ReadError

_DELIMITERS = (",", "\t", ";")
MOST_COLUMNS = 1000
_FIELD_LIMIT = 64 * 1024**2
_GUARDED = r"^'([=+\-@\t\r])"
"""An apostrophe before what a spreadsheet would run: an export put it there, and it is taken off again."""


def delimiter_of(header: str) -> str | None:
    """Return the delimiter of a header line, None if it has none.

    >>> delimiter_of("id;url")
    ';'
    """
    counts = {delimiter: header.count(delimiter) for delimiter in _DELIMITERS}
    best = max(_DELIMITERS, key=lambda delimiter: counts[delimiter])
    return best if counts[best] else None


def read_csv(text: str, *, name: str) -> pl.DataFrame:
    """Return a CSV text as columns of String, with the line of each row in ``origin``; empty cells null.

    >>> read_csv("id,title\\na,One\\n", name="pages.csv").rows()
    [('a', 'One', 'pages.csv:2')]

    Raises
    ------
    ReadError
        A row has more cells than the header, a quote is not closed, a column occurs twice.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    start = len(text) - len(text.lstrip("\n"))
    first = text.count("\n", 0, start) + 1
    body = text[start:]
    if not body.strip():
        return pl.DataFrame(schema={"origin": pl.String})
    delimiter = delimiter_of(body.split("\n", 1)[0]) or ","
    header = _header(body.split("\n", 1)[0], delimiter, f"{name}:{first}")
    if len(header) > MOST_COLUMNS:
        raise ReadError(
            f"has {len(header)} columns, at most {MOST_COLUMNS} are read", where=f"{name}:{first}"
        )
    repeated = next((cell for cell in header if header.count(cell) > 1), None)
    if repeated is not None:
        raise ReadError(f"column {repeated[:60]!r} occurs twice", where=f"{name}:{first}")
    frame = _rows(body, delimiter, header, name, first)
    breaks = pl.sum_horizontal(pl.all().str.count_matches("\n", literal=True).fill_null(0)).cast(pl.Int64)
    broken = frame.select(breaks.alias("inside"))["inside"]
    line = pl.int_range(pl.len(), dtype=pl.Int64) + first + 1 + (pl.lit(broken).cum_sum() - pl.lit(broken))
    held = frame.select(pl.any_horizontal(pl.all().is_not_null()).alias("held"))["held"]
    located = frame.with_columns(pl.all().str.replace(_GUARDED, "${1}")).with_columns(
        pl.format("{}:{}", pl.lit(name), line).alias("origin")
    )
    return located.filter(held)


def _header(line: str, delimiter: str, where: str) -> list[str]:
    csv.field_size_limit(_FIELD_LIMIT)
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter))]
    except csv.Error as error:
        raise ReadError(f"is not CSV: {error}", where=where) from None


def _rows(body: str, delimiter: str, header: list[str], name: str, first: int) -> pl.DataFrame:
    try:
        frame = pl.read_csv(body.encode(), separator=delimiter, infer_schema=False, raise_if_empty=False)
        return frame.rename(dict(zip(frame.columns, header, strict=True)))
    except (pl.exceptions.PolarsError, ValueError):
        return _slow_rows(body, delimiter, header, name, first)


def _slow_rows(body: str, delimiter: str, header: list[str], name: str, first: int) -> pl.DataFrame:
    """Return rows by the library of Python, which knows the line at which a file is wrong."""
    csv.field_size_limit(_FIELD_LIMIT)
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter, strict=True)
    rows: list[list[str | None]] = []
    line = first
    try:
        for number, row in enumerate(reader):
            if number and len(row) > len(header):
                raise ReadError(f"has {len(row)} cells, the header {len(header)}", where=f"{name}:{line}")
            if number:
                rows.append([cell or None for cell in row] + [None] * (len(header) - len(row)))
            line = first + reader.line_num
    except csv.Error as error:
        raise ReadError(f"is not CSV: {error}", where=f"{name}:{line}") from None
    return pl.DataFrame(rows, schema=dict.fromkeys(header, pl.String), orient="row")
