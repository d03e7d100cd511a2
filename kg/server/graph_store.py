"""``/data``: the Graph Store Protocol, read-only. Without a parameter it is the whole data set."""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import IO

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from kg.server.answers import ECHOED, RefusedError, cached, etag, unchanged
from kg.server.asking import ask
from kg.server.bodies import fields_of, only
from kg.server.negotiation import DATASET_FORMS, GRAPH_FORMS, Form, choose, named
from kg.server.pool import Pool
from kg.server.state import state_of

_CHUNK = 64 * 1024
_UNION = ""
_MAKING: dict[Path, asyncio.Lock] = {}


async def data(request: Request) -> Response:
    """Answer with a graph, the union of all (``?default``), or the data set."""
    pool = state_of(request).pool
    fields = fields_of(request.scope["query_string"], "the address")
    graph = _graph(only(fields, "graph"), only(fields, "default"), pool)
    form = _form(request, only(fields, "format"), graph)
    # formats without named graphs hold the union
    wanted = _UNION if graph is None and not form.named_graphs else graph
    tag = etag(pool.build.hash, "data", repr(wanted), form.media_type)
    same = unchanged(request, tag)
    if same is not None:
        return same
    with pool.used():
        # opened here: a reload may remove the file before it is sent, and an open one stays
        file = (await _file(request, pool, wanted, form)).open("rb")
    headers = cached(tag) | {"content-disposition": f'inline; filename="data.{form.names[0]}"'}
    headers["content-type"] = form.content_type
    headers["content-length"] = str(os.fstat(file.fileno()).st_size)
    return StreamingResponse(_chunks(file), headers=headers)


async def _chunks(file: IO[bytes]) -> AsyncIterator[bytes]:
    with file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _graph(graph: str | None, default: str | None, pool: Pool) -> str | None:
    if graph is None:
        return None if default is None else _UNION
    if default is not None:
        raise RefusedError(400, "either graph or default, not both")
    if f"<{graph}>" not in pool.build.graphs.values():
        raise RefusedError(
            404, f"no graph {graph[:ECHOED]!r}; there are {', '.join(pool.build.graphs.values())}"
        )
    return f"<{graph}>"


def _form(request: Request, format_name: str | None, graph: str | None) -> Form:
    forms = DATASET_FORMS if graph is None else GRAPH_FORMS
    form = named(format_name, forms) if format_name else choose(request.headers.get("accept"), forms)
    if form is None:
        raise RefusedError(406, f"this can be had as {', '.join(one.media_type for one in forms)}")
    return form


async def _file(request: Request, pool: Pool, graph: str | None, form: Form) -> Path:
    """Return the file of a graph in a format, made when it is first asked for."""
    name = hashlib.sha256(repr((graph, form.media_type)).encode()).hexdigest()[:16]
    path = pool.build.folder / f"dump-{name}"
    lock = _MAKING.setdefault(path, asyncio.Lock())
    async with lock:
        if not path.exists():
            asked = {"kind": "dump", "graph": graph, "media_type": form.media_type, "most": None}
            answer = await ask(request, pool, asked, key=str(path))
            answer.copy_to(path)
            answer.close()
    _MAKING.pop(path, None)
    return path
