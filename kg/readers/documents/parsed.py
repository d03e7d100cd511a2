"""What a parser of documents yields, whatever the format: the blocks of one file and what they refer to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

ADDRESS = "address"
"""An address or path as the text gives it: elsewhere, or within the site."""
SOURCE = "source"
"""The id of a source."""
PAGE = "page"
"""The id of a page."""
NOTE = "note"
"""A page by its name, alias or path, as in a wikilink."""
DOCUMENT = "document"
"""A page by its path, with or without suffix, as in ``{doc}`` and Hugo's ``ref``."""
LABEL = "label"
"""A target that any file of the site may define."""
INCLUDE = "include"
"""A file that is taken in here."""


@dataclass(frozen=True, slots=True)
class Reference:
    """One occurrence of a reference: to what (``kind`` says how to read ``target``), where, and how it was found.

    ``evidence`` marks a reference that its author, or the configuration, calls a citation: one to a page
    counts as such, not as a link. ``line`` and ``column`` count from 1, in characters.
    """

    kind: str
    target: str
    line: int
    column: int
    mechanism: str
    character: str | None = None
    evidence: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A smallest block of text that refers to something: a claim, once a reference proves to be a citation."""

    line: int
    end_line: int
    text: str
    """An extract, as plain text."""
    hash: str
    """Of the whole text."""
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment that speaks to kg (``kg: ignore ...``): what it says, without ``kg:``, and which lines it covers.

    Within a block it covers that block; alone on its line the next one, and nothing if none follows: then
    ``first_line`` is above ``last_line``.
    """

    text: str
    line: int
    first_line: int
    last_line: int


@dataclass(frozen=True, slots=True)
class Finding:
    """Dirt in one document: its kind, where, and what is to be said of it."""

    kind: str
    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """What one file says by itself; nothing in it depends on another file."""

    front: dict[str, Any] = field(default_factory=dict)
    heading: str | None = None
    blocks: tuple[Block, ...] = ()
    labels: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    comments: tuple[Comment, ...] = ()
