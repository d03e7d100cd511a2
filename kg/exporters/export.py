"""Export a graph: the format told by the suffix or by name, each file wholly old or wholly new."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import PurePath
from typing import TYPE_CHECKING

from kg.errors import ExportError, nearest
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.model.ids import NodeId
from kg.plugins import plugins

if TYPE_CHECKING:
    from kg.rdf.extent import Extent

FORMATS = ("csv", "gexf", "graphml", "html", "jsonld", "nq", "nt", "parquet", "rdf", "trig", "ttl")
VIEWS = ("ocdm", "reviews")
"""Formats that no suffix tells: ``ocdm`` in the syntax of the suffix, ``reviews`` as JSON-LD."""
LINKED_DATA = "linked-data"
"""The format of a folder with a page for each IRI."""
TABLES = "tables"
"""The format of a target that ends in ``/``: a folder with every table."""


def export(
    graph: KnowledgeGraph,
    target: str | PurePath,
    *,
    format: str | None = None,
    around: NodeId | None = None,
    extent: Extent | None = None,
) -> list[str]:
    """Write a graph to a file, or every table of it into a folder, and return what a reader should know.

    Parameters
    ----------
    graph : KnowledgeGraph
        The graph.
    target : path
        A file, packed if it ends in ``.gz`` or ``.zst``; a text that ends in ``/`` is a folder for every table.
    format : str, optional
        One of ``FORMATS`` or ``VIEWS``, or of an installed plugin; by default told by the suffix.
    around : NodeId, optional
        For ``html``: whose neighbourhood; by default the whole graph, as the offline explorer.
    extent : Extent, optional
        For RDF: how much is said.

    Returns
    -------
    list of str
        Notices: what was left out for its size, characters that the format forbids and that were removed.

    Raises
    ------
    ExportError
        There is no such format, or the place cannot be written.

    >>> import kg, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     kg.export(kg.load("seeds"), f"{folder}/graph.nt")
    []
    """
    from kg.exporters.compression import packed, without_packing
    from kg.readers.atomic import write_atomically

    name = format_of(str(target), format)
    if name == TABLES:
        from kg.exporters.tables import write_tables

        write_tables(graph, target, parquet=format == "parquet")
        return []
    if name == LINKED_DATA:
        from kg.exporters.linked_data import write_linked_data

        return write_linked_data(graph, target, extent=extent)
    bare, packing = without_packing(str(target))
    content, notices = _made(graph, name, around, extent, PurePath(bare).suffix)
    write_atomically(target, packed(content, packing))
    return notices


def format_of(target: str, format: str | None) -> str:
    """Return the name of the format of a target.

    >>> format_of("graph.ttl", None), format_of("-", "nt"), format_of("tables/", None)
    ('ttl', 'nt', 'tables')
    >>> format_of("graph.nt.gz", None)
    'nt'
    >>> format_of("graph.tll", None)
    Traceback (most recent call last):
    kg.errors.ExportError: graph.tll: no format has the suffix 'tll'. Did you mean 'ttl'?
    """
    if target.endswith("/") and format in (None, "csv", "parquet"):
        return TABLES
    from kg.exporters.compression import without_packing

    if target.endswith("/") and format == LINKED_DATA:
        return LINKED_DATA
    name = (format or PurePath(without_packing(target)[0]).suffix.removeprefix(".")).lower()
    known = {
        **dict.fromkeys((*FORMATS, *VIEWS) if format else FORMATS),
        **(plugins("kg.exporters") if name not in (*FORMATS, *VIEWS) else {}),
    }
    if name == LINKED_DATA:
        raise ExportError("linked data is a folder", where=target, hint="End its name in /.")
    if name in known:
        return name
    close = nearest(name, known)
    hint = f"Did you mean {close!r}?" if close else f"Known are {', '.join(known)}; say --as FORMAT."
    what = f"there is no format {name!r}" if format else f"no format has the suffix {name!r}"
    raise ExportError(what, where=target, hint=hint)


def export_bytes(
    graph: KnowledgeGraph, format: str, *, around: NodeId | None = None, extent: Extent | None = None
) -> bytes:
    """Return a graph in a format, as bytes.

    >>> import kg
    >>> export_bytes(kg.load("seeds"), "csv").splitlines()[0][:18]
    b'page,verdict,cited'
    """
    return b"".join(_made(graph, format, around, extent)[0])


_Made = tuple[Iterable[bytes], list[str]]


def _made(
    graph: KnowledgeGraph, name: str, around: NodeId | None, extent: Extent | None, suffix: str = ""
) -> _Made:
    makers: dict[str, Callable[[], _Made]] = {
        "csv": lambda: ([_table(graph, name)], []),
        "parquet": lambda: ([_table(graph, name)], []),
        "html": lambda: ([_html(graph, around)], []),
        "graphml": lambda: _xml(graph, name),
        "gexf": lambda: _xml(graph, name),
        "ocdm": lambda: (_ocdm(graph, suffix), []),
        "reviews": lambda: _reviews(graph, extent),
    }
    if name in makers:
        return makers[name]()
    if name in FORMATS:
        from kg.exporters.rdf_files import export_rdf
        from kg.rdf.extent import Extent
        from kg.rdf.notes import left_out

        return export_rdf(graph, name, extent=extent), left_out(graph, extent or Extent())
    return [plugins("kg.exporters")[name](graph)], []


def _table(graph: KnowledgeGraph, name: str) -> bytes:
    from kg.analysis.exposure import measure_exposure
    from kg.exporters.tables import parquet_bytes
    from kg.views.rows import as_csv

    return (as_csv if name == "csv" else parquet_bytes)(measure_exposure(graph))


def _ocdm(graph: KnowledgeGraph, suffix: str) -> Iterable[bytes]:
    from kg.exporters.ocdm import export_ocdm
    from kg.rdf.formats import RDF_FORMATS

    name = suffix.removeprefix(".").lower()
    return export_ocdm(graph, name if name in RDF_FORMATS else "nt")


def _reviews(graph: KnowledgeGraph, extent: Extent | None) -> _Made:
    from kg.exporters.reviews import export_reviews
    from kg.rdf.extent import Extent
    from kg.rdf.notes import resting

    return export_reviews(graph, extent=extent), resting(graph, extent or Extent())


def _xml(graph: KnowledgeGraph, name: str) -> _Made:
    from kg.exporters.networkx import to_gexf, to_graphml

    made = (to_gexf if name == "gexf" else to_graphml)(graph)
    notices = [f"{made.removed} characters that XML forbids were removed"] if made.removed else []
    return [made.content], notices


def _html(graph: KnowledgeGraph, around: NodeId | None) -> bytes:
    """Return the offline explorer, or the neighbourhood of a node where one is named."""
    if around is None:
        from kg.exporters.explorer import explorer_html

        return explorer_html(graph)
    from kg.exporters.pyvis import neighbourhood_html

    return neighbourhood_html(graph, around)
