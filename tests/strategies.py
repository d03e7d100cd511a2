"""Hypothesis strategies: random small worlds, in the words of the own tables."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

HOSTS = ["a.com", "b.com", "sub.a.com", "www.a.com", "deep.sub.a.com", "c.org", "plat.net", "x.plat.net"]
PATHS = ["", "/x", "/x/", "/x/y", "/lab", "/lab/1", "/laboratory"]
PLACES = ["a.com", "sub.a.com", "b.com", "a.com/x", "plat.net", "plat.net/lab", "x.plat.net", "c.org/x/y"]
LEVELS = st.one_of(st.none(), st.integers(1, 5))


def _ids(prefix: str, least: int, most: int) -> st.SearchStrategy[list[str]]:
    return st.integers(least, most).map(lambda number: [f"{prefix}{index}" for index in range(number)])


@st.composite
def worlds(draw: st.DrawFn, *, platforms: bool = True) -> dict[str, list[dict[str, Any]]]:
    """A world with cycles, duplicates, source-to-source citations, stated and missing publishers."""
    organizations = draw(_ids("o", 0, 3))
    publishers = draw(_ids("p", 0, 4))
    sources = draw(_ids("s", 1, 7))
    pages = draw(_ids("g", 1, 5))
    places = draw(st.permutations(PLACES))
    owners = st.one_of(st.none(), st.sampled_from(organizations)) if organizations else st.none()
    kinds = st.sampled_from([None, None, "platform"]) if platforms else st.none()
    addresses = st.builds(
        lambda host, path: f"https://{host}{path}", st.sampled_from(HOSTS), st.sampled_from(PATHS)
    )
    flags = st.sampled_from([None, None, False])
    stated = st.sampled_from([None, None, "nobody", *publishers])
    nodes = [f"page:{page}" for page in pages] + [f"source:{source}" for source in sources]
    characters = st.sampled_from([None, None, None, "supports", "disputes", "refutes"])
    cites = st.fixed_dictionaries(
        {
            "citing": st.sampled_from(nodes),
            "cited": st.sampled_from(nodes),
            "character": characters,
            "claim": st.sampled_from([None, None, "x", "y"]),
        }
    )
    links = st.fixed_dictionaries({"page": st.sampled_from(pages), "target": st.sampled_from(pages)})
    return {
        "organizations": [
            {"id": key, "level": draw(LEVELS), "parent": draw(owners), "inherit": draw(flags)}
            for key in organizations
        ],
        "publishers": [
            {
                "id": key,
                "level": draw(LEVELS),
                "kind": draw(kinds),
                "owned_by": draw(owners),
                "inherit": draw(flags),
                "places": [places[2 * index], places[2 * index + 1]],
            }
            for index, key in enumerate(publishers)
        ],
        "sources": [
            {
                "id": key,
                "url": draw(st.one_of(st.none(), addresses, addresses, addresses)),
                "publisher": draw(stated),
                "doi": draw(st.sampled_from([None, None, None, "10.1/a", "10.1/b"])),
                **draw(
                    st.sampled_from(
                        [{}, {}, {}, {"level": 1, "reason": "seen"}, {"level": 4, "reason": "seen"}]
                    )
                ),
            }
            for key in sources
        ],
        "pages": [{"id": key} for key in pages],
        "citations": draw(st.lists(cites, max_size=14)),
        "links": draw(st.lists(links, max_size=6)),
    }
