"""By keyboard alone: the main task, the focus that is seen at each stop, the way past the menu."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browsing import leaving
from tests.server.serving import Server
from tests.ui.conftest import Opener, Visit

FOCUSED = """() => {
    const one = document.activeElement;
    const look = getComputedStyle(one);
    const { left, top, width, height } = one.getBoundingClientRect();
    const seen = top < innerHeight && top + height > 0 && left < innerWidth && left + width > 0 && width > 0;
    return {
        tag: one.localName, id: one.id, text: one.textContent.trim(), kind: one.getAttribute("class") || "",
        href: one.getAttribute("href") || "", ring: look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2,
        seen, inside: one.closest("aside[aria-labelledby=h-mend]") !== null,
    };
}"""
IN_VIEW = """(text) => {
    const one = Array.from(document.querySelectorAll("code")).find((code) => code.textContent.includes(text));
    if (!one) return false;
    const { top, bottom } = one.getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight;
}"""
Stop = dict[str, Any]


def tabbed(made: Visit, wanted: Callable[[Stop], bool], *, most: int = 150) -> Stop:
    """Press Tab until the focus is on what is wanted; at each stop it is seen."""
    for _ in range(most):
        made.page.keyboard.press("Tab")
        stop: Stop = made.page.evaluate(FOCUSED)
        if stop["tag"] != "body":
            assert stop["ring"] and stop["seen"], stop
        if wanted(stop):
            return stop
    raise AssertionError("nothing of this kind takes the focus")


def entered(made: Visit) -> None:
    """Press Enter and wait for the next page."""
    with leaving(made.page):
        made.page.keyboard.press("Enter")
    made.settle()


@pytest.mark.parametrize("width", [1280, 390])
def test_from_the_overview_to_the_line_and_to_a_better_source_in_five_steps(
    opener: Opener, seeds_served: Server, width: int
) -> None:
    made = opener(seeds_served.url, width=width)
    steps = 0
    tabbed(made, lambda stop: "verdict relies" in stop["kind"] and stop["href"].startswith("/page/"))
    entered(made)
    steps += 1
    assert made.page.evaluate(IN_VIEW, "debate.mdx:237"), made.page.url
    better = tabbed(made, lambda stop: stop["inside"] and stop["href"].startswith("/source/"))
    entered(made)
    steps += 1
    assert made.heading() == better["text"]
    assert made.page.locator(".card .level").first.inner_text().split()[0] in "345"
    assert steps <= 5
    assert made.is_clean(seeds_served.url)


def test_the_way_past_the_menu_is_the_first_stop(opener: Opener, seeds_served: Server) -> None:
    made = opener(f"{seeds_served.url}/exposure")
    made.page.keyboard.press("Tab")
    stop = made.page.evaluate(FOCUSED)
    assert stop["text"] == "Skip to content" and stop["ring"] and stop["seen"]
    made.page.keyboard.press("Enter")
    made.settle()
    assert made.page.evaluate("document.activeElement.id") == "main"
    made.page.keyboard.press("Tab")
    assert made.page.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.parametrize(
    "address",
    ["/", "/exposure", "/page/openai", "/graph?around=page:debate", "/what-if?node=publisher:openai&level=1", "/sparql"],
)  # fmt: skip
def test_the_focus_is_seen_at_every_stop(opener: Opener, seeds_served: Server, address: str) -> None:
    made = opener(seeds_served.url + address)
    if "graph" in address:
        made.page.wait_for_selector('[data-state="drawn"]')
    tabbed(made, lambda stop: stop["tag"] == "button" and stop["text"] == "System", most=600)
    assert made.is_clean(seeds_served.url)


def test_a_graph_is_left_as_it_was_entered(opener: Opener, seeds_served: Server) -> None:
    """It takes the arrow keys, but never the Tab key."""
    made = opener(f"{seeds_served.url}/graph?around=page:debate")
    made.page.wait_for_selector('[data-state="drawn"]')
    tabbed(made, lambda stop: "graph-stage" in stop["kind"])
    made.page.keyboard.press("ArrowDown")
    said = made.page.locator(".island [role=status]").inner_text()
    assert said.endswith("neighbours.") or said.endswith("neighbour.")
    made.page.keyboard.press("Tab")
    assert not made.page.evaluate("document.activeElement.classList.contains('graph-stage')")
    assert made.is_clean(seeds_served.url)
