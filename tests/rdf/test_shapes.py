"""Exports conform to the shapes, and each broken variant gives exactly the expected violation, in two engines."""

from __future__ import annotations

from collections.abc import Callable

import pyshacl
import pytest
import rdflib
from rdflib import RDF, SKOS, XSD, Literal, URIRef

from kg.exporters.rdf_files import export_rdf
from kg.graph.loading import load
from kg.model.corpus import BASE
from kg.rdf.extent import Citations, Detail, Extent
from kg.rdf.shacl import violations
from kg.rdf.shapes import shapes_turtle
from kg.rdf.words import CLASSES, LISTS, PROPERTIES
from tests.machine import REPOSITORY
from tests.rdf.worlds import graph_of, hostile_world, rated_world, small_world

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # RDFLib's and pySHACL's own use

SHAPES = rdflib.Graph().parse(data=shapes_turtle(), format="turtle")
KG = rdflib.Namespace(f"{BASE}ns#")
ID = rdflib.Namespace(f"{BASE}id/")
CITO = rdflib.Namespace("http://purl.org/spar/cito/")
DCTERMS = rdflib.Namespace("http://purl.org/dc/terms/")
DQV = rdflib.Namespace("http://www.w3.org/ns/dqv#")
PROV = rdflib.Namespace("http://www.w3.org/ns/prov#")
SCHEMA = rdflib.Namespace("https://schema.org/")
SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")
WHOLE = Extent(Citations.REIFIED, Detail.ALL, Detail.ALL, measurements=True)
SMALL = b"".join(export_rdf(small_world(), "nt", extent=WHOLE))
RATED = b"".join(export_rdf(rated_world(), "nt", extent=WHOLE))
SORA, EFFECTIVE = ID["source/sora"], ID["effective/sora"]
RATING = ID["rating/house/publisher/openai/undated"]
PAGE, CLAIM = ID["page/vaccines"], ID["claim/vaccines/c2"]
CITATION = ID["citation/page/vaccines/source/trial/c2"]
STEP = ID["effective/story/step/1"]


def by_pyshacl(graph: rdflib.Graph) -> set[str]:
    _, report, _ = pyshacl.validate(graph, shacl_graph=SHAPES)
    results = report.objects(None, SH.result)  # those below, by sh:detail, are parts of these
    return {str(message) for result in results for message in report.objects(result, SH.resultMessage)}


def by_kg(content: str) -> set[str]:
    return {one.message for one in violations(content, shapes_turtle())}


def number(value: float | str, kind: URIRef = XSD.integer) -> Literal:
    return Literal(str(value), datatype=kind)


@pytest.mark.parametrize("content", [SMALL, RATED], ids=["small", "rated"])
def test_an_export_conforms_in_both_engines(content: bytes) -> None:
    assert not by_kg(content.decode())
    assert not by_pyshacl(rdflib.Graph().parse(data=content, format="nt"))


@pytest.mark.parametrize("given", ["seeds", "examples/evidence"])
def test_the_demo_conforms(given: str) -> None:
    assert not by_kg(b"".join(export_rdf(load(REPOSITORY / given), "nt", extent=WHOLE)).decode())


def test_the_hostile_conforms() -> None:
    assert not by_kg(b"".join(export_rdf(hostile_world(), "nt", extent=WHOLE)).decode())


