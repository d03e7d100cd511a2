"""Run the benchmarks: ``python -m benchmarks [NAME] [--quick] [--large] [--write]``."""

from __future__ import annotations

import argparse
import sys

from benchmarks import (
    analysis,
    claims,
    cold_start,
    documents,
    frames,
    growth,
    large,
    memory,
    questions,
    ratings,
    rdf_files,
    rdf_sizes,
    server,
    urls,
    views,
)
from benchmarks.rows import Row, Run
from benchmarks.table import DOCUMENT, as_text, write_document

BENCHMARKS: dict[str, Run] = {
    "analysis": analysis.run,
    "growth": growth.run,
    "memory": memory.run,
    "cold-start": cold_start.run,
    "rdf": rdf_files.run,
    "rdf-sizes": rdf_sizes.run,
    "urls": urls.run,
    "ratings": ratings.run,
    "claims": claims.run,
    "documents": documents.run,
    "server": server.run,
    "explorer-sizes": views.sizes,
    "views": views.run,
    "frames": frames.run,
    "questions": questions.run,
    "large": large.run,
}
_LARGE = ("questions", "large")


def main(arguments: list[str] | None = None) -> int:
    """Run what was asked for; 1 if a bar is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "name",
        nargs="?",
        choices=BENCHMARKS,
        help=f"only this one; by default all but {' and '.join(_LARGE)}",
    )
    parser.add_argument(
        "--quick", action="store_true", help="small inputs: answers compared, bars not judged"
    )
    parser.add_argument(
        "--large",
        action="store_true",
        help="also questions against RDFLib (minutes) and 55 million edges (6 GB)",
    )
    parser.add_argument("--write", action="store_true", help=f"write the table into docs/{DOCUMENT.name}")
    asked = parser.parse_args(arguments)
    if asked.write and (asked.name or asked.quick):
        parser.error("--write takes the whole run, neither NAME nor --quick")
    names = [asked.name] if asked.name else [name for name in BENCHMARKS if name not in _LARGE or asked.large]
    rows = [row for name in names for row in _shown(name, quick=asked.quick)]
    if asked.write:
        write_document(rows)
    missed = sum(row.holds is False for row in rows)
    print(f"\n{sum(row.holds is True for row in rows)} bars hold, {missed} missed")
    return 1 if missed else 0


def _shown(name: str, *, quick: bool) -> list[Row]:
    print(f"{name} ...", file=sys.stderr, flush=True)
    rows = BENCHMARKS[name](quick=quick)
    for row in rows:
        print(as_text(row), flush=True)
    return rows


if __name__ == "__main__":
    raise SystemExit(main())
