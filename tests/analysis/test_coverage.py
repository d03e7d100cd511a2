"""What to rate next, counted by hand on a small world; the worklist, filled in, reads back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import kg
from kg.analysis.coverage import as_assertions, coverage_worklist
from kg.views.rows import as_csv
from tests.worlds import graph_of, write_world

WORLD: dict[str, Any] = {
    "publishers": [
        {"id": "rated", "places": ["rated.org"], "level": 4},
        {"id": "mute", "places": ["mute.org"]},
        {"id": "host", "places": ["host.net"], "kind": "platform"},
    ],
    "sources": [
        {"id": "a", "url": "https://www.one.org/1"},
        {"id": "b", "url": "https://one.org/2"},
        {"id": "c", "url": "https://mute.org/3"},
        {"id": "d", "url": "https://rated.org/4"},
        {"id": "e", "url": "https://host.net/5"},
        {"id": "f", "title": "no address"},
        {"id": "g", "url": "https://doi.org/10.1000/x"},
        {"id": "h", "url": "https://lonely.org/"},
    ],
    "pages": [{"id": "p"}, {"id": "q"}],
    "citations": [
        {"citing": "p", "cited": "a", "claim": "x"},
        {"citing": "p", "cited": "b", "claim": "x"},
        {"citing": "q", "cited": "b", "claim": "y"},
        {"citing": "q", "cited": "c"},
        {"citing": "q", "cited": "e", "character": "disputes"},
        {"citing": "source:d", "cited": "c"},
        {"citing": "p", "cited": "d"},
        {"citing": "p", "cited": "f"},
        {"citing": "p", "cited": "g"},
    ],
}


def test_subjects_are_ranked_by_the_pages_and_claims_that_cite_them() -> None:
    found = coverage_worklist(graph_of(WORLD)).select("subject", "pages", "claims", "sources").rows()
    assert found == [
        ("one.org", 2, 2, 2),
        ("publisher:mute", 1, 0, 1),
        ("lonely.org", 0, 0, 1),
        ("publisher:host", 0, 0, 1),
    ]


def test_a_worklist_reads_back_and_what_is_filled_in_counts(tmp_path: Path) -> None:
    graph = kg.load(write_world(WORLD, tmp_path))
    text = as_csv(as_assertions(coverage_worklist(graph), graph)).decode()
    (tmp_path / "ratings-to-do.csv").write_text(text.replace("one.org,house,", "one.org,house,2"), "utf-8")
    again = kg.load(tmp_path)
    levels = dict(again.effective.select("id", "level").iter_rows())
    assert (levels["a"], levels["b"], levels["c"]) == (2, 2, None)
    notes = kg.lint(again).filter(kg.lint(again)["kind"] == "unfilled-rating")["message"].to_list()
    assert notes == ["3 rows without a value, the first for publisher:mute"]
