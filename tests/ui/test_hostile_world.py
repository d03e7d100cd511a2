"""A world whose every text tries to run, in the browser: the views, the graph, and the files that are exported."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

import kg
from kg.exporters.linked_data import write_linked_data
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.model.ids import NodeId
from kg.readers.fields import fields_of
from tests.exporters.test_linked_data import serve
from tests.server.serving import Server, serving
from tests.server.test_rendering import Read
from tests.ui.conftest import Opener, Visit
from tests.ui.hostile_records import HALVES, TEXTS, key, tables, written
from tests.ui.test_islands import view

pytestmark = pytest.mark.slow
KINDS = ("page", "source", "publisher", "organization")
OTHERS = (
    "/",
    "/exposure?per=100",
    "/sources?per=100",
    "/publishers?per=100&columns=publisher,type,level",
    "/organizations?per=100",
    "/worklist",
    "/search?q=%3Cscript%3E",
    "/search?q=%22%3E%3Cimg%20src%3Dx%20onerror%3Dwindow.ran%3D1%3E",
    "/help",
    "/graph",
    "/sparql?query=SELECT+%3Fa+%3Fb+%3Fc+%7B+%3Fa+%3Fb+%3Fc+FILTER(ISLITERAL(%3Fc))+%7D+LIMIT+300",
)
FOREIGN = "img, iframe, object, embed, base, script, style, link, video, audio, math, form[action*=':'], [onload], [onerror]"
SAFE = re.compile(r"https?://|/(?![/\\])|\?|#")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("hostile") / "world")


@pytest.fixture(scope="module")
def hostile_served(bundles: Path, folder: Path) -> Iterator[Server]:
    with serving(folder) as running:
        yield running


@pytest.fixture(scope="module")
def graph(folder: Path) -> KnowledgeGraph:
    return kg.load(folder)


def address(kind: str, at: int) -> str:
    return f"/{kind}/{quote(key(at), safe='')}"


def checked(made: Visit, where: str) -> None:
    """Say that a view of the server is whole, and that all its addresses are harmless."""
    for part in ("h1", "main", "body > footer"):
        assert made.page.locator(part).count() == 1, (where, part)
    assert made.page.locator("main").locator(FOREIGN).count() == 0, where
    found: list[str] = made.page.locator("[href]").evaluate_all(
        "(all) => all.map((one) => one.getAttribute('href'))"
    )
    assert [one for one in found if not SAFE.match(one)] == [], where
    assert made.page.evaluate("document.documentElement.scrollWidth") <= 390, where


def test_every_string_is_in_every_field_of_every_kind_of_record() -> None:
    assert len(TEXTS) >= 80
    for table, rows in tables().items():
        texts = [name for name, field in fields_of(table).items() if field.kind == "text"]
        for name in texts:
            held = {json.dumps(row.get(name)) for row in rows}
            assert len(held) >= 80 or table in ("citations", "waivers") or name in LINKING, (table, name)


LINKING = {
    "scale",
    "publisher",
    "claim",
    "host",
    "subdomains",
    "hosts",
    "exclude",
    "cited_by",
    "former_ids",
    "parent",
}


def test_the_reader_takes_the_world_and_says_what_it_refuses(graph: KnowledgeGraph) -> None:
    assert graph.nodes.height >= len(KINDS) * len(TEXTS)
    assert set(graph.corpus.problems["kind"].to_list()) <= {
        "bad-place",
        "missing-field",
        "dangling-link",
        "dangling-citation",
        "missing-page",
    }


def test_half_a_character_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "pages.json").write_text(json.dumps([{"id": "a", "title": HALVES}]))
    assert kg.load(tmp_path).corpus["pages"]["title"].str.contains("\ufffd").all()


@pytest.mark.parametrize("kind", KINDS)
def test_each_node_is_answered_and_leads_to_harmless_places_only(hostile_served: Server, kind: str) -> None:
    for at in range(len(TEXTS)):
        answer = hostile_served.client.get(address(kind, at), headers={"accept": "text/html"})
        assert answer.status_code == 200, ascii(key(at))
        read = Read(answer.text)
        assert not read.open
        assert [one for one in read.addresses if one and not SAFE.match(one)] == [], ascii(key(at))


@pytest.mark.parametrize(
    ("kind", "step"), [("page", 9), ("source", 4), ("publisher", 9), ("organization", 9)]
)
def test_nothing_runs_and_nothing_leaves_in_the_views_of_nodes(
    opener: Opener, hostile_served: Server, kind: str, step: int
) -> None:
    made = opener(f"{hostile_served.url}/help", width=390)
    for at in range(0, len(TEXTS), step):
        made.page.goto(hostile_served.url + address(kind, at), wait_until="load")
        checked(made, f"{kind} {at}")
    if kind == "page":
        for tab in ("?tab=through", "?tab=cited-by"):
            made.page.goto(hostile_served.url + address(kind, 0) + tab)
            checked(made, tab)
        made.page.goto(hostile_served.url + address("path", 1))
        checked(made, "path")
    assert made.is_clean(hostile_served.url)


def test_nothing_runs_and_nothing_leaves_in_lists_search_and_answers(
    opener: Opener, hostile_served: Server
) -> None:
    made = opener(f"{hostile_served.url}/help", width=390)
    for other in (*OTHERS, f"/what-if?node={quote('publisher:' + key(1))}&level=5"):
        made.page.goto(hostile_served.url + other)
        checked(made, other)
    assert made.is_clean(hostile_served.url)


@pytest.mark.parametrize(
    "around",
    ["", pytest.param(f"?around={quote('page:' + key(0), safe='')}&depth=1", marks=pytest.mark.slow)],
)
def test_nothing_runs_in_the_graph_whatever_is_chosen(
    opener: Opener, hostile_served: Server, around: str
) -> None:
    made = opener(f"{hostile_served.url}/graph{around}", width=390)
    made.page.wait_for_selector('[data-state="drawn"]')
    chosen = made.page.evaluate(
        """async () => {
            const { view } = document.querySelector('[data-island]');
            const nodes = view.graph.nodes();
            for (const [at, node] of nodes.entries()) {
                view.choose(node);
                view.sigma.emit('enterNode', { node, event: { x: 50, y: 50 } });
                if (at % 20 === 0) await new Promise(requestAnimationFrame);
            }
            return nodes.length;
        }"""
    )
    assert chosen > 100
    made.settle()
    assert made.page.locator("[data-island] :is(img, iframe, script, object, math)").count() == 0
    assert max(view(made, "view.graph.mapNodes((_, look) => look.title.length)")) <= 400
    with made.page.expect_download() as waiting:
        made.page.get_by_role("button", name="Save as SVG").click()
    saved = Path(waiting.value.path())
    checked(made, around)
    drawing = saved.with_suffix(".svg")
    drawing.write_bytes(saved.read_bytes())
    assert made.is_clean(hostile_served.url)
    picture = opener(drawing.as_uri())
    assert picture.page.evaluate("document.documentElement.localName") == "svg", "it is well-formed"
    assert (
        picture.page.evaluate("document.querySelectorAll('parsererror, script, foreignObject').length") == 0
    )
    assert picture.is_clean(drawing.as_uri())


@pytest.mark.slow
def test_nothing_runs_in_the_offline_file(opener: Opener, graph: KnowledgeGraph, tmp_path: Path) -> None:
    path = tmp_path / "explorer.html"
    kg.export(graph, path)
    made = opener(path.as_uri(), width=390, offline=True)
    made.page.wait_for_selector("html[data-ready]", timeout=60_000)
    hashes = [
        "#/",
        "#/exposure",
        "#/sources",
        "#/publishers",
        "#/organizations",
        "#/search?q=%3Cscript",
        "#/help",
    ]
    hashes += [f"#/{kind}/{quote(key(at), safe='')}" for kind in KINDS for at in range(0, len(TEXTS), 14)]
    hashes += ["#/graph", f"#/graph/{quote('page:' + key(0), safe='')}"]
    for hash_ in hashes:
        made.page.evaluate("(hash) => { location.hash = hash; }", hash_)
        made.settle()
        assert made.heading() and made.page.locator("main").count() == 1
        assert made.page.locator("main").locator(FOREIGN).count() == 0, hash_
        found = made.page.locator("a[href]").evaluate_all(
            "(all) => all.map((one) => one.getAttribute('href'))"
        )
        assert [one for one in found if not SAFE.match(one)] == [], hash_
        assert made.page.evaluate("document.documentElement.scrollWidth") <= 390, hash_
    assert made.is_clean(path.as_uri())


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_runs_in_the_neighbourhood_file(
    opener: Opener, graph: KnowledgeGraph, tmp_path: Path, kind: str
) -> None:
    path = tmp_path / "neighbourhood.html"
    kg.export(graph, path, around=NodeId(kind, key(3)))
    made = opener(path.as_uri(), offline=True)
    made.page.wait_for_function("window.network !== undefined")
    for node in made.page.evaluate("network.body.data.nodes.getIds()")[:40]:
        made.page.evaluate(
            "(node) => { network.selectNodes([node]); network.body.emitter.emit('click', { nodes: [node], edges: [] }); }",
            node,
        )
    made.settle()
    assert made.page.locator("h1").count() == 1
    assert made.page.locator("img, iframe, object, embed, math").count() == 0
    found = made.page.locator("a[href]").evaluate_all("(all) => all.map((one) => one.getAttribute('href'))")
    assert [one for one in found if not SAFE.match(one)] == []
    assert made.is_clean(path.as_uri())


@pytest.mark.slow
def test_nothing_runs_in_linked_data(opener: Opener, graph: KnowledgeGraph, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    said = write_linked_data(graph, folder)
    assert [one for one in said if "cannot be folders" not in one] == []
    pages = sorted(folder.rglob("*.html"))
    for base in serve(folder):
        made = opener(base, width=390)
        for page in pages[:: max(1, len(pages) // 60)]:
            asked = base.rstrip("/") + "/" + quote(str(page.relative_to(folder)))
            assert httpx.head(asked, trust_env=False).status_code == 200
            made.page.goto(asked)
            assert made.page.locator("h1").count() == 1, page
            assert made.page.locator("img, iframe, object, embed, math, script").count() == 0, page
        assert made.is_clean(base)
