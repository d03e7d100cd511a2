"""How a value becomes a literal: a column of values in, a column of N-Triples terms out."""

from __future__ import annotations

import decimal
import unicodedata
from collections.abc import Callable
from enum import Enum

import polars as pl

from kg.rdf.terms import VOCABULARIES, address_iris, on_matching

_XSD = VOCABULARIES["xsd"]
_SHORT = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_SEPARATORS = "\u0085\u2028\u2029\ufeff\ufffe\uffff"
_HIDDEN = [*map(chr, range(32)), *map(chr, range(0x7F, 0xA0)), *_SEPARATORS]
_TURNING = [chr(code) for code in range(0x600, 0x2070) if unicodedata.bidirectional(chr(code)) in
            ("LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI")] + ["\u061c", "\u200e", "\u200f"]  # fmt: skip
_ESCAPES = {**{character: f"\\u{ord(character):04X}" for character in [*_HIDDEN, *_TURNING]}, **_SHORT}
_UNESCAPES = {escape: character for character, escape in _ESCAPES.items()}
_ESCAPED = "[" + "".join(f"\\x{{{ord(character):X}}}" for character in _ESCAPES) + "]"

_EXACT_BELOW = 1000.0
_MILLION = 1_000_000
_DIGITS = 6


def quoted(texts: pl.Series) -> pl.Series:
    r"""Return texts as plain literals; what hides, breaks a line or turns it round is escaped.

    >>> quoted(pl.Series(['say "hi"\n'])).item()
    '"say \\"hi\\"\\n"'
    """
    escaped = on_matching(texts, _ESCAPED, lambda found: found.str.replace_many(_ESCAPES))
    return '"' + escaped + '"'


def quote(text: str) -> str:
    """Return one text as a plain literal; lone surrogates, which RDF cannot hold, are removed.

    >>> quote("a")
    '"a"'
    """
    return str(quoted(pl.Series([text.encode("utf-8", "ignore").decode("utf-8")])).item())


def unquoted(literals: pl.Series) -> pl.Series:
    r"""Return the texts of plain literals, as `quoted` makes them; null stays null.

    >>> unquoted(quoted(pl.Series(['say "hi"\n', "\\u0041"]))).to_list()
    ['say "hi"\n', '\\u0041']
    """
    inside = literals.str.slice(1).str.strip_suffix('"')
    return on_matching(inside, r"\\", lambda found: found.str.replace_many(_UNESCAPES))


def typed(texts: pl.Series, datatype: str) -> pl.Series:
    """Return texts as literals of a datatype of XML Schema.

    >>> typed(pl.Series(["4"]), "integer").item()
    '"4"^^<http://www.w3.org/2001/XMLSchema#integer>'
    """
    return '"' + texts.cast(pl.String) + f'"^^<{_XSD}{datatype}>'


