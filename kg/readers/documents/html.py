"""HTML inside documents: its tags with their offsets, and where a block of it begins another."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

_TAG = re.compile(r"""</?([A-Za-z][\w.:-]*)(?:[^<>"']|"[^"]*"|'[^']*')*+>""")
_RAW = ("script", "style", "pre", "code", "textarea", "template", "svg")
"""Elements whose text is none of the document's."""
_CODE = ("pre", "code")
_BLOCKS = frozenset(
    (
        "address",
        "article",
        "aside",
        "blockquote",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "optgroup",
        "option",
        "p",
        "section",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
    )
)


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag as it is written, and the offset at which it begins."""

    written: str
    offset: int


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of HTML in which no block begins or ends: its tags, its text, and where it stands."""

    begin: int
    end: int
    tags: tuple[Tag, ...]
    text: str
    code: tuple[tuple[int, int], ...] = ()
    """Where the insides of its elements of code begin and end."""


class _Cutter:
    """Cuts a block of HTML where blocks begin and end."""

    def __init__(self, html: str) -> None:
        self.html = html
        self.at = 0
        self.begin = 0
        self.found: list[Segment] = []
        self.comments: list[tuple[int, int]] = []
        self.tags: list[Tag] = []
        self.texts: list[str] = []
        self.code: list[tuple[int, int]] = []

    def step(self) -> bool:
        """Take the text up to the next tag, and the tag; say whether there may be more."""
        opening = self.html.find("<", self.at)
        self.texts.append(self.html[self.at : opening if opening >= 0 else len(self.html)])
        if opening < 0:
            return False
        if self.html.startswith("<!--", opening):
            close = self.html.find("-->", opening + 4)
            self.at = close + 3 if close >= 0 else opening
            if close >= 0:
                self.comments.append((opening, self.at))
            return close >= 0
        tag = _TAG.match(self.html, opening)
        if tag is None:
            self.texts.append("<")
            self.at = opening + 1
        else:
            self.take(tag)
        return True

    def take(self, tag: re.Match[str]) -> None:
        """Take a tag: that of a block ends what went before, and what follows its end begins anew."""
        name = tag[1].lower()
        if name in _BLOCKS:
            self.finish(tag.start())
        self.tags.append(Tag(tag.group(), tag.start()))
        self.at = _after_raw(self.html, name, tag) if name in _RAW else tag.end()
        if name in _CODE and self.at > tag.end():
            self.code.append((tag.end(), self.at))
        if name in _BLOCKS and tag.group().startswith("</"):
            self.begin = self.at

    def finish(self, end: int) -> None:
        """End the piece at an offset."""
        if self.tags:
            lead = self.begin if self.texts and self.texts[0].strip() else self.tags[0].offset
            last = self.begin + len(self.html[self.begin : end].rstrip())
            text = unescape("".join(self.texts))
            self.found.append(Segment(lead, last, tuple(self.tags), text, tuple(self.code)))
        self.tags, self.texts, self.code, self.begin = [], [], [], end


def segments(html: str) -> tuple[list[Segment], list[tuple[int, int]], bool]:
    """Return the pieces of a block of HTML that hold tags, its comments by offsets, and whether one is never closed.

    >>> [one.text for one in segments('<li><a href="x">A</a> b<li><!-- <a> --><i>c</i>')[0]]
    ['A b', 'c']
    """
    cutter = _Cutter(html)
    while cutter.step():
        pass
    cutter.finish(len(html))
    return cutter.found, cutter.comments, html.startswith("<!--", cutter.at)


def _after_raw(html: str, name: str, tag: re.Match[str]) -> int:
    """Return where the text goes on after an element that holds none; one that has no end has no text."""
    if tag.group().startswith("</"):
        return tag.end()
    close = html.find(f"</{name}", tag.end())
    return tag.end() if close < 0 else close
