"""What is said: each fact of a small world, and that figures equal the tables."""

import dataclasses
import datetime

import polars as pl
import pytest

from kg.analysis.exposure import measure_exposure
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.model.corpus import BASE
from kg.rdf.literals import decimal_texts
from kg.rdf.provenance import run_id
from kg.rdf.statements import STATEMENTS, quads
from kg.rdf.terms import VOCABULARIES, expand
from kg.rdf.words import CLASSES, PROPERTIES
from kg.rdf.writers import shortened
from tests.rdf.worlds import small_world

WORLD = small_world()


def said(graph: KnowledgeGraph = WORLD) -> set[tuple[str, str, str, str]]:
    frame = quads(graph)
    short = frame.select(shortened(frame[name], BASE).alias(name) for name in frame.columns)
    part = pl.col("graph").str.extract("(asserted|derived|graph/dataset)").str.strip_prefix("graph/")
    return set(short.with_columns(part).iter_rows())


SAID = said()
INTEGER = f"^^<{VOCABULARIES['xsd']}integer>"


@pytest.mark.parametrize(
    ("subject", "predicate", "term", "graph"),
    [
        ("page:openai", "rdf:type", "kg:Page", "asserted"),
        ("page:openai", "rdf:type", "schema:WebPage", "asserted"),
        ("page:openai", "kg:pageQuality", f'"62.5"^^<{VOCABULARIES["xsd"]}decimal>', "asserted"),
        ("page:openai", "schema:url", "<https://wiki.example/openai/>", "asserted"),
        ("page:empty", "schema:name", '"empty"', "asserted"),
        ("page:openai", "cito:cites", "source:sora", "asserted"),
        ("page:openai", "cito:cites", "page:vaccines", "asserted"),
        ("page:vaccines", "cito:cites", "source:trial", "asserted"),
        ("page:vaccines", "cito:citesAsEvidence", "source:trial", "asserted"),
        ("page:vaccines", "cito:disputes", "source:sora", "asserted"),
        ("source:story", "cito:refutes", "source:trial", "asserted"),
        ("page:openai", "kg:linksTo", "page:video", "asserted"),
        ("<{base}id/claim/vaccines/c2>", "kg:supportedBy", "source:story", "asserted"),
        ("<{base}id/claim/vaccines/c2>", "kg:disputes", "source:sora", "asserted"),
        ("<{base}id/claim/vaccines/c2>", "kg:locator", '"vaccines.md:7"', "asserted"),
        ("<{base}id/claim/openai/c1>", "schema:appearance", "page:openai", "asserted"),
        ("source:sora", "rdf:type", "schema:WebPage", "asserted"),
        ("source:sora", "schema:keywords", '"deepfakes"', "asserted"),
        ("source:sora", "kg:keyPoint", '"It is new."', "asserted"),
        ("source:sora", "schema:creditText", '"A. One; B. Two"', "asserted"),
        ("source:sora", "dc:creator", '"B. Two"', "asserted"),
        ("source:sora", "schema:datePublished", f'"2025-09-30"^^<{VOCABULARIES["xsd"]}date>', "asserted"),
        ("source:sora", "kg:year", f'"2025"{INTEGER}', "asserted"),
        ("source:sora", "kg:capturedAt", f'"2026-04-05T21:17:21Z"^^<{VOCABULARIES["xsd"]}dateTime>', "asserted"),
        ("source:sora", "schema:identifier", '"ZDQ1ZTA5NT"', "asserted"),
        ("source:sora", "kg:previewTruncated", f'"true"^^<{VOCABULARIES["xsd"]}boolean>', "asserted"),
        ("source:sora", "kg:sha256", f'"{"ab" * 32}"', "asserted"),
        ("source:trial", "rdf:type", "fabio:ResearchPaper", "asserted"),
        ("source:trial", "dcterms:identifier", '"doi:10.5555/ejm.1"', "asserted"),
        ("source:trial", "schema:sameAs", "<https://doi.org/10.5555/ejm.1>", "asserted"),
        ("source:trial", "schema:sameAs", "<http://www.wikidata.org/entity/Q42>", "asserted"),
        ("source:trial", "dcterms:creator", "<https://orcid.org/0000-0002-1825-0097>", "asserted"),
        ("source:trial", "dc:creator", '"Josiah Carberry"', "asserted"),
        ("publisher:openai", "schema:sameAs", "<http://www.wikidata.org/entity/Q21708200>", "asserted"),
        ("org:holding", "schema:sameAs", "<https://ror.org/05wx9n238>", "asserted"),
        ("source:trial", "schema:datePublished", f'"1998"^^<{VOCABULARIES["xsd"]}gYear>', "asserted"),
        ("source:story", "schema:datePublished", f'"2024-03"^^<{VOCABULARIES["xsd"]}gYearMonth>', "asserted"),
        ("source:dangling", "kg:statedPublisher", "publisher:opnai", "asserted"),
        ("publisher:old-ejm", "dcterms:isReplacedBy", "publisher:ejm", "asserted"),
        ("publisher:ejm", "rdf:type", "schema:Periodical", "asserted"),
        ("publisher:medium", "rdf:type", "kg:Platform", "asserted"),
        ("publisher:daily", "kg:ownedBy", "org:media", "asserted"),
        ("org:media", "kg:ownedBy", "org:holding", "asserted"),
        ("org:stopped", "kg:inherit", f'"false"^^<{VOCABULARIES["xsd"]}boolean>', "asserted"),
        ("publisher:goodlab", "kg:place", "<{base}id/place/medium.com/%40goodlab>", "asserted"),
        ("<{base}id/place/medium.com/%40goodlab>", "kg:pathPrefix", '"/@goodlab"', "asserted"),
        ("<{base}id/place/medium.com/%40goodlab>", "kg:subdomains", '"none"', "asserted"),
        ("level:4", "skos:prefLabel", '"High"@en', "asserted"),
        ("scale:house", "kg:highest", f'"5"{INTEGER}', "asserted"),
        ("<{base}id/rating/house/publisher/openai/undated>", "dqv:value", f'"4"{INTEGER}', "asserted"),
        ("<{base}id/rating/house/publisher/openai/undated>", "prov:hadPrimarySource", "page:openai", "asserted"),
        ("<{base}id/rating/house/org/holding/undated>", "prov:hadPrimarySource", "<https://council.example/a%20b>", "asserted"),
        ("<{base}id/rating/house/publisher/openai/undated>", "kg:level", f'"4"{INTEGER}', "derived"),
        ("<{base}id/rating/press-score/publisher/openai/undated>", "kg:locator", '"ratings.csv#7"', "asserted"),
        ("<{base}id/rating/press-score/publisher/openai/undated/2>", "dqv:value", '"n/a"', "asserted"),
        ("<{base}id/rating/house/publisher/ejm/2020-01-01>", "kg:level", f'"5"{INTEGER}', "derived"),
        ("<{base}id/override/house/source/post/undated>", "rdf:type", "kg:Override", "asserted"),
        ("publisher:goodlab", "kg:onPlatform", "publisher:medium", "derived"),
        ("source:sora", "schema:publisher", "publisher:openai", "derived"),
        ("source:trial", "schema:isPartOf", "publisher:ejm", "derived"),
        ("source:post", "kg:matchedPlace", "<{base}id/place/medium.com/%40goodlab>", "derived"),
        ("source:sora", "kg:effectiveLevel", f'"4"{INTEGER}', "derived"),
        ("effective:sora", "kg:basis", "basis:publisher", "derived"),
        ("effective:sora", "prov:wasDerivedFrom", "<{base}id/rating/house/publisher/openai/undated>", "derived"),
        ("effective:story", "kg:via", "org:holding", "derived"),
        ("effective:story", "kg:via", "publisher:daily", "derived"),
        ("effective:post", "kg:basis", "basis:override", "derived"),
        ("effective:other-post", "kg:basis", "basis:platform", "derived"),
        ("effective:doi", "kg:why", "why:resolver", "derived"),
        ("effective:nowhere", "kg:why", "why:no-address", "derived"),
        ("effective:bad", "kg:why", "why:bad-address", "derived"),
        ("effective:lost", "kg:why", "why:no-publisher", "derived"),
        ("effective:mute", "kg:why", "why:publisher-unrated", "derived"),
        ("effective:dangling", "kg:why", "why:dangling", "derived"),
        ("effective:rated", "kg:level", f'"1"{INTEGER}', "derived"),
        ("<{base}id/publisher/list.example>", "rdf:type", "kg:Publisher", "derived"),
        ("page:vaccines", "kg:lowShareLower", f'"0.5"^^<{VOCABULARIES["xsd"]}decimal>', "derived"),
        ("page:vaccines", "kg:hops", f'"0"{INTEGER}', "derived"),
        ("page:video", "kg:hops", f'"2"{INTEGER}', "derived"),
        ("page:video", "kg:witness", "witness:video", "derived"),
        ("<{base}id/witness/video/step/4>", "kg:node", "source:story", "derived"),
        ("<{base}id/dataset>", "dcterms:title", '"A small world"', "dataset"),
        ("<{base}id/dataset>", "dcterms:license", "<https://spdx.org/licenses/CC0-1.0>", "dataset"),
        ("<{base}id/dataset/class/Source>", "void:entities", f'"12"{INTEGER}', "dataset"),
    ],
)  # fmt: skip
def test_it_says(subject: str, predicate: str, term: str, graph: str) -> None:
    short = shortened(
        pl.Series([subject.format(base=BASE), term.format(base=BASE) if "{base}" in term else term]), BASE
    )
    assert (short[0], predicate, short[1], graph) in SAID


