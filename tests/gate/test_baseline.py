"""Only what is new fails: a file of known findings, or those of a git revision."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.gate.handbook import committed, git, rows, run, write

LOW = "Sleep is short ([a](https://low.org/a))."
MORE = "Naps are long ([b](https://low.org/b))."
FINE = "Beds are soft ([c](https://good.org/c))."


@pytest.fixture(params=["baseline", "revision"])
def known(request: pytest.FixtureRequest, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """A handbook with one finding that is known, and the options that say so."""
    docs = write(tmp_path, d=f"# D\n\n{LOW}\n\n{FINE}\n", e=f"# E\n\n{FINE}\n")
    options = [str(docs), "--registry", str(tmp_path / "registry")]
    if request.param == "revision":
        committed(tmp_path)
        return [*options, "--changed-since", "HEAD"]
    known = tmp_path / "known.json"
    assert run(capsys, "check", *options, "--write-baseline", str(known))[0] == 0
    return [*options, "--baseline", str(known)]


CHANGES = {
    "nothing": ({}, []),
    "its paragraph moves": ({"d": f"# D\n\n{FINE}\n\nNew text.\n\n{LOW}\n"}, []),
    "its paragraph moves to another page": ({"d": f"# D\n\n{FINE}\n", "e": f"# E\n\n{FINE}\n\n{LOW}\n"}, []),
    "its paragraph is reworded": ({"d": f"# D\n\n{LOW.replace('short', 'too short')}\n\n{FINE}\n"}, []),
    "its claim gains a good source": ({"d": f"# D\n\n{LOW} See [d](https://good.org/d).\n\n{FINE}\n"}, []),
    "it is mended": ({"d": f"# D\n\n{FINE}\n"}, []),
    "another": ({"d": f"# D\n\n{LOW}\n\n{MORE}\n\n{FINE}\n"}, [("claim-relies-on-low", 5)]),
    "the same source once more": (
        {"d": f"# D\n\n{LOW}\n\n{MORE.replace('/b', '/a')}\n"},
        [("claim-relies-on-low", 5)],
    ),
    "a copy on another page": ({"e": f"# E\n\n{FINE}\n\n{LOW}\n"}, [("claim-relies-on-low", 5)]),
}


@pytest.mark.parametrize(("files", "expected"), CHANGES.values(), ids=CHANGES)
def test_what_is_new(
    files: dict[str, str],
    expected: list[tuple[str, int]],
    known: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    write(tmp_path, **files)
    assert [(row["rule"], row["line"]) for row in rows(capsys, *known)] == expected
    assert run(capsys, "check", *known)[0] == (1 if expected else 0)


def test_a_claim_that_loses_its_good_source_is_new(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    docs = write(tmp_path, d=f"{LOW} See [d](https://good.org/d).")
    committed(tmp_path)
    write(tmp_path, d=LOW)
    options = (str(docs), "--registry", str(tmp_path / "registry"), "--changed-since", "HEAD")
    assert [row["rule"] for row in rows(capsys, *options)] == ["claim-relies-on-low"]


def test_a_rating_that_falls_brings_findings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    docs = write(tmp_path, d=FINE)
    committed(tmp_path)
    registry = tmp_path / "registry" / "publishers.yaml"
    registry.write_text(registry.read_text().replace("level: 4", "level: 2"))
    options = (str(docs), "--registry", str(tmp_path / "registry"), "--changed-since", "HEAD")
    assert [row["rule"] for row in rows(capsys, *options)] == ["claim-relies-on-low"]


def test_a_waiver_that_goes_brings_its_finding_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    docs = write(tmp_path, d=f"<!-- kg: ignore claim-relies-on-low until 2099-01-01 because x -->\n{LOW}")
    committed(tmp_path)
    write(tmp_path, d=LOW)
    options = (str(docs), "--registry", str(tmp_path / "registry"), "--changed-since", "HEAD")
    assert [row["rule"] for row in rows(capsys, *options)] == ["claim-relies-on-low"]


def test_a_folder_that_the_revision_lacks_is_new(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text("a")
    committed(tmp_path)
    docs = write(tmp_path, d=LOW)
    options = (str(docs), "--registry", str(tmp_path / "registry"), "--changed-since", "HEAD")
    assert len(rows(capsys, *options)) == 1


def test_links_to_files_that_are_no_documents_hold_in_a_revision(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    docs = write(tmp_path, d="[chart](chart.png) [gone](gone.png)")
    (docs / "chart.png").write_bytes(b"\x89PNG")
    committed(tmp_path)
    (docs / "chart.png").unlink()
    options = (str(docs), "--registry", str(tmp_path / "registry"), "--changed-since", "HEAD")
    assert [row["message"] for row in rows(capsys, *options)] == ["chart.png leads to nothing that is there"]


def test_the_repository_itself_can_be_the_path(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    docs = write(tmp_path, d=LOW)
    committed(docs)
    write(tmp_path, d=f"{LOW}\n\n{MORE}")
    options = (str(docs), "--registry", str(tmp_path / "registry"), "--changed-since", "HEAD")
    assert [row["line"] for row in rows(capsys, *options)] == [3]


def test_git_runs_nothing_that_the_repository_names(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    docs = write(tmp_path, d=LOW)
    (tmp_path / ".gitattributes").write_text("*.md filter=evil export-ignore export-subst\n")
    committed(tmp_path)
    ran = tmp_path / "ran"
    git(tmp_path, "config", "filter.evil.smudge", f"touch {ran}")
    git(tmp_path, "config", "filter.evil.clean", f"touch {ran}")
    git(tmp_path, "config", "core.fsmonitor", f"touch {ran}")
    hook = tmp_path / ".git" / "hooks" / "post-checkout"
    hook.write_text(f"#!/bin/sh\ntouch {ran}\n")
    hook.chmod(0o755)
    options = (str(docs), "--registry", str(tmp_path / "registry"), "--changed-since", "HEAD")
    assert rows(capsys, *options) == []
    assert not ran.exists()


@pytest.mark.parametrize("revision", ["nope", "--output=/tmp/x", "HEAD~5", ""])
def test_no_such_revision(revision: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    docs = write(tmp_path, d=LOW)
    committed(tmp_path)
    status, out, err = run(capsys, "check", str(docs), f"--changed-since={revision}", "--format", "json")
    assert (status, out) == (2, "[]\n")
    assert f"there is no revision {revision!r}" in err


def test_a_baseline_that_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    docs = write(tmp_path, d=LOW)
    for content in (
        "[]",
        "{",
        '{"format": "kg-baseline", "version": 9}',
        '{"format": "kg-baseline", "version": 1, "findings": [1]}',
    ):
        (tmp_path / "b.json").write_text(content)
        status, _, err = run(capsys, "check", str(docs), "--baseline", str(tmp_path / "b.json"))
        assert status == 2
        assert "is no baseline" in err


def test_a_baseline_named_in_kg_toml(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    docs = write(tmp_path, d=LOW)
    options = (str(docs), "--registry", str(tmp_path / "registry"))
    run(capsys, "check", *options, "--write-baseline", str(docs / "known.json"))
    (docs / "kg.toml").write_text('[documents]\nformat = "markdown"\n[check]\nbaseline = "known.json"\n')
    status, _, err = run(capsys, "check", *options)
    assert status == 0
    assert err.splitlines()[-1] == "0 findings on 1 page: 1 known"
