"""The tables of raters and their scales: labels as concepts, numbers as cuts."""

from __future__ import annotations

import polars as pl

from kg.graph.knowledge_graph import KnowledgeGraph
from kg.model.words import HOUSE
from kg.rdf.terms import VOCABULARIES, encode_ids, iris


def scale_tables(graph: KnowledgeGraph, base: str) -> dict[str, pl.DataFrame]:
    """Return the tables ``raters, scale_labels, cuts``, each with its IRIs."""
    raters = _raters(graph, base)
    own = raters.filter(~pl.col("levels")).select("scale", "of", "scale_iri")
    steps = own.join(graph.corpus["crosswalks"].rename({"scale": "of"}), on="of", maintain_order="left")
    return {"raters": raters, "scale_labels": _labels(steps, base), "cuts": _cuts(steps)}


def label_iris(scales: pl.Series, labels: pl.Series, base: str) -> pl.Series:
    """Return the concept of each label of a scale.

    >>> label_iris(pl.Series(["mbfc"]), pl.Series(["very high"]), "https://example.org/").item()
    '<https://example.org/id/scale/mbfc/very-high>'
    """
    words = encode_ids(labels.str.replace_all(" ", "-", literal=True))
    return f"<{base}id/scale/" + encode_ids(scales) + "/" + words + ">"


def _labels(steps: pl.DataFrame, base: str) -> pl.DataFrame:
    """Return the labels of scales, best first by level or cap."""
    labels = steps.drop_nulls("label").unique(["scale", "label"], keep="first", maintain_order=True)
    rank = pl.coalesce("level", "cap").cast(pl.Int64)
    return labels.select(
        label_iris(labels["scale"], labels["label"], base).alias("iri"),
        "scale_iri",
        "label",
        "also",
        "reason",
        rank.alias("rank"),
        iris("level", labels["level"], base).alias("level_iri"),
        "cap",
    )


def _cuts(steps: pl.DataFrame) -> pl.DataFrame:
    """Return the numbers from which a level counts."""
    cuts = steps.drop_nulls(["at_least", "level"]).unique(
        ["scale", "level"], keep="first", maintain_order=True
    )
    cut = cuts["scale_iri"].str.strip_suffix(">") + "/cut/" + cuts["level"].cast(pl.String) + ">"
    return cuts.select(
        cut.alias("iri"), "scale_iri", pl.col("at_least").cast(pl.String).alias("start"), "level", "reason"
    )


def scales_of(graph: KnowledgeGraph) -> pl.DataFrame:
    """Return ``rater, scale, levels``: the id of each rater's own scale, and whether it is 1 to 5.

    A scale belongs to one rater: one that several share is named after each.
    """
    raters = graph.nodes.filter(pl.col("kind") == "rater").select(pl.col("key").alias("rater"))
    whole = pl.concat([raters, pl.DataFrame({"rater": [HOUSE]})]).unique().sort("rater")
    stated = graph.corpus["raters"].select(pl.col("id").alias("rater"), "scale").unique("rater", keep="first")
    named = whole.join(stated, on="rater", how="left", maintain_order="left")
    levels = (
        (pl.col("rater") == HOUSE)
        | (pl.col("scale") == HOUSE).fill_null(value=False)
        | pl.col("scale").is_null()
    )
    shared = pl.col("scale").is_duplicated() | pl.col("scale").is_in(whole["rater"].implode())
    shared &= pl.col("scale") != pl.col("rater")
    own = (
        pl.when(levels)
        .then("rater")
        .when(shared)
        .then(pl.col("rater") + "-" + pl.col("scale"))
        .otherwise("scale")
    )
    return named.select("rater", own.alias("scale"), levels.alias("levels"))


def _raters(graph: KnowledgeGraph, base: str) -> pl.DataFrame:
    """Return every rater, named or not, with the scale of its own."""
    recorded = (
        graph.corpus["raters"]
        .select(
            pl.col("id").alias("rater"),
            "name",
            "family",
            "url",
            "weight",
            "licence",
            "derived_from",
            pl.col("scale").fill_null(HOUSE).alias("of"),
        )
        .unique("rater", keep="first")
    )
    whole = scales_of(graph).join(recorded, on="rater", how="left", maintain_order="left")
    named = graph.corpus["scales"].select(
        pl.col("id").alias("of"),
        pl.col("name").alias("named"),
        pl.col("lowest").alias("least"),
        pl.col("highest").alias("most"),
        "version",
    )
    labelled = graph.corpus["crosswalks"].drop_nulls("label")["scale"].unique()
    numbered = graph.corpus["crosswalks"].drop_nulls("at_least")["scale"].unique()
    whole = whole.join(named, on="of", how="left", maintain_order="left")
    house = pl.col("rater") == HOUSE
    ends = pl.col("levels")
    has_labels = house | (~ends & pl.col("of").is_in(labelled.implode()))
    has_numbers = ~ends & pl.col("of").is_in(numbered.implode())
    return whole.with_columns(
        iris("rater", whole["rater"], base).alias("iri"),
        pl.col("derived_from").list.eval(_rater_iris(base)).alias("derived_from"),
        iris("scale", whole["scale"], base).alias("scale_iri"),
        pl.coalesce("name", pl.when(house).then(pl.lit("This registry")), "rater").alias("name"),
        pl.col("family").fill_null(pl.col("rater")),
        pl.when(house).then(pl.lit("Five levels")).when(~ends).then("named").alias("scale_name"),
        pl.when(has_labels).then(pl.lit(f"<{VOCABULARIES['skos']}ConceptScheme>")).alias("scheme"),
        pl.when(ends)
        .then(pl.lit("1"))
        .when(has_numbers)
        .then(pl.col("least").cast(pl.String))
        .alias("lowest"),
        pl.when(ends)
        .then(pl.lit("5"))
        .when(has_numbers)
        .then(pl.col("most").cast(pl.String))
        .alias("highest"),
        pl.when(ends)
        .then(pl.lit(f"<{VOCABULARIES['xsd']}integer>"))
        .when(has_numbers)
        .then(pl.lit(f"<{VOCABULARIES['xsd']}decimal>"))
        .alias("datatype"),
    )


def _rater_iris(base: str) -> pl.Expr:
    return pl.element().map_batches(lambda raters: iris("rater", raters, base), return_dtype=pl.String)
