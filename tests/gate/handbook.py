"""A small handbook with a registry beside it, and what the gate says of it."""

from __future__ import annotations

import json
import subprocess
import textwrap
from pathlib import Path
from typing import Any

import kg
from kg.cli import main

REGISTRY = """\
- {id: low, level: 1, places: [low.org]}
- {id: mixed, level: 2, places: [mixed.org]}
- {id: good, level: 4, places: [good.org]}
"""


def write(folder: Path, *, registry: str | None = REGISTRY, **files: str) -> Path:
    """Write documents (``guide__sleep="..."`` is guide/sleep.md) and, beside their folder, a registry."""
    docs = folder / "docs"
    for name, text in files.items():
        path = docs / f"{name.replace('__', '/')}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text).lstrip("\n"), "utf-8")
    if registry is not None:
        (folder / "registry").mkdir(exist_ok=True)
        (folder / "registry" / "publishers.yaml").write_text(registry, "utf-8")
    return docs


def said(docs: Path, *, as_of: str = "2026-11-24", **settings: Any) -> list[str]:
    """Return ``rule file:line source-address`` of each finding on documents beside a registry."""
    import dataclasses
    import datetime

    from kg.gate.check import check
    from kg.model.gate import Gate

    graph = kg.load(docs, registry=docs.parent / "registry", as_of=datetime.date.fromisoformat(as_of))
    gate = dataclasses.replace(graph.corpus.settings.gate, **settings) if settings else None
    assert gate is None or isinstance(gate, Gate)
    return [
        f"{row['rule']} {row['file']}:{row['line']} {row['url'] or ''}".strip()
        for row in check(graph, gate=gate).findings.iter_rows(named=True)
    ]


def run(capsys: Any, *arguments: str) -> tuple[int, str, str]:
    """Run the command in this process: exit status, stdout, stderr."""
    try:
        main(list(arguments))
    except SystemExit as end:
        status = end.code
    printed = capsys.readouterr()
    return int(status or 0), printed.out, printed.err


def rows(capsys: Any, *arguments: str) -> list[dict[str, Any]]:
    """Return what ``kg check ... --format json`` prints."""
    _, out, _ = run(capsys, "check", *arguments, "--format", "json")
    found: list[dict[str, Any]] = json.loads(out)
    return found


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder as nobody in particular."""
    whoever = ["-c", "user.name=n", "-c", "user.email=e@example.org", "-c", "commit.gpgsign=false"]
    done = subprocess.run(
        ["git", *whoever, "-c", "init.defaultBranch=main", *arguments],
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


def committed(folder: Path, message: str = "as it is") -> None:
    """Make a folder a repository if it is none, and commit all of it."""
    if not (folder / ".git").exists():
        git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", message)
