"""Bad files: one clear line with file, line and field; exit 1, no traceback, nothing left behind."""

from __future__ import annotations

import os
import socket
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from kg.cli import main

ALIAS_BOMB = "a: &a [x]\nb: &b [*a, *a]\n"
MERGE_BOMB = "- &a {id: x}\n- <<: *a\n"
SOURCES = "id,url,title\na,https://a.org,A\n"

# file name, content, what the line on stderr must hold
REFUSED: list[tuple[str, bytes | str, str]] = [
    ("pages.yaml", "- id: a\n  id: b\n", "pages.yaml:2: key 'id' occurs twice"),
    ("pages.yaml", "- &x {id: a}\n", "pages.yaml:1: anchor &x is refused"),
    ("pages.yaml", ALIAS_BOMB, "pages.yaml:1: anchor &a is refused"),
    ("pages.yaml", "- id: *x\n", "pages.yaml:1: alias *x is refused"),
    ("pages.yaml", MERGE_BOMB, "pages.yaml:1: anchor &a is refused"),
    ("pages.yaml", "- id: a\n- <<: {id: b}\n", "pages.yaml:2: merge key << is refused"),
    ("pages.yaml", "- id: !!python/object/apply:os.system [ls]\n", "pages.yaml:1: tag"),
    ("pages.yaml", "- id: !x a\n", "pages.yaml:1: tag !x is refused"),
    ("pages.yaml", "- id: a\n---\n- id: b\n", "pages.yaml:2: a second document is refused"),
    ("pages.yaml", "- " * 20000 + "a\n", "pages.yaml:1: is nested deeper than 24"),
    (
        "pages.yaml",
        "- id: [[[[[[[[[[[[[[[[[[[[[[[[[[a]]]]]]]]]]]]]]]]]]]]]]]]]]\n",
        "pages.yaml:1: is nested deeper than 24",
    ),
    ("pages.yaml", "- id: a\n  title: 'open\n", "is not YAML"),
    ("pages.yaml", "- id: a\n\ttitle: b\n", "pages.yaml:2: is not YAML"),
    ("pages.yaml", "- {[a]: b}\n", "pages.yaml:1: a key must be a word"),
    ("pages.yaml", "pages:\n  id: a\n", "expected a list of records"),
    ("pages.yaml", "- just text\n", "expected a record"),
    ("world.yaml", "pagse:\n  - id: a\n", "unknown table 'pagse'. Did you mean 'pages'?"),
    ("pages.yaml", b"- id: \xff\n", "pages.yaml:1: byte 0xff is not UTF-8"),
    ("pages.yaml", b"- id: a\n- id: b\0\n", "pages.yaml:2: holds a NUL character"),
    ("pages.yaml", "- id: a\n".encode("utf-16"), "pages.yaml:1: is UTF-16, not UTF-8"),
    ("pages.json", '[{"id": "a",}]', "pages.json:1: is not JSON"),
    ("pages.json", '[{"id": "a"},\n {"id": "b", "id": "c"}]', "pages.json:2: key 'id' occurs twice"),
    ("pages.json", '[{"id": "a",\n "quality": NaN}]', "pages.json:2: NaN is no number"),
    ("pages.json", '[{"id": "a", "quality": -Infinity}]', "pages.json:1: -Infinity is no number"),
    ("pages.json", "[" * 100_000, "pages.json:1: is nested deeper"),
    ("pages.json", "[" * 30 + "]" * 30, "pages.json:1: is nested deeper than 24"),
    ("pages.json", '{"pages": {"id": "a"}}', "expected a list of records"),
    ("pages.json", '["a"]', "expected a record, got 'a'"),
    ("pages.json", '[{"id": "a"', "pages.json:1: is not JSON"),
    ("pages.jsonl", '{"id": "a"}\n{"id": \n', "pages.jsonl:2: is not JSON"),
    ("pages.jsonl", '{"id": "a"}\n["b"]\n', "pages.jsonl:2: expected an object"),
    ("pages.jsonl", '{"id": "a"}\n\n{"id": "b", "id": "c"}\n', "pages.jsonl:3: key 'id' occurs twice"),
    ("pages.csv", "id,title\na,A\nb,B,extra\n", "pages.csv:3: has 3 cells, the header 2"),
    ("pages.csv", 'id,title\na,A\nb,"open\n', "pages.csv:3: is not CSV"),
    ("pages.csv", "id,id\na,b\n", "pages.csv:1: column 'id' occurs twice"),
    ("pages.csv", b"id,title\na,\xe9\n", "pages.csv:2: byte 0xe9 is not UTF-8"),
    ("pages.csv", b"id,title\na,b\0\n", "pages.csv:2: holds a NUL character"),
    ("pages.csv", 'id,title\na,"x"y\n', "pages.csv:2: is not CSV"),
    ("pages.parquet", b"PAR1" + b"\0" * 40 + b"PAR1", "pages.parquet: is"),
    ("pages.parquet", b"PAR1", "pages.parquet: is"),
    ("kg.toml", "as_of = \n", "kg.toml: is not TOML"),
    (
        "kg.toml",
        "as_of = '2026-02-31'\n",
        "as_of: expected a date (2024, 2024-03 or 2024-03-31), got '2026-02-31'",
    ),
    ("kg.toml", "[policy]\nlow = 5\n", "[policy]: low: expected a level from 1 to 4, got 5"),
    ("kg.toml", "[policy]\ntheta = nan\n", "theta: expected above 0 and at most 1, got nan"),
    ("kg.toml", "[policy]\ndecai = 0.5\n", "unknown policy 'decai'. Did you mean 'decay'?"),
    ("kg.toml", "[polcy]\nlow = 2\n", "unknown name 'polcy'. Did you mean 'policy'?"),
    ("kg.toml", "[tables.sorces]\nfile = 'a.csv'\n", "unknown name 'sorces'. Did you mean 'sources'?"),
    (
        "kg.toml",
        "[tables.sources]\nfile = 'nothing.csv'\n",
        "[tables.sources]: nothing.csv: there is no such file",
    ),
    ("kg.toml", "[tables.sources]\ncolumns = {id = 'a'}\n", "[tables.sources]: expected a file"),
    ("kg.toml", "[tables.sources]\nfile = '../../etc/passwd'\n", "[tables.sources]:"),
]


