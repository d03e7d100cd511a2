"""What is reported of places, publishers and addresses."""

from __future__ import annotations

import datetime
from typing import Any

from tests.resolution.registries import place, resolution_of


def problems_of(kind: str, **tables: list[dict[str, Any]]) -> list[tuple[str | None, str]]:
    found = resolution_of(**tables).problems
    return found.filter(found["kind"] == kind).select("subject", "message").rows()


def source(number: int, url: str | None = None, **more: Any) -> dict[str, Any]:
    return {"id": f"s{number}", "url": url, "origin": f"f:{number}", **more}


def test_search_results_are_no_source() -> None:
    assert problems_of("not-a-source", sources=[source(1, "https://www.google.com/search?q=x")]) == [
        ("source:s1", "https://www.google.com/search?q=x shows search results, which are no source")
    ]


def test_a_platform_that_is_rated_as_a_publisher() -> None:
    tables = {
        "publishers": [{"id": "m", "kind": "publisher", "level": 4}],
        "places": [place("m", "medium.com")],
    }
    assert [subject for subject, _ in problems_of("platform-rated", **tables)] == ["publisher:m"]
    tables["publishers"] = [{"id": "m", "level": 4}]
    assert problems_of("platform-rated", **tables) == []


CHANNELS = {
    "publishers": [{"id": "r", "kind": "platform"}, {"id": "lab"}],
    "places": [place("r", "reddit.com"), place("lab", "reddit.com/r/Lab")],
}


def test_a_channel_missed_by_capitals_or_another_view_of_the_host() -> None:
    missed = problems_of(
        "missed-channel",
        **CHANNELS,
        sources=[
            source(1, "https://reddit.com/r/lab/1"),
            source(2, "https://old.reddit.com/r/Lab/1"),
            source(3, "https://reddit.com/r/Lab/1"),
            source(4, "https://reddit.com/r/labs/1"),
            source(5, "https://evilreddit.com/r/lab"),
        ],
    )
    assert [subject for subject, _ in missed] == ["source:s1", "source:s2"]


def test_a_place_that_folds_its_case_misses_none() -> None:
    places = [place("r", "reddit.com"), place("lab", "reddit.com/r/Lab", case="fold")]
    tables = {**CHANNELS, "places": places, "sources": [source(1, "https://reddit.com/r/lab/1")]}
    assert problems_of("missed-channel", **tables) == []


def test_places_in_which_no_source_lies() -> None:
    tables = {
        "publishers": [{"id": "a"}, {"id": "b"}],
        "places": [place("a", "a.org", hosts=["a.net"]), place("b", "b.org"), place("b", "b.org/x")],
    }
    assert problems_of("unmatched-place", **tables) == []
    found = problems_of(
        "unmatched-place", **tables, sources=[source(1, "https://a.net/1"), source(2, "https://b.org/y")]
    )
    assert found == [("publisher:b", "no source lies in place b.org/x")]


def test_a_source_that_states_a_former_id() -> None:
    found = resolution_of(
        publishers=[{"id": "new", "former_ids": ["old"]}], sources=[source(1, publisher="old")]
    )
    assert found.table["publisher"].item() == "new"
    assert found.problems.select("kind", "message").rows() == [
        ("former-id", "states publisher old, whose id is now new")
    ]


def test_a_publisher_all_of_whose_places_have_ended() -> None:
    past = datetime.date(2019, 12, 31)
    tables = {
        "publishers": [{"id": "gone"}, {"id": "moved"}],
        "places": [
            place("gone", "gone.org", valid_through=past),
            place("moved", "old.org", valid_through=past),
            place("moved", "new.org"),
        ],
    }
    assert problems_of("ended-publisher", **tables, sources=[source(1, "https://new.org/")]) == []
    found = problems_of(
        "ended-publisher", **tables, sources=[source(1, "https://gone.org/x"), source(2, publisher="gone")]
    )
    assert found == [
        ("publisher:gone", "its last place ended on 2019-12-31, yet 2 sources state it or lie there")
    ]


def test_one_place_of_two_at_different_times_is_not_shared() -> None:
    places = [
        place("a", "x.org", valid_through=datetime.date(2019, 12, 31)),
        place("b", "x.org", valid_from=datetime.date(2020, 1, 1)),
    ]
    tables = {"publishers": [{"id": "a"}, {"id": "b"}], "places": places}
    assert problems_of("shared-place", **tables) == []
    assert (
        len(problems_of("shared-place", **{**tables, "places": [place("a", "x.org"), place("b", "x.org")]}))
        == 1
    )


def test_a_platform_on_a_public_suffix_is_not_silent() -> None:
    tables = {"publishers": [{"id": "b"}], "places": [place("b", "blogspot.com")]}
    assert problems_of("silent-suffix", **tables) == []
    assert len(problems_of("silent-suffix", **{**tables, "places": [place("b", "co.uk")]})) == 1
