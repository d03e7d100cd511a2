"""Comments that speak to kg: what they say, and which lines they cover."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.readers.documents.configuration import Mark, Options
from kg.readers.documents.parsing import parse_markdown
from tests.readers.documents.said import parsed


def heard(text: str, form: str = "markdown") -> list[str]:
    """Return a line for each comment: its line, the lines it covers, and what it says."""
    held = parsed(text, form, components={"R": Mark("id")}).comments
    return [f"{one.line}:{one.first_line}-{one.last_line} {one.text}" for one in held]


MARKDOWN = {
    "in a paragraph": ("a\nb <!-- kg: ignore x --> c\nd", ["2:1-3 ignore x"]),
    "in a heading": ("# a <!-- kg: ignore x -->\n\nb", ["1:1-1 ignore x"]),
    "in a row": ("|a|\n|-|\n|b|\n|c <!-- kg: ignore x -->|\n|d|", ["4:4-4 ignore x"]),
    "in an item": ("- a\n  b <!-- kg: ignore x -->\n  - c\n- d", ["2:1-2 ignore x"]),
    "in a nested item": ("- a\n  - c <!-- kg: ignore x -->\n- d", ["2:2-2 ignore x"]),
    "in a quotation": ("> a\n> b <!-- kg: ignore x -->\n>\n> c", ["2:1-2 ignore x"]),
    "in a footnote": ("a[^1]\n\n[^1]: b <!-- kg: ignore x -->", ["3:3-3 ignore x"]),
    "in a link's text": ("a [b <!-- kg: ignore x -->](c)", ["1:1-1 ignore x"]),
    "in emphasis": ("a *b <!-- kg: ignore x -->*", ["1:1-1 ignore x"]),
    "that begins a paragraph's later line, indented": ("a\n     <!-- kg: ignore x -->\nb", ["2:1-3 ignore x"]),
    "before a paragraph": ("<!-- kg: ignore x -->\n\na\nb\n\nc", ["1:3-4 ignore x"]),
    "right before a paragraph": ("<!-- kg: ignore x -->\na\nb", ["1:2-3 ignore x"]),
    "between two lines of text": ("a\n<!-- kg: ignore x -->\nb", ["2:3-3 ignore x"]),
    "before a list": ("<!-- kg: ignore x -->\n- a\n- b", ["1:2-2 ignore x"]),
    "before an item with others in it": (
        "- a\n<!-- kg: ignore x -->\n- b\n  - c\n\n  d\n\n- e",
        ["2:3-6 ignore x"],
    ),
    "at the end of an item": ("- a\n  <!-- kg: ignore x -->\n- b\n- c", ["2:3-3 ignore x"]),
    "at the beginning of an item": ("- <!-- kg: ignore x -->\n  a\n- b", ["1:2-2 ignore x"]),
    "before a table": ("<!-- kg: ignore x -->\n|a|\n|-|\n|b|\n|c|\n\nd", ["1:2-5 ignore x"]),
    "before a heading": ("<!-- kg: ignore x -->\n## a\n\nb", ["1:2-2 ignore x"]),
    "before an underlined heading": ("<!-- kg: ignore x -->\n\na\nb\n===\n", ["1:3-5 ignore x"]),
    "before a quotation": ("<!-- kg: ignore x -->\n> a\n>\n> - b\n\nc", ["1:2-4 ignore x"]),
    "within a quotation": ("> <!-- kg: ignore x -->\n> a\n>\n> b", ["1:2-2 ignore x"]),
    "before a footnote": ("<!-- kg: ignore x -->\n[^1]: a\n\n    b\n\nc[^1]", ["1:2-4 ignore x"]),
    "before code": ("<!-- kg: ignore x -->\n```\na\n```\nb", ["1:2-4 ignore x"]),
    "before a definition of an address": (
        "<!-- kg: ignore x -->\n[r]: https://a.org\n\na [r]",
        ["1:2-2 ignore x"],
    ),
    "before a definition that comes again": (
        "[r]: https://a.org\n\n<!-- kg: ignore x -->\n[r]: https://b.org\n",
        ["3:4-4 ignore x"],
    ),
    "before a rule": ("<!-- kg: ignore x -->\n\n---\n\na", ["1:5-5 ignore x"]),
    "before a block of HTML": ("<!-- kg: ignore x -->\n<div>\n<p>a</p>\n</div>\n\nb", ["1:2-4 ignore x"]),
    "before another comment": ("<!-- kg: ignore x -->\n<!-- a -->\n<!-- kg: ignore y -->\nb", ["1:4-4 ignore x", "3:4-4 ignore y"]),
    "beside another comment": ("<!-- a --> <!-- kg: ignore x --><!-- kg: ignore y -->\n\nb", ["1:3-3 ignore x", "1:3-3 ignore y"]),
    "of many lines": ("a\n\n<!-- kg:\n  ignore x\n\n  until 2027-01-31\tbecause y -->\nb", ["3:7-7 ignore x until 2027-01-31 because y"]),
    "of many lines in a paragraph": ("a <!-- kg: ignore\nx --> b", ["1:1-2 ignore x"]),
    "at the end": ("a\n\n<!-- kg: ignore x -->\n", ["3:4-3 ignore x"]),
    "in a block of HTML": (
        "<ul>\n<!-- kg: ignore x -->\n<li>a</li>\n<li>b\nc</li>\n</ul>",
        ["2:3-3 ignore x"],
    ),
    "between two pieces of HTML": (
        "<ul>\n<li>a</li>\n<!-- kg: ignore x -->\n<li>b\nc</li>\n</ul>",
        ["3:4-5 ignore x"],
    ),
    "between two pieces of HTML that do not end": (
        "<ul>\n<li>a\n<!-- kg: ignore x -->\n<li>b\n</ul>",
        ["3:4-4 ignore x"],
    ),
    "in a piece of HTML": ("<ul>\n<li>a\n<!-- kg: ignore x -->\nb</li>\n<li>c</li>\n</ul>", ["3:2-4 ignore x"]),
    "beside a piece of HTML": ("<div>\n<p>a</p> <!-- kg: ignore x -->\n<p>b</p>\n</div>", ["2:1-4 ignore x"]),
    "in a line of HTML": ("<div>\n<p>a <!-- kg: ignore x --></p>\n<p>b</p>\n</div>", ["2:2-2 ignore x"]),
    "at the end of HTML": ("<div>\n<p>a</p>\n<!-- kg: ignore x -->\n</div>\n\nb", ["3:6-6 ignore x"]),
    "with text after it in its block of HTML": ("<!-- kg: ignore x --> a\n\nb", ["1:1-1 ignore x"]),
    "without a space": ("a <!--kg:ignore x-->", ["1:1-1 ignore x"]),
    "that says nothing": ("a <!-- kg: -->", ["1:1-1 "]),
    "that speaks to others": ("a <!-- ignore --> <!-- kgx: a --> <!-- the kg: a --> <!-- KG: a -->", []),
    "in code": ("`<!-- kg: ignore x -->`\n\n```\n<!-- kg: ignore x -->\n```\n\n    <!-- kg: ignore x -->", []),
    "in an element of code": ("<pre>\n<!-- kg: ignore x -->\n</pre>\n\na <!-- never closed kg: ignore x", []),
    "in front matter": ("---\na: <!-- kg: ignore x -->\n---\nb", []),
    "not of HTML": ("{/* kg: ignore x */}\n\n%% kg: ignore x %%\n\n% kg: ignore x\n\na", []),
}  # fmt: skip


@pytest.mark.parametrize("name", MARKDOWN)
def test_comments_of_html(name: str) -> None:
    text, expected = MARKDOWN[name]
    assert heard(text) == expected


@pytest.mark.parametrize("form", ["mdx", "docusaurus", "obsidian", "hugo", "myst"])
def test_every_format_hears_comments_of_html(form: str) -> None:
    text = "a <!-- kg: ignore x -->\n\n- b\n<!-- kg: ignore\n  y -->\n- c\n  d\n- e\n\n|a|\n|-|\n|b <!-- kg: ignore z -->|\n"
    assert heard(text, form) == ["1:1-1 ignore x", "4:6-7 ignore y", "12:12-12 ignore z"]


MDX = {
    "in a paragraph": ("a\nb {/* kg: ignore x */} c", ["2:1-2 ignore x"]),
    "in a heading": ("# a {/* kg: ignore x */}", ["1:1-1 ignore x"]),
    "in a row": ("|a|\n|-|\n|b {/* kg: ignore x */}|", ["3:3-3 ignore x"]),
    "alone": ("{/* kg: ignore x */}\n\na\n\nb", ["1:3-3 ignore x"]),
    "between items": ("- a\n{/* kg: ignore x */}\n- b\n  c\n- d", ["2:3-4 ignore x"]),
    "between lines of text": ("a\n{/* kg: ignore x */}\nb", ["2:3-3 ignore x"]),
    "two beside each other": (
        "{/* kg: ignore x */} {/* kg: ignore y */}\na",
        ["1:2-2 ignore x", "1:2-2 ignore y"],
    ),
    "of many lines": ("{\n  /* kg: ignore\n  x */\n}\na", ["1:5-5 ignore x"]),
    "beside a component": ("<R id='a'/> {/* kg: ignore x */}\n\nb", ["1:1-1 ignore x"]),
    "before a component": ("{/* kg: ignore x */}\n<R id='a'/>\n\nb", ["1:2-2 ignore x"]),
    "before a component with text in it": (
        "{/* kg: ignore x */}\n<Note>\n\na\n\n<Note>\nb\n</Note>\n</Note>\n\nc",
        ["1:2-9 ignore x"],
    ),
    "within a component": ("<Note>\n\n{/* kg: ignore x */}\n\na\n\n</Note>", ["3:5-5 ignore x"]),
    "at the end": ("a\n\n{/* kg: ignore x */}", ["3:4-3 ignore x"]),
    "in code": ("`{/* kg: ignore x */}`\n\n```\n{/* kg: ignore x */}\n```", []),
    "in an expression": ("{a /* kg: ignore x */} b {f(/* kg: ignore x */)}", []),
    "text after it": ("{/* kg: ignore x */} a\nb", ["1:1-2 ignore x"]),
    "a comment that never ends": ("{/* kg: ignore x\n\na", []),
}


@pytest.mark.parametrize("name", MDX)
def test_comments_of_mdx(name: str) -> None:
    text, expected = MDX[name]
    assert heard(text, "mdx") == expected
    assert heard(text, "docusaurus") == expected


def test_a_comment_before_an_admonition_covers_it() -> None:
    assert heard("<!-- kg: ignore x -->\n:::note\na\n\nb\n:::\nc", "docusaurus") == ["1:2-5 ignore x"]


OBSIDIAN = {
    "in a paragraph": ("a\nb %% kg: ignore x %% c", ["2:1-2 ignore x"]),
    "in a row": ("|a|\n|-|\n|b %%kg: ignore x%%|\n|c|", ["3:3-3 ignore x"]),
    "in an item": ("- a %% kg: ignore x %%\n- b", ["1:1-1 ignore x"]),
    "alone": ("%% kg: ignore x %%\na", ["1:2-2 ignore x"]),
    "alone in a quotation": ("> %% kg: ignore x %%\n> a", ["1:2-2 ignore x"]),
    "between items": ("- a\n%% kg: ignore x %%\n- b\n  - c\n", ["2:3-4 ignore x"]),
    "between lines": ("a\n\n%%\nkg: ignore\nx\n%%\n\nb", ["3:8-8 ignore x"]),
    "of many lines": ("%% kg: ignore x\nbecause y %%\na", ["1:3-3 ignore x because y"]),
    "second": ("%% a %%\n%% kg: ignore x %%\n%% kg: ignore y %%\nb", ["2:4-4 ignore x", "3:4-4 ignore y"]),
    "at the end": ("a\n\n%% kg: ignore x %%", ["3:4-3 ignore x"]),
    "in code": ("`%% kg: ignore x %%`\n\n```\n%% kg: ignore x %%\na %% kg: ignore x %%\n```\nb", []),
    "in indented code": ("    a\n    %% kg: ignore x %%\n    b\n\nc", []),
}


@pytest.mark.parametrize("name", OBSIDIAN)
def test_comments_of_obsidian(name: str) -> None:
    text, expected = OBSIDIAN[name]
    assert heard(text, "obsidian") == expected


def test_a_comment_of_obsidian_is_no_text() -> None:
    block = parsed("a %% kg: ignore x %% b https://a.org", "obsidian").blocks[0]
    assert (block.text, block.references[0].column) == ("a b https://a.org", 24)


MYST = {
    "alone": ("% kg: ignore x\na\n\nb", ["1:2-2 ignore x"]),
    "between lines of text": ("a\n% kg: ignore x\nb", ["2:3-3 ignore x"]),
    "two": ("% a\n% kg: ignore x\n%   because y\n% kg: ignore z\n\na", ["2:6-6 ignore x because y", "4:6-6 ignore z"]),
    "before an item": ("- a\n\n% kg: ignore x\n\n- b\n  - c\n", ["3:5-6 ignore x"]),
    "before a directive": ("% kg: ignore x\n```{note}\na\n\nb\n```\nc", ["1:2-5 ignore x"]),
    "before a term": ("% kg: ignore x\n\na\n: b\n: c\n\nd\n: e\n", ["1:3-5 ignore x"]),
    "before a field": ("% kg: ignore x\n:a: b\n\n    c\n:d: e", ["1:2-4 ignore x"]),
    "in a directive": ("```{note}\n% kg: ignore x\na\n```", ["2:3-3 ignore x"]),
    "in code": ("```\n% kg: ignore x\n```\na % kg: ignore x", []),
    "in a directive of code": ("```{code-block}\n% kg: ignore x\n```\n", []),
}  # fmt: skip


@pytest.mark.parametrize("name", MYST)
def test_comments_of_myst(name: str) -> None:
    text, expected = MYST[name]
    assert heard(text, "myst") == expected


@pytest.mark.parametrize(
    ("one", "form"),
    [
        ("<!-- kg: ignore x -->", "markdown"),
        ("<!-- kg: ignore x -->\n", "markdown"),
        ("a <!-- kg: ignore x -->\n\n", "markdown"),
        ("- a\n<!-- kg: ignore x -->\n", "markdown"),
        ("a <!-- kg: ignore x -->", "markdown"),
        ("<div><!-- kg: ignore x -->", "markdown"),
        ("{/* kg: ignore x */}\n", "mdx"),
        ("{/* kg: ignore x */}", "mdx"),
        ("a {/* kg: ignore x */}", "mdx"),
        ("{/* kg: ignore x\n", "mdx"),
        ("<!-- kg: ignore x\n", "mdx"),
        ("%% kg: ignore x %%", "obsidian"),
        ("%% kg: ignore x %%\n", "obsidian"),
        ("a %% kg: ignore x %%", "obsidian"),
        ("%% kg: ignore x\n", "obsidian"),
        ("% kg: ignore x\n", "myst"),
    ],
)
def test_many_comments_are_heard_in_time(one: str, form: str) -> None:
    few, many = (min(_seconds(one * count, form) for _ in range(2)) for count in (2_000, 20_000))
    assert many < max(25 * few, 4)


def _seconds(text: str, form: str) -> float:
    began = time.process_time()
    parsed(text, form)
    return time.process_time() - began


PIECES = st.sampled_from(
    (
        "<!-- kg: ignore x -->", "{/* kg: ignore x */}", "%% kg: ignore x %%", "% kg: ignore x", "\n", "\n\n", "- ", "  ", "> ",
        "a ", "|a|\n|-|\n|", "|", "```\n", "<div>\n", "</div>", "<R>", "</R>", "[^1]: ", "[^1]", "# ", ": b", "<!--", "-->", "{", "}",
        ":::note\n", ":::", "[r]: b\n", "`", "    ", "https://a.org ", "\t",
    )
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(
    st.lists(PIECES, max_size=30),
    st.sampled_from(("markdown", "mdx", "docusaurus", "obsidian", "hugo", "myst")),
)
def test_what_a_comment_covers_lies_within_the_text(pieces: list[str], form: str) -> None:
    text = "".join(pieces)
    found = parse_markdown(text.encode(), name="a.md", options=Options(form)).comments
    count = text.count("\n") + 1
    assert len(found) <= text.count("kg:")
    assert [one.line for one in found] == sorted(one.line for one in found)
    for one in found:
        assert one.text.startswith("ignore x")
        assert "kg:" in text.split("\n")[one.line - 1]
        assert 1 <= one.line <= count
        nothing = one.first_line > one.last_line
        assert one.last_line <= count and (nothing or one.first_line >= 1)
