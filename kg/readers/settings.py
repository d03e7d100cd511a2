"""``kg.toml``: the date, the policy, the data set's name, the map of anybody's tables, lists by name, documents, foreign RDF, the gate."""

from __future__ import annotations

import datetime
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg.errors import MapError, nearest_or_all
from kg.model.corpus import BASE, Settings
from kg.model.gate import gate_from
from kg.model.policy import Policy, policy_from
from kg.model.records import RECORDS
from kg.model.values import parse_first_day
from kg.readers.documents.configuration import Documents, documents_from
from kg.readers.files import decode, read_bytes
from kg.readers.lists.adapter import Adapter, ListOptions
from kg.readers.lists.adapters import adapter_of

NAME = "kg.toml"
_TOP = ("as_of", "policy", "dataset", "tables", "lists", "records", "documents", "rdf", "check")
_DATASET = ("name", "title", "licence", "base")
_TABLE = ("file", "columns", "constants", "separators")
_LIST = ("file", "as", "date", "through", "stated_in", "rater")


@dataclass(frozen=True, slots=True)
class TableMap:
    """Which file is which table, which column which field; constants, and separators of list columns."""

    table: str
    file: str
    columns: dict[str, str]
    constants: dict[str, str] = field(default_factory=dict)
    separators: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ListFile:
    """Which file is which list in the wild, and what is said of it besides."""

    adapter: Adapter
    file: str
    options: ListOptions


@dataclass(frozen=True, slots=True)
class Configuration:
    """What a ``kg.toml`` says. ``records`` are records written in it, by table."""

    settings: Settings
    tables: tuple[TableMap, ...] = ()
    lists: tuple[ListFile, ...] = ()
    records: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    documents: Documents | None = None
    rdf: dict[str, Any] = field(default_factory=dict)
    """What stands for what in foreign RDF, as it was written: the reader of RDF knows the words."""


def read_configuration(path: Path) -> Configuration:
    """Return what a ``kg.toml`` says.

    Raises
    ------
    MapError
        It is no TOML, or a name in it is unknown; the nearest known one is the hint.

    >>> read_configuration(Path("seeds/kg.toml")).settings.dataset
    'seeds'
    """
    where = str(path)
    said = _toml(path)
    _known(said, _TOP, where)
    dataset = _section(said, "dataset", where)
    _known(dataset, _DATASET, f"{where}: [dataset]")
    settings = Settings(
        as_of=_day(said.get("as_of"), where),
        policy=policy_from(_section(said, "policy", where), where=f"{where}: [policy]")
        if "policy" in said
        else Policy(),
        dataset=str(dataset.get("name", "corpus")),
        title=dataset.get("title"),
        licence=dataset.get("licence"),
        base=str(dataset.get("base", BASE)),
        gate=gate_from(_section(said, "check", where), where=f"{where}: [check]"),
    )
    maps = []
    for table, parts in _section(said, "tables", where).items():
        _known({table: None}, tuple(RECORDS), f"{where}: [tables]")
        for part in parts if isinstance(parts, list) else [parts]:
            maps.append(_table_map(table, part, f"{where}: [tables.{table}]"))
    records = _section(said, "records", where)
    _known(records, tuple(RECORDS), f"{where}: [records]")
    documents = _section(said, "documents", where)
    return Configuration(
        settings,
        tuple(maps),
        _lists(said, where),
        {table: list(rows) for table, rows in records.items()},
        documents_from(documents, where=f"{where}: [documents]") if "documents" in said else None,
        _section(said, "rdf", where),
    )


def read_policy(path: Path) -> Policy:
    """Return the policy of a TOML file: its ``[policy]``, ``[tool.kg.policy]``, or its bare keys.

    Raises
    ------
    MapError, PolicyError
        It is no TOML, a name is unknown, or a value out of range.

    >>> read_policy(Path("pyproject.toml")).low
    2
    """
    said = _toml(path)
    tool = said.get("tool")
    if isinstance(tool, dict) and "policy" not in said:
        said = tool.get("kg", {"policy": {}})
    return policy_from(said.get("policy", said), where=str(path))


def _toml(path: Path) -> dict[str, Any]:
    where = str(path)
    try:
        return tomllib.loads(decode(read_bytes(path, most=16 * 1024**2), where=where))
    except tomllib.TOMLDecodeError as error:
        raise MapError(f"is not TOML: {error}", where=where) from None
    except RecursionError:
        raise MapError("is nested too deeply", where=where) from None


def _table_map(table: str, said: Any, where: str) -> TableMap:
    if not isinstance(said, dict) or not isinstance(said.get("file"), str):
        raise MapError("expected a file", where=where, hint='Write file = "sources.csv".')
    _known(said, _TABLE, where)
    parts: dict[str, dict[str, str]] = {}
    for part in _TABLE[1:]:
        held = said.get(part, {})
        if not isinstance(held, dict):
            raise MapError(f"{part}: expected field = value", where=where)
        _known(held, tuple(RECORDS[table].model_fields), f"{where} {part}")
        parts[part] = {
            name: str(value).lower() if isinstance(value, bool) else str(value)
            for name, value in held.items()
        }
    return TableMap(table, said["file"], parts["columns"], parts["constants"], parts["separators"])


def _lists(said: dict[str, Any], where: str) -> tuple[ListFile, ...]:
    """Return the lists that ``[[lists]]`` name, each with its adapter."""
    given = said.get("lists", [])
    where = f"{where}: [[lists]]"
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        raise MapError("expected a table for each list", where=where, hint="Write [[lists]] above each.")
    found = []
    for one in given:
        _known(one, _LIST, where)
        if not isinstance(one.get("file"), str) or not isinstance(one.get("as"), str):
            raise MapError("expected file and as", where=where, hint='Write file = "x.csv" and as = "mbfc".')
        options = {name: str(one[name]) for name in _LIST[2:] if name in one}
        found.append(ListFile(adapter_of(one["as"], where=where), one["file"], ListOptions(**options)))
    return tuple(found)


def _section(said: dict[str, Any], name: str, where: str) -> dict[str, Any]:
    held = said.get(name, {})
    if not isinstance(held, dict):
        raise MapError(f"{name}: expected a table [{name}]", where=where)
    return held


def _known(said: dict[str, Any], known: tuple[str, ...], where: str) -> None:
    for name in said:
        if name not in known:
            raise MapError(f"unknown name {name!r}", where=where, hint=nearest_or_all(name, known))


def _day(value: Any, where: str) -> datetime.date | None:
    if value is None:
        return None
    if isinstance(value, datetime.datetime):
        return value.date()
    try:
        return parse_first_day(value)
    except ValueError as error:
        raise MapError(f"as_of: {error}", where=where) from None
