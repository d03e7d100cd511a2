"""Hypothesis strategies: random small worlds of places, raters and rating assertions, around one day.

Loading a world takes a quarter of a second, small or large: so several stand side by side in one.
"""

from __future__ import annotations

import datetime
import json
import re
from typing import Any

from hypothesis import Phase
from hypothesis import strategies as st

import kg

World = dict[str, list[dict[str, Any]]]
UNSHRUNK = (Phase.explicit, Phase.reuse, Phase.generate)
"""A load is slow, so shrinking would take minutes; an id names the small world that differs."""
DAY = datetime.date(2026, 6, 15)
AGGREGATIONS = ["median", "min", "max", "mean", "misinfome", "priority", "agree"]
HOSTS = ["fern.com", "www.fern.com", "sub.fern.com", "deep.sub.fern.com", "moss.org", "fern-mirror.org"]
HOSTS += ["plat.net", "www.plat.net", "x.plat.net", "m.plat.net", "deep.x.plat.net"]
PATHS = ["", "/", "/lab", "/lab/1", "/Lab/1", "/laboratory", "/lab/x/y", "/x"]
ENDINGS = ["", "?utm_source=x", "?q=1", "#f"]
ADDRESSES = [f"https://{host}{path}" for host in HOSTS for path in PATHS]
ADDRESSES += [f"http://{host}{path}{end}" for host in HOSTS[:3] for path in PATHS[:4] for end in ENDINGS]
PLACES = ["fern.com", "sub.fern.com", "fern.com/lab", "moss.org", "plat.net", "plat.net/lab", "x.plat.net"]
LISTED = [
    *PLACES,
    "deep.sub.fern.com",
    "www.sub.fern.com",
    "Moss.org/",
    "fern.com/Lab",
    "plat.net/x",
    "fern-mirror.org",
]
BEGINS = [
    None,
    None,
    None,
    "2024-02",
    "2025",
    "2026",
    "2026-06",
    "2026-06-14",
    "2026-06-15",
    "2026-06-16",
    "2026-07",
]
ENDS = [None] * 8 + ["2026", "2026-06", "2026-05", "2026-06-14", "2026-06-15", "2026-06-16", "2025"]

VALUES = {
    "house": ["1", "2", "3", "4", "5", "4.0"],
    "mbfc": ["very high", "high", "mostly factual", "mixed", "low", "very low", "satire"],
    "iffy": ["listed", "unlisted"],
    "pc1": ["0", "0.399", "0.4", "0.599", "0.6", "0.75", "0.8", "0.9", "1"],
    "newsguard": ["0", "39.5", "40", "59.99", "60", "74.999", "75", "87.5", "100", "platform"],
    "wikipedia": ["generally reliable", "no consensus", "generally unreliable", "deprecated", "unlisted"],
    "citeunseen": ["generally reliable", "generally unreliable", "blacklisted"],
    "adfontes": ["0", "23.9", "24", "32", "39.99", "40", "64"],
    "retraction-watch": ["retraction", "expression of concern", "correction"],
    **{rater: ["1", "2", "3", "4", "5"] for rater in ("ann", "amy", "ben", "bob", "cat", "dee")},
}
OWN_RATERS: list[dict[str, Any]] = [
    {"id": "ann", "family": "duo"},
    {"id": "amy", "family": "duo"},
    {"id": "ben", "family": "ben"},
    {"id": "bob", "family": "ben"},
    {"id": "cat", "family": "mbfc"},
    {"id": "dee"},
]
WEIGHTS = [None, None, 0, 0.1, 0.2, 0.3, 1, 2]
SPEAKERS = [one for one in VALUES if one != "retraction-watch"] + [
    "mbfc",
    "iffy",
    "pc1",
    "newsguard",
    "stranger",
]
BUILT_IN_RATERS: list[list[dict[str, Any]]] = [
    [],
    [],
    [{"id": "mbfc", "weight": 0}],
    [{"id": "pc1", "weight": 0.3}, {"id": "iffy", "weight": 0.1}],
]
FAMILIES = ["mbfc", "wikipedia", "newsguard", "adfontes", "duo", "ben", "dee"]


def ids(prefix: str, least: int, most: int) -> st.SearchStrategy[list[str]]:
    """So many ids, few or many alike (left to itself Hypothesis prefers few)."""
    numbers = st.sampled_from(range(least, most + 1))
    return numbers.map(lambda number: [f"{prefix}{index}" for index in range(number)])


