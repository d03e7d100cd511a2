import itertools
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import ExportError, UnknownNodeError
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.model.ids import NodeId
from kg.views.layout import Layout, layout
from kg.views.neighbourhood import Neighbourhood, between_works, neighbourhood
from kg.views.neighbourhood_words import address_of, connections, described, facts_of, plain, summary_of
from tests.exporters.world import graph_of, hostile, ordinary, rated, wide
from tests.strategies import worlds
from tests.worlds import graph_of as graph_of_world

P = NodeId.page("p")


def names(graph: KnowledgeGraph, around: Neighbourhood) -> list[str]:
    return [":".join(graph.nodes.row(row)) for row in around.nodes["row"]]


def placed(graph: KnowledgeGraph, node: NodeId, depth: int = 1) -> tuple[Layout, dict[str, int]]:
    found = neighbourhood(graph, node, depth=depth)
    return layout(found, described(graph, found)), dict(
        zip(names(graph, found), found.nodes["row"], strict=True)
    )


def test_a_page_has_its_sources_pages_venues_and_owners_around_it() -> None:
    graph = ordinary()
    found = names(graph, neighbourhood(graph, P))
    assert found[:5] == ["page:p", "source:low", "source:bare", "source:owned", "source:high"]
    assert found[5:7] == ["page:q", "page:r"], "links come after evidence"
    assert set(found[7:]) == {
        "publisher:tabloid",
        "publisher:journal",
        "publisher:quiet",
        "organization:house-of",
        "organization:holding",
    }


def test_a_second_step_brings_the_pages_that_cite_the_same() -> None:
    graph = graph_of(
        pages=[{"id": "p"}, {"id": "q"}, {"id": "far"}],
        sources=[{"id": "s"}, {"id": "t"}],
        citations=[
            {"citing": "page:p", "cited": "source:s"},
            {"citing": "page:q", "cited": "source:s"},
            {"citing": "page:q", "cited": "source:t"},
            {"citing": "page:far", "cited": "source:t"},
        ],
    )
    assert names(graph, neighbourhood(graph, P, depth=2)) == ["page:p", "source:s", "page:q"]
    assert names(graph, neighbourhood(graph, P, depth=4))[3:] == ["source:t", "page:far"]


def test_a_venue_that_comes_along_does_not_bring_its_other_sources() -> None:
    graph = graph_of(
        pages=[{"id": "p"}],
        sources=[{"id": "s", "publisher": "a"}, {"id": "other", "publisher": "a"}],
        publishers=[{"id": "a"}],
        citations=[{"citing": "page:p", "cited": "source:s"}],
    )
    assert "source:other" not in names(graph, neighbourhood(graph, P, depth=9))


def test_a_publisher_has_its_sources_and_an_organization_its_venues_around_it() -> None:
    graph = ordinary()
    assert set(names(graph, neighbourhood(graph, NodeId.publisher("journal")))) == {
        "publisher:journal",
        "organization:house-of",
        "organization:holding",
        "source:high",
    }
    assert names(graph, neighbourhood(graph, NodeId.organization("house-of")))[1:] == [
        "organization:holding",
        "publisher:journal",
        "publisher:quiet",
    ]


def test_a_record_stands_for_its_work() -> None:
    graph = ordinary()
    found = names(graph, neighbourhood(graph, NodeId.source("twin")))
    assert found[0] == "source:high"
    assert {"page:p", "page:q"} <= set(found)


def test_a_work_has_the_level_of_the_record_that_decides() -> None:
    graph = graph_of(
        pages=[{"id": "p"}],
        sources=[{"id": "a", "url": "https://x.example/"}, {"id": "b", "url": "http://x.example"}],
        citations=[{"citing": "page:p", "cited": "source:a"}],
        ratings=[rated("source:b", 2)],
    )
    facts = described(graph, neighbourhood(graph, P))
    assert facts.filter(node="source:a").select("level", "basis").row(0) == (2, "own")


def test_the_nearest_are_kept_low_ones_first_and_the_rest_is_counted() -> None:
    graph = wide(600)
    found = neighbourhood(graph, P)
    assert (found.nodes.height, found.total, found.left_out) == (500, 603, 103)
    assert names(graph, found)[:2] == ["page:p", "source:s0599"]


