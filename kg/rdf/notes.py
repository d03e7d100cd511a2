"""What ``auto`` leaves out of a graph, in words."""

from __future__ import annotations

from kg.graph.knowledge_graph import KnowledgeGraph
from kg.rdf.citations import number_carrying
from kg.rdf.edges import recorded_citations
from kg.rdf.extent import MOST_NODES, MOST_SENTENCES, Citations, Detail, Extent
from kg.rdf.steps import number_of_steps


def left_out(graph: KnowledgeGraph, extent: Extent) -> list[str]:
    """Return what is too much to be said of itself, with the option that says it.

    >>> import kg
    >>> left_out(kg.load("seeds"), Extent())
    []
    """
    size = graph.effective.height
    notes = []
    if extent.citations is Citations.AUTO and graph.corpus["citations"].height > MOST_NODES:
        number = number_carrying(recorded_citations(graph))
        if number > MOST_NODES:
            notes.append(f"{number:,} citations are said directly only; --citations reified makes them nodes")
    if extent.steps is Detail.AUTO and size > MOST_NODES // 10:
        number = number_of_steps(graph, extent.steps)
        if number > MOST_NODES:
            notes.append(f"{number:,} steps are left out; --steps all says them")
    if extent.explanations is Detail.AUTO and size > MOST_SENTENCES:
        notes.append(f"{size:,} explanations are left out; --explanations all says them")
    return notes
