"""From terms of N-Triples to plain values: what a program or a person reads in a table."""

from __future__ import annotations

import json

import polars as pl

_XSD = "http://www.w3.org/2001/XMLSchema#"
_NUMBERS = {"integer": pl.Int64, "decimal": pl.Float64, "double": pl.Float64, "boolean": pl.Boolean}


def plain(table: pl.DataFrame) -> pl.DataFrame:
    """Return an answer with IRIs and literals as plain values.

    The bare words true and false, which answer ASK, are truth values. A column whose terms are all numbers or truth values of one type has that type; any other is String.

    >>> xsd = "http://www.w3.org/2001/XMLSchema#"
    >>> found = pl.DataFrame({"level": [f'"4"^^<{xsd}integer>', None], "page": ["<https://a.org/p>", '"A"@en']})
    >>> plain(found).rows()
    [(4, 'https://a.org/p'), (None, 'A')]
    """
    return pl.DataFrame([_plain(table[name]) for name in table.columns])


def _plain(column: pl.Series) -> pl.Series:
    terms = column.cast(pl.String)
    kinds = terms.drop_nulls().str.extract(rf"\^\^<{_XSD}(\w+)>$", 1).unique().to_list()
    if terms.is_in(["true", "false"]).all() and len(terms):
        return terms == "true"
    texts = pl.Series(terms.name, [_text(term) for term in terms.to_list()], dtype=pl.String)
    if len(kinds) != 1 or kinds[0] not in _NUMBERS:
        return texts
    if kinds[0] == "boolean":
        words = {"true": True, "1": True, "false": False, "0": False}
        return texts.replace_strict(words, default=None, return_dtype=pl.Boolean)
    return texts.cast(_NUMBERS[kinds[0]], strict=False)


def _text(term: str | None) -> str | None:
    if term is None:
        return None
    if term.startswith('"'):
        return str(json.loads(term[: term.rindex('"') + 1], strict=False))
    return term[1:-1] if term.startswith("<") else term
