"""Read inputs: find the files, recognise each, flatten, type, check, assemble."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

import polars as pl

from kg.errors import MapError, ReadError, UnknownFormatError
from kg.model.columns import COLUMNS
from kg.model.corpus import Corpus, Settings, problem, problem_table
from kg.model.records import RECORDS
from kg.readers.assembly import assemble
from kg.readers.checking import check
from kg.readers.choosing import documents_or_table
from kg.readers.citing import cited_by_rows
from kg.readers.content import (
    DATA,
    at,
    content_of,
    is_crosswalk,
    is_rendered,
    list_in,
    mapped_readers,
)
from kg.readers.crosswalks import MOST_TOML
from kg.readers.documents.cache import Cache
from kg.readers.documents.formats import is_document
from kg.readers.documents.reader import DocumentTables, read_document, read_documents
from kg.readers.documents.tree import holds_documents
from kg.readers.files import decode, is_file, is_folder, read_bytes, walk
from kg.readers.guessing import complete, guess
from kg.readers.lists.adapter import ListOptions
from kg.readers.lists.adapters import read_list, refuse_bare_facts
from kg.readers.mapping import apply_map, fill_columns, is_pattern, mapped_file, mapped_files
from kg.readers.nested import flatten
from kg.readers.raw import RawRecords, RawTable, RawValue
from kg.readers.settings import NAME, Configuration, ListFile, TableMap, read_configuration
from kg.readers.yaml import LocatedDict

_FOLLOWING = ({"exposure"} | set(COLUMNS)) - set(RECORDS)
"""Tables that an export writes and that follow from the others: passed over in a folder."""
_OF_PAGES = frozenset({"pages", "citations", "links", "claims", "waivers"})
"""What a registry beside the inputs says and is not asked."""
_NAME_IT = "Name the file after its table, or write a map in kg.toml."
Progress = Callable[[str], None]


def _silent(_: str) -> None:
    """Report nothing."""


@dataclass(slots=True)
class _Reading:
    """What has been read so far."""

    report: Progress
    cache: Cache | None = None
    tables: list[tuple[str, str, pl.DataFrame]] = dataclasses.field(default_factory=list)
    problems: list[pl.DataFrame] = dataclasses.field(default_factory=list)
    inputs: list[dict[str, str]] = dataclasses.field(default_factory=list)
    notes: list[str] = dataclasses.field(default_factory=list)
    rendered: list[tuple[str, str, pl.DataFrame]] = dataclasses.field(default_factory=list)
    settings: Settings = dataclasses.field(default_factory=Settings)
    left_out: frozenset[str] = frozenset()
    readers: tuple[Any, ...] | None = None
    """Readers of other packages, by the map of the input that is being read."""


def read(
    *inputs: str | Path,
    registry: str | Path | None = None,
    map: str | Path | None = None,
    cache: Cache | None = None,
    progress: Progress | None = None,
) -> Corpus:
    """Return the corpus that folders and files hold.

    Parameters
    ----------
    inputs : paths
        Folders of records or documents, or single files (a table, a rendered page).
    registry : path, optional
        A folder or file of publishers, organizations, sources and ratings to read beside; its pages and what
        they cite are left out. What the inputs say of the date and policy counts before what it says.
    map : path, optional
        A ``kg.toml`` that says which file is which table; by default the folder's own.
    cache : Cache, optional
        Where the results of reading documents are kept, so that unchanged ones are not read again.
    progress : function, optional
        Called with a line before each file is read.

    Raises
    ------
    ReadError, MapError
        A file cannot be read, or a map names what is not there. Dirt is no error: it is in ``problems``.

    >>> read("seeds")["publishers"].height
    84
    """
    reading = _Reading(report=progress or _silent, cache=cache)
    said = read_configuration(Path(map)) if map is not None else None
    if said is not None and (said.tables or said.lists) and not any(is_folder(Path(one)) for one in inputs):
        raise MapError("a map needs a folder, its files are relative to it", where=str(inputs[0]))
    if registry is not None:
        reading.left_out = _OF_PAGES
        _read_input(Path(registry), None, None, reading, several=True)
        reading.left_out = frozenset()
    for given in inputs:
        _read_input(
            Path(given),
            said,
            str(map) if map is not None else None,
            reading,
            several=len(inputs) > 1,
        )
    return assemble(
        _by_file(reading.tables),
        _by_file(reading.rendered),
        problems=reading.problems,
        inputs=pl.DataFrame(reading.inputs, schema=COLUMNS["inputs"]).sort("name"),
        settings=reading.settings,
        notes=tuple(reading.notes),
    )


def _by_file(tables: list[tuple[str, str, pl.DataFrame]]) -> list[tuple[str, pl.DataFrame]]:
    """Return tables in the order of their files' names, whatever the order of reading; ``kg.toml`` comes first."""
    ordered = sorted(tables, key=lambda one: (PurePath(one[0]).suffix != ".toml", one[0]))
    return [(table, frame) for _, table, frame in ordered]


