"""Owners of local news, in the shape of the Local News Dataset 2018: a publisher a row, with its owner's name."""

from __future__ import annotations

import polars as pl

from kg.model.corpus import problem_rows
from kg.readers.lists.adapter import Adapter, ListOptions, ListRead
from kg.readers.lists.places import read_places
from kg.readers.lists.table import header, need, pick, read_table
from kg.readers.raw import RawTable

TITLE = "local news and its owners"


def read_local_news(text: str, *, name: str, options: ListOptions) -> ListRead:  # noqa: ARG001 - as every adapter
    """Return publishers, each known by its place, and the organizations that own them.

    The id of a publisher is its place, that of an organization its name in lower case with dashes.

    >>> table = "domain,name,owner,medium\\nwww.k.com,KAA,Local TV LLC,TV station\\nl.com,L,,Newspapers\\n"
    >>> found = read_local_news(table, name="l.csv", options=ListOptions())
    >>> [raw.frame.select("id", "name").rows() for raw in found.tables]
    [[('k.com', 'KAA'), ('l.com', 'L')], [('local-tv-llc', 'Local TV LLC')]]
    >>> found.tables[0].frame["owned_by"].to_list()
    ['local-tv-llc', None]
    """
    frame = read_table(text, name=name, title=TITLE)
    domain = need(frame, "domain", name=name, title=TITLE)
    owner = need(frame, "owner", name=name, title=TITLE)
    title, medium = pick(frame, "name"), pick(frame, "medium", "type")
    nothing = pl.lit(None, dtype=pl.String)
    places = read_places(frame[domain])
    entries = frame.with_columns(places.get_columns()).with_columns(
        pl.col(owner).str.strip_chars().alias("owner"), _slug(pl.col(owner)).alias("owned_by")
    )
    whole = entries.filter(pl.col("place").is_not_null())
    publishers = whole.select(
        pl.col("place").alias("id"),
        (pl.col(title) if title else nothing).alias("name"),
        pl.concat_list("place").alias("places"),
        "owned_by",
        (pl.col(medium) if medium else nothing).alias("type"),
        "origin",
    )
    owned = whole.filter(pl.col("owned_by").is_not_null())
    organizations = owned.unique("owned_by", keep="first", maintain_order=True).select(
        pl.col("owned_by").alias("id"), pl.col("owner").alias("name"), "origin"
    )
    bad = entries.filter(pl.col("place").is_null())
    message = pl.format("place {} is a public suffix and says nothing of what is below it", "place")
    problems = [
        problem_rows("bad-place", bad, message=pl.col("fault")),
        problem_rows("silent-suffix", whole.filter(pl.col("suffix")), message=message),
    ]
    tables = (RawTable("publishers", publishers, name), RawTable("organizations", organizations, name))
    return ListRead(tables, pl.concat(problems), entries.height)


def _slug(name: pl.Expr) -> pl.Expr:
    """Return a name as an id: lower case, a dash for all that is neither letter nor digit; null if none is left."""
    slug = name.str.to_lowercase().str.replace_all(r"[^\p{L}\p{N}]+", "-").str.strip_chars("-")
    return pl.when(slug != "").then(slug)


ADAPTER = Adapter(
    name="local-news",
    title=TITLE,
    reads="CSV of domain, name, owner, medium, state; gives publishers and the organizations that own them",
    rater=None,
    licence="Local News Dataset 2018: MIT",
    read=read_local_news,
    recognises=lambda head: {"domain", "name", "owner", "medium"} <= header(head),
)
