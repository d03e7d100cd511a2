"""What-if as a view: the same as the command, the form as one more change, and what cannot be told."""

from __future__ import annotations

from typing import Any

import pytest

import kg
from kg.analysis.changes import Changes
from kg.analysis.what_if import moved_objects
from kg.views.nouns import Answer, Asked, WhatIfView
from kg.views.site import answer
from kg.views.world import World, prepare


@pytest.fixture(scope="module")
def world() -> World:
    return prepare(kg.load("seeds"))


def asked(world: World, *pairs: tuple[str, str]) -> tuple[Answer, WhatIfView]:
    found = answer(world, Asked(("what-if",), pairs))
    assert isinstance(found.view, WhatIfView)
    return found, found.view


def test_it_is_what_the_command_says(world: World) -> None:
    found, view = asked(world, ("set", "publisher:openai=2"), ("remove", "publisher:arxiv"))
    changes = Changes({kg.NodeId.publisher("openai"): 2}, (kg.NodeId.publisher("arxiv"),))
    moved: list[dict[str, Any]] = moved_objects(kg.what_if(world.graph, changes))
    assert found.record == moved
    assert view.table is not None and view.table.paging.total == len(moved) > 0
    assert view.table.data["subject"].to_list() != []
    verdicts = [
        one
        for one in moved
        if one["subject"].startswith("page:") and one["before"]["verdict"] != one["after"]["verdict"]
    ]
    assert view.sentence is not None and view.sentence.startswith(f"{len(verdicts)} verdicts would change")


def test_the_form_adds_a_change_and_changes_it_again(world: World) -> None:
    _, view = asked(world, ("set", "publisher:openai=2"), ("node", "publisher:openai"), ("level", "3"))
    assert view.asked == (("set", "publisher:openai=3"),)
    assert (view.node, view.error, len(view.changes)) == ("", None, 1)
    _, view = asked(world, ("set", "publisher:openai=2"), ("node", "publisher:arxiv"), ("level", "unrated"))
    assert view.asked == (("set", "publisher:openai=2"), ("remove", "publisher:arxiv"))


def test_a_slip_keeps_what_was_typed_and_offers_what_was_meant(world: World) -> None:
    found, view = asked(world, ("set", "publisher:arxiv=2"), ("node", "publisher:opena"), ("level", "1"))
    assert found.status == 400 and view.error is not None and "opena" in view.error
    assert (view.node, view.level, [one.words for one in view.changes]) == (
        "publisher:opena",
        "1",
        ["were 2 Mixed"],
    )
    meant = view.suggestions[0]
    assert (meant.text, meant.href) == (
        "OpenAI",
        "/what-if?set=publisher%3Aarxiv%3D2&set=publisher%3Aopenai%3D1",
    )


def test_a_title_is_understood_as_a_slip(world: World) -> None:
    _, view = asked(world, ("node", "Constitutional AI: Harmlessness"), ("level", "2"))
    assert "Constitutional AI: Harmlessness from AI Feedback" in [one.text for one in view.suggestions]


@pytest.mark.parametrize(
    "pair",
    [("set", "x"), ("set", "publisher:openai=9"), ("set", "page:openai=2"), ("remove", "page:openai"), ("remove", ""), ("add_citation", "a"), ("remove_citation", "page:openai=https://a.b"), ("max_hops", "9")],
)  # fmt: skip
def test_what_cannot_be_done_is_told(world: World, pair: tuple[str, str]) -> None:
    found, view = asked(world, pair, ("set", "publisher:arxiv=2"))
    assert found.status == 400 and view.error and view.table is None


def test_too_many_changes_are_refused(world: World) -> None:
    found, view = asked(world, *[("set", f"publisher:openai={n % 5 + 1}") for n in range(51)])
    assert found.status == 400 and view.error == "at most 50 changes at once, got 51"


def test_taking_back_leads_to_the_rest(world: World) -> None:
    _, view = asked(
        world, ("set", "publisher:openai=2"), ("add_citation", "page:openai=source:6374381b5ec386d1")
    )
    assert [one.without for one in view.changes] == [
        "/what-if?add_citation=page%3Aopenai%3Dsource%3A6374381b5ec386d1",
        "/what-if?set=publisher%3Aopenai%3D2",
    ]
