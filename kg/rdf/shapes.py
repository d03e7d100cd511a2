"""The shapes: the declared rules of ``shapes.ttl``, and what follows from the models and the mapping."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from importlib.resources import files

from kg.model.columns import READ, WORDS
from kg.model.corpus import BASE
from kg.model.records import RECORDS
from kg.rdf.edges import TYPED
from kg.rdf.literals import Kind
from kg.rdf.ontology import DATATYPES, label_of, range_of, subject_classes
from kg.rdf.said_of_records import OF_RECORDS
from kg.rdf.statement import Statement
from kg.rdf.statements import STATEMENTS
from kg.rdf.terms import VOCABULARIES
from kg.rdf.words import LISTS

_ONE_ROW_A_NODE = ("claims", "organizations", "pages", "publishers", "raters", "sources")
_SHAPE = re.compile(r"^kgs:\w+ a sh:NodeShape ; sh:targetClass ([\w:]+)(.*?)\n\n", re.MULTILINE | re.DOTALL)
_PATH = re.compile(r"sh:path ([\w:]+) ")
_LIMITS = {"ge": "sh:minInclusive", "le": "sh:maxInclusive"}


def shapes_turtle(base: str = BASE) -> str:
    """Return the shapes as Turtle.

    >>> "a page has a name" in shapes_turtle()
    True
    """
    return _whole().replace(BASE, base)


@functools.cache
def _whole() -> str:
    declared = files("kg.rdf").joinpath("shapes.ttl").read_text("utf-8")
    for name, (_, meanings) in LISTS.items():
        words = " ".join(f"<id/{name}/{word}>" for word in meanings)
        declared = re.sub(rf"\( {name.upper()} \)", f"( {words} )", declared)
    declared = declared.replace("TYPED", ", ".join(f"cito:{word}" for word in TYPED))
    spaces = {**VOCABULARIES, "sh": "http://www.w3.org/ns/shacl#"}
    prefixes = "".join(f"@prefix {prefix}: <{space}> .\n" for prefix, space in sorted(spaces.items()))
    comment, _, rules = declared.partition("@base")
    declared = f"{comment}{prefixes}@base{rules}"
    return declared.rstrip() + "\n\n# ---- what follows from the models\n" + "\n".join(_generated(declared))


def _generated(declared: str) -> Iterator[str]:
    """Yield a shape a class: each property that no declared rule speaks of has its datatype and number."""
    spoken = {found[1]: set(_PATH.findall(found[2])) for found in _SHAPE.finditer(declared + "\n\n")}
    known = subject_classes()
    rows: dict[str, dict[str, str]] = {}
    for said in STATEMENTS:
        of = known.get((said.table, said.subject))
        if said.kind is None or of is None or not of[0].startswith("kg:"):
            continue
        limits = _limits(said)
        if limits and said.predicate not in spoken.get(of[0], ()):
            rows.setdefault(of[0], {}).setdefault(said.predicate, limits)
    for name, properties in sorted(rows.items()):
        short = name.removeprefix("kg:")
        yield f"kgs:{short}Values a sh:NodeShape ; sh:targetClass {name} ;"
        lines = []
        for path, limits in sorted(properties.items()):
            words = f"{label_of(short)}: {label_of(path.split(':')[1])} is {_said(limits)}"
            lines.append(f'  sh:property [ sh:path {path} ; {limits} ; sh:message "{words}" ]')
        yield " ;\n".join(lines) + " .\n"


def _said(limits: str) -> str:
    """Return limits in words."""
    one = "one " if "maxCount" in limits else ""
    what = re.search(r"xsd:(\w+)|rdf:(\w+)", limits)
    return one + (next(filter(None, what.groups())) if what else "node" if "sh:IRI" in limits else "value")


def _limits(said: Statement) -> str:
    """Return what the model and the mapping say of a property's values."""
    parts = []
    if said.kind in DATATYPES and range_of(said.predicate):
        parts.append(f"sh:datatype {DATATYPES[said.kind]}")
    elif said.kind in (Kind.NODE, Kind.ADDRESS):
        parts.append("sh:nodeKind sh:IRI")
    if said in OF_RECORDS and said.table in _ONE_ROW_A_NODE:
        dtype = READ[said.table].get(said.object, WORDS)
        parts += ["sh:maxCount 1"] if dtype != WORDS else []
        parts += _bounds(said)
    return " ; ".join(parts)


def _bounds(said: Statement) -> list[str]:
    """Return the bounds that a field of a model has."""
    field = RECORDS[said.table].model_fields.get(said.object)
    if field is None:
        return []
    known = str(field.annotation) + str(field.metadata)
    return [
        f"{limit} {value}"
        for name, limit in _LIMITS.items()
        for value in re.findall(rf"\b{name}=(\d+)", known)
    ]
