"""The table of citations that are nodes: one for each citing, cited and claim that has more to say."""

from __future__ import annotations

import polars as pl

from kg.model.columns import Schema
from kg.model.words import DISPUTING, Character
from kg.rdf.extent import MOST_NODES, Citations, few_enough
from kg.rdf.terms import FOLDER_OF_NODE, VOCABULARIES, encode_ids, node_iris

NODES: Schema = {
    "iri": pl.String,
    "citing": pl.String,
    "cited": pl.String,
    "character": pl.String,
    "claim": pl.String,
    "mentions": pl.Int64,
    "locators": pl.List(pl.String),
    "mechanisms": pl.List(pl.String),
    "urls": pl.List(pl.String),
    "triple": pl.String,
}
_SUPPORTING = [
    word.value for word in Character if word is not Character.CITES and word.value not in DISPUTING
]
_KEY = ("citing", "cited", "claim")
_ORDER = [*_SUPPORTING, Character.CITES.value, *DISPUTING]


def citation_nodes(cited: pl.DataFrame, mode: Citations, base: str, *, rdf12: bool = False) -> pl.DataFrame:
    """Return the citations that carry data: a claim, a place in a file, how it was found, or several mentions.

    One that is made in several ways has the character of the strongest support.

    >>> row = {"citing": ["page:a"], "cited": ["page:b"], "claim": ["c"], "character": [None], "mentions": [2]}
    >>> none = dict.fromkeys(("file", "line", "mechanism", "url"))
    >>> frame = pl.DataFrame(row).with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in none)
    >>> citation_nodes(frame, Citations.AUTO, "https://example.org/")["iri"].item()
    '<https://example.org/id/citation/page/a/page/b/c>'
    """
    rows = _marked(cited)
    if not few_enough(mode, number_carrying(cited), MOST_NODES):
        return pl.DataFrame(schema=NODES)
    where = pl.concat_str("file", pl.col("line").cast(pl.String), separator=":", ignore_nulls=True)
    rank = (
        pl.col("character")
        .fill_null(Character.CITES.value)
        .replace_strict(_ORDER, range(len(_ORDER)), return_dtype=pl.Int8)
    )
    found = (
        rows.with_columns(
            pl.when(pl.col("file").is_not_null()).then(where).alias("locator"), rank.alias("rank")
        )
        .group_by(_KEY)
        .agg(
            pl.col("carries").any(),
            pl.col("rank").min(),
            pl.col("mentions").fill_null(1).cast(pl.Int64).sum(),
            *(
                pl.col(name).drop_nulls().unique().sort().alias(f"{name}s")
                for name in ("locator", "mechanism", "url")
            ),
        )
        .filter("carries")
        .sort(_KEY)
    )
    return _named(found, base, rdf12=rdf12)


def number_carrying(cited: pl.DataFrame) -> int:
    """Return how many citing, cited and claim carry data.

    >>> row = {"citing": ["page:a"], "cited": ["page:b"], "claim": [None], "mentions": [2]}
    >>> none = dict.fromkeys(("file", "line", "mechanism", "url"))
    >>> number_carrying(pl.DataFrame(row, schema_overrides={"claim": pl.String}).with_columns(pl.lit(None).alias(name) for name in none))
    1
    """
    return _marked(cited).filter("carries").select(_KEY).n_unique()


def _marked(cited: pl.DataFrame) -> pl.DataFrame:
    carries = (
        (pl.col("claim").is_not_null() & (pl.col("claim") != ""))
        | pl.any_horizontal(pl.col(name).is_not_null() for name in ("file", "mechanism", "url"))
        | (pl.col("mentions") > 1).fill_null(value=False)
    )
    claim = pl.when(pl.col("claim") != "").then("claim").alias("claim")
    return cited.with_columns(claim, carries.alias("carries"))


def _named(found: pl.DataFrame, base: str, *, rdf12: bool) -> pl.DataFrame:
    citing, cited = node_iris(found["citing"], base), node_iris(found["cited"], base)
    tail = ("/" + encode_ids(found["claim"])).fill_null("")
    iri = f"<{base}id/citation/" + _part(found["citing"]) + "/" + _part(found["cited"]) + tail + ">"
    claim = f"<{base}id/claim/" + encode_ids(found["citing"].str.strip_prefix("page:")) + tail + ">"
    words = [f"<{VOCABULARIES['cito']}{word}>" for word in _ORDER]
    of_page = pl.col("citing").str.starts_with("page:") & pl.col("claim").is_not_null()
    triple = "<<( " + citing + f" <{VOCABULARIES['cito']}cites> " + cited + " )>>"
    return found.select(
        iri.alias("iri"),
        citing.alias("citing"),
        cited.alias("cited"),
        pl.col("rank").replace_strict(range(len(words)), words, return_dtype=pl.String).alias("character"),
        pl.when(of_page).then(claim).alias("claim"),
        "mentions",
        "locators",
        "mechanisms",
        "urls",
        (triple if rdf12 else pl.lit(None, dtype=pl.String)).alias("triple"),
    )


def _part(nodes: pl.Series) -> pl.Series:
    """Return node ids as two segments of an IRI."""
    kind = nodes.str.extract("^([a-z]+):", 1).replace_strict(FOLDER_OF_NODE, return_dtype=pl.String)
    return kind + "/" + encode_ids(nodes.str.extract(r"(?s)^[a-z]+:(.+)$", 1))
