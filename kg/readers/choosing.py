"""Whether a folder of which nothing is said is a tree of documents or a corpus of tables."""

from __future__ import annotations

from pathlib import Path, PurePath

import polars as pl

from kg.errors import ReadError
from kg.model.records import RECORDS
from kg.readers.content import DATA, content_of, is_rendered, list_in
from kg.readers.documents.formats import is_document
from kg.readers.documents.tree import folder_files
from kg.readers.files import read_bytes
from kg.readers.guessing import Guess, guess
from kg.readers.settings import NAME

_PLAIN = ("", ".txt", ".text", ".html", ".htm")
"""Suffixes besides those of documents that a page saved from a browser may have."""


def documents_or_table(folder: Path) -> tuple[bool, str | None]:
    """Say whether a folder holds documents, and which of its files is a table of its own, if one is.

    A rendered page is a table, and no document; where there is a table, nor is a README. Below the top of the
    folder a table is known by its name or by columns that nothing else has: titles and addresses are in the data
    of many a site.

    >>> documents_or_table(Path("docs")), documents_or_table(Path("seeds"))
    ((True, None), (False, 'citations.csv'))
    """
    files = folder_files(folder)
    tried = [file for file in files if not _is_readme(file) and PurePath(file).name != NAME]
    pages = [file for file in tried if is_document(file)]
    if not any(is_document(file) for file in files):
        return False, None
    table = next((file for file in tried if is_own_table(folder, file)), None)
    if table is None:
        return True, None
    return any(not _is_rendered(folder / file) for file in pages), table


def is_own_table(folder: Path, file: str) -> bool:
    """Say whether a file of a folder is a table or rendered page.

    One named after a table is, even if it is broken; any other if it can be read and its columns tell.

    >>> is_own_table(Path("seeds"), "publishers.yaml"), is_own_table(Path("docs"), "documents.md")
    (True, False)
    """
    path = folder / file
    suffix = path.suffix.lower()
    try:
        if is_document(path.name) or suffix in _PLAIN:
            return is_rendered(read_bytes(path))
        if suffix not in DATA:
            return False
        if path.stem.lower() in RECORDS:
            return True
        return _has_columns_of_a_table(read_bytes(path), path, at_top="/" not in file)
    except ReadError:
        return False


def _is_readme(file: str) -> bool:
    return PurePath(file).name.upper().split(".")[0] == "README"


def _is_rendered(path: Path) -> bool:
    try:
        return is_rendered(read_bytes(path))
    except ReadError:
        return False


def _has_columns_of_a_table(data: bytes, path: Path, *, at_top: bool) -> bool:
    """Say whether a list in the wild or records tell what they are; a lone record is as likely a setting."""
    if list_in(data) is not None:
        return True
    found = content_of(data, path=path, name=path.name)
    if isinstance(found, pl.DataFrame):
        return _is_sure(guess(found.columns), at_top=at_top)
    for one in found:
        keys = list(dict.fromkeys(key for record in one.records for key in record))
        if one.table is not None or (not one.lone and _is_sure(guess(keys), at_top=at_top)):
            return True
    return False


def _is_sure(guessed: Guess | None, *, at_top: bool) -> bool:
    return guessed is not None and (at_top or not guessed.common)
