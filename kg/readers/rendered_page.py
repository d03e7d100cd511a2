"""The rendered resource page: everything it shows, as records of the own tables.

What the page lacks stands in ``missing``; nothing is invented. A level that the page says is inherited is said
of the publisher, never of the source.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from kg.model.words import HOUSE
from kg.readers.raw import RawRecords, RawValue
from kg.readers.rendered_parts import (
    LINK,
    Archive,
    Line,
    Parts,
    cut_page,
    read_archive,
    read_heading,
    read_trailer,
    slug,
)
from kg.readers.rendered_rating import RatingParts, is_venue, read_rating, stated_levels, states_rating
from kg.readers.rendered_table import citing_rows

_TYPE = re.compile(r"[a-z]{2,20}(?:[ -][a-z]{2,20})?")
_TYPES = ("web", "blog", "paper", "government", "reference", "talk", "report", "podcast", "book", "video")
_LABEL = re.compile(r"([A-Za-z][A-Za-z ]{0,24}?)\s{0,3}:\s{0,3}(\S.*)", re.DOTALL)
_ADDRESS = re.compile(r"(?:https?|ftp)://[^\s<>\"]{1,4000}", re.IGNORECASE)
_URL_LABELS = ("url", "source url", "original url", "view original", "original", "source", "link")
_ARCHIVE_LABELS = ("archive", "archived", "archived at", "archive url", "archived copy")
_FIELDS = {
    "type": "type",
    "published": "published",
    "date": "published",
    "publication date": "published",
    "author": "authors",
    "authors": "authors",
    "tags": "tags",
    "topics": "tags",
    "doi": "doi",
    "content hash": "content_hash",
}
_LISTS = ("authors", "tags")
_HEADER_LINES = 12
"""So many lines of the header may state an address."""
_BULLET = re.compile(r"(?:[-*+–—]\s{0,3}(?=[•·‣▪◦])|[-*+–—](?:\s{1,3}|$)|-(?=[^\W\d]))?(?:[•·‣▪◦]\s{0,3})?")
_QUALITY = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)(?:\s{0,2}(?:/\s{0,2}100|%))?")
_NOTHING = ("", "-", "–", "—", "n/a", "none", "null")
_WIDE = 500
_EARLY = 15

Record = dict[str, RawValue]


@dataclass(slots=True)
class _Labels:
    """What labelled lines of header and metadata say."""

    fields: Record = field(default_factory=dict)
    url: str | None = None
    archive: Archive | None = None
    id: str | None = None
    stable_id: str | None = None

    def add(self, name: str, values: Sequence[str]) -> None:
        """Add to a list, or set what is not set yet."""
        if name in _LISTS:
            self.fields[name] = list(dict.fromkeys([*self.fields.get(name, []), *filter(None, values)]))
        else:
            self.fields.setdefault(name, values[0])


@dataclass(slots=True)
class _Tables:
    """Records by table with their lines, and what is missing."""

    records: dict[str, list[Record]] = field(default_factory=dict)
    lines: dict[str, list[int]] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)

    def add(self, table: str, line: int, record: Record) -> None:
        """Add a record; a value that is absent leaves no key."""
        present = {name: value for name, value in record.items() if value not in (None, "", [])}
        self.records.setdefault(table, []).append(present)
        self.lines.setdefault(table, []).append(line)


def looks_rendered(text: str) -> bool:
    r"""Whether a text is a rendered resource page, by what stands in it.

    >>> looks_rendered("A title\nwebCredibility Rating\nHigh quality. Established.\nMetadata\nSummary\nText")
    True
    >>> looks_rendered("id: a1\nurl: https://a.org/\n")
    False
    """
    rows = [row.removeprefix("\ufeff") for row in text[:200_000].replace("\r", "\n").split("\n")]
    rows = [row for row in rows if row and not row.isspace()]
    if not rows or re.match(
        r"[{\[]|- \w{1,40}:|[a-z_]{1,40}:\s*$|id:|[\w\"]+(?:[,;\t][\w\"]+)+$", rows[0][:_WIDE]
    ):
        return False
    last = read_trailer(text[-2 * _WIDE :].rstrip().rpartition("\n")[2])
    found = {"trailer": 2 if last and last.stable_id else 0}
    first = len(rows)
    for at, row in enumerate(rows):
        heading = None if row[:1] in " \t" else read_heading(row.strip())
        if heading:
            first = min(first, at)
            found[heading[1]] = 2 if heading[1] in ("rating", "preview", "citing") else 1
        elif len(row) < _WIDE and (is_venue(row) or stated_levels(row)):
            found["level"] = 1
    return max(found.values()) == 2 and sum(found.values()) >= 3 and (first < _EARLY or first == len(rows))


def read_rendered_page(text: str, *, name: str) -> list[RawRecords]:
    r"""Read a rendered resource page into records of ``sources``, ``publishers``, ``pages``, ...

    >>> page = "Sora\nwebCredibility Rating\nHigh\nRating inherited from publication venue: OpenAI\nMetadata"
    >>> read = read_rendered_page(page, name="sora.txt")
    >>> [records.table for records in read]
    ['sources', 'publishers', 'ratings']
    >>> read[0].records
    [{'title': 'Sora', 'type': 'web', 'publisher': 'openai'}]
    """
    parts = cut_page(text)
    title, header, stating = _cut_header(parts)
    labels = _read_labels(parts, header)
    rating = read_rating(stating)
    tables = _Tables()
    trailer = parts.trailer
    archive = labels.archive or parts.archive
    source: Record = {
        "id": labels.id or (trailer and trailer.id),
        "url": labels.url or (archive and archive.url),
        "title": title and title.text,
        "type": parts.type or labels.fields.get("type") or _type_line(header),
        "publisher": None,
        **{field_: labels.fields.get(field_) for field_ in ("published", "authors", "tags")},
        "summary": "\n".join(line.text for line in parts.first("summary")),
        "key_points": _key_points(parts.all("points")),
        "note": "\n".join(rating.note),
        "doi": labels.fields.get("doi"),
        "stable_id": labels.stable_id or (trailer and trailer.stable_id),
        "archived_at": archive and archive.archived_at,
        "captured_at": archive and archive.captured_at,
        "content_hash": labels.fields.get("content_hash"),
        "preview": parts.preview,
        "preview_size": trailer and trailer.size,
        "preview_truncated": "true" if trailer and trailer.truncated else None,
    }
    _add_rating(tables, source, rating, name)
    _add_citing(tables, source, parts)
    tables.add("sources", title.number if title else 1, source)
    tables.missing[:0] = _lacks(source, parts)
    return _as_raw(tables)


def _as_raw(tables: _Tables) -> list[RawRecords]:
    order = ("sources", "publishers", "pages", "citations", "ratings")
    missing = {"sources": tuple(tables.missing)}
    return [
        RawRecords(table, tables.records[table], tables.lines[table], missing.get(table, ()), rendered=True)
        for table in order
        if table in tables.records
    ]


def _cut_header(parts: Parts) -> tuple[Line | None, list[Line], list[Line]]:
    """Return the title, the lines below it, and the lines that state the rating."""
    header = parts.header
    title = None
    if header and not _is_no_title(header[0].text, parts):
        text = header[0].text.lstrip("#").strip()
        title, header = Line(header[0].number, text), header[1:]
    stating = parts.first("rating")
    if not stating:
        start = next((at for at, line in enumerate(header) if states_rating(line.text)), len(header))
        header, stating = header[:start], header[start:]
    stating = [line for line in stating if _address_of(line, ()) is None and not _states_id(line.text)]
    return title, header, stating


def _is_no_title(text: str, parts: Parts) -> bool:
    is_type = text.lower() in _TYPES and not parts.type and len(parts.header) == 1
    return is_type or states_rating(text) or _states_id(text) or _ADDRESS.fullmatch(text) is not None


def _states_id(text: str) -> bool:
    found = read_trailer(text)
    return found is not None and not found.truncated


def _type_line(header: Sequence[Line]) -> str | None:
    texts = [line.text for line in header]
    found = [text for text in texts if _TYPE.fullmatch(text) or text.lower() in _TYPES]
    return found[-1].lower() if found else None


def _read_labels(parts: Parts, header: Sequence[Line]) -> _Labels:
    """Read the page's own labelled lines. The last section of a page that lost the next heading is no such place."""
    labels = _Labels()
    own = bool(parts.sections)
    metadata = parts.first("metadata")
    trusted = parts.has_preview_heading or next(reversed(parts.sections), "") != "metadata"
    lines = [*header[:_HEADER_LINES], *parts.first("rating")[:_HEADER_LINES]] if own else []
    for at, line in enumerate(lines):
        _take_address(labels, line, lines[at + 1 : at + 2])
        _take_ids(labels, line.text)
    for at, line in enumerate(metadata):
        is_address = trusted and _take_address(labels, line, metadata[at + 1 : at + 2])
        if not is_address and not _take_ids(labels, line.text):
            _take_metadata(labels, line.text)
    for line in header[:_HEADER_LINES]:
        label = _LABEL.fullmatch(line.text)
        if label and label[1].lower() in _FIELDS:
            _take_metadata(labels, line.text)
    return labels


