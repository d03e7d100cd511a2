"""A worker that is warm makes nothing more that it keeps: the first to look at a view waits no longer than the next."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest

import kg
from kg.views.listing import Rows
from kg.views.nouns import Asked, Listing
from kg.views.site import NODE_VIEWS, VIEWS, answer, warm
from kg.views.world import World, prepare

_SEARCHED = (("q", "open"),)


@pytest.fixture(scope="module")
def warmed() -> World:
    world = prepare(kg.load("seeds"))
    warm(world)
    return world


def kept(world: World) -> set[tuple[object, ...]]:
    """What a world keeps for good."""
    return {key for key in world.kept if len(key) == 1}


@pytest.mark.parametrize("name", sorted(VIEWS.keys() - {"what-if"}))
def test_no_view_makes_what_is_kept(warmed: World, name: str) -> None:
    before = kept(warmed)
    for parameters in ((), _SEARCHED, (("around", f"page:{warmed.pages['page'][0]}"),)):
        answer(warmed, Asked((name,) if name else (), parameters))
    assert kept(warmed) == before


@pytest.mark.parametrize("name", sorted(NODE_VIEWS))
def test_no_view_of_a_node_makes_what_is_kept(warmed: World, name: str) -> None:
    before = kept(warmed)
    for key in warmed.nodes.filter(warmed.nodes["kind"] == NODE_VIEWS[name][0])["key"].head(20):
        answer(warmed, Asked((name, key)))
    assert kept(warmed) == before


@pytest.mark.parametrize("name", ["exposure", "sources", "publishers", "organizations", "worklist"])
def test_what_a_filter_looks_in_and_the_order_of_each_first_click_is_made(warmed: World, name: str) -> None:
    rows = next(one for key, one in warmed.kept.items() if key[0] == name and isinstance(one, Rows))
    assert rows.searched is None or "text" in vars(rows)
    answered = answer(warmed, Asked((name,)))
    before = dict(rows._orders)
    assert isinstance(answered.view, Listing)
    for header in answered.view.table.headers:
        if header.href is not None and header.sorted is None:
            sort = parse_qsl(urlsplit(header.href).query)
            answer(warmed, Asked((name,), tuple(sort)))
    assert rows._orders.keys() == before.keys()
    assert len(before) > 2
