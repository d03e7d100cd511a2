"""``kg lint``: what is dirty in the data."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli.options import AsOf, Format, Formats, In, Map, PolicyFile, load_graph
from kg.errors import KgError


def lint(
    given: In,
    map_file: Map = None,
    as_of: AsOf = None,
    policy: PolicyFile = None,
    how: Formats = Format.TABLE,
    limit: Annotated[int, typer.Option("--limit", min=0, help="Rows of a table; 0 is all.")] = 0,
    strict: Annotated[bool, typer.Option("--strict", help="Notes make the exit status 1 too.")] = False,
) -> None:
    """List what is dirty, most serious first. Exit status 1 if there is an error or a warning.

    Examples:

      kg lint seeds

      kg lint seeds --format json
    """
    from kg.analysis.lint import count_by_severity
    from kg.analysis.lint import lint as find
    from kg.cli.output import print_rows
    from kg.model.corpus import problem_table

    try:
        found = find(load_graph(given, map_file=map_file, as_of=as_of, policy=policy, warn=False))
    except KgError as error:
        if how not in (Format.JSON, Format.JSONL):
            raise
        row = {
            "kind": "unreadable",
            "subject": None,
            "origin": error.where,
            "message": error.what,
            "severity": "error",
        }
        found = problem_table([row])
    print_rows(found, how, limit=limit or None)
    counts = count_by_severity(found)
    typer.echo(
        ", ".join(f"{number} {word}{'' if number == 1 else 's'}" for word, number in counts.items()), err=True
    )
    if counts["error"] or counts["warning"] or (strict and counts["note"]):
        raise typer.Exit(1)
