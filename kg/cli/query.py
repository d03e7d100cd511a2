"""``kg query``: ask in SPARQL, or a question by its name."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.options import AsOf, Format, Formats, In, Map, PolicyFile, load_graph, pair_of


def query(
    given: In,
    question: Annotated[
        str | None,
        typer.Argument(
            metavar="QUERY", help="The name of a question, SPARQL text, or a file.", show_default=False
        ),
    ] = None,
    map_file: Map = None,
    param: Annotated[
        list[str] | None,
        typer.Option("--param", metavar="NAME=VALUE", help="A parameter of a named question."),
    ] = None,
    timeout: Annotated[
        float, typer.Option("--timeout", min=0.1, metavar="SECONDS", help="The deadline.")
    ] = 30.0,
    as_of: AsOf = None,
    policy: PolicyFile = None,
    how: Formats = Format.TABLE,
    limit: Annotated[int, typer.Option("--limit", min=0, help="Rows of a table; 0 is all.")] = 40,
) -> None:
    """Ask a question in SPARQL over all that was read and concluded; without one, list the named questions.

    Examples:

      kg query seeds

      kg query seeds low-pages

      kg query seeds 'SELECT ?page WHERE { ?page a kg:Page }'
    """
    from kg.cli.output import print_rows, print_table
    from kg.sparql.questions import questions

    if question is None:
        rows = [
            (name, " ".join(f"{one.name}=" for one in asked.parameters), asked.title)
            for name, asked in questions().items()
        ]
        print_table(["name", "parameters", "title"], rows)
        return
    parameters = dict(pair_of(text) for text in param or [])
    from kg.sparql.engine import answer, display
    from kg.sparql.plain import plain

    graph = load_graph(given, map_file=map_file, as_of=as_of, policy=policy)
    found = answer(graph, _text(question), parameters=parameters, timeout=timeout)
    shown = (
        display(found.table, base=graph.corpus.settings.base) if how is Format.TABLE else plain(found.table)
    )
    print_rows(shown, how, limit=limit)
    if found.cut:
        typer.echo(
            f"kg: only the first {found.table.height} rows; add a LIMIT and OFFSET to see others", err=True
        )


def _text(question: str) -> str:
    """Return the text of a file that ends in .rq, else the question itself."""
    if not question.endswith(".rq"):
        return question
    from kg.readers.files import decode, read_bytes

    return decode(read_bytes(Path(question), most=1024**2), where=question)
