import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from typing import Any

import pytest

from kg.exporters.pyvis import COLOURS, SHAPES, neighbourhood_html
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.model.ids import NodeId
from tests.exporters.world import HOSTILE, graph_of, hostile, ordinary, wide
from tests.machine import REPOSITORY

P = NodeId.page("p")


class Page(HTMLParser):
    """Tags with their attributes, and the text within each kind of tag."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: dict[str, list[str]] = {}
        self._open = ""
        self.feed(content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._open = tag
        self.text.setdefault(tag, []).append("")

    def handle_endtag(self, tag: str) -> None:
        self._open = ""

    def handle_data(self, data: str) -> None:
        if self._open:
            self.text[self._open][-1] += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def page_of(graph: KnowledgeGraph, around: NodeId = P, **options: int) -> Page:
    return Page(neighbourhood_html(graph, around, **options))


def data_of(page: Page) -> dict[str, Any]:
    (index,) = [i for i, script in enumerate(page.all("script")) if script.get("id") == "data"]
    return json.loads(page.text["script"][index])


def test_nothing_is_loaded_from_anywhere() -> None:
    page = page_of(ordinary())
    assert not page.all("link")
    assert not page.all("img")
    assert not page.all("iframe")
    assert all(set(script) <= {"type", "id"} for script in page.all("script"))
    assert not [attributes for _, attributes in page.tags if "src" in attributes or "style" in attributes]
    assert b"sourceMappingURL" not in neighbourhood_html(ordinary(), P)
    assert "url(" not in "".join(page.text["style"])
    assert "@import" not in "".join(page.text["style"])


def test_no_handler_stands_in_the_markup() -> None:
    for graph in (ordinary(), hostile()):
        page = page_of(graph, NodeId.page(graph.corpus["pages"]["id"][0]))
        assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on")]


def test_the_policy_admits_hashes_alone() -> None:
    (policy,) = [
        meta["content"]
        for meta in page_of(ordinary()).all("meta")
        if meta.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policy
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
    assert "http" not in policy


def test_shape_is_the_kind_and_colour_the_level() -> None:
    nodes = {node["id"]: node for node in data_of(page_of(ordinary()))["nodes"]}
    assert {node["kind"]: node["shape"] for node in nodes.values()} == SHAPES
    assert nodes["source:low"]["color"] == COLOURS[1]
    assert nodes["source:high"]["color"] == COLOURS[4]
    assert nodes["organization:house-of"]["color"] == COLOURS[3]
    assert nodes["source:bare"]["color"] is None
    assert nodes["page:p"]["color"] is None


def test_every_node_has_its_place_and_physics_is_off() -> None:
    data = data_of(page_of(ordinary()))
    assert all(isinstance(node[axis], int) for node in data["nodes"] for axis in "xy")
    assert json.loads(data["options"])["physics"] == {"enabled": False}


def test_no_node_or_edge_has_a_tooltip() -> None:
    data = data_of(page_of(hostile(), NodeId.page(HOSTILE[0])))
    assert not [item for item in data["nodes"] + data["edges"] if "title" in item]


def test_labels_are_cut_at_33_characters() -> None:
    graph = graph_of(pages=[{"id": "p", "title": "x" * 34}])
    page = page_of(graph)
    assert data_of(page)["nodes"][0]["label"] == "x" * 32 + "…"
    assert "x" * 34 in page.text["bdi"]


def test_a_graph_too_wide_is_cut_and_says_so() -> None:
    page = page_of(wide(600))
    assert len(data_of(page)["nodes"]) == 500
    assert page.text["strong"][0] == "103 more left out, the farthest first"
    assert len(page.all("tr")) == 501


def test_more_than_500_nodes_are_never_shown() -> None:
    assert len(data_of(page_of(wide(600), most=9999))["nodes"]) == 500


def test_a_whole_neighbourhood_says_nothing_of_nodes_left_out() -> None:
    assert b"left out" not in neighbourhood_html(ordinary(), P)


def test_the_table_says_the_same_as_the_picture() -> None:
    page = page_of(ordinary())
    ids = {node["id"] for node in data_of(page)["nodes"]}
    listed = [text for text in page.text["bdi"] if re.match(r"(page|source|publisher|organization):", text)]
    assert set(listed) == ids
    assert len(listed) == len(ids) + 1, "once in the heading"


def test_only_http_addresses_are_links() -> None:
    links = page_of(hostile(), NodeId.page(HOSTILE[0])).all("a")
    assert links
    for link in links:
        assert link["href"]
        assert link["href"].startswith("https://")
        assert link["rel"] == "noopener noreferrer nofollow"


def test_data_stands_escaped_in_the_block_of_json() -> None:
    text = neighbourhood_html(hostile(), NodeId.page(HOSTILE[0])).decode()
    block = text.split('id="data">')[1].split("</script>")[0]
    assert not set("<>&\u2028\u2029") & set(block)
    assert "{{ 7*7 }}" in text, "a template in the data is no template"


def test_the_title_is_that_of_the_middle() -> None:
    assert page_of(ordinary()).text["title"] == ["Page P – neighbourhood"]


def test_the_same_bytes_under_any_hash_seed() -> None:
    script = (
        "import sys; from tests.exporters.test_pyvis import *;"
        "sys.stdout.buffer.write(neighbourhood_html(ordinary(), P, depth=2))"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", script],
            check=True,
            capture_output=True,
            cwd=REPOSITORY,
            env={"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("0", "1", "77")
    }
    assert outputs == {neighbourhood_html(ordinary(), P, depth=2)}


@pytest.mark.parametrize("depth", [1, 2, 5])
@pytest.mark.parametrize(
    "node", ["page:r", "source:bare", "source:twin", "publisher:tabloid", "organization:holding"]
)
def test_every_kind_of_node_has_a_page(node: str, depth: int) -> None:
    assert data_of(page_of(ordinary(), NodeId.parse(node), depth=depth))["nodes"][0]["centre"]
