"""axe-core with all its rules on every view, light and dark, wide and narrow: seeds, an empty corpus, the real one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

from tests.server.serving import Server, serving

COMMON = [
    "/",
    "/exposure",
    "/sources",
    "/publishers",
    "/organizations",
    "/worklist",
    "/search?q=openai",
    "/help",
    "/graph",
    "/what-if",
    "/sparql",
    "/page/nobody",
    "/exposure?sort=nothing",
]
SEEDS = [
    "/exposure?verdict=relies&sort=-cited",
    "/page/openai",
    "/page/openai?tab=through",
    "/page/debate?tab=cited-by",
    "/source/6374381b5ec386d1",
    "/publisher/openai",
    "/organization/openai-group",
    "/path/debate",
    "/graph?around=page:debate",
    "/what-if?node=publisher:arxiv&level=1",
]
REAL = [
    "/page/openai",
    "/source/6374381b5ec386d1",
    "/publisher/arxiv",
    "/organization/anthropic",
    "/path/debate",
    "/graph?around=page:debate",
    "/what-if?node=publisher:arxiv&level=1",
]
pytestmark = pytest.mark.slow  # tests/server/test_explorer.py has the views of a small world
Scheme = Literal["light", "dark"]
WIDE: ViewportSize = {"width": 1280, "height": 900}
NARROW: ViewportSize = {"width": 390, "height": 800}
ALL: tuple[tuple[ViewportSize, Scheme], ...] = (
    (WIDE, "light"), (WIDE, "dark"), (NARROW, "light"), (NARROW, "dark"),
)  # fmt: skip
TWO: tuple[tuple[ViewportSize, Scheme], ...] = ((WIDE, "light"), (NARROW, "dark"))


@pytest.fixture(scope="module")
def context(painter: Browser) -> Iterator[BrowserContext]:
    """One browser for all; axe runs where no policy forbids it."""
    made = painter.new_context(reduced_motion="reduce", bypass_csp=True)
    yield made
    made.close()


def barriers(page: Page) -> list[tuple[str, list[str]]]:
    """What all rules of axe find on the page as it is."""
    found: list[dict[str, Any]] = page.evaluate(
        "async () => (await axe.run({ resultTypes: ['violations'] })).violations"
    )
    return [(one["id"], [node["html"][:300] for node in one["nodes"]][:3]) for one in found]


def looked_at(
    context: BrowserContext, address: str, ways: tuple[tuple[ViewportSize, Scheme], ...] = ALL
) -> dict[str, list[tuple[str, list[str]]]]:
    """The barriers of a view, by width and theme, without those where there is none."""
    page = context.new_page()
    page.goto(address)
    if page.locator("[data-island]").count():
        page.wait_for_selector("[data-state]")
    page.evaluate(AXE_SCRIPT)
    found = {}
    for size, scheme in ways:
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        found[f"{size['width']} {scheme}"] = barriers(page)
        if page.evaluate("document.documentElement.scrollWidth") > size["width"]:
            found[f"{size['width']} {scheme}"].append(("scrolls sideways", []))
    page.close()
    return {how: what for how, what in found.items() if what}


@pytest.fixture(scope="module")
def empty_served(bundles: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("empty")
    (folder / "pages.json").write_text("[]")
    with serving(folder) as running:
        yield running


@pytest.fixture(scope="module")
def real_served(bundles: Path, shared: Path) -> Iterator[Server]:
    with serving(shared / "data" / "longterm") as running:
        yield running


@pytest.mark.parametrize("path", [*COMMON, *SEEDS])
def test_no_view_of_seeds_has_a_barrier(seeds_served: Server, context: BrowserContext, path: str) -> None:
    assert looked_at(context, seeds_served.url + path) == {}


def test_no_view_of_an_empty_corpus_has_a_barrier(empty_served: Server, context: BrowserContext) -> None:
    found = {path: looked_at(context, empty_served.url + path, TWO) for path in COMMON}
    assert {path: what for path, what in found.items() if what} == {}


@pytest.mark.shared
def test_no_view_of_the_real_corpus_has_a_barrier(real_served: Server, context: BrowserContext) -> None:
    found = {path: looked_at(context, real_served.url + path) for path in [*COMMON, *REAL]}
    assert {path: what for path, what in found.items() if what} == {}
