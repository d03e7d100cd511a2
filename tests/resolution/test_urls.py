"""Canonical URLs: the fast path equals the parser; wrappers come off; nothing distinguishes that should not."""

from __future__ import annotations

import ada_url
import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kg.resolution.urls import canonicalize, decode_path, parse

ALPHABET = st.sampled_from(
    [
        *"abcxyz019-_.~!$&'()*+,;=:@/%?#[]{}|\\^`\"<> \tAZé\u0430\u200b\u3002",
        "%2e",
        "%2E",
        "xn--",
        "..",
        "//",
        "%41",
    ]
)
PIECES = st.lists(ALPHABET, max_size=14).map("".join)
SCHEMES = st.sampled_from(
    ["http://", "https://", "ftp://", "HTTP://", "https:", "//", "javascript:", "http:/"]
)
HOSTS = st.one_of(
    st.sampled_from(
        [
            "a.com",
            "A.com",
            "1.2.3.4",
            "0x7f.1",
            "a.b.",
            "xn--a.com",
            "localhost",
            "a_b.c",
            "-a.com",
            "a..b",
            "[::1]",
            "1",
            "a.1",
            "a.0x",
        ]
    ),
    PIECES,
)


def slow_parse(address: str) -> tuple[str | None, str | None, str | None, str | None]:
    try:
        url = ada_url.URL(address)
    except (ValueError, UnicodeError):
        return None, None, None, None
    host = url.hostname.removesuffix(".")
    if url.protocol not in ("http:", "https:", "ftp:") or not host:
        return None, None, None, None
    return host, url.port, url.pathname, url.search.removeprefix("?")


ADDRESSES = st.tuples(SCHEMES, HOSTS, PIECES).map("".join)


@settings(max_examples=200, deadline=None)
@given(st.lists(ADDRESSES, min_size=1, max_size=40))
@example(["https://a.com/%2e%2e/b", "https://a.com/a/%2e", "https://a.com/a/.%2E/b?c", "https://a.com/x\n"])
def test_the_fast_path_equals_the_parser(addresses: list[str]) -> None:
    assert parse(pl.Series(addresses)).rows() == [slow_parse(address) for address in addresses]


SAME = [
    ("https://a.com/x", "http://a.com/x"),
    ("https://a.com/x", "https://www.a.com/x"),
    ("https://a.com/x", "https://a.com:443/x"),
    ("http://a.com/x", "http://a.com:80/x"),
    ("https://a.com/x", "https://a.com/x#part"),
    ("https://a.com/x", "https://a.com/x/"),
    ("https://a.com/x", "https://a.com/x//"),
    ("https://a.com", "https://a.com/"),
    ("https://a.com/x", "https://a.com/x?"),
    ("https://a.com/x?a=1", "https://a.com/x?a=1&utm_source=y"),
    ("https://a.com/x?a=1", "https://a.com/x?utm_source=y&a=1&gclid=3"),
    ("https://a.com/x", "https://a.com/x?fbclid=1&igshid=2&mc_cid=3&mc_eid=4&dclid=5&msclkid=6"),
    ("https://a.com/x", "https://A.COM/x"),
    ("https://a.com/x", "https://a.com./x"),
    ("https://a.com/x", "https://me:secret@a.com/x"),
    ("https://a.com/x", "https://a.com/y/../x"),
    ("https://a.com/x", "  https://a.com/x  "),
    ("https://bücher.de/x", "https://xn--bcher-kva.de/x"),
    ("https://a.com/x", "https://web.archive.org/web/20200101000000/https://a.com/x"),
    ("https://a.com/x", "https://web.archive.org/web/20200101000000id_/http://www.a.com/x/"),
    ("https://a.com/x", "https://web.archive.org/web/2020/a.com/x"),
    ("https://a.com/x?q=1", "https://web.archive.org/web/2020/https://a.com/x?q=1"),
    ("https://a.com/x", "http://web.archive.org/web/2020/https%3A%2F%2Fa.com/x"),
    ("https://a.com/x", "https://web.archive.org/web/2020/http:/a.com/x"),
]

DIFFERENT = [
    ("https://a.com/x", "https://a.com/X"),
    ("https://a.com/x", "https://a.com/%78"),
    ("https://a.com/x", "https://a.com:8443/x"),
    ("https://a.com/x?a=1&b=2", "https://a.com/x?b=2&a=1"),
    ("https://a.com/x", "https://a.com/x?utm=1"),
    ("https://a.com/x", "https://m.a.com/x"),
    ("https://a.com/x", "https://web.archive.org/web/*/https://a.com/x"),
    ("https://a.com/x", "https://web.archive.org.evil.net/web/2020/https://a.com/x"),
]


def key(address: str) -> str | None:
    found: str | None = canonicalize(pl.Series([address]))["canonical_url"].item()
    return found


@pytest.mark.parametrize(("one", "other"), SAME)
def test_two_addresses_of_one_work(one: str, other: str) -> None:
    assert key(one) == key(other) is not None


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_two_addresses_of_two_works(one: str, other: str) -> None:
    assert key(one) != key(other)


@settings(max_examples=100, deadline=None)
@given(st.lists(ADDRESSES, min_size=1, max_size=40))
def test_a_canonical_url_is_its_own(addresses: list[str]) -> None:
    found = canonicalize(pl.Series(addresses))["canonical_url"].drop_nulls()
    plain = found.filter(~found.str.contains(r"^https://www\.|^https://[^/?]*\.(?:[:/?]|$)"))
    assert canonicalize(plain)["canonical_url"].to_list() == plain.to_list()


def test_what_is_still_wrapped_after_three_is_bad() -> None:
    wrapper = "https://web.archive.org/web/2020/"
    found = canonicalize(pl.Series([wrapper * 3 + "https://a.com/", wrapper * 4 + "https://a.com/"]))
    assert found["canonical_url"].to_list() == ["https://a.com", None]
    assert found["bad"].to_list() == [False, True]


def test_the_capture_is_that_of_the_outermost_wrapper() -> None:
    address = "https://web.archive.org/web/20210203040506/https://web.archive.org/web/2001/http://a.com/"
    found = canonicalize(pl.Series([address])).row(0, named=True)
    assert (found["captured_at"], found["accessed_via"]) == ("2021-02-03T04:05:06Z", address)


@settings(max_examples=300)
@given(st.text(alphabet="ab/%2Ff5Cc0@. ", max_size=20))
def test_decoding_a_path_never_makes_a_separator(path: str) -> None:
    assert decode_path(path).count("/") == path.count("/")
