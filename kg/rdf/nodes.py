"""The tables of nodes that statements read: pages, sources, publishers, places, organizations, raters."""

from __future__ import annotations

import polars as pl

from kg.graph.knowledge_graph import KnowledgeGraph
from kg.model.level import LEVEL_NAMES
from kg.model.words import HOUSE, PublisherKind
from kg.rdf.scales import scale_tables
from kg.rdf.terms import VOCABULARIES, address_iris, encode_paths, iris
from kg.resolution.identity import normal_doi
from kg.resolution.suffixes import is_public_suffix

SOURCE_CLASSES: dict[str, tuple[str, str | None]] = {
    "article": ("Article", None),
    "blog": ("BlogPosting", None),
    "blog post": ("BlogPosting", None),
    "book": ("Book", "Book"),
    "chapter": ("Chapter", "BookChapter"),
    "dataset": ("Dataset", None),
    "journal article": ("ScholarlyArticle", "JournalArticle"),
    "news": ("NewsArticle", None),
    "paper": ("ScholarlyArticle", "ResearchPaper"),
    "podcast": ("PodcastEpisode", None),
    "preprint": ("ScholarlyArticle", "Preprint"),
    "report": ("Report", "ReportDocument"),
    "talk": ("CreativeWork", None),
    "thesis": ("Thesis", "Thesis"),
    "video": ("VideoObject", None),
    "web": ("WebPage", None),
    "web page": ("WebPage", None),
    "webpage": ("WebPage", None),
}
"""A source's own word for its sort (lower case): the class of schema.org, and of FaBiO if it is scholarly."""

LEVEL_MEANINGS = [
    "Low quality. No care for facts is known, or it is known to mislead.",
    "Mixed quality. Useful at times, with bias or errors that need a second source.",
    "Good quality. Reputable, with some editorial care.",
    "High quality. Established institution or organization with editorial oversight and accountability.",
    "Gold standard. Peer-reviewed or of equal rigour, and accountable for corrections.",
]
"""What each level means, from 1."""
_PERIODICAL = r"(?i)\b(?:journal|periodical)|_journal"
_SHA256 = r"(?i)^(?:sha-?256:)?([0-9a-f]{64})$"


def node_tables(graph: KnowledgeGraph, base: str) -> dict[str, pl.DataFrame]:
    """Return the tables of nodes, each with its IRIs."""
    publishers = _publishers(graph, base)
    return {
        "pages": _pages(graph, base),
        "sources": _sources(graph, base, publishers),
        "publishers": publishers.filter(~pl.col("implied")),
        "implied_publishers": publishers.filter("implied"),
        "former_publishers": _former_publishers(graph, base),
        "channels": _channels(graph, base),
        "places": _places(graph, base),
        "implied_places": _implied_places(publishers.filter("implied"), base),
        "organizations": _organizations(graph, base),
        **scale_tables(graph, base),
        "levels": _levels(base),
    }


def place_iris(names: pl.Series, base: str) -> pl.Series:
    """Return places (``host/path``) as IRIs.

    >>> place_iris(pl.Series(["openai.com"]), "https://example.org/").item()
    '<https://example.org/id/place/openai.com>'
    """
    return f"<{base}id/place/" + encode_paths(names) + ">"


def _pages(graph: KnowledgeGraph, base: str) -> pl.DataFrame:
    pages = graph.corpus["pages"]
    return pages.with_columns(
        iris("page", pages["id"], base).alias("iri"),
        _written(pages["url"]),
        pl.col("title").fill_null(pl.col("id")),
    )


