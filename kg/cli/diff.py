"""``kg diff``: what changed from one build to another, and why; fit for a pull request comment."""

from __future__ import annotations

import json
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg.cli.options import AsOf, Map, PolicyFile, load_graph
from kg.errors import visible

if TYPE_CHECKING:
    import polars as pl


class DiffFormat(StrEnum):
    """How differences are printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    JSONL = "jsonl"
    MARKDOWN = "markdown"


_PLURALS = {
    "verdict": ("page", "pages"),
    "claim": ("claim", "claims"),
    "rating": ("source", "sources"),
    "citation": ("citation", "citations"),
    "page": ("page", "pages"),
    "source": ("source", "sources"),
}
"""What a count of each kind is called."""


def diff(
    before: Annotated[
        Path, typer.Argument(metavar="A", help="A folder, a single file or a snapshot.", show_default=False)
    ],
    after: Annotated[Path, typer.Argument(metavar="B", help="The same, as it is now.", show_default=False)],
    map_file: Map = None,
    as_of: AsOf = None,
    policy: PolicyFile = None,
    how: Annotated[
        DiffFormat, typer.Option("--format", help="How differences are printed.")
    ] = DiffFormat.TABLE,
    limit: Annotated[
        int, typer.Option("--limit", min=0, help="Lines below a cause, in text and Markdown; 0 is all.")
    ] = 10,
) -> None:
    """List what changed from A to B and why: verdicts, claims, levels, citations, pages and sources.

    Text and Markdown stand by cause, the one that moves most pages first; JSON and CSV have a row for each
    difference. --map, --as-of and --policy count for both
    (a snapshot needs no map).

    Examples:

      kg diff before.kg seeds

      kg diff before.kg seeds --format markdown
    """
    from kg.analysis.diff import by_cause, diff_objects
    from kg.analysis.diff import diff as answer
    from kg.cli.options import Format
    from kg.cli.output import print_rows
    from kg.graph.snapshot import is_snapshot

    graphs = [
        # A snapshot was built with its map; the other input may still need it.
        load_graph(given, map_file=None if is_snapshot(given) else map_file, as_of=as_of, policy=policy)
        for given in (before, after)
    ]
    found = answer(*graphs)
    if how is DiffFormat.CSV:
        print_rows(found.drop("causes"), Format.CSV)
    elif how in (DiffFormat.JSON, DiffFormat.JSONL):
        lines = [json.dumps(one, ensure_ascii=False) for one in diff_objects(found)]
        whole = "[\n" + ",\n".join(lines) + "\n]\n" if lines else "[]\n"
        typer.echo(whole if how is DiffFormat.JSON else "".join(f"{line}\n" for line in lines), nl=False)
    else:
        write = _markdown if how is DiffFormat.MARKDOWN else _text
        for line in write(by_cause(found), found, limit or found.height):
            typer.echo(line)


def _text(groups: pl.DataFrame, found: pl.DataFrame, limit: int) -> Iterator[str]:
    """Yield what changed by cause, for a terminal."""
    yield _sentence(found)
    for group in groups.iter_rows(named=True):
        yield f"\n{visible(group['cause'])}: {_counts(group)}"
        for row in _heaviest(group)[:limit]:
            yield f"  {visible(row['subject'])}: {visible(_change(row))}"
        left = len(_heaviest(group)) - limit
        if left > 0:
            yield f"  ... {left} more"


def _markdown(groups: pl.DataFrame, found: pl.DataFrame, limit: int) -> Iterator[str]:
    """Yield what changed by cause as Markdown; what comes from the data stands as code, so that it stays inert."""
    yield f"**{_sentence(found)}**"
    for group in groups.iter_rows(named=True):
        yield f"\n<details><summary>{_html(group['cause'])}: {_counts(group)}</summary>\n"
        for row in _heaviest(group)[:limit]:
            yield f"- {_code(row['subject'])}: {_code(_change(row))}"
        left = len(_heaviest(group)) - limit
        if left > 0:
            yield f"- ... {left} more"
        yield "\n</details>"


def _sentence(found: pl.DataFrame) -> str:
    """Return what changed as one line."""
    kinds = dict(found["kind"].value_counts().iter_rows())
    if not kinds:
        return "Nothing changed."
    words = {
        "verdict": "verdicts of {}",
        "claim": "what {} rely on",
        "rating": "levels of {}",
        "citation": "{}",
        "page": "{} new or gone",
        "source": "{} new or gone",
    }
    parts = [text.format(_count(kind, kinds[kind])) for kind, text in words.items() if kind in kinds]
    return f"Changed: {', '.join(parts)}."


def _count(kind: str, number: int) -> str:
    return f"{number} {_PLURALS[kind][number != 1]}"


def _counts(group: dict[str, Any]) -> str:
    return ", ".join(_count(kind, group[kind]) for kind in _PLURALS if group[kind])


def _heaviest(group: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of a cause that are of its weightiest kind: pages, else claims, and so on."""
    kind = next(kind for kind in _PLURALS if group[kind])
    return [row for row in group["rows"] if row["kind"] == kind]


def _change(row: dict[str, Any]) -> str:
    ends = [row[end] or ("unrated" if row["kind"] == "rating" else "-") for end in ("before", "after")]
    return " -> ".join(ends)


def _code(text: str) -> str:
    """Return a text as inline code, in which nothing is a mention, a link or a tag."""
    return f"`{visible(text).replace('`', chr(39))}`"


def _html(text: str) -> str:
    """Return a text as code for a summary, where Markdown is not read."""
    safe = visible(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<code>{safe}</code>"
