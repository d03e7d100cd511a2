"""RDF files: Turtle, TriG, N-Triples, N-Quads, JSON-LD and RDF/XML, the same bytes for the same graph."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import polars as pl

from kg.errors import ExportError
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.rdf.context import write_jsonld
from kg.rdf.extent import Extent
from kg.rdf.formats import rdf_format
from kg.rdf.rdfxml import write_rdfxml
from kg.rdf.statements import all_quads, quads_in_sections
from kg.rdf.writers import Quads, write_nquads, write_ntriples, write_trig, write_turtle

_IN_SECTIONS: dict[str, Callable[[Quads, str], Iterator[bytes]]] = {
    "nq": lambda said, _: write_nquads(said),
    "nt": lambda said, _: write_ntriples(said),
    "ttl": lambda said, base: write_turtle(said, base=base),
}
"""The formats that need never hold all quads at once."""


def export_rdf(
    graph: KnowledgeGraph,
    name: str,
    *,
    exposure: pl.DataFrame | None = None,
    extent: Extent | None = None,
) -> Iterator[bytes]:
    """Return a graph as RDF, in chunks of bytes.

    Parameters
    ----------
    graph : KnowledgeGraph
        The graph.
    name : str
        ``ttl``, ``nt`` or ``rdf`` for the union of the graphs; ``trig, nq`` or ``jsonld`` for named graphs.
    exposure : DataFrame, optional
        What `kg.measure_exposure` gave; measured by the graph's policy if it is not given.
    extent : Extent, optional
        How much is said of what costs many statements.

    Raises
    ------
    ExportError
        There is no such format, it cannot hold RDF 1.2, or an id cannot stand in an IRI.

    >>> from kg.graph.builder import build_graph
    >>> from kg.model.corpus import Corpus
    >>> from kg.ratings.effective import rate
    >>> corpus = Corpus.of({"pages": pl.DataFrame({"id": ["p"], "title": ["A page"]})})
    >>> b'page:p' in b"".join(export_rdf(build_graph(corpus, rate(corpus)), "ttl"))
    True
    """
    known = rdf_format(name)
    if extent is not None and extent.rdf12 and known.name in ("jsonld", "rdf"):
        raise ExportError(f"{known.title} has no reifiers of RDF 1.2", hint="Write ttl, trig, nt or nq.")
    base = graph.corpus.settings.base
    parts = quads_in_sections(graph, exposure=exposure, extent=extent)
    if known.name in _IN_SECTIONS:
        return _IN_SECTIONS[known.name](parts, base)
    return written(all_quads(parts), known.name, base)


def written(said: pl.DataFrame, name: str, base: str) -> Iterator[bytes]:
    """Return quads in a format, in chunks of bytes.

    >>> row = {"subject": ["<a:s>"], "predicate": ["<a:p>"], "object": ['"o"'], "graph": ["<a:g>"]}
    >>> b"".join(written(pl.DataFrame(row), "nt", "https://example.org/"))
    b'<a:s> <a:p> "o" .\\n'
    """
    if name in _IN_SECTIONS:
        return _IN_SECTIONS[name](said, base)
    writers = {"jsonld": write_jsonld, "rdf": write_rdfxml, "trig": write_trig}
    return writers[name](said, base=base)
