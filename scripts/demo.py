"""`make demo`: the main job on seeds/ - build, the pages that depend on low sources, the samples of exports/."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

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


def kg(*arguments: str) -> None:
    """Run a command as a user would, and stop at the first that fails."""
    sys.stdout.write(f"\n$ kg {' '.join(arguments)}\n")
    sys.stdout.flush()
    subprocess.run([sys.executable, "-m", "kg", *arguments], cwd=REPOSITORY, check=True)


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
    except subprocess.CalledProcessError as error:
        return error.returncode
    sys.stdout.write(
        f"\nDone in {time.monotonic() - began:.0f} s. Open this file in a browser:\n  {exports / PICTURE}\n\n"
        "Try next:\n"
        f"  .venv/bin/kg explain seeds {AROUND}\n"
        "  .venv/bin/kg query seeds\n"
        "  make test\n"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
