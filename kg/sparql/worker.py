"""The child process of a question: reads a request and quads, writes an answer, opens nothing else.

Standard input: one line of JSON (``text, prefixes, parameters, limit, seconds, memory``), then N-Quads.
Standard output: one JSON object, an answer or an ``error``.
"""

from __future__ import annotations

import codecs
import contextlib
import ctypes
import json
import resource
import signal
import sys
from typing import Any

from kg.errors import KgError
from kg.rdf.oxigraph import ask, load

_GRACE = 5
_DIE_WITH_PARENT = 1


def main() -> None:
    """Answer one question."""
    request = json.loads(sys.stdin.buffer.readline())
    _bound(request["seconds"], request["memory"])
    store = load(sys.stdin.buffer.read())
    sys.stdout.write(json.dumps(_answer(store, request)))


def _bound(seconds: float, memory: int) -> None:
    """Let the system end this process: by time, whatever the parent does, by memory, and without any new file."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(int(seconds) + _GRACE)
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    codecs.lookup("unicode_escape")  # what an error needs is read before no file can be opened
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_AS, memory)
    _limit(resource.RLIMIT_NOFILE, 3)


def _limit(kind: int, most: int) -> None:
    with contextlib.suppress(
        ValueError, OSError
    ):  # a system that does not know the limit, or has a lower one
        resource.setrlimit(kind, (most, most))


def _answer(store: Any, request: dict[str, Any]) -> dict[str, Any]:
    try:
        found = ask(
            store,
            request["text"],
            prefixes=request["prefixes"],
            parameters=request["parameters"],
            limit=request["limit"],
        )
    except KgError as error:
        return {"error": error.what}
    return {"columns": found.columns, "rows": found.rows, "cut": found.cut}


if __name__ == "__main__":
    main()
