"""The facts of the Longterm Wiki, where the machine has them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from benchmarks.measuring import REPOSITORY
from benchmarks.rows import Row

MAP = REPOSITORY / "examples" / "longterm-facts.toml"


def longterm() -> Path | None:
    """Return the folder of the facts: in ``KG_SHARED``, else beside the repository."""
    folder = Path(os.environ.get("KG_SHARED") or REPOSITORY.parent / "shared") / "data" / "longterm"
    return folder if folder.is_dir() else None


def skipped(what: str) -> list[Row]:
    """Say loudly that a benchmark did not run."""
    print(f"SKIPPED: {what}: no ../shared/data/longterm (or KG_SHARED)", file=sys.stderr)
    return [Row(what, "-", "SKIPPED: the facts are not on this machine")]
