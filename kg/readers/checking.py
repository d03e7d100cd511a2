"""From text to types, a column at a time; only what fails is looked at singly, for the message."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import polars as pl

from kg.errors import nearest
from kg.model import identities, values
from kg.model.corpus import problem_rows, problem_table
from kg.readers.fields import FieldType, fields_of
from kg.readers.raw import PARENT, RawTable

_LIST_SEPARATOR = "|"
_NAMES = {"url", "publisher", "owned_by", "parent", "doi", "host", "path", "family", "scale", "claim"}
"""Texts that name something: space around them is no part of the name."""
_LIMITS = {"valid_from", "valid_through"}
"""Fields without which a record would hold when it should not: a bad one takes its record with it."""
_EITHER = {
    "sources": (("id", "url"), "a source needs an id or a url"),
    "waivers": (("page", "source", "file"), "a waiver needs a page, a source or a file"),
}
"""Fields of which a record needs one, and what is said if it has none."""
_PARSERS: dict[str, Callable[[Any], Any]] = {
    "level": values.parse_level,
    "whole": values.parse_whole,
    "number": values.parse_number,
    "flag": values.parse_flag,
    "partial-date": values.parse_partial_date,
    "first-day": values.parse_first_day,
    "last-day": values.parse_last_day,
    "moment": values.parse_moment,
    "identity": identities.parse_identity,
    "orcid": identities.parse_orcid,
}
_DTYPES: dict[str, Any] = {
    "level": pl.Int8,
    "whole": pl.Int64,
    "number": pl.Float64,
    "flag": pl.Boolean,
    "first-day": pl.Date,
    "last-day": pl.Date,
}
_PROBLEM = {
    "level": "bad-level",
    "partial-date": "bad-date",
    "first-day": "bad-date",
    "last-day": "bad-date",
    "moment": "bad-date",
}
SUBJECTS = {
    "publishers": "publisher",
    "organizations": "organization",
    "sources": "source",
    "pages": "page",
    "raters": "rater",
}


def check(raw: RawTable, *, table: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return a raw table with typed columns, and its problems.

    Unknown columns are passed over, values that do not fit are left out (null), records that lack a
    required field are left out; each is a problem.

    >>> raw = RawTable("pages", pl.DataFrame({"id": ["a"], "quality": ["high"], "origin": ["p:2"]}), "p")
    >>> frame, problems = check(raw, table="pages")
    >>> frame["quality"].to_list(), problems["message"].to_list()
    ([None], ["quality: expected a number, got 'high'"])
    """
    fields = fields_of(table)
    frame = raw.frame
    found = [_unknown(raw, table)]
    columns = {name: frame[name] for name in ("origin", PARENT) if name in frame.columns}
    for name, kind in fields.items():
        if name in frame.columns:
            columns[name] = _typed(frame[name], kind)
            found.append(_failures(frame, columns[name], name, kind, table))
        else:
            columns[name] = _nothing(name, kind, frame.height)
    typed = pl.DataFrame(columns)
    found.append(_lacking(typed, table))
    whole = [pl.col(name).is_not_null() for name, kind in fields.items() if kind.required]
    if table in _EITHER:
        whole.append(pl.any_horizontal(pl.col(*_EITHER[table][0]).is_not_null()))
    limits = [
        typed[name].is_not_null() | ~_given(frame[name])
        for name in fields
        if name in _LIMITS and name in frame.columns
    ]
    return typed.filter(*whole, *limits) if whole or limits else typed, pl.concat(found)


def _given(column: pl.Series) -> pl.Series:
    """Say where a raw column holds a value."""
    return column.is_not_null() & (column.cast(pl.String).str.strip_chars() != "").fill_null(value=True)


@functools.cache
def no_records(table: str) -> pl.DataFrame:
    """Return a typed table without a record.

    >>> no_records("links").columns
    ['origin', 'page', 'target']
    """
    return check(RawTable(table, pl.DataFrame(schema={"origin": pl.String}), ""), table=table)[0]


def _nothing(name: str, kind: FieldType, height: int) -> pl.Series:
    dtype = pl.List(pl.String) if kind.many else _DTYPES.get(kind.kind, pl.String)
    return pl.Series(name, [None], dtype=dtype).new_from_index(0, height)


def _unknown(raw: RawTable, table: str) -> pl.DataFrame:
    """Return a problem for each column that its table does not know, at its first row."""
    known = fields_of(table)
    rows = []
    for name in raw.frame.columns:
        if name in known or name in ("origin", PARENT):
            continue
        held = raw.frame[name].alias("held").is_not_null()  # a name such as ^.*$ would be taken as a pattern
        at = raw.frame["origin"].filter(held)
        close = nearest(name, known)
        hint = f"; did you mean {close!r}?" if close else ""
        rows.append(
            {"origin": at[0] if len(at) else raw.file, "message": f"{table} have no field {name!r}{hint}"}
        )
    frame = pl.DataFrame(rows, schema={"origin": pl.String, "message": pl.String})
    return problem_rows("unknown-field", frame, message=pl.col("message"))


def _typed(column: pl.Series, kind: FieldType) -> pl.Series:
    """Return a column with its type; null where the text does not fit."""
    name = column.name
    if kind.many:
        lists = _lists(column)
        return _parsed_lists(lists, kind) if kind.kind in _PARSERS else lists
    if column.dtype != pl.String:
        column = column.cast(pl.List(pl.String)).list.join(_LIST_SEPARATOR)
    text = column.to_frame().select(
        pl.col(name).str.strip_chars() if kind.kind != "text" or name in _NAMES else pl.col(name)
    )
    text = text.select(pl.when(pl.col(name) != "").then(pl.col(name)).alias(name))
    if kind.kind in _PARSERS:
        return _parsed(text[name], kind)
    if kind.words:
        return text.select(pl.when(pl.col(name).is_in(kind.words)).then(pl.col(name)).alias(name))[name]
    return text[name]


