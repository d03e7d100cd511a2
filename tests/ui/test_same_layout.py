"""The offline file lays a neighbourhood out in TypeScript as the server does in Python: same nodes, same places."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import kg
from kg.exporters.explorer import explorer_html
from kg.model.ids import NodeId
from kg.views.picture import as_json, known_of, picture
from tests.machine import REPOSITORY
from tests.ui.conftest import Opener

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
    const edges = graph.mapEdges((_, look, tail, head) => [look.kind, tail, head].join(" "));
    return { nodes: Object.fromEntries(nodes), edges: edges.sort() };
}"""


def test_the_cases_have_every_kind_and_one_that_is_cut() -> None:
    graph = kg.load(REPOSITORY / "seeds")
    assert {node.partition(":")[0] for node, _ in AROUND} == {"page", "source", "publisher", "organization"}
    found = [picture(graph, NodeId.parse(node), depth=depth) for node, depth in AROUND]
    assert any(one.total > len(one.nodes) for one in found)


def test_both_put_every_node_at_the_same_place(opener: Opener, bundles: Path, tmp_path: Path) -> None:
    graph = kg.load(REPOSITORY / "seeds")
    path = tmp_path / "seeds.html"
    path.write_bytes(explorer_html(graph))
    made = opener(path.as_uri(), offline=True)
    made.page.wait_for_selector("html[data-ready]")
    known = known_of(graph)
    for node, depth in AROUND:
        made.go(f"graph/{node.replace(':', '%3A')}?depth={depth}")
        made.page.wait_for_selector('[data-state="drawn"]')
        wanted: dict[str, Any] = as_json(picture(graph, NodeId.parse(node), depth=depth, known=known))
        drawn = made.page.evaluate(DRAWN)
        places = {one["id"]: [one["x"], one["y"], one["size"]] for one in wanted["nodes"]}
        assert drawn["nodes"] == places, (node, depth)
        edges = sorted(f"{one['kind']} {one['from']} {one['to']}" for one in wanted["edges"])
        assert drawn["edges"] == edges, (node, depth)
    assert made.is_clean(path.as_uri())
