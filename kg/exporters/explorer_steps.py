"""The steps of every source's level for the offline explorer: each distinct step once, each distinct chain of steps once."""

from __future__ import annotations

from typing import Any

import polars as pl

from kg.analysis.explain import evidence_of
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.model.words import Outcome
from kg.ratings.explanation import steps_of
from kg.views.links import shortened
from kg.views.neighbourhood_words import plain, title_of
from kg.views.steps import step_words
from kg.views.words import OUTCOME_WORDS, RULE_WORDS

_KINDS = ("source", "publisher", "organization")
_SAME = ("rule", "outcome", "node", "level", "before", "place")


def steps_data(graph: KnowledgeGraph, sources: list[str], facts: pl.DataFrame) -> dict[str, Any]:
    """Return the steps of sources, in the order of their ids, as columns.

    ``of`` gives the chain of each source, ``chains`` the steps of each chain, and the other columns the steps:
    their rule, what they found, its node (a place in ``nodes``, -1 for none), its level and that before a cap, 0 for none.

    >>> import kg
    >>> from kg.views.facts import work_facts
    >>> graph = kg.load("seeds")
    >>> data = steps_data(graph, graph.corpus["sources"]["id"].to_list(), work_facts(graph))
    >>> [data["rules"][data["rule"][step]] for step in data["chains"][data["of"][0]]][:2]
    ['Override', 'Rated itself']
    """
    asking = graph.resolution.with_columns(graph.corpus["sources"]["type"].alias("type")).unique(
        "id", keep="first", maintain_order=True
    )
    places = asking.select("id", "place").with_row_index("row")
    asked = (
        steps_of(asking, evidence_of(graph))
        .join(places, on="row", how="left", maintain_order="left")
        .with_columns(pl.when(pl.col("node").is_not_null()).then("place"))
    )
    distinct = asked.select(_SAME).unique(maintain_order=True).with_row_index("step")
    chains = (
        asked.join(distinct, on=_SAME, how="left", nulls_equal=True, maintain_order="left")
        .group_by("id", maintain_order=True)
        .agg("step")
    )
    known = chains.select("step").unique(maintain_order=True).with_row_index("chain")
    of = chains.join(known, on="step", how="left").select("id", "chain")
    return {
        **_columns(distinct, facts),
        "chains": known["step"].to_list(),
        "of": pl.DataFrame({"id": sources}, schema={"id": pl.String})
        .join(of, on="id", how="left", maintain_order="left")["chain"]
        .to_list(),
    }


def _columns(steps: pl.DataFrame, facts: pl.DataFrame) -> dict[str, Any]:
    """Return distinct steps as columns, what they say in words."""
    nodes = steps["node"].drop_nulls().unique(maintain_order=True)
    rows = facts.filter(pl.col("kind").is_in(_KINDS) & pl.col("node").is_in(nodes.implode())).to_dicts()
    names = {row["node"]: shortened(title_of(row)) for row in rows}
    rules, outcomes = list(RULE_WORDS), [one.value for one in Outcome]
    number = {node: at for at, node in enumerate(nodes)}
    return {
        "rules": list(RULE_WORDS.values()),
        "outcomes": [(name, OUTCOME_WORDS[Outcome(name)]) for name in outcomes],
        "nodes": nodes.to_list(),
        "rule": [rules.index(rule) for rule in steps["rule"]],
        "outcome": [outcomes.index(outcome) for outcome in steps["outcome"]],
        "node": [number.get(node, -1) for node in steps["node"]],
        "level": steps["level"].fill_null(0).to_list(),
        "before": steps["before"].fill_null(0).to_list(),
        "said": [
            plain(
                step_words(
                    row["rule"],
                    row["outcome"],
                    row["level"],
                    name=None if row["node"] is None else names.get(row["node"], row["node"]),
                    place=row["place"],
                )
            )
            for row in steps.iter_rows(named=True)
        ],
    }
