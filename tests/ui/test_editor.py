"""The editor of questions: it stands in for the text area, asks nobody, and is left as it was entered."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, TimeoutError

from tests.browsing import follow
from tests.server.serving import Server
from tests.ui.conftest import Opener, Visit

BOX = ".editor [role=textbox]"
ASKED = "SELECT ?page { ?page a kg:Page } LIMIT 3"


@pytest.fixture
def visit(opener: Opener, seeds_served: Server) -> Iterator[Visit]:
    made = opener(f"{seeds_served.url}/sparql")
    made.page.set_default_timeout(10_000)
    made.page.wait_for_selector(BOX)
    yield made
    assert made.is_clean(seeds_served.url)
    assert made.page.evaluate("localStorage.length + sessionStorage.length") == 0


def written(made: Visit, text: str) -> None:
    """Put a text in place of what the editor holds.

    The protocol puts the whole text in at once, which the editor misses now and then while it draws: then once more.
    """
    holds = "(text) => document.querySelector('#query').value === text"
    for last in (False, False, True):
        made.page.locator(BOX).click()
        made.page.keyboard.press("Control+a")
        made.page.keyboard.press("Delete")
        made.page.wait_for_function(holds, arg="")
        made.settle()
        made.page.keyboard.insert_text(text)
        try:
            made.page.wait_for_function(holds, arg=text, timeout=10_000 if last else 3_000)
        except TimeoutError:
            if last:
                raise
        else:
            return


def query_of(made: Visit) -> list[str]:
    return parse_qs(urlsplit(made.page.url).query)["query"]


def test_the_editor_stands_in_for_the_text_area_with_its_text(visit: Visit) -> None:
    assert visit.page.locator("#query").is_hidden()
    box = visit.page.get_by_role("textbox", name="A question in SPARQL")
    assert "kg:Page" in box.inner_text()
    assert visit.page.locator(".cm-keyword", has_text="SELECT").is_visible()


def test_what_is_typed_is_asked_by_the_button(visit: Visit) -> None:
    written(visit, ASKED)
    visit.page.get_by_role("button", name="Ask").click()
    visit.page.wait_for_url("**/sparql?query=*")
    assert query_of(visit) == [ASKED]
    assert visit.page.get_by_role("status").inner_text().startswith("3 rows")
    assert ASKED in visit.page.locator(BOX).inner_text().replace("\u200b", "")


@pytest.mark.parametrize("keys", ["Control+Enter", "Meta+Enter"])
def test_what_is_typed_is_asked_by_keys(visit: Visit, keys: str) -> None:
    written(visit, ASKED)
    visit.page.keyboard.press(keys)
    visit.page.wait_for_url("**/sparql?query=*")
    assert query_of(visit) == [ASKED]


def test_an_address_fills_the_editor_and_the_way_back_too(visit: Visit) -> None:
    visit.page.locator("section[aria-labelledby=examples] a", has_text="Coverage by type").click()
    visit.page.wait_for_url("**/sparql?query=*")
    assert "citedWorks" in visit.page.locator(BOX).inner_text()
    visit.page.go_back()
    visit.page.wait_for_selector(BOX)
    assert "citedWorks" not in visit.page.locator(BOX).inner_text()


def test_a_line_that_is_no_sparql_is_marked_and_told(visit: Visit) -> None:
    said = visit.page.locator("#query-fault")
    assert said.inner_text() == ""
    written(visit, "SELECT ?a {\n  ?a kg:verdict }}")
    visit.page.wait_for_function("() => document.querySelector('#query-fault').textContent")
    assert said.inner_text().startswith("Line 2 is not SPARQL.")
    assert visit.page.locator(".editor .fault").count() == 1
    written(visit, ASKED)
    visit.page.wait_for_function("() => !document.querySelector('#query-fault').textContent")
    assert visit.page.locator(".editor .fault").count() == 0


@pytest.mark.parametrize(
    ("begun", "wanted"), [("kg:verd", "kg:verdict"), ("verdi", "kg:verdict"), ("sche", "schema:")]
)
def test_a_term_is_completed(visit: Visit, begun: str, wanted: str) -> None:
    written(visit, f"SELECT ?a {{ ?a {begun}")
    visit.page.keyboard.press("Control+Space")
    offered = visit.page.get_by_role("option", name=wanted, exact=True)
    offered.wait_for()
    places = visit.page.get_by_role("listbox", name="Terms").get_by_role("option").all_inner_texts()
    for _ in range(places.index(wanted)):
        visit.page.keyboard.press("ArrowDown")
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_function(
        "(text) => document.querySelector('#query').value.includes(text)", arg=f"?a {wanted}"
    )


def test_the_tab_key_leaves_the_editor_both_ways(visit: Visit) -> None:
    assert "Tab leaves the editor" in visit.page.locator("[data-with=editor]").inner_text()
    visit.page.locator(BOX).focus()
    visit.page.keyboard.press("Tab")
    assert visit.page.evaluate("document.activeElement.textContent") == "Ask"
    visit.page.keyboard.press("Shift+Tab")
    assert visit.page.evaluate("document.activeElement.getAttribute('role')") == "textbox"
    visit.page.keyboard.press("Shift+Tab")
    assert not visit.page.evaluate("document.activeElement.closest('.editor')")


def test_nobody_is_caught_in_the_list_of_terms(visit: Visit) -> None:
    """Escape closes the list and nothing else; then, and with the list still open too, Tab leaves."""
    terms = visit.page.locator(".CodeMirror-hints")
    written(visit, "SELECT ?a { ?a kg:")
    visit.page.keyboard.press("Control+Space")
    terms.wait_for()
    visit.page.keyboard.press("Escape")
    terms.wait_for(state="detached")
    assert visit.page.evaluate("document.activeElement.getAttribute('role')") == "textbox"
    visit.page.keyboard.press("Control+Space")
    terms.wait_for()
    visit.page.keyboard.press("Escape")
    visit.page.keyboard.press("Tab")
    assert visit.page.evaluate("document.activeElement.textContent") == "Ask"
    visit.page.keyboard.press("Shift+Tab")
    visit.page.keyboard.press("Control+Space")
    terms.wait_for()
    visit.page.keyboard.press("Tab")
    assert visit.page.evaluate("document.activeElement.textContent") == "Ask"
    assert visit.page.evaluate("document.querySelector('#query').value") == "SELECT ?a { ?a kg:"
    terms.wait_for(state="detached")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_bars_the_way_to_the_editor(
    painter: Browser, seeds_served: Server, theme: Literal["light", "dark"], width: int
) -> None:
    """With a fault that is told, and with the list of terms open."""
    context = painter.new_context(
        bypass_csp=True, color_scheme=theme, viewport={"width": width, "height": 900}, reduced_motion="reduce"
    )
    made = Visit(context.new_page())
    made.page.set_default_timeout(10_000)
    made.page.goto(f"{seeds_served.url}/sparql")
    made.page.evaluate(AXE_SCRIPT)
    violations = "async () => (await axe.run({ resultTypes: ['violations'] })).violations.map((one) => [one.id, one.nodes[0].html])"
    written(made, '# pages\nSELECT ?a {\n  ?a kg:verdict }}\nschema:name "a"')
    made.page.wait_for_function("() => document.querySelector('#query-fault').textContent")
    assert made.page.evaluate(violations) == []
    written(made, '# all\nSELECT ?a { ?a <http://a/> "b", 3 ; kg:')
    made.page.keyboard.press("Control+Space")
    made.page.wait_for_selector(".CodeMirror-hints")
    assert made.page.evaluate(violations) == []
    assert made.page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_a_theme_is_followed_at_once(visit: Visit) -> None:
    ground = "getComputedStyle(document.querySelector('.CodeMirror')).backgroundColor"
    visit.page.locator(".themes [value=light]").click()
    light = visit.page.evaluate(ground)
    visit.page.locator(".themes [value=dark]").click()
    assert visit.page.evaluate(ground) != light


def test_without_scripts_the_text_area_asks(opener: Opener, seeds_served: Server) -> None:
    made = opener(f"{seeds_served.url}/sparql", java_script_enabled=False)
    made.page.locator("#query").fill(ASKED)
    follow(made.page.get_by_role("button", name="Ask"))
    assert query_of(made) == [ASKED]
    assert made.page.locator("table.answer tbody tr").count() == 3
    assert made.page.locator("[data-with=editor]").is_hidden()


@pytest.mark.parametrize("address", ["/", "/exposure", "/page/openai", "/help", "/nothing"])
def test_no_other_page_loads_it(seeds_served: Server, address: str) -> None:
    assert "sparql." not in seeds_served.client.get(address, headers={"accept": "text/html"}).text


def test_all_scripts_together_are_within_their_bound(bundles: Path) -> None:
    """What a reader of /sparql loads, packed as servers pack it."""
    named = ("explorer.js", "sparql.js")
    packed = {name: len(gzip.compress((bundles / name).read_bytes(), 9)) for name in named}
    assert sum(packed.values()) <= 350 * 1024, packed


def test_what_the_editor_never_uses_is_left_out(bundles: Path) -> None:
    text = (bundles / "sparql.js").read_text("utf-8")
    for left_out in ("DOMPurify", "xmlns.com/foaf", "lov.linkeddata", "lodash", "localStorage", "<svg"):
        assert left_out not in text, left_out


def test_every_package_within_is_named_with_its_licence(bundles: Path) -> None:
    told = (bundles / "LICENSES-sparql.txt").read_text("utf-8")
    for name in ("@zazuko/yasqe", "@zazuko/yasgui-utils", "codemirror"):
        assert f"{name} " in told
    assert told.count("Permission is hereby granted") == 3
    assert "LICENSES-sparql.txt" in (bundles / "sparql.js").read_text("utf-8")[:200]
