"""Which format a file has, by its content."""

from __future__ import annotations

import json
import re

from kg.readers.csv import delimiter_of
from kg.readers.guessing import is_known_column
from kg.readers.parquet import MAGIC
from kg.readers.rendered_page import looks_rendered

SNAPSHOT_MAGIC = b"PK\x03\x04"
_YAML_START = re.compile(r"(?:---(?:\s|$)|- \S|-$|[\w\"'-]+\s*:(?:\s|$)|%YAML)")
_HEAD = 64 * 1024


def format_of(data: bytes, text: str | None) -> str | None:
    """Return ``parquet, rendered, json, jsonl, yaml, csv`` or ``empty``; None if it is none of them.

    >>> format_of(b"", "id,title\\na,One\\n"), format_of(b"", "- id: a\\n"), format_of(b"", "[]"), format_of(b"", "Hello.")
    ('csv', 'yaml', 'json', None)
    """
    if data.startswith(MAGIC):
        return "parquet"
    if text is None:
        return None
    body = text.lstrip()
    if not body:
        return "empty"
    if looks_rendered(text):
        return "rendered"
    if body[0] in "[{":
        return _json_or_lines(body)
    line = _first_line(body)
    if line is None:
        return "yaml"
    if _YAML_START.match(line) and not _looks_like_header(line):
        return "yaml"
    return "csv" if _looks_like_header(line) else None


def _json_or_lines(body: str) -> str:
    first, _, rest = body.partition("\n")
    if body[0] == "{" and rest.strip():
        try:
            json.loads(first)
        except (ValueError, RecursionError):
            return "json"
        return "jsonl"
    return "json"


def _first_line(body: str) -> str | None:
    """Return the first line that is no comment, None if there is none."""
    for line in body[:_HEAD].splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            return line.strip()
    return None


def _looks_like_header(line: str) -> bool:
    delimiter = delimiter_of(line)
    if delimiter is None:
        return is_known_column(line.strip().strip('"'))
    cells = [cell.strip().strip('"') for cell in line.split(delimiter)]
    return all(re.fullmatch(r"[^\n:{}\[\]]{1,60}", cell) for cell in cells if cell) and any(cells)
