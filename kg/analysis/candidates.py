"""Better sources for a claim, among those already in the corpus: never one that is not there."""

from __future__ import annotations

import numpy as np
import polars as pl

from kg.analysis.mending import Ground
from kg.analysis.support_causes import ABOVE, LOW
from kg.graph.adjacency import positions

CANDIDATES = pl.List(pl.Struct({"source": pl.String, "level": pl.Int8, "reason": pl.String}))
MOST = 3
"""How many are offered at most."""
_LEAST_SHARED = 2
"""So many words or tags in common make two sources be about the same thing."""
_OFFER = ("unit", "id", "rank", "why")


def candidates(held: pl.DataFrame, ground: Ground) -> pl.DataFrame:
    """Return ``unit, candidates``: sources above low that could stand in each unit, the best first.

    First those with the same title as a low one (a published version, the original of a copy), then those that
    the same page cites elsewhere, then those that a neighbour cites beside the low one, or that are about the
    same thing. A neighbour is a page that it cites or links to, or that cites or links to it.

    Parameters
    ----------
    held : DataFrame
        What the units cite: ``unit, citing, id, work, what``.
    ground : Ground
        What is known of the graph.

    >>> import kg
    >>> from kg.analysis.mending import ground_of
    >>> held = pl.DataFrame(schema={"unit": pl.UInt32, "citing": pl.String, "id": pl.String, "work": pl.String, "what": pl.String})
    >>> candidates(held, ground_of(kg.load("examples/evidence"))).columns
    ['unit', 'candidates']
    """
    sources, cited = ground.sources, ground.cited
    low = held.filter(pl.col("what") == LOW).select("unit", "citing", "id", "work").unique(["unit", "id"])
    offers = pl.concat(
        [
            _same_title(low, sources),
            _elsewhere(held, cited),
            _of_neighbours(low, ground),
        ]
    )
    fresh = offers.join(sources.select("id", "work", "level"), on="id").join(
        held.select("unit", "work").unique(), on=["unit", "work"], how="anti"
    )
    shared = _shared(fresh, low, sources)
    told = fresh.join(shared, on=["unit", "id"], how="left").with_columns(
        pl.col("shared").fill_null(0), pl.col("words").fill_null("")
    )
    about = (pl.col("rank") < _ABOUT) | (pl.col("shared") >= _LEAST_SHARED)
    common = pl.when(pl.col("shared") > 0).then(pl.format("; in common: {}", "words")).otherwise(pl.lit(""))
    reason = pl.when(pl.col("rank") == _SAME_TITLE).then("why").otherwise(pl.concat_str("why", common))
    offer = pl.struct(("source:" + pl.col("id")).alias("source"), "level", reason.alias("reason"))
    return (
        told.filter(about)
        .sort("unit", "rank", "shared", "level", "id", descending=[False, False, True, True, False])
        .unique(["unit", "work"], keep="first", maintain_order=True)
        .group_by("unit", maintain_order=True)
        .agg(offer.head(MOST).alias("candidates"))
    )


_SAME_TITLE, _ELSEWHERE, _TOGETHER, _ABOUT = range(4)


def _same_title(low: pl.DataFrame, sources: pl.DataFrame) -> pl.DataFrame:
    """Return sources above low with the title of a low one."""
    above = sources.filter((pl.col("what") == ABOVE) & pl.col("key").is_not_null())
    titled = low.join(sources.select("id", "key"), on="id").rename({"id": "low"})
    found = titled.join(above.select("id", "key", "publisher"), on="key").sort("unit", "id", "low")
    by = pl.when(pl.col("publisher").is_not_null()).then(pl.format(", published by {}", "publisher"))
    why = pl.concat_str(pl.format("has the title of source:{}", "low"), by.otherwise(pl.lit("")))
    return _offers(found, _SAME_TITLE, why)


def _elsewhere(held: pl.DataFrame, cited: pl.DataFrame) -> pl.DataFrame:
    """Return sources above low that the same page cites, in other claims or in none."""
    pages = held.select("unit", "citing").unique()
    found = pages.join(cited.filter(pl.col("what") == ABOVE), on="citing").sort(
        "unit", "id", "line", nulls_last=True
    )
    where = pl.coalesce(pl.format(", at {}:{}", "file", "line"), pl.lit(""))
    return _offers(found, _ELSEWHERE, pl.concat_str(pl.lit("cited elsewhere on the page"), where))


def _of_neighbours(low: pl.DataFrame, ground: Ground) -> pl.DataFrame:
    """Return sources above low that neighbours cite: together with the low source, or whatever they are about."""
    near = (
        low.select("unit", "citing").unique().join(_neighbours(ground, low["citing"].unique()), on="citing")
    )
    theirs = ground.cited.filter(pl.col("citing").is_in(near["neighbour"].unique().implode()))
    beside = theirs.select(pl.col("citing").alias("neighbour"), "id", "work", "what")
    works = beside.select("neighbour", "work").unique()
    both = near.join(low.select("unit", pl.col("id").alias("low"), "work"), on="unit").join(
        works, on=["neighbour", "work"]
    )
    both = both.sort("unit", "neighbour", "low").unique(["unit", "neighbour"], keep="first")
    above = beside.filter(pl.col("what") == ABOVE).select("neighbour", "id").unique()
    together = both.join(above, on="neighbour").sort("unit", "id", "neighbour")
    alone = near.join(above, on="neighbour").sort("unit", "id", "neighbour")
    why = pl.format("cited by {}", "neighbour")
    beside_low = pl.concat_str(why, pl.format(", which cites source:{} too", "low"))
    return pl.concat([_offers(together, _TOGETHER, beside_low), _offers(alone, _ABOUT, why)])


def _offers(found: pl.DataFrame, rank: int, why: pl.Expr) -> pl.DataFrame:
    """Return offers of one rank, a source once for each unit."""
    told = found.with_columns(pl.lit(rank, dtype=pl.Int64).alias("rank"), why.alias("why")).select(_OFFER)
    return told.unique(["unit", "id"], keep="first", maintain_order=True)


def _neighbours(ground: Ground, pages: pl.Series) -> pl.DataFrame:
    """Return ``citing, neighbour``: the pages one citation or link away, either way."""
    asked, near = ground.numbers(pages.sort()), ground.near
    found = near.indices[positions(near.indptr, asked)]
    here = np.repeat(asked, near.indptr[asked + 1] - near.indptr[asked])
    return pl.DataFrame({"citing": ground.pages.gather(here), "neighbour": ground.pages.gather(found)})


def _shared(offers: pl.DataFrame, low: pl.DataFrame, sources: pl.DataFrame) -> pl.DataFrame:
    """Return ``unit, id, shared, words``: the words and tags that an offer has in common with the low sources."""
    asked = pl.concat([low["id"], offers["id"]]).unique()
    said = (
        sources.filter(pl.col("id").is_in(asked.implode()))
        .select("id", "words")
        .explode("words")
        .drop_nulls()
    )
    of_low = low.select("unit", "id").join(said, on="id").select("unit", "words").unique()
    of_offer = offers.select("unit", "id").unique().join(said, on="id")
    common = of_offer.join(of_low, on=["unit", "words"]).unique().sort("unit", "id", "words")
    return common.group_by("unit", "id", maintain_order=True).agg(
        pl.len().cast(pl.Int64).alias("shared"), pl.col("words").head(4).str.join(", ")
    )
