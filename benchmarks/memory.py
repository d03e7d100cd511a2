"""How much a graph holds in memory, and how much more while it is built, in a fresh process."""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks.measuring import forget_peak, in_child, peak_bytes, resident_bytes
from benchmarks.rows import Row, at_most, within
from benchmarks.worlds import arrays_of, build, gather_levels, open_world, random_world, save_world
from kg.graph.adjacency import reverse

EDGES = 11_000_000
FEW = 20_000


def run(*, quick: bool = False) -> list[Row]:
    """Return the bytes an edge of a graph, both ways, and the peak of building it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "world.npz")
        save_world(random_world(FEW if quick else EDGES), path)
        found = in_child(held_and_peak, str(path))
    held, peak = found["held"] / found["edges"], found["peak"] / found["edges"]
    size = f"{found['edges']:,.0f} edges and {found['nodes']:,.0f} nodes"
    return [
        within(
            f"arrays of a graph of {size}, citations both ways",
            40,
            held,
            "bytes an edge",
            f"{held:.1f} bytes an edge",
            judged=not quick,
        ),
        at_most(
            "peak while it is built from arrays of tails and heads",
            3,
            peak / held,
            f"{peak:.1f} bytes an edge",
            judged=not quick,
        ),
    ]


def held_and_peak(path: str) -> dict[str, float]:
    """Return what the arrays hold and the peak of making them; runs in a fresh process.

    Levels are gathered by numpy alone: what another package has freed and still holds would hide a peak.
    """
    world = open_world(path)
    level = gather_levels(world)
    before = resident_bytes()
    forget_peak()
    cites = build(world)
    cited_by = reverse(cites)
    whole = arrays_of(world, cites, level)
    peak = peak_bytes() - before
    arrays = [*whole.values(), cited_by.indptr, cited_by.indices]
    held = sum(array.nbytes for array in arrays)
    return {"edges": cites.edges, "nodes": world.nodes, "held": held, "peak": peak}
