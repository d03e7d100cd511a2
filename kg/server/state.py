"""What the handlers share: the build that is served now, its workers, and how it is exchanged for a new one."""

from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path

from starlette.requests import Request

from kg._version import __version__
from kg.errors import KgError
from kg.server.builds import make_build
from kg.server.kept import Kept
from kg.server.limits import Service, Source
from kg.server.logs import Log
from kg.server.metrics import Labels, Metrics
from kg.server.pool import Pool
from kg.server.served import Served
from kg.sparql.confinement import memory_of

_SECONDS_BETWEEN_LOOKS = 1.0
_NICE = 5


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
        self.kept = Kept(service.limits.kept, of_one=service.limits.kept_one)
        self._served: Served | None = None
        self._old: set[asyncio.Task[None]] = set()
        self._reloading = asyncio.Lock()

    @property
    def served(self) -> Served:
        """The build that is served now, and its workers."""
        if self._served is None:
            raise RuntimeError("asked before a build was loaded")
        return self._served

    @property
    def pool(self) -> Pool:
        """The workers that answer questions."""
        return self.served.questions

    @property
    def ready(self) -> bool:
        """Whether questions are answered and views shown."""
        return self._served is not None and self._served.ready and not self.stopping

    async def load(self, *, nice: int = 0) -> None:
        """Make a build, and serve it instead of the one before, which answers what was asked of it."""
        build = await make_build(self.source, self.folder, held=self.service.limits.held, nice=nice)
        served = Served(build, self.service.limits, self.metrics)
        try:
            await served.start()
        except BaseException:
            build.discard()
            raise
        old, self._served = self._served, served
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
                self.log.say(f"reloaded: {self.served.build.triples} triples, build {self.served.build.hash}")

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
        if self._served is not None:
            await self._served.close(at_once=at_once)
        await asyncio.gather(*self._old)

    def gauges(self) -> dict[str, dict[Labels, float]]:
        """Return what is measured now."""
        build, size = self.served.build, memory_of(os.getpid())
        return {
            "kg_build_info": {(("build", build.hash), ("run", build.run), ("version", __version__)): 1},
            "kg_triples": {(): build.triples},
            **self.served.gauges(),
            "kg_kept_bytes": {(): self.kept.size},
            "process_resident_memory_bytes": {(): size[1] if size else 0},
            "process_start_time_seconds": {(): self.started},
        }


def state_of(request: Request) -> State:
    """Return what the handlers share."""
    state: State = request.app.state.kg
    return state


def _look(given: str) -> tuple[int, int, int] | None:
    """Return what tells a file from the one before; None for a folder and for what is not there."""
    try:
        stat = Path(given).stat()
    except OSError:
        return None
    return None if Path(given).is_dir() else (stat.st_size, stat.st_mtime_ns, stat.st_ino)
