"""A list that is a table: its columns by the words its makers use, and a file that was cut off noticed."""

from __future__ import annotations

import polars as pl

from kg.errors import ReadError
from kg.readers.csv import read_csv

PLACE_WORDS = ("domain", "domain_or_prefix", "host", "place", "source url", "url", "website")
"""What lists call the column that says which place is rated, the surest first."""
FACTS = ("domain_or_prefix", "value")
"""The two columns of a list reduced to its facts: whose facts they are, nothing in it tells."""


def header(head: str) -> set[str]:
    """Return the column names of a first line, in lower case; words of no use where it is no header.

    >>> sorted(header('\\nDomain,"MBFC Fact"\\na.org,L\\n'))
    ['domain', 'mbfc fact']
    """
    first = head.lstrip("\ufeff \r\n").split("\n", 1)[0]
    for sign in ("\t", ";"):
        first = first.replace(sign, ",")
    return {cell.strip().strip('"').strip().lower() for cell in first.split(",")}


def read_table(text: str, *, name: str, title: str) -> pl.DataFrame:
    """Return the columns of a list under lower-case names, with ``origin``.

    >>> read_table("Domain,PC1\\na.org,.5\\n", name="x.csv", title="PC1").columns
    ['domain', 'pc1', 'origin']

    Raises
    ------
    ReadError
        It is empty, is no CSV, or ends within a row.
    """
    if not text.strip():
        raise ReadError(f"is empty, no list of {title}", where=name, hint="Fetch it again.")
    frame = read_csv(text, name=name)
    columns = [column for column in frame.columns if column != "origin"]
    if frame.is_empty():
        raise ReadError(f"holds no entry of {title}", where=name, hint=f"It has {shown(columns)}.")
    last = text.rstrip("\r\n").rsplit("\n", 1)[-1]
    if text[-1] not in "\r\n" and '"' not in last and frame[columns[-1]][-1] is None and len(columns) > 1:
        delimiters = max(last.count(sign) for sign in ",;\t")
        if delimiters < len(columns) - 1:
            raise ReadError(
                f"ends within a row ({last[-40:]!r})",
                where=frame["origin"][-1],
                hint="It was cut off: fetch it again.",
            )
    lower: dict[str, str] = {}
    for column in columns:
        lower.setdefault(column.strip().lower(), column)
    named = [frame[column].alias(word) for word, column in lower.items() if word != "origin"]
    return pl.DataFrame([*named, frame["origin"]])


def pick(frame: pl.DataFrame, *words: str) -> str | None:
    """Return the first of some words that is a column.

    >>> pick(pl.DataFrame({"url": ["a.org"]}), "domain", "url")
    'url'
    """
    return next((word for word in words if word in frame.columns), None)


def need(frame: pl.DataFrame, *words: str, name: str, title: str) -> str:
    """Return the first of some words that is a column, or refuse the file.

    >>> need(pl.DataFrame({"a": ["x"]}), "domain", name="x.csv", title="PC1")
    Traceback (most recent call last):
    kg.errors.ReadError: x.csv: is no list of PC1: it has no column domain. It has a.
    """
    found = pick(frame, *words)
    if found is None:
        have = [column for column in frame.columns if column != "origin"]
        raise ReadError(
            f"is no list of {title}: it has no column {' or '.join(words[:4])}",
            where=name,
            hint=f"It has {shown(have)}.",
        )
    return found


def shown(columns: list[str]) -> str:
    """Return the first names of columns as a sentence shows them.

    >>> shown(["a", "b"])
    'a, b'
    """
    return ", ".join(column[:40] for column in columns[:8]) + (", ..." if len(columns) > 8 else "")
