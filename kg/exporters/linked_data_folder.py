"""A folder of many files that is wholly old or wholly new, whenever the process is killed.

The new folder is made beside the old one, flushed to the disk, and takes its place in one step. What others
put into the old folder goes with it: a list in the folder says which files are ours. Who writes holds a lock on
the folder beside; one that nobody holds was left by a killed write, and the next write removes it.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import hashlib
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kg.errors import ExportError

LIST = "linked-data-files.txt"
"""The file that names all files of ours in the folder, itself among them."""
_AT_FDCWD, _EXCHANGE = -100, 2
_NO_EXCHANGE = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP)


class NewFolder:
    """The folder that is being made; what is written to it is noted."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.files: set[str] = set()

    def write(self, name: str, content: bytes | Iterable[bytes]) -> None:
        """Write a file by its path in the folder: bytes, or chunks of them as they come."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            file.writelines([content] if isinstance(content, bytes) else content)
        self.files.add(name)


@contextmanager
def replaced_folder(folder: str | os.PathLike[str]) -> Iterator[NewFolder]:
    """Give a new folder to write to, which takes the place of another when the block ends without an error.

    Raises
    ------
    ExportError
        The place holds something else, a file that is not ours is in the way, or the system refuses.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as within:
    ...     with replaced_folder(Path(within, "site")) as made:
    ...         made.write("a/b.txt", b"c")
    ...     Path(within, "site", LIST).read_text().split()
    ['a/b.txt', 'linked-data-files.txt']
    """
    named = Path(folder)
    with _refusals(named):
        place = Path(os.path.realpath(named))
        _restore(place)
        ours = _ours(place, named)
        place.parent.mkdir(parents=True, exist_ok=True)
        _remove_leftovers(place)
        part, descriptor = _open_part(place)
    try:
        with _refusals(named):
            made = NewFolder(part)
            yield made
            made.write(LIST, "".join(f"{name}\n" for name in sorted({*made.files, LIST})).encode())
            _carry(place, part, ours, made.files if ours else None)
            _flush(descriptor)
            _exchange(part, place)
            _carry(part, place, ours, None)  # what came while this was written
            _flush_folder(place.parent)
    finally:
        shutil.rmtree(part, ignore_errors=True)
        os.close(descriptor)


@contextmanager
def _refusals(path: Path) -> Iterator[None]:
    """Turn what the system refuses into one error that names the folder."""
    try:
        yield
    except OSError as error:
        hint = "Name a folder in it." if error.errno == errno.EBUSY else None
        reason = (error.strerror or str(error)).lower()
        raise ExportError(f"cannot be written: {reason}", where=str(path), hint=hint) from error
    except ValueError as error:  # a NUL in the name
        raise ExportError(f"cannot be a folder's name: {error}", where=str(path)) from error


def _ours(place: Path, named: Path) -> frozenset[str]:
    """Return the files of ours in a folder; nothing if no list is there, as in a folder of an older version."""
    if not place.exists() or not any(place.iterdir()):
        return frozenset()
    listed = place / LIST
    if listed.is_file():
        return frozenset(listed.read_text("utf-8", "replace").splitlines())
    if not (place / "sitemap.xml").exists():
        raise ExportError("holds something else", where=str(named), hint="Name an empty folder.")
    return frozenset()


def _carry(old: Path, new: Path, ours: frozenset[str], made: set[str] | None) -> None:
    """Let what others put into a folder stand in another, too, by the same inodes.

    Nothing is laid over a file of the new folder; ``made`` are those that must not be in the way.
    """
    for place, folders, names in os.walk(old):
        inside = Path(place).relative_to(old)
        links = [name for name in folders if (Path(place) / name).is_symlink()]
        for name in (*names, *links):
            path = (inside / name).as_posix()
            if path in ours:
                continue
            if made is not None and path in made:
                raise ExportError("is not ours, and in the way", where=str(old / path), hint="Move it.")
            target = new / path
            with suppress(FileExistsError):
                target.parent.mkdir(parents=True, exist_ok=True)
                os.link(old / path, target, follow_symlinks=False)


def _prefix(place: Path) -> str:
    return f".{hashlib.sha256(os.fsencode(place.name)).hexdigest()[:16]}-"


def _open_part(place: Path) -> tuple[Path, int]:
    """Return a new folder beside another, open and locked, with its permissions."""
    while True:
        part = place.parent / f"{_prefix(place)}{secrets.token_hex(8)}.folder"
        part.mkdir()
        with suppress(FileNotFoundError):
            shutil.copymode(place, part)
        descriptor = os.open(part, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        with suppress(OSError):  # a file system without locks: its leftovers stay
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        if part.is_dir():
            return part, descriptor
        os.close(descriptor)  # another write took it for a leftover before it was locked


def _remove_leftovers(place: Path) -> None:
    """Remove the folders that a killed write of the same folder has left; one in use is locked and stays."""
    for part in sorted(place.parent.glob(f"{_prefix(place)}*.folder")):
        with suppress(OSError):
            descriptor = os.open(part, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(part, ignore_errors=True)
            finally:
                os.close(descriptor)


def _exchange(part: Path, place: Path) -> None:
    """Let two folders change their names in one step; the first alone gets the name if there is no second."""
    try:
        part.rename(place)  # over nothing, or over a folder that is empty
        return
    except OSError as error:
        if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
            raise
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    names = os.fsencode(part), os.fsencode(place)
    if rename is not None and rename(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _EXCHANGE) == 0:
        return
    number = ctypes.get_errno() if rename is not None else errno.ENOSYS
    if number not in _NO_EXCHANGE:
        raise OSError(number, os.strerror(number))
    _in_two_steps(part, place)


def _in_two_steps(part: Path, place: Path) -> None:
    """Let two folders change their names where the file system cannot do it at once."""
    aside = _aside(place)
    place.rename(aside)
    part.rename(place)
    aside.rename(part)


def _restore(place: Path) -> None:
    """Put back what a write in two steps had put aside when it was killed."""
    aside = _aside(place)
    if aside.is_dir() and not place.exists():
        aside.rename(place)


def _aside(place: Path) -> Path:
    return place.with_name(f"{_prefix(place)}old")


def _flush(descriptor: int) -> None:
    """Flush the file system of an open folder: one call for thousands of files."""
    library = ctypes.CDLL(None)
    if not hasattr(library, "syncfs") or library.syncfs(descriptor) != 0:
        os.sync()


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
