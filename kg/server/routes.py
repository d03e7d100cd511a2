"""The one table of what can be asked for, and by which methods."""

from __future__ import annotations

from typing import cast

from starlette.applications import Starlette
from starlette.convertors import Convertor, register_url_convertor
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from kg.server.answers import RefusedError, refused
from kg.server.description import void
from kg.server.graph_store import data
from kg.server.guard import Guard
from kg.server.negotiation import PAGE, TABLE_FORMS, choose
from kg.server.pages import error_page, static
from kg.server.site import DATA, LISTS, NODES, PATHS, view
from kg.server.sparql import sparql
from kg.server.state import State, state_of
from kg.server.theme import theme


async def health(_: Request) -> Response:
    """Answer that the server runs."""
    return PlainTextResponse("ok\n", headers={"cache-control": "no-store"})


async def readiness(request: Request) -> Response:
    """Answer whether questions are answered."""
    ready = state_of(request).ready
    text = "ready\n" if ready else "not ready\n"
    return PlainTextResponse(text, 200 if ready else 503, headers={"cache-control": "no-store"})


async def metrics(request: Request) -> Response:
    """Answer with all metrics."""
    state = state_of(request)
    headers = {"content-type": "text/plain; version=0.0.4; charset=utf-8", "cache-control": "no-store"}
    return Response(state.metrics.shown(state.gauges()), headers=headers)


class _Any(Convertor[str]):
    """Whatever is left of a path; that of Starlette stops at a line feed."""

    regex = r"[\s\S]*"

    def convert(self, value: str) -> str:
        """Return it as it is."""
        return value

    def to_string(self, value: str) -> str:
        """Return it as it is."""
        return value


register_url_convertor("any", _Any())
_GET = ["GET", "HEAD"]
ROUTES = (
    Route("/", view, methods=_GET),
    *(Route(f"/{name}", view, methods=_GET) for name in LISTS[1:]),
    *(Route(f"/{name}.{form}", view, methods=_GET) for name in LISTS for form in DATA),
    # an id may hold a slash that was encoded: the path as it was sent is split by `view`
    *(Route(f"/{kind}/{{id:any}}", view, methods=_GET) for kind in (*NODES, PATHS)),
    Route("/theme", theme, methods=_GET),
    Route("/sparql", sparql, methods=[*_GET, "POST"]),
    Route("/data", data, methods=_GET),
    Route("/healthz", health, methods=_GET),
    Route("/readyz", readiness, methods=_GET),
    Route("/metrics", metrics, methods=_GET),
    Route("/.well-known/void", void, methods=_GET),
    Route("/static/{name}", static, methods=_GET),
)
"""Everything that is served."""


def application(state: State) -> ASGIApp:
    """Return the service."""
    app = Starlette(
        routes=list(ROUTES), exception_handlers={RefusedError: _refused, HTTPException: _no_route}
    )
    app.state.kg = state
    app.router.redirect_slashes = False
    return Guard(app, state)


async def _refused(_: Request, error: Exception) -> Response:
    return refused(cast("RefusedError", error))


async def _no_route(request: Request, error: Exception) -> Response:
    """Answer to an unknown path or method, as HTML to a browser."""
    error = cast("HTTPException", error)
    message = (
        "nothing is served at this address"
        if error.status_code == 404
        else "read-only: this method is not taken here"
    )
    headers = dict(error.headers or {})
    if choose(request.headers.get("accept"), (*TABLE_FORMS, PAGE)) is PAGE and "accept" in request.headers:
        return error_page(request, error.status_code, message, headers)
    return refused(RefusedError(error.status_code, message, headers))
