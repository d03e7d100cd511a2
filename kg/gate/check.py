"""From a graph to its findings: which rules are broken, less what is waived."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from kg.gate.citations import BROKEN, MESSAGES, cited_sources
from kg.gate.findings import from_origin, in_order, placed, rank
from kg.gate.pages import page_findings
from kg.gate.records import override_findings, reference_findings
from kg.gate.waivers import Waivers
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.model.gate import Gate
from kg.model.rules import OFF, RULES

_OCCURRENCE = ("file", "line", "column", "source")


@dataclass(frozen=True, slots=True)
class Checked:
    """What the gate found: ``findings`` (`kg.gate.findings.PLACED`, by file and line), and what it let pass."""

    findings: pl.DataFrame
    waived: int
    pages: int
    known: int = 0
    """Findings of the baseline, or that were there before the change: they are not in ``findings``."""


def check(graph: KnowledgeGraph, *, gate: Gate | None = None) -> Checked:
    """Return which rules of the gate the pages of a graph break.

    One cause is one finding: of the rules that a citation breaks the first in the order of `kg.model.rules.RULES`.
    A waiver takes the citation out, and out of the counts of its page.

    Parameters
    ----------
    graph : KnowledgeGraph
        The graph; the day is its own.
    gate : Gate, optional
        Severities and bounds; by default those of the graph's settings.

    >>> import kg
    >>> found = check(kg.load("examples/evidence"))
    >>> found.findings.select("page", "source", "rule").row(1)
    ('sleep', 'sleep', 'claim-relies-on-low')
    """
    gate = gate or graph.corpus.settings.gate
    waivers = Waivers(graph.corpus["waivers"], graph.as_of)
    cited = cited_sources(graph).with_row_index("row")
    broken = _broken(cited, gate)
    addresses = graph.resolution.select(pl.col("id").alias("source"), "canonical_url").unique("source")
    waived = waivers.waive(broken.join(addresses, on="source", how="left", maintain_order="left"))
    broken = _one_an_occurrence(broken.with_columns(pl.Series("waived", waived, dtype=pl.Boolean)))
    passed = broken.filter("waived")["occurrence"]
    rest = cited.join(_occurrences(cited), on="row").filter(~pl.col("occurrence").is_in(passed.implode()))
    reported = broken.filter(~pl.col("waived"))
    named = pl.col("occurrence").is_in(reported["occurrence"].implode())
    others = pl.concat(
        [
            page_findings(graph, rest.with_columns(named.alias("reported")), gate.unrated_share),
            reference_findings(graph),
            override_findings(graph, cited["source"]),
        ]
    ).filter(pl.col("rule").is_in(_on(gate)))
    also_waived = waivers.waive(others)
    whole = [placed(reported), others.filter(~pl.Series(also_waived, dtype=pl.Boolean)), waivers.findings()]
    return Checked(
        in_order(_completed(pl.concat(whole), graph, gate)),
        int(len(passed) + np.count_nonzero(also_waived)),
        graph.corpus["pages"].height,
    )


def _completed(found: pl.DataFrame, graph: KnowledgeGraph, gate: Gate) -> pl.DataFrame:
    """Return the findings whose rules are on, with their severity, and the page of the file where none is said."""
    severities = {rule: gate.severity(rule) for rule in _on(gate)}
    severity = pl.col("rule").replace_strict(severities, default=None).cast(pl.String)
    pages = graph.corpus["pages"].select(pl.col("id").alias("of_file"), from_origin()[0]).unique("file")
    told = found.filter(pl.col("rule").is_in(list(severities)))
    named = told.join(pages, on="file", how="left", maintain_order="left")
    return placed(
        named.with_columns(severity.alias("severity"), pl.coalesce("page", "of_file").alias("page"))
    )


def _on(gate: Gate, among: Sequence[str] | None = None) -> list[str]:
    """Return the rules that are asked, in order."""
    return [rule for rule in among or RULES if gate.severity(rule) != OFF]


def _broken(cited: pl.DataFrame, gate: Gate) -> pl.DataFrame:
    """Return the citations that break a rule that is on: ``rule`` the first, ``milder`` the others, ``message``."""
    on = _on(gate, tuple(BROKEN))
    words = [pl.when(BROKEN[rule]).then(pl.lit(rule)) for rule in on]
    some = pl.any_horizontal(BROKEN[rule] for rule in on) if on else pl.lit(value=False)
    found = cited.join(_occurrences(cited), on="row", maintain_order="left").filter(some)
    found = found.with_columns(
        (pl.concat_list(words).list.drop_nulls() if words else pl.lit([], dtype=pl.List(pl.String))).alias(
            "rules"
        )
    ).with_columns(pl.col("rules").list.first().alias("rule"), pl.col("rules").list.slice(1).alias("milder"))
    told = [pl.when(pl.col("rule") == rule).then(MESSAGES[rule]) for rule in on]
    return found.with_columns(
        (pl.coalesce(told) if told else pl.lit(None, dtype=pl.String)).alias("message"),
        pl.col("source").alias("about"),
    )


def _occurrences(cited: pl.DataFrame) -> pl.DataFrame:
    """Return ``row, occurrence``: citations at one place of one source are one, as in a footnote with several marks."""
    at = pl.when(pl.col("line").is_null()).then("row")
    return cited.select("row", pl.struct(*_OCCURRENCE, at.alias("at")).rank("dense").alias("occurrence"))


def _one_an_occurrence(broken: pl.DataFrame) -> pl.DataFrame:
    """Return each occurrence once: by its most severe rule, and waived only if all that break it are."""
    return broken.sort(rank(), "waived", "row").unique("occurrence", keep="first", maintain_order=True)
