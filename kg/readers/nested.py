"""From nested records, as a person edits them, to flat tables: ``places`` and ``cited_by`` become rows."""

from __future__ import annotations

from typing import Any

import polars as pl

from kg.model.corpus import problem
from kg.readers.fields import fields_of
from kg.readers.raw import PARENT, RawRecords, RawTable, RawValue

Problems = list[dict[str, str | None]]
MOST_STRANGE = 50
"""How many unknown fields of one table are kept to be reported; more say nothing more."""
_OWNERS = {"owned_by", "parent"}


def flatten(raw: RawRecords, *, table: str, file: str) -> tuple[list[RawTable], Problems]:
    """Return the flat tables of nested records, and what was wrong with their shape.

    >>> raw = RawRecords("publishers", [{"id": "a", "places": ["a.org", {"host": "b.org", "subdomains": "none"}]}], [1])
    >>> tables, _ = flatten(raw, table="publishers", file="p.yaml")
    >>> [(one.table, one.frame.height) for one in tables]
    [('publishers', 1), ('places', 2)]
    """
    problems: Problems = []
    rows: dict[str, list[dict[str, Any]]] = {table: [], "places": [], "citations": []}
    for position, (record, line) in enumerate(zip(raw.records, raw.lines, strict=True), start=1):
        origin = f"{file}:{line}" if line else f"{file}#{position}"
        flat = dict(record)
        if table == "publishers":
            rows["places"] += _with_parent(_places(flat, origin, problems), f"{table} {origin}")
        if table == "sources":
            rows["citations"] += _with_parent(_cited_by(flat, origin, problems), f"{table} {origin}")
        rows[table].append({**_flat(flat, table, origin, problems), "origin": origin})
    tables = [
        RawTable(name, _frame(name, held), file) for name, held in rows.items() if held or name == table
    ]
    return tables, problems


def _with_parent(rows: list[dict[str, Any]], parent: str) -> list[dict[str, Any]]:
    return [{**row, PARENT: parent} for row in rows]


def _places(record: dict[str, RawValue], origin: str, problems: Problems) -> list[dict[str, Any]]:
    """Take ``places`` out of a publisher, a row each."""
    written = record.pop("places", None)
    rows = []
    for place in _listed(written):
        row = {"host": place} if isinstance(place, str) else place
        if not isinstance(row, dict) or row.get("host") in (None, ""):
            problems.append(
                problem(
                    "bad-place",
                    "places: expected a place (host or host/path), got ''",
                    subject=_subject("publisher", record),
                    origin=origin,
                )
            )
            continue
        line = getattr(place, "line", 0)
        where = f"{origin.rsplit(':', 1)[0]}:{line}" if line else origin
        rows.append({**_flat(row, "places", where, problems), "publisher": record.get("id"), "origin": where})
    return rows


def _cited_by(record: dict[str, RawValue], origin: str, problems: Problems) -> list[dict[str, Any]]:
    """Take ``cited_by`` out of a source: a citation for each page, or for each record of a citation."""
    cited = f"source:{record['id']}" if isinstance(record.get("id"), str) else record.get("url")
    rows = []
    for citing in _listed(record.pop("cited_by", None)):
        if isinstance(citing, dict):
            rows.append({**_flat(citing, "citations", origin, problems), "cited": cited, "origin": origin})
        else:
            rows.append({"citing": citing, "cited": cited, "origin": origin})
    return rows


def _listed(value: RawValue) -> list[RawValue]:
    return [] if value is None else value if isinstance(value, list) else [value]


def _flat(record: dict[str, RawValue], table: str, origin: str, problems: Problems) -> dict[str, Any]:
    """Return a record with every value a text, or a list of texts where its field is a list."""
    known = fields_of(table)
    flat: dict[str, Any] = {}
    for name, value in record.items():
        many = name in known and known[name].many
        flat[name] = _many(value) if many else _single(name, value, record, origin, problems)
        if many and isinstance(value, dict):
            problems.append(problem("bad-value", f"{name}: expected a list, got a record", origin=origin))
            flat[name] = None
    return flat


def _many(value: RawValue) -> list[str] | None:
    if value is None or isinstance(value, dict):
        return None
    listed = value if isinstance(value, list) else [value]
    return [str(one) for one in listed if one is not None]


def _single(
    name: str, value: RawValue, record: dict[str, RawValue], origin: str, problems: Problems
) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if name in _OWNERS and isinstance(value, list) and all(isinstance(one, str) for one in value) and value:
        if len(set(value)) > 1:
            message = f"{name}: names {len(value)} owners, {value[0]} counts"
            problems.append(problem("second-owner", message, subject=_subject(None, record), origin=origin))
        return str(value[0])
    shape = "a list" if isinstance(value, list) else "a record"
    problems.append(
        problem(
            "bad-value", f"{name}: expected text, got {shape}", subject=_subject(None, record), origin=origin
        )
    )
    return None


def _subject(kind: str | None, record: dict[str, RawValue]) -> str | None:
    key = record.get("id")
    return f"{kind}:{key}" if kind and isinstance(key, str) else None


def _frame(table: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    known = fields_of(table)
    names = list(dict.fromkeys(name for row in rows for name in row)) or ["origin"]
    strange = [name for name in names if name not in known and name not in ("origin", PARENT)]
    names = [name for name in names if name not in set(strange[MOST_STRANGE:])]
    schema = {name: pl.List(pl.String) if name in known and known[name].many else pl.String for name in names}
    return pl.DataFrame([{name: row.get(name) for name in names} for row in rows], schema=schema)
