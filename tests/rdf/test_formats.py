"""Every format says the same quads to RDFLib and to Oxigraph, in the same bytes each time."""

import hashlib
import os
import subprocess
import sys
import warnings

import polars as pl
import pyoxigraph
import pytest
import rdflib

from kg.errors import ExportError
from kg.exporters.rdf_files import export_rdf
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.rdf.formats import RDF_FORMATS
from kg.rdf.oxigraph import parse_quads
from kg.rdf.rdflib import parse_rdflib, to_rdflib
from kg.rdf.statements import quads
from tests.machine import REPOSITORY
from tests.rdf.worlds import hostile_world, small_world

pytestmark = pytest.mark.filterwarnings(
    "ignore:Dataset.default_context:DeprecationWarning"
)  # RDFLib's own use
WORLDS = {"small": small_world(), "hostile": hostile_world()}
by_world = pytest.mark.parametrize("graph", WORLDS.values(), ids=list(WORLDS))
by_format = pytest.mark.parametrize("name", list(RDF_FORMATS))


def content_of(graph: KnowledgeGraph, name: str) -> bytes:
    return b"".join(export_rdf(graph, name))


def plain(node: object) -> tuple[str, ...]:
    """One term, whoever parsed it: kind, text, datatype, language."""
    if isinstance(node, rdflib.Literal):
        return (
            "literal",
            str(node),
            str(node.datatype or rdflib.XSD.string) if not node.language else "",
            node.language or "",
        )
    if isinstance(node, pyoxigraph.Literal):
        return ("literal", node.value, "" if node.language else node.datatype.value, node.language or "")
    assert isinstance(node, rdflib.URIRef | pyoxigraph.NamedNode), node
    return ("iri", str(node) if isinstance(node, rdflib.URIRef) else node.value)


def _kept(name: str) -> pl.Expr:
    """The objects without the characters that a format forbids."""
    forbidden = r"\\u(?:00(?:0[0-8BCEF]|1[0-9A-F])|FFF[EF])" if name == "rdf" else "^$"
    return pl.col("object").str.replace_all(forbidden, "")


def expected(graph: KnowledgeGraph, name: str) -> set[tuple[object, ...]]:
    """What the table of quads says, read term by term."""
    said = set()
    for row in quads(graph).with_columns(_kept(name)).iter_rows():
        quad = next(iter(pyoxigraph.parse(" ".join(row) + " .", format=pyoxigraph.RdfFormat.N_QUADS)))
        graph_name = (plain(quad.graph_name),) if RDF_FORMATS[name].named_graphs else ()
        said.add((plain(quad.subject), plain(quad.predicate), plain(quad.object), *graph_name))
    return said


@by_world
@by_format
def test_rdflib_reads_the_same(graph: KnowledgeGraph, name: str) -> None:
    dataset = parse_rdflib(content_of(graph, name), name)
    named = RDF_FORMATS[name].named_graphs
    read = {
        (plain(s), plain(p), plain(o), *((plain(rdflib.URIRef(str(g))),) if named else ()))
        for s, p, o, g in dataset.quads((None, None, None, None))
    }
    assert read == expected(graph, name)


@by_world
@by_format
def test_oxigraph_reads_the_same(graph: KnowledgeGraph, name: str) -> None:
    formats = {
        "jsonld": pyoxigraph.RdfFormat.JSON_LD,
        "nq": pyoxigraph.RdfFormat.N_QUADS,
        "nt": pyoxigraph.RdfFormat.N_TRIPLES,
        "rdf": pyoxigraph.RdfFormat.RDF_XML,
        "trig": pyoxigraph.RdfFormat.TRIG,
        "ttl": pyoxigraph.RdfFormat.TURTLE,
    }
    named = RDF_FORMATS[name].named_graphs
    read = {
        (plain(q.subject), plain(q.predicate), plain(q.object), *((plain(q.graph_name),) if named else ()))
        for q in pyoxigraph.parse(content_of(graph, name), format=formats[name])
    }
    assert read == expected(graph, name)


@by_world
def test_no_blank_node(graph: KnowledgeGraph) -> None:
    assert not [row for row in quads(graph).iter_rows() if any(term.startswith("_:") for term in row)]


@by_world
@pytest.mark.parametrize("name", ["nt", "nq"])
def test_lines_are_sorted_and_distinct(graph: KnowledgeGraph, name: str) -> None:
    lines = content_of(graph, name).split(b"\n")[:-1]
    assert lines == sorted(set(lines))


@by_world
@by_format
def test_the_same_bytes_twice(graph: KnowledgeGraph, name: str) -> None:
    assert content_of(graph, name) == content_of(graph, name)


def test_the_same_bytes_under_another_hash_seed() -> None:
    code = (
        "import hashlib; from tests.rdf.test_formats import *\n"
        "print(*(hashlib.sha256(content_of(g, n)).hexdigest() for g in WORLDS.values() for n in RDF_FORMATS))"
    )
    here = [
        hashlib.sha256(content_of(graph, name)).hexdigest()
        for graph in WORLDS.values()
        for name in RDF_FORMATS
    ]
    for seed in ("1", "2"):
        run = subprocess.run(
            [sys.executable, "-c", code],
            check=True,
            capture_output=True,
            text=True,
            cwd=REPOSITORY,
            env={**os.environ, "PYTHONHASHSEED": seed},
        )
        assert run.stdout.split() == here


@by_world
def test_rdflib_warns_of_no_iri(graph: KnowledgeGraph, caplog: pytest.LogCaptureFixture) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        to_rdflib(quads(graph), base=graph.corpus.settings.base)
    assert not caplog.records


def test_turtle_is_prefixed() -> None:
    turtle = content_of(small_world(), "ttl").decode()
    assert (
        "\npage:openai cito:cites page:vaccines ,\n        source:sora ;\n    a schema:WebPage ,\n" in turtle
    )
    assert "kg:effectiveLevel 4 ;" in turtle


def test_an_unknown_format_names_the_nearest() -> None:
    with pytest.raises(ExportError, match="Did you mean trig"):
        export_rdf(small_world(), "tri")


def test_what_is_not_rdf_is_an_error() -> None:
    with pytest.raises(Exception, match="not Turtle"):
        list(parse_quads(b"<a:s> <a:p>", "ttl"))


def test_another_base_is_used_everywhere() -> None:
    import dataclasses

    graph = small_world()
    settings = dataclasses.replace(graph.corpus.settings, base="https://other.example/kg/")
    moved = dataclasses.replace(graph, corpus=dataclasses.replace(graph.corpus, settings=settings))
    assert "w3id.org" not in content_of(moved, "nq").decode()
    assert set(parse_quads(content_of(moved, "jsonld"), "jsonld")) == set(
        parse_quads(content_of(moved, "nq"), "nq")
    )
