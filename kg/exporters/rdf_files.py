"""RDF files: Turtle, TriG, N-Triples, N-Quads and JSON-LD, the same bytes for the same graph."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from kg.graph.knowledge_graph import KnowledgeGraph
from kg.rdf.context import write_jsonld
from kg.rdf.formats import rdf_format
from kg.rdf.statements import quads
from kg.rdf.writers import write_nquads, write_ntriples, write_trig, write_turtle


def export_rdf(graph: KnowledgeGraph, name: str, *, exposure: pl.DataFrame | None = None) -> Iterator[bytes]:
    """Return a graph as RDF, in chunks of bytes.

    Parameters
    ----------
    graph : KnowledgeGraph
        The graph.
    name : str
        ``ttl`` or ``nt`` for the union of the graphs; ``trig, nq`` or ``jsonld`` for named graphs.
    exposure : DataFrame, optional
        What `kg.measure_exposure` gave; measured by the graph's policy if it is not given.

    Raises
    ------
    ExportError
        There is no such format, or an id cannot stand in an IRI.

    >>> from kg.graph.builder import build_graph
    >>> from kg.model.corpus import Corpus
    >>> from kg.ratings.effective import rate
    >>> corpus = Corpus.of({"pages": pl.DataFrame({"id": ["p"], "title": ["A page"]})})
    >>> b'page:p' in b"".join(export_rdf(build_graph(corpus, rate(corpus)), "ttl"))
    True
    """
    known = rdf_format(name)
    said = quads(graph, exposure=exposure)
    base = graph.corpus.settings.base
    writers = {
        "jsonld": lambda: write_jsonld(said, base=base),
        "nq": lambda: write_nquads(said),
        "nt": lambda: write_ntriples(said),
        "trig": lambda: write_trig(said, base=base),
        "ttl": lambda: write_turtle(said, base=base),
    }
    return writers[known.name]()
