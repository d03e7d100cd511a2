"""The rules of the gate: what `kg check` reports, how serious it is, what to do about it.

In the order in which they speak: of the rules that one citation breaks only the first that is on is reported.
"""

from __future__ import annotations

from dataclasses import dataclass

from kg.model.words import GateScope


@dataclass(frozen=True, slots=True)
class GateRule:
    """A rule of the gate. ``meaning`` and ``mend`` are sentences for people; ``severity`` is the default, or off."""

    id: str
    severity: str
    scope: str
    meaning: str
    mend: str


OFF = "off"
"""A severity: the rule is not asked."""

_RULES = (
    GateRule(
        "forged-address",
        "error",
        GateScope.CITATION,
        "The address cited looks like another: its host mixes scripts or resembles the place of a publisher, or "
        "something that reads as a host stands before an @ or a backslash.",
        "Open the address that was meant, and cite that one.",
    ),
    GateRule(
        "retracted-source",
        "error",
        GateScope.CITATION,
        "The work cited was retracted, or its publisher voiced concern.",
        "Cite work that stands, or say in a CiTO word that this one is discussed or disputed.",
    ),
    GateRule(
        "claim-relies-on-low",
        "error",
        GateScope.CITATION,
        "The claim has nothing but low sources, and all of them are rated.",
        "Cite a source above low beside it (`kg fix` offers those that are known), or take the claim out.",
    ),
    GateRule(
        "claim-may-rely-on-low",
        "warning",
        GateScope.CITATION,
        "The claim has a low source and none above low; some of its sources are unrated.",
        "Cite a source above low beside it, or rate the unrated ones (`kg coverage`).",
    ),
    GateRule(
        "low-citation",
        "warning",
        GateScope.CITATION,
        "A low source is cited in support, beside others that are not low.",
        "Leave it out, or cite something better for it.",
    ),
    GateRule(
        "contested-source",
        "note",
        GateScope.CITATION,
        "Raters of the source differ by two levels, or one says low and another not.",
        "Look at the raters (`kg explain`), and settle it by an override with a reason.",
    ),
    GateRule(
        "broken-reference",
        "warning",
        GateScope.REFERENCE,
        "A link, footnote, include or the id of a source leads to nothing that is there.",
        "Mend the reference, or define what it names.",
    ),
    GateRule(
        "expired-override",
        "warning",
        GateScope.RECORD,
        "An override on a source cited, or on who published it, is no longer valid; the level is that of the other rules.",
        "Look at it again: renew it with a new date, or delete it.",
    ),
    GateRule(
        "page-exposed",
        "warning",
        GateScope.PAGE,
        "Of the works that the page cites so many are low that it is exposed, and no finding at a line says so.",
        "Replace the low sources; `kg explain` lists them.",
    ),
    GateRule(
        "unrated-share",
        OFF,
        GateScope.PAGE,
        "Of the works that the page cites more than the stated share is unrated.",
        "Rate their publishers (`kg coverage` says which first), or raise unrated_share.",
    ),
    GateRule(
        "bad-waiver",
        "error",
        GateScope.WAIVER,
        "A waiver names no rule, no last day or no reason, or an unknown rule; it waives nothing.",
        "Write: kg: ignore RULE until 2027-01-31 because REASON.",
    ),
    GateRule(
        "expired-waiver",
        "error",
        GateScope.WAIVER,
        "The last day of a waiver has passed; it waives nothing any more.",
        "Mend what it waived, or give it a new date and reason.",
    ),
    GateRule(
        "unused-waiver",
        "warning",
        GateScope.WAIVER,
        "A waiver waives nothing: what it covers does not break its rules.",
        "Delete it.",
    ),
)
RULES: dict[str, GateRule] = {rule.id: rule for rule in _RULES}
