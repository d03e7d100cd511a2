"""Tags and expressions of JSX, found by their ends and never evaluated; every scan is bounded."""

from __future__ import annotations

import re
from html import unescape

_MOST = 65_536
"""So far a tag or expression is followed; what is longer is text."""
_PATIENCE = 4_000_000
"""So many characters of one document are scanned in vain; then no scan is tried any more."""
_NAME = re.compile(r"</?(?:[A-Za-z_$][\w$.-]*(?::[A-Za-z_$][\w$.-]*)?)?")
_IN_TAG = re.compile(r"""[^"'{}<>]+|"[^"]*"|'[^']*'""")
_IN_BRACES = re.compile(
    r"""[^{}"'`/]+|"(?:[^"\\\n]|\\.)*+"|'(?:[^'\\\n]|\\.)*+'|`(?:[^`\\]|\\.)*+`|//[^\n]*|.""",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(
    r"""([A-Za-z_@:][\w@:.-]*)(?:\s*+=\s*+(?:"([^"]*)"|'([^']*)'|(\{)|([^\s"'=<>`{]+)))?"""
)
_LITERAL = re.compile(r"""\{\s*+(?:"([^"\\]*)"|'([^'\\]*)'|`([^`\\$]*)`)\s*+\}""")


class Scanner:
    """Finds the ends of tags and expressions in one document, and gives up when too much was in vain.

    >>> Scanner().tag('<R id="a>b" c={x > 1}/> text', 0)
    23
    >>> Scanner().expression("{a {b} '}'} c", 0)
    11
    """

    def __init__(self) -> None:
        self._patience = _PATIENCE

    def tag(self, text: str, begin: int, end: int | None = None) -> int:
        """Return the offset after the tag that begins at an offset; -1 if none does."""
        limit = self._limit(text, begin, end)
        named = _NAME.match(text, begin, limit)
        if named is None:
            return -1
        at = named.end()
        if at >= limit or text[at] not in (">" if text[at - 1] in "</" else ">/{ \t\n"):
            return -1
        while at < limit:
            if text[at] == ">":
                return at + 1
            if text[at] == "{":
                at = self.expression(text, at, limit)
            else:
                inside = _IN_TAG.match(text, at, limit)
                at = inside.end() if inside else -1
            if at < 0:
                break
        return self._in_vain((at if at > 0 else limit) - begin)

    def expression(self, text: str, begin: int, end: int | None = None) -> int:
        """Return the offset after the expression in braces that begins at an offset; -1 if it has no end."""
        limit = self._limit(text, begin, end)
        depth, at = 0, begin
        while at < limit:
            if text[at] in "{}":
                depth += 1 if text[at] == "{" else -1
                at += 1
                if depth == 0:
                    return at
                continue
            if text.startswith("/*", at):
                close = text.find("*/", at + 2, limit)
                if close < 0:
                    break
                at = close + 2
                continue
            inside = _IN_BRACES.match(text, at, limit)
            at = inside.end() if inside else at + 1
        return self._in_vain(limit - begin)

    def _limit(self, text: str, begin: int, end: int | None) -> int:
        if self._patience <= 0:
            return begin
        return min(len(text) if end is None else end, begin + _MOST)

    def _in_vain(self, characters: int) -> int:
        self._patience -= max(characters, 1)
        return -1


def tag_name(tag: str) -> str:
    """Return the name of a tag as it is written; empty for a fragment.

    >>> tag_name("</Note>"), tag_name("<>")
    ('Note', '')
    """
    named = _NAME.match(tag)
    return named.group().lstrip("</") if named else ""


def attributes(tag: str) -> dict[str, str]:
    """Return the attributes of a tag whose values are texts, entities decoded; an expression has none.

    >>> attributes('<R id="a&amp;b" n={1} url={"c"} open>')
    {'id': 'a&b', 'url': 'c', 'open': ''}
    """
    found: dict[str, str] = {}
    named = _NAME.match(tag)
    at = named.end() if named else 0
    while True:
        match = _ATTRIBUTE.search(tag, at)
        if match is None:
            return found
        at = match.end()
        name, double, single, braces, bare = match.groups()
        if braces is not None:
            literal = _LITERAL.match(tag, match.start(4))
            if literal is None:
                at = max(Scanner().expression(tag, match.start(4)), at)
                continue
            at = literal.end()
            value = next(text for text in literal.groups() if text is not None)
        else:
            value = unescape(next((text for text in (double, single, bare) if text is not None), ""))
        found.setdefault(name, value)
