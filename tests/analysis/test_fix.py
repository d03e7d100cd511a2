"""What to mend first: the rank, what one better source would change, and candidates that are really there."""

from __future__ import annotations

import json
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import kg
from kg.analysis.changes import Changes, NewCitation, apply_changes
from kg.analysis.fix import fix
from kg.analysis.mending import ground_of
from kg.analysis.verdicts import verdict_table
from kg.cli import main
from kg.model.ids import NodeId
from tests.slow import SlowWorld
from tests.strategies import worlds
from tests.worlds import graph_of

FEW = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
GOOD = {"id": "zz", "url": "https://certainly-good.org/1", "level": 5, "reason": "seen"}


def world_of(**parts: Any) -> dict[str, Any]:
    """A low, a good and an excellent publisher; sources are named after them and numbered."""
    publishers = [
        {"id": name, "places": [f"{name}.org"], "level": level}
        for name, level in (("low", 1), ("good", 4), ("best", 5))
    ]
    names = [f"{name}{number}" for name in ("low", "good", "best") for number in (1, 2, 3, 4)]
    titles = parts.pop("titles", {})
    sources = [
        {"id": one, "url": f"https://{one[:-1]}.org/{one[-1]}", "title": titles.get(one)} for one in names
    ]
    pages = [{"id": one} for one in "pqr"]
    return {"publishers": publishers, "sources": sources, "pages": pages, **parts}


def cite(citing: str, cited: str, claim: str | None = "c", **more: Any) -> dict[str, Any]:
    return {"citing": citing, "cited": cited, "claim": claim, **more}


def offered(world: dict[str, Any], row: int = 0) -> list[tuple[str, int, str]]:
    found = fix(graph_of(world))["candidates"].to_list()[row]
    return [(one["source"].removeprefix("source:"), one["level"], one["reason"]) for one in found]


@FEW
@given(worlds(), st.data())
def test_what_is_to_mend_equals_the_slow_definition(world: Any, data: st.DataObject) -> None:
    world["sources"].append(GOOD)
    slow, graph = SlowWorld(world), graph_of(world)
    found = fix(graph)
    expected = {
        key
        for key, word in slow.claims().items()
        if key[0].startswith("page:") and word in ("certain", "possible")
    }
    claimed = {citing for citing, _ in slow.claims()}
    expected |= {
        (f"page:{page}", None)
        for page in slow.pages
        if f"page:{page}" not in claimed and slow.counts(f"page:{page}")[2]
    }
    assert {("page:" + page, claim) for page, claim in found.select("page", "claim").iter_rows()} == expected
    edges = slow.edges(links=False)
    for row in found.to_dicts():
        citing = f"page:{row['page']}"
        assert row["reliance"] == slow.claims().get((citing, row["claim"]), row["reliance"])
        reaching = [
            page
            for page in slow.pages
            if any(path[-1] == citing for path in slow.paths(f"page:{page}", edges, 2))
        ]
        assert row["reached"] == len(reaching)
        assert len(row["candidates"]) <= 3
        for one in row["candidates"]:
            assert slow.work_level(slow.work[one["source"][7:]]) == one["level"] > 2
    if found.height:
        row = data.draw(st.sampled_from(found.to_dicts()))
        page = NodeId.page(row["page"])
        added = NewCitation(page, NodeId.source("zz"), row["claim"])
        cited = {
            slow._node(one["cited"], "source") for one in world["citations"] if one["citing"] == str(page)
        }
        if "source:zz" not in cited:
            after = apply_changes(graph, Changes(add_citations=(added,)))
            verdicts = dict(verdict_table(after).iter_rows())
            assert verdicts[row["page"]] == row["verdict_after"]


def test_a_claim_that_would_change_its_page_comes_first() -> None:
    world = world_of(
        citations=[
            cite("p", "low1", "one"),
            cite("p", "low2", "two"),
            cite("q", "low3", "alone", file="q.md", line=7),
            *(cite("q", f"good{number}", "well") for number in (1, 2, 3, 4)),
            cite("r", "low4", "perhaps"),
            cite("r", "https://nobody.example/", "perhaps"),
        ]
    )
    rows = fix(graph_of(world)).select("page", "claim", "reliance", "verdict", "verdict_after").rows()
    assert rows == [
        ("q", "alone", "certain", "relies", "exposed"),
        ("p", "one", "certain", "relies", "relies"),
        ("p", "two", "certain", "relies", "relies"),
        ("r", "perhaps", "possible", "exposed", "exposed"),
    ]


def test_of_equals_the_one_that_more_pages_reach_comes_first() -> None:
    world = world_of(citations=[cite("p", "low1"), cite("q", "low2"), cite("r", "page:q", None)])
    found = fix(graph_of(world))
    assert found.select("page", "reached").rows() == [("q", 2), ("p", 1)]


def test_a_claim_has_its_place_and_its_low_sources_with_their_reason() -> None:
    world = world_of(
        citations=[cite("p", "low1", file="p.md", line=9), cite("p", "low2", file="p.md", line=8)],
        claims=[{"id": "c", "page": "p", "file": "p.md", "line": 7}],
    )
    row = fix(graph_of(world)).row(0, named=True)
    assert (row["file"], row["line"]) == ("p.md", 7)
    assert row["sources"] == [
        {"source": "source:low1", "level": 1, "basis": "publisher"},
        {"source": "source:low2", "level": 1, "basis": "publisher"},
    ]


