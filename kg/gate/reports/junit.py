"""The report as JUnit XML: a failed test a finding, and one that passes where there is none."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from kg.errors import visible
from kg.gate.report import Located, Report
from kg.gate.reports.text import shown_path


def junit_report(report: Report) -> str:
    """Return the findings as a test suite.

    >>> from kg.gate.report import Report
    >>> junit_report(Report([])).splitlines()[1]
    '<testsuites name="kg check" tests="1" failures="0">'
    """
    located = report.located
    counts = {"tests": str(max(1, len(located))), "failures": str(len(located))}
    suites = ET.Element("testsuites", {"name": "kg check", **counts})
    suite = ET.SubElement(suites, "testsuite", {"name": "kg check", **counts, "errors": "0"})
    if not located:
        ET.SubElement(suite, "testcase", {"classname": "kg", "name": report.summary()})
    for one in located:
        _add(suite, one)
    ET.indent(suites)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(suites, encoding="unicode") + "\n"


def _add(suite: ET.Element, one: Located) -> None:
    file = visible(shown_path(one.path))
    line = "" if one.line is None else str(one.line)
    case = ET.SubElement(suite, "testcase", {"classname": file, "name": f"{one.rule} {line}".strip()})
    if one.path is not None:
        case.set("file", file)
    if line:
        case.set("line", line)
    failure = ET.SubElement(case, "failure", {"type": one.severity, "message": visible(one.message)})
    failure.text = f"{file}:{line} {visible(one.message)}\n{visible(one.text or '').strip()}"
