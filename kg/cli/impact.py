"""``kg impact``: what rests on a source, publisher, organization or rater."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.options import AsOf, Format, Formats, In, Links, Map, MaxHops, PolicyFile, load_graph

if TYPE_CHECKING:
    import polars as pl

    from kg.analysis.impact import Impact

_LISTS = ("citing", "relying", "within", "changed")


def impact(
    given: In,
    node: Annotated[
        str,
        typer.Argument(
            metavar="NODE", help="source:ID, publisher:ID, organization:ID or rater:ID.", show_default=False
        ),
    ],
    map_file: Map = None,
    links: Links = None,
    max_hops: MaxHops = None,
    as_of: AsOf = None,
    policy: PolicyFile = None,
    how: Formats = Format.TABLE,
    limit: Annotated[int, typer.Option("--limit", min=0, help="Rows of a table; 0 is all.")] = 40,
) -> None:
    """List the pages that rest on a node: citing it, relying on it, within the bound, changed without it.

    A page relies on it if one of its claims has nothing but low sources, one of them a work of the node.
    Changed are pages whose verdict would be another without the citations of a source, without the
    assertions on a publisher or organization, or without all that a rater says.

    Examples:

      kg impact seeds publisher:openai

      kg impact seeds source:6374381b5ec386d1 --format json
    """
    from kg.analysis.impact import impact as answer
    from kg.cli.output import print_rows
    from kg.graph.knowledge_graph import find_node

    graph = load_graph(given, map_file=map_file, as_of=as_of, policy=policy)
    found = answer(graph, find_node(graph, node), links=links, max_hops=max_hops)
    if how in (Format.JSON, Format.JSONL):
        lists = {name: list(getattr(found, name)) for name in _LISTS}
        typer.echo(json.dumps({"node": str(found.node), **lists}, ensure_ascii=False))
        return
    if how is Format.TABLE:
        typer.echo(_sentence(found))
    print_rows(_rows(found), how, limit=limit)


def _sentence(found: Impact) -> str:
    """Return the counts as a person reads them."""
    works = len(found.works)
    counts = ", ".join(f"{len(getattr(found, name))} {name}" for name in _LISTS)
    return f"{found.node} ({works} work{'' if works == 1 else 's'}), pages: {counts}\n"


def _rows(found: Impact) -> pl.DataFrame:
    """Return the pages with what each is, those that change first, then those that rely, cite, are within."""
    import polars as pl

    pages = pl.DataFrame(
        {"page": sorted({page for name in _LISTS for page in getattr(found, name)})},
        schema={"page": pl.String},
    )
    flags = [pl.col("page").is_in(list(getattr(found, name))).alias(name) for name in _LISTS]
    told = pages.with_columns(flags).join(found.verdicts, on="page", how="left", maintain_order="left")
    order = ["changed", "relying", "citing", "page"]
    words = [pl.when(name).then(pl.lit("yes")).otherwise(pl.lit("")).alias(name) for name in _LISTS[:3]]
    becomes = pl.format("{} -> {}", "before", "after").alias("changed")
    return told.sort(order, descending=[True, True, True, False]).select("page", *words, becomes)
