"""``kg exposure`` on the Longterm facts as a user starts it: a whole process, from CSV and from a snapshot."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.longterm import MAP, longterm, skipped
from benchmarks.measuring import REPOSITORY, command_seconds
from benchmarks.rows import Row, require_equal, told, within

WHAT = "kg exposure on the Longterm facts, a whole process"


def run(*, quick: bool = False) -> list[Row]:
    """Return the CPU seconds of the command."""
    facts = longterm()
    if facts is None:
        return skipped(WHAT)
    runs = 1 if quick else 5
    with tempfile.TemporaryDirectory() as folder:
        snapshot = str(Path(folder, "longterm.kg"))
        given = [str(facts), "--map", str(MAP)]
        subprocess.run(_kg("build", *given, "-o", snapshot), check=True, capture_output=True, cwd=REPOSITORY)
        from_csv, read = command_seconds(_kg("exposure", *given, "--format", "json"), runs=runs)
        from_snapshot, opened = command_seconds(_kg("exposure", snapshot, "--format", "json"), runs=runs)
    require_equal("the table from CSV and from a snapshot", read, opened)
    empty, _ = command_seconds(_kg("--version"), runs=runs)
    return [
        within(f"{WHAT}, from CSV", 1.2, from_csv, "s", f"{from_csv:.2f} s", judged=not quick),
        within(
            f"{WHAT}, from a snapshot", 0.8, from_snapshot, "s", f"{from_snapshot:.2f} s", judged=not quick
        ),
        told("of which starting Python and the command (kg --version)", f"{empty:.2f} s"),
    ]


def _kg(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "kg", *arguments]
