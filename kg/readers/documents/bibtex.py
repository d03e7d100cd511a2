"""Bibliographies in BibTeX: the entries of a file, their values as plain text.

Of the language there is what names a source: entries, strings, values in braces or quotation marks, joined by ``#``.
Every character is looked at once or twice; what has no end, or is larger than any bibliography, is refused by its line.
"""

from __future__ import annotations

import bisect
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from kg.errors import ReadError

MOST_BYTES = 16 * 1024**2
_MOST_ENTRIES, _LONGEST, _DEEPEST = 100_000, 100_000, 100
_BEGIN = re.compile(r"^[ \t]*@[ \t]*([A-Za-z]\w{0,60})[ \t\n]{0,99}([{(])", re.MULTILINE)
_SPACE, _BETWEEN = re.compile(r"(?:\s|%[^\n]*\n)*+"), re.compile(r"[\s,]*+")
_KEY, _NAME = re.compile(r"[^\s,{}()\"=#%]{1,300}"), re.compile(r"[A-Za-z][\w:.+-]{0,100}")
_SIGN = re.compile(r"[{}\"]")
_NUMBER = re.compile(r"\d{1,20}")
_ACCENT = re.compile(
    r"\\([\"'`^~=.]|[uvHckrd](?![A-Za-z]))\s{0,9}(?:\{\s{0,9}\\?([A-Za-z])\s{0,9}\}|\\?([A-Za-z]))"
)
_COMBINING = {
    '"': "\u0308", "'": "\u0301", "`": "\u0300", "^": "\u0302", "~": "\u0303", "=": "\u0304", ".": "\u0307",
    "u": "\u0306", "v": "\u030c", "H": "\u030b", "c": "\u0327", "k": "\u0328", "r": "\u030a", "d": "\u0323",
}  # fmt: skip
_LETTERS = {
    "ss": "ß", "o": "ø", "O": "Ø", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å", "AA": "Å", "l": "ł",
    "L": "Ł", "i": "i", "j": "j",
}  # fmt: skip
_COMMAND = re.compile(r"\\([A-Za-z]+)[ \t\n]*|\\([^A-Za-z])")


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry: its kind in small letters, its key, its fields by names in small letters, the line it begins in."""

    kind: str
    key: str
    fields: dict[str, str]
    line: int


def read_bibtex(text: str, *, name: str) -> list[Entry]:
    r"""Return the entries of a bibliography, values as they are written.

    >>> read_bibtex('@string{a = "A "}\n@Article{k1,\n  title = {{B} c}, journal = a # "d", year = 2020}', name="x.bib")
    [Entry(kind='article', key='k1', fields={'title': '{B} c', 'journal': 'A d', 'year': '2020'}, line=2)]

    Raises
    ------
    ReadError
        An entry is broken or never closes, or the file is too large; the line is named.
    """
    return list(_Reader(text.replace("\r\n", "\n").replace("\r", "\n"), name).entries())


def plain(value: str) -> str:
    r"""Return a value as plain text: letters with their accents, without braces and commands.

    >>> plain(r'{\"U}ber {LaTeX} \& \emph{more}~text')
    'Über LaTeX & more text'
    """
    value = _ACCENT.sub(_accented, value)
    value = _COMMAND.sub(lambda found: found[2] or _LETTERS.get(found[1], ""), value)
    value = value.replace("{", "").replace("}", "").replace("~", " ")
    return unicodedata.normalize("NFC", " ".join(value.split()))


def _accented(found: re.Match[str]) -> str:
    return unicodedata.normalize("NFC", (found[2] or found[3]) + _COMBINING[found[1]])


@dataclass(slots=True)
class _Reader:
    """One pass over a file."""

    text: str
    name: str
    at: int = 0
    total: int = 0
    """How many characters all values have."""
    strings: dict[str, str] = field(default_factory=dict)
    begins: list[int] = field(default_factory=list)

    def entries(self) -> Iterator[Entry]:
        self.begins = [nth + 1 for nth, sign in enumerate(self.text) if sign == "\n"]
        number = 0
        while found := _BEGIN.search(self.text, self.at):
            self.at, begin = found.end(), found.start(1)
            kind, close = found[1].lower(), "}" if found[2] == "{" else ")"
            number += 1
            if number > _MOST_ENTRIES:
                raise self._error(f"holds more than {_MOST_ENTRIES} entries", begin)
            if kind in ("comment", "preamble"):
                self._balanced(begin, close)
            elif kind == "string":
                for name, value in self._fields(begin, close):
                    self.strings[name] = value
            else:
                yield self._entry(kind, begin, close)

    def _entry(self, kind: str, begin: int, close: str) -> Entry:
        self._skip()
        key = _KEY.match(self.text, self.at)
        if key is None:
            raise self._error(f"@{kind}: expected a key", begin)
        self.at = key.end()
        fields: dict[str, str] = {}
        for name, value in self._fields(begin, close):
            fields.setdefault(name, value)
        return Entry(kind, key.group(), fields, self._line(begin))

    def _fields(self, begin: int, close: str) -> Iterator[tuple[str, str]]:
        """Yield names and values up to the sign that closes the entry."""
        while True:
            self.at = _BETWEEN.match(self.text, self.at).end()  # type: ignore[union-attr]
            self._skip()
            if self.text.startswith(close, self.at):
                self.at += 1
                return
            if self.text.startswith(",", self.at):
                continue
            name = _NAME.match(self.text, self.at)
            if name is None:
                what = "an entry never closes" if self.at >= len(self.text) else "expected a name of a field"
                raise self._error(what, begin if self.at >= len(self.text) else self.at)
            self.at = name.end()
            self._skip()
            if not self.text.startswith("=", self.at):
                raise self._error(f"{name.group()}: expected = and a value", name.start())
            self.at += 1
            yield name.group().lower(), self._value(name.start())

    def _value(self, begin: int) -> str:
        parts, size = [], 0
        while True:
            self._skip()
            part = self._part(begin)
            size += len(part)
            self.total += len(part)
            if self.total > 4 * MOST_BYTES:
                raise self._error("its strings come to more than any bibliography holds", begin)
            if size > _LONGEST:
                raise self._error(f"a value is longer than {_LONGEST} characters", begin)
            parts.append(part)
            self._skip()
            if not self.text.startswith("#", self.at):
                return "".join(parts)
            self.at += 1

    def _part(self, begin: int) -> str:
        """Return a piece of a value: in braces, in quotation marks, a number, or what a name stands for."""
        sign = self.text[self.at : self.at + 1]
        if sign in ("{", '"'):
            self.at += 1
            return self._balanced(begin, "}" if sign == "{" else '"')
        found = _NUMBER.match(self.text, self.at)
        if found is None and (found := _NAME.match(self.text, self.at)) is None:
            raise self._error("expected a value", begin)
        self.at = found.end()
        return self.strings.get(found.group().lower(), found.group())

    def _balanced(self, begin: int, close: str) -> str:
        """Return the text up to a sign that closes, outside of braces within, and go on behind it."""
        start, depth = self.at, 0
        signs = _SIGN if close != ")" else re.compile(r"[{}\")]")
        for found in signs.finditer(self.text, start):
            sign = found.group()
            if sign == close and depth == 0:
                self.at = found.end()
                return self.text[start : found.start()]
            depth += {"{": 1, "}": -1}.get(sign, 0)
            if depth < 0 or depth > _DEEPEST:
                what = (
                    "a brace closes that none opened"
                    if depth < 0
                    else f"braces are nested deeper than {_DEEPEST}"
                )
                raise self._error(what, found.start())
        raise self._error("never closes", begin)

    def _skip(self) -> None:
        self.at = _SPACE.match(self.text, self.at).end()  # type: ignore[union-attr]

    def _line(self, offset: int) -> int:
        return bisect.bisect_right(self.begins, offset) + 1

    def _error(self, what: str, offset: int) -> ReadError:
        return ReadError(what, where=f"{self.name}:{self._line(offset)}")