def run(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    out, err = capsys.readouterr()
    return int(stopped.value.code or 0), out, err


def check_refusal(arguments: list[str], expected: str, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(arguments, capsys)
    assert status == 1
    assert out == ""
    assert len(err.strip().splitlines()) == 1, err
    assert expected in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("name", "content", "expected"), REFUSED, ids=[f"{name}: {expected}" for name, _, expected in REFUSED]
)
def test_a_broken_file_is_refused_by_name(
    name: str, content: bytes | str, expected: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    output = tmp_path / "out.kg"
    check_refusal(["build", str(folder), "-o", str(output)], expected, capsys)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["corpus"]


def test_a_mapped_column_that_is_not_there_is_named_with_the_nearest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "links.csv").write_text("adress,headline\nhttps://a.org,A\n")
    (tmp_path / "kg.toml").write_text("[tables.sources]\nfile = 'links.csv'\ncolumns = { url = 'address' }\n")
    check_refusal(
        ["exposure", str(tmp_path)],
        "[tables.sources]: links.csv has no column 'address'. Did you mean 'adress'?",
        capsys,
    )


def test_a_mapped_field_that_is_unknown_is_named_with_the_nearest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "links.csv").write_text("address\nhttps://a.org\n")
    (tmp_path / "kg.toml").write_text("[tables.sources]\nfile = 'links.csv'\ncolumns = { ulr = 'address' }\n")
    check_refusal(
        ["exposure", str(tmp_path)],
        "[tables.sources] columns: unknown name 'ulr'. Did you mean 'url'?",
        capsys,
    )


def test_a_fifo_is_refused_and_does_not_hang(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo(tmp_path / "pages.csv")
    check_refusal(["exposure", str(tmp_path)], "pages.csv: is a FIFO, not a file", capsys)
    check_refusal(["exposure", str(tmp_path / "pages.csv")], "pages.csv: is a FIFO, not a file", capsys)


def test_a_socket_and_a_device_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as one:
        one.bind("s.csv")
        check_refusal(["exposure", "s.csv"], "s.csv: is a socket, not a file", capsys)
    check_refusal(["exposure", "/dev/zero"], "/dev/zero: is a device, not a file", capsys)


def test_a_symbolic_link_out_of_the_folder_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "secret.csv").write_text(SOURCES)
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "sources.csv").symlink_to(tmp_path / "secret.csv")
    check_refusal(["exposure", str(folder)], "sources.csv: is a symbolic link out of the folder", capsys)
    (folder / "sources.csv").unlink()
    (folder / "sources.csv").symlink_to(folder / "sources.csv")
    check_refusal(["exposure", str(folder)], "sources.csv: is a symbolic link to nothing", capsys)


