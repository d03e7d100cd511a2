"""What every format of the Markdown family reads alike: CommonMark, tables and footnotes, by their specifications."""

from __future__ import annotations

import pytest

from tests.readers.documents.said import said

CASES = {
    "lists in each other": (
        "1. a\n   - b [c](https://c.org)\n     continued\n   - d\n2. <https://e.org>",
        ["2:8 link https://c.org | b c continued", "5:4 autolink https://e.org | https://e.org"],
    ),
    "an item of two paragraphs": (
        "- a\n\n  b https://b.org\n- c",
        ["3:5 bare-link https://b.org | b https://b.org"],
    ),
    "items with other signs": (
        "+ https://a.org\n* https://b.org\n1) https://c.org",
        [
            "1:3 bare-link https://a.org | https://a.org",
            "2:3 bare-link https://b.org | https://b.org",
            "3:4 bare-link https://c.org | https://c.org",
        ],
    ),
    "a table with ends": (
        "| a | b |\n| :-- | --: |\n| [x](https://x.org) | `https://y.org` |\n\nz",
        ["3:3 link https://x.org | x https://y.org"],
    ),
    "a row with less cells": (
        "|a|b|\n|-|-|\n|https://x.org|\n|c|<https://y.org>|d|",
        ["3:2 bare-link https://x.org | https://x.org", "4:4 autolink https://y.org | c https://y.org"],
    ),
    "a table ends at a quotation": (
        "|a|\n|-|\n|b|\n> https://x.org",
        ["4:3 bare-link https://x.org | https://x.org"],
    ),
    "a footnote after its use": ("a[^n] b\n\n[^n]: x <https://x.org>", ["3:9 footnote https://x.org | a b"]),
    "a footnote before its use": ("[^n]: https://x.org\n\na[^n]", ["1:7 footnote https://x.org | a"]),
    "a footnote with a list": (
        "a[^n]\n\n[^n]: x\n\n    - https://y.org\n    - [z](https://z.org)",
        ["5:7 footnote https://y.org | a", "6:7 footnote https://z.org | a"],
    ),
    "a reference with other case and spaces": (
        "[x][Foo\n  bar]\n\n[FOO BAR]: https://x.org",
        ["1:1 reference-link https://x.org | x"],
    ),
    "the first of two definitions": (
        "[a]\n\n[a]: https://one.org\n[a]: https://two.org",
        ["1:1 reference-link https://one.org | a"],
    ),
    "a definition over two lines": (
        "[a]\n\n[a]:\n  https://a.org\n  'Title'",
        ["1:1 reference-link https://a.org | a"],
    ),
    "a definition cannot break off a paragraph": (
        "x\n[a]: https://a.org",
        ["2:6 bare-link https://a.org | x [a]: https://a.org"],
    ),
    "a reference in brackets that is none": ("[a][b] https://c.org", ["1:8 bare-link https://c.org | [a][b] https://c.org"]),
    "parentheses in an address": ("[a](https://a.org/b_(c)) d", ["1:1 link https://a.org/b_(c) | a d"]),
    "parentheses that do not match": ("[a](https://a.org/b\\)c) d", ["1:1 link https://a.org/b)c | a d"]),
    "spaces around an address": ("[a](  https://a.org  'b'  )", ["1:1 link https://a.org | a"]),
    "brackets in a text": ("[a [b] c](https://a.org)", ["1:1 link https://a.org | a [b] c"]),
    "no link in a link": (
        "[a [b](https://b.org) c](https://a.org)",
        ["1:4 link https://b.org | [a b c](https://a.org)", "1:26 bare-link https://a.org | [a b c](https://a.org)"],
    ),
    "code binds tighter than a link": ("[a `](https://a.org)`", []),
    "code of three ticks in a line": ("``` https://a.org ``` b", []),
    "a fence in a list": ("- a\n  ```\n  https://b.org\n  ```\n  c https://c.org", ["5:5 bare-link https://c.org | c https://c.org"]),
    "a fence in a quotation": ("> ~~~\n> https://b.org\n\nhttps://c.org", ["4:1 bare-link https://c.org | https://c.org"]),
    "a fence closes with as many signs or more": (
        "````\n```\nhttps://a.org\n`````\nhttps://b.org",
        ["5:1 bare-link https://b.org | https://b.org"],
    ),
    "a fence that looks closed": ("```\n``` x\nhttps://a.org\n```\nhttps://b.org", ["5:1 bare-link https://b.org | https://b.org"]),
    "a byte order mark and returns": (
        "\ufeff# A\r\n\r\nx [b](https://b.org)\r\n",
        ["3:3 link https://b.org | x b"],
    ),
    "only returns": ("a\r\rb https://b.org", ["3:3 bare-link https://b.org | b https://b.org"]),
    "a tab before a link": ("a\tb\t[c](https://c.org)", ["1:5 link https://c.org | a b c"]),
    "a huge line": (
        "x " * 5000 + "[a](https://a.org)",
        ["1:10001 link https://a.org | " + "x " * 5000 + "a"],
    ),
    "an address and a full stop": ("See https://a.org/b.", ["1:5 bare-link https://a.org/b | See https://a.org/b."]),
    "an address between signs": (
        "_https://a.org:80_ **https://b.org/c** \"https://d.org\"",
        [
            "1:2 bare-link https://a.org:80 | https://a.org:80 https://b.org/c \"https://d.org\"",
            "1:22 bare-link https://b.org/c | https://a.org:80 https://b.org/c \"https://d.org\"",
            "1:41 bare-link https://d.org | https://a.org:80 https://b.org/c \"https://d.org\"",
        ],
    ),
    "a comment in a line": ("a <!-- https://x.org --> https://b.org", ["1:26 bare-link https://b.org | a https://b.org"]),
    "a picture with a reference": ("![a][r] b\n\n[r]: https://r.org/a.png", []),
    "a linked picture": ("[![a][p]][l]\n\n[p]: https://p.org\n[l]: https://l.org", ["1:1 reference-link https://l.org | a"]),
    "a heading with a link": ("### a [b](https://b.org)", ["1:7 link https://b.org | a b"]),
    "a rule between": ("a https://a.org\n\n***\n\nb https://b.org", ["1:3 bare-link https://a.org | a https://a.org", "5:3 bare-link https://b.org | b https://b.org"]),
    "front matter with an address": ("---\nsource: https://a.org\n---\n\nb https://b.org", ["5:3 bare-link https://b.org | b https://b.org"]),
}  # fmt: skip


@pytest.mark.parametrize("form", ["markdown", "mdx", "docusaurus", "obsidian", "hugo", "myst"])
@pytest.mark.parametrize("name", CASES)
def test_every_format(name: str, form: str) -> None:
    text, expected = CASES[name]
    cut = [line.split(" | ")[0] for line in expected] if name == "a huge line" else expected
    found = [line.split(" | ")[0] for line in said(text, form)] if name == "a huge line" else said(text, form)
    assert found == cut
