"""Unchanged documents are not read again, changed ones are, and what is kept can neither be forged nor fail."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import kg
from kg.readers.documents import cache as module
from kg.readers.documents import workers
from kg.readers.documents.cache import Cache, Kept, open_kept
from kg.readers.documents.configuration import Options


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(module, "_SETTLED", 0)
    folder = tmp_path / "docs"
    folder.mkdir()
    for name in "abc":
        (folder / f"{name}.md").write_text(
            f"See [{name}](https://{name}.org/).\n\n<!-- kg: ignore x -->\n", "utf-8"
        )
    return folder


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of documents that are read, and of those that are parsed (with a *)."""
    seen: list[str] = []
    read, parse = workers.read_bytes, workers.parse

    def reading(path: Path, **more: int) -> bytes:
        seen.append(path.name)
        return read(path, **more)

    def parsing(data: bytes, *, name: str, options: Options) -> object:
        seen.append(f"*{name}")
        return parse(data, name=name, options=options)

    monkeypatch.setattr(workers, "read_bytes", reading)
    monkeypatch.setattr(workers, "parse", parsing)
    return seen


def tables(folder: Path, cache: Cache | None) -> dict[str, list[tuple[object, ...]]]:
    corpus = kg.read(folder, cache=cache)
    return {name: corpus[name].rows() for name in corpus} | {"problems": corpus.problems.rows()}


def test_a_warm_run_reads_no_document(tree: Path, tmp_path: Path, opened: list[str]) -> None:
    cache = Cache(tmp_path / "kept")
    cold = tables(tree, cache)
    assert sorted(opened) == ["*a.md", "*b.md", "*c.md", "a.md", "b.md", "c.md"]
    opened.clear()
    assert tables(tree, cache) == cold
    assert opened == []


def test_a_changed_document_is_read_alone(tree: Path, tmp_path: Path, opened: list[str]) -> None:
    cache = Cache(tmp_path / "kept")
    tables(tree, cache)
    (tree / "b.md").write_text("See [n](https://new.org/).", "utf-8")
    opened.clear()
    assert tables(tree, cache) == tables(tree, None)
    assert opened[:3] == ["b.md", "b.md", "*b.md"]


def test_one_that_was_only_touched_is_not_parsed(tree: Path, tmp_path: Path, opened: list[str]) -> None:
    cache = Cache(tmp_path / "kept")
    tables(tree, cache)
    os.utime(tree / "b.md", (1, 1))
    opened.clear()
    tables(tree, cache)
    assert opened == ["b.md"]
    opened.clear()
    tables(tree, cache)
    assert opened == []


def test_one_that_keeps_size_and_time_is_read_all_the_same(tree: Path, tmp_path: Path) -> None:
    cache = Cache(tmp_path / "kept")
    tables(tree, cache)
    path = tree / "b.md"
    before = path.stat()
    path.write_text(path.read_text("utf-8").replace("b.org", "x.org"), "utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    assert tables(tree, cache) == tables(tree, None)


def test_one_that_was_written_a_moment_ago_is_not_trusted(
    tree: Path, tmp_path: Path, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_SETTLED", 10**12)
    cache = Cache(tmp_path / "kept")
    tables(tree, cache)
    opened.clear()
    tables(tree, cache)
    assert sorted(opened) == ["a.md", "b.md", "c.md"]


def test_renamed_removed_and_other_options(tree: Path, tmp_path: Path, opened: list[str]) -> None:
    cache = Cache(tmp_path / "kept")
    tables(tree, cache)
    (tree / "c.md").rename(tree / "d.md")
    (tree / "a.md").unlink()
    opened.clear()
    assert tables(tree, cache) == tables(tree, None)
    assert opened[0] == "d.md"
    assert "*d.md" not in opened[:1]
    (tree / "kg.toml").write_text('[documents]\nformat = "mdx"\n', "utf-8")
    assert tables(tree, cache) == tables(tree, None)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b'{"format": "kg-documents 0", "files": {}}',
        b"\xff\xfe",
        b"[" * 100_000,
        None,
    ],
)
def test_what_is_damaged_is_passed_over(content: bytes | None, tree: Path, tmp_path: Path) -> None:
    cache = Cache(tmp_path / "kept")
    cold = tables(tree, cache)
    (place,) = (tmp_path / "kept").glob("*.json")
    if content is None:
        said = json.loads(place.read_text("utf-8"))
        said["files"]["a.md"] = ["no", "entry"]
        content = json.dumps(said).encode()
    place.write_bytes(content)
    assert tables(tree, cache) == cold


def test_a_folder_that_cannot_be_written_keeps_nothing(tree: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert tables(tree, Cache(tmp_path / "file" / "kept")) == tables(tree, None)


def test_nothing_is_kept_in_the_tree(tree: Path, tmp_path: Path) -> None:
    before = sorted(tree.rglob("*"))
    tables(tree, Cache(tmp_path / "kept"))
    assert sorted(tree.rglob("*")) == before


def test_another_tree_can_be_served_and_writes_nothing(tree: Path, tmp_path: Path, opened: list[str]) -> None:
    tables(tree, Cache(tmp_path / "kept"))
    (place,) = (tmp_path / "kept").glob("*.json")
    before = place.read_bytes()
    other = tmp_path / "other"
    other.mkdir()
    (other / "a.md").write_bytes((tree / "a.md").read_bytes())
    opened.clear()
    tables(other, Cache(tmp_path / "kept", instead_of=tree))
    assert opened == ["a.md"]
    assert place.read_bytes() == before


def test_results_of_trees_long_gone_are_removed(tree: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    old = kept / "0.json"
    old.write_text("{}")
    long_ago = time.time() - 100 * 86_400
    os.utime(old, (long_ago, long_ago))
    tables(tree, Cache(kept))
    assert not old.exists()


TEXTS = st.lists(
    st.sampled_from(
        [
            "# T\n",
            "See [a](https://a.org/x).\n",
            "- <https://b.org>[^1]\n",
            "[^1]: [c](d.md)\n",
            "---\ntitle: X\nlist: [a, b]\n---\n",
            '[a](https://a.org "cito:disputes")\n',
            "<!-- kg: ignore low-citation until 2027 because x -->\n",
            "| a |\n|---|\n| https://e.org |\n",
            "\ud7ff é 日\n",
        ]
    ),
    max_size=6,
).map("\n".join)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    first=st.dictionaries(st.sampled_from("abcd"), TEXTS, min_size=1),
    second=st.dictionaries(st.sampled_from("abcd"), TEXTS, min_size=1),
)
def test_incremental_equals_anew(
    first: dict[str, str], second: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("tree")
    cache = Cache(tmp_path_factory.mktemp("kept"))
    for texts in (first, second, first):
        for path in folder.glob("*.md"):
            if path.stem not in texts:
                path.unlink()
        for name, text in texts.items():
            (folder / f"{name}.md").write_text(text, "utf-8")
        assert tables(folder, cache) == tables(folder, None)


def test_what_is_kept_is_what_was_said(tree: Path, tmp_path: Path) -> None:
    cache = Cache(tmp_path / "kept")
    kg.read(tree, cache=cache)
    options = Options(format="markdown")
    kept = open_kept(cache, tree, options)
    assert isinstance(kept, Kept)
    for name, entry in kept.entries.items():
        assert entry.parsed == workers.parse((tree / name).read_bytes(), name=name, options=options)
    assert pl.Series(list(kept.entries)).to_list() == ["a.md", "b.md", "c.md"]
