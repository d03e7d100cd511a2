"""The report as SARIF 2.1.0, which code hosts and editors show (OASIS Static Analysis Results Interchange Format)."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import quote

from kg._version import __version__
from kg.gate.report import Located, Report
from kg.model.rules import OFF, RULES, GateRule

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_BASE = "%SRCROOT%"
_LEVELS = {"error": "error", "warning": "warning", "note": "note", OFF: "none"}


def sarif_report(report: Report, *, base: Path) -> str:
    """Return one run as SARIF; files below ``base`` are named relative to it.

    >>> from kg.gate.report import Report
    >>> json.loads(sarif_report(Report([]), base=Path(".")))["version"]
    '2.1.0'
    """
    rules = list(RULES.values())
    index = {rule.id: position for position, rule in enumerate(rules)}
    run = {
        "tool": {
            "driver": {
                "name": "kg",
                "version": __version__,
                "semanticVersion": __version__,
                "rules": [_rule(rule) for rule in rules],
            }
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_BASE: {"uri": f"{base.resolve().as_uri().rstrip('/')}/"}},
        "results": [_result(one, index[one.rule], base) for one in report.located],
    }
    return (
        json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1, ensure_ascii=False)
        + "\n"
    )


def below(path: Path, base: Path) -> str | None:
    """Return the name of a file relative to a folder, with slashes; None if it lies elsewhere.

    >>> below(Path("docs/index.md"), Path("docs")), below(Path("README.md"), Path("docs"))
    ('index.md', None)
    """
    relative = os.path.relpath(path.resolve(), base.resolve())
    return None if Path(relative).parts[:1] == ("..",) else Path(relative).as_posix()


def _rule(rule: GateRule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "name": "".join(word.capitalize() for word in rule.id.split("-")),
        "shortDescription": {"text": rule.meaning},
        "fullDescription": {"text": rule.meaning},
        "help": {"text": rule.mend, "markdown": rule.mend},
        "defaultConfiguration": {
            "level": _LEVELS[rule.severity],
            "enabled": rule.severity != OFF,
        },
        "properties": {"tags": ["credibility", str(rule.scope)]},
    }


def _result(one: Located, position: int, base: Path) -> dict[str, Any]:
    facts = {"page": one.page, "source": one.source, "credibilityLevel": one.level, "basis": one.basis}
    result: dict[str, Any] = {
        "ruleId": one.rule,
        "ruleIndex": position,
        "level": _LEVELS[one.severity],
        "message": {"text": one.message},
        "partialFingerprints": {"kg/v1": hashlib.sha256(one.key.encode()).hexdigest()},
        "properties": {name: value for name, value in facts.items() if value is not None},
    }
    if one.path is not None:
        result["locations"] = [{"physicalLocation": _place(one, one.path, base)}]
    return result


def _place(one: Located, path: Path, base: Path) -> dict[str, Any]:
    inside = below(path, base)
    file = (
        {"uri": quote(os.fsencode(inside)), "uriBaseId": _BASE}
        if inside
        else {"uri": path.resolve().as_uri()}
    )
    place: dict[str, Any] = {"artifactLocation": file}
    if one.line is not None and one.line > 0:
        region: dict[str, Any] = {"startLine": one.line}
        if one.column is not None:
            region["startColumn"] = one.column
        if one.column is not None and one.end_column is not None:
            region["endColumn"] = one.end_column
        if one.text is not None:
            region["snippet"] = {"text": one.text}
        place["region"] = region
    return place