def decimal_texts(numbers: pl.Series) -> pl.Series:
    """Return numbers with at most six digits after the point, half to even, without a trailing zero.

    >>> decimal_texts(pl.Series([0.5, 2 / 3, 1.0, 0.0078125])).to_list()
    ['0.5', '0.666667', '1', '0.007812']
    """
    values = numbers.cast(pl.Float64)
    great = ~(values.abs() < _EXACT_BELOW)
    if great.any():
        rows = great.arg_true()
        found = [_decimal_text(value) for value in values.gather(rows).to_list()]
        rest = decimal_texts(values.clone().scatter(rows, 0.0))
        return rest.scatter(rows, pl.Series(found, dtype=pl.String))
    scaled = (values * _MILLION).round(mode="half_to_even").cast(pl.Int64)
    size = scaled.abs()
    parts = pl.DataFrame({"whole": size // _MILLION, "part": size % _MILLION, "below": scaled < 0})
    return parts.select(
        pl.concat_str(
            pl.when("below").then(pl.lit("-")).otherwise(pl.lit("")),
            "whole",
            pl.lit("."),
            pl.col("part").cast(pl.String).str.zfill(_DIGITS),
        )
        .str.strip_chars_end("0")
        .str.strip_chars_end(".")
        .alias(numbers.name)
    )[numbers.name]


def _decimal_text(value: float) -> str | None:
    number = decimal.Decimal(repr(value))
    if not number.is_finite():
        return None
    with decimal.localcontext(prec=400):
        text = f"{number.quantize(decimal.Decimal(1).scaleb(-_DIGITS), decimal.ROUND_HALF_EVEN):f}"
    return text.rstrip("0").rstrip(".")


def _decimals(values: pl.Series) -> pl.Series:
    return typed(decimal_texts(values), "decimal")


def _english(texts: pl.Series) -> pl.Series:
    return quoted(texts) + "@en"


def _partial_dates(texts: pl.Series) -> pl.Series:
    """Return dates at the precision they are written in; what is none is left out."""
    written = texts.cast(pl.String)
    size = written.str.len_bytes()
    kept = written.str.contains(r"^[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?$")
    kind = size.replace_strict(
        {4: "gYear", 7: "gYearMonth", 10: "date"}, default=None, return_dtype=pl.String
    )
    return ('"' + written + f'"^^<{_XSD}' + kind + ">").zip_with(
        kept.fill_null(value=False), _none(len(texts))
    )


def _moments(texts: pl.Series) -> pl.Series:
    kept = texts.str.contains(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$").fill_null(
        value=False
    )
    return typed(texts, "dateTime").zip_with(kept, _none(len(texts)))


def _rating_values(texts: pl.Series) -> pl.Series:
    """Return values on a rater's scale: whole numbers, decimals, else words."""
    bare = texts.str.strip_chars()
    whole = bare.str.contains(r"^-?(?:0|[1-9][0-9]{0,17})(?:\.0+)?$").fill_null(value=False)
    number = bare.str.contains(r"^-?[0-9]{1,15}(?:\.[0-9]+)?$").fill_null(value=False)
    decimals = _decimals(bare.zip_with(number, _none(len(texts))).cast(pl.Float64))
    return typed(bare.str.replace(r"\.0+$", ""), "integer").zip_with(
        whole, decimals.zip_with(number, quoted(texts))
    )


def _none(size: int) -> pl.Series:
    return pl.Series([None], dtype=pl.String).new_from_index(0, size)


def _as_is(terms: pl.Series) -> pl.Series:
    return terms


class Kind(Enum):
    """What the object of a statement is; decides how a column becomes terms and how JSON-LD says it."""

    NODE = "node"
    ADDRESS = "address"
    TEXT = "text"
    ENGLISH = "english"
    INTEGER = "integer"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    DATE = "date"
    PARTIAL_DATE = "partial date"
    MOMENT = "moment"
    VALUE = "value"


def _of_datatype(datatype: str) -> Callable[[pl.Series], pl.Series]:
    return lambda values: typed(values, datatype)


_TERMS: dict[Kind, Callable[[pl.Series], pl.Series]] = {
    Kind.NODE: _as_is,
    Kind.ADDRESS: address_iris,
    Kind.TEXT: quoted,
    Kind.ENGLISH: _english,
    Kind.INTEGER: _of_datatype("integer"),
    Kind.DECIMAL: _decimals,
    Kind.BOOLEAN: _of_datatype("boolean"),
    Kind.DATE: _of_datatype("date"),
    Kind.PARTIAL_DATE: _partial_dates,
    Kind.MOMENT: _moments,
    Kind.VALUE: _rating_values,
}


def terms_of(values: pl.Series, kind: Kind) -> pl.Series:
    """Return a column as terms of N-Triples; null stays null.

    >>> terms_of(pl.Series(["2024-03", None]), Kind.PARTIAL_DATE).to_list()
    ['"2024-03"^^<http://www.w3.org/2001/XMLSchema#gYearMonth>', None]
    """
    return _TERMS[kind](values)
