"""Search: every word has to be there, the exact comes first, and a slip of the hand still finds it."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg.views.nouns import Asked, Listing, Missing
from kg.views.parts import Link
from kg.views.site import answer
from kg.views.world import World, prepare

SEEDS = prepare(kg.load("seeds"))
NAMED = SEEDS.nodes.filter(pl.col("kind") != "rater")


def found(text: str, world: World = SEEDS) -> list[str]:
    view = answer(world, Asked(("search",), (("q", text), ("per", "200")))).view
    assert isinstance(view, Listing)
    links = [row[0] for row in view.table.rows]
    assert all(isinstance(one, Link) for one in links)
    return [one.href for one in links]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_words_of_a_title_find_it_and_nothing_without_them(data: st.DataObject) -> None:
    name, key, kind = NAMED.select("name", "key", "kind").row(data.draw(st.integers(0, NAMED.height - 1)))
    words = data.draw(st.lists(st.sampled_from(name.split()), min_size=1, max_size=3))
    hrefs = found(" ".join(words))
    assert any(href == f"/{kind}/{key}" for href in hrefs) or len(hrefs) == 200
    texts = {
        f"/{kind}/{key}": f"{name}\n{key}\n{url or ''}".lower()
        for name, key, kind, url in NAMED.select("name", "key", "kind", "url").iter_rows()
    }
    if "://" not in " ".join(words):
        assert all(word.lower() in texts[href] for word in words for href in hrefs if href in texts)


def test_what_is_exact_comes_first() -> None:
    assert set(found("OpenAI")[:2]) == {"/publisher/openai", "/page/openai"}
    assert found("weak-to-strong")[0] == "/page/weak-to-strong"


@pytest.mark.parametrize(
    "form",
    [
        "https://arxiv.org/abs/2212.08073",
        "http://www.arxiv.org/abs/2212.08073",
        "arxiv.org/abs/2212.08073/",
        "ARXIV.org/abs/2212.08073",
    ],
)
def test_an_address_is_found_in_any_form(form: str) -> None:
    assert found(form)[0] == "/source/683aef834ac1612a"


@pytest.mark.parametrize(
    "slip", ["scalabel oversight", "scalable oversigt", "scalableoversight", "skalable oversight"]
)
def test_a_slip_still_finds_it(slip: str) -> None:
    assert "/page/scalable-oversight" in found(slip)


@pytest.mark.parametrize("text", ["", "   ", "\0", "%", "\\", "'", "(((", "a" * 10_000, "ﷺ", "\u202e", "💥"])
def test_any_text_is_answered(text: str) -> None:
    assert isinstance(found(text), list)


@pytest.mark.parametrize(
    ("kind", "near", "there"),
    [
        ("page", "opnai", "/page/openai"),
        ("publisher", "openaii", "/publisher/openai"),
        ("page", "scalable_oversight", "/page/scalable-oversight"),
    ],
)
def test_an_unknown_id_leads_to_the_nearest(kind: str, near: str, there: str) -> None:
    answered = answer(SEEDS, Asked((kind, near)))
    assert answered.status == 404 and isinstance(answered.view, Missing)
    assert there in [one.href for one in answered.view.nearest]
