"""What others ingest: reviews of schema.org, and citations as OpenCitations says them."""

import json
from pathlib import Path

import pytest
import rdflib
from rdflib import RDF, URIRef

import kg
from kg.exporters.ocdm import export_ocdm
from kg.exporters.reviews import export_reviews
from kg.model.corpus import BASE
from kg.rdf.formats import RDF_FORMATS
from kg.rdf.oxigraph import parse_quads
from tests.rdf.worlds import hostile_world, small_world

WORLD = small_world()
REVIEWS = {one["@id"]: one for one in json.loads(b"".join(export_reviews(WORLD)))["@graph"]}
CITO = rdflib.Namespace("http://purl.org/spar/cito/")
DATACITE = rdflib.Namespace("http://purl.org/spar/datacite/")
LITERAL = rdflib.Namespace("http://www.essepuntato.it/2010/06/literalreification/")


def test_a_statement_of_a_rater_is_a_review_of_its_subject() -> None:
    review = REVIEWS[f"{BASE}id/rating/house/publisher/openai/undated"]
    assert review["itemReviewed"] == {
        "@type": "Organization",
        "@id": f"{BASE}id/publisher/openai",
        "name": "OpenAI",
        "url": "https://openai.com/",
    }
    assert review["author"]["name"] == "This registry"
    assert review["reviewRating"]["ratingValue"] == 4


def test_a_rated_source_has_a_review_with_its_reason() -> None:
    review = REVIEWS[f"{BASE}id/effective/sora"]
    assert review["itemReviewed"]["@type"] == "CreativeWork"
    assert review["reviewBody"].startswith("4 High - inherited")


def test_every_review_has_a_value_between_its_ends() -> None:
    ratings = [review["reviewRating"] for review in REVIEWS.values()]
    assert all(one["worstRating"] <= one["ratingValue"] <= one["bestRating"] for one in ratings)
    assert f"{BASE}id/effective/lost" not in REVIEWS


@pytest.mark.parametrize("world", [WORLD, hostile_world()], ids=["small", "hostile"])
def test_reviews_are_json_ld_whose_addresses_are_iris(world: kg.KnowledgeGraph) -> None:
    said = json.loads(b"".join(export_reviews(world)))
    said["@context"] = {"@vocab": "https://schema.org/", "url": {"@type": "@id"}}
    read = {row[:3] for row in parse_quads(json.dumps(said).encode(), "jsonld")}
    assert sum(row[2] == "<https://schema.org/Review>" for row in read) == len(said["@graph"])


OCDM = rdflib.Graph().parse(data=b"".join(export_ocdm(WORLD, "nt")), format="nt")


def test_every_citation_is_one_whether_it_carries_more_or_not() -> None:
    nodes = set(OCDM.subjects(RDF.type, CITO.Citation))
    pairs = {
        (OCDM.value(node, CITO.hasCitingEntity), OCDM.value(node, CITO.hasCitedEntity)) for node in nodes
    }
    rows = WORLD.corpus["citations"].select("citing", "cited").unique().rows()
    assert len(nodes) == len(pairs) == len([row for row in rows if row[1] != "source:gone"])


def test_a_doi_is_an_identifier_in_lower_case() -> None:
    found = list(OCDM.subjects(DATACITE.usesIdentifierScheme, DATACITE.doi))
    assert [str(OCDM.value(one, LITERAL.hasLiteralValue)) for one in found] == ["10.5555/ejm.1"]
    assert (URIRef(f"{BASE}id/source/trial"), DATACITE.hasIdentifier, found[0]) in OCDM


def test_a_number_of_wikidata_is_an_identifier() -> None:
    (found,) = OCDM.subjects(DATACITE.usesIdentifierScheme, DATACITE.wikidata)
    assert str(OCDM.value(found, LITERAL.hasLiteralValue)) == "Q42"
    assert (URIRef(f"{BASE}id/source/trial"), DATACITE.hasIdentifier, found) in OCDM


@pytest.mark.parametrize("name", list(RDF_FORMATS))
def test_the_syntax_is_told_by_the_suffix(name: str, tmp_path: Path) -> None:
    kg.export(WORLD, tmp_path / f"x.{name}", format="ocdm")
    read = {row[:3] for row in parse_quads((tmp_path / f"x.{name}").read_bytes(), name)}
    assert read == {row[:3] for row in parse_quads(b"".join(export_ocdm(WORLD, "nq")), "nq")}


def test_the_views_are_named_and_packed(tmp_path: Path) -> None:
    kg.export(WORLD, tmp_path / "x.jsonld", format="reviews")
    kg.export(WORLD, tmp_path / "x.nt.gz", format="ocdm")
    assert json.loads((tmp_path / "x.jsonld").read_bytes())["@graph"]
    with pytest.raises(kg.errors.ExportError, match="Did you mean 'reviews'"):
        kg.export(WORLD, tmp_path / "x", format="review")