def _read_input(
    path: Path, said: Configuration | None, named: str | None, reading: _Reading, *, several: bool
) -> None:
    """Read a folder or a file. A map that was given says which files of folders are read; a folder's own, which are which."""
    if not is_folder(path):
        reading.settings = said.settings if said else reading.settings
        reading.readers = mapped_readers(said.rdf, where=str(named)) if said and said.rdf else None
        if is_document(path.name) and is_file(path) and not is_rendered(read_bytes(path)):
            documents = said.documents if said else None
            _take_documents(read_document(path, documents, report=reading.report), reading)
        else:
            _read_file(path, path.name, reading, alone=True)
        return
    own = path / NAME
    if said and said.documents and several and not holds_documents(path, said.documents):
        said = None  # a registry beside the documents, which reads as it says itself
    configuration = said or (read_configuration(own) if is_file(own) else Configuration(reading.settings))
    reading.settings = configuration.settings
    rdf = configuration.rdf
    reading.readers = mapped_readers(rdf, where=named or str(own)) if rdf else None
    prefix = f"{path.resolve().name}/" if several else ""
    _read_written(configuration, named or f"{prefix}{NAME}", reading)
    for table_map in configuration.tables:
        _read_mapped(path, prefix, table_map, named or str(own), reading)
    for listed in configuration.lists:
        _read_named_list(path, prefix, listed, named or str(own), reading)
    if configuration.documents is not None or _holds_only_documents(path, configuration, reading):
        _read_documents(path, prefix, configuration, named or str(own), reading)
    elif said is None or not said.tables:
        _read_folder(path, prefix, configuration, reading)


def _holds_only_documents(folder: Path, configuration: Configuration, reading: _Reading) -> bool:
    """Say whether a folder of which nothing else is said holds documents, and no own table."""
    if configuration.tables or configuration.lists or configuration.records or configuration.rdf:
        return False
    documents, table = documents_or_table(folder)
    if documents and table:
        how = "To have its documents read, in kg.toml:\n[documents]"
        reading.notes.append(f"{folder} is taken as tables, for {table} is one. {how}")
    return documents and not table


def _read_documents(
    folder: Path, prefix: str, configuration: Configuration, where: str, reading: _Reading
) -> None:
    """Read a tree of documents and, where that is configured, the tables that lie beside ``kg.toml``."""
    said = configuration.documents
    _take_documents(
        read_documents(folder, said, where=where, cache=reading.cache, report=reading.report), reading
    )
    named = _named_files(folder, configuration)
    for file in sorted(folder.iterdir()) if said is not None else ():
        table = file.suffix.lower() in DATA and file.stem.lower() in RECORDS
        if file.name not in named and file.name != NAME and (table or _holds_crosswalk(file)):
            _read_file(file, prefix + file.name, reading, alone=False)


def _take_documents(found: DocumentTables, reading: _Reading) -> None:
    reading.inputs += found.inputs
    reading.notes += found.notes
    reading.problems.append(problem_table(found.problems))
    for raw in found.tables:
        _take_table(raw, raw.table or "pages", reading)


