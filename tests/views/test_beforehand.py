"""What is made beforehand for all pages and sources is what each view makes for itself."""

from __future__ import annotations

import dataclasses
import tempfile
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings

import kg
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.views import beforehand
from kg.views.beforehand import _marked, mends_of, read_beforehand, steps_at, write_beforehand
from kg.views.nouns import Asked
from kg.views.site import answer
from kg.views.world import World, prepare
from tests.strategies import worlds
from tests.worlds import graph_of


def two_of(graph: KnowledgeGraph, folder: Path) -> tuple[World, World]:
    """A world that has what was made beforehand, and one that has not."""
    write_beforehand(graph, folder)
    made = prepare(graph)
    read_beforehand(made, folder)
    return made, prepare(graph)


def require_the_same(made: World, plain: World, *, every: int = 1) -> None:
    """The views of pages and sources are the same in both: of each, or of one in so many."""
    assert mends_of(plain, 0) is None and steps_at(plain, 0) is None
    for kind in ("page", "source"):
        for key in plain.nodes.filter(plain.nodes["kind"] == kind)["key"].to_list()[::every]:
            one, other = (answer(world, Asked((kind, key))).view for world in (made, plain))
            for name in ("advice", "steps", "raters", "claims"):
                assert getattr(one, name, None) == getattr(other, name, None), (kind, key, name)


@pytest.mark.parametrize("folder", ["examples/evidence", "seeds"])
def test_views_show_what_they_would_have_made(folder: str, tmp_path: Path) -> None:
    made, plain = two_of(kg.load(folder), tmp_path)
    assert made.kept.keys() >= {("mends",), ("chains",)}
    require_the_same(made, plain, every=9 if folder == "seeds" else 1)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(worlds())
def test_in_any_world(data: dict[str, list[dict[str, Any]]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        require_the_same(*two_of(graph_of(data), Path(folder)))


def test_a_graph_that_is_too_large_is_left_to_the_views(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(beforehand, "_MOST_CITATIONS", 3)
    made, _ = two_of(kg.load("seeds"), tmp_path)
    assert not list(tmp_path.iterdir())
    assert ("mends",) not in made.kept
    assert dataclasses.is_dataclass(answer(made, Asked(("page", "debate"))).view)


def test_ids_that_hold_what_stands_between_parts_are_kept_apart() -> None:
    frame = pl.DataFrame({"one": ["a", "a\t", None, "-", "1:a"], "other": ["\tb", "b", "x", "x", None]})
    marked = frame.select(pl.concat_str(_marked(pl.col("one")), _marked(pl.col("other"))))
    assert marked.to_series().to_list() == ["1:a2:\tb", "2:a\t1:b", "-1:x", "1:-1:x", "3:1:a-"]
