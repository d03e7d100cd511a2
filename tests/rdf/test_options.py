"""The options of `kg export` that say how much becomes RDF, and files that are packed."""

import gzip
from pathlib import Path

import pytest

import kg
from kg.cli import main
from kg.errors import ExportError
from kg.exporters.rdf_files import export_rdf
from kg.rdf.extent import Citations, Detail, Extent
from kg.rdf.notes import left_out
from kg.rdf.unpacking import unpacked
from tests.machine import REPOSITORY
from tests.rdf.worlds import small_world

SEEDS = str(REPOSITORY / "seeds")


def exported(tmp_path: Path, *options: str) -> str:
    file = tmp_path / "graph.nq"
    with pytest.raises(SystemExit) as status:
        main(["export", SEEDS, str(file), *options])
    assert not status.value.code
    return file.read_text("utf-8")


def test_each_option_of_the_command_reaches_the_file(tmp_path: Path) -> None:
    whole = exported(tmp_path)
    assert all(word in whole for word in ("cito/Citation>", "#outcome>", "#explanation>", "/graph/derived/"))
    assert "cito/Citation>" not in exported(tmp_path, "--citations", "direct")
    assert "#outcome>" not in exported(tmp_path, "--steps", "none")
    assert "#explanation>" not in exported(tmp_path, "--explanations", "none")
    assert "/measurement/" in exported(tmp_path, "--measurements")
    assert "/graph/derived/" not in {
        line.rpartition(" <")[2].partition("credibility-kg")[2][:15]
        for line in exported(tmp_path, "--without", "derived").splitlines()
    }
    assert "#reifies>" in exported(tmp_path, "--rdf12")


@pytest.mark.parametrize(("suffix", "unpack"), [("gz", gzip.decompress), ("zst", unpacked)])
def test_a_packed_file_holds_the_same_bytes_and_is_the_same_each_time(
    suffix: str, unpack: object, tmp_path: Path
) -> None:
    graph = small_world()
    kg.export(graph, tmp_path / f"a.ttl.{suffix}")
    kg.export(graph, tmp_path / f"b.ttl.{suffix}")
    content = (tmp_path / f"a.ttl.{suffix}").read_bytes()
    assert unpack(content) == b"".join(export_rdf(graph, "ttl"))  # type: ignore[operator]
    assert content == (tmp_path / f"b.ttl.{suffix}").read_bytes()


@pytest.mark.parametrize("name", ["jsonld", "rdf"])
def test_a_format_without_rdf_12_refuses_reifiers(name: str) -> None:
    with pytest.raises(ExportError, match="no reifiers"):
        export_rdf(small_world(), name, extent=Extent(rdf12=True))


def test_what_auto_leaves_out_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = small_world()
    assert left_out(graph, Extent()) == []
    for name in ("MOST_NODES", "MOST_SENTENCES"):
        monkeypatch.setattr(f"kg.rdf.notes.{name}", 1)
    notes = left_out(graph, Extent())
    assert [note.rpartition("; ")[2].split()[0] for note in notes] == [
        "--citations",
        "--steps",
        "--explanations",
    ]
    assert left_out(graph, Extent(Citations.REIFIED, Detail.ALL, Detail.ALL)) == []
