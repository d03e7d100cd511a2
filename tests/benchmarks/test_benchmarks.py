"""The benchmarks run, and compare equal answers. No test asserts a time: `python -m benchmarks` does."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

import kg
from benchmarks import (
    analysis,
    claims,
    cold_start,
    documents,
    frames,
    growth,
    large,
    memory,
    questions,
    ratings,
    rdf_files,
    rdf_sizes,
    urls,
)
from benchmarks.hostile import hostile_addresses
from benchmarks.longterm import MAP, longterm
from benchmarks.measuring import REPOSITORY
from benchmarks.networkx_analysis import Facts, analyse, facts_of
from benchmarks.rows import Row, Run, UnequalError, require_equal
from benchmarks.table import DOCUMENT, END, START, as_markdown, write_document
from benchmarks.worlds import (
    LONGTERM,
    WIKIPEDIA,
    Shape,
    build,
    name_world,
    open_world,
    random_world,
    save_world,
)
from kg.ratings.assertions import statements
from kg.readers.documents.configuration import Mark, Options
from kg.readers.documents.workers import Job, parse_here
from kg.resolution.addresses import resolver_for
from kg.resolution.urls import canonicalize

by_shape = pytest.mark.parametrize("shape", [LONGTERM, WIKIPEDIA], ids=lambda shape: shape.name)


def both_sides(shape: Shape, seed: int) -> tuple[pl.DataFrame, Facts]:
    """The exposure of a small world by kg, and the same world for networkx."""
    world = random_world(3_000, shape=shape, seed=seed)
    words = name_world(world)
    cites = build(world)
    names = analysis.names_of(words)
    facts = facts_of(world, names, analysis.ordered_edges(cites, names))
    return analysis.exposure_of(world, words, cites), facts


@by_shape
@pytest.mark.parametrize("seed", range(3))
def test_networkx_and_loops_tell_of_every_page_what_kg_tells(shape: Shape, seed: int) -> None:
    table, facts = both_sides(shape, seed)
    mine = analysis.answers_of(table)
    assert mine == analyse(facts)
    assert mine == analyse(facts, by_hand=True)


def test_the_random_worlds_have_every_case() -> None:
    table = pl.concat([both_sides(shape, seed=1)[0] for shape in (LONGTERM, WIKIPEDIA)])
    assert set(table["hops"].to_list()) == {None, 0, 1, 2}
    assert (table["cited"] == 0).any()
    assert (table["rated"] < table["cited"]).any()


def test_different_answers_are_refused() -> None:
    with pytest.raises(UnequalError, match="exposure"):
        require_equal("exposure", {"page:a": 1}, {"page:a": 2})


def test_a_world_is_the_same_each_time_and_after_a_file(tmp_path: Path) -> None:
    world = random_world(500)
    save_world(world, tmp_path / "world.npz")
    for other in (random_world(500), open_world(str(tmp_path / "world.npz"))):
        assert other.tails.tolist() == world.tails.tolist()
        assert other.heads.tolist() == world.heads.tolist()
        assert other.level[other.publisher].tolist() == world.level[world.publisher].tolist()
    assert random_world(500, seed=2).heads.tolist() != world.heads.tolist()


@pytest.mark.slow
@pytest.mark.parametrize(
    "run", [analysis.run, ratings.run, rdf_files.run, urls.run], ids=lambda run: run.__module__
)
def test_a_quick_run_compares_equal_answers(run: Run) -> None:
    rows = run(quick=True)
    assert rows
    assert all(row.holds is not False for row in rows)


@pytest.mark.slow
@pytest.mark.parametrize("run", [growth.run, memory.run, large.run], ids=lambda run: run.__module__)
def test_a_quick_run_measures_fresh_processes(run: Run) -> None:
    assert [row.holds for row in run(quick=True)] == [None, None]


@pytest.mark.slow
def test_a_quick_run_writes_rdf_in_fresh_processes() -> None:
    rows = rdf_sizes.run(quick=True)
    assert [row.bar for row in rows if row.bar != "-"] == ["≤ 10 CPU s", "≤ 1.5 GB", "≤ 1.5 GB"]
    assert len(rows) == 11
    assert all(row.holds is None for row in rows)


@pytest.mark.slow
def test_a_quick_run_asks_every_question_of_both_engines() -> None:
    rows = questions.run(quick=True)
    assert [row.bar for row in rows] == ["-", "≥ 5x", "≥ 20x", "-"]
    assert all(row.holds is None for row in rows)


@pytest.mark.slow
def test_a_quick_run_looks_at_the_graph_in_a_browser() -> None:
    """In a process of its own: a browser of the other tests may run in this one."""
    command = [sys.executable, "-m", "benchmarks", "frames", "--quick"]
    done = subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True, text=True, timeout=300)
    assert "0 bars hold, 0 missed" in done.stdout
    assert done.stdout.count("holds -") == 5 or "SKIPPED" in done.stdout


def test_where_no_browser_is_the_frames_are_skipped_and_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    (row,) = frames.run()
    assert row.measured.startswith("SKIPPED: no Chromium")
    assert row.holds is None


@pytest.mark.slow
def test_a_quick_run_judges_claims_as_plain_loops_do() -> None:
    assert len(claims.run(quick=True)) == 3


def test_every_page_of_the_benchmark_cites(tmp_path: Path) -> None:
    for form, (suffix, writer) in documents.FORMATS.items():
        folder = tmp_path / form
        folder.mkdir()
        names, size = documents.write_pages(folder, suffix, writer, 2)
        options = Options(format=form, components={"R": Mark("id")}, shortcodes={"cite": Mark("0")})
        found = parse_here(Job(folder, names, options))
        assert size > 5_000
        assert all(len(one.parsed.blocks) == 20 and not one.parsed.findings for one in found), form


def test_the_cold_start_reads_the_same_from_csv_and_from_a_snapshot(shared: Path) -> None:
    assert longterm() == shared / "data" / "longterm"
    assert len(cold_start.run(quick=True)) == 3


def test_urllib_and_kg_find_the_same_publisher_of_every_real_address(shared: Path) -> None:
    corpus = kg.read(shared / "data" / "longterm", map=MAP)
    said = statements(corpus)
    resolver = resolver_for(said.corpus, as_of=urls.DAY, rated=said.rated)
    addresses = urls.many(corpus["sources"]["url"].drop_nulls(), 2)
    found = resolver.resolve(addresses)
    theirs = urls.by_urllib(addresses.to_list(), urls.registry_of(resolver.registry.places))
    assert found["publisher"].count() > 2_000
    assert found["publisher"].to_list() == urls.but_for_searches(theirs, found)


def test_where_the_facts_are_absent_it_is_said_loudly(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KG_SHARED", str(tmp_path))
    (row,) = cold_start.run()
    assert row.measured.startswith("SKIPPED")
    assert row.holds is None
    assert capsys.readouterr().err.startswith("SKIPPED")


def test_no_hostile_address_has_another_host_than_a_browser_sees() -> None:
    addresses = hostile_addresses()[::23]
    right = [urls.host_by_standard(address) for address in addresses]
    assert len(set(right)) > 10
    assert canonicalize(pl.Series(addresses))["host"].to_list() == right
    assert [urls.host_by_urllib(address) for address in addresses] != right


def test_the_table_is_written_between_its_marks(tmp_path: Path) -> None:
    document = tmp_path / "benchmarks.md"
    document.write_text(f"before\n{START}\nwhat was there\n{END}\nafter\n", "utf-8")
    rows = [Row("a job", "≥ 2x", "1 s against 3 s", 3.0, True), Row("another", "≤ 1 s", "2 s", None, False)]
    for _ in range(2):
        write_document(rows, document)
    text = document.read_text("utf-8")
    assert text.startswith("before\n")
    assert text.endswith("\nafter\n")
    assert "what was there" not in text
    assert text.count("| a job | ≥ 2x | 1 s against 3 s | 3.0x | yes |") == 1
    assert "| another | ≤ 1 s | 2 s | - | **no** |" in text
    assert "- CPU: " in text


def test_the_document_has_its_marks_and_one_table() -> None:
    text = DOCUMENT.read_text("utf-8")
    assert text.count(START) == text.count(END) == 1
    assert as_markdown([]).splitlines()[0] in text
