"""The neighbourhood of a node as one page of HTML, drawn by pyvis: offline, safe, laid out beforehand.

Data never reaches anything that runs or parses it: it stands in the page as escaped text and as a block
of JSON, which the script turns into strokes of a canvas and text nodes. The content security policy
admits the two scripts and the style sheet by their hashes and nothing else, from nowhere.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import asdict
from importlib import resources
from typing import Any

import polars as pl
from pyvis.network import Network

from kg.graph.knowledge_graph import KnowledgeGraph
from kg.model.ids import NodeId
from kg.model.level import LEVEL_NAMES
from kg.views.layout import Layout, Spot, layout
from kg.views.neighbourhood import MOST_NODES, Neighbourhood, neighbourhood
from kg.views.neighbourhood_words import (
    KIND_NAMES,
    LONGEST_TITLE,
    address_of,
    connections,
    cut,
    described,
    facts_of,
    in_reading_order,
    summary_of,
    title_of,
)

SHAPES = {"page": "square", "source": "dot", "publisher": "diamond", "organization": "hexagon"}
COLOURS = {1: "#d7191c", 2: "#fdae61", 3: "#ffffbf", 4: "#abd9e9", 5: "#2c7bb6"}
_SIZES = {"page": 7, "source": 9, "publisher": 12, "organization": 11}
_CENTRE_GROWTH = 1.7
_OPTIONS = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False, "randomSeed": 1},
    "interaction": {"hover": True, "dragNodes": False, "keyboard": False, "tooltipDelay": 10**9},
}


def neighbourhood_html(
    graph: KnowledgeGraph, around: NodeId, *, depth: int = 1, most: int = MOST_NODES
) -> bytes:
    """Return a page with the neighbourhood of a node: a picture, a panel, and the same as a table.

    The page is one file that loads nothing; the same graph gives the same bytes.

    Parameters
    ----------
    graph : KnowledgeGraph
        The graph.
    around : NodeId
        The node in the middle.
    depth : int
        How many steps to go; publishers and owners come along.
    most : int
        How many nodes at most, nearest first; the page says how many were left out.

    Raises
    ------
    UnknownNodeError
        There is no such node.
    ExportError
        ``depth`` is below 1, or the node is a rater.

    >>> import kg
    >>> b"<title>" in neighbourhood_html(kg.load("seeds"), kg.NodeId.page("openai"))
    True
    """
    found = neighbourhood(graph, around, depth=depth, most=min(most, MOST_NODES))
    facts = described(graph, found)
    where = layout(found, facts)
    network = _network(found, facts, where, low=graph.policy.low)
    network.templateEnv.globals.update(_page_parts(graph, found, facts, where, depth))
    html: str = network.generate_html(notebook=False)
    return html.encode()


def _network(found: Neighbourhood, facts: pl.DataFrame, where: Layout, *, low: int) -> Network:
    """Return the pyvis network: nodes with their places, edges with their strokes, our own template."""
    network = Network(directed=True, cdn_resources="in_line")
    network.set_options(json.dumps(_OPTIONS))
    venues = {
        fact["key"]: title_of(fact)
        for fact in facts.filter(pl.col("kind") == "publisher").iter_rows(named=True)
    }
    known = {fact["row"]: fact for fact in facts.iter_rows(named=True)}
    lows = {row for row, fact in known.items() if fact["level"] is not None and fact["level"] <= low}
    for row, fact in known.items():
        centre = row == found.centre
        network.add_node(
            fact["node"],
            label=cut(title_of(fact)),
            shape=SHAPES[fact["kind"]],
            size=round(_SIZES[fact["kind"]] * (_CENTRE_GROWTH if centre else 1)),
            color=COLOURS.get(fact["level"]),
            x=where.spots[row].x,
            y=where.spots[row].y,
            side=where.spots[row].side,
            kind=fact["kind"],
            digit=fact["level"],
            centre=centre,
            low=row in lows,
            name=title_of(fact),
            facts=facts_of(fact, venues),
            address=address_of(fact),
        )
    for tail, head, kind, shown in found.edges.select("tail", "head", "kind", "shown").iter_rows():
        network.add_edge(
            known[tail]["node"],
            known[head]["node"],
            kind=kind,
            shown=shown,
            strong=kind != "links" and bool(lows & {tail, head}) and shown,
            ported=_starts_at_label(where.spots[tail], where.spots[head]),
            dashes=[4, 4] if kind == "links" else False,
            arrows="to" if kind in ("cites", "links") else "",
        )
    with resources.as_file(resources.files("kg.exporters")) as folder:
        network.set_template_dir(str(folder), "neighbourhood.html")
        network.templateEnv.autoescape = True
        network.templateEnv.auto_reload = False  # the folder may be gone by then
        network.templateEnv.get_template(network.path)
    return network


def _starts_at_label(one: Spot, other: Spot) -> bool:
    """Whether the left end of an edge has its label on the right, so that the line starts behind it."""
    left = one if one.x <= other.x else other
    return one.x != other.x and left.side == "right"


def _page_parts(
    graph: KnowledgeGraph, found: Neighbourhood, facts: pl.DataFrame, where: Layout, depth: int
) -> dict[str, Any]:
    """Return what the template says beside nodes and edges."""
    files = resources.files("kg.exporters")
    style = files.joinpath("neighbourhood.css").read_text("utf-8")
    scripts = [_drawing_library(), files.joinpath("neighbourhood.js").read_text("utf-8")]
    centre = facts.row(0, named=True)
    how = connections(found, facts)
    return {
        "policy": _policy(style, scripts),
        "style": style,
        "scripts": scripts,
        "title": title_of(centre),
        "kind": KIND_NAMES[centre["kind"]],
        "id": centre["node"],
        "depth": depth,
        "shown": facts.height,
        "left_out": found.left_out,
        "headings": [asdict(heading) for heading in where.headings],
        "summary": summary_of(graph, found, centre),
        "levels": LEVEL_NAMES,
        "kinds": KIND_NAMES,
        "rows": [_table_row(fact, how) for fact in in_reading_order(facts)],
    }


def _table_row(fact: dict[str, Any], how: dict[int, str]) -> dict[str, Any]:
    rated = fact["kind"] != "page"
    return {
        "title": cut(title_of(fact), LONGEST_TITLE),
        "address": address_of(fact),
        "kind": KIND_NAMES[fact["kind"]],
        "rated": rated,
        "level": fact["level"],
        "basis": (fact["basis"] or "unrated") if rated else None,
        "why": fact["why"],
        "how": how.get(fact["row"], "in the middle"),
        "id": fact["node"],
    }


def _drawing_library() -> str:
    """Return the script that pyvis draws with, as it brings it along, without the address of its source map."""
    folders = resources.files("pyvis").joinpath("templates", "lib").iterdir()
    newest = max(
        (folder for folder in folders if folder.name.startswith("vis-")), key=lambda found: found.name
    )
    text = newest.joinpath("vis-network.min.js").read_text("utf-8").replace("\r\n", "\n")
    return re.sub(r"\n?//# sourceMappingURL=.*", "", text)


def _policy(style: str, scripts: list[str]) -> str:
    """Return a content security policy that admits these scripts and this style sheet alone."""
    admitted = " ".join(_hash(script) for script in scripts)
    return f"default-src 'none'; script-src {admitted}; style-src {_hash(style)}; base-uri 'none'; form-action 'none'"


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
