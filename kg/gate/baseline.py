"""What was known before: a file of findings, or those of an earlier revision; only what is new is reported.

A finding is known by what it says, not by its line: its rule, page, source and the text of its claim.
"""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import polars as pl

from kg.errors import ReadError
from kg.gate.check import Checked
from kg.gate.findings import rank
from kg.model.rules import RULES
from kg.readers.atomic import write_atomically
from kg.readers.files import decode, read_bytes

FORMAT = "kg-baseline"
VERSION = 1
_FIELDS = ("rule", "page", "about", "claim")
_SCHEMA = dict.fromkeys(_FIELDS, pl.String)
_SAME: tuple[tuple[str, ...], ...] = (
    _FIELDS,
    ("rule", "about", "claim"),
    ("rule", "page", "about"),
)
"""By what a finding is the same as one known: exactly; its claim moved to another page; its claim was reworded."""
_MILDER = ("page", "about", "claim"), ("page", "about")
"""By what it is one known under a more severe rule: its claim has gained a better source."""
_MOST_BYTES = 256 * 1024**2


def without_known(checked: Checked, known: pl.DataFrame) -> Checked:
    """Return what was found less what is known, each known finding once.

    Parameters
    ----------
    checked : Checked
        What `kg.gate.check.check` found.
    known : DataFrame
        ``rule, page, about, claim`` of what is known, a row a finding.

    >>> import kg
    >>> found = kg.check(kg.load("examples/evidence"))
    >>> without_known(found, found.findings).findings.height
    0
    """
    fresh = checked.findings.with_row_index("at").with_columns(rank().alias("rank"))
    held = known.select(_FIELDS).filter(pl.col("rule").is_in(list(RULES))).with_row_index("held")
    held = held.with_columns(rank().alias("rank_known")).sort("rank_known")
    for keys in (*_SAME, *_MILDER):
        pairs = _paired(fresh, held, keys)
        if "rule" not in keys:
            pairs = pairs.filter(pl.col("rank_known") <= pl.col("rank"))
        fresh = fresh.join(pairs, on="at", how="anti", maintain_order="left")
        held = held.join(pairs, on="held", how="anti", maintain_order="left")
    new = fresh.drop("at", "rank")
    return dataclasses.replace(
        checked, findings=new, known=checked.known + checked.findings.height - new.height
    )


def _paired(fresh: pl.DataFrame, held: pl.DataFrame, keys: tuple[str, ...]) -> pl.DataFrame:
    """Return ``at, held, rank, rank_known``: findings and known ones that agree in some fields, one to one."""
    nth = pl.int_range(pl.len()).over(keys).alias("nth")
    return (
        fresh.select("at", "rank", *keys)
        .with_columns(nth)
        .join(held.select("held", "rank_known", *keys).with_columns(nth), on=[*keys, "nth"], nulls_equal=True)
        .select("at", "held", "rank", "rank_known")
    )


def read_baseline(path: Path) -> pl.DataFrame:
    """Return the findings that a baseline file holds.

    Raises
    ------
    ReadError
        It cannot be read, or is no baseline.
    """
    where = str(path)
    text = decode(read_bytes(path, most=_MOST_BYTES), where=where)
    try:
        said: Any = json.loads(text)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict) or said.get("format") != FORMAT or said.get("version") != VERSION:
        raise ReadError("is no baseline", where=where, hint="Write it by kg check --write-baseline.")
    rows = said.get("findings")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ReadError("is no baseline", where=where, hint="Write it by kg check --write-baseline.")
    taken = [{name: _text(row.get(name)) for name in _FIELDS} for row in rows]
    return pl.DataFrame(taken, schema=_SCHEMA)


def _text(value: Any) -> str | None:
    """Return a text as a table can hold it: half a character becomes a question mark."""
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else None


def write_baseline(path: Path, findings: pl.DataFrame) -> None:
    """Write findings as a baseline, one a line in an order of their own, so that two versions compare well.

    >>> import kg, tempfile
    >>> found = kg.check(kg.load("examples/evidence")).findings
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_baseline(Path(folder, "b.json"), found)
    ...     read_baseline(Path(folder, "b.json")).height == found.height
    True
    """
    rows = findings.select(_FIELDS).sort(_FIELDS, nulls_last=True).to_dicts()
    lines = [json.dumps({name: value for name, value in row.items() if value is not None}) for row in rows]
    inside = ",\n".join(lines)
    text = f'{{"format": "{FORMAT}", "version": {VERSION}, "findings": [\n{inside}\n]}}\n'
    write_atomically(path, text.encode())
