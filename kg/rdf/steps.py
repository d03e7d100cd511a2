"""The table of steps: what each rule came to for each source, the losing ones too."""

from __future__ import annotations

import polars as pl

from kg.graph.knowledge_graph import KnowledgeGraph
from kg.model.words import Basis, Outcome
from kg.ratings.effective import evidence_on
from kg.ratings.rules import RULES
from kg.rdf.extent import MOST_NODES, Detail, few_enough
from kg.rdf.terms import iris, node_iris

STEPS = dict.fromkeys(("effective", "iri", "rule", "node", "outcome"), pl.String) | {
    "position": pl.Int64,
    "level": pl.Int8,
}
_ROWS = {
    "row": pl.UInt32,
    "rule": pl.String,
    "node": pl.String,
    "outcome": pl.String,
    "level": pl.Int8,
}


def step_table(graph: KnowledgeGraph, mode: Detail, base: str) -> pl.DataFrame:
    """Return the steps of sources, a row each; ``auto`` gives those of sources that have more than one.

    Every owner asked is a step of its own; a cap is the last one.

    >>> import kg
    >>> from kg.model.corpus import BASE
    >>> step_table(kg.load("seeds"), Detail.NONE, BASE).height
    0
    """
    if mode is Detail.NONE:
        return pl.DataFrame(schema=STEPS)
    rows = _numbered(graph, mode)
    if not few_enough(mode, rows.height, MOST_NODES):
        return pl.DataFrame(schema=STEPS)
    effective = iris("effective", graph.effective["id"].gather(rows["row"]), base)
    step = effective.str.strip_suffix(">") + "/step/" + rows["position"].cast(pl.String) + ">"
    return rows.select(
        effective.alias("effective"),
        step.alias("iri"),
        iris("basis", rows["rule"], base).alias("rule"),
        node_iris(rows["node"], base).alias("node"),
        iris("outcome", rows["outcome"], base).alias("outcome"),
        pl.col("position").cast(pl.Int64),
        "level",
    )


def number_of_steps(graph: KnowledgeGraph, mode: Detail) -> int:
    """Return how many steps there are to say.

    >>> import kg
    >>> number_of_steps(kg.load("seeds"), Detail.ALL) > 500
    True
    """
    return _numbered(graph, mode).height


def _numbered(graph: KnowledgeGraph, mode: Detail) -> pl.DataFrame:
    rows = _rows(graph)
    rows = rows.with_columns((pl.int_range(pl.len()).over("row") + 1).alias("position"))
    return rows.filter(pl.len().over("row") > 1) if mode is Detail.AUTO else rows


def _rows(graph: KnowledgeGraph) -> pl.DataFrame:
    """Return ``row, rule, node, outcome, level`` of every step, in order."""
    sources = graph.resolution.select("id", graph.corpus["sources"]["type"], "publisher", "platform")
    asking = sources.with_row_index("row")
    evidence = evidence_on(graph.corpus, graph.tables["subjects"], policy=graph.policy, as_of=graph.as_of)
    answers = pl.concat(
        [
            ask(asking, evidence).select(
                "row",
                pl.lit(number, dtype=pl.Int8).alias("number"),
                pl.lit(rule).alias("rule"),
                "node",
                "level",
                "path",
                "stopped",
            )
            for number, (rule, ask) in enumerate(RULES)
        ]
    ).sort("row", "number", maintain_order=True)
    whole = answers.with_columns(_outcome(), _asked())
    last = pl.int_range(pl.len()) == pl.len() - 1
    steps = whole.with_row_index("answer").explode("node", keep_nulls=True, empty_as_null=True)
    ends = last.over("answer")
    named = pl.col("node").fill_null("source:" + sources["id"].gather(steps["row"]))
    steps = steps.select(
        "row",
        "rule",
        named.alias("node"),
        pl.when(ends).then("outcome").otherwise(pl.lit(Outcome.UNRATED.value)).alias("outcome"),
        pl.when(ends).then("level").alias("level"),
    )
    return pl.concat([steps, _caps(graph)]).sort("row", maintain_order=True)


def _outcome() -> pl.Expr:
    rated = pl.col("level").is_not_null()
    first = pl.col("number") == pl.when(rated).then("number").min().over("row")
    stopped = pl.when("stopped").then(pl.lit(Outcome.STOPPED.value)).otherwise(pl.lit(Outcome.UNRATED.value))
    word = pl.when(first).then(pl.lit(Outcome.DECIDED.value)).otherwise(pl.lit(Outcome.LOST.value))
    return pl.when(rated).then(word).otherwise(stopped).alias("outcome")


def _asked() -> pl.Expr:
    """Return the nodes that a rule asked: every owner on the way up, else the one."""
    owners = pl.col("path").list.slice(1)
    chain = (pl.col("rule") == Basis.ORGANIZATION.value) & (owners.list.len() > 0)
    return pl.when(chain).then(owners).otherwise(pl.concat_list("node")).alias("node")


def _caps(graph: KnowledgeGraph) -> pl.DataFrame:
    capped = graph.effective.with_row_index("row").filter(pl.col("capped_by").list.len() > 0)
    return capped.select(
        "row",
        pl.lit(None, dtype=pl.String).alias("rule"),
        ("source:" + pl.col("id")).alias("node"),
        pl.lit(Outcome.CAPPED.value).alias("outcome"),
        "level",
    ).cast(_ROWS)  # type: ignore[arg-type]
