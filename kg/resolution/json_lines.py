"""Addresses as JSON Lines: ``{"id": ..., "url": ...}`` in, who published them out, line by line in order.

Lines are answered in batches, so memory does not grow with their number; a batch ends early when its
writer pauses, so that a program may wait for each answer.
"""

from __future__ import annotations

import json
import math
import os
import select
from collections.abc import Iterator
from typing import IO, Any

import polars as pl

from kg.resolution.addresses import ANSWER, AddressResolver

_BATCH = 20_000
_LONGEST = 1 << 20
"""Bytes of the longest line that is read; a longer one is answered with a problem."""
_BLOCK = 1 << 20
_PAUSE = 0.05


def answer_lines(lines: IO[bytes], resolver: AddressResolver) -> Iterator[str]:
    r"""Return the answers to lines of JSON, a text for each batch of them.

    A line that is no JSON object with a ``url`` gets ``publisher: null`` and a problem.

    >>> import datetime, io
    >>> from kg.model.corpus import Corpus
    >>> from kg.resolution.addresses import resolver_for
    >>> resolver = resolver_for(Corpus.of({}), as_of=datetime.date(2026, 1, 1), rated=pl.Series([], dtype=pl.Boolean))
    >>> asked = io.BytesIO(b'{"id": 1, "url": "https://a.org/"}\nx\n')
    >>> print(next(answer_lines(asked, resolver)), end="")
    {"id":1,"publisher":null,"matched_by":"none","host":"a.org","canonical_url":"https://a.org","problem":null}
    {"id":null,"publisher":null,"matched_by":"none","host":null,"canonical_url":null,"problem":"bad-value: the line is no JSON object"}
    """
    for batch in _batches(lines):
        asked = [_read(line) for line in batch]
        urls = pl.Series([url for _, url, _ in asked], dtype=pl.String)
        wrong = pl.Series([one for _, _, one in asked], dtype=pl.String)
        found = (
            resolver.resolve(urls).select(ANSWER).with_columns(pl.coalesce(wrong, "problem").alias("problem"))
        )
        answers = found.write_ndjson().removesuffix("\n").split("\n")
        yield "".join(
            f'{{"id":{_ENCODE(name)},{answer[1:]}\n'
            for (name, _, _), answer in zip(asked, answers, strict=True)
        )


def _read(line: bytes) -> tuple[Any, str | None, str | None]:
    """Return the id and address of a line, and what is wrong with it."""
    if len(line) > _LONGEST:
        return None, None, f"bad-value: the line is longer than {_LONGEST:,} bytes"
    try:
        said = _DECODE(line.decode())
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        return None, None, "bad-value: the line is no JSON object"
    name, url = said.get("id"), said.get("url")
    if url is None:
        return name, None, "missing-field: url"
    if not isinstance(url, str):
        return name, None, "bad-value: url is no text"
    # A lone surrogate stays unreadable: nothing that means something in an address may take its place.
    return name, url.encode("utf-8", "surrogatepass").decode("utf-8", "replace"), None


def _finite(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _no_number(text)


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is no number of JSON")


_DECODE = json.JSONDecoder(parse_float=_finite, parse_constant=_no_number).decode
_ENCODE = json.JSONEncoder(allow_nan=False).encode


def _batches(stream: IO[bytes]) -> Iterator[list[bytes]]:
    """Return lines without their ends, so many at once, or those that came before a pause."""
    batch: list[bytes] = []
    size = 0
    rest = b""
    for block in _blocks(stream):
        if block is not None:
            *whole, rest = (rest + block).split(b"\n")
            rest = rest[: _LONGEST + 1]  # what is longer is refused anyway
            batch += whole
            size += len(block)
        if batch and (block is None or len(batch) >= _BATCH or size >= 8 * _BLOCK):
            yield batch
            batch, size = [], 0
    if rest:
        batch.append(rest)
    if batch:
        yield batch


def _blocks(stream: IO[bytes]) -> Iterator[bytes | None]:
    """Return what can be read, block by block, and None where the writer pauses."""
    try:
        number = stream.fileno()
    except (OSError, AttributeError):
        while block := stream.read(_BLOCK):
            yield block
        return
    while True:
        if not select.select([number], [], [], _PAUSE)[0]:
            yield None
            select.select([number], [], [])
        block = os.read(number, _BLOCK)
        if not block:
            return
        yield block
