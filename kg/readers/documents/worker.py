"""One process of several that parse: a job comes in on its standard input, the results go out."""

from __future__ import annotations

import pickle
import sys

from kg.readers.documents.workers import parse_here


def main() -> None:
    """Answer one job."""
    job = pickle.load(sys.stdin.buffer)  # noqa: S301 - written by the process that started this one
    sys.stdout.buffer.write(pickle.dumps(parse_here(job)))


if __name__ == "__main__":
    main()
