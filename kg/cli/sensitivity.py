"""``kg sensitivity``: which verdicts hang on the way of counting, or on one rater."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli.options import AsOf, Format, Formats, In, Map, PolicyFile, Progress, load_graph


def sensitivity(
    given: In,
    map_file: Map = None,
    as_of: AsOf = None,
    policy: PolicyFile = None,
    how: Formats = Format.TABLE,
    limit: Annotated[int, typer.Option("--limit", min=0, help="Rows of a table; 0 is all.")] = 40,
) -> None:
    """List pages whose verdict flips under another aggregation, or with a rater left out.

    The table begins with a line a change: how many sources and pages it moves.

    Examples:

      kg sensitivity seeds

      kg sensitivity seeds --format json
    """
    from kg.analysis.sensitivity import measure_sensitivity
    from kg.cli.output import print_rows

    graph = load_graph(given, map_file=map_file, as_of=as_of, policy=policy)
    found = measure_sensitivity(graph, progress=Progress())
    if how is Format.TABLE:
        print_rows(found.summary, how)
        typer.echo("")
    print_rows(found.pages, how, limit=limit)
