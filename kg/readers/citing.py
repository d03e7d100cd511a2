"""Citations and links between nodes that exist: addresses become sources, names become node ids."""

from __future__ import annotations

import hashlib

import polars as pl

from kg.model.columns import conform, empty
from kg.model.corpus import problem_rows
from kg.readers.raw import PARENT
from kg.resolution.identity import address_work_id
from kg.resolution.urls import canonicalize

_CITING = r"^(?:page|source):."
_FOREIGN = r"^(?:organization|publisher|rater):"


def source_key(canonical: str) -> str:
    """Return the id of a source that is known by its address alone.

    >>> source_key("https://openai.com/index/sora-2")
    '661a3476d3d51bb4'
    """
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def cited_by_rows(sources: pl.DataFrame) -> pl.DataFrame:
    """Return the citations that flat records of sources state in ``cited_by``: one for each page.

    >>> frame = pl.DataFrame({"id": ["a"], "url": ["https://a.org/"], "cited_by": [["p", "q"]], "origin": ["s.csv:2"]})
    >>> cited_by_rows(frame).select("citing", "cited").rows()
    [('p', 'source:a'), ('q', 'source:a')]
    """
    rows = sources.select(
        pl.col("cited_by").alias("citing"),
        (pl.lit("source:") + pl.col("id")).fill_null(pl.col("url")).alias("cited"),
        (pl.lit("sources ") + pl.col("origin")).alias(PARENT),
        "origin",
    )
    return rows.explode("citing").filter(pl.col("citing").str.strip_chars() != "")


def complete_sources(sources: pl.DataFrame) -> pl.DataFrame:
    """Return sources with an id each: where none is written, the hash of the canonical URL.

    >>> complete_sources(pl.DataFrame({"id": [None], "url": ["http://openai.com/index/sora-2/"]}, schema={"id": pl.String, "url": pl.String}))["id"].item()
    '661a3476d3d51bb4'
    """
    if not sources["id"].null_count():
        return sources
    lacking = sources.filter(pl.col("id").is_null())["url"].drop_nulls().unique()
    keys = dict(zip(lacking.to_list(), _keys(lacking).to_list(), strict=True))
    made = pl.col("url").replace_strict(keys, default=None, return_dtype=pl.String)
    return sources.with_columns(pl.col("id").fill_null(made))


def _keys(addresses: pl.Series) -> pl.Series:
    canonical = canonicalize(addresses)["canonical_url"]
    texts = canonical.fill_null(addresses)
    return pl.Series([source_key(text) for text in texts.to_list()], dtype=pl.String)


def _work_keys(addresses: pl.Series) -> pl.Series:
    """Return what names the work of each address: its work id, else its canonical URL; null if it is bad."""
    canonical = canonicalize(addresses).select("canonical_url")
    url = pl.col("canonical_url")
    return canonical.select(address_work_id(url).fill_null(url).alias("work"))["work"]


def connect(tables: dict[str, pl.DataFrame]) -> tuple[dict[str, pl.DataFrame], pl.DataFrame]:
    """Return ``citations, links, sources, pages`` in which every name is a node, and the loose ends.

    A citing page or cited source of which there is no record is taken from the citation; a cited page or
    a link's page is not.

    >>> tables, problems = connect({"citations": conform(pl.DataFrame({"citing": ["a"], "cited": ["https://b.org/"]}), "citations")})
    >>> tables["citations"].select("citing", "cited").row(0), tables["pages"]["id"].to_list()
    (('page:a', 'source:c176a442013b7750'), ['a'])
    """
    sources = tables.get("sources", empty("sources"))
    pages = tables.get("pages", empty("pages"))
    citations = tables.get("citations", empty("citations"))
    named = _named(citations)
    foreign = pl.col("citing").str.contains(_FOREIGN) | pl.col("cited").str.contains(_FOREIGN)
    wrong = problem_rows(
        "bad-value",
        named.filter(foreign),
        message=pl.format(
            "citation of {} by {}: only pages and sources cite and are cited", "cited", "citing"
        ),
    )
    named = named.filter(~foreign)
    named, addressed = _addresses_as_sources(named, sources)
    sources = pl.concat([sources, addressed])
    pages, missing = _citing_pages(named, pages)
    named, sources, unknown = _known_cited(named, sources, pages)
    links, lost = _links(tables.get("links", empty("links")), pages)
    connected = {"citations": named, "links": links, "sources": sources, "pages": pages}
    return connected, pl.concat([wrong, unknown, missing, lost])


def _named(citations: pl.DataFrame) -> pl.DataFrame:
    """Return citations with node ids where a bare id stood; addresses stay."""
    citing, cited = pl.col("citing"), pl.col("cited")
    typed = r"^(?:page|source|organization|publisher|rater):."
    return citations.with_columns(
        pl.when(citing.str.contains(typed)).then(citing).otherwise("page:" + citing).alias("citing"),
        pl.when(cited.str.contains(typed) | cited.str.contains("://", literal=True))
        .then(cited)
        .otherwise("source:" + cited)
        .alias("cited"),
        pl.col("mentions").fill_null(1),
    )


