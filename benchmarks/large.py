"""Whole-Wikipedia size: 55 million edges from integer arrays. Only with ``--large``."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import numpy as np

from benchmarks.measuring import forget_peak, in_child, peak_bytes, resident_bytes
from benchmarks.rows import Row, told
from benchmarks.worlds import build, gather_levels, open_world, random_world, save_world
from kg.analysis.reach import reach, witnesses

EDGES = 55_000_000
FEW = 20_000


def run(*, quick: bool = False) -> list[Row]:
    """Return seconds and peak of building and of analysing."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "world.npz")
        save_world(random_world(FEW if quick else EDGES), path)
        found = in_child(analysis_of_integers, str(path))
    what = f"{found['edges']:,.0f} edges"
    return [
        told(f"building the adjacency of {what}", f"{found['building']:.1f} s"),
        told(
            f"exposure, reach of 2 hops and a witness of {found['pages']:,.0f} pages on {what}, as integers",
            f"{found['analysing']:.1f} s; peak with the edges {found['peak'] / 2**30:.1f} GiB",
        ),
    ]


def analysis_of_integers(path: str) -> dict[str, float]:
    """Return CPU seconds and peak; runs in a fresh process."""
    before = resident_bytes()
    forget_peak()
    world = open_world(path)
    begun = time.process_time()
    cites = build(world)
    built = time.process_time()
    level = gather_levels(world)
    low = (level > 0) & (level <= 2)
    cited = cites.count(np.arange(world.nodes) >= world.pages)
    cites.count(level > 0)
    lows = cites.keep(cites.along(low))
    share = np.divide(np.diff(lows.indptr), cited, out=np.zeros(world.nodes), where=cited > 0)
    witnesses(reach(cites, share, range(world.pages), decay=0.5, max_hops=2), lows)
    done = time.process_time()
    return {
        "edges": cites.edges,
        "pages": world.pages,
        "building": built - begun,
        "analysing": done - built,
        "peak": peak_bytes() - before,
    }
