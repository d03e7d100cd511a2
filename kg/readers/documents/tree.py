"""Which files of a folder are documents, and which files it has at all."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from kg.readers.documents.configuration import Documents
from kg.readers.documents.formats import is_document

_PASSED_OVER = ("node_modules", "__pycache__", "_build")
"""Folders that hold other people's files, or files made from these."""


@dataclass(slots=True)
class Tree:
    """The files of a folder by their paths in it: all that are there, the documents, and those that cannot be read."""

    folder: Path
    files: set[str] = field(default_factory=set)
    folders: set[str] = field(default_factory=set)
    documents: list[str] = field(default_factory=list)
    unread: list[tuple[str, str]] = field(default_factory=list)


def folder_files(folder: Path) -> list[str]:
    """Return the paths of a folder's files, without dotted names, folders of other people's files and links out of it.

    >>> "0001-runtime-packages.md" in folder_files(Path("docs/decisions"))
    True
    """
    root = folder.resolve()
    return sorted(
        path for path in find_tree(folder, Documents()).files if not _unreadable(folder / path, root)
    )


def holds_documents(folder: Path, said: Documents) -> bool:
    """Say whether a folder holds documents where a configuration seeks them, and not only a README.

    >>> holds_documents(Path("docs"), Documents()), holds_documents(Path("seeds"), Documents())
    (True, False)
    """
    return any(PurePosixPath(path).stem.upper() != "README" for path in find_tree(folder, said).documents)


def find_tree(folder: Path, said: Documents) -> Tree:
    """Return the files of a folder, documents in the order of their paths. Nothing is opened.

    >>> find_tree(Path("docs"), Documents(include=("decisions/*.md",))).documents[0][:15]
    'decisions/0001-'
    """
    tree = Tree(folder)
    root = folder.resolve()
    wanted = _chooser(said)
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(one for one in folders if not one.startswith(".") and one not in _PASSED_OVER)
        inside = Path(place).relative_to(folder).as_posix()
        prefix = "" if inside == "." else f"{inside}/"
        tree.folders.add(_as_linked(inside))
        for name in names:
            path = prefix + name
            if name.startswith("."):
                continue
            linked = _as_linked(path)
            tree.files.add(linked)
            if is_document(path) and wanted(linked):
                why = "its name is not UTF-8" if linked != path else _unreadable(Path(place) / name, root)
                if why is None:
                    tree.documents.append(path)
                else:
                    tree.unread.append((shown(path), why))
    tree.documents.sort()
    tree.unread.sort()
    return tree


def shown(path: str) -> str:
    r"""Return a path with the bytes escaped that are not UTF-8.

    >>> print(shown("a\udcff.md"))
    a\xff.md
    """
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _as_linked(path: str) -> str:
    """Return a path as a link's ``%FF`` is understood: what is not UTF-8 becomes U+FFFD."""
    return path if path.isascii() else os.fsencode(path).decode("utf-8", "replace")


def _unreadable(path: Path, root: Path) -> str | None:
    try:
        if path.is_symlink() and not path.resolve(strict=True).is_relative_to(root):
            return "is a symbolic link out of the folder"
        mode = path.stat().st_mode
    except (OSError, RuntimeError):
        return "cannot be reached"
    return None if stat.S_ISREG(mode) else "is no regular file"


def _chooser(said: Documents) -> Callable[[str], bool]:
    """Return a function that says whether a path lies under the root and is chosen by the patterns."""
    prefix = "" if said.root == "." else f"{said.root}/"
    include, exclude = _pattern(said.include), _pattern(said.exclude)

    def wanted(path: str) -> bool:
        if not path.startswith(prefix):
            return False
        inside = path[len(prefix) :]
        chosen = include is None or include.fullmatch(inside) is not None
        return chosen and not (exclude and exclude.fullmatch(inside))

    return wanted


def _pattern(globs: Iterable[str]) -> re.Pattern[str] | None:
    parts = [glob_pattern(glob) for glob in globs]
    return re.compile("|".join(parts)) if parts else None


def glob_pattern(glob: str) -> str:
    """Return a regular expression for a pattern of paths: ``*`` within a name, ``**`` over folders.

    >>> glob_pattern("docs/**/*.md")
    'docs/(?:.*/)?[^/]*\\\\.md'
    """
    if glob.endswith("/"):
        glob += "**"
    found = []
    for part in re.split(r"(\*\*/|\*\*|\*|\?)", glob):
        known = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
        found.append(known.get(part) or re.escape(part))
    return "".join(found)
