"""Exports conform to the shapes, and the shapes notice what is broken."""

from collections.abc import Callable
from pathlib import Path

import pyshacl
import pytest
import rdflib
from rdflib import RDF, SKOS, XSD, Literal, URIRef

from kg.exporters.rdf_files import export_rdf
from kg.model.corpus import BASE
from tests.rdf.worlds import graph_of, hostile_world, rated_world, small_world

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # RDFLib's and pySHACL's own use

SHAPES = rdflib.Graph().parse(Path(__file__).with_name("shapes.ttl"))
KG = rdflib.Namespace(f"{BASE}ns#")
ID = rdflib.Namespace(f"{BASE}id/")
CITO = rdflib.Namespace("http://purl.org/spar/cito/")
DQV = rdflib.Namespace("http://www.w3.org/ns/dqv#")
PROV = rdflib.Namespace("http://www.w3.org/ns/prov#")
SCHEMA = rdflib.Namespace("https://schema.org/")
TURTLE = b"".join(export_rdf(small_world(), "ttl"))
RATED = b"".join(export_rdf(rated_world(), "ttl"))
SORA, EFFECTIVE = ID["source/sora"], ID["effective/sora"]
RATING = ID["rating/house/publisher/openai/undated"]


def report(graph: rdflib.Graph) -> str:
    conforms, _, text = pyshacl.validate(graph, shacl_graph=SHAPES)
    return "" if conforms else str(text)


def decimal(text: str) -> Literal:
    return Literal(text, datatype=XSD.decimal)


@pytest.mark.parametrize(
    "content",
    [TURTLE, RATED, b"".join(export_rdf(hostile_world(), "ttl"))],
    ids=["small", "rated", "hostile"],
)
def test_an_export_conforms(content: bytes) -> None:
    assert not report(rdflib.Graph().parse(data=content, format="turtle"))


BROKEN: dict[str, Callable[[rdflib.Graph], object]] = {
    "a source has exactly one effective rating": lambda g: g.add(
        (SORA, KG.effectiveRating, ID["effective/post"])
    ),
    "the level on the source is the level": lambda g: g.set((SORA, KG.effectiveLevel, Literal(5))),
    "rated with a level and an assertion": lambda g: g.remove((EFFECTIVE, PROV.wasDerivedFrom, None)),
    "an effective rating has one basis": lambda g: g.set((EFFECTIVE, KG.basis, ID["basis/guess"])),
    "an effective rating explains itself": lambda g: g.remove((EFFECTIVE, KG.explanation, None)),
    "an effective rating has at most one level": lambda g: g.set((EFFECTIVE, KG.level, Literal(6))),
    "an assertion has one subject": lambda g: g.remove((RATING, DQV.computedOn, None)),
    "an assertion has one rater": lambda g: g.add((RATING, PROV.wasAttributedTo, ID["rater/press"])),
    "the scale is the rater's": lambda g: g.set((RATING, DQV.isMeasurementOf, ID["scale/press-score"])),
    "the value lies on the rater's scale": lambda g: g.set((RATING, DQV.value, Literal(9))),
    "an interval begins before it ends": lambda g: [
        g.set((RATING, KG.validFrom, Literal("2026-01-02", datatype=XSD.date))),
        g.set((RATING, KG.validThrough, Literal("2026-01-01", datatype=XSD.date))),
    ],
    "an override has a reason": lambda g: g.remove(
        (ID["override/house/source/post/undated"], KG.reason, None)
    ),
    "only pages and sources are cited": lambda g: g.add(
        (ID["page/openai"], CITO.cites, ID["publisher/openai"])
    ),
    "a typed citation stands beside": lambda g: g.remove(
        (ID["page/vaccines"], CITO.cites, ID["source/trial"])
    ),
    "the lower share is a decimal": lambda g: g.set((ID["page/vaccines"], KG.lowShareLower, decimal("0.9"))),
    "low works are rated works": lambda g: g.set((ID["page/vaccines"], KG.lowWorks, Literal(40))),
    "what a claim disputes": lambda g: g.add((ID["claim/vaccines/c2"], KG.disputes, ID["source/trial"])),
    "an owner is not owned": lambda g: g.add((ID["org/holding"], KG.ownedBy, ID["org/media"])),
    "a channel names its platform": lambda g: g.remove((ID["publisher/goodlab"], KG.onPlatform, None)),
    "the steps of a path are numbered": lambda g: g.set(
        (ID["witness/video/step/2"], KG.position, Literal(7))
    ),
    "a run has one policy": lambda g: g.remove((None, PROV.hadPlan, None)),
    "schema:url is an IRI": lambda g: g.set((SORA, SCHEMA.url, Literal("https://openai.com/"))),
    "one date of publication": lambda g: g.set((SORA, SCHEMA.datePublished, Literal("2025-09-30"))),
    "a page has a name": lambda g: g.remove((ID["page/openai"], SCHEMA.name, None)),
    "a link leads to a page": lambda g: g.add((ID["page/openai"], KG.linksTo, SORA)),
    "a place is a kg:Place": lambda g: g.remove((ID["place/openai.com"], RDF.type, None)),
}


