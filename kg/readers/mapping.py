"""Anybody's tables through a map: files found, columns renamed, constants added, list columns split."""

from __future__ import annotations

from pathlib import Path, PurePath

import polars as pl

from kg.errors import MapError, nearest
from kg.readers.fields import fields_of
from kg.readers.files import is_file, walk
from kg.readers.raw import RawTable
from kg.readers.settings import TableMap


def mapped_file(folder: Path, file: str, *, where: str) -> Path:
    """Return a file that a map names, which lies in the folder.

    >>> mapped_file(Path("seeds"), "publishers.yaml", where="kg.toml").name
    'publishers.yaml'

    Raises
    ------
    MapError
        There is none of that name, the nearest is the hint; or it lies outside.
    """
    path = folder / file
    if not is_file(path):
        files = [one.relative_to(folder).as_posix() for one in walk(folder)]
        close = nearest(file, files)
        raise MapError(
            f"{file}: there is no such file in {folder}",
            where=where,
            hint=f"Did you mean {close!r}?" if close else None,
        )
    if not path.resolve().is_relative_to(folder.resolve()):
        raise MapError(f"{file} lies outside of {folder}", where=where)
    return path


def mapped_files(folder: Path, file: str, *, where: str) -> list[str]:
    """Return the names of the files that a map means: the one it names, or all that fit its pattern, in order.

    >>> mapped_files(Path("seeds"), "publ*.yaml", where="kg.toml")
    ['publishers.yaml']

    Raises
    ------
    MapError
        No file fits, or one lies outside of the folder.
    """
    if not is_pattern(file):
        mapped_file(folder, file, where=where)
        return [file]
    if file.startswith("/") or ".." in PurePath(file).parts:
        raise MapError(f"{file} lies outside of {folder}", where=where)
    found = (path.relative_to(folder) for path in folder.glob(file) if is_file(path))
    names = sorted(path.as_posix() for path in found if not any(part.startswith(".") for part in path.parts))
    if not names:
        raise MapError(f"{file}: no file in {folder} fits", where=where)
    for name in names:
        mapped_file(folder, name, where=where)
    return names


def is_pattern(file: str) -> bool:
    """Say whether a map names files by a pattern: ``*`` within a name, ``**`` over folders.

    >>> is_pattern("resources/*.yaml"), is_pattern("resources.yaml")
    (True, False)
    """
    return "*" in file


def fill_columns(frames: list[pl.DataFrame], said: TableMap) -> list[pl.DataFrame]:
    """Return the columns of several files of one table, each with those of the map that only others have.

    >>> said = TableMap("pages", "p/*.csv", {"id": "slug", "title": "name"})
    >>> frames = [pl.DataFrame({"slug": ["a"]}), pl.DataFrame({"slug": ["b"], "name": ["B"]})]
    >>> fill_columns(frames, said)[0].row(0)
    ('a', None)
    """
    there = {name for frame in frames for name in frame.columns}
    asked = [name for name in dict.fromkeys(said.columns.values()) if name in there]
    return [
        frame.with_columns(
            pl.lit(None, dtype=pl.String).alias(name) for name in asked if name not in frame.columns
        )
        for frame in frames
    ]


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
