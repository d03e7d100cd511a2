"""What a run of the gate came to, over one or several folders: its findings, each with the file it stands in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import polars as pl

from kg.errors import ReadError
from kg.gate.check import Checked
from kg.gate.findings import FINDINGS, PLACED
from kg.model.words import Severity
from kg.readers.files import decode, read_bytes

_LONGEST_LINE = 20_000


@dataclass(frozen=True, slots=True)
class Input:
    """What was checked: the path as it was given, where its records of ratings lie besides, and what was found."""

    given: Path
    registry: Path | None
    checked: Checked

    @property
    def root(self) -> Path:
        """The folder to which its files are relative."""
        return self.given if self.given.is_dir() else self.given.parent


@dataclass(frozen=True, slots=True)
class Located:
    """A finding as a report shows it. ``path`` is where its file lies, None if it has none; ``text`` the line there."""

    rule: str
    severity: str
    message: str
    path: Path | None
    line: int | None
    column: int | None
    end_column: int | None
    text: str | None
    page: str | None
    source: str | None
    level: int | None
    basis: str | None
    key: str
    """The same for the same finding wherever its line moves."""


@dataclass(frozen=True)
class Report:
    """All that was checked."""

    inputs: Sequence[Input]

    @cached_property
    def findings(self) -> pl.DataFrame:
        """The findings as they are printed, columns `kg.gate.findings.FINDINGS`; files as `kg claims` names them.

        Where several paths were given, each file has its path before it.
        """
        several = len(self.inputs) > 1
        frames = [pl.DataFrame(schema=FINDINGS)]
        for one in self.inputs:
            found = one.checked.findings.select(list(FINDINGS))
            if several:
                found = found.with_columns((pl.lit(f"{one.root.as_posix()}/") + pl.col("file")).alias("file"))
            frames.append(found)
        return pl.concat(frames)

    @property
    def placed(self) -> pl.DataFrame:
        """The findings with all their columns (`kg.gate.findings.PLACED`), as a baseline keeps them."""
        return pl.concat([pl.DataFrame(schema=PLACED), *(one.checked.findings for one in self.inputs)])

    @cached_property
    def located(self) -> list[Located]:
        """The findings with the files and lines they stand in, in order."""
        return [located for one in self.inputs for located in _locate(one)]

    @property
    def counts(self) -> dict[str, int]:
        """How many findings there are of each severity."""
        held = self.findings["severity"]
        return {word.value: int((held == word.value).sum()) for word in Severity}

    @property
    def passed(self) -> dict[str, int]:
        """What was looked at and let pass: ``pages``, ``waived``, ``known``."""
        names = ("pages", "waived", "known")
        return {name: sum(getattr(one.checked, name) for one in self.inputs) for name in names}

    def summary(self) -> str:
        """Return one line that says what came out.

        >>> import kg
        >>> Report([Input(Path("examples/evidence"), None, kg.check(kg.load("examples/evidence")))]).summary()
        '5 findings on 3 pages: 3 errors, 2 notes'
        """
        counts, passed = self.counts, self.passed
        number = sum(counts.values())
        parts = [_several(count, word) for word, count in counts.items() if count]
        parts += [f"{passed[name]} {name}" for name in ("waived", "known") if passed[name]]
        told = f": {', '.join(parts)}" if parts else ""
        return f"{_several(number, 'finding')} on {_several(passed['pages'], 'page')}{told}"


def _several(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _locate(one: Input) -> list[Located]:
    files: dict[Path, list[str]] = {}
    located = []
    keys: dict[str, int] = {}
    for row in one.checked.findings.iter_rows(named=True):
        path = _path(one, row["file"])
        text = _line(path, row["line"], files) if path is not None else None
        column = row["column"] if text is not None and (row["column"] or 0) <= len(text) else None
        base = "\n".join(str(row[name] or "") for name in ("rule", "page", "about", "claim"))
        keys[base] = keys.get(base, 0) + 1
        located.append(
            Located(
                rule=row["rule"],
                severity=row["severity"],
                message=row["message"],
                path=path,
                line=row["line"],
                column=column,
                end_column=_end(text, column, row["url"]) if text is not None and column else None,
                text=text,
                page=row["page"],
                source=row["source"],
                level=row["level"],
                basis=row["basis"],
                key=f"{base}\n{keys[base]}",
            )
        )
    return located


def _path(one: Input, file: str | None) -> Path | None:
    """Return where a file lies: in what was checked, else beside it, where a registry bears its own name before."""
    if file is None:
        return None
    beside = [] if one.registry is None else [one.registry.parent]
    tried = [root / file for root in (one.root, *beside)]
    return next((path for path in tried if path.is_file()), tried[0])


def _line(path: Path, line: int | None, files: dict[Path, list[str]]) -> str | None:
    """Return a line of a text file, None if it cannot be shown."""
    if line is None:
        return None
    if path not in files:
        try:
            text = decode(read_bytes(path, most=64 * 1024**2), where=str(path))
            files[path] = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        except ReadError:
            files[path] = []
    held = files[path]
    return held[line - 1] if line <= len(held) and len(held[line - 1]) <= _LONGEST_LINE else None


def _end(text: str, column: int, url: str | None) -> int | None:
    """Return the column after the address that begins at a column or soon after it."""
    at = text.find(url, column - 1) if url else -1
    return at + 1 + len(url) if url and at >= 0 else None
