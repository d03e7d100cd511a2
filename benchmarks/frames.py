"""The explorer in a browser that draws in software: when a view is ready, and how its frames follow the hand."""

from __future__ import annotations

import functools
import http.server
import json
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import kg
from benchmarks.longterm import longterm, skipped
from benchmarks.measuring import REPOSITORY
from benchmarks.rows import Row, told, within
from kg.views.picture import as_json, picture

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ASSETS = REPOSITORY / "kg" / "views" / "assets"
READY, FRAME = 1.0, 100
"""Bars: seconds until a view is ready, and milliseconds of a frame, of which 95 in 100 take no longer."""
NODES = 500
_STEPS, _RUNS = 90, 3
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = (
    "--no-sandbox",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_PAGE = b"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Graph</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="/kg.css"><link rel="stylesheet" href="/graph.css">
<script type="module" src="/built/explorer.js"></script></head>
<body><main><h1>A graph</h1><div data-island="graph" data-graph="/graph.json"></div></main></body></html>"""
_WATCH = """(wanted) => {
    const look = () => (document.querySelector(wanted) ? (window.ready_at = performance.now()) : requestAnimationFrame(look));
    look();
}"""
_COUNT = """() => {
    window.frames = [];
    let before = performance.now();
    const step = (now) => {
        window.frames.push(now - before);
        before = now;
        window.counting = requestAnimationFrame(step);
    };
    window.counting = requestAnimationFrame(step);
}"""
_TAKEN = "() => { cancelAnimationFrame(window.counting); return window.frames.slice(1); }"


def run(*, quick: bool = False) -> list[Row]:
    """Measure the graph of 500 nodes and the offline file of the Longterm Wiki; quick: 60 nodes, no file."""
    from kg.exporters.explorer import explorer_html, is_built

    program = next((found for name in _BROWSERS if (found := shutil.which(name))), None)
    if program is None or not is_built():
        lack = "no Chromium on this machine" if program is None else "the front end is not built: make ui"
        return [told("explorer in a browser", f"SKIPPED: {lack}")]
    nodes, steps = (60, 12) if quick else (NODES, _STEPS)
    given = None if quick else longterm()
    with _browser(program) as browser, tempfile.TemporaryDirectory() as folder:
        with _served(nodes) as address:
            rows = [
                _ready(browser, address, '[data-state="drawn"]', f"graph of {nodes} nodes", judged=not quick)
            ]
            rows += _followed(browser, address, nodes, steps, judged=not quick)
        if given is None:
            said = skipped if not quick else lambda what: [told(what, "not opened in a quick run")]
            return [*rows, *said("offline file of the Longterm Wiki, ready")]
        path = Path(folder) / "longterm.html"
        path.write_bytes(explorer_html(kg.load(given)))
        return [
            *rows,
            _ready(browser, path.as_uri(), "html[data-ready]", "offline file of the Longterm Wiki"),
        ]


@contextmanager
def _browser(program: str) -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, headless=True, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def _opened(browser: Browser, address: str, wanted: str) -> Iterator[tuple[Page, float]]:
    """Open an address; yield the page and the seconds from the start of its loading until it shows what is wanted."""
    page = browser.new_page(viewport={"width": 1300, "height": 900})
    page.add_init_script(f"({_WATCH})({json.dumps(wanted)})")
    try:
        page.goto(address)
        page.wait_for_function("() => window.ready_at !== undefined", timeout=60_000)
        yield page, page.evaluate("window.ready_at") / 1000
    finally:
        page.close()


def _ready(browser: Browser, address: str, wanted: str, what: str, *, judged: bool = True) -> Row:
    """Measure the median of some openings."""
    taken = []
    for _ in range(_RUNS):
        with _opened(browser, address, wanted) as (_, seconds):
            taken.append(seconds)
    median = sorted(taken)[_RUNS // 2]
    return within(f"{what}, ready", READY, median, "s", f"{median:.2f} s", judged=judged)


def _followed(browser: Browser, address: str, nodes: int, steps: int, *, judged: bool) -> list[Row]:
    """Measure the frames of the first drag, of later ones and of zooming."""
    with _opened(browser, address, '[data-state="drawn"]') as (page, _):
        page.wait_for_timeout(500)  # a hand takes longer than that to reach the picture
        found = {
            "first drag": _frames(page, lambda: _drag(page, steps)),
            "later drags": [one for _ in range(2) for one in _frames(page, lambda: _drag(page, steps))],
            "zooming": _frames(page, lambda: _zoom(page, steps // 3)),
        }
    rows = []
    for what, frames in found.items():
        frames.sort()
        value = frames[int(len(frames) * 0.95)]
        measured = f"{value:.0f} ms, median {frames[len(frames) // 2]:.0f} ms ({len(frames)} frames)"
        rows.append(
            within(f"{what} of {nodes} nodes, p95 frame", FRAME, value, "ms", measured, judged=judged)
        )
    return rows


def _frames(page: Page, act: Callable[[], None]) -> list[float]:
    """Return how long the frames took while something was done, in milliseconds."""
    page.evaluate(_COUNT)
    act()
    frames: list[float] = page.evaluate(_TAKEN)
    return frames


def _drag(page: Page, steps: int) -> None:
    box = page.locator(".graph-stage").bounding_box() or {"x": 0, "y": 0}
    x, y = box["x"] + 20, box["y"] + 20
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(steps):
        page.mouse.move(x + 4 * step, y + 3 * step)
    page.mouse.up()


def _zoom(page: Page, steps: int) -> None:
    """Turn the wheel to and fro over the graph, which has the focus after a drag."""
    box = page.locator(".graph-stage").bounding_box() or {"x": 0, "y": 0, "width": 0, "height": 0}
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    for step in range(steps):
        page.mouse.wheel(0, -120 if step < steps / 2 else 120)
        page.wait_for_timeout(50)


class _Handler(http.server.SimpleHTTPRequestHandler):
    """Serves the assets, the page and one picture."""

    def __init__(self, *rest: Any, drawn: bytes) -> None:
        self.drawn = drawn
        super().__init__(*rest, directory=str(ASSETS))

    def do_GET(self) -> None:
        asked = urlsplit(self.path).path
        if asked == "/":
            self._answer("text/html; charset=utf-8", _PAGE)
        elif asked == "/graph.json":
            self._answer("application/json", self.drawn)
        else:
            super().do_GET()

    def _answer(self, kind: str, content: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def _served(nodes: int) -> Iterator[str]:
    """Serve a picture of that many nodes, around a page of seeds."""
    graph = kg.load(REPOSITORY / "seeds")
    found = as_json(picture(graph, kg.NodeId.page("openai"), depth=2, most=nodes))
    handler = functools.partial(_Handler, drawn=json.dumps(found).encode())
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/"
        finally:
            server.shutdown()
