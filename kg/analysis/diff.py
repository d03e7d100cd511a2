"""What two builds tell differently, and why: levels, verdicts, claims, citations, pages and sources."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import polars as pl

from kg.analysis.causes import level_causes
from kg.analysis.support_causes import causes_of_support
from kg.analysis.verdicts import claim_table, verdict_table
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.model.columns import Schema
from kg.model.words import Character, Reliance, Verdict


class Kind(StrEnum):
    """What a difference is about, in the order in which differences are listed."""

    VERDICT = "verdict"
    """A page of both builds with another verdict."""
    CLAIM = "claim"
    """A claim that relies on low sources, certainly or possibly, in one build and not so in the other."""
    RATING = "rating"
    """A source of both builds with another level."""
    CITATION = "citation"
    """A pair of what cites and what is cited that only one build has, or with another character."""
    PAGE = "page"
    """A page that only one build has, with its verdict there."""
    SOURCE = "source"
    """A source that only one build has, with its level there."""


DIFF: Schema = {
    "kind": pl.String,
    "subject": pl.String,
    "before": pl.String,
    "after": pl.String,
    "cause": pl.String,
    "causes": pl.List(pl.String),
}
"""``subject`` is a node id, ``NODE#CLAIM`` or ``NODE -> NODE``; ``before, after`` a level, verdict, reliance or
character, null for unrated or what is not there; ``causes`` the causes alone, by which rows are grouped."""
UNRATED = "unrated"
"""The level of a source that only one build has, where it has none."""
_SHOWN = ("kind", "subject", "before", "after", "cause")
_RELIANCE = {word: rank for rank, word in enumerate((Reliance.CERTAIN, Reliance.POSSIBLE, Reliance.NONE))}
_VERDICTS = {word: rank for rank, word in enumerate(Verdict)}


def diff(before: KnowledgeGraph, after: KnowledgeGraph) -> pl.DataFrame:
    """Return what two builds tell differently, columns `DIFF`, by `Kind` and subject; of equal ones nothing.

    >>> import kg
    >>> from kg.analysis.changes import Changes, apply_changes
    >>> graph = kg.load("examples/evidence")
    >>> other = apply_changes(graph, Changes(set_levels={kg.NodeId.publisher("courier"): 2}))
    >>> for row in diff(graph, other).select("subject", "before", "after", "cause").head(2).rows():
    ...     print(*row)
    page:floods clear relies publisher:courier 4 -> 2 (house): source:flood
    page:vaccines exposed relies publisher:courier 4 -> 2 (house): source:flood
    """
    causes = level_causes(before, after)
    parts = [
        _verdicts(before, after, causes),
        _claims(before, after, causes),
        _ratings(causes),
        _citations(before, after),
        _nodes(Kind.PAGE, _verdicts_of(before), _verdicts_of(after)),
        _nodes(Kind.SOURCE, _levels_of(before), _levels_of(after)),
    ]
    return pl.concat([pl.DataFrame(schema=DIFF), *(part.sort("subject") for part in parts)])


def diff_objects(found: pl.DataFrame) -> list[dict[str, Any]]:
    """Return differences as ``kind, subject, before, after, cause``; a level is a number.

    >>> diff_objects(pl.DataFrame(schema=DIFF))
    []
    """
    objects = found.select(_SHOWN).to_dicts()
    for one in objects:
        if one["kind"] in (Kind.RATING, Kind.SOURCE):
            for end in ("before", "after"):
                one[end] = int(one[end]) if one[end] not in (None, UNRATED) else one[end]
    return objects


def by_cause(found: pl.DataFrame) -> pl.DataFrame:
    """Return differences by cause, the heaviest first: ``cause``, a count for each `Kind`, and ``rows``.

    ``rows`` are ``kind, subject, before, after`` of each; a difference with several causes is told with each.

    >>> by_cause(pl.DataFrame(schema=DIFF)).columns
    ['cause', 'verdict', 'claim', 'rating', 'citation', 'page', 'source', 'rows']
    """
    told = found.explode("causes").select(pl.col("causes").alias("cause"), *_SHOWN[:-1])
    counts = [(pl.col("kind") == kind.value).sum().alias(kind.value) for kind in Kind]
    grouped = told.group_by("cause", maintain_order=True).agg(*counts, pl.struct(_SHOWN[:-1]).alias("rows"))
    weights = [kind.value for kind in Kind]
    return grouped.sort(*weights, "cause", descending=[True] * len(weights) + [False])


def _rows(kind: Kind, subject: pl.Expr, frame: pl.DataFrame, bare: pl.Expr) -> pl.DataFrame:
    """Return differences of one kind; ``bare`` is the cause by which they are grouped, or several of them."""
    whole = frame.with_columns(
        pl.lit(kind.value).alias("kind"), subject.alias("subject"), bare.alias("causes")
    )
    if whole.schema["causes"] == pl.String:
        whole = whole.with_columns(pl.concat_list("causes"))
    return whole.select(pl.col(name).cast(dtype) for name, dtype in DIFF.items())


def _verdicts_of(graph: KnowledgeGraph) -> pl.DataFrame:
    return verdict_table(graph).select(("page:" + pl.col("page")).alias("node"), "verdict").join(
        graph.corpus["pages"].select(("page:" + pl.col("id")).alias("node"), "origin"),
        on="node",
        how="left",
        maintain_order="left",
    )  # fmt: skip


def _levels_of(graph: KnowledgeGraph) -> pl.DataFrame:
    level = graph.effective["level"].cast(pl.String).fill_null(UNRATED)
    return graph.corpus["sources"].select(("source:" + pl.col("id")).alias("node"), level, "origin")


def _nodes(kind: Kind, before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """Return the nodes that only one build has, with what it says of each."""
    fact = before.columns[1]
    gone = before.join(after, on="node", how="anti")
    fresh = after.join(before, on="node", how="anti")
    nothing = pl.lit(None, dtype=pl.String)
    parts = [
        (gone, pl.col(fact), nothing, f"{kind.value} gone", "{} gone, was at {}"),
        (fresh, nothing, pl.col(fact), f"{kind.value} new", "{} new at {}"),
    ]
    return pl.concat(
        _rows(
            kind,
            pl.col("node"),
            frame.with_columns(
                was.alias("before"),
                now.alias("after"),
                pl.coalesce(pl.format(words, pl.lit(kind.value), "origin"), pl.lit(bare)).alias("cause"),
            ),
            pl.lit(bare),
        )
        for frame, was, now, bare, words in parts
    )


def _verdicts(before: KnowledgeGraph, after: KnowledgeGraph, causes: pl.DataFrame) -> pl.DataFrame:
    both = _verdicts_of(before).join(_verdicts_of(after), on="node", suffix="_after")
    differing = both.filter(pl.col("verdict") != pl.col("verdict_after")).select(
        pl.col("node").alias("citing"),
        pl.col("verdict").alias("before"),
        pl.col("verdict_after").alias("after"),
    )
    told = causes_of_support(before, after, causes, _with_direction(differing, _VERDICTS), keys=("citing",))
    return _rows(Kind.VERDICT, pl.col("citing"), told, pl.col("causes"))


def _claims(before: KnowledgeGraph, after: KnowledgeGraph, causes: pl.DataFrame) -> pl.DataFrame:
    keys = ("citing", "claim")
    sides = [claim_table(graph).select(*keys, "reliance") for graph in (before, after)]
    both = sides[0].join(sides[1], on=keys, how="full", suffix="_after", coalesce=True)
    none = Reliance.NONE.value
    differing = both.filter(
        pl.col("reliance").fill_null(none) != pl.col("reliance_after").fill_null(none)
    ).select(*keys, pl.col("reliance").alias("before"), pl.col("reliance_after").alias("after"))
    told = causes_of_support(before, after, causes, _with_direction(differing, _RELIANCE), keys=keys)
    return _rows(Kind.CLAIM, pl.format("{}#{}", "citing", "claim"), told, pl.col("causes"))


def _with_direction(differing: pl.DataFrame, ranks: dict[Any, int]) -> pl.DataFrame:
    """Return differences with ``worse``; words in ranks stand worst first, what is not there ranks last."""
    plain = {word.value: rank for word, rank in ranks.items()}
    was, now = (
        pl.col(end).replace_strict(plain, default=len(plain), return_dtype=pl.Int64)
        for end in ("before", "after")
    )
    return differing.with_columns((now < was).alias("worse"))


def _ratings(causes: pl.DataFrame) -> pl.DataFrame:
    told = causes.with_columns(pl.col("causes").list.join("; ").alias("cause"))
    return _rows(Kind.RATING, "source:" + pl.col("id"), told, pl.col("causes"))


def _citations(before: KnowledgeGraph, after: KnowledgeGraph) -> pl.DataFrame:
    """Return the pairs of what cites and what is cited that differ, each with where it stands."""
    keys = ("citing", "cited")
    both = _pairs(before).join(_pairs(after), on=keys, how="full", suffix="_after", coalesce=True)
    differing = both.filter(pl.col("character").ne_missing(pl.col("character_after")))
    fresh, gone = pl.col("character").is_null(), pl.col("character_after").is_null()
    words = [
        pl.when(holds).then(pl.lit(f"citation {word}")) for holds, word in ((fresh, "new"), (gone, "gone"))
    ]
    bare = pl.coalesce(*words, pl.lit("citation of another character"))
    where = pl.when(gone).then(pl.lit(", was at ") + pl.col("where"))
    told = differing.with_columns(
        pl.col("character").alias("before"),
        pl.col("character_after").alias("after"),
        bare.alias("bare"),
        where.otherwise(pl.lit(" at ") + pl.col("where_after")).fill_null("").alias("where"),
    ).with_columns(pl.concat_str("bare", "where").alias("cause"))
    return _rows(Kind.CITATION, pl.format("{} -> {}", *keys), told, pl.col("bare"))


def _pairs(graph: KnowledgeGraph) -> pl.DataFrame:
    """Return ``citing, cited, character, where``: all characters of a pair, and where it stands first."""
    place = pl.coalesce(pl.format("{}:{}", "file", "line"), "file", "origin")
    words = pl.col("character").fill_null(Character.CITES.value).unique().sort().str.join(", ")
    return (
        graph.corpus["citations"]
        .with_columns(place.alias("where"))
        .group_by("citing", "cited", maintain_order=True)
        .agg(words, pl.col("where").first())
    )
