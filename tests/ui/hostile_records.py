"""A world whose every text tries to run: each hostile string in each text field of each kind of record."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kg.model.records import RECORDS
from kg.readers.fields import FieldType, fields_of
from tests.server.hostile_texts import HOSTILE

_MORE = (
    "<img src=x onerror=window.ran=1>",
    "</script><script>window.ran=2</script>",
    '"><svg onload="window.ran=3">',
    "{{ 7*7 }}{% raw %}\u2028'-window.ran=4-'",
    "<!--<script>",
    "]]></title></desc></svg><script>window.ran=5</script>",
    "<math><mtext><table><mglyph><style><!--</style><img src=x onerror=window.ran=6>",
    "<svg><foreignObject><iframe onload=window.ran=7></iframe></foreignObject></svg>",
    "<svg><use href=\"data:image/svg+xml,<svg id='x'><script>window.ran=8</script></svg>#x\"></svg>",
    "\u202e<script>window.ran=9</script>\u202c",
    "__proto__",
    "constructor",
    "toString",
    "W" * 400,
    "/" * 300,
    "שלום" * 100,
    "-2+3+cmd|' /C calc'!A0",
    "\t=1+1",
    "%00%0d%0aSet-Cookie:%20a=b",
    "?q=<script>window.ran=10</script>#x",
    "type:page",
    "page:",
    ":",
    "|",
    "http://[::1",
    "https://xn--/\u202e",
)
TEXTS: tuple[str, ...] = tuple(dict.fromkeys(text for text in (*HOSTILE, *_MORE) if text.strip()))
"""The hostile strings, each once."""
HALVES = "a \ud800<b>\udfff\udc00"
"""Halves of characters, which JSON can say and no other text can hold."""
PRIME = 7
"""So far apart are the strings of two fields of one record."""
_KEYS = {"pages": "page", "sources": "source", "publishers": "publisher", "organizations": "organization"}
_ID = 120
_NAMES = (
    "host",
    "hosts",
    "places",
    "exclude",
    "publisher",
    "owned_by",
    "parent",
    "former_ids",
    "derived_from",
    "family",
)
"""Fields that name something of which an IRI is made."""


def key(at: int) -> str:
    """The id of the records that stand at a place: a hostile string, and what makes it another than the rest.

    A longer one would not fit into an address; segments of dots cannot stand in an IRI and are refused; a node whose
    id holds the end of a line has no view yet.
    """
    return _name(f"{TEXTS[at % len(TEXTS)][:_ID]}~{at}").strip()


def _name(text: str) -> str:
    return text.replace("../", "..x/").replace("\n", " ")


def _links(table: str, at: int) -> dict[str, Any]:
    """What has to fit together, so that each record is shown."""
    near = (at + 1) % len(TEXTS)
    return {
        "pages": {"id": key(at), "type": TEXTS[at][:200], "quality": at},
        "sources": {
            "id": key(at),
            "publisher": key(at) if at % 3 else _name(TEXTS[at]),
            "cited_by": None,
            **({"level": 1 + at % 5} if at % 7 == 0 else {}),
        },
        "publishers": {"id": key(at), "owned_by": key(at), "former_ids": None, "level": at % 2 + 1},
        "organizations": {"id": key(at), "parent": key(near) if at % 4 else None, "level": None},
        "places": {
            "publisher": key(at),
            **({"host": f"host{at}.example"} if at % 2 else {}),
            **(dict.fromkeys(("subdomains", "exclude", "hosts")) if at % 4 == 1 else {}),
        },
        "raters": {"id": key(at), "scale": "house" if at % 2 else key(at)},
        "scales": {"id": key(at)},
        "crosswalks": {"scale": key(at), "label": TEXTS[at], "level": 2},
        "ratings": {
            "subject": f"{('source', 'publisher', 'organization')[at % 3]}:{key(at)}",
            "rater": key(at),
            "value": "2" if at % 2 else TEXTS[at],
        },
        "claims": {"id": key(at), "page": key(at), "line": 3},
        "citations": {"citing": f"page:{key(at)}", "cited": f"source:{key(at)}", "claim": key(at), "line": 4},
        "links": {"page": key(near), "target": key(at)},
        "waivers": {"page": key(at), "until": "2030-01-01"},
    }.get(table, {})


def _value(field: FieldType, text: str) -> Any:
    if field.kind not in ("text", "id"):
        return None
    return [text, f"{text[:200]} again"] if field.many else text


def record(table: str, at: int) -> dict[str, Any]:
    """A record with a hostile string in each of its texts, those of the next record one on."""
    fields = fields_of(table)
    texts = {
        name: _value(
            field,
            _name(TEXTS[(at + PRIME * place) % len(TEXTS)])
            if name in _NAMES
            else TEXTS[(at + PRIME * place) % len(TEXTS)],
        )
        for place, (name, field) in enumerate(fields.items())
    }
    return {name: value for name, value in {**texts, **_links(table, at)}.items() if value is not None}


def tables() -> dict[str, list[dict[str, Any]]]:
    """The records of each table; one more page cites all sources."""
    found = {table: [record(table, at) for at in range(len(TEXTS))] for table in RECORDS}
    found["citations"] += [
        {"citing": f"page:{key(0)}", "cited": f"source:{key(at)}", "claim": key(0)}
        for at in range(len(TEXTS))
    ]
    return found


def written(folder: Path, change: Callable[[str, Any], Any] = lambda _, rows: rows) -> Path:
    """Write the world as JSON and return its folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for table, rows in tables().items():
        (folder / f"{table}.json").write_text(json.dumps(change(table, rows)), encoding="ascii")
    return folder
