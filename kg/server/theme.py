"""``/theme``: remembers light, dark or the system's choice in a cookie, and leads back to where one was."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from kg.server.answers import RefusedError
from kg.server.bodies import fields_of, only
from kg.server.pages import COOKIE
from kg.server.rendering import THEMES

_A_YEAR = 365 * 24 * 3600
_SYSTEM = "system"


async def theme(request: Request) -> Response:
    """Set the cookie and redirect to an address of this site."""
    fields = fields_of(request.scope["query_string"], "the address")
    chosen = only(fields, "to") or ""
    if chosen not in (*THEMES, _SYSTEM):
        raise RefusedError(400, f"to: expected one of {', '.join((*THEMES, _SYSTEM))}")
    response = Response(status_code=303, headers={"location": way_back(only(fields, "back") or "/")})
    response.headers["cache-control"] = "no-store"
    if chosen == _SYSTEM:
        response.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax")
    else:
        response.set_cookie(COOKIE, chosen, max_age=_A_YEAR, path="/", httponly=True, samesite="lax")
    return response


def way_back(address: str) -> str:
    r"""Return an address of this site to go back to; ``/`` for any other.

    >>> way_back("/exposure?q=a"), way_back("//evil.example"), way_back("/\\evil.example"), way_back("https://evil.example")
    ('/exposure?q=a', '/', '/', '/')
    """
    is_path = address.startswith("/") and not address.startswith("//")
    plain = address.isascii() and address.isprintable() and not set(address) & set('\\ "<>')
    leads_on = address.startswith("/theme")
    return address if is_path and plain and not leads_on else "/"
