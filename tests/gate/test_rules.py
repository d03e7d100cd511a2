"""Which rule speaks of which citation: one cause, one finding."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.gate.handbook import rows, run, said, write

CASES = {
    "nothing but low": ("See [a](https://low.org/a).", ["claim-relies-on-low d.md:1 https://low.org/a"]),
    "low beside good": (
        "See [a](https://low.org/a) and [b](https://good.org/b).",
        ["low-citation d.md:1 https://low.org/a"],
    ),
    "low beside unrated": (
        "See [a](https://low.org/a) and [b](https://new.org/b).",
        ["claim-may-rely-on-low d.md:1 https://low.org/a"],
    ),
    "good": ("See [a](https://good.org/a).", []),
    "unrated": ("See [a](https://new.org/a).", []),
    "disputed": ('See [a](https://low.org/a "cito:disputes").', []),
    "disputed low does not support, so the good one stands": (
        'See [a](https://low.org/a "cito:refutes") and [b](https://good.org/b).',
        [],
    ),
    "two low": (
        "See [a](https://low.org/a) and\n[b](https://mixed.org/b).",
        ["claim-relies-on-low d.md:1 https://low.org/a", "claim-relies-on-low d.md:2 https://mixed.org/b"],
    ),
    "look-alike": ("See [a](https://g00d.org/a).", ["forged-address d.md:1 https://g00d.org/a"]),
    "user before the host": (
        "See [a](https://good.org@evil.net/a).",
        ["forged-address d.md:1 https://good.org@evil.net/a"],
    ),
    "forged and low is one finding": (
        "See [a](https://good.org@low.org/a).",
        ["forged-address d.md:1 https://good.org@low.org/a"],
    ),
    "the forged spelling of an address cited plainly before": (
        "See [a](https://good.org/a).\n\nSee [a](https://x@good.org/a).",
        ["forged-address d.md:3 https://x@good.org/a"],
    ),
    "broken link": ("See [a](nowhere.md).", ["broken-reference d.md:1"]),
    "broken footnote": ("See it.[^1]", ["broken-reference d.md:1"]),
    "claims apart": (
        "- [a](https://good.org/a)\n- [b](https://low.org/b)",
        ["claim-relies-on-low d.md:2 https://low.org/b"],
    ),
    "a footnote": (
        "It helps.[^1]\n\n[^1]: <https://low.org/b>.",
        ["claim-relies-on-low d.md:3 https://low.org/b"],
    ),
    "a footnote with two marks is one finding, the more severe": (
        "One.[^1]\n\nTwo, as [b](https://good.org/b) says.[^1]\n\n[^1]: <https://low.org/b>.",
        ["claim-relies-on-low d.md:5 https://low.org/b"],
    ),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_the_rule_that_speaks(text: str, expected: list[str], tmp_path: Path) -> None:
    assert said(write(tmp_path, d=text)) == expected


def test_a_rule_that_is_off_lets_the_next_speak(tmp_path: Path) -> None:
    docs = write(tmp_path, d="See [a](https://low.org/a).")
    off = {"claim-relies-on-low": "off"}
    assert said(docs, severities=off) == ["low-citation d.md:1 https://low.org/a"]
    assert said(docs, severities={**off, "low-citation": "off"}) == ["page-exposed d.md:1"]
    assert said(docs, severities={**off, "low-citation": "off", "page-exposed": "off"}) == []


def test_a_page_rule_speaks_only_of_what_no_line_says(tmp_path: Path) -> None:
    text = "See [a](https://low.org/a), [b](https://mixed.org/b) and [c](https://good.org/c)."
    assert said(write(tmp_path, d=text)) == [
        "low-citation d.md:1 https://low.org/a",
        "low-citation d.md:1 https://mixed.org/b",
    ]


@pytest.mark.parametrize(("bound", "expected"), [(0.4, ["unrated-share d.md:1"]), (0.5, []), (None, [])])
def test_the_share_of_unrated_works_has_a_bound(
    bound: float | None, expected: list[str], tmp_path: Path
) -> None:
    docs = write(
        tmp_path,
        d="[a](https://new.org/a) [b](https://new.org/b) [c](https://good.org/c) [d](https://good.org/d)",
    )
    assert said(docs, unrated_share=bound) == expected


def test_contested_retracted_and_expired_are_told(tmp_path: Path) -> None:
    docs = write(
        tmp_path,
        d="[a](https://good.org/a)\n\n[b](https://good.org/b)\n\n[c](https://doi.org/10.1/x)\n\n[d](https://good.org/d)\n",
    )
    (tmp_path / "registry" / "ratings.csv").write_text(
        "subject,rater,value,valid_from,valid_through,reason,override\n"
        "https://good.org/a,wikipedia,generally unreliable,,,,\n"
        "https://good.org/a,mbfc,high,,,,\n"
        "https://good.org/a,house,4,,,,\n"
        "doi:10.1/x,retraction-watch,retraction,,,,\n"
        "https://good.org/d,house,1,2020-01-01,2020-12-31,it was in doubt,true\n",
        "utf-8",
    )
    assert said(docs) == [
        "contested-source d.md:1 https://good.org/a",
        "retracted-source d.md:5 https://doi.org/10.1/x",
        "expired-override registry/ratings.csv:6",
    ]


def test_an_expired_override_of_what_nobody_cites_is_no_finding(tmp_path: Path) -> None:
    docs = write(tmp_path, d="[a](https://good.org/a)")
    (tmp_path / "registry" / "ratings.csv").write_text(
        "subject,rater,value,valid_through,reason,override\npublisher:low,house,1,2020-12-31,doubt,true\n",
        "utf-8",
    )
    assert said(docs) == []


def test_findings_have_the_keys_that_stay_fixed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    docs = write(tmp_path, guide__sleep="# S\n\nSee [a](https://low.org/a).")
    found = rows(capsys, str(docs), "--registry", str(tmp_path / "registry"))
    (row,) = found
    assert list(row) == ["rule", "severity", "file", "line", "page", "source", "level", "basis", "message"]
    assert (row["rule"], row["severity"]) == ("claim-relies-on-low", "error")
    assert (row["file"], row["line"], row["page"]) == ("guide/sleep.md", 3, "guide/sleep")
    assert (row["level"], row["basis"]) == (1, "publisher")
    assert (
        row["message"]
        == "the claim has nothing above low: 1 Low - inherited from publication venue: low (low.org matches host)"
    )


@pytest.mark.parametrize(
    ("text", "options", "expected"),
    [
        ("[a](https://good.org/a)", (), 0),
        ("[a](https://low.org/a)", (), 1),
        ("[a](https://low.org/a) [b](https://good.org/b)", (), 1),
        ("[a](https://low.org/a) [b](https://good.org/b)", ("--fail-on", "error"), 0),
        ("[a](https://low.org/a)", ("--fail-on", "error"), 1),
        ("[a](https://low.org/a)", ("--as-of", "soon"), 2),
        ("[a](https://low.org/a)", ("--format", "excel"), 2),
        ("[a](https://low.org/a)", ("--baseline", "none.json"), 2),
        ("[a](https://low.org/a)", ("--changed-since", "HEAD"), 2),
    ],
)
def test_exit_status(
    text: str, options: tuple[str, ...], expected: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    docs = write(tmp_path, d=text)
    status, _, err = run(capsys, "check", str(docs), "--registry", str(tmp_path / "registry"), *options)
    assert status == expected, err
    assert "Traceback" not in err


def test_a_path_that_is_not_there_is_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, "check", str(tmp_path / "none"), "--format", "json")
    assert (status, out) == (2, "[]\n")
    assert "there is no such file or folder" in err


def test_several_paths_are_checked_each_by_itself(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one = write(tmp_path / "one", index="[a](https://low.org/a)")
    two = write(tmp_path / "two", index="[a](https://low.org/a)")
    found = rows(capsys, str(one), str(two), "--registry", str(tmp_path / "one" / "registry"))
    assert [row["file"] for row in found] == [f"{one}/index.md", f"{two}/index.md"]


def test_settings_stand_in_kg_toml(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    docs = write(tmp_path, d="[a](https://low.org/a) [b](https://good.org/b)")
    (docs / "kg.toml").write_text(
        '[documents]\nformat = "markdown"\n[check.severities]\nlow-citation = "note"\n', "utf-8"
    )
    (row,) = rows(capsys, str(docs), "--registry", str(tmp_path / "registry"))
    assert row["severity"] == "note"
    (docs / "kg.toml").write_text('[check.severities]\nlow-citations = "note"\n', "utf-8")
    status, _, err = run(capsys, "check", str(docs))
    assert status == 2
    assert "Did you mean 'low-citation'?" in err


def test_a_snapshot_keeps_its_waivers_and_severities(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    docs = write(
        tmp_path,
        d="""
        [a](https://low.org/a) <!-- kg: ignore claim-relies-on-low until 2099-01-01 because known -->

        [b](https://low.org/b)
        """,
    )
    (docs / "kg.toml").write_text(
        'as_of = 2026-11-24\n[documents]\nformat = "markdown"\n[check.severities]\nclaim-relies-on-low = "note"\n'
        '[[records.publishers]]\nid = "low"\nlevel = 1\nplaces = ["low.org"]\n',
        "utf-8",
    )
    snapshot = tmp_path / "x.kg"
    assert run(capsys, "build", str(docs), "-o", str(snapshot))[0] == 0
    assert rows(capsys, str(snapshot)) == rows(capsys, str(docs))
    assert [row["severity"] for row in rows(capsys, str(snapshot))] == ["note"]
