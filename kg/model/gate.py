"""What a project says of its gate: how serious each rule is, the share of unrated works it bears, its baseline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kg.errors import PolicyError, nearest_or_all
from kg.model.rules import OFF, RULES
from kg.model.words import Severity

_SEVERITIES = (*(word.value for word in Severity), OFF)


@dataclass(frozen=True, slots=True)
class Gate:
    """The section ``[check]`` of ``kg.toml``.

    >>> Gate().severity("low-citation"), Gate({"low-citation": "off"}).severity("low-citation")
    ('warning', 'off')
    """

    severities: Mapping[str, str] = field(default_factory=dict)
    """Severities of rules, by their names, where they differ from the defaults; ``off`` asks none."""
    unrated_share: float | None = None
    """The share of unrated works from which a page is a finding; stated, it turns that rule on."""
    baseline: str | None = None
    """File of known findings, in the folder of ``kg.toml``."""

    def severity(self, rule: str) -> str:
        """Return how serious a rule is here."""
        stated = self.severities.get(rule)
        if stated is None and rule == "unrated-share" and self.unrated_share is not None:
            return Severity.WARNING.value
        return stated or RULES[rule].severity


def gate_from(said: Mapping[str, Any], *, where: str) -> Gate:
    """Return the gate that a section ``[check]`` states.

    Raises
    ------
    PolicyError
        A name or rule is unknown, or a value out of range.

    >>> gate_from({"unrated_share": 0.5}, where="kg.toml").severity("unrated-share")
    'warning'
    """
    for name in said:
        _known(name, ("severities", "unrated_share", "baseline"), where)
    severities = said.get("severities", {})
    if not isinstance(severities, dict):
        raise PolicyError('severities: expected rule = "severity"', where=where)
    for rule, word in severities.items():
        _known(rule, tuple(RULES), f"{where}: severities")
        if word not in _SEVERITIES:
            expected = ", ".join(_SEVERITIES)
            raise PolicyError(f"severities.{rule}: expected one of {expected}, got {word!r}", where=where)
    share, baseline = said.get("unrated_share"), said.get("baseline")
    number = isinstance(share, (int, float)) and not isinstance(share, bool) and 0 <= share <= 1
    if share is not None and not number:
        raise PolicyError(f"unrated_share: expected 0 to 1, got {share!r}", where=where)
    if baseline is not None and (not isinstance(baseline, str) or not baseline):
        raise PolicyError(f"baseline: expected a file, got {baseline!r}", where=where)
    return Gate(dict(severities), share, baseline)


def _known(name: str, known: tuple[str, ...], where: str) -> None:
    if name not in known:
        raise PolicyError(f"unknown name {name!r}", where=where, hint=nearest_or_all(name, known))
