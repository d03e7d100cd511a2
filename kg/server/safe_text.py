"""Texts of the data made harmless and short before a template escapes them, and addresses that may become links."""

from __future__ import annotations

import re
import unicodedata

IN_A_TABLE = 160
IN_A_HEADING = 2_000
_IN_A_BLOCK = 40_000
_LOOKED_AT = 8
"""How many times the characters shown are looked at: what is dropped must not make a long text slow."""
_DROPPED = ("Cc", "Cf", "Cs", "Co", "Cn")
_JOINERS = "\u200c\u200d"
"""Format characters that words of some languages, and emoji, are spelt with."""
_OUTSIDE = re.compile(r"https?://[^\s/?#\\]+[^\s\\]*", re.IGNORECASE)
_INSIDE = re.compile(r"(?:/(?![/\\])|\?|#)[^\s\\]*|/")


def line(text: object, most: int = IN_A_TABLE) -> str:
    r"""Return a text as one line of at most so many characters, without control and bidirectional ones.

    >>> line("a\n b\u202ec\0", 10), line("abcdef", 4)
    ('a bc', 'abc…')
    """
    said = str(text)
    if len(said) <= most and said.isprintable():  # nearly every text: nothing is dropped
        return " ".join(said.split())
    drawn = " ".join("".join(map(_drawn, said[: most * _LOOKED_AT])).split())
    if len(drawn) <= most and len(said) <= most * _LOOKED_AT:
        return drawn
    return drawn[: most - 1].rstrip() + "…"


def heading(text: object) -> str:
    """Return a text as one line of a heading.

    >>> len(heading("x" * 1_000_000))
    2000
    """
    return line(text, IN_A_HEADING)


def block(text: object) -> str:
    r"""Return a text of several lines without control and bidirectional characters but the ends of lines.

    >>> block("a\r\nb\x1b[31m\u202e")
    'a\nb[31m'
    """
    said = str(text)
    lines = said[:_IN_A_BLOCK].replace("\r\n", "\n").replace("\r", "\n").split("\n")
    drawn = "\n".join("".join(map(_drawn, one)) for one in lines)
    return drawn if len(said) <= _IN_A_BLOCK else drawn + "…"


def outside(address: str | None) -> str | None:
    """Return an address that may lead out of this site, None for any but http and https.

    >>> outside("https://a.example/x"), outside("javascript:alert(1)"), outside("https:/" + chr(92) + "a")
    ('https://a.example/x', None, None)
    """
    found = (address or "").strip()
    return found if _OUTSIDE.fullmatch(found) and found.isprintable() else None


def inside(address: str | None) -> str | None:
    """Return an address of this site, None for any other.

    >>> inside("/page/a?tab=b"), inside("?sort=a"), inside("//evil.example"), inside("javascript:alert(1)")
    ('/page/a?tab=b', '?sort=a', None, None)
    """
    found = address or ""
    return found if _INSIDE.fullmatch(found) and found.isprintable() else None


def _drawn(character: str) -> str:
    if character.isspace():
        return " "
    if character in _JOINERS:
        return character
    return "" if unicodedata.category(character) in _DROPPED else character
