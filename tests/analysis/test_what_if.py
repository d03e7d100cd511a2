"""What changes would move equals what a world rewritten by hand says; nothing is saved."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any
from unittest import mock

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import kg
from kg.analysis import changes as changing
from kg.analysis.changes import Changes, NewCitation, apply_changes, read_changes
from kg.analysis.impact import changed_verdicts
from kg.analysis.verdicts import verdict_table
from kg.analysis.what_if import moved, moved_objects, what_if
from kg.cli import main
from kg.errors import IdError, KgError, MapError, PolicyError, UnknownNodeError
from kg.model.ids import NodeId
from tests.rating_strategies import DAY, rated_worlds
from tests.strategies import worlds
from tests.worlds import graph_of

FEW = settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


@pytest.fixture(scope="module")
def graph() -> kg.KnowledgeGraph:
    return kg.load("examples/evidence")


def assert_same_graphs(one: kg.KnowledgeGraph, other: kg.KnowledgeGraph) -> None:
    """Equal in all that a command tells of levels, verdicts and scores; rows of ``ratings`` may be numbered otherwise."""
    assert moved(one, other).is_empty()
    assert one.effective.drop("deciding", "capped_by").equals(other.effective.drop("deciding", "capped_by"))
    assert one.resolution.equals(other.resolution)
    assert one.citations.indices.tolist() == other.citations.indices.tolist()


def rewritten(world: dict[str, Any], node: NodeId, level: int | None) -> dict[str, Any]:
    """The world as a person would write it with another level; None is no level."""
    other = copy.deepcopy(world)
    record = next(one for one in other[f"{node.kind}s"] if one["id"] == node.key)
    record["level"] = level
    if node.kind == "source":
        record["reason"] = "what-if" if level else None
    return other


@FEW
@given(worlds(), st.data())
def test_a_level_set_or_removed_is_a_world_rewritten(world: Any, data: st.DataObject) -> None:
    kinds = ("organization", "publisher", "source")
    nodes = [NodeId(kind, one["id"]) for kind in kinds for one in world[f"{kind}s"]]
    node = data.draw(st.sampled_from(nodes))
    level = data.draw(st.integers(1, 5) if node.kind == "source" else st.sampled_from([None, 1, 2, 3, 4, 5]))
    graph = graph_of(world)
    changes = Changes(remove=(node,)) if level is None else Changes(set_levels={node: level})
    expected = graph_of(rewritten(world, node, level))
    assert_same_graphs(apply_changes(graph, changes), expected)
    assert what_if(graph, changes).equals(moved(graph, expected))


@FEW
@given(worlds(), st.data())
def test_citations_that_come_and_go_are_a_world_rewritten(world: Any, data: st.DataObject) -> None:
    graph = graph_of(world)
    source = NodeId.source(data.draw(st.sampled_from(world["sources"]))["id"])
    citing = NodeId.page(data.draw(st.sampled_from(world["pages"]))["id"])
    cited = data.draw(st.sampled_from([one for one in graph.nodes.rows() if one[0] in ("page", "source")]))
    works = dict(graph.resolution.select("id", "work").iter_rows())
    gone = {f"source:{key}" for key, work in works.items() if work == works[source.key]}
    kept = [one for one in world["citations"] if one["cited"] not in gone]
    added = {"citing": str(citing), "cited": ":".join(cited), "claim": "z", "character": "supports"}
    changes = Changes(remove=(source,), add_citations=(NewCitation(citing, NodeId(*cited), "z", "supports"),))
    assert_same_graphs(apply_changes(graph, changes), graph_of({**world, "citations": [*kept, added]}))


@settings(FEW, max_examples=5)
@given(worlds())
def test_what_if_of_nothing_is_empty(world: Any) -> None:
    assert what_if(graph_of(world), Changes()).is_empty()


@FEW
@given(rated_worlds(3), st.data())
def test_the_quick_way_equals_rating_all_anew(world: Any, data: st.DataObject) -> None:
    graph = graph_of(world, as_of=DAY)
    nodes = [NodeId(kind, key) for kind, key in graph.nodes.rows() if kind not in ("page", "rater")]
    few = st.lists(st.sampled_from(nodes), max_size=2, unique=True)
    levels = {node: data.draw(st.integers(1, 5)) for node in data.draw(few)}
    raters = [NodeId(kind, key) for kind, key in graph.nodes.rows() if kind == "rater"]
    remove = [node for node in data.draw(few) if node not in levels]
    remove += data.draw(st.lists(st.sampled_from(raters), max_size=1)) if raters else []
    changes = Changes(levels, tuple(remove))
    quick = apply_changes(graph, changes)
    with mock.patch.object(changing, "_registered_only", lambda graph: False):
        full = apply_changes(graph, Changes({**levels}, tuple(remove)))
    assert_same_graphs(quick, full)
    assert quick.nodes.equals(full.nodes)
    assert (
        quick.tables["subjects"]
        .sort("row", "kind", "key")
        .equals(full.tables["subjects"].sort("row", "kind", "key"))
    )
    for name in ("deciding", "capped_by"):
        assert quick.effective[name].equals(full.effective[name])
    for node, level in levels.items():
        if node.kind == "source":
            decided = quick.effective.row(by_predicate=pl.col("id") == node.key, named=True)
            assert (decided["level"], decided["basis"]) == (level, "override")


def test_a_level_replaces_what_all_raters_say(graph: kg.KnowledgeGraph) -> None:
    found = what_if(graph, Changes(set_levels={NodeId.publisher("courier"): 2}))
    assert moved_objects(found) == [
        {"subject": "source:flood", "before": {"level": 4}, "after": {"level": 2}},
        {
            "subject": "page:floods",
            "before": {"verdict": "clear", "low_share": 0.0, "score": 0.0},
            "after": {"verdict": "relies", "low_share": 1.0, "score": 1.0},
        },
        {
            "subject": "page:vaccines",
            "before": {"verdict": "exposed", "low_share": 0.5, "score": 0.5},
            "after": {"verdict": "relies", "low_share": 1.0, "score": 1.0},
        },
    ]


def test_a_level_of_a_source_beats_its_retraction(graph: kg.KnowledgeGraph) -> None:
    found = moved_objects(what_if(graph, Changes(set_levels={NodeId.source("trial"): 5})))
    assert found[0] == {"subject": "source:trial", "before": {"level": 1}, "after": {"level": 5}}
    assert found[1]["after"]["verdict"] == "clear"


def test_a_publisher_without_assertions_is_unrated_or_inherits(graph: kg.KnowledgeGraph) -> None:
    removed = moved_objects(what_if(graph, Changes(remove=(NodeId.publisher("health-daily"),))))
    assert removed[0] == {"subject": "source:sleep", "before": {"level": 1}, "after": {"level": None}}
    inherited = moved_objects(what_if(graph, Changes(remove=(NodeId.publisher("courier"),))))
    assert inherited[0] == {"subject": "source:flood", "before": {"level": 4}, "after": {"level": 3}}


def test_a_removed_source_is_cited_by_nobody(graph: kg.KnowledgeGraph) -> None:
    found = moved_objects(what_if(graph, Changes(remove=(NodeId.source("trial"),))))
    assert [one["subject"] for one in found] == ["page:vaccines"]


def test_an_address_that_nobody_recorded_becomes_a_source(graph: kg.KnowledgeGraph) -> None:
    added = NewCitation(NodeId.page("floods"), "https://health-daily.example/new", "what-happened")
    found = moved_objects(what_if(graph, Changes(add_citations=(added,))))
    assert found[0]["before"] == {"level": None}
    assert found[0]["after"] == {"level": 1}
    assert found[1]["after"]["verdict"] == "exposed"


def test_a_known_address_is_the_source_that_has_it(graph: kg.KnowledgeGraph) -> None:
    added = NewCitation(NodeId.page("floods"), "http://health-daily.example/sleep-cure/")
    found = moved_objects(what_if(graph, Changes(add_citations=(added,))))
    assert [one["subject"] for one in found] == ["page:floods"]


def test_a_citation_may_go(graph: kg.KnowledgeGraph) -> None:
    pair = (NodeId.page("sleep"), NodeId.source("sleep"))
    found = moved_objects(what_if(graph, Changes(remove_citations=(pair,))))
    assert [one["subject"] for one in found] == []
    after = apply_changes(graph, Changes(remove_citations=(pair,)))
    assert verdict_table(after).row(by_predicate=pl.col("page") == "sleep")[1] == "relies"
    assert after.citations.edges == graph.citations.edges - 1


def test_the_graph_stays_as_it_is(graph: kg.KnowledgeGraph) -> None:
    before = {name: graph.tables[name].clone() for name in graph.tables}
    what_if(graph, Changes(set_levels={NodeId.publisher("courier"): 2}, remove=(NodeId.source("sleep"),)))
    assert all(graph.tables[name].equals(frame) for name, frame in before.items())
    assert changed_verdicts(graph, graph).is_empty()


@pytest.mark.parametrize(
    ("changes", "error", "words"),
    [
        (Changes(set_levels={NodeId.publisher("couriers"): 2}), UnknownNodeError, "publisher:courier"),
        (Changes(set_levels={NodeId.publisher("courier"): 6}), PolicyError, "from 1 to 5, got 6"),
        (Changes(set_levels={NodeId.page("floods"): 2}), IdError, "page:floods has no level"),
        (Changes(set_levels={NodeId("rater", "mbfc"): 2}), IdError, "rater:mbfc has no level"),
        (Changes(remove=(NodeId.page("floods"),)), IdError, "page:floods cannot be removed"),
        (
            Changes({NodeId.publisher("courier"): 2}, remove=(NodeId.publisher("courier"),)),
            IdError,
            "both set and removed",
        ),
        (
            Changes(add_citations=(NewCitation(NodeId.page("flods"), NodeId.source("sleep")),)),
            UnknownNodeError,
            "page:floods",
        ),
        (
            Changes(add_citations=(NewCitation(NodeId.page("floods"), NodeId.publisher("courier")),)),
            IdError,
            "neither cites nor is cited",
        ),
    ],
)
def test_a_change_that_cannot_be_made_says_so(
    graph: kg.KnowledgeGraph, changes: Changes, error: type[KgError], words: str
) -> None:
    with pytest.raises(error, match=words):
        what_if(graph, changes)


def test_changes_stand_in_a_file(graph: kg.KnowledgeGraph, tmp_path: Path) -> None:
    path = tmp_path / "changes.toml"
    path.write_text(
        'remove = ["source:sleep", "rater:mbfc"]\n[set]\n"publisher:courier" = 2\n'
        '[[add_citation]]\nciting = "floods"\ncited = "source:diary"\nclaim = "x"\ncharacter = "disputes"\n'
        '[[remove_citation]]\nciting = "vaccines"\ncited = "source:trial"\n',
        encoding="utf-8",
    )
    floods = NodeId.page("floods")
    assert read_changes(graph, path) == Changes(
        {NodeId.publisher("courier"): 2},
        (NodeId.source("sleep"), NodeId("rater", "mbfc")),
        (NewCitation(floods, NodeId.source("diary"), "x", "disputes"),),
        ((NodeId.page("vaccines"), NodeId.source("trial")),),
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("set = 3", r'set: expected node = level. Write "publisher:x" = 2'),
        ('[set]\n"publisher:courier" = "2"', "publisher:courier: expected a level from 1 to 5, got '2'"),
        ("removed = []", "unknown name 'removed'. Did you mean 'remove'"),
        ('remove = "source:sleep"', "remove: expected a list"),
        ("[add_citation]\nciting = 'a'", "add_citation: expected a table for each"),
        ("[[add_citation]]\nciting = 'floods'", "a citation needs citing and cited"),
        (
            "[[add_citation]]\nciting = 'floods'\ncited='source:sleep'\ncharacter='likes'",
            "character: expected one of",
        ),
        ("[[", "is not TOML"),
    ],
)
def test_a_file_with_a_mistake_says_where(
    graph: kg.KnowledgeGraph, tmp_path: Path, text: str, words: str
) -> None:
    path = tmp_path / "changes.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(MapError, match=words) as raised:
        read_changes(graph, path)
    assert str(raised.value).startswith(str(path))


def shell(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[str, str, int]:
    with pytest.raises(SystemExit) as stopped:
        main(["what-if", "examples/evidence", *arguments])
    out, err = capsys.readouterr()
    return out, err, int(stopped.value.code or 0)


def test_the_command_takes_every_change(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "changes.toml"
    file.write_text('[set]\n"publisher:courier" = 3', encoding="utf-8")
    arguments = ["--file", str(file), "--set", "publisher:courier=2", "--remove", "source:trial"]
    arguments += ["--add-citation", "floods=source:diary", "--remove-citation", "page:sleep=source:sleep"]
    out, _, status = shell(capsys, *arguments, "--format", "json")
    assert status == 0
    found = {one["subject"]: one for one in json.loads(out)}
    assert list(found) == ["source:flood", "page:floods", "page:vaccines"]
    assert found["source:flood"]["after"] == {"level": 2}
    assert found["page:floods"]["after"] == {"verdict": "relies", "low_share": 1.0, "score": 1.0}


@pytest.mark.parametrize("text", ["publisher:courier", "publisher:courier=6", "=2", "publisher:courier=low"])
def test_a_level_that_is_none_is_wrong_usage(capsys: pytest.CaptureFixture[str], text: str) -> None:
    _, err, status = shell(capsys, "--set", text)
    assert status == 2
    assert "expected NODE=LEVEL" in err


def test_without_a_change_there_is_nothing_to_ask(capsys: pytest.CaptureFixture[str]) -> None:
    assert shell(capsys)[2] == 2


def test_the_command_names_the_nearest_node(capsys: pytest.CaptureFixture[str]) -> None:
    _, err, status = shell(capsys, "--add-citation", "page:flods=source:trial")
    assert (status, err) == (1, "kg: no page 'flods'. Did you mean page:floods?\n")
