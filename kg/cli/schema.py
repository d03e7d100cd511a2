"""``kg schema``: the JSON Schema of a table."""

from __future__ import annotations

import json
from typing import Annotated

import typer


def schema(
    table: Annotated[
        str | None,
        typer.Argument(metavar="TABLE", help="sources, publishers, pages, ...", show_default=False),
    ] = None,
) -> None:
    """Print the JSON Schema of a table; without a name, the names of all tables.

    Examples:

      kg schema sources

      kg schema publishers > publishers.schema.json
    """
    from kg.model.records import RECORDS
    from kg.model.schemas import json_schema

    if table is None:
        for name, record in RECORDS.items():
            typer.echo(f"{name:14} {(record.__doc__ or '').splitlines()[0]}")
        return
    typer.echo(json.dumps(json_schema(table), indent=2, ensure_ascii=False))
