"""Is my plugin right? Checks that a package which adds a format runs in its own tests.

A reader (entry point in ``kg.readers``) is an object with two functions:

``recognises(data: bytes) -> bool``
    whether a file is of its format, by its content;
``read(data: bytes, *, name: str) -> list[RawRecords]``
    the records of a file; scalars as text, the line of each record, `kg.errors.ReadError` for what it
    cannot take.

It may have a third, ``mapped(said) -> reader``: a reader that does as the section ``[rdf]`` of a ``kg.toml`` says.

An exporter (entry point in ``kg.exporters``, named after its suffix) is a function
``export(graph) -> bytes``.
"""

from __future__ import annotations

from typing import Protocol

from kg.errors import KgError, ReadError
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.model.records import RECORDS
from kg.readers.checking import check
from kg.readers.nested import flatten
from kg.readers.raw import RawRecords

_NOISE = (b"", b"\x00" * 64, b"\xff\xfe", b"{", b"- ", b"PK\x03\x04", "é\n".encode("latin-1"), b"x" * 10_000)


class Reader(Protocol):
    """What a reader of another package looks like."""

    def recognises(self, data: bytes) -> bool:
        """Say whether a file is of this format."""

    def read(self, data: bytes, *, name: str) -> list[RawRecords]:
        """Return the records of a file."""


class Exporter(Protocol):
    """What an exporter of another package looks like."""

    def __call__(self, graph: KnowledgeGraph) -> bytes:
        """Return the file."""


def check_reader(reader: Reader, sample: bytes) -> list[RawRecords]:
    """Return what a reader reads of a sample, after proving that it keeps the contract.

    It recognises the sample and reads it twice alike; its tables, fields and values are those of
    `kg.model.records`; noise is refused by `ReadError` or recognised as foreign, and never raises else.

    Raises
    ------
    KgError
        Names the part of the contract that does not hold.

    >>> class Lines:
    ...     def recognises(self, data):
    ...         return data.startswith(b"!pages")
    ...     def read(self, data, *, name):
    ...         ids = data.decode().split()[1:]
    ...         return [RawRecords("pages", [{"id": one} for one in ids], list(range(2, 2 + len(ids))))]
    >>> check_reader(Lines(), b"!pages\\na\\nb\\n")[0].records
    [{'id': 'a'}, {'id': 'b'}]
    """
    _expect(reader.recognises(sample), "recognises() is false for the sample")
    found = reader.read(sample, name="sample")
    _expect(found == reader.read(sample, name="sample"), "read() gives another answer the second time")
    for raw in found:
        _expect(raw.table in RECORDS, f"table {raw.table!r} is none of {', '.join(RECORDS)}")
        _expect(
            len(raw.records) == len(raw.lines),
            f"{raw.table}: {len(raw.records)} records, {len(raw.lines)} lines",
        )
        tables, problems = flatten(raw, table=raw.table or "", file="sample")
        _expect(not problems, f"{raw.table}: {problems[0]['message'] if problems else ''}")
        for table in tables:
            _, dirt = check(table, table=table.table or "")
            _expect(dirt.is_empty(), f"{table.table}: {dirt['message'][0] if dirt.height else ''}")
    for noise in _NOISE:
        _refuses_or_passes(reader, noise)
    return found


def check_exporter(export: Exporter, graph: KnowledgeGraph) -> bytes:
    """Return what an exporter makes of a graph, after proving that it gives the same bytes twice.

    Raises
    ------
    KgError
        Names the part of the contract that does not hold.

    >>> import kg
    >>> check_exporter(lambda graph: str(graph.nodes.height).encode(), kg.load("seeds")).isdigit()
    True
    """
    made = export(graph)
    _expect(isinstance(made, bytes), f"returns {type(made).__name__}, not bytes")
    _expect(made == export(graph), "gives other bytes the second time")
    return made


def _refuses_or_passes(reader: Reader, noise: bytes) -> None:
    try:
        if reader.recognises(noise):
            reader.read(noise, name="noise")
    except ReadError:
        return
    except Exception as error:
        raise KgError(f"raises {type(error).__name__} for {noise[:12]!r}, not ReadError") from error


def _expect(holds: bool, otherwise: str) -> None:
    if not holds:
        raise KgError(f"the contract of kg.testing does not hold: {otherwise}")
