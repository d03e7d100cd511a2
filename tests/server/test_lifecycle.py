"""Killed workers, a killed server, reloads under load, a clean end: no request is lost, no process is left."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

import kg
from kg.server.limits import Service
from kg.server.serving import _listening
from tests.machine import REPOSITORY
from tests.rdf.worlds import rated_world
from tests.server.serving import ENDLESS, NAMES, Server, lives, serving, wait_until

on_linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs /proc")


@pytest.fixture
def own(snapshot: Path, tmp_path: Path) -> Iterator[Server]:
    """A server of a copy that a test may change."""
    copy = tmp_path / "own.kg"
    shutil.copy(snapshot, copy)
    with serving(copy) as running:
        yield running


@contextlib.contextmanager
def asking(server: Server) -> Iterator[list[str]]:
    """What four clients are told all the while, for questions and for views: a status, and why if it is not 200."""
    told: list[str] = []
    done = threading.Event()

    def run() -> None:
        with httpx.Client(timeout=60, trust_env=False) as client:
            while not done.is_set():
                try:
                    told.append(_told(client.post(f"{server.url}/sparql", data={"query": NAMES})))
                    told.append(_told(client.get(f"{server.url}/sources?unlike={len(told)}")))
                except httpx.HTTPError as error:
                    told.append(repr(error))

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        yield told
    finally:
        done.set()
        for thread in threads:
            thread.join()


def _told(answer: httpx.Response) -> str:
    if answer.status_code == 200:
        return "200"
    why = re.search(r"<main.*</main>", answer.text, re.DOTALL)
    return f"{answer.status_code} {why[0] if why else answer.text}"


def folders() -> set[Path]:
    return set(Path(tempfile.gettempdir()).glob("kg-serve-*"))


@on_linux
def test_a_killed_worker_is_replaced_and_its_question_answered(own: Server) -> None:
    wait_until(lambda: own.metric("kg_workers") >= 4)
    with asking(own) as told:
        for _ in range(3):
            victims = own.children()
            for victim in (victims[0], victims[-1]):
                os.kill(victim, signal.SIGKILL)
            wait_until(lambda victims=victims: not {victims[0], victims[-1]} & set(own.children()))  # type: ignore[misc]
            wait_until(lambda: own.metric("kg_workers") >= 4)
    assert set(told) == {"200"}
    assert own.metric("kg_worker_deaths_total") > 0


def test_a_new_snapshot_is_served_and_no_request_is_lost(own: Server, tmp_path: Path) -> None:
    before, view = own.ask(NAMES), own.client.get("/sources.json")
    with asking(own) as told:
        kg.save(rated_world(), tmp_path / "own.kg")
        own.line(re.compile("reloaded: "), seconds=120)
        os.kill(own.process.pid, signal.SIGHUP)
        wait_until(lambda: own.metric("kg_reloads_total") == 2, seconds=120)
        time.sleep(0.3)
    assert set(told) == {"200"}
    after = own.ask(NAMES, **{"if-none-match": before.headers["etag"]})
    assert (after.status_code, after.text != before.text) == (200, True)
    other = own.client.get("/sources.json", headers={"if-none-match": view.headers["etag"]})
    assert (other.status_code, other.text != view.text) == (200, True)


def test_what_cannot_be_read_leaves_the_old_data(own: Server, tmp_path: Path) -> None:
    (tmp_path / "own.kg").write_bytes(b"PK\x03\x04 damaged")
    os.kill(own.process.pid, signal.SIGHUP)
    own.line(re.compile("not reloaded, the data of before is served: "), seconds=30)
    assert own.ask(NAMES).status_code == 200
    assert own.client.get("/readyz").status_code == 200


@on_linux
def test_sigterm_answers_what_was_asked_and_leaves_nothing(own: Server) -> None:
    children, answers = own.children(), []

    def slow() -> None:
        heavy = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER(STRLEN(STR(?c)) > STRLEN(STR(?f))) }"
        answers.append(httpx.post(f"{own.url}/sparql", data={"query": heavy}, timeout=30, trust_env=False))

    thread = threading.Thread(target=slow)
    thread.start()
    wait_until(lambda: own.metric("kg_queries_running") == 1 or answers)
    assert own.stop() == 0
    thread.join()
    assert [answer.status_code for answer in answers] == [200]
    wait_until(lambda: not any(map(lives, children)), seconds=5)


@on_linux
def test_a_second_signal_ends_at_once(snapshot: Path) -> None:
    with serving(snapshot) as running:
        busy = threading.Thread(target=_ask_and_forget, args=(running.url,))
        busy.start()
        wait_until(lambda: running.metric("kg_queries_running") == 1)
        children = running.children()
        running.process.terminate()
        time.sleep(0.3)
        running.process.terminate()
        assert running.process.wait(8) == 0
        busy.join()
    wait_until(lambda: not any(map(lives, children)), seconds=5)


@on_linux
def test_a_killed_server_leaves_no_process_and_the_next_removes_its_folder(snapshot: Path) -> None:
    known = folders()
    with serving(snapshot) as killed:
        busy = threading.Thread(target=_ask_and_forget, args=(killed.url,))
        busy.start()
        wait_until(lambda: killed.metric("kg_queries_running") == 1)
        children = killed.children()
        left = folders() - known
        killed.process.kill()
        killed.process.wait()
        busy.join()
    assert children and left
    wait_until(lambda: not any(map(lives, children)), seconds=5)
    with serving(snapshot):
        assert not left & folders()


def _ask_and_forget(url: str) -> None:
    with contextlib.suppress(httpx.HTTPError):
        httpx.post(f"{url}/sparql", data={"query": ENDLESS}, timeout=30, trust_env=False)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nothing.kg"], "nothing.kg"),
        (["seeds", "--host", "nowhere.invalid"], "no address of this machine"),
        (["seeds", "--as-of", "31 February"], "expected a day"),
    ],
)
def test_what_cannot_be_served_is_told_in_one_line(arguments: list[str], said: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kg", "serve", *arguments],
        check=False,
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode in (1, 2)
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_small_answers_are_not_held_back() -> None:
    # asyncio sets TCP_NODELAY only on sockets whose protocol is named; without it each answer takes 40 ms
    with _listening(Service(port=0)) as listener:
        assert listener.proto == socket.IPPROTO_TCP


def test_a_taken_port_is_told(own: Server, snapshot: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kg", "serve", str(snapshot), "--port", str(own.port)],
        check=False, cwd=REPOSITORY, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert (done.returncode, "Give another --port" in done.stderr) == (1, True)
