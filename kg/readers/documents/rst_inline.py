"""The marks within a text of reStructuredText, each with where it begins, in linear time.

docutils copies the rest of a text at each mark, seeks the end of an unclosed one anew, and calls itself once for each
address. The rules here are its own: what may stand before and after a mark, which mark comes first, what is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.readers.documents.markdown import address_at
from kg.readers.documents.restructuredtext import CLOSERS, DELIMITERS, OPENERS, enclosed
from kg.readers.documents.rst_lines import escape

TEXT, BARE, LINK, NAME, ANONYMOUS = "text", "bare", "link", "name", "anonymous"
ROLE, FOOTNOTE, CITATION, SUBSTITUTION, TARGET = "role", "footnote", "citation", "substitution", "target"

LITERAL = "literal"
"""What a piece of text between two backticks on each side is ``told``."""

_BEFORE = rf"(?:^|(?<=[\s{OPENERS}{DELIMITERS}]))"
_AFTER = rf"(?=$|[\s\x00{CLOSERS}])"
_SIMPLE = r"(?:(?!_)\w)++(?:[-._+:](?:(?!_)\w)++)*+"
_MARKS = (
    r"(?:(?P<mark>\*\*|\*(?!\*)|``|_`|\|(?!\|))(?!\s)"
    rf"|\[(?P<label>[0-9]+(?=\]_)|\#(?:{_SIMPLE})?|\*|{_SIMPLE})\]_{_AFTER}"
    rf"|(?P<role>(?::{_SIMPLE}:)?)`(?!`)(?!\s))"
)
_START, _HERE = re.compile(_BEFORE + _MARKS), re.compile(_MARKS)
_NAME = re.compile(rf"{_SIMPLE}(?P<end>__?{_AFTER})?+")
_FIRST = re.compile(_BEFORE)
_ENDS = {
    "*": re.compile(rf"(?<![\s\x00])\*{_AFTER}"),
    "**": re.compile(rf"(?<![\s\x00])\*\*{_AFTER}"),
    "``": re.compile(rf"(?<!\s)``{_AFTER}"),
    "_`": re.compile(rf"(?<![\s\x00])`{_AFTER}"),
    "|": re.compile(rf"(?<![\s\x00])\|_{{0,2}}{_AFTER}"),
    "`": re.compile(rf"(?<!(?<!\x00)[\s\x00])`(?P<role>:{_SIMPLE}:)?(?P<end>__?)?{_AFTER}"),
}
_ESCAPED = re.compile(r"\x00[ \n]?")
_SCHEME = re.compile(r"(?<![A-Za-z0-9])(?:https?|ftp)://", re.IGNORECASE)
_WORD = re.compile(r"[^\s<>]{0,2000}")
_SPACE = re.compile(r"(?<!\x00)[ \n\t]+")
_DELIMITER = re.compile(rf"[{DELIMITERS}]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text: its kind, where it begins, what it shows, and to what it refers.

    ``told`` is the name of a role, or that it is literal. The name of a link that others may use is its ``told``.
    """

    kind: str
    begin: int
    text: str
    target: str = ""
    told: str = ""


def scan(text: str) -> list[Piece]:
    """Return the pieces of a text in their order.

    >>> [(one.kind, one.begin, one.target) for one in scan("see `a <https://a.org>`_ and b_")]
    [('text', 0, ''), ('link', 4, 'https://a.org'), ('text', 24, ''), ('name', 29, 'b')]
    """
    return _Scan(escape(text)).pieces()


def unescape(text: str) -> str:
    r"""Return a text without the marks of its escapes.

    >>> unescape("a\x00 b\x00*")
    'ab*'
    """
    return _ESCAPED.sub("", text)


def address_of(escaped: str) -> str:
    r"""Return an address as it is meant: space in it is none, unless escaped.

    >>> address_of("https://a.org/\n  b\x00 c")
    'https://a.org/b c'
    """
    return re.sub("\x00(.?)", r"\1", _SPACE.sub("", escaped), flags=re.DOTALL)


def normal_name(name: str) -> str:
    r"""Return a name as names are compared.

    >>> normal_name("A\n b")
    'a b'
    """
    return " ".join(name.lower().split())


