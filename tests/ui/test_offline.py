"""The offline explorer in a real browser: seeds, and a world whose every text tries to run."""

from __future__ import annotations

import gzip
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

import kg
from kg.exporters.explorer import explorer_html
from kg.views.facts import work_facts
from kg.views.words import percent
from tests.exporters.world import graph_of, hostile
from tests.machine import REPOSITORY
from tests.server.serving import Server
from tests.ui.conftest import Opener, Visit
from tests.worlds import graph_of as world_of

NO_WEBGL = """
const usual = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
  return kind.startsWith("webgl") ? null : usual.call(this, kind, ...rest);
};
"""
VIEWS = (
    "",
    "exposure?verdict=relies&sort=-low",
    "page/debate",
    "source/003a019842c80951",
    "publisher/openai",
    "organization/openai",
    "path/debate",
    "graph/page%3Adebate",
    "graph",
    "graph?types=risk",
    "sources",
    "publishers",
    "organizations",
    "search?q=openai",
    "help",
    "page/nobody",
)


def rated_source(key: str, level: int) -> dict[str, object]:
    return {"id": key, "url": f"https://{key}.example/", "level": level, "reason": "test"}


@pytest.fixture(scope="module")
def seeds(bundles: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("offline") / "seeds.html"
    kg.export(kg.load(REPOSITORY / "seeds"), path)
    return path.as_uri()


@pytest.fixture
def visit(opener: Opener, seeds: str) -> Iterator[Visit]:
    made = opener(seeds, offline=True)
    made.page.wait_for_selector("html[data-ready]")
    yield made
    assert made.is_clean(seeds)


def ready(opener: Opener, address: str, **options: object) -> Visit:
    made = opener(address, offline=True, **options)
    made.page.wait_for_selector("html[data-ready]")
    return made


def test_each_view_has_a_heading_and_nothing_is_asked_for(visit: Visit) -> None:
    for view in VIEWS:
        visit.go(view)
        assert visit.heading()
        assert visit.page.title().startswith(visit.heading())
    assert len(visit.requests) <= 2, "the file, and its icon of no bytes"


def test_the_overview_says_where_to_begin(visit: Visit) -> None:
    assert visit.heading() == "Which pages should you worry about?"
    assert visit.page.locator(".tiles dt").all_inner_texts() == [
        "Pages",
        "Sources cited",
        "Coverage",
        "Pages that rely on low",
    ]
    visit.page.locator(".tiles a").last.click()
    visit.settle()
    assert "verdict=relies" in visit.page.url
    assert set(visit.page.locator("tbody .verdict").all_inner_texts()) == {"Relies on low"}


def test_two_pages_of_one_title_are_told_apart_on_the_overview_too(visit: Visit) -> None:
    worst = visit.page.locator("table").first.locator("tbody th").all_inner_texts()
    assert sum(name.startswith("Mechanistic Interpretability") for name in worst) == 2
    assert len(set(worst)) == len(worst) == 10


def test_the_figures_are_those_of_exposure(visit: Visit) -> None:
    exposure = kg.measure_exposure(kg.load(REPOSITORY / "seeds"))
    visit.go("exposure")
    assert visit.page.locator(".facets .c").first.inner_text() == str(
        exposure.filter(exposure["verdict"] == "relies").height
    )
    titles = visit.page.locator("tbody th a").evaluate_all(
        "(links) => links.map((link) => decodeURIComponent(link.hash.split('/')[2]))"
    )
    assert titles == exposure["page"].to_list()[:50]


def test_a_share_reads_as_it_does_everywhere(opener: Opener, bundles: Path, tmp_path: Path) -> None:
    """Also where it lies half-way between two texts: 1 of 8 is 12.5 %, 1 of 16 is 6.25 %."""
    parts = [(low, of) for of in (7, 8, 16, 32, 40) for low in range(1, min(of, 10))]
    sources = [rated_source(f"low{n}", 1) for n in range(10)] + [
        rated_source(f"high{n}", 4) for n in range(40)
    ]
    cited = [
        {"citing": f"p{low}-{of}", "cited": f"source:{one}"}
        for low, of in parts
        for one in [*(f"low{n}" for n in range(low)), *(f"high{n}" for n in range(of - low))]
    ]
    pages = [{"id": f"p{low}-{of}"} for low, of in parts]
    path = tmp_path / "shares.html"
    path.write_bytes(explorer_html(world_of({"pages": pages, "sources": sources, "citations": cited})))
    made = ready(opener, path.as_uri())
    made.go("exposure")
    said = made.page.locator("tbody tr").evaluate_all(
        """(rows) => rows.map((row) => [row.querySelector("th").innerText.trim(),
             row.querySelector('[data-label="Low share"]').innerText.replace(/\\s/g, " ").trim()])"""
    )
    assert len(said) == len(parts)
    assert dict(said) == {f"p{low}-{of}": percent(low / of) for low, of in parts}
    assert dict(said)["p1-8"] == "12 %"
    assert dict(said)["p1-16"] == "6.2 %"


def test_search_finds_titles_ids_and_addresses(visit: Visit) -> None:
    visit.page.keyboard.press("/")
    assert visit.page.evaluate("document.activeElement.id") == "q"
    visit.page.keyboard.type("debate")
    visit.page.keyboard.press("Enter")
    visit.settle()
    assert visit.heading() == "Search: debate"
    assert visit.page.locator("tbody tr").first.inner_text().startswith("AI Safety via Debate")
    visit.go("search?q=arxiv.org%2Fabs")
    assert visit.rows() > 1
    visit.go("search?q=zzzzzz")
    assert visit.page.get_by_text("Nothing found").is_visible()


def test_facets_count_narrow_and_can_be_taken_back(visit: Visit) -> None:
    visit.go("sources")
    before = visit.page.locator(".chosen .num").inner_text()
    facet = visit.page.locator(".facets a", has_text="2 Mixed")
    number = facet.locator(".c").inner_text()
    facet.click()
    visit.settle()
    assert visit.page.locator(".chosen .num").inner_text().startswith(f"{number} of ")
    assert set(visit.page.locator("tbody .level").all_inner_texts()) == {"2\nMixed"}
    visit.page.locator(".chosen a").click()
    visit.settle()
    assert visit.page.locator(".chosen .num").inner_text() == before


def test_a_filter_sorts_pages_and_the_back_button_works(visit: Visit) -> None:
    visit.go("sources")
    visit.page.locator("#filter").fill("openai")
    visit.page.locator("#filter").press("Enter")
    visit.settle()
    assert "q=openai" in visit.page.url
    visit.page.locator("thead a", has_text="Source").click()
    visit.settle()
    assert visit.page.locator("thead th").first.get_attribute("aria-sort") == "ascending"
    titles = visit.page.locator("tbody th a").all_inner_texts()
    assert titles == sorted(titles, key=str.casefold) or len(titles) == 50
    visit.page.locator("thead a", has_text="Source").click()
    visit.settle()
    assert visit.page.locator("thead th").first.get_attribute("aria-sort") == "descending"
    visit.page.locator(".pager a[rel=next]").click()
    visit.settle()
    assert "page=2" in visit.page.url
    assert visit.page.locator(".pager [aria-current]").inner_text() == "2"
    visit.page.go_back()
    visit.settle()
    assert "page=2" not in visit.page.url
    visit.page.go_back()
    visit.settle()
    assert visit.page.locator("thead th").first.get_attribute("aria-sort") == "ascending"


def test_a_deep_link_opens_its_view(opener: Opener, seeds: str) -> None:
    made = ready(opener, f"{seeds}#/page/debate")
    assert made.heading() == "AI Safety via Debate"
    assert made.page.locator(".rests .lead").inner_text().startswith("Rests on 4: ")
    assert made.page.locator("#claims code").inner_text().endswith("debate.mdx:237")
    levels = made.page.locator("tbody .level i").all_inner_texts()
    assert levels == sorted(levels), "lowest first"
    made.page.locator(".rests a", has_text="step by step").click()
    made.settle()
    assert made.page.locator(".path li").count() == 2


def test_from_the_overview_to_the_line_and_the_source_by_keyboard_alone(visit: Visit) -> None:
    visit.page.locator("tbody .verdict").first.focus()
    visit.page.keyboard.press("Enter")
    visit.settle()
    assert visit.page.locator("#claims").is_visible()
    assert visit.page.evaluate("document.activeElement.id") == "main"
    visit.page.locator("#claims a").first.focus()
    visit.page.keyboard.press("Enter")
    visit.settle()
    assert "Source" in visit.page.locator(".facts").first.inner_text()
    assert visit.page.locator(".card .lead").inner_text().startswith("Inherited from")


def test_the_graph_of_the_file_expands(visit: Visit) -> None:
    visit.go("graph/page%3Adebate")
    visit.page.wait_for_selector('[data-state="drawn"]')
    before = visit.page.evaluate("document.querySelector('[data-island]').view.graph.order")
    assert before == visit.rows()
    visit.page.locator(".graph-stage").focus()
    visit.page.evaluate("document.querySelector('[data-island]').view.choose('publisher:arxiv')")
    visit.page.locator("button", has_text="Expand").click()
    visit.page.wait_for_function(
        "(before) => document.querySelector('[data-island]').view.graph.order > before", arg=before
    )


def test_the_table_beside_a_graph_names_nodes_by_their_titles_alone(visit: Visit) -> None:
    visit.go("graph/page%3Adebate")
    names = visit.page.locator("#graph-table tbody th").all_inner_texts()
    titles = set(kg.load(REPOSITORY / "seeds").corpus["sources"]["title"].drop_nulls())
    assert len(titles.intersection(name.strip() for name in names)) > 3
    assert not [name for name in names if name.endswith((", Unrated", ", 3 Good", ", 4 High"))]


def test_a_source_shows_every_step_of_its_level_as_the_server_does(
    visit: Visit, opener: Opener, seeds_served: Server
) -> None:
    shown = "(all) => all.map((one) => [one.className, one.innerText.replace(/\\s+/g, ' ')])"
    for key in ("lancet-1998", "lancet-1998-doi", "6374381b5ec386d1", "003a019842c80951"):
        visit.go(f"source/{key}")
        server = opener(f"{seeds_served.url}/source/{key}")
        wanted = server.page.locator(".steps li").evaluate_all(shown)
        assert len(wanted) >= 7
        assert visit.page.locator(".steps li").evaluate_all(shown) == wanted
    links = visit.page.locator(".steps a")
    assert links.count() and {link.get_attribute("href")[:4] for link in links.all()} == {"#/pu"}


def test_all_pages_by_type_a_type_opened_in_place_and_by_its_address_and_closed(visit: Visit) -> None:
    visit.page.locator("#main a", has_text="As a graph").click()
    visit.page.wait_for_selector('[data-state="drawn"]')
    nodes = "document.querySelector('[data-island]').view.graph.nodes().sort()"
    types = visit.page.evaluate(nodes)
    assert len(types) == visit.rows() and all(name.startswith("type:") for name in types)
    visit.page.evaluate("document.querySelector('[data-island]').view.choose('type:risk')")
    visit.page.locator("button", has_text="Expand").click()
    visit.page.wait_for_function(
        "(before) => document.querySelector('[data-island]').view.graph.order > before", arg=len(types)
    )
    in_place = visit.page.evaluate(nodes)
    visit.page.locator(".switches a", has_text="Risk:").click()
    visit.settle()
    visit.page.wait_for_selector('[data-state="drawn"]')
    assert "types=risk" in visit.page.url and visit.page.evaluate(nodes) == in_place
    visit.page.locator(".switches [aria-current]", has_text="Risk:").click()
    visit.settle()
    visit.page.wait_for_selector('[data-state="drawn"]')
    assert visit.page.evaluate(nodes) == types


def test_what_has_no_type_can_be_chosen(visit: Visit) -> None:
    visit.go("exposure")
    facet = visit.page.locator(".facets a", has_text="No type")
    number = facet.locator(".c").inner_text()
    facet.click()
    visit.settle()
    assert visit.page.locator(".chosen .num").inner_text().startswith(f"{number} of ")


def test_where_webgl_is_missing_a_sentence_says_so(painter: Browser, seeds: str) -> None:
    page = painter.new_page()
    page.add_init_script(NO_WEBGL)
    page.goto(f"{seeds}#/graph/page%3Adebate")
    page.wait_for_selector("[data-state]")
    assert page.locator('[data-state="no-picture"]').inner_text().startswith("This browser cannot draw")
    assert page.locator("tbody tr").count() > 5
    page.close()


def test_without_scripts_a_sentence_says_what_to_do(opener: Opener, seeds: str) -> None:
    made = opener(seeds, java_script_enabled=False)
    assert made.page.locator("noscript p").is_visible()
    assert "Allow scripts for this file" in made.page.locator("noscript p").inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_views_are_accessible(scheme: str, opener: Opener, seeds: str) -> None:
    made = ready(opener, seeds, color_scheme=scheme)
    for view in VIEWS:
        made.go(view)
        # axe speaks to the console of the page, so it runs where no policy forbids it
        found = Axe().run(made.page).response["violations"]
        assert not [(view, one["id"], one["nodes"][0]["html"]) for one in found]


@pytest.mark.parametrize(
    "view", ["", "exposure", "page/debate", "graph/page%3Adebate", "graph", "help", "sources"]
)
def test_a_phone_does_not_scroll_sideways(view: str, opener: Opener, seeds: str) -> None:
    made = ready(opener, f"{seeds}#/{view}", width=390, height=800)
    made.settle()
    assert made.page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_theme_can_be_chosen(visit: Visit) -> None:
    visit.page.locator(".themes button", has_text="Dark").click()
    assert visit.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(21, 23, 27)"
    assert visit.page.locator(".themes [aria-pressed=true]").inner_text() == "Dark"


def test_hostile_data_is_text_in_every_view(opener: Opener, bundles: Path, tmp_path: Path) -> None:
    path = tmp_path / "hostile.html"
    path.write_bytes(explorer_html(hostile()))
    made = ready(opener, path.as_uri())
    seen: set[str] = set()
    waiting = ["#/", "#/exposure", "#/sources", "#/publishers", "#/organizations", "#/search?q=%3C", "#/help"]
    while waiting:
        hash_ = waiting.pop()
        if hash_ in seen or len(seen) > 80:
            continue
        seen.add(hash_)
        made.page.evaluate("(hash) => { location.hash = hash; }", hash_)
        made.settle()
        waiting += made.page.locator("a[href^='#/']").evaluate_all(
            "(links) => links.map((link) => link.getAttribute('href'))"
        )
        outside = made.page.locator("main a:not([href^='#'])").evaluate_all(
            "(links) => links.map((link) => link.href)"
        )
        assert not [address for address in outside if not address.startswith(("http://", "https://"))]
        assert made.page.locator("main img, main iframe, main script, main object").count() == 0
    assert len(seen) > 30
    assert made.is_clean(path.as_uri())


def test_an_organization_names_the_sources_of_all_that_it_owns(visit: Visit) -> None:
    graph = kg.load("seeds")
    parent = dict(graph.corpus["organizations"].select("id", "parent").iter_rows())
    owner = dict(graph.corpus["publishers"].select("id", "owned_by").iter_rows())
    hanging: Counter[str] = Counter()
    for kind, venue in work_facts(graph).select("kind", "publisher").iter_rows():
        body = owner.get(venue) if kind == "source" else None
        while body is not None:
            hanging[body] += 1
            body = parent.get(body)
    above = {one for one in parent.values() if one in parent}
    assert sum(hanging[one] > 1 for one in above) > 2
    for name in above:
        visit.go(f"organization/{name}")
        number = hanging[name]
        words = (
            f"{number} source{'' if number == 1 else 's'} appeared in what it owns" if number else "Sources"
        )
        said = visit.page.locator("h2").all_inner_texts()
        assert [one for one in said if one.startswith(words)], (name, number, said)


def test_an_empty_corpus_says_so(opener: Opener, bundles: Path, tmp_path: Path) -> None:
    path = tmp_path / "empty.html"
    path.write_bytes(explorer_html(graph_of()))
    made = ready(opener, path.as_uri())
    for view in ("", "exposure", "sources", "publishers", "organizations", "search?q=a", "help"):
        made.go(view)
        assert made.heading()
    assert made.is_clean(path.as_uri())


def test_the_bundle_is_small(bundles: Path) -> None:
    assert len(gzip.compress((bundles / "explorer.js").read_bytes(), 9)) <= 60_000


@pytest.mark.shared
def test_the_real_corpus_is_one_small_file_that_is_soon_ready(
    opener: Opener, shared: Path, tmp_path: Path
) -> None:
    path = tmp_path / "longterm.html"
    kg.export(kg.load(shared / "data" / "longterm"), path)
    assert path.stat().st_size <= 1_000_000
    made = ready(opener, path.as_uri())
    took = made.page.evaluate("performance.now()")
    assert took < 10_000, "the budget is a second; a busy machine may take longer"
    made.go("sources")
    assert made.rows() == 50
    assert made.is_clean(path.as_uri())
