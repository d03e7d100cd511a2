"""JSON-LD: the context that the mapping implies, and quads as a document that holds it."""

from __future__ import annotations

import functools
import itertools
import json
from collections.abc import Iterator
from typing import Any

import polars as pl

from kg.rdf.literals import Kind
from kg.rdf.statements import STATEMENTS
from kg.rdf.terms import VOCABULARIES, expand, vocabulary

_XSD = VOCABULARIES["xsd"]
_FIRST = ("kg", "schema")
_TYPES: dict[Kind | None, str] = {
    Kind.NODE: "@id",
    Kind.ADDRESS: "@id",
    Kind.INTEGER: "xsd:integer",
    Kind.DECIMAL: "xsd:decimal",
    Kind.BOOLEAN: "xsd:boolean",
    Kind.DATE: "xsd:date",
    Kind.MOMENT: "xsd:dateTime",
}
_NATIVE = 2**53


def context(base: str) -> dict[str, Any]:
    """Return the JSON-LD context: a name for each predicate, with its datatype where it has only one.

    >>> context("https://example.org/")["effectiveLevel"]
    {'@id': 'kg:effectiveLevel', '@type': 'xsd:integer'}
    """
    spaces = {**VOCABULARIES, "kg": vocabulary(base)["kg"]}
    names: dict[str, Any] = {
        name: {"@id": predicate, "@type": kind} if kind else predicate
        for predicate, (name, kind) in _names().items()
    }
    fixed = {"@version": 1.1, "@base": f"{base}id/", "id": "@id", "type": "@type"}
    return {**fixed, **dict(sorted(spaces.items())), **dict(sorted(names.items()))}


@functools.cache
def _names() -> dict[str, tuple[str, str | None]]:
    """Return the name and datatype of each predicate: its last part, unless another has taken that."""
    kinds: dict[str, set[str | None]] = {}
    for said in STATEMENTS:
        if said.predicate != "rdf:type":
            kinds.setdefault(said.predicate, set()).add(_TYPES.get(said.kind))
    taken: dict[str, str] = {}
    for predicate in sorted(kinds, key=lambda name: (name.split(":")[0] not in _FIRST, name)):
        taken.setdefault(predicate.split(":")[1], predicate)
    return {
        predicate: (
            name if taken[name := predicate.split(":")[1]] == predicate else predicate,
            next(iter(found)) if len(found) == 1 else None,
        )
        for predicate, found in kinds.items()
    }


def write_jsonld(quads: pl.DataFrame, *, base: str) -> Iterator[bytes]:
    """Yield quads as JSON-LD: the context, then each named graph with a node a line, sorted.

    >>> row = {"subject": ["<a:s>"], "predicate": ["<a:p>"], "object": ['"o"'], "graph": ["<a:g>"]}
    >>> json.loads(b"".join(write_jsonld(pl.DataFrame(row), base="https://example.org/")))["@graph"]
    [{'id': 'a:g', '@graph': [{'id': 'a:s', 'a:p': ['o']}]}]
    """
    keys = {expand(predicate, base): pair for predicate, pair in _names().items()}
    yield b'{\n"@context": ' + _json(context(base)) + b',\n"@graph": [\n'
    for position, name in enumerate(quads["graph"].unique().sort().to_list()):
        yield (
            (",\n" if position else "").encode()
            + b'{"id": '
            + _json(_reference(name, base))
            + b', "@graph": [\n'
        )
        rows = quads.filter(pl.col("graph") == name).select("subject", "predicate", "object").iter_rows()
        for number, (subject, said) in enumerate(itertools.groupby(rows, key=lambda row: row[0])):
            yield (b",\n" if number else b"") + _json(_node(subject, list(said), keys, base))
        yield b"\n]}"
    yield b"\n]\n}\n"


def node_documents(triples: pl.DataFrame, base: str) -> Iterator[tuple[str, bytes]]:
    """Yield each subject with a document of its own, whose context holds what it needs.

    >>> row = {"subject": ["<a:s>"], "predicate": ["<a:p>"], "object": ['"o"']}
    >>> [(subject, json.loads(content)["a:p"]) for subject, content in node_documents(pl.DataFrame(row), "https://example.org/")]
    [('<a:s>', ['o'])]
    """
    keys = {expand(predicate, base): pair for predicate, pair in _names().items()}
    whole = context(base)
    named = {name for name, _ in _names().values()}
    needed = {name: value for name, value in whole.items() if name not in named}
    rows = triples.select("subject", "predicate", "object").iter_rows()
    for subject, said in itertools.groupby(rows, key=lambda row: row[0]):
        node = _node(subject, list(said), keys, base)
        used = {name: whole[name] for name in node if name in named}
        yield subject, _json({"@context": {**needed, **used}, **node}) + b"\n"


def _node(
    subject: str, said: list[tuple[str, str, str]], keys: dict[str, tuple[str, str | None]], base: str
) -> dict[str, Any]:
    node: dict[str, Any] = {"id": _reference(subject, base)}
    for predicate, rows in itertools.groupby(said, key=lambda row: row[1]):
        terms = [row[2] for row in rows]
        if predicate == expand("rdf:type", base):
            node["type"] = [_compact(term, base) for term in terms]
            continue
        key, datatype = keys.get(predicate, (predicate[1:-1], None))
        values = [_value(term, datatype, base) for term in terms]
        node[key] = values[0] if len(values) == 1 and predicate in keys else values
    return node


def _value(term: str, datatype: str | None, base: str) -> Any:
    """Return a term as JSON: bare where the context says what it is."""
    if term.startswith("<"):
        reference = _reference(term, base)
        return reference if datatype == "@id" else {"id": reference}
    quote = term.rindex('"')
    text, tail = json.loads(term[: quote + 1]), term[quote + 1 :]
    if not tail:
        return text if datatype is None else {"@value": text}
    if tail.startswith("@"):
        return {"@value": text, "@language": tail[1:]}
    kind = "xsd:" + tail[3:-1].removeprefix(_XSD)
    if kind == "xsd:boolean" and text in ("true", "false"):
        return text == "true"
    if kind == "xsd:integer" and text == str(number := int(text)) and abs(number) < _NATIVE:
        return number
    return text if datatype == kind else {"@value": text, "@type": kind}


def _reference(term: str, base: str) -> str:
    return term[1:-1].removeprefix(f"{base}id/")


def _compact(term: str, base: str) -> str:
    """Return a class as a prefixed name."""
    iri = term[1:-1]
    spaces = {**VOCABULARIES, "kg": vocabulary(base)["kg"]}
    return next(
        (f"{prefix}:{iri.removeprefix(space)}" for prefix, space in spaces.items() if iri.startswith(space)),
        iri,
    )


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(", ", ": ")).encode()
