"""Hosts as names of labels: their suffixes, and the labels before them that change nothing."""

from __future__ import annotations

import polars as pl

_ALIASES = r"^(?:www|m|mobile|old|new|np|amp|touch)\."


def bare_host(host: pl.Expr) -> pl.Expr:
    """Return a host without ``www.``.

    >>> pl.DataFrame({"host": ["www.nature.com", "wwww.com"]}).select(bare_host(pl.col("host")))["host"].to_list()
    ['nature.com', 'wwww.com']
    """
    return host.str.strip_prefix("www.")


def main_host(host: pl.Expr) -> pl.Expr:
    """Return a host without ``www.`` or a label that names another view of the same site: ``m.``, ``old.``.

    >>> pl.DataFrame({"host": ["old.reddit.com", "m.youtube.com"]}).select(main_host(pl.col("host")))["host"].to_list()
    ['reddit.com', 'youtube.com']
    """
    return host.str.replace(_ALIASES, "")


def suffix_pairs(hosts: pl.Series, wanted: pl.Series) -> pl.DataFrame:
    """Return ``host, suffix`` for every host and each of its suffixes, itself included, that is wanted.

    >>> suffix_pairs(pl.Series(["a.b.org", "c.net"]), pl.Series(["b.org", "c.net", "org"])).rows()
    [('a.b.org', 'org'), ('a.b.org', 'b.org'), ('c.net', 'c.net')]
    """
    known = pl.DataFrame({"suffix": wanted.cast(pl.String).unique()})
    labels = pl.col("suffix").str.count_matches(".", literal=True) + 1
    lengths = known.select(labels.unique().sort())["suffix"].to_list()
    if not lengths:
        return pl.DataFrame(schema={"host": pl.String, "suffix": pl.String})
    frame = pl.DataFrame({"host": hosts.cast(pl.String)}).with_columns(
        pl.col("host").str.split(".").alias("labels")
    )
    pairs = [
        frame.lazy()
        .filter(pl.col("labels").list.len() >= length)
        .select("host", pl.col("labels").list.tail(length).list.join(".").alias("suffix"))
        .join(known.lazy(), on="suffix", how="semi", maintain_order="left")
        for length in lengths
    ]
    return pl.concat(pairs).collect()
