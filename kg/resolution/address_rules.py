"""What is known of addresses, whoever publishes there: the rules of the built-in tables, and how they apply.

A rule covers a host and ``www.`` before it, or (``*.host``) every host below; its pattern, if it has one,
must match path and query. Of several rules of one family the first counts: a registry's before the
built-in, then the longer host, then the first written. The rule ``ordinary`` ends the list, after the other
rules of its own table for that very host.
"""

from __future__ import annotations

import functools
import importlib.resources
from dataclasses import dataclass

import polars as pl

from kg.model.columns import READ, Schema, conform
from kg.model.words import AddressKind
from kg.resolution.hosts import bare_host, main_host, suffix_pairs

TABLES = ("wrappers", "resolvers", "platforms", "channels", "searches")
WRAPPERS = (AddressKind.WRAPPER.value, AddressKind.ARCHIVE.value)
NATURES = (AddressKind.RESOLVER.value, AddressKind.PLATFORM.value)
CHANNELS = (AddressKind.CHANNEL.value,)
SEARCHES = (AddressKind.SEARCH.value,)
"""The families: rules of one family answer one question, so the first of them counts."""

_RULES: Schema = {
    "rule": pl.UInt32,
    "kind": pl.String,
    "host": pl.String,
    "below": pl.Boolean,
    "pattern": pl.String,
    "decode": pl.String,
    "name": pl.String,
    "own": pl.Boolean,
}
_GROUPS = ("address", "stamp", "channel")
HITS: Schema = {"row": pl.UInt32, "rule": pl.UInt32, **dict.fromkeys(_GROUPS, pl.String)}


@dataclass(frozen=True, slots=True)
class AddressRules:
    """Rules that can be read, the registry's own first: ``rule`` numbers them, ``below`` says ``*.host``."""

    table: pl.DataFrame


def rules_from(own: pl.DataFrame, built_in: pl.DataFrame) -> AddressRules:
    """Return the rules of two tables of ``address_rules``, all of which can be read.

    >>> own = conform(pl.DataFrame({"kind": ["resolver"], "host": ["*.A.org"]}), "address_rules")
    >>> rules_from(own, own.clear()).table.select("host", "below", "own").row(0)
    ('a.org', True, True)
    """
    both = pl.concat(
        [own.with_columns(own=pl.lit(value=True)), built_in.with_columns(own=pl.lit(value=False))]
    )
    host = bare_host(pl.col("host").str.strip_prefix("*.").str.to_lowercase())
    table = both.with_row_index("rule").with_columns(
        host.alias("host"), pl.col("host").str.starts_with("*.").alias("below")
    )
    return AddressRules(table.select(pl.col(name).cast(dtype) for name, dtype in _RULES.items()))


def built_in_table(name: str) -> pl.DataFrame:
    """Return a built-in table of ``address_rules``, one of ``TABLES``.

    >>> built_in_table("resolvers").filter(pl.col("host") == "doi.org")["kind"].item()
    'resolver'
    """
    file = importlib.resources.files("kg.resolution") / "tables" / f"{name}.csv"
    schema = {column: pl.String for column in READ["address_rules"] if column != "origin"}
    frame = pl.read_csv(file.read_bytes(), schema=schema)
    origin = pl.format("kg/resolution/tables/{}.csv:{}", pl.lit(name), pl.int_range(2, pl.len() + 2))
    return conform(frame.with_columns(origin.alias("origin")), "address_rules")


@functools.cache
def built_in_rules() -> AddressRules:
    """Return the rules of the built-in tables.

    >>> built_in_rules().table["own"].any()
    False
    """
    whole = pl.concat([built_in_table(name) for name in TABLES])
    return rules_from(whole.clear(), whole)


@functools.cache
def resolver_names() -> dict[str, str]:
    """Return the built-in resolvers and indexes by host, with the name that a sentence uses.

    >>> resolver_names()["jstor.org"]
    'JSTOR'
    """
    known = built_in_rules().table.filter(pl.col("kind") == AddressKind.RESOLVER.value)
    return dict(known.select("host", "name").iter_rows())


