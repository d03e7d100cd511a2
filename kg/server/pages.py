"""The pages, as HTML that a browser shows without any script; the one file that knows the template engine."""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any
from urllib.parse import urlencode

import jinja2
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from kg._version import __version__
from kg.server.builds import Build
from kg.server.negotiation import GRAPH_FORMS, TABLE_FORMS

_STATIC = {"page.css": "text/css", "query.js": "text/javascript"}
_USUAL = "SELECT ?page ?name WHERE {\n  ?page a kg:Page ; schema:name ?name .\n}\nORDER BY ?page\nLIMIT 20"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: what is read, and where it leads to."""

    text: str
    link: str | None = None
    title: str | None = None


def front_page(build: Build) -> Response:
    """Return what stands at the root."""
    return _page("front.html", build=build)


def query_page(
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
    return _page(
        "query.html",
        status=status,
        headers=headers,
        build=build,
        text=text,
        found=found,
        rows=rows,
        error=error,
        downloads=[(form.names[0], query_link(text, form.names[0])) for form in forms],
        examples=[(title, description, query_link(asked)) for title, description, asked in build.examples],
    )


def error_page(status: int, message: str, headers: Mapping[str, str]) -> Response:
    """Return the page that says what is wrong.

    >>> b"no &lt;such&gt; page" in error_page(404, "no <such> page", {}).body
    True
    """
    return _page("error.html", status=status, headers=headers, message=message)


async def static(request: Request) -> Response:
    """Answer with a style sheet or a script."""
    name = request.path_params["name"]
    if name not in _STATIC:
        raise HTTPException(404)
    kind = f"{_STATIC[name]}; charset=utf-8"
    return Response(_asset(name), headers={"content-type": kind, "cache-control": "public, max-age=86400"})


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
    link: str | None = query_link(f"DESCRIBE <{iri}>")
    if not iri.startswith(build.base):
        link = iri if iri.startswith(("https://", "http://")) else None
    return Cell(_short(iri, build), link, iri)


def query_link(text: str, form: str | None = None) -> str:
    """Return the address of an answer on this server.

    >>> query_link("ASK {}", "csv")
    '/sparql?query=ASK+%7B%7D&format=csv'
    """
    return "/sparql?" + urlencode({"query": text, **({"format": form} if form else {})})


def _short(iri: str, build: Build) -> str:
    found = [(space, prefix) for prefix, space in build.prefixes.items() if iri.startswith(space)]
    if not found:
        return iri
    space, prefix = max(found, key=lambda one: len(one[0]))
    return f"{prefix}:{iri.removeprefix(space)}"


def _page(name: str, *, status: int = 200, headers: Mapping[str, str] | None = None, **said: Any) -> Response:
    html = _templates().get_template(name).render(version=__version__, assets=_versions(), **said)
    return HTMLResponse(
        html, status, headers={"cache-control": "no-cache", "vary": "Accept", **(headers or {})}
    )


@functools.cache
def _templates() -> jinja2.Environment:
    folder = resources.files("kg.server") / "templates"
    loader = jinja2.FunctionLoader(lambda name: (folder / name).read_text("utf-8"))
    return jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True
    )


@functools.cache
def _asset(name: str) -> bytes:
    return (resources.files("kg.server") / "static" / name).read_bytes()


@functools.cache
def _versions() -> dict[str, str]:
    """Return the address of each asset, which is another when its content is."""
    return {name: f"/static/{name}?{hashlib.sha256(_asset(name)).hexdigest()[:8]}" for name in _STATIC}
