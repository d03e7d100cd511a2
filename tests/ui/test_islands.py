"""The islands in a real browser, on a page like those of the server, under a policy without exceptions."""

from __future__ import annotations

import functools
import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

from kg.graph.knowledge_graph import KnowledgeGraph
from kg.model.ids import NodeId
from kg.views.picture import as_json, picture
from kg.views.picture_types import whole_picture
from tests.exporters.world import HOSTILE, graph_of, hostile, ordinary, wide
from tests.machine import REPOSITORY
from tests.ui.conftest import Opener, Visit

ASSETS = REPOSITORY / "kg" / "views" / "assets"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'"
)
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Graph</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="/kg.css"><link rel="stylesheet" href="/graph.css">
<script type="module" src="/built/explorer.js"></script></head><body>
<header><form role="search" action="/search"><label for="q">Search</label><input id="q" type="search" name="q"></form></header>
<main><h1>A graph</h1><div data-island="graph" data-graph="/graph.json?{query}"></div>
<form action="/sparql"><label for="query">Query</label><textarea id="query" name="query"></textarea></form></main>
<footer><form class="themes" action="/theme"><button name="to" value="light">Light</button>
<button name="to" value="dark">Dark</button><button name="to" value="system">System</button></form></footer>
</body></html>"""


MEASURED = """(() => {
    const context = document.createElement("canvas").getContext("2d");
    const scene = view.scene(context);
    return scene.names.map(({ x, text, anchor, bold }) => {
        context.font = `${bold ? 650 : 400} 12px system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif`;
        const wide = context.measureText(text).width;
        const start = anchor === "end" ? x - wide : x;
        return { text, start, end: start + wide, within: scene.width };
    });
})()"""


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves the assets, the page, and pictures of one graph."""

    def __init__(self, *rest: Any, graph: KnowledgeGraph) -> None:
        self.graph = graph
        super().__init__(*rest, directory=str(ASSETS))

    def do_GET(self) -> None:
        asked = urlsplit(self.path)
        if asked.path == "/":
            self.answer("text/html", PAGE.format(query=asked.query.replace("&", "&amp;")).encode())
        elif asked.path == "/graph.json":
            self.answer("application/json", json.dumps(self.picture(parse_qs(asked.query))).encode())
        elif asked.path.startswith(("/page/", "/source/", "/sparql", "/theme")):
            self.answer("text/html", b'<!doctype html><title>there</title><link rel="icon" href="data:,">')
        else:
            super().do_GET()

    def picture(self, query: dict[str, list[str]]) -> dict[str, Any]:
        if "around" not in query:
            return as_json(whole_picture(self.graph, open_types=tuple(query.get("types", ()))))
        depth = int(query.get("depth", ["1"])[0])
        return as_json(picture(self.graph, NodeId.parse(query["around"][0]), depth=depth))

    def answer(self, kind: str, content: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        pass


def served(graph: KnowledgeGraph) -> Iterator[str]:
    handler = functools.partial(Handler, graph=graph)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:  # type: ignore[arg-type]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/"
        finally:
            server.shutdown()


def typed() -> KnowledgeGraph:
    """Pages of two types that link to each other."""
    pages = [{"id": f"{kind}{n}", "title": f"{kind} {n}", "type": kind} for kind in "ab" for n in range(5)]
    return graph_of(pages=pages, links=[{"page": "a0", "target": "b0"}, {"page": "b1", "target": "a1"}])


@pytest.fixture(scope="module")
def site(bundles: Path) -> Iterator[str]:
    yield from served(ordinary())


@pytest.fixture
def visit(opener: Opener, site: str) -> Iterator[Visit]:
    made = drawn(opener, f"{site}?around=page%3Ap&depth=1")
    yield made
    assert made.is_clean(site)


def drawn(opener: Opener, address: str, **options: Any) -> Visit:
    made = opener(address, **options)
    made.page.wait_for_selector('[data-state="drawn"]')
    made.settle()
    return made


def view(made: Visit, expression: str) -> Any:
    return made.page.evaluate(
        f"(() => {{ const view = document.querySelector('[data-island]').view; return {expression}; }})()"
    )


def place(made: Visit, node: str) -> dict[str, float]:
    """Where a node is drawn, within the window."""
    found = view(made, f"view.sigma.graphToViewport(view.graph.getNodeAttributes({json.dumps(node)}))")
    box = made.page.locator(".graph-stage").bounding_box()
    assert box
    return {"x": box["x"] + found["x"], "y": box["y"] + found["y"]}


def press(made: Visit, *keys: str) -> None:
    for key in keys:
        made.page.locator(".graph-stage").press(key)
    made.settle()


def test_the_nodes_of_the_picture_are_drawn(visit: Visit) -> None:
    assert view(visit, "view.graph.order") == len(picture(ordinary(), NodeId.page("p")).nodes)
    stage = visit.page.locator(".graph-stage")
    assert "Arrow keys" in (stage.get_attribute("aria-label") or "")


def test_levels_have_their_colours_and_kinds_their_shapes(visit: Visit) -> None:
    """Looks at the pixels: the colour inside, and whether the corner of the box around it is painted."""
    colours, corners = {}, {}
    for node in ("source:low", "source:high", "page:q", "publisher:journal"):
        spot = place(visit, node)
        radius = view(visit, f"view.sigma.scaleSize(view.sigma.getNodeDisplayData({json.dumps(node)}).size)")
        box = visit.page.locator(".graph-stage").bounding_box()
        assert box
        x, y = spot["x"] - box["x"], spot["y"] - box["y"]
        colours[node] = visit.page.evaluate(PIXEL, [x, y])
        corners[node] = visit.page.evaluate(PIXEL, [x + radius * 0.72, y + radius * 0.72])[3]
    assert colours["source:low"][:3] == [0xD7, 0x19, 0x1C]
    assert colours["source:high"][:3] == [0xAB, 0xD9, 0xE9]
    assert corners["page:q"] > 200, "a square reaches into its corners"
    assert corners["publisher:journal"] < 60, "a diamond does not"
    assert corners["source:low"] < 200, "nor does a circle"


def test_the_keyboard_moves_speaks_and_opens(visit: Visit) -> None:
    press(visit, "Home")
    assert view(visit, "view.chosen") == "page:p"
    status = visit.page.locator("[role=status]")
    assert status.inner_text().startswith("Page: Page P.")
    press(visit, "ArrowUp")
    second = view(visit, "view.chosen")
    assert second != "page:p"
    assert view(visit, f"view.graph.areNeighbors('page:p', {json.dumps(second)})")
    press(visit, "ArrowDown")
    assert view(visit, "view.chosen") == "page:p"
    press(visit, "Escape", "Home")
    visit.page.locator(".graph-stage").press("Enter")
    visit.page.wait_for_url("**/page/p")


def test_every_node_can_be_reached_by_arrow_keys(visit: Visit) -> None:
    reached = view(
        visit,
        """(() => {
            const seen = new Set(), waiting = [view.centre];
            while (waiting.length) {
                const node = waiting.pop();
                if (seen.has(node)) continue;
                seen.add(node);
                for (const way of [[0, 1], [0, -1], [1, 0], [-1, 0]]) {
                    view.choose(node);
                    view.move(way);
                    waiting.push(view.chosen);
                }
            }
            return seen.size / view.graph.order;
        })()""",
    )
    assert reached == 1


def test_expanding_brings_what_lies_around_and_hiding_takes_away(visit: Visit) -> None:
    before = view(visit, "view.graph.order")
    assert visit.page.locator("button", has_text="Expand").is_disabled()
    view(visit, "view.choose('page:q')")
    with visit.page.expect_response(lambda answer: "around=page%3Aq" in answer.url):
        press(visit, "e")
    visit.page.wait_for_load_state("networkidle")
    visit.settle()
    assert view(visit, "view.graph.order") >= before
    view(visit, "view.choose('source:bare')")
    press(visit, "h")
    assert view(visit, "view.isShown('source:bare')") is False
    visit.page.locator("button", has_text="Show all").click()
    assert view(visit, "view.isShown('source:bare')") is True


def test_new_nodes_stand_at_spots_of_their_own(opener: Opener, bundles: Path) -> None:
    for site in served(wide(80)):
        made = drawn(opener, f"{site}?around=source%3As0001&depth=1")
        before = view(made, "view.graph.order")
        view(made, "view.expand('page:p')")
        made.page.wait_for_function(
            "(n) => document.querySelector('[data-island]').view.graph.order > n", arg=before
        )
        spots = view(made, "view.graph.mapNodes((_, node) => `${Math.round(node.x)} ${Math.round(node.y)}`)")
        assert len(spots) == len(set(spots)) > 80
        assert made.is_clean(site)


def test_filters_take_kinds_levels_and_lines_away_but_not_what_is_pinned(visit: Visit) -> None:
    view(visit, "view.choose('source:low')")
    press(visit, "p")
    assert visit.page.locator("button", has_text="Pin").get_attribute("aria-pressed") == "true"
    visit.page.locator("summary", has_text="Filter").click()
    visit.page.get_by_label("Sources", exact=True).uncheck()
    assert view(visit, "view.isShown('source:high')") is False
    assert view(visit, "view.isShown('source:low')") is True
    visit.page.get_by_label("Sources", exact=True).check()
    visit.page.get_by_label("4 High").uncheck()
    assert view(visit, "view.isShown('source:high')") is False
    visit.page.get_by_label("4 High").check()
    visit.page.get_by_label("Links (not evidence)").uncheck()
    shown = view(
        visit,
        "view.graph.filterEdges((e, look) => look.kind === 'links' && !view.sigma.getEdgeDisplayData(e).hidden)",
    )
    assert shown == []


def test_the_way_to_the_low_source_stands_out(visit: Visit) -> None:
    assert view(visit, "view.graph.filterNodes((_, look) => look.witness).sort()") == ["page:p", "source:low"]
    edge = "view.graph.filterEdges((_, look) => look.witness).map((edge) => view.sigma.getEdgeDisplayData(edge))[0]"
    other = "view.graph.filterEdges((_, look) => !look.witness).map((edge) => view.sigma.getEdgeDisplayData(edge))[0]"
    assert view(visit, edge)["size"] > 2 * view(visit, other)["size"]
    visit.page.get_by_label("Way to the low source").check()
    visit.settle()
    faded = view(visit, "view.sigma.getNodeDisplayData('source:high').color")
    kept = view(visit, "view.sigma.getNodeDisplayData('source:low').color")
    assert kept == "#d7191c"
    assert faded not in ("#abd9e9", kept)


def test_the_pointer_shows_the_title_as_text_and_a_click_chooses(visit: Visit) -> None:
    spot = place(visit, "source:low")
    visit.page.mouse.move(spot["x"] - 40, spot["y"])
    visit.page.mouse.move(**spot)
    visit.page.wait_for_selector(".graph-hint:not([hidden])")
    assert visit.page.locator(".graph-hint").inner_text() == "Source: A low source, 1 Low"
    visit.page.mouse.click(**spot)
    visit.page.wait_for_function("() => document.querySelector('[data-island]').view.chosen === 'source:low'")
    link = visit.page.locator(".graph-said a")
    assert link.get_attribute("href") == "/source/low"


@pytest.mark.parametrize(("name", "start"), [("SVG", b"<svg"), ("PNG", b"\x89PNG")])
def test_the_picture_can_be_saved(name: str, start: bytes, visit: Visit) -> None:
    with visit.page.expect_download() as waiting:
        visit.page.locator("button", has_text=name).click()
    path = waiting.value.path()
    content = Path(path).read_bytes()
    assert content.startswith(start)
    assert waiting.value.suggested_filename == f"page-p.{name.lower()}"
    if name == "SVG":
        text = content.decode()
        assert "A low source" in text
        assert "style=" not in text


def test_zooming_and_the_way_back(visit: Visit) -> None:
    visit.page.get_by_label("Zoom in").click()
    assert view(visit, "view.sigma.getCamera().getState().ratio") < 1
    visit.page.get_by_label("Reset the view").click()
    assert view(visit, "view.sigma.getCamera().getState().ratio") == 1


def test_the_wheel_scrolls_the_page_until_the_graph_has_the_focus(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 900, "height": 400})
    visit.page.mouse.move(450, 300)
    visit.page.mouse.wheel(0, 120)
    visit.page.wait_for_function("() => scrollY > 0")
    assert view(visit, "view.sigma.getCamera().getState().ratio") == 1


