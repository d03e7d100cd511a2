"""The command line: what each command prints, where, and with which exit status."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kg.cli import main
from kg.model.records import RECORDS
from tests.machine import REPOSITORY
from tests.worlds import write_world

WORLD = {
    "publishers": [{"id": "p", "level": 2, "places": ["a.com"], "name": "A"}],
    "sources": [{"id": "s", "url": "https://a.com/x", "title": "One"}, {"id": "t", "url": "https://b.com"}],
    "pages": [{"id": "g", "title": "G"}, {"id": "h"}, {"id": "i"}],
    "citations": [
        {"citing": "g", "cited": "s"},
        {"citing": "g", "cited": "t"},
        {"citing": "h", "cited": "page:g"},
    ],
    "links": [{"page": "i", "target": "h"}],
}
EXPOSURE = [
    "page",
    "verdict",
    "cited",
    "rated",
    "low",
    "sources",
    "claims",
    "claims_relying",
    "low_share",
    "low_share_upper",
    "coverage",
    "hops",
    "score",
    "witness",
    "lift",
]
COMMANDS = [
    "build",
    "claims",
    "coverage",
    "crosswalk",
    "diff",
    "explain",
    "export",
    "exposure",
    "fix",
    "impact",
    "lint",
    "query",
    "rate",
    "ratings",
    "resolve",
    "schema",
    "sensitivity",
    "what-if",
]
GROUPS = {"ratings"}
"""Commands that only hold others."""


@pytest.fixture
def world(tmp_path: Path) -> str:
    folder = tmp_path / "world"
    folder.mkdir()
    return str(write_world(WORLD, folder))


class Shell:
    """Runs a command in process and keeps what it printed."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys
        self.err = ""

    def __call__(self, *arguments: str, status: int = 0) -> str:
        with pytest.raises(SystemExit) as stopped:
            main(list(arguments))
        out, self.err = self.capsys.readouterr()
        assert int(stopped.value.code or 0) == status, self.err
        return out

    def rows(self, *arguments: str, status: int = 0) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(self(*arguments, "--format", "json", status=status))
        return found


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(capsys)


def test_exposure_has_its_keys_and_order_null_where_there_is_nothing(world: str, shell: Shell) -> None:
    rows = shell.rows("exposure", world)
    assert [list(row) for row in rows] == [EXPOSURE] * 3
    assert [row["page"] for row in rows] == ["g", "h", "i"]
    assert rows[0] == {
        "page": "g", "verdict": "exposed", "claims": 0, "claims_relying": 0, "cited": 2, "rated": 1, "low": 1, "sources": 2, "low_share": 0.5, "low_share_upper": 1.0, "coverage": 0.5,
        "hops": 0, "score": 0.5, "witness": ["page:g", "source:s"], "lift": 1.0,
    }  # fmt: skip
    assert rows[1]["witness"] == ["page:h", "page:g", "source:s"]
    assert rows[2] == dict.fromkeys(EXPOSURE) | {
        "page": "i",
        "verdict": "uncited",
        "claims": 0,
        "claims_relying": 0,
        "cited": 0,
        "rated": 0,
        "low": 0,
        "sources": 0,
        "score": 0.0,
        "lift": 1.0,
    }
    assert shell.rows("exposure", world, "--links")[2]["witness"] == [
        "page:i",
        "page:h",
        "page:g",
        "source:s",
    ]
    assert shell.rows("exposure", world, "--max-hops", "0")[1]["hops"] is None


