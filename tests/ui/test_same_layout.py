"""The offline file lays a neighbourhood out in TypeScript as the server does in Python: same nodes, same places."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

import kg
from kg.exporters.explorer import explorer_html
from kg.model.ids import NodeId
from kg.views.picture import Picture, as_json, known_of, picture
from kg.views.picture_types import whole_picture
from tests.machine import REPOSITORY
from tests.ui.conftest import Opener, Visit

AROUND = (
    ("page:debate", 1),
    ("page:debate", 2),
    ("page:openai", 1),
    ("page:openai", 2),  # more than are shown
    ("page:evaluation", 2),
    ("source:6374381b5ec386d1", 1),
    ("source:6374381b5ec386d1", 2),
    ("source:lancet-1998-doi", 1),  # another record stands for it
    ("publisher:openai", 1),
    ("publisher:arxiv", 2),
    ("organization:alphabet", 2),
)
DRAWN = """() => {
    const { graph } = document.querySelector("[data-island]").view;
    const nodes = graph.mapNodes((id, look) => [id, [look.x, look.y, look.size]]);
    const edges = graph.mapEdges((_, look, tail, head) => [look.kind, tail, head, look.weight].join(" "));
    return { nodes: Object.fromEntries(nodes), edges: edges.sort() };
}"""


def test_the_cases_have_every_kind_and_one_that_is_cut() -> None:
    graph = kg.load(REPOSITORY / "seeds")
    assert {node.partition(":")[0] for node, _ in AROUND} == {"page", "source", "publisher", "organization"}
    found = [picture(graph, NodeId.parse(node), depth=depth) for node, depth in AROUND]
    assert any(one.total > len(one.nodes) for one in found)


@pytest.fixture
def offline(opener: Opener, bundles: Path, tmp_path: Path) -> Iterator[Visit]:
    path = tmp_path / "seeds.html"
    path.write_bytes(explorer_html(kg.load(REPOSITORY / "seeds")))
    made = opener(path.as_uri(), offline=True)
    made.page.wait_for_selector("html[data-ready]")
    yield made
    assert made.is_clean(path.as_uri())


def test_both_put_every_node_at_the_same_place(offline: Visit) -> None:
    graph = kg.load(REPOSITORY / "seeds")
    known = known_of(graph)
    for node, depth in AROUND:
        offline.go(f"graph/{node.replace(':', '%3A')}?depth={depth}")
        is_drawn_as(offline, picture(graph, NodeId.parse(node), depth=depth, known=known))


@pytest.mark.parametrize("opened", [(), ("risk",), ("risk", "person"), ("", "concept"), ("no such",)])
def test_both_put_the_types_of_pages_and_what_is_opened_at_the_same_place(
    offline: Visit, opened: tuple[str, ...]
) -> None:
    graph = kg.load(REPOSITORY / "seeds")
    offline.go(f"graph?{urlencode([('types', name) for name in opened])}")
    wanted = whole_picture(graph, open_types=opened)
    is_drawn_as(offline, wanted)
    titles = [one.title.removeprefix("Page: ") for one in wanted.nodes]
    assert offline.page.locator("#graph-table [role=rowheader]").all_inner_texts() == titles


def is_drawn_as(made: Visit, picture: Picture) -> None:
    """Compare what the file draws with what the server would say."""
    made.page.wait_for_selector('[data-state="drawn"]')
    wanted: dict[str, Any] = as_json(picture)
    drawn = made.page.evaluate(DRAWN)
    assert drawn["nodes"] == {one["id"]: [one["x"], one["y"], one["size"]] for one in wanted["nodes"]}
    edges = [f"{one['kind']} {one['from']} {one['to']} {one['weight']}" for one in wanted["edges"]]
    assert drawn["edges"] == sorted(edges)
