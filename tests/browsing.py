"""Steps of a person in a browser that end where the person would go on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Locator, Page


@contextmanager
def leaving(page: Page) -> Iterator[None]:
    """Wait at the end until the document that this led to is loaded: a click returns when it is asked for."""
    with page.expect_navigation(wait_until="load"):
        yield


def follow(link: Locator) -> None:
    """Click what leads to another document, and wait until that is loaded."""
    with leaving(link.page):
        link.click()