@pytest.fixture
def without_superuser() -> Iterator[None]:
    """Nobody's rights, for the superuser may read everything."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(65534)
    yield
    os.seteuid(before)


def test_an_unreadable_file_or_folder_is_refused(
    capsys: pytest.CaptureFixture[str], without_superuser: None
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "pages.csv")
        file.write_text("id\na\n")
        file.chmod(0)
        check_refusal(["exposure", folder], "pages.csv: may not be read", capsys)
        Path(folder).chmod(0)
        check_refusal(["exposure", folder], f"{folder}/kg.toml: may not be read", capsys)
        check_refusal(["exposure", str(file)], "pages.csv: may not be read", capsys)
        Path(folder).chmod(0o700)


def test_a_file_too_large_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (tmp_path / "pages.csv").open("wb") as file:
        file.truncate(3 * 1024**3)
    check_refusal(["exposure", str(tmp_path)], "pages.csv: is larger than 2048 MiB", capsys)


def test_nothing_at_all_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    check_refusal(["exposure", str(tmp_path / "nothing")], "nothing: there is no such file or folder", capsys)


def test_a_file_of_no_known_format_is_refused_alone_and_passed_over_in_a_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "letter.txt").write_text("Dear reader, this is no table.\n")
    check_refusal(["exposure", str(tmp_path / "letter.txt")], "letter.txt: no reader recognises it", capsys)
    status, _, err = run(["lint", str(tmp_path)], capsys)
    assert (status, err) == (0, "0 errors, 0 warnings, 1 note\n")


def test_a_hostile_name_does_not_reach_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "x\x1b[31m\u202e"
    folder.mkdir()
    (folder / "pages.json").write_text("[")
    _, _, err = run(["exposure", str(folder)], capsys)
    assert "\x1b" not in err
    assert "\u202e" not in err
    assert r"\x1b[31m" in err


def test_json_asked_for_is_an_array_also_on_failure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "pages.json").write_text("[")
    status, out, err = run(["exposure", str(tmp_path), "--format", "json"], capsys)
    assert (status, out) == (1, "[]\n")
    assert "pages.json:1: is not JSON" in err
    status, out, _ = run(["lint", str(tmp_path), "--format", "json"], capsys)
    assert status == 1
    assert '"kind":"unreadable"' in out


DIRTY: list[tuple[str, str, str, str, str]] = [
    # file, content, kind, origin, message
    ("publishers.csv", "id,level\na,6\n", "bad-level", "publishers.csv:2", "level: expected 1..5, got '6'"),
    ("publishers.csv", "id,level\na,0\n", "bad-level", "publishers.csv:2", "level: expected 1..5, got '0'"),
    (
        "publishers.csv",
        "id,level\na,3.7\n",
        "bad-level",
        "publishers.csv:2",
        "level: expected 1..5, got '3.7'",
    ),
    (
        "publishers.csv",
        "id,level\na,4 stars\n",
        "bad-level",
        "publishers.csv:2",
        "level: expected 1..5, got '4 stars'",
    ),
    (
        "publishers.json",
        '[{"id": "a", "level": true}]',
        "bad-level",
        "publishers.json#1",
        "level: expected 1..5, got 'true'",
    ),
    (
        "publishers.json",
        '[{"id": "a", "level": 1e400}]',
        "bad-level",
        "publishers.json#1",
        "level: expected 1..5, got '1e400'",
    ),
    (
        "publishers.yaml",
        "- id: x\n- id: a\n  level: 9\n",
        "bad-level",
        "publishers.yaml:2",
        "level: expected 1..5, got '9'",
    ),
    ("pages.csv", "id,quality\na,nan\n", "bad-value", "pages.csv:2", "quality: expected a number, got 'nan'"),
    ("pages.csv", "id,quality\na,inf\n", "bad-value", "pages.csv:2", "quality: expected a number, got 'inf'"),
    (
        "sources.csv",
        "id,published\na,2024-02-31\n",
        "bad-date",
        "sources.csv:2",
        "published: expected a date (2024, 2024-03 or 2024-03-31), got '2024-02-31'",
    ),
    (
        "sources.csv",
        "id,published\na,31 February\n",
        "bad-date",
        "sources.csv:2",
        "published: expected a date (2024, 2024-03 or 2024-03-31), got '31 February'",
    ),
    (
        "sources.csv",
        "id,titel\na,A\n",
        "unknown-field",
        "sources.csv:2",
        "sources have no field 'titel'; did you mean 'title'?",
    ),
    ("sources.csv", "url,title\n,A\n", "missing-field", "sources.csv:2", "a source needs an id or a url"),
    (
        "publishers.csv",
        "id,kind\na,plattform\n",
        "bad-value",
        "publishers.csv:2",
        "kind: expected one of publisher, platform, got 'plattform'; did you mean 'platform'?",
    ),
    (
        "publishers.yaml",
        "- id: a\n  places: [https://a.org/]\n",
        "bad-place",
        "publishers.yaml:1",
        "places: 'https://a.org/' is a URL; a place is written host or host/path: a.org",
    ),
    (
        "publishers.yaml",
        "- id: a\n  places: ['']\n",
        "bad-place",
        "publishers.yaml:1",
        "places: expected a place (host or host/path), got ''",
    ),
    (
        "publishers.yaml",
        "- id: a\n  owned_by: [x, y]\n",
        "second-owner",
        "publishers.yaml:1",
        "owned_by: names 2 owners, x counts",
    ),
    (
        "organizations.yaml",
        "- {id: a, parent: b}\n- {id: b, parent: a}\n",
        "ownership-cycle",
        "organizations.yaml:1",
        "own each other: a -> b -> a",
    ),
    (
        "pages.csv",
        "id\na\na\n",
        "duplicate-id",
        "pages.csv:3",
        "id a occurs again; the first, at pages.csv:2, counts",
    ),
    (
        "sources.csv",
        "id,url\na,http://x.org/\nb,https://www.x.org\n",
        "duplicate-address",
        "sources.csv:3",
        "is the same work as source:a and counts once",
    ),
    (
        "sources.csv",
        "id,url\na,javascript:alert(1)\n",
        "bad-address",
        "sources.csv:2",
        "cannot read the address javascript:alert(1)",
    ),
    (
        "sources.csv",
        "id,publisher\na,nobody\n",
        "dangling-publisher",
        "sources.csv:2",
        "states publisher nobody, of which there is no record",
    ),
    (
        "ratings.csv",
        "subject,rater,value\nsource:a,house,4\n",
        "dangling-subject",
        "ratings.csv:2",
        "rates source:a, of which there is no record",
    ),
    (
        "ratings.csv",
        "subject,rater,value\na.org,stranger,4\n",
        "unknown-rater",
        "ratings.csv:2",
        "rated by stranger, of whom there is no record",
    ),
]


@pytest.mark.parametrize(
    ("name", "content", "kind", "origin", "message"),
    DIRTY,
    ids=[f"{kind} {message}" for _, _, kind, _, message in DIRTY],
)
def test_dirt_is_a_problem_with_its_place_and_does_not_stop_the_rest(
    name: str,
    content: str,
    kind: str,
    origin: str,
    message: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / name).write_text(content, "utf-8")
    status, out, _ = run(["lint", str(tmp_path), "--format", "jsonl"], capsys)
    found = pl.read_ndjson(out.encode()).filter(pl.col("kind") == kind).select("origin", "message").rows()
    assert (origin, message) in found
    assert status == 1


def test_strict_makes_dirt_fatal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "publishers.csv").write_text("id,level\na,6\nb,7\n")
    check_refusal(
        ["build", str(tmp_path), "-o", str(tmp_path / "x.kg"), "--strict"],
        "publishers.csv:2: bad-level: level: expected 1..5, got '6' (and 1 more)",
        capsys,
    )
    assert not (tmp_path / "x.kg").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["exposure"],
        ["exposure", "x", "--max-hops", "5"],
        ["exposure", "x", "--as-of", "today"],
        ["rate", "x"],
        ["nothing"],
        ["lint", "x", "--format", "xml"],
    ],
)
def test_wrong_usage_exits_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(arguments, capsys)
    assert (status, out) == (2, "")
    assert err
    assert sys.exc_info() == (None, None, None)
