"""Without a rater: nothing of what it says stands in a file, nothing leads there, and the rest stays as it is."""

import functools
import json
from pathlib import Path

import polars as pl
import pytest
import rdflib

import kg
from kg.cli import main
from kg.errors import ExportError
from kg.exporters.reviews import export_reviews
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.model.corpus import BASE
from kg.rdf import oxigraph
from kg.rdf.extent import Citations, Detail, Extent
from kg.rdf.notes import left_out
from kg.rdf.scales import scales_of
from kg.rdf.statements import quads
from kg.rdf.writers import write_nquads, write_ntriples
from tests.machine import REPOSITORY
from tests.rdf.worlds import hostile_world, rated_world, small_world

EVIDENCE = REPOSITORY / "examples" / "evidence"
WORLDS = {
    "small": small_world(),
    "rated": rated_world(),
    "hostile": hostile_world(),
    "evidence": kg.load(EVIDENCE),
}
CASES = [
    (world, rater)
    for world, graph in WORLDS.items()
    for rater in scales_of(graph)["rater"].to_list()[:: 6 if world == "hostile" else 1]
]
by_rater = pytest.mark.parametrize(("world", "rater"), CASES)
DANGLING = f"""SELECT DISTINCT ?object WHERE {{ ?subject ?predicate ?object
  FILTER(ISIRI(?object) && STRSTARTS(STR(?object), "{BASE}id/")) FILTER NOT EXISTS {{ ?object ?any ?thing }} }}"""


def said(graph: KnowledgeGraph, *without: str) -> pl.DataFrame:
    return quads(
        graph, extent=Extent(Citations.REIFIED, Detail.ALL, Detail.ALL, measurements=True, without=without)
    )


@functools.cache
def whole(world: str) -> pl.DataFrame:
    return said(WORLDS[world])


def loose(frame: pl.DataFrame) -> set[str]:
    """IRIs of ours that lead to nothing."""
    ours = frame["object"].filter(frame["object"].str.starts_with(f"<{BASE}id/"))
    return set(ours) - set(frame["subject"])


@by_rater
def test_nothing_of_it_is_said_and_nothing_leads_there(world: str, rater: str) -> None:
    before, after = whole(world), said(WORLDS[world], f"rater:{rater}")
    assert loose(after) <= loose(before)
    by = pl.col("predicate").str.ends_with("wasAttributedTo>")
    raters = set(before.filter(by)["object"]) - set(after.filter(by)["object"])
    assert len(raters) <= 1
    assert after.join(before, on=after.columns, how="anti").is_empty()


@by_rater
def test_what_others_say_stays(world: str, rater: str) -> None:
    before, after = whole(world), said(WORLDS[world], f"rater:{rater}")
    by = pl.col("predicate").str.ends_with("wasAttributedTo>")
    theirs = before.filter(by).filter(pl.col("object") != iri_of(rater))
    assert theirs.join(after, on=after.columns, how="anti").is_empty()
    kept = before.join(theirs.select("subject"), on="subject", how="semi")
    assert (
        kept.filter(pl.col("predicate").str.ends_with("#value>"))
        .join(after, on=after.columns, how="anti")
        .is_empty()
    )


def iri_of(rater: str) -> str:
    from kg.rdf.terms import iris

    return str(iris("rater", pl.Series([rater]), BASE).item())


@by_rater
def test_without_what_follows_nothing_names_it(world: str, rater: str) -> None:
    after = said(WORLDS[world], f"rater:{rater}", "derived")
    assert iri_of(rater) not in {*after["subject"], *after["object"]}
    assert left_out(WORLDS[world], Extent(without=(f"rater:{rater}", "derived"))) == []


@pytest.mark.parametrize(("world", "rater"), [case for case in CASES if case[0] in ("rated", "evidence")])
def test_no_iri_dangles_in_either_engine(world: str, rater: str) -> None:
    before, after = whole(world), said(WORLDS[world], f"rater:{rater}")
    known = loose(before)
    store = oxigraph.load(b"".join(write_nquads(after)))
    mine = {row[0] for row in oxigraph.ask(store, DANGLING, prefixes={}, parameters={}, limit=100_000).rows}
    slow = rdflib.Graph().parse(data=b"".join(write_ntriples(after)), format="nt")
    theirs = {row[0].n3() for row in slow.query(DANGLING)}  # type: ignore[index, union-attr]
    assert mine == theirs == loose(after)
    assert mine <= known


def test_several_are_left_out_at_once() -> None:
    graph = WORLDS["evidence"]
    raters = scales_of(graph)["rater"].to_list()
    after = said(graph, *(f"rater:{rater}" for rater in raters))
    kinds = after.filter(pl.col("predicate").str.ends_with("#type>"))["object"].to_list()
    assert not [
        kind for kind in kinds if kind.endswith(("ns#Rater>", "ns#Scale>", "ns#RatingAssertion>", "ns#Cut>"))
    ]
    assert loose(after) <= loose(whole("evidence"))


def test_publishers_that_only_its_list_names_go_with_it_unless_they_published() -> None:
    after = said(WORLDS["small"], "rater:council")
    assert f"<{BASE}id/publisher/list.example>" in set(after["subject"])  # a source was published there
    rows = {"subject": ["one.example", "two.example"], "rater": ["mbfc", "iffy"], "value": ["LOW", "low"]}
    from tests.rdf.worlds import graph_of

    graph = graph_of({"ratings": pl.DataFrame(rows).to_dicts()})
    assert "one.example" in "".join(said(graph)["subject"])
    assert "one.example" not in "".join(said(graph, "rater:mbfc")["subject"])
    assert "two.example" in "".join(said(graph, "rater:mbfc")["subject"])


def test_an_unknown_rater_names_the_nearest() -> None:
    with pytest.raises(
        ExportError, match=r"no rater 'rater:mbcf' to leave out\. Did you mean 'rater:mbfc'\?"
    ):
        said(WORLDS["evidence"], "rater:mbcf")
    with pytest.raises(ExportError, match=r"Raters are rater:house"):
        said(WORLDS["evidence"], "rater:zzzzzzz")


def test_reviews_leave_out_the_same() -> None:
    def authors(*without: str) -> list[str]:
        found = json.loads(b"".join(export_reviews(WORLDS["evidence"], extent=Extent(without=without))))
        return [one["author"].get("@id", "").rpartition("/")[2] for one in found["@graph"]]

    assert "mbfc" in authors()
    assert authors("rater:mbfc") == [one for one in authors() if one != "mbfc"]
    assert authors("derived") == [one for one in authors() if one]
    assert set(authors("asserted")) == {""}


@pytest.mark.parametrize("target", ["graph.ttl", "graph.jsonld", "reviews.jsonld", "site/"])
def test_the_command_says_what_rests_on_it(
    target: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    form = {"reviews.jsonld": ["--as", "reviews"], "site/": ["--as", "linked-data"]}.get(target, [])
    with pytest.raises(SystemExit) as status:
        main(
            [
                "export",
                str(EVIDENCE),
                f"{tmp_path}/{target}",
                *form,
                "--without",
                "rater:mbfc",
                "--without",
                "rater:iffy",
            ]
        )
    assert not status.value.code
    assert "effective ratings rest on rater:iffy and rater:mbfc all the same" in capsys.readouterr().err
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    assert not [path for path in files if f"{BASE}id/rater/mbfc" in path.read_text("utf-8")]
