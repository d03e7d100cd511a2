"""The W3C tests of SPARQL queries and results, where `KG_W3C_TESTS` names a folder that holds w3c/rdf-tests.

Each goes the way of `kg query` (the refusals, the worker's answer, our writers of results) and the way of `kg serve`
(the refusals, the answer that the server's worker writes); one in forty also through the child process of `kg query`.
A test that fails there has to fail in Oxigraph alone too, asked by itself: then it is skipped and says so. Updates do
not apply (kg is read-only), nor SERVICE and entailment.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pyoxigraph as ox
import pytest

from kg.errors import QueryError
from kg.rdf import oxigraph
from kg.sparql import engine, results
from kg.sparql.plain import plain
from kg.sparql.refusals import check_question, form_of, graphs_of
from tests.machine import require_checkout
from tests.sparql.w3c import (
    DEFAULT,
    Case,
    Meaning,
    cases,
    meaning,
    meaning_of_csv,
    meaning_of_file,
    nquads,
    once,
)

VARIABLE = "KG_W3C_TESTS"
FOLDER = Path(os.environ.get(VARIABLE) or ".")
CASES = cases(FOLDER) if os.environ.get(VARIABLE) and FOLDER.is_dir() else []
EVALUATION = [case for case in CASES if case.kind in ("QueryEvaluationTest", "CSVResultFormatTest")]
SYNTAX = [case for case in CASES if case.kind in ("PositiveSyntaxTest", "NegativeSyntaxTest")]
Graphs = tuple[list[str], list[str]]
Way = Callable[[bytes, str, Graphs], Meaning]
MEDIA = {
    "csv": "text/csv",
    "json": "application/sparql-results+json",
    "tsv": "text/tab-separated-values",
    "xml": "application/sparql-results+xml",
}


def each(found: list[Case]) -> pytest.MarkDecorator:
    """Every test, or one that says that they are absent."""
    return pytest.mark.parametrize("case", found or [None], ids=lambda case: case.name if case else "absent")


def asked_of(case: Case) -> tuple[str, bytes, Graphs]:
    """The text with its base, the data, and the graphs; those after FROM are read from their files."""
    text = f"BASE <{case.query.resolve().as_uri()}>\n{case.text}"
    said = graphs_of(text)
    if said is None:
        default = [DEFAULT] if case.default else []
        return text, nquads(case), (default, [name for name, _ in case.named])
    default, named = ([_absolute(case, one) for one in some] for some in said)
    more = [(name, Path(name.strip("<>").removeprefix("file://"))) for name in (*default, *named)]
    return text, nquads(case, more), (default, named)


def _absolute(case: Case, iri: str) -> str:
    return f"<{(case.query.parent / iri.strip('<>')).resolve().as_uri()}>"


def through_query(data: bytes, text: str, graphs: Graphs) -> Meaning:
    """As `kg query` answers, in this process."""
    found = oxigraph.ask(oxigraph.load(data), text, prefixes={}, parameters={}, limit=10_000, graphs=graphs)
    return said_by(
        pl.DataFrame(found.rows, schema=dict.fromkeys(found.columns, pl.String), orient="row"), text
    )


def through_child(data: bytes, text: str, graphs: Graphs) -> Meaning:
    """As `kg query` answers, in its confined child."""
    request = {
        "text": text,
        "prefixes": {},
        "parameters": {},
        "graphs": graphs,
        "limit": 10_000,
        "seconds": 30,
    }
    return said_by(engine._received(engine._ask_child(request, [data], 30)).table, text)


def said_by(table: pl.DataFrame, text: str) -> Meaning:
    """An answer through our three writers, which agree."""
    if form_of(text) in ("CONSTRUCT", "DESCRIBE"):
        return meaning("".join(f"{' '.join(row)} .\n" for row in table.iter_rows()).encode(), "nt")
    found = [
        meaning(results.as_json(table).encode(), "json"),
        meaning(results.as_xml(table).encode(), "xml"),
    ]
    if form_of(text) != "ASK" and table.width:
        found.append(meaning(results.as_tsv(table).encode(), "tsv"))
    assert all(one == found[0] for one in found)
    return found[0]


def through_serve(form: str) -> Way:
    """As the worker of `kg serve` answers."""

    def answered(data: bytes, text: str, graphs: Graphs) -> Meaning:
        graph = form_of(text) in ("CONSTRUCT", "DESCRIBE")
        media_type = "application/n-triples" if graph else MEDIA[form]
        output = io.BytesIO()
        oxigraph.answer_into(
            output, oxigraph.load(data), text, media_type=media_type, prefixes={}, graphs=graphs
        )
        if form == "csv":
            return meaning_of_csv(output.getvalue().decode())
        return meaning(output.getvalue(), "nt" if graph else form)

    return answered


def by_the_engine(data: bytes, text: str, graphs: Graphs) -> Meaning:
    """As Oxigraph alone answers."""
    store = ox.Store()
    store.load(data, format=ox.RdfFormat.N_QUADS)
    default, named = ([ox.NamedNode(one.strip("<>")) for one in some] for some in graphs)
    found = store.query(text, default_graph=list(default), named_graphs=list(named))
    if isinstance(found, ox.QueryTriples):
        return meaning(bytes(found.serialize(format=ox.RdfFormat.N_TRIPLES) or b""), "nt")
    return meaning(bytes(found.serialize(format=ox.QueryResultsFormat.JSON) or b""), "json")


def plain_csv(data: bytes, text: str, graphs: Graphs) -> Meaning:
    """As `kg query --format csv` prints."""
    found = oxigraph.ask(oxigraph.load(data), text, prefixes={}, parameters={}, limit=10_000, graphs=graphs)
    table = pl.DataFrame(found.rows, schema=dict.fromkeys(found.columns, pl.String), orient="row")
    return meaning_of_csv(plain(table).write_csv())


def ways(case: Case, *, sampled: bool) -> list[Way]:
    if case.kind == "CSVResultFormatTest":
        return [through_serve("csv"), plain_csv]
    forms = ["json", "xml"] if form_of(case.text) == "ASK" else ["json", "xml", "tsv"]
    return [through_query, *map(through_serve, forms), *([through_child] if sampled else [])]


def right(way: Way, asked: tuple[str, bytes, Graphs], expected: Meaning, *, lax: bool) -> str:
    """Nothing, or what is wrong."""
    text, data, graphs = asked
    try:
        found = way(data, text, graphs)
    except (QueryError, SyntaxError, ValueError, OSError, RuntimeError) as error:
        return f"{type(error).__name__}: {error}"
    if lax:
        found, expected = once(found), once(expected)
    return "" if found == expected else f"expected {expected}, got {found}"


@each(EVALUATION)
def test_an_answer_is_the_one_that_is_expected(case: Case | None) -> None:
    require_checkout(VARIABLE, "the W3C suite (w3c/rdf-tests)")
    assert case is not None
    assert case.result is not None
    asked = text, _, graphs = asked_of(case)
    expected = meaning_of_file(case.result)
    lists = case.kind == "CSVResultFormatTest"
    check_question(text, [iri for some in (graphs, graphs_of(text) or ()) for one in some for iri in one])
    wrong = [
        right(way, asked, expected, lax=case.lax)
        for way in ways(case, sampled=EVALUATION.index(case) % 40 == 0)
    ]
    if any(wrong) and not lists and right(by_the_engine, asked, expected, lax=case.lax):
        pytest.skip(f"{case.name}: Oxigraph alone fails too")
    assert wrong == [""] * len(wrong)


def is_sparql(text: str) -> bool:
    """Whether Oxigraph alone can read a query; that it lacks a function is another matter."""
    try:
        ox.Store().query(text)
    except SyntaxError:
        return False
    except RuntimeError:
        return True
    return True


@each(SYNTAX)
def test_what_is_sparql_is_taken_and_what_is_not_is_refused(case: Case | None) -> None:
    require_checkout(VARIABLE, "the W3C suite (w3c/rdf-tests)")
    assert case is not None
    text = f"BASE <http://example.org/>\n{case.text}"
    try:
        check_question(text, [iri for some in graphs_of(text) or () for iri in some])
        through_query(b"", text, ([], []))
        taken, why = True, ""
    except QueryError as error:
        taken, why = "not SPARQL" not in str(error) and "the question failed" in str(error), str(error)
    if taken is (case.kind == "PositiveSyntaxTest"):
        return
    alone = is_sparql(text)
    if alone is taken:
        pytest.skip(f"{case.name}: Oxigraph alone does the same: {why or 'taken'}")
    raise AssertionError(why or "taken")
