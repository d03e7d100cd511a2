"""The page where a person asks: with and without JavaScript, in light and dark, by keyboard."""

from __future__ import annotations

from typing import Literal
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from kg.model.corpus import BASE
from kg.sparql.engine import query
from tests.browsing import follow, leaving
from tests.rdf.worlds import small_world
from tests.server.serving import NAMES, Server

PAGES = ["/", "/sparql", f"/sparql?query={quote(NAMES)}", "/sparql?query=nonsense", "/nothing"]


def test_without_javascript_a_question_is_asked_and_a_node_followed(server: Server, browser: Browser) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(f"{server.url}/sparql")
    page.get_by_label("A question in SPARQL").fill(NAMES)
    follow(page.get_by_role("button", name="Ask"))
    assert page.get_by_role("status").text_content() == f"{query(small_world(), NAMES).height} rows."
    follow(page.get_by_role("link", name="page:openai"))
    assert page.url == f"{server.url}/page/openai"
    page.goto(f"{server.url}/sparql?query={quote('SELECT ?o { page:openai kg:witness ?o }')}")
    follow(page.get_by_role("link", name="witness:openai"))
    assert f"DESCRIBE <{BASE}id/witness/openai>" in page.get_by_label("A question in SPARQL").input_value()
    assert page.locator("tbody td").count() >= 1
    page.close()


def test_examples_and_downloads_lead_somewhere(server: Server, browser: Browser) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(f"{server.url}/sparql")
    examples = page.locator("section[aria-labelledby=examples] a")
    assert examples.count() >= 3
    for link in [examples.nth(place).get_attribute("href") for place in range(examples.count())]:
        assert server.client.get(str(link), headers={"accept": "text/html"}).status_code == 200
    follow(examples.first)
    for link in page.locator(".downloads a").all():
        assert server.client.get(str(link.get_attribute("href"))).status_code == 200
    page.close()


def test_with_javascript_the_keyboard_asks_and_nothing_is_refused_by_the_policy(
    server: Server, browser: Browser
) -> None:
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{server.url}/sparql")
    with leaving(page):
        page.get_by_label("A question in SPARQL").press("Control+Enter")
    page.get_by_role("status").wait_for()
    assert not said
    page.close()


def test_what_is_found_is_shown_as_text(server: Server, browser: Browser) -> None:
    hostile = 'SELECT ?x { VALUES ?x { "<img src=x onerror=alert(1)>" <javascript:alert(1)> <data:text/html,a> "</td><script>alert(2)</script>"@en } }'
    page = browser.new_page()
    shown: list[str] = []
    page.on("dialog", lambda dialog: (shown.append(dialog.message), dialog.dismiss()))
    page.goto(f"{server.url}/sparql?query={quote(hostile)}")
    assert page.get_by_role("cell", name="<img src=x onerror=alert(1)>").count() == 1
    assert page.locator("tbody a, tbody img, tbody script").count() == 0
    assert not shown
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_accessible(
    server: Server, browser: Browser, path: str, scheme: Literal["light", "dark"]
) -> None:
    page = browser.new_page(color_scheme=scheme, bypass_csp=True)  # type: ignore[call-arg]
    page.goto(server.url + path)
    found = Axe().run(page).response["violations"]
    assert not [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]
    page.close()
