"""Two builds are told apart completely, and each difference has its cause."""

from __future__ import annotations

import copy
import datetime
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import kg
from kg.analysis.diff import Kind, by_cause, diff, diff_objects
from kg.analysis.verdicts import claim_table, verdict_table
from kg.cli import main
from tests.strategies import worlds
from tests.worlds import graph_of

FEW = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
DAY = datetime.date(2026, 11, 24)
WORLD: dict[str, list[dict[str, Any]]] = {
    "organizations": [{"id": "press", "level": 4}, {"id": "trust", "level": 2}],
    "publishers": [
        {"id": "openai", "places": ["openai.com"], "level": 4},
        {"id": "blog", "places": ["openai.com/blog-of-ann"], "level": 1},
        {"id": "owned", "places": ["owned.org"], "owned_by": "press"},
        {"id": "listed", "places": ["listed.org"]},
    ],
    "sources": [
        {"id": "a", "url": "https://openai.com/a", "type": "web"},
        {"id": "b", "url": "https://openai.com/b", "doi": "10.1/b"},
        {"id": "o", "url": "https://owned.org/o"},
        {"id": "l", "url": "https://listed.org/l"},
    ],
    "pages": [{"id": "p"}, {"id": "q"}],
    "citations": [
        {"citing": "p", "cited": "a", "claim": "one", "file": "p.md", "line": 3},
        {"citing": "p", "cited": "b", "claim": "two"},
        {"citing": "q", "cited": "o"},
        {"citing": "q", "cited": "l"},
    ],
    "ratings": [
        {"subject": "listed.org", "rater": "mbfc", "value": "high", "valid_from": "2026-01-01"},
        {"subject": "listed.org", "rater": "newsguard", "value": "100"},
        {"subject": "listed.org", "rater": "wikipedia", "value": "deprecated"},
    ],
}


def changed(**parts: Any) -> dict[str, Any]:
    """The world with some records replaced or added, by table and id or position; None takes one away."""
    world = copy.deepcopy(WORLD)
    for table, records in parts.items():
        for key, fields in records.items():
            found = [one for one in world[table] if one.get("id") == key or world[table].index(one) == key]
            if fields is None:
                world[table].remove(found[0])
            elif found:
                found[0] |= fields
            else:
                world[table].append(({"id": key} if isinstance(key, str) else {}) | fields)
    return world


@pytest.fixture(scope="module")
def before() -> kg.KnowledgeGraph:
    return graph_of(WORLD, as_of=DAY)


def rows(before: kg.KnowledgeGraph, world: dict[str, Any], **options: Any) -> list[dict[str, Any]]:
    return diff_objects(diff(before, graph_of(world, **{"as_of": DAY} | options)))


def causes(found: list[dict[str, Any]], kind: str) -> dict[str, str]:
    return {one["subject"]: one["cause"] for one in found if one["kind"] == kind}


@FEW
@given(worlds(), st.data())
def test_diff_covers_exactly_what_differs(world: Any, data: st.DataObject) -> None:
    other = copy.deepcopy(world)
    for table in ("publishers", "organizations", "sources"):
        levels = [1, 2, 3, 4, 5] if table == "sources" else [None, 1, 3, 5]
        for record in other[table]:
            if data.draw(st.booleans()):
                record.update(level=data.draw(st.sampled_from(levels)))
                record.update({"reason": "seen"} if table == "sources" else {})
    for one in other["publishers"]:
        if data.draw(st.integers(0, 3)) == 0:
            one["places"] = one["places"][:1]
    kept = data.draw(st.lists(st.booleans(), min_size=14, max_size=14))
    other["citations"] = [one for one, keep in zip(other["citations"], kept, strict=False) if keep]
    one, two = graph_of(world), graph_of(other)
    found = diff(one, two)
    levels = [dict(graph.effective.select("id", "level").iter_rows()) for graph in (one, two)]
    verdicts = [dict(verdict_table(graph).iter_rows()) for graph in (one, two)]
    of_kind = {kind: found.filter(pl.col("kind") == kind.value) for kind in Kind}
    assert of_kind[Kind.RATING].select("subject", "before", "after").rows() == [
        (f"source:{key}", text(levels[0][key]), text(levels[1][key]))
        for key in sorted(levels[0])
        if levels[0][key] != levels[1][key]
    ]
    assert of_kind[Kind.VERDICT].select("subject", "before", "after").rows() == [
        (f"page:{key}", verdicts[0][key], verdicts[1][key])
        for key in sorted(verdicts[0])
        if verdicts[0][key] != verdicts[1][key]
    ]
    relying = [
        {f"{c}#{n}": word for c, n, word in claim_table(g).select("citing", "claim", "reliance").iter_rows()}
        for g in (one, two)
    ]
    assert of_kind[Kind.CLAIM]["subject"].to_list() == sorted(
        key for key in relying[0] | relying[1] if relying[0].get(key, "none") != relying[1].get(key, "none")
    )
    pairs = [set(graph.corpus["citations"].select("citing", "cited").iter_rows()) for graph in (one, two)]
    told = set(of_kind[Kind.CITATION]["subject"].to_list())
    assert told >= {f"{citing} -> {cited}" for citing, cited in pairs[0] ^ pairs[1]}
    assert found["cause"].str.len_chars().min() != 0
    assert by_cause(found)["cause"].null_count() == 0
    back = diff(two, one)
    ends = found.select("kind", "subject", pl.col("after").alias("before"), pl.col("before").alias("after"))
    assert back.select("kind", "subject", "before", "after").rows() == ends.rows()


