"""What documents said when they were last read, so that an unchanged one is not read again.

One JSON file a tree of documents, in a folder of the user's own: never in the tree, where a change under
review could bring a forged one. An entry counts without reading if the file's size, times and number are
those it had; else the file is read, and the entry counts if its hash is the same.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg._version import __version__
from kg.errors import KgError
from kg.readers.atomic import write_atomically
from kg.readers.documents.configuration import Options
from kg.readers.documents.parsed import Block, Comment, Finding, Parsed, Reference
from kg.readers.files import read_bytes

_FORMAT = f"kg-documents 1 {__version__}"
_MOST_BYTES = 1024**3
_SETTLED = 100_000_000
"""Nanoseconds after its last change from which a file's times tell every later change."""
_KEPT_DAYS = 60
Stamp = tuple[int, int, int, int]
"""Size, time of change of the content and of the entry in nanoseconds, number of the file."""


@dataclass(frozen=True, slots=True)
class Cache:
    """Where results are kept. ``instead_of`` is the tree whose results serve another, such as an older revision of it."""

    folder: Path
    instead_of: Path | None = None

    def file_of(self, tree: Path, options: Options) -> Path:
        """Return the file that holds the results for a tree, read under these options.

        >>> Cache(Path("kept")).file_of(Path("docs"), Options()).suffix
        '.json'
        """
        named = f"{(self.instead_of or tree).resolve()}\n{options.digest()}"
        return (
            self.folder / f"{hashlib.sha256(named.encode('utf-8', 'surrogateescape')).hexdigest()[:32]}.json"
        )


def default_cache() -> Cache | None:
    """Return the cache of the user who runs kg: ``KG_CACHE_DIR`` (empty: none), else below the folder for caches.

    >>> kept = default_cache()
    >>> kept is None or kept.folder.is_absolute() or "KG_CACHE_DIR" in os.environ
    True
    """
    stated = os.environ.get("KG_CACHE_DIR")
    if stated is not None:
        return Cache(Path(stated)) if stated else None
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # noqa: PTH111 - may have no home
    return Cache(Path(base, "credibility-kg", "documents")) if Path(base).is_absolute() else None


@dataclass(frozen=True, slots=True)
class Entry:
    """What one file said: its stamp, the hash of its bytes, and the result; ``settled`` if the stamp can be trusted."""

    stamp: Stamp
    settled: bool
    sha256: str
    parsed: Parsed


@dataclass(slots=True)
class Kept:
    """The entries of one tree by file, and by hash and suffix."""

    place: Path | None = None
    entries: dict[str, Entry] = field(default_factory=dict)
    by_hash: dict[tuple[str, str], Parsed] = field(default_factory=dict)

    def unchanged(self, file: str, stamp: Stamp) -> Entry | None:
        """Return the entry of a file if its stamp is the one it had."""
        entry = self.entries.get(file)
        return entry if entry is not None and entry.settled and entry.stamp == stamp else None

    def same(self, file: str, sha256: str) -> Parsed | None:
        """Return what a file with these bytes says."""
        return self.by_hash.get((sha256, Path(file).suffix.lower()))


def stamp_of(path: str | Path) -> tuple[Stamp, bool] | None:
    """Return the stamp of a file, and whether it is old enough to be trusted; None if it cannot be had.

    >>> stamp_of(Path("none.md")) is None
    True
    """
    try:
        found = os.stat(path)  # noqa: PTH116 - nor is one made of each text
    except OSError:
        return None
    stamp = (found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)
    return stamp, time.time_ns() - max(found.st_mtime_ns, found.st_ctime_ns) > _SETTLED


def open_kept(cache: Cache | None, tree: Path, options: Options) -> Kept:
    """Return what is kept of a tree; nothing if there is none, or it is of another version or damaged.

    >>> open_kept(None, Path("docs"), Options()).entries
    {}
    """
    if cache is None:
        return Kept()
    place = cache.file_of(tree, options)
    kept = Kept(None if cache.instead_of is not None else place)
    with suppress(KgError, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
        said = json.loads(read_bytes(place, most=_MOST_BYTES))
        if said["format"] == _FORMAT:
            entries = {file: _entry(row) for file, row in said["files"].items()}
            kept.entries = entries
            kept.by_hash = {
                (entry.sha256, Path(file).suffix.lower()): entry.parsed for file, entry in entries.items()
            }
    return kept


def keep(kept: Kept, entries: dict[str, Entry]) -> None:
    """Write the entries of a tree, if they differ from those it had; where that cannot be done, nothing is kept.

    >>> keep(Kept(), {})
    """
    if kept.place is None or entries == kept.entries:
        return
    files = {file: _row(entry) for file, entry in entries.items()}
    content = json.dumps({"format": _FORMAT, "files": files}, ensure_ascii=False, separators=(",", ":"))
    with suppress(KgError, OSError):
        kept.place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_atomically(kept.place, content.encode("utf-8", "surrogatepass"))
        remove_old(kept.place.parent)


def remove_old(folder: Path) -> None:
    """Remove the files of a folder that were not written for a long time.

    >>> remove_old(Path("none"))
    """
    oldest = time.time() - _KEPT_DAYS * 86_400
    for path in folder.glob("*.*"):
        with suppress(OSError):
            if path.is_file() and path.stat().st_mtime < oldest:
                path.unlink()


def _row(entry: Entry) -> list[Any]:
    parsed = entry.parsed
    return [
        entry.stamp,
        entry.settled,
        entry.sha256,
        parsed.front,
        parsed.heading,
        [
            [one.line, one.end_line, one.text, one.hash, [_values(reference) for reference in one.references]]
            for one in parsed.blocks
        ],
        parsed.labels,
        [_values(one) for one in parsed.findings],
        [_values(one) for one in parsed.comments],
    ]


def _values(one: Reference | Finding | Comment) -> list[Any]:
    return [getattr(one, part.name) for part in dataclasses.fields(one)]


def _entry(row: list[Any]) -> Entry:
    stamp, settled, sha256, front, heading, blocks, labels, findings, comments = row
    size, changed, entered, number = stamp
    parsed = Parsed(
        front=dict(front),
        heading=heading,
        blocks=tuple(
            Block(line, end_line, text, hash, tuple(Reference(*values) for values in references))
            for line, end_line, text, hash, references in blocks
        ),
        labels=tuple(labels),
        findings=tuple(Finding(*values) for values in findings),
        comments=tuple(Comment(*values) for values in comments),
    )
    return Entry((size, changed, entered, number), bool(settled), str(sha256), parsed)
