"""The arguments and options that commands share, and how an IN becomes a graph."""

from __future__ import annotations

import datetime
import sys
import time
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from kg.graph.knowledge_graph import KnowledgeGraph
    from kg.model.policy import Policy


class Format(StrEnum):
    """How rows are printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    JSONL = "jsonl"


In = Annotated[
    Path, typer.Argument(metavar="IN", help="A folder, a single file or a snapshot.", show_default=False)
]
Map = Annotated[
    Path | None, typer.Option("--map", metavar="FILE", help="A kg.toml that says which file is which table.")
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="DATE",
        help="The day asked for, as 2026-11-24; by default the input's own, else today.",
    ),
]
PolicyFile = Annotated[
    Path | None, typer.Option("--policy", metavar="FILE", help="A TOML file whose [policy] counts.")
]
Registry = Annotated[
    Path | None,
    typer.Option(
        "--registry",
        metavar="PATH",
        help="Publishers, organizations and ratings to read beside IN: a folder or file.",
    ),
]
Formats = Annotated[Format, typer.Option("--format", help="How rows are printed.")]
Strict = Annotated[bool, typer.Option("--strict", help="Any error or warning of kg lint is fatal.")]
Links = Annotated[
    bool | None,
    typer.Option("--links/--no-links", help="Let navigational links count as evidence.", show_default=False),
]
MaxHops = Annotated[
    int | None, typer.Option("--max-hops", min=0, max=4, metavar="N", help="How many hops count, at most 4.")
]

NoCache = Annotated[
    bool,
    typer.Option("--no-cache", help="Read every document anew; KG_CACHE_DIR says where results are kept."),
]


def load_graph(
    *inputs: Path,
    registry: Path | None = None,
    map_file: Path | None = None,
    as_of: str | None = None,
    policy: Path | None = None,
    strict: bool = False,
    warn: bool = True,
) -> KnowledgeGraph:
    """Return the graph of inputs, with progress and what was guessed on stderr."""
    from kg.graph.loading import load
    from kg.readers.documents.cache import default_cache

    graph = load(
        *inputs,
        registry=registry,
        map=map_file,
        as_of=day_of(as_of),
        policy=policy_of(policy),
        cache=default_cache(),
        progress=Progress(),
    )
    for note in graph.corpus.notes:
        typer.echo(f"kg: {note}", err=True)
    if strict:
        from kg.analysis.lint import refuse_dirt

        refuse_dirt(graph)
    if warn:
        _warn(graph, inputs[0])
    return graph


def _warn(graph: KnowledgeGraph, given: Path) -> None:
    """Say that the data has errors, for they change what every command answers."""
    errors = int((graph.problems["severity"] == "error").sum())
    if errors:
        typer.echo(
            f"kg: {errors} error{'' if errors == 1 else 's'} in the data; see kg lint {given}", err=True
        )


def day_of(text: str | None) -> datetime.date | None:
    """Return the day that an option names, None if it was not given."""
    if text is None:
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(
            f"expected a day as 2026-11-24, got {text!r}", param_hint="--as-of"
        ) from None


def policy_of(path: Path | None) -> Policy | None:
    """Return the policy of the file that an option names, None if it was not given."""
    if path is None:
        return None
    from kg.readers.settings import read_policy

    return read_policy(path)


def pair_of(text: str) -> tuple[str, str]:
    """Return the name and value of ``NAME=VALUE``."""
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise typer.BadParameter(f"expected NAME=VALUE, got {text!r}", param_hint="--param")
    return name, value


class Progress:
    """Says on stderr what is being done, once a second has passed and then at most every half second."""

    def __init__(self) -> None:
        self._next = time.monotonic() + 1.0

    def __call__(self, what: str) -> None:
        """Say it, if it is time to."""
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + 0.5
            sys.stderr.write(f"kg: {what}\n")
