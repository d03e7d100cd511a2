"""Clients that people use, against a running server; the answers are those of the graph asked locally."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
import warnings

import pyoxigraph
import pytest
from rdflib import Graph, Namespace, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, GET, JSON, N3, POST, POSTDIRECTLY, RDFXML, TURTLE, XML, SPARQLWrapper

from kg.model.corpus import BASE
from kg.sparql.engine import query
from tests.rdf.worlds import small_world
from tests.server.serving import NAMES, Server

WORLD = small_world()
LOCAL = query(WORLD, NAMES)
PAGES = "CONSTRUCT { ?s a kg:Page ; schema:name ?name } WHERE { ?s a kg:Page ; schema:name ?name }"


@pytest.mark.parametrize("method", [GET, POST])
@pytest.mark.parametrize("how", [JSON, XML, CSV])
def test_sparqlwrapper_selects(server: Server, method: str, how: str) -> None:
    client = SPARQLWrapper(f"{server.url}/sparql", returnFormat=how)
    client.setMethod(method)
    client.setQuery(f"PREFIX kg: <{BASE}ns#> PREFIX schema: <https://schema.org/> {NAMES}")
    answer = client.queryAndConvert()
    if how == JSON:
        found = [row["name"]["value"] for row in answer["results"]["bindings"]]
    elif how == XML:
        found = [node.firstChild.data for node in answer.getElementsByTagName("literal")]
    else:
        found = [row["name"] for row in csv.DictReader(io.StringIO(answer.decode()))]
    assert found == LOCAL["name"].to_list()


@pytest.mark.parametrize("how", [TURTLE, N3, RDFXML])
def test_sparqlwrapper_constructs(server: Server, how: str) -> None:
    client = SPARQLWrapper(f"{server.url}/sparql", returnFormat=how)
    client.setRequestMethod(POSTDIRECTLY)
    client.setMethod(POST)
    client.setQuery(f"PREFIX kg: <{BASE}ns#> PREFIX schema: <https://schema.org/> {PAGES}")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # its own use of rdflib
        answer = client.query().convert()
    read = answer if isinstance(answer, Graph) else Graph().parse(data=answer, format="turtle")
    assert len(read) == 2 * LOCAL.height


def test_rdflibs_store_is_this_endpoint(server: Server) -> None:
    space = Namespace(f"{BASE}ns#")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        remote = Graph(SPARQLStore(f"{server.url}/sparql"))
        pages = set(remote.subjects(URIRef("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), space.Page))
        rows = [
            str(row["name"])
            for row in remote.query(f"PREFIX schema: <https://schema.org/> {NAMES}", initNs={"kg": space})
        ]  # type: ignore[index,call-overload]
    assert {str(page) for page in pages} == set(LOCAL["page"].to_list())
    assert rows == LOCAL["name"].to_list()


def test_pyoxigraph_reads_answers_and_data(server: Server) -> None:
    answer = server.ask(NAMES)
    found = pyoxigraph.parse_query_results(answer.content, format=pyoxigraph.QueryResultsFormat.JSON)
    assert [row["name"].value for row in found] == LOCAL["name"].to_list()  # type: ignore[union-attr]
    store = pyoxigraph.Store()
    store.load(server.client.get("/data?format=trig").content, format=pyoxigraph.RdfFormat.TRIG)
    union = store.query("SELECT * { ?s ?p ?o }", use_default_graph_as_union=True)
    assert sum(1 for _ in union) == query(WORLD, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").item()


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
@pytest.mark.parametrize(
    "options",
    [
        ["-G", "--data-urlencode", f"query={NAMES}"],
        ["--data-urlencode", f"query={NAMES}"],
        ["-H", "Content-Type: application/sparql-query", "--data-binary", NAMES],
    ],
)
def test_curl(server: Server, options: list[str]) -> None:
    command = ["curl", "-sS", "--noproxy", "*", "-H", "Accept: text/csv", *options, f"{server.url}/sparql"]
    shown = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert [row["name"] for row in csv.DictReader(io.StringIO(shown))] == LOCAL["name"].to_list()
