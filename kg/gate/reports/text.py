"""The report for a terminal: each finding with its line, a mark below what it is about, and what to do."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

from kg.errors import visible
from kg.gate.report import Located, Report
from kg.model.rules import RULES

_WIDEST = 160
_SHOWN_BEFORE = 60


def text_report(report: Report) -> str:
    """Return the findings for people, in the order of files and lines.

    >>> import kg
    >>> from kg.gate.report import Input
    >>> text_report(Report([Input(Path("examples/evidence"), None, kg.check(kg.load("examples/evidence")))])).splitlines()[-1]
    '  mend: Look at the raters (`kg explain`), and settle it by an override with a reason.'
    """
    return "".join(f"{_finding(one)}\n" for one in report.located)


def shown_path(path: Path | None) -> str:
    """Return a path as it is best named from where the command runs.

    >>> shown_path(Path("docs/../README.md")), shown_path(None)
    ('README.md', '-')
    """
    if path is None:
        return "-"
    relative = os.path.relpath(path)
    return os.path.abspath(path) if relative.startswith("..") else relative  # noqa: PTH100 - links are kept


def _finding(one: Located) -> str:
    place = visible(shown_path(one.path))
    for number in (one.line, one.column):
        place += f":{number}" if number is not None else ""
    page = f" (page {visible(one.page)})" if one.page is not None and one.text is None else ""
    lines = [f"{place}: {one.severity}: {visible(one.message)}{page} [{one.rule}]"]
    if one.text is not None:
        lines += _marked(one)
    lines.append(f"  mend: {RULES[one.rule].mend}")
    return "\n".join(lines)


def _marked(one: Located) -> list[str]:
    """Return the line in which a finding stands, and below it a mark under what it is about."""
    text = one.text or ""
    column = one.column or len(text) - len(text.lstrip()) + 1
    begin = max(0, column - 1 - _SHOWN_BEFORE) if len(text) > _WIDEST else 0
    shown = text[begin : begin + _WIDEST]
    end = min(one.end_column or column + 1, begin + len(shown) + 1)
    before = visible(shown[: column - 1 - begin].replace("\t", " "))
    under = visible(shown[column - 1 - begin : end - 1 - begin].replace("\t", " "))
    after = visible(shown[end - 1 - begin :].replace("\t", " "))
    lead, tail = "..." if begin else "", "..." if begin + _WIDEST < len(text) else ""
    margin = f"{one.line:>6} | "
    mark = " " * (_width(lead) + _width(before)) + "^" * max(1, _width(under))
    return [f"{margin}{lead}{before}{under}{after}{tail}".rstrip(), f"{' ' * len(margin)}{mark}"]


def _width(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(
        0 if unicodedata.combining(one) else 2 if unicodedata.east_asian_width(one) in "WF" else 1
        for one in text
    )
