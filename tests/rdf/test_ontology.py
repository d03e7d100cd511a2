"""The ontology, the vocabulary and the context are made from the one table, and say something of every term."""

import json

import pytest
import rdflib
from rdflib import OWL, RDF, RDFS, SKOS, URIRef

from kg.model.corpus import BASE
from kg.model.words import Basis, Outcome, Reliance, Verdict, Why
from kg.rdf.context import context
from kg.rdf.ontology import ontology
from kg.rdf.oxigraph import parse_quads
from kg.rdf.statements import STATEMENTS, quads
from kg.rdf.terms import expand
from kg.rdf.vocabulary import vocabulary_page
from kg.rdf.words import CLASSES, LISTS, PROPERTIES, RANGES, SEE_ALSO
from tests.machine import REPOSITORY
from tests.rdf.worlds import rated_world, small_world

TURTLE = (REPOSITORY / "schemas" / "credibility-kg.ttl").read_bytes()
GRAPH = rdflib.Graph().parse(data=TURTLE, format="turtle")
KG = rdflib.Namespace(f"{BASE}ns#")


def test_two_parsers_read_the_same_number_of_triples() -> None:
    made = ontology(BASE)
    assert len(GRAPH) == len(list(parse_quads(TURTLE, "ttl"))) == made.height
    assert set(parse_quads(TURTLE, "ttl")) == set(made.iter_rows())


@pytest.mark.parametrize("name", [*CLASSES, *PROPERTIES])
def test_a_term_has_a_label_a_comment_and_a_home(name: str) -> None:
    for predicate in (RDFS.label, RDFS.comment, RDFS.isDefinedBy):
        assert GRAPH.value(KG[name], predicate), predicate


@pytest.mark.parametrize("name", list(PROPERTIES))
def test_a_property_has_a_domain(name: str) -> None:
    includes = URIRef("https://schema.org/domainIncludes")
    assert GRAPH.value(KG[name], RDFS.domain) or GRAPH.value(KG[name], includes)


def test_declared_ranges_and_neighbours_are_of_properties() -> None:
    assert set(RANGES) | set(SEE_ALSO) <= set(PROPERTIES)
    assert all(expand(other, BASE) for others in SEE_ALSO.values() for other in others)


def test_there_is_no_blank_node() -> None:
    assert not [term for triple in GRAPH for term in triple if isinstance(term, rdflib.BNode)]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("basis", Basis),
        ("outcome", Outcome),
        ("verdict", Verdict),
        ("why", Why),
        ("reliance", [Reliance.CERTAIN, Reliance.POSSIBLE]),
    ],
)
def test_a_code_list_has_every_word(name: str, words: list[Basis]) -> None:
    assert list(LISTS[name][1]) == [word.value for word in words] or set(LISTS[name][1]) == {
        word.value for word in words
    }
    for word in words:
        concept = URIRef(f"{BASE}id/{name}/{word.value}")
        assert (concept, RDF.type, SKOS.Concept) in GRAPH
        assert GRAPH.value(concept, SKOS.definition)


def test_every_term_of_an_export_is_in_the_ontology() -> None:
    known = set(GRAPH.subjects())
    for world in (small_world(), rated_world()):
        frame = quads(world)
        said = {*frame["predicate"], *frame.filter(frame["predicate"] == expand("rdf:type", BASE))["object"]}
        ours = {URIRef(term[1:-1]) for term in said if term.startswith(f"<{BASE}ns#")}
        assert ours <= known


def test_objects_and_literals_are_told_apart() -> None:
    assert (KG.publishedBy, RDF.type, OWL.ObjectProperty) in GRAPH
    assert (KG.hops, RDF.type, OWL.DatatypeProperty) in GRAPH


def test_the_vocabulary_is_fresh_and_names_every_term() -> None:
    page = (REPOSITORY / "docs" / "vocabulary.md").read_text("utf-8")
    assert page == vocabulary_page(), "run: make docs"
    assert not [name for name in (*CLASSES, *PROPERTIES) if f"| `kg:{name}` |" not in page]
    assert not [one for one in STATEMENTS if f"`{one.predicate}`" not in page and one.kind is not None]


def test_the_context_is_fresh_and_names_every_predicate() -> None:
    kept = json.loads((REPOSITORY / "schemas" / "context.jsonld").read_bytes())["@context"]
    assert kept == context(BASE)
    named = {value["@id"] if isinstance(value, dict) else value for value in kept.values()}
    assert {one.predicate for one in STATEMENTS if one.predicate != "rdf:type"} <= named
