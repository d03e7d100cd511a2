"""Hostile requests: each gets the right status, nothing goes out, and the next question is answered."""

from __future__ import annotations

import contextlib
import gzip
import re
import socket
import threading
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from tests.server.serving import NAMES, Server, wait_until

HOST = "Host: localhost\r\n"
SPARQL = "Content-Type: application/sparql-query\r\n"
FORM = "Content-Type: application/x-www-form-urlencoded\r\n"
XML_BOMB = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "' + "x" * 1000 + '"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'
)
SLOW_OR_LARGE = 0
"""The deadline or the limit of memory, whichever is met first."""


class Trap:
    """A socket that listens, and counts who comes."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.came = 0
        threading.Thread(target=self._wait, daemon=True).start()

    def _wait(self) -> None:
        while True:
            try:
                self.socket.accept()
            except OSError:
                return
            self.came += 1


@pytest.fixture(scope="module")
def trap() -> Iterator[Trap]:
    trap = Trap()
    yield trap
    trap.socket.close()


def get(query: str) -> bytes:
    return f"GET /sparql?query={quote(query, safe='')} HTTP/1.1\r\n{HOST}Accept: text/csv\r\nConnection: close\r\n\r\n".encode()


def post(body: bytes | str, headers: str = SPARQL, path: str = "/sparql") -> bytes:
    content = body if isinstance(body, bytes) else body.encode()
    return (
        f"POST {path} HTTP/1.1\r\n{HOST}{headers}Connection: close\r\nContent-Length: {len(content)}\r\n\r\n".encode()
        + content
    )


def line(
    target: str = "/sparql?query=ASK%7B%7D", method: str = "GET", more: str = HOST, version: str = "HTTP/1.1"
) -> bytes:
    return f"{method} {target} {version}\r\n{more}Connection: close\r\n\r\n".encode("latin-1")


ELSEWHERE = "http://127.0.0.1:PORT/"
QUERIES: dict[str, tuple[bytes, int]] = {
    "3,000 braces": (get("SELECT * " + "{" * 3000 + "}" * 3000), 400),
    "30,000 braces by POST": (post("SELECT * " + "{" * 30_000 + "}" * 30_000), 400),
    "3,000 parentheses": (post("SELECT * { FILTER(" + "(" * 3000 + "1" + ")" * 3000 + ") }"), 400),
    "nested collections": (post("SELECT * { ?s ?p " + "(" * 500 + ")" * 500 + " }"), 400),
    "nested blank nodes": (post("SELECT * { ?s ?p " + "[ ?q " * 500 + "?x" + "]" * 500 + " }"), 400),
    "a long sum": (post("SELECT (1" + "+1" * 20_000 + " AS ?n) {}"), 400),
    "a long chain of negations": (post("SELECT (" + "!" * 50_000 + "true AS ?n) {}"), 400),
    "a long path": (post("SELECT * { ?s " + "/".join(["kg:ownedBy"] * 5_000) + " ?o } LIMIT 1"), SLOW_OR_LARGE),
    "a deep regular expression": (post(f"SELECT * {{ ?s ?p ?o FILTER(REGEX(STR(?o), '{'(' * 90}a{')*' * 90}')) }} LIMIT 1"), 200),
    "a catastrophic regular expression": (post("SELECT * { ?s ?p ?o FILTER(REGEX('" + "a" * 40 + "!', '^(a+)+$')) } LIMIT 1"), 200),
    "a huge repetition": (post("SELECT * { ?s ?p ?o FILTER(REGEX(STR(?o), '((a{1000}){1000}){1000}')) } LIMIT 1"), 200),
    "a Cartesian product": (post("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"), 503),
    "a Cartesian product that is sorted": (post("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a ?d ?g"), SLOW_OR_LARGE),
    "texts that double": (post("SELECT ?z { BIND('xxxxxxxxxxxxxxxx' AS ?a0) " + " ".join(f"BIND(CONCAT(?a{n},?a{n}) AS ?a{n + 1})" for n in range(40)) + " BIND(STRLEN(?a40) AS ?z) }"), SLOW_OR_LARGE),
    "a huge answer": (post("SELECT * { ?a ?b ?c . ?d ?e ?f }"), SLOW_OR_LARGE),
    "SERVICE": (post(f"SELECT * {{ SERVICE <{ELSEWHERE}> {{ ?s ?p ?o }} }}"), 400),
    "SERVICE SILENT": (post(f"SELECT * {{ SERVICE SILENT <{ELSEWHERE}> {{ ?s ?p ?o }} }}"), 400),
    "SERVICE in other cases": (post(f"SELECT * {{ sErViCe <{ELSEWHERE}> {{ ?s ?p ?o }} }}"), 400),
    "SERVICE with a variable": (post(f"SELECT * {{ VALUES ?x {{ <{ELSEWHERE}> }} SERVICE ?x {{ ?s ?p ?o }} }}"), 400),
    "SERVICE in a subquery": (post(f"SELECT * {{ {{ SELECT * {{ SERVICE <{ELSEWHERE}> {{ ?s ?p ?o }} }} }} }}"), 400),
    "SERVICE in EXISTS": (post(f"ASK {{ FILTER EXISTS {{ SERVICE <{ELSEWHERE}> {{ ?s ?p ?o }} }} }}"), 400),
    "SERVICE after a comment with a return": (post(f"SELECT * {{ #\rSERVICE <{ELSEWHERE}> {{ ?s ?p ?o }} }}"), 400),
    "SERVICE by escapes": (post(f"SELECT * {{ \\u0053ERVICE <{ELSEWHERE}> {{ ?s ?p ?o }} }}"), 400),
    "SERVICE that is a text": (post("SELECT ('SERVICE <http://127.0.0.1/>' AS ?t) {}"), 200),
    "FROM elsewhere": (post(f"SELECT * FROM <{ELSEWHERE}> {{ ?s ?p ?o }}"), 400),
    "FROM a file": (post("SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }"), 400),
    "FROM NAMED a file": (post("SELECT * FROM NAMED <file:///etc/passwd> { GRAPH ?g { ?s ?p ?o } }"), 400),
    "FROM by a prefix": (post(f"PREFIX x: <{ELSEWHERE}> SELECT * FROM x:a {{ ?s ?p ?o }}"), 400),
    "a default graph elsewhere": (post("ASK { ?s ?p ?o }", path=f"/sparql?default-graph-uri={quote(ELSEWHERE)}"), 400),
    "a named graph that is a file": (post("ASK { ?s ?p ?o }", path="/sparql?named-graph-uri=file:///etc/passwd"), 400),
    "a graph that is no IRI": (post("ASK { ?s ?p ?o }", path="/sparql?default-graph-uri=%3E%20%7B"), 400),
    "LOAD": (post(f"LOAD <{ELSEWHERE}>"), 400),
    "LOAD as an update": (post(f"LOAD <{ELSEWHERE}>", "Content-Type: application/sparql-update\r\n"), 403),
    "an update in a form": (post("update=DROP%20ALL", FORM), 403),
    "an update by GET": (line("/sparql?update=DROP%20ALL"), 403),
    "INSERT as a query": (post("INSERT DATA { <a:a> <a:b> <a:c> }"), 400),
    "DROP after a query": (post("ASK { ?s ?p ?o } ; DROP ALL"), 400),
    "a query of 200 kB": (post("SELECT * { ?s ?p '" + "x" * 200_000 + "' }"), 413),
    "no query": (post("", FORM), 400),
    "an empty query": (post("query=", FORM), 400),
    "two queries": (line("/sparql?query=ASK%7B%7D&query=ASK%7B%7D"), 400),
    "a query in both places": (post("ASK {}", path="/sparql?query=ASK%7B%7D"), 400),
    "nonsense": (get("tell me all"), 400),
    "NUL": (get("ASK { ?s ?p '\0' }"), 200),
    "half a character": (post(b"ASK { ?s ?p '\xed\xa0\x80' }"), 400),
    "Latin-1": (post("ASK { ?s ?p 'é' }".encode("latin-1")), 400),
    "Latin-1 in an address": (line("/sparql?query=ASK%7B%3Fs%20%3Fp%20%27%E9%27%7D"), 400),
    "UTF-16": (post("ASK {}".encode("utf-16"), "Content-Type: application/sparql-query; charset=utf-16\r\n"), 415),
    "UTF-7": (post("ASK {}", "Content-Type: application/sparql-query; charset=utf-7\r\n"), 415),
    "a byte order mark": (post(b"\xef\xbb\xbfASK {}"), 400),
    "a bad escape in a form": (post("query=%zz%", FORM), 400),
    "10,000 fields": (post("&".join(["a=b"] * 10_000), FORM), 400),
}  # fmt: skip
BODIES: dict[str, tuple[bytes, int]] = {
    "9 MiB": (post(b"x" * (9 * 1024**2)), 413),
    "9 MiB in chunks": (f"POST /sparql HTTP/1.1\r\n{HOST}{SPARQL}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n".encode() + (b"100000\r\n" + b"x" * 0x100000 + b"\r\n") * 9 + b"0\r\n\r\n", 413),
    "a length of 1 TB": (line(method="POST", more=f"{HOST}{SPARQL}Content-Length: 1000000000000\r\n"), 413),
    "a length of 30 digits": (line(method="POST", more=f"{HOST}{SPARQL}Content-Length: {'9' * 19}\r\n"), 413),
    "a negative length": (line(method="POST", more=f"{HOST}{SPARQL}Content-Length: -1\r\n"), 400),
    "a bomb in gzip": (post(gzip.compress(b"x" * 50 * 1024**2), SPARQL + "Content-Encoding: gzip\r\n"), 415),
    "deflate": (post(b"x", SPARQL + "Content-Encoding: deflate\r\n"), 415),
    "brotli": (post(b"x", SPARQL + "Content-Encoding: br, gzip\r\n"), 415),
    "an XML bomb": (post(XML_BOMB, "Content-Type: application/rdf+xml\r\n"), 415),
    "JSON": (post("{}", "Content-Type: application/json\r\n"), 415),
    "multipart": (post("--a--", "Content-Type: multipart/form-data; boundary=a\r\n"), 415),
    "no type": (post("ASK {}", ""), 415),
    "a length and chunks": (line(method="POST", more=f"{HOST}{SPARQL}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n") + b"0\r\n\r\n", 400),
    "two lengths": (line(method="POST", more=f"{HOST}{SPARQL}Content-Length: 3\r\nContent-Length: 4\r\n"), 400),
    "a chunk that is no number": (line(method="POST", more=f"{HOST}{SPARQL}Transfer-Encoding: chunked\r\n") + b"zz\r\n\r\n", 400),
}  # fmt: skip
HEADERS: dict[str, tuple[bytes, int]] = {
    "a foreign host": (line(more="Host: evil.example\r\n"), 421),
    "a foreign host that looks like ours": (line(more="Host: localhost.evil.example\r\n"), 421),
    "a host with a user": (line(more="Host: localhost@evil.example\r\n"), 400),
    "two hosts": (line(more="Host: localhost\r\nHost: evil.example\r\n"), 400),
    "no host": (line(more=""), 400),
    "no host in HTTP/1.0": (line(more="", version="HTTP/1.0"), 400),
    "a host in the target": (line("http://evil.example/sparql", more="Host: evil.example\r\n"), 421),
    "a forwarded host": (line("/sparql", more=f"{HOST}X-Forwarded-Host: evil.example\r\nAccept: application/n-triples\r\n"), 200),
    "an address of 40 kB": (line("/sparql?query=" + "x" * 40_000), 414),
    "headers of 40 kB": (line(more=HOST + f"X-A: {'x' * 40_000}\r\n"), 431),
    "headers of 200 kB": (line(more=HOST + f"X-A: {'x' * 200_000}\r\n"), 431),
    "150 headers": (line(more=HOST + "".join(f"X-{n}: 1\r\n" for n in range(150))), 431),
    "a header that is folded": (line(more=HOST + "X-A: 1\r\n  Evil: 2\r\n"), 200),
    "a header with a bare return": (line(more=HOST + "X-A: 1\rEvil: 2\r\n"), 400),
    "a space before the colon": (line(more=HOST + "X-A : 1\r\n"), 400),
    "a bad Accept": (line(more=HOST + "Accept: ;;;,,,/;q=x\r\n"), 406),
    "10,000 kinds in Accept": (line(more=HOST + "Accept: " + "a/b," * 5_000 + "*/*\r\n"), 406),
    "a foreign page asks": (line(more=HOST + "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\n"), 403),
    "an upgrade": (line(more=HOST + "Upgrade: websocket\r\nSec-WebSocket-Key: a\r\n"), 200),
    "another protocol": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 100, 400),
    "HTTP/3.0": (line(version="HTTP/3.0"), 505),
}  # fmt: skip
PATHS: dict[str, tuple[bytes, int]] = {
    "up": (line("/../../etc/passwd"), 404),
    "up in static": (line("/static/../../../pyproject.toml"), 404),
    "up by escapes": (line("/static/%2e%2e%2fpages.py"), 404),
    "up twice escaped": (line("/static/%252e%252e%252fpages.py"), 404),
    "a backslash": (line("/static/..%5cpages.py"), 404),
    "NUL in a path": (line("/static/page.css%00.png"), 404),
    "two slashes": (line("//evil.example/"), 404),
    "a slash and a backslash": (line("/%5cevil.example/"), 404),
    "a slash too many": (line("/sparql/"), 404),
    "bad UTF-8 in a path": (line("/%ff%fe"), 404),
    "a graph that is a file": (line("/data?graph=file:///etc/passwd"), 404),
    "a graph elsewhere": (line(f"/data?graph={ELSEWHERE}"), 404),
    "graph and default": (line("/data?graph=a:b&default"), 400),
    "a format that is a path": (line("/data?format=../../etc/passwd"), 406),
    "PUT": (line("/data?default", "PUT"), 405),
    "DELETE": (line("/data?default", "DELETE"), 405),
    "POST of a graph": (post("<a:b> <a:c> <a:d> .", "Content-Type: text/turtle\r\n", "/data"), 405),
    "PATCH": (line("/sparql", "PATCH"), 405),
    "TRACE": (line("/sparql", "TRACE"), 405),
    "CONNECT": (line("evil.example:443", "CONNECT", "Host: evil.example:443\r\n"), 421),
    "a method of one's own": (line("/sparql", "EVIL"), 405),
}  # fmt: skip
HOSTILE = {**QUERIES, **BODIES, **HEADERS, **PATHS}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_request_gets_the_right_status(server: Server, trap: Trap, name: str) -> None:
    sent, status = HOSTILE[name]
    received = server.raw(sent.replace(b"PORT", str(trap.port).encode()))
    head, _, _ = received.partition(b"\r\n\r\n")
    found = re.match(rb"HTTP/1\.1 (\d{3})", head)
    assert found, received[:500]
    assert int(found[1]) in ((400, 503) if status == SLOW_OR_LARGE else (status,)), received[:500]
    assert b"location:" not in head.lower()
    if int(found[1]) in (429, 503):
        assert b"retry-after: " in head.lower()
    if status >= 400:
        assert b"content-type: text/plain; charset=utf-8" in head.lower() or b"content-length: 0" in head
    assert server.ask(NAMES).status_code == 200
    assert trap.came == 0


def test_there_are_many() -> None:
    assert len(HOSTILE) >= 60


def test_what_is_echoed_is_escaped(server: Server) -> None:
    text = "<script>alert(1)</script>\x1b[31m"
    page = server.client.get("/sparql", params={"query": text}, headers={"accept": "text/html"})
    assert page.status_code == 400
    assert "<script>alert" not in page.text and "&lt;script&gt;alert" in page.text
    plain = server.client.get("/data", params={"graph": text})
    assert plain.headers["content-type"].startswith("text/plain") and "\x1b" not in plain.text


def test_slow_clients_are_cut_off_and_hinder_nobody(server: Server) -> None:
    slow = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(40)]
    for number, connection in enumerate(slow):
        head = f"POST /sparql HTTP/1.1\r\n{HOST}{SPARQL}Content-Length: 100\r\n\r\nA".encode()
        connection.sendall(head[: 10 + number * 5])
    cut = server.metric("kg_http_connections_cut_total")
    assert server.ask(NAMES).status_code == 200
    for connection in slow:
        with connection, contextlib.suppress(ConnectionResetError):
            connection.settimeout(10)
            assert connection.recv(1000).startswith((b"", b"HTTP/1.1 408"))
    wait_until(lambda: server.metric("kg_http_connections_cut_total") > cut)


def test_a_client_that_does_not_read_holds_no_worker(server: Server) -> None:
    greedy = []
    for _ in range(8):
        connection = socket.create_connection(("127.0.0.1", server.port))
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.sendall(get("SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 100000"))
        greedy.append(connection)
    try:
        # On a slow machine the first try may come before the eight were answered.
        wait_until(lambda: server.ask(NAMES).status_code == 200)
        wait_until(lambda: server.metric("kg_queries_running") == 0)
    finally:
        for connection in greedy:
            connection.close()
