"""``kg validate``: does the RDF keep the rules?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.options import AsOf, Format, Formats, Map, PolicyFile, load_graph


def validate(
    given: Annotated[
        Path,
        typer.Argument(metavar="IN", help="A file of RDF, or whatever becomes a graph.", show_default=False),
    ],
    map_file: Map = None,
    as_of: AsOf = None,
    policy: PolicyFile = None,
    how: Formats = Format.TABLE,
    limit: Annotated[int, typer.Option("--limit", min=0, help="Rows of a table; 0 is all.")] = 50,
) -> None:
    """List what breaks the shapes (SHACL), with the record or line it comes from. Exit status 1 if anything does.

    Examples:

      kg validate seeds

      kg validate graph.trig --format json
    """
    from kg.cli.output import print_rows
    from kg.rdf.validation import looks_like_rdf, validate_file, validate_graph
    from kg.readers.files import is_file, read_bytes

    data = read_bytes(given) if is_file(given) else b""
    if looks_like_rdf(data):
        found = validate_file(data, where=str(given))
    else:
        found = validate_graph(load_graph(given, map_file=map_file, as_of=as_of, policy=policy, warn=False))
    print_rows(found, how, limit=limit or None)
    typer.echo(f"{found.height} violation{'' if found.height == 1 else 's'}", err=True)
    if found.height:
        raise typer.Exit(1)
