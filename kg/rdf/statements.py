"""The one mapping: which column of which table is said as which statement, in which graph."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from kg.analysis.exposure import measure_exposure
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.rdf.assertions import assertion_table, input_table
from kg.rdf.conclusions import conclusion_tables
from kg.rdf.edges import TYPED, edge_tables
from kg.rdf.literals import Kind, terms_of
from kg.rdf.nodes import node_tables
from kg.rdf.provenance import graph_names, provenance_tables
from kg.rdf.terms import expand

QUAD = ("subject", "predicate", "object", "graph")
_A = "rdf:type"


@dataclass(frozen=True, slots=True)
class Statement:
    """A column said as a statement. Without a kind the object is a prefixed name, the same in every row."""

    table: str
    predicate: str
    object: str
    kind: Kind | None
    graph: str
    subject: str = "iri"


def _classes(graph: str, **tables: str) -> list[Statement]:
    return [
        Statement(table, _A, name, None, graph) for table, names in tables.items() for name in names.split()
    ]


def _said(graph: str, table: str, subject: str = "iri", **columns: tuple[str, Kind]) -> list[Statement]:
    return [
        Statement(table, predicate, column, kind, graph, subject)
        for column, (predicate, kind) in columns.items()
    ]


STATEMENTS: tuple[Statement, ...] = (
    # what was read
    *_classes(
        "asserted",
        pages="kg:Page schema:WebPage",
        sources="kg:Source",
        publishers="kg:Publisher",
        places="kg:Place",
        organizations="kg:Organization w3org:Organization",
        claims="kg:Claim schema:Claim",
        assertions="kg:RatingAssertion dqv:QualityMeasurement",
        raters="kg:Rater prov:Agent",
        levels="kg:Level skos:Concept",
        scale_labels="skos:Concept",
        cuts="kg:Cut",
    ),
    *_said(
        "asserted",
        "pages",
        title=("schema:name", Kind.TEXT),
        url=("schema:url", Kind.ADDRESS),
        type=("kg:pageType", Kind.TEXT),
        quality=("kg:pageQuality", Kind.DECIMAL),
    ),
    *_said(
        "asserted",
        "sources",
        class_iri=(_A, Kind.NODE),
        scholarly=(_A, Kind.NODE),
        title=("schema:name", Kind.TEXT),
        url=("schema:url", Kind.ADDRESS),
        type=("kg:sourceType", Kind.TEXT),
        published=("schema:datePublished", Kind.PARTIAL_DATE),
        year=("kg:year", Kind.INTEGER),
        summary=("schema:abstract", Kind.TEXT),
        key_points=("kg:keyPoint", Kind.TEXT),
        tags=("schema:keywords", Kind.TEXT),
        note=("kg:note", Kind.TEXT),
        authors=("dc:creator", Kind.TEXT),
        credit=("schema:creditText", Kind.TEXT),
        doi=("dcterms:identifier", Kind.TEXT),
        doi_address=("schema:sameAs", Kind.ADDRESS),
        stable_id=("schema:identifier", Kind.TEXT),
        archived_at=("schema:archivedAt", Kind.ADDRESS),
        captured_at=("kg:capturedAt", Kind.MOMENT),
        accessed_via=("kg:accessedVia", Kind.ADDRESS),
        sha256=("kg:sha256", Kind.TEXT),
        preview=("kg:preview", Kind.TEXT),
        preview_size=("kg:previewSize", Kind.TEXT),
        preview_truncated=("kg:previewTruncated", Kind.BOOLEAN),
        stated_publisher=("kg:statedPublisher", Kind.NODE),
    ),
    *_said(
        "asserted",
        "publishers",
        class_iri=(_A, Kind.NODE),
        platform=(_A, Kind.NODE),
        name=("schema:name", Kind.TEXT),
        type=("kg:publisherType", Kind.TEXT),
        peer_reviewed=("kg:peerReviewed", Kind.BOOLEAN),
        owner=("kg:ownedBy", Kind.NODE),
        inherit=("kg:inherit", Kind.BOOLEAN),
    ),
    *_said("asserted", "former_publishers", replaced_by=("dcterms:isReplacedBy", Kind.NODE)),
    *_said(
        "asserted",
        "places",
        host=("kg:host", Kind.TEXT),
        path=("kg:pathPrefix", Kind.TEXT),
        subdomains=("kg:subdomains", Kind.TEXT),
        exclude=("kg:excludes", Kind.TEXT),
        valid_from=("kg:validFrom", Kind.DATE),
        valid_through=("kg:validThrough", Kind.DATE),
    ),
    Statement("places", "kg:place", "iri", Kind.NODE, "asserted", "publisher"),
    *_said(
        "asserted",
        "organizations",
        name=("schema:name", Kind.TEXT),
        url=("schema:url", Kind.ADDRESS),
        owner=("kg:ownedBy", Kind.NODE),
        inherit=("kg:inherit", Kind.BOOLEAN),
    ),
    *_said("asserted", "citations", cited=("cito:cites", Kind.NODE)),
    *(Statement("citations", f"cito:{word}", word, Kind.NODE, "asserted") for word in TYPED),
    *_said("asserted", "links", target=("kg:linksTo", Kind.NODE)),
    *_said(
        "asserted",
        "claims",
        page=("schema:appearance", Kind.NODE),
        locator=("kg:locator", Kind.TEXT),
        text=("schema:text", Kind.TEXT),
    ),
    *_said(
        "asserted",
        "claim_sources",
        supported_by=("kg:supportedBy", Kind.NODE),
        disputes=("kg:disputes", Kind.NODE),
    ),
    *_said(
        "asserted",
        "assertions",
        class_iri=(_A, Kind.NODE),
        subject_iri=("dqv:computedOn", Kind.NODE),
        scale=("dqv:isMeasurementOf", Kind.NODE),
        value=("dqv:value", Kind.VALUE),
        label=("kg:label", Kind.NODE),
        original_label=("kg:originalLabel", Kind.TEXT),
        rater=("prov:wasAttributedTo", Kind.NODE),
        primary=("prov:hadPrimarySource", Kind.NODE),
        origin=("kg:locator", Kind.TEXT),
        valid_from=("kg:validFrom", Kind.DATE),
        valid_through=("kg:validThrough", Kind.DATE),
        reason=("kg:reason", Kind.TEXT),
        confidence=("kg:confidence", Kind.DECIMAL),
    ),
    *_said(
        "asserted",
        "raters",
        name=("schema:name", Kind.TEXT),
        family=("kg:family", Kind.TEXT),
        url=("schema:url", Kind.ADDRESS),
    ),
    Statement("raters", _A, "kg:Scale", None, "asserted", "scale_iri"),
    Statement("raters", _A, "dqv:Metric", None, "asserted", "scale_iri"),
    *_said(
        "asserted",
        "raters",
        "scale_iri",
        scheme=(_A, Kind.NODE),
        scale_name=("schema:name", Kind.ENGLISH),
        iri=("kg:ofRater", Kind.NODE),
        datatype=("dqv:expectedDataType", Kind.NODE),
        lowest=("kg:lowest", Kind.VALUE),
        highest=("kg:highest", Kind.VALUE),
        version=("kg:crosswalkVersion", Kind.TEXT),
    ),
    *_said(
        "asserted",
        "scale_labels",
        scale_iri=("skos:inScheme", Kind.NODE),
        label=("skos:notation", Kind.TEXT),
        rank=("kg:rank", Kind.INTEGER),
        level_iri=("skos:broadMatch", Kind.NODE),
        cap=("kg:capsAt", Kind.INTEGER),
    ),
    Statement("cuts", "kg:cut", "iri", Kind.NODE, "asserted", "scale_iri"),
    *_said("asserted", "cuts", start=("kg:from", Kind.VALUE), level=("kg:level", Kind.INTEGER)),
    *_said(
        "asserted",
        "levels",
        level=("skos:notation", Kind.INTEGER),
        label=("skos:prefLabel", Kind.ENGLISH),
        scheme=("skos:inScheme", Kind.NODE),
    ),
    # what follows
    *_classes(
        "derived",
        channels="kg:Channel",
        implied_publishers="kg:Publisher",
        implied_places="kg:Place",
        effective="kg:EffectiveRating",
        witnesses="kg:Step",
    ),
    *_said(
        "derived",
        "sources",
        published_by=("kg:publishedBy", Kind.NODE),
        as_publisher=("schema:publisher", Kind.NODE),
        as_part_of=("schema:isPartOf", Kind.NODE),
        matched_place=("kg:matchedPlace", Kind.NODE),
    ),
    *_said("derived", "channels", platform=("kg:onPlatform", Kind.NODE)),
    *_said("derived", "implied_publishers", class_iri=(_A, Kind.NODE), name=("schema:name", Kind.TEXT)),
    *_said("derived", "implied_places", host=("kg:host", Kind.TEXT), path=("kg:pathPrefix", Kind.TEXT)),
    Statement("implied_places", "kg:place", "iri", Kind.NODE, "derived", "publisher"),
    *_said("derived", "assertions", level=("kg:level", Kind.INTEGER)),
    *_said(
        "derived",
        "effective",
        "source",
        level=("kg:effectiveLevel", Kind.INTEGER),
        iri=("kg:effectiveRating", Kind.NODE),
    ),
    *_said(
        "derived",
        "effective",
        level=("kg:level", Kind.INTEGER),
        basis=("kg:basis", Kind.NODE),
        why=("kg:why", Kind.NODE),
        via=("kg:via", Kind.NODE),
        contested=("kg:contested", Kind.BOOLEAN),
        spread=("kg:spread", Kind.INTEGER),
        before_cap=("kg:levelBeforeCap", Kind.INTEGER),
        explanation=("kg:explanation", Kind.ENGLISH),
    ),
    *_said("derived", "deciding", assertion=("prov:wasDerivedFrom", Kind.NODE)),
    *_said("derived", "capping", assertion=("kg:cappedBy", Kind.NODE)),
    *_said(
        "derived",
        "figures",
        cited=("kg:citedWorks", Kind.INTEGER),
        rated=("kg:ratedWorks", Kind.INTEGER),
        low=("kg:lowWorks", Kind.INTEGER),
        low_share=("kg:lowShareLower", Kind.DECIMAL),
        low_share_upper=("kg:lowShareUpper", Kind.DECIMAL),
        low_share_rated=("kg:lowShareRated", Kind.DECIMAL),
        coverage=("kg:coverage", Kind.DECIMAL),
        score=("kg:score", Kind.DECIMAL),
        hops=("kg:hops", Kind.INTEGER),
        witness_iri=("kg:witness", Kind.NODE),
    ),
    Statement("witnesses", _A, "kg:Witness", None, "derived", "witness"),
    Statement("witnesses", "kg:step", "iri", Kind.NODE, "derived", "witness"),
    *_said("derived", "witnesses", position=("kg:position", Kind.INTEGER), node=("kg:node", Kind.NODE)),
    # where it comes from
    *_classes(
        "dataset",
        dataset="void:Dataset dcat:Dataset",
        asserted_graph="void:Dataset prov:Entity",
        derived_graph="void:Dataset prov:Entity",
        run="kg:Run prov:Activity",
        agent="prov:SoftwareAgent schema:SoftwareApplication",
        policy="prov:Plan prov:Entity",
        inputs="prov:Entity",
    ),
    *_said(
        "dataset",
        "dataset",
        title=("dcterms:title", Kind.TEXT),
        licence=("dcterms:license", Kind.NODE),
        rights=("dcterms:rights", Kind.TEXT),
        shapes=("dcterms:conformsTo", Kind.NODE),
        uri_space=("void:uriSpace", Kind.TEXT),
        vocabularies=("void:vocabulary", Kind.NODE),
        subsets=("void:subset", Kind.NODE),
        partitions=("void:classPartition", Kind.NODE),
    ),
    *_said(
        "dataset",
        "partitions",
        class_iri=("void:class", Kind.NODE),
        entities=("void:entities", Kind.INTEGER),
    ),
    *_said("dataset", "asserted_graph", licence=("dcterms:license", Kind.NODE)),
    *_said("dataset", "asserted_from", input=("prov:wasDerivedFrom", Kind.NODE)),
    *_said(
        "dataset",
        "derived_graph",
        run=("prov:wasGeneratedBy", Kind.NODE),
        asserted=("prov:wasDerivedFrom", Kind.NODE),
    ),
    *_said(
        "dataset",
        "run",
        as_of=("kg:asOf", Kind.DATE),
        agent=("prov:wasAssociatedWith", Kind.NODE),
        association=("prov:qualifiedAssociation", Kind.NODE),
    ),
    *_said("dataset", "run_used", used=("prov:used", Kind.NODE)),
    Statement("run", _A, "prov:Association", None, "dataset", "association"),
    *_said(
        "dataset", "run", "association", agent=("prov:agent", Kind.NODE), policy=("prov:hadPlan", Kind.NODE)
    ),
    *_said(
        "dataset", "agent", name=("schema:name", Kind.TEXT), version=("schema:softwareVersion", Kind.TEXT)
    ),
    *_said("dataset", "policy", name=("schema:name", Kind.TEXT), sha256=("kg:sha256", Kind.TEXT)),
    *_said("dataset", "inputs", name=("schema:name", Kind.TEXT), sha256=("kg:sha256", Kind.TEXT)),
)
"""Everything that is said, in one table."""


def quads(graph: KnowledgeGraph, *, exposure: pl.DataFrame | None = None) -> pl.DataFrame:
    """Return all that a graph says, as terms of N-Triples.

    Parameters
    ----------
    graph : KnowledgeGraph
        The graph.
    exposure : DataFrame, optional
        What `kg.measure_exposure` gave; measured by the graph's policy if it is not given.

    Returns
    -------
    DataFrame
        Columns ``subject, predicate, object, graph``, distinct and sorted in that order by code point, so that
        each is the line it gives in N-Quads.

    >>> from kg.graph.builder import build_graph
    >>> from kg.model.corpus import Corpus
    >>> from kg.ratings.effective import rate
    >>> corpus = Corpus.of({"pages": pl.DataFrame({"id": ["p"], "title": ["A page"]})})
    >>> said = quads(build_graph(corpus, rate(corpus)))
    >>> said.filter(pl.col("object") == '"A page"')["subject"].item()
    '<https://w3id.org/credibility-kg/id/page/p>'
    """
    base = graph.corpus.settings.base
    tables = _tables(graph, measure_exposure(graph) if exposure is None else exposure, base)
    names = graph_names(graph, base)
    parts = [(said, _said_by(said, tables[said.table], base)) for said in STATEMENTS]
    parts = [(said, rows) for said, rows in parts if rows.height]
    owner = np.repeat(np.arange(len(parts)), [rows.height for _, rows in parts])
    whole = pl.concat([rows for _, rows in parts]).with_columns(
        pl.Series([expand(said.predicate, base) for said, _ in parts]).gather(owner).alias("predicate"),
        pl.Series([names[said.graph] for said, _ in parts]).gather(owner).alias("graph"),
    )
    ordered = whole.select(QUAD).sort(QUAD)
    return ordered.filter(
        pl.any_horizontal(pl.col(name).ne_missing(pl.col(name).shift(1)) for name in reversed(QUAD))
    )


def _tables(graph: KnowledgeGraph, exposure: pl.DataFrame, base: str) -> dict[str, pl.DataFrame]:
    assertions = assertion_table(graph, base)
    inputs = input_table(graph, base)
    return {
        **node_tables(graph, base),
        **edge_tables(graph, base),
        "assertions": assertions,
        **conclusion_tables(graph, exposure, assertions, base),
        **provenance_tables(graph, inputs, base),
    }


def _said_by(statement: Statement, table: pl.DataFrame, base: str) -> pl.DataFrame:
    """Return the subjects and objects of one statement, as terms."""
    subjects = table[statement.subject]
    if statement.kind is None:
        return _known(subjects, pl.Series([expand(statement.object, base)]).new_from_index(0, len(subjects)))
    values = table[statement.object]
    if values.dtype == pl.List:
        rows = pl.DataFrame({"subject": subjects, "object": values}).explode("object")
        subjects, values = rows["subject"], rows["object"]
    known = _known(subjects, values)
    if known.is_empty():
        return pl.DataFrame(schema={"subject": pl.String, "object": pl.String})
    return _known(known["subject"], terms_of(known["object"], statement.kind))


def _known(subjects: pl.Series, objects: pl.Series) -> pl.DataFrame:
    """Return the rows that have both."""
    rows = pl.DataFrame([subjects.alias("subject"), objects.alias("object")])
    return rows.drop_nulls() if subjects.null_count() or objects.null_count() else rows
