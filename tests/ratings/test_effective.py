"""Effective ratings by venue: sources of one publisher and platform are answered once."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

import kg

HOSTS = ("high.example", "low.example", None)


def rated() -> pl.DataFrame:
    """Return the ratings of sources of three venues that take turns."""
    sources = [(f"s{n}", HOSTS[n % 3] and f"https://{HOSTS[n % 3]}/{n}") for n in range(30)]
    corpus = kg.Corpus.of(
        {
            "publishers": pl.DataFrame({"id": ["high", "low"]}),
            "places": pl.DataFrame({"publisher": ["high", "low"], "host": list(HOSTS[:2])}),
            "sources": pl.DataFrame(sources, schema=["id", "url"], orient="row"),
            "ratings": pl.DataFrame(
                {
                    "subject": ["publisher:high", "publisher:low"],
                    "rater": ["house"] * 2,
                    "value": ["5", "1"],
                }
            ),
        }
    )
    return kg.rate(corpus).effective


def test_sources_that_take_turns_have_the_level_of_their_own_publisher() -> None:
    assert rated()["level"].to_list() == [5, 1, None] * 10


def test_publishers_that_share_a_hash_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = rated()

    def same(frame: pl.DataFrame) -> pl.Series:
        return pl.Series(np.full(frame.height, 2**63, dtype=np.uint64))

    monkeypatch.setattr(pl.DataFrame, "hash_rows", same)
    assert rated().equals(expected)
