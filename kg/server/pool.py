"""The workers of one build: each question has a deadline, and slow ones do not hold the places of fast ones."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import time
from collections import OrderedDict
from collections.abc import Iterator
from typing import Any, cast

from kg.errors import KgError, QueryTimeoutError
from kg.server.builds import Build
from kg.server.crews import Crew
from kg.server.lanes import Lane, OverloadedError
from kg.server.limits import Limits
from kg.server.metrics import Metrics
from kg.server.spool import Spool
from kg.server.workers import Worker, WorkerDiedError

_ATTEMPTS = 3
_KNOWN_SLOW = 1_000
_IDLE = 5
"""How many times its patience a pool bears what takes no processor time."""
_LOOK = 0.05
"""Seconds between two looks at the processor time of a worker, at least."""


class UnavailableError(Exception):
    """No worker can be had now."""


class Pool:
    """Workers, and the two lanes in which questions wait for them."""

    def __init__(self, build: Build, crew: Crew, limits: Limits, metrics: Metrics) -> None:
        self.build = build
        self.crew = crew
        self.limits = limits
        self.metrics = metrics
        self.fast = Lane(crew.fast, waiting=limits.waiting, of_a_client=limits.waiting_of_a_client)
        self.slow = Lane(crew.slow, waiting=limits.waiting_slow, of_a_client=limits.waiting_slow)
        self._idle: list[Worker] = []
        self._slow_idle: list[Worker] = []
        self._all: set[Worker] = set()
        self._first_size: dict[Worker, int] = {}
        self._starting: set[asyncio.Task[None]] = set()
        self._changed = asyncio.Event()
        self._failed = 0
        self._watching: set[asyncio.Task[None]] = set()
        self._known_slow: OrderedDict[str, None] = OrderedDict.fromkeys(crew.known_slow)
        self._users = 0
        self._unused = asyncio.Event()
        self._unused.set()
        self.closing = False

    async def start(self) -> None:
        """Start the workers, or the first of them; raise KgError if that cannot open the data."""
        self._idle.append(await self._start_one())
        if self.crew.eager:
            self._refill()

    @property
    def workers(self) -> int:
        """How many live."""
        return len(self._all)

    @property
    def ready(self) -> bool:
        """Whether a question would find a worker."""
        return bool(self._all) and not self.closing

    async def ask(self, request: dict[str, Any], *, client: str, key: str) -> Spool:
        """Return the answer to a request; ``key`` is the same for the same question.

        Raises
        ------
        QueryError
            The question is at fault.
        QueryTimeoutError
            It took longer than the deadline.
        OverloadedError
            Too many wait.
        UnavailableError
            Workers die as fast as they start.
        WorkerFailedError
            The program is at fault.
        """
        answer = Spool(self.build.folder)
        try:
            with self.used():
                request = {"seconds": self.limits.timeout, "most": self.limits.answer, **request}
                await self._asked(request, answer, client, key)
        except BaseException:
            answer.close()
            raise
        return answer

    @contextlib.contextmanager
    def used(self) -> Iterator[None]:
        """Keep the build while it is used."""
        self._users += 1
        self._unused.clear()
        try:
            yield
        finally:
            self._users -= 1
            if self._users == 0:
                self._unused.set()

    async def _asked(self, request: dict[str, Any], answer: Spool, client: str, key: str) -> None:
        deaths = 0
        while deaths < _ATTEMPTS:
            answer.clear()
            lane = self.slow if key in self._known_slow else self.fast
            await self._place(lane, client)
            run = _Run(self, lane, key)
            try:
                if await run.answer(request, answer):
                    return
            except WorkerDiedError:
                deaths += 1
            finally:
                run.end()
        raise UnavailableError

    async def _place(self, lane: Lane, client: str) -> None:
        try:
            await lane.take(client, self.limits.timeout)
        except TimeoutError:
            raise OverloadedError(by_client=False) from None

    async def take_worker(self, *, slow: bool = False) -> Worker:
        """Return a worker that is idle, as soon as there is one; for a slow request rather one that is slowed."""
        failed = self._failed
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self.limits.timeout):
                while not self.closing and self._failed - failed < _ATTEMPTS:
                    if slow and self._slow_idle:
                        return self._slow_idle.pop()
                    worker = self._alive_idle()
                    self._refill()
                    if worker is not None:
                        return worker
                    await self._changed.wait()
        raise UnavailableError

    def _alive_idle(self) -> Worker | None:
        while self._idle:
            worker = self._idle.pop()
            if worker.alive:
                return worker
            self._drop(worker)
        return None

    def _tell(self) -> None:
        """Let those who wait for a worker look again."""
        self._changed.set()
        self._changed.clear()

    def give_back(self, worker: Worker, *, whole: bool) -> None:
        """Take a worker back; one that is not whole, slowed or grown is replaced."""
        needed = len(self._all) <= self.fast.places + self.slow.places and not self.closing
        usable = worker.alive or (worker.runs and self.crew.keeps_slow)
        if whole and needed and usable and not self._has_grown(worker):
            (self._slow_idle if worker.slowed else self._idle).append(worker)
            self._tell()
            return
        self._drop(worker)
        self._refill()

    def slow_down(self, worker: Worker) -> None:
        """Keep a worker for slow requests from now on: no more of them than have places, so that fast ones find theirs."""
        worker.slow_down()
        while self._slow_idle and sum(one.slowed for one in self._all) > self.slow.places:
            self._drop(self._slow_idle.pop())
        self._refill()

    def is_slow(self, key: str, *, slow: bool) -> None:
        """Remember whether a question proved slow."""
        self._known_slow.pop(key, None)
        if slow:
            self._known_slow[key] = None
            if len(self._known_slow) > _KNOWN_SLOW:
                self._known_slow.popitem(last=False)

    async def close(self, *, at_once: bool = False) -> None:
        """Wait until the last question is answered, unless at once; then end the workers."""
        if not at_once:
            await self._unused.wait()
        self.closing = True
        self._tell()
        for task in list(self._starting):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError, KgError):
                await task
        for worker in list(self._all):
            await worker.end()
        self._all.clear()

    def _has_grown(self, worker: Worker) -> bool:
        if worker.asked % 64:
            return False
        return worker.resident > self._first_size.get(worker, sys.maxsize) + self.crew.grown

    def _drop(self, worker: Worker) -> None:
        worker.kill()
        self._all.discard(worker)
        self._first_size.pop(worker, None)

    def _refill(self) -> None:
        """Start workers in the background, up to a place each."""
        lacking = self.fast.places + self.slow.places - len(self._all) - len(self._starting)
        if self.closing:
            return
        for _ in range(lacking):
            task = asyncio.create_task(self._start_spare())
            self._starting.add(task)

    async def _start_spare(self) -> None:
        try:
            self._idle.append(await self._start_one())
        except KgError:
            self._failed += 1
        finally:
            self._starting.discard(cast("asyncio.Task[None]", asyncio.current_task()))
            self._tell()

    async def _start_one(self) -> Worker:
        worker = await Worker.start(self.crew)
        self._all.add(worker)
        self._first_size[worker] = worker.resident
        self.metrics.count("kg_workers_started_total", pool=self.crew.name)
        task = asyncio.create_task(self._watch(worker))
        self._watching.add(task)
        task.add_done_callback(self._watching.discard)
        return worker

    async def _watch(self, worker: Worker) -> None:
        """Replace a worker that ends unasked."""
        await worker.ended()
        if worker in self._all and not self.closing:
            self.metrics.count("kg_worker_deaths_total", pool=self.crew.name)
            for idle in (self._idle, self._slow_idle):
                if worker in idle:
                    idle.remove(worker)
                    self._drop(worker)
                    self._refill()


class _Run:
    """One question on one worker, in the lane that it has a place in."""

    def __init__(self, pool: Pool, lane: Lane, key: str) -> None:
        self._pool = pool
        self._lane: Lane | None = lane
        self._key = key
        self._worker: Worker | None = None
        self._whole = False

    async def answer(self, request: dict[str, Any], answer: Spool) -> bool:
        """Answer; False if it proved slow while the slow lane is full, so that it has to wait there."""
        pool = self._pool
        self._worker = await pool.take_worker(slow=self._lane is pool.slow)
        begun = time.monotonic()
        asking = asyncio.ensure_future(self._worker.ask(request, answer))
        try:
            if self._lane is pool.slow:
                pool.slow_down(self._worker)
            done = await self._proved(self._worker, asking)
            if not done and self._lane is pool.fast:
                pool.is_slow(self._key, slow=True)
                if not pool.slow.try_take():
                    return False
                pool.fast.give_back()
                self._lane = pool.slow
                pool.slow_down(self._worker)
            left = pool.limits.timeout - (time.monotonic() - begun)
            await asyncio.wait({asking}, timeout=max(0.0, left))
            if not asking.done():
                raise QueryTimeoutError(f"no answer within {pool.limits.timeout:g} s")
            self._whole = asking.exception() is None or self._worker.runs
            await asking
            pool.is_slow(self._key, slow=not done)
            return True
        finally:
            await self._stop(asking)

    async def _proved(self, worker: Worker, asking: asyncio.Future[None]) -> bool:
        """Wait until a question is answered or proves slow; return whether it is answered.

        Slow is what takes processor time: on a busy machine a quick one waits for its share of it. Where that is
        not known, or for what waits without taking any, the time that passes decides, at last by ``_IDLE`` times as much.
        """
        patience, before = self._pool.limits.patience, worker.busy
        most = min(_IDLE * patience, self._pool.limits.timeout)
        begun, wait = time.monotonic(), patience
        while True:
            await asyncio.wait({asking}, timeout=wait)
            busy = worker.busy
            if asking.done() or before is None or busy is None:
                return asking.done()
            left = min(patience - (busy - before), most - (time.monotonic() - begun))
            if left <= 0:
                return False
            wait = max(left, _LOOK)

    async def _stop(self, asking: asyncio.Future[None]) -> None:
        if not asking.done():
            asking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await asking

    def end(self) -> None:
        """Give the worker and the place back."""
        if self._worker is not None:
            self._pool.give_back(self._worker, whole=self._whole)
        if self._lane is not None:
            self._lane.give_back()
