"""One row of the mapping: a column of a table, said as a statement in a graph."""

from __future__ import annotations

from dataclasses import dataclass

from kg.rdf.literals import Kind


@dataclass(frozen=True, slots=True)
class Statement:
    """A column said as a statement. Without a kind the object is a prefixed name, the same in every row."""

    table: str
    predicate: str
    object: str
    kind: Kind | None
    graph: str
    subject: str = "iri"


def classes(graph: str, **tables: str) -> list[Statement]:
    """Return the classes of the nodes of tables, as prefixed names between blanks.

    >>> classes("asserted", pages="kg:Page schema:WebPage")[1].object
    'schema:WebPage'
    """
    return [
        Statement(table, "rdf:type", name, None, graph)
        for table, names in tables.items()
        for name in names.split()
    ]


def said(graph: str, table: str, subject: str = "iri", **columns: tuple[str, Kind]) -> list[Statement]:
    """Return what is said of the columns of a table: a predicate and a kind of object each.

    >>> said("asserted", "pages", title=("schema:name", Kind.TEXT))[0].predicate
    'schema:name'
    """
    return [
        Statement(table, predicate, column, kind, graph, subject)
        for column, (predicate, kind) in columns.items()
    ]
