"""`make demo`: the main job on seeds/ - build, the pages that depend on low sources, the samples of exports/."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

from kg.exporters.explorer import is_built

REPOSITORY = Path(__file__).resolve().parent.parent
SNAPSHOT = "build/seeds.kg"
AROUND = "page:debate"
SAMPLES = (
    "graph.ttl",
    "graph.trig",
    "graph.nt",
    "graph.nq",
    "graph.jsonld",
    "graph.graphml",
    "graph.gexf",
    "exposure.csv",
    "exposure.parquet",
)
PICTURE = "neighbourhood.html"
EXPLORER = "build/explorer.html"
"""The whole world to explore; no sample, for its bytes are others with each change of the front end."""


def kg(*arguments: str) -> None:
    """Run a command as a user would, and stop at the first that fails."""
    sys.stdout.write(f"\n$ kg {' '.join(arguments)}\n")
    sys.stdout.flush()
    subprocess.run([sys.executable, "-m", "kg", *arguments], cwd=REPOSITORY, check=True)


def _explorer() -> Path | None:
    """Write the file to explore; None where the front end could not be built."""
    if not is_built():
        sys.stdout.write(
            "\nNo explorer: its front end was not built. With the npm registry at hand, make ui builds it.\n"
        )
        return None
    kg("export", SNAPSHOT, EXPLORER)
    return REPOSITORY / EXPLORER


def main() -> int:
    """Run the demo; the status of the first command that fails, else 0."""
    began = time.monotonic()
    exports = REPOSITORY / "exports"
    shutil.rmtree(exports, ignore_errors=True)
    exports.mkdir()
    (REPOSITORY / "build").mkdir(exist_ok=True)
    try:
        kg("build", "seeds", "-o", SNAPSHOT)
        kg("exposure", SNAPSHOT, "--limit", "12")
        kg("export", SNAPSHOT, *(f"exports/{name}" for name in SAMPLES))
        kg("export", SNAPSHOT, f"exports/{PICTURE}", "--around", AROUND)
        page = _explorer() or exports / PICTURE
    except subprocess.CalledProcessError as error:
        return error.returncode
    sys.stdout.write(
        f"\nDone in {time.monotonic() - began:.0f} s. Try next:\n"
        f"  .venv/bin/kg explain seeds {AROUND}\n"
        "  .venv/bin/kg query seeds\n"
        "  .venv/bin/kg serve seeds\n"
        "  make test\n\n"
        f"Which pages should you worry about, and why? Open this file in a browser:\n  {page}\n"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
