"""Citations in the data model of OpenCitations: works, their identifiers, and a citation between each two."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from kg.exporters.rdf_files import written
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.rdf.citations import citation_nodes
from kg.rdf.edges import recorded_citations
from kg.rdf.extent import Citations
from kg.rdf.literals import quoted
from kg.rdf.nodes import node_tables
from kg.rdf.provenance import graph_names
from kg.rdf.statements import QUAD
from kg.rdf.terms import expand

_ENTITY = r"^http://www\.wikidata\.org/entity/(Q[0-9]+)$"


def export_ocdm(graph: KnowledgeGraph, name: str) -> Iterator[bytes]:
    """Return who cites what as OpenCitations says it, in a format of RDF; DOIs are in lower case.

    >>> import kg
    >>> b"cito/Citation" in b"".join(export_ocdm(kg.load("seeds"), "nt"))
    True
    """
    base = graph.corpus.settings.base
    where = graph_names(graph, base)["asserted"]
    rows = pl.concat([*_citations(graph, base), *_works(graph, base)]).drop_nulls()
    said = rows.with_columns(pl.lit(where).alias("graph")).select(QUAD).unique().sort(QUAD)
    return written(said, name, base)


def _rows(frame: pl.DataFrame, subject: str, predicate: str, object: pl.Expr, base: str) -> pl.DataFrame:
    return frame.select(
        pl.col(subject).alias("subject"),
        pl.lit(expand(predicate, base)).alias("predicate"),
        object.alias("object"),
    )


def _citations(graph: KnowledgeGraph, base: str) -> Iterator[pl.DataFrame]:
    """Yield every citing and cited node as a citation, whether it carries more data or not."""
    pairs = recorded_citations(graph).with_columns(
        pl.lit(None, dtype=pl.String).alias("claim"), pl.lit(2, dtype=pl.Int64).alias("mentions")
    )
    nodes = citation_nodes(pairs, Citations.REIFIED, base)
    yield _rows(nodes, "iri", "rdf:type", pl.lit(expand("cito:Citation", base)), base)
    yield _rows(nodes, "iri", "cito:hasCitingEntity", pl.col("citing"), base)
    yield _rows(nodes, "iri", "cito:hasCitedEntity", pl.col("cited"), base)
    yield _rows(nodes, "iri", "cito:hasCitationCharacterization", pl.col("character"), base)


def _works(graph: KnowledgeGraph, base: str) -> Iterator[pl.DataFrame]:
    tables = node_tables(graph, base)
    none = pl.lit(None, dtype=pl.String)
    pages = tables["pages"].with_columns(none.alias("doi"), none.alias("wikidata"))
    entity = pl.col("same_as").list.eval(pl.element().str.extract(_ENTITY, 1).drop_nulls()).list.first()
    sources = tables["sources"].with_columns(entity.alias("wikidata"))
    both = [frame.select("iri", "title", "url", "doi", "wikidata") for frame in (pages, sources)]
    works = pl.concat(both).unique("iri", keep="first", maintain_order=True)
    yield _rows(works, "iri", "rdf:type", pl.lit(expand("fabio:Expression", base)), base)
    yield _rows(
        works.with_columns(quoted(works["title"]).alias("title")),
        "iri",
        "dcterms:title",
        pl.col("title"),
        base,
    )
    for scheme in ("doi", "url", "wikidata"):
        known = works.drop_nulls(scheme)
        value = quoted(known[scheme].str.strip_prefix("doi:"))
        identified = known.select(
            "iri",
            (pl.col("iri").str.strip_suffix(">") + f"/identifier/{scheme}>").alias("identifier"),
            value.alias("value"),
        )
        yield _rows(identified, "iri", "datacite:hasIdentifier", pl.col("identifier"), base)
        identifier = pl.lit(expand("datacite:Identifier", base))
        yield _rows(identified, "identifier", "rdf:type", identifier, base)
        of = pl.lit(expand(f"datacite:{scheme}", base))
        yield _rows(identified, "identifier", "datacite:usesIdentifierScheme", of, base)
        yield _rows(identified, "identifier", "literal:hasLiteralValue", pl.col("value"), base)
