"""The tables of what follows: effective ratings, the figures of a page, witness paths."""

from __future__ import annotations

import polars as pl

from kg.graph.knowledge_graph import KnowledgeGraph
from kg.ratings.explanation import explanations
from kg.rdf.extent import MOST_SENTENCES, Extent, few_enough
from kg.rdf.steps import step_table
from kg.rdf.terms import encode_ids, iris, node_iris

COUNTS = {"cited": "citedWorks", "rated": "ratedWorks", "low": "lowWorks", "claims_relying": "relyingClaims"}
SHARES = {
    "low_share": "lowShareLower",
    "low_share_upper": "lowShareUpper",
    "low_share_rated": "lowShareRated",
    "coverage": "coverage",
    "score": "score",
}
"""The figures of a page: a column each, and the property that is also its metric."""


def conclusion_tables(
    graph: KnowledgeGraph, exposure: pl.DataFrame, assertions: pl.DataFrame, base: str, extent: Extent
) -> dict[str, pl.DataFrame]:
    """Return the tables of conclusions, each with its IRIs.

    ``assertions`` has the IRI of each row of ``ratings`` that is said in RDF (``row, iri``).
    """
    effective = _effective(graph, base, extent)
    figures = _figures(exposure, base)
    return {
        "effective": effective,
        "deciding": _behind(effective, "deciding", assertions),
        "capping": _behind(effective, "capped_by", assertions),
        "figures": figures,
        "measurements": _measurements(figures if extent.measurements else figures.clear(), base),
        "steps": step_table(graph, extent.steps, base),
        "witnesses": _witnesses(exposure, base),
    }


def _effective(graph: KnowledgeGraph, base: str, extent: Extent) -> pl.DataFrame:
    rows = graph.effective
    told = few_enough(extent.explanations, rows.height, MOST_SENTENCES)
    nothing = pl.lit(None, dtype=pl.String)
    path = rows.select(pl.col("path").list.explode(keep_nulls=True, empty_as_null=True))["path"]
    unique = path.unique()
    named = path.replace_strict(unique, node_iris(unique, base), return_dtype=pl.String)
    sizes = rows["path"].list.len().fill_null(0).clip(lower_bound=1)
    owner = pl.int_range(rows.height, eager=True).repeat_by(sizes).explode()
    via = pl.DataFrame({"row": owner, "via": named}).group_by("row", maintain_order=True).agg("via")["via"]
    return rows.select(
        iris("source", rows["id"], base).alias("source"),
        iris("effective", rows["id"], base).alias("iri"),
        "level",
        iris("basis", rows["basis"], base).alias("basis"),
        iris("why", rows["why"], base).alias("why"),
        via.alias("via") if rows.height else pl.lit([], dtype=pl.List(pl.String)).alias("via"),
        pl.col("contested").fill_null(value=False),
        pl.when(pl.col("spread_low").is_not_null())
        .then(pl.concat_list("spread_low", "spread_high").list.unique(maintain_order=True))
        .alias("spread"),
        "before_cap",
        "capped_by",
        (explanations(graph.corpus, graph.resolution, rows) if told else nothing).alias("explanation"),
        "deciding",
    )


def _behind(effective: pl.DataFrame, column: str, assertions: pl.DataFrame) -> pl.DataFrame:
    """Return the assertions behind effective ratings, a row each."""
    rows = effective.select("iri", pl.col(column).alias("row")).explode("row").drop_nulls()
    said = assertions.select(pl.col("row").cast(pl.UInt32), pl.col("iri").alias("assertion"))
    return rows.join(said, on="row", how="inner")


def _figures(exposure: pl.DataFrame, base: str) -> pl.DataFrame:
    return exposure.with_columns(
        iris("page", exposure["page"], base).alias("iri"),
        iris("verdict", exposure["verdict"], base).alias("verdict_iri"),
        encode_ids(exposure["page"]).alias("name"),
        pl.when(pl.col("rated") > 0).then(pl.col("low") / pl.col("rated")).alias("low_share_rated"),
        _witness_iris(exposure, base),
    )


def _measurements(figures: pl.DataFrame, base: str) -> pl.DataFrame:
    """Return each figure of each page as a measurement: a metric, and a count or a share."""
    parts = [
        figures.select(
            pl.lit(f"<{base}ns#{name}>").alias("metric"),
            (pl.lit(f"<{base}id/measurement/{name}/page/") + pl.col("name") + ">").alias("iri"),
            pl.col("iri").alias("page"),
            (pl.col(column) if column in COUNTS else pl.lit(None)).cast(pl.Int64).alias("count"),
            (pl.col(column) if column in SHARES else pl.lit(None)).cast(pl.Float64).alias("share"),
        )
        for column, name in {**COUNTS, **SHARES}.items()
    ]
    return pl.concat(parts).filter(pl.any_horizontal(pl.col("count", "share").is_not_null()))


def _witness_iris(exposure: pl.DataFrame, base: str) -> pl.Expr:
    return (
        pl.when(pl.col("witness").list.len() > 0)
        .then(iris("witness", exposure["page"], base))
        .alias("witness_iri")
    )


def _witnesses(exposure: pl.DataFrame, base: str) -> pl.DataFrame:
    """Return the steps of witness paths, a row each."""
    paths = exposure.select(_witness_iris(exposure, base), "witness").drop_nulls()
    rows = paths.with_columns(pl.int_ranges(1, pl.col("witness").list.len() + 1).alias("position")).explode(
        "witness", "position"
    )
    step = rows["witness_iri"].str.strip_suffix(">") + "/step/" + rows["position"].cast(pl.String) + ">"
    return rows.select(
        pl.col("witness_iri").alias("witness"),
        step.alias("iri"),
        "position",
        node_iris(rows["witness"], base).alias("node"),
    )
