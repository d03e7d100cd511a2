"""A browser that can draw by WebGL in software, and pages of it that tell what they asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from benchmarks.frames import ARGUMENTS
from tests.machine import REPOSITORY, lacking, require_browser
from tests.server.serving import Server, serving

BUILT = REPOSITORY / "kg" / "views" / "assets" / "built"
_DRIVER = "GL Driver Message"
"""What a machine without a graphics card says of the drawing of a graph."""
_WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => window.violations.push(event.violatedDirective + " " + event.blockedURI));
"""


class Visit:
    """A page, and all that it asked for or complained of."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on(
            "console",
            lambda message: None if _DRIVER in message.text else self.complaints.append(message.text),
        )
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", lambda dialog: (self.complaints.append(dialog.message), dialog.dismiss()))
        page.add_init_script(_WATCH)

    def go(self, view: str) -> None:
        """Follow an address within the file, and wait until it is shown."""
        self.page.evaluate("(hash) => { location.hash = hash; }", f"#/{view}")
        self.settle()

    def settle(self) -> None:
        self.page.evaluate(
            "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 20))))"
        )

    def heading(self) -> str:
        return self.page.locator("h1").inner_text()

    def rows(self) -> int:
        return self.page.locator("main tbody tr").count()

    def is_clean(self, base: str) -> bool:
        """Say whether nothing ran, nothing left, nothing complained."""
        assert self.page.evaluate("window.ran") is None
        assert self.page.evaluate("window.violations") == []
        assert self.complaints == []
        assert [url for url in self.requests if not url.startswith((base, "blob:", "data:"))] == []
        return True


Opener = Callable[..., Visit]


@pytest.fixture(scope="session")
def bundles() -> Path:
    """The folder of the built front end."""
    if not (BUILT / "explorer.js").exists():
        lacking("the front end was not built: make ui")
    return BUILT


@pytest.fixture(scope="session")
def painter(browser: Browser, bundles: Path) -> Iterator[Browser]:
    """A browser with WebGL."""
    found = browser.browser_type.launch(
        executable_path=require_browser(), headless=True, args=list(ARGUMENTS)
    )
    yield found
    found.close()


@pytest.fixture
def opener(painter: Browser) -> Iterator[Opener]:
    """Open an address in a context of its own."""
    contexts = []

    def open_(address: str, *, width: int = 1300, height: int = 900, **options: Any) -> Visit:
        context = painter.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        made = Visit(context.new_page())
        made.page.goto(address)
        return made

    yield open_
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def seeds_served(bundles: Path) -> Iterator[Server]:
    """A server of seeds, for every module that walks through it."""
    with serving(REPOSITORY / "seeds") as running:
        yield running