Change = Callable[[rdflib.Graph], object]
BROKEN: dict[str, Change] = {
    "a source has exactly one effective rating": lambda g: g.add((SORA, KG.effectiveRating, EFFECTIVE + "2"))
    and g.add((EFFECTIVE + "2", RDF.type, KG.EffectiveRating))
    and [g.add((EFFECTIVE + "2", p, o)) for p, o in g.predicate_objects(EFFECTIVE) if p != KG.step],
    "the level on the source is the level of its effective rating": lambda g: g.set((SORA, KG.effectiveLevel, number(5))),
    "rated with a level and an assertion, or unrated with a why and no level": lambda g: g.remove((EFFECTIVE, PROV.wasDerivedFrom, None)),
    "an effective rating is of one source": lambda g: g.add((ID["effective/none"], RDF.type, KG.EffectiveRating))
    and [g.add((ID["effective/none"], p, o)) for p, o in g.predicate_objects(EFFECTIVE) if p != KG.step],
    "an effective rating explains itself once in a language": lambda g: g.add((EFFECTIVE, KG.explanation, Literal("else", lang="en"))),
    "effective rating: contested is boolean": lambda g: g.set((EFFECTIVE, KG.contested, Literal("no"))),
    "an assertion has one subject": lambda g: g.remove((RATING, DQV.computedOn, None)),
    "an assertion has one value": lambda g: g.add((RATING, DQV.value, number(3))),
    "an assertion means at most one level, 1 to 5": lambda g: g.set((RATING, KG.level, number(7))),
    "the value lies on the rater's scale": lambda g: g.set((RATING, DQV.value, number(9))),
    "the value is not below the scale": lambda g: g.set((RATING, DQV.value, number(0))),
    "the scale is the rater's": lambda g: g.set((RATING, PROV.wasAttributedTo, ID["rater/council"])),
    "confidence is 0 to 1": lambda g: g.set((RATING, KG.confidence, number("1.5", XSD.decimal))),
    "an interval begins before it ends": lambda g: [
        g.set((RATING, KG.validFrom, number("2026-01-02", XSD.date))),
        g.set((RATING, KG.validThrough, number("2026-01-01", XSD.date))),
    ],
    "an override has a reason": lambda g: g.remove((ID["override/house/source/post/undated"], KG.reason, None)),
    "only pages and sources cite": lambda g: g.add((ID["org/media"], CITO.cites, SORA)),
    "only pages and sources are cited": lambda g: g.add((PAGE, CITO.cites, ID["publisher/openai"])),
    "a typed citation stands beside the plain one": lambda g: g.add((ID["page/video"], CITO.supports, SORA)),
    "the direct statement stands beside the node": lambda g: g.set((CITATION, CITO.hasCitedEntity, ID["source/post"])),
    "a citation has one citing entity": lambda g: g.add((CITATION, CITO.hasCitingEntity, ID["source/story"])),
    "a citation has one cited entity": lambda g: g.remove((CITATION, CITO.hasCitedEntity, None)),
    "a citation has one characterization": lambda g: g.add((CITATION, CITO.hasCitationCharacterization, CITO.cites)),
    "a citation is in one claim": lambda g: g.add((CITATION, KG.inClaim, PAGE)),
    "a citation occurs at least once": lambda g: g.set((CITATION, KG.mentions, number(0))),
    "the lower share is a decimal not above the upper": lambda g: g.set((PAGE, KG.lowShareLower, number("0.9", XSD.decimal))),
    "the upper share is a decimal of at most 1": lambda g: g.set((PAGE, KG.lowShareUpper, number("1.1", XSD.decimal))),
    "low works are rated works": lambda g: g.set((PAGE, KG.lowWorks, number(40))),
    "rated works are cited works": lambda g: g.set((PAGE, KG.ratedWorks, number(40))),
    "coverage is 0 to 1": lambda g: g.set((PAGE, KG.coverage, number("1.2", XSD.decimal))),
    "a page has one score, 0 to 1": lambda g: g.remove((PAGE, KG.score, None)),
    "hops are 0 to 4": lambda g: g.set((PAGE, KG.hops, number(5))),
    "a page has one verdict, of the six": lambda g: g.set((PAGE, KG.verdict, ID["verdict/fine"])),
    "a page has a name": lambda g: g.remove((PAGE, SCHEMA.name, None)),
    "page: page quality is one decimal": lambda g: g.set((PAGE, KG.pageQuality, Literal("good"))),
    "page: url is one node": lambda g: g.set((PAGE, SCHEMA.url, Literal("https://wiki.example/"))),
    "what a claim disputes does not support it": lambda g: g.add((CLAIM, KG.disputes, ID["source/trial"])),
    "a claim's reliance is certain or possible": lambda g: g.add((CLAIM, KG.reliance, ID["reliance/none"])),
    "a claim is on one page": lambda g: g.add((CLAIM, SCHEMA.appearance, ID["page/openai"])),
    "an owner is not owned by what it owns": lambda g: g.add((ID["org/holding"], KG.ownedBy, ID["org/media"])),
    "an owner is an organization": lambda g: g.add((ID["org/holding"], KG.ownedBy, ID["publisher/openai"])),
    "a channel names its platform": lambda g: g.remove((ID["publisher/goodlab"], KG.onPlatform, None)),
    "a channel is on one platform": lambda g: g.add((ID["publisher/goodlab"], KG.onPlatform, ID["publisher/ejm"])),
    "a place is a kg:Place": lambda g: g.remove((ID["place/openai.com"], RDF.type, None)),
    "a place has one host": lambda g: g.add((ID["place/openai.com"], KG.host, Literal("other.example"))),
    "a path prefix begins with a slash": lambda g: g.set((ID["place/news.example/daily"], KG.pathPrefix, Literal("daily"))),
    "the steps of a path are numbered 1, 2, 3": lambda g: g.set((STEP, KG.position, number(7))),
    "a step is at one node": lambda g: g.remove((STEP, KG.node, None)),
    "a step has one outcome, of the six": lambda g: g.set((STEP, KG.outcome, ID["outcome/won"])),
    "a step has one rule": lambda g: g.set((STEP, KG.rule, ID["basis/guess"])),
    "a run has one policy": lambda g: g.remove((None, PROV.hadPlan, None)),
    "schema:url is an IRI": lambda g: g.set((SORA, SCHEMA.url, Literal("https://openai.com/"))),
    "one date of publication, day, month or year": lambda g: g.set((SORA, SCHEMA.datePublished, Literal("2025-09-30"))),
    "source: preview is one string": lambda g: g.add((SORA, KG.preview, Literal("else"))),
    "the same thing elsewhere has a web address": lambda g: g.add((SORA, SCHEMA.sameAs, URIRef("javascript:alert(1)"))),
    "source: creator is node": lambda g: g.add((SORA, DCTERMS.creator, Literal("A. One"))),
    "a link leads to a page": lambda g: g.add((PAGE, KG.linksTo, SORA)),
    "a rater has a name": lambda g: g.remove((ID["rater/press"], SCHEMA.name, None)),
}  # fmt: skip
BROKEN_RATED: dict[str, Change] = {
    "a cap is an assertion": lambda g: g.add((ID["effective/paper"], KG.cappedBy, ID["rater/mbfc"])),
    "a cap raises no level": lambda g: g.set((ID["effective/paper"], KG.levelBeforeCap, number(0 + 1)))
    and g.set((ID["effective/paper"], KG.level, number(2)))
    and g.set((ID["source/paper"], KG.effectiveLevel, number(2))),
    "a cut is one number": lambda g: g.remove((ID["scale/newsguard/cut/4"], KG["from"], None)),
    "a label is of one scale": lambda g: g.remove((ID["scale/mbfc/low"], SKOS.inScheme, None)),
    "the label is one of the scale's": lambda g: g.set((ID["rating/mbfc/publisher/daily/undated"], KG.label, ID["scale/wikipedia/deprecated"])),
}  # fmt: skip


