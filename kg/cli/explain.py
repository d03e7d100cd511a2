"""``kg explain``: why a source has its level, why a page is exposed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg.cli.options import AsOf, Format, Formats, In, Links, Map, MaxHops, PolicyFile, load_graph

if TYPE_CHECKING:
    from kg.analysis.explain import Explanation


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

      kg explain seeds source:edc1663b7d3b8ac2 --format json
    """
    from kg.analysis.explain import explain as answer
    from kg.cli.output import print_rows
    from kg.model.ids import NodeId

    graph = load_graph(given, map_file=map_file, as_of=as_of, policy=policy)
    found = answer(graph, NodeId.parse(node), links=links, max_hops=max_hops)
    if how is Format.TABLE:
        _print(found)
    elif how is Format.CSV:
        print_rows(found.rows, how)
    else:
        said = {
            "node": str(found.node),
            "explanation": found.sentence,
            **found.facts,
            "rows": found.rows.to_dicts(),
        }
        typer.echo(json.dumps([said] if how is Format.JSON else said, default=str, ensure_ascii=False))


def _print(found: Explanation) -> None:
    from kg.cli.output import print_table

    typer.echo(f"{found.node}: {found.sentence}\n")
    facts = [
        (name.replace("_", " "), _fact(value))
        for name, value in found.facts.items()
        if value not in (None, [], "")
    ]
    print_table(["what", "value"], facts)
    typer.echo("")
    print_table(found.rows.columns, found.rows.rows())


def _fact(value: Any) -> Any:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return " -> ".join(" ".join(str(one) for one in step.values() if one is not None) for step in value)
    return value
