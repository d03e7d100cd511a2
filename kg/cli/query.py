"""``kg query``: ask in SPARQL, or a question by its name."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.options import AsOf, Format, In, Map, PolicyFile, load_graph, pair_of

if TYPE_CHECKING:
    import polars as pl


class AnswerFormat(StrEnum):
    """How an answer is printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    JSONL = "jsonl"
    TSV = "tsv"
    XML = "xml"
    SPARQL_JSON = "sparql-json"
    TURTLE = "turtle"


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
    how: Annotated[
        AnswerFormat,
        typer.Option("--format", help="table, csv, json, jsonl: plain values; the others keep terms whole."),
    ] = AnswerFormat.TABLE,
    show: Annotated[
        bool,
        typer.Option("--explain", help="Print the SPARQL of the question and what it asks for; ask nothing."),
    ] = False,
    limit: Annotated[int, typer.Option("--limit", min=0, help="Rows of a table; 0 is all.")] = 40,
) -> None:
    """Ask a question in SPARQL over all that was read and concluded; without one, list the named questions.

    Examples:

      kg query seeds

      kg query seeds low-pages

      kg query seeds 'SELECT ?page WHERE { ?page a kg:Page }'

      kg query seeds page-sources --param page=openai --format tsv

      kg query seeds 'CONSTRUCT WHERE { ?page cito:cites ?source }' --format turtle
    """
    from kg.cli.output import print_table
    from kg.sparql.questions import questions

    if question is None:
        rows = [
            (name, " ".join(f"{one.name}=" for one in asked.parameters), asked.title)
            for name, asked in questions().items()
        ]
        print_table(["name", "parameters", "title"], rows)
        return
    if show:
        _explain(question)
        return
    parameters = dict(pair_of(text) for text in param or [])
    from kg.sparql.engine import answer

    graph = load_graph(given, map_file=map_file, as_of=as_of, policy=policy)
    found = answer(graph, _text(question), parameters=parameters, timeout=timeout)
    _print(found.table, how, base=graph.corpus.settings.base, limit=limit)
    if found.cut:
        typer.echo(
            f"kg: only the first {found.table.height} rows; add a LIMIT and OFFSET to see others", err=True
        )


def _print(terms: pl.DataFrame, how: AnswerFormat, *, base: str, limit: int) -> None:
    from kg.cli.output import print_rows
    from kg.rdf.terms import vocabulary
    from kg.sparql import results
    from kg.sparql.engine import display
    from kg.sparql.plain import plain

    if how is AnswerFormat.TSV:
        sys.stdout.write(results.as_tsv(terms))
    elif how is AnswerFormat.XML:
        sys.stdout.write(results.as_xml(terms))
    elif how is AnswerFormat.SPARQL_JSON:
        sys.stdout.write(results.as_json(terms))
    elif how is AnswerFormat.TURTLE:
        sys.stdout.write(results.as_turtle(terms, prefixes=vocabulary(base)))
    elif how is AnswerFormat.TABLE:
        print_rows(display(terms, base=base), Format.TABLE, limit=limit)
    else:
        print_rows(plain(terms), Format(how.value), limit=limit)


def _explain(question: str) -> None:
    """Print the text of a question: of a named one with its description and parameters, which stand in its head."""
    from kg.sparql.questions import find_question, questions

    known = question.strip() in questions()
    sys.stdout.write(find_question(question.strip()).text if known else _text(question).rstrip() + "\n")


def _text(question: str) -> str:
    """Return the text of a file that ends in .rq, else the question itself."""
    if not question.endswith(".rq"):
        return question
    from kg.readers.files import decode, read_bytes

    return decode(read_bytes(Path(question), most=1024**2), where=question)