@pytest.mark.parametrize(
    ("content", "message", "change"),
    [(SMALL, message, change) for message, change in BROKEN.items()]
    + [(RATED, message, change) for message, change in BROKEN_RATED.items()],
    ids=[*BROKEN, *BROKEN_RATED],
)
def test_a_broken_variant_gives_exactly_the_expected_violation(
    content: bytes, message: str, change: Change
) -> None:
    graph = rdflib.Graph().parse(data=content, format="nt")
    before = set(graph)
    change(graph)
    assert set(graph) != before
    assert by_kg(graph.serialize(format="nt")) == {message}


def test_many_variants_are_broken() -> None:
    assert len(BROKEN) + len(BROKEN_RATED) >= 25


@pytest.mark.parametrize("message", list(BROKEN)[::4])
def test_the_second_engine_finds_the_same(message: str) -> None:
    graph = rdflib.Graph().parse(data=SMALL, format="nt")
    BROKEN[message](graph)
    assert by_pyshacl(graph) == {message}


def test_an_address_on_an_alias_host_lies_in_the_recorded_place() -> None:
    world = graph_of(
        {
            "publishers": [{"id": "tube"}],
            "places": [{"publisher": "tube", "host": "tube.example", "hosts": ["t.example"]}],
            "sources": [{"id": "clip", "url": "https://t.example/1"}],
        }
    )
    content = b"".join(export_rdf(world, "nt"))
    graph = rdflib.Graph().parse(data=content, format="nt")
    assert graph.value(ID["source/clip"], KG.matchedPlace) == ID["place/tube.example"]
    assert not by_kg(content.decode())


def test_a_capped_rating_says_what_it_was_and_who_caps_it() -> None:
    graph = rdflib.Graph().parse(data=RATED, format="nt")
    paper, alone = ID["effective/paper"], ID["effective/alone"]
    assert (graph.value(paper, KG.levelBeforeCap), graph.value(paper, KG.level)) == (Literal(3), Literal(1))
    assert (graph.value(alone, KG.levelBeforeCap), graph.value(alone, KG.level)) == (None, Literal(2))
    assert set(graph.objects(paper, KG.spread)) == {Literal(1), Literal(5)}
    mbfc = ID["rating/mbfc/publisher/daily/undated"]
    assert graph.value(mbfc, KG.label) == ID["scale/mbfc/very-high"]
    assert graph.value(ID["scale/newsguard/cut/4"], KG["from"]) == Literal("75", datatype=XSD.integer)


def test_the_shapes_speak_of_our_terms() -> None:
    used = {str(term) for triple in SHAPES for term in triple if isinstance(term, URIRef)}
    ours = {term.removeprefix(str(KG)) for term in used if term.startswith(str(KG))}
    assert ours <= set(CLASSES) | set(PROPERTIES)
    listed = {f"{BASE}id/{name}/{word}" for name, (_, words) in LISTS.items() for word in words}
    assert {term for term in used if "/id/" in term} <= listed


def test_another_base_has_shapes_of_its_own() -> None:
    assert "w3id.org" not in shapes_turtle("https://other.example/")
