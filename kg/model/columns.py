"""The columns of every table inside: those that were read, and those that follow.

``origin`` is where a row was read (``file:line`` or ``file#row``). Ids in columns named after a kind
are bare; ``subject``, ``citing``, ``cited`` and ``path`` hold node ids (``kind:key``).
"""

from __future__ import annotations

import polars as pl

WORDS = pl.List(pl.String)
Schema = dict[str, pl.DataType | type[pl.DataType]]

READ: dict[str, Schema] = {
    "publishers": {
        "id": pl.String,
        "name": pl.String,
        "kind": pl.String,
        "owned_by": pl.String,
        "inherit": pl.Boolean,
        "former_ids": WORDS,
        "doi_prefixes": WORDS,
        "issns": WORDS,
        "peer_reviewed": pl.Boolean,
        "type": pl.String,
        "same_as": WORDS,
        "origin": pl.String,
    },
    "places": {
        "publisher": pl.String,
        "host": pl.String,
        "path": pl.String,
        "subdomains": WORDS,
        "exclude": WORDS,
        "case": pl.String,
        "hosts": WORDS,
        "valid_from": pl.Date,
        "valid_through": pl.Date,
        "origin": pl.String,
    },
    "organizations": {
        "id": pl.String,
        "name": pl.String,
        "parent": pl.String,
        "inherit": pl.Boolean,
        "url": pl.String,
        "same_as": WORDS,
        "origin": pl.String,
    },
    "sources": {
        "id": pl.String,
        "url": pl.String,
        "title": pl.String,
        "type": pl.String,
        "publisher": pl.String,
        "published": pl.String,
        "authors": WORDS,
        "orcids": WORDS,
        "tags": WORDS,
        "summary": pl.String,
        "key_points": WORDS,
        "note": pl.String,
        "doi": pl.String,
        "stable_id": pl.String,
        "same_as": WORDS,
        "archived_at": pl.String,
        "captured_at": pl.String,
        "content_hash": pl.String,
        "preview": pl.String,
        "preview_size": pl.String,
        "preview_truncated": pl.Boolean,
        "origin": pl.String,
    },
    "pages": {
        "id": pl.String,
        "title": pl.String,
        "url": pl.String,
        "type": pl.String,
        "quality": pl.Float64,
        "origin": pl.String,
    },
    "citations": {
        "citing": pl.String,
        "cited": pl.String,
        "url": pl.String,
        "claim": pl.String,
        "mechanism": pl.String,
        "character": pl.String,
        "file": pl.String,
        "line": pl.Int64,
        "column": pl.Int64,
        "mentions": pl.Int64,
        "origin": pl.String,
    },
    "links": {"page": pl.String, "target": pl.String, "origin": pl.String},
    "claims": {
        "id": pl.String,
        "page": pl.String,
        "file": pl.String,
        "line": pl.Int64,
        "end_line": pl.Int64,
        "text": pl.String,
        "hash": pl.String,
        "origin": pl.String,
    },
    "waivers": {
        "rules": WORDS,
        "page": pl.String,
        "source": pl.String,
        "file": pl.String,
        "first_line": pl.Int64,
        "last_line": pl.Int64,
        "until": pl.Date,
        "because": pl.String,
        "origin": pl.String,
    },
    "ratings": {
        "subject": pl.String,
        "rater": pl.String,
        "value": pl.String,
        "original_label": pl.String,
        "valid_from": pl.Date,
        "valid_through": pl.Date,
        "stated_in": pl.String,
        "reason": pl.String,
        "confidence": pl.Float64,
        "override": pl.Boolean,
        "origin": pl.String,
    },
    "raters": {
        "id": pl.String,
        "name": pl.String,
        "family": pl.String,
        "scale": pl.String,
        "weight": pl.Float64,
        "licence": pl.String,
        "url": pl.String,
        "derived_from": WORDS,
        "origin": pl.String,
    },
    "scales": {
        "id": pl.String,
        "name": pl.String,
        "lowest": pl.Float64,
        "highest": pl.Float64,
        "version": pl.String,
        "origin": pl.String,
    },
    "crosswalks": {
        "scale": pl.String,
        "at_least": pl.Float64,
        "label": pl.String,
        "also": WORDS,
        "level": pl.Int8,
        "cap": pl.Int8,
        "reason": pl.String,
        "stated_in": pl.String,
        "origin": pl.String,
    },
    "address_rules": {
        "kind": pl.String,
        "host": pl.String,
        "pattern": pl.String,
        "decode": pl.String,
        "name": pl.String,
        "example": pl.String,
        "expects": pl.String,
        "origin": pl.String,
    },
    "inputs": {"name": pl.String, "sha256": pl.String},
}
"""What was read. ``places.subdomains`` is null (the default), ``["all"]``, ``["none"]`` or labels.
``citations.cited`` is a node id, whatever the file said."""

DERIVED: dict[str, Schema] = {
    "resolution": {
        "id": pl.String,
        "canonical_url": pl.String,
        "host": pl.String,
        "accessed_via": pl.String,
        "archived_at": pl.String,
        "captured_at": pl.String,
        "publisher": pl.String,
        "matched_by": pl.String,
        "place": pl.String,
        "platform": pl.String,
        "channel": pl.String,
        "why": pl.String,
        "work": pl.String,
    },
    "effective": {
        "id": pl.String,
        "level": pl.Int8,
        "basis": pl.String,
        "why": pl.String,
        "path": WORDS,
        "deciding": pl.List(pl.UInt32),
        "spread_low": pl.Int8,
        "spread_high": pl.Int8,
        "contested": pl.Boolean,
        "before_cap": pl.Int8,
        "capped_by": pl.List(pl.UInt32),
    },
    "problems": {
        "kind": pl.String,
        "subject": pl.String,
        "origin": pl.String,
        "message": pl.String,
        "severity": pl.String,
    },
    "subjects": {"row": pl.UInt32, "kind": pl.String, "key": pl.String},
    "nodes": {"kind": pl.String, "key": pl.String},
    "claim_nodes": {"citing": pl.String, "claim": pl.String},
}
"""What follows. ``resolution`` and ``effective`` have a row a source, in the order of ``sources``:
``publisher`` is who published it, ``place`` the place that said so, ``platform`` the platform it lies on;
``channel`` the place of its channel there, registered or not; ``work`` the source that names its work;
``path`` the nodes passed, ``deciding`` the rows of ``ratings``, ``spread_low, spread_high`` the smallest and
largest level that a rater states at the step that decided; ``capped_by`` the rows that cap its work (empty if
none), ``before_cap`` its level without them.
``subjects`` has the nodes that each row of ``ratings`` is about, by ``row``: one, several (the records of a
work), or none. ``nodes`` is sorted by kind and key, so that row numbers compare as ids do.
``claim_nodes`` has each claim that cites a work in support, by who makes it and its name there, sorted."""

COLUMNS: dict[str, Schema] = {**READ, **DERIVED}


def empty(table: str) -> pl.DataFrame:
    """Return a table of that name without a row.

    >>> empty("links").columns
    ['page', 'target', 'origin']
    """
    return pl.DataFrame(schema=COLUMNS[table])


def conform(frame: pl.DataFrame, table: str) -> pl.DataFrame:
    """Return a frame with exactly the columns of a table: missing ones null, others left out.

    >>> conform(pl.DataFrame({"page": ["a"]}), "links").row(0)
    ('a', None, None)
    """
    return frame.select(
        (pl.col(name) if name in frame.columns else pl.lit(None)).cast(dtype).alias(name)
        for name, dtype in COLUMNS[table].items()
    )
