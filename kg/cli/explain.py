"""``kg explain``: why a source has its level, why a page is exposed."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from kg.cli.options import AsOf, Format, Formats, In, Links, Map, MaxHops, PolicyFile, load_graph


def explain(
    given: In,
    node: Annotated[
        str,
        typer.Argument(
            metavar="NODE", help="page:ID, source:ID, publisher:ID or organization:ID.", show_default=False
        ),
    ],
    map_file: Map = None,
    links: Links = None,
    max_hops: MaxHops = None,
    as_of: AsOf = None,
    policy: PolicyFile = None,
    how: Formats = Format.TABLE,
) -> None:
    """Explain a node: its sentence, the facts, and every step or source behind it.

    Examples:

      kg explain seeds page:openai

      kg explain seeds source:6374381b5ec386d1 --format json
    """
    from kg.analysis.explain import explain as answer
    from kg.cli.explained import print_explanation
    from kg.cli.output import print_rows
    from kg.graph.knowledge_graph import find_node

    graph = load_graph(given, map_file=map_file, as_of=as_of, policy=policy)
    found = answer(graph, find_node(graph, node), links=links, max_hops=max_hops)
    if how is Format.TABLE:
        print_explanation(found)
    elif how is Format.CSV:
        print_rows(found.rows, how)
    else:
        said = {
            "node": str(found.node),
            "explanation": found.sentence,
            **found.facts,
            "rows": found.rows.to_dicts(),
            "evidence": found.evidence.to_dicts(),
            "claims_of_page": found.claims.to_dicts(),
        }
        typer.echo(json.dumps([said] if how is Format.JSON else said, default=str, ensure_ascii=False))
