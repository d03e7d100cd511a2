"""Ratings as reviews of schema.org, which fact-check tools read: one a statement of a rater, one a rated source."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import polars as pl

from kg.graph.knowledge_graph import KnowledgeGraph
from kg.model.level import LEVEL_NAMES
from kg.rdf.assertions import assertion_table
from kg.rdf.extent import Extent
from kg.rdf.nodes import node_tables
from kg.rdf.omissions import Omissions, omissions_of
from kg.rdf.terms import address_iris, iris
from kg.views.facts import node_facts

_TYPES = {"organization": "Organization", "publisher": "Organization", "source": "CreativeWork"}


def export_reviews(graph: KnowledgeGraph, *, extent: Extent | None = None) -> Iterator[bytes]:
    """Return reviews as JSON-LD, one a line: what raters state of somebody, then what follows for each source.

    What has no level has no review; ``extent.without`` leaves out the statements of raters, or what follows.

    >>> import kg
    >>> found = json.loads(b"".join(export_reviews(kg.load("seeds"))))["@graph"][0]
    >>> found["@type"], found["reviewRating"]["bestRating"]
    ('Review', 5)
    """
    omitted = omissions_of(graph, extent or Extent())
    yield b'{"@context": "https://schema.org", "@graph": [\n'
    for number, review in enumerate(_reviews(graph, omitted)):
        yield (b",\n" if number else b"") + json.dumps(review, ensure_ascii=False).encode()
    yield b"\n]}\n"


def _reviews(graph: KnowledgeGraph, omitted: Omissions) -> Iterator[dict[str, Any]]:
    base = graph.corpus.settings.base
    tables = node_tables(graph, base)
    raters = tables["raters"].select(
        pl.col("iri").alias("rater"), pl.col("name").alias("author"), pl.col("url").alias("home")
    )
    items = _items(graph, tables["places"])
    stated = (
        assertion_table(graph, base)
        .drop_nulls("level")
        .filter(~pl.col("rater").is_in(_raters(omitted, base)))
        .join(raters, on="rater", how="left", maintain_order="left")
        .join(items, on=["kind", "key"], how="left", maintain_order="left")
        .sort("iri")
    )
    if "asserted" in omitted.graphs:
        stated = stated.clear()
    for row in stated.iter_rows(named=True):
        author = {"@type": "Organization", "@id": row["rater"][1:-1], "name": row["author"]}
        yield _review(row, author | ({"url": row["home"]} if row["home"] else {}))
    tool = {"@type": "Organization", "name": graph.corpus.settings.title or graph.corpus.settings.dataset}
    followed = _followed(graph, base)
    for row in (followed.clear() if "derived" in omitted.graphs else followed).iter_rows(named=True):
        yield _review(row, tool)


def _raters(omitted: Omissions, base: str) -> list[str]:
    return iris("rater", pl.Series(sorted(omitted.raters), dtype=pl.String), base).to_list()


def _items(graph: KnowledgeGraph, places: pl.DataFrame) -> pl.DataFrame:
    """Return ``kind, key, title, url`` of what is rated; the address of a publisher is that of its first place."""
    homes = places.sort("host", "path", nulls_last=False).select(
        pl.lit("publisher").alias("kind"),
        pl.col("publisher").str.extract("/id/publisher/(.*)>$", 1).alias("encoded"),
        ("https://" + pl.col("host") + pl.col("path").fill_null("") + "/").alias("home"),
    )
    facts = node_facts(graph).select("kind", "key", "title", "url")
    facts = facts.with_columns(iris("x", facts["key"], "").str.extract("x/(.*)>$", 1).alias("encoded"))
    homes = homes.unique(["kind", "encoded"], keep="first", maintain_order=True)
    whole = facts.join(homes, on=["kind", "encoded"], how="left", maintain_order="left")
    return whole.select("kind", "key", "title", pl.coalesce("url", "home").alias("url"))


def _followed(graph: KnowledgeGraph, base: str) -> pl.DataFrame:
    sources = node_facts(graph).filter((pl.col("kind") == "source") & pl.col("level").is_not_null())
    iri = iris("source", sources["key"], base)
    return sources.with_columns(
        iri.alias("subject_iri"),
        iris("effective", sources["key"], base).alias("iri"),
        *(pl.lit(None, dtype=pl.String).alias(name) for name in ("valid_from", "primary", "reason")),
    )


def _review(row: dict[str, Any], author: dict[str, Any]) -> dict[str, Any]:
    item = {"@type": _TYPES.get(row["kind"], "Thing"), "@id": row["subject_iri"][1:-1]}
    item |= {"name": row["title"] or row["key"]}
    address = row["url"] and address_iris(pl.Series([row["url"]])).item()
    item |= {"url": address[1:-1]} if address else {}
    level = int(row["level"])
    said = row["primary"] if row["primary"] and "/id/" not in row["primary"] else None
    body = row.get("explanation") or row.get("reason")
    more = {
        "reviewBody": body,
        "datePublished": str(row["valid_from"]) if row["valid_from"] else None,
        "url": said[1:-1] if said else None,
    }
    return {
        "@type": "Review",
        "@id": row["iri"][1:-1],
        "itemReviewed": item,
        "author": author,
        "reviewAspect": "credibility",
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": level,
            "worstRating": 1,
            "bestRating": 5,
            "alternateName": LEVEL_NAMES[level],
        },
        **{name: value for name, value in more.items() if value},
    }