@pytest.mark.parametrize(
    ("subject", "predicate"),
    [
        ("source:bad", "schema:url"),
        ("source:lost", "kg:effectiveLevel"),
        ("effective:lost", "kg:level"),
        ("source:lost", "kg:publishedBy"),
        ("page:empty", "kg:coverage"),
        ("page:empty", "kg:witness"),
        ("page:video", "schema:url"),
        ("publisher:opnai", "rdf:type"),
        ("page:gone", "rdf:type"),
        ("source:absent", "rdf:type"),
        ("source:nowhere", "schema:url"),
    ],
)
def test_it_does_not_say(subject: str, predicate: str) -> None:
    assert not [quad for quad in SAID if quad[:2] == (subject, predicate)]


def test_what_has_no_effect_is_not_said() -> None:
    terms = {term for quad in SAID for term in quad}
    assert not {"source:gone", "page:gone", "source:absent"} & terms
    assert not [quad for quad in SAID if quad[1] == "dqv:value" and quad[2] == f'"9"{INTEGER}']


def test_every_predicate_and_class_is_a_known_term() -> None:
    names = {said.predicate for said in STATEMENTS} | {
        said.object for said in STATEMENTS if said.kind is None
    }
    ours = {name.removeprefix("kg:") for name in names if name.startswith("kg:")}
    used = ours | {
        quad[2].removeprefix("kg:") for quad in SAID if quad[1] == "rdf:type" and quad[2].startswith("kg:")
    }
    assert used == set(CLASSES) | set(PROPERTIES)
    assert all(expand(name, BASE) for name in names)


