"""The rules of addresses that a registry adds: those that can be read, and what is wrong with the others."""

from __future__ import annotations

import polars as pl

from kg.model.corpus import problem, problem_table
from kg.model.words import AddressKind, Decoding
from kg.resolution.address_rules import (
    TABLES,
    AddressRules,
    built_in_rules,
    built_in_table,
    groups_of,
    rules_from,
)
from kg.resolution.urls import ascii_host


def read_rules(own: pl.DataFrame) -> tuple[AddressRules, pl.DataFrame]:
    """Return the rules of a registry's table ``address_rules`` with the built-in ones, and problems.

    >>> from kg.model.columns import conform
    >>> own = conform(pl.DataFrame({"kind": ["search"], "host": ["a.org"], "pattern": ["("]}), "address_rules")
    >>> rules, problems = read_rules(own)
    >>> problems["kind"].to_list(), rules.table["own"].any()
    (['bad-address-rule'], False)
    """
    if own.is_empty():
        return built_in_rules(), problem_table([])
    kept, problems = [], []
    for rule in own.to_dicts():
        wrong = wrong_with(rule)
        if wrong is None:
            star = "*." if rule["host"].startswith("*.") else ""
            host = ascii_host(rule["host"].removeprefix("*."))
            kept.append({**rule, "host": f"{star}{host}"})
        else:
            message = f"address rule of host {rule['host']}: {wrong}"
            problems.append(problem("bad-address-rule", message, origin=rule["origin"]))
    table = pl.DataFrame(kept, schema=own.schema)
    built_in = pl.concat([built_in_table(name) for name in TABLES])
    return rules_from(table, built_in), problem_table(problems)


def wrong_with(rule: dict[str, str | None]) -> str | None:
    """Return what is wrong with a rule, None if nothing is.

    >>> wrong_with({"kind": "wrapper", "host": "a.org", "pattern": "^/(.+)$", "decode": None})
    'a wrapper needs a pattern with a group address'
    """
    kind, pattern, decode = rule["kind"], rule["pattern"], rule["decode"]
    if kind not in [one.value for one in AddressKind]:
        return f"unknown kind {kind!r}"
    host = (rule["host"] or "").removeprefix("*.")
    if "*" in host or ascii_host(host) is None:
        return "expected a host, or *.host"
    if pattern is not None and (unread := _unread(pattern)) is not None:
        return unread
    groups = groups_of(pattern or "")
    if kind in (AddressKind.WRAPPER.value, AddressKind.ARCHIVE.value):
        return _wrong_with_wrapper(groups, decode, rule["host"] or "")
    return None if pattern is None else _wrong_with_pattern(groups, kind)


def _wrong_with_pattern(groups: frozenset[str], kind: str | None) -> str | None:
    if kind == AddressKind.ORDINARY.value:
        return "what is ordinary is so on the whole host; it takes no pattern"
    if kind == AddressKind.CHANNEL.value and "channel" not in groups:
        return "the pattern of a channel needs a group channel"
    return None


def _wrong_with_wrapper(groups: frozenset[str], decode: str | None, host: str) -> str | None:
    if decode == Decoding.DASHES.value:
        return None if host.startswith("*.") else "dashes are decoded in hosts below: *.host"
    return None if "address" in groups else "a wrapper needs a pattern with a group address"


def _unread(pattern: str) -> str | None:
    """Return why a regular expression cannot be read, None if it can."""
    try:
        pl.Series([""]).str.contains(pattern)
    except pl.exceptions.PolarsError as error:
        lines = [line.strip() for line in str(error).splitlines() if line.strip()]
        reason = next((line for line in lines if line.startswith("error: ")), lines[0] if lines else "")
        return f"the pattern cannot be read: {reason.removeprefix('error: ')}"
    return None
