"""What a comment that speaks to kg says: which rules of the gate are waived there, until when and why."""

from __future__ import annotations

import re
from typing import Any

from kg.errors import nearest
from kg.model.rules import RULES
from kg.model.values import parse_last_day
from kg.readers.documents.parsed import Comment

FORM = "ignore RULE until 2027-01-31 because REASON"
_SAID = re.compile(r"ignore\s+(?P<rules>[\w,\s-]+?)\s+until\s+(?P<until>\S+)\s+because\s+(?P<because>\S.*)")
_SEPARATOR = re.compile(r"[,\s]+")


class BadWaiverError(ValueError):
    """A comment speaks to kg and cannot be understood."""


def waiver_of(comment: Comment) -> dict[str, Any]:
    """Return the fields of the waiver that a comment states: ``rules, first_line, last_line, until, because``.

    Raises
    ------
    BadWaiverError
        It is none; the message says what is expected.

    >>> waiver_of(Comment("ignore low-citation until 2027-01 because the paper is in print", 3, 5, 6))["until"]
    '2027-01-31'
    """
    said = _SAID.fullmatch(comment.text)
    if said is None:
        raise BadWaiverError(f"expected {FORM}, got {comment.text[:80]!r}")
    rules = [rule for rule in _SEPARATOR.split(said["rules"]) if rule]
    refuse_unknown(rules)
    try:
        until = parse_last_day(said["until"])
    except ValueError as error:
        raise BadWaiverError(f"until: {error}") from None
    return {
        "rules": rules,
        "first_line": str(comment.first_line),
        "last_line": str(comment.last_line),
        "until": until.isoformat(),
        "because": said["because"].strip(),
    }


def refuse_unknown(rules: list[str]) -> None:
    """Raise if one of some words is no rule of the gate; the nearest is the hint.

    >>> refuse_unknown(["low-citations"])
    Traceback (most recent call last):
    kg.readers.documents.waivers.BadWaiverError: there is no rule 'low-citations'; did you mean 'low-citation'?
    """
    for rule in rules:
        if rule not in RULES:
            close = nearest(rule, RULES)
            hint = f"did you mean {close!r}?" if close else f"rules are {', '.join(RULES)}"
            raise BadWaiverError(f"there is no rule {rule!r}; {hint}")
