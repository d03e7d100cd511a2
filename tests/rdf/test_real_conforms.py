"""The demo and the Longterm corpus conform to the shapes: by the engine of `kg validate`, and by pySHACL.

pySHACL takes 17 CPU s for the whole demo (44,000 triples) and 17 s for the Longterm facts (123,000 triples), besides
loading them; the engine of `kg validate` 0.4 and 0.6 s. With footnotes as claims and two lists of raters (205,000
triples) pySHACL was run once: it conforms, in 67 s. That corpus is left to the first engine here.
"""

from __future__ import annotations

from pathlib import Path

import pyshacl
import pytest
import rdflib

import kg
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.rdf.extent import Citations, Detail, Extent
from kg.rdf.shapes import shapes_turtle
from kg.rdf.statements import quads
from kg.rdf.validation import validate_graph
from kg.rdf.writers import write_ntriples
from tests.facts.longterm_world import MAP, longterm_world
from tests.machine import REPOSITORY

WHOLE = Extent(Citations.REIFIED, Detail.ALL, Detail.ALL, measurements=True)
extents = pytest.mark.parametrize("extent", [Extent(), WHOLE], ids=["as usual", "everything said"])


@pytest.fixture(scope="module")
def facts(shared: Path) -> KnowledgeGraph:
    return kg.load(shared / "data" / "longterm", map=MAP)


@extents
def test_the_demo_conforms(extent: Extent) -> None:
    assert validate_graph(kg.load(REPOSITORY / "seeds"), extent=extent).rows() == []


@extents
def test_the_longterm_facts_conform(facts: KnowledgeGraph, extent: Extent) -> None:
    assert validate_graph(facts, extent=extent).rows() == []


@extents
def test_the_longterm_facts_with_claims_and_raters_conform(
    shared: Path, tmp_path: Path, extent: Extent
) -> None:
    assert validate_graph(longterm_world(shared, tmp_path), extent=extent).rows() == []


def by_pyshacl(graph: KnowledgeGraph) -> str:
    """The report of pySHACL; empty if the graph conforms."""
    rdflib.NORMALIZE_LITERALS = False
    data = rdflib.Graph().parse(data=b"".join(write_ntriples(quads(graph))), format="nt")
    shapes = rdflib.Graph().parse(data=shapes_turtle(graph.corpus.settings.base), format="turtle")
    conforms, _, report = pyshacl.validate(data, shacl_graph=shapes)
    return "" if conforms else str(report)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # RDFLib's and pySHACL's own use
def test_the_demo_conforms_in_a_second_engine() -> None:
    assert by_pyshacl(kg.load(REPOSITORY / "seeds")) == ""


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # RDFLib's and pySHACL's own use
def test_the_longterm_facts_conform_in_a_second_engine(facts: KnowledgeGraph) -> None:
    assert by_pyshacl(facts) == ""
