"""An answer in the formats of SPARQL: TSV, XML and JSON of results, Turtle for triples (SPARQL 1.1, W3C 2013)."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from typing import Any

import polars as pl

from kg.errors import QueryError
from kg.rdf.oxigraph import convert

_XMLNS = "http://www.w3.org/2005/sparql-results#"
_TAIL = re.compile(r'"(?:@(?P<language>[\w-]+)|\^\^<(?P<datatype>[^>]*)>)?\Z')
_TRIPLE = ("subject", "predicate", "object")
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def as_tsv(answer: pl.DataFrame) -> str:
    r"""Return an answer of terms as tab-separated values: a line of variables, then one a row.

    >>> as_tsv(pl.DataFrame({"s": ["<a:s>"], "n": ['"1"']}))
    '?s\t?n\n<a:s>\t"1"\n'
    """
    lines = ["\t".join(f"?{name}" for name in answer.columns)]
    lines += ["\t".join("" if cell is None else cell for cell in row) for row in answer.iter_rows()]
    return "\n".join(lines) + "\n"


def as_json(answer: pl.DataFrame) -> str:
    """Return an answer of terms as SPARQL's JSON.

    >>> json.loads(as_json(pl.DataFrame({"s": ["<a:s>"]})))["results"]["bindings"]
    [{'s': {'type': 'uri', 'value': 'a:s'}}]
    """
    truth = _truth(answer)
    if truth is not None:
        return json.dumps({"head": {}, "boolean": truth}) + "\n"
    rows = [
        {name: _bound(cell) for name, cell in row.items() if cell is not None}
        for row in answer.iter_rows(named=True)
    ]
    return (
        json.dumps({"head": {"vars": answer.columns}, "results": {"bindings": rows}}, ensure_ascii=False)
        + "\n"
    )


def as_xml(answer: pl.DataFrame) -> str:
    """Return an answer of terms as SPARQL's XML; a character that XML refuses becomes U+FFFD.

    >>> as_xml(pl.DataFrame({"s": ["<a:s>"]})).count("<uri>a:s</uri>")
    1
    """
    whole = ET.Element("sparql", {"xmlns": _XMLNS})
    head = ET.SubElement(whole, "head")
    truth = _truth(answer)
    if truth is not None:
        ET.SubElement(whole, "boolean").text = "true" if truth else "false"
    else:
        for name in answer.columns:
            ET.SubElement(head, "variable", {"name": name})
        results = ET.SubElement(whole, "results")
        for row in answer.iter_rows(named=True):
            result = ET.SubElement(results, "result")
            for name, cell in row.items():
                if cell is not None:
                    _add(ET.SubElement(result, "binding", {"name": name}), _bound(cell))
    ET.indent(whole)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(whole, encoding="unicode") + "\n"


def as_turtle(answer: pl.DataFrame, *, prefixes: Mapping[str, str]) -> str:
    """Return an answer of triples as Turtle.

    Raises
    ------
    QueryError
        The question was no CONSTRUCT or DESCRIBE, so its answer has no triples.

    >>> as_turtle(pl.DataFrame({"subject": ["<a:s>"], "predicate": ["<a:p>"], "object": ['"o"']}), prefixes={}).strip()
    '<a:s> <a:p> "o" .'
    """
    if tuple(answer.columns) != _TRIPLE:
        raise QueryError("Turtle is for CONSTRUCT and DESCRIBE", hint="Take tsv, xml or sparql-json.")
    lines = "".join(
        f"{subject} {predicate} {object} .\n" for subject, predicate, object in answer.iter_rows()
    )
    return convert(lines.encode(), "text/turtle", prefixes=prefixes).decode()


def _truth(answer: pl.DataFrame) -> bool | None:
    """Return the answer to ASK, None if it is another."""
    bare = answer.columns == ["answer"] and answer.height == 1 and answer.item() in ("true", "false")
    return answer.item() == "true" if bare else None


def _bound(term: str) -> dict[str, Any]:
    """Return a term of N-Triples as SPARQL's JSON has it."""
    if term.startswith("<"):
        return {"type": "uri", "value": term[1:-1]}
    if term.startswith("_:"):
        return {"type": "bnode", "value": term[2:]}
    tail = _TAIL.search(term)
    text = json.loads(term[: (tail.start() if tail else len(term) - 1) + 1], strict=False)
    held: dict[str, Any] = {"type": "literal", "value": text}
    if tail and tail["language"]:
        held["xml:lang"] = tail["language"]
    if tail and tail["datatype"]:
        held["datatype"] = tail["datatype"]
    return held


def _add(binding: ET.Element, term: dict[str, Any]) -> None:
    facts: dict[str, str] = {name: term[name] for name in ("xml:lang", "datatype") if name in term}
    ET.SubElement(binding, term["type"], facts).text = _NO_XML.sub("\ufffd", term["value"])
