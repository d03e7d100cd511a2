"""What a rendered resource page says of its credibility: level, whose it is, why, and the context note."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kg.model.level import LEVEL_NAMES
from kg.readers.rendered_parts import Line

_LEVELS = {label.lower(): level for level, label in LEVEL_NAMES.items()}
_NAME = rf"({'|'.join(_LEVELS)})(?:\s{{1,3}}(?:quality|standard|credibility)\b)?"
_PREFIX = r"(?:(?:credibility|rating|level)\s{0,3}:?\s{0,3}){0,2}"
_AFTER = r"\s{0,3}(?:[.:;]?|(?:[.:;]|\s[–—-])\s.*|(?<=\))\s?\w.*)"
_NAMED = re.compile(
    rf"{_PREFIX}{_NAME}(?:\s{{0,3}}[(:–—-]?\s{{0,3}}(\d)(?:\s{{0,3}}/\s{{0,3}}5)?\s{{0,3}}\)?)?{_AFTER}",
    re.IGNORECASE | re.DOTALL,
)
_NUMBERED = re.compile(
    rf"{_PREFIX}(\d)(?:\s{{0,3}}(?:/|out of)\s{{0,3}}5)?(?:\s{{0,3}}[–—:-]?\s{{0,3}}\(?{_NAME}\)?(?:\s{{0,3}}\((\d)\))?{_AFTER})?",
    re.IGNORECASE | re.DOTALL,
)
_UNRATED = re.compile(rf"{_PREFIX}(?:unrated|not (?:yet )?rated|no rating)\b.{{0,200}}", re.IGNORECASE)
_ODD = re.compile(
    r"[\w.,+-]{1,20}\s{0,3}/\s{0,3}\d{1,3}|\w{1,20} quality(?:\.(?:\s.*)?)?|[\w.,+-]{1,20} stars?|"
    r"(?:level|rating)\s{0,3}:?\s{0,3}[\w.,+-]{1,20}|[-+]?[\d.,]{1,8}|[★☆]{1,10}",
    re.IGNORECASE | re.DOTALL,
)
_VENUE = re.compile(
    r"(?:rating\s{1,3})?(?:is\s{1,3})?inherited\s{1,3}from\b\s{0,3}(?:the\s{1,3}|its\s{1,3})?"
    r"(?:(?:publication\s{1,3})?(?:venue|publisher)\b)?\s{0,3}:?\s{0,3}(.{0,300})",
    re.IGNORECASE,
)
_OVERRIDE = re.compile(
    r"(?:this\s|the\s)?(?:credibility\s)?(?:rating\s|level\s)?(?:is\s|was\s|has been\s)?(?:an?\s)?"
    r"(?:set\s(?:by|through)\s)?(?:an?\s)?(?:manual(?:ly)?\s)?overrid(?:e|den)\b(.*)",
    re.IGNORECASE | re.DOTALL,
)
_REASON = re.compile(r"[^:–—(]{0,60}?(?::|\s[–—-]\s|\(|\bbecause\b)\s{0,3}(.*)", re.DOTALL | re.IGNORECASE)
_SECOND = re.compile(r"\b(?:Rating (?:inherited from|overridden|set by override)|Manual override)\b")
_STATING_LINES = 12
"""So many lines after its heading state the rating; later ones are the note."""
_SHOWN = 60


@dataclass(slots=True)
class RatingParts:
    """What the lines said: the levels with the lines that state them, and whose level it is."""

    levels: dict[int, Line] = field(default_factory=dict)
    label: str = ""
    unrated: bool = False
    venue: Line | None = None
    override: Line | None = None
    reason: str = ""
    note: list[str] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)
    awaits: str = ""

    @property
    def disagreement(self) -> str | None:
        """Why no level can be taken, or None."""
        if len(self.levels) > 1:
            stated = " and ".join(str(level) for level in sorted(self.levels))
            return f"the page states more than one level ({stated}); none is taken"
        if self.venue and self.override:
            return "the page calls its level both inherited and an override; it is not taken"
        return None


def stated_levels(text: str) -> frozenset[int]:
    """Return the levels that a line states; none if it is no text of a level.

    >>> sorted(stated_levels("High quality. Established institution."))
    [4]
    >>> sorted(stated_levels("High(4)")), sorted(stated_levels("4/5")), sorted(stated_levels("High-risk work"))
    ([4], [4], [])
    >>> sorted(stated_levels("High (2)"))
    [2, 4]
    """
    bare = text.strip("*_|# ")
    match = _NAMED.fullmatch(bare) or _NUMBERED.fullmatch(bare)
    said = [word for word in match.groups() if word] if match else []
    levels = frozenset(int(word) if word.isdigit() else _LEVELS[word.lower()] for word in said)
    return levels if levels <= LEVEL_NAMES.keys() else frozenset()


def states_rating(text: str) -> bool:
    """Whether a line states a level, or whose it is.

    >>> states_rating("Rating inherited from publication venue: OpenAI"), states_rating("A title")
    (True, False)
    """
    return bool(
        stated_levels(text) or _VENUE.fullmatch(text) or _UNRATED.fullmatch(text) or _is_override(text)
    )


def is_venue(text: str) -> bool:
    """Whether a line says that the rating is inherited.

    >>> is_venue("Rating inherited from publication venue: OpenAI")
    True
    """
    return _VENUE.fullmatch(text) is not None


def read_rating(lines: Sequence[Line]) -> RatingParts:
    """Return what the lines of a rating section say.

    >>> found = read_rating([Line(3, "4/5"), Line(4, "Override: checked by hand"), Line(5, "A note.")])
    >>> list(found.levels), found.reason, found.note
    ([4], 'checked by hand', ['A note.'])
    """
    found = RatingParts()
    for at, line in enumerate(_one_statement_a_line(lines)):
        took = at < _STATING_LINES and any(take(found, line) for take in _TAKES)
        if not took:
            found.note.append(line.text)
    return found


def _one_statement_a_line(lines: Sequence[Line]) -> Iterator[Line]:
    for line in lines:
        second = _SECOND.search(line.text)
        first = line.text[: second.start()].strip() if second and second.start() else ""
        if second and stated_levels(first):
            yield Line(line.number, first)
            yield Line(line.number, line.text[second.start() :])
        else:
            yield line


def _take_awaited(found: RatingParts, line: Line) -> bool:
    """Take a line that the one before announced: the venue's name, the reason, the level's description."""
    awaits, found.awaits = found.awaits, ""
    if states_rating(line.text):
        return False
    if awaits == "venue":
        found.venue = line
        return True
    reason = _REASON.match(line.text) if line.text[:6].lower() == "reason" else None
    if awaits == "reason" or (reason and found.override and not found.reason):
        found.reason = reason[1] if reason else line.text
        return True
    return False


def _take_level(found: RatingParts, line: Line) -> bool:
    levels = stated_levels(line.text)
    complete = bool(found.levels) and (found.venue is not None or found.override is not None)
    if not levels or (complete and levels != found.levels.keys()):
        return False
    for level in levels:
        found.levels.setdefault(level, line)
    found.label = max(found.label, line.text.strip("*_| "), key=len)
    return True


def _take_unrated(found: RatingParts, line: Line) -> bool:
    if found.levels or not _UNRATED.fullmatch(line.text):
        return False
    found.unrated = True
    return True


def _describe(found: RatingParts) -> None:
    """Give a bare level the line that stood between it and this statement: its description."""
    if found.levels and len(found.note) == 1 and not re.search(r"[.:;–—]\s", found.label):
        found.label = f"{found.label} {found.note.pop()}"


def _take_venue(found: RatingParts, line: Line) -> bool:
    match = _VENUE.fullmatch(line.text)
    if match is None:
        return False
    _describe(found)
    name = match[1].strip("*_| ")
    if name and found.venue is None:
        found.venue = Line(line.number, name)
    elif not name:
        found.awaits = "venue"
    return True


def _is_override(text: str) -> str | None:
    """Return what follows the word that calls a rating an override, or None."""
    match = _OVERRIDE.fullmatch(text.strip("*_| "))
    rest = match[1].strip() if match else "none"
    return None if rest.lower().strip(":. ") in ("none", "no", "n/a", "false") else rest


def _take_override(found: RatingParts, line: Line) -> bool:
    rest = _is_override(line.text)
    if rest is None:
        return False
    _describe(found)
    reason = _REASON.match(rest)
    found.override = found.override or line
    if reason and not found.reason:
        found.reason = (
            reason[1].strip().removesuffix(")") if "(" in reason[0][: reason.start(1)] else reason[1]
        )
        found.awaits = "" if found.reason else "reason"
    return True


def _take_odd(found: RatingParts, line: Line) -> bool:
    if found.levels or not _ODD.fullmatch(line.text):
        return False
    shown = line.text if len(line.text) <= _SHOWN else f"{line.text[:_SHOWN]}..."
    found.odd.append(f"the level text {shown!r} is none of the five levels")
    return True


_TAKES = (_take_awaited, _take_level, _take_unrated, _take_venue, _take_override, _take_odd)
