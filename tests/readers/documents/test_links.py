"""Links between pages: how each generator names them, and what is not judged."""

from __future__ import annotations

from pathlib import Path

import pytest

import kg
from tests.readers.documents.said import said

HUGO = '[documents]\nroot = "content"\nformat = "hugo"\nbase_url = "https://h.org/"\n'
BLOG = '[documents]\nformat = "docusaurus"\n'
BOOK = '[documents]\nroot = "src"\n'
OBSIDIAN = '[documents]\nformat = "obsidian"\n'
MYST = '[documents]\nformat = "myst"\n'
LINKS = {
    "Hugo writes routes in small letters": (
        HUGO,
        {"content/fn/Format.md": "a", "content/a.md": "[b](/fn/format/) [c](https://h.org/fn/format/#x)"},
        [("a", "fn/Format")],
        [],
    ),
    "other generators do not": (
        '[documents]\nformat = "mdx"\nbase_url = "https://h.org/"\n',
        {"fn/Format.md": "a", "a.md": "[b](/fn/format/)"},
        [],
        ["a.md:1"],
    ),
    "a post of Docusaurus by its date": (
        BLOG,
        {
            "website/docusaurus.config.js": "",
            "website/blog/2016-07-27-jest-14.md": "a",
            "a.md": "[b](/blog/2016/07/27/jest-14)",
        },
        [("a", "website/blog/2016-07-27-jest-14")],
        [],
    ),
    "a note that is called as a folder is": (
        OBSIDIAN,
        {"x/Import.md": "a", "Import/b.md": "c", "a.md": "[[Import]]"},
        [("a", "x/Import")],
        [],
    ),
    "a folder is no broken note": (OBSIDIAN, {"Import/b.md": "c", "a.md": "[a](Import)"}, [], []),
    "out of the root": (
        BOOK,
        {"src/a.md": "[b](../std/io.html) [c](../README.md) [d](../gone.md)", "README.md": "a"},
        [],
        ["src/a.md:1"],
    ),
    "a target of MyST": (
        MYST,
        {"a.md": "[b](#lab) [c](#heading) [d](#own)\n\n(own)=\ne", "b.md": "(lab)=\n# B"},
        [("a", "b")],
        [],
    ),
    "an anchor elsewhere is none": (
        '[documents]\nformat = "markdown"\n',
        {"a.md": "[b](#b)", "b.md": "# B"},
        [],
        [],
    ),
}


@pytest.mark.parametrize("name", LINKS)
def test_links(name: str, tmp_path: Path) -> None:
    configuration, files, links, broken = LINKS[name]
    for path, text in {**files, "kg.toml": configuration}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    corpus = kg.read(tmp_path)
    assert corpus["links"].select("page", "target").rows() == links
    assert corpus.problems["origin"].to_list() == broken


def test_an_address_ends_before_a_comment_that_is_hidden() -> None:
    assert said("https://a.org%%b%% c", "obsidian") == ["1:1 bare-link https://a.org | https://a.org c"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("_http://127.0.0.1:80_", "http://127.0.0.1:80"),
        ("(http://127.0.0.1:80_)", "http://127.0.0.1:80"),
        ("_http://127.0.0.1:80/a_b_", "http://127.0.0.1:80/a_b"),
    ],
)
def test_a_port_before_a_sign_of_emphasis(text: str, expected: str) -> None:
    assert said(text)[0].split(" ")[2] == expected


def test_a_target_that_another_project_may_have_is_not_called_broken(tmp_path: Path) -> None:
    (tmp_path / "a.rst").write_text("See :ref:`elsewhere`.\n", "utf-8")
    assert kg.read(tmp_path).problems["kind"].to_list() == ["broken-reference"]
    (tmp_path / "conf.py").write_text(
        "extensions = []\nintersphinx_mapping = {'python': ('p', None)}\n", "utf-8"
    )
    assert kg.read(tmp_path).problems["kind"].to_list() == []