def _addresses_as_sources(
    citations: pl.DataFrame, sources: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return citations whose addresses are source ids, and the sources that only an address names.

    An address is the record that has it, else the first record of the same work.
    """
    address = pl.col("cited").str.contains("://", literal=True) & ~pl.col("cited").str.contains(_CITING)
    asked = (
        citations.filter(address).unique("cited", keep="first", maintain_order=True).select("cited", "origin")
    )
    if asked.is_empty():
        return citations, empty("sources")
    known = sources.select("id", _work_keys(sources["url"]).alias("work"))
    known = known.drop_nulls().group_by("work").agg(pl.col("id").min())
    same = sources.select("id", pl.col("url").alias("cited")).drop_nulls()
    same = same.group_by("cited").agg(pl.col("id").min().alias("same"))
    asked = asked.with_columns(
        _work_keys(asked["cited"]).alias("work"), _keys(asked["cited"]).alias("key")
    ).with_columns(pl.col("key").first().over(pl.col("work").fill_null(pl.col("cited"))))
    asked = asked.join(known, on="work", how="left", maintain_order="left").join(
        same, on="cited", how="left", maintain_order="left"
    )
    asked = asked.with_columns(pl.col("same").fill_null(pl.col("id")).alias("id"))
    fresh = asked.filter(pl.col("id").is_null()).unique("key", keep="first", maintain_order=True)
    fresh = fresh.join(sources.select(pl.col("id").alias("key")), on="key", how="anti", maintain_order="left")
    made = conform(fresh.select(pl.col("key").alias("id"), pl.col("cited").alias("url"), "origin"), "sources")
    node = asked.select("cited", ("source:" + pl.col("id").fill_null(pl.col("key"))).alias("node"))
    joined = citations.join(node, on="cited", how="left", maintain_order="left")
    return joined.with_columns(pl.col("node").fill_null(pl.col("cited")).alias("cited")).drop("node"), made


def _known_cited(
    citations: pl.DataFrame, sources: pl.DataFrame, pages: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Return citations and sources such that every source named has a row, and a problem for each that had none."""
    nodes = pl.concat(
        [
            sources.select(("source:" + pl.col("id")).alias("node")),
            pages.select(("page:" + pl.col("id")).alias("node")),
        ]
    )
    ends = pl.concat([citations.select(pl.col(end).alias("node"), "origin") for end in ("cited", "citing")])
    loose = ends.join(nodes, on="node", how="anti", maintain_order="left").unique(
        "node", keep="first", maintain_order=True
    )
    lost_sources = loose.filter(pl.col("node").str.starts_with("source:"))
    lost_pages = loose.filter(
        pl.col("node").is_in(citations["cited"].implode()) & pl.col("node").str.starts_with("page:")
    )
    made = conform(lost_sources.select(pl.col("node").str.strip_prefix("source:").alias("id")), "sources")
    named = pl.concat([lost_sources, lost_pages])
    problems = problem_rows(
        "dangling-citation",
        named,
        subject=pl.col("node"),
        message=pl.format("{} is cited or cites, and there is no record of it", "node"),
    )
    kept = citations.join(
        lost_pages.select(pl.col("node").alias("cited")), on="cited", how="anti", maintain_order="left"
    )
    return kept, pl.concat([sources, made]), problems


def _citing_pages(citations: pl.DataFrame, pages: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return pages with one for every page that cites, and a problem for each that was not recorded."""
    citing = citations.filter(pl.col("citing").str.starts_with("page:")).select(
        pl.col("citing").str.strip_prefix("page:").alias("id"), "origin"
    )
    fresh = citing.unique("id", keep="first", maintain_order=True).join(
        pages.select("id"), on="id", how="anti", maintain_order="left"
    )
    made = conform(fresh, "pages")
    reported = fresh if pages.height else fresh.clear()
    message = pl.format("page {} cites, and there is no record of it", "id")
    return pl.concat([pages, made]), problem_rows(
        "missing-page", reported, subject="page:" + pl.col("id"), message=message
    )


def _links(links: pl.DataFrame, pages: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    known = pages["id"].implode()
    both = pl.col("page").is_in(known) & pl.col("target").is_in(known)
    lost = links.filter(~both).with_columns(
        pl.when(pl.col("page").is_in(known)).then("target").otherwise("page").alias("lost")
    )
    message = pl.format("link {} -> {}: there is no record of page {}", "page", "target", "lost")
    return links.filter(both), problem_rows(
        "dangling-link", lost, subject="page:" + pl.col("page"), message=message
    )
