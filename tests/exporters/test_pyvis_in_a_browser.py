from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from kg.exporters.pyvis import neighbourhood_html
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.model.ids import NodeId
from tests.exporters.world import HOSTILE, hostile, ordinary, wide

P = NodeId.page("p")
WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => window.violations.push(event.violatedDirective + " " + event.blockedURI));
"""


class Visit:
    """A page opened from a file, and all that it asked for or complained of."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", lambda dialog: (self.complaints.append(dialog.message), dialog.dismiss()))
        page.add_init_script(WATCH)

    def violations(self) -> list[str]:
        found: list[str] = self.page.evaluate("window.violations")
        return found

    def position(self, node: str) -> dict[str, float]:
        """Where a node is drawn, within the canvas."""
        place: dict[str, float] = self.page.evaluate(
            "(id) => network.canvasToDOM(network.getPosition(id))", node
        )
        return place

    def click(self, node: str) -> None:
        self.page.locator("#mynetwork").click(position=self.position(node))  # type: ignore[arg-type]

    def panel(self) -> dict[str, str]:
        words = self.page.locator("#panel dt").all_inner_texts()
        return dict(zip(words, self.page.locator("#panel dd").all_inner_texts(), strict=True))

    def colour(self, node: str, beside: float = 0) -> list[int]:
        """The colour that is drawn where a node stands, or some pixels left of its middle."""
        found: list[int] = self.page.evaluate(
            """([id, beside]) => {
                const place = network.canvasToDOM(network.getPosition(id));
                const canvas = document.querySelector("#mynetwork canvas");
                const ratio = canvas.width / canvas.clientWidth;
                const x = (place.x - beside * network.getScale()) * ratio;
                return Array.from(canvas.getContext("2d").getImageData(x, place.y * ratio, 1, 1).data);
            }""",
            [node, beside],
        )
        return found


Open = Callable[..., Visit]


