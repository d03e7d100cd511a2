"""Ten times the edges: how much more time and memory, each size in a fresh process."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from benchmarks.analysis import exposure_of
from benchmarks.measuring import forget_peak, in_child, peak_bytes, resident_bytes
from benchmarks.rows import Row, at_most
from benchmarks.worlds import build, name_world, open_world, random_world, save_world

EDGES = (1_100_000, 11_000_000)
FEW = (2_000, 20_000)
RUNS = 3


def run(*, quick: bool = False) -> list[Row]:
    """Return how time and memory grow with the edges."""
    small, large = (_measured(edges) for edges in (FEW if quick else EDGES))
    what = f"{small['edges']:,.0f} to {large['edges']:,.0f} edges"
    return [
        at_most(
            f"time from {what}: build, rate, exposure, reach, witness",
            12,
            large["seconds"] / small["seconds"],
            f"{small['seconds']:.2f} s to {large['seconds']:.1f} s",
            judged=not quick,
        ),
        at_most(
            f"peak memory from {what}, less that of Python and packages",
            12,
            large["peak"] / small["peak"],
            f"{small['peak'] / 2**20:.0f} MiB to {large['peak'] / 2**20:.0f} MiB",
            judged=not quick,
        ),
    ]


def _measured(edges: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "world.npz")
        save_world(random_world(edges), path)
        found = [in_child(whole_analysis, str(path)) for _ in range(RUNS)]
    return sorted(found, key=lambda one: one["seconds"])[RUNS // 2]


def whole_analysis(path: str) -> dict[str, float]:
    """Return CPU seconds and peak of an analysis from integers; runs in a fresh process."""
    _warm_up()
    before = resident_bytes()
    forget_peak()
    world = open_world(path)
    words = name_world(world)
    begun = time.process_time()
    cites = build(world)
    pages = exposure_of(world, words, cites).height
    seconds = time.process_time() - begun
    return {"seconds": seconds, "peak": peak_bytes() - before, "edges": cites.edges, "pages": pages}


def _warm_up() -> None:
    """Load every package and start every thread, which take the same at any size."""
    world = random_world(1000)
    exposure_of(world, name_world(world), build(world))