def _read_folder(folder: Path, prefix: str, configuration: Configuration, reading: _Reading) -> None:
    """Read the files that no map names; where there is a map, only those named after a table, and crosswalks."""
    named = _named_files(folder, configuration)
    for file in walk(folder):
        name = file.relative_to(folder).as_posix()
        asked = not configuration.tables or file.stem.lower() in RECORDS or _holds_crosswalk(file)
        if file.name != NAME and name not in named and asked:
            _read_file(file, prefix + name, reading, alone=False)


def _named_files(folder: Path, said: Configuration) -> set[str]:
    """Return the files that a map names, which were read as it says."""
    tables = {one.file for one in said.tables}
    found = {file for one in tables if is_pattern(one) for file in mapped_files(folder, one, where=NAME)}
    return tables | found | {one.file for one in said.lists}


def _holds_crosswalk(file: Path) -> bool:
    """Say whether a file beside a map is a rater's crosswalk; one that cannot be read was not asked for."""
    try:
        return file.suffix.lower() == ".toml" and is_crosswalk(read_bytes(file, most=MOST_TOML))
    except ReadError:
        return False


def _read_written(said: Configuration, name: str, reading: _Reading) -> None:
    """Take the records that stand in ``kg.toml`` itself."""
    for table, records in said.records.items():
        written = [
            {
                key: value if isinstance(value, (str, list, dict)) else str(value).lower()
                for key, value in one.items()
            }
            for one in records
        ]
        _take([RawRecords(table, written, [0] * len(written))], name, table, reading)


def _read_mapped(folder: Path, prefix: str, said: TableMap, where: str, reading: _Reading) -> None:
    files = mapped_files(folder, said.file, where=f"{where}: [tables.{said.table}]")
    frames = fill_columns([_mapped_columns(folder / file, prefix + file, reading) for file in files], said)
    for file, frame in zip(files, frames, strict=True):
        raw = apply_map(frame, said, where=where)
        _take_table(dataclasses.replace(raw, file=prefix + file), said.table, reading)


def _mapped_columns(path: Path, name: str, reading: _Reading) -> pl.DataFrame:
    """Return the columns of a file that a map names, by their own names."""
    found = content_of(_bytes(path, name, reading), path=path, name=name, readers=reading.readers)
    if isinstance(found, pl.DataFrame):
        return found
    if not found:
        return pl.DataFrame(schema={"origin": pl.String})
    return pl.concat([_columns_of(one, name) for one in found], how="diagonal")


def _read_named_list(folder: Path, prefix: str, said: ListFile, where: str, reading: _Reading) -> None:
    path = mapped_file(folder, said.file, where=f"{where}: [[lists]]")
    name = prefix + said.file
    _take_list(said, _bytes(path, name, reading), path, name, reading)


def _take_list(said: ListFile, data: bytes, path: Path, name: str, reading: _Reading) -> None:
    """Take what a list in the wild says; an error names its file as it was given."""
    try:
        found = read_list(said.adapter, decode(data, where=name), name=name, options=said.options)
    except (ReadError, MapError) as error:
        raise type(error)(error.what, where=at(error.where, name, path), hint=error.hint) from None
    reading.notes += found.notes
    reading.problems.append(found.problems)
    for raw in found.tables:
        _take_table(raw, raw.table or "ratings", reading)


def _columns_of(raw: RawRecords, name: str) -> pl.DataFrame:
    """Return records as columns by their own names, for a map to rename."""
    names = list(dict.fromkeys(key for record in raw.records for key in record))
    origins = [f"{name}:{line}" if line else f"{name}#{row}" for row, line in enumerate(raw.lines, start=1)]
    texts = {key: [_text(record.get(key)) for record in raw.records] for key in names}
    return pl.DataFrame({**texts, "origin": origins}, schema=dict.fromkeys([*names, "origin"], pl.String))


def _text(value: object) -> str | None:
    return (
        None
        if value is None
        else "|".join(str(one) for one in value)
        if isinstance(value, list)
        else str(value)
    )


