"""Claims, verdicts and reach on a million claims and ten million citations."""

from __future__ import annotations

import dataclasses
import itertools
import tempfile
import time
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from benchmarks.measuring import cpu_seconds, forget_peak, in_child, peak_bytes, resident_bytes
from benchmarks.rows import Row, at_least, require_equal, told
from benchmarks.worlds import (
    World,
    arrays_of,
    build,
    gather_levels,
    graph_of,
    name_world,
    open_world,
    random_world,
    save_world,
)
from kg.analysis.exposure import measure_exposure
from kg.analysis.verdicts import claim_table
from kg.graph.adjacency import Adjacency, adjacency
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.model.words import Reliance

EDGES, CLAIMS = 10_000_000, 1_000_000
FEW = 20_000
_COMPARED = 1_000_000
"""So many citations the plain loops are given."""


def run(*, quick: bool = False) -> list[Row]:
    """Return how much faster kg judges claims than plain loops, and what a large corpus takes."""
    edges = FEW if quick else EDGES
    return [_compared(FEW if quick else _COMPARED, judged=not quick), *_large(edges)]


def _compared(edges: int, *, judged: bool) -> Row:
    world = random_world(edges)
    graph = with_claims(world, edges // 10)
    mine, table = cpu_seconds(lambda: claim_table(graph))
    works = _as_lists(graph.claims)
    level = graph.level.tolist()
    theirs, expected = cpu_seconds(lambda: by_hand(works, level), runs=1)
    require_equal("the reliance of every claim", table["reliance"].to_list(), expected)
    return at_least(
        f"judging {graph.claims.indptr.size - 1:,} claims against dictionaries and loops",
        5,
        theirs / mine,
        f"{mine:.3f} s, plain Python {theirs:.2f} s",
        judged=judged,
    )


def _as_lists(claims: Adjacency) -> list[list[int]]:
    indices = claims.indices.tolist()
    ends = claims.indptr.tolist()
    return [indices[begin:end] for begin, end in itertools.pairwise(ends)]


def by_hand(claims: list[list[int]], level: list[int]) -> list[str]:
    """Return whether each claim has nothing but low works, as anyone would write it."""
    found = []
    for works in claims:
        levels = [level[work] for work in works]
        low = any(0 < one <= 2 for one in levels)
        if not low or any(one > 2 for one in levels):
            found.append(Reliance.NONE.value)
        else:
            found.append(Reliance.POSSIBLE.value if 0 in levels else Reliance.CERTAIN.value)
    return found


def with_claims(world: World, number: int) -> KnowledgeGraph:
    """Return the graph of a world whose citations of sources by pages are spread over so many claims."""
    random = np.random.default_rng(2)
    words = name_world(world)
    cites = build(world)
    level = gather_levels(world)
    graph = graph_of(world, words, cites, level)
    tails = np.repeat(np.arange(world.nodes, dtype=np.int32), np.diff(cites.indptr))
    cited = (tails < world.pages) & (cites.indices >= world.pages)
    tails, heads = tails[cited], cites.indices[cited]
    citing = np.sort(random.choice(tails, number))
    claim, held = _one_of_its_own(tails, citing, random)
    claims = adjacency(claim, heads[held], max(number, world.nodes))
    made = pl.Series(citing.astype(np.int64)).cast(pl.String).str.zfill(8)
    nodes = pl.DataFrame({"citing": "page:" + made, "claim": pl.Series(np.arange(number)).cast(pl.String)})
    arrays = arrays_of(world, cites, level) | {
        "claims.citing": citing,
        "claims.indptr": claims.indptr[: number + 1],
        "claims.indices": claims.indices,
    }
    return dataclasses.replace(graph, arrays=arrays, tables={**graph.tables, "claim_nodes": nodes})


def _one_of_its_own(
    tails: npt.NDArray[np.int32], citing: npt.NDArray[np.int32], random: np.random.Generator
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.bool_]]:
    """Return a claim of its page for each citation whose page has one, and which these are."""
    first = np.searchsorted(citing, tails, "left")
    many = np.searchsorted(citing, tails, "right") - first
    picked = first + (random.random(len(tails)) * many).astype(np.int64)
    return picked[many > 0].astype(np.int32), many > 0


def _large(edges: int) -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "world.npz")
        save_world(random_world(edges), path)
        found = in_child(analysis_with_claims, str(path), edges // 10)
    what = f"{found['claims']:,.0f} claims with {found['edges']:,.0f} citations"
    return [
        told(f"judging {what}", f"{found['judging']:.2f} s"),
        told(
            f"exposure, verdicts, reach of 2 hops and witnesses of {found['pages']:,.0f} pages on {what}",
            f"{found['exposure']:.1f} s; peak beyond the graph {found['peak'] / 2**30:.1f} GiB",
        ),
    ]


def analysis_with_claims(path: str, claims: int) -> dict[str, float]:
    """Return CPU seconds and peak; runs in a fresh process."""
    graph = with_claims(open_world(path), claims)
    before = resident_bytes()
    forget_peak()
    begun = time.process_time()
    judged = claim_table(graph).height
    middle = time.process_time()
    pages = measure_exposure(graph).height
    done = time.process_time()
    return {
        "claims": judged,
        "edges": graph.citations.edges,
        "pages": pages,
        "judging": middle - begun,
        "exposure": done - middle,
        "peak": peak_bytes() - before,
    }
