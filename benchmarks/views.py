"""The explorer under load: 64 people over the views of a million citations, while a what-if and a slow question run."""

from __future__ import annotations

import gzip
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import polars as pl

import kg
from benchmarks.corpora import snapshot
from benchmarks.longterm import longterm, skipped
from benchmarks.measuring import REPOSITORY
from benchmarks.rows import Row, told, within
from benchmarks.server import Load, pestered, port_of
from kg.server.limits import Limits

BUILT = REPOSITORY / "kg" / "views" / "assets" / "built"
CLIENTS, SECONDS, CITATIONS = 64, 40.0, 1_000_000
_PAUSE = (0.5, 1.5)
"""Seconds that a person looks at a view."""
_NEW = 0.5
"""The part of the views that nobody looked at before, so that they are rendered."""
_ALONE = 40
"""How often each view is asked for alone, so that its 95th percentile is not the slowest of all."""
_BAR = 200
_KIB = 1024


def sizes(*, quick: bool = False) -> list[Row]:
    """Measure the offline file of the Longterm Wiki and the scripts of the front end."""
    from kg.exporters.explorer import explorer_html, is_built

    if not is_built():
        return [told("front end", "not built: make ui")]
    given = longterm()
    script = len(gzip.compress((BUILT / "explorer.js").read_bytes(), 9)) / _KIB
    rows = [within("script explorer.js, packed", 60, script, "KiB", f"{script:.1f} KiB")]
    if given is None or quick:
        return [*rows, *skipped("offline file")]
    size = len(explorer_html(kg.load(given))) / 1e6
    return [*rows, within("offline file of the Longterm Wiki", 1, size, "MB", f"{size:.3f} MB")]


def run(*, quick: bool = False) -> list[Row]:
    """Measure each view alone, then all of them by 64 clients with a slow question and a what-if beside."""
    citations, seconds = (2_000, 2.0) if quick else (CITATIONS, SECONDS)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "corpus.kg"
        snapshot(path, citations)
        addresses = _addresses(path)
        with _serving(path) as port:
            _settle(port)
            alone = {name: _alone(port, some) for name, some in addresses.items()}
            load = _people(port, [one for some in addresses.values() for one in some], seconds, path)
    taken = sorted(1000 * one for one in load.taken)
    worst = max(alone, key=lambda name: alone[name])
    size = f"{citations:,} citations"
    return [
        *(told(f"view {name}, {size}, p95 alone, not kept", f"{1000 * took:.0f} ms") for name, took in alone.items()),
        within(f"slowest view of {size}, p95 alone, not kept", _BAR, 1000 * alone[worst], "ms", f"{1000 * alone[worst]:.0f} ms ({worst})", judged=not quick),
        within(
            f"p95 of {CLIENTS} people over the views of {size} for {seconds:g} s, a what-if and a slow question beside", _BAR,
            taken[int(len(taken) * 0.95)], "ms", f"{taken[int(len(taken) * 0.95)]:.0f} ms, median {statistics.median(taken):.0f} ms ({len(taken):,} views)", judged=not quick,
        ),
        within("errors among them", 0, len(load.wrong), "answers", f"{len(load.wrong)} answers"),
    ]  # fmt: skip


def _addresses(path: Path) -> dict[str, list[str]]:
    """Return addresses of each view: of nodes drawn by a seed, half of them from the worst or most cited."""
    graph = kg.open_snapshot(path)
    drawn = random.Random(1)
    keys = {
        kind: graph.nodes.filter(pl.col("kind") == kind)["key"].to_list()
        for kind in ("page", "source", "publisher")
    }
    worst = kg.measure_exposure(graph)["page"].head(200).to_list()
    pages = [*drawn.sample(worst, 10), *drawn.sample(keys["page"], 10)]
    sources = [*[f"s{n}" for n in range(10)], *drawn.sample(keys["source"], 10)]
    words = ("quantum", "risk safety", "policy", "v12.example", "s17", "network neural", "quantm polciy")
    return {
        "overview": ["/"],
        "exposure": ["/exposure", "/exposure?verdict=relies&sort=-low_share", "/exposure?q=quantum", "/exposure?type=risk&page=7", "/exposure?coverage=some&hops=1"],
        "sources": ["/sources", "/sources?level=2&q=risk", "/sources?sort=source&page=900"],
        "lists": ["/publishers", "/organizations", "/worklist", "/help"],
        "search": [f"/search?q={word.replace(' ', '+')}" for word in words],
        "page": [f"/page/{one}" for one in pages],
        "page, cited by": [f"/page/{one}?tab=cited-by" for one in pages[:5]],
        "source": [f"/source/{one}" for one in sources],
        "publisher": [f"/publisher/{one}" for one in drawn.sample(keys["publisher"], 10)],
        "path": [f"/path/{one}" for one in pages[:10]],
        "graph": [f"/graph?around=page:{one}" for one in pages[:5]],
    }  # fmt: skip


