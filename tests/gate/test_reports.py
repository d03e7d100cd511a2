"""The reports: what programs read is well-formed whatever a document says, and says what the findings say."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel
from sarif_pydantic import Sarif

from tests.gate.handbook import committed, run, write

HOSTILE = """\
# D

A <script>alert(1)</script> | cell ([a](https://low.org/a%0Ab?x=%25::error::y)) \x07 end.

日本\t語 [長い](https://low.org/b) ::set-output name=x::y `code` ]]> &amp;

See [x](no&<>"'|`.md).
"""


@pytest.fixture
def options(tmp_path: Path) -> list[str]:
    docs = write(tmp_path, d=HOSTILE, **{"ö, 50%": "[a](https://low.org/z)"})
    committed(tmp_path)
    return [str(docs), "--registry", str(tmp_path / "registry")]


def report(capsys: Any, options: list[str], how: str) -> str:
    status, out, err = run(capsys, "check", *options, "--format", how)
    assert status == 1, err
    return out


def facts(capsys: Any, options: list[str]) -> list[tuple[str, str, int]]:
    return [(row["rule"], row["file"], row["line"]) for row in json.loads(report(capsys, options, "json"))]


def test_sarif_is_of_its_model_and_complete(options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    log = json.loads(report(capsys, options, "sarif"))
    _refuse_unknown(Sarif.model_validate(log))
    (one,) = log["runs"]
    places = [result["locations"][0]["physicalLocation"] for result in one["results"]]
    names = [place["artifactLocation"]["uri"] for place in places]
    assert [
        (result["ruleId"], place["region"]["startLine"])
        for result, place in zip(one["results"], places, strict=True)
    ] == [(rule, line) for rule, _, line in facts(capsys, options)]
    assert names == ["docs/d.md"] * 3 + ["docs/%C3%B6%2C%2050%25.md"]
    rules = one["tool"]["driver"]["rules"]
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in one["results"])
    assert one["originalUriBaseIds"]["%SRCROOT%"]["uri"].endswith("/")
    prints = [result["partialFingerprints"]["kg/v1"] for result in one["results"]]
    assert len(set(prints)) == len(prints)


def _refuse_unknown(model: BaseModel) -> None:
    """A property that the model of SARIF does not know is misspelt; bags may hold any."""
    extra = set(model.model_extra or ()) - {"columnKind"}  # in the standard, and not in this model
    assert not extra, (type(model).__name__, extra)
    for name in type(model).model_fields:
        held = getattr(model, name)
        for inner in held if isinstance(held, list) else [held]:
            if isinstance(inner, BaseModel):
                _refuse_unknown(inner)


def test_sarif_marks_the_very_characters(options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    (one,) = json.loads(report(capsys, options, "sarif"))["runs"]
    regions = [result["locations"][0]["physicalLocation"]["region"] for result in one["results"]]
    lines = HOSTILE.splitlines()
    marked = [
        lines[part["startLine"] - 1][part["startColumn"] - 1 : part["endColumn"] - 1] for part in regions[:2]
    ]
    assert marked == ["[a](https://low.org/a%0Ab?x=%25::error::y", "[長い](https://low.org/b"]


def test_fingerprints_stay_when_lines_move(options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    def prints() -> set[str]:
        (one,) = json.loads(report(capsys, options, "sarif"))["runs"]
        return {result["partialFingerprints"]["kg/v1"] for result in one["results"]}

    before = prints()
    page = Path(options[0]) / "d.md"
    page.write_text("New.\n\n" + page.read_text("utf-8"), "utf-8")
    assert prints() == before


def test_github_annotations_cannot_be_broken_out_of(
    options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    lines = report(capsys, options, "github").splitlines()
    assert len(lines) == len(facts(capsys, options))
    assert all(line.startswith(("::error file=", "::warning file=")) for line in lines)
    assert lines[-1].startswith("::error file=docs/ö%2C 50%25.md,line=1,col=1,")


def test_junit_is_xml_with_a_failure_a_finding(
    options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    suites = ET.fromstring(report(capsys, options, "junit"))
    cases = suites.findall("./testsuite/testcase")
    assert suites.get("failures") == suites.get("tests") == str(len(cases))
    assert [(case.get("name"), case.find("failure") is not None) for case in cases] == [
        (f"{rule} {line}", True) for rule, _, line in facts(capsys, options)
    ]


def test_junit_without_a_finding_has_a_test_that_passes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, _ = run(capsys, "check", str(write(tmp_path, d="Nothing.")), "--format", "junit")
    suites = ET.fromstring(out)
    assert (status, suites.get("tests"), suites.get("failures")) == (0, "1", "0")


def test_markdown_holds_no_link_tag_or_row_of_a_document(
    options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    from markdown_it import MarkdownIt

    text = report(capsys, options, "markdown")
    rendered = MarkdownIt("commonmark").enable("table").render(text)
    assert rendered.count("<tr>") == len(facts(capsys, options)) + 1
    assert "<a " not in rendered
    assert "<script" not in rendered


def test_text_shows_the_line_and_a_mark_below(options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    text = report(capsys, options, "text")
    lines = text.splitlines()
    at = next(number for number, line in enumerate(lines) if "長い" in line)
    assert lines[at] == "     5 | 日本 語 [長い](https://low.org/b) ::set-output name=x::y `code` ]]> &amp;"
    assert lines[at + 1] == " " * 9 + " " * 8 + "^" * 24
    assert "\x07" not in text


def test_a_report_can_be_written_to_a_file(
    options: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "kg.sarif"
    status, out, err = run(capsys, "check", *options, "--format", "sarif", "--output", str(place))
    assert (status, out) == (1, "")
    assert json.loads(place.read_text("utf-8"))["version"] == "2.1.0"
    assert err.splitlines()[-1].startswith("4 findings on 2 pages")
