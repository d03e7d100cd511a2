"""What a text of some format says, as short lines to compare."""

from __future__ import annotations

import textwrap
from typing import Any

from kg.readers.documents.configuration import Options
from kg.readers.documents.parsed import Parsed
from kg.readers.documents.parsing import parse_markdown


def parsed(text: str, form: str = "markdown", **options: Any) -> Parsed:
    """Return what a text says; its common indent is taken off."""
    data = textwrap.dedent(text).lstrip("\n").encode()
    return parse_markdown(data, name="page.md", options=Options(format=form, **options))


def said(text: str, form: str = "markdown", **options: Any) -> list[str]:
    """Return a line for each reference: line, column, mechanism, target and, after a bar, the text of its block."""
    return [
        f"{one.line}:{one.column} {one.mechanism} {one.target} | {block.text}"
        for block in parsed(text, form, **options).blocks
        for one in block.references
    ]


def found(text: str, form: str = "markdown", **options: Any) -> list[str]:
    """Return a line for each finding: its kind and line."""
    return [f"{one.kind} {one.line}" for one in parsed(text, form, **options).findings]
