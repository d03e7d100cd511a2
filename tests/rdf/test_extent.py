"""How much is said: citations as nodes, steps, explanations, measurements, graphs left out."""

import polars as pl
import pytest

from kg.analysis.explain import explain
from kg.analysis.exposure import measure_exposure
from kg.analysis.verdicts import claim_table
from kg.errors import ExportError
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.model.corpus import BASE
from kg.model.ids import NodeId
from kg.rdf.extent import Citations, Detail, Extent
from kg.rdf.oxigraph import parse_quads
from kg.rdf.provenance import run_id
from kg.rdf.statements import quads
from kg.rdf.writers import shortened, write_nquads, write_ntriples, write_trig, write_turtle
from tests.rdf.worlds import rated_world, small_world

WORLD, RATED = small_world(), rated_world()
Quad = tuple[str, str, str, str]


def said(graph: KnowledgeGraph = WORLD, extent: Extent | None = None) -> set[Quad]:
    frame = quads(graph, extent=extent)
    return set(frame.select(shortened(frame[name], BASE).alias(name) for name in frame.columns).iter_rows())


def objects(quads: set[Quad], subject: str, predicate: str) -> set[str]:
    return {quad[2] for quad in quads if quad[:2] == (subject, predicate)}


SAID = said()
CITATION = f"<{BASE}id/citation/page/vaccines/source/trial/c2>"


def test_a_citation_that_carries_data_is_a_node_with_one_of_each() -> None:
    assert objects(SAID, CITATION, "rdf:type") == {"cito:Citation"}
    assert objects(SAID, CITATION, "cito:hasCitingEntity") == {"page:vaccines"}
    assert objects(SAID, CITATION, "cito:hasCitedEntity") == {"source:trial"}
    assert objects(SAID, CITATION, "cito:hasCitationCharacterization") == {"cito:citesAsEvidence"}
    assert objects(SAID, CITATION, "kg:inClaim") == {f"<{BASE}id/claim/vaccines/c2>"}
    located = f"<{BASE}id/citation/page/openai/source/sora/c1>"
    assert objects(SAID, located, "kg:locator") == {'"openai.md:4"'}


def test_the_direct_statement_stands_beside_every_node() -> None:
    nodes = {quad[0] for quad in SAID if quad[2] == "cito:Citation"}
    assert len(nodes) == 4
    for node in nodes:
        (citing,), (cited,) = (objects(SAID, node, f"cito:has{end}Entity") for end in ("Citing", "Cited"))
        assert cited in objects(SAID, citing, "cito:cites")


def test_a_citation_without_data_has_no_node() -> None:
    assert not [quad for quad in SAID if quad[0].startswith(f"<{BASE}id/citation/page/video/")]


def test_direct_leaves_the_nodes_out_and_nothing_else() -> None:
    direct = said(extent=Extent(citations=Citations.DIRECT))
    assert {quad[0] for quad in SAID - direct} == {quad[0] for quad in SAID if "/id/citation/" in quad[0]}
    assert direct < SAID
    assert said(extent=Extent(citations=Citations.REIFIED)) == SAID