def test_types_open_into_their_pages(opener: Opener, bundles: Path) -> None:
    for site in served(typed()):
        made = drawn(opener, f"{site}?")
        assert view(made, "view.graph.order") == 2
        view(made, "view.choose('type:a')")
        press(made, "e")
        made.page.wait_for_function("() => document.querySelector('[data-island]').view.graph.order === 7")
        view(made, "view.choose('type:b')")
        press(made, "e")
        made.page.wait_for_function("() => document.querySelector('[data-island]').view.graph.order === 12")
        assert made.is_clean(site)


def test_names_end_where_the_picture_ends(opener: Opener, site: str) -> None:
    made = drawn(opener, f"{site}?around=page%3Ap&depth=2", width=390, height=844)
    names = view(made, MEASURED)
    assert len(names) > 3
    for name in names:
        assert name["start"] >= -1, name
        assert name["end"] <= name["within"] + 1, name


def test_hostile_names_are_text(opener: Opener, bundles: Path) -> None:
    for site in served(hostile()):
        made = drawn(opener, f"{site}?around=publisher%3A{percent(HOSTILE[2])}&depth=3")
        for node in view(made, "view.graph.nodes()"):
            view(made, f"view.choose({json.dumps(node)})")
            made.settle()
            spot = place(made, node)
            made.page.mouse.move(spot["x"] - 60, spot["y"] - 60)
            made.page.mouse.move(**spot)
            made.settle()
        assert made.page.locator("main img, main iframe, main script").count() == 0
        assert made.is_clean(site)


