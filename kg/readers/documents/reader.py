"""Reading a tree of documents, or a single one: from a folder to raw tables."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from kg.errors import MapError, ReadError
from kg.model.corpus import problem
from kg.readers.documents.bibliography import read_bibliography
from kg.readers.documents.cache import Cache
from kg.readers.documents.configuration import Documents
from kg.readers.documents.formats import guess_format
from kg.readers.documents.site import Site, name_pages
from kg.readers.documents.tables import Row, document_tables
from kg.readers.documents.tree import Tree, find_tree, shown
from kg.readers.documents.workers import Job, parse_kept
from kg.readers.raw import RawTable


@dataclass(slots=True)
class DocumentTables:
    """What a tree of documents comes to: tables, problems, the files it was read from, and what was guessed."""

    tables: list[RawTable]
    problems: list[Row]
    inputs: list[dict[str, str]]
    files: frozenset[str] = frozenset()
    notes: list[str] = field(default_factory=list)


def read_documents(
    folder: Path,
    said: Documents | None,
    *,
    where: str | None = None,
    cache: Cache | None = None,
    report: Callable[[str], None] = lambda _: None,
) -> DocumentTables:
    """Return the tables of the documents in a folder; without a configuration its format is guessed, and noted.

    Raises
    ------
    MapError, ReadError
        The configured root is no folder; a bibliography is not there, or broken.

    >>> found = read_documents(Path("docs/decisions"), None)
    >>> found.tables[0].frame["id"][0][:5], found.notes[0].splitlines()[1:]
    ('0001-', ['[documents]', 'format = "markdown"'])
    """
    known = said or Documents()
    if not (folder / known.root).is_dir():
        raise MapError(f"root: there is no folder {known.root} in {folder}", where=where)
    tree = find_tree(folder, known)
    notes = []
    form = known.options.format
    if form == "auto":
        form = guess_format(_names(folder) | _names(folder / known.root), tree.documents)
        options = dataclasses.replace(known.options, format=form)
        known = dataclasses.replace(known, options=options)
    if said is None:
        notes.append(f'{folder} is taken as documents. The same in kg.toml:\n[documents]\nformat = "{form}"')
    found = _read(tree, known, notes, report, cache)
    _add_bibliographies(found, folder, known, where or str(folder), report)
    return found


def _add_bibliographies(
    found: DocumentTables, folder: Path, known: Documents, where: str, report: Callable[[str], None]
) -> None:
    """Add the sources of configured bibliographies."""
    for file in known.bibliographies:
        report(f"reading {file}")
        table, sha256 = read_bibliography(folder, file, where=where)
        found.tables.append(table)
        found.inputs.append({"name": file, "sha256": sha256})


def read_document(
    path: Path, said: Documents | None = None, *, report: Callable[[str], None] = lambda _: None
) -> DocumentTables:
    """Return the tables of a single document, as if it were alone in its folder.

    Raises
    ------
    ReadError
        It cannot be read.

    >>> read_document(Path("docs/index.md")).tables[0].frame["id"].to_list()
    ['index']
    """
    if shown(path.name) != path.name:
        raise ReadError("its name is not UTF-8", where=shown(str(path)), hint="Rename it.")
    known = dataclasses.replace(said or Documents(), root=".", bibliographies=())
    if known.options.format == "auto":
        form = guess_format([], [path.name])
        known = dataclasses.replace(known, options=dataclasses.replace(known.options, format=form))
    try:
        names = _names(path.parent)
    except OSError:
        names = {path.name}
    tree = Tree(path.parent, files=names, folders=names | {"."}, documents=[path.name])
    found = _read(tree, known, [], report)
    for row in found.problems:
        if row["kind"] == "unread-file":
            line = (row["origin"] or "").removeprefix(path.name)
            raise ReadError(str(row["message"]).removeprefix("is not read: "), where=f"{path}{line}")
    return found


def _names(folder: Path) -> set[str]:
    return {one.name for one in folder.iterdir()}


def _read(
    tree: Tree,
    said: Documents,
    notes: list[str],
    report: Callable[[str], None],
    cache: Cache | None = None,
) -> DocumentTables:
    report(f"reading {len(tree.documents)} documents")
    results = parse_kept(Job(tree.folder, tuple(tree.documents), said.options), cache)
    opened = [(one.file, one.parsed) for one in results if one.sha256 is not None]
    pages, repeated = name_pages(opened, said)
    tables, problems = document_tables(Site(said, tree, pages))
    for file, why in tree.unread:
        problems.append(problem("unread-file", why, origin=file))
    for one in results:
        if one.sha256 is None:
            problems.append(problem("unread-file", one.parsed.findings[0].message, origin=one.file))
    for file, key, first in repeated:
        message = f"id {key} occurs again; the first, at {first}, counts"
        problems.append(problem("duplicate-id", message, subject=f"page:{key}", origin=f"{file}:1"))
    inputs = [{"name": one.file, "sha256": one.sha256} for one in results if one.sha256 is not None]
    return DocumentTables(tables, problems, inputs, frozenset(tree.documents), notes)
