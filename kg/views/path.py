"""``/path/PAGE-ID``: how a page comes to rest on a low source, hop by hop, and the next strongest ways."""

from __future__ import annotations

from typing import Any

import polars as pl

from kg.errors import UnknownNodeError
from kg.model.ids import NodeId
from kg.views.addresses import Address, node_address, segment
from kg.views.by_node import citations_by_page
from kg.views.cells import column, ids_in, plain
from kg.views.exposure import link_notice, pages_under, way_of
from kg.views.heads import EXPOSURE, head_of
from kg.views.links import link_of, links_of_ids, place_of, rows_of
from kg.views.listing import Rows, table_of
from kg.views.nouns import Answer, Asked, Hop, PathView
from kg.views.page_tables import through
from kg.views.words import counted, percent
from kg.views.world import World

_OTHERS = 5


def path(world: World, asked: Asked, row: int) -> Answer:
    """Answer with the witness path of the page in a row of the node table, and the five next strongest.

    Raises
    ------
    UnknownNodeError
        The page rests on no low source within the bound.
    """
    links, hops = way_of(world, asked)
    key = world.nodes["key"][row]
    pages = pages_under(world, links=links, hops=hops)
    said = pages.row(by_predicate=pl.col("row") == row, named=True)
    witness = said["witness"] or []
    name = world.nodes["name"][row]
    if not witness:
        raise UnknownNodeError(
            f"{name} reaches no low source within {counted(hops, 'hop')}", hint=f"See /page/{segment(key)}."
        )
    address = Address(f"/path/{segment(key)}", asked.parameters)
    page_link = link_of(world, f"page:{key}")
    steps = _hops(world, witness, pages, links=links)
    factors = [one.factor for one in steps if one.factor is not None]
    view = PathView(
        head=head_of(
            f"How “{name}” comes to rest on a low source",
            menu="exposure",
            address=address,
            trail=(EXPOSURE, page_link),
        ),
        hops=steps,
        score=said["score"],
        product=" × ".join(f"{one:.3g}" for one in factors)
        + (f" = {said['score']:.3g}" if len(factors) > 1 else ""),
        others=table_of(
            world, _others(world, row, witness, links=links, hops=hops), asked, path=address.path
        ),
        notice=link_notice(address, links=links),
    )
    listed = [
        {"node": node, "factor": one.factor, "words": one.words}
        for node, one in zip(witness, steps, strict=False)
    ]

    def record() -> dict[str, Any]:
        return {
            "node": f"page:{key}",
            "score": said["score"],
            "witness": witness,
            "hops": listed,
            "others": view.others.data.to_dicts(),
        }

    return Answer(view, twin=record)


def _hops(world: World, witness: list[str], pages: pl.DataFrame, *, links: bool) -> tuple[Hop, ...]:
    """Return each node of a witness path with what leads on, then where the last source's level comes from."""
    nodes = links_of_ids(world, witness, levels=True)
    keys = [NodeId.parse(one).key for one in witness]
    facts = {row["page"]: row for row in pages.filter(pl.col("page").is_in(keys)).iter_rows(named=True)}
    decay = world.graph.policy.decay
    found = []
    for position, (node, link) in enumerate(zip(witness, nodes, strict=True)):
        said = facts.get(NodeId.parse(node).key) if node.startswith("page:") else None
        verdict = said["verdict"] if said else None
        if position == len(witness) - 1:
            found.append(Hop(link, None, _because(world, node), None, None))
            continue
        last = position == len(witness) - 2
        evidential, place = _edge(world, node, witness[position + 1])
        if last:
            words = "cites it"
            if said:
                words = f"cites {counted(said['cited'], 'work')}, {said['low']:,} of them low: {percent(said['low_share'])}"
            found.append(Hop(link, verdict, words, said["low_share"] if said else 1.0, place))
        else:
            words = "cites" if evidential or not links else "links to (not evidence)"
            found.append(Hop(link, verdict, words, decay, place))
    return tuple(found)


def _because(world: World, node: str) -> str:
    row = rows_of(world, [node])[0]
    text = None if row is None else world.nodes["explanation"][row]
    return "" if text is None else str(text)


def _edge(world: World, citing: str, cited: str) -> tuple[bool, Any]:
    """Return whether one node cites another as evidence, and where that is written."""
    rows = [row for row in rows_of(world, [citing]) if row is not None]
    found = citations_by_page(world).of(rows)
    records = rows_of(world, found["cited"].to_list())
    works = [None if row is None else world.nodes["work"][row] for row in records]
    of_work = [work is not None and f"source:{work}" == cited for work in works]
    found = found.filter((pl.col("cited") == cited) | pl.Series(of_work, dtype=pl.Boolean))
    located = found.drop_nulls("file").sort("file", "line").head(1)
    href = node_address("page", NodeId.parse(citing).key) if citing.startswith("page:") else None
    if not located.height:
        return found.height > 0, None
    file, line = located.select("file", "line").row(0)
    return True, place_of(file, line, f"{href}#h-claims" if href else None)


def _scores(_: World, part: pl.DataFrame) -> list[float]:
    """Return scores with three figures, as the product above is written."""
    return [float(f"{one:.3g}") for one in part["gives"].to_list()]


def _others(world: World, row: int, witness: list[str], *, links: bool, hops: int) -> Rows:
    """Return the pages within the bound, other than the one of the witness, that would give most."""
    used = witness[-2] if len(witness) > 1 else witness[0]
    frame = through(world, row, links=links, hops=hops).filter(
        (pl.col("gives") > 0) & ("page:" + pl.col("page") != used)
    )
    frame = frame.head(_OTHERS).with_columns(source=pl.col("witness").list.last())
    return Rows(
        key="others",
        caption=f"The next {counted(frame.height, 'way')}, by strength" if frame.height else "There is no other way",
        frame=frame,
        usual="-gives",
        data=lambda chosen: frame.select("page", "away", "gives", "source")[chosen],
        fields=(
            column("page", "Through", ids_in("page", "page"), "node", order="name"),
            column("source", "Its way to a low source ends in", ids_in("source"), "node", sortable=False),
            column("away", "Hops", plain("away"), "number"),
            column("gives", "Score", _scores, "number", falls=True),
        ),
    )  # fmt: skip
