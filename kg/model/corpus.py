"""The corpus: everything that was read, as tables, with the settings that came with it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import polars as pl

from kg.errors import nearest
from kg.model.columns import READ, conform, empty
from kg.model.gate import Gate
from kg.model.policy import Policy
from kg.model.problems import PROBLEM_KINDS

BASE = "https://w3id.org/credibility-kg/"


@dataclass(frozen=True, slots=True)
class Settings:
    """What ``kg.toml`` says besides the map: date, policy, gate, the data set's name, title and licence."""

    as_of: datetime.date | None = None
    policy: Policy = field(default_factory=Policy)
    dataset: str = "corpus"
    title: str | None = None
    licence: str | None = None
    base: str = BASE
    gate: Gate = field(default_factory=Gate)


@dataclass(frozen=True, slots=True)
class Corpus:
    """Typed tables by name (columns in `kg.model.columns.READ`), the problems of reading, notes for the reader.

    >>> corpus = Corpus.of({})
    >>> corpus["pages"].height
    0
    """

    tables: Mapping[str, pl.DataFrame]
    problems: pl.DataFrame
    settings: Settings = field(default_factory=Settings)
    notes: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        tables: Mapping[str, pl.DataFrame],
        *,
        problems: pl.DataFrame | None = None,
        settings: Settings | None = None,
        notes: tuple[str, ...] = (),
    ) -> Corpus:
        """Return a corpus of the tables given; the others are empty, missing columns null.

        >>> Corpus.of({"pages": pl.DataFrame({"id": ["a"]})})["pages"]["id"].to_list()
        ['a']
        """
        for name in tables:
            if name not in READ:
                raise KeyError(f"no table {name!r}; nearest is {nearest(name, READ)!r}")
        whole = {
            name: conform(tables[name], name).rechunk() if name in tables else empty(name) for name in READ
        }
        return cls(whole, empty("problems") if problems is None else problems, settings or Settings(), notes)

    def __getitem__(self, table: str) -> pl.DataFrame:
        return self.tables[table]

    def __iter__(self) -> Iterator[str]:
        return iter(self.tables)


def problem_rows(
    kind: str, rows: pl.DataFrame, *, subject: pl.Expr | None = None, message: pl.Expr
) -> pl.DataFrame:
    """Return rows of ``problems`` of one kind, a row for each row given (its ``origin`` is kept).

    >>> rows = pl.DataFrame({"id": ["a"], "origin": ["f:1"]})
    >>> problem_rows("duplicate-id", rows, subject=pl.lit("page:a"), message=pl.lit("twice")).row(0)
    ('duplicate-id', 'page:a', 'f:1', 'twice', 'error')
    """
    none = pl.lit(None, dtype=pl.String)
    return rows.select(
        pl.lit(kind).alias("kind"),
        (none if subject is None else subject).alias("subject"),
        (pl.col("origin") if "origin" in rows.columns else none).alias("origin"),
        message.alias("message"),
        pl.lit(PROBLEM_KINDS[kind].severity).alias("severity"),
    )


def problem(
    kind: str, message: str, *, subject: str | None = None, origin: str | None = None
) -> dict[str, str | None]:
    """Return one row of ``problems``.

    >>> problem("unread-file", "no reader", origin="a.bin")["severity"]
    'note'
    """
    severity = PROBLEM_KINDS[kind].severity
    return {"kind": kind, "subject": subject, "origin": origin, "message": message, "severity": severity}


def problem_table(rows: list[dict[str, str | None]]) -> pl.DataFrame:
    """Return ``problems`` from rows.

    >>> problem_table([]).height
    0
    """
    return pl.DataFrame(rows, schema=empty("problems").schema) if rows else empty("problems")
