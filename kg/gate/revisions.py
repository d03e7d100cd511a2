"""The files of an earlier revision of a git repository, laid out in a folder of their own.

Git is asked as a process, for objects alone: no hook, filter, attribute or work tree of the repository takes part.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from kg.errors import RevisionError

_READ = (".md", ".mdx", ".markdown", ".rst", ".toml", ".yaml", ".yml", ".json", ".jsonl", ".ndjson", ".csv")
"""Suffixes of files whose content is laid out; of the others only that they are there."""
_ALSO = (".tsv", ".parquet", ".html", ".htm", ".txt", ".bib", ".goggle", ".lua")
_NOTHING_RUNS = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null")
_MOST_BYTES = 64 * 1024**2
_OF_ANOTHER = frozenset(
    f"GIT_{name}"
    for name in (
        "DIR",
        "WORK_TREE",
        "INDEX_FILE",
        "PREFIX",
        "COMMON_DIR",
        "OBJECT_DIRECTORY",
        "ALTERNATE_OBJECT_DIRECTORIES",
        "NAMESPACE",
        "SHALLOW_FILE",
        "GRAFT_FILE",
        "INTERNAL_SUPER_PREFIX",
        "IMPLICIT_WORK_TREE",
        "GLOB_PATHSPECS",
        "NOGLOB_PATHSPECS",
        "ICASE_PATHSPECS",
    )
)
"""Variables that git sets for a hook: they name the repository that runs it, not that of the path."""


@contextmanager
def laid_out(paths: list[Path], revision: str) -> Iterator[dict[Path, Path]]:
    """Lay out what some paths of one repository held in a revision; gone when the block ends.

    Yields
    ------
    dict
        For each path where it lies now; without those that the revision does not have.

    Raises
    ------
    RevisionError
        There is no git, no repository, or no such revision.
    """
    top = _top(paths[0])
    commit = _commit(top, revision)
    with tempfile.TemporaryDirectory(prefix="kg-") as folder:
        found = {}
        for path in paths:
            try:
                inside = path.resolve().relative_to(top)
            except ValueError:
                raise RevisionError(f"lies outside of the repository {top}", where=str(path)) from None
            if _lay_out(top, commit, inside.as_posix(), Path(folder)):
                found[path] = Path(folder, inside)
        yield found


def is_tracked(path: Path, beside: Path) -> bool:
    """Say whether a path lies in the repository in which another one lies, and git knows it."""
    top = _top(beside)
    place = path.resolve()
    if not place.is_relative_to(top):
        return False
    return bool(_git(top, "ls-files", "-z", "--", place.relative_to(top).as_posix()))


def top_of(path: Path) -> Path | None:
    """Return the top folder of the repository in which a path lies, None if it lies in none."""
    try:
        return _top(path)
    except RevisionError:
        return None


def _top(path: Path) -> Path:
    folder = path if path.is_dir() else path.parent
    return Path(os.fsdecode(_git(folder, "rev-parse", "--show-toplevel").rstrip(b"\n"))).resolve()


def _commit(top: Path, revision: str) -> str:
    if revision.startswith("-"):
        raise RevisionError(f"there is no revision {revision!r}", where=str(top))
    try:
        found = _git(top, "rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}")
    except RevisionError:
        hint = "Is the history deep enough? In CI fetch it whole, or the branch that is compared with."
        raise RevisionError(f"there is no revision {revision!r}", where=str(top), hint=hint) from None
    return found.decode("ascii").strip()


def _lay_out(top: Path, commit: str, inside: str, folder: Path) -> bool:
    """Write the files under a path, and say whether there are any; links are left out."""
    listed = _git(top, "ls-tree", "-r", "-z", "-l", "--full-tree", commit, "--", inside)
    wanted: list[tuple[str, Path]] = []
    held = False
    for entry in listed.split(b"\0"):
        facts, _, name = entry.partition(b"\t")
        parts = facts.split()
        if len(parts) != 4 or parts[0] not in (b"100644", b"100755"):
            continue
        held = True
        relative = PurePosixPath(os.fsdecode(name))
        if relative.is_absolute() or ".." in relative.parts:
            continue
        place = folder.joinpath(*relative.parts)
        place.parent.mkdir(parents=True, exist_ok=True)
        if not parts[3].isdigit():
            raise _lacks(top, parts[2])
        if place.suffix.lower() in (*_READ, *_ALSO) and int(parts[3]) <= _MOST_BYTES:
            wanted.append((parts[2].decode("ascii"), place))
        else:
            place.touch()
    _write_blobs(top, wanted)
    return held


def _write_blobs(top: Path, wanted: list[tuple[str, Path]]) -> None:
    """Write objects to files, all by one process."""
    if not wanted:
        return
    asked = "".join(f"{name}\n" for name, _ in wanted).encode()
    answer = _git(top, "cat-file", "--batch", given=asked)
    at = 0
    for _, place in wanted:
        end = answer.index(b"\n", at)
        facts = answer[at:end].split()
        if len(facts) != 3:
            raise _lacks(top, facts[0])
        size = int(facts[2])
        place.write_bytes(answer[end + 1 : end + 1 + size])
        at = end + 2 + size


def _lacks(top: Path, name: bytes) -> RevisionError:
    hint = "The clone is partial or damaged: fetch the revision whole."
    return RevisionError(f"git lacks the object {name.decode('ascii', 'replace')}", where=str(top), hint=hint)


def _git(folder: Path, *arguments: str, given: bytes | None = None) -> bytes:
    command = ["git", "--no-pager", *_NOTHING_RUNS, "-C", str(folder), *arguments]
    surroundings = {name: value for name, value in os.environ.items() if name not in _OF_ANOTHER}
    surroundings |= {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    surroundings["GIT_LITERAL_PATHSPECS"] = "1"
    try:
        done = subprocess.run(  # noqa: S603
            command, input=given, capture_output=True, check=False, env=surroundings
        )
    except OSError as error:
        raise RevisionError(f"git cannot be run: {error.strerror}", hint="Install git.") from None
    if done.returncode != 0:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise RevisionError(f"git: {lines[-1] if lines else 'failed'}", where=str(folder))
    return done.stdout
