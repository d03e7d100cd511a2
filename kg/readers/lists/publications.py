"""Longterm Wiki's ``publications.yaml``: publishers with their domains and a credibility from 1 to 5."""

from __future__ import annotations

import re
from typing import Any

import polars as pl

from kg.errors import ReadError
from kg.model.columns import WORDS
from kg.model.corpus import problem_rows, problem_table
from kg.readers.lists.adapter import Adapter, ListOptions, ListRead
from kg.readers.lists.places import read_places
from kg.readers.nested import flatten
from kg.readers.raw import RawRecords, RawTable
from kg.readers.yaml import read_yaml

TITLE = "Longterm Wiki's publications"
_FIELDS = {
    "id": "id",
    "name": "name",
    "type": "type",
    "credibility": "level",
    "peer_reviewed": "peer_reviewed",
}
_DROPPED = {"domains", "description"}
_SIGNS = tuple(re.compile(rf"^[ -] {word}\s*:", re.MULTILINE) for word in ("domains", "credibility"))


def read_publications(text: str, *, name: str, options: ListOptions) -> ListRead:  # noqa: ARG001 - as every adapter
    """Return publishers with places and levels; descriptions are left out.

    >>> said = "- id: a\\n  domains: [www.a.org, b.org/c]\\n  credibility: 4\\n"
    >>> found = read_publications(said, name="p.yaml", options=ListOptions())
    >>> [(raw.table, raw.frame.height) for raw in found.tables]
    [('publishers', 1)]
    >>> found.tables[0].frame.select("id", "level", "places").row(0)
    ('a', '4', ['a.org', 'b.org/c'])
    """
    given = read_yaml(text, name=name) if text.strip() else []
    records = [record for raw in given for record in raw.records if raw.table is None]
    if not records or not any("domains" in record and "credibility" in record for record in records):
        raise ReadError(f"is no list of {TITLE}: no record has domains and credibility", where=name)
    lines = [getattr(record, "line", 0) for record in records]
    publishers = [
        {_FIELDS.get(key, key): value for key, value in record.items() if key not in _DROPPED}
        for record in records
    ]
    tables, shapes = flatten(RawRecords("publishers", publishers, lines), table="publishers", file=name)
    places, problems = _places(records, tables[0].frame["origin"])
    table = RawTable("publishers", tables[0].frame.with_columns(places), name)
    return ListRead((table,), pl.concat([problems, problem_table(shapes)]), len(records))


def _places(records: list[dict[str, Any]], origins: pl.Series) -> tuple[pl.Series, pl.DataFrame]:
    """Return the places of each publication, and a problem for each domain that is none."""
    listed = [_listed(record.get("domains")) for record in records]
    subjects = [f"publisher:{record.get('id')}" for record in records]
    written = pl.DataFrame(
        {"domain": listed, "subject": subjects}, schema={"domain": WORDS, "subject": pl.String}
    ).with_columns(origins)
    rows = written.with_row_index("row").explode("domain", empty_as_null=False, keep_nulls=False)
    rows = rows.with_columns(read_places(rows["domain"]).get_columns())
    found = rows.group_by("row").agg(pl.col("place").drop_nulls().alias("places"))
    places = written.with_row_index("row").join(found, on="row", how="left", maintain_order="left")["places"]
    bad = rows.filter(pl.col("fault").is_not_null())
    return places, problem_rows(
        "bad-place", bad, subject=pl.col("subject"), message=pl.format("domains: {}", "fault")
    )


def _listed(written: Any) -> list[str]:
    values = written if isinstance(written, list) else [written]
    return [str(value) for value in values if value is not None]


ADAPTER = Adapter(
    name="publications",
    title=TITLE,
    reads="publications.yaml: id, name, type, credibility (1 to 5), domains; gives publishers",
    rater=None,
    licence="none is given: use facts only",
    read=read_publications,
    recognises=lambda head: all(sign.search(head) for sign in _SIGNS),
)
