"""Every line of the built-in tables holds what it says of its own example."""

from __future__ import annotations

import functools

import polars as pl
import pytest

from kg.resolution.address_kinds import kinds_of
from kg.resolution.address_rules import TABLES, built_in_rules, built_in_table
from kg.resolution.places import natures_of
from kg.resolution.rule_reading import wrong_with
from kg.resolution.urls import canonicalize

LINES = {name: built_in_table(name).to_dicts() for name in TABLES}


@functools.cache
def answers(table: str) -> list[str | None]:
    """What follows for the example of each line of a table."""
    rules = built_in_rules()
    found = canonicalize(built_in_table(table)["example"])
    if table == "wrappers":
        return found["canonical_url"].to_list()
    if table == "platforms":
        hosts = found.select("host", pl.lit(None, dtype=pl.String).alias("path"))
        return natures_of(hosts, rules).to_list()
    kinds = kinds_of(found, rules)
    return (
        kinds["named"] if table == "channels" else kinds["sort"].replace("search", "not-a-source")
    ).to_list()


@pytest.mark.parametrize(
    ("table", "number"),
    [(table, number) for table, lines in LINES.items() for number in range(len(lines))],
    ids=[
        f"{table}-{line['host']}-{number}"
        for table, lines in LINES.items()
        for number, line in enumerate(lines)
    ],
)
def test_a_line_expects_what_follows_for_its_example(table: str, number: int) -> None:
    line = LINES[table][number]
    assert wrong_with(line) is None
    assert line["example"] is not None
    assert answers(table)[number] == line["expects"]


def test_no_rule_stands_twice() -> None:
    whole = pl.concat([built_in_table(name) for name in TABLES])
    assert not whole.select("kind", "host", "pattern").is_duplicated().any()


def test_every_rule_covers_a_host_on_a_label_boundary_only() -> None:
    hosts = built_in_rules().table["host"].unique()
    forged = pl.concat(["evil" + hosts, hosts + ".evil.net"])
    addresses = (
        "https://"
        + pl.concat([forged, forged])
        + "/search?q=https://openai.com/&u=https://openai.com/&url=https://openai.com/"
    )
    found = canonicalize(addresses)
    assert found["accessed_via"].null_count() == found.height
    assert kinds_of(found, built_in_rules())["sort"].null_count() == found.height
