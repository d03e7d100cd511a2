"""The site of seeds with its islands, walked through in a real browser: search, tables, graphs, what-if, questions."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browsing import follow, leaving
from tests.server.serving import Server
from tests.ui.conftest import Opener, Visit
from tests.ui.test_islands import drawn, press, view

AROUND = "/graph?around=page:openai&depth=2"


@pytest.fixture
def walk(opener: Opener, seeds_served: Server) -> Iterator[Visit]:
    """A visit of the overview, which at its end has been clean all the way: the console tells of the policy too."""
    made = opener(seeds_served.url)
    yield made
    assert made.is_clean(seeds_served.url)


def go(made: Visit, address: str) -> None:
    base = re.match(r"http://[^/]+", made.page.url)
    assert base
    made.page.goto(base[0] + address)


def titles(made: Visit) -> list[str]:
    return [text.strip() for text in made.page.locator("tbody [role=rowheader]").all_inner_texts()]


def test_search_begins_with_a_stroke_and_forgives_a_slip(walk: Visit) -> None:
    walk.page.keyboard.press("/")
    walk.page.keyboard.type("antropic")
    with leaving(walk.page):
        walk.page.keyboard.press("Enter")
    assert walk.page.url.endswith("/search?q=antropic")
    assert "Anthropic" in titles(walk)[0]
    follow(walk.page.locator("tbody [role=rowheader] a").first)
    assert walk.heading() == "Anthropic"
    walk.page.go_back()
    assert walk.page.locator("#filter, #search").last.input_value() in ("antropic", "")
    assert "q=antropic" in walk.page.url


def test_facets_sort_and_paging_are_addresses_that_the_back_button_walks(walk: Visit, opener: Opener) -> None:
    follow(walk.page.get_by_role("contentinfo").get_by_role("link", name="Sources"))
    facet = walk.page.get_by_role("navigation", name="Narrow down").get_by_role("link", name="Unrated").first
    number = int(re.sub(r"\D", "", facet.locator(".c").inner_text()))
    follow(facet)
    said = walk.page.locator(".chosen [role=status]").inner_text()
    assert int(re.sub(r"\D", "", said)) == number > 50
    follow(walk.page.get_by_role("columnheader", name="Source", exact=False).first.get_by_role("link"))
    assert walk.page.locator("th[aria-sort]").count() == 1
    first = titles(walk)
    assert first == sorted(first, key=str.casefold)
    follow(walk.page.get_by_role("link", name="Next", exact=True))
    second, deep = titles(walk), walk.page.url
    assert "page=2" in deep
    assert not set(first) & set(second) or first[-1].casefold() <= second[0].casefold()
    walk.page.go_back()
    assert titles(walk) == first
    walk.page.go_back()
    walk.page.go_back()
    assert walk.page.locator(".chosen").count() == 0
    walk.page.go_forward()
    assert walk.page.locator(".chosen [role=status]").inner_text() == said
    other = opener(deep)
    assert titles(other) == second, "a deep link shows the same to another"


def test_the_graph_around_a_page_says_what_its_table_says(walk: Visit, seeds_served: Server) -> None:
    go(walk, AROUND)
    walk.page.wait_for_selector('[data-state="drawn"]')
    assert walk.page.locator(".graph-stage canvas").first.is_visible()
    box = walk.page.locator(".graph-stage").bounding_box()
    assert box and box["width"] > 600 and box["height"] > 300
    table = list(csv.DictReader(io.StringIO(seeds_served.client.get(AROUND.replace("?", ".csv?")).text)))
    assert sorted(row["id"] for row in table) == sorted(view(walk, "view.graph.nodes()"))
    shown = walk.page.locator(".pager .num").inner_text()
    assert shown.endswith(f"of {len(table):,}")
    assert set(walk.page.locator("tbody [role=rowheader] bdi:first-of-type").all_inner_texts()) >= {"OpenAI"}


def test_the_graph_expands_hides_filters_and_shows_the_way_to_the_low_source(walk: Visit) -> None:
    go(walk, AROUND.replace("openai&depth=2", "debate&depth=1"))
    walk.page.wait_for_selector('[data-state="drawn"]')
    before = view(walk, "view.graph.order")
    way = view(walk, "view.graph.filterNodes((_, look) => look.witness).sort()")
    assert way == ["page:debate", "source:6374381b5ec386d1"]
    walk.page.get_by_label("Way to the low source").check()
    assert view(walk, "view.without.witnessOnly") is True
    walk.page.get_by_label("Way to the low source").uncheck()
    walk.page.locator(".graph-stage").focus()
    view(walk, "view.choose('publisher:anthropic')")
    walk.page.get_by_role("button", name="Expand").click()
    walk.page.wait_for_function(
        "(n) => document.querySelector('[data-island]').view.graph.order > n", arg=before
    )
    view(walk, "view.choose('publisher:anthropic')")
    walk.page.get_by_role("button", name="Hide", exact=True).click()
    assert view(walk, "view.isShown('publisher:anthropic')") is False
    walk.page.get_by_role("button", name="Show all").click()
    assert view(walk, "view.isShown('publisher:anthropic')") is True
    walk.page.locator("summary", has_text="Filter").click()
    walk.page.get_by_label("Publication venues", exact=True).uncheck()
    assert view(walk, "view.isShown('publisher:anthropic')") is False
    walk.page.get_by_label("Publication venues", exact=True).check()
    assert view(walk, "view.isShown('publisher:anthropic')") is True


@pytest.mark.parametrize(("name", "start"), [("SVG", b"<svg"), ("PNG", b"\x89PNG\r\n\x1a\n")])
def test_the_picture_arrives_as_a_file(walk: Visit, name: str, start: bytes) -> None:
    go(walk, AROUND)
    walk.page.wait_for_selector('[data-state="drawn"]')
    with walk.page.expect_download() as waiting:
        walk.page.get_by_role("button", name=f"Save as {name}").click()
    content = Path(waiting.value.path()).read_bytes()
    assert content.startswith(start) and len(content) > 5_000
    assert waiting.value.suggested_filename == f"openai.{name.lower()}"


def test_all_pages_by_type_and_one_type_opened(walk: Visit, seeds_served: Server) -> None:
    follow(walk.page.get_by_role("link", name="As a graph"))
    walk.page.wait_for_selector('[data-state="drawn"]')
    types = view(walk, "view.graph.filterNodes((_, look) => look.kind === 'type').length")
    assert types == view(walk, "view.graph.order") == len(titles(walk))
    view(walk, "view.choose('type:risk')")
    press(walk, "e")
    walk.page.wait_for_function(
        "(n) => document.querySelector('[data-island]').view.graph.order > n", arg=types
    )
    in_place = sorted(view(walk, "view.graph.nodes()"))
    go(walk, "/graph")
    follow(walk.page.locator(".switches").get_by_role("link", name="Risk:"))
    assert "types=risk" in walk.page.url
    walk.page.wait_for_selector('[data-state="drawn"]')
    assert sorted(view(walk, "view.graph.nodes()")) == in_place
    assert len(in_place) > types
    current = walk.page.locator(".switches [aria-current]")
    assert current.count() == 1 and "Risk" in current.inner_text(), "an opened type is told from the others"
    follow(current)
    assert walk.page.locator(".switches [aria-current]").count() == 0, "and can be closed"


def test_pages_without_a_type_can_be_opened_too(walk: Visit) -> None:
    go(walk, "/graph")
    follow(walk.page.locator(".switches").get_by_role("link", name="No type:"))
    walk.page.wait_for_selector('[data-state="drawn"]')
    assert view(walk, "view.graph.filterNodes((_, look) => look.kind === 'page').length") >= 1


def test_a_supposition_typed_into_the_form_is_shared_by_its_address(walk: Visit, opener: Opener) -> None:
    follow(walk.page.get_by_role("link", name="What-if").first)
    walk.page.get_by_label("Source, publication venue or organization").fill("publisher:arxiv")
    walk.page.get_by_label("Low", exact=False).first.check()
    follow(walk.page.get_by_role("button", name="Show what changes"))
    said = walk.page.locator("section [role=status]").first.inner_text()
    changed = titles(walk)
    assert changed and re.search(r"\d", said)
    other = opener(walk.page.url)
    assert other.page.locator("section [role=status]").first.inner_text() == said
    assert titles(other) == changed
    follow(walk.page.get_by_role("link", name="Take back"))
    assert walk.page.locator(".supposed").count() == 0


def test_an_example_is_asked_by_keyboard_and_its_answer_taken_as_csv(walk: Visit) -> None:
    go(walk, "/sparql")
    follow(walk.page.locator("section[aria-labelledby=examples] a", has_text="Coverage by type"))
    question = walk.page.get_by_label("A question in SPARQL")
    question.press("End")
    with leaving(walk.page):
        question.press("Control+Enter")
    rows = walk.page.locator("table.answer tbody tr").count()
    assert walk.page.get_by_role("status").inner_text() == f"{rows} rows."
    with walk.page.expect_download() as waiting:
        walk.page.locator(".downloads a", has_text="csv").click()
    taken = list(csv.reader(io.StringIO(Path(waiting.value.path()).read_text())))
    assert waiting.value.suggested_filename == "answer.csv"
    assert (taken[0], len(taken)) == (["type", "pages", "citedWorks", "ratedWorks", "lowWorks"], rows + 1)


@pytest.mark.parametrize("address", ["/page/openai", "/publisher/openai", "/organization/openai-group", "/source/003a019842c80951"])  # fmt: skip
def test_the_links_to_data_answer(walk: Visit, seeds_served: Server, address: str) -> None:
    go(walk, address)
    links = {
        str(link.inner_text()): str(link.get_attribute("href"))
        for link in walk.page.locator(".over .twins a").all()
    }
    assert list(links)[:3] == ["JSON", "CSV", "Turtle"]
    answers = {name: seeds_served.client.get(link) for name, link in links.items()}
    assert {answer.status_code for answer in answers.values()} == {200}
    json.loads(answers["JSON"].text)
    assert answers["CSV"].headers["content-type"] == "text/csv; charset=utf-8"
    assert answers["Turtle"].text.startswith("@prefix")


def test_a_theme_stays_over_a_reload_and_on_the_next_view(walk: Visit) -> None:
    def ground() -> str:
        found: str = walk.page.evaluate("getComputedStyle(document.body).backgroundColor")
        return found

    light = ground()
    walk.page.get_by_role("button", name="Dark").click()
    dark = ground()
    assert dark != light
    walk.page.reload()
    assert ground() == dark
    assert walk.page.get_by_role("button", name="Dark").get_attribute("aria-pressed") == "true"
    follow(walk.page.get_by_role("link", name="Exposure").first)
    assert ground() == dark
    walk.page.get_by_role("button", name="System").click()
    walk.page.reload()
    assert ground() == light
    walk.page.get_by_role("button", name="Light").click()
    walk.page.reload()
    assert walk.page.locator("html").get_attribute("data-theme") == "light"


def test_a_node_of_the_graph_is_a_way_to_its_view(opener: Opener, seeds_served: Server) -> None:
    made = drawn(opener, seeds_served.url + AROUND)
    press(made, "Home", "Enter")
    made.page.wait_for_url("**/page/openai")
    assert made.heading() == "OpenAI"
    assert made.is_clean(seeds_served.url)
