"""How a request is answered by a worker: counted, given up when its client goes, with a refusal for each way to fail."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine
from typing import Any, TypeVar

from starlette.requests import Request

from kg.errors import QueryError, QueryTimeoutError
from kg.server.answers import RefusedError, busy
from kg.server.lanes import OverloadedError
from kg.server.metrics import Metrics
from kg.server.pool import Pool, UnavailableError
from kg.server.spool import Spool
from kg.server.state import state_of
from kg.server.workers import WorkerFailedError

_GONE = 499
_OUTCOMES = {400: "refused", 429: "overload", _GONE: "abandoned", 503: "unavailable"}
Result = TypeVar("Result")


async def ask(request: Request, pool: Pool, asked: dict[str, Any], *, key: str) -> Spool:
    """Return what a worker answers to a request, which is given up when its client goes away.

    Raises
    ------
    RefusedError
        The question is at fault (400), it took too long or too much waits (503), or too much of this client (429).
    """
    asking = answered(pool, state_of(request).metrics, asked, client=client_of(request), key=key)
    return await unless_gone(request, asking)


async def answered(pool: Pool, metrics: Metrics, asked: dict[str, Any], *, client: str, key: str) -> Spool:
    """Return what a worker answers, counted; raise RefusedError as `ask` does."""
    begun, outcome = time.monotonic(), "answered"
    try:
        return await _asked(pool, asked, client, key)
    except RefusedError as error:
        outcome = _OUTCOMES[error.status]
        raise
    except asyncio.CancelledError:
        outcome = _OUTCOMES[_GONE]
        raise
    except WorkerFailedError:
        outcome = "failed"
        raise
    finally:
        metrics.count("kg_queries_total", pool=pool.crew.name, outcome=outcome)
        metrics.observe("kg_query_seconds", time.monotonic() - begun, pool=pool.crew.name)


async def unless_gone(request: Request, work: Coroutine[Any, Any, Result]) -> Result:
    """Return what is asked for; end it and raise RefusedError when the client has gone."""
    asking = asyncio.ensure_future(work)
    leaving = asyncio.ensure_future(_left(request))
    try:
        await asyncio.wait({asking, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not asking.done():
            raise RefusedError(_GONE, "the client has gone")
        return await asking
    finally:
        asking.cancel()
        leaving.cancel()
        await asyncio.gather(asking, leaving, return_exceptions=True)


def client_of(request: Request) -> str:
    """Return the address that a request comes from.

    >>> client_of(Request({"type": "http", "client": ("127.0.0.1", 1)}))
    '127.0.0.1'
    """
    return request.client.host if request.client else ""


async def _asked(pool: Pool, asked: dict[str, Any], client: str, key: str) -> Spool:
    try:
        return await pool.ask(asked, client=client, key=key)
    except QueryTimeoutError as error:
        raise busy(503, f"{error}: ask for less") from None
    except QueryError as error:
        raise RefusedError(400, str(error)) from None
    except OverloadedError as error:
        what = "too many questions of yours wait" if error.by_client else "too many questions wait"
        raise busy(429 if error.by_client else 503, what) from None
    except UnavailableError:
        raise busy(503, "no worker is ready") from None


async def _left(request: Request) -> None:
    """Return when the client has gone."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
