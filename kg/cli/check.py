"""``kg check``: the gate for continuous integration."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.options import AsOf, Map, NoCache, PolicyFile, Progress, Registry, day_of, policy_of
from kg.errors import KgError

if TYPE_CHECKING:
    from kg.gate.report import Report


class ReportFormat(StrEnum):
    """How findings are printed."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"
    JUNIT = "junit"
    MARKDOWN = "markdown"


class FailOn(StrEnum):
    """From which severity on a finding makes the exit status 1."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


def check(
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="PATH...", help="Folders of documents, single ones, or any IN.", show_default=False
        ),
    ],
    registry: Registry = None,
    how: Annotated[
        ReportFormat, typer.Option("--format", help="How findings are printed.")
    ] = ReportFormat.TEXT,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write the report there, not to stdout."),
    ] = None,
    changed_since: Annotated[
        str | None,
        typer.Option(
            "--changed-since",
            metavar="REV",
            help="Report only what a change brought: compare with a git revision.",
        ),
    ] = None,
    baseline: Annotated[
        Path | None,
        typer.Option(
            "--baseline", metavar="FILE", help="Findings that are known; by default that of kg.toml."
        ),
    ] = None,
    write_baseline: Annotated[
        Path | None,
        typer.Option("--write-baseline", metavar="FILE", help="Write what is found as known, and exit 0."),
    ] = None,
    fail_on: Annotated[
        FailOn, typer.Option("--fail-on", help="From which severity on the exit status is 1.")
    ] = FailOn.NOTE,
    map_file: Map = None,
    as_of: AsOf = None,
    policy: PolicyFile = None,
    no_cache: NoCache = False,
) -> None:
    """Check what pages cite: exit status 0 if clean, 1 on findings, 2 if it cannot be checked.

    Each finding names file, line, source, level and basis. Waive one in the text, on a line of its own
    before its block or within it:

      <!-- kg: ignore low-citation until 2027-01-31 because the paper is in print -->

    Rules, severities and bounds stand in the section [check] of kg.toml.

    Examples:

      kg check docs --registry ratings

      kg check docs --changed-since origin/main --format github

      kg check docs --write-baseline known.json; kg check docs --baseline known.json

      kg check docs --format sarif --output kg.sarif
    """
    from kg.gate.baseline import write_baseline as write
    from kg.gate.run import Ask, run
    from kg.readers.documents.cache import default_cache

    try:
        ask = Ask(
            tuple(paths),
            registry=registry,
            map=map_file,
            as_of=day_of(as_of),
            policy=policy_of(policy),
            cache=None if no_cache else default_cache(),
            progress=Progress(),
            note=lambda note: typer.echo(f"kg: {note}", err=True),
        )
        report = run(
            ask,
            baseline=baseline,
            changed_since=changed_since,
            all_anew=write_baseline is not None,
        )
        if write_baseline is not None:
            write(write_baseline, report.placed)
            typer.echo(f"{write_baseline}: {report.summary()}; they are known from now on", err=True)
            return
        _print(report, how, output)
    except KgError as error:
        if how is ReportFormat.JSON and output is None:
            typer.echo("[]")
        typer.echo(f"kg: {error}", err=True)
        raise typer.Exit(2) from None
    typer.echo(report.summary(), err=True)
    failing = list(report.counts)[: list(FailOn).index(fail_on) + 1]
    if any(report.counts[word] for word in failing):
        raise typer.Exit(1)


def _print(report: Report, how: ReportFormat, output: Path | None) -> None:
    """Print a report, or write it to a file that is wholly there or not at all."""
    text = _text(report, how)
    if output is None:
        sys.stdout.write(text)
        return
    from kg.readers.atomic import write_atomically

    write_atomically(output, text.encode("utf-8", "backslashreplace"))


def _text(report: Report, how: ReportFormat) -> str:
    from kg.gate.reports.github import github_report
    from kg.gate.reports.junit import junit_report
    from kg.gate.reports.markdown import markdown_report
    from kg.gate.reports.sarif import sarif_report
    from kg.gate.reports.text import text_report
    from kg.gate.revisions import top_of
    from kg.views.rows import as_json

    base = (top_of(report.inputs[0].given) if report.inputs else None) or Path()
    if how is ReportFormat.JSON:
        return as_json(report.findings)
    if how is ReportFormat.SARIF:
        return sarif_report(report, base=base)
    if how is ReportFormat.GITHUB:
        return github_report(report, base=base)
    if how is ReportFormat.JUNIT:
        return junit_report(report)
    return markdown_report(report) if how is ReportFormat.MARKDOWN else text_report(report)