def _address_of(line: Line, after: Sequence[Line]) -> tuple[str, str] | None:
    """Return the label and the address of a line that states one; a bare address has the label ``url``."""
    link = LINK.fullmatch(line.text)
    label = _LABEL.fullmatch(line.text)
    if _ADDRESS.fullmatch(line.text):
        return "url", line.text
    name, value = (link[1], link[2]) if link else (label[1], label[2]) if label else (line.text, "")
    if not value and after:
        value = after[0].text
    known = name.strip().lower() in (*_URL_LABELS, *_ARCHIVE_LABELS)
    return (name.strip().lower(), value) if known and _ADDRESS.fullmatch(value) else None


def _take_address(labels: _Labels, line: Line, after: Sequence[Line]) -> bool:
    found = _address_of(line, after)
    if found is None:
        return False
    archive = read_archive(found[1])
    if archive:
        labels.archive = labels.archive or archive
    elif found[0] in _URL_LABELS:
        labels.url = labels.url or found[1]
    return True


def _take_ids(labels: _Labels, text: str) -> bool:
    found = read_trailer(text)
    if found is None or found.truncated:
        return False
    labels.id = labels.id or found.id
    labels.stable_id = labels.stable_id or found.stable_id
    return True


def _take_metadata(labels: _Labels, text: str) -> None:
    """Take labels: known ones become fields, any other is a tag as it stands."""
    for piece in re.split(r"\s[|·•]\s", text.strip("| ")):
        label = _LABEL.fullmatch(piece.strip("*_- "))
        name = _FIELDS.get(label[1].lower()) if label else None
        if label is None or name is None:
            labels.add("tags", [piece.strip("*•- ")])
        elif name in _LISTS:
            labels.add(name, [value.strip() for value in re.split(r"[,;]", label[2])])
        else:
            labels.add(name, [label[2].strip().lower() if name == "type" else label[2].strip()])


