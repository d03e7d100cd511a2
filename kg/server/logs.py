"""What the server says on stderr: a few words, or with ``--log json`` also a line of JSON a request."""

from __future__ import annotations

import contextlib
import datetime
import json
import sys
import traceback
from typing import Any

from kg.errors import visible


class Log:
    """Writes lines that hold neither control characters nor the text of questions.

    >>> Log(json_lines=False).request(status=200)
    """

    def __init__(self, *, json_lines: bool) -> None:
        self._json = json_lines

    def say(self, what: str) -> None:
        """Say what happened to the server."""
        self._write({"event": visible(what)} if self._json else f"kg: {visible(what)}")

    def request(self, **said: Any) -> None:
        """Say how a request ended, if that was asked for."""
        if self._json:
            self._write(said)

    def failure(self, error: BaseException) -> None:
        """Say that the server itself is at fault, with the place in the code."""
        lines = "".join(traceback.format_exception(error)).rstrip()
        self._write(
            {"event": "error", "traceback": lines} if self._json else f"kg: error of the server\n{lines}"
        )

    def _write(self, what: dict[str, Any] | str) -> None:
        if isinstance(what, dict):
            now = datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds")
            what = json.dumps({"time": now, **what})
        with contextlib.suppress(OSError):  # nobody reads them: no reason to answer nobody
            sys.stderr.write(f"{what}\n")
            sys.stderr.flush()
