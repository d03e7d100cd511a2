"""Cite Unseen: lists of domains by category, as JSON or as the object of its JavaScript."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from kg.errors import ReadError, nearest
from kg.model.corpus import problem, problem_table
from kg.readers.lists.adapter import Adapter, ListOptions, ListRead
from kg.readers.lists.entries import assertions_of
from kg.readers.lists.scales import ListScale
from kg.readers.lists.table import PLACE_WORDS, need, read_table

TITLE = "Cite Unseen"
LABELS = ("generally reliable", "no consensus", "generally unreliable", "deprecated", "blacklisted")
"""What Wikipedia's editors found of a source; Cite Unseen's categories say the same."""
_CATEGORIES = {label.replace(" ", ""): label for label in LABELS} | {"marginallyreliable": "no consensus"}
_NUMBERS: dict[str, str | None] = dict(zip("4321", LABELS, strict=False))
SCALE = ListScale(
    {
        **{label: label for label in LABELS},
        **_NUMBERS,
        **{category: label for category, label in _CATEGORIES.items()},
        **{
            f"{prefix}{category}": label
            for category, label in _CATEGORIES.items()
            for prefix in ("rsp", "enrsp")
        },
        "marginally reliable": "no consensus",
    }
)
_SILENT = frozenset(
    {
        "advocacy",
        "blogs",
        "books",
        "community",
        "editable",
        "government",
        "news",
        "opinions",
        "predatory",
        "press",
    }
    | {"multi", "rspmulti", "enrspmulti", "satire", "social", "sponsored", "tabloids", "tvprograms"}
)
"""Categories that say what a source is, not how reliable; and those of sources with several findings."""
_OBJECT = re.compile(r"\bcategorizedDomains\b[\"']?\s*[=:]\s*(?=\{)|=\s*(?=\{)")
_SPACE = r"(?:[\s,]|//[^\n]*|/\*.*?\*/)*+"
_TEXT = r"\"(?:[^\"\\\n]|\\.)*+\"|'(?:[^'\\\n]|\\.)*+'"
_CATEGORY = re.compile(rf"{_SPACE}(?P<name>{_TEXT}|[A-Za-z_$][\w$]*+)\s*:\s*\[", re.DOTALL)
_DOMAIN = re.compile(rf"{_SPACE}(?P<text>{_TEXT})", re.DOTALL)
_LIST_END = re.compile(rf"{_SPACE}\]", re.DOTALL)
_OBJECT_END = re.compile(rf"{_SPACE}\}}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Entry:
    category: str
    domain: str
    line: int


def read_citeunseen(text: str, *, name: str, options: ListOptions) -> ListRead:
    """Return the assertions of the categories that say how reliable a source is.

    >>> said = '{"rspDeprecated": ["a.org/"], "blogs": ["b.org"]}'
    >>> found = read_citeunseen(said, name="c.json", options=ListOptions())
    >>> found.tables[0].frame.select("subject", "value", "original_label").rows(), found.notes
    ([('a.org', 'deprecated', 'rspDeprecated')], ('c.json: passed over, they say nothing of reliability: blogs (1)',))
    """
    if not text.strip():
        raise ReadError(f"is empty, no list of {TITLE}", where=name, hint="Fetch it again.")
    start = _start(text)
    if start is None:
        return _read_table(text, name, options)
    entries = list(_entries(text, start, name))
    known = {entry.category: _known(entry.category) for entry in entries}
    rated = [entry for entry in entries if known[entry.category] == "rated"]
    if not rated:
        raise ReadError(
            f"is no list of {TITLE}: it has no category such as rspDeprecated",
            where=name,
            hint=f"It has {', '.join(list(known)[:8]) or 'none'}.",
        )
    rows = [(entry.domain.removeprefix("."), entry.category, f"{name}:{entry.line}") for entry in rated]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(("place", "label", "origin"), pl.String), orient="row")
    found = assertions_of(frame, scale=SCALE, rater="citeunseen", title=TITLE, name=name, options=options)
    problems = pl.concat([found.problems, _strange(entries, known, name)])
    return ListRead(found.tables, problems, len(entries), (*found.notes, *_passed_over(entries, known, name)))


def _read_table(text: str, name: str, options: ListOptions) -> ListRead:
    """Return the assertions of a table of places and labels, or of 4 (generally reliable) to 1 (deprecated)."""
    frame = read_table(text, name=name, title=TITLE)
    place = need(frame, *PLACE_WORDS, name=name, title=TITLE)
    label = need(frame, "category", "status", "label", "value", name=name, title=TITLE)
    entries = frame.select(pl.col(place).alias("place"), pl.col(label).alias("label"), "origin")
    return assertions_of(entries, scale=SCALE, rater="citeunseen", title=TITLE, name=name, options=options)


def _known(category: str) -> str:
    key = category.lower()
    return "rated" if key in SCALE.spellings else "silent" if key in _SILENT else "strange"


def _passed_over(entries: list[_Entry], known: dict[str, str], name: str) -> tuple[str, ...]:
    sizes = [
        (one, sum(entry.category == one for entry in entries))
        for one, sort in known.items()
        if sort == "silent"
    ]
    listed = ", ".join(f"{category} ({size})" for category, size in sizes)
    return (f"{name}: passed over, they say nothing of reliability: {listed}",) if sizes else ()


def _strange(entries: list[_Entry], known: dict[str, str], name: str) -> pl.DataFrame:
    """Return one problem for each category of another name."""
    problems = []
    for category, sort in known.items():
        if sort == "strange":
            held = [entry.line for entry in entries if entry.category == category]
            close = nearest(category.lower(), [*_CATEGORIES, *_SILENT, "rspmulti"])
            hint = f"; did you mean {close!r}?" if close else ""
            message = f"category {category[:60]!r} of {len(held)} entries is unknown{hint}"
            problems.append(problem("unknown-label", message, origin=f"{name}:{held[0]}"))
    return problem_table(problems)


def _start(text: str) -> int | None:
    """Return where the object of categories begins, None in a text that has none."""
    if text.lstrip("\ufeff \t\r\n")[:1] == "{":
        return text.index("{")
    found = _OBJECT.search(text)
    return found.end() if found else None


def _entries(text: str, start: int, name: str) -> Iterator[_Entry]:
    """Yield the entries of an object of lists of texts, and refuse whatever is none."""
    breaks = [found.start() for found in re.finditer("\n", text)]
    seen: set[str] = set()
    at = start + 1
    while not _OBJECT_END.match(text, at):
        head = _CATEGORY.match(text, at)
        if head is None:
            raise _refusal(text, at, name)
        category = head["name"].strip("\"'")
        if category in seen:
            where = f"{name}:{text.count(chr(10), 0, head.start('name')) + 1}"
            raise ReadError(f"category {category!r} occurs twice", where=where)
        seen.add(category)
        at = head.end()
        while found := _DOMAIN.match(text, at):
            line = bisect.bisect_left(breaks, found.start("text")) + 1
            yield _Entry(category, found["text"][1:-1].replace("\\/", "/"), line)
            at = found.end()
        end = _LIST_END.match(text, at)
        if end is None:
            raise _refusal(text, at, name)
        at = end.end()


def _refusal(text: str, at: int, name: str) -> ReadError:
    """Return the error of a text that is no object of lists from some point on, or ends there."""
    begins = at + len(text[at:]) - len(text[at:].lstrip(" ,\n\t"))
    where = f"{name}:{text.count(chr(10), 0, begins) + 1}"
    if "}" not in text[at:]:
        return ReadError("ends within a list: it was cut off", where=where, hint="Fetch it again.")
    rest = text[begins : begins + 20]
    return ReadError(f"is no list of {TITLE}: expected a category and its domains, got {rest!r}", where=where)


def _recognises(head: str) -> bool:
    return bool(
        re.search(
            r"\b(?:en)?[rR]sp(?:Deprecated|Blacklisted|Generally(?:Un)?[rR]eliable)[\"']?\s*:\s*\[", head
        )
    )


ADAPTER = Adapter(
    name="citeunseen",
    title=TITLE,
    reads="categorized-domains.json, or the same object in JavaScript; CSV of places and labels (or 4 to 1)",
    rater="citeunseen",
    licence="MIT; what the lists repeat of Wikipedia is CC BY-SA 4.0",
    read=read_citeunseen,
    recognises=_recognises,
)
