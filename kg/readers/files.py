"""Opening what is untrusted: regular files only, bounded, inside the tree, as UTF-8 text."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from kg.errors import ReadError

MOST_BYTES = 2 * 1024**3
_KINDS = {
    stat.S_ISFIFO: "a FIFO",
    stat.S_ISSOCK: "a socket",
    stat.S_ISCHR: "a device",
    stat.S_ISBLK: "a device",
    stat.S_ISDIR: "a folder",
}


def read_bytes(path: Path, *, most: int = MOST_BYTES) -> bytes:
    """Return the bytes of a regular file.

    Raises
    ------
    ReadError
        It does not exist, is no regular file, is too large, or may not be read.

    >>> read_bytes(Path("pyproject.toml"))[:1] != b""
    True
    """
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except OSError as error:
        raise ReadError(_reason(error), where=str(path)) from None
    with os.fdopen(handle, "rb") as file:
        status = os.fstat(file.fileno())
        for is_kind, kind in _KINDS.items():
            if is_kind(status.st_mode):
                raise ReadError(f"is {kind}, not a file", where=str(path))
        if status.st_size > most:
            raise ReadError(f"is larger than {most // 1024**2} MiB", where=str(path), hint="Split it.")
        try:
            return file.read(most + 1)[:most]
        except OSError as error:
            raise ReadError(_reason(error), where=str(path)) from None


def _reason(error: OSError) -> str:
    known = {
        errno.ENOENT: "there is no such file or folder",
        errno.EACCES: "may not be read",
        errno.ELOOP: "is a circle of symbolic links",
        errno.ENXIO: "is a socket, not a file",
    }
    return known.get(error.errno or 0, (error.strerror or "cannot be read").lower())


def is_folder(path: Path) -> bool:
    """Say whether a path is a folder.

    Raises
    ------
    ReadError
        A folder above it may not be entered.

    >>> is_folder(Path("seeds")), is_folder(Path("pyproject.toml"))
    (True, False)
    """
    try:
        return path.is_dir()
    except OSError as error:
        raise ReadError(_reason(error), where=str(path)) from None


def is_file(path: Path) -> bool:
    """Say whether a path is a file, as `is_folder` does.

    >>> is_file(Path("pyproject.toml"))
    True
    """
    try:
        return path.is_file()
    except OSError as error:
        raise ReadError(_reason(error), where=str(path)) from None


def decode(data: bytes, *, where: str) -> str:
    r"""Return UTF-8 text without its byte order mark.

    >>> decode(b"\xef\xbb\xbfid\n", where="a.csv")
    'id\n'

    Raises
    ------
    ReadError
        The bytes are in another encoding or hold a NUL; the line is named.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ReadError("is UTF-16, not UTF-8", where=f"{where}:1", hint="Save it as UTF-8.")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ReadError(
            f"byte {data[error.start]:#04x} is not UTF-8", where=f"{where}:{line}", hint="Save it as UTF-8."
        ) from None
    nul = text.find("\0")
    if nul >= 0:
        raise ReadError("holds a NUL character", where=f"{where}:{text.count(chr(10), 0, nul) + 1}")
    return text.removeprefix("\ufeff")


def walk(folder: Path) -> list[Path]:
    """Return the files of a folder and its subfolders by name, without README files and dotted names.

    Raises
    ------
    ReadError
        A member is a FIFO, device or socket, or a symbolic link that leaves the folder.

    >>> [path.name for path in walk(Path("seeds")) if path.name.startswith("README")]
    []
    """
    found = []
    root = folder.resolve()

    def refuse(error: OSError) -> None:
        raise ReadError(_reason(error), where=str(error.filename or folder)) from None

    for place, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(folders):
            if (Path(place) / name).is_symlink():
                _inside(Path(place) / name, root)
        for name in sorted(names):
            path = Path(place) / name
            if name.startswith(".") or name.upper().split(".")[0] == "README":
                continue
            if path.is_symlink():
                _inside(path, root)
            found.append(path)
    return sorted(found, key=lambda path: path.relative_to(folder).as_posix())


def _inside(link: Path, root: Path) -> None:
    try:
        target = link.resolve(strict=True)
    except (OSError, RuntimeError):
        raise ReadError("is a symbolic link to nothing", where=str(link)) from None
    if not target.is_relative_to(root):
        raise ReadError(
            "is a symbolic link out of the folder", where=str(link), hint="Copy the file instead."
        )
