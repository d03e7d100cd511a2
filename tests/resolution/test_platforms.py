"""Platforms and channels: decided by place, named by rule, overruled by what the registry says."""

from __future__ import annotations

from typing import Any

import pytest

from tests.resolution.registries import place, resolution_of

KEYS = ("publisher", "matched_by", "place", "platform", "channel")


def row_of(address: str | None, **tables: list[dict[str, Any]]) -> dict[str, Any]:
    """The row of one source, which has an origin."""
    source = {"id": "s", "url": address, "origin": "f:1", **tables.pop("source", [{}])[0]}
    return resolution_of(**tables, sources=[source]).table.row(0, named=True)


def answer(address: str | None, **tables: list[dict[str, Any]]) -> tuple[Any, ...]:
    row = row_of(address, **tables)
    return tuple(row[key] for key in KEYS)


def test_a_registered_place_of_a_known_platform_is_a_platform() -> None:
    found = answer("https://medium.com/@lab/x", publishers=[{"id": "m"}], places=[place("m", "medium.com")])
    assert found == ("m", "platform", "medium.com", "m", "medium.com/@lab")


def test_what_the_registry_says_of_a_kind_overrules_the_tables() -> None:
    found = answer(
        "https://medium.com/@lab/x",
        publishers=[{"id": "m", "kind": "publisher"}],
        places=[place("m", "medium.com")],
    )
    assert found == ("m", "place", "medium.com", None, None)


def test_a_channel_is_named_though_nobody_registered_its_platform() -> None:
    assert answer("https://deepmind.medium.com/x") == (None, "none", None, None, "deepmind.medium.com")


def test_a_channel_on_a_platform_that_nobody_registered_is_an_ordinary_place() -> None:
    found = answer(
        "https://github.com/openai/x", publishers=[{"id": "o"}], places=[place("o", "github.com/openai")]
    )
    assert found == ("o", "place", "github.com/openai", None, "github.com/openai")


def test_a_registered_channel_names_itself_and_its_platform() -> None:
    found = answer(
        "https://www.reddit.com/r/lab/comments/1",
        publishers=[{"id": "r"}, {"id": "lab"}],
        places=[place("r", "reddit.com"), place("lab", "reddit.com/r/lab")],
    )
    assert found == ("lab", "channel", "reddit.com/r/lab", "r", "reddit.com/r/lab")


def test_a_platform_of_the_registry_alone_has_channels_by_its_own_rules() -> None:
    rule = {"kind": "channel", "host": "plat.net", "pattern": r"^/by/(?P<channel>[^/?]+)"}
    found = answer(
        "https://plat.net/by/lab/1",
        publishers=[{"id": "p", "kind": "platform"}],
        places=[place("p", "plat.net")],
        address_rules=[rule],
    )
    assert found == ("p", "platform", "plat.net", "p", "plat.net/lab")


def test_a_publisher_of_a_platform_and_another_place_is_judged_place_by_place() -> None:
    tables = {
        "publishers": [{"id": "g"}],
        "places": [place("g", "google.com"), place("g", "sites.google.com")],
    }
    assert answer("https://sites.google.com/view/lab/x", **tables)[1] == "platform"
    assert answer("https://about.google.com/x", **tables)[1] == "place"


def test_a_place_that_only_a_list_rates_is_a_platform_too() -> None:
    rating = {"subject": "blogspot.com", "rater": "list", "value": "1"}
    found = answer("https://lab.blogspot.com/x", ratings=[rating])
    assert found == ("blogspot.com", "platform", "blogspot.com", "blogspot.com", "lab.blogspot.com")


@pytest.mark.parametrize(
    ("address", "channel"),
    [
        ("https://www.youtube.com/@lab/videos", "youtube.com/@lab"),
        ("https://m.youtube.com/c/lab", "youtube.com/c/lab"),
        ("https://youtube.com/watch?v=1", None),
        ("https://old.reddit.com/user/lab", "reddit.com/user/lab"),
        ("https://github.com/features/copilot", None),
        ("https://github.com/features-lab/x", "github.com/features-lab"),
        ("https://github.com/", None),
        ("https://medium.com/tag/ai", None),
        ("https://medium.com/%40lab/x", "medium.com/@lab"),
        ("https://help.medium.com/x", None),
        ("https://a.b.substack.com/p/x", "b.substack.com"),
        ("https://www.substack.com/home", None),
        ("https://evilmedium.com/@lab", None),
        ("https://x.com/search?q=a", None),
        ("https://x.com/lab/status/1", "x.com/lab"),
        ("https://huggingface.co/datasets/lab/x", "huggingface.co/datasets/lab"),
        ("https://huggingface.co/datasets", None),
        ("https://lab.github.io/x", "lab.github.io"),
        ("https://github.io/x", None),
    ],
)
def test_channels_by_rule(address: str, channel: str | None) -> None:
    assert row_of(address)["channel"] == channel


def test_case_fold_lets_capitals_of_a_path_pass() -> None:
    tables = {
        "publishers": [{"id": "x", "kind": "platform"}, {"id": "lab"}],
        "places": [place("x", "x.com"), place("lab", "x.com/GoodLab", case="fold")],
    }
    assert answer("https://x.com/GOODLAB/status/1", **tables)[:2] == ("lab", "channel")
    assert answer("https://x.com/goodlabs/status/1", **tables)[:2] == ("x", "platform")


def test_a_place_stands_at_its_other_hosts_too() -> None:
    tables = {"publishers": [{"id": "y"}], "places": [place("y", "youtube.com", hosts=["youtu.be"])]}
    assert answer("https://youtu.be/1", **tables)[:3] == ("y", "platform", "youtu.be")
    assert answer("https://evil-youtu.be/1", **tables)[:2] == (None, "none")


def test_a_stated_platform_says_its_channel_only_where_its_place_is() -> None:
    tables = {
        "publishers": [{"id": "m", "kind": "platform"}],
        "places": [place("m", "medium.com")],
        "source": [{"publisher": "m"}],
    }
    assert answer("https://medium.com/@lab/1", **tables)[1:] == (
        "stated",
        "medium.com",
        "m",
        "medium.com/@lab",
    )
    assert answer("https://github.com/lab/1", **tables)[1:] == ("stated", None, "m", None)
