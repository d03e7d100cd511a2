"""Which records are one work (rule 8): the same canonical URL, or the same work id (rule 3)."""

from __future__ import annotations

import polars as pl

from kg.resolution.work_ids import (
    address_work_id,
    address_work_ids,
    doi_work_id,
    is_doi,
    normal_doi,
)

__all__ = ["address_work_id", "is_doi", "normal_doi", "records_of_works", "work_of"]

_ROUNDS = 3


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
        "row", address_work_ids(frame["canonical"]).fill_null(frame["canonical"]).alias("key")
    )
    by_field = frame.select("row", _work_of_field(pl.col("doi")).alias("key"))
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


def records_of_works(works: pl.DataFrame, records: pl.DataFrame) -> pl.DataFrame:
    """Return which records each work is, by any of their own keys: work id of the address, DOI, canonical URL.

    Parameters
    ----------
    works : DataFrame
        ``row, key``: the work asked for, as a work id or canonical URL.
    records : DataFrame
        ``id, canonical_url, doi`` of sources.

    Returns
    -------
    DataFrame
        ``row, id``, several ids or none for a row; ids in their order.

    >>> works = pl.DataFrame({"row": [7, 8], "key": ["doi:10.1/x", "arxiv:1"]})
    >>> records = pl.DataFrame({"id": ["b", "a"], "canonical_url": ["https://doi.org/10.1/X", None], "doi": [None, "10.1/x"]},
    ...     schema=dict.fromkeys(("id", "canonical_url", "doi"), pl.String))
    >>> records_of_works(works, records).rows()
    [(7, 'a'), (7, 'b')]
    """
    keys = pl.concat(
        [
            records.select("id", pl.lit(address_work_ids(records["canonical_url"])).alias("key")),
            records.select("id", pl.col("canonical_url").alias("key")),
            records.select("id", _work_of_field(pl.col("doi")).alias("key")),
        ]
    ).drop_nulls()
    return works.join(keys, on="key", how="inner").select("row", "id").unique().sort("row", "id")


def _work_of_field(doi: pl.Expr) -> pl.Expr:
    return pl.when(is_doi(normal_doi(doi))).then(doi_work_id(doi))


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
