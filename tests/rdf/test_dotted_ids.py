"""An id of dots alone cannot be a segment of an IRI; dots between slashes can, for the slashes are encoded."""

from __future__ import annotations

import polars as pl
import pytest

from kg.errors import ExportError
from kg.rdf.terms import encode_ids, encode_paths


def test_dots_beside_slashes_are_encoded() -> None:
    assert encode_ids(pl.Series(["../../x", "a/..", "..a"])).to_list() == ["..%2F..%2Fx", "a%2F..", "..a"]


@pytest.mark.parametrize("key", ["", ".", "..", "..."])
def test_dots_alone_are_refused(key: str) -> None:
    with pytest.raises(ExportError):
        encode_ids(pl.Series([key]))


@pytest.mark.parametrize("path", ["../x", "a/../b", "a/."])
def test_a_path_keeps_its_slashes_and_so_refuses_dots_between(path: str) -> None:
    with pytest.raises(ExportError):
        encode_paths(pl.Series([path]))