def test_figures_equal_the_table() -> None:
    exposure = measure_exposure(WORLD)
    columns = {
        "kg:citedWorks": exposure["cited"].cast(pl.String),
        "kg:ratedWorks": exposure["rated"].cast(pl.String),
        "kg:lowWorks": exposure["low"].cast(pl.String),
        "kg:lowShareLower": decimal_texts(exposure["low_share"]),
        "kg:lowShareUpper": decimal_texts(exposure["low_share_upper"]),
        "kg:coverage": decimal_texts(exposure["coverage"]),
        "kg:score": decimal_texts(exposure["score"]),
        "kg:hops": exposure["hops"].cast(pl.String),
    }
    for predicate, values in columns.items():
        table = {
            (f"page:{page}", value)
            for page, value in zip(exposure["page"], values, strict=True)
            if value is not None
        }
        assert {(quad[0], quad[2].split('"')[1]) for quad in SAID if quad[1] == predicate} == table


def test_levels_equal_the_table() -> None:
    table = {
        (f"source:{key}", str(level))
        for key, level in WORLD.effective.select("id", "level").iter_rows()
        if level
    }
    assert {(quad[0], quad[2].split('"')[1]) for quad in SAID if quad[1] == "kg:effectiveLevel"} == table


def test_witness_steps_equal_the_path() -> None:
    for page, path in measure_exposure(WORLD).select("page", "witness").iter_rows():
        steps = {quad[0]: quad[2] for quad in SAID if quad[1] == "kg:node" and f"/witness/{page}/" in quad[0]}
        assert [steps[key] for key in sorted(steps)] == [
            node.replace("organization:", "org:") for node in path or []
        ]


def test_a_given_exposure_is_used() -> None:
    loose = measure_exposure(WORLD, max_hops=0)
    hops = [quad for quad in quads(WORLD, exposure=loose).iter_rows() if quad[1].endswith("#hops>")]
    assert [quad[2].split('"')[1] for quad in hops] == ["0"]


def test_the_run_depends_on_the_day() -> None:
    later = dataclasses.replace(WORLD, as_of=datetime.date(2027, 1, 1))
    assert run_id(WORLD) != run_id(later)
    assert run_id(WORLD) == run_id(small_world())


def test_the_order_of_rows_changes_nothing_about_nodes_and_edges() -> None:
    tables = {
        name: WORLD.corpus[name].reverse() for name in ("pages", "citations", "links", "publishers", "places")
    }
    corpus = dataclasses.replace(WORLD.corpus, tables={**WORLD.corpus.tables, **tables})
    assert quads(dataclasses.replace(WORLD, corpus=corpus)).equals(quads(WORLD))
