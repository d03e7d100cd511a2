"""What the service says about itself: the SPARQL 1.1 Service Description, and VoID."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from kg.rdf.oxigraph import convert
from kg.server.answers import RefusedError, cached, etag, unchanged
from kg.server.builds import Build
from kg.server.negotiation import GRAPH_FORMS, TABLE_FORMS, Form, choose
from kg.server.state import state_of

_SD = "http://www.w3.org/ns/sparql-service-description#"
_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
_FORMATS = "http://www.w3.org/ns/formats/"
_FORMAT_NAMES = {
    "json": "SPARQL_Results_JSON",
    "xml": "SPARQL_Results_XML",
    "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV",
    "ttl": "Turtle",
    "nt": "N-Triples",
    "rdf": "RDF_XML",
    "jsonld": "JSON-LD",
    "nq": "N-Quads",
    "trig": "TriG",
}
_VOID = "http://rdfs.org/ns/void#"


def describe_service(request: Request, build: Build, form: Form) -> bytes:
    """Return the description of the service in a format of RDF."""
    service = f"<{address(request)}sparql>"
    data, default = f"<{address(request)}sparql#data>", f"<{address(request)}sparql#union>"
    lines = [
        (service, _TYPE, f"<{_SD}Service>"),
        (service, f"<{_SD}endpoint>", service),
        (service, f"<{_SD}supportedLanguage>", f"<{_SD}SPARQL11Query>"),
        (service, f"<{_SD}feature>", f"<{_SD}UnionDefaultGraph>"),
        (service, f"<{_SD}defaultDataset>", data),
        (data, _TYPE, f"<{_SD}Dataset>"),
        (data, f"<{_SD}defaultGraph>", default),
        (default, _TYPE, f"<{_SD}Graph>"),
    ]
    for one in (*TABLE_FORMS, *GRAPH_FORMS):
        lines.append((service, f"<{_SD}resultFormat>", f"<{_FORMATS}{_FORMAT_NAMES[one.names[0]]}>"))
    for name in build.graphs.values():
        node = f"<{address(request)}sparql#{name.strip('<>')}>".replace("#http", "#graph-http")
        lines += [
            (data, f"<{_SD}namedGraph>", node),
            (node, _TYPE, f"<{_SD}NamedGraph>"),
            (node, f"<{_SD}name>", name),
        ]
    return _written(lines, "", build, form)


async def void(request: Request) -> Response:
    """Answer with what is said about the data set, and where it can be asked and taken."""
    build = state_of(request).pool.build
    form = choose(request.headers.get("accept"), GRAPH_FORMS)
    if form is None:
        raise RefusedError(406, f"this can be had as {', '.join(one.media_type for one in GRAPH_FORMS)}")
    tag = etag(build.hash, "void", form.media_type, address(request))
    dataset = f"<{build.base}id/dataset>"
    more = [
        (dataset, f"<{_VOID}sparqlEndpoint>", f"<{address(request)}sparql>"),
        (dataset, f"<{_VOID}dataDump>", f"<{address(request)}data>"),
    ]
    return unchanged(request, tag) or Response(
        _written(more, build.void, build, form), headers={**cached(tag), "content-type": form.content_type}
    )


def address(request: Request) -> str:
    """Return the address of the service, whose host was checked.

    >>> address(Request({"type": "http", "scheme": "http", "path": "/a", "headers": [(b"host", b"localhost:1")]}))
    'http://localhost:1/'
    """
    return f"{request.url.scheme}://{request.headers['host']}/"


def _written(lines: list[tuple[str, str, str]], more: str, build: Build, form: Form) -> bytes:
    text = "".join(f"{' '.join(line)} .\n" for line in lines) + more
    prefixes = {**build.prefixes, "sd": _SD}
    return convert(text.encode(), form.media_type, prefixes=prefixes)
