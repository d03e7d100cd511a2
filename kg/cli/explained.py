"""How an explanation is shown to a person: its sentence, the facts, the rows."""

from __future__ import annotations

from typing import Any

import typer

from kg.analysis.explain import Explanation
from kg.cli.output import print_table

_LEFT_OUT = {"url", "why", "basis", "work", "mentions", "character", "canonical_url"}
"""Columns that a table for people leaves out; --format json or csv prints all."""


def print_explanation(found: Explanation) -> None:
    """Print an explanation to stdout."""
    typer.echo(f"{found.node}: {found.sentence}\n")
    facts = [
        (name.replace("_", " "), _fact(name, value))
        for name, value in found.facts.items()
        if value not in (None, [], "")
    ]
    print_table(["what", "value"], facts)
    typer.echo("")
    shown = [name for name in found.rows.columns if name not in _LEFT_OUT]
    print_table(shown, found.rows.select(shown).rows())
    if found.claims.height:
        typer.echo("\nIts claims, those that rely on low sources first:")
        print_table(found.claims.columns, found.claims.rows())
    if found.evidence.height:
        typer.echo("\nWhat raters say:")
        said = [
            name for name in found.evidence.columns if found.evidence[name].count() and name not in _LEFT_OUT
        ]
        print_table(said, found.evidence.select(said).rows())


def _fact(name: str, value: Any) -> Any:
    """Return a fact as a person reads it: paths with arrows, the steps of a witness with what each contributes."""
    if name == "steps":
        return " -> ".join(_witness_step(step) for step in value)
    return " -> ".join(value) if name in ("path", "witness") else value


def _witness_step(step: dict[str, Any]) -> str:
    if step["level"] is not None:
        return f"{step['node']} (level {step['level']})"
    return f"{step['node']} (times {step['factor']:.3g})"
