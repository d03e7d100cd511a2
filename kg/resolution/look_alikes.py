"""Hosts that look like another (rule 7): mixed scripts, and confusables of a registered place. Reported, never re-rated."""

from __future__ import annotations

import unicodedata

import polars as pl

from kg.model.corpus import problem_rows

_CONFUSABLE = str.maketrans(
    "01\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u03bf\u03b1\u0261\u04cf\u0131\u0251\u03c5\u03bd\u0475",
    "oiaeopcyxijsoaglianvv".replace("l", "i"),
)


def check_hosts(sources: pl.DataFrame, hosts: pl.Series, places: pl.Series) -> pl.DataFrame:
    """Return ``look-alike-host`` problems: sources whose host mixes scripts or resembles a place."""
    frame = sources.select("id", "url", "origin").with_columns(hosts.alias("host"))
    registered = frozenset(places.to_list())
    known = {skeleton(host): host for host in sorted(registered)}
    odd = {}
    for host in frame["host"].drop_nulls().unique().to_list():
        reason = _reason(host, known, registered)
        if reason:
            odd[host] = reason
    capital = (
        pl.col("url")
        .str.extract(r"^(?i:https?)://([^/?#]*)")
        .str.contains(r"[a-z]I[a-z]")
        .fill_null(value=False)
    )
    rows = frame.with_columns(
        pl.col("host").replace_strict(odd, default=None, return_dtype=pl.String).alias("reason")
    ).filter(pl.col("reason").is_not_null() | capital)
    message = pl.format(
        "host {} {}", "host", pl.col("reason").fill_null("is written with a capital I that reads as l")
    )
    return problem_rows("look-alike-host", rows, subject="source:" + pl.col("id"), message=message)


def skeleton(host: str) -> str:
    """Return what a host looks like: confusable characters folded onto one.

    >>> skeleton("0penai.com") == skeleton("openai.com")
    True
    """
    text = _shown(host).translate(_CONFUSABLE).replace("l", "i")
    return text.replace("rn", "m").replace("vv", "w")


def _shown(host: str) -> str:
    if "xn--" not in host:
        return host
    labels = []
    for label in host.split("."):
        try:
            labels.append(label[4:].encode("ascii").decode("punycode") if label.startswith("xn--") else label)
        except UnicodeError:
            labels.append(label)
    return unicodedata.normalize("NFKC", ".".join(labels))


def _reason(host: str, known: dict[str, str], registered: frozenset[str]) -> str | None:
    shown = _shown(host)
    for label in shown.split("."):
        scripts = {_script(character) for character in label if character.isalpha()}
        if len(scripts - {"CJK", "HIRAGANA", "KATAKANA", "HANGUL"}) > 1:
            return f"mixes {' and '.join(sorted(scripts))} letters"
    bare = host.removeprefix("www.")
    labels = bare.split(".")
    for depth in range(len(labels) - 1):
        part = ".".join(labels[depth:])
        if part in registered:
            return None
        alike = known.get(skeleton(part))
        if alike is not None and alike != part:
            return f"looks like {alike}"
    return None


def _script(character: str) -> str:
    return unicodedata.name(character, "UNKNOWN").split(" ")[0]
