"""``kg ratings``: lists in the wild, converted to the project's own tables."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.options import Format, Formats
from kg.errors import ExportError, visible

if TYPE_CHECKING:
    import polars as pl

    from kg.readers.lists.converting import Converted

_SHOWN = 10
"""So many problems are printed one by one; the kinds and their numbers always are."""
_FORMS = (".parquet", ".csv", ".jsonl")

app = typer.Typer(
    help="Ratings by others: the lists that kg reads, and their conversion to tables.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@app.command()
def convert(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="The list, as its makers publish it.", show_default=False),
    ],
    output: Annotated[
        str,
        typer.Option(
            "-o",
            "--output",
            metavar="OUT",
            help="A .parquet, .csv or .jsonl file, or a folder/ with a file a table.",
        ),
    ],
    named: Annotated[
        str | None,
        typer.Option(
            "--as",
            metavar="NAME",
            help="Which list it is; by default told by its content. See kg ratings lists.",
        ),
    ] = None,
    date: Annotated[
        str | None,
        typer.Option(
            "--date", metavar="DATE", help="First day on which its ratings hold: the day it was published."
        ),
    ] = None,
    through: Annotated[
        str | None, typer.Option("--through", metavar="DATE", help="Last day on which its ratings hold.")
    ] = None,
    rater: Annotated[
        str | None, typer.Option("--rater", metavar="ID", help="Who rates; by default the maker of the list.")
    ] = None,
    stated_in: Annotated[
        str | None,
        typer.Option("--stated-in", metavar="TEXT", help="Where it is stated, instead of file and line."),
    ] = None,
) -> None:
    """Convert a list to the table ratings, or to publishers and organizations.

    What it says of each entry is kept: value, label as written, date, and the line or address where it
    stands. Entries that cannot be taken are counted by kind and shown.

    Examples:

      kg ratings convert domain_pc1.csv --date 2023-09-05 -o pc1.parquet

      kg ratings convert reporting.csv --as mbfc --date 2026-08-19 -o mbfc.parquet

      kg build seeds pc1.parquet mbfc.parquet -o rated.kg
    """
    from kg.readers.lists.adapter import ListOptions
    from kg.readers.lists.converting import convert_list

    _refuse_output(file, output)
    options = ListOptions(date=date, through=through, stated_in=stated_in, rater=rater)
    found = convert_list(file, named=named, options=options)
    written = _write(found.tables, output)
    _report(file, found)
    for path in written:
        typer.echo(str(path), err=True)


@app.command("lists")
def list_adapters(how: Formats = Format.TABLE) -> None:
    """Print the lists that kg can read: name, rater, what is read, and what the licence allows.

    Examples:

      kg ratings lists --format json
    """
    import polars as pl

    from kg.cli.output import print_rows
    from kg.readers.lists.adapters import ADAPTERS

    rows = [(one.name, one.rater, one.reads, one.licence) for one in ADAPTERS.values()]
    print_rows(pl.DataFrame(rows, schema=["name", "rater", "reads", "licence"], orient="row"), how)


def _refuse_output(file: Path, output: str) -> None:
    """Refuse what cannot be written before anything is read."""
    if not output.endswith("/") and Path(output).suffix.lower() not in _FORMS:
        raise ExportError(
            "is no format of a table",
            where=output,
            hint="Write .parquet, .csv or .jsonl, or end a folder in /.",
        )
    if Path(output).exists() and file.exists() and Path(output).samefile(file):
        raise ExportError("is the list itself", where=output, hint="Name another file.")


def _write(tables: dict[str, pl.DataFrame], output: str) -> list[Path]:
    """Write the tables, each wholly or not at all, and return their files."""
    from kg.readers.atomic import write_atomically

    path = Path(output)
    if not output.endswith("/"):
        if len(tables) > 1:
            names = " and ".join(tables)
            raise ExportError(
                f"would hold {names}", where=output, hint="End it in / for a folder with a file a table."
            )
        (frame,) = tables.values()
        write_atomically(path, _content(frame, path.suffix.lower()))
        return [path]
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ExportError(f"no folder can be made there: {error.strerror}", where=output) from error
    for name, frame in tables.items():
        write_atomically(path / f"{name}.parquet", _content(frame, ".parquet"))
    return [path / f"{name}.parquet" for name in tables]


def _content(frame: pl.DataFrame, suffix: str) -> bytes:
    """Return a table in a format; in text, columns that hold nothing are left out."""
    from kg.exporters.tables import parquet_bytes
    from kg.views.rows import as_csv

    if suffix == ".parquet":
        return parquet_bytes(frame)
    held = frame.select(name for name in frame.columns if frame[name].null_count() < frame.height)
    return as_csv(held) if suffix == ".csv" else held.write_ndjson().encode()


def _report(file: Path, found: Converted) -> None:
    """Say on stderr how many rows went in and came out, and what became of the others."""
    name = visible(file.name)
    out = ", ".join(
        f"{frame.height} {'assertions' if table == 'ratings' else table}"
        for table, frame in found.tables.items()
    )
    kinds = found.problems["kind"].value_counts().sort("count", "kind", descending=[True, False]).rows()
    said = ", ".join(f"{count} {kind}" for kind, count in kinds) or "no problems"
    typer.echo(f"kg: {name} ({found.adapter.name}): {found.rows} rows in, {out} out; {said}", err=True)
    for note in found.notes:
        typer.echo(f"kg: {visible(note)}", err=True)
    for origin, kind, message in found.problems.select("origin", "kind", "message").head(_SHOWN).rows():
        typer.echo(f"kg: {visible(f'{origin}: {kind}: {message}')}", err=True)
    if found.problems.height > _SHOWN:
        typer.echo(f"kg: ... and {found.problems.height - _SHOWN} more problems", err=True)
