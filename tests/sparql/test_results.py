"""Answers in the formats of SPARQL say what Oxigraph's own writers say."""

from __future__ import annotations

import io
import json
from pathlib import Path

import polars as pl
import pyoxigraph
import pytest

from kg.errors import QueryError
from kg.sparql import results
from tests.gate.handbook import run
from tests.machine import REPOSITORY

XSD = "http://www.w3.org/2001/XMLSchema#"
TERMS = pl.DataFrame(
    {
        "iri": ["<https://a.org/%3C?x=1&y=2>", None],
        "text": ['"a \\"quote\\", a \\\\, a\\ttab\\nand é 日"', '"<b>&amp;"'],
        "tagged": ['"Wort"@de-ch', None],
        "number": [f'"4"^^<{XSD}integer>', f'"0.5"^^<{XSD}decimal>'],
    }
)
WRITERS = {
    pyoxigraph.QueryResultsFormat.JSON: results.as_json,
    pyoxigraph.QueryResultsFormat.TSV: results.as_tsv,
    pyoxigraph.QueryResultsFormat.XML: results.as_xml,
}


@pytest.mark.parametrize("form", WRITERS, ids=str)
def test_oxigraph_reads_back_the_same_terms(form: pyoxigraph.QueryResultsFormat) -> None:
    read = pyoxigraph.parse_query_results(WRITERS[form](TERMS).encode(), format=form)
    assert isinstance(read, pyoxigraph.QuerySolutions)
    assert [one.value for one in read.variables] == TERMS.columns
    assert [tuple(None if term is None else str(term) for term in row) for row in read] == TERMS.rows()


@pytest.mark.parametrize(
    "form", [pyoxigraph.QueryResultsFormat.JSON, pyoxigraph.QueryResultsFormat.XML], ids=str
)
@pytest.mark.parametrize("word", ["true", "false"])
def test_ask(form: pyoxigraph.QueryResultsFormat, word: str) -> None:
    read = pyoxigraph.parse_query_results(
        WRITERS[form](pl.DataFrame({"answer": [word]})).encode(), format=form
    )
    assert isinstance(read, pyoxigraph.QueryBoolean)
    assert bool(read) is (word == "true")


def test_no_row_is_a_head_alone() -> None:
    empty = pl.DataFrame(schema={"a": pl.String, "b": pl.String})
    assert results.as_tsv(empty) == "?a\t?b\n"
    assert json.loads(results.as_json(empty)) == {"head": {"vars": ["a", "b"]}, "results": {"bindings": []}}


def test_turtle_is_for_triples(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(QueryError, match="CONSTRUCT and DESCRIBE"):
        results.as_turtle(TERMS, prefixes={})
    seeds = str(REPOSITORY / "seeds")
    question = "CONSTRUCT { ?page schema:name ?name } WHERE { ?page a kg:Page ; schema:name ?name }"
    status, out, err = run(capsys, "query", seeds, question, "--format", "turtle")
    assert status == 0, err
    triples = list(pyoxigraph.parse(io.BytesIO(out.encode()), format=pyoxigraph.RdfFormat.TURTLE))
    assert len(triples) == 46


@pytest.mark.parametrize("how", ["tsv", "xml", "sparql-json"])
def test_the_command_prints_them(how: str, capsys: pytest.CaptureFixture[str]) -> None:
    seeds = str(REPOSITORY / "seeds")
    status, out, _ = run(capsys, "query", seeds, "verdict-counts", "--format", how)
    assert status == 0
    assert "id/verdict/relies" in out


def test_explain_prints_the_question_and_asks_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, _ = run(capsys, "query", str(tmp_path / "none"), "page-claims", "--explain")
    assert status == 0
    assert out.startswith("# title: Claims of a page\n")
    assert "# param page page required" in out
