"""``kg resolve``: JSON Lines in and out in order, bad lines answered, steps for people."""

from __future__ import annotations

import io
import json
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from kg.cli.main import app
from kg.resolution import json_lines
from kg.resolution.json_lines import answer_lines
from tests.resolution.registries import PLACES, PUBLISHERS, resolver_of_rows

FIELDS = ["id", "publisher", "matched_by", "host", "canonical_url", "problem"]


def answered(*lines: bytes) -> list[dict[str, Any]]:
    resolver = resolver_of_rows(publishers=PUBLISHERS, places=PLACES)
    text = "".join(answer_lines(io.BytesIO(b"\n".join(lines) + b"\n"), resolver))
    return [json.loads(line) for line in text.splitlines()]


def test_an_answer_has_its_fields_in_their_order() -> None:
    (row,) = answered(b'{"id": "a", "url": "https://www.nature.com/srep/1?utm_source=x"}')
    assert list(row) == FIELDS
    assert list(row.values()) == [
        "a",
        "scireports",
        "place",
        "www.nature.com",
        "https://nature.com/srep/1",
        None,
    ]


BAD = [
    (b"", None, "bad-value"),
    (b"no JSON", None, "bad-value"),
    (b"[1]", None, "bad-value"),
    (b'"https://openai.com/"', None, "bad-value"),
    (b"null", None, "bad-value"),
    (b'{"id": 1', None, "bad-value"),
    (b'{"id": NaN, "url": "https://openai.com/"}', None, "bad-value"),
    (b'{"id": 1e999, "url": "https://openai.com/"}', None, "bad-value"),
    (b'{"id": ' + b"1" * 5000 + b', "url": "https://openai.com/"}', None, "bad-value"),
    (b'{"id": 1, "url": "https://openai.com/\xff"}', None, "bad-value"),
    (b"[" * 100_000, None, "bad-value"),
    (b'{"url": "' + b"x" * (1 << 21) + b'"}', None, "bad-value"),
    (b'{"id": 7}', 7, "missing-field"),
    (b'{"id": 7, "url": null}', 7, "missing-field"),
    (b'{"id": 7, "url": ["https://openai.com/"]}', 7, "bad-value"),
    (b'{"id": 7, "url": 5}', 7, "bad-value"),
    (b'{"id": 7, "url": ""}', 7, "bad-address"),
    (b'{"id": 7, "url": "javascript:x"}', 7, "bad-address"),
    (b'{"id": 7, "url": "https://openai.com\\ud800.evil.net/"}', 7, "bad-address"),
]


@pytest.mark.parametrize(("line", "name", "kind"), BAD, ids=[repr(line[:40]) for line, _, _ in BAD])
def test_a_bad_line_is_answered_with_a_problem(line: bytes, name: object, kind: str) -> None:
    good = b'{"id": "z", "url": "https://openai.com/"}'
    bad, after = answered(line, good)
    assert (bad["id"], bad["publisher"], bad["matched_by"]) == (name, None, "none")
    assert bad["problem"].startswith(f"{kind}: ")
    assert after["publisher"] == "openai"


def test_ids_of_any_sort_come_back_and_others_fields_are_passed_over() -> None:
    ids = ["ü\ud800", 0, -1, 1.5, True, None, {"a": [1]}, "line\nbreak\u2028"]
    lines = [json.dumps({"id": one, "url": "https://openai.com/", "more": 1}).encode() for one in ids]
    assert [row["id"] for row in answered(*lines)] == ids


class Counted(io.BytesIO):
    """A stream that makes its lines as they are read, and knows how many it made."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        super().__init__()
        self.lines = lines
        self.made = 0

    def fileno(self) -> int:
        raise OSError

    def read(self, size: int | None = -1) -> bytes:
        block = b""
        for line in self.lines:
            block += line
            self.made += 1
            if len(block) >= 20_000:
                break
        return block


def test_answers_come_in_order_and_in_batches_while_lines_are_still_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(json_lines, "_BATCH", 500)
    total = 5000
    stream = Counted(b'{"id": %d, "url": "https://h%d.openai.com/"}\n' % (one, one) for one in range(total))
    seen: list[int] = []
    for text in answer_lines(stream, resolver_of_rows(publishers=PUBLISHERS, places=PLACES)):
        seen += [json.loads(line)["id"] for line in text.splitlines()]
        assert stream.made - len(seen) < 1500
    assert seen == list(range(total))


def test_a_writer_that_waits_for_each_answer_gets_it() -> None:
    source, sink = os.pipe()
    resolver = resolver_of_rows(publishers=PUBLISHERS, places=PLACES)
    with os.fdopen(source, "rb") as lines:
        answers = answer_lines(lines, resolver)
        for number in range(3):
            line = b'{"id": %d, "url": "https://openai.com/"}\n' % number
            threading.Timer(0.01, os.write, (sink, line)).start()
            assert json.loads(next(answers))["id"] == number
        os.close(sink)
        assert list(answers) == []


@pytest.fixture
def registry(tmp_path: Path) -> str:
    file = tmp_path / "registry.json"
    publishers = [
        {"id": "openai", "level": 4, "places": ["openai.com"]},
        {"id": "medium", "kind": "platform", "level": 2, "places": ["medium.com"]},
    ]
    file.write_text(json.dumps({"publishers": publishers}), "utf-8")
    return str(file)


def test_the_command_answers_json_lines(registry: str) -> None:
    lines = '{"id": 1, "url": "https://medium.com/@x/1"}\nx\n'
    run = CliRunner().invoke(app, ["resolve", "--registry", registry, "--jsonl"], input=lines)
    rows = [json.loads(line) for line in run.stdout.splitlines()]
    assert run.exit_code == 0
    assert [(row["publisher"], row["matched_by"]) for row in rows] == [("medium", "platform"), (None, "none")]


def test_the_command_prints_the_steps(registry: str) -> None:
    address = "https://web.archive.org/web/2020/https://cdn.openai.com/x"
    run = CliRunner().invoke(app, ["resolve", address, "https://evil.net/\x1b[31m", "--registry", registry])
    assert run.exit_code == 0
    assert run.stdout.splitlines() == [
        f"{address} -> publisher:openai (place): unwrapped web.archive.org, host cdn.openai.com, "
        "place openai.com of publisher:openai",
        "https://evil.net/\\x1b[31m -> nobody (none): host evil.net",
    ]


def test_the_command_wants_addresses_or_lines(registry: str) -> None:
    assert CliRunner().invoke(app, ["resolve", "--registry", registry]).exit_code == 2
    both = CliRunner().invoke(app, ["resolve", "https://a.org/", "--jsonl"])
    assert both.exit_code == 2


def test_a_place_that_only_a_list_knows_is_no_publisher_of_the_registry(tmp_path: Path) -> None:
    (tmp_path / "ratings.json").write_text(
        json.dumps([{"subject": "listed.org", "rater": "mbfc", "value": "high"}]), "utf-8"
    )
    run = CliRunner().invoke(
        app,
        ["resolve", "--registry", str(tmp_path), "--jsonl"],
        input='{"id": 1, "url": "https://listed.org/x"}\n',
    )
    assert json.loads(run.stdout)["publisher"] is None
