"""The pages that are no views: the one where a person asks in SPARQL, and the one that says what is wrong."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from kg.rdf.said_of_conclusions import OF_CONCLUSIONS, OF_PROVENANCE
from kg.rdf.said_of_records import OF_RECORDS
from kg.rdf.terms import FOLDER_OF_NODE
from kg.server.assets import asset
from kg.server.builds import Build
from kg.server.negotiation import GRAPH_FORMS, TABLE_FORMS
from kg.server.rendering import THEMES, Site, render_page
from kg.server.state import state_of
from kg.views.addresses import node_address

COOKIE = "theme"
_USUAL = "SELECT ?page ?name WHERE {\n  ?page a kg:Page ; schema:name ?name .\n}\nORDER BY ?page\nLIMIT 20"
_VARY = "Accept, Cookie"
_KIND_OF_FOLDER = {folder: kind for kind, folder in FOLDER_OF_NODE.items()}


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: what is read, and where it leads to."""

    text: str
    link: str | None = None
    title: str | None = None


def query_page(
    request: Request,
    build: Build,
    *,
    text: str = _USUAL,
    found: Mapping[str, Any] | None = None,
    makes_graph: bool = False,
    error: str | None = None,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return the page where a person asks, with the answer or what is wrong with the question."""
    rows = [[cell(term, build) for term in row] for row in (found or {}).get("rows", ())]
    forms = GRAPH_FORMS if makes_graph else TABLE_FORMS
    examples = [(title, told, query_link(asked), asked == text) for title, told, asked in build.examples]
    return _page(
        request,
        "sparql.html",
        status=status,
        headers=headers,
        triples=build.triples,
        text=text,
        found=found,
        rows=rows,
        error=error,
        downloads=[(form.names[0], query_link(text, form.names[0])) for form in forms],
        examples=examples,
        limits=state_of(request).service.limits,
        terms=[*(f"{prefix}:" for prefix in build.prefixes), *_terms()],
    )


def error_page(request: Request, status: int, message: str, headers: Mapping[str, str]) -> Response:
    """Return the page that says what is wrong."""
    return _page(request, "error.html", status=status, headers=headers, message=message)


async def static(request: Request) -> Response:
    """Answer with a style sheet or a script."""
    found = asset(request.path_params["name"])
    if found is None:
        raise HTTPException(404)
    content, kind = found
    return Response(content, headers={"content-type": kind, "cache-control": "public, max-age=86400"})


def theme_of(request: Request) -> str:
    """Return the theme that this client chose, an empty text for that of its system.

    >>> theme_of(Request({"type": "http", "headers": [(b"cookie", b"theme=dark")]}))
    'dark'
    """
    chosen = request.cookies.get(COOKIE, "")
    return chosen if chosen in THEMES else ""


def here_of(request: Request) -> str:
    """Return the address that is asked for within this site.

    >>> here_of(Request({"type": "http", "raw_path": b"/page/a%2Fb", "query_string": b"q=1"}))
    '/page/a%2Fb?q=1'
    """
    path = request.scope["raw_path"].decode("latin-1")
    query = request.scope["query_string"].decode("latin-1")
    return f"{path}?{query}" if query else path


def cell(term: str | None, build: Build) -> Cell:
    """Return how a term is read: an IRI of ours leads to what is known of it, another to where it points.

    >>> build = Build(None, "", "", "", "https://b/", {}, {"schema": "https://schema.org/"}, 0, False, [], "")
    >>> cell('"a <b>"@en', build).text, cell("<https://schema.org/name>", build).text, cell("<data:x>", build).link
    ('a <b>', 'schema:name', None)
    """
    if term is None:
        return Cell("")
    if term.startswith('"'):
        end = term.rindex('"') + 1
        return Cell(str(json.loads(term[:end], strict=False)), title=term[end:].lstrip("^") or None)
    if not term.startswith("<"):
        return Cell(term)
    iri = term[1:-1]
    return Cell(_short(iri, build), _leads_to(iri, build), iri)


def query_link(text: str, form: str | None = None) -> str:
    """Return the address of an answer on this server.

    >>> query_link("ASK {}", "csv")
    '/sparql?query=ASK+%7B%7D&format=csv'
    """
    return "/sparql?" + urlencode({"query": text, **({"format": form} if form else {})})


@functools.cache
def _terms() -> tuple[str, ...]:
    """Return every class and property that the graph uses, as prefixed names."""
    every = (*OF_RECORDS, *OF_CONCLUSIONS, *OF_PROVENANCE)
    classes = {one.object for one in every if one.kind is None}
    return tuple(sorted({one.predicate for one in every} | classes))


def _leads_to(iri: str, build: Build) -> str | None:
    """Return where an IRI leads: a node of ours to its view, the rest of ours to what is known of it, others out."""
    if not iri.startswith(build.base):
        return iri if iri.startswith(("https://", "http://")) else None
    folder, _, key = iri.removeprefix(f"{build.base}id/").partition("/")
    kind = _KIND_OF_FOLDER.get(folder)
    address = node_address(kind, unquote(key)) if kind and key and "/" not in key else None
    return address or query_link(f"DESCRIBE <{iri}>")


def _short(iri: str, build: Build) -> str:
    found = [(space, prefix) for prefix, space in build.prefixes.items() if iri.startswith(space)]
    if not found:
        return iri
    space, prefix = max(found, key=lambda one: len(one[0]))
    return f"{prefix}:{iri.removeprefix(space)}"


def _page(
    request: Request, name: str, *, status: int = 200, headers: Mapping[str, str] | None = None, **said: Any
) -> Response:
    build = state_of(request).served.build
    site = Site(build.title, here_of(request), build.hash)
    html = render_page(name, theme=theme_of(request), site=site, **said)
    told = {"cache-control": "no-cache", **(headers or {}), "vary": _VARY}
    return HTMLResponse(html.encode("utf-8", "replace"), status, headers=told)
