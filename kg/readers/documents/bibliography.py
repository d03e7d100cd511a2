"""The sources of a bibliography, by the keys that texts cite them by."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import polars as pl

from kg.errors import MapError
from kg.readers.documents.bibtex import MOST_BYTES, Entry, plain, read_bibtex
from kg.readers.files import decode, is_file, read_bytes
from kg.readers.raw import RawTable

_COLUMNS = ("id", "url", "title", "type", "published", "authors", "doi", "origin")
_URL = re.compile(r"\\(?:url|href)\s*\{([^{}]*)\}")
_DOI = re.compile(r"^(?:https?://(?:dx\.)?doi\.org/|doi:)\s*", re.IGNORECASE)
_DAY = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?(?!\d)")
_AND = re.compile(r"\s+and\s+", re.IGNORECASE)


def read_bibliography(folder: Path, file: str, *, where: str) -> tuple[RawTable, str]:
    """Return the sources of a file of BibTeX in a folder, and the hash of its bytes.

    Raises
    ------
    MapError
        There is no such file, or it lies outside of the folder.
    ReadError
        It is broken or too large; the line is named.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "a.bib").write_text("@misc{k, title={T}, doi={10.1/x}}")
    ...     table, _ = read_bibliography(Path(folder), "a.bib", where="kg.toml")
    >>> table.frame.row(0)[:3]
    ('k', 'https://doi.org/10.1/x', 'T')
    """
    path = folder / file
    place = f"{where}: [documents] bibliographies"
    if not path.resolve().is_relative_to(folder.resolve()):
        raise MapError(f"{file} lies outside of {folder}", where=place)
    if not is_file(path):
        raise MapError(f"{file}: there is no such file in {folder}", where=place)
    data = read_bytes(path, most=MOST_BYTES)
    entries = read_bibtex(decode(data, where=str(path)), name=str(path))
    rows = [{**_source(one), "origin": f"{file}:{one.line}"} for one in entries]
    schema = {name: pl.List(pl.String) if name == "authors" else pl.String for name in _COLUMNS}
    return RawTable("sources", pl.DataFrame(rows, schema=schema), file), hashlib.sha256(data).hexdigest()


def _source(entry: Entry) -> dict[str, str | list[str] | None]:
    """Return the fields of a source; a work without an address has that of its DOI, or its place in arXiv."""
    said = entry.fields
    doi = _DOI.sub("", plain(said.get("doi", "")))
    url = plain(_URL.sub(r"\1", said.get("url", "") or said.get("howpublished", "")))
    if "://" not in url:
        url = f"https://doi.org/{doi}" if doi else _preprint(said)
    date = _DAY.search(said.get("date", "") or said.get("year", ""))
    return {
        "id": entry.key,
        "url": url or None,
        "title": plain(said.get("title", "")) or None,
        "type": entry.kind,
        "published": date.group() if date else None,
        "authors": _authors(said.get("author", "") or said.get("editor", "")),
        "doi": doi or None,
    }


def _preprint(said: dict[str, str]) -> str:
    archive = said.get("archiveprefix", said.get("eprinttype", ""))
    number = plain(said.get("eprint", ""))
    return f"https://arxiv.org/abs/{number}" if number and archive.lower() == "arxiv" else ""


def _authors(names: str) -> list[str]:
    """Return names as they are spoken: those written with the family first are turned."""
    found = []
    for name in _AND.split(names.strip()):
        family, comma, given = name.partition(",")
        found.append(plain(f"{given} {family}" if comma else name))
    return [name for name in found if name and name != "others"]
