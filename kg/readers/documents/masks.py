"""What is no text is hidden before a parser sees it, by as many characters, so that nothing moves."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from kg.readers.documents.comments import Remark, said_to_kg

_BEGIN, _REST = "\ue000", "\ue001"
_FIRST_DIGIT, _BASE = 0xE100, 4096
_MOST = 20_000
"""So long a shortcode may be."""
_HIDDEN = re.compile(f"{_BEGIN}([{chr(_FIRST_DIGIT)}-{chr(_FIRST_DIGIT + _BASE - 1)}]{{2}}){_REST}*")
_ANY = re.compile(f"[{_BEGIN}{_REST}{chr(_FIRST_DIGIT)}-{chr(_FIRST_DIGIT + _BASE - 1)}]+")
_OPENING = re.compile(r"\{\{([<%])")
_PARAMETER = re.compile(r"""(?:([\w-]+)=)?(?:"((?:[^"\\]|\\.)*)"|`([^`]*)`|([^\s"`=]+))""")
_COMMENT = re.compile(
    r"^%%[ \t]*$.*?^%%[ \t]*$|%%[^%\n]*%%|%%\s{0,99}kg:[^%]{0,2000}%%", re.DOTALL | re.MULTILINE
)
_NEAR = 500
"""So far from a comment it is seen whether it fills its lines."""


@dataclass(frozen=True, slots=True)
class Aside:
    """A comment that fills its lines: as it is written, and where it begins and ends."""

    written: str
    line: int
    column: int
    last: int


@dataclass(frozen=True, slots=True)
class Shortcode:
    """A call of a template in the text: its name, its parameters by name or position from 0."""

    name: str
    parameters: dict[str, str]
    remark: str | None = field(default=None, repr=False)
    """What it says to kg, if it is no call at all, but a comment."""
    comment: str | None = field(default=None, repr=False)
    """What the comment says, if it may cite."""


def blank(text: str) -> str:
    r"""Return as many spaces as a text has characters; its lines stay.

    >>> blank("a\nbc")
    ' \n  '
    """
    return "\n".join(" " * len(row) for row in text.split("\n"))


def hide_comments(text: str, *, citing: bool = False) -> tuple[str, list[Shortcode], list[Remark | Aside]]:
    """Return a text without Obsidian's comments: within a line, or between two lines of two per cent signs.

    What they say to kg comes beside it: placeholders stand for comments within a text, remarks for those that
    fill their lines. If comments are ``citing``, those with an address come beside it, too.

    >>> without_hidden(hide_comments("a %%b%% c")[0])
    'a  c'
    >>> hide_comments("%% kg: ignore %%")[2]
    [Remark(text='ignore', line=1, last=1)]
    """
    codes: list[Shortcode] = []
    lone: list[Remark | Aside] = []
    if text.count("%%") < 2:
        return text, codes, lone
    line, counted = 1, 0

    def hidden(found: re.Match[str]) -> str:
        nonlocal line, counted
        written = found.group()
        remark = said_to_kg(written[2:-2])
        cites = citing and remark is None and "://" in written
        if not _fills_lines(text, found.start(), found.end()):
            if remark is None and not cites:
                return "\n".join(_REST * len(row) for row in written.split("\n"))
            codes.append(Shortcode("", {}, remark, written if cites else None))
            return _placeholder(written, len(codes) - 1)
        if remark is None and not cites:
            return blank(written)
        line += text.count("\n", counted, found.start())
        counted = found.start()
        last = line + written.count("\n")
        column = counted - text.rfind("\n", 0, counted)
        lone.append(Aside(written, line, column, last) if remark is None else Remark(remark, line, last))
        return blank(written)

    return _COMMENT.sub(hidden, text), codes, lone


def _fills_lines(text: str, begin: int, end: int) -> bool:
    """Return whether a part of a text has its lines for itself, but for the marks of quotations."""
    before = "\n" + text[:begin] if begin < _NEAR else text[begin - _NEAR : begin]
    after = text[end : end + _NEAR] + ("\n" if end + _NEAR >= len(text) else "")
    (_, led, lead), (rest, followed, _) = before.rpartition("\n"), after.partition("\n")
    return bool(led and followed) and not lead.strip(" \t>") and not rest.strip()


def hide_shortcodes(
    text: str, telling: frozenset[str], code_names: frozenset[str] = frozenset()
) -> tuple[str, list[Shortcode]]:
    """Return a text with its shortcodes as placeholders of their length, and the shortcodes.

    One that is not ``telling`` is blanked where it fills its line, so that it does not join blocks; of
    ``code_names`` what stands before their ends is blanked, too.

    >>> text, codes = hide_shortcodes('[a]({{< ref "b.md" >}})', frozenset({"ref"}))
    >>> len(text), codes
    (23, [Shortcode(name='ref', parameters={'0': 'b.md'})])
    """
    codes: list[Shortcode] = []
    pieces, at = [], 0
    endless: set[str] = set()
    for opening in _OPENING.finditer(text):
        if opening.start() < at:
            continue
        closing = (">" if opening[1] == "<" else "%") + "}}"
        end = text.find(closing, opening.end(), opening.end() + _MOST)
        if end < 0:
            continue
        end += len(closing)
        written = text[opening.start() : end]
        code = _shortcode(written)
        if code is not None and code.name in code_names - endless and not _closes_itself(written):
            last = re.compile(r"\{\{[<%]\s*/\s*" + re.escape(code.name) + r"\s*[>%]\}\}").search(text, end)
            if last is None:
                endless.add(code.name)
            else:
                end = last.end()
                written, code = text[opening.start() : end], None
        lone = (code is None or code.name not in telling) and _alone(text, opening.start(), end)
        pieces += [
            text[at : opening.start()],
            blank(written) if lone or "\n\n" in written else _placeholder(written, len(codes)),
        ]
        codes.append(code or Shortcode("", {}))
        at = end
    return ("".join([*pieces, text[at:]]), codes) if pieces else (text, codes)


def _alone(text: str, begin: int, end: int) -> bool:
    line = text.rfind("\n", 0, begin) + 1
    after = text.find("\n", end)
    rest = text[end : after if after >= 0 else len(text)][:500]
    before = text[max(line, begin - 500) : begin]
    return not _OPENING.split(before)[0].strip(" \t>") and not _OPENING.split(rest)[0].strip()


def _shortcode(written: str) -> Shortcode | None:
    inner = written[3:-3].strip()
    if inner.startswith("/*"):
        return None
    found = [
        (name, next(value for value in values if value is not None))
        for name, *raw in _PARAMETER.findall(inner.rstrip("/"))
        for values in [[value or None for value in raw] + [""]]
    ]
    if not found:
        return None
    named = {name: value for name, value in found[1:] if name}
    placed = {str(nth): value for nth, (name, value) in enumerate(found[1:]) if not name}
    return Shortcode(found[0][1], placed | named)


def _closes_itself(written: str) -> bool:
    return written[3:-3].rstrip().endswith("/")


def _placeholder(written: str, number: int) -> str:
    digits = chr(_FIRST_DIGIT + number // _BASE % _BASE) + chr(_FIRST_DIGIT + number % _BASE)
    rest = "".join("\n" if sign == "\n" else _REST for sign in written[3:])
    return _BEGIN + digits + rest


def hidden_in(text: str, codes: list[Shortcode]) -> list[tuple[int, Shortcode]]:
    """Return the shortcodes whose placeholders a text holds, each with its offset.

    >>> text, codes = hide_shortcodes("a {{< b >}}", frozenset())
    >>> hidden_in(text, codes)
    [(2, Shortcode(name='b', parameters={}))]
    """
    found = []
    for match in _HIDDEN.finditer(text) if codes else ():
        high, low = (ord(digit) - _FIRST_DIGIT for digit in match[1])
        if high * _BASE + low < len(codes):
            found.append((match.start(), codes[high * _BASE + low]))
    return found


def without_hidden(text: str) -> str:
    """Return a text without placeholders.

    >>> without_hidden(hide_shortcodes("a {{< b >}}", frozenset())[0])
    'a '
    """
    return _ANY.sub("", text)
