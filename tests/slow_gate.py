"""The slow definition of the gate (issue 5, section 4; decision 16): what it says of a world, by enumeration.

Shares no code with ``kg``. A world is plain data::

    {"as_of": "2026-11-24", "severities": {rule: severity}, "unrated_share": None,
     "sources": {address: {"level": 2, "contested": False, "retracted": False, "expired": None}},
     "pages": [{"page": "p", "file": "p.md", "parts": [part]}],
     "waivers": [{"rules": [rule], "until": day, "page": .., "source": .., "file": .., "lines": (1, 9)}]}

A part is ``{"kind": ..., "blocks": [block]}``; of kind ``paragraph``, ``heading``, ``quotation`` or ``footnote`` it
has one block, a ``list`` has items, a ``table`` has rows. A part of kind ``waiver`` is a waiver alone on its line. A
footnote has a ``name``. A block is ``{"citations": [..], "marks": [..], "broken": [..], "waivers": [..]}``; a citation
is ``{"address": .., "disputes": .., "forged": .., "line": ..}``, what is broken a ``{"line": ..}``; marks stand
at the line ``marked_at``.
"""

from __future__ import annotations

import datetime
from fractions import Fraction
from typing import Any

from tests.slow_places import last_day

Data = dict[str, Any]
Finding = tuple[str, str, int | None, str | None]  # rule, file, line, address

DEFAULTS = {  # the table of rules, the one that speaks first before
    "forged-address": "error",
    "retracted-source": "error",
    "claim-relies-on-low": "error",
    "claim-may-rely-on-low": "warning",
    "low-citation": "warning",
    "contested-source": "note",
    "broken-reference": "warning",
    "expired-override": "warning",
    "page-exposed": "warning",
    "unrated-share": "off",
    "bad-waiver": "error",
    "expired-waiver": "error",
    "unused-waiver": "warning",
}
CITATION_RULES = list(DEFAULTS)[:6]
PAGE_RULES = ["page-exposed", "unrated-share"]
THETA = Fraction(1, 10)
LOW = 2