def test_edges_are_those_among_the_nodes_shown() -> None:
    graph = wide(600)
    found = neighbourhood(graph, P, most=10)
    rows = set(found.nodes["row"])
    assert found.edges.height == 9
    assert set(found.edges["tail"]) | set(found.edges["head"]) <= rows


def test_a_line_between_two_nodes_of_one_distance_waits_to_be_asked_for() -> None:
    graph = ordinary()
    found = neighbourhood(graph, P)
    shown = {
        (":".join(graph.nodes.row(tail)), ":".join(graph.nodes.row(head))): shown
        for tail, head, shown in found.edges.select("tail", "head", "shown").iter_rows()
    }
    assert shown["page:p", "source:low"]
    assert shown["source:low", "publisher:tabloid"]
    assert not shown["page:q", "source:low"]


@pytest.mark.parametrize("depth", [0, -1])
def test_a_depth_below_one_is_refused(depth: int) -> None:
    with pytest.raises(ExportError, match="at least 1"):
        neighbourhood(ordinary(), P, depth=depth)


def test_an_unknown_node_and_a_rater_are_refused() -> None:
    with pytest.raises(UnknownNodeError):
        neighbourhood(ordinary(), NodeId.page("pp"))
    with pytest.raises(ExportError, match="rater"):
        neighbourhood(ordinary(), NodeId("rater", "house"))


@pytest.mark.parametrize("node", ["page:p", "source:high", "publisher:journal", "organization:house-of"])
@pytest.mark.parametrize("depth", [1, 3])
def test_kinds_stand_in_columns_from_left_to_right(node: str, depth: int) -> None:
    drawn, rows = placed(ordinary(), NodeId.parse(node), depth)
    assert drawn.spots[rows[node]].x == drawn.spots[rows[node]].y == 0
    columns: dict[str, set[int]] = {}
    for name, row in rows.items():
        if name != node:
            columns.setdefault(name.split(":")[0], set()).add(drawn.spots[row].x)
    order = [columns[kind] for kind in ("page", "source", "publisher", "organization") if kind in columns]
    assert all(max(left) < min(right) for left, right in itertools.pairwise(order))


@pytest.mark.parametrize(
    "graph", [ordinary(), wide(30), wide(600), hostile()], ids=["ordinary", "wide", "full", "hostile"]
)
def test_no_two_nodes_overlap(graph: KnowledgeGraph) -> None:
    page = NodeId.page(graph.corpus["pages"]["id"][0])
    drawn, _ = placed(graph, page, 2)
    spots = sorted({(spot.x, spot.y) for spot in drawn.spots.values()})
    assert len(spots) == len(drawn.spots)
    assert all(b[1] - a[1] >= 20 for a, b in itertools.pairwise(spots) if a[0] == b[0])
    xs = sorted({x for x, _ in spots})
    assert all(right - left >= 60 for left, right in itertools.pairwise(xs))


def test_sources_stand_lowest_first_with_the_unrated_between_low_and_good() -> None:
    drawn, rows = placed(ordinary(), P)
    names_ = ["source:low", "source:bare", "source:owned", "source:high"]
    heights = [drawn.spots[rows[name]].y for name in names_]
    assert heights == sorted(heights)


def test_columns_have_headings() -> None:
    drawn, _ = placed(ordinary(), P)
    assert {heading.text for heading in drawn.headings} == {
        "This page",
        "Pages that link here",
        "Pages it links to",
        "Sources, lowest first",
        "Publication venues",
        "Organizations",
    }


def test_the_panel_says_id_level_basis_and_why() -> None:
    graph = ordinary()
    facts = described(graph, neighbourhood(graph, P))
    said = {
        fact["node"]: dict(facts_of(fact, {"journal": "Journal"})) for fact in facts.iter_rows(named=True)
    }
    assert said["source:high"] == {
        "Kind": "Source",
        "Id": "source:high",
        "Level": "4 High",
        "Basis": "publisher",
        "Why": "4 High - inherited from publication venue: Journal (journal.example matches host)",
        "Published by": "Journal",
        "Address": "https://journal.example/y",
    }
    assert said["source:bare"]["Basis"] == "unrated (no-publisher)"
    assert said["page:p"]["Cites"] == "4 works, 3 rated, 1 low"
    assert said["page:p"]["Low share"] == "25 % to 50 %"
    assert said["page:r"]["Cites"] == "no source"


