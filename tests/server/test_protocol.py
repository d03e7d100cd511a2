"""The SPARQL 1.1 Protocol and the Graph Store Protocol of a read-only service, and caching."""

from __future__ import annotations

import json
from urllib.parse import quote, urlencode

import pyoxigraph
import pytest

from kg.model.corpus import BASE
from kg.rdf.provenance import graph_names
from kg.rdf.statements import quads
from kg.sparql.engine import query
from tests.rdf.worlds import small_world
from tests.server.serving import NAMES, Server

WORLD = small_world()
GRAPHS = {name: iri.strip("<>") for name, iri in graph_names(WORLD, BASE).items()}
JSON = "application/sparql-results+json"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
COUNT_NAMED = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
CONSTRUCT = "CONSTRUCT { ?s a kg:Page } WHERE { ?s a kg:Page }"
SIZES = {
    name: quads(WORLD).filter(quads(WORLD)["graph"] == f"<{iri}>").height for name, iri in GRAPHS.items()
}
FORM = "application/x-www-form-urlencoded"


def count(response: object) -> int:
    bindings = json.loads(response.text)["results"]["bindings"]  # type: ignore[attr-defined]
    return int(bindings[0]["n"]["value"])


def test_get_and_both_forms_of_post_answer_the_same(server: Server) -> None:
    answers = [
        server.ask(NAMES),
        server.client.post("/sparql", data={"query": NAMES}),
        server.client.post("/sparql", content=NAMES, headers={"content-type": "application/sparql-query"}),
        server.client.post(
            "/sparql", content=NAMES, headers={"content-type": "application/sparql-query; charset=UTF-8"}
        ),
    ]
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1
    assert [row["name"]["value"] for row in answers[0].json()["results"]["bindings"]] == query(WORLD, NAMES)[
        "name"
    ].to_list()


@pytest.mark.parametrize(
    ("parameters", "asked", "expected"),
    [
        ([], COUNT, sum(SIZES.values())),
        ([], COUNT_NAMED, sum(SIZES.values())),
        ([("default-graph-uri", "asserted")], COUNT, SIZES["asserted"]),
        ([("default-graph-uri", "asserted"), ("default-graph-uri", "dataset")], COUNT, SIZES["asserted"] + SIZES["dataset"]),
        ([("default-graph-uri", "asserted")], COUNT_NAMED, 0),
        ([("named-graph-uri", "derived")], COUNT, 0),
        ([("named-graph-uri", "derived")], COUNT_NAMED, SIZES["derived"]),
        ([("default-graph-uri", "asserted"), ("named-graph-uri", "derived")], COUNT_NAMED, SIZES["derived"]),
        ([], COUNT.replace("{ ?s", f"FROM <{GRAPHS['derived']}> {{ ?s"), SIZES["derived"]),
        ([], COUNT_NAMED.replace("{ GRAPH", f"FROM NAMED <{GRAPHS['dataset']}> {{ GRAPH"), SIZES["dataset"]),
        # the request wins over the question
        ([("default-graph-uri", "dataset")], COUNT.replace("{ ?s", f"FROM <{GRAPHS['derived']}> {{ ?s"), SIZES["dataset"]),
    ],
    ids=range(11),
)  # fmt: skip
def test_graphs_restrict_what_is_asked(
    server: Server, parameters: list[tuple[str, str]], asked: str, expected: int
) -> None:
    fields = [("query", asked), *((name, GRAPHS[graph]) for name, graph in parameters)]
    headers = {"accept": JSON, "content-type": FORM}
    by_get = server.client.get("/sparql?" + urlencode(fields), headers=headers)
    by_form = server.client.post("/sparql", content=urlencode(fields), headers=headers)
    direct = server.client.post(
        "/sparql?" + urlencode(fields[1:]),
        content=asked,
        headers={"accept": JSON, "content-type": "application/sparql-query"},
    )
    assert [count(answer) for answer in (by_get, by_form, direct)] == [expected] * 3


def test_from_counts_on_the_command_line_too() -> None:
    asked = COUNT.replace("{ ?s", f"FROM <{GRAPHS['derived']}> {{ ?s")
    assert query(WORLD, asked).item() == SIZES["derived"]


