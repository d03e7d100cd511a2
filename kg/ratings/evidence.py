"""Everything that raters say of some nodes, and what became of it: for a person who asks why."""

from __future__ import annotations

import datetime
from enum import StrEnum

import polars as pl

from kg.model.policy import Policy
from kg.model.validity import holds_on
from kg.ratings.assertions import Statements, assertions, speaking_on
from kg.ratings.levels import levels_on

COLUMNS = (
    "node",
    "rater",
    "value",
    "level",
    "cap",
    "weight",
    "valid_from",
    "valid_through",
    "counts",
    "stated_in",
    "reason",
    "origin",
)


class Counts(StrEnum):
    """What became of an assertion."""

    DECIDES = "decides"
    """Its level is that of its node, or it caps it."""
    VOTED = "voted"
    """Its vote was counted, and the votes came to another level."""
    UNCOUNTED = "not counted"
    """It was heard, and had no vote: the house spoke, the head of its family, or its weight is 0."""
    SUPERSEDED = "superseded"
    """Its rater said something later of the same subject."""
    NOT_VALID = "not valid on the day"
    UNREADABLE = "no such value or rater"


def evidence_table(
    said: Statements, subjects: pl.DataFrame, nodes: list[str], *, policy: Policy, as_of: datetime.date
) -> pl.DataFrame:
    """Return every assertion on the nodes given (``kind:key``), in their order, with what became of it.

    >>> from kg.model.columns import empty
    >>> from kg.model.corpus import Corpus
    >>> from kg.ratings.assertions import statements
    >>> nothing = statements(Corpus.of({}))
    >>> evidence_table(nothing, empty("subjects"), ["source:a"], policy=Policy(), as_of=datetime.date(2026, 1, 1)).height
    0
    """
    order = pl.DataFrame({"node": nodes}, schema={"node": pl.String}).with_row_index("position")
    node = pl.concat_str("kind", "key", separator=":").alias("node")
    stated = assertions(said, subjects, policy=policy).with_columns(node).join(order, on="node", how="inner")
    speaking = speaking_on(stated, as_of=as_of)
    levels, caps = levels_on(speaking, said, policy=policy)
    votes = levels.select(pl.col("deciding").alias("row"), pl.col("level").alias("result")).explode("row")
    voted = stated.join(votes, on="row", maintain_order="left")
    capping = caps["capped_by"].list.explode(keep_nulls=False, empty_as_null=False)
    deciding = pl.concat([voted.filter(pl.col("level") == pl.col("result"))["row"], capping])
    cases = [
        (pl.col("fault").is_not_null() | pl.col("scale").is_null(), Counts.UNREADABLE),
        (~holds_on(as_of), Counts.NOT_VALID),
        (pl.col("row").is_in(deciding.implode()), Counts.DECIDES),
        (pl.col("row").is_in(voted["row"].implode()), Counts.VOTED),
        (pl.col("row").is_in(speaking["row"].implode()), Counts.UNCOUNTED),
    ]
    word = pl.coalesce(
        *(pl.when(holds).then(pl.lit(case.value)) for holds, case in cases), pl.lit(Counts.SUPERSEDED.value)
    )
    return stated.with_columns(word.alias("counts")).sort("position", "row").select(COLUMNS)