class SlowGate:
    """What the gate says of a world."""

    def __init__(self, world: Data) -> None:
        self.world = world
        self.severities = {**DEFAULTS, **world.get("severities", {})}
        if world.get("unrated_share") is not None and "unrated-share" not in world.get("severities", {}):
            self.severities["unrated-share"] = "warning"
        self.day = datetime.date.fromisoformat(world["as_of"])
        self.used: set[int] = set()
        self.waived: set[Finding] = set()

    # -- what the blocks of a page are
    def blocks(self, page: Data) -> list[Data]:
        return [block for part in page["parts"] for block in part.get("blocks", [])]

    def footnotes(self, page: Data) -> dict[str, Data]:
        return {one["name"]: one["blocks"][0] for one in page["parts"] if one["kind"] == "footnote"}

    def claims(self, page: Data) -> list[tuple[Data, list[tuple[Data, Data]]]]:
        """Each block with the citations that it makes, each with the block in which it is written."""
        notes = self.footnotes(page)
        marked = {name for block in self.blocks(page) for name in block["marks"]}
        inside = {id(block) for name, block in notes.items() if name in marked}
        found = []
        for block in self.blocks(page):
            if id(block) in inside:
                continue  # its citations are those of the claims that mark it
            made = [(one, block) for one in block["citations"]]
            for name in dict.fromkeys(block["marks"]):
                if name in notes:
                    made += [(one, notes[name]) for one in notes[name]["citations"]]
            if made:
                found.append((block, made))
        return found

    # -- what a citation breaks
    def level(self, address: str) -> int | None:
        source = self.world["sources"][address]
        cap = {"retraction": 1, "expression of concern": 2}.get(source["retracted"] or "")
        levels = [one for one in (source["level"], cap) if one is not None]
        return min(levels, default=None)

    def is_low(self, address: str) -> bool:
        level = self.level(address)
        return level is not None and level <= LOW

    def breaks(self, citation: Data, claim: list[tuple[Data, Data]]) -> set[str]:
        """The rules that a citation breaks in one claim."""
        found = {"forged-address"} if citation["forged"] else set()
        if citation["disputes"]:
            return found
        address = citation["address"]
        if self.world["sources"][address]["retracted"]:
            found.add("retracted-source")
        if self.world["sources"][address]["contested"]:
            found.add("contested-source")
        if self.is_low(address):
            found.add("low-citation")
            cited = [self.level(one["address"]) for one, _ in claim if not one["disputes"]]
            if not any(level is not None and level > LOW for level in cited):
                found.add("claim-may-rely-on-low" if None in cited else "claim-relies-on-low")
        return found

    def first(self, rules: set[str]) -> str | None:
        """Of the rules broken the one that speaks."""
        return next((rule for rule in CITATION_RULES if rule in rules and self.is_on(rule)), None)

    def is_on(self, rule: str) -> bool:
        return bool(self.severities[rule] != "off")

    # -- what a waiver covers
    def waivers(self) -> list[tuple[Data, str, Data | None]]:
        """Each waiver with its file and the page in which it is written."""
        found: list[tuple[Data, str, Data | None]] = []
        for page in self.world["pages"]:
            for part in page["parts"]:
                if part["kind"] == "waiver":
                    found.append((part["waiver"], page["file"], page))
                for block in part.get("blocks", []):
                    found += [(one, page["file"], page) for one in block["waivers"]]
        return [*found, *((one, "kg.toml", None) for one in self.world.get("waivers", []))]

    def covered_blocks(self, waiver: Data, page: Data) -> list[Data]:
        """The block in which it stands; alone on its line the next one, a table whole."""
        for block in self.blocks(page):
            if any(one is waiver for one in block["waivers"]):
                return [block]
        parts = page["parts"]
        at = next(index for index, one in enumerate(parts) if one.get("waiver") is waiver)
        after = [one for one in parts[at + 1 :] if one["kind"] != "waiver"]
        if not after:
            return []
        blocks: list[Data] = after[0]["blocks"]
        return blocks if after[0]["kind"] == "table" else blocks[:1]

    def covers(self, waiver: Data, page: Data, line: int, address: str | None, blocks: list[Data]) -> bool:
        """Does it cover something at a line of a page, made or written in these blocks?"""
        if last_day(waiver["until"]) < self.day:
            return False
        home = self._home(waiver)
        if home is not None:
            inside = self.covered_blocks(waiver, home)
            return home is page and any(one is block for one in blocks for block in inside)
        first, last = waiver.get("lines") or (None, None)
        return (
            waiver.get("page") in (None, page["page"])
            and waiver.get("source") in (None, address)
            and waiver.get("file") in (None, page["file"])
            and (
                first is None
                or first <= line <= last
                or any(one["begin"] <= last and one["end"] >= first for one in blocks[:1])
            )
        )

    def _home(self, waiver: Data) -> Data | None:
        return next(page for one, _, page in self.waivers() if one is waiver)

    def waive(self, rule: str, page: Data, line: int, address: str | None, blocks: list[Data]) -> bool:
        """Is it waived? Then those that do it are used."""
        able = [
            one
            for one, _, _ in self.waivers()
            if rule in one["rules"] and self.covers(one, page, line, address, blocks)
        ]
        self.used |= {id(one) for one in able}
        return bool(able)

    # -- the findings
    def findings(self) -> set[Finding]:
        found: set[Finding] = set()
        for page in self.world["pages"]:
            spoken, kept = self._citations(page)
            found |= spoken
            found |= self._broken(page)
            found |= self._page(page, kept, {address for _, _, _, address in spoken})
        return found | self._overrides() | self._waivers()

    def _citations(self, page: Data) -> tuple[set[Finding], list[Data]]:
        """The findings at citations, and the citations that no waiver took out.

        A citation in a footnote breaks a rule in each claim that marks it: the first of them speaks, and it is
        waived if it is so in every claim in which that rule speaks. Then no milder one speaks elsewhere.
        """
        written = {id(one): one for one in self._cited(page)}
        spoken_in: dict[int, list[tuple[str, bool]]] = {}
        for block, claim in self.claims(page):
            for citation, home in claim:
                rule = self.first(self.breaks(citation, claim))
                if rule is not None:
                    waived = self.waive(rule, page, citation["line"], citation["address"], [block, home])
                    spoken_in.setdefault(id(citation), []).append((rule, waived))
        spoken, out = set(), set()
        for key, said in spoken_in.items():
            rule = min((rule for rule, _ in said), key=CITATION_RULES.index)
            finding = (rule, page["file"], written[key]["line"], written[key]["address"])
            if all(waived for other, waived in said if other == rule):
                self.waived.add(finding)
                out.add(key)
            else:
                spoken.add(finding)
        return spoken, [one for one in self._cited(page) if id(one) not in out]

    def _broken(self, page: Data) -> set[Finding]:
        if not self.is_on("broken-reference"):
            return set()
        found = set()
        for block in self.blocks(page):
            missing = [block["marked_at"] for name in block["marks"] if name not in self.footnotes(page)]
            for line in [*(one["line"] for one in block["broken"]), *missing]:
                finding = ("broken-reference", page["file"], line, None)
                waived = self.waive("broken-reference", page, line, None, [block])
                (self.waived if waived else found).add(finding)
        return found

    def _page(self, page: Data, kept: list[Data], spoken: set[str | None]) -> set[Finding]:
        """The rules on pages, less what is waived and what a finding at a line says."""
        works = {one["address"] for one in kept if not one["disputes"]}
        silent = works - spoken
        broken = []
        low = sum(self.is_low(one) for one in silent)
        if works and (low >= 3 or (low and Fraction(low, len(works)) >= THETA)):
            broken.append("page-exposed")
        unrated = sum(self.level(one) is None for one in silent)
        bound = self.world.get("unrated_share")
        if works and bound is not None and Fraction(unrated, len(works)) > Fraction(str(bound)):
            broken.append("unrated-share")
        found = set()
        for rule in broken:
            if self.is_on(rule) and not self._waives_page(rule, page):
                found.add((rule, page["file"], 1, None))
        return found

    def _waives_page(self, rule: str, page: Data) -> bool:
        able = [
            one
            for one, _, home in self.waivers()
            if rule in one["rules"]
            and last_day(one["until"]) >= self.day
            and (home is page or (home is None and self.covers(one, page, 1, None, [])))
        ]
        self.used |= {id(one) for one in able}
        return bool(able)

    def _overrides(self) -> set[Finding]:
        cited = {one["address"] for page in self.world["pages"] for one in self._cited(page)}
        return {
            ("expired-override", "registry/ratings.csv", one["expired"], None)
            for address, one in self.world["sources"].items()
            if one["expired"] and address in cited and self.is_on("expired-override")
        }

    def _cited(self, page: Data) -> list[Data]:
        return [one for block in self.blocks(page) for one in block["citations"]]

    def _waivers(self) -> set[Finding]:
        """Those that expired, and those that are of no use. Last of all, as then it is known which were used."""
        found = set()
        for waiver, file, _ in self.waivers():
            expired = last_day(waiver["until"]) < self.day
            rule = "expired-waiver" if expired else "unused-waiver"
            if self.is_on(rule) and (expired or id(waiver) not in self.used):
                found.add((rule, file, waiver["line"], None))
        return found
