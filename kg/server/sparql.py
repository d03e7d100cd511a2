"""``/sparql``: the SPARQL 1.1 Protocol, the description of the service, and the page where a person asks."""

from __future__ import annotations

import json

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from kg.server.answers import RefusedError, cached, etag, unchanged
from kg.server.asking import ask
from kg.server.assets import version
from kg.server.description import describe_service
from kg.server.negotiation import GRAPH_FORMS, PAGE, TABLE_FORMS, Form, choose, named
from kg.server.pages import query_page, theme_of
from kg.server.pool import Pool
from kg.server.protocol import Asked, Question, check, read_request
from kg.server.spool import Spool
from kg.server.state import state_of


async def sparql(request: Request) -> Response:
    """Answer a request of the protocol."""
    state = state_of(request)
    asked = await read_request(request, state.service.limits)
    pool = state.pool
    if asked.text is None:
        return _without_question(request, pool)
    wants_page = asked.format is None and _likes_page(request)
    if wants_page or asked.format == "html":
        return await _page(request, pool, asked)
    question = check(asked.text, asked.graphs, pool.build)
    form = _form(request, asked, question)
    tag = _tag(question, form, pool)
    same = unchanged(request, tag) if tag else None
    return same or await _answer(request, pool, question, form, tag)


async def _answer(request: Request, pool: Pool, question: Question, form: Form, tag: str | None) -> Response:
    asked = {
        "kind": "answer",
        "text": question.text,
        "graphs": question.graphs,
        "media_type": form.media_type,
    }
    answer = await ask(request, pool, asked, key=question.text)
    headers = cached(tag) | {"content-disposition": f'inline; filename="answer.{form.names[0]}"'}
    return sent(answer, form, headers)


def sent(answer: Spool, form: Form, headers: dict[str, str]) -> Response:
    """Return the answer of a worker as one of HTTP.

    >>> spool = Spool()
    >>> spool.write(b"a")
    >>> sent(spool, TABLE_FORMS[2], {}).headers["content-length"]
    '1'
    """
    kind = {"content-type": form.content_type}
    if not answer.small:
        return StreamingResponse(
            answer.chunks(), headers={**headers, **kind, "content-length": str(answer.size)}
        )
    body = answer.whole()
    answer.close()
    return Response(body, headers=headers | kind)


def _without_question(request: Request, pool: Pool) -> Response:
    accept = request.headers.get("accept")
    form = choose(accept, (*GRAPH_FORMS, PAGE))
    if form is None:
        raise _not_acceptable(GRAPH_FORMS)
    if form is PAGE:
        return query_page(request, pool.build)
    return Response(
        describe_service(request, pool.build, form), media_type=form.content_type, headers={"vary": "Accept"}
    )


async def _page(request: Request, pool: Pool, asked: Asked) -> Response:
    """Return the page with the answer, or with what is wrong with the question."""
    text = asked.text or ""
    try:
        question = check(text, asked.graphs, pool.build)
        most = state_of(request).service.limits.rows_shown
        rows = {"kind": "rows", "text": question.text, "graphs": question.graphs, "limit": most}
        tag = _tag(question, PAGE, pool, theme_of(request), version())
        same = unchanged(request, tag) if tag else None
        if same:
            return same
        answer = await ask(request, pool, rows, key=question.text)
    except RefusedError as error:
        return query_page(
            request, pool.build, text=text, error=error.message, status=error.status, headers=error.headers
        )
    found = json.loads(answer.whole())
    answer.close()
    return query_page(
        request, pool.build, text=text, found=found, makes_graph=question.makes_graph, headers=cached(tag)
    )


def _likes_page(request: Request) -> bool:
    """Say whether a browser asks: HTML is named, and no format of answers is liked as much."""
    accept = request.headers.get("accept", "")
    return "html" in accept.lower() and choose(accept, (*TABLE_FORMS, *GRAPH_FORMS, PAGE)) is PAGE


def _form(request: Request, asked: Asked, question: Question) -> Form:
    forms = GRAPH_FORMS if question.makes_graph else TABLE_FORMS
    form = named(asked.format, forms) if asked.format else None
    form = form or choose(request.headers.get("accept"), forms)
    if form is None:
        raise _not_acceptable(forms)
    return form


def _not_acceptable(forms: tuple[Form, ...]) -> RefusedError:
    return RefusedError(406, f"this can be had as {', '.join(form.media_type for form in forms)}")


def _tag(question: Question, form: Form, pool: Pool, *more: str) -> str | None:
    """Return the tag of an answer, None if it is another each time."""
    if not question.repeatable:
        return None
    return etag(pool.build.hash, question.text, json.dumps(question.graphs), form.media_type, *more)
