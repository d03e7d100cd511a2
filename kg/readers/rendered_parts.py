"""The parts of a rendered resource page: header, sections, archive line, cached preview, trailer.

What stands before the heading "Cached Content Preview" is the page's own word. What follows is a stranger's
text: there only the first lines may hold the archive address, and only the last trailer the ids.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

_SPACES = {ord(space): " " for space in "\u00a0\u2007\u202f"} | dict.fromkeys(
    map(ord, "\u200b\u2060\ufeff\u00ad")
)
_NAMES = {
    "credibility rating": "rating",
    "metadata": "metadata",
    "summary": "summary",
    "key points": "points",
    "cited by": "citing",
    "cached content preview": "preview",
}
_CITED_BY = re.compile(r"cited by(?:\s{1,3}(\d{1,9})\s{1,3}(?:\w{1,20}\s)?pages?)?", re.IGNORECASE)
_TITLED = r"Credibility Rating|Metadata|Summary|Key Points|Cached Content Preview|Cited by \d{1,9} pages?"
_GLUED = re.compile(
    rf"(?:([a-z]{{2,20}}(?:[ -][a-z]{{2,20}})?) ?(?=Credibility Rating)|([a-z]{{2,20}}))?({_TITLED})"
)
_BEGINNING = re.compile(r"(?![a-z])\w|[:|•·*\"“(\[]|[-–] ")
"""How a text glued to a heading begins; a heading's word inside a sentence goes on otherwise."""


_ARCHIVE = re.compile(
    r"(https?://web\.archive\.org/web/(\d{4,14})(?:[a-z]{2}_)?/((?:https?|ftp)://\S{1,4000}))", re.IGNORECASE
)
_WAYBACK = re.compile(r"(?:the\s{1,3})?wayback\s{1,3}machine\s{0,3}[-–—:]?\s{0,3}(\S{0,4000})", re.IGNORECASE)
_BANNER_LINES = 40
"""The archive's banner stands within so many lines of the preview; later ones are the content's own."""

LINK = re.compile(r"\[([^\[\]]{1,500})\]\(\s{0,3}([^()\s]{1,2000})\s{0,3}\)")
"""A link as Markdown writes it."""

_TRUNCATED = re.compile(
    r"(?:\.\.\.|…)\s{0,3}[(\[]truncated(?:,?\s{0,3}([\d.,]{1,12}\s{0,2}(?:[KMGT]i?)?B)(?:\s{1,3}total)?)?[)\]]",
    re.IGNORECASE,
)
_IDS = re.compile(
    r"(resource\s{1,3}id\s{0,3}:?\s{0,3})?((?!stable\s)[0-9a-z][\w-]{3,63})?"
    r"(?:\s{0,3}\|?\s{0,3}stable\s{1,3}id\s{0,3}:?\s{0,3}([\w-]{1,64}={0,2}))?",
    re.IGNORECASE,
)
_HASH = re.compile(r"[0-9a-f]{16}")
_FOOTER_LINES = 20
"""A footer below the trailer has at most so many lines; what stands higher is the content's own."""

_WINDOW = 300
"""A trailer stands within so many characters of the end of its line."""


