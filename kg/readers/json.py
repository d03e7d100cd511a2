"""JSON and JSON Lines: records, scalars as text, duplicate keys and foreign numbers refused."""

from __future__ import annotations

import json
import re
from typing import Any

from kg.errors import ReadError
from kg.readers.raw import RawRecords, RawValue
from kg.readers.yaml import LocatedDict, records_of

MOST_DEPTH = 24
_HALF = re.compile(r"[\ud800-\udfff]")


class _RepeatedKeyError(ValueError):
    """A key occurs twice in one object."""


def read_json(text: str, *, name: str) -> list[RawRecords]:
    """Return the records of a JSON text: a list of records, or an object from table names to lists.

    >>> read_json('[{"id": "a", "quality": 62.5}]', name="pages.json")[0].records
    [{'id': 'a', 'quality': '62.5'}]

    Raises
    ------
    ReadError
        The text is not JSON; the line is named.
    """
    return records_of(load_json(text, name=name), name=name)


def read_json_lines(text: str, *, name: str) -> list[RawRecords]:
    """Return the records of a JSON Lines text: one object a line.

    >>> read_json_lines('{"id": "a"}\\n\\n{"id": "b"}\\n', name="pages.jsonl")[0].lines
    [1, 3]
    """
    records, lines = [], []
    for line, row in enumerate(text.split("\n"), start=1):
        if row.strip():
            record = load_json(row, name=name, first_line=line)
            if not isinstance(record, dict):
                raise ReadError(f"expected an object, got {row.strip()[:40]!r}", where=f"{name}:{line}")
            records.append(record)
            lines.append(line)
    return [RawRecords(None, records, lines)]


def load_json(text: str, *, name: str, first_line: int = 1) -> RawValue:
    """Return a JSON text as nested values, every scalar as text.

    >>> load_json('{"a": [1.50, true, null]}', name="x.json")
    {'a': ['1.50', 'true', None]}

    Raises
    ------
    ReadError
        The text is not JSON, is nested too deeply, or has a key twice; the line is named.
    """
    try:
        value = json.loads(
            text, parse_int=str, parse_float=str, parse_constant=_constant, object_pairs_hook=_object
        )
    except json.JSONDecodeError as error:
        raise ReadError(
            f"is not JSON: {error.msg.lower()}", where=f"{name}:{error.lineno + first_line - 1}"
        ) from None
    except (_RepeatedKeyError, ValueError) as error:
        raise ReadError(str(error), where=f"{name}:{_line_of(text, error) + first_line - 1}") from None
    except RecursionError:
        raise ReadError(f"is nested deeper than {MOST_DEPTH}", where=f"{name}:{first_line}") from None
    _check_depth(value, f"{name}:{first_line}")
    return _texts(value)


def _constant(text: str) -> Any:
    raise ValueError(f"{text} is no number of JSON")


def _object(pairs: list[tuple[str, Any]]) -> LocatedDict:
    record = LocatedDict((_whole(key), value) for key, value in pairs)
    if len(record) != len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise _RepeatedKeyError(f"key {twice!r} occurs twice")
    return record


def _line_of(text: str, error: Exception) -> int:
    """Return the line of the second of two equal keys, or of a constant, as well as text can tell."""
    word = str(error).split("'")[1] if isinstance(error, _RepeatedKeyError) else str(error).split(" ")[0]
    needle = json.dumps(word, ensure_ascii=False) if isinstance(error, _RepeatedKeyError) else word
    first = text.find(needle)
    second = text.find(needle, first + 1) if isinstance(error, _RepeatedKeyError) else first
    return text.count("\n", 0, max(second, first, 0)) + 1


def _check_depth(value: RawValue, where: str) -> None:
    level = [value]
    for _ in range(MOST_DEPTH):
        level = [
            inner
            for outer in level
            if isinstance(outer, (list, dict))
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not level:
            return
    raise ReadError(f"is nested deeper than {MOST_DEPTH}", where=where)


def _texts(value: RawValue) -> RawValue:
    """Return a value with its truth values as text and half characters replaced; numbers are text already."""
    if isinstance(value, dict):
        for key, inner in value.items():
            value[key] = _texts(inner)
        return value
    if isinstance(value, list):
        return [_texts(inner) for inner in value]
    if isinstance(value, str):
        return _whole(value)
    return str(value).lower() if isinstance(value, bool) else value


def _whole(text: str) -> str:
    r"""Return a text with each half of a character, which JSON can escape alone, replaced by U+FFFD.

    >>> _whole("a\ud800") == "a\ufffd"
    True
    """
    return text if text.isascii() else _HALF.sub("\ufffd", text)
