"""The tables of edges that statements read: citations, links, claims and what they rest on."""

from __future__ import annotations

import polars as pl

from kg.analysis.verdicts import claim_table
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.model.words import DISPUTING, Character, Reliance
from kg.rdf.citations import citation_nodes
from kg.rdf.extent import Extent
from kg.rdf.terms import encode_ids, iris, node_iris

TYPED: tuple[str, ...] = tuple(character.value for character in Character if character is not Character.CITES)
"""The characters that stand, as a property, beside the plain citation."""


def edge_tables(graph: KnowledgeGraph, base: str, extent: Extent) -> dict[str, pl.DataFrame]:
    """Return the tables of edges, each with its IRIs."""
    cited = recorded_citations(graph)
    return {
        "citations": _citations(cited, base),
        "citation_nodes": citation_nodes(cited, extent.citations, base, rdf12=extent.rdf12),
        "links": _links(graph, base),
        "claims": _claims(graph, cited, base),
        "claim_sources": _claim_sources(cited, base),
        "reliances": _reliances(graph, base),
    }


def recorded_citations(graph: KnowledgeGraph) -> pl.DataFrame:
    """Return citations between pages and sources of which there is a record.

    >>> import kg
    >>> recorded_citations(kg.load("seeds")).height > 1000
    True
    """
    nodes = graph.nodes.filter(pl.col("kind").is_in(["page", "source"]))
    named = nodes.select(pl.concat_str("kind", "key", separator=":").alias("node"))
    return (
        graph.corpus["citations"]
        .join(named.rename({"node": "citing"}), on="citing", how="semi")
        .join(named.rename({"node": "cited"}), on="cited", how="semi")
    )


def _citations(cited: pl.DataFrame, base: str) -> pl.DataFrame:
    """Return distinct citations, with a column for each character that is said of them."""
    distinct = cited.select("citing", "cited", "character").unique()
    rows = distinct.select(
        node_iris(distinct["citing"], base).alias("iri"),
        node_iris(distinct["cited"], base).alias("cited"),
        "character",
    )
    return rows.with_columns(pl.when(pl.col("character") == word).then("cited").alias(word) for word in TYPED)


def _links(graph: KnowledgeGraph, base: str) -> pl.DataFrame:
    pages = graph.corpus["pages"]["id"].implode()
    links = graph.corpus["links"].filter(pl.col("page").is_in(pages) & pl.col("target").is_in(pages))
    return links.select(
        iris("page", links["page"], base).alias("iri"), iris("page", links["target"], base).alias("target")
    )


def _claim_iris(pages: pl.Series, claims: pl.Series, base: str) -> pl.Series:
    return f"<{base}id/claim/" + encode_ids(pages) + "/" + encode_ids(claims) + ">"


def _of_pages(cited: pl.DataFrame) -> pl.DataFrame:
    """Return the citations that name a claim on a page."""
    named = cited.filter(
        pl.col("citing").str.starts_with("page:") & pl.col("claim").is_not_null() & (pl.col("claim") != "")
    )
    return named.with_columns(pl.col("citing").str.strip_prefix("page:").alias("page"))


def _claims(graph: KnowledgeGraph, cited: pl.DataFrame, base: str) -> pl.DataFrame:
    """Return claims that have a record, then those that only a citation names."""
    where = pl.concat_str("file", pl.col("line").cast(pl.String), separator=":", ignore_nulls=True)
    place = pl.when(pl.col("file").is_not_null()).then(where).alias("locator")
    pages = graph.corpus["pages"]["id"].implode()
    recorded = (
        graph.corpus["claims"]
        .filter(pl.col("page").is_in(pages))
        .select("page", pl.col("id").alias("claim"), "text", "end_line", "hash", place)
    )
    named = _of_pages(cited).select("page", "claim", place).sort("page", "claim", "locator", nulls_last=True)
    whole = pl.concat([recorded, named], how="diagonal")
    whole = whole.unique(["page", "claim"], keep="first", maintain_order=True)
    return whole.with_columns(
        _claim_iris(whole["page"], whole["claim"], base).alias("iri"),
        iris("page", whole["page"], base).alias("page"),
    )


def _claim_sources(cited: pl.DataFrame, base: str) -> pl.DataFrame:
    """Return the sources of each claim; one cited both ways supports."""
    named = _of_pages(cited).filter(pl.col("cited").str.starts_with("source:"))
    supports = ~pl.col("character").is_in(DISPUTING).fill_null(value=False)
    rows = named.group_by("page", "claim", "cited").agg(supports.any().alias("supports"))
    source = node_iris(rows["cited"], base)
    return rows.select(
        _claim_iris(rows["page"], rows["claim"], base).alias("iri"),
        pl.when("supports").then(source).alias("supported_by"),
        pl.when(~pl.col("supports")).then(source).alias("disputes"),
    )


def _reliances(graph: KnowledgeGraph, base: str) -> pl.DataFrame:
    """Return the claims of pages that have nothing but low sources, certainly or possibly."""
    relies = claim_table(graph).filter(
        pl.col("citing").str.starts_with("page:") & (pl.col("reliance") != Reliance.NONE.value)
    )
    page = relies["citing"].str.strip_prefix("page:")
    return relies.select(
        _claim_iris(page, relies["claim"], base).alias("iri"),
        iris("reliance", relies["reliance"], base).alias("reliance"),
    )