def some(what: st.SearchStrategy[Any], least: int, most: int) -> st.SearchStrategy[list[Any]]:
    """A list of any length between, each as likely as the others."""
    numbers = st.sampled_from(range(least, most + 1))
    return numbers.flatmap(lambda number: st.lists(what, min_size=number, max_size=number))


@st.composite
def place(draw: st.DrawFn) -> str | dict[str, Any]:
    """A place as a text, or as a record with limits."""
    text = draw(st.sampled_from(PLACES))
    if draw(st.booleans()):
        return text
    host, _, path = text.partition("/")
    limits = {
        "subdomains": st.sampled_from(["all", "none", ["x"], ["deep", "sub"]]),
        "exclude": st.sampled_from(
            [["deep.sub.fern.com"], ["x.plat.net", "moss.org/lab"], [f"{text}/lab/x"], [f"{host}/x"]]
        ),
        "case": st.sampled_from(["fold", "keep"]),
        "hosts": st.sampled_from([["fern-mirror.org"], ["m.plat.net", "fern-mirror.org"]]),
        "valid_from": st.sampled_from(BEGINS),
        "valid_through": st.sampled_from(ENDS),
    }
    chosen = draw(st.lists(st.sampled_from(sorted(limits)), max_size=2, unique=True))
    return {
        "host": host,
        **({"path": f"/{path}"} if path else {}),
        **{key: draw(limits[key]) for key in chosen},
    }


@st.composite
def assertion(draw: st.DrawFn, subjects: list[str], raters: list[str]) -> dict[str, Any]:
    """What a rater states; retractions are about works alone."""
    subject = draw(st.sampled_from(subjects))
    works = subject.startswith(("source:", "doi:", "https:"))
    rater = draw(st.sampled_from([*raters, "retraction-watch"] if works else raters))
    stated = {
        "subject": subject,
        "rater": rater,
        "value": draw(
            st.sampled_from(
                VALUES.get(rater, ["3"]) + (["gibberish"] if draw(st.integers(0, 9)) == 9 else [])
            )
        ),
        "valid_from": draw(st.sampled_from(BEGINS)),
        "valid_through": draw(st.sampled_from(ENDS)),
        "confidence": draw(st.sampled_from([None, None, 0, 0.1, 0.5, 1])),
    }
    if works and rater == "house":
        stated |= draw(st.sampled_from([{}, {"override": True}, {"override": True, "reason": "checked"}]))
    return {key: value for key, value in stated.items() if value is not None}


@st.composite
def _rated_world(draw: st.DrawFn) -> World:
    """A world in which a few subjects are rated by many, on days around ``DAY``."""
    organizations, publishers = draw(ids("o", 0, 3)), draw(ids("p", 1, 4))
    sources, pages = draw(ids("s", 1, 7)), draw(ids("g", 1, 5))
    owners = st.sampled_from([None, *organizations, "ghost"]) if organizations else st.none()
    flags, levels = st.sampled_from([None, None, False]), st.sampled_from([None, None, None, 1, 2, 4, 5])
    kinds = st.sampled_from([None, None, "platform"])
    stated = st.sampled_from([None] * 8 + ["ghost", "old0", "sub.fern.com", *publishers])
    urls = st.sampled_from([*ADDRESSES, *[None, "mailto:ann@fern.com"] * 8])
    dois = st.sampled_from([None, None, None, "10.1234/a", "10.1234/A", "10.1234/b"])
    own = [{}] * 12 + [{"level": 1}, {"level": 4, "reason": "seen"}, {"level": 2, "reason": "seen"}]
    world: World = {
        "organizations": [
            {"id": key, "level": draw(levels), "parent": draw(owners), "inherit": draw(flags)}
            for key in organizations
        ],
        "publishers": [
            {
                "id": key,
                "level": draw(levels),
                "kind": draw(kinds),
                "owned_by": draw(owners),
                "inherit": draw(flags),
                "former_ids": ["old0"] if key == "p0" else None,
                "places": draw(st.one_of(some(place(), 1, 2), some(place(), 0, 3))),
            }
            for key in publishers
        ],
        "sources": [
            {
                "id": key,
                "url": draw(urls),
                "publisher": draw(stated),
                "doi": draw(dois),
                "type": draw(st.sampled_from([None, "blog", "paper"])),
                **draw(st.sampled_from(own)),
            }
            for key in sources
        ],
        "pages": [{"id": key} for key in pages],
    }
    nodes = [f"organization:{key}" for key in organizations] + [f"publisher:{key}" for key in publishers] * 2
    nodes += [f"source:{key}" for key in sources] + ["doi:10.1234/a", "doi:10.1234/B", "publisher:ghost"]
    nodes += [one["url"] for one in world["sources"] if (one["url"] or "").startswith("https")]
    subjects = draw(some(st.sampled_from([*LISTED, *nodes]), 1, 4))
    raters = draw(some(st.sampled_from(SPEAKERS), 2, 7))
    world["ratings"] = draw(
        st.one_of(some(assertion(subjects, raters), 0, 14), some(assertion(subjects, raters), 8, 14))
    )
    characters = st.sampled_from([None, None, None, "supports", "disputes"])
    cites = st.fixed_dictionaries(
        {"citing": st.sampled_from(pages), "cited": st.sampled_from(sources), "character": characters}
    )
    world["citations"] = draw(st.lists(cites, max_size=10))
    return world


