"""The report as Markdown, for a comment on a change or the summary of a job."""

from __future__ import annotations

import re

from kg.errors import visible
from kg.gate.report import Located, Report
from kg.gate.reports.text import shown_path
from kg.model.rules import RULES

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+!|~@&:])")
_MOST_ROWS = 200


def markdown_report(report: Report) -> str:
    """Return a heading, a table of findings and what the rules mean.

    >>> from kg.gate.report import Report
    >>> markdown_report(Report([]))
    '### kg: 0 findings on 0 pages\\n'
    """
    lines = [f"### kg: {report.summary()}"]
    shown = report.located[:_MOST_ROWS]
    if shown:
        lines += ["", "| | where | what | rule |", "|---|---|---|---|", *(_row(one) for one in shown)]
        if len(shown) < len(report.located):
            lines += ["", f"{len(report.located) - len(shown)} more; kg check --format text shows all."]
        lines.append("")
        lines += [f"- `{rule}`: {RULES[rule].mend}" for rule in dict.fromkeys(one.rule for one in shown)]
    return "\n".join(lines) + "\n"


def _row(one: Located) -> str:
    line = "" if one.line is None else f":{one.line}"
    where = _text(shown_path(one.path)) + line
    return f"| {one.severity} | {where} | {_text(one.message)} | `{one.rule}` |"


def _text(text: str) -> str:
    """Return a text that Markdown shows as it is: no link, tag, mention or row of its own."""
    return _SPECIAL.sub(r"\\\1", visible(text))
