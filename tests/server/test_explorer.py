"""The explorer in a browser: every view without an error, an outside request or a barrier, with and without scripts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browsing import follow, leaving
from tests.server.serving import Server

VIEWS = [
    "/",
    "/exposure",
    "/exposure?sort=-cited&verdict=relies",
    "/page/openai",
    "/page/openai?tab=through",
    "/page/empty",
    "/source/sora",
    "/source/nowhere",
    "/publisher/daily",
    "/organization/media",
    "/path/openai",
    "/what-if?node=publisher:openai&level=1",
    "/sources",
    "/publishers",
    "/worklist",
    "/search?q=open",
    "/search?q=zzzz",
    "/help",
    "/graph?around=page:openai",
    "/page/opnai",
    "/exposure?sort=nothing",
]
FINE = "GL Driver Message"
"""What the drawing of a graph says where there is no graphics card."""


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(color_scheme="light", reduced_motion="reduce", bypass_csp=True)
    yield made
    made.close()


@pytest.mark.parametrize("path", VIEWS)
def test_every_view_is_accessible_in_light_and_dark(
    server: Server, context: BrowserContext, path: str
) -> None:
    page = context.new_page()
    page.goto(server.url + path)
    found = Axe().run(page).response["violations"]
    page.emulate_media(color_scheme="dark")
    found += Axe().run(page, options={"runOnly": ["color-contrast"]}).response["violations"]
    assert not [(one["id"], [node["html"][:300] for node in one["nodes"]][:3]) for one in found]
    page.close()


def watched(context: BrowserContext, server: Server) -> tuple[Page, list[str]]:
    """A page, and all that it says or asks for elsewhere."""
    page, said = context.new_page(), list[str]()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on(
        "request",
        lambda request: (
            None if request.url.startswith((server.url, "blob:", "data:")) else said.append(request.url)
        ),
    )
    return page, said


def test_no_view_says_an_error_asks_elsewhere_breaks_the_policy_or_is_too_wide(
    server: Server, browser: Browser
) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page, said = watched(context, server)
    for path in VIEWS:
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 800})
            if width == 1280:
                page.goto(server.url + path)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        odd = [
            one for one in said if FINE not in one and "the server responded with a status of 40" not in one
        ]
        assert not odd, path
        said.clear()
    context.close()


def test_without_javascript_one_walks_from_the_overview_to_the_reason(
    server: Server, browser: Browser
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(server.url)
    follow(page.get_by_role("rowheader").get_by_role("link").first)
    assert page.url.startswith(f"{server.url}/page/")
    follow(page.get_by_role("link", name="The path to a low source"))
    assert page.locator(".path li").count() >= 2
    follow(page.locator(".path li").last.get_by_role("link").first)
    assert page.url.startswith(f"{server.url}/source/")
    assert page.locator(".steps li").count() >= 7
    follow(page.get_by_role("link", name="Try another level"))
    page.get_by_label("High").check()
    follow(page.get_by_role("button", name="Show what changes"))
    assert page.get_by_role("heading", name="What would change").is_visible()
    context.close()


def test_without_javascript_facets_sort_filter_search_and_back(server: Server, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server.url}/exposure")
    rows = page.locator("tbody tr").count()
    follow(page.get_by_role("navigation", name="Narrow down").get_by_role("link", name="Uncited"))
    assert page.locator("tbody tr").count() < rows
    assert "verdict=uncited" in page.url
    page.go_back()
    follow(page.get_by_role("columnheader", name="Cited").get_by_role("link"))
    assert page.get_by_role("columnheader", name="Cited").get_attribute("aria-sort") == "descending"
    page.get_by_label("Filter by title").fill("open")
    follow(page.get_by_role("button", name="Apply"))
    assert "sort=-cited" in page.url and page.locator("tbody tr").count() == 1
    page.get_by_label("Search titles").fill("opnai")
    with leaving(page):
        page.get_by_label("Search titles").press("Enter")
    assert page.locator("main").get_by_role("link", name="OpenAI").count() >= 1
    context.close()


def test_without_javascript_the_theme_is_chosen_and_stays(server: Server, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, color_scheme="light")
    page = context.new_page()
    page.goto(f"{server.url}/exposure?sort=-cited")
    follow(page.get_by_role("button", name="Dark"))
    assert page.url == f"{server.url}/exposure?sort=-cited"
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
    assert page.locator("html").get_attribute("data-theme") == "dark"
    follow(page.get_by_role("link", name="Help").first)
    assert page.locator("html").get_attribute("data-theme") == "dark"
    follow(page.get_by_role("button", name="System"))
    assert page.locator("html").get_attribute("data-theme") is None
    context.close()


def test_what_is_printed_has_no_controls(server: Server, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"{server.url}/exposure")
    page.emulate_media(media="print")
    assert not page.locator(".search").is_visible() and not page.locator(".foot").is_visible()
    assert page.get_by_role("table").is_visible()
    page.close()