def _sources(graph: KnowledgeGraph, base: str, publishers: pl.DataFrame) -> pl.DataFrame:
    sources = graph.corpus["sources"]
    resolution = graph.resolution
    word = pl.col("type").str.to_lowercase()
    classes = {word: f"<{VOCABULARIES['schema']}{pair[0]}>" for word, pair in SOURCE_CLASSES.items()}
    scholarly = {
        word: f"<{VOCABULARIES['fabio']}{pair[1]}>" for word, pair in SOURCE_CLASSES.items() if pair[1]
    }
    whole = sources.with_columns(
        iris("source", sources["id"], base).alias("iri"),
        _written(sources["url"]),
        word.replace_strict(classes, default=None, return_dtype=pl.String)
        .fill_null(f"<{VOCABULARIES['schema']}CreativeWork>")
        .alias("class_iri"),
        word.replace_strict(scholarly, default=None, return_dtype=pl.String).alias("scholarly"),
        pl.col("published").str.extract(r"^(\d{4})(?:-|$)", 1).cast(pl.Int64).alias("year"),
        pl.when(pl.col("authors").list.len() > 0).then(pl.col("authors").list.join("; ")).alias("credit"),
        _doi().alias("doi"),
        iris("publisher", sources["publisher"], base).alias("stated_publisher"),
        pl.col("content_hash").str.extract(_SHA256, 1).str.to_lowercase().alias("sha256"),
        pl.col("archived_at").fill_null(resolution["archived_at"]),
        pl.col("captured_at").fill_null(resolution["captured_at"]),
        resolution["accessed_via"],
        place_iris(_main_places(graph, resolution["place"]), base).alias("matched_place"),
        resolution["publisher"].alias("publisher"),
    )
    of = publishers.select(pl.col("id").alias("publisher"), pl.col("iri").alias("published_by"), "periodical")
    return whole.join(of, on="publisher", how="left", maintain_order="left").with_columns(
        ("https://doi.org/" + pl.col("doi")).alias("doi_address"),
        ("doi:" + pl.col("doi")).alias("doi"),
        pl.when(~pl.col("periodical")).then("published_by").alias("as_publisher"),
        pl.when("periodical").then("published_by").alias("as_part_of"),
    )


def _written(addresses: pl.Series) -> pl.Series:
    """Return the addresses that are no IRI as they are written, null elsewhere."""
    same = ("<" + addresses + ">").eq_missing(address_iris(addresses))
    return addresses.set(same, None).alias("written")


def _doi() -> pl.Expr:
    doi = normal_doi(pl.col("doi"))
    return pl.when(doi.str.starts_with("10.")).then(doi)


def _publishers(graph: KnowledgeGraph, base: str) -> pl.DataFrame:
    """Return recorded publishers, and those that only a rating knows (``implied``)."""
    recorded = graph.corpus["publishers"]
    nodes = graph.nodes.filter(pl.col("kind") == "publisher").select(pl.col("key").alias("id"))
    implied = nodes.join(recorded, on="id", how="anti")
    whole = pl.concat(
        [
            recorded.with_columns(pl.lit(value=False).alias("implied")),
            implied.with_columns(pl.lit(value=True).alias("implied")),
        ],
        how="diagonal",
    )
    periodical = pl.col("peer_reviewed").fill_null(value=False) | pl.col("type").str.contains(
        _PERIODICAL
    ).fill_null(value=False)
    bodies = graph.corpus["organizations"]["id"].implode()
    owner = pl.when(pl.col("owned_by").is_in(bodies)).then("owned_by")
    whole = whole.with_columns(owner.alias("owned_by"), periodical.alias("periodical"))
    return whole.with_columns(
        iris("publisher", whole["id"], base).alias("iri"),
        pl.col("name").fill_null(pl.col("id")),
        pl.when(pl.col("periodical"))
        .then(pl.lit(f"<{VOCABULARIES['schema']}Periodical>"))
        .otherwise(pl.lit(f"<{VOCABULARIES['schema']}Organization>"))
        .alias("class_iri"),
        pl.when(pl.col("kind") == PublisherKind.PLATFORM.value)
        .then(pl.lit(f"<{base}ns#Platform>"))
        .alias("platform"),
        pl.when(~pl.col("inherit")).then("inherit").alias("inherit"),
        iris("org", whole["owned_by"], base).alias("owner"),
    )


