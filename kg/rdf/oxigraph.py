"""Oxigraph: reads what is written, and answers questions over the union of the graphs."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO

import pyoxigraph

from kg.errors import QueryError, ReadError
from kg.rdf.formats import rdf_format

_PARSERS = {
    "jsonld": pyoxigraph.RdfFormat.JSON_LD,
    "nq": pyoxigraph.RdfFormat.N_QUADS,
    "nt": pyoxigraph.RdfFormat.N_TRIPLES,
    "rdf": pyoxigraph.RdfFormat.RDF_XML,
    "trig": pyoxigraph.RdfFormat.TRIG,
    "ttl": pyoxigraph.RdfFormat.TURTLE,
}
Store = pyoxigraph.Store
Graphs = Sequence[Sequence[str]]
"""The graphs that make up the default graph, and those that GRAPH may name, as terms."""
_EVERYTHING = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
_NO_TRUTH_VALUES = (pyoxigraph.QueryResultsFormat.CSV, pyoxigraph.QueryResultsFormat.TSV)
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
    store: Store,
    text: str,
    *,
    prefixes: Mapping[str, str],
    parameters: Mapping[str, str],
    limit: int,
    graphs: Graphs | None = None,
) -> Answer:
    """Return the answer to a question over the union of all graphs, at most ``limit`` rows.

    Parameters are terms of N-Triples by the name of the variable they stand for, which the question selects.
    Relative IRIs are relative to the IRI below which the vocabulary of the prefix ``kg`` stands.
    ``graphs`` restricts the question to a default graph, which is the union of some, and to named graphs.

    >>> store = load(b'<a:s> <a:p> "o" <a:g> .')
    >>> ask(store, "SELECT ?s ?o { ?s ?p ?o }", prefixes={}, parameters={"s": "<a:s>"}, limit=10).rows
    [('<a:s>', '"o"')]
    """
    bound: dict[pyoxigraph.Variable, _Term] = {
        pyoxigraph.Variable(name): _term(term) for name, term in parameters.items()
    }
    with _as_query_error():
        return _answer(_found(store, text, prefixes, graphs, bound), limit)


def answer_into(
    output: IO[bytes],
    store: Store,
    text: str,
    *,
    media_type: str,
    prefixes: Mapping[str, str],
    graphs: Graphs | None = None,
) -> None:
    """Write the answer to a question in a format of results, or of RDF for CONSTRUCT and DESCRIBE.

    >>> import io
    >>> output = io.BytesIO()
    >>> answer_into(output, load(b'<a:s> <a:p> "o" <a:g> .'), "SELECT ?o { ?s ?p ?o }", media_type="text/csv", prefixes={})
    >>> output.getvalue().split()
    [b'o', b'o']
    """
    with _as_query_error():
        found = _found(store, text, prefixes, graphs, {})
        if isinstance(found, pyoxigraph.QueryTriples):
            pyoxigraph.serialize(found, output, format=_rdf_format(media_type), prefixes=dict(prefixes))
            return
        known = pyoxigraph.QueryResultsFormat.from_media_type(media_type)
        if isinstance(found, pyoxigraph.QueryBoolean) and known in _NO_TRUTH_VALUES:
            output.write(b"true" if found else b"false")  # their standard has no form for ASK
        else:
            found.serialize(output, format=known)


def dump_into(
    output: IO[bytes], store: Store, *, media_type: str, prefixes: Mapping[str, str], graph: str | None
) -> None:
    """Write a named graph, the union (``""``), or the whole data set (None: a format with named graphs).

    >>> import io
    >>> output = io.BytesIO()
    >>> dump_into(output, load(b'<a:s> <a:p> "o" <a:g> .'), media_type="application/n-quads", prefixes={}, graph=None)
    >>> output.getvalue()
    b'<a:s> <a:p> "o" <a:g> .\\n'
    """
    known, short = _rdf_format(media_type), dict(prefixes)
    if graph is None:
        store.dump(output, format=known, prefixes=short)
    elif graph:
        only = pyoxigraph.NamedNode(graph.strip("<>"))
        triples = (quad.triple for quad in store.quads_for_pattern(None, None, None, only))
        pyoxigraph.serialize(triples, output, format=known, prefixes=short)
    else:
        answer_into(output, store, _EVERYTHING, media_type=media_type, prefixes=prefixes)


def convert(ntriples: bytes, media_type: str, *, prefixes: Mapping[str, str]) -> bytes:
    """Return triples in another format of RDF.

    >>> convert(b'<a:s> <a:p> "o" .', "text/turtle", prefixes={}).strip()
    b'<a:s> <a:p> "o" .'
    """
    triples = (quad.triple for quad in pyoxigraph.parse(ntriples, format=pyoxigraph.RdfFormat.N_TRIPLES))
    return bytes(
        pyoxigraph.serialize(triples, format=_rdf_format(media_type), prefixes=dict(prefixes)) or b""
    )


def write_store(nquads: str, folder: str) -> None:
    """Write the quads of a file of N-Quads as a store on disk, for `open_store`.

    >>> import pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "a.nq")
    ...     _ = path.write_bytes(b'<a:s> <a:p> "o" <a:g> .')
    ...     write_store(str(path), folder + "/store")
    ...     len(open_store(folder + "/store"))
    1
    """
    store = Store(folder)
    store.bulk_load(path=nquads, format=pyoxigraph.RdfFormat.N_QUADS)
    store.optimize()
    store.flush()


def open_store(folder: str) -> Store:
    """Return a store on disk, to be read only; see `write_store`."""
    return Store.read_only(folder)


def _found(
    store: Store,
    text: str,
    prefixes: Mapping[str, str],
    graphs: Graphs | None,
    bound: dict[pyoxigraph.Variable, _Term],
) -> pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean | pyoxigraph.QueryTriples:
    """Return the open answer. The union is asked for only without graphs, since it would win over FROM."""
    base = _base(prefixes)
    if graphs is None:
        return store.query(
            text,
            base_iri=base,
            prefixes=dict(prefixes),
            use_default_graph_as_union=True,
            substitutions=bound or None,
        )
    default, named = ([pyoxigraph.NamedNode(one.strip("<>")) for one in some] for some in graphs)
    return store.query(
        text,
        base_iri=base,
        prefixes=dict(prefixes),
        default_graph=list(default),
        named_graphs=list(named),
        substitutions=bound or None,
    )


def _base(prefixes: Mapping[str, str]) -> str | None:
    """Return what ``<id/page/x>`` in a question is relative to: the IRI below which our vocabulary stands."""
    ours = prefixes.get("kg")
    return ours.removesuffix("ns#") if ours else None


@contextlib.contextmanager
def _as_query_error() -> Iterator[None]:
    try:
        yield
    except SyntaxError as error:
        raise QueryError(f"not SPARQL: {error}") from error
    except (OSError, RuntimeError, ValueError) as error:
        raise QueryError(f"the question failed: {error}") from error


def _rdf_format(media_type: str) -> pyoxigraph.RdfFormat:
    known = pyoxigraph.RdfFormat.from_media_type(media_type)
    if known is None:
        raise QueryError(f"no format of RDF is {media_type}")
    return known


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
