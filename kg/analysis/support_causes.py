"""Why a page or claim rests on other things in another build: levels of works, and citations that came or went."""

from __future__ import annotations

import numpy as np
import polars as pl

from kg.analysis.causes import policy_words
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.graph.node_table import span
from kg.model.policy import Policy
from kg.model.words import DISPUTING
from kg.ratings.works import work_levels

LOW, ABOVE, UNRATED = "low", "above", "unrated"
"""What a work is to those who cite it."""
_NAMED = 3
"""How many sources a cause names; of the others it gives the number."""
REGROUPED = "claims drawn otherwise"
"""The cause where the same sources stand in other claims."""


def supports(graph: KnowledgeGraph) -> pl.DataFrame:
    """Return the citations of sources in support: ``citing, claim, id, work, level, what`` (low, above, unrated).

    A citation of its own work is left out. ``id`` is the bare id of the record cited.

    >>> import kg
    >>> supports(kg.load("examples/evidence")).select("citing", "id", "what").row(2)
    ('page:vaccines', 'flood', 'above')
    """
    works = graph.resolution.select("id", "work")
    cited = graph.corpus["citations"].filter(
        pl.col("cited").str.starts_with("source:")
        & ~pl.col("character").is_in(DISPUTING).fill_null(value=False)
    )
    named = cited.select(
        "citing", "claim", pl.col("cited").str.strip_prefix("source:").alias("id"), "file", "line"
    )
    itself = works.select(("source:" + pl.col("id")).alias("citing"), pl.col("work").alias("itself"))
    return (
        named.join(works, on="id", maintain_order="left")
        .join(itself, on="citing", how="left", maintain_order="left")
        .filter(pl.col("work").ne_missing(pl.col("itself")))
        .join(work_words(graph), on="work", maintain_order="left")
        .select("citing", "claim", "id", "work", "level", "what", "file", "line")
    )


def work_words(graph: KnowledgeGraph) -> pl.DataFrame:
    """Return ``work, level, what`` of each work; ``what`` is low, above or unrated.

    >>> import kg
    >>> work_words(kg.load("examples/evidence")).rows()[0]
    ('diary', 2, 'low')
    """
    rows = np.asarray(span(graph.nodes, "source"), dtype=np.int64)
    rows = rows[graph.work[rows]]
    frame = pl.DataFrame(
        {"work": graph.nodes["key"].gather(rows), "level": graph.level[rows], "rated": graph.rated[rows]}
    )
    word = (
        pl.when(~pl.col("rated"))
        .then(pl.lit(UNRATED))
        .when(pl.col("level") <= graph.policy.low)
        .then(pl.lit(LOW))
        .otherwise(pl.lit(ABOVE))
    )
    return frame.select("work", pl.when("rated").then("level").alias("level"), word.alias("what"))


def causes_of_support(
    before: KnowledgeGraph,
    after: KnowledgeGraph,
    causes: pl.DataFrame,
    differing: pl.DataFrame,
    *,
    keys: tuple[str, ...],
) -> pl.DataFrame:
    """Return pages or claims that differ with ``cause`` and ``causes``.

    Parameters
    ----------
    before, after : KnowledgeGraph
        The two builds.
    causes : DataFrame
        Why levels differ, from `kg.analysis.causes.level_causes`.
    differing : DataFrame
        What differs, by ``keys``, and whether it got ``worse``.
    keys : names
        ``citing``, and ``claim`` where claims are asked for.

    >>> import kg
    >>> graph = kg.load("examples/evidence")
    >>> from kg.analysis.causes import level_causes
    >>> nothing = pl.DataFrame(schema={"citing": pl.String, "worse": pl.Boolean})
    >>> causes_of_support(graph, graph, level_causes(graph, graph), nothing, keys=("citing",)).columns
    ['citing', 'worse', 'cause', 'causes']
    """
    sides = [_cited(graph, differing, keys) for graph in (before, after)]
    both = sides[0].join(sides[1], on=[*keys, "id"], how="full", suffix="_after", coalesce=True)
    changed = both.filter(pl.col("what").ne_missing(pl.col("what_after")))
    told = changed.join(_cause_of_record(before, after, causes), on="id", how="left")
    fresh, gone = pl.col("what").is_null(), pl.col("what_after").is_null()
    cause = (
        pl.when(fresh)
        .then(pl.format("new citation of source:{}", "id"))
        .when(gone)
        .then(pl.format("citation of source:{} gone", "id"))
        .otherwise(pl.col("cause").fill_null(_otherwise(before.policy, after.policy)))
    )
    weighed = told.with_columns(cause.alias("cause"), (fresh | gone).alias("of_citation")).join(
        differing.select(*keys, "worse"), on=keys
    )
    kept = _that_matter(weighed, keys)
    return _joined(kept, differing, keys, _without_change(before.policy, after.policy))


