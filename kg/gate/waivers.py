"""Which findings are waived, and which waivers are themselves findings: bad, expired or unused."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from kg.errors import nearest
from kg.gate.findings import from_origin, placed
from kg.model.rules import RULES
from kg.model.words import GateScope

Flags = npt.NDArray[np.bool_]


@dataclass(slots=True)
class Waivers:
    """The waivers of a corpus, as rows of that table, and what they did so far, by position."""

    table: pl.DataFrame
    as_of: datetime.date
    used: set[int] = field(default_factory=set)
    beside: dict[int, str] = field(default_factory=dict)
    """For a waiver, the more severe rule that stands where it waives a milder one."""

    def waive(self, found: pl.DataFrame) -> Flags:
        """Say which findings are waived, and remember by what.

        Parameters
        ----------
        found : DataFrame
            Findings (`kg.gate.findings.PLACED`); a column ``milder`` may list the other rules that each breaks.
        """
        waived = np.zeros(found.height, dtype=np.bool_)
        if found.is_empty():
            return waived
        parts = found.with_row_index("at").partition_by("file", as_dict=True, include_key=True)
        by_file = {key[0]: part for key, part in parts.items()}
        whole = found.with_row_index("at")
        for position, waiver in enumerate(self.table.iter_rows(named=True)):
            if waiver["until"] < self.as_of:
                continue
            near = by_file.get(waiver["file"]) if waiver["file"] is not None else whole
            if near is not None:
                self._apply(position, waiver, near, waived)
        return waived

    def _apply(self, position: int, waiver: dict[str, Any], near: pl.DataFrame, waived: Flags) -> None:
        there = near.filter(_covers(waiver))
        hit = there.filter(pl.col("rule").is_in(waiver["rules"]))
        if hit.height:
            self.used.add(position)
            waived[hit["at"].to_numpy()] = True
        elif there.height and "milder" in there.columns:
            meant = there.filter(pl.col("milder").list.set_intersection(waiver["rules"]).list.len() > 0)
            if meant.height:
                self.beside[position] = meant["rule"][0]

    def findings(self) -> pl.DataFrame:
        """Return a finding for each waiver that is bad, expired or unused; ask after all has been waived."""
        rows = []
        for position, waiver in enumerate(self.table.iter_rows(named=True)):
            told = self._told(position, waiver)
            if told is not None:
                rows.append(
                    {"rule": told[0], "message": told[1], "origin": waiver["origin"], "page": waiver["page"]}
                )
        schema = dict.fromkeys(("rule", "message", "origin", "page"), pl.String)
        frame = pl.DataFrame(rows, schema=schema).with_columns(from_origin())
        return placed(frame.with_columns(pl.col("message").alias("about")))

    def _told(self, position: int, waiver: dict[str, Any]) -> tuple[str, str] | None:
        rules = ", ".join(waiver["rules"])
        unknown = next((rule for rule in waiver["rules"] if rule not in RULES), None)
        if unknown is not None:
            close = nearest(unknown, RULES)
            hint = f"; did you mean {close}?" if close else ""
            return "bad-waiver", f"there is no rule {unknown}{hint}"
        if waiver["until"] < self.as_of:
            because = waiver["because"]
            return "expired-waiver", f"the waiver of {rules} ended on {waiver['until']}; it said: {because}"
        if position in self.used:
            return None
        beside = self.beside.get(position)
        why = f"; what stands there is {beside}, which is more severe" if beside else ""
        return "unused-waiver", f"nothing that it covers breaks {rules}{why}"


def _covers(waiver: dict[str, Any]) -> pl.Expr:
    """Return the condition under which a finding in the waiver's file is covered: its block, page and source."""
    of_page = [rule for rule, known in RULES.items() if known.scope == GateScope.PAGE]
    conditions = [pl.lit(value=True)]
    if waiver["first_line"] is not None:
        first, last = waiver["first_line"], waiver["last_line"] or waiver["first_line"]
        block = (pl.col("first_line") <= last) & (pl.col("last_line") >= first)
        line = pl.col("line").is_between(first, last)
        inside = (first <= last) & (block | line)
        conditions.append(inside.fill_null(value=False) | pl.col("rule").is_in(of_page))
    if waiver["page"] is not None:
        conditions.append((pl.col("page") == waiver["page"]).fill_null(value=False))
    if waiver["source"] is not None:
        source = waiver["source"]
        named = (pl.col("source") == source) | (pl.col("url") == source).fill_null(value=False)
        conditions.append(named.fill_null(value=False))
    return pl.all_horizontal(conditions)
