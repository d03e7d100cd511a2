"""Comments that speak to kg: what each says, and which lines it covers."""

from __future__ import annotations

import bisect
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from kg.readers.documents.html import Segment
from kg.readers.documents.jsx import tag_name
from kg.readers.documents.parsed import Comment
from kg.readers.documents.positions import Locate

_JSX = re.compile(r"\{\s*/\*((?:[^*]|\*(?!/))*+)\*/\s*\}")
_TAG = re.compile(r"<[^<>]*+>")
_BLOCKS = frozenset(
    (
        "blockquote_open",
        "code_block",
        "dd_open",
        "directive_open",
        "dt_open",
        "fence",
        "fieldlist_body_open",
        "footnote_reference_open",
        "heading_open",
        "include",
        "list_item_open",
        "paragraph_open",
        "table_open",
    )
)


@dataclass(frozen=True, slots=True)
class Remark:
    """What a comment says to kg, and from which line to which it stands."""

    text: str
    line: int
    last: int


def said_to_kg(inside: str) -> str | None:
    r"""Return what the inside of a comment says to kg, without ``kg:``; None if it speaks to somebody else.

    >>> said_to_kg(" kg: ignore\n  dead-link "), said_to_kg("todo")
    ('ignore dead-link', None)
    """
    text = inside.strip()
    return " ".join(text[3:].split()) if text.startswith("kg:") else None


def said_in(written: str) -> str | None:
    """Return what a comment of HTML or of JSX says to kg, as ``said_to_kg`` does.

    >>> said_in("<!-- kg: ignore -->"), said_in("{/* kg: ignore */}"), said_in("{kg}")
    ('ignore', 'ignore', None)
    """
    inside = comment_of(written)
    return None if inside is None else said_to_kg(inside)


def comment_of(written: str) -> str | None:
    """Return the inside of a comment of HTML or of JSX, None if it is none.

    >>> comment_of("<!-- a -->"), comment_of("{/* a */}"), comment_of("{a}")
    (' a ', ' a ', None)
    """
    if written.startswith("<!--"):
        return written[4:-3]
    found = _JSX.fullmatch(written)
    return found[1] if found else None


def not_to_kg(text: str) -> str:
    r"""Return the lines of a comment up to those that speak to kg, which are waivers and cite nothing.

    >>> not_to_kg("a\n kg: ignore x\n b")
    'a'
    """
    rows = text.split("\n")
    end = next((nth for nth, row in enumerate(rows) if row.lstrip().startswith("kg:")), len(rows))
    return "\n".join(rows[:end])


