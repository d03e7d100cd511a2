"""Small worlds for the exporters: one that is ordinary, one that is hostile, one that is too wide."""

import datetime
from typing import Any

import polars as pl

from kg.graph.builder import build_graph
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.model.corpus import Corpus
from kg.ratings.effective import rate

DAY = datetime.date(2026, 1, 1)

HOSTILE = (
    "<img src=x onerror=window.ran=1>",
    "</script><script>window.ran=2</script>",
    '"><svg onload="window.ran=3">',
    "{{ 7*7 }}{% raw %}\u2028'-window.ran=4-'",
    "<!--<script>",
)


def graph_of(**tables: list[dict[str, Any]]) -> KnowledgeGraph:
    """The graph of tables given as rows."""
    frames = {}
    for name, rows in tables.items():
        columns = {key: [row.get(key) for row in rows] for row in rows for key in row}
        frames[name] = pl.DataFrame(columns).with_columns(pl.lit("test:1").alias("origin"))
    corpus = Corpus.of(frames)
    return build_graph(corpus, rate(corpus, as_of=DAY))


def rated(subject: str, value: int, rater: str = "house") -> dict[str, Any]:
    return {"subject": subject, "rater": rater, "value": str(value)}


def ordinary() -> KnowledgeGraph:
    """Pages p and q; p cites a low source, a high one, an unrated one and one through its owner; r links to p."""
    return graph_of(
        pages=[
            {"id": "p", "title": "Page P"},
            {"id": "q", "title": "Page Q"},
            {"id": "r", "title": "Page R"},
        ],
        sources=[
            {"id": "low", "title": "A low source", "url": "https://tabloid.example/x", "type": "news"},
            {"id": "high", "title": "A high source", "url": "https://journal.example/y"},
            {"id": "owned", "title": "An owned source", "url": "https://quiet.example/z"},
            {"id": "bare", "title": "An unrated source", "url": "https://nobody.example/"},
            {"id": "twin", "title": "The high source again", "url": "http://www.journal.example/y/"},
        ],
        publishers=[
            {"id": "tabloid", "name": "The Tabloid"},
            {"id": "journal", "name": "Journal", "owned_by": "house-of"},
            {"id": "quiet", "name": "Quiet", "owned_by": "house-of"},
        ],
        places=[
            {"publisher": "tabloid", "host": "tabloid.example"},
            {"publisher": "journal", "host": "journal.example"},
            {"publisher": "quiet", "host": "quiet.example"},
        ],
        organizations=[
            {"id": "house-of", "name": "House of Papers", "parent": "holding"},
            {"id": "holding", "name": "Holding", "parent": None},
        ],
        citations=[
            {"citing": f"page:{page}", "cited": f"source:{source}"}
            for page, source in [
                ("p", "low"),
                ("p", "high"),
                ("p", "owned"),
                ("p", "bare"),
                ("q", "twin"),
                ("q", "low"),
            ]
        ],
        links=[{"page": "r", "target": "p"}, {"page": "p", "target": "q"}],
        ratings=[
            rated("publisher:tabloid", 1),
            rated("publisher:journal", 4),
            rated("organization:house-of", 3),
        ],
    )


def hostile() -> KnowledgeGraph:
    """Every text that reaches the page tries to run."""
    return graph_of(
        pages=[{"id": HOSTILE[0], "title": HOSTILE[1], "type": HOSTILE[2]}],
        sources=[
            {"id": f"{number}{text}", "title": text, "url": url, "publisher": HOSTILE[2], "type": text}
            for number, (text, url) in enumerate(
                zip(
                    HOSTILE,
                    [
                        "javascript:window.ran=5",
                        "data:text/html,<script>window.ran=6</script>",
                        'https://a.example/"onmouseover="window.ran=7',
                        " java\nscript:window.ran=8",
                        "https://b.example/'><img src=x onerror=window.ran=9>",
                    ],
                    strict=True,
                )
            )
        ],
        publishers=[{"id": HOSTILE[2], "name": HOSTILE[0], "owned_by": HOSTILE[3]}],
        organizations=[{"id": HOSTILE[3], "name": HOSTILE[4], "url": "javascript:window.ran=10"}],
        citations=[
            {"citing": f"page:{HOSTILE[0]}", "cited": f"source:{number}{text}"}
            for number, text in enumerate(HOSTILE)
        ],
        ratings=[rated(f"publisher:{HOSTILE[2]}", 2)],
    )


def wide(sources: int) -> KnowledgeGraph:
    """One page that cites many sources of two publishers, the last of them low."""
    return graph_of(
        pages=[{"id": "p", "title": "A page that cites a lot"}],
        sources=[
            {
                "id": f"s{number:04}",
                "title": f"Source {number}",
                "publisher": "a" if number < sources - 1 else "b",
            }
            for number in range(sources)
        ],
        publishers=[{"id": "a", "name": "A"}, {"id": "b", "name": "B"}],
        citations=[{"citing": "page:p", "cited": f"source:s{number:04}"} for number in range(sources)],
        ratings=[rated("publisher:a", 4), rated("publisher:b", 1)],
    )
