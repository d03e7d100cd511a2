"""A host of dots alone is no place; one with an empty label is (a list in the wild has it)."""

from __future__ import annotations

import pytest

from kg.resolution.places import parse_place


@pytest.mark.parametrize("text", ["..", "../../etc/passwd", ".", "../x"])
def test_it_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="expected a place"):
        parse_place(text)


def test_an_empty_label_is_read() -> None:
    assert parse_place("a..org").host == "a..org"


def test_a_dot_at_the_end_is_the_root() -> None:
    assert parse_place("a.org.").host == parse_place("a.org").host
