"""The twins of a view: its table or record as JSON, its table as CSV."""

from __future__ import annotations

import json
from typing import Any

import polars as pl

from kg.views.nouns import Answer
from kg.views.parts import Table
from kg.views.rows import as_csv, as_json


def json_bytes(answer: Answer) -> bytes:
    """Return the record of a node as one object, of any other view the rows of its table as an array."""
    if answer.twin is not None:
        return json.dumps(answer.record, ensure_ascii=False, indent=1, default=_plain).encode() + b"\n"
    return as_json(_rows(answer)).encode()


def csv_bytes(answer: Answer) -> bytes:
    """Return the rows of a view's table as CSV."""
    return as_csv(_rows(answer))


def _rows(answer: Answer) -> pl.DataFrame:
    found = [getattr(answer.view, name, None) for name in ("table", "cited_by", "worst", "others")]
    return next((one.data for one in found if isinstance(one, Table)), pl.DataFrame())


def _plain(value: Any) -> Any:
    if hasattr(value, "isoformat"):
        return value.isoformat()
    raise TypeError(f"{type(value)} is no part of a record")
