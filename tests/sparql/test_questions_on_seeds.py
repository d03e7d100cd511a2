"""Every named question has an answer in the demo world, and RDFLib gives the same one."""

from __future__ import annotations

from collections import Counter

import pytest
import rdflib

import kg
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.rdf.statements import quads
from kg.rdf.terms import vocabulary
from kg.rdf.writers import write_ntriples
from kg.sparql.questions import bind, find_question, questions
from tests.machine import REPOSITORY
from tests.sparql.asking import terms

VALUES: dict[str, dict[str, str | int]] = {
    "page-claims": {"page": "debate"},
    "page-sources": {"page": "openai"},
    "pages-within-two": {"page": "openai"},
    "publisher-pages": {"publisher": "openai"},
    "rating-history": {"publisher": "new-republic"},
    "why-rated": {"source": "6374381b5ec386d1"},
}
FIRST: dict[str, tuple[str, ...]] = {
    "channels": ("publisher/netflix-techblog", "publisher/medium", "3", "2"),
    "citation-cycles": ("page/worked-examples", "page/worked-examples-two", ""),
    "expired-overrides": ("source/netflix-blog", "2025-12-31", "invented: an override that has ended", "3"),
    "raters-disagree": ("publisher/new-republic", "2", "4", "3"),
    "relying-pages": ("page/mech-interp", "Mechanistic Interpretability", "6", "1", "11", "0.090909"),
    "same-work": ("doi:10.1016/s0140-6736(97)11096-0", "2", "source/lancet-1998", "source/lancet-1998-doi"),
}
"""The first row of questions whose answer a person can check in ``seeds/``."""


@pytest.fixture(scope="module")
def seeds() -> KnowledgeGraph:
    return kg.load(REPOSITORY / "seeds")


@pytest.fixture(scope="module")
def union(seeds: KnowledgeGraph) -> rdflib.Graph:
    """The union as one graph: RDFLib takes five times as long over a data set of three."""
    rdflib.NORMALIZE_LITERALS = False
    graph = rdflib.Graph()
    graph.parse(data=b"".join(write_ntriples(quads(seeds))), format="nt")
    return graph


def test_there_are_many_questions() -> None:
    assert len(questions()) >= 25


@pytest.mark.parametrize("name", list(questions()))
def test_a_question_has_an_answer_and_rdflib_gives_the_same(
    name: str, seeds: KnowledgeGraph, union: rdflib.Graph
) -> None:
    ours = terms(seeds, name, parameters=VALUES.get(name))
    assert ours.height
    question = find_question(name)
    bound = bind(question, VALUES.get(name, {}), seeds)
    found = union.query(
        question.text,
        initNs=vocabulary(seeds.corpus.settings.base),
        initBindings={variable: _term(term) for variable, term in bound.items()},
    )
    theirs = Counter(tuple(_plain(term) for term in row) for row in found)  # type: ignore[union-attr]
    mine = Counter(tuple(_plain(cell and rdflib.util.from_n3(cell)) for cell in row) for row in ours.rows())
    assert mine == theirs


def _term(text: str) -> rdflib.term.Identifier:
    term = rdflib.util.from_n3(text)
    assert isinstance(term, rdflib.term.Identifier)
    return term


def _plain(term: rdflib.term.Node | str | None) -> str | None:
    return None if term is None else str(term.n3())  # type: ignore[union-attr]


@pytest.mark.parametrize(("name", "expected"), FIRST.items(), ids=FIRST)
def test_the_first_row(name: str, expected: tuple[str, ...], seeds: KnowledgeGraph) -> None:
    row = kg.query(seeds, name, parameters=VALUES.get(name)).row(0)
    base = f"{seeds.corpus.settings.base}id/"
    assert tuple("" if cell is None else str(cell).removeprefix(base) for cell in row) == expected
