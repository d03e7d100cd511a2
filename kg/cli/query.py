"""``kg query``: ask in SPARQL, or a question by its name."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.options import AsOf, Format, Formats, In, Map, PolicyFile, load_graph


def query(
    given: In,
    question: Annotated[str | None, typer.Argument(metavar="[QUERY]", help="The name of a question, SPARQL text, or a file.", show_default=False)] = None,
    map_file: Map = None,
    param: Annotated[list[str] | None, typer.Option("--param", metavar="NAME=VALUE", help="A parameter of a named question.")] = None,
    timeout: Annotated[float, typer.Option("--timeout", min=0.1, metavar="SECONDS", help="The deadline.")] = 30.0,
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
        print_table(["name", "parameters", "title"], [(one.name, " ".join(p.name for p in one.parameters), one.title) for one in questions()])
        return
    parameters = dict(_pair(text) for text in param or [])
    from kg.sparql.engine import query as ask

    graph = load_graph(given, map_file=map_file, as_of=as_of, policy=policy)
    text = Path(question).read_text("utf-8") if question.endswith(".rq") and Path(question).is_file() else question
    print_rows(ask(graph, text, parameters=parameters, timeout=timeout), how, limit=limit)


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise typer.BadParameter(f"expected NAME=VALUE, got {text!r}", param_hint="--param")
    return name, value
