"""Rows as CSV and as JSON: the same bytes from a command, a file and the server."""

from __future__ import annotations

import polars as pl

LIST_SEPARATOR = "|"
_FORMULA = r"^[=+\-@\t\r]"


def as_json(frame: pl.DataFrame) -> str:
    """Return rows as one JSON array, an object a line.

    >>> as_json(pl.DataFrame({"a": [1, 2]}))
    '[\\n{"a":1},\\n{"a":2}\\n]\\n'
    """
    lines = frame.write_ndjson().rstrip("\n").split("\n") if frame.height else []
    return "[\n" + ",\n".join(lines) + "\n]\n" if lines else "[]\n"


def as_csv(frame: pl.DataFrame) -> bytes:
    """Return a table as CSV in UTF-8: lists separated by ``|``, records as JSON, no cell that a spreadsheet would run.

    A cell of text that begins with ``= + - @``, a tab or a carriage return is given a leading
    apostrophe. Null and the empty list are an empty cell; an empty text is ``""``.

    >>> as_csv(pl.DataFrame({"a": ["=1+1"], "b": [["x", "y"]], "c": [-1]}))
    b"a,b,c\\n'=1+1,x|y,-1\\n"
    """
    return frame.select(_cell(name, dtype) for name, dtype in frame.schema.items()).write_csv().encode()


def _cell(name: str, dtype: pl.DataType) -> pl.Expr:
    """Return a column as it stands in CSV."""
    column = pl.col(name)
    if isinstance(dtype, pl.List):
        filled = pl.when(column.list.len() > 0).then(column)
        if isinstance(dtype.inner, pl.Struct):
            records = filled.list.eval(pl.element().struct.json_encode()).list.join(",")
            return pl.format("[{}]", records).alias(name)
        column = filled.cast(pl.List(pl.String)).list.join(LIST_SEPARATOR)
    elif dtype != pl.String:
        return column
    unsafe = column.str.contains(_FORMULA)
    return pl.when(unsafe).then(pl.lit("'") + column).otherwise(column).alias(name)
