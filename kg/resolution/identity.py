"""Which records are one work (rule 8): the same canonical URL, or the same work id (rule 3)."""

from __future__ import annotations

import polars as pl

_ROUNDS = 3
_ARXIV = (
    r"^https://(?:[a-z]+\.)?arxiv\.org/(?:abs|pdf|html|format|ps)/"
    r"(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?(?:\.pdf)?(?:\?|$)"
)
_DOI = r"^https://(?:dx\.)?doi\.org/(10\.[^?]+)"


def work_of(ids: pl.Series, canonical: pl.Series, doi: pl.Series) -> pl.Series:
    """Return for each record the smallest id among the records of its work.

    >>> urls = pl.Series(["https://arxiv.org/abs/2401.02843v2", "https://arxiv.org/pdf/2401.02843", None])
    >>> work_of(pl.Series(["b", "a", "c"]), urls, pl.Series([None, "10.1/X", "doi:10.1/x"])).to_list()
    ['a', 'a', 'a']
    """
    frame = pl.DataFrame(
        {"id": ids, "canonical": canonical, "doi": doi},
        schema=dict.fromkeys(("id", "canonical", "doi"), pl.String),
    )
    frame = frame.with_row_index("row").with_columns(pl.col("id").rank("dense").alias("label"))
    by_address = frame.select(
        "row", address_work_id(pl.col("canonical")).fill_null(pl.col("canonical")).alias("key")
    )
    written = normal_doi(pl.col("doi"))
    by_field = frame.select("row", pl.when(is_doi(written)).then("doi:" + written).alias("key"))
    keys = pl.concat([by_address, by_field]).drop_nulls().filter(pl.col("key").is_duplicated())
    label = frame["label"]
    for _ in range(_ROUNDS):
        held = keys.with_columns(label.gather(keys["row"]).alias("label"))
        lowest = held.with_columns(pl.col("label").min().over("key"))
        best = lowest.group_by("row").agg(pl.col("label").min().alias("best"))
        new = (
            frame.select("row")
            .join(best, on="row", how="left", maintain_order="left")["best"]
            .fill_null(label)
        )
        if new.equals(label):
            break
        label = new
    else:
        label = _components(keys, frame.height)
    return frame.with_columns(label.alias("label")).select(pl.col("id").min().over("label"))["id"]


def address_work_id(canonical: pl.Expr) -> pl.Expr:
    """Return the work id that a canonical URL holds: ``arxiv:ID`` without version, ``doi:10...``; else null.

    >>> frame = pl.DataFrame({"url": ["https://arxiv.org/html/2401.02843v3", "https://doi.org/10.1/A", "https://a.org"]})
    >>> frame.select(address_work_id(pl.col("url"))).to_series().to_list()
    ['arxiv:2401.02843', 'doi:10.1/a', None]
    """
    arxiv = "arxiv:" + canonical.str.extract(_ARXIV, 1)
    return pl.coalesce(arxiv, "doi:" + normal_doi(canonical.str.extract(_DOI, 1)))


def normal_doi(doi: pl.Expr) -> pl.Expr:
    """Return a DOI as it compares: lower case, slash decoded, without ``doi:`` or a resolver before it.

    >>> pl.DataFrame({"doi": ["https://doi.org/10.1%2FX"]}).select(normal_doi(pl.col("doi"))).item()
    '10.1/x'
    """
    bare = doi.str.strip_chars().str.to_lowercase()
    bare = bare.str.replace(r"^(?:https?://(?:www\.|dx\.)?doi\.org/|doi:\s*)", "")
    return bare.str.replace_all("%2f", "/", literal=True)


def is_doi(normal: pl.Expr) -> pl.Expr:
    """Say whether a normal text has the form of a DOI; ``n/a`` and its like name no work.

    >>> pl.DataFrame({"doi": ["10.1/x", "n/a"]}).select(is_doi(pl.col("doi"))).to_series().to_list()
    [True, False]
    """
    return normal.str.contains(r"^10\.\d+(?:\.\d+)*/\S")


def _components(keys: pl.DataFrame, size: int) -> pl.Series:
    """Return a component for each record, for chains of works that a few rounds of minima do not settle."""
    import numpy as np
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    first = keys.select(pl.col("row").first().over("key"))["row"].to_numpy()
    entries = np.ones(len(first), dtype=bool)
    graph = coo_array((entries, (keys["row"].to_numpy(), first)), shape=(size, size))
    _, label = connected_components(graph, directed=False)
    return pl.Series(label)
