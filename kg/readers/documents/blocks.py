"""From the tokens of one document to its blocks: what each says, where, and what it rests on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from kg.readers.documents.claims import normalised
from kg.readers.documents.comments import Coverage, not_to_kg, said_in
from kg.readers.documents.configuration import Options
from kg.readers.documents.directives import is_code
from kg.readers.documents.html import segments
from kg.readers.documents.inline import CODE, COMMENT, Inline, Reader
from kg.readers.documents.masks import Shortcode, without_hidden
from kg.readers.documents.opened import OpenBlock, closed, spread_footnotes
from kg.readers.documents.parsed import INCLUDE, Finding, Parsed, Reference
from kg.readers.documents.positions import Locate, locate_cell, locate_content, locate_raw

_NOISE = re.compile(r"^\[[ xX]\]\s|^\[![\w-]+\][+-]?\s?|\s\^[A-Za-z0-9-]+$|\s*\{#[^{}]*\}$")
"""What a task, a callout, a block's id or a heading's id adds to a text."""
_MARKS = re.compile(r"^(?:<!--|\{\s{0,99}/\*|%%)|(?:-->|\*/\s{0,99}\}|%%)$")
"""What begins and ends a comment."""
_ID = re.compile(r"\{#([^\s{}]{1,200})(?:\s[^{}\n]*)?\}")


@dataclass(slots=True)
class _Walk:
    """The state of a walk over tokens."""

    reader: Reader
    lines: Sequence[str]
    end: int
    """How many lines there are before those at the end that are blank."""
    coverage: Coverage
    sections: list[tuple[int, str]] = field(default_factory=list)
    level: int = 0
    heading: str | None = None
    row: OpenBlock | None = None
    footnotes: list[str] = field(default_factory=list)
    defined: dict[str, int] = field(default_factory=dict)
    blocks: list[OpenBlock] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def read_blocks(
    tokens: list[Any],
    lines: Sequence[str],
    *,
    options: Options,
    codes: list[Shortcode],
    coverage: Coverage | None = None,
) -> Parsed:
    """Return what the tokens of a document say, footnotes resolved; ``coverage`` may know of comments already.

    >>> from kg.readers.documents.markdown import Dialect, parse_tokens
    >>> tokens, _ = parse_tokens("> a <https://b.org>.\\n", Dialect())
    >>> read_blocks(tokens, ["> a <https://b.org>."], options=Options(), codes=[]).blocks[0].references[0].column
    5
    """
    end = next((nth for nth in range(len(lines), 0, -1) if lines[nth - 1].strip()), 0)
    walk = _Walk(Reader(options, codes), lines, end, coverage or Coverage(lines))
    for token in tokens:
        walk.coverage.take(token)
        step = _STEPS.get(token.type)
        if step is not None:
            step(walk, token)
    if options.format in ("mdx", "docusaurus"):
        _report_unclosed(walk)
    for one in walk.blocks:
        walk.coverage.within(one.found.remarks, one.line, one.end_line)
    walk.coverage.close(tag for block in walk.blocks for tag in block.found.opened)
    blocks, lost = spread_footnotes(walk.blocks, walk.defined, _missing)
    kept = [block for one in blocks if (block := closed(one, _plain(one.found), options)) is not None]
    findings, comments = (*walk.findings, *lost), walk.coverage.comments()
    return Parsed({}, walk.heading, tuple(kept), tuple(walk.labels), findings, comments)


def _heading(walk: _Walk, token: Any) -> None:
    walk.level = int(token.tag[1:])


def _heading_end(walk: _Walk, _: Any) -> None:
    walk.level = 0


def _inline(walk: _Walk, token: Any) -> None:
    block = walk.row or _opened(walk, token.map[0], token.map[1])
    if walk.row is not None and walk.row.found.pieces:
        walk.row.found.pieces.append(" ")
    walk.reader.read(token, _locate(token, walk.lines), block.found)
    if walk.reader.options.format == "myst":
        texts = (child.content for child in token.children or () if child.type == "text")
        walk.labels += [label for text in texts for label in _ID.findall(text)]
    if walk.level:
        title = _plain(block.found)
        walk.heading = walk.heading or title or None
        walk.sections = [one for one in walk.sections if one[0] < walk.level] + [(walk.level, title)]
        block.sections = tuple(name for _, name in walk.sections)


def _locate(token: Any, lines: Sequence[str]) -> Locate:
    cell = token.meta.get("cell") if token.meta else None
    if cell is None:
        return locate_content(token.content, lines, token.map[0])
    return locate_cell(token.meta["written"], token.map[0], cell)


def _opened(walk: _Walk, first: int, after: int) -> OpenBlock:
    """Begin a block in the lines from ``first`` (from 0) to before ``after``."""
    while after - 1 > first and not walk.lines[min(after, len(walk.lines)) - 1].strip():
        after -= 1
    footnote = walk.footnotes[-1] if walk.footnotes else None
    block = OpenBlock(first + 1, max(after, first + 1), tuple(name for _, name in walk.sections), footnote)
    walk.blocks.append(block)
    return block


def _row(walk: _Walk, token: Any) -> None:
    walk.row = _opened(walk, token.map[0], token.map[1])


def _row_end(walk: _Walk, _: Any) -> None:
    walk.row = None


def _html(walk: _Walk, token: Any) -> None:
    locate = locate_content(token.content, walk.lines, token.map[0])
    pieces, comments, unclosed = segments(token.content)
    walk.coverage.take_html(token, pieces, comments, locate)
    if unclosed:
        walk.findings.append(
            Finding(
                "unclosed-block", token.map[0] + 1, "a comment <!-- is never closed; what follows is none"
            )
        )
    for piece in pieces:
        found = Inline(pieces=[piece.text])
        for tag in piece.tags:
            walk.reader.take_tag(tag.written, locate(tag.offset), found)
        for begin, after in piece.code if walk.reader.options.cited_in_code else ():
            found.take_addresses(token.content[begin:after], begin, locate, CODE, escaped=True)
        if found.references:
            last = locate(max(piece.end - 1, piece.begin))[0]
            block = _opened(walk, locate(piece.begin)[0] - 1, last)
            block.found = found

    for begin, after in comments if walk.reader.options.cited_in_comments else ():
        written = token.content[begin:after]
        if said_in(written) is None:
            _take_aside(walk, written, COMMENT, _moved(locate, begin))


def _moved(locate: Locate, begin: int) -> Locate:
    return lambda offset: locate(begin + offset)


def _take_aside(walk: _Walk, text: str, mechanism: str, locate: Locate) -> None:
    """Add a block for code, or for a comment, if it holds addresses."""
    found = Inline(pieces=[_MARKS.sub("", text.strip()) if mechanism == COMMENT else text])
    found.take_addresses(text, 0, locate, mechanism)
    if found.references:
        first, last = locate(0)[0], locate(len(text.rstrip()))[0]
        block = _opened(walk, first - 1, last)
        block.found = found
        if mechanism == COMMENT:
            walk.coverage.cover(first, last)


def _comment(walk: _Walk, token: Any) -> None:
    if walk.reader.options.cited_in_comments:
        _take_aside(walk, token.content, COMMENT, locate_raw(token.content, *token.meta["at"]))


def _comment_lines(walk: _Walk, token: Any) -> None:
    """Take lines that begin with a per cent sign, up to those that are waivers."""
    if walk.reader.options.cited_in_comments:
        locate = locate_content(token.content, walk.lines, token.map[0])
        _take_aside(walk, not_to_kg(token.content), COMMENT, locate)


def _code(walk: _Walk, token: Any, first: int = 0) -> None:
    if walk.reader.options.cited_in_code:
        text = token.content.removesuffix("\n")
        _take_aside(walk, text, CODE, locate_content(text, walk.lines, token.map[0] + first))


def _flow_tag(walk: _Walk, token: Any) -> None:
    first = token.meta["first"] or not walk.blocks
    block = _opened(walk, *token.map) if first else walk.blocks[-1]
    walk.reader.take_tag(token.content, token.meta["at"], block.found)


def _footnote(walk: _Walk, token: Any) -> None:
    label = token.meta["label"].casefold()
    line = token.map[0] + 1
    if label in walk.defined:
        message = f"footnote [^{token.meta['label']}] is defined again; the first, in line {walk.defined[label]}, counts"
        walk.findings.append(Finding("duplicate-label", line, message))
        label = f"{label}\n{line}"  # no mark leads to it
    walk.defined.setdefault(label, line)
    walk.footnotes.append(label)


def _footnote_end(walk: _Walk, _: Any) -> None:
    if walk.footnotes:
        walk.footnotes.pop()


def _fence(walk: _Walk, token: Any) -> None:
    name = token.info.strip()
    if not name.startswith("{") or is_code(name[1:].partition("}")[0]):
        _code(walk, token, 1)
    last = walk.lines[min(token.map[1], len(walk.lines)) - 1].strip(" \t>")
    closed = last.startswith(token.markup) and not last.strip(token.markup[0])
    if token.map[1] >= walk.end and (not closed or token.map[1] - token.map[0] < 2):
        walk.findings.append(
            Finding("unclosed-block", token.map[0] + 1, f"code opens with {token.markup} and never closes")
        )


def _directive(walk: _Walk, token: Any) -> None:
    walk.labels += [label for label in token.meta["labels"] if label]
    if not token.meta["closed"]:
        message = f"block {token.info} opens and never closes"
        walk.findings.append(Finding("unclosed-block", token.map[0] + 1, message))


def _target(walk: _Walk, token: Any) -> None:
    walk.labels.append(token.content)


def _include(walk: _Walk, token: Any) -> None:
    if token.content:
        block = _opened(walk, *token.map)
        block.found.references.append(
            Reference(INCLUDE, token.content, token.map[0] + 1, 1, f"directive:{token.info}")
        )


_STEPS = {
    "heading_open": _heading,
    "heading_close": _heading_end,
    "inline": _inline,
    "tr_open": _row,
    "tr_close": _row_end,
    "html_block": _html,
    "flow_tag": _flow_tag,
    "comment": _comment,
    "myst_line_comment": _comment_lines,
    "code_block": _code,
    "directive_code": _code,
    "footnote_reference_open": _footnote,
    "footnote_reference_close": _footnote_end,
    "fence": _fence,
    "directive_open": _directive,
    "myst_target": _target,
    "include": _include,
}


def _missing(label: str) -> str:
    return f"footnote [^{label}] is marked and not defined"


def _plain(found: Inline) -> str:
    text = normalised(without_hidden("".join(found.pieces)))
    return _NOISE.sub("", text)


def _report_unclosed(walk: _Walk) -> None:
    """Report components that a document opens and never closes; HTML's own may stay open."""
    held: dict[str, list[int]] = {}
    for block in walk.blocks:
        for name, line in block.found.opened:
            if not name.startswith("/"):
                held.setdefault(name, []).append(line)
            elif held.get(name[1:]):
                held[name[1:]].pop()
    for name, open_lines in held.items():
        if name[:1].isupper():
            walk.findings += [
                Finding("unclosed-block", line, f"component <{name}> opens and never closes")
                for line in open_lines
            ]