@pytest.mark.parametrize(
    ("asked", "accept", "expected"),
    [
        (NAMES, "", JSON),
        (NAMES, "*/*", JSON),
        (NAMES, "application/json", JSON),
        (NAMES, "application/sparql-results+xml", "application/sparql-results+xml"),
        (NAMES, "application/xml", "application/sparql-results+xml"),
        (NAMES, "text/csv", "text/csv; charset=utf-8"),
        (NAMES, "text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
        (NAMES, "text/csv;q=0.1, application/sparql-results+xml;q=0.9", "application/sparql-results+xml"),
        (NAMES, "text/*", "text/csv; charset=utf-8"),
        (NAMES, "image/png, */*;q=0.1", JSON),
        (NAMES, "application/sparql-results+json;q=0, */*", "application/sparql-results+xml"),
        (NAMES, "nonsense, text/csv", "text/csv; charset=utf-8"),
        (NAMES, "TEXT/CSV ; Q=1.0", "text/csv; charset=utf-8"),
        ("ASK { ?s ?p ?o }", "application/sparql-results+xml", "application/sparql-results+xml"),
        ("ASK { ?s ?p ?o }", "text/csv", "text/csv; charset=utf-8"),
        (CONSTRUCT, "*/*", "text/turtle; charset=utf-8"),
        (CONSTRUCT, "application/n-triples", "application/n-triples"),
        (CONSTRUCT, "application/n-quads", "application/n-quads"),
        (CONSTRUCT, "application/trig", "application/trig"),
        (CONSTRUCT, "application/ld+json", "application/ld+json"),
        (CONSTRUCT, "application/rdf+xml", "application/rdf+xml"),
        (f"DESCRIBE <{BASE}id/page/openai>", "application/rdf+xml;q=0.5, text/turtle", "text/turtle; charset=utf-8"),
        (NAMES, "text/html", "text/html; charset=utf-8"),
        (NAMES, "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html; charset=utf-8"),
    ],
)  # fmt: skip
def test_a_client_gets_the_format_that_it_likes_best(
    server: Server, asked: str, accept: str, expected: str
) -> None:
    answer = server.ask(asked, accept)
    assert (answer.status_code, answer.headers["content-type"]) == (200, expected)
    assert "Accept" in answer.headers["vary"]


@pytest.mark.parametrize(
    ("asked", "accept"), [(NAMES, "image/png"), (NAMES, "text/turtle"), (CONSTRUCT, "text/csv")]
)
def test_a_format_that_there_is_not_is_406_and_says_which_there_are(
    server: Server, asked: str, accept: str
) -> None:
    answer = server.ask(asked, accept)
    assert answer.status_code == 406
    assert "application/" in answer.text


@pytest.mark.parametrize(
    ("name", "begins"), [("csv", "page,name"), ("tsv", "?page\t?name"), ("json", "{"), ("xml", "<?xml")]
)
def test_a_parameter_chooses_the_format(server: Server, name: str, begins: str) -> None:
    answer = server.client.get(f"/sparql?query={quote(NAMES)}&format={name}", headers={"accept": "text/html"})
    assert answer.text.startswith(begins)


def test_the_default_is_the_union_and_graph_tells_them_apart(server: Server) -> None:
    found = server.ask("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }").json()["results"]["bindings"]
    assert {row["g"]["value"] for row in found} == set(GRAPHS.values())


@pytest.mark.parametrize("accept", ["*/*", "text/turtle", "application/rdf+xml", "application/ld+json"])
def test_without_a_query_the_service_describes_itself(server: Server, accept: str) -> None:
    answer = server.client.get("/sparql", headers={"accept": accept})
    known = pyoxigraph.RdfFormat.from_media_type(answer.headers["content-type"].partition(";")[0])
    said = {(quad.predicate.value.split("#")[-1], str(quad.object)) for quad in pyoxigraph.parse(answer.content, format=known)}  # fmt: skip
    assert ("endpoint", f"<{server.url}/sparql>") in said
    assert {("name", f"<{iri}>") for iri in GRAPHS.values()} <= said
    assert any(name == "feature" and "UnionDefaultGraph" in value for name, value in said)


def test_void_tells_where_to_ask(server: Server) -> None:
    answer = server.client.get("/.well-known/void", headers={"accept": "application/n-triples"})
    lines = answer.text.splitlines()
    assert f"<{BASE}id/dataset> <http://rdfs.org/ns/void#sparqlEndpoint> <{server.url}/sparql> ." in lines
    assert len(lines) == SIZES["dataset"] + 2


@pytest.mark.parametrize("name", ["trig", "nq", "jsonld", "ttl", "nt", "rdf"])
def test_all_data_is_what_is_known_locally(server: Server, name: str) -> None:
    answer = server.client.get(f"/data?format={name}")
    known = pyoxigraph.RdfFormat.from_media_type(answer.headers["content-type"].partition(";")[0])
    assert known is not None
    read = set(pyoxigraph.parse(answer.content, format=known))
    if known.supports_datasets:
        assert len(read) == quads(WORLD).height
        assert {quad.graph_name.value for quad in read} == set(GRAPHS.values())
    else:
        assert len(read) == quads(WORLD).unique(["subject", "predicate", "object"]).height


@pytest.mark.parametrize("graph", GRAPHS)
def test_a_graph_is_got_by_its_name(server: Server, graph: str) -> None:
    answer = server.client.get(
        "/data", params={"graph": GRAPHS[graph]}, headers={"accept": "application/n-triples"}
    )
    assert len(answer.text.splitlines()) == SIZES[graph]
    assert (
        server.client.get("/data", params={"graph": GRAPHS[graph]})
        .headers["content-type"]
        .startswith("text/turtle")
    )


def test_the_default_graph_is_the_union(server: Server) -> None:
    answer = server.client.get("/data?default", headers={"accept": "application/n-triples"})
    assert len(answer.text.splitlines()) == quads(WORLD).unique(["subject", "predicate", "object"]).height


@pytest.mark.parametrize(
    "path",
    [
        "/sparql?query=ASK%7B%7D",
        "/data",
        "/",
        "/healthz",
        "/metrics",
        "/.well-known/void",
        "/static/kg.css",
    ],
)
def test_head_is_get_without_a_body(server: Server, path: str) -> None:
    head, got = server.client.head(path), server.client.get(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"] == got.headers["content-type"]
    if path != "/metrics":
        assert head.headers["content-length"] == got.headers["content-length"] == str(len(got.content))


def test_options_says_what_may_be_done(server: Server) -> None:
    answer = server.client.options("/sparql")
    assert (answer.status_code, answer.headers["allow"]) == (204, "GET, HEAD, POST, OPTIONS")


def test_what_is_known_is_not_sent_again(server: Server) -> None:
    first = server.ask(NAMES)
    again = server.ask(NAMES, **{"if-none-match": first.headers["etag"]})
    other = server.ask(NAMES, "text/csv", **{"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    assert other.status_code == 200
    graph = server.client.get("/data")
    assert server.client.get("/data", headers={"if-none-match": graph.headers["etag"]}).status_code == 304


def test_an_answer_that_changes_each_time_is_not_kept(server: Server) -> None:
    answer = server.ask("SELECT (NOW() AS ?now) (RAND() AS ?r) {}")
    assert "etag" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"


def test_only_an_allowed_origin_may_read(server: Server) -> None:
    friend = server.ask(NAMES, Origin="https://friend.example")
    other = server.ask(NAMES, Origin="https://other.example")
    assert friend.headers["access-control-allow-origin"] == "https://friend.example"
    assert "access-control-allow-origin" not in other.headers
    asking = {"access-control-request-method": "POST", "origin": "https://friend.example"}
    assert "access-control-allow-methods" in server.client.options("/sparql", headers=asking).headers


def test_each_answer_is_safe_for_a_browser(server: Server) -> None:
    for path in ("/", "/sparql", "/data", "/healthz", "/nothing", "/sparql?query=nonsense"):
        headers = server.client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]


def test_health_readiness_and_metrics(server: Server) -> None:
    assert server.client.get("/healthz").text == "ok\n"
    assert server.client.get("/readyz").text == "ready\n"
    before = server.metric("kg_queries_total")
    server.ask("ASK { ?s a kg:Run }")
    assert server.metric("kg_queries_total") == before + 1
    shown = server.client.get("/metrics").text
    assert f'kg_build_info{{build="{server.ready["build"]}"' in shown
    names = {line.split("{")[0].split(" ")[0] for line in shown.splitlines() if not line.startswith("#")}
    described = {line.split()[2] for line in shown.splitlines() if line.startswith("# TYPE")}
    assert {
        name.removesuffix("_bucket").removesuffix("_sum").removesuffix("_count") for name in names
    } <= described


def test_a_request_is_a_line_of_json(server: Server) -> None:
    server.client.get("/healthz%1b%0aforged")
    said = [json.loads(line) for line in list(server.lines)]
    assert {"client", "method", "path", "status", "bytes", "seconds", "time"} <= said[-1].keys() | said[
        -2
    ].keys()
    assert not any("SELECT" in line for line in server.lines)
