"""RDF/XML: triples as an element a subject, from string expressions, in chunks of bytes."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from kg.errors import ExportError
from kg.rdf.literals import unquoted
from kg.rdf.terms import on_matching, vocabulary
from kg.rdf.writers import union

_ROWS = 50_000
_LITERAL = r'(?s)^(".*")(?:@([A-Za-z0-9-]+)|\^\^<([^>]*)>)?$'
_NAME = r"([A-Za-z_][A-Za-z0-9_-]*)>$"
_FORBIDDEN = r"[\x00-\x08\x0B\x0C\x0E-\x1F\x{FFFE}\x{FFFF}]"
_MARKUP = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;"}


def write_rdfxml(quads: pl.DataFrame, *, base: str) -> Iterator[bytes]:
    """Yield the union of the graphs as RDF/XML; characters that XML forbids are left out.

    >>> from kg.model.corpus import BASE
    >>> row = {"subject": ["<a:s>"], "predicate": [f"<{BASE}ns#hops>"], "object": ['"a&b"@en'], "graph": ["<a:g>"]}
    >>> b"".join(write_rdfxml(pl.DataFrame(row), base=BASE)).decode().splitlines()[-3]
    '  <kg:hops xml:lang="en">a&amp;b</kg:hops>'

    Raises
    ------
    ExportError
        A predicate is no XML name in a namespace that is known, or an object is a triple (RDF 1.2).
    """
    triples = union(quads)
    spaces = vocabulary(base)
    opens = pl.col("subject").ne_missing(pl.col("subject").shift(1))
    closes = pl.col("subject").ne_missing(pl.col("subject").shift(-1))
    marked = triples.select(
        *(opens.alias("opens"), closes.alias("closes"), "subject", "object"),
        _elements(triples["predicate"], spaces),
    )
    declared = "".join(f'\n    xmlns:{prefix}="{_escaped(space)}"' for prefix, space in spaces.items())
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF{declared}>\n'.encode()
    for part in marked.iter_slices(_ROWS):
        yield _lines(part)
    yield b"</rdf:RDF>\n"


def number_of_forbidden(quads: pl.DataFrame) -> int:
    r"""Return how many objects hold characters that XML forbids.

    >>> number_of_forbidden(pl.DataFrame({"object": ['"a\\u0007"', '"b"']}))
    1
    """
    escaped = quads["object"].filter(quads["object"].str.contains(r"\\u"))
    return int(unquoted(escaped).str.contains(_FORBIDDEN).sum())


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;")


def _elements(predicates: pl.Series, spaces: dict[str, str]) -> pl.Series:
    """Return predicates as names of elements."""
    unique = predicates.unique()
    prefixes = {f"<{space}": prefix for prefix, space in spaces.items()}
    names = []
    for term in unique.to_list():
        cut = max(term.rfind("#"), term.rfind("/")) + 1
        space, local = term[:cut], term[cut:-1]
        if space not in prefixes or not pl.Series([term[cut:]]).str.contains("^" + _NAME).item():
            raise ExportError(f"{term} cannot be an element of RDF/XML", hint="Write Turtle instead.")
        names.append(f"{prefixes[space]}:{local}")
    return predicates.replace_strict(unique, names, return_dtype=pl.String).alias("element")


def _lines(part: pl.DataFrame) -> bytes:
    terms = part["object"]
    if terms.str.starts_with("<<(").any():
        raise ExportError("RDF/XML holds no triple as an object", hint="Leave --rdf12 out.")
    literal = terms.str.extract(_LITERAL, 1)
    text = unquoted(literal).str.replace_all(_FORBIDDEN, "")
    parts = part.with_columns(
        on_matching(terms.str.strip_prefix("<").str.strip_suffix(">"), "&", _marked_up).alias("iri"),
        on_matching(text, '[&<>"\r]', _marked_up).alias("text"),
        terms.str.extract(_LITERAL, 2).alias("language"),
        on_matching(terms.str.extract(_LITERAL, 3), "&", _marked_up).alias("datatype"),
        on_matching(part["subject"].str.slice(1).str.strip_suffix(">"), "&", _marked_up).alias("about"),
    )
    element = pl.col("element")
    said = (
        pl.when(pl.col("text").is_null())
        .then(pl.format('  <{} rdf:resource="{}"/>\n', element, "iri"))
        .when(pl.col("language").is_not_null())
        .then(pl.format('  <{} xml:lang="{}">{}</{}>\n', element, "language", "text", element))
        .when(pl.col("datatype").is_not_null())
        .then(pl.format('  <{} rdf:datatype="{}">{}</{}>\n', element, "datatype", "text", element))
        .otherwise(pl.format("  <{}>{}</{}>\n", element, "text", element))
    )
    opening = pl.when("opens").then(pl.format('<rdf:Description rdf:about="{}">\n', "about"))
    closing = pl.when("closes").then(pl.lit("</rdf:Description>\n"))
    lines = parts.select(pl.concat_str(opening, said, closing, ignore_nulls=True).alias("line"))["line"]
    return bytes(lines.str.join("").cast(pl.Binary).item())


def _marked_up(texts: pl.Series) -> pl.Series:
    return texts.str.replace_many(_MARKUP)
