"""From what a list writes to a place: schemes, ``www.`` and final slashes taken off, everything else refused."""

from __future__ import annotations

import polars as pl

from kg.resolution.places import parse_place
from kg.resolution.suffixes import is_public_suffix

_SCHEME = r"^(?i:(?:https?|ftp):)?//"
_PLAIN = (
    r"^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z](?:[a-z0-9-]*[a-z0-9])?"
    r"(?:/[A-Za-z0-9._~@!$&'()*+,;=:-]+)*$"
)
"""A place that `parse_place` returns as it stands; a test holds the two equal."""
_DOUBTFUL = ["/.", "xn--"]
"""What a plain place may hold and yet need the parser: dot segments, and names that IDNA decodes."""
_SHOWN = 60


def read_places(texts: pl.Series) -> pl.DataFrame:
    """Return the place that each text names, a row each: ``place``, ``fault`` and ``suffix``.

    ``place`` is null where there is none, and ``fault`` says why. ``suffix`` marks a public suffix, which
    says nothing of what is below it. A query or fragment is refused: without it the place would be broader
    than what was rated.

    >>> found = read_places(pl.Series(["//www.A.org/", "https://b.org/News/", "com", "a.org/?q=1", "gov.uk"]))
    >>> found["place"].to_list(), found["suffix"].to_list()
    (['a.org', 'b.org/News', None, None, 'gov.uk'], [False, False, False, False, True])
    >>> found["fault"][2]
    "'com' has no dot: anybody may register below it"
    """
    asked = texts.cast(pl.String).alias("text").to_frame()
    unique = asked.unique(maintain_order=True).with_columns(_bare("text").alias("bare"))
    bare = pl.col("bare")
    plain = bare.str.contains(_PLAIN) & ~bare.str.contains_any(_DOUBTFUL) & ~bare.str.starts_with("www.")
    unique = unique.with_columns(pl.when(plain.fill_null(value=False)).then(bare).alias("place"))
    unique = _parsed(unique)
    host = pl.col("place").str.split("/").list.first()
    lone = ~host.str.contains(".", literal=True)
    shown = pl.col("text").fill_null("").str.slice(0, _SHOWN)
    unique = unique.with_columns(
        pl.when(lone)
        .then(pl.format("'{}' has no dot: anybody may register below it", shown))
        .when(pl.col("place").is_null())
        .then(pl.format("expected a place (host or host/path), got '{}'", shown))
        .alias("fault"),
        pl.when(~lone).then("place").alias("place"),
    ).with_columns(_is_suffix("place"))
    return asked.join(unique, on="text", how="left", maintain_order="left", nulls_equal=True).select(
        "place", "fault", "suffix"
    )


def _bare(name: str) -> pl.Expr:
    """Return a text without scheme, with its host in lower case and no slash at its end."""
    pair = pl.col(name).str.strip_chars().str.replace(_SCHEME, "").str.splitn("/", 2)
    host = pair.struct.field("field_0").str.to_lowercase()
    path = pair.struct.field("field_1")
    return host + ("/" + path).str.strip_chars_end("/").fill_null("")


def _parsed(unique: pl.DataFrame) -> pl.DataFrame:
    """Return unique texts with the place of those that are not plain, by the parser."""
    asked = unique.filter(pl.col("place").is_null())["bare"].drop_nulls().unique()
    found = {text: place for text in asked.to_list() if (place := _place(text)) is not None}
    if not found:
        return unique
    parsed = pl.DataFrame(
        {"bare": list(found), "parsed": list(found.values())},
        schema=dict.fromkeys(("bare", "parsed"), pl.String),
    )
    joined = unique.join(parsed, on="bare", how="left", maintain_order="left")
    return joined.with_columns(pl.col("place").fill_null(pl.col("parsed"))).drop("parsed")


def _place(text: str) -> str | None:
    try:
        return str(parse_place(text))
    except ValueError:
        return None


def _is_suffix(name: str) -> pl.Expr:
    """Return whether a place is a whole host that is a public suffix; one with a path covers that host alone."""
    return (
        pl.col(name)
        .map_batches(
            lambda places: pl.Series(
                [
                    place is not None and "/" not in place and is_public_suffix(place)
                    for place in places.to_list()
                ],
                dtype=pl.Boolean,
            ),
            return_dtype=pl.Boolean,
        )
        .alias("suffix")
    )
