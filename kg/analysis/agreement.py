"""How far raters agree: for each pair, on the subjects that both rate on the day."""

from __future__ import annotations

import itertools

import polars as pl

from kg.graph.knowledge_graph import KnowledgeGraph
from kg.model.columns import Schema
from kg.ratings.assertions import heard_on, statements
from kg.ratings.levels import spreads

AGREEMENT: Schema = {
    "rater": pl.String,
    "other": pl.String,
    "subjects": pl.Int64,
    "spearman": pl.Float64,
    "differ": pl.Int64,
    "contested": pl.Int64,
}
"""``subjects`` are those both rate; ``spearman`` the rank correlation of their values (null below three
subjects or without any variation); ``differ`` counts levels that are two or more apart, ``contested`` those that are,
or that stand on both sides of low."""


def measure_agreement(graph: KnowledgeGraph) -> pl.DataFrame:
    """Return how far each pair of raters agrees, columns `AGREEMENT`, by their names.

    >>> import kg
    >>> measure_agreement(kg.load("examples/evidence")).select("rater", "other", "differ").row(0)
    ('mbfc', 'newsguard', 0)
    """
    values = rated_values(graph)
    raters = values["rater"].unique().sort().to_list()
    rows = [
        _pair(values, first, second, graph.policy.low) for first, second in itertools.combinations(raters, 2)
    ]
    return pl.DataFrame([row for row in rows if row["subjects"]], schema=AGREEMENT)


def rated_values(graph: KnowledgeGraph) -> pl.DataFrame:
    """Return ``kind, key, rater, level, fraction``: what each rater says of each subject on the day, its lowest.

    >>> import kg
    >>> rated_values(kg.load("examples/evidence"))["rater"].unique().sort().to_list()[:2]
    ['house', 'iffy']
    """
    said = statements(graph.corpus, without=graph.policy.without)
    speaking = heard_on(said, graph.tables["subjects"], policy=graph.policy, as_of=graph.as_of)
    rated = speaking.filter(pl.col("level").is_not_null() & ~pl.col("override"))
    return (
        rated.sort("level", "fraction")
        .unique(["kind", "key", "rater"], keep="first", maintain_order=True)
        .select("kind", "key", "rater", "level", "fraction")
    )


def _pair(values: pl.DataFrame, first: str, second: str, low: int) -> dict[str, object]:
    sides = [values.filter(pl.col("rater") == rater) for rater in (first, second)]
    both = sides[0].join(sides[1], on=["kind", "key"], suffix="_other")
    keys = both.select("kind", "key")
    apart = spreads(
        pl.concat([side.join(keys, on=["kind", "key"], how="semi") for side in sides]).with_columns(
            override=False
        ),
        low,
    )
    ranks = pl.corr(pl.col("fraction").rank(), pl.col("fraction_other").rank())
    correlation = both.select(ranks.fill_nan(None)).item() if both.height > 2 else None
    return {
        "rater": first,
        "other": second,
        "subjects": both.height,
        "spearman": correlation,
        "differ": int((apart["spread_high"] - apart["spread_low"] >= 2).sum()),
        "contested": int(apart["contested"].sum()),
    }
