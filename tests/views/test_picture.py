"""Graphs as data, against slow definitions: distances by a plain search, spots by looking at every pair."""

import json
import subprocess
import sys
from collections import Counter, deque
from pathlib import Path

import polars as pl
import pytest

import kg
from kg.errors import ExportError, UnknownNodeError
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.model.ids import NodeId
from kg.views.facts import edge_facts
from kg.views.picture import Picture, as_json, as_table, known_of, picture
from kg.views.picture_layout import Ringed, rings, sunflower
from kg.views.picture_types import whole_picture
from tests.exporters.world import graph_of, hostile, ordinary, wide
from tests.machine import REPOSITORY

P = NodeId.page("p")
UP = ("published-by", "owned-by")


def seeds() -> KnowledgeGraph:
    return kg.load(REPOSITORY / "seeds")


def spots(shown: Picture) -> list[tuple[int, int]]:
    return [(node.x, node.y) for node in shown.nodes]


def slow_distances(graph: KnowledgeGraph, centre: str, *, links: bool) -> dict[str, int]:
    """Steps from a page over citations and links, both ways, node by node."""
    names = (graph.nodes["kind"] + ":" + graph.nodes["key"]).to_list()
    near: dict[str, set[str]] = {name: set() for name in names}
    for tail, head, kind in edge_facts(graph).iter_rows():
        if kind in UP or (kind == "links" and not links):
            continue
        near[names[tail]].add(names[head])
        near[names[head]].add(names[tail])
    found = {centre: 0}
    waiting = deque([centre])
    while waiting:
        here = waiting.popleft()
        for other in near[here]:
            if other not in found:
                found[other] = found[here] + 1
                waiting.append(other)
    return found


@pytest.mark.parametrize("depth", [1, 2, 3])
@pytest.mark.parametrize("links", [True, False])
def test_what_is_shown_lies_as_near_as_a_plain_search_finds(depth: int, links: bool) -> None:
    graph = ordinary()
    told = slow_distances(graph, "page:p", links=links)
    shown = picture(graph, P, depth=depth, links=links)
    mine = {node.id for node in shown.nodes if node.kind in ("page", "source")}
    assert mine == {node for node, steps in told.items() if steps <= depth}
    assert any(edge.kind == "links" for edge in shown.edges) == links


def test_the_rings_lie_further_out_the_more_steps_there_are() -> None:
    told = slow_distances(ordinary(), "page:p", links=True)
    shown = picture(ordinary(), P, depth=3)
    away = {node.id: node.x**2 + node.y**2 for node in shown.nodes}
    for one, steps in told.items():
        for other, more in told.items():
            assert steps >= more or away[one] < away[other]


@pytest.mark.parametrize("node", ["page:openai", "publisher:openai", "page:debate"])
@pytest.mark.parametrize("depth", [1, 2])
def test_no_two_nodes_stand_at_one_spot(node: str, depth: int) -> None:
    shown = picture(seeds(), NodeId.parse(node), depth=depth)
    assert Counter(spots(shown)).most_common(1)[0][1] == 1


@pytest.mark.parametrize("count", [1, 2, 7, 60, 499, 1500])
def test_neighbours_on_a_ring_keep_apart(count: int) -> None:
    nodes = [Ringed(0, 0, ()), *(Ringed(n, 1, (n,)) for n in range(1, count + 1))]
    placed = list(rings(nodes, [(0, n) for n in range(1, count + 1)]).values())
    least = min(
        (x - u) ** 2 + (y - v) ** 2
        for number, (x, y) in enumerate(placed[:300])
        for u, v in placed[:300][:number]
    )
    assert least >= 20**2


def test_children_stand_near_their_parent() -> None:
    nodes = [Ringed(0, 0, ()), *(Ringed(n, 1, (n,)) for n in range(1, 5))]
    nodes += [Ringed(10 + n, 2, (n,)) for n in range(1, 5)]
    placed = rings(nodes, [(0, n) for n in range(1, 5)] + [(n, 10 + n) for n in range(1, 5)])
    for n in range(1, 5):
        (x, y), (u, v) = placed[n], placed[10 + n]
        assert x * u + y * v > 0
        assert abs(x * v - y * u) <= 400, "on one ray, but for rounding"


def test_seeds_of_a_sunflower_keep_apart() -> None:
    placed = sunflower(400, around=(5, 5), spacing=20)
    assert min((x - u) ** 2 + (y - v) ** 2 for n, (x, y) in enumerate(placed) for u, v in placed[:n]) > 256


def test_at_most_so_many_nodes_and_how_many_there_were() -> None:
    shown = picture(wide(600), P, most=100)
    assert len(shown.nodes) == 100
    assert shown.total == 603
    assert Counter(spots(shown)).most_common(1)[0][1] == 1


def test_the_lowest_sources_come_first_from_the_top_on() -> None:
    shown = picture(wide(20), P)
    low = next(node for node in shown.nodes if node.kind == "source" and node.level == 1)
    assert low.x == 0
    assert low.y > 0


def test_the_path_to_a_low_source_is_marked() -> None:
    graph = ordinary()
    witness = kg.measure_exposure(graph).filter(pl.col("page") == "p")["witness"].item().to_list()
    shown = picture(graph, P)
    assert sorted(node.id for node in shown.nodes if node.witness) == sorted(witness)
    assert [(edge.tail, edge.head) for edge in shown.edges if edge.witness] == [tuple(witness)]