def percent(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode())


def test_a_picture_that_cannot_be_read_says_so(opener: Opener, site: str) -> None:
    made = opener(f"{site}?around=page%3Ap&depth=none")
    made.page.wait_for_selector('[data-state="no-picture"]')
    assert "could not be read" in made.page.locator("[data-island]").inner_text()
    assert any("Failed to fetch" in said for said in made.complaints), "the cause is told to who looks for it"


def test_keys_of_the_site_and_the_theme(visit: Visit) -> None:
    visit.page.locator("body").press("/")
    assert visit.page.evaluate("document.activeElement.id") == "q"
    visit.page.locator(".themes [value=dark]").click()
    assert visit.page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert "theme=dark" in visit.page.evaluate("document.cookie")
    visit.page.locator(".themes [value=system]").click()
    assert visit.page.evaluate("document.documentElement.dataset.theme") is None
    visit.page.locator("#query").fill("SELECT")
    visit.page.locator("#query").press("Control+Enter")
    visit.page.wait_for_url("**/sparql?query=SELECT")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_graph_is_accessible(scheme: str, opener: Opener, site: str) -> None:
    made = drawn(opener, f"{site}?around=page%3Ap&depth=2", color_scheme=scheme)
    made.page.locator("summary", has_text="Filter").click()
    view(made, "view.choose('source:low')")
    found = Axe().run(made.page).response["violations"]
    assert not [(one["id"], one["nodes"][0]["html"]) for one in found]


