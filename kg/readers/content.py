"""What one file says: recognised by its content, read by the reader of its format."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl

from kg.errors import ReadError, UnknownFormatError
from kg.plugins import plugins
from kg.readers.csv import read_csv
from kg.readers.files import decode
from kg.readers.json import read_json, read_json_lines
from kg.readers.parquet import MAGIC, read_parquet
from kg.readers.raw import RawRecords
from kg.readers.recognition import SNAPSHOT_MAGIC, format_of
from kg.readers.rendered_page import read_rendered_page
from kg.readers.yaml import read_yaml

Read = pl.DataFrame | list[RawRecords]
_DATA = (".csv", ".tsv", ".yaml", ".yml", ".json", ".jsonl", ".ndjson", ".parquet")
"""Suffixes of files that are surely meant to be read: what is wrong in one is an error, not another format."""
_KNOWN = "Known are YAML, JSON, JSON Lines, CSV, Parquet and rendered resource pages."
_READERS: dict[str, Callable[..., list[RawRecords]]] = {
    "json": read_json,
    "jsonl": read_json_lines,
    "yaml": read_yaml,
    "rendered": read_rendered_page,
}


def content_of(data: bytes, *, path: Path, name: str) -> Read:
    """Return what the bytes of a file say; ``name`` stands in origins, ``path`` in errors.

    Raises
    ------
    UnknownFormatError
        No reader recognises it; or one does, cannot read it, and its suffix is that of no data.
    ReadError
        It is broken.

    >>> content_of(b"[]", path=Path("pages.json"), name="pages.json")[0].records
    []
    """
    if data.startswith(SNAPSHOT_MAGIC):
        raise ReadError("is a zip file", where=str(path), hint="A snapshot is given alone, where IN stands.")
    meant = path.suffix.lower() in _DATA
    try:
        return _read(data, name, meant=meant)
    except ReadError as error:
        kind = type(error) if meant else UnknownFormatError
        raise kind(error.what, where=at(error.where, name, path), hint=error.hint) from None


def at(said: str | None, name: str, path: Path) -> str:
    """Return the place of an error with the path as it was given, for a person to open.

    >>> at("pages.csv:3", "pages.csv", Path("world/pages.csv"))
    'world/pages.csv:3'
    """
    if said is None or said.startswith(str(path)):
        return said or str(path)
    return str(path) + (said.removeprefix(name) if said.startswith(name) else "")


def _read(data: bytes, name: str, *, meant: bool) -> Read:
    if data.startswith(MAGIC):
        return read_parquet(data, name=name)
    if meant:
        text: str | None = decode(data, where=name)
    else:
        text = None if b"\0" in data[:1024] else data.decode("utf-8", "replace")
    kind = None if text is None else format_of(text)
    if kind is None or kind == "empty":
        return _foreign(data, name, empty=kind == "empty")
    text = decode(data, where=name)
    return read_csv(text, name=name) if kind == "csv" else _READERS[kind](text, name=name)


def _foreign(data: bytes, name: str, *, empty: bool) -> Read:
    """Return what a reader of another package reads, or refuse; an empty file is an empty table."""
    for reader in plugins("kg.readers").values():
        if reader.recognises(data):
            found: list[RawRecords] = reader.read(data, name=name)
            return found
    if empty:
        return pl.DataFrame(schema={"origin": pl.String})
    raise UnknownFormatError("no reader recognises it", where=name, hint=_KNOWN)
