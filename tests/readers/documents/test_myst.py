"""MyST: roles, directives, fields, attributes and substitutions, by its documentation."""

from __future__ import annotations

import pytest

from tests.readers.documents.said import found, parsed, said

CASES = {
    "keys with spaces": ("{cite}`a , b`", ["1:1 role:cite a | a b", "1:1 role:cite b | a b"]),
    "a role in a heading": ("# a {cite:p}`b`", ["1:5 role:cite:p b | a"]),
    "a role in a table": ("|a|\n|-|\n|{cite}`b` c|", ["3:2 role:cite b | c"]),
    "a role in a list": ("- a {cite}`b`\n  - c {cite}`d`", ["1:5 role:cite b | a", "2:7 role:cite d | c"]),
    "a role in emphasis": ("*a {ref}`b <c>`*", ["1:4 role:ref c | a b"]),
    "a role of two ticks": ("{doc}``a`` b", ["1:1 role:doc a | a b"]),
    "a role that is never closed": ("{doc}`a https://b.org", ["1:9 bare-link https://b.org | {doc}`a https://b.org"]),
    "braces without ticks": ("{doc} https://b.org", ["1:7 bare-link https://b.org | {doc} https://b.org"]),
    "a target before a list": ("(a)=\n- b https://b.org", ["2:5 bare-link https://b.org | b https://b.org"]),
    "an admonition without a title": ("```{warning}\nhttps://b.org\n```", ["2:1 bare-link https://b.org | https://b.org"]),
    "an admonition that begins at once": (
        "```{note} See [a](https://a.org)\nb\n```",
        ["1:15 link https://a.org | See a"],
    ),
    "a title with a link": (
        ":::{admonition} A [b](https://b.org)\n:class: tip\n\nc https://c.org\n:::",
        ["1:19 link https://b.org | A b", "4:3 bare-link https://c.org | c https://c.org"],
    ),
    "a version": ("```{versionadded} 1.2 see https://a.org\n```", ["1:27 bare-link https://a.org | 1.2 see https://a.org"]),
    "options between dashes": ("```{note}\n---\nclass: x\n---\na https://a.org\n```", ["5:3 bare-link https://a.org | a https://a.org"]),
    "a directive in a list": ("- a\n\n  ```{note}\n  b https://b.org\n  ```", ["4:5 bare-link https://b.org | b https://b.org"]),
    "a directive in a quotation": ("> ```{tip}\n> a https://a.org\n> ```", ["2:5 bare-link https://a.org | a https://a.org"]),
    "colons in each other": (
        "::::{grid} 2\n:::{grid-item}\na https://a.org\n:::\n:::{grid-item}\nb https://b.org\n:::\n::::",
        ["3:3 bare-link https://a.org | a https://a.org", "6:3 bare-link https://b.org | b https://b.org"],
    ),
    "colons around ticks": (":::{note}\n```{tip}\na https://a.org\n```\nb https://b.org\n:::", ["3:3 bare-link https://a.org | a https://a.org", "5:3 bare-link https://b.org | b https://b.org"]),
    "an unknown directive of colons": (":::{my-own}\na https://a.org\n:::", ["2:3 bare-link https://a.org | a https://a.org"]),
    "an unknown directive of ticks": ("```{my-own}\na https://a.org\n```", []),
    "data between colons": (":::{math}\nhttps://a.org\n:::\n\n:::{code-block} md\n[a](https://a.org)\n:::", []),
    "a list as a table": ("```{list-table} T\n* - a\n  - https://b.org\n* - c\n  - [d](https://d.org)\n```", ["3:5 bare-link https://b.org | https://b.org", "5:5 link https://d.org | d"]),
    "fields": (
        ":a: one [x](https://x.org)\n:b c: two\n  https://y.org\n:d:\n",
        ["1:9 link https://x.org | one x", "3:3 bare-link https://y.org | two https://y.org"],
    ),
    "a definition": ("a\n: b {cite}`c`\n\n  d https://d.org", ["2:5 role:cite c | b", "4:5 bare-link https://d.org | d https://d.org"]),
    "comments": ("a\n% https://x.org\n%  [b](https://b.org)\nc https://c.org", ["4:3 bare-link https://c.org | c https://c.org"]),
    "a per cent sign in a line": ("a % https://b.org", ["1:5 bare-link https://b.org | a % https://b.org"]),
    "a block break": ("a https://a.org\n\n+++ {\"b\": \"https://x.org\"}\n\nc", ["1:3 bare-link https://a.org | a https://a.org"]),
    "a substitution": ("a {{ '[b](https://b.org)'.format(c) }} https://d.org", ["1:40 bare-link https://d.org | a https://d.org"]),
    "attributes of a span": ("[a]{#b .c} [d](https://d.org){.e}", ["1:12 link https://d.org | [a]{#b .c} d{.e}"]),
    "an outside link that says so": ("[a](b){.external} [c](d){.other}", ["1:19 link d | a{.external} c{.other}"]),
    "a link to an inventory": ("[a](inv:b#c) <inv:d> https://e.org", ["1:1 link inv:b#c | a inv:d https://e.org", "1:14 autolink inv:d | a inv:d https://e.org", "1:22 bare-link https://e.org | a inv:d https://e.org"]),
    "reStructuredText": ("```{eval-rst}\n`a <https://a.org>`_\n```", []),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_myst(name: str) -> None:
    text, expected = CASES[name]
    assert said(text, "myst") == expected


def test_targets_of_attributes_and_of_restructuredtext() -> None:
    text = "{#a .b}\nc `{#x}`\n\n[d]{#e}\n\n```{eval-rst}\n.. _f g:\n\n.. figure:: p\n  :name: h\n```\n\n.. _y:\n"
    assert parsed(text, "myst").labels == ("a", "e", "f g", "h")


def test_a_directive_that_is_never_closed() -> None:
    assert found("a\n\n:::{note}\nb\n", "myst") == ["unclosed-block 3"]
