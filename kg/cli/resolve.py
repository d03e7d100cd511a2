"""``kg resolve``: who published what addresses say."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.options import AsOf, Map
from kg.errors import visible

if TYPE_CHECKING:
    from kg.resolution.addresses import AddressResolver


def resolve(
    addresses: Annotated[
        list[str] | None, typer.Argument(metavar="URL...", help="Addresses.", show_default=False)
    ] = None,
    registry: Annotated[
        Path | None,
        typer.Option(
            "--registry", metavar="IN", help="Publishers and their places: a file or folder of records."
        ),
    ] = None,
    map_file: Map = None,
    as_of: AsOf = None,
    json_lines: Annotated[
        bool,
        typer.Option(
            "--jsonl", help="Read {id, url} as JSON Lines on stdin, write an answer a line, in order."
        ),
    ] = False,
) -> None:
    """Say who published what addresses say, with the steps taken: unwrapped, host, place, platform, channel.

    With --jsonl each line of stdin gets {id, publisher, matched_by, host, canonical_url, problem}; a bad
    line or address gets publisher null and a problem. matched_by is channel, place, platform, resolver or
    none.

    Examples:

      kg resolve https://web.archive.org/web/2020/https://openai.com/x --registry seeds

      kg resolve --registry registry.json --jsonl < addresses.jsonl > publishers.jsonl
    """
    if json_lines == bool(addresses):
        raise typer.BadParameter(
            "name addresses, or say --jsonl to read them from stdin", param_hint="URL..."
        )
    resolver = _resolver(registry, map_file, as_of)
    if json_lines:
        from kg.resolution.json_lines import answer_lines

        for answers in answer_lines(sys.stdin.buffer, resolver):
            sys.stdout.buffer.write(answers.encode())
            sys.stdout.buffer.flush()
    else:
        _print_steps(addresses or [], resolver)


def _resolver(registry: Path | None, map_file: Path | None, as_of: str | None) -> AddressResolver:
    """Return what the registry knows on the day, made ready."""
    from kg.cli.options import day_of
    from kg.model.corpus import Corpus
    from kg.ratings.assertions import statements
    from kg.readers.reading import read
    from kg.resolution.addresses import resolver_for

    corpus = Corpus.of({}) if registry is None else read(registry, map=map_file)
    said = statements(corpus)
    day = day_of(as_of) or corpus.settings.as_of or datetime.datetime.now(datetime.UTC).date()
    return resolver_for(said.corpus, as_of=day, rated=said.rated)


def _print_steps(addresses: list[str], resolver: AddressResolver) -> None:
    import polars as pl

    from kg.resolution.addresses import steps_of

    # An argument that was no UTF-8 holds lone surrogates: they stay unreadable, and take no other meaning.
    texts = [text.encode("utf-8", "surrogatepass").decode("utf-8", "replace") for text in addresses]
    rows = resolver.resolve(pl.Series(texts, dtype=pl.String)).to_dicts()
    for text, row, steps in zip(addresses, rows, steps_of(rows), strict=True):
        who = "nobody" if row["publisher"] is None else f"publisher:{row['publisher']}"
        words = [*steps, *([] if row["problem"] is None else [row["problem"]])]
        typer.echo(visible(f"{text} -> {who} ({row['matched_by']}): {', '.join(words)}"))
