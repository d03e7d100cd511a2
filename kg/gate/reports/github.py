"""The report as workflow commands: GitHub shows each beside the changed line."""

from __future__ import annotations

from pathlib import Path

from kg.errors import visible
from kg.gate.report import Located, Report
from kg.gate.reports.sarif import below

_WORDS = {"error": "error", "warning": "warning", "note": "notice"}


def github_report(report: Report, *, base: Path) -> str:
    """Return an annotation a finding; files are named relative to the top of the repository.

    >>> from kg.gate.report import Report
    >>> github_report(Report([]), base=Path("."))
    ''
    """
    return "".join(f"{_annotation(one, base)}\n" for one in report.located)


def _annotation(one: Located, base: Path) -> str:
    facts: dict[str, str | int | None] = {
        "file": (below(one.path, base) or str(one.path)) if one.path is not None else None,
        "line": one.line,
        "col": one.column,
        "endColumn": one.end_column - 1 if one.end_column is not None else None,
        "title": f"kg: {one.rule}",
    }
    said = ",".join(f"{name}={_property(str(value))}" for name, value in facts.items() if value is not None)
    return f"::{_WORDS[one.severity]} {said}::{_data(visible(one.message))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