def test_500_nodes_follow_the_hand_in_a_browser_that_draws_in_software(opener: Opener, bundles: Path) -> None:
    for site in served(wide(600)):
        made = drawn(opener, f"{site}?around=page%3Ap&depth=1")
        assert view(made, "view.graph.order") == 500
        frames = panned(made)
        assert len(frames) > 20, frames  # how long each takes is for the benchmarks
        assert made.is_clean(site)


def panned(made: Visit) -> list[float]:
    """How long the frames took while the picture was dragged, in milliseconds, rising."""
    box = made.page.locator(".graph-stage").bounding_box()
    assert box
    x, y = box["x"] + 60, box["y"] + 60
    made.page.mouse.move(x, y)
    made.page.mouse.down()
    made.page.evaluate(COUNT_FRAMES)
    for step in range(60):
        made.page.mouse.move(x + 4 * step, y + 3 * step)
    frames = made.page.evaluate("window.frames_taken.slice(1)")
    made.page.mouse.up()
    return sorted(frames)


PIXEL = """([x, y]) => {
    const { sigma } = document.querySelector('[data-island]').view;
    const canvas = document.querySelector('.sigma-nodes');
    const copy = document.createElement('canvas');
    [copy.width, copy.height] = [canvas.width, canvas.height];
    const context = copy.getContext('2d');
    sigma.refresh();
    context.drawImage(canvas, 0, 0);
    const ratio = canvas.width / canvas.clientWidth;
    return Array.from(context.getImageData(x * ratio, y * ratio, 1, 1).data);
}"""
COUNT_FRAMES = """() => {
    window.frames_taken = [];
    let before = performance.now();
    const step = (now) => {
        window.frames_taken.push(now - before);
        before = now;
        requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
}"""