class _Scan:
    """One pass over a text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found: list[Piece] = []
        self.lacking: set[str] = set()
        self.shown = 0
        """Up to where the text is in pieces."""

    def pieces(self) -> list[Piece]:
        """Return the pieces; what follows a mark at once needs no sign before it."""
        names, at = self._names(), 0
        name = next(names, None)
        start = _START.search(self.text)
        while start is not None or name is not None:
            if name is not None and (start is None or name[0] < start.start()):
                at = self._take_name(*name) if name[0] >= at else at
                name = next(names, None)
            elif start is not None and start.start() >= at:
                at = self._take(start)
                found = _NAME.match(self.text, at)
                if found and found["end"]:
                    at = self._take_name(at, found.start("end"), found.end())
                start = _HERE.match(self.text, at) or _START.search(self.text, at)
            else:
                start = _START.search(self.text, at)
        self._show(len(self.text))
        return self.found

    def _names(self) -> Iterator[tuple[int, int, int]]:
        """Yield where each name with an underscore begins and ends, and where its underscores end."""
        for found in _NAME.finditer(self.text) if "_" in self.text else ():
            if found["end"]:
                begin, end = found.start(), found.start("end")
                while begin < end and not _FIRST.match(self.text, begin):
                    sign = _DELIMITER.search(self.text, begin, end)
                    begin = sign.end() if sign else end
                if begin < end:
                    yield begin, end, found.end()

    def _show(self, until: int) -> None:
        """Add the text up to an offset, and the addresses in it."""
        text, at = self.text, self.shown
        for scheme in _SCHEME.finditer(text, at, until):
            begin = scheme.start()
            if begin < at:
                continue
            url, end = self._address(begin, until)
            if len(url) > scheme.end() - begin:
                self._add(TEXT, at, text[at:begin])
                self.found.append(Piece(BARE, begin, url, url))
                at = end
        self._add(TEXT, at, text[at:until])
        self.shown = until

    def _address(self, begin: int, until: int) -> tuple[str, int]:
        url = address_at(self.text, begin, until)
        end = begin + len(url)
        if self.text[end : end + 1] != "\x00" and "\x00" not in url:
            return url, end
        whole = _WORD.match(self.text, begin, until)
        written = whole.group() if whole else ""
        url = address_at(unescape(written), 0, len(unescape(written)))
        offsets = [nth for nth, sign in enumerate(written) if sign != "\x00"]
        return url, begin + (offsets[len(url) - 1] + 1 if url else 0)

    def _add(self, kind: str, begin: int, escaped: str, target: str = "", told: str = "") -> None:
        text = unescape(escaped)
        if text or target:
            self.found.append(Piece(kind, begin, text, target, told))

    def _take_name(self, begin: int, end: int, after: int) -> int:
        self._show(begin)
        name = self.text[begin:end]
        if after - end == 2:
            self._add(ANONYMOUS, begin, name, name)
        else:
            self._add(NAME, begin, name, normal_name(name))
        self.shown = after
        return after

    def _take(self, start: re.Match[str]) -> int:
        if start["label"]:
            self._show(start.start())
            label = start["label"]
            kind = FOOTNOTE if label[0] in "#*" or (label.isascii() and label.isdigit()) else CITATION
            self._add(kind, start.start(), "", normal_name(label))
            self.shown = start.end()
            return start.end()
        mark = start["mark"] or "`"
        if not start["role"] and self._enclosed(start):
            return start.end()
        end = None if mark in self.lacking else _ENDS[mark].search(self.text, start.end())
        if end is None:
            self.lacking.add(mark)
        if end is None or end.start() == start.end():
            self._show(start.end() - len(mark))
            self._add(TEXT, self.shown, mark)
            self.shown = start.end()
            return start.end()
        self._show(start.start())
        inner = self.text[start.end() : end.start()]
        self.shown = end.end()
        if mark == "`":
            self._take_ticks(start, inner, end)
        elif mark == "``":
            self.found.append(Piece(TEXT, start.end(), inner.replace("\x00", "\\"), told=LITERAL))
        elif mark == "|":
            self._add(SUBSTITUTION, start.start(), inner, unescape(inner), end.group()[1:])
        else:
            self._add(TARGET if mark == "_`" else TEXT, start.start(), inner)
        return end.end()

    def _enclosed(self, start: re.Match[str]) -> bool:
        if start.start() == 0:
            return False
        after = self.text[start.end() : start.end() + 1]
        return not after or enclosed(self.text[start.start() - 1], after)

    def _take_ticks(self, start: re.Match[str], inner: str, end: re.Match[str]) -> None:
        begin = start.start()
        role = (start["role"] or end["role"] or "")[1:-1].lower()
        if (start["role"] and end["role"]) or (role and end["end"]):
            self._add(TEXT, begin, self.text[begin : end.end()])  # docutils shows it as it is written
        elif not end["end"]:
            self._add(ROLE, begin, inner, address_text(inner), role)
        else:
            self._take_phrase(begin, inner, end["end"])

    def _take_phrase(self, begin: int, inner: str, end: str) -> None:
        cut = _embedded(inner)
        if cut is None:
            kind = NAME if end == "_" else ANONYMOUS
            self._add(kind, begin, inner, normal_name(unescape(inner)) or " ")
            return
        written, shown = inner[cut + 1 : -1], inner[:cut].rstrip(" \n")
        alias = written.endswith("_") and not written.endswith("\x00_") and not _SCHEME.match(written)
        target = address_of(written)
        named = normal_name(unescape(shown) or target) if end == "_" else ""
        if alias:
            self._add(NAME, begin, shown or written, normal_name(unescape(written[:-1])), named)
        else:
            self._add(LINK, begin, shown or target, target, named)


def address_text(inner: str) -> str:
    r"""Return the text of a role, without escapes.

    >>> address_text("a\x00<b")
    'a<b'
    """
    return re.sub("\x00(.?)", r"\1", inner, flags=re.DOTALL)


def _embedded(inner: str) -> int | None:
    """Return where ``<`` of an address stands at the end of a phrase; None if there is none."""
    if not inner.endswith(">") or inner[-2:-1] in ("\x00", " ", "\n", "<"):
        return None
    at = len(inner) - 1
    while True:
        opening, closing = inner.rfind("<", 0, at), inner.rfind(">", 0, at)
        at = max(opening, closing)
        if at < 0:
            return None
        if inner[at - 1 : at] != "\x00":
            break
    if closing > opening or (at and inner[at - 1] not in " \n") or inner[at + 1].isspace():
        return None
    return at
