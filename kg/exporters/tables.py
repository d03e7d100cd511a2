"""Tables as CSV and Parquet: the exposure of pages, or every table of a build."""

from __future__ import annotations

import io
import os
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from kg.analysis.exposure import measure_exposure
from kg.errors import ExportError
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.model.columns import COLUMNS
from kg.readers.atomic import write_atomically
from kg.views.rows import as_csv

TABLES: tuple[str, ...] = ("exposure", *COLUMNS)
"""The names of the files of `write_tables`, from this list and from nowhere else."""


def parquet_bytes(frame: pl.DataFrame) -> bytes:
    """Return a table as Parquet, with its types and lists.

    >>> parquet_bytes(pl.DataFrame({"a": [1]}))[:4]
    b'PAR1'
    """
    buffer = io.BytesIO()
    frame.write_parquet(buffer, compression="zstd", compression_level=3, statistics=True)
    return buffer.getvalue()


def all_tables(graph: KnowledgeGraph) -> dict[str, pl.DataFrame]:
    """Return every table of a graph by name, the exposure of pages first.

    >>> import kg
    >>> list(all_tables(kg.load("seeds")))[:2]
    ['exposure', 'publishers']
    """
    tables: Mapping[str, pl.DataFrame] = {**graph.tables, "exposure": measure_exposure(graph)}
    return {name: tables[name] for name in TABLES if name in tables}


def write_tables(
    graph: KnowledgeGraph, folder: str | os.PathLike[str], *, parquet: bool = False
) -> list[Path]:
    """Write every table into a folder, which is made if need be, and return the files.

    Each file is named after its table and is wholly old or wholly new.

    Parameters
    ----------
    graph : KnowledgeGraph
        The graph.
    folder : path
        Where to; files of other names in it stay.
    parquet : bool
        Write ``NAME.parquet`` beside each ``NAME.csv``.

    Raises
    ------
    ExportError
        The folder cannot be made, or a file not be written.
    """
    place = Path(folder)
    try:
        place.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ExportError(f"no folder can be made there: {reason}", where=str(place)) from error
    written = []
    for name, frame in all_tables(graph).items():
        forms = {"csv": as_csv, **({"parquet": parquet_bytes} if parquet else {})}
        for suffix, form in forms.items():
            written.append(place / f"{name}.{suffix}")
            write_atomically(written[-1], form(frame))
    return written