@pytest.fixture
def visit(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    contexts = []

    def open_(graph: KnowledgeGraph, around: NodeId = P, *, scheme: Any = "light", **options: int) -> Visit:
        (tmp_path / "page.html").write_bytes(neighbourhood_html(graph, around, **options))
        context = browser.new_context(
            color_scheme=scheme, viewport={"width": 1400, "height": 1000}, offline=True
        )
        contexts.append(context)
        made = Visit(context.new_page())
        made.page.goto((tmp_path / "page.html").as_uri())
        made.page.wait_for_function("window.network !== undefined")
        made.page.evaluate(
            "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )
        return made

    yield open_
    for context in contexts:
        context.close()


def test_no_request_leaves_and_nothing_complains(visit: Open) -> None:
    made = visit(ordinary(), depth=2)
    made.click("source:low")
    assert len(made.requests) == 1
    assert made.requests[0].startswith("file:")
    assert made.complaints == []
    assert made.violations() == []


def test_nodes_are_drawn_in_the_colour_of_their_level(visit: Open) -> None:
    made = visit(ordinary())
    assert made.page.evaluate("network.body.data.nodes.length") == 12
    assert made.colour("source:low", beside=6)[:3] == [0xD7, 0x19, 0x1C]
    assert made.colour("source:high", beside=6)[:3] == [0xAB, 0xD9, 0xE9]
    assert made.colour("source:bare", beside=6)[:3] == [0xFF, 0xFF, 0xFF], "unrated is hollow"


@pytest.mark.parametrize(
    ("scheme", "ink", "hollow"),
    [("light", [0x1B, 0x1D, 0x20], [255] * 3), ("dark", [0xE9, 0xE9, 0xE5], [28, 31, 36])],
)
def test_the_middle_is_full_and_the_theme_is_followed(
    visit: Open, scheme: str, ink: list[int], hollow: list[int]
) -> None:
    made = visit(ordinary(), scheme=scheme)
    assert made.colour("page:p")[:3] == ink
    assert made.colour("page:q")[:3] == hollow


def test_a_change_of_theme_is_followed(visit: Open) -> None:
    made = visit(ordinary())
    made.page.emulate_media(color_scheme="dark")
    made.page.wait_for_timeout(200)
    assert made.colour("page:p")[:3] == [0xE9, 0xE9, 0xE5]


def test_the_panel_begins_with_the_middle(visit: Open) -> None:
    assert visit(ordinary()).panel()["Id"] == "page:p"


def test_a_click_shows_id_level_and_basis(visit: Open) -> None:
    made = visit(ordinary())
    made.click("source:high")
    said = made.panel()
    assert made.page.locator("#panel h3").inner_text() == "A high source"
    assert (said["Id"], said["Basis"]) == ("source:high", "publisher")
    assert said["Level"].split() == ["4", "High"]
    assert "inherited from publication venue: Journal" in said["Why"]
    link = made.page.locator("#panel a")
    assert link.get_attribute("href") == "https://journal.example/y"
    assert link.get_attribute("rel") == "noopener noreferrer nofollow"


def test_a_click_on_a_label_shows_its_node(visit: Open) -> None:
    made = visit(ordinary())
    place = made.position("source:high")
    made.page.locator("#mynetwork").click(position={"x": place["x"] + 60, "y": place["y"]})
    assert made.panel()["Id"] == "source:high"


def test_a_click_beside_everything_goes_back_to_the_middle(visit: Open) -> None:
    made = visit(ordinary())
    made.click("source:high")
    made.page.locator("#mynetwork").click(position={"x": 3, "y": 3})
    assert made.panel()["Id"] == "page:p"


def test_a_click_brings_out_the_lines_between_neighbours(visit: Open) -> None:
    made = visit(ordinary())
    hidden = (
        "network.body.data.edges.get().filter((e) => e.from === 'page:q' && e.to === 'source:low')[0].hidden"
    )
    assert made.page.evaluate(hidden) is True
    made.click("page:q")
    assert made.page.evaluate(hidden) is False


def test_all_of_it_is_in_sight_and_apart(visit: Open) -> None:
    made = visit(ordinary())
    canvas = made.page.locator("#mynetwork").bounding_box()
    assert canvas
    for node in made.page.evaluate("network.body.data.nodes.getIds()"):
        place = made.position(node)
        assert 0 < place["x"] < canvas["width"]
        assert 0 < place["y"] < canvas["height"]


@pytest.mark.parametrize("around", ["page", "source", "publisher", "organization"])
def test_hostile_data_does_not_run(visit: Open, around: str) -> None:
    graph = hostile()
    key = {
        "page": HOSTILE[0],
        "source": f"0{HOSTILE[0]}",
        "publisher": HOSTILE[2],
        "organization": HOSTILE[3],
    }[around]
    made = visit(graph, NodeId(around, key), depth=3)
    shown = made.page.evaluate("network.body.data.nodes.getIds()")
    assert len(shown) == 8
    for node in shown:
        place = made.position(node)
        made.page.locator("#mynetwork").hover(position=place)  # type: ignore[arg-type]
        made.click(node)
        assert made.page.locator("#panel a").count() <= 1
    made.page.wait_for_timeout(100)
    assert made.page.evaluate("window.ran") is None
    assert made.page.locator("img, iframe, object, embed, svg[onload]").count() == 0
    assert made.page.locator("script").count() == 3
    assert made.complaints == []
    assert made.violations() == []
    assert len(made.requests) == 1


def test_500_nodes_are_drawn(visit: Open) -> None:
    made = visit(wide(600))
    assert made.page.evaluate("network.body.data.nodes.length") == 500
    assert made.page.locator("#left-out").inner_text() == "103 more left out, the farthest first"
    assert made.colour("source:s0599", beside=6)[:3] == [0xD7, 0x19, 0x1C]
    assert made.complaints == []


def test_the_wheel_scrolls_the_page_and_the_buttons_zoom(visit: Open) -> None:
    made = visit(wide(300))
    before = made.page.evaluate("network.getScale()")
    made.page.locator("#mynetwork").hover(position={"x": 300, "y": 200})
    made.page.mouse.wheel(0, 300)
    made.page.wait_for_timeout(200)
    assert made.page.evaluate("network.getScale()") == pytest.approx(before)
    assert made.page.evaluate("window.scrollY") > 0
    made.page.locator("#in").click()
    assert made.page.evaluate("network.getScale()") > before
    made.page.locator("#fit").click()
    assert made.page.evaluate("network.getScale()") == pytest.approx(before)


def test_the_page_reads_without_scripts(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_bytes(neighbourhood_html(ordinary(), P))
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((tmp_path / "page.html").as_uri())
    assert page.locator("tbody tr").count() == 12
    assert page.get_by_text("The picture needs JavaScript").is_visible()
    assert not page.locator("#tools").is_visible()
    context.close()


def test_a_narrow_screen_scrolls_the_picture_not_the_page(visit: Open) -> None:
    made = visit(ordinary())
    made.page.set_viewport_size({"width": 420, "height": 800})
    made.page.wait_for_timeout(200)
    assert made.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert made.page.evaluate("network.getScale()") >= 0.6
