"""A running ``kg serve`` and what a test asks of it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

import httpx

from tests.machine import REPOSITORY

Result = TypeVar("Result")
READY = re.compile(
    r"serving .* at http://(?P<host>[^/]+):(?P<port>\d+)/ \((?P<triples>\d+) triples, build (?P<build>\w+)\)"
)
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(STR(?a) > STR(?l)) }"
NAMES = "SELECT ?page ?name { ?page a kg:Page ; schema:name ?name } ORDER BY ?page"


class Server:
    """A process of ``kg serve``; its lines on stderr are kept."""

    def __init__(self, given: Path, *options: str, limits: dict[str, float] | None = None) -> None:
        command = ["-m", "kg"] if limits is None else ["-m", "tests.server.impatient", json.dumps(limits)]
        self.process = subprocess.Popen(
            [sys.executable, *command, "serve", str(given), "--port", "0", *options],
            cwd=REPOSITORY,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.lines: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.ready = self.line(READY)
        self.port = int(self.ready["port"])
        self.url = f"http://127.0.0.1:{self.port}"
        self.client = httpx.Client(base_url=self.url, timeout=60, trust_env=False)

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.lines.append(line.rstrip("\n"))

    def line(self, pattern: re.Pattern[str], *, seconds: float = 60) -> re.Match[str]:
        """The first line that a pattern finds, once it is there."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for line in self.lines:
                if found := pattern.search(line):
                    return found
            if self.process.poll() is not None:
                break
            time.sleep(0.02)
        raise AssertionError(f"no line {pattern.pattern!r} in {self.lines}")

    def ask(
        self, query: str, accept: str = "application/sparql-results+json", **headers: str
    ) -> httpx.Response:
        return self.client.get(f"/sparql?query={quote(query)}", headers={"accept": accept, **headers})

    def metric(self, name: str) -> float:
        lines = self.client.get("/metrics").text.splitlines()
        return sum(float(line.rsplit(" ", 1)[1]) for line in lines if re.match(rf"{name}[{{ ]", line))

    def children(self) -> list[int]:
        """The processes that it has started and that live."""
        listed = Path(f"/proc/{self.process.pid}/task").glob("*/children")
        return [int(child) for file in listed for child in file.read_text().split()]

    def raw(self, data: bytes, *, seconds: float = 20) -> bytes:
        """What comes back for bytes that are sent as they are."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=seconds) as connection:
            received = b""
            with contextlib.suppress(ConnectionResetError, BrokenPipeError):
                connection.sendall(data)
            with contextlib.suppress(ConnectionResetError, TimeoutError):
                while chunk := connection.recv(65536):
                    received += chunk
            return received

    def stop(self) -> int:
        self.client.close()
        if self.process.poll() is None:
            self.process.terminate()
        try:
            return self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        finally:
            self._reader.join()
            assert self.process.stderr is not None
            self.process.stderr.close()


@contextlib.contextmanager
def serving(given: Path, *options: str, limits: dict[str, float] | None = None) -> Iterator[Server]:
    """A server while a test needs it."""
    server = Server(given, *options, limits=limits)
    try:
        yield server
    finally:
        server.stop()


def in_loop(coroutine: Coroutine[Any, Any, Result]) -> Result:
    """What a coroutine returns in a loop of its own; in a thread, for a browser's fixture has one in this."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()


def lives(process: int) -> bool:
    """Whether a process is there and no zombie."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def wait_until(said: object, *, seconds: float = 20) -> None:
    """Wait until a function returns something true."""
    end = time.monotonic() + seconds
    while not said():  # type: ignore[operator]
        assert time.monotonic() < end, "it did not come true"
        time.sleep(0.05)