def text(level: int | None) -> str | None:
    return None if level is None else str(level)


@settings(FEW, max_examples=5)
@given(worlds())
def test_equal_builds_differ_in_nothing(world: Any) -> None:
    graph = graph_of(world)
    assert diff(graph, graph_of(world)).is_empty()
    assert by_cause(diff(graph, graph)).is_empty()


def test_an_assertion_that_changed(before: kg.KnowledgeGraph) -> None:
    found = rows(before, changed(publishers={"openai": {"level": 2}}))
    assert found == [
        {"kind": "verdict", "subject": "page:p", "before": "clear", "after": "relies",
         "cause": "publisher:openai 4 -> 2 (house): source:a, source:b"},
        {"kind": "claim", "subject": "page:p#one", "before": "none", "after": "certain",
         "cause": "publisher:openai 4 -> 2 (house): source:a"},
        {"kind": "claim", "subject": "page:p#two", "before": "none", "after": "certain",
         "cause": "publisher:openai 4 -> 2 (house): source:b"},
        {"kind": "rating", "subject": "source:a", "before": 4, "after": 2,
         "cause": "publisher:openai 4 -> 2 (house)"},
        {"kind": "rating", "subject": "source:b", "before": 4, "after": 2,
         "cause": "publisher:openai 4 -> 2 (house)"},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("parts", "source", "cause"),
    [
        ({"publishers": {"openai": {"level": None}}}, "a", "publisher:openai 4 -> unrated (house)"),
        ({"sources": {"a": {"level": 1, "reason": "x"}}}, "a", "source:a unrated -> 1 (house)"),
        ({"organizations": {"press": {"level": 1}}}, "o", "organization:press 4 -> 1 (house)"),
        ({"organizations": {"press": {"level": None}}}, "o", "organization:press 4 -> unrated (house)"),
        (
            {"publishers": {"owned": {"owned_by": "trust"}}},
            "o",
            "owner of publisher:owned: organization:press -> organization:trust",
        ),
        ({"publishers": {"owned": {"owned_by": None}}}, "o", "owner of publisher:owned: organization:press -> nobody"),
        ({"publishers": {"owned": {"level": 1}}}, "o", "publisher:owned unrated -> 1 (house)"),
        ({"sources": {"a": {"url": "https://openai.com/blog-of-ann/a"}}}, "a", "address changed"),
        (
            {"publishers": {"blog": {"places": ["openai.com/b"]}}},
            "b",
            "place added: openai.com/b of publisher:blog",
        ),
        ({"publishers": {"openai": {"places": ["open.ai"]}}}, "a", "place gone: openai.com of publisher:openai"),
        ({"sources": {"a": {"publisher": "blog"}}}, "a", "stated publisher none -> blog"),
        (
            {"ratings": {9: {"subject": "openai.com/a", "rater": "iffy", "value": "listed"}},
             "publishers": {"openai": {"level": None}}},
            "a",
            "publisher:openai.com/a unrated -> 1 (iffy)",
        ),
        ({"ratings": {0: {"value": "low"}}}, "l", "publisher:listed 4 -> 1 (mbfc)"),
        (
            {"ratings": {9: {"subject": "doi:10.1/b", "rater": "retraction-watch", "value": "retraction"}}},
            "b",
            "retraction by retraction-watch",
        ),
    ],
)  # fmt: skip
def test_the_cause_of_a_level(before: kg.KnowledgeGraph, parts: Any, source: str, cause: str) -> None:
    assert causes(rows(before, changed(**parts)), "rating")[f"source:{source}"] == cause


def test_what_goes_has_the_same_cause_turned_round(before: kg.KnowledgeGraph) -> None:
    retracted = changed(
        ratings={9: {"subject": "doi:10.1/b", "rater": "retraction-watch", "value": "retraction"}}
    )
    found = diff_objects(diff(graph_of(retracted, as_of=DAY), before))
    assert causes(found, "rating") == {"source:b": "no longer retraction by retraction-watch"}


def test_a_policy_and_a_date_are_causes(before: kg.KnowledgeGraph) -> None:
    least = rows(before, WORLD, policy=kg.Policy(aggregation="min"))
    assert causes(least, "rating") == {"source:l": "policy: aggregation median -> min"}
    earlier = rows(before, WORLD, as_of=datetime.date(2025, 6, 1))
    assert causes(earlier, "rating") == {"source:l": "as of 2026-11-24 -> 2025-06-01"}
    higher = rows(before, WORLD, policy=kg.Policy(low=4))
    assert causes(higher, "verdict")["page:p"] == "policy: low 2 -> 4: source:a, source:b"
    assert causes(higher, "rating") == {}


