"""Why the level of a source is another in another build: the assertion, place, owner, policy or date that changed."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from kg.graph.knowledge_graph import KnowledgeGraph
from kg.model.columns import Schema
from kg.model.policy import Policy
from kg.model.words import Basis
from kg.ratings.effective import evidence_on

_STEP = {basis.value: step for step, basis in enumerate(Basis)}
_FACTS = (
    "url",
    "doi",
    "stated",
    "publisher",
    "platform",
    "place",
    "basis",
    "path",
    "level",
    "capped_by",
    "type",
)
_NOT_RATED = frozenset({"max_hops", "decay", "theta", "links", "stale_after"})
"""What of a policy no level depends on."""
_SAID = ("subject", "rater", "value", "valid_from", "valid_through", "confidence", "override", "reason")
CAUSES: Schema = {"id": pl.String, "before": pl.Int8, "after": pl.Int8, "causes": pl.List(pl.String)}


def level_causes(before: KnowledgeGraph, after: KnowledgeGraph) -> pl.DataFrame:
    """Return the sources of both builds whose level differs, with the causes of each: columns `CAUSES`.

    >>> import kg
    >>> from kg.analysis.changes import Changes, apply_changes
    >>> graph = kg.load("examples/evidence")
    >>> other = apply_changes(graph, Changes(set_levels={kg.NodeId.publisher("courier"): 2}))
    >>> level_causes(graph, other).row(0)
    ('flood', 4, 2, ['publisher:courier 4 -> 2 (house)'])
    """
    joined = before.effective.select("id", pl.col("level").alias("before")).join(
        after.effective.select("id", pl.col("level").alias("after")), on="id"
    )
    differing = joined.filter(pl.col("before").ne_missing(pl.col("after")))
    if differing.is_empty():
        return pl.DataFrame(schema=CAUSES)
    sides = [_facts(graph, differing["id"]) for graph in (before, after)]
    rows = differing.join(sides[0], on="id").join(sides[1], on="id", suffix="_after")
    nodes = pl.concat(side["path"].explode(keep_nulls=False, empty_as_null=False) for side in sides).unique()
    asking = _Asking(_Side.of(before, sides[0], nodes), _Side.of(after, sides[1], nodes))
    # What many sources have in common is asked once: everything but their addresses.
    same = [
        pl.col(name).ne_missing(pl.col(f"{name}_after")).alias(f"{name}_moved") for name in ("url", "doi")
    ]
    kept = [name for name in _FACTS if name not in ("url", "doi")]
    names = [*kept, *(f"{name}_after" for name in kept), "url_moved", "doi_moved"]
    told = rows.with_columns(same).with_row_index("at")
    asked = told.group_by(names, maintain_order=True).agg("at")
    words = [asking.causes(row) for row in asked.iter_rows(named=True)]
    causes = asked.select("at", pl.Series("causes", words, dtype=pl.List(pl.String))).explode("at")
    return (
        told.join(causes, on="at")
        .sort("id")
        .select(pl.col(name).cast(dtype) for name, dtype in CAUSES.items())
    )


def policy_words(before: Policy, after: Policy) -> str | None:
    """Return what differs between two policies, None if nothing does.

    >>> policy_words(Policy(), Policy(aggregation="min"))
    'policy: aggregation median -> min'
    """
    differing = [
        f"{one.name} {_plain(getattr(before, one.name))} -> {_plain(getattr(after, one.name))}"
        for one in dataclasses.fields(Policy)
        if getattr(before, one.name) != getattr(after, one.name)
    ]
    return f"policy: {', '.join(differing)}" if differing else None


def _plain(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(value) or "nobody"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {one}" for key, one in sorted(value.items())) or "none"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _facts(graph: KnowledgeGraph, ids: pl.Series) -> pl.DataFrame:
    """Return what decided some sources: who published them, the step, its path, and the level before any cap."""
    sources = graph.corpus["sources"].select("id", "url", "doi", "type", pl.col("publisher").alias("stated"))
    whole = pl.concat(
        [
            sources,
            graph.resolution.select("publisher", "platform", "place"),
            graph.effective.select("basis", "path", "level", "before_cap", "capped_by", "deciding"),
        ],
        how="horizontal",
    ).filter(pl.col("id").is_in(ids.implode()))
    capped = pl.col("capped_by").is_not_null()
    alone = capped & pl.col("before_cap").is_null()
    of_source = pl.col("basis").is_in([Basis.OVERRIDE.value, Basis.OWN.value]) & ~alone
    return whole.with_columns(
        pl.when(capped).then("before_cap").otherwise("level").alias("level"),
        pl.when(alone).then(pl.lit(Basis.UNRATED.value)).otherwise("basis").alias("basis"),
        pl.when(of_source).then(pl.concat_list("source:" + pl.col("id"))).otherwise("path").alias("path"),
    ).select("id", *_FACTS, "deciding")


@dataclass(frozen=True, slots=True)
class _Side:
    """One of two builds, and what is asked of it by name."""

    graph: KnowledgeGraph
    levels: dict[str, int]
    places: frozenset[tuple[str, str]]
    publishers: frozenset[str]
    raters: dict[int, tuple[str, str]]
    said: dict[str, frozenset[tuple[Any, ...]]]

    @classmethod
    def of(cls, graph: KnowledgeGraph, facts: pl.DataFrame, nodes: pl.Series) -> _Side:
        """Return a build with what is known of the nodes on the paths of some sources."""
        node = pl.concat_str("kind", "key", separator=":")
        levels = evidence_on(
            graph.corpus, graph.tables["subjects"], policy=graph.policy, as_of=graph.as_of
        ).levels.sort("override")
        places = graph.corpus["places"].select(
            "publisher", pl.concat_str("host", pl.col("path").fill_null(""))
        )
        capping = facts["capped_by"].list.explode(keep_nulls=False, empty_as_null=False).unique()
        ratings = graph.corpus["ratings"].with_row_index("row")
        capped = ratings.filter(pl.col("row").is_in(capping.implode()))
        about = graph.tables["subjects"].select("row", node.alias("node"))
        said = about.filter(pl.col("node").is_in(nodes.implode())).join(ratings, on="row")
        return cls(
            graph,
            dict(levels.select(node, "level").iter_rows()),
            frozenset(places.iter_rows()),
            frozenset(graph.corpus["publishers"]["id"].to_list()),
            {row: (value, rater) for row, value, rater in capped.select("row", "value", "rater").iter_rows()},
            _by_node(said.select("node", *_SAID)),
        )

    def said_of(self, node: str) -> frozenset[tuple[Any, ...]]:
        """Return the assertions on a node, each the values of ``_SAID``."""
        return self.said.get(node, frozenset())

    def cap(self, rows: list[int] | None) -> str | None:
        """Return what caps a source: the value and who states it."""
        return " by ".join(self.raters[rows[0]]) if rows else None


def _by_node(said: pl.DataFrame) -> dict[str, frozenset[tuple[Any, ...]]]:
    """Return rows by their first column."""
    found: dict[str, set[tuple[Any, ...]]] = {}
    for node, *values in said.iter_rows():
        found.setdefault(node, set()).add(tuple(values))
    return {node: frozenset(rows) for node, rows in found.items()}


@dataclass(frozen=True, slots=True)
class _Asking:
    """Two builds, asked why what decided a source in the one did not in the other."""

    before: _Side
    after: _Side

    def causes(self, row: dict[str, Any]) -> list[str]:
        """Return the causes: a cap; who published it, a node's level, or how nodes hang together."""
        was, now = self.before.cap(row["capped_by"]), self.after.cap(row["capped_by_after"])
        capped = [] if was == now else [now or f"no longer {was}"]
        decided = ("publisher", "platform", "basis", "path", "level")
        if all(row[name] == row[f"{name}_after"] for name in decided):
            return capped or self._settings() or ["its records are other ones"]
        if row["url_moved"] or row["doi_moved"]:
            return [*capped, "address changed" if row["url_moved"] else "doi changed"]
        if row["publisher"] != row["publisher_after"] or row["platform"] != row["platform_after"]:
            return [*capped, self._attribution(row)]
        return [*capped, *self._rating(row)]

    def _attribution(self, row: dict[str, Any]) -> str:
        was, now = row["publisher"], row["publisher_after"]
        if row["stated"] != row["stated_after"]:
            return f"stated publisher {row['stated'] or 'none'} -> {row['stated_after'] or 'none'}"
        for key, side, level in ((now, self.after, True), (was, self.before, False)):
            node = f"publisher:{key}"
            if key is not None and key not in side.publishers and node in side.levels:
                found = (
                    f"{node} unrated -> {side.levels[node]}"
                    if level
                    else f"{node} {side.levels[node]} -> unrated"
                )
                return f"{found}{self._who(node)}"
        if now is not None and row["place_after"] and (now, row["place_after"]) not in self.before.places:
            return f"place added: {row['place_after']} of publisher:{now}"
        if was is not None and row["place"] and (was, row["place"]) not in self.after.places:
            return f"place gone: {row['place']} of publisher:{was}"
        return f"published by {was or 'nobody known'} -> {now or 'nobody known'}"

    def _rating(self, row: dict[str, Any]) -> list[str]:
        """Return what changed at the earlier of the two steps that decided, or the nearer of two owners."""
        steps = _STEP[row["basis"]], _STEP[row["basis_after"]]
        nearer = (steps[0], len(row["path"])) < (steps[1], len(row["path_after"]))
        path = row["path"] if nearer else row["path_after"]
        if not path:
            return self._settings() or [f"type {row['type'] or 'none'} -> {row['type_after'] or 'none'}"]
        node = path[-1]
        was, now = (side.levels.get(node) for side in (self.before, self.after))
        if was == now:
            owner = " -> ".join(", ".join(one[1:]) or "nobody" for one in (row["path"], row["path_after"]))
            return [f"owner of {path[0]}: {owner}" if len(path) > 1 else f"{node} is counted otherwise"]
        same = self.before.said_of(node) == self.after.said_of(node)
        settings = self._settings() if same else []
        return settings or [f"{node} {was or 'unrated'} -> {now or 'unrated'}{self._who(node)}"]

    def _who(self, node: str) -> str:
        """Return who says what is new of a node, else who said what is gone, in brackets."""
        was, now = self.before.said_of(node), self.after.said_of(node)
        rater = _SAID.index("rater")
        raters = sorted({one[rater] for one in (now - was or was - now)})
        return f" ({', '.join(raters)})" if raters else ""

    def _settings(self) -> list[str]:
        """Return what differs of policy and date, in so far as levels depend on it."""
        plain = {name: getattr(Policy(), name) for name in _NOT_RATED}
        policies = [dataclasses.replace(side.graph.policy, **plain) for side in (self.before, self.after)]
        words = policy_words(*policies)
        days = self.before.graph.as_of, self.after.graph.as_of
        date = [] if days[0] == days[1] else [f"as of {days[0]} -> {days[1]}"]
        return [words, *date] if words else date