def _read_file(path: Path, name: str, reading: _Reading, *, alone: bool) -> None:
    """Read a file; in a folder one that no reader recognises is passed over, and reported."""
    stem = Path(name).stem.lower()
    if stem in _FOLLOWING and not alone:
        return
    table = stem if stem in RECORDS else None
    data = _bytes(path, name, reading)
    listed = list_in(data) if table is None else None
    if listed is not None:
        _take_list(ListFile(listed, name, ListOptions()), data, path, name, reading)
        return
    try:
        found = content_of(data, path=path, name=name, readers=reading.readers)
        if isinstance(found, list):
            _take(found, name, table, reading)
        else:
            _take_columns(found, name, table, reading)
    except UnknownFormatError as error:
        if alone or table is not None:
            raise UnknownFormatError(error.what, where=at(error.where, name, path), hint=error.hint) from None
        reading.problems.append(problem_table([problem("unread-file", error.what, origin=name)]))
    except ReadError as error:
        raise ReadError(error.what, where=at(error.where, name, path), hint=error.hint) from None


def _bytes(path: Path, name: str, reading: _Reading) -> bytes:
    reading.report(f"reading {name}")
    data = read_bytes(path)
    reading.inputs.append({"name": name, "sha256": hashlib.sha256(data).hexdigest()})
    return data


def _take(found: Sequence[RawRecords], name: str, table: str | None, reading: _Reading) -> None:
    """Take nested records: each says its table, or the file's name does, or its fields do."""
    for given in found:
        raw = _guessed(given, given.table or table, name, reading)
        which = raw.table or table
        if which is None:
            continue
        tables, problems = flatten(raw, table=which, file=name)
        reading.problems.append(problem_table(problems))
        reading.problems.append(
            problem_table([problem("missing-part", message, origin=name) for message in raw.missing])
        )
        for one in tables:
            _take_table(one, one.table or which, reading, rendered=raw.rendered)


def _guessed(raw: RawRecords, table: str | None, name: str, reading: _Reading) -> RawRecords:
    """Return nested records with the table and fields that their names seem to be."""
    names = list(dict.fromkeys(key for record in raw.records for key in record))
    found = _guess(names, name, reading, table=table) if names else None
    if found is None and (table is not None or not names):
        return raw
    if found is None:
        raise UnknownFormatError(
            f"is no table by its fields ({', '.join(names[:8])})", where=name, hint=_NAME_IT
        )
    guessed, fields = found
    renamed: list[dict[str, RawValue]] = []
    for record in raw.records:
        located = LocatedDict({fields.get(key, key): value for key, value in record.items()})
        located.line = getattr(record, "line", 0)
        renamed.append(located)
    return dataclasses.replace(raw, table=guessed, records=renamed)


def _guess(
    names: list[str], name: str, reading: _Reading, *, table: str | None = None
) -> tuple[str, dict[str, str]] | None:
    """Return the table that names seem to be and the field of each column; what was guessed is noted."""
    guessed = guess(names) if table is None else complete(table, names)
    if guessed is None:
        return None
    if not set(RECORDS[guessed.table].model_fields) <= set(names):  # with every field it is no guess
        said = guessed.as_map(name)
        reading.notes.append(f"{name} is taken as {guessed.table}. The same in {NAME}:\n{said}")
    return guessed.table, {column: field for field, column in guessed.columns.items()}


def _take_columns(frame: pl.DataFrame, name: str, table: str | None, reading: _Reading) -> None:
    """Take a flat file: it is named after its table, or its columns say which it is."""
    columns = [column for column in frame.columns if column != "origin"]
    if not columns and table is None:
        return
    guessed = _guess(columns, name, reading, table=table)
    if guessed is not None:
        table, fields = guessed
        frame = frame.rename(fields)
    if table is None:
        refuse_bare_facts(columns, name=name)
        what = f"is no table by its columns ({', '.join(columns[:8])})"
        raise UnknownFormatError(what, where=name, hint=_NAME_IT)
    _take_table(RawTable(table, frame, name), table, reading)


def _take_table(raw: RawTable, table: str, reading: _Reading, *, rendered: bool = False) -> None:
    if table in reading.left_out:
        return
    typed, problems = check(raw, table=table)
    reading.problems.append(problems)
    (reading.rendered if rendered else reading.tables).append((raw.file, table, typed))
    if table == "sources" and "citations" not in reading.left_out:
        reading.tables.append((raw.file, "citations", cited_by_rows(typed)))
