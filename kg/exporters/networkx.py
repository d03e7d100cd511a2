"""networkx for those who compute, GraphML and GEXF for Gephi and its kin."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import Any

import networkx
import polars as pl
from networkx.readwrite.gexf import GEXFWriter

from kg.analysis.exposure import measure_exposure
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.views.facts import edge_facts, node_facts

_NODE = ("kind", "title", "level", "basis", "why", "publisher", "url", "type", "work")
_FIGURES = (
    "cited",
    "rated",
    "low",
    "sources",
    "low_share",
    "low_share_upper",
    "coverage",
    "hops",
    "score",
)
_NOT_IN_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class XmlExport:
    """A file in an XML format, and how many characters were left out because XML cannot carry them."""

    content: bytes
    removed: int


def to_networkx(graph: KnowledgeGraph) -> networkx.DiGraph[str]:
    """Return the graph as a networkx ``DiGraph``: pages, sources, publishers and organizations by node id.

    Nodes have ``kind, title, level, basis, why, publisher, url, type, work``, pages the figures of
    exposure besides. An attribute without a value is absent: a source without ``level`` is unrated.
    Edges have ``kind``: ``cites`` (in support, between pages and works), ``links``, ``published-by``,
    ``owned-by``. Where a page both cites and links a page, the edge is ``cites`` with ``also="links"``.

    >>> import kg
    >>> to_networkx(kg.load("seeds")).is_directed()
    True
    """
    drawn: networkx.DiGraph[str] = networkx.DiGraph()
    facts = node_facts(graph)
    figures = measure_exposure(graph).select(("page:" + pl.col("page")).alias("node"), *_FIGURES)
    whole = facts.join(figures, on="node", how="left", maintain_order="left")
    for fact in whole.filter(pl.col("kind") != "rater").iter_rows(named=True):
        values = {name: fact[name] for name in (*_NODE, *_FIGURES)}
        drawn.add_node(fact["node"], **{name: value for name, value in values.items() if _is_said(value)})
    names = facts["node"].to_list()
    for tail, head, kind in edge_facts(graph).iter_rows():
        if drawn.has_edge(names[tail], names[head]):
            drawn.edges[names[tail], names[head]]["also"] = kind
        else:
            drawn.add_edge(names[tail], names[head], kind=kind)
    return drawn


def to_graphml(graph: KnowledgeGraph) -> XmlExport:
    """Return the graph as GraphML; no date inside, the same bytes each time.

    >>> import kg
    >>> to_graphml(kg.load("seeds")).content[:5]
    b'<?xml'
    """
    drawn, removed = _for_xml(to_networkx(graph))
    buffer = io.BytesIO()
    # The plain writer, as the other one is taken only where lxml is installed and writes other bytes.
    networkx.write_graphml_xml(drawn, buffer)
    return XmlExport(buffer.getvalue() + b"\n", removed)


def to_gexf(graph: KnowledgeGraph) -> XmlExport:
    """Return the graph as GEXF 1.2, labelled by title; no date inside, the same bytes each time.

    >>> import kg
    >>> to_gexf(kg.load("seeds")).removed
    0
    """
    drawn, removed = _for_xml(to_networkx(graph))
    for node, attributes in drawn.nodes.items():
        attributes["label"] = attributes.get("title", node)
    writer = GEXFWriter(encoding="utf-8", prettyprint=True, version="1.2draft")
    writer.add_graph(drawn)
    meta = writer.xml.find("meta")
    del meta.attrib["lastmodifieddate"]
    meta.find("creator").text = "kg"
    buffer = io.BytesIO()
    writer.write(buffer)
    return XmlExport(buffer.getvalue() + b"\n", removed)


def _is_said(value: Any) -> bool:
    return value is not None and value != ""


def _for_xml(drawn: networkx.DiGraph[str]) -> tuple[networkx.DiGraph[str], int]:
    """Return a graph without the characters that XML cannot carry, and their number.

    Two ids that would then be one stay apart: the later gets ``~2``, ``~3`` and so on.
    """
    removed = 0

    def clean(text: str) -> str:
        nonlocal removed
        kept, dropped = _NOT_IN_XML.subn("", text)
        removed += dropped
        return kept

    fit: networkx.DiGraph[str] = networkx.DiGraph()
    names: dict[str, str] = {}
    taken = {node for node in drawn if not _NOT_IN_XML.search(node)}
    for node, attributes in drawn.nodes.items():
        names[node] = node if node in taken else _free(clean(node), taken)
        values = {
            name: clean(value) if isinstance(value, str) else value for name, value in attributes.items()
        }
        fit.add_node(names[node], **{name: value for name, value in values.items() if _is_said(value)})
    for tail, head, attributes in drawn.edges(data=True):
        fit.add_edge(names[tail], names[head], **attributes)
    return fit, removed


def _free(name: str, taken: set[str]) -> str:
    """Return the name, numbered if it is taken, and take it."""
    free, number = name, 1
    while free in taken:
        number += 1
        free = f"{name}~{number}"
    taken.add(free)
    return free
