"""What the handlers share: the build that is served now, its workers, and how it is exchanged for a new one."""

from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path
from typing import Any

from starlette.requests import Request

from kg._version import __version__
from kg.errors import KgError, QueryError, QueryTimeoutError
from kg.server.answers import RefusedError, busy
from kg.server.builds import make_build
from kg.server.lanes import OverloadedError
from kg.server.limits import Service, Source
from kg.server.logs import Log
from kg.server.metrics import Labels, Metrics
from kg.server.pool import Pool, UnavailableError
from kg.server.spool import Spool
from kg.sparql.confinement import memory_of

_SECONDS_BETWEEN_LOOKS = 1.0
_NICE = 5
_GONE = 499
_OUTCOMES = {400: "refused", 429: "overload", _GONE: "abandoned", 503: "unavailable"}


class State:
    """The one thing that changes while the server runs."""

    def __init__(self, source: Source, service: Service, folder: Path, log: Log) -> None:
        self.source = source
        self.service = service
        self.folder = folder
        self.log = log
        self.metrics = Metrics()
        self.started = time.time()
        self.stopping = False
        self._pool: Pool | None = None
        self._old: set[asyncio.Task[None]] = set()
        self._reloading = asyncio.Lock()

    @property
    def pool(self) -> Pool:
        """The workers of the build that is served now."""
        if self._pool is None:
            raise RuntimeError("asked before a build was loaded")
        return self._pool

    @property
    def ready(self) -> bool:
        """Whether questions are answered."""
        return self._pool is not None and self._pool.ready and not self.stopping

    async def load(self, *, nice: int = 0) -> None:
        """Make a build, and serve it instead of the one before, which answers what was asked of it."""
        build = await make_build(self.source, self.folder, held=self.service.limits.held, nice=nice)
        pool = Pool(build, self.service.limits, self.metrics)
        try:
            await pool.start()
        except BaseException:
            build.discard()
            raise
        old, self._pool = self._pool, pool
        if old is not None:
            closing = asyncio.create_task(old.close())
            self._old.add(closing)
            closing.add_done_callback(self._old.discard)

    async def reload(self) -> None:
        """Load anew; what is served stays if that fails."""
        async with self._reloading:
            try:
                await self.load(nice=_NICE)
            except KgError as error:
                self.metrics.count("kg_reloads_total", result="failed")
                self.log.say(f"not reloaded, the data of before is served: {error}")
            else:
                self.metrics.count("kg_reloads_total", result="done")
                self.log.say(f"reloaded: {self.pool.build.triples} triples, build {self.pool.build.hash}")

    async def watch(self) -> None:
        """Reload whenever a file that is served, such as a snapshot, is another than before and stays the same."""
        served = seen = _look(self.source.given)
        while True:
            await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)
            now = _look(self.source.given)
            if now is not None and now == seen and now != served:
                served = now
                await self.reload()
            seen = now

    async def close(self, *, at_once: bool = False) -> None:
        """End every worker, at once or when what was asked is answered."""
        self.stopping = True
        if self._pool is not None:
            await self._pool.close(at_once=at_once)
        await asyncio.gather(*self._old)

    def gauges(self) -> dict[str, dict[Labels, float]]:
        """Return what is measured now."""
        pool, size = self.pool, memory_of(os.getpid())
        lanes = {"fast": pool.fast, "slow": pool.slow}
        return {
            "kg_build_info": {
                (("build", pool.build.hash), ("run", pool.build.run), ("version", __version__)): 1
            },
            "kg_triples": {(): pool.build.triples},
            "kg_workers": {(): pool.workers},
            "kg_queries_running": {
                (("lane", name),): lane.places - lane.free for name, lane in lanes.items()
            },
            "kg_queries_waiting": {(("lane", name),): lane.waiting for name, lane in lanes.items()},
            "process_resident_memory_bytes": {(): size[1] if size else 0},
            "process_start_time_seconds": {(): self.started},
        }


async def ask(request: Request, pool: Pool, asked: dict[str, Any], *, key: str) -> Spool:
    """Return what a worker answers to a request, which is given up when its client goes away.

    Raises
    ------
    RefusedError
        The question is at fault (400), it took too long or too much waits (503), or too much of this client (429).
    """
    metrics = state_of(request).metrics
    begun, outcome = time.monotonic(), "answered"
    try:
        return await _asked(request, pool, asked, key)
    except RefusedError as error:
        outcome = _OUTCOMES[error.status]
        raise
    finally:
        metrics.count("kg_queries_total", outcome=outcome)
        metrics.observe("kg_query_seconds", time.monotonic() - begun)


async def _asked(request: Request, pool: Pool, asked: dict[str, Any], key: str) -> Spool:
    client = request.client.host if request.client else ""
    asking = asyncio.ensure_future(pool.ask(asked, client=client, key=key))
    leaving = asyncio.ensure_future(_left(request))
    try:
        await asyncio.wait({asking, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not asking.done():
            raise RefusedError(_GONE, "the client has gone")
        return await asking
    except QueryTimeoutError as error:
        raise busy(503, f"{error}: ask for less") from None
    except QueryError as error:
        raise RefusedError(400, str(error)) from None
    except OverloadedError as error:
        what = "too many questions of yours wait" if error.by_client else "too many questions wait"
        raise busy(429 if error.by_client else 503, what) from None
    except UnavailableError:
        raise busy(503, "no worker can be started") from None
    finally:
        asking.cancel()
        leaving.cancel()
        await asyncio.gather(asking, leaving, return_exceptions=True)


def state_of(request: Request) -> State:
    """Return what the handlers share."""
    state: State = request.app.state.kg
    return state


async def _left(request: Request) -> None:
    """Return when the client has gone."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _look(given: str) -> tuple[int, int, int] | None:
    """Return what tells a file from the one before; None for a folder and for what is not there."""
    try:
        stat = Path(given).stat()
    except OSError:
        return None
    return None if Path(given).is_dir() else (stat.st_size, stat.st_mtime_ns, stat.st_ino)
