"""From the file of a list to typed tables: what ``kg ratings convert`` writes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from kg.errors import UnknownFormatError
from kg.readers.checking import check
from kg.readers.files import decode, read_bytes
from kg.readers.lists.adapter import Adapter, ListOptions
from kg.readers.lists.adapters import ADAPTERS, adapter_of, read_list, recognised, refuse_bare_facts
from kg.readers.lists.table import header


@dataclass(frozen=True, slots=True)
class Converted:
    """A list as tables of the project: typed, without origins; and what became of its entries."""

    adapter: Adapter
    tables: dict[str, pl.DataFrame]
    problems: pl.DataFrame
    rows: int
    notes: tuple[str, ...]


def convert_list(path: Path, *, named: str | None = None, options: ListOptions | None = None) -> Converted:
    """Return the tables of a list in the wild.

    Parameters
    ----------
    path : path
        The file, as the makers of the list publish it.
    named : text, optional
        Name of its adapter; by default it is told by its content.
    options : ListOptions, optional
        Its date and what else is said of it.

    Raises
    ------
    ReadError, MapError
        It cannot be read, is another list, or cannot be told.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "p.csv").write_text("domain,pc1\\na.org,0.5\\n")
    ...     convert_list(Path(folder, "p.csv")).tables["ratings"].select("subject", "value", "stated_in").rows()
    [('a.org', '0.5', 'p.csv:2')]
    """
    adapter = adapter_of(named) if named is not None else None
    text = decode(read_bytes(path), where=str(path))
    adapter = adapter or recognised(text)
    if adapter is None:
        refuse_bare_facts(header(text), name=str(path))
        raise UnknownFormatError(
            "is no list that can be told by its content",
            where=str(path),
            hint=f"Say which with --as: {', '.join(ADAPTERS)}.",
        )
    found = read_list(adapter, text, name=path.name, options=options or ListOptions())
    tables: dict[str, pl.DataFrame] = {}
    problems = [found.problems]
    for raw in found.tables:
        table = raw.table or "ratings"
        typed, wrong = check(raw, table=table)
        problems.append(wrong)
        tables[table] = typed.drop("origin")
    return Converted(adapter, tables, pl.concat(problems), found.rows, found.notes)