def test_rate_has_its_keys(world: str, shell: Shell) -> None:
    rows = shell.rows("rate", world, "--all")
    assert [list(row) for row in rows] == [
        [
            *("id", "level", "basis", "why", "publisher", "matched_by", "explanation"),
            *("contested", "spread", "deciding", "before_cap", "capped_by"),
        ]
    ] * 2
    first = dict(rows[0])
    deciding = first.pop("deciding")
    assert [(one["rater"], one["subject"], one["value"], one["weight"]) for one in deciding] == [
        ("house", "publisher:p", "2", 1)
    ]
    assert first == {
        "contested": False, "spread": [2, 2], "before_cap": None, "capped_by": [],
        "id": "s", "level": 2, "basis": "publisher", "why": None, "publisher": "p", "matched_by": "place",
        "explanation": "2 Mixed - inherited from publication venue: A (a.com matches host)",
    }  # fmt: skip
    assert rows[1]["why"] == "no-publisher"
    assert shell.rows("rate", world, "source:t") == [rows[1]]
    assert shell.rows("rate", world, "s") == [rows[0]]


def test_lint_has_its_keys_and_is_a_finding(world: str, shell: Shell) -> None:
    assert shell.rows("lint", world) == []
    Path(world, "links.json").write_text('[{"page": "i", "target": "nothing"}]')
    rows = shell.rows("lint", world, status=1)
    assert [list(row) for row in rows] == [["kind", "subject", "origin", "message", "severity"]]
    assert (rows[0]["kind"], rows[0]["subject"], rows[0]["origin"]) == (
        "dangling-link",
        "page:i",
        "links.json#1",
    )


@pytest.mark.parametrize("node", ["page:g", "source:s", "publisher:p", "rater:house"])
def test_explain_answers_for_every_kind(node: str, world: str, shell: Shell) -> None:
    (said,) = shell.rows("explain", world, node)
    assert said["node"] == node
    assert said["explanation"]
    assert shell("explain", world, node).startswith(f"{node}: ")


def test_an_unknown_node_is_named_with_the_nearest(world: str, shell: Shell) -> None:
    shell("explain", world, "source:ss", status=1)
    assert shell.err == "kg: no source 'ss'. Did you mean source:s?\n"
    shell("explain", world, "sorce:s", status=1)
    assert shell.err == "kg: 'sorce:s' is no node id. Write source:s.\n"


def test_a_snapshot_stands_wherever_in_does(world: str, shell: Shell, tmp_path: Path) -> None:
    snapshot = str(tmp_path / "w.kg")
    shell("build", world, "-o", snapshot)
    assert "3 pages, 2 sources (1 rated), 3 citations" in shell.err
    for arguments in (
        ["exposure"],
        ["rate", "--all"],
        ["lint"],
        ["explain", "page:g"],
        ["query", "low-pages"],
    ):
        first, *rest = arguments
        assert shell(first, snapshot, *rest) == shell(first, world, *rest)
    assert shell("export", snapshot, "-", "--as", "nt") == shell("export", world, "-", "--as", "nt")


