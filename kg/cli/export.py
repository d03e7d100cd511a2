"""``kg export``: files that others read."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from kg.cli.options import AsOf, In, Map, PolicyFile, load_graph
from kg.cli.rdf_options import (
    CitationNodes,
    Citations,
    Details,
    Explanations,
    Measurements,
    Rdf12,
    Steps,
    Without,
    extent_of,
)


def export(
    given: In,
    targets: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...",
            help="Files by suffix (.gz and .zst pack), a folder/ for every table, or - for stdout.",
            show_default=False,
        ),
    ],
    map_file: Map = None,
    form: Annotated[
        str | None,
        typer.Option(
            "--as",
            metavar="FORMAT",
            help="ttl trig nt nq jsonld rdf graphml gexf html csv parquet; ocdm reviews linked-data.",
        ),
    ] = None,
    around: Annotated[
        str | None, typer.Option("--around", metavar="NODE", help="html: the neighbourhood of this node.")
    ] = None,
    citations: Citations = CitationNodes.AUTO,
    steps: Steps = Details.AUTO,
    explanations: Explanations = Details.AUTO,
    measurements: Measurements = False,
    without: Without = None,
    rdf12: Rdf12 = False,
    as_of: AsOf = None,
    policy: PolicyFile = None,
) -> None:
    """Export the graph; the format is told by the suffix, or by --as.

    csv and parquet hold the exposure of each page; a name that ends in / gets every table.

    Examples:

      kg export seeds graph.ttl graph.jsonld exposure.csv

      kg export seeds openai.html --around page:openai

      kg export seeds - --as nt | head

      kg export seeds graph.nq.gz --citations direct --steps none

      kg export seeds citations.ttl --as ocdm

      kg export seeds site/ --as linked-data
    """
    from kg.exporters.export import export as write
    from kg.exporters.export import export_bytes, format_of
    from kg.model.ids import NodeId

    if "-" in targets and (len(targets) > 1 or form is None):
        raise typer.BadParameter("- stands alone, with --as FORMAT", param_hint="FILE")
    node = None if around is None else NodeId.parse(around)
    for target in targets:
        format_of(target, form)
    graph = load_graph(given, map_file=map_file, as_of=as_of, policy=policy)
    extent = extent_of(
        citations, steps, explanations, measurements=measurements, without=without, rdf12=rdf12
    )
    if targets == ["-"]:
        sys.stdout.buffer.write(export_bytes(graph, format_of("-", form), around=node, extent=extent))
        return
    for target in targets:
        for notice in write(graph, target, format=form, around=node, extent=extent):
            typer.echo(f"kg: {notice}", err=True)
        typer.echo(target, err=True)
