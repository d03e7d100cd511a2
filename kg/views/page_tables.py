"""Tables of pages within a view: those that cite a node, and those that a page rests on through others."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from kg.graph.adjacency import Integers
from kg.views.cells import bars, column, nodes_in, pair, plain, types, with_names
from kg.views.listing import Field, Narrowing, Rows
from kg.views.words import verdict_words
from kg.views.world import World, reaching

TWIN = (
    "page",
    "title",
    "type",
    "quality",
    "verdict",
    "cited",
    "low",
    "low_share",
    "low_share_upper",
    "claims_relying",
)
"""What the twin of a table of pages holds."""


def pages_at(world: World, rows: Sequence[int] | Integers) -> pl.DataFrame:
    """Return the pages of some rows of the node table, worst first."""
    places = world.keep(("places",), lambda: _places(world))
    found = places[np.asarray(rows, dtype=np.int64)] if len(rows) else np.empty(0, dtype=np.int64)
    return _listed(world)[np.sort(found[found >= 0])]


def _listed(world: World) -> pl.DataFrame:
    """Return `World.pages` with what listings of them show and sort by."""
    return world.keep(
        ("listed pages",),
        lambda: with_names(world, world.pages).with_columns(
            rank=pl.int_range(pl.len(), dtype=pl.Int64), title="name"
        ),
    )


def _places(world: World) -> Integers:
    """Return where each row of the node table stands in `World.pages`, -1 for what is no page."""
    places = np.full(world.nodes.height, -1, dtype=np.int64)
    places[world.pages["row"].to_numpy()] = np.arange(world.pages.height)
    return places


def place_in_pages(world: World, row: int) -> int:
    """Return where a page stands in `World.pages`."""
    return int(world.keep(("places",), lambda: _places(world))[row])


def rows_of_pages(
    world: World,
    frame: pl.DataFrame,
    *,
    key: str,
    caption: str,
    more: tuple[Field, ...] = (),
    usual: str = "verdict",
    prefix: str = "",
    twins: bool = True,
    also: tuple[str, ...] = (),
) -> Rows:
    """Return the listing of some rows that `pages_at` found; ``more`` columns stand after the first, ``also`` are held by the twin."""
    words = {one.value: said.chip for one, said in verdict_words(world.graph.policy).items()}
    return Rows(
        key=key,
        caption=caption,
        frame=frame,
        usual=usual,
        prefix=prefix,
        twins=twins,
        searched=lambda: frame.select(pl.concat_str("name", "page", separator="\n").str.to_lowercase())["name"],
        data=lambda chosen: frame.select(*TWIN, *also)[chosen],
        fields=(
            column("page", "Page", nodes_in("row"), "node", order="name"),
            *more,
            column("type", "Type", types, shown=bool(frame["type"].count())),
            column("quality", "Quality", plain("quality"), "number", falls=True, shown=bool(frame["quality"].count())),
            column("verdict", "Verdict", plain("verdict"), "verdict", order="rank"),
            column("levels", "Levels", bars, "bar", sortable=False),
            column("claims_relying", "Claims relying", pair("claims_relying", "claims"), "counts", falls=True, shown=bool(frame["claims"].sum())),
            column("low", "Low", pair("low", "cited"), "counts", falls=True),
        ),
        narrowings=(Narrowing("verdict", "Verdict", frame["verdict"], words),),
    )  # fmt: skip


def through(world: World, row: int, *, links: bool, hops: int) -> pl.DataFrame:
    """Return the pages that a page reaches within the bound, with ``away`` (hops) and ``gives`` (their part of a score).

    >>> import kg
    >>> from kg.views.world import prepare
    >>> world = prepare(kg.load("seeds"))
    >>> through(world, world.pages["row"][0], links=False, hops=0).height
    0
    """
    edges = reaching(world.graph, links=links)
    pages = world.spans.get("page", range(0))
    distance: dict[int, int] = {row: 0}
    border = [row]
    for step in range(1, hops + 1):
        reached = {int(one) for node in border for one in edges.neighbours(node)} - distance.keys()
        border = [
            one for one in reached if not world.graph.work[one] or edges.indptr[one + 1] > edges.indptr[one]
        ]
        distance.update(dict.fromkeys(reached, step))
    found = sorted(one for one in distance if one in pages and one != row)
    frame = pages_at(world, found)
    away = pl.Series([distance[one] for one in frame["row"]], dtype=pl.Int64)
    decay = world.graph.policy.decay
    gives = pl.Series(decay ** away.to_numpy().astype(np.float64), dtype=pl.Float64) * frame[
        "low_share"
    ].fill_null(0.0)
    return frame.with_columns(away=away, gives=gives).sort(
        "gives", "away", descending=[True, False], maintain_order=True
    )
