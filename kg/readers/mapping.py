"""Anybody's tables through a map: columns renamed, constants added, list columns split."""

from __future__ import annotations

import polars as pl

from kg.errors import MapError, nearest
from kg.readers.fields import fields_of
from kg.readers.raw import RawTable
from kg.readers.settings import TableMap


def apply_map(frame: pl.DataFrame, said: TableMap, *, where: str) -> RawTable:
    """Return the raw table that a map makes of a file's columns.

    >>> said = TableMap("pages", "p.csv", {"id": "slug"}, {"type": "essay"})
    >>> raw = apply_map(pl.DataFrame({"slug": ["a"], "origin": ["p.csv:2"]}), said, where="kg.toml")
    >>> raw.frame.to_dicts()
    [{'id': 'a', 'type': 'essay', 'origin': 'p.csv:2'}]

    Raises
    ------
    MapError
        The file has no such column; the nearest is the hint.
    """
    columns = []
    known = fields_of(said.table)
    for name, column in said.columns.items():
        if column not in frame.columns or column == "origin":
            others = [one for one in frame.columns if one != "origin"]
            close = nearest(column, others)
            hint = f"Did you mean {close!r}?" if close else f"It has {', '.join(others) or 'none'}."
            raise MapError(
                f"{said.file} has no column {column!r}", where=f"{where}: [tables.{said.table}]", hint=hint
            )
        columns.append(
            _split(pl.col(column), said.separators.get(name)).alias(name)
            if known[name].many and frame[column].dtype == pl.String
            else pl.col(column).alias(name)
        )
    columns += [
        _split(pl.lit(value), said.separators.get(name)).alias(name)
        if known[name].many
        else pl.lit(value).alias(name)
        for name, value in said.constants.items()
    ]
    return RawTable(said.table, frame.select(*columns, "origin"), said.file)


def _split(column: pl.Expr, separator: str | None) -> pl.Expr:
    """Return a column as lists of texts, empty ones null."""
    parts = column.str.split(separator if separator else "|").list.eval(
        pl.element().str.strip_chars().filter(pl.element().str.strip_chars() != "")
    )
    return pl.when(parts.list.len() > 0).then(parts)
