"""HTML inside documents: its tags with their offsets, and where a block of it begins another."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

_TAG = re.compile(r"""</?([A-Za-z][\w.:-]*)(?:[^<>"']|"[^"]*"|'[^']*')*+>""")
_RAW = ("script", "style", "pre", "code", "textarea", "template", "svg")
"""Elements whose text is none of the document's."""
_BLOCKS = frozenset(
    "address article aside blockquote caption center dd details dialog div dl dt fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 header hr legend li main menu nav ol optgroup option p section summary table tbody "
    "tfoot thead tr ul".split()
)


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag as it is written, and the offset at which it begins."""

    name: str
    written: str
    offset: int


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of HTML in which no block begins or ends: its tags, its text, and where it stands."""

    begin: int
    end: int
    tags: tuple[Tag, ...]
    text: str


def segments(html: str) -> tuple[list[Segment], bool]:
    """Return the pieces of a block of HTML that hold tags, and whether a comment in it is never closed.

    >>> [one.text for one in segments('<li><a href="x">A</a> b<li><!-- <a> --><i>c</i>')[0]]
    ['A b', 'c']
    """
    found: list[Segment] = []
    tags: list[Tag] = []
    texts: list[str] = []
    at = begin = 0

    def finish(end: int) -> None:
        nonlocal begin
        text = unescape("".join(texts))
        if tags:
            lead = tags[0].offset if not texts or not texts[0].strip() else begin
            found.append(Segment(lead, begin + len(html[begin:end].rstrip()), tuple(tags), text))
        tags.clear()
        texts.clear()
        begin = end

    while at < len(html):
        opening = html.find("<", at)
        texts.append(html[at : opening if opening >= 0 else len(html)])
        if opening < 0:
            break
        if html.startswith("<!--", opening):
            close = html.find("-->", opening + 4)
            if close < 0:
                finish(opening)
                return found, True
            at = close + 3
            continue
        tag = _TAG.match(html, opening)
        if tag is None:
            texts.append("<")
            at = opening + 1
            continue
        name = tag[1].lower() if tag[1].lower() in _BLOCKS or tag[1].lower() in _RAW else tag[1]
        if name in _BLOCKS:
            finish(opening)
        tags.append(Tag(name, tag.group(), opening))
        at = _after_raw(html, name, tag) if name in _RAW else tag.end()
        if name in _BLOCKS and tag.group().startswith("</"):
            begin = at
    finish(len(html))
    return [one for one in found if one.tags], False


def _after_raw(html: str, name: str, tag: re.Match[str]) -> int:
    """Return where the text goes on after an element that holds none; one that has no end has no text."""
    if tag.group().startswith("</"):
        return tag.end()
    close = html.find(f"</{name}", tag.end())
    return tag.end() if close < 0 else close
