"""``kg build``: read, rate and index once; every command then opens the snapshot in milliseconds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.options import AsOf, Map, PolicyFile, Strict, load_graph


def build(
    inputs: Annotated[
        list[Path], typer.Argument(metavar="IN...", help="Folders and files.", show_default=False)
    ],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="X.kg", help="The snapshot to write.")],
    map_file: Map = None,
    as_of: AsOf = None,
    policy: PolicyFile = None,
    strict: Strict = False,
) -> None:
    """Build a snapshot: one file that every command takes where IN stands.

    Examples:

      kg build seeds -o seeds.kg

      kg build facts --map examples/longterm-facts.toml -o facts.kg
    """
    from kg.graph.snapshot import save

    graph = load_graph(*inputs, map_file=map_file, as_of=as_of, policy=policy, strict=strict, warn=False)
    save(graph, output)
    rated = graph.effective["level"].count()
    errors = graph.problems.filter(graph.problems["severity"] == "error").height
    typer.echo(
        f"{output}: {graph.corpus['pages'].height} pages, {graph.effective.height} sources ({rated} rated), "
        f"{graph.citations.edges} citations, as of {graph.as_of}; {errors} errors in the data (kg lint {output})",
        err=True,
    )
