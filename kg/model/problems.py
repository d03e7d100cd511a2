"""Every kind of problem that data can have: its name, how serious it is, what it means."""

from __future__ import annotations

from dataclasses import dataclass

from kg.model.words import Severity


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """A kind of dirt. ``meaning`` is one sentence for the documentation."""

    name: str
    severity: str
    meaning: str


_KINDS = (
    ProblemKind("missing-field", "error", "A record lacks a required field; the record is left out."),
    ProblemKind("bad-level", "error", "A level is not a whole number from 1 to 5; it is left out."),
    ProblemKind("bad-date", "error", "A date is not a day, month or year of the calendar; it is left out."),
    ProblemKind(
        "bad-value", "error", "A value does not have the type or word its field asks for; it is left out."
    ),
    ProblemKind(
        "bad-place",
        "error",
        "A place of a publisher is empty, or is a URL where a host is meant; it is left out.",
    ),
    ProblemKind(
        "duplicate-id", "error", "Two records of one table have one id; the first by file and line counts."
    ),
    ProblemKind(
        "dangling-publisher",
        "error",
        "A source states a publisher that does not exist; its address is asked instead.",
    ),
    ProblemKind(
        "dangling-owner", "error", "An owner or parent organization does not exist; the chain ends there."
    ),
    ProblemKind(
        "dangling-subject", "error", "A rating is about something that does not exist; it has no effect."
    ),
    ProblemKind(
        "dangling-citation", "error", "A citation cites a source or page of which there is no record."
    ),
    ProblemKind(
        "missing-page",
        "error",
        "A citation comes from a page of which there is no record; the page is taken from it.",
    ),
    ProblemKind("ownership-cycle", "error", "Organizations own each other in a circle."),
    ProblemKind("second-owner", "error", "A body names more than one owner; the first counts."),
    ProblemKind("shared-place", "error", "Two publishers have one place; the smaller id counts."),
    ProblemKind(
        "conflicting-statement",
        "error",
        "A rendered page and another statement disagree on a level; the lower one counts.",
    ),
    ProblemKind(
        "override-without-reason",
        "error",
        "An override gives no reason; it counts as the subject's own rating.",
    ),
    ProblemKind(
        "unknown-rater",
        "error",
        "A rating names a rater of whom there is no record and no scale; it has no effect.",
    ),
    ProblemKind(
        "unknown-label",
        "error",
        "A rating states a value that its rater's scale does not know; it has no effect.",
    ),
    ProblemKind(
        "bad-crosswalk",
        "error",
        "A scale's crosswalk is not monotone, or a step of it says nothing; the step is left out.",
    ),
    ProblemKind(
        "bad-address-rule",
        "error",
        "A rule of addresses has a host or pattern that cannot be read; it is left out.",
    ),
    ProblemKind(
        "broken-reference",
        "warning",
        "A link, reference or include of a document leads to nothing that is there.",
    ),
    ProblemKind("missing-footnote", "warning", "A document has a footnote's mark and no such footnote."),
    ProblemKind(
        "duplicate-label", "warning", "A document defines a footnote or reference twice; the first counts."
    ),
    ProblemKind(
        "unclosed-block", "note", "A document opens a block, front matter or component that it never closes."
    ),
    ProblemKind("not-a-source", "warning", "A source's address shows search results, which are no source."),
    ProblemKind(
        "platform-rated",
        "warning",
        "A publisher that stands for its own work has the place of a known platform, so its level would be everybody's there.",
    ),
    ProblemKind(
        "overridden-retraction",
        "warning",
        "A work is retracted, and an override decides its level all the same.",
    ),
    ProblemKind(
        "missed-channel",
        "warning",
        "An address differs from a registered channel only in capitals or in an alias of its host, so it falls to the platform.",
    ),
    ProblemKind("unfilled-rating", "note", "A row of a worklist has no value yet; it states nothing."),
    ProblemKind("stale-assertion", "note", "A rating is older than the policy's limit and was not renewed."),
    ProblemKind(
        "contradicting-lists",
        "note",
        "Raters of one subject differ by two levels, or one says low and another not.",
    ),
    ProblemKind("unmatched-place", "note", "No source lies in a place of a publisher."),
    ProblemKind("former-id", "note", "A source states an id that its publisher had before."),
    ProblemKind("ended-publisher", "note", "Every place of a publisher has ended, yet sources state it."),
    ProblemKind("bad-address", "warning", "A source's address cannot be read as http, https or ftp."),
    ProblemKind(
        "unknown-field", "warning", "A record has a field that its table does not know; it is passed over."
    ),
    ProblemKind(
        "dangling-link", "warning", "A link names a page of which there is no record; it is left out."
    ),
    ProblemKind(
        "look-alike-host", "warning", "A host mixes scripts, or looks like the place of a publisher."
    ),
    ProblemKind(
        "forged-address",
        "warning",
        "An address is written so that a reader may take another host for its own: an @, \\ or % before its path.",
    ),
    ProblemKind(
        "bad-waiver",
        "error",
        "A waiver names no rule, no last day or no reason, or an unknown rule; it waives nothing.",
    ),
    ProblemKind(
        "silent-suffix", "warning", "A place is a public suffix, so it says nothing of what is below it."
    ),
    ProblemKind("expired-override", "warning", "An override is no longer valid on the date asked for."),
    ProblemKind(
        "duplicate-address",
        "warning",
        "Two sources have one canonical address or work id; they count as one work.",
    ),
    ProblemKind(
        "missing-part", "warning", "A rendered page lacks a part that its kind has, or it cannot be read."
    ),
    ProblemKind(
        "index-place",
        "note",
        "A publisher's place is an index of other people's work; the registry has the last word.",
    ),
    ProblemKind("unread-file", "note", "No reader recognises a file of the folder; it is passed over."),
)

PROBLEM_KINDS: dict[str, ProblemKind] = {kind.name: kind for kind in _KINDS}
SEVERITIES: tuple[str, ...] = tuple(severity.value for severity in Severity)
