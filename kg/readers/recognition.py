"""Which format a file has, by its content."""

from __future__ import annotations

import itertools
import json
import re

from kg.readers.csv import delimiter_of
from kg.readers.guessing import is_known_column
from kg.readers.rendered_page import looks_rendered

SNAPSHOT_MAGIC = b"PK\x03\x04"
_YAML_START = re.compile(r"(?:---(?:\s|$)|- \S|-$|[!&*]\S|[\w\"'-]+\s*:(?:\s|$)|%YAML)")
_FLOW = re.compile(r"\[?\s*\{\s*[^\s\"}]")
"""YAML in flow style: a key without quotation marks, which JSON forbids."""
_HEAD = 64 * 1024


def format_of(text: str) -> str | None:
    """Return ``rendered, json, jsonl, yaml, csv`` or ``empty``; None if it is none of them.

    >>> format_of("id,title\\na,One\\n"), format_of("- id: a\\n"), format_of("[]"), format_of("Hello.")
    ('csv', 'yaml', 'json', None)
    """
    body = text.lstrip("\ufeff \t\r\n")
    if not body:
        return "empty"
    if looks_rendered(text):
        return "rendered"
    if body[0] in "[{":
        return "yaml" if _FLOW.match(body) else _json_or_lines(body)
    lines = _first_lines(body)
    if not lines or (_YAML_START.match(lines[0]) and not _looks_like_header(lines)):
        return "yaml"
    return "csv" if _looks_like_header(lines) else None


def _json_or_lines(body: str) -> str:
    first, _, rest = body.partition("\n")
    if body[0] == "{" and rest.strip():
        try:
            json.loads(first)
        except (ValueError, RecursionError):
            return "json"
        return "jsonl"
    return "json"


def _first_lines(body: str) -> list[str]:
    """Return the first two lines that are no comments."""
    lines = (line.strip() for line in body[:_HEAD].splitlines())
    return list(itertools.islice((line for line in lines if line and not line.startswith("#")), 2))


def _looks_like_header(lines: list[str]) -> bool:
    """Say whether a first line names columns: a field of some table, or as many words as the next line has cells."""
    delimiter = delimiter_of(lines[0])
    cells = [cell.strip().strip('"') for cell in (lines[0].split(delimiter) if delimiter else lines[:1])]
    if not any(cells) or not all(re.fullmatch(r"[^\n:{}\[\]]{0,60}", cell) for cell in cells):
        return False
    alike = len(lines) > 1 and delimiter is not None and lines[1].count(delimiter) >= len(cells) - 1
    return alike or any(is_known_column(cell) for cell in cells)
