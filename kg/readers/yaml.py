"""YAML as an event stream: records with their lines, scalars as text.

Anchors, aliases, merges, tags and duplicate keys are refused with their line; depth is bounded; nothing
is recursive. No loader of the library is safe enough: see ``docs/decisions``.
"""

from __future__ import annotations

import dataclasses
from typing import Any, NoReturn

import yaml

from kg.errors import ReadError, UnknownFormatError, nearest
from kg.model.records import RECORDS
from kg.readers.raw import RawRecords, RawValue

MOST_DEPTH = 24
MOST_CHARACTERS = 256 * 1024**2
_NULLS = ("", "~", "null", "Null", "NULL")
_MERGE = "<<"


class LocatedDict(dict[str, RawValue]):
    """A mapping that knows the line at which it begins."""

    line = 0


def read_yaml(text: str, *, name: str) -> list[RawRecords]:
    """Return the records of a YAML text: a list of records, or a mapping from table names to lists.

    >>> read_yaml("- id: openai\\n  level: 4\\n", name="publishers.yaml")[0].records
    [{'id': 'openai', 'level': '4'}]

    Raises
    ------
    ReadError
        The text is not YAML, or uses what is refused.
    """
    if len(text) > MOST_CHARACTERS:
        raise ReadError(
            f"is larger than {MOST_CHARACTERS // 1024**2} MiB of YAML", where=name, hint="Use CSV or Parquet."
        )
    return records_of(_compose(text, name), name=name)


def load_yaml(text: str, *, name: str) -> RawValue:
    """Return a YAML text as nested values, every scalar as text.

    >>> load_yaml("title: A\\ntags: [b, 1.50]\\n", name="x.yaml")
    {'title': 'A', 'tags': ['b', '1.50']}

    Raises
    ------
    ReadError
        The text is not YAML, or uses what is refused; the line is named.
    """
    return _compose(text, name)


def records_of(value: RawValue, *, name: str) -> list[RawRecords]:
    """Return raw records from a value: a list of mappings, or a mapping from table names to such lists.

    >>> records_of({"pages": [{"id": "a"}]}, name="x.json")[0].table
    'pages'
    """
    if value is None:
        return []
    if isinstance(value, dict) and _is_record(value):
        return [dataclasses.replace(_records(None, [value], name), lone=True)]
    if isinstance(value, dict):
        for table in value:
            _check_name(table, value, name)
        return [_records(table, records, name) for table, records in value.items() if records is not None]
    return [_records(None, value, name)]


def _is_record(value: dict[str, RawValue]) -> bool:
    """Say whether a mapping is a lone record: none of its keys is a table, and some value is a scalar."""
    scalar = any(isinstance(inner, str) for inner in value.values())
    return scalar and not any(table in RECORDS for table in value)


def _check_name(table: str, value: dict[str, RawValue], name: str) -> None:
    """Refuse a table that is none: a misspelt one is an error, a mapping of other things another format."""
    if table in RECORDS:
        return
    close = nearest(table, RECORDS)
    if close or any(other in RECORDS for other in value):
        hint = f"Did you mean {close!r}?" if close else f"Tables are {', '.join(RECORDS)}."
        raise ReadError(f"unknown table {table!r}", where=name, hint=hint)
    raise UnknownFormatError(
        f"is a mapping of no table ({table}, ...)", where=name, hint=f"Tables are {', '.join(RECORDS)}."
    )


def _records(table: str | None, value: RawValue, name: str) -> RawRecords:
    where = f"{name}: {table}" if table else name
    if not isinstance(value, list):
        raise ReadError("expected a list of records", where=where, hint="Write `- id: ...` for each.")
    for position, record in enumerate(value):
        if not isinstance(record, dict):
            raise ReadError(f"expected a record, got {str(record)[:40]!r}", where=f"{where}[{position}]")
    return RawRecords(table, value, [getattr(record, "line", 0) for record in value])


class _Builder:
    """Turns events into values with a stack of open collections."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.stack: list[list[Any] | LocatedDict] = []
        self.keys: list[str | None] = []
        self.roots: list[RawValue] = []

    def refuse(self, event: yaml.Event, what: str) -> NoReturn:
        raise ReadError(what, where=f"{self.name}:{_line(event)}")

    def take(self, event: yaml.Event) -> None:
        anchor = getattr(event, "anchor", None)
        if anchor is not None:
            kind = "alias *" if isinstance(event, yaml.AliasEvent) else "anchor &"
            self.refuse(event, f"{kind}{anchor} is refused")
        if isinstance(event, yaml.ScalarEvent):
            self.scalar(event)
        elif isinstance(event, (yaml.SequenceStartEvent, yaml.MappingStartEvent)):
            self.open(event)
        elif isinstance(event, (yaml.SequenceEndEvent, yaml.MappingEndEvent)):
            self.stack.pop()
            self.keys.pop()
        elif isinstance(event, yaml.DocumentStartEvent) and self.roots:
            self.refuse(event, "a second document is refused")

    def scalar(self, event: yaml.ScalarEvent) -> None:
        if event.tag is not None:
            self.refuse(event, f"tag {event.tag} is refused")
        plain = event.style in (None, "")
        if self.stack and isinstance(self.stack[-1], LocatedDict) and self.keys[-1] is None:
            self.key(event, plain=plain)
            return
        self.put(None if plain and event.value in _NULLS else event.value)

    def key(self, event: yaml.ScalarEvent, *, plain: bool) -> None:
        if plain and event.value == _MERGE:
            self.refuse(event, "merge key << is refused")
        if event.value in self.stack[-1]:
            self.refuse(event, f"key {event.value!r} occurs twice")
        self.keys[-1] = event.value

    def open(self, event: yaml.CollectionStartEvent) -> None:
        if event.tag is not None:
            self.refuse(event, f"tag {event.tag} is refused")
        if self.stack and isinstance(self.stack[-1], LocatedDict) and self.keys[-1] is None:
            self.refuse(event, "a key must be a word")
        if len(self.stack) >= MOST_DEPTH:
            self.refuse(event, f"is nested deeper than {MOST_DEPTH}")
        value: list[Any] | LocatedDict = [] if isinstance(event, yaml.SequenceStartEvent) else LocatedDict()
        if isinstance(value, LocatedDict):
            value.line = _line(event)
        self.put(value)
        self.stack.append(value)
        self.keys.append(None)

    def put(self, value: RawValue) -> None:
        if not self.stack:
            self.roots.append(value)
        elif isinstance(self.stack[-1], LocatedDict):
            self.stack[-1][self.keys[-1] or ""] = value
            self.keys[-1] = None
        else:
            self.stack[-1].append(value)


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _compose(text: str, name: str) -> RawValue:
    builder = _Builder(name)
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"{name}:{mark.line + 1}" if mark else name
        raise ReadError(f"is not YAML: {error.problem or error.context}", where=where) from None
    except yaml.YAMLError as error:
        position = getattr(error, "position", None)
        where = f"{name}:{text.count(chr(10), 0, position) + 1}" if isinstance(position, int) else name
        raise ReadError(
            f"is not YAML: {getattr(error, 'reason', 'it cannot be read')}", where=where
        ) from None
    return builder.roots[0] if builder.roots else None