def test_a_page_without_claims_is_one_row() -> None:
    world = world_of(citations=[cite("p", "low1", None), cite("p", "good1", None)])
    row = fix(graph_of(world)).row(0, named=True)
    assert (row["page"], row["claim"], row["reliance"]) == ("p", None, "none")
    assert (row["verdict"], row["verdict_after"]) == ("exposed", "exposed")


def test_the_same_title_elsewhere_is_offered_first() -> None:
    titles = {
        "low1": "Scaling Laws for Reward Models | Some Blog",
        "best1": "Scaling laws for reward models",
        "good1": "Scaling laws of something else",
    }
    world = world_of(titles=titles, citations=[cite("p", "low1"), cite("p", "good1", "other")])
    assert offered(world) == [
        ("best1", 5, "has the title of source:low1, published by best"),
        ("good1", 4, "cited elsewhere on the page; in common: laws, scaling"),
    ]


def test_a_title_of_a_word_or_two_says_nothing() -> None:
    world = world_of(titles={"low1": "About us", "best1": "About us"}, citations=[cite("p", "low1")])
    assert offered(world) == []


def test_a_record_of_the_same_work_is_no_better_source() -> None:
    world = world_of(citations=[cite("p", "low1")])
    world["sources"][0] |= {"doi": "10.1/x", "title": "A study of many things"}
    world["sources"].append(
        {"id": "copy", "url": "https://best.org/c", "doi": "10.1/x", "title": "A study of many things"}
    )
    assert offered(world) == []


def test_what_the_page_cites_elsewhere_says_where() -> None:
    world = world_of(citations=[cite("p", "low1"), cite("p", "good1", "other", file="p.md", line=30)])
    assert offered(world) == [("good1", 4, "cited elsewhere on the page, at p.md:30")]


def test_what_a_neighbour_cites_beside_the_low_source() -> None:
    world = world_of(
        citations=[cite("p", "low1"), cite("q", "low1", "x"), cite("q", "good2", "y")],
        links=[{"page": "q", "target": "p"}],
    )
    assert offered(world) == [("good2", 4, "cited by page:q, which cites source:low1 too")]


def test_what_a_neighbour_cites_of_the_same_thing() -> None:
    titles = {"low1": "Vaccines and autism", "good1": "Autism, vaccines, a review", "good2": "Tea"}
    world = world_of(
        titles=titles,
        citations=[cite("p", "low1"), cite("p", "page:q", None), cite("q", "good1"), cite("q", "good2")],
    )
    assert offered(world) == [("good1", 4, "cited by page:q; in common: autism, vaccines")]


def test_a_stranger_is_not_offered() -> None:
    titles = {"low1": "Vaccines and autism", "good1": "Autism, vaccines, a review"}
    world = world_of(titles=titles, citations=[cite("p", "low1"), cite("q", "good1")])
    assert offered(world) == []


def test_at_most_three_are_offered_and_a_limit_counts_rows() -> None:
    world = world_of(
        citations=[
            cite("p", "low1"),
            cite("q", "low2"),
            *(cite("p", f"{name}{number}", "other") for name in ("good", "best") for number in (1, 2, 3)),
        ]
    )
    assert [one[0] for one in offered(world)] == ["best1", "best2", "best3"]
    whole = fix(graph_of(world))
    assert fix(graph_of(world), limit=1).equals(whole.head(1))


@pytest.mark.parametrize("folder", ["seeds", "examples/evidence"])
def test_nothing_is_invented(folder: str) -> None:
    graph = kg.load(folder)
    found = fix(graph).explode("candidates").drop_nulls("candidates").unnest("candidates")
    known = graph.corpus["sources"].select("source:" + pl.col("id"))["literal"]
    assert found["source"].is_in(known.implode()).all()
    assert (found["level"] > graph.policy.low).all()


def test_the_command_prints_each_form(capsys: pytest.CaptureFixture[str]) -> None:
    def shell(*arguments: str) -> str:
        with pytest.raises(SystemExit) as stopped:
            main(["fix", "examples/evidence", *arguments])
        assert not stopped.value.code
        return capsys.readouterr().out

    rows = json.loads(shell("--format", "json"))
    assert [one["claim"] for one in rows] == ["it-cures", "nights"]
    assert rows[1]["sources"] == [{"source": "source:diary", "level": 2, "basis": "platform"}]
    assert len(shell("--format", "csv").splitlines()) == 3
    assert shell("--limit", "1").startswith("1. page:sleep#it-cures (certain) at sleep.md:5: stays relies")


@FEW
@given(worlds())
def test_advice_on_one_page_is_what_is_said_of_it_among_all(world: Any) -> None:
    world["sources"].append(GOOD)
    graph = graph_of(world)
    everything, ground = fix(graph), ground_of(graph)
    for page in graph.corpus["pages"]["id"]:
        found = fix(graph, page=page, ground=ground)
        assert found.rows() == everything.filter(pl.col("page") == page).rows()
    assert fix(graph, page="no such page", ground=ground).is_empty()
