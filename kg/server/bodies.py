"""The body of a request, within a size and a time, and the fields of a form."""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request

from kg.server.answers import RefusedError
from kg.server.limits import Limits

_MOST_FIELDS = 100
Fields = list[tuple[str, str]]


async def read_body(request: Request, limits: Limits) -> bytes:
    """Return a body; refuse one that is compressed, too large, too slow or broken off."""
    if request.headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise RefusedError(415, "a compressed body is not taken; send it as it is")
    body = bytearray()
    try:
        async with asyncio.timeout(limits.seconds_to_send):
            async for chunk in request.stream():
                body += chunk
                if len(body) > limits.body:
                    raise too_large(limits)
    except TimeoutError:
        raise RefusedError(408, "the body came too slowly", {"connection": "close"}) from None
    except ClientDisconnect:
        raise RefusedError(400, "the body broke off") from None
    return bytes(body)


def too_large(limits: Limits) -> RefusedError:
    """Return the refusal of a body that is too large.

    >>> too_large(Limits()).status
    413
    """
    return RefusedError(413, f"a body is at most {limits.body // 1024**2} MiB")


def fields_of(encoded: bytes, where: str) -> Fields:
    """Return the fields of a form or of the query of an address.

    >>> fields_of(b"query=ASK%20%7B%7D&a=", "the address")
    [('query', 'ASK {}'), ('a', '')]
    """
    try:
        text = encoded.decode("utf-8")
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except UnicodeDecodeError:
        raise RefusedError(400, f"{where} is not UTF-8") from None
    except ValueError:
        raise RefusedError(400, f"{where} has more than {_MOST_FIELDS} fields") from None


def only(fields: Fields, name: str) -> str | None:
    """Return the value of a field that may stand once, None if it is not there.

    >>> only([("a", "1")], "a")
    '1'
    """
    values = [value for key, value in fields if key == name]
    if len(values) > 1:
        raise RefusedError(400, f"{name} stands more than once")
    return values[0] if values else None
