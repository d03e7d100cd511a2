"""What goes wrong on the way to an answer, as a status, a message and headers; and how any answer is sent."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from kg.errors import visible

RETRY_AFTER = "5"
ECHOED = 300
"""Characters of a message that may come from the request."""


class RefusedError(Exception):
    """A request that gets no answer: status, one line, and headers."""

    def __init__(self, status: int, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.headers = dict(headers or {})


def refused(error: RefusedError) -> Response:
    """Return the answer to a request that is refused: plain text, which no browser takes for a page.

    >>> refused(RefusedError(400, "no query")).body
    b'no query\\n'
    """
    headers = {"cache-control": "no-store", **error.headers}
    return PlainTextResponse(visible(error.message[:2_000]) + "\n", error.status, headers=headers)


def busy(status: int, message: str) -> RefusedError:
    """Return the refusal of a request that may be repeated.

    >>> busy(503, "busy").headers
    {'retry-after': '5'}
    """
    return RefusedError(status, message, {"retry-after": RETRY_AFTER})


def etag(*parts: str) -> str:
    """Return the tag of an answer, which is the same for the same build, question and format.

    >>> etag("a", "b") == etag("a", "b"), etag("a", "b") == etag("ab", "")
    (True, False)
    """
    import hashlib

    joined = "\0".join(parts).encode("utf-8", "surrogatepass")
    return f'W/"{hashlib.sha256(joined).hexdigest()[:32]}"'


def unchanged(request: Request, tag: str) -> Response | None:
    """Return 304 if the client has the answer of this tag already.

    >>> def asking(had):
    ...     return Request({"type": "http", "headers": [(b"if-none-match", had)]})
    >>> unchanged(asking(b'"x", W/"1"'), 'W/"1"').status_code, unchanged(asking(b'"x"'), 'W/"1"')
    (304, None)
    """
    had = request.headers.get("if-none-match")
    if had is None:
        return None
    tags = [one.strip().removeprefix("W/") for one in had.split(",")]
    if tag.removeprefix("W/") not in tags and "*" not in tags:
        return None
    return Response(status_code=304, headers=cached(tag))


def cached(tag: str | None) -> dict[str, str]:
    """Return the headers of an answer that may be kept, if it has a tag, as long as it is asked for again.

    >>> cached(None)["cache-control"]
    'no-store'
    """
    if tag is None:
        return {"cache-control": "no-store", "vary": "Accept"}
    return {"etag": tag, "cache-control": "no-cache", "vary": "Accept"}
