"""SPARQL of one's own: what it answers, what is refused, and that nothing is left behind."""

import os
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest

from kg.errors import QueryError, QueryTimeoutError
from kg.model.corpus import BASE
from kg.rdf.statements import quads
from kg.sparql import engine
from kg.sparql.engine import answer, display, query
from kg.sparql.refusals import check_question
from tests.machine import REPOSITORY
from tests.rdf.worlds import HOSTILE_TEXTS, hostile_world, small_world
from tests.sparql.asking import terms

WORLD = small_world()
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(STR(?a) > STR(?l)) }"
GRAPHS = (f"<{BASE}graph/asserted/small>",)


def children() -> list[str]:
    """The workers that this process has started and that live."""
    listed = sorted(Path("/proc/self/task").glob("*/children"))
    if listed:
        return [child for file in listed for child in file.read_text().split()]
    shown = subprocess.run(
        ["ps", "-e", "-o", "ppid=,args="], check=True, capture_output=True, text=True
    ).stdout
    mine = [line for line in shown.splitlines() if line.split()[0] == str(os.getpid())]
    return [line for line in mine if "kg.sparql.worker" in line]


def test_the_union_of_the_graphs_is_asked() -> None:
    found = terms(WORLD, "SELECT ?level { source:sora schema:name ?name ; kg:effectiveLevel ?level }")
    assert display(found, base=BASE).rows() == [("4",)]


def test_read_and_concluded_are_told_apart() -> None:
    found = terms(WORLD, "SELECT DISTINCT ?g { GRAPH ?g { source:sora ?p ?o } } ORDER BY ?g")
    assert [graph.split("/")[-2] for graph in found["g"]] == ["asserted", "derived"]


def test_unbound_is_null() -> None:
    found = terms(WORLD, "SELECT ?page ?x { ?page a kg:Page OPTIONAL { ?page kg:never ?x } } LIMIT 1")
    assert found["x"].to_list() == [None]
    assert found.schema == {"page": pl.String, "x": pl.String}


def test_no_row_keeps_its_columns() -> None:
    assert terms(WORLD, "SELECT ?a ?b { ?a kg:never ?b }").columns == ["a", "b"]


@pytest.mark.parametrize(
    ("text", "said"), [("ASK { page:openai a kg:Page }", "true"), ("ASK { page:openai a kg:Run }", "false")]
)
def test_ask_is_one_row(text: str, said: str) -> None:
    assert terms(WORLD, text).rows() == [(said,)]


def test_construct_gives_triples() -> None:
    found = terms(WORLD, "CONSTRUCT { ?page kg:hops ?hops } WHERE { ?page kg:hops ?hops }")
    assert found.columns == ["subject", "predicate", "object"]
    assert found.height == 3


def test_describe_gives_triples() -> None:
    assert terms(WORLD, "DESCRIBE page:openai").height > 5


def test_a_prefix_of_ones_own_wins() -> None:
    found = terms(WORLD, "PREFIX kg: <https://schema.org/> SELECT ?o { page:openai kg:name ?o }")
    assert found.rows() == [('"OpenAI"',)]


def test_a_relative_iri_is_one_of_ours() -> None:
    assert terms(WORLD, "SELECT ?o { <id/page/openai> schema:name ?o }").rows() == [('"OpenAI"',)]
    own = "BASE <https://schema.org/> SELECT ?o { page:openai <name> ?o }"
    assert terms(WORLD, own).rows() == [('"OpenAI"',)]


def test_a_parameter_is_bound() -> None:
    found = terms(
        WORLD,
        "SELECT ?page ?name { ?page schema:name ?name }",
        parameters={"page": f"<{BASE}id/page/openai>"},
    )
    assert found["name"].to_list() == ['"OpenAI"']


def test_more_than_the_limit_is_told() -> None:
    with pytest.warns(UserWarning, match="only the first 5 rows"):
        assert query(WORLD, "SELECT * { ?s ?p ?o }", limit=5).height == 5
    assert not answer(WORLD, "SELECT ?p { ?p a kg:Page }", limit=4).cut


def test_all_that_is_said_can_be_asked() -> None:
    found = query(WORLD, "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }")
    assert display(found, base=BASE).item() == str(quads(WORLD).height)


REFUSED = {
    "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }": "SERVICE asks elsewhere",
    "SELECT * { service silent ?x { ?s ?p ?o } }": "SERVICE asks elsewhere",
    "SELECT * { ?s ?p 1SERVICE <http://127.0.0.1:9/> {} }": "SERVICE asks elsewhere",
    "SELECT * { ?s ?p ?o } # x\rSERVICE": "SERVICE asks elsewhere",
    "LOAD <file:///etc/passwd>": "LOAD changes data",
    "PREFIX a: <http://a/> INSERT DATA { a:b a:c a:d }": "INSERT changes data",
    "DELETE WHERE { ?s ?p ?o }": "DELETE changes data",
    "DROP ALL": "DROP changes data",
    "CLEAR GRAPH <http://a/>": "CLEAR changes data",
    "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }": "no graph of this data set",
    "SELECT * FROM NAMED <http://other.example/> { ?s ?p ?o }": "no graph of this data set",
    "SELECT * FROM kg:x { ?s ?p ?o }": "no graph of this data set",
    "SELECT * " + "{" * 3000 + "}" * 3000: "nests brackets deeper",
    "SELECT * { FILTER(" + "(" * 101 + "1" + ")" * 101 + ") }": "nests brackets deeper",
    "SELECT * { ?s ?p '" + "x" * 100_001 + "' }": "longer than 100 kB",
    "tell me all": "not SPARQL",
    "": "not SPARQL",
    "SELECT ?s { ?s ?p '\ud800' }": "lone surrogate",
}