def rules_of_hosts(hosts: pl.Series, rules: AddressRules, kinds: tuple[str, ...]) -> pl.DataFrame:
    """Return ``host, rank`` and the columns of the rules that cover each distinct host, the first to ask first.

    Only rules of these kinds, and what ``ordinary`` leaves of them.

    >>> found = rules_of_hosts(pl.Series(["www.doi.org", "help.medium.com", "lab.medium.com"]),
    ...     built_in_rules(), (*NATURES, *CHANNELS))
    >>> found.select("host", "kind").rows()
    [('lab.medium.com', 'channel'), ('www.doi.org', 'resolver')]
    """
    asked = pl.DataFrame({"host": hosts.drop_nulls().unique()})
    wanted = pl.col("kind").is_in([*kinds, AddressKind.ORDINARY.value])
    table = rules.table.filter(wanted).rename({"host": "place_host"})
    exact, below = table.filter(~pl.col("below")), table.filter(pl.col("below"))
    # Another view of a site (m., old.) shows the same channels and searches; nothing else passes over to it.
    views = exact.filter(pl.col("kind").is_in([*CHANNELS, *SEARCHES]))
    named = asked.with_columns(
        bare_host(pl.col("host")).alias("bare"), main_host(pl.col("host")).alias("main")
    )
    found = [
        named.join(exact, left_on="bare", right_on="place_host", coalesce=False),
        named.filter(pl.col("bare") != pl.col("main")).join(
            views, left_on="main", right_on="place_host", coalesce=False
        ),
    ]
    pairs = suffix_pairs(asked["host"], below["place_host"]).filter(pl.col("host") != pl.col("suffix"))
    parts = pairs.join(named, on="host").join(below, left_on="suffix", right_on="place_host", coalesce=False)
    found.append(parts.filter(pl.col("main") != pl.col("suffix")).drop("suffix"))
    ordered = pl.concat(found, how="diagonal").sort(
        "host",
        ~pl.col("own"),
        pl.col("below"),
        -pl.col("place_host").str.count_matches(".", literal=True).cast(pl.Int32),
        pl.col("kind") == AddressKind.ORDINARY.value,
        "rule",
    )
    ordinary = (pl.col("kind") == AddressKind.ORDINARY.value).cast(pl.Int32)
    return ordered.with_columns(
        pl.int_range(pl.len()).over("host").alias("rank"), ordinary.cum_sum().over("host").alias("ended")
    ).filter(pl.col("ended") == 0)


def first_hits(asked: pl.DataFrame, covering: pl.DataFrame, family: tuple[str, ...]) -> pl.DataFrame:
    """Return the first rule of a family that covers each address, with what its pattern found (``HITS``).

    Parameters
    ----------
    asked : DataFrame
        ``row, host, path, query`` of addresses.
    covering : DataFrame
        Rules of their hosts, from `rules_of_hosts`.
    family : tuple of str
        Kinds of rules.

    >>> asked = pl.DataFrame({"row": [0], "host": ["x.com"], "path": ["/lab/status/1"], "query": [""]})
    >>> first_hits(asked, rules_of_hosts(asked["host"], built_in_rules(), CHANNELS), CHANNELS)["channel"].item()
    'lab'
    """
    rules = covering.filter(pl.col("kind").is_in(family)).select("host", "rank", "rule", "pattern")
    near = asked.join(rules, on="host", how="inner")
    query = pl.when(pl.col("query") != "").then("?" + pl.col("query")).otherwise(pl.lit(""))
    near = near.select("row", "rank", "rule", "pattern", (pl.col("path") + query).alias("text"))
    hits = [pl.DataFrame(schema={"rank": pl.Int64, **HITS})]
    for part in near.partition_by("pattern"):
        pattern = part["pattern"][0]
        found = _groups(part, pattern) if pattern is not None else _no_groups(part)
        hits.append(found.select(pl.col(name).cast(dtype) for name, dtype in hits[0].schema.items()))
    ordered = pl.concat(hits).sort("row", "rank")
    return ordered.unique("row", keep="first", maintain_order=True).drop("rank")


def _groups(part: pl.DataFrame, pattern: str) -> pl.DataFrame:
    matching = part.filter(pl.col("text").str.contains(pattern))
    named = groups_of(pattern) & set(_GROUPS)
    if not named:
        return _no_groups(matching)
    found = matching.with_columns(pl.col("text").str.extract_groups(pattern).alias("groups"))
    return found.select(
        "row",
        "rank",
        "rule",
        *(
            pl.col("groups").struct.field(name)
            if name in named
            else pl.lit(None, dtype=pl.String).alias(name)
            for name in _GROUPS
        ),
    )


@functools.cache
def groups_of(pattern: str) -> frozenset[str]:
    """Return the names of the groups of a regular expression.

    >>> sorted(groups_of("^/(?P<stamp>[0-9]+)/(?P<address>.+)$")), groups_of("^/<address>")
    (['address', 'stamp'], frozenset())
    """
    if "(" not in pattern:
        return frozenset()
    return frozenset(pl.Series([""]).str.extract_groups(pattern).struct.fields)


def _no_groups(part: pl.DataFrame) -> pl.DataFrame:
    nothing = [pl.lit(None, dtype=pl.String).alias(name) for name in _GROUPS]
    return part.select("row", "rank", "rule", *nothing)


def spread(values: pl.DataFrame, column: str, height: int) -> pl.Series:
    """Return a column of ``row, column`` as a series with a row for each of so many rows, nulls elsewhere.

    >>> spread(pl.DataFrame({"row": [1], "word": ["b"]}), "word", 3).to_list()
    [None, 'b', None]
    """
    empty = pl.Series(column, [None], dtype=values[column].dtype).new_from_index(0, height)
    return empty.scatter(values["row"], values[column]) if values.height else empty
