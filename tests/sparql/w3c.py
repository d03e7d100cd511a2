"""The W3C test suite of SPARQL: what its manifests ask, and what its files expect, in a form that compares.

The suite (github.com/w3c/rdf-tests) is no part of this project: it is read from a folder that somebody else fetched.
"""

from __future__ import annotations

import csv
import decimal
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

MANIFESTS = (
    "sparql11/manifest-sparql11-query.ttl",
    "sparql11/manifest-sparql11-results.ttl",
    "sparql10/manifest-evaluation.ttl",
    "sparql10/manifest-syntax.ttl",
)
DEFAULT = "<urn:test:default>"
"""The graph that holds what a test calls its default graph."""
_MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
_QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_WHOLE = ("integer", "int", "long", "short", "byte", "nonNegativeInteger", "decimal")
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Rows = list[dict[str, Term]]
Meaning = str | frozenset[tuple[str, ...]]
"""An answer without what does not count: names of blank nodes, order, spelling of numbers."""


@dataclass(frozen=True)
class Case:
    """One test: its kind, its query, what it is asked of, and the file that holds the answer."""

    name: str
    kind: str
    query: Path
    default: tuple[Path, ...] = ()
    named: tuple[tuple[str, Path], ...] = ()
    result: Path | None = None
    lax: bool = False
    """Whether a row may stand there as often as it likes (REDUCED)."""

    @property
    def text(self) -> str:
        return self.query.read_text("utf-8")


class Graph:
    """The triples of a file by subject and property."""

    def __init__(self, path: Path) -> None:
        self.store = ox.Store()
        for quad in parsed(path):
            self.store.add(quad)

    def all(self, subject: Term | None, property: str) -> list[Term]:
        if subject is None or isinstance(subject, ox.Literal):
            return []
        return [quad.object for quad in self.store.quads_for_pattern(subject, ox.NamedNode(property), None)]

    def one(self, subject: Term | None, property: str) -> Term | None:
        return next(iter(self.all(subject, property)), None)

    def items(self, head: Term | None) -> Iterator[Term]:
        """The members of a list."""
        while head is not None and head != ox.NamedNode(f"{_RDF}nil"):
            first = self.one(head, f"{_RDF}first")
            if first is not None:
                yield first
            head = self.one(head, f"{_RDF}rest")

    def of_class(self, name: str) -> list[Term]:
        found = self.store.quads_for_pattern(None, ox.NamedNode(f"{_RDF}type"), ox.NamedNode(name))
        return [quad.subject for quad in found]

    def having(self, property: str) -> list[Term]:
        return [quad.subject for quad in self.store.quads_for_pattern(None, ox.NamedNode(property), None)]


def parsed(path: Path) -> Iterator[ox.Quad]:
    """What a file says; blank nodes of two files are never the same."""
    form = ox.RdfFormat.RDF_XML if path.suffix == ".rdf" else ox.RdfFormat.from_extension(path.suffix[1:])
    return iter(
        ox.parse(path.read_bytes(), format=form, base_iri=path.resolve().as_uri(), rename_blank_nodes=True)
    )


def cases(folder: Path) -> list[Case]:
    """The tests of queries and results of the suite."""
    root = folder if (folder / "sparql11").is_dir() else folder / "sparql"
    return [case for name in MANIFESTS for case in _of_manifest(root / name, root)]


def _of_manifest(path: Path, root: Path) -> Iterator[Case]:
    graph = Graph(path)
    for head in graph.having(f"{_MF}include"):
        for other in graph.items(graph.one(head, f"{_MF}include")):
            yield from _of_manifest(_path(other), root)
    for head in graph.having(f"{_MF}entries"):
        for entry in graph.items(graph.one(head, f"{_MF}entries")):
            yield _case(graph, entry, f"{path.parent.relative_to(root)}")


def _case(graph: Graph, entry: Term, where: str) -> Case:
    kind = graph.one(entry, f"{_RDF}type")
    action, result = graph.one(entry, f"{_MF}action"), graph.one(entry, f"{_MF}result")
    name = f"{where}/{str(entry).rpartition('#')[2].strip('>')}"
    query = graph.one(action, f"{_QT}query") or action
    assert kind is not None
    assert query is not None
    named = [
        (str(one), _path(one))
        for one in graph.all(action, f"{_QT}graphData")
        if isinstance(one, ox.NamedNode)
    ]
    return Case(
        name,
        str(kind).rpartition("#")[2].strip(">").removesuffix("11"),
        _path(query),
        tuple(_path(one) for one in graph.all(action, f"{_QT}data")),
        tuple(named),
        _path(result) if isinstance(result, ox.NamedNode) else None,
        graph.one(entry, f"{_MF}resultCardinality") is not None,
    )


def _path(term: Term) -> Path:
    assert isinstance(term, ox.NamedNode)
    return (
        Path.from_uri(term.value) if hasattr(Path, "from_uri") else Path(term.value.removeprefix("file://"))
    )


