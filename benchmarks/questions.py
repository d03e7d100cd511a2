"""The questions by name over a million triples, by Oxigraph as kg asks it and by RDFLib."""

from __future__ import annotations

import gc
import math
import signal
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType
from typing import TypeVar

import polars as pl
import rdflib

from benchmarks.longterm import longterm, skipped
from benchmarks.measuring import REPOSITORY, cpu_seconds
from benchmarks.rdf_sizes import graph_of_copies
from benchmarks.rows import Row, at_least, require_equal, told
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.rdf import oxigraph
from kg.rdf.statements import quads
from kg.rdf.terms import vocabulary
from kg.rdf.writers import write_nquads, write_ntriples
from kg.sparql.questions import Question, bind, questions

WHAT = "questions by name over a million triples"
COPIES = 8
MOST_SECONDS = 60
"""So long RDFLib may take for one question; then the ratio is at least that."""
Result = TypeVar("Result")
Rows = Counter[tuple[str | None, ...]]


@dataclass(frozen=True, slots=True)
class Timed:
    """A question, its rows, and the seconds of both; ``finished`` says whether RDFLib answered at all."""

    name: str
    rows: int
    mine: float
    theirs: float
    finished: bool

    @property
    def ratio(self) -> float:
        return self.theirs / self.mine


class _LateError(Exception):
    """RDFLib took too long."""


def run(*, quick: bool = False) -> list[Row]:
    """Return the least ratio and the geometric mean, after comparing all rows; quick: of ``seeds/``, a second each."""
    facts = REPOSITORY / "seeds" if quick else longterm()
    if facts is None:
        return skipped(WHAT)
    graph = graph_of_copies(facts, 1 if quick else COPIES)
    said = quads(graph)
    mine, store = cpu_seconds(lambda: oxigraph.load(b"".join(write_nquads(said))), runs=1)
    theirs, slow = cpu_seconds(lambda: _rdflib(said), runs=1)
    gc.freeze()  # a million triples of RDFLib are not looked through before each question
    timed = [_timed(one, graph, store, slow, 1 if quick else MOST_SECONDS) for one in questions().values()]
    gc.unfreeze()
    return [
        told(
            f"loading {said.height:,} quads for questions",
            f"{mine:.1f} s, RDFLib {theirs:.1f} s",
            theirs / mine,
        ),
        *_judged(timed, said.height, judged=not quick),
    ]


def _judged(timed: list[Timed], size: int, *, judged: bool) -> list[Row]:
    worst = min(timed, key=lambda one: one.ratio)
    slowest = max(timed, key=lambda one: one.mine)
    mean = math.exp(sum(math.log(one.ratio) for one in timed) / len(timed))
    late = sum(not one.finished for one in timed)
    whole = f"{sum(one.mine for one in timed):.2f} s against {sum(one.theirs for one in timed):.0f} s in all"
    return [
        at_least(
            f"each of {len(timed)} questions by name over {size:,} quads, against RDFLib: the least ratio",
            5,
            worst.ratio,
            f"{worst.name}: {worst.mine:.4f} s against {worst.theirs:.3f} s",
            judged=judged,
        ),
        at_least(
            "- their geometric mean",
            20,
            mean,
            f"{whole}; {late} given up in RDFLib" if late else whole,
            judged=judged,
        ),
        told(
            "- the slowest of them",
            f"{slowest.name}: {slowest.mine:.2f} s for {slowest.rows:,} rows, RDFLib {slowest.theirs:.1f} s",
            slowest.ratio,
        ),
    ]


def _timed(
    question: Question, graph: KnowledgeGraph, store: oxigraph.Store, slow: rdflib.Graph, most: int
) -> Timed:
    """Return how long a question takes, by both, after comparing their rows."""
    prefixes = vocabulary(graph.corpus.settings.base)
    given = {one.name: _values(graph)[one.type] for one in question.parameters if one.default is None}
    bound = bind(question, given, graph)
    mine, found = cpu_seconds(
        lambda: oxigraph.ask(store, question.text, prefixes=prefixes, parameters=bound, limit=10_000_000),
        runs=5,
    )
    terms = {name: _term(text) for name, text in bound.items()}

    def theirs() -> list[tuple[object, ...]]:
        return [tuple(row) for row in slow.query(question.text, initNs=prefixes, initBindings=terms)]  # type: ignore[arg-type]

    try:
        seconds, answered = _within(most, lambda: cpu_seconds(theirs, runs=1))
    except _LateError:
        return Timed(question.name, len(found.rows), mine, float(most), finished=False)
    require_equal(question.name, _rows(found.rows), Counter(tuple(map(_plain, row)) for row in answered))
    return Timed(question.name, len(found.rows), mine, seconds, finished=True)


def _values(graph: KnowledgeGraph) -> dict[str, str]:
    """Return what required parameters are given: the page that cites most, the publisher of most, a low source."""
    page = graph.corpus["citations"]["citing"].value_counts(sort=True)["citing"][0]
    publisher = graph.resolution["publisher"].drop_nulls().value_counts(sort=True)["publisher"][0]
    return {
        "page": page.removeprefix("page:"),
        "publisher": publisher,
        "source": graph.effective.filter(pl.col("level") <= 2)["id"][0],
    }


def _within(seconds: int, run: Callable[[], Result]) -> Result:
    """Return what a function returns, if it does so in time."""

    def late(_signal: int, _frame: FrameType | None) -> None:
        raise _LateError

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(seconds)
    try:
        return run()
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def _rdflib(said: pl.DataFrame) -> rdflib.Graph:
    """Return the union of the graphs as one graph of RDFLib, which is faster than its data sets."""
    rdflib.NORMALIZE_LITERALS = False
    return rdflib.Graph().parse(data=b"".join(write_ntriples(said)), format="nt")


def _term(text: str) -> rdflib.term.Identifier:
    term = rdflib.util.from_n3(text)
    assert isinstance(term, rdflib.term.Identifier)
    return term


def _plain(term: object) -> str | None:
    return term.n3() if isinstance(term, rdflib.term.Identifier) else None


def _rows(rows: list[tuple[str | None, ...]]) -> Rows:
    return Counter(tuple(_plain(_term(cell)) if cell else None for cell in row) for row in rows)
