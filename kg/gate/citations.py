"""Which rules each citation of a page breaks, and what is said of it."""

from __future__ import annotations

import polars as pl

from kg.analysis.support_causes import LOW, UNRATED, work_words
from kg.analysis.verdicts import claim_table
from kg.gate.findings import from_origin
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.model.words import DISPUTING, Reliance
from kg.ratings.explanation import explanations
from kg.resolution.look_alikes import CAPITAL_I, capital_i, is_forged

_SUPPORT_LOW = pl.col("support") & (pl.col("what") == LOW)
BROKEN: dict[str, pl.Expr] = {
    "forged-address": pl.col("forged").is_not_null(),
    "retracted-source": pl.col("support") & pl.col("retracted"),
    "claim-relies-on-low": _SUPPORT_LOW & (pl.col("reliance") == Reliance.CERTAIN.value),
    "claim-may-rely-on-low": _SUPPORT_LOW & (pl.col("reliance") == Reliance.POSSIBLE.value),
    "low-citation": _SUPPORT_LOW,
    "contested-source": pl.col("support") & pl.col("contested"),
}
"""When a citation breaks a rule, by the columns of `cited_sources`."""
MESSAGES: dict[str, pl.Expr] = {
    "forged-address": pl.col("forged"),
    "retracted-source": pl.format("cites work that was retracted or is of concern: {}", "explanation"),
    "claim-relies-on-low": pl.format("the claim has nothing above low: {}", "explanation"),
    "claim-may-rely-on-low": pl.format(
        "the claim has nothing above low, and some of it is unrated: {}", "explanation"
    ),
    "low-citation": pl.format("cites a low source: {}", "explanation"),
    "contested-source": pl.format("raters say {} to {}: {}", "spread_low", "spread_high", "explanation"),
}


def cited_sources(graph: KnowledgeGraph) -> pl.DataFrame:
    """Return every citation of a source by a page, with what the rules ask.

    Returns
    -------
    DataFrame
        A row a citation, in the order of the corpus: ``page, claim, url, file, line, column``;
        ``first_line, last_line`` of its block; ``source, work, level, basis, explanation``; ``what`` the work is
        (low, above, unrated); ``support``, ``reliance`` of the claim, ``retracted``, ``contested``,
        ``spread_low, spread_high``; ``forged`` says how, null if it is not.

    >>> import kg
    >>> cited_sources(kg.load("examples/evidence")).filter(pl.col("what") == "low")["page"].unique().sort().to_list()
    ['sleep', 'vaccines']
    """
    citations = graph.corpus["citations"].filter(
        pl.col("citing").str.starts_with("page:") & pl.col("cited").str.starts_with("source:")
    )
    support = ~pl.col("character").is_in(DISPUTING).fill_null(value=False)
    written = citations.select(
        pl.col("citing").str.strip_prefix("page:").alias("page"),
        pl.col("cited").str.strip_prefix("source:").alias("source"),
        "citing",
        "claim",
        "url",
        "column",
        support.alias("support"),
        *(
            pl.coalesce(name, part).alias(name)
            for name, part in zip(("file", "line"), from_origin(), strict=True)
        ),
    )
    return (
        written.join(_said(graph), on="source", how="left", maintain_order="left")
        .join(work_words(graph), on="work", how="left", maintain_order="left")
        .join(
            claim_table(graph).select("citing", "claim", "reliance"),
            on=("citing", "claim"),
            how="left",
            maintain_order="left",
        )
        .join(_blocks(graph), on=("page", "claim"), how="left", maintain_order="left")
        .with_columns(
            _forged().alias("forged"),
            pl.col("what").fill_null(UNRATED),
            *(pl.coalesce(name, "line").alias(name) for name in ("first_line", "last_line")),
        )
        .drop("citing", "host_looks", "address")
    )


def _forged() -> pl.Expr:
    """Say how the address of a citation is forged: by its host, or as it is written in this citation."""
    written = pl.coalesce("url", "address")
    return pl.coalesce(
        "host_looks",
        pl.when(is_forged(written)).then(
            pl.format("{} leads elsewhere than it reads", written.str.slice(0, 120))
        ),
        pl.when(capital_i(written)).then(pl.format(f"{{}} {CAPITAL_I}", written.str.slice(0, 120))),
    )


def _said(graph: KnowledgeGraph) -> pl.DataFrame:
    """Return what is known of each source."""
    named = graph.problems.filter(pl.col("kind").is_in(["look-alike-host", "overridden-retraction"])).select(
        pl.col("subject").str.strip_prefix("source:").alias("source"), "kind", "message"
    )
    forged = (
        named.filter((pl.col("kind") == "look-alike-host") & ~pl.col("message").str.ends_with(CAPITAL_I))
        .group_by("source")
        .agg(pl.col("message").min().alias("host_looks"))
    )
    addresses = graph.corpus["sources"].select(pl.col("id").alias("source"), pl.col("url").alias("address"))
    overridden = named.filter(pl.col("kind") == "overridden-retraction")["source"].unique()
    retracted = (pl.col("capped_by").list.len() > 0) | pl.col("source").is_in(overridden.implode())
    said = pl.concat(
        [
            graph.resolution.select(pl.col("id").alias("source"), "work"),
            graph.effective.select("basis", "capped_by", "contested", "spread_low", "spread_high"),
            explanations(graph.corpus, graph.resolution, graph.effective).to_frame("explanation"),
        ],
        how="horizontal",
    )
    return (
        said.with_columns(retracted.fill_null(value=False).alias("retracted"))
        .drop("capped_by")
        .join(forged, on="source", how="left", maintain_order="left")
        .join(addresses.unique("source"), on="source", how="left", maintain_order="left")
    )


def _blocks(graph: KnowledgeGraph) -> pl.DataFrame:
    """Return the lines of each claim's block."""
    return graph.corpus["claims"].select(
        "page",
        pl.col("id").alias("claim"),
        pl.col("line").alias("first_line"),
        pl.coalesce("end_line", "line").alias("last_line"),
    )