def nquads(case: Case, more: Iterable[tuple[str, Path]] = ()) -> bytes:
    """What a test is asked of: its default graph as `DEFAULT`, the others by their names."""
    graphs = [*((DEFAULT, path) for path in case.default), *case.named, *more]
    quads = [
        ox.Quad(quad.subject, quad.predicate, quad.object, ox.NamedNode(name.strip("<>")))
        for name, path in dict.fromkeys(graphs)
        for quad in parsed(path)
    ]
    return bytes(ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"")


def meaning_of_file(path: Path) -> Meaning:
    """What a file of the suite expects."""
    forms = {".srx": "xml", ".srj": "json", ".tsv": "tsv"}
    if path.suffix == ".csv":
        return meaning_of_csv(path.read_text("utf-8"))
    if path.suffix in forms:
        return meaning(path.read_bytes(), forms[path.suffix])
    graph = Graph(path)
    sets = graph.of_class(f"{_RS}ResultSet")
    if not sets:
        return _canonical([quad.triple for quad in parsed(path)])
    truth = graph.one(sets[0], f"{_RS}boolean")
    if truth is not None:
        return str(isinstance(truth, ox.Literal) and truth.value == "true")
    rows: Rows = []
    for solution in graph.all(sets[0], f"{_RS}solution"):
        row: dict[str, Term] = {}
        for binding in graph.all(solution, f"{_RS}binding"):
            variable, value = graph.one(binding, f"{_RS}variable"), graph.one(binding, f"{_RS}value")
            if isinstance(variable, ox.Literal) and value is not None:
                row[variable.value] = value
        rows.append(row)
    return _of_rows(rows)


def meaning(content: bytes, form: str) -> Meaning:
    """What an answer in XML, JSON or TSV of results, or in N-Triples (``nt``), says."""
    if form == "nt":
        return _canonical([quad.triple for quad in ox.parse(content, format=ox.RdfFormat.N_TRIPLES)])
    forms = {
        "xml": ox.QueryResultsFormat.XML,
        "json": ox.QueryResultsFormat.JSON,
        "tsv": ox.QueryResultsFormat.TSV,
    }
    found = ox.parse_query_results(content, format=forms[form])
    if isinstance(found, ox.QueryBoolean):
        return str(bool(found))
    names = [one.value for one in found.variables]
    rows = [
        {name: term for name, term in zip(names, solution, strict=True) if term is not None}
        for solution in found
    ]
    return _of_rows(rows)


def meaning_of_csv(text: str) -> Meaning:
    """What an answer in CSV says: it has neither types nor names of blank nodes that count."""
    head, *lines = csv.reader(io.StringIO(text))
    rows: Rows = []
    for line in lines:
        cells = zip(head, line, strict=True)
        rows.append({name: _cell(cell) for name, cell in cells if cell})
    return _of_rows(rows)


def _cell(text: str) -> Term:
    if text.startswith("_:"):
        return ox.BlankNode(text[2:])
    try:
        return ox.Literal(repr(float(text)))
    except ValueError:
        return ox.Literal(text)


def _of_rows(rows: Rows) -> Meaning:
    """Rows as a graph: a blank node a row, so that equal rows are as many as they are."""
    return _canonical(
        ox.Triple(row, ox.NamedNode(f"urn:variable:{name}"), term)
        for row, cells in ((ox.BlankNode(), cells) for cells in rows)
        for name, term in [("", ox.Literal("row")), *cells.items()]
    )


def once(said: Meaning) -> Meaning:
    """Rows without how often each stands there."""
    if isinstance(said, str):
        return said
    rows: dict[str, list[tuple[str, str]]] = {}
    for row, variable, term in said:
        rows.setdefault(row, []).append((variable, term))
    return frozenset(tuple(part for cell in sorted(cells) for part in cell) for cells in rows.values())


def _canonical(triples: Iterable[ox.Triple]) -> Meaning:
    held = ox.Dataset(
        ox.Quad(one.subject, one.predicate, _by_value(one.object), ox.DefaultGraph()) for one in triples
    )
    held.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return frozenset((str(one.subject), str(one.predicate), str(one.object)) for one in held)


def _by_value(term: Term) -> Term:
    """A number by its value: the suite allows ``1.0`` for ``01.0``."""
    if not isinstance(term, ox.Literal) or not term.datatype.value.startswith(_XSD):
        return term
    kind = term.datatype.value.removeprefix(_XSD)
    try:
        if kind in _WHOLE:
            number = decimal.Decimal(term.value).normalize()
            return ox.Literal(f"{number + 0:f}", datatype=term.datatype)
        if kind == "boolean":
            return ox.Literal({"1": "true", "0": "false"}.get(term.value, term.value), datatype=term.datatype)
        if kind in ("double", "float"):
            return ox.Literal(repr(float(term.value)), datatype=term.datatype)
    except (ValueError, decimal.InvalidOperation):
        return term
    return term
