"""``kg init``: what it sees, and that what it writes reads the same."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from kg.readers.settings import read_configuration
from tests.gate.handbook import run

TREES: dict[str, tuple[dict[str, str], str, str]] = {
    "plain": ({"a.md": "# A", "b/c.md": "# C"}, ".", "markdown"),
    "below docs": ({"README.md": "# R", "docs/a.md": "# A", "docs/b/c.md": "# C"}, "docs", "markdown"),
    "one file": ({"a.md": "# A"}, ".", "markdown"),
    "mdx": ({"docs/a.mdx": "# A", "docs/b.mdx": "# B"}, "docs", "mdx"),
    "hugo": (
        {"hugo.toml": "", "content/en/a.md": "", "content/en/b.md": "", "README.md": ""},
        "content/en",
        "hugo",
    ),
    "docusaurus": (
        {"website/docusaurus.config.js": "", "website/docs/a.md": "", "website/docs/b.md": ""},
        "website/docs",
        "docusaurus",
    ),
    "docusaurus beside": (
        {"website/docusaurus.config.ts": "", "docs/a.md": "", "docs/b.mdx": ""},
        "docs",
        "docusaurus",
    ),
    "sphinx": ({"doc/conf.py": "", "doc/index.rst": "", "doc/a/b.rst": ""}, "doc", "rst"),
    "myst": ({"docs/conf.py": "", "docs/index.md": "", "docs/b.md": ""}, "docs", "myst"),
    "obsidian": ({".obsidian/app.json": "{}", "a.md": "", "b/c.md": ""}, ".", "obsidian"),
    "a vault without its folder": ({"a.md": "[[b]]", "b.md": "![[a|x]]"}, ".", "obsidian"),
}


def tree(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


@pytest.mark.parametrize(("files", "root", "form"), TREES.values(), ids=TREES)
def test_root_and_format(
    files: dict[str, str], root: str, form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, err = run(capsys, "init", str(tree(tmp_path, files)))
    assert status == 0, err
    assert f" under {root} " in out
    documents = read_configuration(tmp_path / "kg.toml").documents
    assert documents is not None
    assert (documents.root, documents.options.format) == (root, form)
    assert run(capsys, "check", str(tmp_path))[0] in (0, 1)


def test_components_and_shortcodes_that_carry_addresses_are_citations(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = '<Cite href="https://a.org/1"/> <Cite href={"https://a.org/2"}/> <Chart data="x"/> <Image src="https://b.org/i"/>'
    run(capsys, "init", str(tree(tmp_path, {"a.mdx": text})))
    assert tomllib.loads((tmp_path / "kg.toml").read_text())["documents"]["components"] == {"Cite": "href"}
    status, out, _ = run(capsys, "claims", str(tmp_path), "--format", "json")
    assert status == 0
    assert out.count("component:Cite") == 2


def test_ids_are_offered_and_not_taken(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "init", str(tree(tmp_path, {"a.mdx": '<R id="x1"/> <R id="x2"/>'})))
    text = (tmp_path / "kg.toml").read_text()
    assert '# R = "id"' in text
    assert "components" not in tomllib.loads(text)["documents"]


def test_tables_beside_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = {"a.md": "[a](https://low.org/a)", "publishers.csv": "id,level,places\nlow,1,low.org\n"}
    _, out, _ = run(capsys, "init", str(tree(tmp_path, files)))
    assert "publishers.csv is read beside the documents." in out
    assert "No ratings are here" not in out
    assert run(capsys, "check", str(tmp_path))[0] == 1


def test_what_is_there_stays(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tree(tmp_path, {"a.md": "# A", "kg.toml": "# mine\n"})
    status, _, err = run(capsys, "init", str(tmp_path))
    assert status == 1
    assert "is there already" in err
    assert (tmp_path / "kg.toml").read_text() == "# mine\n"
    assert run(capsys, "init", str(tmp_path), "--force")[0] == 0
    assert "[documents]" in (tmp_path / "kg.toml").read_text()


@pytest.mark.parametrize("files", [{}, {"a.csv": "id\n"}])
def test_a_folder_without_documents(
    files: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, _, err = run(capsys, "init", str(tree(tmp_path, files)))
    assert status == 1
    assert "holds no .md" in err
    assert not (tmp_path / "kg.toml").exists()


def test_a_hostile_name_stays_a_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = 'x"]\n[check]\nbaseline = "'
    run(capsys, "init", str(tree(tmp_path, {f"{name}/a.md": "# A", f"{name}/b.md": "# B"})))
    documents = read_configuration(tmp_path / "kg.toml").documents
    assert documents is not None
    assert documents.root == name
