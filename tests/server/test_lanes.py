"""Deadlines, lanes and limits: slow questions end or go on by themselves, and fast ones do not wait for them."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from kg.server.lanes import Lane, OverloadedError
from tests.server.serving import ENDLESS, NAMES, Server, in_loop, serving, wait_until

SMALL = {
    "timeout": 2.0,
    "patience": 0.3,
    "fast": 2,
    "slow": 1,
    "waiting": 8,
    "waiting_slow": 1,
    "waiting_of_a_client": 6,
}


@pytest.fixture(scope="module")
def small(snapshot: Path) -> Iterator[Server]:
    with serving(snapshot, limits=SMALL) as running:
        yield running


def in_background(server: Server, queries: list[str]) -> tuple[list[threading.Thread], list[httpx.Response]]:
    answers: list[httpx.Response] = []

    def run(query: str) -> None:
        with httpx.Client(timeout=60, trust_env=False) as client:
            answers.append(client.post(f"{server.url}/sparql", data={"query": query}))

    threads = [threading.Thread(target=run, args=(query,)) for query in queries]
    for thread in threads:
        thread.start()
    return threads, answers


def test_endless_questions_end_at_the_deadline_and_delay_no_fast_one(small: Server) -> None:
    threads, answers = in_background(small, [f"{ENDLESS} # {n}" for n in range(2)])
    time.sleep(0.8)
    assert small.ask(NAMES).status_code == 200
    assert any(thread.is_alive() for thread in threads)
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} == {503}
    assert all(answer.headers["retry-after"] == "5" for answer in answers)


def test_many_endless_questions_leave_room(snapshot: Path) -> None:
    # each takes a worker with it: on a slow machine the next one takes longer to start than the 2 s of the others
    with serving(snapshot, limits={**SMALL, "timeout": 10.0}) as running:
        threads, answers = in_background(running, [f"{ENDLESS} # many {n}" for n in range(6)])
        time.sleep(1.2)
        assert running.ask(NAMES).status_code == 200
        assert any(thread.is_alive() for thread in threads)
        for thread in threads:
            thread.join()
        assert {answer.status_code for answer in answers} <= {429, 503}
        wait_until(lambda: running.metric("kg_queries_running") == 0)


def test_too_many_questions_of_a_client_are_told_to_come_again(small: Server) -> None:
    threads, answers = in_background(small, [f"{ENDLESS} # crowd {n}" for n in range(20)])
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} == {429, 503}
    assert all("retry-after" in answer.headers for answer in answers)
    assert small.ask(NAMES).status_code == 200


def test_a_client_that_goes_away_stops_its_question(small: Server) -> None:
    with pytest.raises(httpx.ReadTimeout):
        httpx.get(f"{small.url}/sparql", params={"query": f"{ENDLESS} # away"}, timeout=0.3, trust_env=False)
    wait_until(lambda: small.metric("kg_queries_running") == 0)


def test_a_large_answer_is_whole(small: Server) -> None:
    answer = small.ask("SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 20000", "text/csv")
    assert len(answer.text.splitlines()) == 20_001
    assert int(answer.headers["content-length"]) == len(answer.content) > 2 * 1024**2


def test_a_store_on_disk_answers_the_same(snapshot: Path, server: Server) -> None:
    with serving(snapshot, limits={"held": 0}) as on_disk:
        for asked in (NAMES, "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }", "ASK { ?s a kg:Run }"):
            assert on_disk.ask(asked).text == server.ask(asked).text
        assert on_disk.ask(f"SELECT * {{ SERVICE <{server.url}/sparql> {{ ?s ?p ?o }} }}").status_code == 400
        dumps = [one.client.get("/data?format=nq").text.splitlines() for one in (on_disk, server)]
        assert sorted(dumps[0]) == sorted(dumps[1])


def test_clients_take_turns() -> None:
    async def order() -> list[str]:
        lane, served = Lane(1, waiting=10, of_a_client=10), []

        async def client(name: str) -> None:
            await lane.take(name, 5)
            served.append(name)
            lane.give_back()

        await lane.take("first", 5)
        waiting = [asyncio.create_task(client(name)) for name in ("a", "a", "a", "b", "c")]
        await asyncio.sleep(0)
        lane.give_back()
        await asyncio.gather(*waiting)
        assert (lane.free, lane.waiting) == (1, 0)
        return served

    assert in_loop(order()) == ["a", "b", "c", "a", "a"]


def test_a_lane_that_is_full_says_whose_fault_it_is() -> None:
    async def crowd() -> None:
        lane = Lane(1, waiting=2, of_a_client=1)
        await lane.take("a", 5)
        waiting = [asyncio.create_task(lane.take(name, 0.2)) for name in ("a", "b")]
        await asyncio.sleep(0)
        with pytest.raises(OverloadedError) as mine:
            await lane.take("a", 5)
        with pytest.raises(OverloadedError) as any_client:
            await lane.take("c", 5)
        assert (mine.value.by_client, any_client.value.by_client) == (True, False)
        assert {type(one) for one in await asyncio.gather(*waiting, return_exceptions=True)} == {TimeoutError}
        assert lane.waiting == 0

    in_loop(crowd())
