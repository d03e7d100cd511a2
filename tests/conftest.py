"""Fixtures for every test: the shared data and a browser, where the machine has them."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

os.environ.setdefault("POLARS_MAX_THREADS", "1")  # many small frames: threads only get in each other's way

from tests.machine import require_browser, require_shared

_NEEDS = {"shared": require_shared, "browser": require_browser}
_BROWSER_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def pytest_configure(config: pytest.Config) -> None:
    """Keep results of reading documents for this run alone, never where the user's are."""
    folder = tempfile.mkdtemp(prefix="kg-tests-")
    os.environ["KG_CACHE_DIR"] = folder
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark a test that takes the fixture, so that ``-m 'not browser'`` finds it."""
    for item in items:
        for need in _NEEDS:
            if need in getattr(item, "fixturenames", ()):
                item.add_marker(need)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip, or fail under CI, what the machine cannot run: marked, or taking the fixture."""
    for need, require in _NEEDS.items():
        if item.get_closest_marker(need):
            require()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder ``../shared`` with the real data."""
    return require_shared()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium; open a page of your own with ``browser.new_page()``."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=require_browser(), headless=True, args=list(_BROWSER_ARGUMENTS)
        )
        yield chromium
        chromium.close()
