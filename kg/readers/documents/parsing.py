"""From the bytes of one Markdown file and what is configured to what it says: the step that a cache may keep."""

from __future__ import annotations

import dataclasses
import re
from types import SimpleNamespace
from typing import Any

from kg.errors import ReadError, line_in
from kg.readers.documents.blocks import read_blocks
from kg.readers.documents.comments import Coverage, Remark
from kg.readers.documents.configuration import Options
from kg.readers.documents.front_matter import cited_in_front, read_front_matter
from kg.readers.documents.markdown import Dialect, parse_tokens
from kg.readers.documents.masks import Aside, Shortcode, hide_comments, hide_shortcodes
from kg.readers.documents.parsed import Finding, Parsed
from kg.readers.files import decode

_DIALECTS = {
    "markdown": Dialect(),
    "mdx": Dialect(mdx=True),
    "docusaurus": Dialect(mdx=True, directives=True),
    "obsidian": Dialect(wikilinks=True),
    "hugo": Dialect(definitions=True),
    "myst": Dialect(myst=True, directives=True, definitions=True),
}
_PRIVATE = re.compile("[\ue000-\uf0ff]")
_MOST_BRACKETS = 200_000
"""A bracket that opens nothing is the dearest of all characters: so many take seven seconds."""
_OWN = frozenset({"ref", "relref"})
_CODE = frozenset({"highlight"})
"""Shortcodes of Hugo itself that hold code."""
_NOWHERE = ("", "#")


def parse_markdown(data: bytes, *, name: str, options: Options) -> Parsed:
    r"""Return what the bytes of a Markdown file say; it depends on nothing but its arguments.

    >>> parse_markdown(b"See <https://a.org>.\n", name="a.md", options=Options()).blocks[0].text
    'See https://a.org.'
    """
    try:
        text = decode(data, where=name)
    except ReadError as error:
        return _unread(f"is not read: {error.what}", line_in(error.where))
    if text.count("[") > _MOST_BRACKETS:
        return _unread(f"is not read: holds more than {_MOST_BRACKETS} opening brackets", 1)
    text = _PRIVATE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n")) + "\n"
    lines = text.split("\n")
    length, front, findings = read_front_matter(lines)
    cited = cited_in_front(front, lines[:length], options.cited_in_front)
    lines[:length] = [""] * length
    text, codes, lone = _hidden("\n".join(lines), options)
    lines = text.split("\n")
    try:
        tokens, notes = parse_tokens(text, _DIALECTS[options.format])
    except RecursionError:
        return dataclasses.replace(_unread("is nested too deeply", 1), front=front)
    _place_flow(tokens, text)
    tokens = _with_asides(tokens, [one for one in lone if isinstance(one, Aside)])
    remarks = [one for one in lone if isinstance(one, Remark)]
    coverage = Coverage(lines, remarks, _definitions(notes))
    parsed = read_blocks(tokens, lines, options=options, codes=codes, coverage=coverage)
    found = (*findings, *_repeated(notes), *parsed.findings)
    return dataclasses.replace(parsed, front=front, blocks=(*cited, *parsed.blocks), findings=found)


def _unread(message: str, line: int) -> Parsed:
    return Parsed(findings=(Finding("unread-file", line, message),))


def _hidden(text: str, options: Options) -> tuple[str, list[Shortcode], list[Remark | Aside]]:
    if options.format == "obsidian":
        return hide_comments(text, citing=options.cited_in_comments)
    if options.format == "hugo":
        code = frozenset(name for name, mark in options.shortcodes.items() if mark.reads == "code")
        return *hide_shortcodes(text, _OWN | frozenset(options.shortcodes) - code, _CODE | code), []
    return text, [], []


def _with_asides(tokens: list[Any], asides: list[Aside]) -> list[Any]:
    """Return tokens with those of comments that were hidden, each before the block that begins after it."""
    found: list[Any] = []
    waiting = list(reversed(asides))
    for token in tokens if asides else ():
        while waiting and token.level == 0 and token.nesting >= 0 and waiting[-1].line <= token.map[0]:
            found.append(_aside(waiting.pop()))
        found.append(token)
    return found + [_aside(one) for one in reversed(waiting)] if asides else tokens


def _aside(one: Aside) -> Any:
    place = {"at": (one.line, one.column)}
    return SimpleNamespace(type="comment", content=one.written, map=[one.line - 1, one.last], meta=place)


def _place_flow(tokens: list[Any], text: str) -> None:
    """Give tags and comments that are blocks of their own their line and column, in one pass over the lines."""
    line, begin = 1, 0
    for token in tokens:
        if token.type in ("flow_tag", "comment") or (token.type == "remark" and not token.meta["alone"]):
            line += text.count("\n", begin, token.meta["offset"])
            begin = token.meta["offset"]
            token.meta["at"] = (line, begin - text.rfind("\n", 0, begin))


def _definitions(notes: dict[str, Any]) -> list[tuple[int, int]]:
    """Return the first and last line of each definition of an address."""
    held = (*notes.get("references", {}).values(), *notes.get("duplicate_refs", ()))
    return [(one["map"][0] + 1, one["map"][1]) for one in held]


def _repeated(notes: dict[str, Any]) -> list[Finding]:
    """Return a finding for each definition of an address whose name was defined before.

    What leads nowhere, as ``[//]: # (...)``, is how comments are written.
    """
    return [
        Finding(
            "duplicate-label",
            one["map"][0] + 1,
            f"reference [{one['label']}] is defined again; the first counts",
        )
        for one in notes.get("duplicate_refs", ())
        if one["href"] not in _NOWHERE
    ]
