"""The graph of inputs that have not changed is not made again, and that of others always is."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.gate import run as module
from kg.gate.run import Ask, run
from kg.graph import kept
from kg.readers.documents import cache as times
from kg.readers.documents.cache import Cache
from tests.gate.handbook import REGISTRY, write

LOW = "See [a](https://low.org/a)."


@pytest.fixture
def ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ask:
    monkeypatch.setattr(times, "_SETTLED", 0)
    docs = write(tmp_path, registry=REGISTRY, d=f"# D\n\n{LOW}\n", e="[x](d.md)\n")
    return Ask((docs,), registry=tmp_path / "registry", cache=Cache(tmp_path / "kept"))


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The inputs of which a graph was made."""
    seen: list[Path] = []
    load = module.load

    def loading(path: Path, **more: object) -> object:
        seen.append(path)
        return load(path, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "load", loading)
    return seen


def told(ask: Ask) -> tuple[object, ...]:
    notes: list[str] = []
    import dataclasses

    report = run(dataclasses.replace(ask, note=notes.append))
    return report.placed.rows(), report.passed, notes


def test_a_warm_run_makes_no_graph_and_tells_the_same(ask: Ask, made: list[Path]) -> None:
    cold = told(ask)
    assert told(ask) == cold
    assert len(made) == 1


def renamed(folder: Path) -> None:
    (folder / "docs" / "e.md").rename(folder / "docs" / "f.md")


def same_size_and_time(folder: Path) -> None:
    path = folder / "docs" / "d.md"
    before = path.stat()
    path.write_text(path.read_text("utf-8").replace("low.org/a", "low.org/b"), "utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


CHANGES: dict[str, Callable[[Path], object]] = {
    "a document": lambda folder: (folder / "docs" / "d.md").write_text("Nothing.", "utf-8"),
    "a document that keeps size and time": same_size_and_time,
    "a new document": lambda folder: (folder / "docs" / "g.md").write_text(LOW, "utf-8"),
    "a document less": lambda folder: (folder / "docs" / "d.md").unlink(),
    "a document of another name": renamed,
    "a picture": lambda folder: (folder / "docs" / "p.png").write_bytes(b"p"),
    "the registry": lambda folder: (folder / "registry" / "publishers.yaml").write_text(
        "- {id: low, level: 5, places: [low.org]}\n"
    ),
    "a table beside": lambda folder: (folder / "registry" / "ratings.csv").write_text(
        "subject,rater,value\nlow.org,house,4\n"
    ),
    "kg.toml": lambda folder: (folder / "docs" / "kg.toml").write_text('[documents]\nexclude = ["d.md"]\n'),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_any_change_makes_it_anew(
    change: Callable[[Path], object], ask: Ask, made: list[Path], tmp_path: Path
) -> None:
    import dataclasses

    told(ask)
    change(tmp_path)
    assert told(ask) == told(dataclasses.replace(ask, cache=None))
    assert len(made) == 3


def test_another_day_or_policy_makes_it_anew(ask: Ask, made: list[Path]) -> None:
    import dataclasses
    import datetime

    from kg.model.policy import Policy

    told(ask)
    told(dataclasses.replace(ask, as_of=datetime.date(2020, 1, 1)))
    told(dataclasses.replace(ask, policy=Policy(low=1)))
    told(dataclasses.replace(ask, registry=None))
    assert len(made) == 4


def test_what_changed_a_moment_ago_is_not_kept(
    ask: Ask, made: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(times, "_SETTLED", 10**15)
    told(ask)
    told(ask)
    assert len(made) == 2


@pytest.mark.parametrize("suffix", [".kg", ".json"])
def test_what_is_damaged_is_made_anew(suffix: str, ask: Ask, made: list[Path], tmp_path: Path) -> None:
    cold = told(ask)
    (place,) = (tmp_path / "kept" / "graphs").glob(f"*{suffix}")
    place.write_bytes(b"PK\x03\x04 no snapshot")
    assert told(ask) == cold
    assert len(made) == 2


def test_one_graph_is_kept_of_one_input(ask: Ask, tmp_path: Path) -> None:
    told(ask)
    (tmp_path / "docs" / "d.md").write_text("Other.", "utf-8")
    told(ask)
    assert len(list((tmp_path / "kept" / "graphs").glob("*.kg"))) == 1


def test_other_code_makes_it_anew(ask: Ask, made: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    told(ask)
    monkeypatch.setattr(kept, "_code", lambda: "another")
    told(ask)
    assert len(made) == 2