@pytest.mark.parametrize(("most", "there"), [(4, True), (3, False)])
def test_auto_decides_by_size(most: int, there: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.rdf.citations.MOST_NODES", most)
    assert bool(objects(said(), CITATION, "rdf:type")) == there


def steps(quads: set[Quad], source: str) -> list[tuple[str, ...]]:
    found = []
    for step in objects(quads, f"effective:{source}", "kg:step"):
        one = [
            next(iter(objects(quads, step, f"kg:{name}")), "")
            for name in ("rule", "outcome", "node", "level")
        ]
        found.append((next(iter(objects(quads, step, "kg:position"))), *one))
    return [row[1:] for row in sorted(found)]


WHOLE = said(extent=Extent(steps=Detail.ALL))


def test_every_owner_asked_is_a_step() -> None:
    assert steps(WHOLE, "story") == [
        ("basis:publisher", "outcome:unrated", "publisher:daily", ""),
        ("basis:organization", "outcome:unrated", "org:media", ""),
        (
            "basis:organization",
            "outcome:decided",
            "org:holding",
            '"2"^^<http://www.w3.org/2001/XMLSchema#integer>',
        ),
    ]


def test_a_rule_that_lost_is_a_step() -> None:
    outcomes = [row[:3] for row in steps(WHOLE, "post")]
    assert outcomes[0] == ("basis:override", "outcome:decided", "source:post")
    assert ("basis:platform", "outcome:lost", "publisher:medium") in outcomes


def test_a_stop_and_a_cap_are_steps() -> None:
    assert steps(WHOLE, "mute")[-1][:3] == ("basis:organization", "outcome:stopped", "org:stopped")
    capped = steps(said(RATED, Extent(steps=Detail.ALL)), "paper")
    assert capped[-1][:3] == ("", "outcome:capped", "source:paper")


@pytest.mark.parametrize("graph", [WORLD, RATED], ids=["small", "rated"])
def test_steps_equal_those_that_explain_prints(graph: KnowledgeGraph) -> None:
    whole = said(graph, Extent(steps=Detail.ALL))
    for source in graph.corpus["sources"]["id"]:
        printed = explain(graph, NodeId.source(source)).rows.filter(pl.col("outcome") != "nothing")
        told = [(rule, outcome) for rule, outcome in printed.select("rule", "outcome").iter_rows()]
        rules = [
            (row[0].removeprefix("basis:") or "retraction", row[1].removeprefix("outcome:"))
            for row in steps(whole, source)
        ]
        ends = [row for n, row in enumerate(rules) if n + 1 == len(rules) or rules[n + 1][0] != row[0]]
        assert ends == told, source


def test_auto_keeps_steps_where_there_are_several_and_none_has_none() -> None:
    assert not steps(SAID, "sora")
    assert steps(SAID, "story") == steps(WHOLE, "story")
    assert not [
        quad
        for quad in said(extent=Extent(steps=Detail.NONE))
        if "/effective/" in quad[0] and "/step/" in quad[0]
    ]


def test_explanations_can_be_left_out() -> None:
    assert objects(SAID, "effective:sora", "kg:explanation")
    short = said(extent=Extent(explanations=Detail.NONE))
    assert {quad[1] for quad in SAID - short} == {"kg:explanation"}


def test_measurements_say_each_figure_again() -> None:
    more = said(extent=Extent(measurements=True)) - SAID
    exposure = measure_exposure(WORLD)
    figures = ("cited", "rated", "low", "claims_relying", "low_share", "low_share_upper", "coverage", "score")
    known = sum(exposure[name].count() for name in figures) + int((exposure["rated"] > 0).sum())
    nodes = {quad[0] for quad in more}
    assert len(nodes) == known
    node = f"<{BASE}id/measurement/coverage/page/vaccines>"
    assert objects(more, node, "dqv:computedOn") == {"page:vaccines"}
    assert objects(more, node, "dqv:isMeasurementOf") == {"kg:coverage"}
    assert objects(more, node, "dqv:value") == objects(SAID, "page:vaccines", "kg:coverage")


def test_claims_say_whether_they_rely() -> None:
    table = {
        (row["citing"].removeprefix("page:"), row["claim"]): row["reliance"]
        for row in claim_table(WORLD).filter(pl.col("reliance") != "none").iter_rows(named=True)
    }
    told = {quad[0]: quad[2].removeprefix("reliance:") for quad in SAID if quad[1] == "kg:reliance"}
    assert told == {f"<{BASE}id/claim/{page}/{claim}>": word for (page, claim), word in table.items()}


def test_verdicts_equal_the_table() -> None:
    table = {
        (f"page:{page}", f"verdict:{verdict}")
        for page, verdict in measure_exposure(WORLD).select("page", "verdict").iter_rows()
    }
    assert {(quad[0], quad[2]) for quad in SAID if quad[1] == "kg:verdict"} == table


@pytest.mark.parametrize(
    ("name", "gone"),
    [
        ("small", "asserted"),
        ("asserted", "asserted"),
        ("derived", "derived"),
        ("dataset", "graph/dataset"),
        (run_id(WORLD), "derived"),
    ],
)
def test_a_graph_can_be_left_out(name: str, gone: str) -> None:
    short = said(extent=Extent(without=(name,)))
    assert not [quad for quad in short if gone in quad[3]]
    assert {quad[3] for quad in SAID - short} == {quad[3] for quad in SAID if gone in quad[3]}


def test_everything_can_be_left_out() -> None:
    assert said(extent=Extent(without=("asserted", "derived", "dataset"))) == set()


def test_an_unknown_graph_names_the_nearest() -> None:
    with pytest.raises(ExportError, match="Did you mean 'small'"):
        quads(WORLD, extent=Extent(without=("smal",)))


def test_rdf12_reifies_the_direct_statement() -> None:
    frame = quads(WORLD, extent=Extent(rdf12=True))
    more = {row for row in frame.iter_rows() if row[1].endswith("reifies>")}
    assert len(more) == 4
    triple = f"<<( <{BASE}id/page/vaccines> <http://purl.org/spar/cito/cites> <{BASE}id/source/trial> )>>"
    assert CITATION in {row[0] for row in more if row[2] == triple}


@pytest.mark.parametrize("name", ["nt", "nq", "ttl", "trig"])
def test_rdf12_is_read_back(name: str) -> None:
    frame = quads(WORLD, extent=Extent(rdf12=True))
    writers = {
        "nt": lambda: write_ntriples(frame),
        "nq": lambda: write_nquads(frame),
        "ttl": lambda: write_turtle(frame, base=BASE),
        "trig": lambda: write_trig(frame, base=BASE),
    }
    read = [row[:3] for row in parse_quads(b"".join(writers[name]()), name)]
    assert len(read) == len(set(read)) == len({row[:3] for row in frame.iter_rows()})
    assert sum("reifies" in row[1] for row in read) == 4
