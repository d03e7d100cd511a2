"""Ask a graph: a question by name or SPARQL, in a child process with a deadline and a memory limit."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from kg.errors import QueryError, QueryTimeoutError
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.rdf.provenance import graph_names
from kg.rdf.statements import quads
from kg.rdf.terms import vocabulary
from kg.rdf.writers import shortened, write_nquads
from kg.sparql.plain import plain
from kg.sparql.questions import bind, find_question
from kg.sparql.refusals import check_question, graphs_of

TIMEOUT = 30.0
LIMIT = 10_000
MEMORY = 2 * 1024**3
_BYTES_A_BYTE = 8
_NAME = re.compile(r"[\w-]+")


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as terms of N-Triples (null: unbound); ``cut`` if there was more than the limit."""

    table: pl.DataFrame
    cut: bool


def query(
    graph: KnowledgeGraph,
    text_or_name: str,
    *,
    parameters: Mapping[str, str | int] | None = None,
    timeout: float = TIMEOUT,
    limit: int = LIMIT,
) -> pl.DataFrame:
    """Return the answer to a question as plain values; warn if it was cut at the limit.

    Parameters
    ----------
    graph : KnowledgeGraph
        The graph.
    text_or_name : str
        SPARQL (SELECT, ASK, CONSTRUCT or DESCRIBE), or the name of a question.
    parameters : mapping, optional
        Values of a question's parameters; with SPARQL, terms of N-Triples by variable.
    timeout : float, optional
        Seconds until the question is given up.
    limit : int, optional
        The most rows returned.

    Returns
    -------
    DataFrame
        A column a variable, null where unbound: IRIs and texts as String, numbers and truth values as
        such where a whole column is; ``answer`` for ASK; ``subject, predicate, object`` for CONSTRUCT
        and DESCRIBE. `answer` gives the terms themselves.

    Raises
    ------
    QueryError
        The question is unknown, refused, or no SPARQL.
    QueryTimeoutError
        It took longer than ``timeout``.

    >>> from kg.graph.builder import build_graph
    >>> from kg.model.corpus import Corpus
    >>> from kg.ratings.effective import rate
    >>> corpus = Corpus.of({"pages": pl.DataFrame({"id": ["p"], "title": ["A page"]})})
    >>> query(build_graph(corpus, rate(corpus)), "SELECT ?name { ?page a kg:Page ; schema:name ?name }").item()
    'A page'
    """
    found = answer(graph, text_or_name, parameters=parameters, timeout=timeout, limit=limit)
    if found.cut:
        warnings.warn(f"only the first {limit} rows are shown; there are more", stacklevel=2)
    return plain(found.table)


def answer(
    graph: KnowledgeGraph,
    text_or_name: str,
    *,
    parameters: Mapping[str, str | int] | None = None,
    timeout: float = TIMEOUT,
    limit: int = LIMIT,
) -> Answer:
    """Return the answer to a question and whether it was cut, without a warning; see `query`.

    >>> from kg.graph.builder import build_graph
    >>> from kg.model.corpus import Corpus
    >>> from kg.ratings.effective import rate
    >>> corpus = Corpus.of({"pages": pl.DataFrame({"id": ["p", "q"]})})
    >>> answer(build_graph(corpus, rate(corpus)), "SELECT ?page { ?page a kg:Page }", limit=1).cut
    True
    """
    base = graph.corpus.settings.base
    if _NAME.fullmatch(text_or_name.strip()):
        question = find_question(text_or_name.strip())
        text, bound = question.text, bind(question, parameters or {}, graph)
    else:
        text, bound = text_or_name, {name: str(term) for name, term in (parameters or {}).items()}
        check_question(text, graph_names(graph, base).values())
    request = {
        "text": text,
        "prefixes": vocabulary(base),
        "parameters": bound,
        "graphs": graphs_of(text),
        "limit": limit,
        "seconds": timeout,
    }
    return _received(_ask_child(request, write_nquads(quads(graph)), timeout))


def display(table: pl.DataFrame, *, base: str) -> pl.DataFrame:
    """Return an answer as a person reads it: prefixed names and bare literals.

    >>> found = pl.DataFrame({"level": ['"4"^^<http://www.w3.org/2001/XMLSchema#integer>'], "name": ['"A"@en']})
    >>> display(found, base="https://w3id.org/credibility-kg/").row(0)
    ('4', 'A')
    """
    return table.select(_displayed(table[name], base).alias(name) for name in table.columns)


def _displayed(terms: pl.Series, base: str) -> pl.Series:
    short = shortened(terms.cast(pl.String), base)
    texts = [
        json.loads(term[: term.rindex('"') + 1], strict=False) if term and term.startswith('"') else term
        for term in short.to_list()
    ]
    return pl.Series(terms.name, texts, dtype=pl.String)


def _ask_child(request: dict[str, Any], content: Iterable[bytes], timeout: float) -> dict[str, Any]:
    """Return what a child process answers; it has ended, by itself or killed, when this returns or raises."""
    with tempfile.TemporaryFile() as asked:
        body = list(content)
        memory = MEMORY + _BYTES_A_BYTE * sum(map(len, body))
        asked.write(json.dumps({**request, "memory": memory}).encode() + b"\n")
        asked.writelines(body)
        body.clear()
        asked.seek(0)
        try:
            done = subprocess.run(
                [sys.executable, "-P", "-m", "kg.sparql.worker"],
                stdin=asked,
                capture_output=True,
                timeout=timeout,
                check=False,
                env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
            )
        except subprocess.TimeoutExpired:
            raise QueryTimeoutError(
                f"no answer within {timeout:g} s", hint="Ask for less, or allow more with a longer timeout."
            ) from None
    if done.returncode:
        last = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        why = (
            "it needs too much memory or nests too deep"
            if done.returncode < 0 or "Memory" in "".join(last)
            else "".join(last)
        )
        raise QueryError(f"the question could not be answered: {why}")
    received: dict[str, Any] = json.loads(done.stdout)
    return received


def _received(said: dict[str, Any]) -> Answer:
    if "error" in said:
        raise QueryError(said["error"])
    schema = dict.fromkeys(said["columns"], pl.String)
    return Answer(pl.DataFrame(said["rows"], schema=schema, orient="row"), cut=said["cut"])
