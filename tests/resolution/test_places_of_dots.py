"""A place whose host has an empty label is no place."""

from __future__ import annotations

import pytest

from kg.resolution.places import parse_place


@pytest.mark.parametrize("text", ["..", "../../etc/passwd", ".", "a..b", ".a.org", "..a.org/x"])
def test_it_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="expected a place"):
        parse_place(text)


def test_a_dot_at_the_end_is_the_root() -> None:
    assert parse_place("a.org.").host == parse_place("a.org").host
