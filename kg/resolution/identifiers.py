"""Publishers by what they register (rule 3): prefixes of DOIs, and serial numbers of journals."""

from __future__ import annotations

import polars as pl

from kg.model.columns import Schema
from kg.model.corpus import problem_rows
from kg.resolution.work_ids import is_doi, normal_doi

_ADDRESS_DOI = r"^https://(?:dx\.)?doi\.org/(10\.[^?]+)"
_ADDRESS_ISSN = r"(?i)^https://portal\.issn\.org/resource/issn(?:-l)?/(\d{4}-?\d{3}[\dx])(?:[/?]|$)"
_DOI_ISSN = r"^10\.\d+(?:\.\d+)*/(?:\((?:issn|sici)\)|s)(\d{4}-?\d{3}[\dx])(?:[^\d]|$|\d{2}[^\d])"
IDENTIFIERS: Schema = {"kind": pl.String, "key": pl.String, "publisher": pl.String, "origin": pl.String}


def identifiers_of(publishers: pl.DataFrame) -> pl.DataFrame:
    """Return ``kind, key, publisher, origin``: whose each DOI prefix (``doi``) and ISSN (``issn``) is.

    Where two publishers claim one the smaller id stands first, and counts.

    >>> publishers = pl.DataFrame({"id": ["nature"], "doi_prefixes": [["10.1038/"]], "issns": [["0028-0836"]], "origin": [None]},
    ...     schema_overrides={"origin": pl.String})
    >>> identifiers_of(publishers).select("kind", "key", "publisher").rows()
    [('doi', '10.1038', 'nature'), ('issn', '00280836', 'nature')]
    """
    said = [
        publishers.select(
            pl.lit(kind).alias("kind"), pl.col(column).alias("key"), pl.col("id").alias("publisher"), "origin"
        )
        .explode("key")
        .drop_nulls("key")
        for kind, column in (("doi", "doi_prefixes"), ("issn", "issns"))
    ]
    prefix = normal_doi(pl.col("key")).str.strip_chars_end("/")
    issn = pl.col("key").str.to_lowercase().str.replace_all(r"^issn:?|[\s-]", "")
    keys = pl.concat(said).with_columns(
        pl.when(pl.col("kind") == "doi").then(prefix).otherwise(issn).alias("key")
    )
    return (
        keys.filter(pl.col("key") != "").unique().sort("kind", "key", "publisher").select(IDENTIFIERS.keys())
    )


def shared_identifiers(identifiers: pl.DataFrame) -> pl.DataFrame:
    """Return a ``shared-place`` problem for each identifier that a second publisher claims.

    >>> rows = pl.DataFrame([("issn", "00280836", "a", None), ("issn", "00280836", "b", None)], schema=IDENTIFIERS, orient="row")
    >>> shared_identifiers(rows)["message"].item()
    'issn 00280836 also belongs to publisher:a, which counts'
    """
    first = pl.col("publisher").first().over("kind", "key")
    second = identifiers.with_columns(first.alias("owner")).filter(pl.col("publisher") != pl.col("owner"))
    message = pl.format("{} {} also belongs to publisher:{}, which counts", "kind", "key", "owner")
    return problem_rows("shared-place", second, subject="publisher:" + pl.col("publisher"), message=message)


def by_identifier(asked: pl.DataFrame, identifiers: pl.DataFrame) -> pl.DataFrame:
    """Return the publisher of what an index leads to, or of what has no address, by DOI or ISSN.

    Parameters
    ----------
    asked : DataFrame
        ``row, canonical_url, doi`` of such sources.
    identifiers : DataFrame
        From `identifiers_of`.

    Returns
    -------
    DataFrame
        ``row, by_identifier`` of those for whom there is one: by the longest DOI prefix, else the ISSN.

    >>> known = pl.DataFrame([("doi", "10.1038", "nature", None)], schema=IDENTIFIERS, orient="row")
    >>> asked = pl.DataFrame({"row": [0], "canonical_url": ["https://doi.org/10.1038/x"], "doi": [None]}, schema_overrides={"doi": pl.String})
    >>> by_identifier(asked, known)["by_identifier"].item()
    'nature'
    """
    known = identifiers.unique(["kind", "key"], keep="first", maintain_order=True)
    written = normal_doi(pl.col("doi"))
    field = pl.when(is_doi(written)).then(written)
    doi = pl.coalesce(normal_doi(pl.col("canonical_url").str.extract(_ADDRESS_DOI, 1)), field)
    rows = asked.select(
        "row", doi.alias("doi"), pl.col("canonical_url").str.extract(_ADDRESS_ISSN, 1).alias("issn")
    )
    issn = pl.coalesce("issn", pl.col("doi").str.extract(_DOI_ISSN, 1)).str.to_lowercase()
    rows = rows.with_columns(issn.str.replace_all("-", "", literal=True).alias("issn"))
    found = [pl.DataFrame(schema={"row": asked.schema["row"], "length": pl.UInt32, "publisher": pl.String})]
    prefixes = known.filter(pl.col("kind") == "doi").select("key", "publisher")
    for part in prefixes.with_columns(_length().alias("length")).partition_by("length"):
        key = _beginning(part["length"][0])
        begun = rows.select("row", key.alias("key")).join(part, on="key")
        found.append(begun.select("row", pl.col("length").cast(pl.UInt32), "publisher"))
    serials = known.filter(pl.col("kind") == "issn").select("key", "publisher")
    by_serial = rows.join(serials, left_on="issn", right_on="key")
    found.append(by_serial.select("row", pl.lit(0, dtype=pl.UInt32).alias("length"), "publisher"))
    best = pl.concat(found).sort("row", "length", descending=[False, True])
    return best.unique("row", keep="first", maintain_order=True).select(
        "row", pl.col("publisher").alias("by_identifier")
    )


def _length() -> pl.Expr:
    """Return how many characters of a DOI a prefix compares with: 1 for a bare prefix, its length for a longer one."""
    return (
        pl.when(pl.col("key").str.contains("/", literal=True))
        .then(pl.col("key").str.len_chars())
        .otherwise(1)
    )


def _beginning(length: int) -> pl.Expr:
    """Return what begins a DOI: all before its slash, or so many characters."""
    if length == 1:
        return pl.col("doi").str.extract(r"^([^/]+)/", 1)
    return pl.col("doi").str.slice(0, length)
