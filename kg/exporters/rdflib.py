"""A graph for those who program with RDFLib: its interface, Oxigraph's speed."""

from __future__ import annotations

from kg.graph.knowledge_graph import KnowledgeGraph
from kg.rdf.oxigraph import load
from kg.rdf.rdflib import Dataset, backed_by_oxigraph
from kg.rdf.statements import quads
from kg.rdf.writers import write_nquads


def to_rdflib(graph: KnowledgeGraph) -> Dataset:
    """Return a graph as a data set of RDFLib that Oxigraph holds and answers; its default graph is the union.

    SPARQL runs at Oxigraph's speed; loops over triples are slower than in RDFLib's own memory. It is no
    boundary against hostile questions: `kg.query` is.

    >>> import kg
    >>> dataset = kg.to_rdflib(kg.load("examples/evidence"))
    >>> [int(row.pages) for row in dataset.query("SELECT (COUNT(?page) AS ?pages) { ?page a kg:Page }")]
    [3]
    """
    store = load(b"".join(write_nquads(quads(graph))))
    return backed_by_oxigraph(store, base=graph.corpus.settings.base)
