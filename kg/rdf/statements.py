"""The one mapping: which column of which table is said as which statement, in which graph."""

from __future__ import annotations

import numpy as np
import polars as pl

from kg.analysis.exposure import measure_exposure
from kg.errors import ExportError, nearest
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.rdf.assertions import assertion_table, input_table
from kg.rdf.conclusions import conclusion_tables
from kg.rdf.edges import edge_tables
from kg.rdf.extent import Extent
from kg.rdf.literals import terms_of
from kg.rdf.nodes import node_tables
from kg.rdf.provenance import graph_names, provenance_tables, run_id
from kg.rdf.said_of_conclusions import OF_CONCLUSIONS, OF_PROVENANCE
from kg.rdf.said_of_records import OF_RECORDS
from kg.rdf.statement import Statement
from kg.rdf.terms import expand

QUAD = ("subject", "predicate", "object", "graph")


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
        ``extent.without`` names no graph, or an id cannot stand in an IRI.

    >>> from kg.graph.builder import build_graph
    >>> from kg.model.corpus import Corpus
    >>> from kg.ratings.effective import rate
    >>> corpus = Corpus.of({"pages": pl.DataFrame({"id": ["p"], "title": ["A page"]})})
    >>> said = quads(build_graph(corpus, rate(corpus)))
    >>> said.filter(pl.col("object") == '"A page"')["subject"].item()
    '<https://w3id.org/credibility-kg/id/page/p>'
    """
    base = graph.corpus.settings.base
    extent = extent or Extent()
    left_out = _left_out(graph, extent)
    tables = _tables(graph, measure_exposure(graph) if exposure is None else exposure, base, extent)
    names = graph_names(graph, base)
    wanted = [said for said in STATEMENTS if said.graph not in left_out]
    parts = [(said, _said_by(said, tables[said.table], base)) for said in wanted]
    parts = [(said, rows) for said, rows in parts if rows.height]
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


def _left_out(graph: KnowledgeGraph, extent: Extent) -> set[str]:
    """Return the sorts of graphs that are left out."""
    named = {graph.corpus.settings.dataset: "asserted", run_id(graph): "derived", "derived": "derived"}
    known = {"asserted": "asserted", **named, "dataset": "dataset"}
    for name in extent.without:
        if name not in known:
            close = nearest(name, known)
            hint = f"Did you mean {close!r}?" if close else f"Graphs are {', '.join(known)}."
            raise ExportError(f"there is no graph {name!r} to leave out", hint=hint)
    return {known[name] for name in extent.without}


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


def _known(subjects: pl.Series, objects: pl.Series) -> pl.DataFrame:
    """Return the rows that have both."""
    rows = pl.DataFrame([subjects.alias("subject"), objects.alias("object")])
    return rows.drop_nulls() if subjects.null_count() or objects.null_count() else rows
