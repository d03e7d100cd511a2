"""Oxigraph: reads what is written, and answers questions over the union of the graphs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pyoxigraph

from kg.errors import QueryError, ReadError
from kg.rdf.formats import rdf_format

_PARSERS = {
    "jsonld": pyoxigraph.RdfFormat.JSON_LD,
    "nq": pyoxigraph.RdfFormat.N_QUADS,
    "nt": pyoxigraph.RdfFormat.N_TRIPLES,
    "trig": pyoxigraph.RdfFormat.TRIG,
    "ttl": pyoxigraph.RdfFormat.TURTLE,
}
Store = pyoxigraph.Store
_Term = pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal | pyoxigraph.Triple


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: its columns, its rows of N-Triples terms (None: unbound), and whether there was more."""

    columns: tuple[str, ...]
    rows: list[tuple[str | None, ...]]
    cut: bool


def parse_quads(content: bytes, name: str) -> Iterator[tuple[str, str, str, str]]:
    """Yield what a file says as terms of N-Triples; the graph is empty where it has no name.

    >>> list(parse_quads(b'<a:s> <a:p> "o" .', "nt"))
    [('<a:s>', '<a:p>', '"o"', '')]
    """
    try:
        for quad in pyoxigraph.parse(content, format=_PARSERS[rdf_format(name).name]):
            named = "" if isinstance(quad.graph_name, pyoxigraph.DefaultGraph) else str(quad.graph_name)
            yield str(quad.subject), str(quad.predicate), str(quad.object), named
    except (SyntaxError, ValueError) as error:
        raise ReadError(f"not {rdf_format(name).title}: {error}") from error


def load(nquads: bytes) -> Store:
    """Return a store in memory that holds the quads given as N-Quads.

    >>> len(load(b'<a:s> <a:p> "o" <a:g> .'))
    1
    """
    store = Store()
    store.bulk_load(nquads, format=pyoxigraph.RdfFormat.N_QUADS)
    return store


def ask(
    store: Store, text: str, *, prefixes: Mapping[str, str], parameters: Mapping[str, str], limit: int
) -> Answer:
    """Return the answer to a question over the union of all graphs, at most ``limit`` rows.

    Parameters are terms of N-Triples by the name of the variable they stand for, which the question selects.

    >>> store = load(b'<a:s> <a:p> "o" <a:g> .')
    >>> ask(store, "SELECT ?s ?o { ?s ?p ?o }", prefixes={}, parameters={"s": "<a:s>"}, limit=10).rows
    [('<a:s>', '"o"')]
    """
    bound: dict[pyoxigraph.Variable, _Term] = {
        pyoxigraph.Variable(name): _term(term) for name, term in parameters.items()
    }
    try:
        found = store.query(
            text, prefixes=dict(prefixes), use_default_graph_as_union=True, substitutions=bound or None
        )
        return _answer(found, limit)
    except SyntaxError as error:
        raise QueryError(f"not SPARQL: {error}") from error
    except (OSError, RuntimeError, ValueError) as error:
        raise QueryError(f"the question failed: {error}") from error


def _answer(
    found: pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean | pyoxigraph.QueryTriples, limit: int
) -> Answer:
    if isinstance(found, pyoxigraph.QueryBoolean):
        return Answer(("answer",), [("true" if found else "false",)], cut=False)
    if isinstance(found, pyoxigraph.QueryTriples):
        triples = ((str(triple.subject), str(triple.predicate), str(triple.object)) for triple in found)
        return _first(("subject", "predicate", "object"), triples, limit)
    columns = tuple(variable.value for variable in found.variables)
    solutions = (tuple(None if term is None else str(term) for term in solution) for solution in found)
    return _first(columns, solutions, limit)


def _first(columns: tuple[str, ...], rows: Iterable[tuple[str | None, ...]], limit: int) -> Answer:
    kept: list[tuple[str | None, ...]] = []
    for row in rows:
        if len(kept) == limit:
            return Answer(columns, kept, cut=True)
        kept.append(row)
    return Answer(columns, kept, cut=False)


def _term(text: str) -> pyoxigraph.NamedNode | pyoxigraph.Literal:
    """Return the one term that a text of N-Triples holds."""
    quad = next(iter(pyoxigraph.parse(f"<a:s> <a:p> {text} .", format=pyoxigraph.RdfFormat.N_TRIPLES)))
    if isinstance(quad.object, (pyoxigraph.NamedNode, pyoxigraph.Literal)):
        return quad.object
    raise QueryError(f"{text} is neither an IRI nor a literal")
