"""The one mapping: which column of which table is said as which statement, in which graph."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import polars as pl

from kg.analysis.exposure import measure_exposure
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.rdf.assertions import assertion_table, input_table
from kg.rdf.conclusions import conclusion_tables
from kg.rdf.edges import edge_tables
from kg.rdf.extent import Extent
from kg.rdf.literals import terms_of
from kg.rdf.nodes import node_tables
from kg.rdf.omissions import gone_with, omissions_of
from kg.rdf.provenance import graph_names, provenance_tables
from kg.rdf.said_of_conclusions import OF_CONCLUSIONS, OF_PROVENANCE
from kg.rdf.said_of_records import OF_RECORDS
from kg.rdf.sections import Divided, boundaries
from kg.rdf.statement import Statement
from kg.rdf.terms import expand

QUAD = ("subject", "predicate", "object", "graph")
_SECTION = 500_000

STATEMENTS: tuple[Statement, ...] = (*OF_RECORDS, *OF_CONCLUSIONS, *OF_PROVENANCE)
"""Everything that is said, in one table."""


def quads(
    graph: KnowledgeGraph, *, exposure: pl.DataFrame | None = None, extent: Extent | None = None
) -> pl.DataFrame:
    """Return all that a graph says, as terms of N-Triples.

    Parameters
    ----------
    graph : KnowledgeGraph
        The graph.
    exposure : DataFrame, optional
        What `kg.measure_exposure` gave; measured by the graph's policy if it is not given.
    extent : Extent, optional
        How much is said of what costs many statements.

    Returns
    -------
    DataFrame
        Columns ``subject, predicate, object, graph``, distinct and sorted in that order by code point, so that
        each is the line it gives in N-Quads.

    Raises
    ------
    ExportError
        ``extent.without`` names no graph and no rater, or an id cannot stand in an IRI.

    >>> from kg.graph.builder import build_graph
    >>> from kg.model.corpus import Corpus
    >>> from kg.ratings.effective import rate
    >>> corpus = Corpus.of({"pages": pl.DataFrame({"id": ["p"], "title": ["A page"]})})
    >>> said = quads(build_graph(corpus, rate(corpus)))
    >>> said.filter(pl.col("object") == '"A page"')["subject"].item()
    '<https://w3id.org/credibility-kg/id/page/p>'
    """
    return all_quads(quads_in_sections(graph, exposure=exposure, extent=extent))


def all_quads(sections: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Return sections as one table.

    >>> all_quads([]).columns
    ['subject', 'predicate', 'object', 'graph']
    """
    return pl.concat([pl.DataFrame(schema=dict.fromkeys(QUAD, pl.String)), *sections])


def quads_in_sections(
    graph: KnowledgeGraph,
    *,
    exposure: pl.DataFrame | None = None,
    extent: Extent | None = None,
    rows: int = _SECTION,
) -> Iterator[pl.DataFrame]:
    """Return what `quads` does in sections of about so many rows: whole subjects, one after another in its order.

    Only one section is made at a time, so ten million quads cost little more than what they are made of.

    >>> import kg
    >>> graph = kg.load("examples/evidence")
    >>> parts = list(quads_in_sections(graph, rows=100))
    >>> len(parts) > 3, pl.concat(parts).equals(quads(graph))
    (True, True)
    """
    base = graph.corpus.settings.base
    extent = extent or Extent()
    omitted = omissions_of(graph, extent)
    tables = _tables(graph, measure_exposure(graph) if exposure is None else exposure, base, extent)
    gone = gone_with(omitted.raters, graph, tables, base) if omitted.raters else None
    names = graph_names(graph, base)
    wanted = [said for said in STATEMENTS if said.graph not in omitted.graphs]
    number = Counter((said.table, said.subject) for said in wanted)
    starts = boundaries([(tables[table][subject], times) for (table, subject), times in number.items()], rows)
    return _sections(wanted, tables, starts, names=names, gone=gone, base=base)


def _sections(
    wanted: Sequence[Statement],
    tables: dict[str, pl.DataFrame],
    starts: pl.Series,
    *,
    names: dict[str, str],
    gone: pl.Series | None,
    base: str,
) -> Iterator[pl.DataFrame]:
    keys = dict.fromkeys((said.table, said.subject) for said in wanted)
    divided = {key: Divided(tables[key[0]], key[1], starts) for key in keys}
    for section in range(len(starts) + 1):
        held = {key: one.section(section) for key, one in divided.items()}
        said = [(one, _less(_said_by(one, held[one.table, one.subject], base), gone)) for one in wanted]
        whole = _sorted([(one, found) for one, found in said if found.height], names, base)
        if whole.height:
            yield whole


def _sorted(parts: list[tuple[Statement, pl.DataFrame]], names: dict[str, str], base: str) -> pl.DataFrame:
    """Return what statements say as quads, distinct and sorted."""
    if not parts:
        return pl.DataFrame(schema=dict.fromkeys(QUAD, pl.String))
    owner = np.repeat(np.arange(len(parts)), [rows.height for _, rows in parts])
    whole = pl.concat([rows for _, rows in parts]).with_columns(
        pl.Series([expand(said.predicate, base) for said, _ in parts]).gather(owner).alias("predicate"),
        pl.Series([names[said.graph] for said, _ in parts]).gather(owner).alias("graph"),
    )
    ordered = whole.select(QUAD).sort(QUAD)
    return ordered.filter(
        pl.any_horizontal(pl.col(name).ne_missing(pl.col(name).shift(1)) for name in reversed(QUAD))
    )


def _tables(
    graph: KnowledgeGraph, exposure: pl.DataFrame, base: str, extent: Extent
) -> dict[str, pl.DataFrame]:
    assertions = assertion_table(graph, base)
    inputs = input_table(graph, base)
    return {
        **node_tables(graph, base),
        **edge_tables(graph, base, extent),
        "assertions": assertions,
        **conclusion_tables(graph, exposure, assertions, base, extent),
        **provenance_tables(graph, inputs, base),
    }


def _said_by(statement: Statement, table: pl.DataFrame, base: str) -> pl.DataFrame:
    """Return the subjects and objects of one statement, as terms."""
    subjects = table[statement.subject]
    if statement.kind is None:
        return _known(subjects, pl.Series([expand(statement.object, base)]).new_from_index(0, len(subjects)))
    values = table[statement.object]
    if values.dtype == pl.List:
        rows = pl.DataFrame({"subject": subjects, "object": values}).explode("object")
        subjects, values = rows["subject"], rows["object"]
    known = _known(subjects, values)
    if known.is_empty():
        return pl.DataFrame(schema={"subject": pl.String, "object": pl.String})
    return _known(known["subject"], terms_of(known["object"], statement.kind))


def _less(rows: pl.DataFrame, gone: pl.Series | None) -> pl.DataFrame:
    """Return the rows of which neither subject nor object is gone."""
    if gone is None:
        return rows
    terms = gone.implode()
    return rows.filter(~pl.col("subject").is_in(terms) & ~pl.col("object").is_in(terms))


def _known(subjects: pl.Series, objects: pl.Series) -> pl.DataFrame:
    """Return the rows that have both."""
    rows = pl.DataFrame([subjects.alias("subject"), objects.alias("object")])
    return rows.drop_nulls() if subjects.null_count() or objects.null_count() else rows
