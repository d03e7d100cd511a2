"""A pool of any kind of worker, and the answers that are kept: slow ones delay nobody, nothing grows without bound."""

from __future__ import annotations

import asyncio
import dataclasses
import os
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from kg.errors import QueryTimeoutError
from kg.server.builds import Build
from kg.server.crews import Crew, questions_of, views_of
from kg.server.kept import Kept, Made
from kg.server.limits import Limits
from kg.server.metrics import Metrics
from kg.server.pool import Pool, UnavailableError, _Run
from kg.server.spool import Spool
from kg.server.workers import WorkerDiedError, WorkerFailedError
from tests.server.serving import in_loop

LIMITS = Limits(timeout=5.0, patience=0.2, fast=2, slow=1)
BUILD = Build(Path("/nowhere"), "h", "r", "t", "https://b/", {}, {}, 0, False, [], "")


def sleepers(**how: Any) -> Pool:
    crew = Crew("sleepers", "tests.server.sleeping_worker", {}, fast=2, slow=1, **how)
    return Pool(Build(Path("/tmp"), "h", "r", "t", "b", {}, {}, 0, False, [], ""), crew, LIMITS, Metrics())


async def asked(pool: Pool, seconds: float, key: str, client: str = "a") -> float:
    begun = time.monotonic()
    (await pool.ask({"sleep": seconds}, client=client, key=key)).close()
    return time.monotonic() - begun


def test_a_slow_view_delays_no_fast_one() -> None:
    async def run() -> tuple[bool, list[float]]:
        pool = sleepers()
        await pool.start()
        await asyncio.gather(*(asked(pool, 0, f"warm {n}") for n in range(4)))
        slow = [asyncio.create_task(asked(pool, 2.5, f"slow {n}")) for n in range(2)]
        await asyncio.sleep(0.5)
        for n in range(10):
            await asked(pool, 0.01, f"fast {n}")
        before = not any(task.done() for task in slow)
        waited = await asyncio.gather(*slow)
        await pool.close()
        await asyncio.sleep(0.3)  # killed processes are noticed
        return before, waited

    before, slow = in_loop(run())
    assert before, "ten fast views were answered while slow ones ran"
    assert min(slow) >= 2.5


def test_however_many_views_prove_slow_fast_ones_find_a_worker() -> None:
    async def run() -> tuple[float, int]:
        pool = sleepers(keeps_slow=True)
        await pool.start()
        for n in range(5):
            await asked(pool, 1.2, f"slow {n}")
        took = await asyncio.wait_for(asked(pool, 0, "fast"), 10)
        workers = pool.workers
        await pool.close()
        await asyncio.sleep(0.3)  # killed processes are noticed
        return took, workers

    took, workers = in_loop(run())
    assert took < 10 and workers <= 3


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells of processor time")
def test_what_is_known_to_be_slow_takes_no_place_of_fast_ones() -> None:
    async def run() -> tuple[int, int]:
        pool = sleepers(keeps_slow=True, known_slow=("slow",))
        await pool.start()
        await asyncio.gather(*(asked(pool, 0, f"warm {n}") for n in range(4)))
        first = asyncio.create_task(asked(pool, 0.05, "slow"))
        await asyncio.sleep(0.01)
        free = pool.fast.free
        await first
        again = asyncio.create_task(asked(pool, 0.05, "slow"))
        await asyncio.sleep(0.01)
        then = pool.fast.free
        await again
        await pool.close()
        return free, then

    assert in_loop(run()) == (2, 1), "what was taken for slow and proved quick has a place of quick ones"


def test_workers_for_questions_stand_back_behind_views() -> None:
    async def run(nice: int) -> tuple[int, int]:
        pool = sleepers(nice=nice)
        await pool.start()
        worker = await pool.take_worker()
        before = os.getpriority(os.PRIO_PROCESS, worker.process_id)
        worker.slow_down()
        after = os.getpriority(os.PRIO_PROCESS, worker.process_id)
        await pool.close()
        return before, after

    assert in_loop(run(0)) == (0, 10)
    assert in_loop(run(5)) == (5, 15)
    assert questions_of(BUILD, LIMITS).nice > views_of(BUILD, LIMITS).nice == 0
    assert views_of(BUILD, LIMITS).known_slow == ("what-if",)


def test_what_waits_is_not_slow_before_what_computes_is() -> None:
    async def run() -> tuple[bool, bool]:
        pool = sleepers()
        await pool.start()
        await asked(pool, 0.6, "waits")  # three times the patience
        (await pool.ask({"spin": 0.6}, client="a", key="computes")).close()
        found = tuple(key in pool._known_slow for key in ("waits", "computes"))
        await pool.close()
        await asyncio.sleep(0.3)  # killed processes are noticed
        return found

    assert in_loop(run()) == (False, True)


