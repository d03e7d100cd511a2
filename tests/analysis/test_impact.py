"""Impact equals the slow definition on random worlds; each rule by an example."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import kg
from kg.analysis.changes import Changes
from kg.analysis.impact import impact
from kg.analysis.what_if import what_if
from kg.cli import main
from kg.errors import IdError, PolicyError, UnknownNodeError
from kg.model.ids import NodeId
from tests.slow import SlowWorld
from tests.strategies import worlds
from tests.worlds import graph_of

FEW = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def slow_works(slow: SlowWorld, node: NodeId) -> set[str]:
    """The works of a node, by enumeration; what the house decides is every rated work."""
    if node.kind == "source":
        return {slow.work[node.key]}
    published = {key: slow.attribution(one)[0] for key, one in slow.sources.items()}
    if node.kind == "publisher":
        publishers = {node.key}
    elif node.kind == "organization":
        publishers = {key for key, one in slow.publishers.items() if node.key in owners(slow, one)}
    else:
        return {work for work in slow.work.values() if slow.work_level(work) is not None}
    return {slow.work[key] for key, publisher in published.items() if publisher in publishers}


def owners(slow: SlowWorld, publisher: dict[str, Any]) -> set[str]:
    found: set[str] = set()
    owner = publisher.get("owned_by")
    while owner is not None and owner not in found:
        found.add(owner)
        owner = slow.organizations[owner].get("parent")
    return found


def slow_within(slow: SlowWorld, works: set[str], hops: int, *, links: bool) -> tuple[list[str], list[str]]:
    """The pages that cite one of the works, and those that reach one that does."""
    citations, edges = slow.edges(links=False), slow.edges(links=links)

    def cites(node: str) -> bool:
        return any(f"source:{work}" in citations.get(node, ()) for work in works)

    near = [
        page
        for page in slow.pages
        if any(cites(path[-1]) for path in slow.paths(f"page:{page}", edges, hops))
    ]
    return [page for page in slow.pages if cites(f"page:{page}")], near


@FEW
@given(worlds(), st.data())
def test_impact_equals_the_slow_definition(world: Any, data: st.DataObject) -> None:
    slow, graph = SlowWorld(world), graph_of(world)
    hops, links = data.draw(st.integers(0, 4)), data.draw(st.booleans())
    certain = {key for key, word in slow.claims().items() if word == "certain"}
    nodes = [NodeId(*one) for one in graph.nodes.rows() if one[0] != "page"]
    for node in data.draw(st.lists(st.sampled_from(nodes), min_size=1, max_size=4, unique=True)):
        found = impact(graph, node, links=links, max_hops=hops)
        works = slow_works(slow, node)
        citing, within = slow_within(slow, works, hops, links=links)
        assert set(found.works) == works
        assert (list(found.citing), list(found.within)) == (citing, within)
        relying = set()
        for one in world["citations"]:
            cited = slow._node(one["cited"], "source").removeprefix("source:")
            key = one["citing"], one["claim"]
            if key in certain and key[0].startswith("page:") and cited in works and supports(slow, one):
                relying.add(key[0].removeprefix("page:"))
        assert list(found.relying) == sorted(relying)
        gone = what_if(graph, Changes(remove=(node,)))
        moved = [
            row["subject"].removeprefix("page:")
            for row in gone.iter_rows(named=True)
            if row["before"]["verdict"] != row["after"]["verdict"]
        ]
        assert list(found.changed) == moved
        other = SlowWorld(without(world, slow, node))
        assert moved == [page for page in slow.pages if slow.verdict(page) != other.verdict(page)]


def without(world: dict[str, Any], slow: SlowWorld, node: NodeId) -> dict[str, Any]:
    """The world as a person would write it without a node: its citations gone, or its levels."""
    if node.kind == "source":
        gone = {f"source:{key}" for key, work in slow.work.items() if work == slow.work[node.key]}
        return {**world, "citations": [one for one in world["citations"] if one["cited"] not in gone]}
    silent = {"level": None, "reason": None}
    if node.kind == "rater":  # only the house rates in these worlds
        rated = {
            table: [{**one, **silent} for one in world[table]]
            for table in ("organizations", "publishers", "sources")
        }
        return {**world, **rated}
    table = f"{node.kind}s"
    return {**world, table: [{**one, **silent} if one["id"] == node.key else one for one in world[table]]}


def supports(slow: SlowWorld, citation: dict[str, Any]) -> bool:
    cited = slow._node(citation["cited"], "source")
    return cited in slow.edges(links=False).get(slow._node(citation["citing"], "page"), ())


@pytest.fixture(scope="module")
def graph() -> kg.KnowledgeGraph:
    """A handbook of five pages: an owner of two sites, a chain of pages, a copy of a source."""
    world = {
        "organizations": [
            {"id": "top", "parent": "mid"},
            {"id": "mid", "parent": "top"},
            {"id": "press", "parent": "mid"},
        ],
        "publishers": [
            {"id": "good", "places": ["good.org"], "level": 4},
            {"id": "low", "places": ["low.org"], "owned_by": "press"},
            {"id": "blog", "places": ["blog.org"], "owned_by": "press", "level": 2},
        ],
        "sources": [
            {"id": "l", "url": "https://low.org/1"},
            {"id": "copy", "url": "http://www.low.org/1/"},
            {"id": "b", "url": "https://blog.org/1"},
            {"id": "g", "url": "https://good.org/1"},
        ],
        "pages": [{"id": one} for one in ("direct", "next", "far", "disputing", "linking")],
        "citations": [
            {"citing": "direct", "cited": "l", "claim": "alone"},
            {"citing": "direct", "cited": "g", "claim": "well"},
            {"citing": "direct", "cited": "b", "claim": "well"},
            {"citing": "disputing", "cited": "l", "character": "disputes"},
            {"citing": "next", "cited": "page:direct"},
            {"citing": "far", "cited": "page:next"},
        ],
        "links": [{"page": "linking", "target": "direct"}],
        "ratings": [{"subject": "low.org", "rater": "iffy", "value": "listed"}],
    }
    return graph_of(world)


def test_a_source_stands_for_its_work(graph: kg.KnowledgeGraph) -> None:
    found = impact(graph, NodeId.source("l"))
    assert found.works == ("copy",)
    assert (found.citing, found.relying, found.changed) == (("direct",), ("direct",), ("direct",))
    other = impact(graph, NodeId.source("copy"))
    assert (other.works, other.within, other.changed) == (found.works, found.within, found.changed)


def test_within_is_bounded_and_links_count_if_asked_for(graph: kg.KnowledgeGraph) -> None:
    node = NodeId.source("l")
    assert impact(graph, node).within == ("direct", "far", "next")
    assert impact(graph, node, max_hops=1).within == ("direct", "next")
    assert impact(graph, node, max_hops=1, links=True).within == ("direct", "linking", "next")


def test_an_organization_has_the_works_of_every_publisher_below_it(graph: kg.KnowledgeGraph) -> None:
    found = impact(graph, NodeId.organization("top"))
    assert found.works == ("b", "copy")
    assert found.changed == ()


def test_a_publisher_is_rated_at_its_places_too(graph: kg.KnowledgeGraph) -> None:
    found = impact(graph, NodeId.publisher("low"))
    assert found.changed == ("direct",)
    assert found.verdicts.row(0) == ("direct", "relies", "exposed")


def test_a_rater_has_the_works_that_its_word_decides(graph: kg.KnowledgeGraph) -> None:
    assert impact(graph, NodeId("rater", "iffy")).works == ("copy",)
    assert impact(graph, NodeId("rater", "house")).works == ("b", "g")


def test_a_rater_that_caps_decides() -> None:
    graph = kg.load("examples/evidence")
    found = impact(graph, NodeId("rater", "retraction-watch"))
    assert (found.works, found.changed) == (("trial",), ("vaccines",))


def test_a_claim_that_has_a_better_source_does_not_rely(graph: kg.KnowledgeGraph) -> None:
    assert impact(graph, NodeId.publisher("blog")).relying == ()
    assert impact(graph, NodeId.publisher("blog")).citing == ("direct",)


def test_what_is_not_there_is_an_error_with_the_nearest(graph: kg.KnowledgeGraph) -> None:
    with pytest.raises(UnknownNodeError, match="Did you mean publisher:good"):
        impact(graph, NodeId.publisher("goood"))
    with pytest.raises(IdError, match="page:far has no works"):
        impact(graph, NodeId.page("far"))
    with pytest.raises(PolicyError, match="expected 0 to 4 hops"):
        impact(graph, NodeId.source("l"), max_hops=5)


def test_the_command_prints_one_object(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["impact", "examples/evidence", "rater:mbfc", "--format", "json"])
    assert stopped.value.code in (0, None)
    assert json.loads(capsys.readouterr().out) == {
        "node": "rater:mbfc",
        "citing": ["floods", "vaccines"],
        "relying": [],
        "within": ["floods", "vaccines"],
        "changed": ["floods", "vaccines"],
    }
