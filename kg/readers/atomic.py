"""Writing a file so that it is wholly old or wholly new, whenever the process is killed.

The content is written beside its place, flushed to the disk, renamed over the old file, and the folder
flushed. Who writes holds a lock on the part beside; a part that nobody holds was left by a killed
write, and the next write of the same file removes it.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kg.errors import ExportError


def write_atomically(path: str | os.PathLike[str], content: bytes | Iterable[bytes]) -> None:
    """Write bytes, or chunks of them, to a file that is never seen half-written.

    Parameters
    ----------
    path : path
        The file; a symbolic link is followed. Its folder must exist.
    content : bytes or iterable of bytes
        All of it, or chunks as they come; if making them fails, the old file stays.

    Raises
    ------
    ExportError
        The place is a folder or device, its folder is missing, or the system refuses to write.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_atomically(Path(folder, "a.txt"), [b"one ", b"two"])
    ...     Path(folder, "a.txt").read_bytes()
    b'one two'
    """
    named = Path(path)
    chunks = [content] if isinstance(content, bytes) else content
    with _refusals(named):
        place = _place(named)
        _remove_leftovers(place)
        part, descriptor = _open_part(place)
    try:
        for chunk in chunks:
            with _refusals(named):
                _write_whole(descriptor, chunk)
        with _refusals(named):
            _keep_mode(place, descriptor)
            os.fsync(descriptor)
            part.replace(place)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise
    finally:
        os.close(descriptor)
    with _refusals(named):
        _flush_folder(place.parent)


@contextmanager
def _refusals(path: Path) -> Iterator[None]:
    """Turn what the system refuses into one error that names the file."""
    try:
        yield
    except FileNotFoundError as error:
        raise ExportError(
            "its folder does not exist", where=str(path), hint=f"Make {path.parent} first."
        ) from error
    except OSError as error:
        raise ExportError(f"cannot be written: {error.strerror or error}", where=str(path)) from error
    except ValueError as error:  # a NUL in the name
        raise ExportError(f"cannot be a file name: {error}", where=str(path)) from error


def _place(path: Path) -> Path:
    """Return where the file really lies, or refuse what no file can replace."""
    place = Path(os.path.realpath(path))
    if place.is_dir():
        raise ExportError("is a folder", where=str(path), hint="Name a file.")
    if place.exists() and not place.is_file():
        raise ExportError("is a device or pipe, no file", where=str(path), hint="Write - for stdout.")
    return place


def _prefix(place: Path) -> str:
    """Return how the parts of a file are named: short, whatever the length of its own name."""
    return f".{hashlib.sha256(os.fsencode(place.name)).hexdigest()[:16]}-"


def _open_part(place: Path) -> tuple[Path, int]:
    """Return a new part beside a file, open and locked."""
    while True:
        part = place.parent / f"{_prefix(place)}{secrets.token_hex(8)}.part"
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
        with suppress(OSError):  # a file system without locks: its leftovers stay
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        if _is_there(part, descriptor):
            return part, descriptor
        os.close(descriptor)  # another write took it for a leftover before it was locked


def _is_there(part: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(part.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def _remove_leftovers(place: Path) -> None:
    """Remove the parts that a killed write of the same file has left; one in use is locked and stays."""
    for part in sorted(place.parent.glob(f"{_prefix(place)}*.part")):
        with suppress(OSError):
            descriptor = os.open(part, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                part.unlink()
            finally:
                os.close(descriptor)


def _write_whole(descriptor: int, chunk: bytes) -> None:
    rest = memoryview(chunk)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _keep_mode(place: Path, descriptor: int) -> None:
    """Give the new file the permissions of the old one, where there is one."""
    with suppress(FileNotFoundError):
        os.fchmod(descriptor, stat.S_IMODE(place.stat().st_mode))


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