def test_levels_are_of_sources_and_verdicts_of_pages() -> None:
    told = {node.id: (node.level, node.verdict) for node in picture(ordinary(), P).nodes}
    assert told["source:low"] == (1, None)
    assert told["source:bare"] == (None, None)
    assert told["page:p"] == (None, "exposed")
    assert told["publisher:journal"] == (4, None)


@pytest.mark.parametrize("around", ["source:high", "publisher:journal", "organization:holding"])
def test_any_node_can_stand_in_the_middle(around: str) -> None:
    shown = picture(ordinary(), NodeId.parse(around), depth=2)
    assert shown.centre == around
    assert spots(shown)[0] == (0, 0)


def test_what_was_kept_gives_the_same() -> None:
    graph = ordinary()
    assert picture(graph, P, depth=2, known=known_of(graph)) == picture(graph, P, depth=2)


def test_bad_questions_are_errors() -> None:
    with pytest.raises(UnknownNodeError):
        picture(ordinary(), NodeId.page("nobody"))
    with pytest.raises(ExportError):
        picture(ordinary(), P, depth=0)


def test_addresses_are_one_segment_each() -> None:
    shown = picture(hostile(), NodeId.page("<img src=x onerror=window.ran=1>"), depth=2)
    for node in shown.nodes:
        assert node.href.count("/") == 2
        assert not set(node.href) & set("<>\"' ")
        assert len(node.label) <= 33


@pytest.mark.parametrize(("key", "href"), [("..", "/page/%2E%2E"), ("a.json", "/page/a%2Ejson")])
def test_addresses_are_those_of_the_site(key: str, href: str) -> None:
    graph = graph_of(pages=[{"id": key, "title": "A page"}])
    assert picture(graph, NodeId.page(key)).nodes[0].href == href
    assert href in {node.href for node in whole_picture(graph, open_types=("",)).nodes}


def test_json_has_the_names_of_the_contract() -> None:
    made = as_json(picture(ordinary(), P))
    assert set(made) == {"centre", "nodes", "edges", "total"}
    assert set(made["nodes"][0]) == {
        *("id", "kind", "label", "title", "level", "verdict", "href", "x", "y", "size", "witness", "count")
    }
    assert set(made["edges"][0]) == {"from", "to", "kind", "weight", "witness"}
    json.dumps(made, allow_nan=False)


def test_the_table_has_a_row_a_node() -> None:
    shown = picture(ordinary(), P)
    assert as_table(shown)["id"].to_list() == [node.id for node in shown.nodes]


def test_all_pages_are_one_node_a_type() -> None:
    graph = seeds()
    shown = whole_picture(graph)
    counts = Counter(kind or "" for kind in graph.corpus["pages"]["type"])
    assert {node.id: node.count for node in shown.nodes} == {f"type:{name}": n for name, n in counts.items()}
    assert shown.total == len(counts)


def test_edges_between_types_count_those_between_their_pages() -> None:
    graph = seeds()
    types = dict(graph.corpus["pages"].select("id", "type").iter_rows())
    keys = graph.nodes["key"].to_list()
    slow: Counter[tuple[str, str]] = Counter()
    for tail, head, kind in edge_facts(graph).iter_rows():
        if kind == "links" and types[keys[tail]] != types[keys[head]]:
            slow[f"type:{types[keys[tail]] or ''}", f"type:{types[keys[head]] or ''}"] += 1
    links = {(e.tail, e.head): e.weight for e in whole_picture(graph).edges if e.kind == "links"}
    assert links == slow


def test_an_opened_type_shows_its_pages_around_it() -> None:
    graph = seeds()
    name = next(node for node in whole_picture(graph).nodes if (node.count or 0) > 1).id.removeprefix("type:")
    shown = whole_picture(graph, open_types=(name,))
    pages = graph.corpus["pages"].filter(pl.col("type").fill_null("") == name)
    assert {node.id for node in shown.nodes if node.kind == "page"} == set("page:" + pages["id"])
    assert Counter(spots(shown)).most_common(1)[0][1] == 1
    assert len(whole_picture(graph, open_types=(name,), most=1).nodes) == len(whole_picture(graph).nodes) + 1


def test_a_graph_without_pages_is_an_empty_picture() -> None:
    shown = whole_picture(graph_of(sources=[{"id": "a"}]))
    assert (shown.nodes, shown.edges, shown.total) == ((), (), 0)


def test_the_same_bytes_under_any_hash_seed() -> None:
    code = (
        "import json, kg\n"
        "from kg.views.picture import as_json, picture\n"
        "from kg.views.picture_types import whole_picture\n"
        "graph = kg.load('seeds')\n"
        "print(json.dumps(as_json(picture(graph, kg.NodeId.page('debate'), depth=2))))\n"
        "print(json.dumps(as_json(whole_picture(graph, open_types=('', 'risk', 'organization')))))\n"
    )
    made = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=Path(REPOSITORY),
            check=True,
            capture_output=True,
            env={"PYTHONHASHSEED": seed, "POLARS_MAX_THREADS": "1", "PATH": "/usr/bin:/bin"},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(made) == 1
    assert len(made.pop()) > 1000
