"""Which findings are waived, and which waivers are themselves findings: bad, expired or unused."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from kg.errors import nearest
from kg.gate.covered import Covered, Flags, Scope, scope_of
from kg.gate.findings import from_origin, placed
from kg.model.rules import RULES
from kg.resolution.urls import canonicalize


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
            Findings (`kg.gate.findings.PLACED`); a column ``milder`` may list the other rules that each breaks,
            a column ``canonical_url`` name the source by its address.
        """
        covered = Covered.of(found)
        if found.is_empty() or self.table.is_empty():
            return covered.waived
        canonical = canonicalize(self.table["source"])["canonical_url"].to_list()
        for position, waiver in enumerate(self.table.iter_rows(named=True)):
            if waiver["until"] >= self.as_of:
                self._apply(position, covered, scope_of(waiver, canonical[position]))
        return covered.waived

    def _apply(self, position: int, covered: Covered, scope: Scope) -> None:
        hits, beside = covered.waive(scope)
        if hits:
            self.used.add(position)
        elif beside is not None:
            self.beside[position] = beside

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
