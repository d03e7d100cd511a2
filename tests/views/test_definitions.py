"""Every figure that a view shows, against the slow definitions, on random worlds."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

import kg
from kg.views.identities import identities_of
from kg.views.nouns import Asked, BodyView, Listing, Overview, PageView, PathView, SourceView
from kg.views.parts import Link, Table
from kg.views.site import answer
from kg.views.world import World, prepare
from tests.slow import DISPUTING, SlowWorld
from tests.strategies import worlds
from tests.worlds import graph_of

SOME = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
Data = dict[str, list[dict[str, Any]]]


def column(table: Table, key: str) -> list[Any]:
    at = [header.column.key for header in table.headers].index(key)
    return [row[at] for row in table.rows]


def ids(table: Table) -> list[str]:
    """The ids that the first column of a table leads to."""
    found = [row[0] for row in table.rows]
    assert all(isinstance(one, Link) and one.href for one in found)
    return [one.href.rpartition("/")[2] for one in found]


def every(world: World, name: str, *more: tuple[str, str]) -> Listing:
    view = answer(world, Asked((name,), (("per", "200"), *more))).view
    assert isinstance(view, Listing)
    return view


def levels_of(slow: SlowWorld, works: set[str]) -> dict[int | None, int]:
    counts: dict[int | None, int] = {}
    for work in works:
        level = slow.work_level(work)
        counts[level] = counts.get(level, 0) + 1
    return counts


def works_cited(slow: SlowWorld, node: str) -> set[str]:
    return {one[7:] for one in slow.edges(links=False).get(node, set()) if one.startswith("source:")}


@SOME
@given(worlds())
def test_exposure_and_overview(data: Data) -> None:
    slow, world = SlowWorld(data), prepare(graph_of(data))
    rows = slow.table()
    table = every(
        world, "exposure", ("columns", "page,verdict,levels,low,unrated,cited,low_share,coverage,hops,score")
    ).table
    assert ids(table) == [row["page"] for row in rows]
    assert column(table, "verdict") == [row["verdict"] for row in rows]
    assert column(table, "unrated") == [row["cited"] - row["rated"] for row in rows]
    shares = [None if row["cited"] == 0 else (row["low_share"], row["low_share_upper"]) for row in rows]
    assert column(table, "low_share") == [
        None if one is None else pytest.approx(tuple(map(float, one))) for one in shares
    ]
    for bar, row in zip(column(table, "levels"), rows, strict=True):
        assert {one.level: one.count for one in bar.segments} == levels_of(
            slow, works_cited(slow, f"page:{row['page']}")
        )
    overview = answer(world, Asked(())).view
    assert isinstance(overview, Overview)
    counts = {one.verdict: one.pages for one in overview.verdicts}
    assert counts == {word: sum(row["verdict"] == word for row in rows) for word in counts}
    assert sum(counts.values()) == len(rows) == sum(len(row.squares) + row.more for row in overview.map)
    assert ids(overview.worst) == [row["page"] for row in rows][:10]
    pairs = sum(row["cited"] for row in rows)
    assert overview.bar.total == pairs
    assert overview.figures[2].value.removesuffix(" %") == (
        "–" if not pairs else _percent(Fraction(sum(row["rated"] for row in rows), pairs))
    )


def _percent(share: Fraction) -> str:
    value = float(share * 100)
    return f"{value:.0f}" if value >= 10 else f"{value:.1f}".removesuffix(".0")


@SOME
@given(worlds())
def test_facets_narrow_as_their_counts_say(data: Data) -> None:
    world = prepare(graph_of(data))
    whole = every(world, "exposure").table
    for facet in whole.facets:
        assert sum(option.count for option in facet.options) == whole.paging.total
        for option in facet.options:
            table = every(world, "exposure", (facet.key, option.value)).table
            assert table.paging.total == option.count, (facet.key, option.value)
            assert [one for one in ids(whole) if one in ids(table)] == ids(table)


@SOME
@given(worlds())
def test_a_page_rests_on_what_it_cites(data: Data) -> None:
    slow, world = SlowWorld(data), prepare(graph_of(data))
    edges, links = slow.edges(links=False), slow.edges(links=True)
    for row in slow.table():
        node = f"page:{row['page']}"
        view = answer(world, Asked(("page", row["page"]), (("per", "200"),))).view
        assert isinstance(view, PageView)
        works = works_cited(slow, node)
        assert sorted(ids(view.table)) == sorted(works)
        expected = [slow.work_level(one) for one in ids(view.table)]
        assert expected == sorted(expected, key=lambda level: 2.5 if level is None else level)
        assert {one.level: one.count for one in view.bar.segments} == levels_of(slow, works)
        assert view.verdict == row["verdict"]
        claims = {
            claim: word
            for (citing, claim), word in slow.claims().items()
            if citing == node and word != "none"
        }
        assert {one.id: one.reliance for one in view.claims} == claims
        citing = {
            one[5:]
            for one, heads in edges.items()
            if node in heads and one.startswith("page:") and one != node
        }
        linking = {
            one[5:]
            for one, heads in links.items()
            if node in heads and one.startswith("page:") and one != node
        }
        cited_by = answer(world, Asked(("page", row["page"]), (("tab", "cited-by"), ("per", "200")))).view
        assert isinstance(cited_by, PageView)
        assert sorted(ids(cited_by.table)) == sorted(citing)
        more = len(linking - citing)
        assert cited_by.tabs[2].count == (f"{len(citing)}, {more} by links" if more else f"{len(citing)}")


@SOME
@given(worlds())
def test_what_lies_beyond_a_page_is_what_paths_reach(data: Data) -> None:
    slow, world = SlowWorld(data), prepare(graph_of(data))
    edges = slow.edges(links=False)
    for page in slow.pages:
        reached: dict[str, int] = {}
        for path in slow.paths(f"page:{page}", edges, 2):
            if path[-1].startswith("page:") and path[-1] != f"page:{page}":
                reached[path[-1][5:]] = min(len(path) - 1, reached.get(path[-1][5:], 9))
        view = answer(world, Asked(("page", page), (("tab", "through"), ("per", "200")))).view
        assert isinstance(view, PageView)
        assert dict(zip(ids(view.table), column(view.table, "away"), strict=True)) == reached
        for other, gives in zip(ids(view.table), column(view.table, "gives"), strict=True):
            assert gives[0] == pytest.approx(
                float(Fraction(1, 2) ** reached[other] * slow.share(f"page:{other}"))
            )


@SOME
@given(worlds())
def test_a_path_multiplies_to_the_score(data: Data) -> None:
    slow, world = SlowWorld(data), prepare(graph_of(data))
    for row in slow.table():
        found = answer(world, Asked(("path", row["page"])))
        if row["witness"] is None:
            assert found.view.head.title == "No path"
            continue
        assert isinstance(found.view, PathView) and found.record is not None
        assert found.record["witness"] == row["witness"]  # type: ignore[call-overload]
        product = 1.0
        for hop in found.view.hops:
            product *= 1.0 if hop.factor is None else hop.factor
        assert product == pytest.approx(float(row["score"])) == pytest.approx(found.view.score)


@SOME
@given(worlds())
def test_sources_and_who_cites_them(data: Data) -> None:
    slow, world = SlowWorld(data), prepare(graph_of(data))
    table = every(world, "sources").table
    levels = dict(zip(ids(table), column(table, "level"), strict=True))
    pages = dict(zip(ids(table), column(table, "pages"), strict=True))
    assert levels.keys() == {one["id"] for one in slow.world["sources"]} | {
        one for one in levels if one not in {two["id"] for two in slow.world["sources"]}
    }
    for source in slow.world["sources"]:
        work = slow.work[source["id"]]
        citing = {page for page in slow.pages if work in works_cited(slow, f"page:{page}")}
        assert levels[source["id"]] == slow.work_level(work)
        assert pages[source["id"]] == len(citing)
        view = answer(world, Asked(("source", source["id"]), (("per", "200"),))).view
        assert isinstance(view, SourceView)
        assert sorted(ids(view.cited_by)) == sorted(citing)
        assert view.level == slow.work_level(work)


@SOME
@given(worlds())
def test_what_hangs_on_a_publisher(data: Data) -> None:
    slow, world = SlowWorld(data), prepare(graph_of(data))
    table = every(world, "publishers").table
    held = dict(
        zip(ids(table), zip(column(table, "sources"), column(table, "pages"), strict=True), strict=True)
    )
    for publisher in {one["id"] for one in data["publishers"]}:
        mine = {one["id"] for one in slow.world["sources"] if slow.attribution(one)[0] == publisher}
        works = {slow.work[one] for one in mine}
        citing = {page for page in slow.pages if works & works_cited(slow, f"page:{page}")}
        assert held[publisher] == (len(mine), len(citing))
        view = answer(world, Asked(("publisher", publisher), (("tab", "pages"), ("per", "200")))).view
        assert isinstance(view, BodyView)
        counted = dict(zip(ids(view.table), column(view.table, "from_here"), strict=True))
        assert counted.keys() == citing
        assert counted == {page: len(works & works_cited(slow, f"page:{page}")) for page in citing}


def test_a_column_in_which_no_page_has_anything_is_left_out() -> None:
    said: Data = {"pages": [{"id": "a"}, {"id": "b", "type": "risk"}], "sources": [{"id": "s"}, {"id": "t"}],
            "citations": [{"citing": "a", "cited": "s"}, {"citing": "b", "cited": "t"}]}  # fmt: skip
    world = prepare(graph_of(said))
    keys = {}
    for key in ("s", "t"):
        view = answer(world, Asked(("source", key))).view
        assert isinstance(view, SourceView)
        keys[key] = [header.column.key for header in view.cited_by.headers]
    assert ("type" in keys["s"], "type" in keys["t"]) == (False, True)


def test_a_page_stands_where_it_cites_itself_not_where_a_namesake_of_another_kind_does() -> None:
    said: Data = {"pages": [{"id": "source:t"}], "sources": [{"id": "s"}, {"id": "t"}],
            "citations": [{"citing": "source:t", "cited": "s", "file": "a.md", "line": 1},
                          {"citing": "page:source:t", "cited": "s", "file": "b.md", "line": 2}]}  # fmt: skip
    view = answer(prepare(graph_of(said)), Asked(("source", "s"))).view
    assert isinstance(view, SourceView)
    (place,) = column(view.cited_by, "where")
    assert (place.file, place.line) == ("b.md", 2)


def test_an_empty_corpus_says_that_it_has_no_page() -> None:
    world = prepare(graph_of({"pages": []}))
    assert every(world, "exposure").empty == "There is none in this corpus."
    assert "Take back" in every(prepare(kg.load("seeds")), "exposure").empty


def test_disputes_are_no_support() -> None:
    assert {"disputes", "refutes", "disagreesWith"} == DISPUTING
    data: Data = {
        "publishers": [{"id": "p", "level": 1, "places": ["a.com"]}],
        "sources": [{"id": "s", "url": "https://a.com/x"}],
        "pages": [{"id": "g"}],
        "citations": [{"citing": "page:g", "cited": "source:s", "character": "disputes"}],
    }
    view = answer(prepare(graph_of(data)), Asked(("page", "g"))).view
    assert isinstance(view, PageView)
    assert (view.verdict, view.table.rows, view.rests) == ("uncited", (), "It cites no source.")


def test_the_twin_of_exposure_is_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    from kg.cli import main
    from kg.views.twins import csv_bytes, json_bytes

    world = prepare(kg.load("seeds"))
    for form, made in (("json", json_bytes), ("csv", csv_bytes)):
        with pytest.raises(SystemExit):
            main(["exposure", "seeds", "--format", form])
        assert made(answer(world, Asked(("exposure",)))).decode() == capsys.readouterr().out


def test_names_that_others_give_are_facts_and_only_web_addresses_lead_out() -> None:
    entity, orcid = "http://www.wikidata.org/entity/Q52", "https://orcid.org/0000-0002-1825-0097"
    world = prepare(
        graph_of(
            {
                "publishers": [
                    {"id": "wiki", "places": ["wiki.org"], "same_as": ["Q52", "https://ror.org/1"]}
                ],
                "sources": [{"id": "s", "url": "https://wiki.org/a", "orcids": ["0000-0002-1825-0097"]}],
            }
        )
    )
    publisher = answer(world, Asked(("publisher", "wiki"))).view
    assert isinstance(publisher, BodyView)
    told = [(one.label, one.value, one.leads_to) for one in publisher.identities]
    assert told == [("Wikidata", "Q52", entity), ("Same as", "ror.org/1", "https://ror.org/1")]
    source = answer(world, Asked(("source", "s"))).view
    assert isinstance(source, SourceView)
    assert ("ORCID of an author", "0000-0002-1825-0097", orcid) in [
        (one.label, one.value, one.leads_to) for one in source.facts
    ]
    assert identities_of({"same_as": ["javascript:alert(1)"]})[0].leads_to is None
