"""What a Markdown file shows: fenced blocks, files to write, commands to run and what they print."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kg.cli import main
from tests.machine import REPOSITORY

WRITTEN_BY_HAND = (
    *sorted(REPOSITORY.glob("*.md")),
    *sorted((REPOSITORY / "docs").glob("*.md")),
    *sorted((REPOSITORY / "docs" / "decisions").glob("*.md")),
)
LEFT_OUT = "..."

_FENCE = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
_FILE = re.compile(r"^`(?P<name>[\w./-]+)`:\n\n```\w*\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
_PROGRESS = re.compile(r"kg: (?:rating \d+ sources|rating with \S+|(?:reading )?\S+)")


@dataclass
class Command:
    """A command of a console block, what the document shows of its output, and its exit status."""

    line: str
    shown: list[str] = field(default_factory=list)
    status: int = 0


@dataclass
class File:
    """A file that the document tells its reader to write: a block below its name and a colon."""

    name: str
    text: str


def prose_of(text: str) -> str:
    """Return a document without its blocks and inline code."""
    return re.sub(r"`[^`\n]*`", "", _FENCE.sub("", text))


def steps_of(text: str) -> Iterator[Command | File]:
    """Yield what a reader writes and runs, in the order of the document."""
    found: list[tuple[int, list[Command] | list[File]]] = []
    found += [(match.start(), [File(match["name"], match["body"])]) for match in _FILE.finditer(text)]
    found += [
        (match.start(), commands_of(match["body"]))
        for match in _FENCE.finditer(text)
        if match["info"] == "console"
    ]
    for _, steps in sorted(found, key=lambda item: item[0]):
        yield from steps


def commands_of(body: str) -> list[Command]:
    """Return the commands of a console block; ``$ echo $?`` shows the status of the one before."""
    commands: list[Command] = []
    asked = False
    for line in body.replace("\\\n", "").splitlines():
        if line == "$ echo $?":
            asked = True
        elif line.startswith("$ "):
            commands.append(Command(line.removeprefix("$ ")))
            asked = False
        elif asked:
            commands[-1].status = int(line)
        else:
            commands[-1].shown.append(line.rstrip())
    return commands


def run(line: str) -> tuple[list[str], int]:
    """Return what ``kg ...`` prints, both streams as they come, and its exit status."""
    words = shlex.split(line)
    assert words[0] == "kg", f"only kg is run in a console block, not {words[0]}"
    raw = io.BytesIO()
    both = io.TextIOWrapper(raw, encoding="utf-8", write_through=True)
    status: object = 0
    with contextlib.redirect_stdout(both), contextlib.redirect_stderr(both):
        try:
            main(words[1:])
        except SystemExit as end:
            status = end.code
    lines = [line.rstrip() for line in raw.getvalue().decode().splitlines()]
    return [one for one in lines if not _PROGRESS.fullmatch(one)], int(str(status or 0))


def agrees(shown: list[str], printed: list[str]) -> bool:
    """Say whether lines are those printed: ``...`` stands for any lines, at the end of a line for its rest.

    >>> agrees(["a", "...", "d ..."], ["a", "b", "c", "d e"]), agrees(["a"], ["a", "b"])
    (True, False)
    """
    pattern = "".join(
        r"(?:.*\n)*?" if line == LEFT_OUT
        else re.escape(line.removesuffix(LEFT_OUT).rstrip()) + r".*\n" if line.endswith(LEFT_OUT)
        else re.escape(line) + r"\n"
        for line in shown
    )  # fmt: skip
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in printed)) is not None


def name_of(path: Path) -> str:
    return path.relative_to(REPOSITORY).as_posix()
