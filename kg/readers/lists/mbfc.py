"""Media Bias/Fact Check: the data of its browser extension (JSON), and tables of places and factual reporting."""

from __future__ import annotations

import re
from typing import Any

import polars as pl

from kg.errors import ReadError
from kg.readers.json import load_json
from kg.readers.lists.adapter import Adapter, ListOptions, ListRead
from kg.readers.lists.entries import assertions_of, iso_day
from kg.readers.lists.scales import ListScale
from kg.readers.lists.table import PLACE_WORDS, need, pick, read_table

TITLE = "Media Bias/Fact Check"
_CODES = {"very high": "vh", "high": "h", "mostly factual": "mf", "mixed": "m", "low": "l", "very low": "vl"}
_SPELLINGS: dict[str, str | None] = {
    spelling: label
    for number, (label, code) in zip("654321", _CODES.items(), strict=True)
    for spelling in (label, code, number)
}
SCALE = ListScale({**_SPELLINGS, "satire": "satire", "s": "satire", "n/a": None, "na": None, "none": None})
"""Factual reporting, by words, by the extension's codes, and by number: 6 is very high, 1 is very low."""
_REPORTING = ("reporting", "factual reporting", "factual", "mbfc_fact", "fact", "label", "rating", "value")
_SITE = ("domain", "d", "source url", "homepage")
_REVIEW = "mediabiasfactcheck.com/"
_HIGHEST_CREDIBILITY = "3"
_RECORD = {name: pl.String for name in ("place", "label", "stated_in", "origin")}


def read_mbfc(text: str, *, name: str, options: ListOptions) -> ListRead:
    """Return the assertions of the extension's JSON, or of a table.

    A source that has no factual reporting says nothing, unless it is satire. The extension's aliases (one
    host that stands for another) are rated as what they stand for.

    >>> found = read_mbfc("domain,reporting\\na.org,VH\\n", name="m.csv", options=ListOptions())
    >>> found.tables[0].frame.select("subject", "value", "original_label").rows()
    [('a.org', 'very high', 'VH')]
    """
    if text.lstrip()[:1] in ("{", "["):
        return _read_json(text, name, options)
    frame = read_table(text, name=name, title=TITLE)
    place = need(frame, *PLACE_WORDS, name=name, title=TITLE)
    label = need(frame, *_REPORTING, name=name, title=TITLE)
    review = pick(frame, "mbfc url", "review", "mbfc_url")
    entries = frame.select(
        pl.col(place).alias("place"),
        pl.col(label).alias("label"),
        (pl.col(review) if review else pl.lit(None, dtype=pl.String)).alias("stated_in"),
        "origin",
    )
    found = assertions_of(entries, scale=SCALE, rater="mbfc", title=TITLE, name=name, options=options)
    highest = entries["label"].max()
    if label == "value" and isinstance(highest, str) and highest <= _HIGHEST_CREDIBILITY:
        note = f"{name}: no value is above 3; credibility (3 to 1) is another scale than factual reporting (6 to 1)"
        return ListRead(found.tables, found.problems, found.rows, (*found.notes, note))
    return found


def _read_json(text: str, name: str, options: ListOptions) -> ListRead:
    said = load_json(text, name=name)
    whole = said if isinstance(said, dict) else {"sources": said}
    sources = whole.get("sources", whole)
    records = list(sources.values()) if isinstance(sources, dict) else sources
    if not isinstance(records, list) or not all(isinstance(one, dict) for one in records):
        raise ReadError(f"is no list of {TITLE}: it has no list of sources", where=name)
    rows = [_entry(record, f"{name}#{number}") for number, record in enumerate(records, start=1)]
    if not any(row["place"] for row in rows):
        raise ReadError(f"is no list of {TITLE}: no source has a domain", where=name)
    rows += _aliases(whole.get("aliases"), rows)
    entries = pl.DataFrame(rows, schema=_RECORD)
    day = (
        pl.DataFrame({"day": [whole.get("date")]}, schema={"day": pl.String})
        .select(iso_day(pl.col("day")))
        .item()
    )
    dated = entries.with_columns(pl.lit(options.date or day, dtype=pl.String).alias("valid_from"))
    return assertions_of(dated, scale=SCALE, rater="mbfc", title=TITLE, name=name, options=options)


def _entry(record: dict[str, Any], origin: str) -> dict[str, str | None]:
    """Return an entry of the extension's data, whichever year's names its fields have."""
    fields = {key.lower(): value for key, value in record.items() if isinstance(value, str)}
    label = next((fields[word] for word in ("reporting", "r", "factual reporting") if fields.get(word)), None)
    satire = "satire" in (fields.get("bias", "").lower(), fields.get("b", "").lower())
    url = next((fields[word] for word in ("url", "mbfc url") if _REVIEW in fields.get(word, "")), None)
    site = next((fields[word] for word in _SITE if fields.get(word)), None)
    return {
        "place": site or (fields.get("url") if url is None else None),
        "label": label or ("satire" if satire else "n/a"),
        "stated_in": url,
        "origin": origin,
    }


def _aliases(aliases: Any, rows: list[dict[str, str | None]]) -> list[dict[str, str | None]]:
    """Return an entry for each alias of a place that is rated."""
    if not isinstance(aliases, dict):
        return []
    rated = {row["place"]: row for row in rows}
    return [
        {**rated[target], "place": alias}
        for alias, target in aliases.items()
        if isinstance(target, str) and target in rated and alias not in rated
    ]


def _recognises(head: str) -> bool:
    signs = (r'"reporting"\s*:', r'"(?:biases|bias)"\s*:')
    return (
        head.lstrip()[:1] in ("{", "[") and _REVIEW in head and all(re.search(sign, head) for sign in signs)
    )


ADAPTER = Adapter(
    name="mbfc",
    title=TITLE,
    reads="the browser extension's JSON; CSV of domain and reporting (words, codes, or 6 to 1)",
    rater="mbfc",
    licence="the ratings are Media Bias/Fact Check's: use them as facts, do not redistribute them",
    read=read_mbfc,
    recognises=_recognises,
)
