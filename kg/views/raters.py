"""What raters say of nodes, as a view shows it, and who disagrees."""

from __future__ import annotations

from typing import Any

import polars as pl

from kg.analysis.explain import evidence_of
from kg.ratings.assertions import statements
from kg.ratings.evidence import Counts, evidence_table
from kg.ratings.rules import Evidence
from kg.views.by_node import by_node
from kg.views.links import links_of_ids, rows_of, shortened
from kg.views.nouns import RaterRow
from kg.views.words import counted
from kg.views.world import World

_MOST = 200
COUNTS_WORDS = {
    Counts.DECIDES: "Yes, it decides",
    Counts.VOTED: "Yes, the votes came to another level",
    Counts.UNCOUNTED: "No, another vote stands for it",
    Counts.SUPERSEDED: "No, its rater said something later",
    Counts.NOT_VALID: "No, not valid on the day",
    Counts.UNREADABLE: "No, there is no such value or rater",
}


def evidence_kept(world: World) -> Evidence:
    """Return the evidence of a world's ratings, made once."""
    return world.keep(("evidence",), lambda: evidence_of(world.graph))


def _said(world: World) -> pl.DataFrame:
    """Return everything that any rater says, with what became of it."""
    graph = world.graph
    said = statements(graph.corpus, without=graph.policy.without)
    nodes = world.nodes.filter(pl.col("kind") != "page")["node"].to_list()
    return evidence_table(said, graph.tables["subjects"], nodes, policy=graph.policy, as_of=graph.as_of)


def raters_on(world: World, nodes: list[str]) -> tuple[RaterRow, ...]:
    """Return what raters say of some nodes (``kind:key``), in their order."""
    said = world.keep(("raters",), lambda: by_node(world, _said(world), "node"))
    rows = [row for row in rows_of(world, nodes) if row is not None]
    found = said.table[[place for row in rows for place in said.at([row])][:_MOST]]
    about = links_of_ids(world, found["node"].to_list())
    raters = links_of_ids(world, [f"rater:{one}" for one in found["rater"]])
    told = zip(found.iter_rows(named=True), about, raters, strict=True)
    return tuple(
        RaterRow(
            rater=rater,
            about=node,
            said=shortened(str(row["value"])),
            level=row["level"],
            valid=valid_words(row),
            counts=COUNTS_WORDS[Counts(row["counts"])],
            reason=None if row["reason"] is None else shortened(row["reason"], 400),
        )
        for row, node, rater in told
    )


def valid_words(row: dict[str, Any]) -> str:
    """Return when an assertion holds.

    >>> import datetime
    >>> valid_words({"valid_from": datetime.date(2026, 1, 1), "valid_through": None})
    'since 1 Jan 2026'
    """
    begin, end = (
        None if day is None else f"{day.day} {day:%b %Y}" for day in (row["valid_from"], row["valid_through"])
    )
    if begin and end:
        return f"{begin} to {end}"
    return f"since {begin}" if begin else f"until {end}" if end else "always"


def raters_sentence(rows: tuple[RaterRow, ...]) -> str:
    """Return how many speak and whether they agree."""
    if not rows:
        return "No rater says anything of it, nor of what it could inherit from."
    speaking = [row for row in rows if row.level is not None]
    raters = len({row.rater.text for row in rows})
    levels = {row.level for row in speaking}
    begin = f"{counted(raters, 'rater')} {'speaks' if raters == 1 else 'speak'}."
    if len(levels) > 1:
        return f"{begin} They differ, from {min(filter(None, levels))} to {max(filter(None, levels))}."
    return f"{begin} Nobody disagrees." if speaking else begin


def rater_records(rows: tuple[RaterRow, ...]) -> list[dict[str, Any]]:
    """Return what raters say as the JSON twin of a node holds it."""
    return [
        {
            "rater": row.rater.text,
            "about": row.about.text,
            "value": row.said,
            "level": row.level,
            "valid": row.valid,
            "counts": row.counts,
            "reason": row.reason,
        }
        for row in rows
    ]
