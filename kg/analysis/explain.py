"""Why: the reason of a source's level, of a page's exposure, of a publisher's or organization's level."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from kg.analysis.exposure import measure_exposure
from kg.analysis.verdicts import claim_table
from kg.graph.knowledge_graph import KnowledgeGraph, row_of
from kg.model.ids import NodeId
from kg.model.level import LEVEL_NAMES
from kg.model.words import HOUSE, Reliance
from kg.ratings.assertions import statements
from kg.ratings.effective import evidence_on
from kg.ratings.evidence import Counts, evidence_table
from kg.ratings.explanation import explanations, steps_of
from kg.ratings.rules import Evidence


@dataclass(frozen=True, slots=True)
class Explanation:
    """The answer to why: a sentence, facts by name, and rows to check it by.

    ``rows`` are the steps of a source (all of them, losing ones too), the sources that a page cites, or
    the sources of a publisher or organization. ``evidence`` is every assertion on the nodes asked, with what
    became of it (columns `kg.ratings.evidence.COLUMNS`); ``claims`` what each claim of a page rests on, those that
    rely first, with file and line.
    """

    node: NodeId
    sentence: str
    facts: dict[str, Any]
    rows: pl.DataFrame
    evidence: pl.DataFrame = field(default_factory=pl.DataFrame)
    claims: pl.DataFrame = field(default_factory=pl.DataFrame)


def explain(
    graph: KnowledgeGraph, node: NodeId, *, links: bool | None = None, max_hops: int | None = None
) -> Explanation:
    """Return why a node has the level or exposure it has.

    Parameters
    ----------
    graph : KnowledgeGraph
        The graph.
    node : NodeId
        A source, page, publisher or organization.
    links, max_hops : optional
        As for `kg.measure_exposure`, for a page.

    Raises
    ------
    UnknownNodeError
        There is no such node; the nearest is the hint.

    >>> import kg
    >>> kg.explain(kg.load("seeds"), kg.NodeId.publisher("openai")).sentence
    '4 High - rated itself by this registry'
    """
    row_of(graph, node)
    if node.kind == "page":
        return _page(graph, node, links=links, max_hops=max_hops)
    explainers: dict[str, Callable[[KnowledgeGraph, NodeId], Explanation]] = {
        "source": _source,
        "publisher": _body,
        "organization": _body,
        "rater": _rater,
    }
    return explainers[node.kind](graph, node)


def evidence_of(graph: KnowledgeGraph) -> Evidence:
    """Return what the rules read of a graph, under its policy and on its day.

    >>> import kg
    >>> evidence_of(kg.load("seeds")).caps["cap"].to_list()
    [1, 1]
    """
    return evidence_on(graph.corpus, graph.tables["subjects"], policy=graph.policy, as_of=graph.as_of)


def _source(graph: KnowledgeGraph, node: NodeId) -> Explanation:
    at = int((graph.corpus["sources"]["id"] == node.key).arg_true()[0])
    source = graph.corpus["sources"].row(at, named=True)
    resolution, effective = graph.resolution[at], graph.effective[at]
    corpus = dataclasses.replace(
        graph.corpus, tables={**graph.corpus.tables, "sources": graph.corpus["sources"][at]}
    )
    asking = resolution.with_columns(type=pl.lit(source["type"], dtype=pl.String))
    steps = steps_of(asking, evidence_of(graph)).drop("row")
    asked = [
        str(node),
        *steps["path"].explode(keep_nulls=False, empty_as_null=False).unique(maintain_order=True),
    ]
    rating = effective.select(
        "level", "basis", "why", "path", "contested", "spread_low", "spread_high", "before_cap"
    )
    facts = {
        **rating.row(0, named=True),
        **resolution.select(
            "publisher", "matched_by", "place", "platform", "channel", "canonical_url", "accessed_via", "work"
        ).row(0, named=True),
        "title": source["title"],
        "url": source["url"],
        "origin": source["origin"],
        "cited_by": _citing(graph, f"source:{node.key}"),
    }
    return Explanation(
        node,
        explanations(corpus, resolution, effective).item(),
        facts,
        steps,
        _said_of(graph, asked),
    )


def _said_of(graph: KnowledgeGraph, nodes: list[str]) -> pl.DataFrame:
    """Return every assertion on some nodes, with what became of it."""
    said = statements(graph.corpus, without=graph.policy.without)
    return evidence_table(said, graph.tables["subjects"], nodes, policy=graph.policy, as_of=graph.as_of)


def _citing(graph: KnowledgeGraph, cited: str) -> list[str]:
    """Return the pages and sources that cite a node."""
    return graph.corpus["citations"].filter(pl.col("cited") == cited)["citing"].unique().sort().to_list()


def _page(graph: KnowledgeGraph, node: NodeId, *, links: bool | None, max_hops: int | None) -> Explanation:
    exposure = measure_exposure(graph, links=links, max_hops=max_hops)
    row = exposure.row(by_predicate=pl.col("page") == node.key, named=True)
    rows = _cited(graph, f"page:{node.key}")
    witness = row["witness"] or []
    facts = {**row, "steps": _witness_steps(graph, witness, exposure)}
    return Explanation(node, _page_sentence(row), facts, rows, claims=_claims(graph, str(node)))


def _claims(graph: KnowledgeGraph, citing: str) -> pl.DataFrame:
    """Return the claims of a page: ``claim, file, line, reliance, low, above, unrated, sources``, those that rely first."""
    where = (
        graph.corpus["citations"]
        .filter((pl.col("citing") == citing) & pl.col("claim").is_not_null())
        .group_by("claim", maintain_order=True)
        .agg(
            pl.col("file").first(),
            pl.col("line").min(),
            pl.col("cited").unique(maintain_order=True).alias("sources"),
        )
    )
    written = graph.corpus["claims"].filter(pl.lit("page:") + pl.col("page") == citing)
    begun = written.select(
        pl.col("id").alias("claim"), pl.col("file").alias("in"), pl.col("line").alias("at")
    )
    order = pl.col("reliance").replace_strict(
        list(_RELIANCE), list(range(len(_RELIANCE))), return_dtype=pl.Int8
    )
    return (
        claim_table(graph)
        .filter(pl.col("citing") == citing)
        .join(where, on="claim", how="left")
        .join(begun, on="claim", how="left")
        .with_columns(pl.coalesce("in", "file").alias("file"), pl.coalesce("at", "line").alias("line"))
        .sort(order, "file", "line", "claim", nulls_last=True)
        .select("claim", "file", "line", "reliance", "low", "above", "unrated", "sources")
    )


def _cited(graph: KnowledgeGraph, citing: str) -> pl.DataFrame:
    """Return the sources that a node cites, the lowest first, unrated after low, with the reason of each."""
    reasons = explanations(graph.corpus, graph.resolution, graph.effective)
    parts = [
        graph.resolution.select("id", "work"),
        graph.effective.select("level", "basis", "why"),
        reasons.to_frame("explanation"),
        graph.corpus["sources"].select("title", "url"),
    ]
    said = pl.concat(parts, how="horizontal")
    cited = graph.corpus["citations"].filter(
        (pl.col("citing") == citing) & pl.col("cited").str.starts_with("source:")
    )
    where = cited.group_by(pl.col("cited").str.strip_prefix("source:").alias("id")).agg(
        pl.col("mentions").sum(), pl.col("origin").first(), pl.col("character").first()
    )
    order = pl.col("level").fill_null(graph.policy.low + 0.5)
    return (
        where.join(said, on="id")
        .sort(order, "id")
        .select(
            "id",
            "title",
            "url",
            "level",
            "basis",
            "why",
            "explanation",
            "work",
            "mentions",
            "character",
            "origin",
        )
    )


def _witness_steps(graph: KnowledgeGraph, witness: list[str], exposure: pl.DataFrame) -> list[dict[str, Any]]:
    """Return each node of a witness path with what it contributes."""
    if not witness:
        return []
    levels = dict(zip(graph.resolution["id"].to_list(), graph.effective["level"].to_list(), strict=True))
    shares = dict(exposure.select("page", "low_share").iter_rows())
    steps = []
    for position, node in enumerate(witness):
        parsed = NodeId.parse(node)
        last = position == len(witness) - 1
        factor = (
            None if last else graph.policy.decay if position < len(witness) - 2 else shares.get(parsed.key)
        )
        level = levels.get(parsed.key) if parsed.kind == "source" else None
        steps.append({"node": node, "level": level, "factor": factor})
    return steps


_RELIANCE = tuple(word.value for word in Reliance)


def _page_sentence(row: dict[str, Any]) -> str:
    if row["claims_relying"]:
        several = row["claims_relying"] > 1
        return f"{_rests_on(row)}; {row['claims_relying']} of {row['claims']} claims {'have' if several else 'has'} nothing above low"
    return _rests_on(row)


def _rests_on(row: dict[str, Any]) -> str:
    if not row["cited"]:
        return "cites no source, so there is nothing to judge"
    unrated = row["cited"] - row["rated"]
    parts = (
        f"rests on {row['cited']}: {row['low']} low, {row['rated'] - row['low']} above low, {unrated} unrated"
    )
    if row["hops"] is None:
        return f"{parts}; no low source within the bound"
    if row["hops"] == 0:
        return f"{parts}; it cites a low source itself"
    return f"{parts}; the nearest page that cites a low source is {row['hops']} hop{'s' if row['hops'] > 1 else ''} away"


def _body(graph: KnowledgeGraph, node: NodeId) -> Explanation:
    """Explain a publisher or an organization: its own level, else its nearest rated owner's."""
    evidence = evidence_of(graph)
    own = evidence.levels.filter((pl.col("kind") == node.kind) & (pl.col("key") == node.key))
    facts: dict[str, Any] = {"level": own["level"][0] if own.height else None, "path": [str(node)]}
    sentence = "unrated - nobody rates it"
    if own.height:
        said = _said_of(graph, [str(node)])
        raters = said.filter(pl.col("counts") == Counts.DECIDES.value)["rater"].unique(maintain_order=True)
        by = ", ".join("this registry" if rater == HOUSE else rater for rater in raters)
        facts |= own.select("contested", "spread_low", "spread_high").row(0, named=True)
        sentence = f"{facts['level']} {LEVEL_NAMES[facts['level']]} - rated itself by {by}"
    elif node.kind == "publisher":
        owned = evidence.owners.filter((pl.col("publisher") == node.key) & pl.col("level").is_not_null())
        if owned.height:
            facts |= {"level": owned["level"][0], "path": owned["path"][0].to_list()}
            sentence = f"{facts['level']} {LEVEL_NAMES[facts['level']]} - inherited from owner: {facts['path'][-1]} ({' -> '.join(facts['path'])})"
    if node.kind == "publisher":
        places = graph.corpus["places"].filter(pl.col("publisher") == node.key)
        facts["places"] = places.select(pl.concat_str("host", pl.col("path").fill_null("")))["host"].to_list()
        sources = graph.resolution.filter(pl.col("publisher") == node.key).select(
            "id", "matched_by", "place", "canonical_url"
        )
    else:
        owned = graph.corpus["publishers"].filter(pl.col("owned_by") == node.key)
        facts["owns"] = owned["id"].to_list()
        sources = graph.resolution.filter(pl.col("publisher").is_in(owned["id"].implode())).select(
            "id", "matched_by", "place", "canonical_url"
        )
    return Explanation(
        node, sentence, facts | {"sources": sources.height}, sources, _said_of(graph, facts["path"])
    )


def _rater(graph: KnowledgeGraph, node: NodeId) -> Explanation:
    stated = (
        graph.corpus["ratings"]
        .filter(pl.col("rater") == node.key)
        .select("subject", "value", "valid_from", "valid_through", "origin")
    )
    return Explanation(node, f"states {stated.height} ratings", {"ratings": stated.height}, stated)