def _cited(graph: KnowledgeGraph, differing: pl.DataFrame, keys: tuple[str, ...]) -> pl.DataFrame:
    asked = supports(graph).join(differing.select(keys), on=keys, how="semi")
    return asked.select(*keys, "id", "what").unique([*keys, "id"], maintain_order=True)


def _cause_of_record(before: KnowledgeGraph, after: KnowledgeGraph, causes: pl.DataFrame) -> pl.DataFrame:
    """Return ``id, cause`` of each source whose work has another level: that of the record that decides."""
    own = found = causes.select("id", "causes")
    for number, graph in enumerate((before, after)):
        deciding = work_levels(graph.resolution, graph.effective).select("work", pl.col("record").alias("id"))
        decided = deciding.join(own.rename({"causes": f"by{number}"}), on="id").drop("id")
        of_work = graph.resolution.select("id", "work").join(decided, on="work").drop("work")
        found = found.join(of_work, on="id", how="full", coalesce=True)
    return found.select("id", pl.coalesce("by1", "by0", "causes").alias("cause")).explode("cause")


def _otherwise(before: Policy, after: Policy) -> str:
    if before.low != after.low:
        return f"policy: low {before.low} -> {after.low}"
    return "another record of the work decides"


def _without_change(before: Policy, after: Policy) -> str:
    """Return the cause where neither levels nor citations are others."""
    return policy_words(Policy(theta=before.theta), Policy(theta=after.theta)) or REGROUPED


def _that_matter(changed: pl.DataFrame, keys: tuple[str, ...]) -> pl.DataFrame:
    """Return changes less the citations that made better what got worse, or the other way round; never none."""
    came, went = pl.col("what_after"), pl.col("what")
    bad = (came.is_in([LOW, UNRATED]) & went.is_null()) | (went.is_in([ABOVE, UNRATED]) & came.is_null())
    good = (came.is_in([ABOVE, UNRATED]) & went.is_null()) | (went.is_in([LOW, UNRATED]) & came.is_null())
    helps = pl.when("worse").then(bad).otherwise(good)
    fits = (helps | ~pl.col("of_citation")).fill_null(value=False)
    return changed.with_columns(fits.alias("fits")).filter(pl.col("fits") | ~pl.col("fits").any().over(keys))


def _joined(
    changed: pl.DataFrame, differing: pl.DataFrame, keys: tuple[str, ...], otherwise: str
) -> pl.DataFrame:
    """Return what differs with its causes, the one with most sources first, citations last."""
    count = pl.col("nodes").list.len()
    named = pl.col("nodes").list.head(_NAMED).list.join(", ")
    more = pl.when(count > _NAMED).then(pl.format(" and {} more", count - _NAMED)).otherwise(pl.lit(""))
    text = pl.when("of_citation").then("cause").otherwise(pl.format("{}: {}{}", "cause", named, more))
    grouped = (
        changed.group_by(*keys, "cause", "of_citation")
        .agg(("source:" + pl.col("id")).unique().sort().alias("nodes"))
        .with_columns(count.alias("count"), text.alias("text"))
        .sort(*keys, "of_citation", "count", "cause", descending=[*[False] * len(keys), False, True, False])
        .group_by(keys, maintain_order=True)
        .agg(pl.col("text").str.join("; "), pl.col("cause").alias("causes"))
    )
    return differing.join(grouped, on=keys, how="left", maintain_order="left").with_columns(
        pl.col("text").fill_null(otherwise).alias("cause"),
        pl.col("causes").fill_null([otherwise]),
    ).drop("text").select(*differing.columns, "cause", "causes")  # fmt: skip
