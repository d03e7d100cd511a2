"""``kg what-if``: what would move if a level were another, a source gone, a citation there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.options import AsOf, Format, Formats, In, Links, Map, MaxHops, PolicyFile, load_graph

if TYPE_CHECKING:
    from kg.analysis.changes import Changes
    from kg.graph.knowledge_graph import KnowledgeGraph


def what_if(
    given: In,
    set_levels: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NODE=LEVEL", help="Give a node this level, whatever is said of it."),
    ] = None,
    remove: Annotated[
        list[str] | None,
        typer.Option("--remove", metavar="NODE", help="A source: its citations; else: its assertions."),
    ] = None,
    add_citation: Annotated[
        list[str] | None,
        typer.Option(
            "--add-citation", metavar="CITING=CITED", help="A page or source cites a source, address or page."
        ),
    ] = None,
    remove_citation: Annotated[
        list[str] | None,
        typer.Option("--remove-citation", metavar="CITING=CITED", help="It no longer cites it."),
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option("--file", metavar="FILE", help="A TOML file with changes, beside those here."),
    ] = None,
    map_file: Map = None,
    links: Links = None,
    max_hops: MaxHops = None,
    as_of: AsOf = None,
    policy: PolicyFile = None,
    how: Formats = Format.TABLE,
    limit: Annotated[int, typer.Option("--limit", min=0, help="Rows of a table; 0 is all.")] = 40,
) -> None:
    """List the sources whose level and the pages whose verdict, low share or score would change. Nothing is saved.

    Every option may be given several times. FILE has [set] with node = level, remove = [nodes], and
    [[add_citation]] with citing, cited, claim, character.

    Examples:

      kg what-if seeds --set publisher:openai=2

      kg what-if seeds --remove source:6374381b5ec386d1 --format json
    """
    from kg.analysis.what_if import flat, for_people, moved_objects
    from kg.analysis.what_if import what_if as answer
    from kg.cli.output import print_rows

    levels = [_level_of(text) for text in set_levels or []]
    if not (levels or remove or add_citation or remove_citation or file):
        raise typer.BadParameter(
            "say what changes: --set, --remove, --add-citation, --remove-citation, --file"
        )
    graph = load_graph(given, map_file=map_file, as_of=as_of, policy=policy)
    changes = _changes(graph, levels, remove or [], add_citation or [], remove_citation or [], file)
    found = answer(graph, changes, links=links, max_hops=max_hops)
    if how in (Format.JSON, Format.JSONL):
        lines = [json.dumps(one, ensure_ascii=False) for one in moved_objects(found)]
        whole = "[\n" + ",\n".join(lines) + "\n]" if lines else "[]"
        typer.echo(whole if how is Format.JSON else "\n".join(lines), nl=how is Format.JSON or bool(lines))
        return
    print_rows(flat(found) if how is Format.CSV else for_people(found), how, limit=limit)


def _level_of(text: str) -> tuple[str, int]:
    """Return the node and level of ``NODE=LEVEL``; the level stands after the last sign."""
    node, _, level = text.rpartition("=")
    if not node or level not in ("1", "2", "3", "4", "5"):
        raise typer.BadParameter(
            f"expected NODE=LEVEL with a level from 1 to 5, got {text!r}", param_hint="--set"
        )
    return node, int(level)


def _changes(
    graph: KnowledgeGraph,
    levels: list[tuple[str, int]],
    remove: list[str],
    add: list[str],
    drop: list[str],
    file: Path | None,
) -> Changes:
    """Return the changes of the options, added to those of the file; of one node the option counts."""
    from kg.analysis.changes import Changes, NewCitation, citation_of, known_ends, read_changes
    from kg.graph.knowledge_graph import find_node

    said = read_changes(graph, file) if file is not None else Changes()
    return Changes(
        {**said.set_levels, **{find_node(graph, node): level for node, level in levels}},
        (*said.remove, *(find_node(graph, text) for text in remove)),
        (*said.add_citations, *(NewCitation(*citation_of(graph, text)) for text in add)),
        (*said.remove_citations, *(known_ends(graph, text) for text in drop)),
    )
