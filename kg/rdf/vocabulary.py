"""The vocabulary as a page for people: every term that is written, from the words and the mapping."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kg.model.corpus import BASE
from kg.rdf.literals import Kind
from kg.rdf.ontology import domains, kinds, range_of, subject_classes
from kg.rdf.statement import Statement
from kg.rdf.statements import STATEMENTS
from kg.rdf.terms import VOCABULARIES
from kg.rdf.words import CLASSES, LISTS, PROPERTIES

_OBJECTS = {
    Kind.NODE: "a node",
    Kind.ADDRESS: "an address",
    Kind.PARTIAL_DATE: "a day, month or year",
    Kind.VALUE: "a number or word",
}


def vocabulary_page() -> str:
    """Return the page in Markdown.

    >>> vocabulary_page().splitlines()[0]
    '# Vocabulary'
    """
    return "\n".join(_parts()) + "\n"


def _parts() -> Iterator[str]:
    yield "# Vocabulary\n"
    yield "Written by `make docs` from the one table that drives the RDF files, the ontology, the shapes and the context.\n"
    yield f"`kg:` is `{BASE}ns#`. How it is used stands in [RDF](rdf.md).\n"
    rows: Iterator[Sequence[str]]
    yield "## Classes\n"
    beside: dict[str, list[str]] = {names[0]: names[1:] for names in subject_classes().values()}
    rows = (
        (f"`kg:{name}`", meaning, ", ".join(f"`{other}`" for other in beside.get(f"kg:{name}", [])))
        for name, meaning in CLASSES.items()
    )
    yield from _table(("class", "what it is", "also typed"), rows)
    yield "## Properties\n"
    of = domains()
    rows = (
        (
            f"`kg:{name}`",
            meaning,
            ", ".join(f"`{each}`" for each in of.get(f"kg:{name}", [])),
            _object(f"kg:{name}"),
        )
        for name, meaning in PROPERTIES.items()
    )
    yield from _table(("property", "what it says", "of", "object"), rows)
    yield "## Code lists\n"
    for name, (title, meanings) in LISTS.items():
        yield f"### {title}\n"
        rows = ((f"`{BASE}id/{name}/{word}`", meaning) for word, meaning in meanings.items())
        yield from _table(("concept", "what it means"), rows)
    yield "## Other people's terms\n"
    rows = ((f"`{prefix}:`", f"`{space}`") for prefix, space in VOCABULARIES.items())
    yield from _table(("prefix", "namespace"), rows)
    yield "## The mapping, row by row\n"
    yield "A column of a table is said as a statement in one of three graphs: `asserted` what was read, `derived` what follows, `dataset` where it comes from.\n"
    rows = (
        (one.graph, f"`{one.table}.{one.object}`", f"`{one.predicate}`", _kind(one))
        for one in STATEMENTS
        if one.kind is not None
    )
    yield from _table(("graph", "column", "predicate", "object"), rows)


def _object(name: str) -> str:
    found = range_of(name)
    return f"`{found}`" if found else ", ".join(_word(kind) for kind in kinds()[name])


def _kind(one: Statement) -> str:
    return _word(one.kind) if one.kind else ""


def _word(kind: Kind) -> str:
    return _OBJECTS.get(kind, kind.value)


def _table(head: Iterable[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    names = list(head)
    yield "| " + " | ".join(names) + " |"
    yield "|" + " --- |" * len(names)
    for row in rows:
        yield "| " + " | ".join(row) + " |"
    yield ""
