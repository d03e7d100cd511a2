"""A rating added to a registry's own file, which keeps its comments, order and layout."""

from __future__ import annotations

import csv
import difflib
import io
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from kg.errors import ExportError, ReadError, UnknownNodeError, nearest
from kg.model.corpus import Corpus
from kg.model.ids import NodeId
from kg.model.words import HOUSE
from kg.readers.atomic import write_atomically
from kg.readers.csv import delimiter_of
from kg.readers.files import decode, is_folder, read_bytes
from kg.readers.json import load_json
from kg.readers.reading import read
from kg.readers.settings import NAME, read_configuration
from kg.readers.yaml import read_yaml
from kg.resolution.places import parse_place

TABLE = "ratings"
_NODE = re.compile(r"(?:organization|publisher|source):.+")
_WORK = re.compile(r"(?:https?://|doi:|arxiv:|pmid:|isbn:).+")
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._/()-]*(?<! )")
_NOT_TEXT = re.compile(r"(?i)true|false|yes|no|on|off|null|[\d.+-].*")


@dataclass(frozen=True, slots=True)
class Edit:
    """A file before and after; ``before`` is empty for one that is new."""

    path: Path
    before: str
    after: str

    @property
    def diff(self) -> str:
        """The change as a unified diff.

        >>> print(Edit(Path("r.csv"), "a\\n", "a\\nb\\n").diff.splitlines()[-1])
        +b
        """
        name = str(self.path)
        lines = difflib.unified_diff(
            self.before.splitlines(keepends=True), self.after.splitlines(keepends=True), name, name
        )
        return "".join(
            line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
        )

    def write(self) -> None:
        """Write the file, wholly or not at all."""
        write_atomically(self.path, self.after.encode())


def add_rating(registry: Path, record: Mapping[str, str]) -> Edit:
    """Return the edit that adds an assertion of the house to a registry; nothing is written yet.

    Parameters
    ----------
    registry : path
        A folder of records, or the file of its ratings. A folder without such a file gets ``ratings.yaml``.
    record : mapping
        The fields of the assertion, as text; ``subject`` and ``value`` at least.

    Raises
    ------
    ExportError
        The file cannot be edited so that it says exactly this more, or the rating would not count.
    UnknownNodeError
        The registry has no such subject.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     edit = add_rating(Path(folder), {"subject": "a.com", "rater": "house", "value": "4", "reason": "read it"})
    >>> print(edit.after)
    - subject: a.com
      rater: house
      value: 4
      reason: read it
    <BLANKLINE>
    """
    path = _file_of(registry)
    _check_subject(registry, record)
    before = decode(read_bytes(path), where=str(path)) if path.exists() else ""
    insert = _INSERTS.get(path.suffix.lower())
    if insert is None:
        raise ExportError(
            "cannot be edited", where=str(path), hint=f"Ratings are added to {', '.join(_INSERTS)} files."
        )
    return Edit(path, before, insert(before, record, str(path)))


def _file_of(registry: Path) -> Path:
    """Return the file of a registry's ratings."""
    if not is_folder(registry):
        return registry
    settings = registry / NAME
    if settings.exists():
        for mapped in read_configuration(settings).tables:
            if mapped.table == TABLE:
                raise ExportError(
                    f"maps {mapped.file} to ratings by other names",
                    where=str(settings),
                    hint="Name an own file: --registry ratings.yaml.",
                )
    found = sorted(
        one for one in registry.iterdir() if one.stem.lower() == TABLE and one.suffix.lower() in _INSERTS
    )
    return found[0] if found else registry / f"{TABLE}.yaml"


def _check_subject(registry: Path, record: Mapping[str, str]) -> None:
    """Refuse a subject that does not exist, and a rating that would not count."""
    subject = record["subject"]
    if not _NODE.fullmatch(subject) and not _WORK.fullmatch(subject):
        try:
            parse_place(subject)
        except ValueError as error:
            raise ExportError(str(error), hint="A subject is kind:id, a place, or a work.") from None
    if not registry.exists():
        return
    corpus = read(registry)
    if _NODE.fullmatch(subject) and is_folder(registry):
        node = NodeId.parse(subject)
        known = corpus[f"{node.kind}s"]["id"].to_list()
        if node.key not in known:
            close = nearest(node.key, known)
            raise UnknownNodeError(
                f"no {node.kind} {node.key!r} in {registry}",
                hint=f"Did you mean {node.kind}:{close}?" if close else f"It has {len(known)} of that kind.",
            )
    _refuse_hidden(corpus, record)


def _refuse_hidden(corpus: Corpus, record: Mapping[str, str]) -> None:
    """Refuse a rating that an earlier one of the house would hide: the latest counts, then the lower."""
    begun = record.get("valid_from")
    same = corpus[TABLE].filter(
        (pl.col("subject") == record["subject"])
        & (pl.col("rater") == HOUSE)
        & (pl.col("override").fill_null(value=False) == (record.get("override") == "true"))
    )
    later = same.filter(
        pl.col("valid_from").is_not_null() if begun is None else pl.col("valid_from").cast(pl.String) >= begun
    )
    equal = same.filter(pl.col("valid_from").is_null()) if begun is None else later.clear()
    for other in pl.concat([later, equal]).iter_rows(named=True):
        since = f" from {other['valid_from']}" if other["valid_from"] else " without a date"
        raise ExportError(
            f"{record['subject']} already has {other['value']}{since} at {other['origin']}; the latest counts, of equals the lower",
            hint="Give a later --from DATE, or edit that line.",
        )


