"""What every request passes before a handler sees it, and what every answer gets: checks, headers, log, metrics."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg.errors import visible
from kg.server.answers import RefusedError, refused
from kg.server.bodies import too_large
from kg.server.state import State

_SAFE: Mapping[str, str] = {
    "content-security-policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
}
_LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
_PROBES = ("/healthz", "/readyz")
_METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE", "PATCH")
_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?", re.IGNORECASE)
_ALLOWED = "GET, HEAD, POST, OPTIONS"


class Guard:
    """The outermost layer of the service."""

    def __init__(self, app: ASGIApp, state: State) -> None:
        self._app = app
        self._state = state
        service = state.service
        bound = f"[{service.host}]" if ":" in service.host else service.host
        self._hosts = {host.lower() for host in (*_LOOPBACK, bound, *service.allow_hosts)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check a request, let it be answered, and say how it ended."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, sent = time.monotonic(), {"status": 0, "bytes": 0}
        headers = Headers(scope=scope)
        answer = self._sending(send, headers, sent)
        try:
            early = self._checked(scope, headers)
            await (early or self._app)(scope, receive, answer)
        except Exception as error:
            self._state.log.failure(error)
            if sent["status"]:
                raise
            await refused(RefusedError(500, "the server failed; its log says why"))(scope, receive, answer)
        finally:
            self._tell(scope, sent, time.monotonic() - begun)

    def _checked(self, scope: Scope, headers: Headers) -> Response | None:
        """Return the answer to a request that no handler has to see."""
        try:
            self._check_size(scope, headers)
            self._check_host(scope, headers)
            self._check_origin(headers)
        except RefusedError as error:
            return refused(error)
        if scope["method"] == "OPTIONS":
            return Response(status_code=204, headers={"allow": _ALLOWED, **self._preflight(headers)})
        return None

    def _check_size(self, scope: Scope, headers: Headers) -> None:
        limits = self._state.service.limits
        if scope["http_version"] not in ("1.0", "1.1"):
            raise RefusedError(505, "this service speaks HTTP/1.1", {"connection": "close"})
        if len(scope["raw_path"]) + len(scope["query_string"]) > limits.target:
            raise RefusedError(414, "the address is too long; send a long query by POST")
        if (
            len(headers.raw) > limits.header_lines
            or sum(len(a) + len(b) for a, b in headers.raw) > limits.headers
        ):
            raise RefusedError(431, "the headers are too many or too long")
        if "transfer-encoding" in headers and "content-length" in headers:
            raise RefusedError(400, "a body has either a length or chunks", {"connection": "close"})
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length[:20]) > limits.body:
            raise too_large(limits)

    def _check_host(self, scope: Scope, headers: Headers) -> None:
        """Refuse names that are not ours: a foreign page may have made its own name point here."""
        given = headers.getlist("host")
        found = _HOST.fullmatch(given[0]) if len(given) == 1 else None
        if found is None:
            raise RefusedError(400, "expected one header Host with a name and perhaps a port")
        if found[1].lower() not in self._hosts and scope["path"] not in _PROBES:
            raise RefusedError(421, f"{found[1][:100]} is no name of this service; see --allow-host")

    def _check_origin(self, headers: Headers) -> None:
        """Refuse what a page of others makes a browser ask, unless its origin is allowed or a person follows a link."""
        foreign = (
            headers.get("sec-fetch-site") == "cross-site" and headers.get("sec-fetch-mode") != "navigate"
        )
        if foreign and not self._may_read(headers.get("origin")):
            raise RefusedError(403, "pages of other origins may not ask; see --cors")

    def _may_read(self, origin: str | None) -> bool:
        allowed = self._state.service.cors
        return origin is not None and (origin in allowed or "*" in allowed)

    def _preflight(self, headers: Headers) -> dict[str, str]:
        if "access-control-request-method" not in headers or not self._may_read(headers.get("origin")):
            return {}
        return {
            "access-control-allow-methods": "GET, HEAD, POST",
            "access-control-allow-headers": "Accept, Content-Type, If-None-Match",
            "access-control-max-age": "3600",
        }

    def _sending(self, send: Send, asked: Headers, sent: dict[str, int]) -> Send:
        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                sent["status"] = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in _SAFE.items():
                    headers.setdefault(name, value)
                self._allow(headers, asked.get("origin"))
            else:
                sent["bytes"] += len(message.get("body", b""))
            await send(message)

        return answer

    def _allow(self, headers: MutableHeaders, origin: str | None) -> None:
        cors = self._state.service.cors
        if not cors:
            return
        if "*" not in cors:
            headers.add_vary_header("Origin")
        if self._may_read(origin):
            headers["access-control-allow-origin"] = "*" if "*" in cors else str(origin)
            headers["access-control-expose-headers"] = "ETag, Retry-After"
            headers["cross-origin-resource-policy"] = "cross-origin"

    def _tell(self, scope: Scope, sent: dict[str, int], seconds: float) -> None:
        route: Any = scope.get("route")
        path = getattr(route, "path", "none")
        method = scope["method"] if scope["method"] in _METHODS else "other"
        status = str(sent["status"])
        self._state.metrics.count("kg_http_requests_total", route=path, method=method, status=status)
        self._state.metrics.observe("kg_http_request_seconds", seconds, route=path)
        self._state.log.request(
            client=scope["client"][0] if scope.get("client") else None,
            method=method,
            path=visible(scope["path"])[:200],
            status=sent["status"],
            bytes=sent["bytes"],
            seconds=round(seconds, 4),
        )
