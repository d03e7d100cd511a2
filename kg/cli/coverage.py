"""``kg coverage``: what to rate next."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli.options import AsOf, Format, Formats, In, Map, PolicyFile, load_graph


def coverage(
    given: In,
    map_file: Map = None,
    as_of: AsOf = None,
    policy: PolicyFile = None,
    how: Formats = Format.TABLE,
    limit: Annotated[int, typer.Option("--limit", min=0, help="Rows of a table; 0 is all.")] = 20,
) -> None:
    """List unrated hosts, channels and publishers, by how many pages and claims a rating would decide.

    --format csv prints rows of the table ratings with the value left open: fill in levels, delete the
    rest if you like, and put the file beside your data.

    Examples:

      kg coverage seeds

      kg coverage seeds --format csv > ratings-to-do.csv
    """
    from kg.analysis.coverage import as_assertions, coverage_worklist
    from kg.cli.output import print_rows

    graph = load_graph(given, map_file=map_file, as_of=as_of, policy=policy)
    worklist = coverage_worklist(graph)
    print_rows(as_assertions(worklist, graph) if how is Format.CSV else worklist, how, limit=limit)
    if how is Format.TABLE:
        rated, sources = graph.effective["level"].count(), graph.effective.height
        typer.echo(f"{rated} of {sources} sources are rated; {worklist.height} subjects to rate", err=True)
