"""Hosts that look like another (rule 7): mixed scripts, and confusables of a registered place. Reported, never re-rated."""

from __future__ import annotations

import unicodedata

import polars as pl

from kg.model.corpus import problem_rows
from kg.resolution.hosts import suffix_pairs

_CYRILLIC = dict(zip("авекмнорстухіјѕԛԝґӏһѵꙇьгз", "abekmhopctyxijsqwrlhvi6r3", strict=True))
_GREEK = dict(zip("αβγεηικνορτυχω", "abyenikvoptuxw", strict=True))
_LATIN = dict(zip("ɑɡıʟᴏßðƅſøłđʋʏȷ", "agiiobdbfolduyj", strict=True))
_ARMENIAN = dict(zip("օոսհցզյ", "onuhgqj", strict=True))
_DIGITS = {"0": "o", "1": "i", "3": "e", "5": "s", "l": "i", "|": "i"}
_ONE = str.maketrans({**_CYRILLIC, **_GREEK, **_LATIN, **_ARMENIAN, **_DIGITS})
_TWO = {"rn": "m", "vv": "w"}
_SAME_WRITING = {"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "KATAKANA-HIRAGANA", "BOPOMOFO"}
_CAPITAL_I = r"^(?i:https?)://[^/?#]*[a-z]I[a-z]"


def known_names(places: pl.Series) -> pl.DataFrame:
    """Return ``alike, look``: the hosts of places, and what each looks like.

    >>> known_names(pl.Series(["openai.com"])).row(0)
    ('openai.com', 'openai.com')
    """
    hosts = places.filter(places.str.contains(".", literal=True)).unique().sort()
    return pl.DataFrame({"alike": hosts, "look": _looks(hosts)})


def odd_hosts(hosts: pl.Series, known: pl.DataFrame) -> pl.DataFrame:
    """Return ``host, reason`` of the distinct hosts that mix scripts or resemble a known name.

    >>> odd_hosts(pl.Series(["0penai.com", "cdn.openai.com", "openai.com.evil.net"]), known_names(pl.Series(["openai.com"]))).rows()
    [('0penai.com', 'looks like openai.com')]
    """
    asked = hosts.drop_nulls().unique()
    shown = pl.DataFrame({"host": asked, "look": _looks(asked)})
    found = shown.join(suffix_pairs(shown["look"], known["look"]), left_on="look", right_on="host")
    first = known.unique("look", keep="first", maintain_order=True)
    found = found.join(first, left_on="suffix", right_on="look").with_columns(
        _labels("suffix").alias("depth")
    )
    own = suffix_pairs(asked, known["alike"]).group_by("host").agg(_labels("suffix").max().alias("own"))
    alike = (
        found.join(own, on="host", how="left")
        .filter((pl.col("depth") > pl.col("own").fill_null(0)) & ~_ends_with("alike"))
        .sort("host", "depth", descending=[False, True])
        .unique("host", keep="first", maintain_order=True)
        .select("host", ("looks like " + pl.col("alike")).alias("reason"))
    )
    encoded = asked.filter(asked.str.contains("xn--", literal=True)).sort().to_list()
    reasons = [(host, reason) for host in encoded if (reason := _mixture(host)) is not None]
    mixed = pl.DataFrame(reasons, schema={"host": pl.String, "reason": pl.String}, orient="row")
    return pl.concat([mixed, alike]).unique("host", keep="first", maintain_order=True)


def capital_i(addresses: pl.Expr) -> pl.Expr:
    """Say whether the host of an address is written with a capital I that reads as l.

    >>> pl.DataFrame({"url": ["https://frontiermodeIforum.org/"]}).select(capital_i(pl.col("url"))).item()
    True
    """
    return addresses.str.contains(_CAPITAL_I).fill_null(value=False)


_ODD_AUTHORITY = r"^[A-Za-z]+:[/\\]*[^/?#]*?(?:[@%\\]|[\u3002\uff0e\uff61])"


def is_forged(addresses: pl.Expr) -> pl.Expr:
    """Say whether an address is written so that it reads as if it had another host.

    >>> written = ["https://openai.com@evil.net/", "https://x.com/@openai", "https://openai.com/?a=b@c"]
    >>> pl.DataFrame({"url": written}).select(is_forged(pl.col("url"))).to_series().to_list()
    [True, False, False]
    """
    return addresses.str.contains(_ODD_AUTHORITY).fill_null(value=False)


def check_spelling(sources: pl.DataFrame) -> pl.DataFrame:
    r"""Return ``forged-address`` problems: sources whose address reads as if it had another host.

    >>> written = ["https://openai.com@evil.net/", r"https://evil.net\@openai.com/", "https://x.com/@openai"]
    >>> check_spelling(pl.DataFrame({"id": ["a", "b", "c"], "url": written, "origin": [None] * 3}))["subject"].to_list()
    ['source:a', 'source:b']
    """
    rows = sources.filter(is_forged(pl.col("url")))
    message = pl.format("{} leads elsewhere than it reads", pl.col("url").str.slice(0, 120))
    return problem_rows("forged-address", rows, subject="source:" + pl.col("id"), message=message)


CAPITAL_I = "is written with a capital I that reads as l"


def check_hosts(sources: pl.DataFrame, hosts: pl.Series, places: pl.Series) -> pl.DataFrame:
    """Return ``look-alike-host`` problems: sources whose host mixes scripts or resembles a place."""
    frame = sources.select("id", "url", "origin").with_columns(hosts.alias("host"))
    odd = odd_hosts(frame["host"], known_names(places))
    rows = frame.join(odd, on="host", how="left", maintain_order="left").filter(
        pl.col("reason").is_not_null() | capital_i(pl.col("url"))
    )
    message = pl.format("host {} {}", "host", pl.col("reason").fill_null(CAPITAL_I))
    return problem_rows("look-alike-host", rows, subject="source:" + pl.col("id"), message=message)


def skeleton(host: str) -> str:
    """Return what a host looks like: confusable characters folded onto one.

    >>> skeleton("0penai.com") == skeleton("openai.com")
    True
    """
    text = "".join(one for one in _shown(host) if not unicodedata.combining(one)).translate(_ONE)
    for two, one in _TWO.items():
        text = text.replace(two, one)
    return text.translate(_ONE)


def _looks(hosts: pl.Series) -> pl.Series:
    """Return the skeletons of hosts: those of plain ASCII all at once."""
    look = hosts.str.replace_many(list(_DIGITS), list(_DIGITS.values()))
    look = look.str.replace_many(list(_TWO), list(_TWO.values()))
    rows = hosts.str.contains("xn--", literal=True).arg_true()
    if rows.is_empty():
        return look
    return look.scatter(
        rows, pl.Series([skeleton(host) for host in hosts.gather(rows).to_list()], dtype=pl.String)
    )


def _labels(column: str) -> pl.Expr:
    return pl.col(column).str.count_matches(".", literal=True) + 1


def _ends_with(column: str) -> pl.Expr:
    return ("." + pl.col("host")).str.ends_with("." + pl.col(column))


def _shown(host: str) -> str:
    """Return a host as a browser might show it, compatibility characters and accents apart."""
    if "xn--" not in host:
        return host
    labels = []
    for label in host.split("."):
        try:
            labels.append(label[4:].encode("ascii").decode("punycode") if label.startswith("xn--") else label)
        except UnicodeError:
            labels.append(label)
    return unicodedata.normalize("NFKD", ".".join(labels))


def _mixture(host: str) -> str | None:
    for label in _shown(host).split("."):
        scripts = {_script(character) for character in label if character.isalpha()}
        if len(scripts - _SAME_WRITING) > 1 or (len(scripts) > 1 and not scripts & _SAME_WRITING):
            return f"mixes {' and '.join(sorted(scripts))} letters"
    return None


def _script(character: str) -> str:
    return unicodedata.name(character, "UNKNOWN").split(" ")[0]