def _csv(before: str, record: Mapping[str, str], where: str) -> str:
    """Return a CSV file with a row more, in the columns of its header."""
    whole = before or ",".join(record) + "\n"
    lines = whole.splitlines()
    header = next((line for line in lines if line.strip() and not line.startswith("#")), "")
    delimiter = delimiter_of(header) or ","
    columns = [one.strip() for one in next(csv.reader([header], delimiter=delimiter), [])]
    for name in record:
        if name not in columns:
            raise ExportError(f"has no column {name!r}", where=where, hint="Add it to the header first.")
    line_end = "\r\n" if "\r\n" in whole else "\n"
    row = io.StringIO()
    csv.writer(row, delimiter=delimiter, lineterminator=line_end).writerow(
        record.get(name, "") for name in columns
    )
    return whole + ("" if whole.endswith("\n") else line_end) + row.getvalue()


def _jsonl(before: str, record: Mapping[str, str], _where: str) -> str:
    """Return a file of JSON Lines with a line more."""
    return before + ("" if not before or before.endswith("\n") else "\n") + _object(record) + "\n"


def _json(before: str, record: Mapping[str, str], where: str) -> str:
    """Return a JSON file whose array of ratings has an object more."""
    if not before.strip():
        return f"[\n  {_object(record)}\n]\n"
    said = load_json(before, name=where)
    start = before.find("[") if isinstance(said, list) else _array_of(before, said, where)
    try:
        _, end = json.JSONDecoder().raw_decode(before, start)
    except ValueError as error:
        raise ExportError(f"cannot be edited: {error}", where=where) from None
    inside = before[start + 1 : end - 1]
    indent = re.search(r"\n([ \t]*)\S", inside)
    comma = "," if inside.strip() else ""
    lead = f"\n{indent[1]}" if indent else "\n  " if not comma else " "
    tail = inside[len(inside.rstrip()) :] or ("\n" if not comma else "")
    return before[: start + 1] + inside.rstrip() + comma + lead + _object(record) + tail + before[end - 1 :]


def _array_of(before: str, said: Any, where: str) -> int:
    """Return where the array of ratings begins in an object of tables."""
    found = re.search(r'"ratings"\s*:\s*(?=\[)', before)
    if not isinstance(said, dict) or not isinstance(said.get(TABLE), list) or found is None:
        raise ExportError("has no list of ratings", where=where, hint='Add "ratings": [] to it.')
    return found.end()


def _object(record: Mapping[str, str]) -> str:
    return json.dumps(dict(record), ensure_ascii=False)


def _yaml(before: str, record: Mapping[str, str], where: str) -> str:
    """Return a YAML file with an item more, at the end of the list of ratings."""
    if before.strip() and not re.search(r"(?m)^(?:- |ratings:\s*(?:#.*)?$)", before):
        raise ExportError(
            "has no list of ratings in block style", where=where, hint="Write ratings: on a line of its own."
        )
    key = re.search(r"(?m)^ratings:\s*(?:#.*)?$", before)
    end, indent = len(before), ""
    if key is not None:
        following = re.compile(r"(?m)^[^\s#-]").search(before, key.end())
        end = following.start() if following else len(before)
        item = re.compile(r"(?m)^([ ]*)- ").search(before, key.end(), end)
        indent = item[1] if item else "  "
    head = before[:end]
    lines = [f"{name}: {_scalar(value)}" for name, value in record.items()]
    text = "".join(f"{indent}{'- ' if not at else '  '}{line}\n" for at, line in enumerate(lines))
    after = head + ("" if not head or head.endswith("\n") else "\n") + text + before[end:]
    _check_yaml(before, after, where)
    return after


def _check_yaml(before: str, after: str, where: str) -> None:
    """Refuse an edit after which the file does not say exactly one record more."""
    try:
        old = sum(len(raw.records) for raw in read_yaml(before, name=where)) if before.strip() else 0
        new = sum(len(raw.records) for raw in read_yaml(after, name=where))
    except ReadError as error:
        raise ExportError(f"cannot be edited: {error.what}", where=where) from None
    if new != old + 1:
        raise ExportError(
            "cannot be edited: its layout is unusual", where=where, hint="Add the rating by hand."
        )


def _scalar(text: str) -> str:
    """Return a text as YAML writes it, quoted where it could be taken for something else."""
    if _PLAIN.fullmatch(text) and not _NOT_TEXT.fullmatch(text):
        return text
    return (
        text if re.fullmatch(r"[1-5]|\d{4}-\d{2}-\d{2}|true", text) else json.dumps(text, ensure_ascii=False)
    )


_INSERTS: dict[str, Callable[[str, Mapping[str, str], str], str]] = {
    ".yaml": _yaml,
    ".yml": _yaml,
    ".csv": _csv,
    ".json": _json,
    ".jsonl": _jsonl,
}
