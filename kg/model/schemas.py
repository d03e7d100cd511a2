"""JSON Schemas of the tables, made from the models, for editors and for ``schemas/``."""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import model_json_schema

from kg.errors import KgError, nearest
from kg.model.records import RECORDS

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema(table: str) -> dict[str, Any]:
    """Return the JSON Schema of a table: an array of its records.

    >>> json_schema("links")["type"]
    'array'

    Raises
    ------
    KgError
        There is no such table; the nearest is the hint.
    """
    if table not in RECORDS:
        close = nearest(table, RECORDS)
        raise KgError(
            f"there is no table {table!r}",
            hint=f"Did you mean {close!r}?" if close else f"Tables are {', '.join(RECORDS)}.",
        )
    record = model_json_schema(RECORDS[table])
    definitions = record.pop("$defs", None)
    schema: dict[str, Any] = {
        "$schema": _DIALECT,
        "title": table,
        "description": record["description"],
        "type": "array",
        "items": record,
    }
    if definitions:
        schema["$defs"] = definitions
    return schema