def test_citations_are_causes_where_they_matter(before: kg.KnowledgeGraph) -> None:
    world = changed(
        sources={"x": {"url": "https://openai.com/blog-of-ann/x"}, "y": {"url": "https://openai.com/y"}},
        citations={
            8: {"citing": "p", "cited": "x", "claim": "three", "file": "p.md", "line": 9},
            9: {"citing": "p", "cited": "y"},
        },
    )
    found = rows(before, world)
    assert causes(found, "verdict") == {"page:p": "new citation of source:x"}
    assert causes(found, "claim") == {"page:p#three": "new citation of source:x"}
    assert causes(found, "citation")["page:p -> source:x"] == "citation new at p.md:9"
    assert causes(found, "source")["source:x"].startswith("source new at sources.json")
    turned = diff_objects(diff(graph_of(world, as_of=DAY), before))
    assert causes(turned, "verdict") == {"page:p": "citation of source:x gone"}
    assert [one["before"] for one in turned if one["kind"] == "source"] == [1, 4]


def test_a_threshold_and_a_regrouping_are_causes() -> None:
    world = {
        "publishers": [
            {"id": "g", "places": ["g.org"], "level": 4},
            {"id": "l", "places": ["l.org"], "level": 1},
        ],
        "pages": [{"id": "p"}],
        "citations": [
            {"citing": "p", "cited": "https://l.org/1", "claim": "one"},
            {"citing": "p", "cited": "https://g.org/1", "claim": "one"},
        ],
    }
    apart = copy.deepcopy(world)
    apart["citations"][1]["claim"] = "two"
    before = graph_of(world)
    assert causes(diff_objects(diff(before, graph_of(apart))), "verdict") == {
        "page:p": "claims drawn otherwise"
    }
    strict = graph_of(world, policy=kg.Policy(theta=0.6))
    assert causes(diff_objects(diff(before, strict)), "verdict") == {"page:p": "policy: theta 0.1 -> 0.6"}


def test_a_citation_of_another_character_is_told(before: kg.KnowledgeGraph) -> None:
    found = rows(before, changed(citations={0: {"character": "disputes"}}))
    assert [one for one in found if one["kind"] == "citation"] == [
        {
            "kind": "citation",
            "subject": "page:p -> source:a",
            "before": "cites",
            "after": "disputes",
            "cause": "citation of another character at p.md:3",
        }
    ]


def test_the_heaviest_cause_stands_first(before: kg.KnowledgeGraph) -> None:
    world = changed(
        publishers={"openai": {"level": 2}, "owned": {"level": 3}},
        pages={"r": {}},
        citations={9: {"citing": "q", "cited": "a"}},
    )
    groups = by_cause(diff(before, graph_of(world, as_of=DAY)))
    assert groups.select("cause", "verdict", "rating").rows()[:2] == [
        ("publisher:openai 4 -> 2 (house)", 1, 2),
        ("new citation of source:a", 1, 0),
    ]
    assert groups["cause"].to_list()[-1] == "page new"


def test_the_command_prints_each_form(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, before: kg.KnowledgeGraph
) -> None:
    old, new = str(tmp_path / "a.kg"), str(tmp_path / "b.kg")
    kg.save(before, old)
    kg.save(graph_of(changed(publishers={"openai": {"level": 2}}), as_of=DAY), new)

    def shell(*arguments: str) -> str:
        with pytest.raises(SystemExit) as stopped:
            main(["diff", *arguments])
        assert not stopped.value.code
        return capsys.readouterr().out

    assert json.loads(shell(old, old, "--format", "json")) == []
    assert shell(old, old) == "Nothing changed.\n"
    rows = json.loads(shell(old, new, "--format", "json"))
    assert [list(one) for one in rows] == [["kind", "subject", "before", "after", "cause"]] * 5
    assert len(shell(old, new, "--format", "csv").splitlines()) == 6
    assert "publisher:openai 4 -> 2 (house): 1 page, 2 claims, 2 sources\n  page:p: clear" in shell(old, new)
    assert "<code>publisher:openai 4 -&gt; 2 (house)</code>: 1 page" in shell(
        old, new, "--format", "markdown"
    )


def test_a_comment_keeps_what_comes_from_the_data_inert(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    name = "@ann`<b>[x](y)"
    worlds = []
    for number, level in enumerate((4, 1)):
        world = {
            "publishers": [{"id": name, "places": ["a.org"], "level": level}],
            "pages": [{"id": name}],
            "citations": [{"citing": name, "cited": "https://a.org/1"}],
        }
        worlds.append(str(tmp_path / f"{number}.kg"))
        kg.save(graph_of(world), worlds[-1])
    with pytest.raises(SystemExit):
        main(["diff", *worlds, "--format", "markdown"])
    out = capsys.readouterr().out
    assert "- `page:@ann'<b>[x](y)`: `clear -> exposed`" in out
    assert "<code>publisher:@ann`&lt;b&gt;[x](y) 4" in out
