"""The places of publishers, from whatever they were written as."""

from __future__ import annotations

from typing import Any

import polars as pl

from kg.model.columns import READ
from kg.model.corpus import problem, problem_table
from kg.resolution.places import parse_place


def place_table(publishers: pl.DataFrame, flat: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the table of places, from publishers and from flat rows, and the problems of those that are none.

    >>> publishers = pl.DataFrame({"id": ["a"], "places": [["A.org/x/", "http://b.org"]], "origin": ["p:1"]})
    >>> places, problems = place_table(publishers, pl.DataFrame())
    >>> places.select("host", "path").rows(), problems["kind"].to_list()
    ([('a.org', '/x')], ['bad-place'])
    """
    rows = flat.to_dicts()
    texts = publishers.select(pl.col("id").alias("publisher"), pl.col("places").alias("host"), "origin")
    rows += texts.explode("host", empty_as_null=False, keep_nulls=False).to_dicts()
    known = set(publishers["id"].to_list())
    places: dict[str, dict[str, Any]] = {}
    problems = []
    for row in rows:
        subject = f"publisher:{row['publisher']}"
        try:
            if row["publisher"] not in known:
                raise ValueError(f"a place of publisher {row['publisher']}, of whom there is no record")
            place = _place(row)
        except ValueError as error:
            problems.append(problem("bad-place", f"places: {error}", subject=subject, origin=row["origin"]))
            continue
        places.setdefault(repr([value for name, value in place.items() if name != "origin"]), place)
    return pl.DataFrame(list(places.values()), schema=READ["places"]), problem_table(problems)


def _place(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row of ``places``, or say why it is none."""
    path = row.get("path") or ""
    parsed = parse_place((row["host"] or "") + (path if path.startswith("/") or not path else f"/{path}"))
    subdomains = row.get("subdomains")
    if subdomains is not None:
        subdomains = [word.strip().lower() for word in subdomains]
        if len(subdomains) > 1 and {"all", "none"} & set(subdomains):
            raise ValueError(f"subdomains: expected all, none or labels, got {', '.join(subdomains)}")
        if any(not word or any(sign in word for sign in "./:@ ") for word in subdomains):
            raise ValueError(
                f"subdomains: expected labels directly below {parsed.host}, got {', '.join(subdomains)}"
            )
    exclude = row.get("exclude")
    begins, ends = row.get("valid_from"), row.get("valid_through")
    if begins is not None and ends is not None and begins > ends:
        raise ValueError(f"{parsed} ends on {ends}, before it begins on {begins}")
    return {
        "publisher": row["publisher"],
        "host": parsed.host,
        "path": parsed.path,
        "subdomains": subdomains,
        "exclude": None if exclude is None else [str(parse_place(text)) for text in exclude],
        "case": row.get("case"),
        "hosts": _alias_hosts(row.get("hosts")),
        "valid_from": begins,
        "valid_through": ends,
        "origin": row["origin"],
    }


def _alias_hosts(hosts: list[str] | None) -> list[str] | None:
    """Return other hosts of a place as they compare; one with a path is none."""
    if hosts is None:
        return None
    read = [parse_place(text) for text in hosts]
    for one in read:
        if one.path is not None:
            raise ValueError(f"hosts: expected a host, got {one}")
    return [one.host for one in read]
