"""A worker process as the server sees it: started, asked, watched, killed."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
from typing import Any

from kg.errors import KgError, QueryError
from kg.server.builds import ENVIRONMENT
from kg.server.crews import SLOWED, Crew
from kg.server.spool import Spool
from kg.server.worker import HEADER
from kg.sparql.confinement import busy_of, memory_of

_SECONDS_TO_START = 120
_PIPE = 256 * 1024


class WorkerDiedError(Exception):
    """A worker was killed from outside while it answered; the question may be asked of another."""


class WorkerFailedError(Exception):
    """A worker met an error of its own: a fault of the program, with its trace."""


class Worker:
    """A process that answers one question at a time. Who starts it kills it."""

    def __init__(self, process: asyncio.subprocess.Process, nice: int = 0) -> None:
        if process.stdin is None or process.stdout is None:
            raise ValueError("a worker is spoken to by pipes")
        self._process = process
        self._nice = nice
        if nice:
            self._stand_back(nice)
        self._requests = process.stdin
        self._frames = process.stdout
        self.asked = 0
        self.slowed = False

    @classmethod
    async def start(cls, crew: Crew) -> Worker:
        """Return a worker that has opened a build."""
        asked = {**crew.argument, "parent": os.getpid()}
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-P", "-m", crew.module, json.dumps(asked),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
            env={**os.environ, **ENVIRONMENT, **crew.environment}, limit=_PIPE,
        )  # fmt: skip
        worker, nothing = cls(process, crew.nice), Spool()
        try:
            await asyncio.wait_for(worker._received(nothing), _SECONDS_TO_START)
        except (WorkerDiedError, QueryError, TimeoutError):
            await worker.end()
            raise KgError("a worker process cannot open the data") from None
        except BaseException:
            worker.kill()
            raise
        finally:
            nothing.close()
        return worker

    @property
    def process_id(self) -> int:
        """The number of the process."""
        return self._process.pid

    @property
    def runs(self) -> bool:
        """Whether the process is there."""
        return self._process.returncode is None

    @property
    def alive(self) -> bool:
        """Whether it can be asked, and is as quick as another."""
        return self.runs and not self.slowed

    @property
    def resident(self) -> int:
        """Bytes of resident memory, 0 where the system does not tell."""
        sizes = memory_of(self._process.pid) if self._process.returncode is None else None
        return sizes[1] if sizes else 0

    @property
    def busy(self) -> float | None:
        """Seconds of processor time that it has taken, None where the system does not tell."""
        return busy_of(self._process.pid) if self.runs else None

    async def ask(self, request: dict[str, Any], answer: Spool) -> None:
        """Write what a worker answers; whoever cancels this has to kill the worker.

        Raises
        ------
        QueryError
            The question is at fault.
        WorkerDiedError
            It is not: the process was killed.
        WorkerFailedError
            The program is.
        """
        self.asked += 1
        try:
            self._requests.write(json.dumps(request).encode() + b"\n")
            await self._requests.drain()
        except (BrokenPipeError, ConnectionResetError):
            await self.end()
            raise WorkerDiedError from None
        await self._received(answer)

    def slow_down(self) -> None:
        """Give its processor time to others from now on, for good."""
        if self.slowed:
            return
        self.slowed = True
        self._stand_back(self._nice + SLOWED)

    def kill(self) -> None:
        """End it now."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()

    async def ended(self) -> None:
        """Wait until it is gone."""
        await self._process.wait()

    async def end(self) -> None:
        """End it now and wait until it is gone."""
        self.kill()
        await self._process.wait()

    def _stand_back(self, nice: int) -> None:
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self._process.pid, nice)

    async def _received(self, answer: Spool) -> None:
        try:
            while True:
                letter, size = HEADER.unpack(await self._frames.readexactly(HEADER.size))
                data = await self._frames.readexactly(size)
                if letter == b"E":
                    break
                answer.write(data)
        except asyncio.IncompleteReadError:
            status = await self._process.wait()
            if status in (-signal.SIGKILL, -signal.SIGTERM):
                raise WorkerDiedError from None
            raise QueryError("the question needs too much memory or nests too deep") from None
        ended = json.loads(data)
        if "failed" in ended:
            raise WorkerFailedError(ended["failed"])
        if "error" in ended:
            raise QueryError(ended["error"])
