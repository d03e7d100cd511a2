"""What the offline explorer knows, as columns: small when packed, quick to read.

Pages and sources share one numbering, pages first; -1 stands for none, level 0 for unrated.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import polars as pl

from kg.analysis.exposure import measure_exposure
from kg.analysis.verdicts import claim_table
from kg.exporters.explorer_steps import steps_data
from kg.graph.adjacency import Adjacency
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.model.words import Reliance, Verdict
from kg.views.facts import work_facts
from kg.views.help import glossary
from kg.views.neighbourhood_words import address_of, plain, title_of
from kg.views.words import LEVEL_MEANINGS, level_name, verdict_words
from kg.views.world import LEVELS

_KINDS = ("page", "source", "publisher", "organization")


def explorer_data(graph: KnowledgeGraph) -> dict[str, Any]:
    """Return everything that the offline explorer shows; the same for the same graph.

    >>> import kg
    >>> sorted(explorer_data(kg.load("seeds")))
    ['about', 'cites', 'claims', 'links', 'organizations', 'pages', 'publishers', 'sources', 'steps', 'words']
    """
    facts = work_facts(graph).with_row_index("row")
    parts = {kind: facts.filter(pl.col("kind") == kind) for kind in _KINDS}
    parts["source"] = _by_address(parts["source"])
    tails = [*parts["page"]["row"], *parts["source"]["row"]]
    at = _numbers(graph, tails)
    pages = parts["page"].height
    return {
        "about": _about(graph),
        "words": _words(graph),
        "pages": _pages(graph, parts["page"], at),
        "sources": _sources(parts["source"], parts["publisher"], pages),
        "publishers": _publishers(graph, parts["publisher"], parts["organization"]),
        "organizations": _organizations(graph, parts["organization"]),
        "cites": _lists(graph.citations, tails, at),
        "links": _lists(graph.links, tails[:pages], at),
        "claims": _claims(graph, at),
        "steps": steps_data(graph, parts["source"]["key"].to_list(), facts),
    }


def _words(graph: KnowledgeGraph) -> dict[str, Any]:
    """Return verdicts (worst first) and levels (unrated first) with their meanings, and the glossary."""
    verdicts = verdict_words(graph.policy).items()
    sections = glossary(graph.policy, graph.as_of)
    return {
        "verdicts": [(name.value, said.chip, said.definition) for name, said in verdicts],
        "levels": [(level_name(level), LEVEL_MEANINGS[level]) for level in (None, *LEVELS)],
        "glossary": [
            (term.word, term.definition) for _, terms in sections for term in terms if term.sign is None
        ],
    }


def _by_address(sources: pl.DataFrame) -> pl.DataFrame:
    """Return sources so that neighbours are alike, which packs a quarter smaller."""
    address = pl.col("url").str.replace(r"(?i)^[a-z]+://(www\.)?", "")
    return sources.sort(address, "key", nulls_last=True)


def _numbers(graph: KnowledgeGraph, rows: list[int]) -> list[int]:
    """Return the number of each node row, -1 for what is neither page nor source."""
    found = np.full(graph.nodes.height, -1, dtype=np.int64)
    found[rows] = np.arange(len(rows))
    numbers: list[int] = found.tolist()
    return numbers


def _about(graph: KnowledgeGraph) -> dict[str, Any]:
    settings = graph.corpus.settings
    return {
        "title": plain(settings.title or settings.dataset),
        "as_of": graph.as_of.isoformat(),
        "low": graph.policy.low,
        "decay": graph.policy.decay,
        "max_hops": graph.policy.max_hops,
        "follows_links": graph.policy.links,
    }


def _pages(graph: KnowledgeGraph, facts: pl.DataFrame, at: list[int]) -> dict[str, Any]:
    exposure = measure_exposure(graph)
    order = exposure["page"]
    told = facts.select("key").join(
        exposure, left_on="key", right_on="page", how="left", maintain_order="left"
    )
    quality = facts.select("key").join(
        graph.corpus["pages"].select("id", "quality").unique("id", keep="first"),
        left_on="key",
        right_on="id",
        how="left",
        maintain_order="left",
    )
    rank = {page: number for number, page in enumerate(order)}
    words = [verdict.value for verdict in Verdict]
    return {
        **_named(facts),
        "type": _indexed(facts["type"]),
        "quality": [None if value is None else round(value, 2) for value in quality["quality"]],
        "verdict": [words.index(verdict) for verdict in told["verdict"]],
        "rank": [rank[key] for key in told["key"]],
        "cited": told["cited"].to_list(),
        "rated": told["rated"].to_list(),
        "low": told["low"].to_list(),
        "claims": told["claims"].to_list(),
        "relying": told["claims_relying"].to_list(),
        "hops": told["hops"].fill_null(-1).to_list(),
        "score": [round(score, 4) for score in told["score"]],
        "witness": _witnesses(graph, told["witness"], at),
    }


def _witnesses(graph: KnowledgeGraph, witness: pl.Series, at: list[int]) -> list[list[int]]:
    names = graph.nodes.select(pl.concat_str("kind", "key", separator=":").alias("node"))["node"]
    number = dict(zip(names, at, strict=True))
    return [[number[node] for node in path] if path is not None else [] for path in witness.to_list()]


def _sources(facts: pl.DataFrame, publishers: pl.DataFrame, first: int) -> dict[str, Any]:
    keys = dict(zip(facts["key"], range(first, first + facts.height), strict=True))
    return {
        **_named(facts),
        "type": _indexed(facts["type"]),
        "level": facts["level"].fill_null(0).to_list(),
        "why": [_sentence(text) for text in facts["explanation"]],
        "publisher": _places_in(facts["publisher"], publishers["key"]),
        "work": [-1 if work is None else keys.get(work, -1) for work in facts["work"]],
    }


def _publishers(graph: KnowledgeGraph, facts: pl.DataFrame, owners: pl.DataFrame) -> dict[str, Any]:
    held = graph.corpus["publishers"].select("id", "owned_by").unique("id", keep="first")
    owned = facts.select("key").join(held, left_on="key", right_on="id", how="left", maintain_order="left")
    places = graph.corpus["places"].select(
        "publisher", pl.concat_str("host", pl.col("path").fill_null(""), separator="").alias("place")
    )
    told = dict(
        places.drop_nulls()
        .group_by("publisher", maintain_order=True)
        .agg(pl.col("place").unique().sort())
        .iter_rows()
    )
    return {
        **_named(facts),
        "level": facts["level"].fill_null(0).to_list(),
        "type": _indexed(facts["type"]),
        "owner": _places_in(owned["owned_by"], owners["key"]),
        "places": [[plain(place) for place in told.get(key, [])] for key in facts["key"]],
    }


def _organizations(graph: KnowledgeGraph, facts: pl.DataFrame) -> dict[str, Any]:
    held = graph.corpus["organizations"].select("id", "parent").unique("id", keep="first")
    parents = facts.select("key").join(held, left_on="key", right_on="id", how="left", maintain_order="left")
    return {
        **_named(facts),
        "level": facts["level"].fill_null(0).to_list(),
        "parent": _places_in(parents["parent"], facts["key"]),
    }


def _named(facts: pl.DataFrame) -> dict[str, Any]:
    """Return ids, titles, addresses and whether each address may become a link."""
    rows = facts.select("key", "title", "url").to_dicts()
    return {
        "id": [row["key"] for row in rows],
        "title": [title_of(row) for row in rows],
        "url": [plain(row["url"] or "") for row in rows],
        "safe": [int(address_of(row) is not None) for row in rows],
    }


def _indexed(values: pl.Series) -> dict[str, list[Any]]:
    """Return a column of few values as those values, sorted, and the place of each, -1 for null."""
    known = sorted({plain(value) for value in values.drop_nulls()})
    number = {value: at for at, value in enumerate(known)}
    return {"values": known, "at": [-1 if value is None else number[plain(value)] for value in values]}


def _places_in(keys: pl.Series, known: pl.Series) -> list[int]:
    number = {key: at for at, key in enumerate(known)}
    return [-1 if key is None else number.get(key, -1) for key in keys]


def _sentence(text: str | None) -> str:
    """Return the reason of a level without the level, which stands beside it as a badge."""
    because = plain((text or "").partition(" - ")[2])
    return because[:1].upper() + because[1:]


def _lists(edges: Adjacency, tails: Iterable[int], at: list[int]) -> dict[str, list[int]]:
    """Return the heads of each tail as counts and one list, each head as the step from the one before."""
    counts: list[int] = []
    steps: list[int] = []
    for row in tails:
        heads = sorted(at[head] for head in edges.neighbours(row).tolist() if at[head] >= 0)
        counts.append(len(heads))
        steps.extend(head - before for before, head in zip([0, *heads], heads, strict=False))
    return {"counts": counts, "steps": steps}


def _claims(graph: KnowledgeGraph, at: list[int]) -> dict[str, list[Any]]:
    """Return the claims that rely on low sources, or may, with where they stand and what backs them."""
    where = (
        graph.corpus["citations"]
        .filter(pl.col("claim").is_not_null())
        .group_by("citing", "claim", maintain_order=True)
        .agg(pl.col("file").first(), pl.col("line").min())
    )
    written = graph.corpus["claims"].select(
        (pl.lit("page:") + pl.col("page")).alias("citing"),
        pl.col("id").alias("claim"),
        pl.col("file").alias("in"),
        pl.col("line").alias("at"),
        "text",
    )
    certain = pl.col("reliance") == Reliance.CERTAIN.value
    rows = (
        claim_table(graph)
        .with_row_index("row")
        .filter((pl.col("reliance") != Reliance.NONE.value) & pl.col("citing").str.starts_with("page:"))
        .join(where, on=["citing", "claim"], how="left")
        .join(written.unique(["citing", "claim"], keep="first"), on=["citing", "claim"], how="left")
        .with_columns(pl.coalesce("in", "file").alias("file"), pl.coalesce("at", "line").alias("line"))
        .sort("citing", ~certain, "file", "line", "claim", nulls_last=True)
        .to_dicts()
    )
    claims, claimants = graph.claims, graph.claimants.tolist()
    return {
        "page": [at[claimants[row["row"]]] for row in rows],
        "certain": [int(row["reliance"] == Reliance.CERTAIN.value) for row in rows],
        "file": [plain(row["file"] or "") for row in rows],
        "line": [row["line"] for row in rows],
        "text": [plain(row["text"] or "") for row in rows],
        "works": [sorted(at[head] for head in claims.neighbours(row["row"]).tolist()) for row in rows],
    }
