"""What pages and sources need that is dear to make one by one: made at once for all, and kept in files for every worker."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from kg.analysis.explain import evidence_of
from kg.analysis.fix import fix
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.ratings.explanation import STEPS, steps_of
from kg.ratings.rules import Evidence
from kg.views.by_node import ByNode, by_node
from kg.views.world import World

MENDS_OF_A_PAGE = 4
"""How many rows of `kg.fix` a page shows."""
_MENDS, _STEPS, _CHAINS = "mends.parquet", "steps.parquet", "chains.parquet"
_MOST_CITATIONS = 2_000_000
"""What a larger graph takes at once was not measured: there each view makes its own."""


def write_beforehand(graph: KnowledgeGraph, folder: Path) -> None:
    """Write what mends each page and the steps of each source's level into a folder.

    >>> import kg, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_beforehand(kg.load("seeds"), Path(folder))
    ...     sorted(path.name for path in Path(folder).iterdir())
    ['chains.parquet', 'mends.parquet', 'steps.parquet']
    """
    if graph.citations.edges > _MOST_CITATIONS:
        return
    mends = fix(graph).group_by("page", maintain_order=True).head(MENDS_OF_A_PAGE)
    mends.write_parquet(folder / _MENDS)
    asking = graph.resolution.with_columns(graph.corpus["sources"]["type"].alias("type"))
    of, steps = chains(asking, evidence_of(graph))
    of.to_frame("chain").write_parquet(folder / _CHAINS)
    steps.write_parquet(folder / _STEPS)


def read_beforehand(world: World, folder: Path) -> None:
    """Let a world have what was written for its graph.

    >>> import kg, tempfile
    >>> from kg.views.world import prepare
    >>> world = prepare(kg.load("seeds"))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_beforehand(world.graph, Path(folder))
    ...     read_beforehand(world, Path(folder))
    >>> mends_of(world, 0) is None, steps_at(world, 0)[0]["rule"]
    (False, 'override')
    """
    if not (folder / _STEPS).exists():
        return
    mends = pl.read_parquet(folder / _MENDS)
    steps = pl.read_parquet(folder / _STEPS)
    world.keep(("mends",), lambda: by_node(world, mends, "page", kind="page"))
    world.keep(("chains",), lambda: (pl.read_parquet(folder / _CHAINS)["chain"], _by_chain(steps)))


def mends_of(world: World, row: int) -> pl.DataFrame | None:
    """Return the first rows of `kg.fix` for the page in a row of the node table; None if they were not made beforehand."""
    kept: ByNode | None = world.kept.get(("mends",))
    return None if kept is None else kept.of([row])


def steps_at(world: World, at: int) -> list[dict[str, Any]] | None:
    """Return the steps of the source in a row of the table of sources; None if they were not made beforehand."""
    kept: tuple[pl.Series, list[list[dict[str, Any]]]] | None = world.kept.get(("chains",))
    return None if kept is None else kept[1][kept[0][at]]


def chains(asking: pl.DataFrame, evidence: Evidence) -> tuple[pl.Series, pl.DataFrame]:
    """Return the number of each source's chain of steps, and the steps of each distinct chain.

    Parameters
    ----------
    asking : DataFrame
        ``id, type, publisher, platform`` of sources.
    evidence : Evidence
        What the rules read.

    >>> import kg
    >>> graph = kg.load("seeds")
    >>> of, steps = chains(graph.resolution.with_columns(graph.corpus["sources"]["type"]), evidence_of(graph))
    >>> len(of) == graph.corpus["sources"].height, steps["chain"].n_unique() < len(of)
    (True, True)
    """
    steps = steps_of(asking, evidence)
    path = pl.col("path").list.eval(_marked(pl.element())).list.join("")
    parts = [_marked(path if name == "path" else pl.col(name)) for name in STEPS if name != "row"]
    whole = steps.select("row", said=pl.concat_str(parts)).group_by("row", maintain_order=True)
    of = whole.agg(pl.col("said").str.join("")).with_columns(
        chain=(pl.col("said").rank("dense") - 1).cast(pl.UInt32)
    )
    first = of.unique("chain", keep="first", maintain_order=True).select("row", "chain")
    return of["chain"], steps.join(first, on="row").sort("chain", "position").drop("row")


def _marked(value: pl.Expr) -> pl.Expr:
    """Return values as texts that begin with their length: one after another, they can be read in one way only."""
    text = value.cast(pl.String)
    return pl.when(text.is_null()).then(pl.lit("-")).otherwise(pl.format("{}:{}", text.str.len_bytes(), text))


def _by_chain(steps: pl.DataFrame) -> list[list[dict[str, Any]]]:
    """Return the steps of each chain, in the order of their numbers."""
    found: list[list[dict[str, Any]]] = []
    for row in steps.iter_rows(named=True):
        if row["chain"] == len(found):
            found.append([])
        found[-1].append(row)
    return found