def test_several_inputs_are_one_corpus(world: str, shell: Shell, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    write_world(
        {"sources": [{"id": "u", "url": "https://a.com/y"}], "citations": [{"citing": "i", "cited": "u"}]},
        other,
    )
    shell("build", world, str(other), "-o", str(tmp_path / "both.kg"))
    assert shell.rows("exposure", str(tmp_path / "both.kg"))[0]["page"] == "i"


def test_what_was_guessed_is_said_on_stderr_as_a_map_that_works(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "refs.csv").write_text("page,url\ng,https://a.com/x\n")
    rows = shell.rows("exposure", str(tmp_path))
    assert rows[0]["cited"] == 1
    assert '[tables.citations]\nfile = "refs.csv"' in shell.err
    (tmp_path / "kg.toml").write_text(shell.err.split("kg.toml:\n", 1)[1])
    assert shell.rows("exposure", str(tmp_path)) == rows
    assert shell.err == ""


def test_export_by_suffix_by_name_and_every_table(world: str, shell: Shell, tmp_path: Path) -> None:
    files = [str(tmp_path / f"x.{suffix}") for suffix in ("ttl", "nt", "jsonld", "csv")]
    shell("export", world, *files)
    shell("export", world, str(tmp_path / "x.html"), "--around", "page:g")
    assert all(Path(file).stat().st_size for file in files)
    assert shell("export", world, "-", "--as", "ttl") == Path(files[0]).read_text("utf-8")
    shell("export", world, str(tmp_path / "tables") + "/")
    assert shell.rows("exposure", str(tmp_path / "tables")) == shell.rows("exposure", world)
    shell("export", world, str(tmp_path / "x.tll"), status=1)
    assert "no format has the suffix 'tll'. Did you mean 'ttl'?" in shell.err
    shell("export", world, "-", status=2)


def test_schema_prints_what_schemas_holds(shell: Shell) -> None:
    for table in RECORDS:
        assert json.loads(shell("schema", table)) == json.loads(
            (REPOSITORY / "schemas" / f"{table}.schema.json").read_text("utf-8")
        )
    shell("schema", "sorces", status=1)
    assert "Did you mean 'sources'?" in shell.err


def test_kg_alone_prints_three_commands_that_work(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lines = [line.strip() for line in shell().splitlines() if line.startswith("  kg ")]
    commands = [line.split("   ")[0].split() for line in lines]
    assert len(commands) == 3
    (tmp_path / "seeds").symlink_to(REPOSITORY / "seeds")
    monkeypatch.chdir(tmp_path)
    for command in commands:
        shell(*command[1:])


def test_each_format_prints_rows_to_stdout_and_words_to_stderr(world: str, shell: Shell) -> None:
    assert shell("exposure", world, "--format", "csv").splitlines()[0] == ",".join(EXPOSURE)
    assert len(shell("exposure", world, "--format", "jsonl").splitlines()) == 3
    assert shell("exposure", world, "--limit", "1").count("\n") == 3
    assert shell.err.startswith("... 2 more rows")


def python(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["--version"],
        [],
        *([command, "--help"] for command in COMMANDS),
        ["exposure"],
        ["exposure", "x", "--max-hops", "9"],
    ],
)
def test_help_and_usage_errors_load_nothing_heavy(arguments: list[str]) -> None:
    heavy = ("polars", "scipy", "numpy", "rdflib", "pyoxigraph", "networkx", "pyvis", "yaml")
    code = (
        "import sys\nfrom kg.cli import main\n"
        f"try: main({arguments!r})\nexcept SystemExit: pass\n"
        f"assert not [name for name in {heavy!r} if name in sys.modules], [name for name in {heavy!r} if name in sys.modules]\n"
    )
    done = python("-c", code)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str, shell: Shell) -> None:
    said = shell(command, "--help")
    assert "Examples:" in said or command in GROUPS
    assert f"kg {command} " in said or command in GROUPS


@pytest.mark.parametrize("command", ["add", "agreement", "convert", "lists"])
def test_every_command_of_ratings_has_help_with_an_example(command: str, shell: Shell) -> None:
    assert f"kg ratings {command} " in shell("ratings", command, "--help") + " "


def _told(stderr: str) -> list[str]:
    """What stands there, but for what a slow machine says that it is at."""
    lines = stderr.splitlines(keepends=True)
    return [line for line in lines if not line.startswith(("kg: reading ", "kg: rating "))]


def test_a_closed_pipe_is_no_error(world: str) -> None:
    done = subprocess.run(
        f'"{sys.executable}" -m kg export seeds - --as nt | head -1',
        shell=True,
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.count("\n") == 1
    assert _told(done.stderr) == []


def test_a_full_disk_is_one_line() -> None:
    if not Path("/dev/full").exists():
        return
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "kg", "exposure", "seeds", "--format", "json"],
            cwd=REPOSITORY,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert _told(done.stderr) == ["kg: stdout: no space left on device\n"]


@pytest.mark.parametrize("content", [b"SELECT \xff", b"SELECT ?x WHERE { ?x a kg:Page }\x00"])
def test_a_question_in_a_file_that_is_no_text_is_refused_in_one_line(
    world: str, shell: Shell, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "question.rq"
    path.write_bytes(content)
    shell("query", world, str(path), status=1)
    assert shell.err.startswith(f"kg: {path}:1: ")
    assert shell.err.count("\n") == 1
