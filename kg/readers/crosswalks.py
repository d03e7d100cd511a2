"""A rater's crosswalk as one TOML file: who the rater is, its scale, and what each step of it means."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from kg.errors import ReadError, nearest
from kg.readers.raw import RawRecords, RawValue

MOST_TOML = 16 * 1024**2
"""A larger file is no crosswalk that a person wrote."""
_SCALE = re.compile(r"^\s*\[\s*scale\s*\]\s*(?:#.*)?$", re.MULTILINE)
_PARTS = {"rater": "raters", "scale": "scales", "step": "crosswalks"}


def looks_like_crosswalk(text: str) -> bool:
    """Say whether a TOML text is a crosswalk: it has a table ``[scale]``.

    >>> looks_like_crosswalk("[scale]\\nid = 'mine'\\n"), looks_like_crosswalk("as_of = 2026-01-01")
    (True, False)
    """
    return bool(_SCALE.search(text))


def read_crosswalk(text: str, *, name: str) -> list[RawRecords]:
    """Return the rater, scale and steps of a crosswalk file as records of their tables.

    Raises
    ------
    ReadError
        It is no TOML, lacks ``[scale]`` with an id, or has a part that is none of rater, scale, step.

    >>> text = "[scale]\\nid = 'mine'\\n[[step]]\\nlabel = 'fine'\\nlevel = 4\\n"
    >>> [(raw.table, raw.records) for raw in read_crosswalk(text, name="mine.toml")]
    [('scales', [{'id': 'mine'}]), ('crosswalks', [{'scale': 'mine', 'label': 'fine', 'level': '4'}])]
    """
    said = _toml(text, name)
    for part in said:
        if part not in _PARTS:
            close = nearest(part, _PARTS)
            hint = f"Did you mean {close!r}?" if close else "Parts are [rater], [scale] and [[step]]."
            raise ReadError(f"unknown part {part!r}", where=name, hint=hint)
    scale = said.get("scale")
    if not isinstance(scale, dict) or not isinstance(scale.get("id"), str):
        raise ReadError("expected [scale] with an id", where=name)
    found = []
    for part, table in _PARTS.items():
        held = said.get(part, [])
        rows = [held] if isinstance(held, dict) else held
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise ReadError(f"{part}: expected a table", where=name)
        given = {"scale": scale["id"]} if part != "scale" else {}
        records = [{**given, **{key: _raw(value) for key, value in row.items()}} for row in rows]
        if records:
            found.append(RawRecords(table, records, [0] * len(records)))
    return found


def _toml(text: str, name: str) -> dict[str, Any]:
    if len(text) > MOST_TOML:
        raise ReadError(f"is larger than {MOST_TOML // 1024**2} MiB of TOML", where=name)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ReadError(f"is not TOML: {error}", where=name) from None
    except RecursionError:
        raise ReadError("is nested too deeply", where=name) from None


def _raw(value: Any) -> RawValue:
    """Return a value of TOML as text, or a list of texts."""
    if isinstance(value, list):
        return [str(one) for one in value]
    return str(value).lower() if isinstance(value, bool) else str(value)
