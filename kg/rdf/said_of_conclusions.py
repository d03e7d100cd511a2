"""What is said of conclusions and of where they come from: the derived rows of the mapping."""

from __future__ import annotations

from kg.rdf.literals import Kind
from kg.rdf.statement import Statement, classes, said

OF_CONCLUSIONS: tuple[Statement, ...] = (
    *classes(
        "derived",
        channels="kg:Channel",
        implied_publishers="kg:Publisher",
        implied_places="kg:Place",
        effective="kg:EffectiveRating",
        steps="kg:Step",
        witnesses="kg:Step",
        measurements="dqv:QualityMeasurement",
    ),
    *said(
        "derived",
        "sources",
        published_by=("kg:publishedBy", Kind.NODE),
        as_publisher=("schema:publisher", Kind.NODE),
        as_part_of=("schema:isPartOf", Kind.NODE),
        matched_place=("kg:matchedPlace", Kind.NODE),
    ),
    *said("derived", "channels", platform=("kg:onPlatform", Kind.NODE)),
    *said(
        "derived", "implied_publishers", class_iri=("rdf:type", Kind.NODE), name=("schema:name", Kind.TEXT)
    ),
    *said("derived", "implied_places", host=("kg:host", Kind.TEXT), path=("kg:pathPrefix", Kind.TEXT)),
    Statement("implied_places", "kg:place", "iri", Kind.NODE, "derived", "publisher"),
    *said("derived", "assertions", level=("kg:level", Kind.INTEGER)),
    *said(
        "derived",
        "effective",
        "source",
        level=("kg:effectiveLevel", Kind.INTEGER),
        iri=("kg:effectiveRating", Kind.NODE),
    ),
    *said(
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
    Statement("steps", "kg:step", "iri", Kind.NODE, "derived", "effective"),
    *said(
        "derived",
        "steps",
        position=("kg:position", Kind.INTEGER),
        rule=("kg:rule", Kind.NODE),
        node=("kg:node", Kind.NODE),
        outcome=("kg:outcome", Kind.NODE),
        level=("kg:level", Kind.INTEGER),
    ),
    *said("derived", "reliances", reliance=("kg:reliance", Kind.NODE)),
    *said("derived", "deciding", assertion=("prov:wasDerivedFrom", Kind.NODE)),
    *said("derived", "capping", assertion=("kg:cappedBy", Kind.NODE)),
    *said(
        "derived",
        "figures",
        verdict_iri=("kg:verdict", Kind.NODE),
        cited=("kg:citedWorks", Kind.INTEGER),
        rated=("kg:ratedWorks", Kind.INTEGER),
        low=("kg:lowWorks", Kind.INTEGER),
        low_share=("kg:lowShareLower", Kind.DECIMAL),
        low_share_upper=("kg:lowShareUpper", Kind.DECIMAL),
        low_share_rated=("kg:lowShareRated", Kind.DECIMAL),
        coverage=("kg:coverage", Kind.DECIMAL),
        claims_relying=("kg:relyingClaims", Kind.INTEGER),
        score=("kg:score", Kind.DECIMAL),
        hops=("kg:hops", Kind.INTEGER),
        witness_iri=("kg:witness", Kind.NODE),
    ),
    *said(
        "derived",
        "measurements",
        page=("dqv:computedOn", Kind.NODE),
        metric=("dqv:isMeasurementOf", Kind.NODE),
        count=("dqv:value", Kind.INTEGER),
        share=("dqv:value", Kind.DECIMAL),
    ),
    Statement("witnesses", "rdf:type", "kg:Witness", None, "derived", "witness"),
    Statement("witnesses", "kg:step", "iri", Kind.NODE, "derived", "witness"),
    *said("derived", "witnesses", position=("kg:position", Kind.INTEGER), node=("kg:node", Kind.NODE)),
)
"""A row for each column of a conclusion, in the graph ``derived``."""

OF_PROVENANCE: tuple[Statement, ...] = (
    *classes(
        "dataset",
        dataset="void:Dataset dcat:Dataset",
        asserted_graph="void:Dataset prov:Entity",
        derived_graph="void:Dataset prov:Entity",
        run="kg:Run prov:Activity",
        agent="prov:SoftwareAgent schema:SoftwareApplication",
        policy="prov:Plan prov:Entity",
        inputs="prov:Entity",
    ),
    *said(
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
    *said(
        "dataset",
        "partitions",
        class_iri=("void:class", Kind.NODE),
        entities=("void:entities", Kind.INTEGER),
    ),
    *said("dataset", "asserted_graph", licence=("dcterms:license", Kind.NODE)),
    *said("dataset", "asserted_from", input=("prov:wasDerivedFrom", Kind.NODE)),
    *said(
        "dataset",
        "derived_graph",
        run=("prov:wasGeneratedBy", Kind.NODE),
        asserted=("prov:wasDerivedFrom", Kind.NODE),
    ),
    *said(
        "dataset",
        "run",
        as_of=("kg:asOf", Kind.DATE),
        agent=("prov:wasAssociatedWith", Kind.NODE),
        association=("prov:qualifiedAssociation", Kind.NODE),
    ),
    *said("dataset", "run_used", used=("prov:used", Kind.NODE)),
    Statement("run", "rdf:type", "prov:Association", None, "dataset", "association"),
    *said(
        "dataset", "run", "association", agent=("prov:agent", Kind.NODE), policy=("prov:hadPlan", Kind.NODE)
    ),
    *said("dataset", "agent", name=("schema:name", Kind.TEXT), version=("schema:softwareVersion", Kind.TEXT)),
    *said("dataset", "policy", name=("schema:name", Kind.TEXT), sha256=("kg:sha256", Kind.TEXT)),
    *said("dataset", "inputs", name=("schema:name", Kind.TEXT), sha256=("kg:sha256", Kind.TEXT)),
)
"""A row for each column of provenance, in the graph ``dataset``."""
