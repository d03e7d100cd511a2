"""The data set of RDFLib that Oxigraph holds says what the files say."""

from __future__ import annotations

import pytest

import kg
from kg.rdf.rdflib import to_rdflib
from kg.rdf.statements import quads
from tests.machine import REPOSITORY

pytestmark = pytest.mark.filterwarnings("ignore:Dataset.default_context:DeprecationWarning")


def test_it_holds_the_same_quads_and_answers_the_same() -> None:
    graph = kg.load(REPOSITORY / "examples" / "evidence")
    held = kg.to_rdflib(graph)
    memory = to_rdflib(quads(graph), base=graph.corpus.settings.base)
    assert {tuple(map(str, quad)) for quad in held.quads()} == {
        tuple(map(str, quad)) for quad in memory.quads()
    }
    question = "SELECT ?page ?verdict { ?page kg:verdict ?verdict }"
    assert set(held.query(question)) == set(memory.query(question))
    assert len(set(held.query(question))) == 3
