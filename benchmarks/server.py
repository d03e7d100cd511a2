"""What a running `kg serve` does under load: fast questions beside endless ones, and memory over many questions."""

from __future__ import annotations

import contextlib
import re
import statistics
import subprocess
import sys
import threading
import time
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from benchmarks.measuring import REPOSITORY
from benchmarks.rows import Row, at_most, told, within

CLIENTS, SECONDS, QUESTIONS = 64, 30.0, 10_000
_READY = re.compile(r"at http://127\.0\.0\.1:(\d+)/")
_ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(STR(?a) > STR(?i)) }"
_FAST = "SELECT ?page ?name { ?page a kg:Page ; schema:name ?name } ORDER BY ?page LIMIT %d"


def run(*, quick: bool = False) -> list[Row]:
    """Measure how endless questions delay fast ones, and how memory grows."""
    seconds, questions = (2.0, 200) if quick else (SECONDS, QUESTIONS)
    with _server() as (port, process):
        _ask(port, 20)
        quiet = _load(port, clients=CLIENTS - 2, seconds=seconds)
        beside = _load(port, clients=CLIENTS - 2, seconds=seconds, endless=2)
        growth = _grown(port, process, questions)
    return [
        at_most(
            f"median of {CLIENTS - 2} clients beside 2 with endless questions, for {seconds:g} s, against without these",
            5,
            statistics.median(beside.taken) / statistics.median(quiet.taken),
            f"{1000 * statistics.median(quiet.taken):.0f} to {1000 * statistics.median(beside.taken):.0f} ms "
            f"({len(quiet.taken):,} and {len(beside.taken):,} answers)",
            judged=not quick,
        ),
        within("errors among them", 0, len(quiet.wrong) + len(beside.wrong), "answers", f"{len(quiet.wrong) + len(beside.wrong)} answers"),
        within(
            f"memory of server and workers over {questions:,} questions", 32, growth, "MiB more", f"{growth:+.1f} MiB",
            judged=not quick,
        ),
        told(f"questions a second, {CLIENTS - 2} clients", f"{len(quiet.taken) / seconds:.0f}"),
    ]  # fmt: skip


@dataclass
class Load:
    """What clients saw: seconds of each answer, and what was no answer."""

    taken: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def _load(port: int, *, clients: int, seconds: float, endless: int = 0) -> Load:
    load, end = Load(), time.monotonic() + seconds

    def fast(number: int) -> None:
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        while time.monotonic() < end:
            begun = time.monotonic()
            try:
                status = _answered(connection, _FAST % (20 + number % 5))
            except (OSError, HTTPException) as error:
                load.wrong.append(repr(error))
                connection = HTTPConnection("127.0.0.1", port, timeout=60)
                continue
            if status == 200:
                load.taken.append(time.monotonic() - begun)
            else:
                load.wrong.append(str(status))
        connection.close()

    threads = [threading.Thread(target=fast, args=(number,)) for number in range(clients)]
    threads += [threading.Thread(target=pestered, args=(port, number, end)) for number in range(endless)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return load


def pestered(port: int, number: int, end: float) -> None:
    """Ask endless questions, each another, until the end."""
    while time.monotonic() < end:
        connection = HTTPConnection("127.0.0.1", port, timeout=max(0.1, end - time.monotonic()))
        with contextlib.suppress(OSError, HTTPException):
            _answered(connection, f"{_ENDLESS} # {number} {time.monotonic()}")
        connection.close()


def _answered(connection: HTTPConnection, question: str) -> int:
    connection.request("GET", "/sparql?" + urllib.parse.urlencode({"query": question}))
    answer = connection.getresponse()
    answer.read()
    return answer.status


def _ask(port: int, times: int) -> None:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    for number in range(times):
        if _answered(connection, _FAST % (1 + number % 50)) != 200:
            raise RuntimeError("a question was not answered")
    connection.close()


def _grown(port: int, process: int, questions: int) -> float:
    """Return by how many MiB the server and its workers grew, after a first tenth."""
    time.sleep(1)
    _ask(port, questions // 10)
    before = _resident(process)
    _ask(port, questions)
    return (_resident(process) - before) / 2**20


def _resident(process: int) -> int:
    listed = Path(f"/proc/{process}/task").glob("*/children")
    all_of_them = [process, *(int(child) for file in listed for child in file.read_text("ascii").split())]
    found = [
        re.search(r"^VmRSS:\s+(\d+) kB$", Path(f"/proc/{one}/status").read_text("utf-8"), re.MULTILINE)
        for one in all_of_them
    ]
    return sum(int(one[1]) * 1024 for one in found if one)


@contextlib.contextmanager
def _server() -> Iterator[tuple[int, int]]:
    command = [sys.executable, "-m", "kg", "serve", "seeds", "--port", "0"]
    with subprocess.Popen(command, cwd=REPOSITORY, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield port_of(process), process.pid
        finally:
            process.terminate()


def port_of(process: subprocess.Popen[str]) -> int:
    for line in process.stderr or ():
        found = _READY.search(line)
        if found:
            time.sleep(2)  # until all workers have opened the data
            return int(found[1])
    raise RuntimeError("kg serve has ended")