def _settle(port: int) -> None:
    """Wait until every worker of views has started: each takes a core for seconds, and a server starts them once."""
    limits, end = Limits(), time.monotonic() + 300
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    _answered(connection, "/")
    while time.monotonic() < end:
        connection.request("GET", "/metrics")
        said = connection.getresponse().read().decode()
        found = re.search(r'^kg_workers_started_total\{[^}]*pool="views"[^}]*\} (\d+)', said, re.MULTILINE)
        if found and int(found[1]) >= limits.views + limits.views_slow:
            connection.close()
            return
        time.sleep(0.5)
    raise RuntimeError("the workers of views did not start")


def _alone(port: int, addresses: list[str]) -> float:
    """Return the 95th percentile of asking for views one after the other, each in a form that was not kept."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    _answered(connection, addresses[0])
    taken = []
    for number in range(max(1, _ALONE // len(addresses))):
        for one in addresses:
            begun = time.monotonic()
            if _answered(connection, _fresh(one, number + 1)) not in (200, 404):
                raise RuntimeError(f"{one} was not answered")
            taken.append(time.monotonic() - begun)
    connection.close()
    return sorted(taken)[int(len(taken) * 0.95)]


def _fresh(address: str, number: int) -> str:
    """Return an address that nobody asked for before; at number 0 the address itself."""
    return f"{address}{'&' if '?' in address else '?'}n={number}" if number else address


def _people(port: int, addresses: list[str], seconds: float, path: Path) -> Load:
    """Return what people saw, each of whom looks at one view after another."""
    load, end = Load(), time.monotonic() + seconds
    venues = kg.open_snapshot(path).nodes.filter(pl.col("kind") == "publisher")["key"].to_list()
    threads = [
        threading.Thread(target=_look, args=(port, number, addresses, end, load)) for number in range(CLIENTS)
    ]
    threads.append(threading.Thread(target=_suppose, args=(port, venues, end)))
    threads.append(threading.Thread(target=pestered, args=(port, 0, end)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return load


def _look(port: int, number: int, addresses: list[str], end: float, load: Load) -> None:
    """Look at one view after another until the end."""
    drawn = random.Random(number)
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    time.sleep(drawn.uniform(0, _PAUSE[1]))
    while time.monotonic() < end:
        begun = time.monotonic()
        try:
            status = _answered(
                connection,
                _fresh(drawn.choice(addresses), drawn.randrange(10**9) if drawn.random() < _NEW else 0),
            )
        except (OSError, HTTPException) as error:
            load.wrong.append(repr(error))
            connection = HTTPConnection("127.0.0.1", port, timeout=60)
            continue
        load.taken.append(time.monotonic() - begun)
        if status not in (200, 404):
            load.wrong.append(str(status))
        time.sleep(drawn.uniform(*_PAUSE))
    connection.close()


def _suppose(port: int, venues: list[str], end: float) -> None:
    """Ask one what-if after another, each another, until the end."""
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    for venue in venues:
        if time.monotonic() > end:
            break
        _answered(connection, f"/what-if?set=publisher:{venue}%3D2")
    connection.close()


def _answered(connection: HTTPConnection, address: str) -> int:
    connection.request("GET", address, headers={"Accept": "text/html"})
    answer = connection.getresponse()
    answer.read()
    return answer.status


@contextmanager
def _serving(path: Path) -> Iterator[int]:
    command = [sys.executable, "-m", "kg", "serve", str(path), "--port", "0"]
    with subprocess.Popen(command, cwd=REPOSITORY, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield port_of(process)
        finally:
            process.terminate()
