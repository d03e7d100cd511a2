"""The main question on graphs of 1.1 million edges, by kg and by networkx."""

from __future__ import annotations

import numpy as np
import polars as pl

from benchmarks.measuring import cpu_seconds
from benchmarks.networkx_analysis import Answer, Facts, analyse, facts_of
from benchmarks.rows import Row, at_least, require_equal, told
from benchmarks.worlds import (
    LONGTERM,
    WIKIPEDIA,
    Shape,
    Words,
    World,
    build,
    graph_of,
    name_world,
    random_world,
    rate_world,
)
from kg.analysis.exposure import measure_exposure
from kg.graph.adjacency import Adjacency

EDGES = 1_100_000
FEW = 20_000
WHAT = "rate, exposure, reach of 2 hops, witness"


def run(*, quick: bool = False) -> list[Row]:
    """Return how much faster kg rates, measures exposure and reach, and finds witnesses.

    The bar is for the proportions of real pages that link to each other; the other shape has few such links.
    """
    edges = FEW if quick else EDGES
    return [*_compared(edges, LONGTERM, judged=not quick), *_compared(edges, WIKIPEDIA, judged=False)]


def _compared(edges: int, shape: Shape, *, judged: bool) -> list[Row]:
    world = random_world(edges, shape=shape)
    words = name_world(world)
    building, cites = cpu_seconds(lambda: build(world))
    analysing, table = cpu_seconds(lambda: exposure_of(world, words, cites), runs=5)
    mine = answers_of(table)

    names = names_of(words)
    ordered = ordered_edges(cites, names)
    their_building, facts = cpu_seconds(lambda: facts_of(world, names, ordered), runs=1)
    by_hand = _seconds(mine, facts, by_hand=True)
    theirs = _seconds(mine, facts, by_hand=False)

    what = f"{cites.edges:,} edges shaped as {shape.name}"
    against = f"{analysing:.2f} s against {theirs:.1f} s"
    whole, their_whole = building + analysing, their_building + theirs
    headline = f"{WHAT}: {what}, against networkx"
    return [
        at_least(headline, 100, theirs / analysing, against)
        if judged
        else told(headline, against, theirs / analysing),
        told("- the graph built as well", f"{whole:.2f} s against {their_whole:.1f} s", their_whole / whole),
        told(
            "- against loops over networkx's dictionaries, written for two hops",
            f"{analysing:.2f} s against {by_hand:.1f} s",
            by_hand / analysing,
        ),
    ]


def exposure_of(world: World, words: Words, cites: Adjacency) -> pl.DataFrame:
    """Return the exposure of every page: rate, then measure."""
    return measure_exposure(graph_of(world, words, cites, rate_world(world, words)))


def answers_of(table: pl.DataFrame) -> dict[str, Answer]:
    """Return an exposure table in the words of the baseline."""
    columns = ("page", "cited", "rated", "low", "hops", "score", "witness")
    return {
        f"page:{page}": Answer(cited, rated, low, hops, score, tuple(witness or ()))
        for page, cited, rated, low, hops, score, witness in table.select(columns).iter_rows()
    }


def names_of(words: Words) -> list[str]:
    """Return the node id of each row."""
    ids = words.nodes.select(pl.concat_str("kind", "key", separator=":").alias("id"))["id"]
    names: list[str] = ids.to_list()
    return names


def ordered_edges(cites: Adjacency, names: list[str]) -> list[tuple[str, str]]:
    """Return edges as pairs of node ids, in order."""
    tails = np.repeat(np.arange(len(cites.indptr) - 1), np.diff(cites.indptr))
    pairs = zip(tails.tolist(), cites.indices.tolist(), strict=True)
    return [(names[tail], names[head]) for tail, head in pairs]


def _seconds(mine: dict[str, Answer], facts: Facts, *, by_hand: bool) -> float:
    """Return the time of a baseline, once its answers are found equal on every page."""
    seconds, theirs = cpu_seconds(lambda: analyse(facts, by_hand=by_hand), runs=1)
    require_equal("exposure of every page", mine, theirs)
    return seconds
