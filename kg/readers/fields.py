"""The column constraints of each table, derived from the models."""

from __future__ import annotations

import functools
import typing
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import EnumType
from typing import Any

from pydantic import BeforeValidator
from pydantic.fields import FieldInfo

from kg.model import identities, values
from kg.model.records import RECORDS

_KINDS = {
    values.parse_level: "level",
    values.parse_whole: "whole",
    values.parse_number: "number",
    values.parse_flag: "flag",
    values.parse_partial_date: "partial-date",
    values.parse_first_day: "first-day",
    values.parse_last_day: "last-day",
    values.parse_moment: "moment",
    identities.parse_identity: "identity",
    identities.parse_orcid: "orcid",
}


@dataclass(frozen=True, slots=True)
class FieldType:
    """What a field holds: its kind, whether it is a list, required, and the words it may be."""

    kind: str
    many: bool = False
    required: bool = False
    words: tuple[str, ...] = ()
    bounds: tuple[float | None, float | None] = (None, None)


@functools.cache
def fields_of(table: str) -> dict[str, FieldType]:
    """Return the fields of a table with their types.

    >>> fields_of("sources")["tags"].many, fields_of("pages")["id"].required, fields_of("sources")["level"].kind
    (True, True, 'level')
    """
    return {name: _field_type(field) for name, field in RECORDS[table].model_fields.items()}


def _field_type(field: FieldInfo) -> FieldType:
    parts = [*_parts(field.annotation), *(inner for one in field.metadata for inner in _parts(one))]
    kinds = [_KINDS[one.func] for one in parts if isinstance(one, BeforeValidator) and one.func in _KINDS]
    words = next((_words(one) for one in parts if isinstance(one, EnumType)), ())
    is_id = any(getattr(one, "min_length", None) for one in parts)
    return FieldType(
        kind=kinds[0] if kinds else "word" if words else "id" if is_id else "text",
        many=any(typing.get_origin(one) is list for one in parts),
        required=field.is_required(),
        words=words,
        bounds=(_limit(parts, "ge"), _limit(parts, "le")),
    )


def _words(enumeration: Iterable[Any]) -> tuple[str, ...]:
    return tuple(word.value for word in enumeration)


def _limit(parts: list[Any], name: str) -> float | None:
    return next((limit for one in parts if (limit := getattr(one, name, None)) is not None), None)


def _parts(annotation: Any) -> Iterator[Any]:
    """Yield an annotation and everything inside it: arguments, and the constraints that fields hold."""
    yield annotation
    for inner in (*typing.get_args(annotation), *getattr(annotation, "metadata", ())):
        yield from _parts(inner)