@pytest.mark.parametrize("message", list(BROKEN))
def test_the_shapes_notice(message: str) -> None:
    graph = rdflib.Graph().parse(data=TURTLE, format="turtle")
    before = set(graph)
    BROKEN[message](graph)
    assert set(graph) != before
    assert message in report(graph)


BROKEN_RATED: dict[str, Callable[[rdflib.Graph], object]] = {
    "a cap is an assertion": lambda g: g.add((ID["effective/paper"], KG.cappedBy, ID["rater/mbfc"])),
    "a cap raises no level": lambda g: g.set((ID["effective/paper"], KG.levelBeforeCap, Literal(0))),
    "a cut is one number": lambda g: g.remove((ID["scale/newsguard/cut/4"], KG["from"], None)),
    "a label is of one scale": lambda g: g.remove((ID["scale/mbfc/mixed"], SKOS.inScheme, None)),
    "rated with a level and an assertion": lambda g: g.remove((ID["effective/alone"], KG.cappedBy, None)),
}


@pytest.mark.parametrize("message", list(BROKEN_RATED))
def test_the_shapes_notice_of_ratings(message: str) -> None:
    graph = rdflib.Graph().parse(data=RATED, format="turtle")
    BROKEN_RATED[message](graph)
    assert message in report(graph)


def test_an_address_on_an_alias_host_lies_in_the_recorded_place() -> None:
    world = graph_of(
        {
            "publishers": [{"id": "tube"}],
            "places": [{"publisher": "tube", "host": "tube.example", "hosts": ["t.example"]}],
            "sources": [{"id": "clip", "url": "https://t.example/1"}],
        }
    )
    graph = rdflib.Graph().parse(data=b"".join(export_rdf(world, "ttl")), format="turtle")
    assert graph.value(ID["source/clip"], KG.matchedPlace) == ID["place/tube.example"]
    assert not report(graph)


def test_a_capped_rating_says_what_it_was_and_who_caps_it() -> None:
    graph = rdflib.Graph().parse(data=RATED, format="turtle")
    paper, alone = ID["effective/paper"], ID["effective/alone"]
    assert (graph.value(paper, KG.levelBeforeCap), graph.value(paper, KG.level)) == (Literal(3), Literal(1))
    assert (graph.value(alone, KG.levelBeforeCap), graph.value(alone, KG.level)) == (None, Literal(2))
    assert set(graph.objects(paper, KG.spread)) == {Literal(1), Literal(5)}
    mbfc = ID["rating/mbfc/publisher/daily/undated"]
    assert graph.value(mbfc, KG.label) == ID["scale/mbfc/very-high"]
    assert graph.value(ID["scale/newsguard/cut/4"], KG["from"]) == Literal("75", datatype=XSD.integer)


def test_the_shapes_speak_of_our_terms() -> None:
    from kg.rdf.terms import CLASSES, PROPERTIES

    used = {str(term) for triple in SHAPES for term in triple if isinstance(term, URIRef)}
    ours = {term.removeprefix(str(KG)) for term in used if term.startswith(str(KG))}
    assert ours <= set(CLASSES) | set(PROPERTIES)
