"""Laws of addresses: no spoofed form gains a publisher whose place does not contain it, and a wrapper lends nothing."""

from __future__ import annotations

import functools
import re
from urllib.parse import quote

import ada_url
import polars as pl
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kg.resolution.addresses import AddressResolver
from kg.resolution.publisher_index import match_places
from tests.resolution.registries import PLACES, PUBLISHERS, resolver_of_rows

NAMES = ["openai.com", "nature.com", "medium.com", "github.com", "gov.uk", "safety.medium.com", "evil.net"]
MARKS = [
    *[
        "@",
        ":",
        "/",
        "\\",
        "?",
        "#",
        ".",
        "..",
        "//",
        "%2e",
        "%2f",
        "%5c",
        "%40",
        "%00",
        "%23",
        "\t",
        "\n",
        " ",
    ],
    *[
        "。",
        "．",
        "／",
        "\u200b",
        "\u00ad",
        "\u0435",
        "-",
        "_",
        "www.",
        "evil",
        "xn--",
        "https://",
        "80",
        "[",
        "]",
    ],
]
PATHS = [
    "/srep",
    "/@goodlab",
    "/openai",
    "/%40goodlab",
    "/SREP",
    "/..",
    "/.",
    "/%2e%2e",
    "/x",
    "/science",
    "",
]
FORMS = st.lists(
    st.one_of(st.sampled_from(NAMES), st.sampled_from(MARKS), st.sampled_from(PATHS)), max_size=9
)
SPOOFED = st.tuples(
    st.sampled_from(["https://", "http://", "HTTPS://", "https:", "ftp://", "//", "https:\\\\"]),
    st.sampled_from(NAMES),
    FORMS.map("".join),
).map("".join)
MANY = st.lists(SPOOFED, min_size=25, max_size=40)


@functools.cache
def resolver() -> AddressResolver:
    return resolver_of_rows(publishers=[{**one, "doi_prefixes": None} for one in PUBLISHERS], places=PLACES)


def segments(path: str) -> list[str]:
    """Segments, their ASCII decoded but for what would make or hide a separator."""
    kept = ("2F", "5C", "25", "00")
    plain = re.sub(
        "%([0-7][0-9A-Fa-f])",
        lambda found: found[0] if found[1].upper() in kept else chr(int(found[1], 16)),
        path,
    )
    return plain.split("/")[1:]


def contains(place: dict[str, str | None], address: str) -> bool:
    """Whether the standard's own host and path of an address lie in a place: label by label, segment by segment."""
    try:
        url = ada_url.URL(address)
    except (ValueError, UnicodeError):
        return False
    labels = url.hostname.removesuffix(".").split(".")
    wanted = str(place["host"]).split(".")
    if place["path"] is None:
        return labels[-len(wanted) :] == wanted
    if labels not in (wanted, ["www", *wanted]):
        return False
    prefix = str(place["path"]).split("/")[1:]
    return segments(url.pathname)[: len(prefix)] == prefix


@settings(max_examples=40, deadline=None)
@given(MANY)
@example(
    ["https://openai.com\\@evil.net", "https://evil.net\\@openai.com", "https://medium.com/@goodlab/../x"]
)
def test_a_publisher_has_a_place_that_contains_the_address(addresses: list[str]) -> None:
    rows = resolver().resolve(pl.Series(addresses)).to_dicts()
    for address, row in zip(addresses, rows, strict=True):
        if row["publisher"] is not None:
            mine = [one for one in PLACES if one["publisher"] == row["publisher"]]
            assert any(contains(one, address) for one in mine), (address, row)


@settings(max_examples=25, deadline=None)
@given(MANY, st.sampled_from(["https://www.google.com/url?q=", "https://l.facebook.com/l.php?u="]))
def test_a_wrapper_lends_nothing_of_its_own(addresses: list[str], wrapper: str) -> None:
    bare = resolver().resolve(pl.Series(addresses))["publisher"].to_list()
    wrapped = [wrapper + quote(address.encode("utf-8", "surrogatepass"), safe="") for address in addresses]
    found = resolver().resolve(pl.Series(wrapped))["publisher"].to_list()
    for address, alone, inside in zip(addresses, bare, found, strict=True):
        assert inside in (alone, None), address


@settings(max_examples=10, deadline=None)
@given(MANY)
def test_an_address_answers_alone_as_it_does_among_others(addresses: list[str]) -> None:
    together = resolver().resolve(pl.Series([*addresses, *reversed(addresses)]))
    first, second = together.head(len(addresses)), together.tail(len(addresses)).reverse()
    assert first.equals(second)


HOSTS = ["a.com", "x.a.com", "y.x.a.com", "www.a.com", "b.org"]
PREFIXES = [None, "/l", "/l/m", "/l/m/n", "/lm", "/L"]
ROWS = st.lists(st.tuples(st.sampled_from(HOSTS), st.sampled_from(PREFIXES), st.booleans()), max_size=8)
ASKED = st.lists(
    st.tuples(
        st.sampled_from(HOSTS), st.sampled_from(["/", "/l", "/l/m/x", "/lm/n", "/L/m", "/%6c/m", "/l//m"])
    ),
    min_size=1,
    max_size=12,
)


def lies_in(place: tuple[str, str | None, bool], host: str, path: str) -> bool:
    at, prefix, fold = place
    exact = host in (at, f"www.{at}")
    if prefix is None:
        return exact or host.endswith(f".{at}")
    mine, wanted = segments(path), prefix.split("/")[1:]
    if fold:
        mine, wanted = [one.lower() for one in mine], [one.lower() for one in wanted]
    return exact and mine[: len(wanted)] == wanted


@settings(max_examples=100, deadline=None)
@given(ROWS, ASKED)
def test_every_place_that_contains_an_address_is_found_and_no_other(
    rows: list[tuple[str, str | None, bool]], asked: list[tuple[str, str]]
) -> None:
    places = {(host, path): fold for host, path, fold in rows}
    publishers = [{"id": f"p{number}"} for number in range(len(places))]
    written = [
        {"publisher": f"p{number}", "host": host, "path": path, "case": "fold" if fold else None}
        for number, ((host, path), fold) in enumerate(places.items())
    ]
    index = resolver_of_rows(publishers=publishers, places=written).registry.places
    frame = pl.DataFrame(asked, schema=["host", "path"], orient="row").with_row_index("row")
    found = match_places(frame.with_columns(sort=pl.lit(None, dtype=pl.String)), index)
    pairs = found.select("row", "host", "path").rows()
    expected = {
        (row, host, path)
        for row, (on, under) in enumerate(asked)
        for (host, path), fold in places.items()
        if lies_in((host, path, fold), on, under)
    }
    assert set(pairs) == expected
    assert len(pairs) == len(expected)