@dataclass(slots=True)
class Coverage:
    r"""Gathers the comments of a document and its blocks; then says which lines each comment covers.

    ``lone`` are the comments that stand alone on their lines: they cover the next of ``spans``, which are the
    first and last lines of blocks.

    >>> held = Coverage(["<!-- kg: ignore -->", "", "a"], [Remark("ignore", 1, 1)], [(3, 3)])
    >>> held.comments()
    (Comment(text='ignore', line=1, first_line=3, last_line=3),)
    """

    lines: Sequence[str]
    lone: list[Remark] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)
    found: list[Comment] = field(default_factory=list)
    _code: list[tuple[int, int]] = field(default_factory=list)
    _terms: dict[int, int] = field(default_factory=dict)
    _opened: dict[tuple[str, int], int] = field(default_factory=dict)

    def take(self, token: Any) -> None:
        """Add what a token of a block begins, or says."""
        if token.type in _BLOCKS:
            self._add(token.map[0] + 1, token.map[1])
        step = _STEPS.get(token.type)
        if step is not None:
            step(self, token)

    def cover(self, first: int, last: int) -> None:
        """Add a block that the tokens do not tell of: a comment that cites."""
        self._add(first, last)

    def _add(self, first: int, last: int) -> None:
        last = min(last, len(self.lines))
        while last > first and not self.lines[last - 1].strip(" \t>"):
            last -= 1
        self.spans.append((first, max(first, last)))

    def _reach(self, nth: int, last: int) -> None:
        self.spans[nth] = (self.spans[nth][0], max(last, self.spans[nth][1]))

    def _take_code(self, _: Any) -> None:
        self._code.append(self.spans[-1])

    def _take_term(self, token: Any) -> None:
        self._terms[token.level] = len(self.spans) - 1

    def _take_definition(self, token: Any) -> None:
        if token.level in self._terms:
            self._reach(self._terms[token.level], self.spans[-1][1])

    def _take_remark(self, token: Any) -> None:
        first, last = token.map[0] + 1, token.map[1]
        if token.meta["alone"]:
            self.lone.append(Remark(token.content, first, last))
        else:
            self.found.append(Comment(token.content, token.meta["at"][0], first, last))

    def _take_tag(self, token: Any) -> None:
        if not token.content.startswith("</"):
            self._add(token.map[0] + 1, token.map[1])
            self._opened.setdefault((tag_name(token.content), token.meta["at"][0]), len(self.spans) - 1)

    def close(self, tags: Iterable[tuple[str, int]]) -> None:
        """Let components in lines of their own reach to the tags that close them; ``tags`` are all, by name and line.

        The names of those that close begin with a slash.
        """
        waiting: dict[str, list[int]] = {}
        for name, line in tags:
            if not name.startswith("/"):
                waiting.setdefault(name, []).append(line)
            elif waiting.get(name[1:]):
                nth = self._opened.get((name[1:], waiting[name[1:]].pop()))
                if nth is not None:
                    self._reach(nth, line)

    def _take_lines(self, token: Any) -> None:
        """Add the comments of lines that begin with a per cent sign: each up to the next that speaks to kg."""
        rows = token.content.split("\n")
        begins = [nth for nth, row in enumerate(rows) if row.lstrip().startswith("kg:")]
        for begin, after in zip(begins, [*begins[1:], len(rows)], strict=False):
            text = said_to_kg("\n".join(rows[begin:after]))
            first = token.map[0] + 1
            self.lone.append(Remark(text or "", first + begin, first + after - 1))

    def take_html(
        self, token: Any, pieces: list[Segment], comments: list[tuple[int, int]], locate: Locate
    ) -> None:
        """Add a block of HTML, cut into pieces, with its comments from an offset to an offset."""
        html = token.content
        bare = not _without(html, comments).strip()
        if not bare:
            self._add(token.map[0] + 1, token.map[1])
        said = [said_in(html[begin:end]) for begin, end in comments]
        if not any(text is not None for text in said):
            return
        find = _finder(html, pieces, comments)
        for nth, ((begin, end), text) in enumerate(zip(comments, said, strict=True)):
            if text is None:
                continue
            line, last = locate(begin)[0], locate(end - 1)[0]
            alone, piece = find(nth)
            if bare or (alone and piece is None):
                self.lone.append(Remark(text, line, last))
            elif piece is None:
                self.found.append(Comment(text, line, *self.spans[-1]))
            else:
                lines = locate(piece.begin)[0], locate(max(piece.end - 1, piece.begin))[0]
                self.found.append(Comment(text, line, *lines))

    def within(self, said: list[tuple[str, int]], first: int, last: int) -> None:
        """Add comments within a block, each with its text and line: they cover the block."""
        self.found += [Comment(text, line, first, last) for text, line in said]

    def comments(self) -> tuple[Comment, ...]:
        """Return all comments, in the order of their lines."""
        spans = sorted(self.spans, key=lambda span: span[0])
        begins = [span[0] for span in spans]
        code = sorted(self._code)
        for one in self.lone:
            held = bisect.bisect_right(code, (one.line, len(self.lines))) - 1
            if held >= 0 and code[held][0] < one.line <= code[held][1]:
                continue  # in code
            nth = bisect.bisect_right(begins, one.last)
            lines = spans[nth] if nth < len(spans) else (one.last + 1, one.last)
            self.found.append(Comment(one.text, one.line, *lines))
        return tuple(sorted(self.found, key=lambda one: one.line))


_STEPS: dict[str, Callable[[Coverage, Any], None]] = {
    "code_block": Coverage._take_code,
    "dd_open": Coverage._take_definition,
    "dt_open": Coverage._take_term,
    "fence": Coverage._take_code,
    "flow_tag": Coverage._take_tag,
    "myst_line_comment": Coverage._take_lines,
    "remark": Coverage._take_remark,
}


def _without(html: str, comments: list[tuple[int, int]]) -> str:
    at = [0, *(offset for comment in comments for offset in comment), len(html)]
    return "".join(html[begin:end] for begin, end in zip(at[::2], at[1::2], strict=True))


def _finder(
    html: str, pieces: list[Segment], comments: list[tuple[int, int]]
) -> Callable[[int], tuple[bool, Segment | None]]:
    """Return what says of a comment by its number whether it is alone on its lines, and which piece it covers."""
    told = [piece for piece in pieces if piece.text.strip()]
    begins = [piece.begin for piece in told]
    between = [
        html[before[1] : after[0]]
        for before, after in zip([(0, 0), *comments], [*comments, (len(html), 0)], strict=True)
    ]
    led = _blank_up_to(between[:-1])
    followed = _blank_up_to([row[::-1] for row in reversed(between[1:])])[::-1]

    def find(nth: int) -> tuple[bool, Segment | None]:
        begin, end = comments[nth]
        alone = led[nth] and followed[nth]
        at = bisect.bisect_right(begins, begin)
        held = told[at - 1] if at and begin < told[at - 1].end else None
        after = told[at] if at < len(told) else None
        if held is not None and (not alone or _goes_on(html, end, held.end)):
            return alone, held
        if not alone and after is not None and "\n" in html[end : min(after.begin, end + 1000)]:
            after = None
        return alone, after

    return find


def _blank_up_to(rows: list[str]) -> list[bool]:
    """Return of each text whether its last line is blank, together with those texts before it that are its line's."""
    found, blank = [], True
    for row in rows:
        _, cut, line = row.rpartition("\n")
        blank = not line.strip() and (bool(cut) or blank)
        found.append(blank)
    return found


def _goes_on(html: str, begin: int, end: int) -> bool:
    """Return whether text follows in a piece, as far as a bounded look tells."""
    rest = html[begin : min(end, begin + 2000)]
    return bool(_TAG.sub("", rest).strip())
