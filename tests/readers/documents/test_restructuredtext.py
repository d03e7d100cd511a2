"""reStructuredText and what Sphinx adds: what is a citation, where it stands, and to which block it belongs."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

import pytest

import kg
from kg.readers.documents.configuration import Mark, Options
from kg.readers.documents.formats import parse
from kg.readers.documents.parsed import Comment, Parsed


def parsed(text: str, **options: Any) -> Parsed:
    """Return what a text says; its common indent is taken off."""
    data = textwrap.dedent(text).lstrip("\n").encode()
    return parse(data, name="page.rst", options=Options(format="rst", **options))


def said(text: str, **options: Any) -> list[str]:
    """Return a line for each reference: line, column, mechanism, target and, after a bar, the text of its block."""
    return [
        f"{one.line}:{one.column} {one.mechanism} {one.target} | {block.text}"
        for block in parsed(text, **options).blocks
        for one in block.references
    ]


def found(text: str, **options: Any) -> list[str]:
    """Return a line for each finding: its kind and line."""
    return [f"{one.kind} {one.line}" for one in parsed(text, **options).findings]


INLINE = {
    "a link": ("See `a <https://a.org>`_.", ["1:5 link https://a.org | See a."]),
    "a link without a name": ("See `a <https://a.org>`__.", ["1:5 link https://a.org | See a."]),
    "a link that shows its address": ("`<https://a.org>`_", ["1:1 link https://a.org | https://a.org"]),
    "a link over two lines": ("x `a\nb <https://a.org\n/c>`_ y", ["1:3 link https://a.org/c | x a b y"]),
    "a link in the second line": ("one\ntwo `a <https://a.org>`_", ["2:5 link https://a.org | one two a"]),
    "parentheses in an address": ("`a <https://a.org/x_(y)>`_", ["1:1 link https://a.org/x_(y) | a"]),
    "an underscore at the end of an address": (
        r"`a <https://a.org/x\_>`_",
        ["1:1 link https://a.org/x_ | a"],
    ),
    "a bare link": ("See https://a.org/x.", ["1:5 bare-link https://a.org/x | See https://a.org/x."]),
    "a bare link in parentheses": ("(https://a.org/x)", ["1:2 bare-link https://a.org/x | (https://a.org/x)"]),
    "a bare link with parentheses": (
        "https://a.org/x_(y), z",
        ["1:1 bare-link https://a.org/x_(y) | https://a.org/x_(y), z"],
    ),
    "an address in angles": ("x <https://a.org>", ["1:4 bare-link https://a.org | x <https://a.org>"]),
    "an escape in an address": (
        r"https://a.org/x\*y z",
        ["1:1 bare-link https://a.org/x*y | https://a.org/x*y z"],
    ),
    "no other scheme": ("gopher://a.org mailto:a@b.org a@b.org www.a.org xhttps://a.org", []),
    "a named link": ("x a_ y\n\n.. _a: https://a.org", ["1:3 reference-link https://a.org | x a y"]),
    "a phrase": ("`A  b`_\n\n.. _a b: https://a.org", ["1:1 reference-link https://a.org | A b"]),
    "a target between ticks": ("`a: b`_\n\n.. _`a: b`: https://a.org", ["1:1 reference-link https://a.org | a: b"]),
    "a target over two lines": ("a_\n\n.. _a: https://a.org\n   /b", ["1:1 reference-link https://a.org/b | a"]),
    "a target of a target": (
        "a_\n\n.. _a: b_\n.. _b: https://b.org",
        ["1:1 reference-link https://b.org | a"],
    ),
    "targets in a chain": ("a_\n\n.. _a:\n.. _b: https://b.org", ["1:1 reference-link https://b.org | a"]),
    "targets in a circle": ("a_\n\n.. _a: b_\n.. _b: a_", []),
    "a name that a link gave": (
        "`a <https://a.org>`_ a_",
        ["1:1 link https://a.org | a a", "1:22 reference-link https://a.org | a a"],
    ),
    "a target before what a link says": (
        "`a <https://b.org>`_ a_\n\n.. _a: https://a.org",
        ["1:1 link https://b.org | a a", "1:22 reference-link https://a.org | a a"],
    ),
    "an alias": ("`a <b_>`_\n\n.. _b: https://b.org", ["1:1 reference-link https://b.org | a"]),
    "links without names": (
        "a__ `b c`__\n\n__ https://a.org\n.. __: https://b.org",
        ["1:1 reference-link https://a.org | a b c", "1:5 reference-link https://b.org | a b c"],
    ),
    "a name of nothing": ("a_ `b c`_", []),
    "a name within a word": ("x_y_z a__b https://a.org", ["1:12 bare-link https://a.org | x_y_z a__b https://a.org"]),
    "an escaped mark": (r"\`a <https://a.org>`_ a\_", [r"1:6 bare-link https://a.org | `a <https://a.org>`_ a_"]),
    "emphasis": ("*https://a.org* **https://b.org**", []),
    "literals": ("``https://a.org`` ``\\`a <https://b.org>`_``", []),
    "marks that never close": ("*a `b ``c |d _`e https://a.org", ["1:18 bare-link https://a.org | *a `b ``c |d _`e https://a.org"]),
    "quoted marks": ("'*' (`) \"|\" https://a.org", ["1:13 bare-link https://a.org | '*' (`) \"|\" https://a.org"]),
    "a substitution": (
        "|a| is\n\n.. |a| replace:: the `b <https://b.org>`_",
        ["1:1 reference-link https://b.org | the b is"],
    ),
    "a picture as a substitution": (
        "x |a|\n\n.. |a| image:: https://p.org/a.png\n   :target: https://a.org",
        ["1:3 reference-link https://a.org | x a"],
    ),
    "a substitution that is a link": ("|a|_\n\n.. |a| replace:: b\n.. _a: https://a.org", ["1:1 reference-link https://a.org | b"]),
    "characters beyond ASCII": ("é😀 `ü <https://ä.org/ö>`_", ["1:4 link https://ä.org/ö | é😀 ü"]),
    "a relative link": ("`a <../b.rst>`_", ["1:1 link ../b.rst | a"]),
}  # fmt: skip


@pytest.mark.parametrize("name", INLINE)
def test_inline(name: str) -> None:
    text, expected = INLINE[name]
    assert said(text) == expected


BLOCKS = {
    "paragraphs": (
        "a https://a.org\n\nb https://b.org",
        ["1:3 bare-link https://a.org | a https://a.org", "3:3 bare-link https://b.org | b https://b.org"],
    ),
    "a nested list": (
        "- one https://a.org\n\n  - two `b <https://b.org>`_\n\n    1. three\n       <https://c.org>",
        [
            "1:7 bare-link https://a.org | one https://a.org",
            "3:9 link https://b.org | two b",
            "6:9 bare-link https://c.org | three <https://c.org>",
        ],
    ),
    "items": (
        "#. a https://a.org\n#. b https://b.org",
        ["1:6 bare-link https://a.org | a https://a.org", "2:6 bare-link https://b.org | b https://b.org"],
    ),
    "tabs": ("-\ta\n\n\tb\t`c <https://c.org>`_", ["3:4 link https://c.org | b c"]),
    "a quotation with its author": (
        "a\n\n  b https://b.org\n\n  -- `C <https://c.org>`_",
        ["3:5 bare-link https://b.org | b https://b.org", "5:6 link https://c.org | -- C"],
    ),
    "a title": ("`a <https://a.org>`_ b\n======================", ["1:1 link https://a.org | a b"]),
    "a title between lines": ("=======\n a a_\n=======\n\n.. _a: https://a.org", ["2:4 reference-link https://a.org | a a"]),
    "definitions": (
        "a_ : kind\n    one https://b.org\n\n    two\n\n.. _a: https://a.org",
        ["1:1 reference-link https://a.org | a : kind", "2:9 bare-link https://b.org | one https://b.org"],
    ),
    "fields": ("x\n\n:a: b\n:c: d\n    https://a.org", ["5:5 bare-link https://a.org | d https://a.org"]),
    "options": ("-a  all\n--b=c  see\n       https://a.org", ["3:8 bare-link https://a.org | see https://a.org"]),
    "lines": ("| a\n|   https://a.org\n| b", ["2:5 bare-link https://a.org | a https://a.org b"]),
    "code": ("a::\n\n  https://a.org\n\n::\n\n  https://b.org\n\nc::\n\n> https://c.org\n\n>>> 'https://d.org'", []),
    "a paragraph before code": ("see https://a.org ::\n\n  b", ["1:5 bare-link https://a.org | see https://a.org"]),
    "comments": (".. https://a.org\n   https://b.org\n\n..\n\nc https://c.org", ["6:3 bare-link https://c.org | c https://c.org"]),
    "a grid table": (
        "+---+-----------------+\n| h | https://h.org   |\n+===+=================+\n| a | https://a.org   |\n|   | - b_            |\n"
        "+---+-----------------+\n\n.. _b: https://b.org",
        [
            "2:7 bare-link https://h.org | h https://h.org",
            "4:7 bare-link https://a.org | a https://a.org - b",
            "5:9 reference-link https://b.org | a https://a.org - b",
        ],
    ),
    "cells that join rows": (
        "+---+---------------+\n| a | https://x.org |\n+---+ y             |\n| b | https://z.org |\n+---+---------------+",
        ["2:7 bare-link https://x.org | a https://x.org y https://z.org", "4:7 bare-link https://z.org | a https://x.org y https://z.org"],
    ),
    "cells that join both": (
        "+---+---+---------------+\n| a | b | https://c.org |\n+   +---+---------------+\n|   | https://d.org     |\n"
        "+---+---+---------------+\n| https://e.org         |\n+---+---+---------------+",
        [
            "2:11 bare-link https://c.org | a b https://c.org",
            "4:7 bare-link https://d.org | https://d.org",
            "6:3 bare-link https://e.org | https://e.org",
        ],
    ),
    "a simple table": (
        "== ===\na  b\n== ===\nc  `d <https://d.org>`_\n   e\n\nf  a_ and\n   a_\n== ===\n\n.. _a: https://a.org",
        [
            "4:4 link https://d.org | c d e",
            "7:4 reference-link https://a.org | f a and a",
            "8:4 reference-link https://a.org | f a and a",
        ],
    ),
    "wide signs in a table": (
        "+------+---------------+\n| 字字 | https://a.org |\n+------+---------------+",
        ["2:8 bare-link https://a.org | 字字 https://a.org"],
    ),
    "twice the same in a row": (
        "+----+----+\n| a_ | a_ |\n+----+----+\n\n.. _a: https://a.org",
        ["2:3 reference-link https://a.org | a a", "2:8 reference-link https://a.org | a a"],
    ),
    "a table in an item": (
        "* x\n\n  == ==\n  a  https://a.org\n  == ==",
        ["4:6 bare-link https://a.org | a https://a.org"],
    ),
    "carriage returns": ("a\r\n\r\nb https://b.org\r\nc", ["3:3 bare-link https://b.org | b https://b.org c"]),
    "a byte order mark": ("\ufeff`a <https://a.org>`_", ["1:1 link https://a.org | a"]),
    "lines that only Python knows": ("a\u2028b\x0bc\x85 https://a.org", ["1:8 bare-link https://a.org | a b c https://a.org"]),
}  # fmt: skip


@pytest.mark.parametrize("name", BLOCKS)
def test_blocks(name: str) -> None:
    text, expected = BLOCKS[name]
    assert said(text) == expected


def test_a_line_of_many_characters() -> None:
    one = parsed("word " * 2000 + "https://a.org b `c <https://c.org>`_").blocks[0].references
    assert [(found.target, found.column) for found in one] == [
        ("https://a.org", 10001),
        ("https://c.org", 10017),
    ]


FOOTNOTES = {
    "by number": ("a [1]_.\n\n.. [1] See https://a.org", ["3:12 footnote https://a.org | a."]),
    "before the mark": (".. [1] `a <https://a.org>`_\n\nb [1]_", ["1:8 footnote https://a.org | b"]),
    "by name": ("a [#x]_\n\n.. [#x] https://a.org", ["3:9 footnote https://a.org | a"]),
    "counted": (
        "a [#]_ b\n\nc [#]_\n\n.. [#] https://a.org\n.. [#] https://b.org",
        ["5:8 footnote https://a.org | a b", "6:8 footnote https://b.org | c"],
    ),
    "by signs": ("a [*]_\n\n.. [*] https://a.org", ["3:8 footnote https://a.org | a"]),
    "in two claims": (
        "a [1]_\n\nb [1]_\n\n.. [1] https://a.org",
        ["5:8 footnote https://a.org | a", "5:8 footnote https://a.org | b"],
    ),
    "of several paragraphs": ("a [1]_\n\n.. [1] b\n\n   c https://a.org", ["5:6 footnote https://a.org | a"]),
    "that marks another": (
        "a [1]_\n\n.. [1] b [2]_\n.. [2] https://a.org",
        ["4:8 footnote https://a.org | a"],
    ),
    "that nobody marks": (".. [1] b https://a.org", ["1:10 footnote https://a.org | b https://a.org"]),
    "a citation": ("a [CIT2002]_\n\n.. [CIT2002] B. https://a.org", ["3:17 footnote https://a.org | a"]),
    "a citation of another file": ("a [CIT2002]_", ["1:3 footnote cit2002 | a"]),
    "with a role in it": ("a [1]_\n\n.. [1] :cite:`b`", ["3:8 role:cite b | a"]),
}


@pytest.mark.parametrize("name", FOOTNOTES)
def test_footnotes(name: str) -> None:
    text, expected = FOOTNOTES[name]
    assert said(text) == expected


ROLES = {
    "keys": ("a :cite:`b1, c2`", ["1:3 role:cite b1 | a", "1:3 role:cite c2 | a"]),
    "keys of a textual citation": (":cite:t:`b1` says", ["1:1 role:cite:t b1 | says"]),
    "a document": ("see :doc:`a/b`", ["1:5 role:doc a/b | see a/b"]),
    "a document with a title": ("see :doc:`B <../b>`", ["1:5 role:doc ../b | see B"]),
    "a document of another project": (
        ":doc:`a:b/c` :doc:`t <a:b/c>` :doc:`d`",
        ["1:31 role:doc d | a:b/c t d"],
    ),
    "a target": ("see :ref:`x y <lab-1>`", ["1:5 role:ref lab-1 | see x y"]),
    "a target that Sphinx makes": (":ref:`genindex` :ref:`!b`", []),
    "a role behind its text": ("see `a/b`:doc:", ["1:5 role:doc a/b | see a/b"]),
    "a proposal": ("x :pep:`8`", ["1:3 role:pep https://peps.python.org/pep-0008 | x PEP 8"]),
    "a proposal with a title": (
        ":pep:`t <11#tier-1>`",
        ["1:1 role:pep https://peps.python.org/pep-0011#tier-1 | t"],
    ),
    "a memo": (":rfc:`2616`", ["1:1 role:rfc https://tools.ietf.org/html/rfc2616.html | RFC 2616"]),
    "a memo of no number": (":rfc:`x`", []),
    "a configured role": (":src:`https://a.org` x", ["1:1 role:src https://a.org | https://a.org x"]),
    "a configured role with a title": ("x :src:`t <a1>`", ["1:3 role:src a1 | x t"]),
    "other roles": (":term:`a` :file:`https://a.org` :nobody:knows:`https://b.org` `https://c.org`", []),
    "a role of the document": (".. default-role:: doc\n\n`a`", ["3:1 role:doc a | a"]),
}


@pytest.mark.parametrize("name", ROLES)
def test_roles(name: str) -> None:
    text, expected = ROLES[name]
    assert said(text, roles={"src": Mark("0")}) == expected


def test_a_role_in_a_word_of_cito() -> None:
    roles = {"disputes": Mark("0", "citation", "disputes")}
    one = parsed(":disputes:`t <https://a.org>`", roles=roles).blocks[0].references[0]
    assert (one.target, one.character, one.evidence) == ("https://a.org", "disputes", True)


def test_a_default_role_ends_with_its_document() -> None:
    parsed(".. default-role:: doc\n.. role:: src\n\n`a`")
    assert said("`a` :src:`b`") == []


DIRECTIVES = {
    "a note": (".. note:: a https://a.org\n   b", ["1:13 bare-link https://a.org | a https://a.org b"]),
    "a note with options": (
        ".. note::\n   :class: x\n\n   a `b <https://b.org>`_",
        ["4:6 link https://b.org | a b"],
    ),
    "notes in each other": (
        ".. tip::\n\n   .. warning::\n\n      a https://a.org\n\n   b https://b.org",
        ["5:9 bare-link https://a.org | a https://a.org", "7:6 bare-link https://b.org | b https://b.org"],
    ),
    "a note in an item": ("- a\n\n  .. seealso:: `b <https://b.org>`_", ["3:16 link https://b.org | b"]),
    "a title of an admonition": (
        ".. admonition:: a https://a.org\n\n   b",
        ["1:19 bare-link https://a.org | a https://a.org"],
    ),
    "a change": (
        ".. versionadded:: 3.1 a\n   https://a.org\n\n   b https://b.org",
        ["2:4 bare-link https://a.org | a https://a.org", "4:6 bare-link https://b.org | b https://b.org"],
    ),
    "what belongs to some output": (".. only:: html\n\n   a https://a.org", ["3:6 bare-link https://a.org | a https://a.org"]),
    "a function": (".. py:function:: f(x)\n\n   a https://a.org", ["3:6 bare-link https://a.org | a https://a.org"]),
    "a glossary": (".. glossary::\n\n   a\n      b https://b.org", ["4:9 bare-link https://b.org | b https://b.org"]),
    "tabs": (".. tabs::\n\n   .. tab:: x\n\n      a https://a.org", ["5:9 bare-link https://a.org | a https://a.org"]),
    "a rubric": (".. rubric:: a_\n\n.. _a: https://a.org", ["1:13 reference-link https://a.org | a"]),
    "a picture": (".. image:: https://p.org/a.png\n   :alt: https://b.org", []),
    "a picture within a link": (".. image:: p.png\n   :target: https://a.org", ["2:13 link https://a.org | https://a.org"]),
    "a picture within a named link": (".. image:: p.png\n   :target: a_\n\n.. _a: https://a.org", ["2:13 reference-link https://a.org | https://a.org"]),
    "a caption and a legend": (
        ".. figure:: p.png\n   :name: f\n\n   From `a <https://a.org>`_\n\n   b https://b.org",
        ["4:9 link https://a.org | From a", "6:6 bare-link https://b.org | b https://b.org"],
    ),
    "a list as a table": (
        ".. list-table:: `T <https://t.org>`_\n   :header-rows: 1\n\n   * - a\n     - b\n   * - c\n     - `d <https://d.org>`_",
        ["1:17 link https://t.org | T", "7:8 link https://d.org | c d"],
    ),
    "values as a table": (
        '.. csv-table::\n   :header: a\n\n   "b, `c <https://c.org>`_", d\n   e, "f\n   a_"\n\n.. _a: https://a.org',
        ["4:8 link https://c.org | b, c d", "6:4 reference-link https://a.org | e f a"],
    ),
    "a table with a title": (
        ".. table:: T\n\n   == ==\n   a  https://a.org\n   == ==",
        ["4:7 bare-link https://a.org | a https://a.org"],
    ),
    "pages": (
        ".. toctree::\n   :maxdepth: 2\n\n   a/b\n   T <c>\n   self",
        ["4:4 directive:toctree a/b | a/b", "5:4 directive:toctree c | T"],
    ),
    "patterns of pages": (".. toctree::\n   :glob:\n\n   a*\n   b", ["5:4 directive:toctree b | b"]),
    "a file taken in": ("a\n\n.. include:: b.txt\n   :start-line: 1", ["3:1 directive:include b.txt | b.txt"]),
    "raw, code and what nobody knows": (
        ".. raw:: html\n\n   <a href='https://a.org'>\n\n.. code-block:: py\n\n   https://b.org\n\n.. math:: https://c.org\n\n"
        ".. nobody-knows:: https://d.org\n   :e: https://e.org\n\n   https://f.org",
        [],
    ),
    "a file of values": (".. csv-table::\n   :file: /etc/passwd\n   :url: https://a.org", []),
}  # fmt: skip


@pytest.mark.parametrize("name", DIRECTIVES)
def test_directives(name: str) -> None:
    text, expected = DIRECTIVES[name]
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a [1]_ [#x]_", ["missing-footnote 1", "missing-footnote 1"]),
        ("a [#]_\n\nb [#]_\n\n.. [#] c", ["missing-footnote 3"]),
        ("a\n\n.. [1] b\n.. [1] c", ["duplicate-label 4"]),
        (".. _a: https://a.org\n.. _A: https://b.org", ["duplicate-label 2"]),
        (".. _a: https://a.org\n.. _a: https://a.org", []),
        ("a__ b__\n\n__ https://a.org", ["missing-part 1"]),
        ("x\n\n+---+\n|abc|\n+--++", ["missing-part 3"]),
        ("== ==\nabcdef\n== ==", ["missing-part 1"]),
        ("a_ `b`_ :nobody:`c`\n\n.. nobody::\n\n*a", []),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text: str, expected: list[str]) -> None:
    assert found(text) == expected


def test_what_is_not_text() -> None:
    for data in (b"a\n\nb\0c", b"a\n\n\xe9", b"\xff\xfea\0"):
        assert parse(data, name="a.rst", options=Options()).findings[0].kind == "unread-file"


def test_facts_before_the_text() -> None:
    told = parsed("Title\n=====\n\n:title: A *b*\n:type: concept\n  two\n:orphan:\n\nx :a:`b`")
    assert told.front == {"title": "A *b*", "type": "concept two", "orphan": ""} and told.heading == "Title"


def test_labels() -> None:
    text = ".. _A  b:\n.. _c:\n\nHead\n====\n\n.. figure:: p\n   :name: f\n\n.. _u: https://u.org\n.. [Cit] d"
    assert parsed(text).labels == ("a b", "c", "f", "cit")


def test_lines_of_a_block() -> None:
    blocks = parsed("a\n\nb `c <https://c.org>`_\nd\n\n== ==\ne  https://e.org\n\n   f\n== ==").blocks
    assert [(one.line, one.end_line) for one in blocks] == [(3, 4), (7, 9)]


def test_sections_are_passed_over_with_what_is_below_them() -> None:
    text = "A\n=\nhttps://a.org\n\nSee also\n--------\nhttps://b.org\n\nC\n~\nhttps://c.org\n\nD\n-\nhttps://d.org"
    kept = [line.split(" ")[2] for line in said(text, pass_over=("see ALSO",))]
    assert kept == ["https://a.org", "https://d.org"]


def test_sections_are_marked() -> None:
    text = "Further reading\n===============\n- https://a.org\n\nB\n=\nhttps://b.org"
    assert [line.split(" ")[1] for line in said(text, mark=("Further Reading",))] == [
        "section:further-reading",
        "bare-link",
    ]


COMMENTS = {
    "a paragraph": ("a\n\n.. kg: ignore r\n\nb\nc\n\nd", (3, 5, 6)),
    "of several lines": (".. kg:\n   ignore\n   r\n\nb", (1, 5, 5)),
    "the first item with what is in it": (".. kg: ignore r\n\n- a\n\n  - b\n\n- c", (1, 3, 5)),
    "an item between others": ("- a\n\n.. kg: ignore r\n\n- b\n- c", (3, 5, 5)),
    "a table": (".. kg: ignore r\n\n== ==\na  b\n\nc  d\n== ==\n\ne", (1, 3, 7)),
    "a definition": (".. kg: ignore r\n\na\n  b\n\n  c\n\nd", (1, 3, 6)),
    "a quotation": ("a\n\n.. kg: ignore r\n\n..\n\n  b\n\n  c", (3, 7, 9)),
    "a note": (".. kg: ignore r\n.. note:: a\n\n   b\n\nc", (1, 2, 4)),
    "what follows a target": (".. kg: ignore r\n.. _a: https://a.org\n.. other\n\nb", (1, 5, 5)),
    "nothing": ("a\n\n.. kg: ignore r\n", (3, 4, 3)),
}


@pytest.mark.parametrize("name", COMMENTS)
def test_what_a_comment_covers(name: str) -> None:
    text, lines = COMMENTS[name]
    assert parsed(text).comments == (Comment("ignore r", *lines),)


def test_other_comments_say_nothing_to_kg() -> None:
    assert parsed(".. kgb: x\n.. ignore r\n\na").comments == ()


def test_nothing_is_read_run_or_written(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("https://secret.org")
    text = f".. include:: {secret}\n\n.. csv-table::\n   :file: {secret}\n\n.. raw:: html\n   :file: {secret}\n\n.. a::\n:b:`c`\n*d"
    assert "secret.org" not in repr(parsed(text).blocks)
    assert capfd.readouterr() == ("", "")


def test_a_caller_of_docutils_is_not_disturbed() -> None:
    from docutils.parsers.rst import directives, roles, states

    before = (dict(roles._roles), dict(directives._directives), list(states.RSTState.nested_sm_cache))
    parsed(".. note:: a\n.. role:: b\n\n:b:`c` :pep:`8`\n\n- d\n\n  - e")
    assert (dict(roles._roles), dict(directives._directives), list(states.RSTState.nested_sm_cache)) == before


def test_a_tree_of_sphinx(tmp_path: Path) -> None:
    files = {
        "conf.py": "raise SystemExit",
        "index.rst": ".. toctree::\n\n   guide/a\n   none\n",
        "guide/a.rst": ":title: The A\n\n.. _lab:\n\nHead\n====\n\nSee `x <https://x.org>`_, :doc:`/index`, `b <b.rst>`_.\n\n.. include:: gone.txt\n",
        "guide/b.rst": ":ref:`lab` :ref:`gone` :doc:`a`\n",
    }  # fmt: skip
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    corpus = kg.read(tmp_path)
    assert sorted(corpus["pages"].select("id", "title").rows()) == [
        ("guide/a", "The A"),
        ("guide/b", "b"),
        ("index", "index"),
    ]
    assert corpus["citations"].select("url", "line", "column").rows() == [("https://x.org", 8, 5)]
    assert sorted(corpus["links"].select("page", "target").unique().rows()) == [
        ("guide/a", "guide/b"),
        ("guide/a", "index"),
        ("guide/b", "guide/a"),
        ("index", "guide/a"),
    ]
    assert sorted(corpus.problems.select("kind", "origin").rows()) == [
        ("broken-reference", "guide/a.rst:10"),
        ("broken-reference", "guide/b.rst:1"),
        ("broken-reference", "index.rst:4"),
    ]
