"""A worker process: opens a build, then answers one request after another until its standard input ends.

Argument: JSON (``data, on_disk, prefixes, memory, parent``). Standard input: a line of JSON a request
(``kind`` is ``answer``, ``rows`` or ``dump``). Standard output: frames of a letter, a length and that many bytes:
``D`` is data, ``E`` the end as JSON, ``{}`` or an ``error``.
"""

from __future__ import annotations

import codecs
import json
import os
import struct
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, cast

from kg.errors import KgError
from kg.rdf.oxigraph import Store, answer_into, ask, dump_into, load, open_store
from kg.sparql.confinement import bound, end_after, end_with_parent, memory_of, refuse_network

HEADER = struct.Struct(">cI")
_CHUNK = 64 * 1024
_GRACE = 5
_ELSEWHERE = 4 * 1024**3


class TooLargeError(Exception):
    """The answer is larger than what was allowed."""


class Frames:
    """A file whose bytes go out as frames of data, up to a limit.

    >>> import io
    >>> sent = io.BytesIO()
    >>> frames = Frames(sent, most=10)
    >>> frames.write(b"abc"), frames.flush(), sent.getvalue()
    (3, None, b'D\\x00\\x00\\x00\\x03abc')
    """

    def __init__(self, output: IO[bytes], most: int | None) -> None:
        self._output = output
        self._left = most
        self._held = bytearray()

    def write(self, data: bytes) -> int:
        """Take data, and send what fills a frame; raise TooLargeError beyond the limit."""
        if self._left is not None:
            self._left -= len(data)
            if self._left < 0:
                raise TooLargeError
        self._held += data
        if len(self._held) >= _CHUNK:
            self.flush()
        return len(data)

    def flush(self) -> None:
        """Send what is held."""
        if self._held:
            self._output.write(HEADER.pack(b"D", len(self._held)) + self._held)
            self._held.clear()


def main() -> None:
    """Answer until there is nothing more to answer."""
    asked = json.loads(sys.argv[1])
    end_with_parent(asked["parent"])
    codecs.lookup("unicode_escape")  # what an error needs is read before no file can be opened
    refuse_network()
    data = asked["data"]
    store = open_store(data) if asked["on_disk"] else load(Path(data).read_bytes())
    held = memory_of()
    # a store on disk has files open and may open others
    bound(memory=asked["memory"] + (held[0] if held else _ELSEWHERE), files=None if asked["on_disk"] else 3)
    send_frame(b"E", b"{}")
    for line in sys.stdin.buffer:
        request = json.loads(line)
        end_after(request["seconds"] + _GRACE)
        send_frame(b"E", json.dumps(_answered(store, request, asked["prefixes"])).encode())
        end_after(0)


def _answered(store: Store, request: dict[str, Any], prefixes: dict[str, str]) -> dict[str, Any]:
    """Send the data of an answer and return how it ended."""
    most = request["most"]
    output = Frames(sys.stdout.buffer, most)
    try:
        _KINDS[request["kind"]](cast("IO[bytes]", output), store, request, prefixes)
        output.flush()
    except KgError as error:
        return {"error": error.what}
    except TooLargeError:
        return {"error": f"the answer is larger than {most // 1024**2} MiB; add a LIMIT"}
    except MemoryError:
        return {"error": "the question needs too much memory"}
    return {}


def _answer(output: IO[bytes], store: Store, request: dict[str, Any], prefixes: dict[str, str]) -> None:
    answer_into(
        output,
        store,
        request["text"],
        media_type=request["media_type"],
        prefixes=prefixes,
        graphs=request["graphs"],
    )


def _rows(output: IO[bytes], store: Store, request: dict[str, Any], prefixes: dict[str, str]) -> None:
    found = ask(
        store,
        request["text"],
        prefixes=prefixes,
        parameters={},
        limit=request["limit"],
        graphs=request["graphs"],
    )
    output.write(json.dumps({"columns": found.columns, "rows": found.rows, "cut": found.cut}).encode())


def _dump(output: IO[bytes], store: Store, request: dict[str, Any], prefixes: dict[str, str]) -> None:
    dump_into(output, store, media_type=request["media_type"], prefixes=prefixes, graph=request["graph"])


_KINDS: dict[str, Callable[[IO[bytes], Store, dict[str, Any], dict[str, str]], None]] = {
    "answer": _answer,
    "rows": _rows,
    "dump": _dump,
}


def send_frame(letter: bytes, data: bytes) -> None:
    """Write one frame to standard output."""
    sys.stdout.buffer.write(HEADER.pack(letter, len(data)) + data)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
    os._exit(0)  # nothing is left to write; taking a large store down would only cost time
