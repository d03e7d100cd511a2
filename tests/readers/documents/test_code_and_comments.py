"""Addresses in code and in comments: no citations, unless that is configured."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

import kg
from kg.errors import MapError
from kg.readers.documents.configuration import Options
from kg.readers.documents.rst_blocks import parse_rst
from tests.readers.documents.said import parsed, said

FORMATS = ("markdown", "mdx", "docusaurus", "obsidian", "hugo", "myst")
CODE = {
    "within a text": ("Run `curl https://a.org/x` or\n``b `https://b.org` ``.", [
        "1:11 code https://a.org/x | Run curl https://a.org/x or b `https://b.org` .",
        "2:6 code https://b.org | Run curl https://a.org/x or b `https://b.org` .",
    ]),
    "beside a link": ("[a](https://l.org) `https://a.org`", [
        "1:1 link https://l.org | a https://a.org",
        "1:21 code https://a.org | a https://a.org",
    ]),
    "in a heading and an item": ("# `https://a.org`\n\n- b\n  - `https://b.org`", [
        "1:4 code https://a.org | https://a.org",
        "4:6 code https://b.org | https://b.org",
    ]),
    "in a row": ("| a | b |\n|---|---|\n| x \\| y | `https://a.org` |", ["3:13 code https://a.org | x | y https://a.org"]),
    "between fences": ('a\n\n```py\nx = 1\nget("https://a.org/x","b")\n```', [
        '5:6 code https://a.org/x | x = 1 get("https://a.org/x","b")',
    ]),
    "between fences in an item in a quotation": ("> - a\n>\n>   ~~~\n>     see https://a.org\n>   ~~~", [
        "4:11 code https://a.org | see https://a.org",
    ]),
    "in a footnote": ("a[^1]\n\n[^1]: b `https://a.org`", ["3:10 code https://a.org | a"]),
    "as a template": ('`https://a.org/{id}` `https://b.org/${x}` `https://c.org/<id>`', ["1:44 code https://c.org/ | https://a.org/{id} https://b.org/${x} https://c.org/<id>"]),
    "that holds no address": ("`https://` and\n\n```\nno address\n```", []),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", CODE)
def test_addresses_in_code(name: str, form: str) -> None:
    text, expected = CODE[name]
    assert said(text, form, cited_in_code=True) == expected
    plain = [line for line in expected if " code " not in line]
    assert said(text, form) == plain == said(text, form, cited_in_comments=True)


INDENTED = "a\n\n    get https://a.org\n\n\n    and https://b.org\n"


@pytest.mark.parametrize("form", ["markdown", "obsidian", "hugo", "myst"])
def test_code_by_its_indent(form: str) -> None:
    text = "get https://a.org and https://b.org"
    assert said(INDENTED, form, cited_in_code=True) == [
        f"3:9 code https://a.org | {text}",
        f"6:9 code https://b.org | {text}",
    ]
    assert said(INDENTED, form) == []


@pytest.mark.parametrize("form", ["markdown", "obsidian", "hugo", "myst"])
def test_elements_of_code(form: str) -> None:
    text = '<pre>\nsee\n  <a>https://a.org/?a&amp;b</a>\n</pre>\n\n<p>b <code>"https://b.org"</code></p>'
    assert said(text, form, cited_in_code=True) == [
        "3:6 code https://a.org/?a&b | https://a.org/?a&b",
        "6:13 code https://b.org | b",
    ]
    assert said(text, form) == []
    assert said("<script>\nx = 'https://a.org'\n</script>", form, cited_in_code=True) == []


@pytest.mark.parametrize("form", ["myst", "docusaurus"])
def test_directives_of_code(form: str) -> None:
    text = "```{code-block} py\n:name: x\nget('https://a.org')\n```\n\n:::{code}\nb https://b.org\n:::\n\n```{mermaid}\nhttps://c.org\n```"
    assert [line.partition(" |")[0] for line in said(text, form, cited_in_code=True)] == [
        "3:6 code https://a.org",
        "7:3 code https://b.org",
    ]
    assert said(text, form) == []


HTML = {
    "within a text": ("a <!-- see https://a.org\n or https://b.org--> b", [
        "1:12 comment https://a.org | a b",
        "2:5 comment https://b.org | a b",
    ]),
    "alone": ("a\n\n<!-- [x](https://a.org/(y)) -->\n\nb", ["3:10 comment https://a.org/(y) | [x](https://a.org/(y))"]),
    "of many lines": ("# a\n\n<!--\n  https://a.org\n\n  https://b.org\n-->\nb", [
        "4:3 comment https://a.org | https://a.org https://b.org",
        "6:3 comment https://b.org | https://a.org https://b.org",
    ]),
    "in a quotation": ("> <!-- https://a.org -->\n> a", ["1:8 comment https://a.org | https://a.org"]),
    "in a row": ("|a|\n|-|\n|b <!-- https://a.org -->|", ["3:9 comment https://a.org | b"]),
    "that is a waiver": ("a <!-- kg: ignore dead-link until 2027-01-31 because https://a.org -->", []),
    "that is a waiver, alone": ("<!-- kg: ignore dead-link until 2027-01-31 because https://a.org -->\n\na", []),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", HTML)
def test_addresses_in_comments_of_html(name: str, form: str) -> None:
    text, expected = HTML[name]
    assert said(text, form, cited_in_comments=True) == expected
    assert said(text, form) == [] == said(text, form, cited_in_code=True)


@pytest.mark.parametrize("form", ["markdown", "obsidian", "hugo", "myst"])
def test_a_comment_in_a_block_of_html(form: str) -> None:
    text = '<ul>\n<li><a href="https://l.org">a</a></li>\n<!-- https://a.org -->\n</ul>'
    assert said(text, form, cited_in_comments=True) == [
        "2:5 html-anchor https://l.org | a",
        "3:6 comment https://a.org | https://a.org",
    ]


@pytest.mark.parametrize("form", ["mdx", "docusaurus"])
def test_comments_of_jsx(form: str) -> None:
    text = "a {/* https://a.org */} b\n\n{/* see\n https://b.org*/}\n\n<R/> {/* https://c.org */}\n\n{/* kg: ignore x https://d.org */}\n"
    assert said(text, form, cited_in_comments=True) == [
        "1:7 comment https://a.org | a b",
        "4:2 comment https://b.org | see https://b.org",
        "6:10 comment https://c.org | https://c.org",
    ]
    assert said(text, form) == []


def test_comments_of_obsidian() -> None:
    text = """
        a %%https://a.org%% b

        # Sources
        %%
        see https://b.org
        %%

        %% https://c.org %%
        c
        %% kg: ignore x https://d.org %%
    """
    expected = [
        "1:5 comment https://a.org | a b",
        "5:5 comment https://b.org | see https://b.org",
        "8:4 comment https://c.org | https://c.org",
    ]
    assert said(text, "obsidian", cited_in_comments=True) == expected
    assert said(text, "obsidian", cited_in_comments=True, pass_over=("Sources",)) == expected[:1]
    assert said(text, "obsidian") == []


def test_code_by_a_role_of_myst() -> None:
    assert said("{code}`get https://a.org`", "myst", cited_in_code=True) == [
        "1:1 code https://a.org | get https://a.org"
    ]
    assert said("{code}`get https://a.org`", "myst") == []


def test_comments_of_myst() -> None:
    text = "% see https://a.org\n%   https://b.org\n% kg: ignore x https://c.org\n% https://d.org\n\na\n"
    assert said(text, "myst", cited_in_comments=True) == [
        "1:7 comment https://a.org | see https://a.org https://b.org",
        "2:5 comment https://b.org | see https://a.org https://b.org",
    ]
    assert said(text, "myst") == []


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("<!-- kg: ignore x -->\n<!-- https://a.org -->\nb", "markdown"),
        ("{/* kg: ignore x */}\n{/* https://a.org */}\nb", "mdx"),
        ("%% kg: ignore x %%\n%% https://a.org %%\nb", "obsidian"),
        ("<!-- kg: ignore x -->\n```\nhttps://a.org\n```\nb", "markdown"),
    ],
)
def test_a_waiver_covers_the_next_comment_or_code_that_cites(text: str, form: str) -> None:
    (comment,) = parsed(text, form, cited_in_comments=True, cited_in_code=True).comments
    assert comment.first_line == 2
    assert comment.last_line == (4 if "```" in text else 2)
    if "```" not in text:
        (comment,) = parsed(text, form).comments
        assert comment.first_line == 3


RST = {
    "within a text": ("Run ``curl https://a.org/x`` or\n``b 'https://b.org'``.", [
        "1:12 code https://a.org/x | Run curl https://a.org/x or b 'https://b.org'.",
        "2:6 code https://b.org | Run curl https://a.org/x or b 'https://b.org'.",
    ]),
    "by a role": (":code:`get https://a.org` :file:`https://b.org`", [
        "1:1 code https://a.org | get https://a.org https://b.org",
        "1:27 code https://b.org | get https://a.org https://b.org",
    ]),
    "after two colons": ("a::\n\n   get https://a.org\n\n   and \"https://b.org\"\n\nb https://c.org", [
        '3:8 code https://a.org | get https://a.org and "https://b.org"',
        '5:9 code https://b.org | get https://a.org and "https://b.org"',
        "7:3 bare-link https://c.org | b https://c.org",
    ]),
    "after two colons, with signs": ("- a::\n\n  > get https://a.org\n  > b\n\nc", ["3:9 code https://a.org | > get https://a.org > b"]),
    "as a session": ("a\n\n>>> get('https://a.org')\n'b'\n\nc", ["3:10 code https://a.org | >>> get('https://a.org') 'b'"]),
    "in a directive": (".. code-block:: py\n   :name: x\n\n   get('https://a.org')\n\n.. math::\n\n   https://b.org", [
        "4:9 code https://a.org | get('https://a.org')",
    ]),
}  # fmt: skip


def rst(text: str, **options: bool) -> list[str]:
    found = parse_rst(text.encode(), name="a.rst", options=Options(format="rst", **options))  # type: ignore[arg-type]
    return [
        f"{one.line}:{one.column} {one.mechanism} {one.target} | {block.text}"
        for block in found.blocks
        for one in block.references
    ]


@pytest.mark.parametrize("name", RST)
def test_addresses_in_code_of_restructuredtext(name: str) -> None:
    text, expected = RST[name]
    assert rst(text, cited_in_code=True) == expected
    plain = [line for line in expected if " code " not in line]
    assert rst(text) == plain == rst(text, cited_in_comments=True)


def test_comments_of_restructuredtext() -> None:
    text = "a\n\n.. see https://a.org\n   and https://b.org\n\n..\n   https://c.org\n\n.. kg: ignore x https://d.org\n\nb"
    assert rst(text, cited_in_comments=True) == [
        "3:8 comment https://a.org | see https://a.org and https://b.org",
        "4:8 comment https://b.org | see https://a.org and https://b.org",
        "7:4 comment https://c.org | https://c.org",
    ]
    assert rst(text) == [] == rst(text, cited_in_code=True)


def test_a_waiver_of_restructuredtext_covers_the_next_comment_or_code_that_cites() -> None:
    text = b".. kg: ignore x\n\n.. https://a.org\n\n.. kg: ignore y\n\n::\n\n   https://b.org\n   c\n\nd"
    options = Options(format="rst", cited_in_comments=True, cited_in_code=True)
    found = parse_rst(text, name="a.rst", options=options).comments
    assert [(one.first_line, one.last_line) for one in found] == [(3, 3), (9, 10)]


FRONT = """A title
=======