def _parsed(column: pl.Series, kind: FieldType) -> pl.Series:
    """Parse each distinct text once, by the very functions of the models."""
    parse = _PARSERS[kind.kind]
    known: dict[str, Any] = {}
    for text in column.drop_nulls().unique().to_list():
        value = _value(parse, text)
        if value is not None and _within(value, kind):
            known[text] = value
    dtype = _DTYPES.get(kind.kind, pl.String)
    if not known:
        return pl.Series(column.name, [None] * len(column), dtype=dtype)
    return column.replace_strict(
        pl.Series(list(known)), pl.Series(list(known.values()), dtype=dtype), default=None, return_dtype=dtype
    )


def _parsed_lists(column: pl.Series, kind: FieldType) -> pl.Series:
    """Parse the items of lists; what does not fit is left out, what comes again stands once."""
    whole = column.alias("item").to_frame().with_row_index("row")
    items = whole.explode("item")
    held = items.with_columns(_parsed(items["item"].str.strip_chars(), kind)).drop_nulls("item")
    lists = held.unique(maintain_order=True).group_by("row", maintain_order=True).agg("item")
    rows = whole.select("row").join(lists, on="row", how="left", maintain_order="left")
    return rows["item"].alias(column.name)


def _value(parse: Callable[[Any], Any], text: str) -> Any:
    try:
        return parse(text)
    except ValueError:
        return None


def _within(value: Any, kind: FieldType) -> bool:
    lower, upper = kind.bounds
    return (lower is None or value >= lower) and (upper is None or value <= upper)


def _lists(column: pl.Series) -> pl.Series:
    if column.dtype != pl.String:
        return column.cast(pl.List(pl.String))
    parts = column.str.split(_LIST_SEPARATOR).list.eval(
        pl.element().str.strip_chars().filter(pl.element().str.strip_chars() != "")
    )
    return parts.to_frame().select(
        pl.when(pl.col(column.name).list.len() > 0).then(pl.col(column.name)).alias(column.name)
    )[column.name]


def _failures(frame: pl.DataFrame, typed: pl.Series, name: str, kind: FieldType, table: str) -> pl.DataFrame:
    """Return a problem for each value that did not fit, with the message of the model."""
    if kind.kind not in _PARSERS and not kind.words:
        return problem_table([])
    if kind.many:
        frame = frame.with_columns(_lists(frame[name])).explode(name)
        typed = _parsed(frame[name].str.strip_chars(), kind)
    text = (
        pl.col(name).cast(pl.String)
        if frame[name].dtype == pl.String
        else pl.col(name).list.join(_LIST_SEPARATOR)
    )
    bad = frame.with_columns(text.str.strip_chars().alias(name), typed.is_null().alias("_failed")).filter(
        pl.col("_failed") & pl.col(name).is_not_null() & (pl.col(name) != "")
    )
    messages = {text: f"{name}: {_message(text, kind)}" for text in bad[name].unique().to_list()}
    message = pl.col(name).replace_strict(messages, default=None, return_dtype=pl.String)
    return problem_rows(
        _PROBLEM.get(kind.kind, "bad-value"), bad, subject=_subject(bad, table), message=message
    )


def _message(text: str, kind: FieldType) -> str:
    if kind.words:
        close = nearest(text, kind.words)
        return f"expected one of {', '.join(kind.words)}, got {text[:60]!r}" + (
            f"; did you mean {close!r}?" if close else ""
        )
    try:
        _PARSERS[kind.kind](text)
    except ValueError as error:
        return str(error)
    lower, upper = kind.bounds
    return f"expected {lower if lower is not None else ''}..{upper if upper is not None else ''}, got {text[:60]}"


def _subject(frame: pl.DataFrame, table: str) -> pl.Expr | None:
    if table in SUBJECTS and "id" in frame.columns:
        return pl.lit(f"{SUBJECTS[table]}:") + pl.col("id")
    return None


def _lacking(frame: pl.DataFrame, table: str) -> pl.DataFrame:
    """Return a problem for each record without a required field."""
    found = []
    if table == "ratings":
        unfilled = pl.all_horizontal(pl.col("subject", "rater").is_not_null()) & pl.col("value").is_null()
        found.append(_unfilled(frame.filter(unfilled)))
        frame = frame.filter(~unfilled)
    missing = "bad-waiver" if table == "waivers" else "missing-field"
    for name, kind in fields_of(table).items():
        if kind.required:
            rows = frame.filter(pl.col(name).is_null())
            found.append(problem_rows(missing, rows, message=pl.lit(f"{name}: is required, and missing")))
    if table in _EITHER:
        names, message = _EITHER[table]
        rows = frame.filter(pl.all_horizontal(pl.col(*names).is_null()))
        found.append(problem_rows(missing, rows, message=pl.lit(message)))
    return pl.concat(found) if found else problem_table([])


def _unfilled(rows: pl.DataFrame) -> pl.DataFrame:
    """Return one note on the rows of a worklist (`kg coverage --format csv`) that state no value yet."""
    count = f"{rows.height} row{'s' if rows.height > 1 else ''} without a value, the first for "
    return problem_rows("unfilled-rating", rows.head(1), message=pl.lit(count) + pl.col("subject"))
