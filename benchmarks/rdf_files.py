"""N-Triples and sorted Turtle of the Longterm facts, by kg and by rdflib."""

from __future__ import annotations

import decimal
import warnings
from typing import TypeAlias

import polars as pl
import pyoxigraph
import rdflib

import kg
from benchmarks.longterm import MAP, longterm, skipped
from benchmarks.measuring import REPOSITORY, cpu_seconds
from benchmarks.rows import Row, at_least, require_equal, told
from kg.rdf.rdflib import parse_rdflib
from kg.rdf.statements import quads
from kg.rdf.writers import write_ntriples, write_turtle

WHAT = "RDF files of the Longterm facts"
_BARS = {"nt": ("N-Triples", 30.0), "ttl": ("sorted Turtle", 60.0)}
_THEIRS = {"nt": "nt", "ttl": "turtle"}
_FORMATS = {"nt": pyoxigraph.RdfFormat.N_TRIPLES, "ttl": pyoxigraph.RdfFormat.TURTLE}

_DECIMAL = pyoxigraph.NamedNode("http://www.w3.org/2001/XMLSchema#decimal")

Spelling: TypeAlias = "tuple[str] | tuple[str, str | None, str | None]"
Triples: TypeAlias = "list[tuple[rdflib.term.Node, rdflib.term.Node, rdflib.term.Node]]"


def run(*, quick: bool = False) -> list[Row]:
    """Return how much faster kg writes the files; quick: of ``seeds/``."""
    rdflib.NORMALIZE_LITERALS = False  # else it rewrites what it is given; pyshacl turns it on again
    facts = None if quick else longterm()
    if facts is None and not quick:
        return skipped(WHAT)
    graph = kg.load(REPOSITORY / "seeds") if facts is None else kg.load(facts, map=MAP)
    base = graph.corpus.settings.base
    making, said = cpu_seconds(lambda: quads(graph), runs=5)
    triples = parsed(by_kg(said, "nt", base))
    spelled = [tuple(spelling(term) for term in triple) for triple in triples]
    their_making, made = cpu_seconds(lambda: terms_of(spelled))
    require_equal("the terms of rdflib", set(triples), set(made))
    require_equal("the triples of both files", *(meant(by_kg(said, name, base), name) for name in _BARS))
    rows = []
    for name, (title, bar) in _BARS.items():
        mine, theirs = _seconds(said, triples, name, base, runs=1 if quick else 3)
        what = f"{title}, {len(triples):,} triples, against rdflib add + serialize"
        against = f"{mine:.2f} s against {theirs:.1f} s"
        whole, their_whole = mine + making, theirs + their_making
        rows += [
            at_least(what, bar, theirs / mine, against, judged=not quick),
            told(
                "- the terms made as well: from tables to bytes, by rdflib from texts to bytes",
                f"{whole:.2f} s against {their_whole:.1f} s",
                their_whole / whole,
            ),
        ]
    return rows


def _seconds(said: pl.DataFrame, triples: Triples, name: str, base: str, *, runs: int) -> tuple[float, float]:
    """Return the time of kg and of rdflib to write terms, after checking bytes and triples."""
    mine, written = cpu_seconds(lambda: by_kg(said, name, base), runs=5)
    theirs, serialized = cpu_seconds(lambda: by_rdflib(triples, name), runs=runs)
    require_equal(f"{name} written twice", written, by_kg(said, name, base))
    require_equal(f"the triples of {name}", by_value(meant(written, name)), by_value(meant(serialized, name)))
    return mine, theirs


def by_kg(said: pl.DataFrame, name: str, base: str) -> bytes:
    """Return quads as kg writes them."""
    return b"".join(write_ntriples(said) if name == "nt" else write_turtle(said, base=base))


def spelling(term: rdflib.term.Node) -> Spelling:
    """Return what a term is made of: its text, and datatype and language if it is a literal."""
    if isinstance(term, rdflib.Literal):
        return str(term), term.datatype and str(term.datatype), term.language
    return (str(term),)


def terms_of(spelled: list[tuple[Spelling, ...]]) -> list[tuple[rdflib.term.Node, ...]]:
    """Return terms of rdflib from texts."""
    return [
        tuple(
            rdflib.URIRef(term[0])
            if len(term) == 1
            else rdflib.Literal(term[0], datatype=term[1], lang=term[2])
            for term in triple
        )
        for triple in spelled
    ]


def parsed(ntriples: bytes) -> Triples:
    """Return triples as objects of rdflib, literals as they are written."""
    dataset = parse_rdflib(ntriples, "nt")
    return [(subject, predicate, found) for subject, predicate, found, _ in dataset.quads()]


def by_rdflib(triples: Triples, name: str) -> bytes:
    """Return triples as rdflib writes them: added to a graph and serialized."""
    graph = rdflib.Graph()
    for triple in triples:
        graph.add(triple)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return graph.serialize(format=_THEIRS[name], encoding="utf-8")


def meant(content: bytes, name: str) -> set[pyoxigraph.Triple]:
    """Return the triples of a file as a third program reads them."""
    return {quad.triple for quad in pyoxigraph.parse(content, format=_FORMATS[name])}


def by_value(triples: set[pyoxigraph.Triple]) -> set[tuple[object, object, object]]:
    """Return triples with decimals as numbers: rdflib respells them, ``0`` as ``0.0``."""
    return {(one.subject, one.predicate, _value(one.object)) for one in triples}


def _value(term: object) -> object:
    if isinstance(term, pyoxigraph.Literal) and term.datatype == _DECIMAL:
        return decimal.Decimal(term.value)
    return term
