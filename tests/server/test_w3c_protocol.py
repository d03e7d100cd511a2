"""The cases of the W3C suite for the SPARQL Protocol, each asked of a running server.

The requests and what has to come back are those of ``sparql11/protocol`` (w3c/rdf-tests); its three graphs are our own
here: what was read, what follows, and what is said about the data. The suite's cases of updates are not those of a
read-only service: all of them are refused, which is what it asks of the bad ones.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from urllib.parse import quote

import httpx
import pyoxigraph
import pytest

from kg.model.corpus import BASE
from kg.rdf.provenance import graph_names
from tests.rdf.worlds import small_world
from tests.server.serving import Server

GRAPHS = {name: iri.strip("<>") for name, iri in graph_names(small_world(), BASE).items()}
FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
UPDATE = "application/sparql-update"
READ = "page:openai a kg:Page"
CONCLUDED = "page:openai kg:verdict ?verdict"
ABOUT = "?run a kg:Run"
TABLES = (
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
)
TRUTH = TABLES[:2]
TRIPLES = ("application/rdf+xml", "text/turtle", "application/n-triples")


def graphs(default: str = "", named: str = "") -> str:
    """The graphs of a request, as its address or its form names them."""
    said = [("default-graph-uri", name) for name in default.split()]
    said += [("named-graph-uri", name) for name in named.split()]
    return "&".join(f"{parameter}={quote(GRAPHS[name], safe='')}" for parameter, name in said)


@dataclass(frozen=True)
class Case:
    """A request, and what its answer is: true, false, or one of some formats; else it is refused (4xx)."""

    name: str
    method: str = "POST"
    address: str = ""
    body: bytes | None = None
    kind: str | None = None
    truth: bool | None = None
    formats: tuple[str, ...] = ()


def get(name: str, asked: str, more: str = "", *, truth: bool) -> Case:
    return Case(name, "GET", f"query={quote(asked, safe='')}&{more}".rstrip("&"), truth=truth)


def post(
    name: str, asked: str, more: str = "", *, truth: bool | None = None, formats: tuple[str, ...] = ()
) -> Case:
    return Case(name, "POST", more, asked.encode(), DIRECT, truth, formats)


BOTH = f"ASK {{ {READ} . {CONCLUDED} }}"
EACH = f"ASK {{ GRAPH ?g1 {{ {READ} }} GRAPH ?g2 {{ {CONCLUDED} }} }}"
ALL = f"ASK {{ {ABOUT} GRAPH ?g1 {{ {READ} }} GRAPH ?g2 {{ {CONCLUDED} }} }}"
READ_FIRST = f"ASK FROM <{GRAPHS['dataset']}> {{ GRAPH ?g1 {{ {READ} }} GRAPH ?g2 {{ {CONCLUDED} }} }}"

QUERIES = (
    Case("query_post_form", "POST", graphs("asserted"), b"query=ASK%20%7B%7D", FORM, truth=True),
    get("query_dataset_default_graphs_get", BOTH, graphs("asserted derived"), truth=True),
    post("query_dataset_default_graphs_post", BOTH, graphs("asserted derived"), truth=True),
    post("query_dataset_named_graphs_post", EACH, graphs("", "asserted derived"), truth=True),
    get("query_dataset_named_graphs_get", EACH, graphs("", "asserted derived"), truth=True),
    post("query_dataset_full", ALL, graphs("dataset", "asserted derived"), truth=True),
    post("query_multiple_dataset", READ_FIRST, graphs("", "asserted derived"), truth=True),
    get("query_get", "ASK {}", graphs("asserted"), truth=True),
    post("query_content_type_select", "SELECT (1 AS ?value) {}", graphs("asserted"), formats=TABLES),
    post("query_content_type_ask", "ASK {}", graphs("asserted"), formats=TRUTH),
    post("query_content_type_describe", "DESCRIBE <http://example.org/>", graphs("asserted"), formats=TRIPLES),
    post("query_content_type_construct", "CONSTRUCT { <s> <p> 1 } WHERE {}", graphs("asserted"), formats=TRIPLES),
    post("query_post_direct", "ASK {}", truth=True),
    # beside the suite: a graph that was not named does not answer
    post("one default graph alone", BOTH, graphs("asserted"), truth=False),
    get("a default graph is no named one", EACH, graphs("asserted derived"), truth=False),
)  # fmt: skip
REFUSED = (
    Case("bad_query_method", "PUT", f"query=ASK%20%7B%7D&{graphs('asserted')}", b"", FORM),
    Case("bad_multiple_queries", "GET", "query=ASK%20%7B%7D&query=SELECT%20%2A%20%7B%7D"),
    Case("bad_query_wrong_media_type", body=b"ASK {}", kind="text/plain"),
    Case("bad_query_missing_form_type", body=b"query=ASK%20%7B%7D"),
    Case("bad_query_missing_direct_type", body=b"ASK {}"),
    Case("bad_query_non_utf8", body="ASK {}".encode("utf-16"), kind=f"{DIRECT}; charset=UTF-16"),
    Case("bad_query_syntax", "GET", "query=ASK%20%7B"),
    Case("bad_update_get", "GET", "update=CLEAR%20ALL"),
    Case("bad_multiple_updates", body=b"update=CLEAR%20NAMED&update=CLEAR%20DEFAULT", kind=FORM),
    Case("bad_update_wrong_media_type", body=b"CLEAR NAMED", kind="text/plain"),
    Case("bad_update_missing_form_type", body=b"update=CLEAR%20NAMED"),
    Case("bad_update_non_utf8", body="CLEAR NAMED".encode("utf-16"), kind=f"{UPDATE}; charset=UTF-16"),
    Case("bad_update_syntax", body=b"update=CLEAR%20XYZ", kind=FORM),
    Case("bad_update_dataset_conflict", address="using-named-graph-uri=http%3A%2F%2Fexample%2Fpeople", body=b"WITH <http://example/a> DELETE { ?p ?q 'Bill' } INSERT { ?p ?q 'William' } WHERE { ?p ?q 'Bill' }", kind=UPDATE),
    # good updates, which a read-only service refuses
    Case("update_post_form", body=b"update=CLEAR+ALL", kind=FORM),
    Case("update_post_direct", body=b"CLEAR ALL", kind=UPDATE),
    Case("update_dataset_default_graph", address="using-graph-uri=http%3A%2F%2Fexample%2Fa", body=b"DELETE WHERE { ?s ?p ?o }", kind=UPDATE),
)  # fmt: skip


def sent(server: Server, case: Case) -> httpx.Response:
    headers = {"accept": "*/*"} | ({"content-type": case.kind} if case.kind else {})
    address = f"/sparql?{case.address}" if case.address else "/sparql"
    return server.client.request(case.method, address, content=case.body, headers=headers)


@pytest.mark.parametrize("case", QUERIES, ids=lambda case: case.name)
def test_a_query_is_answered_as_the_protocol_says(server: Server, case: Case) -> None:
    answer = sent(server, case)
    assert 200 <= answer.status_code < 400, answer.text
    kind = answer.headers["content-type"].partition(";")[0]
    if case.truth is not None:
        assert kind == TRUTH[0]
        assert json.loads(answer.text)["boolean"] is case.truth
    else:
        assert kind in case.formats
        if kind in TRIPLES:
            list(pyoxigraph.parse(answer.content, format=pyoxigraph.RdfFormat.from_media_type(kind)))


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.name)
def test_what_is_no_query_is_refused(server: Server, case: Case) -> None:
    assert 400 <= sent(server, case).status_code < 500


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_graph_is_there_and_another_is_not(server: Server, method: str) -> None:
    """The cases of the Graph Store Protocol that change nothing: a graph by its name, encoded or not."""
    there = [quote(GRAPHS["asserted"], safe=""), GRAPHS["asserted"]]
    answers = [server.client.request(method, f"/data?graph={name}") for name in there]
    assert {(answer.status_code, answer.headers["content-type"]) for answer in answers} == {
        (200, "text/turtle; charset=utf-8")
    }
    assert server.client.request(method, "/data?graph=http%3A%2F%2Fwww.example%2F4.ttl").status_code == 404


@pytest.mark.parametrize("method", ["PUT", "POST", "PATCH", "DELETE"])
def test_no_graph_is_changed(server: Server, method: str) -> None:
    answer = server.client.request(method, f"/data?graph={quote(GRAPHS['asserted'], safe='')}")
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]
