"""``kg fix``: what to mend first, and with which sources that are already there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg.cli.options import AsOf, Format, Formats, In, Map, PolicyFile, load_graph
from kg.errors import visible

if TYPE_CHECKING:
    import polars as pl


def fix(
    given: In,
    map_file: Map = None,
    as_of: AsOf = None,
    policy: PolicyFile = None,
    how: Formats = Format.TABLE,
    limit: Annotated[int, typer.Option("--limit", min=0, help="Claims to list for people; 0 is all.")] = 10,
) -> None:
    """List claims with nothing but low sources, those that one better source would help most first.

    Of a page that names no claims all citations are taken together. What is offered is above low and already
    among the sources: the same title elsewhere, what the page cites elsewhere, what its neighbours cite.

    Examples:

      kg fix seeds

      kg fix seeds --format json
    """
    from kg.analysis.fix import fix as answer
    from kg.cli.output import print_rows

    graph = load_graph(given, map_file=map_file, as_of=as_of, policy=policy)
    people = how is Format.TABLE
    # One more than is shown tells whether there are more.
    found = answer(graph, limit=limit + 1 if people and limit else None)
    if not people:
        print_rows(found, how)
        return
    for line in _lines(found.head(limit) if limit else found):
        typer.echo(line)
    if limit and found.height > limit:
        typer.echo("... --limit 0 shows all, --format json or csv prints all.", err=True)


def _lines(found: pl.DataFrame) -> Iterator[str]:
    """Yield each claim with its low sources and what is offered, as text."""
    if found.is_empty():
        yield "Nothing to mend: no claim and no page rests on low sources alone."
    for number, row in enumerate(found.iter_rows(named=True), start=1):
        yield f"{number}. {visible(_where(row))}: {_gain(row)}"
        for one in row["sources"]:
            yield f"     low    {visible(one['source'])} ({one['level']}, by {one['basis']})"
        for one in row["candidates"]:
            yield f"     offer  {visible(one['source'])} ({one['level']}): {visible(one['reason'])}"


def _where(row: dict[str, Any]) -> str:
    """Return where a claim stands: its page and name, file and line where they are known."""
    place = f" at {row['file']}:{row['line']}" if row["file"] and row["line"] else ""
    claim = "" if row["claim"] is None else f"#{row['claim']} ({row['reliance']})"
    return f"page:{row['page']}{claim}{place}"


def _gain(row: dict[str, Any]) -> str:
    """Return what one better source would change, and for how many pages."""
    same = row["verdict"] == row["verdict_after"]
    becomes = f"stays {row['verdict']}" if same else f"{row['verdict']} -> {row['verdict_after']}"
    pages = row["reached"]
    return f"{becomes} with one source above low; {pages} page{' rests' if pages == 1 else 's rest'} on it"
