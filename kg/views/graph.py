"""``/graph``: the neighbourhood of a node, or all pages by type, as a graph with the same as a table."""

from __future__ import annotations

import polars as pl

from kg.graph.knowledge_graph import find_node
from kg.views.addresses import Address
from kg.views.cells import column, ids_in, plain
from kg.views.exposure import way_of
from kg.views.heads import head_of
from kg.views.links import link_of
from kg.views.listing import Narrowing, Rows, table_of
from kg.views.neighbourhood import between_works
from kg.views.nouns import Answer, Asked, GraphView
from kg.views.parts import Link, Option
from kg.views.picture import Known, Picture, as_json, as_table, picture
from kg.views.picture_types import whole_picture
from kg.views.words import KIND_WORDS, NO_TYPE, counted
from kg.views.world import World

_DEPTHS = ("1", "2", "3")


def graph_view(world: World, asked: Asked) -> Answer:
    """Answer with the graph ``around`` a node, ``depth`` steps wide, or with all pages by type, some ``types`` opened.

    Raises
    ------
    KgError
        There is no such node, or a parameter has a value that there is not.
    """
    around, depth = asked.first("around"), int(asked.one_of("depth", _DEPTHS))
    links, _ = way_of(
        world, Asked(asked.path, asked.parameters if asked.first("links") else (("links", "1"),))
    )
    known = world.keep(("known",), lambda: _known(world))
    address = Address("/graph", asked.parameters)
    if around:
        node = find_node(world.graph, around)
        shown = picture(world.graph, node, depth=depth, links=links, known=known)
        centre = link_of(world, shown.centre or str(node))
        title, lead = f"Around “{centre.text}”", f"What lies within {counted(depth, 'step')}."
        choices = tuple(
            Option(
                str(n), f"Within {counted(n, 'step')}", 0, n == depth, str(address.with_one("depth", str(n)))
            )
            for n in map(int, _DEPTHS)
        )
    else:
        shown, centre = whole_picture(world.graph, open_types=asked.every("types"), known=known), None
        title, lead = "All pages by type", "Each type of page is one node; open one to see its pages."
        choices = _types(shown, asked, address)
    view = GraphView(
        head=head_of(title, address=address, lead=lead),
        data=str(
            Address(
                "/graph.json",
                tuple(pair for pair in asked.parameters if pair[0] in ("around", "depth", "links", "types")),
            )
        ),
        centre=centre,
        choices=choices,
        table=table_of(world, _rows(shown), asked, path="/graph"),
        left_out=shown.total - len(shown.nodes),
    )
    return Answer(view, twin=lambda: as_json(shown))


def _known(world: World) -> Known:
    return Known(world.nodes, world.pages, between_works(world.graph))


def _types(shown: Picture, asked: Asked, address: Address) -> tuple[Option, ...]:
    """Return the types of pages that can be opened or closed."""
    opened = asked.every("types")
    names = {
        one.id.removeprefix("type:"): (one.title, one.count or 0) for one in shown.nodes if one.kind == "type"
    }
    names |= {name: (name or NO_TYPE, 0) for name in opened if name not in names}
    return tuple(
        Option(name, title, count, name in opened, str(address.toggled("types", name)))
        for name, (title, count) in names.items()
    )


def _rows(shown: Picture) -> Rows:
    """Return the nodes of a picture as a table."""
    frame = as_table(shown)
    is_type = pl.col("kind") == "type"
    frame = frame.with_columns(known=pl.when(~is_type).then("id"))

    def named(world: World, part: pl.DataFrame) -> list[Link | None]:
        nodes = ids_in("known")(world, part)
        rows = zip(nodes, part.select("title", "href").iter_rows(), strict=True)
        return [node or Link(title, href) for node, (title, href) in rows]

    return Rows(
        key="nodes",
        caption="The same as a table",
        frame=frame,
        data=lambda chosen: frame.drop("known")[chosen],
        fields=(
            column("title", "Node", named, "node"),
            column("kind", "Kind", plain("kind")),
            column("level", "Level", plain("level"), "level"),
            column("verdict", "Verdict", plain("verdict"), "verdict"),
            *((column("count", "Pages", plain("count"), "number", falls=True),) if frame["count"].count() else ()),
        ),
        narrowings=(Narrowing("kind", "Kind", frame["kind"], {**KIND_WORDS, "type": "Type of page"}),),
    )  # fmt: skip
