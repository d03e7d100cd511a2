"""The child process of a question: reads a request and quads, writes an answer, opens nothing else.

Standard input: one line of JSON (``text, prefixes, parameters, graphs, limit, seconds, memory``), then N-Quads.
Standard output: one JSON object, an answer or an ``error``.
"""

from __future__ import annotations

import codecs
import json
import sys
from typing import Any

from kg.errors import KgError
from kg.rdf.oxigraph import ask, load
from kg.sparql.confinement import bound, end_after, end_with_parent, refuse_network

_GRACE = 5


def main() -> None:
    """Answer one question."""
    request = json.loads(sys.stdin.buffer.readline())
    _bound(request["seconds"], request["memory"])
    store = load(sys.stdin.buffer.read())
    sys.stdout.write(json.dumps(_answer(store, request)))


def _bound(seconds: float, memory: int) -> None:
    """Let the system end this process: by time, whatever the parent does, by memory, and without any new file."""
    end_after(seconds + _GRACE)
    end_with_parent()
    codecs.lookup("unicode_escape")  # what an error needs is read before no file can be opened
    refuse_network()
    bound(memory=memory, files=3)


def _answer(store: Any, request: dict[str, Any]) -> dict[str, Any]:
    try:
        found = ask(
            store,
            request["text"],
            prefixes=request["prefixes"],
            parameters=request["parameters"],
            limit=request["limit"],
            graphs=request["graphs"],
        )
    except KgError as error:
        return {"error": error.what}
    return {"columns": found.columns, "rows": found.rows, "cut": found.cut}


if __name__ == "__main__":
    main()
