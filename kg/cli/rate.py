"""``kg rate``: the effective rating of one source, or of all."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli.options import AsOf, Format, Formats, In, Map, PolicyFile, Strict, load_graph


def rate(
    given: In,
    source: Annotated[
        str | None, typer.Argument(metavar="source:ID", help="The source asked for.", show_default=False)
    ] = None,
    map_file: Map = None,
    everything: Annotated[bool, typer.Option("--all", help="Every source.")] = False,
    as_of: AsOf = None,
    policy: PolicyFile = None,
    how: Formats = Format.TABLE,
    limit: Annotated[int, typer.Option("--limit", min=0, help="Rows of a table; 0 is all.")] = 40,
    strict: Strict = False,
) -> None:
    """Rate sources: the level, on which basis, inherited from whom, in one sentence.

    Examples:

      kg rate seeds source:6374381b5ec386d1

      kg rate seeds --all --format json
    """
    if (source is None) == (not everything):
        raise typer.BadParameter("name a source, or say --all", param_hint="source:ID")
    from kg.analysis.rating import for_people, rating_table
    from kg.cli.output import print_rows
    from kg.model.ids import NodeId

    graph = load_graph(given, map_file=map_file, as_of=as_of, policy=policy, strict=strict)
    node = None if source is None else NodeId.parse(source, usual="source")
    table = rating_table(graph, node)
    print_rows(for_people(table) if how is Format.TABLE else table, how, limit=limit)