@dataclass(frozen=True, slots=True)
class Line:
    """A cleaned line that is not blank, with its number from 1."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Archive:
    """Where an archived copy lies, of which address, and when it was captured."""

    archived_at: str
    url: str
    captured_at: str | None


@dataclass(frozen=True, slots=True)
class Trailer:
    """What the end of a page says: ids, and how the preview was cut. ``start`` is its first row."""

    start: int
    before: str = ""
    id: str | None = None
    stable_id: str | None = None
    truncated: bool = False
    size: str | None = None


@dataclass(slots=True)
class Parts:
    """A page cut into its parts; sections by name, in the order in which they stand."""

    header: list[Line] = field(default_factory=list)
    sections: dict[str, list[list[Line]]] = field(default_factory=dict)
    type: str | None = None
    citing_count: int | None = None
    has_preview_heading: bool = False
    preview: str | None = None
    archive: Archive | None = None
    trailer: Trailer | None = None

    def first(self, name: str) -> list[Line]:
        """Return the lines of the first section of that name that holds any.

        >>> Parts().first("summary")
        []
        """
        return next((lines for lines in self.sections.get(name, ()) if lines), [])

    def all(self, name: str) -> list[Line]:
        """Return the lines of every section of that name.

        >>> Parts().all("points")
        []
        """
        return [line for lines in self.sections.get(name, ()) for line in lines]


def clean(text: str) -> str:
    r"""Return a line as it reads: usual spaces, nothing invisible, none around it.

    >>> clean("\ufeff Key\u00a0Points ")
    'Key Points'
    """
    return text.translate(_SPACES).strip()


def slug(text: str) -> str:
    """Return an id from a title: its words in lower case, joined by hyphens.

    >>> slug("AI Safety & You")
    'ai-safety-you'
    >>> slug("Überblick: ИИ")
    'überblick-ии'
    """
    lower = unicodedata.normalize("NFC", text.lower())
    parts = (
        character if character.isalnum() or unicodedata.category(character)[0] == "M" else " "
        for character in lower
    )
    return "-".join("".join(parts).split())


def read_heading(text: str) -> tuple[str | None, str, str] | None:
    """Return what a heading says: the type glued before it, its section, the text glued after it.

    >>> read_heading("webCredibility Rating")
    ('web', 'rating', '')
    >>> read_heading("Key Points- •First")
    (None, 'points', '- •First')
    >>> read_heading("Summary of the hearing") is None
    True
    """
    bare = text[:80].lstrip("#").strip().removeprefix("**").removesuffix("**").removesuffix(":").strip()
    if len(text) <= 80 and bare.lower() in _NAMES:
        return None, _NAMES[bare.lower()], ""
    if len(text) <= 80 and _CITED_BY.fullmatch(bare):
        return None, "citing", ""
    glued = _GLUED.match(text)
    if glued is None:
        return None
    rest = text[glued.end() :]
    if rest and (glued[2] or not _BEGINNING.match(rest)):
        return None
    name = "citing" if glued[3].startswith("Cited") else _NAMES[glued[3].lower()]
    return glued[1] or glued[2], name, rest.removeprefix(":").strip()


def read_archive(text: str) -> Archive | None:
    """Return what an archive address says, if the text is one.

    >>> read_archive("https://web.archive.org/web/20260405211721/https://openai.com/a").captured_at
    '2026-04-05T21:17:21Z'
    """
    match = _ARCHIVE.fullmatch(text)
    if match is None:
        return None
    try:
        moment = datetime.datetime.strptime(match[2], "%Y%m%d%H%M%S") if len(match[2]) == 14 else None
    except ValueError:
        moment = None
    return Archive(match[1], match[3], f"{moment.isoformat()}Z" if moment else None)


def find_wayback(lines: Sequence[Line]) -> tuple[int, Archive] | None:
    """Return the first line of the Wayback Machine, its address on it or alone on the next.

    >>> find_wayback([Line(1, "The Wayback Machine - https://web.archive.org/web/2026/http://a.org/")])[0]
    0
    """
    for at, line in enumerate(lines):
        match = _WAYBACK.fullmatch(line.text)
        if match:
            address = match[1] or (lines[at + 1].text if at + 1 < len(lines) else "")
            archive = read_archive(address)
            if archive:
                return at, archive
    return None


def read_trailer(text: str, row: int = 0) -> Trailer | None:
    """Return what a line of a trailer says: the truncation, the ids, or both.

    >>> found = read_trailer("... (truncated, 19 KB total)edc1663b7d3b8ac2 | Stable ID: ZDQ1ZTA5NT")
    >>> found.id, found.stable_id, found.size
    ('edc1663b7d3b8ac2', 'ZDQ1ZTA5NT', '19 KB')
    >>> read_trailer("Research") is None
    True
    """
    window = clean(text[-_WINDOW:])
    cuts = list(_TRUNCATED.finditer(window))
    rest = window[cuts[-1].end() :].strip() if cuts else window
    ids = _IDS.fullmatch(rest) if cuts or len(text) <= _WINDOW else None
    if ids is None or (not cuts and not rest):
        return None
    label, source, stable = ids.groups()
    if (source is None) != (label is None) and not (source and (stable or _HASH.fullmatch(source))):
        return None
    before = text[: text.rfind(cuts[-1][0].split("(")[0].split("[")[0].strip())] if cuts else ""
    return Trailer(row, before, source, stable, bool(cuts), cuts[-1][1] if cuts else None)


def find_trailer(rows: Sequence[str], start: int, *, anywhere: bool) -> Trailer | None:
    """Return the last trailer at or after a row: at the end, else (``anywhere``) the last unmistakable one.

    >>> find_trailer(["text", "Resource ID: a1b2", "Stable ID: Zx"], 0, anywhere=True).id
    'a1b2'
    """
    end = _filled(rows, len(rows), start)
    if end is None:
        return None
    found = read_trailer(rows[end], end)
    if found is None and anywhere:
        found = _last_unmistakable(rows, start, end)
    if found is None:
        return None
    for _ in range(2):
        above = _filled(rows, found.start, start)
        upper = read_trailer(rows[above], above) if above is not None else None
        if upper is None or found.truncated or (upper.id and found.id) or upper.stable_id:
            break
        found = replace(upper, id=upper.id or found.id, stable_id=found.stable_id)
    return found


def _filled(rows: Sequence[str], before: int, start: int) -> int | None:
    """Return the last row before one that is not blank."""
    return next((row for row in range(before - 1, start - 1, -1) if clean(rows[row][-_WINDOW:])), None)


def _last_unmistakable(rows: Sequence[str], start: int, end: int) -> Trailer | None:
    for row in range(end, max(start, end - _FOOTER_LINES) - 1, -1):
        if "Stable ID" in rows[row]:
            found = read_trailer(rows[row], row)
            if found and found.id and found.stable_id and _HASH.fullmatch(found.id):
                return found
    return None


def cut_page(text: str) -> Parts:
    r"""Cut a rendered page into its parts.

    >>> parts = cut_page("Title\nwebCredibility Rating\nHigh\nCached Content Preview\nHello")
    >>> parts.type, parts.preview, parts.first("rating")[0]
    ('web', 'Hello', Line(number=3, text='High'))
    """
    rows = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    parts = Parts()
    end, glued = _cut_head(rows, parts)
    parts.has_preview_heading = end < len(rows)
    if parts.has_preview_heading:
        _cut_preview(rows, end, glued, parts)
    else:
        parts = _without_preview_heading(rows)
    return parts


def _cut_head(rows: Sequence[str], parts: Parts, *, suspicious: bool = False) -> tuple[int, str]:
    """Fill header and sections up to the preview's heading; return its row and the text glued to it."""
    current = parts.header
    name = ""
    for row, raw in enumerate(rows):
        line = Line(row + 1, clean(raw))
        if not line.text:
            continue
        heading = read_heading(line.text)
        is_title = heading is not None and heading[2] and not parts.header and not parts.sections
        if heading is None or is_title:
            if suspicious and name == "citing" and not is_table_row(line.text):
                return row, ""
            current.append(line)
            continue
        glued_type, name, rest = heading
        parts.type = parts.type or glued_type
        if name == "preview":
            return row, rest
        current = _open_section(parts, name, line, rest)
    return len(rows), ""


