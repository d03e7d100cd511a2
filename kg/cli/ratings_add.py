"""``kg ratings add``: one rating more in a registry's own file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.model.words import HOUSE


def add(
    subject: Annotated[
        str,
        typer.Argument(
            metavar="SUBJECT",
            help="publisher:ID, organization:ID, source:ID, a place, or a work (doi:...).",
            show_default=False,
        ),
    ],
    level: Annotated[
        int, typer.Argument(metavar="LEVEL", min=1, max=5, help="1 Low to 5 Gold.", show_default=False)
    ],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; a reader sees it.")],
    registry: Annotated[
        Path,
        typer.Option("--registry", metavar="PATH", help="The folder of records, or its file of ratings."),
    ] = Path(),
    begins: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="First day on which it holds.")
    ] = None,
    ends: Annotated[
        str | None, typer.Option("--through", metavar="DATE", help="Last day on which it holds.")
    ] = None,
    override: Annotated[
        bool, typer.Option("--override", help="On a source: beats every other step.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the change, write nothing.")] = False,
) -> None:
    """Add a rating by this registry to its file, which keeps its comments and order; prints the change.

    Examples:

      kg ratings add publisher:openai 3 --reason "No answer to corrections" --from 2026-12-01 --registry seeds --dry-run

      kg ratings add blog.example.org 2 --reason "Anonymous, unsourced" --registry seeds
    """
    from kg.exporters.ratings_file import add_rating
    from kg.model.values import parse_first_day, parse_last_day

    record = {"subject": subject, "rater": HOUSE, "value": str(level)}
    try:
        record |= {"valid_from": str(parse_first_day(begins))} if begins else {}
        record |= {"valid_through": str(parse_last_day(ends))} if ends else {}
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--from / --through") from None
    record["reason"] = reason
    if override:
        record["override"] = "true"
    edit = add_rating(registry, record)
    typer.echo(edit.diff, nl=False)
    if not dry_run:
        edit.write()
        typer.echo(f"{edit.path}: one rating added", err=True)