:Title: Another title
:entityType: Trial
:Quality: 60
:References: https://a.org/x, s1
:More:
   - https://b.org

Text ``https://c.org``.

.. https://d.org
"""


def test_a_tree_of_restructuredtext_is_read_as_kg_toml_says(tmp_path: Path) -> None:
    (tmp_path / "a.rst").write_text(FRONT, "utf-8")
    (tmp_path / "kg.toml").write_text("[documents]\n", "utf-8")
    assert kg.read(tmp_path)["citations"].height == 0
    said = """
        [documents]
        front_matter = { type = "entityType", quality = "quality" }
        front_matter_citations = ["references", "more"]
        code_citations = true
        comment_citations = true
    """
    (tmp_path / "kg.toml").write_text(said, "utf-8")
    corpus = kg.read(tmp_path)
    page = corpus["pages"].select("title", "type", "quality").row(0)
    assert [str(one) for one in page] == ["Another title", "Trial", "60.0"]
    assert corpus["citations"].select("url", "line", "column", "mechanism").sort("line").rows() == [
        ("https://a.org/x", 7, 14, "front-matter:references"),
        ("s1", 7, 31, "front-matter:references"),
        ("https://b.org", 9, 6, "front-matter:more"),
        ("https://c.org", 11, 8, "code"),
        ("https://d.org", 13, 4, "comment"),
    ]
    assert corpus["claims"].select("line", "end_line").sort("line").rows() == [
        (7, 7),
        (9, 9),
        (11, 11),
        (13, 13),
    ]


def test_the_keys_are_true_or_false(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("a", "utf-8")
    for key in ("code_citations", "comment_citations", "evidence_links"):
        (tmp_path / "kg.toml").write_text(f'[documents]\n{key} = "yes"\n', "utf-8")
        with pytest.raises(MapError, match=f"documents.: {key}: expected true or false, got 'yes'"):
            kg.read(tmp_path)


HOSTILE = {
    "one address": "https://a.org/" + "x" * 300_000,
    "no end of schemes": "https://" * 5_000,
    "quotes": "https://a.org/'" * 2_000,
    "slashes": "://" * 100_000,
    "brackets": "(<https://a.org" * 2_000,
}


@pytest.mark.parametrize("form", [*FORMATS, "rst"])
@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_long_and_odd_is_read_in_time(name: str, form: str) -> None:
    text = HOSTILE[name]
    begin = time.process_time()
    for whole in (f"`{text}`", f"<!-- {text} -->", f"```\n{text}\n```", f"``{text}``\n\n.. {text}\n"):
        if form == "rst":
            rst(whole, cited_in_code=True, cited_in_comments=True)
        else:
            parsed(whole, form, cited_in_code=True, cited_in_comments=True)
    assert time.process_time() - begin < 5
