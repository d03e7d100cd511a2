"""Quads made in sections are the quads made at once, and give the same bytes."""

import itertools

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.exporters import rdf_files
from kg.exporters.rdf_files import export_rdf
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.rdf.extent import Citations, Detail, Extent
from kg.rdf.sections import Divided, boundaries
from kg.rdf.statements import quads, quads_in_sections
from tests.rdf.worlds import graph_of, hostile_world, rated_world, small_world

WORLDS = {"small": small_world(), "rated": rated_world(), "hostile": hostile_world(), "empty": graph_of({})}
WHOLE = Extent(Citations.REIFIED, Detail.ALL, Detail.ALL, measurements=True)
by_world = pytest.mark.parametrize("graph", WORLDS.values(), ids=list(WORLDS))


@by_world
@pytest.mark.parametrize(
    ("rows", "extent"),
    [(200, Extent()), (600, WHOLE), (300, Extent(without=("rater:house", "dataset")))],
    ids=["plain", "whole", "without"],
)
def test_sections_are_the_whole(
    graph: KnowledgeGraph, rows: int, extent: Extent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.rdf.sections._EVERY", 1)
    parts = list(quads_in_sections(graph, extent=extent, rows=rows))
    assert len(parts) > 1 or graph is WORLDS["empty"] or rows == 600
    assert pl.concat(parts).equals(quads(graph, extent=extent))
    ends = [(part["subject"][0], part["subject"][-1]) for part in parts]
    assert all(last < first for (_, last), (first, _) in itertools.pairwise(ends))


@by_world
@pytest.mark.parametrize("name", ["nq", "ttl", "trig"])
def test_the_bytes_are_the_same(graph: KnowledgeGraph, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = b"".join(export_rdf(graph, name))
    monkeypatch.setattr("kg.rdf.sections._EVERY", 1)
    monkeypatch.setattr(
        rdf_files, "quads_in_sections", lambda graph, **said: quads_in_sections(graph, **said, rows=400)
    )
    assert b"".join(export_rdf(graph, name)) == whole


TERMS = st.lists(st.none() | st.text("abc", max_size=2), max_size=30)


@settings(max_examples=50, deadline=None)
@given(TERMS, st.lists(st.text("abc", min_size=1, max_size=2), max_size=4, unique=True).map(sorted))
def test_every_row_falls_into_the_section_of_its_subject(terms: list[str | None], starts: list[str]) -> None:
    table = pl.DataFrame({"iri": terms}, schema={"iri": pl.String}).with_row_index("row")
    divided = Divided(table, "iri", pl.Series(starts, dtype=pl.String))
    found = [divided.section(number) for number in range(len(starts) + 1)]
    assert sorted(pl.concat(found)["row"].to_list()) == list(range(len(terms)))
    for number, part in enumerate(found):
        for term in part["iri"].drop_nulls():
            assert number == sum(start <= term for start in starts)


def test_sections_are_about_even() -> None:
    subjects = pl.Series([f"{number:05}" for number in range(64_000)])
    starts = boundaries([(subjects, 3), (subjects.head(32_000), 6)], 38_400)
    rows = pl.concat([subjects] * 3 + [subjects.head(32_000)] * 6)
    sizes = [Divided(rows.to_frame("iri"), "iri", starts).section(n).height for n in range(len(starts) + 1)]
    assert len(sizes) == 11
    assert max(sizes) < 1.2 * 384_000 / 11
