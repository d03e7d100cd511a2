"""Wikipedia's perennial sources: the wikitext of the table, and tables of places and findings."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from kg.errors import ReadError
from kg.model.corpus import problem, problem_table
from kg.readers.lists.adapter import Adapter, ListOptions, ListRead
from kg.readers.lists.citeunseen import LABELS
from kg.readers.lists.entries import assertions_of
from kg.readers.lists.scales import ListScale
from kg.readers.lists.table import PLACE_WORDS, need, read_table

TITLE = "Wikipedia's perennial sources"
_CODES = {"gr": LABELS[0], "nc": LABELS[1], "mc": LABELS[1], "gu": LABELS[2], "d": LABELS[3], "b": LABELS[4]}
SCALE = ListScale(
    {
        **{label: label for label in LABELS},
        **_CODES,
        **dict(zip("4321", LABELS, strict=False)),
        "marginally reliable": LABELS[1],
        "no consensus, unclear, or additional considerations apply": LABELS[1],
    }
)
"""Findings by words, by the codes of the wikitext, and by number: 4 is generally reliable, 1 is deprecated."""
_ROW = re.compile(
    r"^[ \t]*(?:\|-|\{\{[^{}|\n]{0,100}(?:/[ \t]?[Rr]ow|RSP[ _-]?(?:[Rr]ow|[Ee]ntry))\b)", re.MULTILINE
)
_TABLE = re.compile(r"^[ \t:*]*(\{\||\|\}(?!\}))", re.MULTILINE)
_STATUS = re.compile(r"\{\{[^{}|]{0,60}?(?:RSP)?_?STATUS\s*\|([^{}]*)\}\}", re.IGNORECASE)
_USES = re.compile(r"\{\{[^{}|]{0,60}?(?:RSP)?_?USES\s*\|([^{}]*)\}\}", re.IGNORECASE)
_LAST = re.compile(r"\{\{[^{}|]{0,60}?(?:RSP)?_?LAST\s*\|\s*(?:1\s*=\s*)?(\d{4})", re.IGNORECASE)
_FIELD = re.compile(r"\|\s*(status|domains?|uses)\s*=\s*([^|{}\n]*)", re.IGNORECASE)
_CLASS = re.compile(r"class\s*=\s*\"?[^\"\n]{0,200}?\bs-(gr|nc|gu|d|b)\b")
_NAME = re.compile(
    r"id\s*=\s*\"([^\"\n]{1,100})\"|\[\[(?:[^\]|\n]*\|)?([^\]|\n]{1,100})\]\]|\|\s*name\s*=\s*([^|\n]{1,100})"
)
_SIGN = re.compile(r"\{\{[^{}|]{0,60}(?:RSPSTATUS|/\s*[Ss]tatus)\s*\||class\s*=\s*\"?s-(?:gr|nc|gu|d|b)\b")


@dataclass(frozen=True, slots=True)
class _Source:
    """One row of the table: its name, codes, domains, the year it was last discussed, and its line."""

    name: str
    codes: tuple[str, ...]
    domains: tuple[str, ...]
    discussed: str | None
    line: int


def read_wikipedia(text: str, *, name: str, options: ListOptions) -> ListRead:
    """Return an assertion for each finding on each domain of each source.

    A source that is blacklisted besides has that finding too. One without a domain is a problem: nothing of
    what it published can be told by its address.

    >>> row = '|- class="s-gu" id="A"\\n| [[A]]\\n| {{WP:RSPSTATUS|gu}}\\n| {{WP:RSPUSES|a.org|b.org/c}}\\n'
    >>> found = read_wikipedia(row, name="w.txt", options=ListOptions())
    >>> found.tables[0].frame.select("subject", "value", "original_label").rows()
    [('a.org', 'generally unreliable', 'gu'), ('b.org/c', 'generally unreliable', 'gu')]
    """
    if not text.strip():
        raise ReadError(f"is empty, no list of {TITLE}", where=name, hint="Fetch it again.")
    if not _SIGN.search(text) and not _ROW.search(text):
        return _read_table(text, name, options)
    text = _without_comments(text)
    marks = _TABLE.findall(text)
    if marks and marks[-1] == "{|":
        raise ReadError("its table does not end (no |}): it was cut off", where=name, hint="Fetch it again.")
    sources = list(_sources(text))
    rows = [
        (
            domain,
            code,
            f"last discussed {source.discussed}" if source.discussed else None,
            f"{name}:{source.line}",
        )
        for source in sources
        for domain in source.domains
        for code in source.codes
    ]
    if not rows:
        raise ReadError(f"is no list of {TITLE}: no row has a status and a domain", where=name)
    names = ("place", "label", "reason", "origin")
    frame = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")
    found = assertions_of(frame, scale=SCALE, rater="wikipedia", title=TITLE, name=name, options=options)
    lacking = [
        problem(
            "missing-field",
            f"{source.name}: has no {'domain' if source.codes else 'status'}",
            origin=f"{name}:{source.line}",
        )
        for source in sources
        if not source.domains or not source.codes
    ]
    return ListRead(
        found.tables,
        pl.concat([found.problems, problem_table(lacking)]),
        found.rows + len(lacking),
        found.notes,
    )


def _read_table(text: str, name: str, options: ListOptions) -> ListRead:
    frame = read_table(text, name=name, title=TITLE)
    place = need(frame, *PLACE_WORDS, name=name, title=TITLE)
    label = need(frame, "status", "reliability", "label", "value", name=name, title=TITLE)
    entries = frame.select(pl.col(place).alias("place"), pl.col(label).alias("label"), "origin")
    return assertions_of(entries, scale=SCALE, rater="wikipedia", title=TITLE, name=name, options=options)


def _without_comments(text: str) -> str:
    """Return wikitext without its comments, line by line where it stood."""
    kept, at = [], 0
    while (begins := text.find("<!--", at)) >= 0:
        ends = text.find("-->", begins)
        ends = len(text) if ends < 0 else ends + 3
        kept += [text[at:begins], "\n" * text.count("\n", begins, ends)]
        at = ends
    return "".join([*kept, text[at:]])


def _sources(text: str) -> Iterator[_Source]:
    """Yield the rows of the wikitext that have a status or a domain."""
    breaks = [found.start() for found in re.finditer("\n", text)]
    starts = [found.start() for found in _ROW.finditer(text)] or [0]
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        row = text[start:end]
        codes, domains = _codes(row), _domains(row)
        if codes or domains:
            name = _NAME.search(row)
            last = _LAST.search(row)
            yield _Source(
                name=next((one for one in name.groups() if one), "a source").strip() if name else "a source",
                codes=codes,
                domains=domains,
                discussed=last[1] if last else None,
                line=bisect.bisect_left(breaks, start) + 1,
            )


def _codes(row: str) -> tuple[str, ...]:
    """Return the findings of a row: of its status template, else of its field, else of its class."""
    found: list[str] = []
    for status in _STATUS.finditer(row):
        for part in status[1].split("|"):
            key, equals, value = (one.strip() for one in part.partition("="))
            if not equals or key == "1":
                found.append(value if equals else key)
            elif key == "b" and value.lower() in ("y", "yes", "1", "true"):
                found.append("b")
    found = found or [field[2].strip() for field in _FIELD.finditer(row) if field[1].lower() == "status"]
    found = found or _CLASS.findall(row)[:1]
    return tuple(dict.fromkeys(code for code in found if code))


def _domains(row: str) -> tuple[str, ...]:
    """Return the domains of a row: of its template of uses, else of its field, separated by commas or spaces."""
    found = []
    for uses in _USES.finditer(row):
        for part in uses[1].split("|"):
            key, equals, value = (one.strip() for one in part.partition("="))
            if not equals or key.isdigit():
                found.append(value if equals else key)
    if not found:
        fields = [field[2] for field in _FIELD.finditer(row) if field[1].lower() != "status"]
        found = [domain for field in fields for domain in re.split(r"[\s,;]+", field)]
    return tuple(dict.fromkeys(domain for domain in found if domain))


ADAPTER = Adapter(
    name="wikipedia",
    title=TITLE,
    reads="the wikitext of the table (RSPSTATUS, RSPUSES); CSV of places and findings (or 4 to 1)",
    rater="wikipedia",
    licence="CC BY-SA 4.0: name Wikipedia's editors, share alike",
    read=read_wikipedia,
    recognises=lambda head: head.lstrip()[:1] in ("{", "|", "<", "=", "'") and bool(_SIGN.search(head)),
)
