"""SHACL: what of some triples breaks the shapes; the one file that knows the engine."""

from __future__ import annotations

from dataclasses import dataclass

import shacl

from kg.errors import ReadError


@dataclass(frozen=True, slots=True)
class Violation:
    """A node, as an IRI, that breaks a rule; the path and the value where they are known, as terms of N-Triples."""

    node: str
    message: str
    path: str | None
    value: str | None


def violations(ntriples: str, shapes: str, *, most: int | None = None) -> list[Violation]:
    """Return what of some triples breaks shapes given as Turtle, sorted, at most ``most``.

    >>> shapes = '''@prefix sh: <http://www.w3.org/ns/shacl#> .
    ... <a:s> a sh:NodeShape ; sh:targetClass <a:C> ; sh:property [ sh:path <a:p> ; sh:minCount 1 ; sh:message "p" ] .'''
    >>> violations("<a:x> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <a:C> .", shapes)[0].message
    'p'
    """
    try:
        compiled = shacl.Shapes.from_text(shapes, "turtle")
        report = compiled.validate_text(ntriples, "ntriples", max_results=most)
    except ValueError as error:
        raise ReadError(f"cannot be validated: {error}") from error
    found = {
        Violation(
            result.focus_node.removeprefix("<").removesuffix(">"),
            result.message or result.component,
            result.path,
            result.value,
        )
        for result in report.results
    }
    return sorted(found, key=lambda one: (one.node, one.message, one.path or "", one.value or ""))
