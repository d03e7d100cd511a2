"""A worker process that renders views: opens a snapshot, then answers one request after another.

Argument: JSON (``data, title, hash, memory, parent``). Standard input: a line of JSON a request (``path, parameters,
form`` (html, json or csv), ``theme, here, most, seconds``). Standard output: frames as of `kg.server.worker`; the data
is a line of JSON (``status, type``) and then the body.
"""

from __future__ import annotations

import codecs
import contextlib
import json
import os
import sys
import traceback
from pathlib import Path
from typing import IO, Any, cast

from kg.errors import KgError
from kg.server.worker import Frames, TooLargeError, send_frame
from kg.sparql.confinement import bound, end_after, end_with_parent, memory_of, refuse_network

_GRACE = 5
_ELSEWHERE = 4 * 1024**3
_TYPES = {
    "html": "text/html; charset=utf-8",
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "text": "text/plain; charset=utf-8",
}


def main() -> None:
    """Answer until there is nothing more to answer."""
    asked = json.loads(sys.argv[1])
    end_with_parent(asked["parent"])
    codecs.lookup("unicode_escape")
    refuse_network()
    renderer = Renderer(Path(asked["data"]), title=asked["title"], build=asked["hash"])
    held = memory_of()
    bound(memory=asked["memory"] + (held[0] if held else _ELSEWHERE))
    send_frame(b"E", b"{}")
    for line in sys.stdin.buffer:
        request = json.loads(line)
        end_after(request["seconds"] + _GRACE)
        send_frame(b"E", json.dumps(_answered(renderer, request)).encode())
        end_after(0)


class Renderer:
    """The views of one snapshot; beside it lies what was made beforehand."""

    def __init__(self, snapshot: Path, *, title: str, build: str) -> None:
        from kg.graph.snapshot import open_snapshot
        from kg.server import rendering
        from kg.views.beforehand import read_beforehand
        from kg.views.site import warm
        from kg.views.words import verdict_words
        from kg.views.world import prepare

        self._world = prepare(open_snapshot(snapshot))
        read_beforehand(self._world, snapshot.parent)
        warm(self._world)
        self._title = title
        self._build = build
        self._verdicts = verdict_words(self._world.graph.policy)
        rendering.prepare()
        with contextlib.suppress(Exception):  # a view that fails fails when it is asked for
            self.answer({"path": [], "parameters": [], "form": "html", "theme": "", "here": "/"})

    def answer(self, request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        """Return the head and the body of an answer.

        Raises
        ------
        KgError
            A parameter is at fault.
        """
        from kg.server.rendering import Site, render
        from kg.views.nouns import Asked, Missing
        from kg.views.site import answer
        from kg.views.twins import csv_bytes, json_bytes

        parameters = tuple((name, value) for name, value in request["parameters"])
        found = answer(self._world, Asked(tuple(request["path"]), parameters))
        form = request["form"]
        if form == "html":
            site = Site(self._title, request["here"], self._build, self._verdicts)
            body = render(found.view, theme=request["theme"], site=site).encode("utf-8", "replace")
        elif isinstance(found.view, Missing):
            form, body = "text", f"{found.view.sentence}\n".encode("utf-8", "replace")
        else:
            body = json_bytes(found) if form == "json" else csv_bytes(found)
        return {"status": found.status, "type": _TYPES[form]}, body


def _answered(renderer: Renderer, request: dict[str, Any]) -> dict[str, Any]:
    """Send the data of an answer and return how it ended."""
    output = cast("IO[bytes]", Frames(sys.stdout.buffer, request["most"]))
    try:
        head, body = renderer.answer(request)
        output.write(json.dumps(head).encode() + b"\n")
        output.write(body)
        output.flush()
    except KgError as error:
        return {"error": f"{error.what}{_sentence(error.hint)}"}
    except TooLargeError:
        return {"error": f"the answer is larger than {request['most'] // 1024**2} MiB; narrow it down"}
    except MemoryError:
        return {"error": "the view needs too much memory"}
    except Exception:  # a fault of ours: the server logs it, and the next view is rendered
        return {"failed": traceback.format_exc()}
    return {}


def _sentence(hint: str | None) -> str:
    return f". {hint}" if hint else ""


if __name__ == "__main__":
    main()
    os._exit(0)  # nothing is left to write; taking a large world down would only cost time
