"""Every named question on the Longterm corpus: RDFLib gives the rows that Oxigraph gives.

The corpus is that of `longterm_world`: 669 pages, 5,975 sources, 4,900 claims, two lists of raters, 205,000 triples.
All questions but two run on the whole of it. `low-sources` takes RDFLib 20 seconds there and `unrated-hosts` more than
100, so these two run on its pages of type `risk` with everything that they cite: 65 pages, 43,000 triples. RDFLib holds
the union of the graphs as one graph: over a data set of three it takes five times as long.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
import rdflib

from kg.graph.knowledge_graph import KnowledgeGraph
from kg.rdf import oxigraph
from kg.rdf.statements import quads
from kg.rdf.terms import vocabulary
from kg.rdf.writers import write_nquads, write_ntriples
from kg.sparql.questions import bind, find_question, questions
from tests.facts.longterm_world import longterm_world

ON_A_PART = ("low-sources", "unrated-hosts")
PART = "risk"
VALUES = {"page": "macarthur-foundation", "publisher": "arxiv", "source": "29e83038187711cc"}
WITHOUT_ROWS = {
    "archived-sources", "channels", "disputed-sources", "expired-overrides", "overrides",
    "owner-self-citations", "rated-owners", "retracted-sources", "same-work", "top-owners", "unrated-publishers",
}  # fmt: skip
"""The corpus holds no such thing: no copy, channel, dispute, override, retraction, or organization that owns a venue.

Nor two records of the same spelling of an address: its duplicates differ in a slash, a ``www.`` or the scheme.
"""
Rows = Counter[tuple[str | None, ...]]


@dataclass(frozen=True)
class Both:
    """A graph, and all that it says in both engines."""

    graph: KnowledgeGraph
    store: oxigraph.Store
    rdflib: rdflib.Graph


def both(graph: KnowledgeGraph) -> Both:
    said = quads(graph)
    rdflib.NORMALIZE_LITERALS = False  # it respells numbers and times otherwise
    slow = rdflib.Graph()
    slow.parse(data=b"".join(write_ntriples(said)), format="nt")
    return Both(graph, oxigraph.load(b"".join(write_nquads(said))), slow)


@pytest.fixture(scope="module")
def whole(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Both:
    return both(longterm_world(shared, tmp_path_factory.mktemp("whole")))


@pytest.fixture(scope="module")
def part(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Both:
    return both(longterm_world(shared, tmp_path_factory.mktemp("part"), page_type=PART))


def rows_of_both(name: str, corpus: Both) -> tuple[Rows, Rows]:
    question, prefixes = find_question(name), vocabulary(corpus.graph.corpus.settings.base)
    values = {one.name: VALUES[one.type] for one in question.parameters if one.default is None}
    bound = bind(question, values, corpus.graph)
    found = oxigraph.ask(corpus.store, question.text, prefixes=prefixes, parameters=bound, limit=100_000)
    assert not found.cut
    terms = {variable: _term(term) for variable, term in bound.items()}
    theirs = corpus.rdflib.query(question.text, initNs=prefixes, initBindings=terms)
    ours = Counter(tuple(_plain(cell and rdflib.util.from_n3(cell)) for cell in row) for row in found.rows)
    return ours, Counter(tuple(_plain(term) for term in row) for row in theirs)  # type: ignore[union-attr]


def _term(text: str) -> rdflib.term.Identifier:
    term = rdflib.util.from_n3(text)
    assert isinstance(term, rdflib.term.Identifier)
    return term


def _plain(term: object) -> str | None:
    return None if term is None else str(term.n3())  # type: ignore[attr-defined]


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in questions() if name not in ON_A_PART])
def test_rdflib_answers_the_same_on_the_whole_corpus(name: str, whole: Both) -> None:
    ours, theirs = rows_of_both(name, whole)
    assert ours == theirs
    assert bool(ours) is (name not in WITHOUT_ROWS)


@pytest.mark.parametrize("name", ON_A_PART)
def test_rdflib_answers_the_same_on_a_part_of_the_corpus(name: str, part: Both) -> None:
    ours, theirs = rows_of_both(name, part)
    assert ours == theirs
    assert len(ours) > 10
