"""Parsing many files on several processors: each worker is a process of its own that reads a share of the files.

A worker is started as a module, not spawned by `multiprocessing`, which would run the caller's script once more.
"""

from __future__ import annotations

import dataclasses
import hashlib
import os
import pickle
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from kg.errors import ReadError
from kg.readers.documents.cache import Cache, Entry, Kept, Stamp, keep, open_kept, stamp_of
from kg.readers.documents.configuration import Options
from kg.readers.documents.formats import parse
from kg.readers.documents.parsed import Finding, Parsed
from kg.readers.files import read_bytes

MOST_BYTES = 16 * 1024**2
_MANY_FILES = 200
_MANY_BYTES = 2_000_000
_WORKER = "kg.readers.documents.worker"


@dataclass(frozen=True, slots=True)
class Job:
    """Files of one folder to be parsed in one way."""

    folder: Path
    files: tuple[str, ...]
    options: Options


@dataclass(frozen=True, slots=True)
class Result:
    """What one file says, and the hash of its bytes; None if it could not be opened."""

    file: str
    sha256: str | None
    parsed: Parsed


def parse_kept(job: Job, cache: Cache | None) -> list[Result]:
    """Return what files say, in their order; those that are kept and unchanged are not read, or not parsed again.

    >>> parse_kept(Job(Path("docs"), ("index.md",), Options()), None)[0].parsed.heading
    'Documentation'
    """
    if cache is None:
        return parse_files(job)
    kept = open_kept(cache, job.folder, job.options)
    entries: dict[str, Entry] = {}
    stamps = {file: stamp_of(job.folder / file) for file in job.files}
    for file, stamp in stamps.items():
        entry = _known(job.folder, file, stamp, kept) if stamp is not None else None
        if entry is not None:
            entries[file] = entry
    asked = tuple(file for file in job.files if file not in entries)
    fresh = {one.file: one for one in parse_files(dataclasses.replace(job, files=asked))} if asked else {}
    for file, one in fresh.items():
        stamp = stamps[file]
        if one.sha256 is not None and stamp is not None:
            entries[file] = Entry(*stamp, one.sha256, one.parsed)
    keep(kept, entries)
    held = {file: Result(file, entry.sha256, entry.parsed) for file, entry in entries.items()}
    return [held.get(file) or fresh[file] for file in job.files]


def _known(folder: Path, file: str, stamp: tuple[Stamp, bool], kept: Kept) -> Entry | None:
    """Return the entry of a file that is kept, by its stamp, or by the hash of its bytes."""
    entry = kept.unchanged(file, stamp[0])
    if entry is not None or not kept.entries:
        return entry
    try:
        sha256 = hashlib.sha256(read_bytes(folder / file, most=MOST_BYTES)).hexdigest()
    except ReadError:
        return None
    parsed = kept.same(file, sha256)
    return None if parsed is None else Entry(*stamp, sha256, parsed)


def parse_files(job: Job, *, workers: int | None = None) -> list[Result]:
    """Return what files say, in their order; many or large ones are shared among processes.

    >>> parse_files(Job(Path("docs"), ("index.md",), Options()))[0].parsed.heading
    'Documentation'
    """
    sizes = {file: _size(job.folder / file) for file in job.files}
    wanted = (
        workers or len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    )
    few = len(job.files) < _MANY_FILES and sum(sizes.values()) < _MANY_BYTES
    if wanted < 2 or (few and workers is None):
        return parse_here(job)
    shares = [Job(job.folder, share, job.options) for share in _shares(sizes, wanted)]
    with ThreadPoolExecutor(len(shares)) as pool:
        found = {one.file: one for results in pool.map(_parse_there, shares) for one in results}
    return [found[file] for file in job.files]


def parse_here(job: Job) -> list[Result]:
    """Return what files say, parsed in this process.

    >>> parse_here(Job(Path("docs"), ("none.md",), Options()))[0].parsed.findings[0].kind
    'unread-file'
    """
    return [_parse_one(job.folder, file, job.options) for file in job.files]


def _parse_one(folder: Path, file: str, options: Options) -> Result:
    try:
        data = read_bytes(folder / file, most=MOST_BYTES)
    except ReadError as error:
        return Result(file, None, Parsed(findings=(Finding("unread-file", 1, error.what),)))
    return Result(file, hashlib.sha256(data).hexdigest(), parse(data, name=file, options=options))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _shares(sizes: dict[str, int], number: int) -> Sequence[tuple[str, ...]]:
    """Return files in shares of about one size each."""
    shares: list[list[str]] = [[] for _ in range(min(number, len(sizes)))]
    held = [0] * len(shares)
    for file, size in sorted(sizes.items(), key=lambda pair: (-pair[1], pair[0])):
        least = held.index(min(held))
        shares[least].append(file)
        held[least] += size + 500
    return [tuple(share) for share in shares]


def _parse_there(job: Job) -> list[Result]:
    """Parse a share in a worker; if that cannot be had, here."""
    # -P: the folder in which kg was called is no place to import from
    command = [sys.executable, "-P", "-m", _WORKER]
    try:
        done = subprocess.run(command, input=pickle.dumps(job), stdout=subprocess.PIPE, check=True)  # noqa: S603
    except (OSError, subprocess.CalledProcessError):
        return parse_here(job)
    results: list[Result] = pickle.loads(done.stdout)  # noqa: S301 - written by the process started above
    return results
