"""Brave Goggles: rules that raise, lower or discard what is found at an address."""

from __future__ import annotations

import re

import polars as pl

from kg.errors import ReadError
from kg.readers.lists.adapter import Adapter, ListOptions, ListRead
from kg.readers.lists.entries import assertions_of
from kg.readers.lists.scales import ListScale
from kg.readers.lists.table import FACTS, PLACE_WORDS, need, read_table

TITLE = "a Brave Goggle"
ACTIONS = ("boost", "downrank", "discard")
_STRENGTHS = {f"{action}={strength}": action for action in ACTIONS[:2] for strength in range(1, 11)}
_SPELLINGS: dict[str, str | None] = {action: action for action in ACTIONS}
SCALE = ListScale({**_SPELLINGS, **_STRENGTHS, **dict(zip("432", ACTIONS, strict=True))})
"""Actions, with a strength from 1 to 10; or 4 (boost), 3 (downrank), 2 (discard) in a table."""
_ELSEWHERE = ("intitle", "indescription", "incontent")
_SIGN = re.compile(r"^[^\s!$,]*\$(?:boost|downrank|discard)\b", re.MULTILINE)
_HOST = re.compile(r"[^/.\s]+(?:\.[^/.\s]+)+(?:/|$)")
_CUT_OFF = re.compile(r"(?:^|[$,])(?:s|si|sit|site|site=|boost=|downrank=)$|\$$|,$")


def read_goggle(text: str, *, name: str, options: ListOptions) -> ListRead:
    """Return an assertion for each rule that names a site, or whose pattern begins with one.

    A rule without an action boosts. What a pattern finds anywhere on a site is taken as the path from its
    root; a pattern that is no place (wildcards, words of a title) is a problem.

    >>> rules = "! name: Mine\\n$discard,site=a.org\\n/blog/$boost=2,site=b.org\\n"
    >>> found = read_goggle(rules, name="m.goggle", options=ListOptions())
    >>> found.tables[0].frame.select("subject", "value", "original_label").rows()
    [('a.org', 'discard', 'discard'), ('b.org/blog', 'boost', 'boost=2')]
    """
    if not text.strip():
        raise ReadError(f"is empty, no rules of {TITLE}", where=name, hint="Fetch it again.")
    if set(FACTS) <= {cell.strip().lower() for cell in text.lstrip().split("\n", 1)[0].split(",")}:
        return _read_table(text, name, options)
    rules = [
        (rule, f"{name}:{number}")
        for number, line in enumerate(text.split("\n"), start=1)
        if (rule := line.strip()) and not rule.startswith(("!", "#"))
    ]
    if not any("$" in rule for rule, _ in rules):
        raise ReadError(f"has no rule of {TITLE}, such as $discard,site=example.org", where=name)
    if text[-1] not in "\r\n" and _CUT_OFF.search(rules[-1][0]):
        raise ReadError(
            f"ends within a rule ({rules[-1][0][-40:]!r})", where=rules[-1][1], hint="It was cut off."
        )
    rest = [(rule, origin) for rule, origin in rules if _is_rest(rule)]
    rows = [(*_place_and_action(rule), origin) for rule, origin in rules if not _is_rest(rule)]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(("place", "label", "origin"), pl.String), orient="row")
    found = assertions_of(frame, scale=SCALE, rater="goggle", title=TITLE, name=name, options=options)
    notes = tuple(f"{origin}: {rule} is about every other site, and rates none" for rule, origin in rest)
    return ListRead(found.tables, found.problems, found.rows + len(rest), (*found.notes, *notes))


def _read_table(text: str, name: str, options: ListOptions) -> ListRead:
    """Return the assertions of places and 4 (boost), 3 (downrank) or 2 (discard)."""
    frame = read_table(text, name=name, title=TITLE)
    place = need(frame, *PLACE_WORDS, name=name, title=TITLE)
    entries = frame.select(pl.col(place).alias("place"), pl.col("value").alias("label"), "origin")
    return assertions_of(entries, scale=SCALE, rater="goggle", title=TITLE, name=name, options=options)


def _is_rest(rule: str) -> bool:
    """Say whether a rule has neither pattern nor site: what becomes of everything that no other rule names."""
    pattern, _, options = rule.rpartition("$")
    return not pattern and "$" in rule and "site=" not in options


def _place_and_action(rule: str) -> tuple[str, str]:
    """Return the place that a rule is about, or the pattern that is none; and its action as written."""
    pattern, _, written = rule.rpartition("$") if "$" in rule else (rule, "", "")
    options = [option.strip() for option in written.split(",")]
    action = next((option for option in options if option.split("=")[0] in ACTIONS), None)
    strange = [
        one for one in options if one and one.split("=")[0] not in (*ACTIONS, *_ELSEWHERE, "site", "inurl")
    ]
    site = next((option.removeprefix("site=") for option in options if option.startswith("site=")), None)
    place = None if any(one in options for one in _ELSEWHERE) else _place(pattern, site)
    return place or f"pattern {pattern}", action or (strange[0] if strange else "boost")


def _place(pattern: str, site: str | None) -> str | None:
    """Return the place that a pattern begins with, on a site or by itself; None if it is no place."""
    plain = re.sub(r"^\|?(?:https?://)?", "", pattern).rstrip("*^|/")
    if any(sign in plain for sign in "*^|"):
        return None
    if site is None:
        return plain if _HOST.match(plain) else None
    if not plain:
        return site
    if plain.removeprefix("www.").startswith(site.removeprefix("www.")):
        return plain
    return f"{site.rstrip('/')}{plain}" if plain.startswith("/") else None


ADAPTER = Adapter(
    name="goggle",
    title=TITLE,
    reads="a .goggle file ($boost=3,site=example.org); CSV of places and 4 (boost), 3 (downrank), 2 (discard)",
    rater="goggle",
    licence="its author's; see its line `! license:`",
    read=read_goggle,
    recognises=lambda head: head.lstrip()[:1] in ("!", "$", "/") and bool(_SIGN.search(head)),
)
