"""`kg validate`: violations with the record or the line that they come from."""

import dataclasses
import gzip
import json
from pathlib import Path

import polars as pl
import pytest

from kg.cli import main
from kg.errors import ReadError
from kg.exporters.rdf_files import export_rdf
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.model.corpus import BASE
from kg.rdf.formats import RDF_FORMATS
from kg.rdf.validation import validate_file, validate_graph
from tests.machine import REPOSITORY
from tests.rdf.worlds import small_world

WORLD = small_world()


def broken(**changes: pl.DataFrame) -> KnowledgeGraph:
    """The small world with other effective ratings."""
    return dataclasses.replace(WORLD, tables={**WORLD.tables, **changes})


def test_a_violation_names_the_record_it_comes_from() -> None:
    effective = WORLD.effective.with_columns(
        pl.when(pl.col("id") == "sora").then(pl.lit("guess")).otherwise("basis").alias("basis")
    )
    found = validate_graph(broken(effective=effective))
    assert found.select("origin", "node", "message", "value").rows() == [
        ("sources.csv#1", "effective:sora", "an effective rating has one basis, of the eight", "basis:guess")
    ]


@pytest.mark.parametrize("name", list(RDF_FORMATS))
def test_a_file_is_validated_in_every_format_and_the_line_is_named(name: str) -> None:
    content = b"".join(export_rdf(WORLD, name))
    assert validate_file(content, where="x").is_empty()
    bad = content.replace(b"verdict/unknown", b"verdict/fine").replace(b"verdict:unknown", b"verdict:fine")
    found = validate_file(gzip.compress(bad), where="x")
    assert found["message"].to_list() == ["a page has one verdict, of the six"]
    line = bad.decode().split("\n")[int(found["origin"].item().removeprefix("x:")) - 1]
    assert "page/video" in line or "page:video" in line


@pytest.mark.parametrize(
    ("node", "origin"),
    [
        ("rating/house/publisher/openai/undated", "ratings.csv#1"),
        ("claim/vaccines/c2", "claims.csv#1"),
        ("claim/openai/c1", "citations.csv#1"),
        ("citation/page/vaccines/source/trial/c2", "citations.csv#6"),
        ("place/news.example/daily", "places.csv#4"),
        ("org/media", "organizations.csv#2"),
        ("effective/story/step/1", "sources.csv#3"),
        ("witness/video", "pages.csv#2"),
        ("run/x", None),
    ],
)
def test_every_kind_of_node_has_an_origin(node: str, origin: str | None) -> None:
    from kg.rdf.assertions import assertion_table
    from kg.rdf.validation import _origin

    ratings = assertion_table(WORLD, BASE).select("iri", "origin")
    assert _origin(WORLD, ratings, f"{BASE}id/{node}", BASE) == origin


def test_what_is_not_ours_is_refused() -> None:
    with pytest.raises(ReadError, match="none of the classes"):
        validate_file(b"<a:s> <a:p> <a:o> .", where="x")


def run(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[object, str, str]:
    with pytest.raises(SystemExit) as status:
        main(arguments)
    said = capsys.readouterr()
    return status.value.code, said.out, said.err


def test_the_command_is_fine_with_the_seeds(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, words = run(["validate", str(REPOSITORY / "seeds")], capsys)
    assert (code, words.splitlines()[-1]) == (0, "0 violations")


def test_the_command_prints_violations_and_fails(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "broken.nt"
    content = b"".join(export_rdf(WORLD, "nt"))
    file.write_bytes(
        b"".join(line for line in content.splitlines(True) if b'schema.org/name> "Vaccines"' not in line)
    )
    code, out, words = run(["validate", str(file), "--format", "json"], capsys)
    assert (code, words) == (1, "1 violation\n")
    (row,) = json.loads(out)
    assert (row["node"], row["message"]) == ("page:vaccines", "a page has a name")
    assert row["origin"].startswith(f"{file}:")
