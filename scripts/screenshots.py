"""Screenshots of every view: of the demo world, the Longterm corpus where it is present, and an empty one.

    make screenshots

writes build/screenshots/WORLD/VIEW-THEME.png (light, dark, phone) and the same of the offline file in WORLD/offline; with ``--docs`` also those that README and docs show.
Needs Debian's chromium.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

REPOSITORY = Path(__file__).parents[1]
LONGTERM = Path(os.environ.get("KG_SHARED", str(REPOSITORY.parent / "shared"))) / "data" / "longterm"
READY = re.compile(r"http://127\.0\.0\.1:(\d+)/")
VIEWS = {
    "overview": "/",
    "exposure": "/exposure",
    "exposure-narrowed": "/exposure?verdict=relies&verdict=cites&sort=-low_share&columns=page,verdict,levels,low,cited,low_share,claims_relying",
    "page": "/page/self-improvement",
    "page-through": "/page/openai?tab=through",
    "page-cited-by": "/page/scalable-oversight?tab=cited-by&links=1",
    "page-unknown": "/page/openai",
    "source": "/source/6374381b5ec386d1",
    "publisher": "/publisher/openai",
    "publisher-pages": "/publisher/openai?tab=pages",
    "organization": "/organization/openai-foundation",
    "path": "/path/openai?links=1",
    "what-if": "/what-if",
    "what-if-answered": "/what-if?set=publisher:openai%3D2",
    "what-if-wrong": "/what-if?set=publisher:opena%3D2",
    "sparql": "/sparql",
    "sources": "/sources",
    "publishers": "/publishers",
    "organizations": "/organizations",
    "worklist": "/worklist",
    "search": "/search?q=openai",
    "search-near": "/search?q=scalabel+oversigt",
    "graph": "/graph?around=page:openai&depth=2",
    "graph-types": "/graph",
    "help": "/help",
    "missing": "/page/opnai",
    "bad": "/exposure?verdict=wrong",
}
"""The views by name; an id that a world does not have shows its 404."""
_ELSEWHERE = {"longterm": ("openai-foundation", "openai")}
"""What a world has in the place of what the demo has."""
OFFLINE = {
    "overview": "#/",
    "exposure": "#/exposure",
    "page": "#/page/self-improvement",
    "page-through": "#/page/openai?tab=through",
    "source": "#/source/6374381b5ec386d1",
    "publisher": "#/publisher/openai",
    "organization": "#/organization/openai-foundation",
    "sources": "#/sources",
    "search": "#/search?q=openai",
    "graph": "#/graph/page%3Aopenai",
    "graph-types": "#/graph",
    "help": "#/help",
}
"""Those of the offline file that `kg export IN explorer.html` writes."""
THEMES = {"light": ("light", 1280, 900), "dark": ("dark", 1280, 900), "phone": ("light", 390, 844)}
_TO_DRAW = 1_500
"""Milliseconds in which a graph is drawn without a graphics card."""
DOCS = ("overview", "page", "source")
"""The views that README and docs show, each as much as fits a window."""


def main() -> None:
    """Write the screenshots."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--only", metavar="WORLD", choices=("demo", "longterm", "empty"), help="this world alone"
    )
    parser.add_argument("--view", metavar="NAME", choices=sorted(VIEWS | OFFLINE), help="this view alone")
    parser.add_argument("--docs", action="store_true", help="write docs/images too")
    asked = parser.parse_args()
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("screenshots need chromium: apt-get install chromium")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        empty = Path(folder, "empty")
        empty.mkdir()
        (empty / "pages.json").write_text("[]")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        worlds: dict[str, tuple[Path, ...]] = {
            "demo": (REPOSITORY / "seeds",),
            "longterm": (LONGTERM, Path("--map"), REPOSITORY / "examples" / "longterm-facts.toml"),
            "empty": (empty,),
        }
        for world, given in worlds.items():
            if asked.only in (None, world) and given[0].exists():
                with _serving(given) as port:
                    _shoot(browser, f"http://127.0.0.1:{port}", _chosen(_of(world, VIEWS), asked.view), world)
                    if asked.docs and world == "demo":
                        _illustrate(browser, port)
                file = Path(folder, f"{world}.html")
                subprocess.run(
                    [sys.executable, "-m", "kg", "export", *given, file], cwd=REPOSITORY, check=True
                )
                _shoot(browser, file.as_uri(), _chosen(_of(world, OFFLINE), asked.view), f"{world}/offline")


def _of(world: str, views: dict[str, str]) -> dict[str, str]:
    usual, other = _ELSEWHERE.get(world, ("", ""))
    return {name: address.replace(usual, other) for name, address in views.items()}


def _chosen(views: dict[str, str], name: str | None) -> dict[str, str]:
    return views if name is None else {one: address for one, address in views.items() if one == name}


def _shoot(browser: Browser, site: str, views: dict[str, str], where: str) -> None:
    folder = REPOSITORY / "build" / "screenshots" / where
    folder.mkdir(parents=True, exist_ok=True)
    for theme, (scheme, width, height) in THEMES.items():
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme="dark" if scheme == "dark" else "light"
        )
        page = context.new_page()
        for view, address in views.items():
            page.goto("about:blank")  # or a file whose hash alone differs would not be read again
            page.goto(site + address)
            page.wait_for_load_state("networkidle")
            if page.locator("[data-island], canvas").count():
                page.wait_for_timeout(_TO_DRAW)
            page.screenshot(path=folder / f"{view}-{theme}.png", full_page=True)
        context.close()
        print(f"{folder.relative_to(REPOSITORY)}/*-{theme}.png", file=sys.stderr)


def _illustrate(browser: Browser, port: int) -> None:
    """Write the few images of the docs."""
    folder = REPOSITORY / "docs" / "images"
    folder.mkdir(exist_ok=True)
    page = browser.new_page(viewport={"width": 1280, "height": 760}, color_scheme="light")
    for view in DOCS:
        page.goto(f"http://127.0.0.1:{port}{VIEWS[view]}")
        page.wait_for_load_state("networkidle")
        page.screenshot(path=folder / f"{view}.png")


@contextlib.contextmanager
def _serving(given: tuple[Path, ...]) -> Iterator[int]:
    """Serve a world on a free port while it is needed."""
    command = [sys.executable, "-m", "kg", "serve", *map(str, given), "--port", "0"]
    server = subprocess.Popen(command, cwd=REPOSITORY, stderr=subprocess.PIPE, text=True)
    try:
        if server.stderr is None:
            raise RuntimeError("the server has no stderr")
        for line in server.stderr:
            if found := READY.search(line):
                yield int(found[1])
                break
        else:
            sys.exit(f"kg serve {given[0]} did not start")
    finally:
        server.terminate()
        server.communicate()


if __name__ == "__main__":
    main()
