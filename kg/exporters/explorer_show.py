"""A neighbourhood for a notebook: the page of `kg.exporters.pyvis` in a frame of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape

from kg.exporters.pyvis import neighbourhood_html
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.model.ids import NodeId


@dataclass(frozen=True, slots=True)
class Shown:
    """A page that a notebook displays in a frame; ``html`` is the page itself."""

    html: str = field(repr=False)
    height: int = 640

    def _repr_html_(self) -> str:
        """Return the frame; what stands in it runs without the rights of the notebook."""
        page = escape(self.html, quote=True)
        return (
            f'<iframe srcdoc="{page}" sandbox="allow-scripts" title="Neighbourhood" '
            f'width="100%" height="{self.height}"></iframe>'
        )


def show(graph: KnowledgeGraph, *, around: NodeId, depth: int = 1, height: int = 640) -> Shown:
    """Return the neighbourhood of a node for a cell of a notebook.

    Parameters
    ----------
    graph : KnowledgeGraph
        The graph.
    around : NodeId
        The node in the middle.
    depth : int
        How many steps to go; publishers and owners come along.
    height : int
        The height of the frame in pixels.

    Raises
    ------
    UnknownNodeError
        There is no such node.
    ExportError
        ``depth`` is below 1, or the node is a rater.

    >>> import kg
    >>> show(kg.load("seeds"), around=kg.NodeId.page("openai"))
    Shown(height=640)
    """
    return Shown(neighbourhood_html(graph, around, depth=depth).decode(), height)