def test_who_waits_for_a_worker_waits_no_longer_than_for_an_answer() -> None:
    async def run() -> None:
        pool = sleepers()
        pool.limits = dataclasses.replace(LIMITS, timeout=0.5)
        await pool.start()
        taken = [await pool.take_worker() for _ in range(3)]
        with pytest.raises(UnavailableError):
            await pool.take_worker()
        for worker in taken:
            pool.give_back(worker, whole=True)
        await pool.close()
        await asyncio.sleep(0.3)  # killed processes are noticed

    in_loop(run())


@pytest.mark.parametrize(("deaths", "answered"), [(2, True), (3, False)])
def test_who_waits_for_a_slow_place_keeps_the_tries(
    deaths: int, answered: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcomes: list[bool | Exception] = [False, *(WorkerDiedError() for _ in range(deaths)), True]

    class Scripted(_Run):
        async def answer(self, request: dict[str, Any], answer: Spool) -> bool:
            outcome = outcomes.pop(0)
            if isinstance(outcome, Exception):
                raise outcome
            return outcome

    monkeypatch.setattr("kg.server.pool._Run", Scripted)
    if answered:
        in_loop(sleepers().ask({}, client="a", key="k")).close()
        assert outcomes == []
    else:
        with pytest.raises(UnavailableError):
            in_loop(sleepers().ask({}, client="a", key="k"))


def test_a_view_that_takes_too_long_ends_and_a_fault_is_told() -> None:
    async def run() -> None:
        pool = sleepers(eager=False)
        await pool.start()
        assert pool.workers == 1
        with pytest.raises(WorkerFailedError, match="a fault"):
            await pool.ask({"fail": True}, client="a", key="fault")
        with pytest.raises(QueryTimeoutError):
            await pool.ask({"sleep": 60}, client="a", key="endless")
        await pool.close()
        await asyncio.sleep(0.3)  # killed processes are noticed

    in_loop(run())


def test_each_kind_of_worker_has_its_own_places() -> None:
    questions, views = questions_of(BUILD, LIMITS), views_of(BUILD, LIMITS)
    assert (questions.fast, questions.slow, views.slow) == (2, 1, 1)
    assert (questions.module, views.module) == ("kg.server.worker", "kg.server.view_worker")
    assert views.argument["data"] == "/nowhere/views.kg"


def test_what_is_kept_is_bounded_and_the_oldest_goes_first() -> None:
    async def run() -> None:
        kept = Kept(100_000, of_one=20_000)

        def made(size: int) -> Made:
            return Made(200, "text/html", b"x" * size)

        for number in range(50):

            async def make() -> Made:
                return made(10_000)

            await kept.get(number, make)
            assert kept.size <= 100_000

        async def large() -> Made:
            return made(50_000)

        assert len((await kept.get("large", large)).body) == 50_000
        assert [kept.has(key) for key in (0, 49, "large")] == ["rendered", "kept", "rendered"]

    in_loop(run())


def test_requests_for_the_same_share_one_rendering() -> None:
    async def run() -> None:
        kept, times = Kept(10_000, of_one=5_000), []

        async def make() -> Made:
            times.append(1)
            await asyncio.sleep(0.05)
            return Made(200, "text/html", b"x")

        found = await asyncio.gather(*(kept.get("a", make) for _ in range(64)))
        assert (len(times), len({id(one) for one in found})) == (1, 1)

    in_loop(run())


def test_a_rendering_goes_on_while_anybody_waits_and_ends_with_the_last() -> None:
    async def run() -> None:
        kept, ended = Kept(10_000, of_one=5_000), []

        async def make() -> Made:
            try:
                await asyncio.sleep(0.2)
            except asyncio.CancelledError:
                ended.append("cancelled")
                raise
            return Made(200, "text/html", b"x")

        first, second = (asyncio.create_task(kept.get("a", make)) for _ in range(2))
        await asyncio.sleep(0.05)
        first.cancel()
        assert (await second).body == b"x"
        alone = asyncio.create_task(kept.get("b", make))
        await asyncio.sleep(0.05)
        alone.cancel()
        await asyncio.gather(alone, return_exceptions=True)
        await asyncio.sleep(0.05)
        assert ended == ["cancelled"]
        assert kept.has("b") == "rendered"

    in_loop(run())


def test_an_error_is_not_kept() -> None:
    async def run() -> None:
        kept = Kept(10_000, of_one=5_000)

        async def fail() -> Made:
            raise WorkerFailedError("once")

        async def make() -> Made:
            return Made(200, "text/html", b"x")

        with pytest.raises(WorkerFailedError):
            await kept.get("a", fail)
        assert (await kept.get("a", make)).body == b"x"

    in_loop(run())