def _key_points(lines: Sequence[Line]) -> list[str]:
    """Return the points; a line without a bullet goes on where another has one."""
    points: list[list[str]] = []
    bulleted = any(_BULLET.match(line.text).end() for line in lines)  # type: ignore[union-attr]
    for line in lines:
        bullet = _BULLET.match(line.text)
        end = bullet.end() if bullet else 0
        if end or not bulleted or not points:
            points.append([])
        points[-1].append(line.text[end:].strip())
    return [point for point in dict.fromkeys(" ".join(filter(None, words)) for words in points) if point]


def _add_rating(tables: _Tables, source: Record, rating: RatingParts, name: str) -> None:
    """Add what the page says of its level: on the publisher if inherited, on the source otherwise."""
    tables.missing += rating.odd
    source_id = source["id"]
    subject = f"source:{source_id}" if source_id else ""
    if rating.venue:
        publisher = slug(rating.venue.text)
        if publisher:
            source["publisher"] = publisher
            tables.add("publishers", rating.venue.number, {"id": publisher, "name": rating.venue.text})
        subject = f"publisher:{publisher}" if publisher else ""
    if rating.disagreement or not rating.levels:
        stated = rating.unrated or rating.odd
        tables.missing += (
            [rating.disagreement] if rating.disagreement else [] if stated else ["no level is stated"]
        )
        return
    level, line = next(iter(rating.levels.items()))
    override = rating.override is not None
    reason = (rating.reason.strip() or "override stated by the page") if override else None
    if subject:
        record = {"subject": subject, "rater": HOUSE, "value": str(level), "original_label": rating.label}
        more = {"stated_in": name, "reason": reason, "override": "true" if override else None}
        tables.add("ratings", line.number, record | more)
    elif override:
        source |= {"level": str(level), "reason": reason}
    else:
        tables.missing.append("the level is not taken: the page has no id of what it rates")


def _add_citing(tables: _Tables, source: Record, parts: Parts) -> None:
    """Add the pages of the table "Cited by" and their citations."""
    cited = f"source:{source['id']}" if source["id"] else source["url"]
    rows = list(citing_rows(parts.all("citing")))
    count = parts.citing_count
    seen: set[str] = set()
    for line, row in rows:
        page = slug(row["page"])
        if page in seen or (not parts.has_preview_heading and count is not None and len(seen) >= count):
            continue
        if not page:
            tables.missing.append(f"line {line}: a citing page has no title that could be an id")
            continue
        seen.add(page)
        quality = _QUALITY.fullmatch(row["quality"])
        if not quality and row["quality"].lower() not in _NOTHING:
            tables.missing.append(f"line {line}: the quality of page {page!r} is no number")
        kind = "" if row["type"] in _NOTHING else row["type"].lower()
        tables.add(
            "pages", line, {"id": page, "title": row["page"], "type": kind, "quality": quality and quality[1]}
        )
        if cited:
            tables.add("citations", line, {"citing": page, "cited": cited, "mechanism": "cited-by"})
    if seen and count is not None and count != len(seen):
        tables.missing.append(f"{count} citing pages are announced, {len(seen)} are listed")


def _lacks(source: Record, parts: Parts) -> list[str]:
    """Return a sentence for each part that this page lacks."""
    wanted = {
        "title": "no title",
        "type": "no type",
        "summary": "no summary",
        "key_points": "no key points",
        "archived_at": "no archive address",
        "preview": "the cached preview is missing",
        "id": "no resource id",
        "stable_id": "no stable id",
    }
    sentences = [sentence for name, sentence in wanted.items() if not source[name]]
    sentences += [] if "metadata" in parts.sections else ["no Metadata section"]
    rows = any(True for _ in citing_rows(parts.all("citing"))) or parts.citing_count == 0
    sentences += [] if rows else ["no Cited by table"]
    if parts.preview and not parts.has_preview_heading:
        sentences.append("no heading of the cached preview; it is read from the archive's line on")
    if parts.archive and not parts.archive.captured_at:
        sentences.append("the archive address has no capture time")
    if not source["id"] and not source["url"]:
        sentences.append("neither an id nor an address: nothing can cite this source")
    return sentences
