"""What a request of the SPARQL 1.1 Protocol asks: the question and its graphs, from GET or either form of POST."""

from __future__ import annotations

import re
from dataclasses import dataclass

from starlette.requests import Request

from kg.errors import QueryError
from kg.server.answers import ECHOED, RefusedError
from kg.server.bodies import Fields, fields_of, only, read_body
from kg.server.builds import Build
from kg.server.limits import Limits
from kg.sparql.refusals import MOST_BYTES, check_question, form_of, graphs_of, is_repeatable

_QUESTION = "application/sparql-query"
_UPDATE = "application/sparql-update"
_FORM = "application/x-www-form-urlencoded"
_IRI = re.compile(r'[^<>"{}|^`\\\x00-\x20]+')
_FORMAT = ("format", "output")
_READ_ONLY = "this service is read-only: it takes no updates"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked: no ``text`` is a request for the description of the service, or for the page."""

    text: str | None
    graphs: tuple[list[str], list[str]] | None
    format: str | None


@dataclass(frozen=True, slots=True)
class Question:
    """A question that was checked."""

    text: str
    graphs: tuple[list[str], list[str]] | None
    makes_graph: bool
    repeatable: bool


async def read_request(request: Request, limits: Limits) -> Asked:
    """Return what a request asks.

    Raises
    ------
    RefusedError
        It is no request of the protocol, or an update.
    """
    fields = fields_of(request.scope["query_string"], "the address")
    text = only(fields, "query")
    if request.method == "POST":
        if text is not None:
            raise RefusedError(400, "a POST says its query in its body, not in the address")
        text, more = await _posted(request, limits)
        fields += more
    if only(fields, "update") is not None:
        raise RefusedError(403, _READ_ONLY)
    if request.method == "POST" and text is None:
        raise RefusedError(400, "no query: send a field query")
    return Asked(text, _graphs(fields), _format(fields))


def check(asked: str, graphs: tuple[list[str], list[str]] | None, build: Build) -> Question:
    """Return a question if it may be asked of a build; the graphs of the request win over those it names.

    Raises
    ------
    RefusedError
        It may not: too long, too deep, no question, or it asks elsewhere.
    """
    known = build.graphs.values()
    for graph in (one for some in graphs or () for one in some):
        if graph not in known:
            raise RefusedError(
                400, f"{graph[:ECHOED]} is no graph of this data set; its graphs are {', '.join(known)}"
            )
    try:
        check_question(asked, known)
    except QueryError as error:
        raise RefusedError(_status_of(asked), str(error)) from None
    return Question(
        text=asked,
        graphs=graphs or graphs_of(asked),
        makes_graph=form_of(asked) in ("CONSTRUCT", "DESCRIBE"),
        repeatable=is_repeatable(asked),
    )


def _status_of(asked: str) -> int:
    return 413 if len(asked.encode("utf-8", "surrogatepass")) > MOST_BYTES else 400


async def _posted(request: Request, limits: Limits) -> tuple[str | None, Fields]:
    kind, _, parameters = request.headers.get("content-type", "").partition(";")
    kind = kind.strip().lower()
    if kind == _UPDATE:
        raise RefusedError(403, _READ_ONLY)
    if kind not in (_QUESTION, _FORM):
        raise RefusedError(415, f"a POST is {_FORM} or {_QUESTION}", {"accept-post": f"{_FORM}, {_QUESTION}"})
    charset = re.search(r"charset\s*=\s*\"?([\w-]+)", parameters, re.IGNORECASE)
    if charset and charset[1].lower() not in ("utf-8", "utf8", "us-ascii"):
        raise RefusedError(415, "a body is UTF-8")
    body = await read_body(request, limits)
    if kind == _FORM:
        fields = fields_of(body, "the body")
        return only(fields, "query"), [(name, value) for name, value in fields if name != "query"]
    try:
        return body.decode("utf-8"), []
    except UnicodeDecodeError:
        raise RefusedError(400, "the body is not UTF-8") from None


def _graphs(fields: Fields) -> tuple[list[str], list[str]] | None:
    default = [_iri(value) for name, value in fields if name == "default-graph-uri"]
    named = [_iri(value) for name, value in fields if name == "named-graph-uri"]
    return (default, named) if default or named else None


def _iri(text: str) -> str:
    if not _IRI.fullmatch(text):
        raise RefusedError(400, f"{text[:ECHOED]!r} is no IRI")
    return f"<{text}>"


def _format(fields: Fields) -> str | None:
    return next((value for name, value in fields if name in _FORMAT and value), None)
