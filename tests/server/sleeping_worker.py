"""A worker that takes as long as it is asked to, for tests of lanes and deadlines."""

from __future__ import annotations

import json
import sys
import time

from kg.server.worker import HEADER
from kg.sparql.confinement import end_with_parent


def send(letter: bytes, data: bytes) -> None:
    sys.stdout.buffer.write(HEADER.pack(letter, len(data)) + data)
    sys.stdout.buffer.flush()


def spin(seconds: float) -> None:
    """Take so much processor time."""
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def main() -> None:
    end_with_parent(json.loads(sys.argv[1])["parent"])
    send(b"E", b"{}")
    for line in sys.stdin.buffer:
        asked = json.loads(line)
        time.sleep(asked.get("sleep", 0))
        spin(asked.get("spin", 0))
        send(b"D", b"done")
        send(b"E", json.dumps({"failed": "a fault"} if asked.get("fail") else {}).encode())


if __name__ == "__main__":
    main()