@st.composite
def _disputed_world(draw: st.DrawFn) -> World:
    """A publisher with a source, rated by many: now and then twice by one rater."""
    raters = st.sampled_from([one for one in VALUES if one not in ("house", "retraction-watch")])
    subjects = ["publisher:p0", "fern.com", "plat.net/lab"]
    ratings = [draw(assertion(subjects, [rater])) for rater in draw(some(raters, 1, 7))]
    again = [draw(st.sampled_from(ratings)) for _ in draw(some(st.none(), 0, 2))]
    ratings += [one | {"confidence": draw(st.sampled_from([None, 0.2, 0.9]))} for one in again]
    return {
        "publishers": [{"id": "p0", "places": subjects[1:]}],
        "sources": [{"id": "s0", "url": "https://fern.com/x"}],
        "ratings": ratings,
    }


@st.composite
def _side_by_side(draw: st.DrawFn, part: st.SearchStrategy[World], most: int) -> World:
    """Up to so many small worlds in one, which have nothing in common but the raters: one load rates them all."""
    world: World = {"raters": [one | {"weight": draw(st.sampled_from(WEIGHTS))} for one in OWN_RATERS]}
    world["raters"] += draw(st.sampled_from(BUILT_IN_RATERS))
    for number, one in enumerate(draw(some(part, 1, most))):
        for table, records in marked(one, number).items():
            world[table] = world.get(table, []) + records
    return without_nothing(world)


def rated_worlds(most: int = 6) -> st.SearchStrategy[World]:
    """Worlds of everything that a rating depends on."""
    return _side_by_side(_rated_world(), most)


def disputed_worlds(most: int = 8) -> st.SearchStrategy[World]:
    """Worlds in which many raters disagree on each publisher."""
    return _side_by_side(_disputed_world(), most)


def marked(world: World, number: int) -> World:
    """The same world under other names: hosts, ids and DOIs carry its number."""
    text = re.sub(r"\b(fern|fern-mirror|moss|Moss|plat)\.", rf"\g<1>{number}.", json.dumps(world))
    text = re.sub(r"\b(o|p|s|g|old)(\d)\b", rf"\g<1>{number}-\g<2>", text)
    other: World = json.loads(text.replace("10.1234/", f"10.1234/{number}"))
    return other


def without_nothing(world: World) -> World:
    """The world without fields that say nothing."""
    return {
        table: [{key: value for key, value in one.items() if value is not None} for one in records]
        for table, records in world.items()
    }


@st.composite
def policies(draw: st.DrawFn, aggregations: list[str] = AGGREGATIONS) -> kg.Policy:
    """A policy: how to aggregate, whom to leave out, what weighs how much."""
    raters = st.sampled_from([one for one in VALUES if one not in ("house", "retraction-watch")])
    return kg.Policy(
        aggregation=draw(st.sampled_from(aggregations)),
        low=draw(st.sampled_from([2, 2, 2, 1, 3])),
        priority=tuple(draw(st.lists(st.sampled_from(FAMILIES), max_size=3, unique=True))),
        weights=draw(st.dictionaries(raters, st.sampled_from([0, 0.1, 0.2, 0.3, 1, 2.5]), max_size=3)),
        without=tuple(draw(st.lists(st.sampled_from(sorted(VALUES)), max_size=1)))
        if draw(st.booleans())
        else (),
        type_priors=draw(st.sampled_from([{}, {}, {"blog": 2}, {"blog": 4, "paper": 5}])),
    )