def _former_publishers(graph: KnowledgeGraph, base: str) -> pl.DataFrame:
    """Return ids that publishers had before, less those that are taken."""
    recorded = graph.corpus["publishers"]
    former = recorded.select("id", "former_ids").explode("former_ids").drop_nulls()
    former = former.join(recorded.select(pl.col("id").alias("former_ids")), on="former_ids", how="anti")
    return former.select(
        iris("publisher", former["former_ids"], base).alias("iri"),
        iris("publisher", former["id"], base).alias("replaced_by"),
    )


def _channels(graph: KnowledgeGraph, base: str) -> pl.DataFrame:
    """Return the publishers that sources show to lie inside a platform."""
    inside = (
        graph.resolution.select("publisher", "platform")
        .drop_nulls()
        .filter(pl.col("publisher") != pl.col("platform"))
    )
    pairs = inside.unique().sort("publisher", "platform")
    return pairs.select(
        iris("publisher", pairs["publisher"], base).alias("iri"),
        iris("publisher", pairs["platform"], base).alias("platform"),
    )


def _main_places(graph: KnowledgeGraph, places: pl.Series) -> pl.Series:
    """Return places with their alias hosts led back to the host under which they are recorded."""
    aliases = graph.corpus["places"].select("host", "hosts", pl.col("path").fill_null("")).drop_nulls("hosts")
    if aliases.is_empty():
        return places
    named = aliases.explode("hosts").select(
        pl.concat_str("hosts", "path").alias("alias"), pl.concat_str("host", "path").alias("main")
    )
    return places.replace(named["alias"], named["main"])


def _places(graph: KnowledgeGraph, base: str) -> pl.DataFrame:
    """Return recorded places; what lies below one is said even where the record leaves it to the default."""
    places = graph.corpus["places"]
    name = places.select(pl.concat_str("host", pl.col("path").fill_null("")))["host"]
    suffixes = [host for host in places["host"].unique().to_list() if is_public_suffix(host)]
    carriers = (
        graph.corpus["publishers"].filter(pl.col("kind") == PublisherKind.PLATFORM.value)["id"].implode()
    )
    alone = pl.col("path").is_not_null() | (
        pl.col("host").is_in(suffixes) & ~pl.col("publisher").is_in(carriers)
    )
    below = pl.when(alone).then(pl.lit(["none"])).otherwise(pl.lit(["all"]))
    return places.with_columns(
        place_iris(name, base).alias("iri"),
        iris("publisher", places["publisher"], base).alias("publisher"),
        pl.col("subdomains").fill_null(below),
    )


def _implied_places(implied: pl.DataFrame, base: str) -> pl.DataFrame:
    """Return the places of publishers that only a rating list knows: their id is the place."""
    lists = implied.filter(pl.col("id").str.contains(r"^[^/:@?#\s]+\.[^/:@?#\s]+(?:/|$)"))
    return lists.select(
        place_iris(lists["id"], base).alias("iri"),
        pl.col("iri").alias("publisher"),
        pl.col("id").str.extract("^([^/]+)", 1).alias("host"),
        pl.col("id").str.extract("(?s)^[^/]+(/.+)$", 1).alias("path"),
    )


def _organizations(graph: KnowledgeGraph, base: str) -> pl.DataFrame:
    bodies = graph.corpus["organizations"]
    known = bodies.select(
        pl.when(pl.col("parent").is_in(pl.col("id").implode())).then("parent").alias("parent")
    )["parent"]
    return bodies.with_columns(
        iris("org", bodies["id"], base).alias("iri"),
        pl.col("name").fill_null(pl.col("id")),
        pl.when(~pl.col("inherit")).then("inherit").alias("inherit"),
        iris("org", known, base).alias("owner"),
    )


def _levels(base: str) -> pl.DataFrame:
    levels = pl.DataFrame(
        {"level": list(LEVEL_NAMES), "label": list(LEVEL_NAMES.values()), "definition": LEVEL_MEANINGS}
    )
    return levels.with_columns(
        iris("level", levels["level"], base).alias("iri"), pl.lit(f"<{base}id/scale/{HOUSE}>").alias("scheme")
    )
