"""No text makes the parser fail, hang or grow faster than the text; what it finds lies within the text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from kg.readers.documents.configuration import Mark, Options
from kg.readers.documents.parsed import Parsed
from kg.readers.documents.parsing import parse_markdown

FORMATS = ("markdown", "mdx", "docusaurus", "obsidian", "hugo", "myst")
MANY = 8_000
REPEATED = {
    "brackets": "[", "pictures": "![", "closing brackets": "]", "ticks": "`a ", "quotations": ">", "markers": "- ",
    "items": "- a\n", "numbers": "1. ", "stars": "*a **a ", "angles": "<", "tags": "<a ", "comments": "<!--",
    "cdata": "<![CDATA[", "instructions": "<?", "addresses": "[a](<b", "links": "[a](", "titles": '[a](b "',
    "definitions": "[a]: b\n", "divisions": "<div>\n", "fences": "```\n", "directives": ":::note\n",
    "directives of code": "```{note}\n", "braces": "{", "lines of braces": "{\n", "components": "<A b={\n",
    "values": '<A b="', "marks": "[^a]", "footnotes": "[^a]: b[^a]\n", "notes within": "^[", "roles": "{a}`",
    "wikilinks": "[[a|", "shortcodes": "{{< a ", "schemes": "http://", "urls": "http://a.org ", "cells": "|a\n|-\n",
    "bars": "\\|", "entities": "&a", "tildes": "~~a ", "per cent": "%% a\n", "targets": "(a)=\n",
    "terms": "a\n: b\n", "imports": "import a from\n", "exports": "export const a = {\n", "tabs": "\t> ",
    "emphasis": "**", "colons": ":", "carriage returns": "\r", "surrogates": "😀\ud7ff", "private": "\ue000\ue100\ue100\ue001",
}  # fmt: skip


def parse(text: str, form: str) -> Parsed:
    mark = {"c": Mark("b"), "A": Mark("b"), "R": Mark("id")}
    options = Options(form, components=mark, shortcodes=mark, roles=mark)
    return parse_markdown(text.encode("utf-8", "surrogatepass"), name="a.md", options=options)


@pytest.mark.parametrize("name", REPEATED)
def test_what_is_repeated_is_read_in_time(name: str) -> None:
    began = time.process_time()
    for form in ("docusaurus", "obsidian", "hugo", "myst"):
        parse(REPEATED[name] * (MANY // len(REPEATED[name])) + "\n\nhttps://a.org\n", form)
    assert time.process_time() - began < 8


@pytest.mark.parametrize(
    "text",
    [
        ">" * 10_000 + " a https://a.org",
        "- " * 100_000 + "https://a.org",
        "\n".join("  " * (nth % 300) + "- a" for nth in range(3000)),
        "![" * 3000 + "a" + "](b)" * 3000,
        "[" * 3000 + "a" + "](b)" * 3000,
        "|a|\n|-|\n|" + "\\|" * 20_000 + " https://a.org|",
        "".join("`" * (nth % 60 + 1) + " " for nth in range(3000)),
        "---\na: " + "[" * 20_000 + "\n---\n",
        "".join(f"[^{nth}]: a[^{nth + 1}]\n" for nth in range(3000)) + "\nx[^0]",
        "[^1]: https://a.org\n\n" + "b[^1]\n\n" * 3000,
        "|a|\n|-|\n" + "|https://a.org|\n" * 3000,
    ],
    ids=lambda text: text[:12].strip(),
)
def test_deep_and_wide_texts_are_read_in_time(text: str) -> None:
    began = time.process_time()
    parse(text, "markdown")
    assert time.process_time() - began < 8


def test_more_brackets_than_anybody_writes_are_not_read() -> None:
    began = time.process_time()
    assert parse("[" * 5_000_000, "obsidian").findings[0].kind == "unread-file"
    assert time.process_time() - began < 1


def test_one_line_of_ten_megabytes() -> None:
    began = time.process_time()
    found = parse("word " * 2_000_000 + "https://a.org", "markdown").blocks[0].references[0]
    assert (found.line, found.column) == (1, 10_000_001)
    assert time.process_time() - began < 10


PIECES = st.sampled_from(
    ["[", "]", "(", ")", "](", "https://a.org", "<https://b.org>", "a", " ", "\n", "\n\n", "> ", "- ", "1. ", "    ",
     "\t", "|", "|-|\n", "\\", "`", "```", "```{note}\n", ":::note\n", ":::", "{", "}", "{{< a b >}}", "{{<", "[[A|b]]", "![",
     "[^1]", "[^1]: ", "^[", "[r]: https://r.org\n", "[r]", "<a href='https://c.org'>", "</a>", "<!--", "-->", "<A b='c'>", "</A>",
     "<R id={", "/>", "# ", "===", "---\n", "+++\n", "&amp;", "*", "**", "_", "~~", "\r\n", "\ufeff", "é", "%%", "(t)=\n", ": ",
     "{a}`b`", "import x from 'y'\n", "export ", "<div>\n", "\x0b", "\u2028", "\x85", "\ue000", "$", "^", "+"]
)  # fmt: skip


@settings(max_examples=150, deadline=2000)
@given(st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=120), st.sampled_from(FORMATS))
def test_no_text_makes_a_parser_fail(text: str, form: str) -> None:
    parsed = parse(text, form)
    assert parsed == parse(text, form)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff").split("\n")
    for block in parsed.blocks:
        assert 1 <= block.line <= block.end_line <= len(lines) + 1
        for one in block.references:
            assert 1 <= one.line <= len(lines) + 1
            assert 1 <= one.column <= len(([*lines, ""])[one.line - 1]) + 1


@settings(max_examples=60, deadline=2000)
@given(st.lists(st.integers(0, 99), min_size=1, max_size=8, unique=True), st.sampled_from(FORMATS), st.data())
def test_every_citation_stands_where_it_is_said_to(
    numbers: list[int], form: str, data: st.DataObject
) -> None:
    """The slow definition: an address that occurs once stands where the text holds it."""
    shapes = ["x https://n{}.org/ y", "- i https://n{}.org/", "> q\n> r <https://n{}.org/>", "\t\n- \tl\n\n\t[é](https://n{}.org/)",
              "| a | b |\n|---|---|\n| \\| x | https://n{}.org/ |", "[f{}]: https://n{}.org/\n\nsee [f{}]", "- > t <a href='https://n{}.org/'>k</a>",
              "w[^{}]\n\n[^{}]:  https://n{}.org/", "## h [z](<https://n{}.org/>) #", "<p>\n<a href=https://n{}.org/>k</a></p>"]  # fmt: skip
    text = "\n\n".join(data.draw(st.sampled_from(shapes)).replace("{}", str(number)) for number in numbers)
    lines = text.split("\n")
    found = [one for block in parse(text, form).blocks for one in block.references]
    assert {one.target for one in found} >= {f"https://n{number}.org/" for number in numbers}
    for one in found:
        rest = "\n".join(lines[one.line - 1 :])[one.column - 1 :]
        if one.mechanism == "reference-link":
            assert rest.startswith("[f")
        else:
            marks = {"<": 1, "[": 4}.get(rest[0], 0)
            assert one.target in rest[: len(one.target) + marks + 9], (one, rest)


@settings(max_examples=60, deadline=2000)
@given(
    st.permutations(
        [
            "One https://a.org",
            "Two [b](https://b.org)",
            "- Three https://c.org",
            "> Four https://d.org",
            "No.",
        ]
    )
)
def test_moving_a_block_changes_no_hash(blocks: list[str]) -> None:
    moved = parse("\n\n".join(blocks), "markdown")
    assert {block.hash for block in moved.blocks} == {
        block.hash
        for block in parse(
            "One https://a.org\n\nTwo [b](https://b.org)\n\n- Three https://c.org\n\n> Four https://d.org",
            "markdown",
        ).blocks
    }


PLAIN = st.sampled_from(
    ["[", "]", "(", ")", "](https://a.org/x)", "](<b c>)", "<https://b.org>", "a", " ", "\n", "\n\n", "> ", "- ", "1. ", "    ", "\t",
     "|", "|-|\n", "\\", "`", "```\n", "!", "[r]: https://r.org\n\n", "[r]", "# ", "---\n", "&amp;", "*", "_", "~~", ' "t")', "é"]
)  # fmt: skip


@settings(max_examples=150, deadline=2000)
@given(st.lists(PLAIN, max_size=40).map("".join))
def test_links_are_those_of_the_plain_parser(text: str) -> None:
    """The slow definition: what the library alone makes of the text, without rules, places and blocks of ours."""
    plain = MarkdownIt("commonmark", {"maxNesting": 60}).enable(["table", "strikethrough"])
    plain.normalizeLink = lambda url: url  # type: ignore[method-assign]
    expected = [
        child.attrs["href"]
        for token in plain.parse(parsing_input(text))
        for child in token.children or ()
        if child.type == "link_open" and child.attrs["href"]
    ]
    found = [one for block in parse(text, "markdown").blocks for one in block.references]
    assert sorted(one.target for one in found if one.mechanism != "bare-link") == sorted(expected)


def parsing_input(text: str) -> str:
    """The text without what our reader takes off before it parses."""
    lines = (text + "\n").split("\n")
    if lines[0] == "---" and "---" in lines[1:]:
        last = lines.index("---", 1)
        lines[: last + 1] = [""] * (last + 1)
    return "\n".join(lines)
