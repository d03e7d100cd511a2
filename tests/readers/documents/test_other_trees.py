"""What other people's trees taught: roots, names of files, addresses that generators make."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from kg.gate.baseline import read_baseline
from kg.readers.documents.configuration import Documents, Options
from kg.readers.documents.reader import DocumentTables, read_documents
from kg.readers.documents.survey import survey

from .said import parsed


def _written(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def _read(folder: Path, files: dict[str, str], form: str, root: str = ".") -> DocumentTables:
    return read_documents(_written(folder, files), Documents(root=root, options=Options(format=form)))


def _broken(found: DocumentTables) -> list[str | None]:
    return [row["origin"] for row in found.problems if row["kind"] == "broken-reference"]


def _links(found: DocumentTables) -> list[tuple[str, str]]:
    frame = next(table.frame for table in found.tables if table.table == "links")
    return frame.select("page", "target").rows()


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are bytes on Linux alone")
def test_a_name_that_is_not_utf8_is_unread_and_the_rest_is_read(tmp_path: Path) -> None:
    _written(tmp_path, {"a.md": "[x](b%FF.md)\n"})
    for name in (b"b\xff.md", b"p\xff.png"):
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text("x")
    found = read_documents(tmp_path, Documents())
    assert [(row["kind"], row["origin"]) for row in found.problems] == [("unread-file", "b\\xff.md")]


def test_a_baseline_with_half_a_character_is_read(tmp_path: Path) -> None:
    path = tmp_path / "b.json"
    path.write_text('{"format": "kg-baseline", "version": 1, "findings": [{"rule": "x", "page": "\\ud800"}]}')
    assert read_baseline(path)["page"].to_list() == ["?"]


def test_docusaurus_seeks_a_path_from_the_folder_of_documents(tmp_path: Path) -> None:
    files = {"docs/a/b.md": "[x](api/c.md) [y](@site/docs/d.md) [z](./api/c.md)\n"}
    files |= {"docs/api/c.md": "# C\n", "docs/d.md": "# D\n", "docusaurus.config.js": ""}
    found = _read(tmp_path, files, "docusaurus", "docs")
    assert sorted(_links(found)) == [("a/b", "api/c"), ("a/b", "d")]
    assert _broken(found) == ["docs/a/b.md:1"]


def test_what_a_template_writes_is_not_broken(tmp_path: Path) -> None:
    found = _read(tmp_path, {"a.md": '<a href="{{ user.url }}">x</a>\n\n[y](gone.md)\n'}, "markdown")
    assert _broken(found) == ["a.md:3"]


def test_a_preprocessor_of_mdbook_makes_addresses(tmp_path: Path) -> None:
    files = {"book.toml": "[preprocessor.spec]\n", "src/a.md": "[x](items.static)\n\n[y](gone.md)\n"}
    assert _broken(_read(tmp_path, files, "markdown", "src")) == ["src/a.md:3"]


def test_a_document_of_another_project_is_not_broken(tmp_path: Path) -> None:
    found = _read(tmp_path, {"a.rst": ":doc:`jax:autodiff`\n\n:doc:`gone`\n"}, "rst")
    assert _broken(found) == ["a.rst:3"]


def test_sphinx_lays_files_beside_the_pages(tmp_path: Path) -> None:
    files = {"source/conf.py": 'html_extra_path = ["../extra"]\n', "extra/s/a.json": "{}"}
    files["source/s/index.rst"] = "`x <a.json>`_\n\n`y <b.json>`_\n"
    assert _broken(_read(tmp_path, files, "rst", "source")) == ["source/s/index.rst:3"]


@pytest.mark.parametrize("options", [":label: ex", "---\nlabel: ex\n---"])
def test_a_directive_that_is_no_text_has_a_label(options: str) -> None:
    assert parsed(f"```{{exercise-start}}\n{options}\n```\n", "myst").labels == ("ex",)


@pytest.mark.parametrize(
    ("files", "root"),
    [
        (("hugo.toml", "content/en/docs/a.md", "content/en/docs/b.md"), "content/en"),
        (("hugo.toml", "content/en/a.md", "content/fr/a.md"), "content"),
        (("book.toml", "src/a.md", "src/b.md", "dev/c.md"), "src"),
        (("README.md",), "."),
    ],
)
def test_the_root_is_that_of_the_generator(tmp_path: Path, files: tuple[str, ...], root: str) -> None:
    seen = survey(_written(tmp_path, dict.fromkeys(files, "x\n")))
    assert seen.root == root


def test_a_readme_that_is_read_is_not_passed_over(tmp_path: Path) -> None:
    seen = survey(_written(tmp_path, {"README.md": "x\n", "a.md": "x\n"}))
    assert (seen.documents, seen.passed_over) == (2, 0)
