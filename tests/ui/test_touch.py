"""By finger on a phone: the graph is dragged, zoomed and chosen from; menus, facets and tables can be operated."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import CDPSession

from tests.server.serving import Server
from tests.ui.conftest import Opener, Visit
from tests.ui.test_islands import drawn, place, view

PHONE = {"width": 390, "height": 844, "has_touch": True, "is_mobile": True}
Spot = tuple[float, float]


class Fingers:
    """What fingers do on the glass."""

    def __init__(self, made: Visit) -> None:
        self.made = made
        self.session: CDPSession = made.page.context.new_cdp_session(made.page)

    def send(self, kind: str, *spots: Spot) -> None:
        points = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(spots)]
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        self.made.settle()

    def move(self, before: list[Spot], after: list[Spot], *, steps: int = 8) -> None:
        """Put fingers down, move them evenly, lift them."""
        self.send("touchStart", *before)
        for step in range(1, steps + 1):
            part = step / steps
            ways = zip(before, after, strict=True)
            self.send("touchMove", *((a + part * (c - a), b + part * (d - b)) for (a, b), (c, d) in ways))
        self.send("touchEnd")


@pytest.fixture
def graph(opener: Opener, seeds_served: Server) -> Iterator[Visit]:
    made = drawn(opener, f"{seeds_served.url}/graph?around=page:debate", **PHONE)
    made.page.set_default_timeout(10_000)
    made.page.locator(".graph-stage").evaluate("(stage) => stage.scrollIntoView({ block: 'center' })")
    made.settle()
    yield made
    assert made.is_clean(seeds_served.url)


@pytest.fixture
def phone(opener: Opener, seeds_served: Server) -> Iterator[Visit]:
    made = opener(seeds_served.url, **PHONE)
    made.page.set_default_timeout(10_000)
    yield made
    assert made.is_clean(seeds_served.url)


def camera(made: Visit) -> dict[str, float]:
    found: dict[str, float] = view(made, "view.sigma.getCamera().getState()")
    return found


def middle(made: Visit) -> Spot:
    box = made.page.locator(".graph-stage").bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def corner(made: Visit) -> Spot:
    """A spot in the graph where no node is."""
    box = made.page.locator(".graph-stage").bounding_box()
    assert box
    return box["x"] + 12, box["y"] + 12


def test_one_finger_drags_the_graph_and_not_the_page(graph: Visit) -> None:
    x, y = corner(graph)
    before, scrolled = camera(graph), graph.page.evaluate("scrollY")
    Fingers(graph).move([(x, y)], [(x + 90, y + 60)])
    after = camera(graph)
    assert after["x"] < before["x"] and after["y"] > before["y"], (before, after)
    assert after["ratio"] == before["ratio"]
    assert graph.page.evaluate("scrollY") == scrolled


@pytest.mark.parametrize(("begin", "end"), [(30, 110), (110, 30)])
def test_two_fingers_zoom(graph: Visit, begin: int, end: int) -> None:
    x, y = middle(graph)
    before = camera(graph)["ratio"]
    Fingers(graph).move([(x - begin, y), (x + begin, y)], [(x - end, y), (x + end, y)])
    after = camera(graph)["ratio"]
    assert after < 0.7 * before if end > begin else after > 1.4 * before, (before, after)
    assert graph.page.evaluate("visualViewport.scale") == 1, "the page itself does not grow"


def test_a_tap_chooses_a_node_and_a_tap_beside_leaves_it(graph: Visit) -> None:
    node = view(graph, "view.graph.neighbors(view.centre).sort()[0]")
    spot = place(graph, node)
    graph.page.touchscreen.tap(spot["x"], spot["y"])
    chosen = "(node) => document.querySelector('[data-island]').view.chosen === node"
    graph.page.wait_for_function(chosen, arg=node)
    assert graph.page.locator(".graph-said a").get_attribute("href")
    assert graph.page.locator("button", has_text="Hide").is_enabled()
    graph.page.wait_for_timeout(400)  # a second tap at once would be a double one
    graph.page.touchscreen.tap(*corner(graph))
    graph.page.wait_for_function("() => document.querySelector('[data-island]').view.chosen === null")


def test_the_tools_of_the_graph_answer_to_taps(graph: Visit) -> None:
    graph.page.get_by_label("Zoom in").tap()
    assert camera(graph)["ratio"] < 1
    graph.page.get_by_label("Reset the view").tap()
    graph.page.locator("summary", has_text="Filter").tap()
    graph.page.get_by_label("Sources", exact=True).tap()
    shown = "view.shownNodes().filter((node) => node.startsWith('source:')).length"
    assert view(graph, shown) == 0
    panel = graph.page.locator(".graph-panel").bounding_box()
    assert panel and panel["x"] >= 0 and panel["x"] + panel["width"] <= 390
    graph.page.locator("summary", has_text="Filter").tap()
    assert graph.page.locator(".graph-panel").is_hidden()


def test_the_menu_and_the_search_lead_on(phone: Visit) -> None:
    phone.page.locator(".nav a", has_text="Exposure").tap()
    phone.page.wait_for_url("**/exposure")
    phone.page.locator("#search").tap()
    phone.page.keyboard.type("openai")
    phone.page.keyboard.press("Enter")
    phone.page.wait_for_url("**/search?q=openai")
    assert phone.page.locator("main a", has_text="OpenAI").first.is_visible()


def test_facets_open_and_sorting_works(phone: Visit, seeds_served: Server) -> None:
    phone.page.goto(f"{seeds_served.url}/exposure")
    phone.page.locator("details.facets > summary").tap()
    phone.page.locator("details.facets a").first.tap()
    phone.page.wait_for_url("**/exposure?*")
    phone.page.goto(f"{seeds_served.url}/exposure")
    phone.page.locator("summary", has_text="Sort").tap()
    phone.page.locator("details[open] a", has_text="Cited").tap()
    phone.page.wait_for_url("**sort=*")


@pytest.mark.parametrize("address", ["/exposure", "/sources", "/page/openai", "/graph?around=page:debate"])
def test_a_table_scrolls_by_itself_and_never_the_page_sideways(
    phone: Visit, seeds_served: Server, address: str
) -> None:
    phone.page.goto(f"{seeds_served.url}{address}")
    wide: dict[str, Any] = phone.page.evaluate(
        """() => {
            const boxes = Array.from(document.querySelectorAll("main table"), (table) => table.closest(".scroll") ?? table);
            return {
                page: document.documentElement.scrollWidth,
                cut: boxes.filter((box) => box.scrollWidth > box.clientWidth && getComputedStyle(box).overflowX === "hidden").length,
            };
        }"""
    )
    assert wide == {"page": 390, "cut": 0}
