"""Questions by name: each is a file of SPARQL whose first lines say its title, description and parameters."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

import polars as pl

from kg.errors import IdError, QueryError, nearest
from kg.graph.knowledge_graph import KnowledgeGraph, row_of
from kg.model.ids import NodeId
from kg.model.values import parse_level, parse_whole
from kg.model.words import NodeKind
from kg.rdf.literals import quote
from kg.rdf.terms import VOCABULARIES, node_iris

_PARAMETER = re.compile(r"# param (?P<name>\w+) (?P<type>\w+) (?P<default>\S+) - (?P<meaning>.+)")
_NODES = (NodeKind.ORGANIZATION.value, NodeKind.PAGE.value, NodeKind.PUBLISHER.value, NodeKind.SOURCE.value)
_WHOLE = {"level": parse_level, "whole": parse_whole}
_REQUIRED = "required"


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a question asks for. ``type`` is a kind of node, ``level``, ``whole`` or ``text``; no default: required."""

    name: str
    type: str
    default: str | None
    meaning: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question by name."""

    name: str
    title: str
    description: str
    parameters: tuple[Parameter, ...]
    text: str


@functools.cache
def questions() -> Mapping[str, Question]:
    """Return every question by name.

    >>> questions()["low-pages"].title
    'Pages that depend on low sources'
    """
    folder = resources.files("kg.sparql") / "queries"
    files = sorted(
        (entry for entry in folder.iterdir() if entry.name.endswith(".rq")), key=lambda entry: entry.name
    )
    return {
        name: _read(name, entry.read_text("utf-8"))
        for entry in files
        for name in [entry.name.removesuffix(".rq")]
    }


def find_question(name: str) -> Question:
    """Return the question of a name.

    >>> find_question("why-rated").parameters[0].name
    'source'

    Raises
    ------
    QueryError
        There is none of that name; the hint names the nearest.
    """
    known = questions()
    if name not in known:
        close = nearest(name, known)
        hint = f"Did you mean {close}?" if close else f"Known are {', '.join(known)}."
        raise QueryError(f"no question {name!r}", hint=hint)
    return known[name]


def bind(question: Question, values: Mapping[str, str | int], graph: KnowledgeGraph) -> dict[str, str]:
    """Return the term of each parameter, from the values given and the defaults.

    Raises
    ------
    QueryError
        A parameter is missing, unknown or of the wrong type.
    UnknownNodeError
        A value names a node that the graph does not have.

    >>> from kg.graph.builder import build_graph
    >>> from kg.model.corpus import Corpus
    >>> from kg.ratings.effective import rate
    >>> corpus = Corpus.of({"sources": pl.DataFrame({"id": ["a"]})})
    >>> bind(find_question("why-rated"), {"source": "a"}, build_graph(corpus, rate(corpus)))
    {'source': '<https://w3id.org/credibility-kg/id/source/a>'}
    """
    names = [parameter.name for parameter in question.parameters]
    for name in values:
        if name not in names:
            close = nearest(name, names)
            hint = f"Did you mean {close}?" if close else f"It has {', '.join(names) or 'none'}."
            raise QueryError(f"question {question.name} has no parameter {name!r}", hint=hint)
    bound = {}
    for parameter in question.parameters:
        value = values.get(parameter.name, parameter.default)
        if value is None:
            raise QueryError(
                f"question {question.name} asks for {parameter.name}: {parameter.meaning}",
                hint=f"Give --param {parameter.name}=VALUE.",
            )
        bound[parameter.name] = _term(parameter, str(value), graph)
    return bound


def _term(parameter: Parameter, value: str, graph: KnowledgeGraph) -> str:
    if parameter.type == "text":
        return quote(value)
    try:
        if parameter.type in _WHOLE:
            return f'"{_WHOLE[parameter.type](value)}"^^<{VOCABULARIES["xsd"]}integer>'
        node = NodeId.parse(value, usual=parameter.type)
    except (ValueError, IdError) as error:
        raise QueryError(f"{parameter.name}: {error}") from error
    if node.kind != parameter.type:
        raise QueryError(f"{parameter.name}: expected a {parameter.type}, got {node}")
    row_of(graph, node)
    return str(node_iris(pl.Series([str(node)]), graph.corpus.settings.base).item())


def _read(name: str, text: str) -> Question:
    said = dict(re.findall(r"^# (title|description): (.+)$", text, re.MULTILINE))
    parameters = []
    for line in text.splitlines():
        if line.startswith("# param "):
            found = _PARAMETER.fullmatch(line)
            if found is None or found["type"] not in (*_NODES, *_WHOLE, "text"):
                raise QueryError(
                    f"expected '# param NAME TYPE DEFAULT - MEANING', got {line!r}", where=f"{name}.rq"
                )
            default = None if found["default"] == _REQUIRED else found["default"]
            parameters.append(Parameter(found["name"], found["type"], default, found["meaning"]))
    return Question(name, said["title"], said["description"], tuple(parameters), text)