@pytest.mark.parametrize("text", list(REFUSED), ids=range(len(REFUSED)))
def test_a_hostile_question_is_refused(text: str) -> None:
    with pytest.raises(QueryError, match=REFUSED[text]):
        check_question(text, GRAPHS)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s ?p 'SERVICE { LOAD ((((' }",
        'SELECT * { ?s ?p """SERVICE " \'\'\'""" }',
        "SELECT * { ?s <http://a/SERVICE#(((> ?service } # SERVICE {{{",
        "SELECT ?load { ?load kg:SERVICE service:x , ?insert }",
        f"SELECT * FROM {GRAPHS[0]} {{ ?s ?p ?o }}",
        f"SELECT * FROM NAMED {GRAPHS[0]} {{ GRAPH ?g {{ ?s ?p ?o }} }}",
        "BASE <http://a/> PREFIX x: <http://b/> ASK { <c> x:d 'from' }",
        "SELECT * { ?s ?p ?o FILTER(?o<3&&?o>1) }",
        "describe <http://a/>",
    ],
)
def test_a_harmless_question_passes(text: str) -> None:
    check_question(text, GRAPHS)


@pytest.mark.parametrize(
    "text", ["SELECT * { ?s ?p ", "SELECT ?s { ?s nope:x ?o }", "SELECT ?a { ?a ?b ?c } GROUP BY ?b"]
)
def test_what_is_no_sparql_is_told(text: str) -> None:
    with pytest.raises(QueryError, match="not SPARQL"):
        query(WORLD, text)


def test_the_child_opens_no_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "check_question", lambda *_: None)
    with pytest.raises(QueryError):
        query(WORLD, "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", timeout=10)


def test_a_deadline_ends_a_question_and_its_process() -> None:
    before, begun = children(), time.monotonic()
    with pytest.raises(QueryTimeoutError, match=r"no answer within 1\.5 s"):
        query(WORLD, ENDLESS, timeout=1.5)
    assert time.monotonic() - begun < 10
    assert children() == before


def test_no_process_is_left_after_an_answer() -> None:
    before = children()
    query(WORLD, "ASK { ?s ?p ?o }")
    assert children() == before


def test_too_deep_for_the_parser_is_an_error_and_no_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "check_question", lambda *_: None)
    with pytest.raises(QueryError):
        query(WORLD, "SELECT * " + "{" * 20_000 + "}" * 20_000)


def test_too_much_memory_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "MEMORY", 200 * 1024**2)
    with pytest.raises(QueryError, match="memory"):
        query(WORLD, "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a ?d ?g", timeout=60)


@pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="only Linux tells a child of its parent's death"
)
def test_a_killed_parent_leaves_no_child() -> None:
    code = f"from tests.sparql.test_engine import *\nquery(WORLD, {ENDLESS!r})"
    parent = subprocess.Popen([sys.executable, "-c", code], cwd=REPOSITORY)
    child = ""
    deadline = time.monotonic() + 30
    while not child and time.monotonic() < deadline:
        time.sleep(0.1)
        child = Path(f"/proc/{parent.pid}/task/{parent.pid}/children").read_text().strip()
    time.sleep(1)
    parent.kill()
    parent.wait()
    assert child
    gone = time.monotonic() + 5
    while Path(f"/proc/{child}").exists() and time.monotonic() < gone:
        time.sleep(0.1)
    assert not Path(f"/proc/{child}").exists() or "\nState:\tZ" in Path(f"/proc/{child}/status").read_text()


def test_hostile_texts_are_displayed_as_they_were() -> None:
    found = display(
        terms(hostile_world(), "SELECT DISTINCT ?text { ?source a kg:Source ; schema:keywords ?text }"),
        base=BASE,
    )
    assert set(found["text"]) == set(HOSTILE_TEXTS)


def test_plain_values_have_the_type_of_their_whole_column() -> None:
    found = query(
        WORLD,
        "SELECT ?page ?hops ?score { ?page a kg:Page OPTIONAL { ?page kg:hops ?hops } ?page kg:score ?score } ORDER BY ?page",
    )
    assert [str(dtype) for dtype in found.dtypes] == ["String", "Int64", "Float64"]
    assert found["page"][0] == "https://w3id.org/credibility-kg/id/page/empty"
    assert query(WORLD, "ASK { ?s ?p ?o }").item() is True
