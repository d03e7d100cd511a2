"""``kg explain``: why a source has its level, why a page is exposed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg.cli.options import AsOf, Format, Formats, In, Links, Map, MaxHops, PolicyFile, load_graph

_LEFT_OUT = {"url", "why", "basis", "work", "mentions", "character", "canonical_url"}
"""Columns that a table for people leaves out; --format json or csv prints all."""

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

      kg explain seeds source:6374381b5ec386d1 --format json
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
        (name.replace("_", " "), _fact(name, value))
        for name, value in found.facts.items()
        if value not in (None, [], "")
    ]
    print_table(["what", "value"], facts)
    typer.echo("")
    shown = [name for name in found.rows.columns if name not in _LEFT_OUT]
    print_table(shown, found.rows.select(shown).rows())


def _fact(name: str, value: Any) -> Any:
    """Return a fact as a person reads it: paths with arrows, the steps of a witness with what each contributes."""
    if name == "steps":
        return " -> ".join(_witness_step(step) for step in value)
    return " -> ".join(value) if name in ("path", "witness") else value


def _witness_step(step: dict[str, Any]) -> str:
    if step["level"] is not None:
        return f"{step['node']} (level {step['level']})"
    return f"{step['node']} (times {step['factor']:.3g})"