def _open_section(parts: Parts, name: str, line: Line, rest: str) -> list[Line]:
    """Begin a section; a heading glued to a heading begins the next one too."""
    section: list[Line] = []
    parts.sections.setdefault(name, []).append(section)
    if name == "citing":
        count = re.search(r"\d{1,9}", line.text[: len(line.text) - len(rest)])
        parts.citing_count = int(count[0]) if count else parts.citing_count
    inner = read_heading(rest) if rest else None
    if inner and inner[1] != "preview" and not inner[0] and not inner[2]:
        return _open_section(parts, inner[1], line, "")
    if rest:
        section.append(Line(line.number, rest))
    return section


def is_table_row(text: str) -> bool:
    """Whether a line is a row of a table, or a word of its header.

    >>> is_table_row("OpenAI | Organization"), is_table_row("OpenAI")
    (True, False)
    """
    return "|" in text or "\t" in text or text.lower() in ("page", "type", "quality")


def _cut_preview(rows: Sequence[str], heading: int, glued: str, parts: Parts) -> None:
    first = heading + 1
    while first < len(rows) and _is_preview_heading(rows[first]):
        first += 1
    parts.trailer = find_trailer(rows, first, anywhere=True)
    stop = parts.trailer.start if parts.trailer else len(rows)
    body = [glued] if glued else []
    body += rows[first:stop]
    if parts.trailer and parts.trailer.before:
        body.append(parts.trailer.before)
    parts.preview = "\n".join(body).strip("\n") if any(map(str.strip, body)) else None
    banner: list[Line] = []
    for row in range(first, stop):
        if len(banner) == _BANNER_LINES:
            break
        line = Line(row + 1, clean(rows[row]))
        banner += [line] if line.text else []
    found = find_wayback(parts.header[1:] + parts.all("metadata")) or find_wayback(banner)
    parts.archive = found[1] if found else None


def _is_preview_heading(row: str) -> bool:
    text = clean(row)
    return not text or read_heading(text) == (None, "preview", "")


def _without_preview_heading(rows: Sequence[str]) -> Parts:
    """Cut a page that lost the heading: its own word ends at the archive's line, or after the table."""
    parts = Parts(trailer=find_trailer(rows, 0, anywhere=False))
    stop = parts.trailer.start if parts.trailer else len(rows)
    lines = [line for line in (Line(row + 1, clean(rows[row])) for row in range(stop)) if line.text]
    wayback = find_wayback(lines)
    head = stop
    if wayback:
        parts.archive = wayback[1]
        head = lines[wayback[0]].number - 1
        rest = [*rows[head:stop], *([parts.trailer.before] if parts.trailer else [])]
        parts.preview = "\n".join(rest).strip("\n")
    _cut_head(rows[:head], parts, suspicious=True)
    return parts
