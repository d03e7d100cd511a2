"""The graph of inputs that have not changed since they were last read, as a snapshot in a folder of the user's own.

Everything that could be read is looked at and nothing is opened: if each file has the size, times and number that it
had, the snapshot made then is the graph.
"""

from __future__ import annotations

import datetime
import functools
import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from kg._version import __version__
from kg.errors import KgError
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.graph.snapshot import open_snapshot, save
from kg.model.policy import Policy
from kg.readers.atomic import write_atomically
from kg.readers.documents.cache import Cache, remove_old, stamp_of

_MOST_BYTES = 512 * 1024**2
"""Inputs that are larger in all are read each time."""
_MOST_FILES = 200_000
_NOT_LOOKED_AT = frozenset(
    (
        ".git",
        ".hg",
        ".venv",
        ".tox",
        ".cache",
        ".mypy_cache",
        ".pytest_cache",
        ".ruff_cache",
        "node_modules",
        "__pycache__",
    )
)
"""Folders of tools, in which nobody keeps documents or tables."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Where the graph of some inputs is kept: ``name`` says which inputs, ``digest`` in which state."""

    folder: Path
    name: str
    digest: str

    @property
    def place(self) -> Path:
        """The snapshot."""
        return self.folder / f"{self.name}-{self.digest}.kg"

    @property
    def notes(self) -> Path:
        """What was guessed when it was made."""
        return self.place.with_suffix(".notes.json")


def kept_of(
    cache: Cache | None,
    inputs: Sequence[Path],
    *,
    registry: Path | None = None,
    map: Path | None = None,
    as_of: datetime.date | None = None,
    policy: Policy | None = None,
) -> Kept | None:
    """Return where the graph of inputs is kept; arguments as those of `kg.load`.

    None if they are too many or too large, changed a moment ago, or cannot be looked at.

    >>> kept_of(None, [Path("seeds")]) is None
    True
    """
    if cache is None or cache.instead_of is not None:
        return None
    state = hashlib.sha256(
        f"{_code()}\n{as_of or datetime.date.today()}\n{policy and policy.sha256}".encode()
    )
    size = 0
    looked_at = [*inputs, *(one for one in (registry, map) if one is not None)]
    try:
        for number, file in enumerate(_files(looked_at)):
            found = stamp_of(file)
            if found is None or not found[1] or number > _MOST_FILES:
                return None
            size += found[0][0]
            state.update(f"{file}\n{found[0]}\n".encode("utf-8", "surrogateescape"))
    except OSError:
        return None
    if size > _MOST_BYTES:
        return None
    named = "\n".join(str(path and path.resolve()) for path in (*inputs, registry, map))
    name = hashlib.sha256(named.encode("utf-8", "surrogateescape")).hexdigest()[:32]
    return Kept(cache.folder / "graphs", name, state.hexdigest()[:32])


def _files(inputs: Sequence[Path]) -> Iterator[str]:
    """Yield every file that reading may look at, in an order."""
    for given in inputs:
        if not given.is_dir():
            yield str(given)
            continue
        for place, folders, names in os.walk(given, onerror=_refuse):
            folders[:] = sorted(name for name in folders if name not in _NOT_LOOKED_AT)
            yield from (f"{place}/{name}" for name in sorted(names))


def _refuse(error: OSError) -> None:
    raise error


@functools.cache
def _code() -> str:
    """Return what tells this code from any other: its files with their sizes and times."""
    state = hashlib.sha256(__version__.encode())
    for file in _files([Path(__file__).parents[1]]):
        if file.endswith((".py", ".csv", ".toml")):
            found = os.stat(file)  # noqa: PTH116 - thousands of paths are not made for it
            state.update(f"{file} {found.st_size} {found.st_mtime_ns}\n".encode("utf-8", "surrogateescape"))
    return state.hexdigest()


def open_kept(kept: Kept | None) -> KnowledgeGraph | None:
    """Return the graph that is kept, None if there is none or it is damaged.

    >>> open_kept(None) is None
    True
    """
    if kept is None or not kept.place.is_file():
        return None
    try:
        graph = open_snapshot(kept.place)
        notes = json.loads(kept.notes.read_text("utf-8"))
        return replace(graph, corpus=replace(graph.corpus, notes=tuple(str(note) for note in notes)))
    except (KgError, OSError, ValueError, TypeError):
        return None


def keep(kept: Kept | None, graph: KnowledgeGraph) -> None:
    """Keep a graph in place of an older one of the same inputs; where that cannot be done, nothing is kept.

    >>> from kg.graph.loading import load
    >>> keep(None, load("seeds"))
    """
    if kept is None:
        return
    with suppress(KgError, OSError):
        kept.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for older in kept.folder.glob(f"{kept.name}-*"):
            older.unlink(missing_ok=True)
        write_atomically(kept.notes, json.dumps(graph.corpus.notes).encode())
        save(graph, kept.place)
        remove_old(kept.folder)
