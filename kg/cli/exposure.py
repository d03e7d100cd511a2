"""``kg exposure``: which pages depend on low sources."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from kg.cli.options import (
    AsOf,
    Format,
    Formats,
    In,
    Links,
    Map,
    MaxHops,
    PolicyFile,
    Registry,
    Strict,
    load_graph,
)


def exposure(
    given: In,
    map_file: Map = None,
    registry: Registry = None,
    links: Links = None,
    max_hops: MaxHops = None,
    as_of: AsOf = None,
    policy: PolicyFile = None,
    how: Formats = Format.TABLE,
    limit: Annotated[int, typer.Option("--limit", min=0, help="Rows of a table; 0 is all.")] = 20,
    strict: Strict = False,
) -> None:
    """Measure which pages depend on low sources, worst first, with a witness path each.

    cited, rated and low count distinct works. low share is certain, low share upper what it would be if
    every unrated work were low. hops 0 means that the page cites a low source itself. lift is one figure
    for the corpus: the pages reached from those that cite low, against as many drawn at random (101 draws).

    Examples:

      kg exposure seeds

      kg exposure seeds --links --max-hops 1 --format csv

      kg exposure docs --registry seeds
    """
    from kg.analysis.exposure import for_people, measure_exposure
    from kg.analysis.lift import measure_lift
    from kg.cli.output import print_rows

    graph = load_graph(given, registry=registry, map_file=map_file, as_of=as_of, policy=policy, strict=strict)
    table = measure_exposure(graph, links=links, max_hops=max_hops)
    lift = measure_lift(graph, links=links, max_hops=max_hops)
    whole = table.with_columns(lift=lift.value)
    print_rows(for_people(table) if how is Format.TABLE else whole, how, limit=limit)
    if how is Format.TABLE and sys.stderr.isatty() and table.height:
        typer.echo(f"Why? Ask: kg explain {given} page:{table['page'][0]}", err=True)