def test_connections_are_said_in_words() -> None:
    graph = ordinary()
    found = neighbourhood(graph, P)
    facts = described(graph, found)
    said = connections(found, facts)
    by_name = {fact["node"]: said.get(fact["row"]) for fact in facts.iter_rows(named=True)}
    assert by_name["source:low"] == "cited by Page P"
    assert by_name["page:r"] == "links to Page P"
    assert by_name["page:q"] == "linked from Page P"
    assert by_name["publisher:journal"] == "publishes A high source"
    assert by_name["organization:house-of"] == "owned by Holding; owns Journal, Quiet"
    assert by_name["page:p"] is None


def test_many_connections_are_counted() -> None:
    graph = wide(30)
    found = neighbourhood(graph, P)
    said = connections(found, described(graph, found))
    assert "publishes Source 0, Source 1, Source 10 and 26 more" in said.values()


def test_a_page_says_what_it_rests_on() -> None:
    graph = ordinary()
    found = neighbourhood(graph, P)
    summary = summary_of(graph, found, described(graph, found).row(0, named=True))
    assert summary
    assert summary.rests == "4: 1 high, 1 good, 1 low, 1 unrated"
    assert [(bar.level, bar.count, bar.start, bar.width) for bar in summary.bars] == [
        (1, 1, "0.00%", "25.00%"),
        (0, 1, "25.00%", "25.00%"),
        (3, 1, "50.00%", "25.00%"),
        (4, 1, "75.00%", "25.00%"),
    ]


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "data:text/html,x",
        "java\nscript:alert(1)",
        "ftp://a.example/",
        "//a.example/",
        "http:///x",
        "https://a.example/a b",
        "http://a\\b.example/",
        "",
        None,
    ],
)
def test_only_an_http_address_becomes_a_link(url: str | None) -> None:
    assert address_of({"url": url}) is None


@pytest.mark.parametrize("url", ["http://a.example", "https://a.example/x?y#z", "HTTPS://A.example/é"])
def test_an_http_address_becomes_a_link(url: str) -> None:
    assert address_of({"url": url}) == url


def test_control_and_bidirectional_characters_are_not_drawn() -> None:
    assert plain("a\u202eb\u2066c\x00d\x1b[31m\u200b\t e") == "abcd[31m e"


def test_an_owner_of_an_owner_stands_near_what_it_owns() -> None:
    drawn, rows = placed(ordinary(), P)
    assert (
        abs(drawn.spots[rows["organization:holding"]].y - drawn.spots[rows["organization:house-of"]].y) == 26
    )


def slow_distances(
    graph: KnowledgeGraph, centre: int, kind: str, depth: int, *, links: bool
) -> dict[int, int]:
    """How far nodes are, by walking every edge again and again."""
    table = between_works(graph).table.rows()
    up = [(tail, head) for tail, head, word in table if word in ("published-by", "owned-by")]
    level = [(tail, head) for tail, head, word in table if word == "cites" or (links and word == "links")]
    steps = level + [(head, tail) for tail, head in level]
    if kind in ("publisher", "organization"):
        steps += [(head, tail) for tail, head in up]
    found = {centre: 0}
    for step in range(1, depth + 1):
        border = [node for node, distance in found.items() if distance == step - 1]
        for start, end in steps:
            if start in border:
                found.setdefault(end, step)
    while True:
        fresh: dict[int, int] = {}
        for tail, head in up:
            if tail in found and head not in found:
                fresh[head] = min(fresh.get(head, 99), found[tail])
        if not fresh:
            return found
        found |= fresh


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(worlds(), st.integers(1, 3), st.booleans())
def test_what_is_around_equals_the_slow_definition(world: Any, depth: int, links: bool) -> None:
    graph = graph_of_world(world)
    edges = between_works(graph)
    for row, (kind, key) in enumerate(graph.nodes.rows()):
        if kind == "rater":
            continue
        found = neighbourhood(graph, NodeId(kind, key), depth=depth, most=10_000, links=links, edges=edges)
        expected = slow_distances(graph, found.centre, kind, depth, links=links)
        assert dict(found.nodes.select("row", "distance").iter_rows()) == expected, row
        within = {
            (tail, head, word) for tail, head, word in edges.table.rows() if {tail, head} <= expected.keys()
        }
        shown = set(found.edges.select("tail", "head", "kind").rows())
        assert shown == {one for one in within if links or one[2] != "links"}
