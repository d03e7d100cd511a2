"""``kg claims``: what each claim of each page rests on, and where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.options import AsOf, Format, Formats, In, Map, PolicyFile, Registry, Strict, load_graph

if TYPE_CHECKING:
    import polars as pl

    from kg.graph.knowledge_graph import KnowledgeGraph


def claims(
    given: In,
    map_file: Map = None,
    registry: Registry = None,
    as_of: AsOf = None,
    policy: PolicyFile = None,
    how: Formats = Format.TABLE,
    limit: Annotated[int, typer.Option("--limit", min=0, help="Rows of a table; 0 is all.")] = 40,
    strict: Strict = False,
) -> None:
    """List the claims, in the order of files and lines: what each cites, and whether it has nothing but low sources.

    verdict is certain (every rated source is low, and all are rated), possible (some are unrated) or none.

    Examples:

      kg claims docs

      kg claims docs --registry seeds --format json
    """
    from kg.cli.output import print_rows

    graph = load_graph(given, registry=registry, map_file=map_file, as_of=as_of, policy=policy, strict=strict)
    table = claim_rows(graph)
    print_rows(table if how in (Format.JSON, Format.JSONL) else _flat(table, graph), how, limit=limit)


def claim_rows(graph: KnowledgeGraph) -> pl.DataFrame:
    """Return the claims of a graph with their verdicts, each with its citations as a list of structures.

    >>> import kg
    >>> claim_rows(kg.load("seeds")).columns
    ['claim', 'page', 'file', 'line', 'end_line', 'verdict', 'citations']
    """
    import polars as pl

    from kg.analysis.verdicts import claim_table
    from kg.model.words import Reliance

    fields = ("cited", "url", "line", "column", "mechanism", "character")
    cited = graph.corpus["citations"].filter(
        pl.col("claim").is_not_null() & pl.col("citing").str.starts_with("page:")
    )
    held = cited.group_by("citing", "claim", maintain_order=True).agg(pl.struct(*fields).alias("citations"))
    empty = pl.lit([], dtype=held.schema["citations"])
    rows = graph.corpus["claims"].with_columns(
        pl.col("id").alias("claim"), (pl.lit("page:") + pl.col("page")).alias("citing")
    )
    verdicts = claim_table(graph).select("citing", "claim", pl.col("reliance").alias("verdict"))
    return (
        rows.join(verdicts, on=("citing", "claim"), how="left")
        .join(held, on=("citing", "claim"), how="left")
        .with_columns(pl.col("verdict").fill_null(Reliance.NONE.value), pl.col("citations").fill_null(empty))
        .sort("file", "line", "page", "claim", nulls_last=True)
        .select("claim", "page", "file", "line", "end_line", "verdict", "citations")
    )


def _flat(table: pl.DataFrame, graph: KnowledgeGraph) -> pl.DataFrame:
    """Return claims for a table: the number of their citations, and how their text begins."""
    import polars as pl

    texts = graph.corpus["claims"].select(pl.col("id").alias("claim"), "page", "text")
    counted = table.with_columns(pl.col("citations").list.len())
    return counted.join(texts, on=("claim", "page"), how="left", maintain_order="left")
