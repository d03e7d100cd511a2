"""The columns of findings, and how a finding is told from another when its line moves."""

from __future__ import annotations

import polars as pl

from kg.model.columns import Schema
from kg.model.rules import RULES

FINDINGS: Schema = {
    "rule": pl.String,
    "severity": pl.String,
    "file": pl.String,
    "line": pl.Int64,
    "page": pl.String,
    "source": pl.String,
    "level": pl.Int8,
    "basis": pl.String,
    "message": pl.String,
}
"""What is printed of a finding. ``page`` and ``source`` are bare ids; ``level`` and ``basis`` are the source's."""
PLACED: Schema = {
    **FINDINGS,
    "column": pl.Int64,
    "claim": pl.String,
    "about": pl.String,
    "url": pl.String,
    "first_line": pl.Int64,
    "last_line": pl.Int64,
}
"""With what places it and tells it from others: ``about`` is the source, or what a broken reference names;
``first_line`` and ``last_line`` are those of the block it stands in."""
_LINE = r":([0-9]+)$"
_LINE_OR_ROW = r"[:#][0-9]+$"
"""How an origin ends that says more than its file."""
RANKS = {rule: rank for rank, rule in enumerate(RULES)}
"""The order in which rules speak, by their names."""


def rank() -> pl.Expr:
    """Return the rank of each row's rule; the smallest speaks first.

    >>> pl.DataFrame({"rule": ["low-citation", "forged-address"]}).select(rank()).to_series().to_list()
    [4, 0]
    """
    return pl.col("rule").replace_strict(RANKS, return_dtype=pl.Int64)


def placed(frame: pl.DataFrame) -> pl.DataFrame:
    """Return findings with exactly the columns `PLACED`: missing ones null, others left out.

    >>> placed(pl.DataFrame({"rule": ["page-exposed"], "page": ["a"]})).row(0)[4]
    'a'
    """
    return frame.select(
        (pl.col(name) if name in frame.columns else pl.lit(None)).cast(dtype).alias(name)
        for name, dtype in PLACED.items()
    )


def from_origin(origin: str = "origin") -> list[pl.Expr]:
    """Return ``file`` and ``line`` of an origin.

    >>> pl.DataFrame({"origin": ["a.md:3", "t.parquet#2"]}).select(from_origin()).rows()
    [('a.md', 3), ('t.parquet', None)]
    """
    said = pl.col(origin)
    return [
        said.str.replace(_LINE_OR_ROW, "").alias("file"),
        said.str.extract(_LINE).cast(pl.Int64, strict=False).alias("line"),
    ]


def in_order(findings: pl.DataFrame) -> pl.DataFrame:
    """Return findings in the order of files and lines; of one place the most severe rule first."""
    return findings.sort(
        "file", "line", "column", rank(), "page", "about", "message", nulls_last=True, maintain_order=True
    )
