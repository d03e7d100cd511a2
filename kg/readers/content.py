"""What one file says: recognised by its content, read by the reader of its format."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from kg.errors import KgError, MapError, ReadError, UnknownFormatError
from kg.plugins import plugins
from kg.readers.crosswalks import looks_like_crosswalk, read_crosswalk
from kg.readers.csv import read_csv
from kg.readers.files import decode
from kg.readers.json import read_json, read_json_lines
from kg.readers.lists.adapter import Adapter
from kg.readers.lists.adapters import HEAD, recognised
from kg.readers.parquet import MAGIC, read_parquet
from kg.readers.raw import RawRecords
from kg.readers.recognition import SNAPSHOT_MAGIC, format_of
from kg.readers.rendered_page import looks_rendered, read_rendered_page
from kg.readers.yaml import read_yaml

Read = pl.DataFrame | list[RawRecords]
DATA = (".csv", ".tsv", ".yaml", ".yml", ".json", ".jsonl", ".ndjson", ".parquet")
"""Suffixes of files that are surely meant to be read: what is wrong in one is an error, not another format."""
_LINKED = re.compile(rb'"@(?:context|graph|id)"\s*:')
"""What JSON-LD has and a table does not."""
_LOOKED_AT = 4096
_SNAPSHOT = b"manifest.json"
"""What a zip file has that is a snapshot; many another file is a zip file, too."""
_KNOWN = "Known are YAML, JSON, JSON Lines, CSV, Parquet and rendered resource pages."
_READERS: dict[str, Callable[..., list[RawRecords]]] = {
    "json": read_json,
    "jsonl": read_json_lines,
    "yaml": read_yaml,
    "rendered": read_rendered_page,
}


def mapped_readers(said: Mapping[str, Any], *, where: str) -> tuple[Any, ...]:
    """Return the registered readers; those that take a map have what a section ``[rdf]`` says.

    Raises
    ------
    MapError
        A word or value is none that a reader takes, or no reader takes a map.

    >>> len(mapped_readers({"cites": "cito:cites"}, where="kg.toml")) > 0
    True
    """
    readers = tuple(plugins("kg.readers").values())
    if not said:
        return readers
    if not any(hasattr(reader, "mapped") for reader in readers):
        raise MapError("no reader that is installed takes a map", where=f"{where}: [rdf]")
    try:
        return tuple(reader.mapped(said) if hasattr(reader, "mapped") else reader for reader in readers)
    except KgError as error:
        raise MapError(error.what, where=f"{where}: [rdf]", hint=error.hint) from None


def content_of(data: bytes, *, path: Path, name: str, readers: tuple[Any, ...] | None = None) -> Read:
    """Return what the bytes of a file say; ``name`` stands in origins, ``path`` in errors.

    ``readers`` are asked for what is no format of our own; by default those that are registered.

    Raises
    ------
    UnknownFormatError
        No reader recognises it; or one does, cannot read it, and its suffix is that of no data.
    ReadError
        It is broken.

    >>> content_of(b"[]", path=Path("pages.json"), name="pages.json")[0].records
    []
    """
    crosswalk = path.suffix.lower() == ".toml" and is_crosswalk(data)
    meant = crosswalk or path.suffix.lower() in DATA
    if data.startswith(SNAPSHOT_MAGIC):
        kind = ReadError if meant or _SNAPSHOT in data else UnknownFormatError
        raise kind("is a zip file", where=str(path), hint="A snapshot is given alone, where IN stands.")
    try:
        if crosswalk:
            return read_crosswalk(decode(data, where=name), name=name)
        return _read(data, name, readers, meant=meant)
    except ReadError as error:
        kind = type(error) if meant else UnknownFormatError
        raise kind(error.what, where=at(error.where, name, path), hint=error.hint) from None


def is_crosswalk(data: bytes) -> bool:
    """Say whether the bytes of a TOML file are a rater's crosswalk, well written or not.

    >>> is_crosswalk(b"[scale]"), is_crosswalk(b"[project]")
    (True, False)
    """
    return looks_like_crosswalk(data.decode("utf-8", "replace"))


def list_in(data: bytes) -> Adapter | None:
    """Return the list in the wild that a file can only be, by its content; None if it may be anything else.

    >>> list_in(b"domain,pc1").name, list_in(b"id,title")
    ('pc1', None)
    """
    if data.startswith((MAGIC, SNAPSHOT_MAGIC)) or b"\0" in data[:1024]:
        return None
    return recognised(data[:HEAD].decode("utf-8", "replace").removeprefix("\ufeff"))


def is_rendered(data: bytes) -> bool:
    """Say whether the bytes of a text are a rendered page.

    >>> is_rendered(b"# Notes")
    False
    """
    return b"\0" not in data[:1024] and looks_rendered(data.decode("utf-8", "replace"))


def at(said: str | None, name: str, path: Path) -> str:
    """Return the place of an error with the path as it was given, for a person to open.

    >>> at("pages.csv:3", "pages.csv", Path("world/pages.csv"))
    'world/pages.csv:3'
    """
    if said is None or said.startswith(str(path)):
        return said or str(path)
    return str(path) + (said.removeprefix(name) if said.startswith(name) else "")


def _read(data: bytes, name: str, readers: tuple[Any, ...] | None, *, meant: bool) -> Read:
    if data.startswith(MAGIC):
        return read_parquet(data, name=name)
    if meant:
        text: str | None = decode(data, where=name)
    else:
        text = None if b"\0" in data[:1024] else data.decode("utf-8", "replace")
    kind = None if text is None else format_of(text)
    if kind is None or kind == "empty":
        return _foreign(data, name, readers, empty=kind == "empty")
    if kind in ("json", "jsonl") and _LINKED.search(data[:_LOOKED_AT]):
        return _foreign(data, name, readers, empty=False)
    text = decode(data, where=name)
    return read_csv(text, name=name) if kind == "csv" else _READERS[kind](text, name=name)


def _foreign(data: bytes, name: str, readers: tuple[Any, ...] | None, *, empty: bool) -> Read:
    """Return what a reader of another package reads, or refuse; an empty file is an empty table."""
    for reader in mapped_readers({}, where=name) if readers is None else readers:
        if reader.recognises(data):
            found: list[RawRecords] = reader.read(data, name=name)
            return found
    if empty:
        return pl.DataFrame(schema={"origin": pl.String})
    raise UnknownFormatError("no reader recognises it", where=name, hint=_KNOWN)
