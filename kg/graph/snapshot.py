"""The snapshot: one file that holds a whole build, opened in milliseconds, read on demand.

An uncompressed zip with fixed dates and sorted names of Parquet tables, one-column Parquet arrays and
``manifest.json``: the same graph gives the same bytes.
"""

from __future__ import annotations

import dataclasses
import datetime
import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Generic, TypeVar

import numpy.typing as npt
import polars as pl

from kg._version import __version__
from kg.errors import SnapshotError
from kg.graph.knowledge_graph import ARRAYS, KnowledgeGraph
from kg.model.columns import COLUMNS, READ
from kg.model.corpus import Corpus, Settings
from kg.model.gate import Gate
from kg.model.policy import Policy
from kg.readers.atomic import write_atomically
from kg.resolution.suffixes import list_version

FORMAT = "kg-snapshot"
VERSION = 4
_MANIFEST = "manifest.json"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_READ_PROBLEMS = "reading/problems"
Value = TypeVar("Value")


def save(graph: KnowledgeGraph, path: str | Path) -> None:
    """Write a graph to one file, wholly or not at all.

    Parameters
    ----------
    graph : KnowledgeGraph
        What `kg.build_graph` or `kg.load` made.
    path : path
        The file, by custom named ``X.kg``.

    >>> import kg, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     kg.save(kg.load("seeds"), Path(folder, "seeds.kg"))
    ...     kg.open_snapshot(Path(folder, "seeds.kg")).nodes.equals(kg.load("seeds").nodes)
    True
    """
    members = {f"tables/{name}": _parquet(graph.tables[name]) for name in COLUMNS}
    members[_READ_PROBLEMS] = _parquet(graph.corpus.problems)
    turned = graph.cited_by
    arrays = {**graph.arrays, "cited_by.indptr": turned.indptr, "cited_by.indices": turned.indices}
    for name in ARRAYS:
        members[f"arrays/{name}"] = _parquet(pl.DataFrame({"value": arrays[name]}))
    members[_MANIFEST] = json.dumps(manifest_of(graph), indent=1, sort_keys=True).encode()
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as file:
        for name in sorted(members):
            file.writestr(zipfile.ZipInfo(name, _EPOCH), members[name])
    write_atomically(Path(path), held.getvalue())


def manifest_of(graph: KnowledgeGraph) -> dict[str, Any]:
    """Return what a build was made of: format version, inputs with their hashes, policy, date.

    >>> import kg
    >>> manifest_of(kg.load("seeds"))["as_of"]
    '2026-11-24'
    """
    return {
        "format": FORMAT,
        "version": VERSION,
        "kg": __version__,
        "as_of": graph.as_of.isoformat(),
        "policy": dataclasses.asdict(graph.policy),
        "policy_sha256": graph.policy.sha256,
        "public_suffix_list": list_version(),
        "inputs": dict(graph.corpus["inputs"].iter_rows()),
        "settings": {
            "dataset": graph.corpus.settings.dataset,
            "title": graph.corpus.settings.title,
            "licence": graph.corpus.settings.licence,
            "base": graph.corpus.settings.base,
            "gate": dataclasses.asdict(graph.corpus.settings.gate),
        },
    }


def is_snapshot(path: Path) -> bool:
    """Say whether a file begins as a snapshot does.

    >>> is_snapshot(Path("pyproject.toml"))
    False
    """
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            return file.read(4) == b"PK\x03\x04"
    except OSError:
        return False


def open_snapshot(path: str | Path) -> KnowledgeGraph:
    """Return the graph that a snapshot holds; its tables are read when they are asked for.

    Raises
    ------
    SnapshotError
        The file is no snapshot, of a newer format, or damaged.

    >>> open_snapshot("pyproject.toml")
    Traceback (most recent call last):
    kg.errors.SnapshotError: pyproject.toml: is no snapshot, or a damaged one: File is not a zip file. Build it again.
    """
    where = str(path)
    try:
        file = zipfile.ZipFile(Path(path))
        said = json.loads(file.read(_MANIFEST))
    except FileNotFoundError:
        raise SnapshotError("there is no such file", where=where) from None
    except KeyError:
        raise SnapshotError("is a zip file, and no snapshot of kg", where=where) from None
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError) as error:
        raise SnapshotError(
            f"is no snapshot, or a damaged one: {error}", where=where, hint="Build it again."
        ) from None
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise SnapshotError("is a zip file, and no snapshot of kg", where=where)
    if said.get("version") != VERSION:
        raise SnapshotError(
            f"has format {said.get('version')}, this kg {__version__} reads {VERSION}",
            where=where,
            hint="Build it again.",
        )
    return _graph(file, said, where)


def _graph(file: zipfile.ZipFile, said: dict[str, Any], where: str) -> KnowledgeGraph:
    def table(name: str) -> pl.DataFrame:
        return _member(file, f"tables/{name}", where)

    def array(name: str) -> npt.NDArray[Any]:
        return _member(file, f"arrays/{name}", where)["value"].to_numpy()

    tables, arrays = _OnDemand(tuple(COLUMNS), table), _OnDemand(ARRAYS, array)
    try:
        as_of = datetime.date.fromisoformat(said["as_of"])
        policy = Policy(**said["policy"])
        gate = Gate(**said["settings"].pop("gate"))
        settings = Settings(as_of=as_of, policy=policy, gate=gate, **said["settings"])
    except (KeyError, TypeError, ValueError) as error:
        raise SnapshotError(
            f"has a manifest that cannot be read: {error}", where=where, hint="Build it again."
        ) from None
    read = _OnDemand(tuple(READ), table)
    corpus = Corpus(read, _member(file, _READ_PROBLEMS, where), settings)
    return KnowledgeGraph(corpus, tables, arrays, as_of, policy)


class _OnDemand(Mapping[str, Value], Generic[Value]):
    """A mapping whose values are read when they are first asked for."""

    def __init__(self, names: tuple[str, ...], read: Callable[[str], Value]) -> None:
        self._names = names
        self._read = read
        self._held: dict[str, Value] = {}

    def __getitem__(self, name: str) -> Value:
        if name not in self._names:
            raise KeyError(name)
        if name not in self._held:
            self._held[name] = self._read(name)
        return self._held[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def _parquet(frame: pl.DataFrame) -> bytes:
    held = io.BytesIO()
    frame.write_parquet(held, compression="zstd", statistics=False)
    return held.getvalue()


def _member(file: zipfile.ZipFile, name: str, where: str) -> pl.DataFrame:
    try:
        return pl.read_parquet(io.BytesIO(file.read(name)))
    except (KeyError, zipfile.BadZipFile, OSError, EOFError, pl.exceptions.PolarsError) as error:
        raise SnapshotError(f"is damaged at {name}: {error}", where=where, hint="Build it again.") from None
