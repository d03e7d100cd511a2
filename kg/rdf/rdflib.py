"""RDFLib: a data set for those who program with it, and the oracle of the tests."""

from __future__ import annotations

import warnings

import polars as pl
import rdflib
from oxrdflib import OxigraphStore

from kg.rdf.formats import rdf_format
from kg.rdf.oxigraph import Store
from kg.rdf.terms import vocabulary
from kg.rdf.writers import write_nquads

Dataset = rdflib.Dataset
_PARSERS = {"jsonld": "json-ld", "nq": "nquads", "nt": "nt", "rdf": "xml", "trig": "trig", "ttl": "turtle"}


def to_rdflib(quads: pl.DataFrame, *, base: str) -> rdflib.Dataset:
    """Return quads as a data set of RDFLib, whose default graph is the union, with our prefixes bound.

    >>> from kg.model.corpus import BASE
    >>> row = {"subject": ["<a:s>"], "predicate": ["<a:p>"], "object": ['"o"'], "graph": ["<a:g>"]}
    >>> len(to_rdflib(pl.DataFrame(row), base=BASE))
    1
    """
    dataset = parse_rdflib(b"".join(write_nquads(quads)), "nq")
    for prefix, space in vocabulary(base).items():
        dataset.bind(prefix, space, override=True, replace=True)
    return dataset


def backed_by_oxigraph(store: Store, *, base: str) -> rdflib.Dataset:
    """Return a store of Oxigraph as a data set of RDFLib, whose default graph is the union, with our prefixes bound.

    >>> from kg.model.corpus import BASE
    >>> from kg.rdf.oxigraph import load
    >>> len(backed_by_oxigraph(load(b'<a:s> <a:p> "o" <a:g> .'), base=BASE))
    1
    """
    _keep_literals()
    dataset = rdflib.Dataset(store=OxigraphStore(store=store), default_union=True)
    for prefix, space in vocabulary(base).items():
        dataset.bind(prefix, space, override=True, replace=True)
    return dataset


def parse_rdflib(content: bytes, name: str) -> rdflib.Dataset:
    """Return what a file says as a data set of RDFLib, literals as they are written.

    >>> len(parse_rdflib(b'<a:s> <a:p> "01"^^<http://www.w3.org/2001/XMLSchema#integer> .', "nt"))
    1
    """
    _keep_literals()
    dataset = rdflib.Dataset(default_union=True)
    with warnings.catch_warnings():  # of RDFLib's own use of what it deprecates
        warnings.simplefilter("ignore", DeprecationWarning)
        dataset.parse(data=content, format=_PARSERS[rdf_format(name).name])
    return dataset


def _keep_literals() -> None:
    """Turn off the rewriting of literals: RDFLib changes ``Z`` and leading zeros otherwise."""
    rdflib.NORMALIZE_LITERALS = False
