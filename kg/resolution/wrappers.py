"""What a wrapper's address holds (rule 2): the text of the address inside, not yet parsed."""

from __future__ import annotations

import re

import polars as pl

from kg.model.words import AddressKind, Decoding
from kg.resolution.address_rules import WRAPPERS, AddressRules, first_hits

_ENCODED_SCHEME = r"(?i)^(?:https?|ftp)%3a"
_SCHEME = r"(?i)^(?:https?|ftp):"
_BARE_HOST = r"^[^\s/:@?#\\]+\.[^\s/:@?#\\]+(?::\d+)?(?:[/?#]|$)"
_SECURE = r"^s/([^\s/:@?#\\]+\.)"
"""An AMP cache writes ``s/`` before an address that is https."""
_DOI = r"(?i)^(?:doi:)?10\.\d{4,9}(?:\.\d+)*(?:/|%2f)"
_TRANSLATION = r"^_x_tr_[a-z]+="
_BYTES = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_UNREAD = re.compile("[\udc80-\udcff]")


def wrapped_in(asked: pl.DataFrame, covering: pl.DataFrame, rules: AddressRules) -> pl.DataFrame:
    """Return what the addresses that are wrapped hold.

    Parameters
    ----------
    asked : DataFrame
        ``row, host, path, query`` of addresses.
    covering : DataFrame
        Rules of their hosts, from `kg.resolution.address_rules.rules_of_hosts`.
    rules : AddressRules
        All rules.

    Returns
    -------
    DataFrame
        ``row, held`` (the address inside as text), ``archive`` (whether a copy is kept) and ``moment`` (of its
        capture, null if it is not told to the second).

    >>> from kg.resolution.address_rules import built_in_rules, rules_of_hosts
    >>> rules = built_in_rules()
    >>> asked = pl.DataFrame({"row": [0], "host": ["www-nature-com.translate.goog"], "path": ["/x"], "query": [""]})
    >>> wrapped_in(asked, rules_of_hosts(asked["host"], rules, WRAPPERS), rules)["held"].item()
    'https://www.nature.com/x'
    """
    hits = first_hits(asked, covering, WRAPPERS)
    known = rules.table.select("rule", "kind", "decode", pl.col("host").alias("place_host"))
    parts = asked.select(pl.col("row").cast(hits.schema["row"]), "host", "path", "query")
    found = hits.join(known, on="rule").join(parts, on="row", maintain_order="left")
    dashed = (pl.col("decode") == Decoding.DASHES.value).fill_null(value=False)
    encoded = (pl.col("decode") == Decoding.PERCENT.value) | pl.col("address").str.contains(_ENCODED_SCHEME)
    held = found.with_columns(
        pl.when(dashed).then(_undashed()).otherwise("address").alias("held"),
        (~dashed & encoded.fill_null(value=False)).alias("encoded"),
    )
    return (
        _decoded(held)
        .select(
            "row",
            _as_address(pl.col("held")).alias("held"),
            (pl.col("kind") == AddressKind.ARCHIVE.value).alias("archive"),
            _moment(pl.col("stamp")).alias("moment"),
        )
        .filter(pl.col("held").is_not_null())
    )


def _undashed() -> pl.Expr:
    """Return the address whose host is written before the wrapper's, with dashes for dots; null if it is none."""
    before = pl.col("host").str.strip_suffix("." + pl.col("place_host"))
    host = (
        pl.when(before.str.contains(".", literal=True))
        .then(before)
        .otherwise(
            before.str.replace_all("--", " ", literal=True)
            .str.replace_all("-", ".", literal=True)
            .str.replace_all(" ", "-", literal=True)
        )
    )
    parts = (
        pl.col("query")
        .str.split("&")
        .list.eval(pl.element().filter(~pl.element().str.contains(_TRANSLATION)))
    )
    kept = parts.list.join("&")
    query = pl.when(kept != "").then("?" + kept).otherwise(pl.lit(""))
    return pl.when(host.str.contains(_BARE_HOST)).then(pl.concat_str(pl.lit("https://"), host, "path", query))


def _decoded(found: pl.DataFrame) -> pl.DataFrame:
    """Return rows whose ``held`` is decoded where it is percent-encoded, each distinct text once."""
    texts = found.filter("encoded")["held"].drop_nulls().unique().to_list()
    if not texts:
        return found
    plain = {text: percent_decoded(text) for text in texts}
    decoded = pl.col("held").replace_strict(plain, default=None, return_dtype=pl.String)
    return found.with_columns(pl.when("encoded").then(decoded).otherwise("held").alias("held"))


def percent_decoded(text: str) -> str:
    """Return a text with its percent-encoded bytes read as UTF-8; bytes that are none stay as they are.

    >>> percent_decoded("https%3A%2F%2Fa.org%2F%C3%BC%FF")
    'https://a.org/ü%FF'
    """

    return _BYTES.sub(
        lambda found: _UNREAD.sub(
            lambda octet: f"%{ord(octet[0]) - 0xDC00:02X}",
            bytes.fromhex(found[0].replace("%", "")).decode("utf-8", "surrogateescape"),
        ),
        text,
    )


def _as_address(held: pl.Expr) -> pl.Expr:
    """Return what is held as an address with a scheme: a bare host gets http, a bare DOI its resolver."""
    return (
        pl.when(held.str.contains(_DOI))
        .then(
            "https://doi.org/" + held.str.replace(r"(?i)^doi:", "").str.replace(r"(?i)^([^/%]+)%2f", "${1}/")
        )
        .when(held.str.contains(_SECURE))
        .then(held.str.replace(_SECURE, "https://${1}"))
        .when(held.str.contains(_SCHEME) | ~held.str.contains(_BARE_HOST))
        .then(held)
        .otherwise("http://" + held)
    )


def _moment(stamp: pl.Expr) -> pl.Expr:
    digits = stamp.str.replace_all(r"\D", "")
    return digits.str.to_datetime("%Y%m%d%H%M%S", strict=False).dt.strftime("%Y-%m-%dT%H:%M:%SZ")
