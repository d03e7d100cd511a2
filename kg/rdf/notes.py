"""What ``auto`` leaves out of a graph, in words."""

from __future__ import annotations

from kg.graph.knowledge_graph import KnowledgeGraph
from kg.rdf.citations import number_carrying
from kg.rdf.edges import recorded_citations
from kg.rdf.extent import MOST_NODES, MOST_SENTENCES, Citations, Detail, Extent
from kg.rdf.omissions import omissions_of, resting_on
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
    return notes + resting(graph, extent)


def resting(graph: KnowledgeGraph, extent: Extent) -> list[str]:
    """Return that conclusions are said which rest on raters that are left out.

    >>> import kg
    >>> resting(kg.load("examples/evidence"), Extent(without=("rater:house", "derived")))
    []
    """
    omitted = omissions_of(graph, extent)
    number = resting_on(graph, omitted.raters) if omitted.raters and "derived" not in omitted.graphs else 0
    if not number:
        return []
    whose = " and ".join(f"rater:{key}" for key in sorted(omitted.raters))
    what = "effective rating rests" if number == 1 else "effective ratings rest"
    return [f"{number:,} {what} on {whose} all the same; --without derived leaves out what follows"]
