"""What once broke the gate: surroundings of a hook, odd lines, many waivers, spellings of one address."""

from __future__ import annotations

import time
from pathlib import Path

import polars as pl
import pytest

from kg.errors import RevisionError
from kg.gate.revisions import laid_out
from tests.gate.handbook import committed, git, run, said, write

LOW = "See [a](https://low.org/a)."
RELIES = "kg: ignore claim-relies-on-low until 2027-01-31 because it is quoted"


def test_what_git_sets_for_a_hook_does_not_lead_to_another_repository(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    docs = write(tmp_path / "one", d=LOW)
    committed(tmp_path / "one")
    write(tmp_path / "two", d="Nothing.")
    committed(tmp_path / "two")
    other = tmp_path / "two" / ".git"
    for name, value in {"GIT_DIR": other, "GIT_INDEX_FILE": other / "index", "GIT_PREFIX": "x/"}.items():
        monkeypatch.setenv(name, str(value))
    options = (str(docs), "--registry", str(tmp_path / "one" / "registry"), "--changed-since", "HEAD")
    assert run(capsys, "check", *options)[0] == 0


def test_an_object_that_git_lacks_is_an_error_with_a_hint(tmp_path: Path) -> None:
    docs = write(tmp_path, d=LOW)
    committed(tmp_path)
    name = git(tmp_path, "rev-parse", "HEAD:docs/d.md").strip()
    (tmp_path / ".git" / "objects" / name[:2] / name[2:]).unlink()
    with pytest.raises(RevisionError), laid_out([docs], "HEAD"):
        pass


def test_a_path_that_reads_as_a_pattern_is_taken_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    docs = write(tmp_path / ":(top) *", d=LOW)
    committed(tmp_path)
    options = (str(docs), "--registry", str(docs.parent / "registry"), "--changed-since", "HEAD")
    assert run(capsys, "check", *options)[0] == 0


@pytest.mark.parametrize("odd", ["\x0c", "\u2028", "\x85", "\x1e"])
def test_the_line_shown_is_the_line_named(
    odd: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    docs = write(tmp_path, d=f"Words{odd}more.\n\n{LOW}\n")
    _, out, _ = run(capsys, "check", str(docs), "--registry", str(tmp_path / "registry"))
    assert out.splitlines()[1:3] == [f"     3 | {LOW}", f"{' ' * 13}{'^' * 21}"]


def test_a_baseline_is_written_anew_in_place_of_the_one_of_kg_toml(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    docs = write(tmp_path, d=LOW)
    known = docs / "known.json"
    options = ("check", str(docs), "--registry", str(tmp_path / "registry"))
    settings = '[documents]\nformat = "markdown"\n[check]\nbaseline = "known.json"\n'
    (docs / "kg.toml").write_text(settings, "utf-8")
    assert run(capsys, *options, "--write-baseline", str(known))[0] == 0
    write(tmp_path, d=f"{LOW}\n\n{LOW.replace('/a', '/b')}")
    assert run(capsys, *options, "--write-baseline", str(known))[0] == 0
    assert run(capsys, *options)[0] == 0


def test_a_forged_spelling_says_nothing_of_another_citation_of_its_work(tmp_path: Path) -> None:
    docs = write(tmp_path, a="[a](https://x.org@good.org/a)", b="[a](https://good.org/a)")
    assert said(docs) == ["forged-address a.md:1 https://x.org@good.org/a"]


def test_a_capital_i_is_told_wherever_it_is_written(tmp_path: Path) -> None:
    docs = write(tmp_path, a="[a](https://modeiforum.org/)", b="[a](https://modeIforum.org/)")
    assert said(docs) == ["forged-address b.md:1 https://modeIforum.org/"]


@pytest.mark.parametrize("source", ["https://low.org/a/", "http://www.low.org/a", "https://low.org/a#x"])
def test_a_waiver_names_a_source_by_any_spelling_of_its_address(source: str, tmp_path: Path) -> None:
    docs = write(tmp_path, d=LOW)
    record = f'rules = "claim-relies-on-low"\nuntil = 2027-01-31\nbecause = "x"\nsource = "{source}"\n'
    (docs / "kg.toml").write_text(f'[documents]\nformat = "markdown"\n[[records.waivers]]\n{record}', "utf-8")
    assert said(docs) == []


def test_many_waivers_and_findings_take_no_quadratic_time() -> None:
    import datetime

    from kg.gate.waivers import Waivers

    number = 100_000
    lines = pl.Series(range(1, number + 1), dtype=pl.Int64)
    found = pl.DataFrame(
        {"rule": "low-citation", "file": "a.md", "line": lines, "first_line": lines, "last_line": lines}
    )
    table = found.select(
        pl.lit(["low-citation"]).alias("rules"),
        pl.lit(None, pl.String).alias("page"),
        pl.lit(None, pl.String).alias("source"),
        "file",
        "first_line",
        "last_line",
        pl.lit(datetime.date(2027, 1, 1)).alias("until"),
    )
    begun = time.perf_counter()
    assert Waivers(table, datetime.date(2026, 1, 1)).waive(found).all()
    assert time.perf_counter() - begun < 60


def test_a_path_given_twice_is_checked_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    docs = write(tmp_path, d=LOW)
    committed(tmp_path)
    options = ("--registry", str(tmp_path / "registry"))
    _, _, err = run(capsys, "check", str(docs), f"{docs}/", f"{docs}/../docs", *options)
    assert err.splitlines()[-1] == "1 finding on 1 page: 1 error"
    _, _, err = run(capsys, "check", str(docs), f"{docs}/../docs", *options, "--changed-since", "HEAD")
    assert err.splitlines()[-1] == "0 findings on 1 page: 1 known"


def test_an_unrated_work_that_a_line_names_does_not_count_for_its_page(tmp_path: Path) -> None:
    docs = write(tmp_path, d="[a](https://x.org@new.org/a)")
    assert said(docs, unrated_share=0.1) == ["forged-address d.md:1 https://x.org@new.org/a"]
