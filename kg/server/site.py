"""The views over HTTP: which one is asked for and in which form, kept answers, tags; nodes also as RDF."""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_to_bytes

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from kg._version import __version__
from kg.errors import ExportError
from kg.server.answers import RefusedError, etag, refused, unchanged
from kg.server.asking import answered, ask, client_of, unless_gone
from kg.server.assets import version
from kg.server.bodies import fields_of
from kg.server.kept import Made
from kg.server.metrics import Metrics
from kg.server.negotiation import GRAPH_FORMS, named
from kg.server.pages import error_page, here_of, theme_of
from kg.server.served import Served
from kg.server.sparql import sent
from kg.server.state import state_of
from kg.server.workers import WorkerFailedError

LISTS = (
    "overview",
    "exposure",
    "what-if",
    "sources",
    "publishers",
    "organizations",
    "worklist",
    "search",
    "help",
    "graph",
)
"""The views that have one address; the first stands at ``/``."""
NODES = ("page", "source", "publisher", "organization")
"""The views of a node: its id is the second part of the address."""
PATHS = "path"
"""The view of the path from a page to a low source; the id is that of the page."""
DATA = ("json", "csv")
RDF = ("ttl", "jsonld")
_PAGE = "html"
_VARY = "Accept, Cookie"
_WHAT_IF = "what-if"
"""One what-if is as slow as another: all of them wait together once one proved slow."""


@dataclass(frozen=True, slots=True)
class Target:
    """What an address asks for: the parts of its path, decoded, and the form."""

    path: tuple[str, ...]
    form: str


async def view(request: Request) -> Response:
    """Answer with a view, or with the same as data."""
    target = target_of(request.scope["raw_path"])
    try:
        if target.form in RDF:
            return await _described(request, target)
        return await _shown(request, target)
    except RefusedError as error:
        failure = error
    except WorkerFailedError as error:
        state_of(request).log.failure(error)
        failure = RefusedError(500, "the server failed; its log says why")
    if target.form != _PAGE:
        return refused(failure)
    return error_page(request, failure.status, failure.message, failure.headers)


def target_of(raw_path: bytes) -> Target:
    """Return what the path of an address asks for; the form is split off before anything is decoded.

    Raises
    ------
    HTTPException
        Nothing is served there (404).

    >>> target_of(b"/page/a%2Fb.json"), target_of(b"/page/a%2Ejson"), target_of(b"/")
    (Target(path=('page', 'a/b'), form='json'), Target(path=('page', 'a.json'), form='html'), Target(path=(), form='html'))
    """
    parts = raw_path.decode("latin-1").split("/")[1:]
    last, form = _split(parts[-1], (*DATA, *RDF) if parts[0] in NODES else DATA)
    parts[-1] = last
    if parts == [""]:
        return Target((), form)
    is_list = len(parts) == 1 and last in LISTS and (last != LISTS[0] or form != _PAGE)
    if not is_list and not (len(parts) == 2 and parts[0] in (*NODES, PATHS) and last):
        raise HTTPException(404)
    try:
        path = tuple(unquote_to_bytes(part).decode("utf-8") for part in parts)
    except UnicodeDecodeError:
        raise HTTPException(404) from None
    return Target(() if path == LISTS[:1] else path, form)


def _split(last: str, forms: tuple[str, ...]) -> tuple[str, str]:
    for form in forms:
        if last.endswith(f".{form}"):
            return last.removesuffix(f".{form}"), form
    return last, _PAGE


async def _shown(request: Request, target: Target) -> Response:
    """Return a view from what is kept, from another request that waits for the same, or from a worker."""
    state = state_of(request)
    fields = fields_of(request.scope["query_string"], "the address")
    theme = theme_of(request) if target.form == _PAGE else ""
    asked = {
        "path": target.path,
        "parameters": fields,
        "form": target.form,
        "theme": theme,
        "here": here_of(request),
        "most": state.service.limits.twin,
    }
    served = state.served
    key = (served.build.hash, target.form, theme, request.scope["raw_path"], request.scope["query_string"])
    state.metrics.count("kg_views_total", answer=state.kept.has(key))
    name = _WHAT_IF if target.path == (_WHAT_IF,) else f"{target.path} {fields}"
    make = functools.partial(_made, served, state.metrics, asked, client_of(request), name)
    with served.views.used():
        kept = state.kept.find(key)
        made = kept if kept is not None else await unless_gone(request, state.kept.get(key, make))
    tag = etag(*map(str, key), version(), __version__) if made.status == 200 else None
    same = unchanged(request, tag) if tag else None
    headers = _headers(target, tag)
    if same is not None:
        same.headers.update(headers)
        return same
    return Response(made.body, made.status, headers={**headers, "content-type": made.media_type})


async def _made(served: Served, metrics: Metrics, asked: dict[str, Any], client: str, name: str) -> Made:
    """Return what a worker makes of a request."""
    answer = await answered(served.views, metrics, asked, client=client, key=name)
    head, _, body = answer.whole().partition(b"\n")
    answer.close()
    said = json.loads(head)
    return Made(said["status"], said["type"], body)


def _headers(target: Target, tag: str | None) -> dict[str, str]:
    headers = {"cache-control": "no-cache", "vary": _VARY, **({"etag": tag} if tag else {})}
    if target.form != _PAGE:
        # a name of ours, never the id
        headers["content-disposition"] = f'inline; filename="{(target.path or LISTS)[0]}.{target.form}"'
    return headers


async def _described(request: Request, target: Target) -> Response:
    """Return what is said of a node as RDF."""
    pool = state_of(request).served.questions
    form = named(target.form, GRAPH_FORMS)
    iri = _iri(pool.build.base, *target.path)
    missing = RefusedError(404, f"there is no {target.path[0]} of this id")
    if form is None or iri is None:
        raise missing
    tag = etag(pool.build.hash, "describe", iri, form.media_type)
    question = {"graphs": None}
    known = await ask(
        request,
        pool,
        {**question, "kind": "rows", "text": f"SELECT ?p {{ {iri} ?p ?o }} LIMIT 1", "limit": 1},
        key="known",
    )
    is_known = bool(json.loads(known.whole())["rows"])
    known.close()
    if not is_known:
        raise missing
    same = unchanged(request, tag)
    if same is not None:
        same.headers.update(_headers(target, tag))
        return same
    answer = await ask(
        request,
        pool,
        {**question, "kind": "answer", "text": f"DESCRIBE {iri}", "media_type": form.media_type},
        key="describe",
    )
    return sent(answer, form, _headers(target, tag))


def _iri(base: str, kind: str, key: str) -> str | None:
    """Return the IRI of a node as a term, None if its id can be none.

    >>> _iri("https://b/", "organization", "a b"), _iri("https://b/", "page", "..")
    ('<https://b/id/org/a%20b>', None)
    """
    import polars as pl

    from kg.rdf.terms import FOLDER_OF_NODE, encode_ids

    try:
        encoded = encode_ids(pl.Series([key]))[0]
    except ExportError:
        return None
    return f"<{base}id/{FOLDER_OF_NODE[kind]}/{encoded}>"
