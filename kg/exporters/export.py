"""Export a graph: the format told by the suffix or by name, each file wholly old or wholly new."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath

from kg.errors import ExportError, nearest
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.model.ids import NodeId
from kg.plugins import plugins

FORMATS = ("csv", "gexf", "graphml", "html", "jsonld", "nq", "nt", "parquet", "trig", "ttl")
TABLES = "tables"
"""The format of a target that ends in ``/``: a folder with every table."""


def export(
    graph: KnowledgeGraph,
    target: str | PurePath,
    *,
    format: str | None = None,
    around: NodeId | None = None,
) -> list[str]:
    """Write a graph to a file, or every table of it into a folder, and return what a reader should know.

    Parameters
    ----------
    graph : KnowledgeGraph
        The graph.
    target : path
        A file; a text that ends in ``/`` is a folder for every table.
    format : str, optional
        One of ``FORMATS``, or of an installed plugin; by default told by the suffix.
    around : NodeId, optional
        For ``html``: whose neighbourhood; by default that of the most exposed page.

    Returns
    -------
    list of str
        Notices: characters that the format forbids and that were removed.

    Raises
    ------
    ExportError
        There is no such format, or the place cannot be written.

    >>> import kg, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     kg.export(kg.load("seeds"), f"{folder}/graph.nt")
    []
    """
    from kg.readers.atomic import write_atomically

    name = format_of(str(target), format)
    if name == TABLES:
        from kg.exporters.tables import write_tables

        write_tables(graph, target, parquet=format == "parquet")
        return []
    content, notices = _made(graph, name, around)
    write_atomically(target, content)
    return notices


def format_of(target: str, format: str | None) -> str:
    """Return the name of the format of a target.

    >>> format_of("graph.ttl", None), format_of("-", "nt"), format_of("tables/", None)
    ('ttl', 'nt', 'tables')
    >>> format_of("graph.tll", None)
    Traceback (most recent call last):
    kg.errors.ExportError: graph.tll: no format has the suffix 'tll'. Did you mean 'ttl'?
    """
    if target.endswith("/") and format in (None, "csv", "parquet"):
        return TABLES
    name = (format or PurePath(target).suffix.removeprefix(".")).lower()
    known = {**dict.fromkeys(FORMATS), **(plugins("kg.exporters") if name not in FORMATS else {})}
    if name in known:
        return name
    close = nearest(name, known)
    hint = f"Did you mean {close!r}?" if close else f"Known are {', '.join(known)}; say --as FORMAT."
    what = f"there is no format {name!r}" if format else f"no format has the suffix {name!r}"
    raise ExportError(what, where=target, hint=hint)


def export_bytes(graph: KnowledgeGraph, format: str, *, around: NodeId | None = None) -> bytes:
    """Return a graph in a format, as bytes.

    >>> import kg
    >>> export_bytes(kg.load("seeds"), "csv").splitlines()[0][:18]
    b'page,verdict,cited'
    """
    return _made(graph, format, around)[0]


def _made(graph: KnowledgeGraph, name: str, around: NodeId | None) -> tuple[bytes, list[str]]:
    makers: dict[str, Callable[[], tuple[bytes, list[str]]]] = {
        "csv": lambda: (_table(graph, name), []),
        "parquet": lambda: (_table(graph, name), []),
        "html": lambda: (_html(graph, around), []),
        "graphml": lambda: _xml(graph, name),
        "gexf": lambda: _xml(graph, name),
    }
    if name in makers:
        return makers[name]()
    if name in FORMATS:
        from kg.exporters.rdf_files import export_rdf

        return b"".join(export_rdf(graph, name)), []
    return plugins("kg.exporters")[name](graph), []


def _table(graph: KnowledgeGraph, name: str) -> bytes:
    from kg.analysis.exposure import measure_exposure
    from kg.exporters.tables import csv_bytes, parquet_bytes

    return (csv_bytes if name == "csv" else parquet_bytes)(measure_exposure(graph))


def _xml(graph: KnowledgeGraph, name: str) -> tuple[bytes, list[str]]:
    from kg.exporters.networkx import to_gexf, to_graphml

    made = (to_gexf if name == "gexf" else to_graphml)(graph)
    notices = [f"{made.removed} characters that XML forbids were removed"] if made.removed else []
    return made.content, notices


def _html(graph: KnowledgeGraph, around: NodeId | None) -> bytes:
    from kg.analysis.exposure import measure_exposure
    from kg.exporters.pyvis import neighbourhood_html

    if around is None:
        exposed = measure_exposure(graph)["page"]
        if exposed.is_empty():
            raise ExportError("the graph has no page to draw around", hint="Say --around NODE.")
        around = NodeId.page(exposed[0])
    return neighbourhood_html(graph, around)
