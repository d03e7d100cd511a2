"""The effective ratings as people and programs read them: one row a source, with its sentence and its evidence."""

from __future__ import annotations

import polars as pl

from kg.errors import IdError
from kg.graph.knowledge_graph import KnowledgeGraph, row_of
from kg.model.ids import NodeId
from kg.ratings.assertions import SUBJECT, heard_on, statements
from kg.ratings.explanation import explanations

_DECIDING = (
    "rater",
    "subject",
    "value",
    "level",
    "family",
    "weight",
    "confidence",
    "valid_from",
    "valid_through",
    "origin",
)


def rating_table(graph: KnowledgeGraph, node: NodeId | None = None) -> pl.DataFrame:
    """Return the rating of every source, or of one.

    Columns ``id, level, basis, why, publisher, matched_by, explanation, contested, spread, deciding,
    before_cap, capped_by``: ``spread`` is the smallest and largest level among the raters at the step that
    decided (null: none), ``deciding`` and ``capped_by`` the assertions behind it, each with its value, level
    and weight; ``before_cap`` the level without a cap.

    >>> import kg
    >>> rating_table(kg.load("seeds"), kg.NodeId.source("6374381b5ec386d1")).select("level", "contested", "spread").row(0)
    (2, False, [2, 2])
    """
    if node is not None and node.kind != "source":
        raise IdError(f"{node} is no source", hint="Only sources are rated; ask kg explain for others.")
    if node is not None:
        row_of(graph, node)
    spread = pl.when(pl.col("spread_low").is_not_null()).then(pl.concat_list("spread_low", "spread_high"))
    table = pl.concat(
        [
            graph.effective.select("id", "level", "basis", "why"),
            graph.resolution.select("publisher", "matched_by"),
            explanations(graph.corpus, graph.resolution, graph.effective).to_frame("explanation"),
            graph.effective.select(
                "contested", spread.alias("spread"), "deciding", "before_cap", "capped_by"
            ),
        ],
        how="horizontal",
    )
    if node is not None:
        table = table.filter(pl.col("id") == node.key)
    said = _assertions(graph)
    return table.with_columns(
        _behind(table["deciding"], said).alias("deciding"),
        _behind(table["capped_by"].fill_null(pl.Series([[]], dtype=pl.List(pl.UInt32))), said).alias(
            "capped_by"
        ),
    )


def for_people(table: pl.DataFrame) -> pl.DataFrame:
    """Return ratings in fewer columns, for a terminal; `kg explain` shows the evidence of one.

    >>> import kg
    >>> for_people(rating_table(kg.load("seeds"))).columns
    ['id', 'level', 'basis', 'why', 'publisher', 'matched_by', 'contested', 'explanation']
    """
    return table.select("id", "level", "basis", "why", "publisher", "matched_by", "contested", "explanation")


def _assertions(graph: KnowledgeGraph) -> pl.DataFrame:
    """Return each row of ``ratings`` that is heard on the day, once, with what people ask of it, in order."""
    said = statements(graph.corpus, without=graph.policy.without)
    least = pl.col("confidence").min().over([*SUBJECT, "rater"])
    heard = heard_on(said, graph.tables["subjects"], policy=graph.policy, as_of=graph.as_of).with_columns(
        least
    )
    heard = heard.unique("row", keep="first", maintain_order=True)
    return heard.select("row", *_DECIDING).sort("rater", "subject", "value", "row")


def _behind(rows: pl.Series, said: pl.DataFrame) -> pl.Series:
    """Return lists of assertions for lists of rows of ``ratings``."""
    asked = pl.DataFrame({"rows": rows}).with_row_index("at")
    order = said.with_row_index("order")
    found = (
        asked.explode("rows", empty_as_null=False, keep_nulls=False)
        .join(order, left_on="rows", right_on="row", how="left")
        .sort("at", "order")
        .group_by("at", maintain_order=True)
        .agg(pl.struct(_DECIDING).alias("said"))
    )
    none = pl.lit([], dtype=found.schema["said"])
    return asked.join(found, on="at", how="left", maintain_order="left").select(
        pl.col("said").fill_null(none)
    )["said"]
