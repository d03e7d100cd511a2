"""A build: the quads and the snapshot of one state of the data in a private folder, made by a child process."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import fcntl
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import KgError
from kg.server.limits import HELD_IN_MEMORY, Source
from kg.server.preparing import QUADS, SNAPSHOT, STORE

_PREFIX = "kg-serve-"
_LOCK = "lock"
ENVIRONMENT = {"PYTHONPATH": str(Path(__file__).parents[2])}


@dataclass(frozen=True, slots=True)
class Build:
    """What is served; ``hash`` is that of all quads and the snapshot, ``void`` what is said about them as N-Triples."""

    folder: Path
    hash: str
    run: str
    title: str
    base: str
    graphs: dict[str, str]
    prefixes: dict[str, str]
    triples: int
    on_disk: bool
    examples: list[tuple[str, str, str]]
    void: str

    @property
    def data(self) -> Path:
        """What a worker opens: a file of N-Quads, or a store on disk."""
        return self.folder / (STORE if self.on_disk else QUADS)

    @property
    def snapshot(self) -> Path:
        """What a worker of views opens."""
        return self.folder / SNAPSHOT

    def discard(self) -> None:
        """Remove its folder; a process that has files of it open goes on."""
        shutil.rmtree(self.folder, ignore_errors=True)


async def make_build(source: Source, inside: Path, *, held: int = HELD_IN_MEMORY, nice: int = 0) -> Build:
    """Return a new build in a folder of its own; more than ``held`` bytes of N-Quads become a store on disk.

    Raises
    ------
    KgError
        The source cannot be read.
    """
    folder = Path(tempfile.mkdtemp(dir=inside))
    asked = {
        "folder": str(folder),
        "source": dataclasses.asdict(source),
        "held": held,
        "parent": os.getpid(),
        "nice": nice,
    }
    try:
        manifest = await _made(json.dumps(asked))
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return Build(folder=folder, **manifest)


async def _made(asked: str) -> dict[str, Any]:
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-P", "-m", "kg.server.preparing", asked,
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, env={**os.environ, **ENVIRONMENT},
    )  # fmt: skip
    try:
        written, _ = await child.communicate()
    except BaseException:
        with contextlib.suppress(ProcessLookupError):
            child.kill()
        await child.wait()
        raise
    if child.returncode or not written:
        raise KgError(f"the data could not be prepared (exit {child.returncode})")
    manifest: dict[str, Any] = json.loads(written)
    if "error" in manifest:
        error = manifest["error"]
        raise KgError(error["what"], where=error["where"], hint=error["hint"])
    return manifest


@contextlib.contextmanager
def private_folder() -> Iterator[Path]:
    """Yield a new folder that only this user can read, locked while it is used; those left by killed servers go.

    >>> with private_folder() as folder:
    ...     oct(folder.stat().st_mode)[-3:]
    '700'
    """
    for old in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        _remove_if_left(old)
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    with (folder / _LOCK).open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _remove_if_left(folder: Path) -> None:
    with contextlib.suppress(OSError):
        if folder.is_symlink() or folder.stat().st_uid != os.getuid():
            return
        with (folder / _LOCK).open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
