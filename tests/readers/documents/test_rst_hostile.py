"""No text of reStructuredText makes the reader fail, hang or grow faster than the text; places lie within the text."""

from __future__ import annotations

import time

import pytest
from docutils import nodes
from docutils.core import publish_doctree
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.readers.documents import restructuredtext
from kg.readers.documents.configuration import Mark, Options
from kg.readers.documents.formats import parse as parse_file
from kg.readers.documents.parsed import Parsed

MANY = 16_000
REPEATED = (
    "- ", "- a\n", "- a\n\nb\n\n", "  a\n\n   b\n\n", "1. ", "1. a\n", "#. a\n", ".. a\n", ".. a\n\nb\n\n", ".. _a: b\n", ".. _a:\n",
    ".. _aaa\n  bbb\n", "__ a\n", "a__ ", "a_ ", "a-", "a-a_-", "*a ", "**a ", "`a ", "``a ", "|a ", "_`a ", "[a ", "[1]_ ",
    ".. [1] a\n", ".. [#] a [#]_\n", ".. [A] b\n", ":a:`b` ", ":a:`b ", "`a`:b:", "`a <b ", "`a <b>`_ ", "\\", "\\*",
    "http://a.org ", "http://a\\", "http://", "+---+\n|abc|\n", "+---+\n", "+", "== ==\na  b\n", "= =\n", "= ", "A\n=\n", "==\n",
    "| a\n", "|  a\n", ":a: b\n", ":a: ", "-a  b\n", "--a=b, ", "a\n  b\n", "a\n b\n  c\n", ".. note:: a\n", ".. note::\n\n  ",
    ".. note:: .. note:: ", ".. |a| replace:: b\n", "|a| ", ":", "_", "::\n\n a\n\n", ">>> a\n", "\t", "\ta\n", "\r\n", "\n", "\u2028",
    "字", "e\u0301", "  a\n\n  -- b\n\n", '.. csv-table::\n\n  a,"b\n', ".. toctree::\n\n  a\n", "a::\n\n> b\n\n", "ix. a\n", "\x00",
)  # fmt: skip


def parse(text: str) -> Parsed:
    options = Options("rst", roles={"a": Mark("0")})
    return parse_file(text.encode("utf-8", "surrogatepass"), name="a.rst", options=options)


@pytest.mark.parametrize("piece", REPEATED, ids=repr)
def test_what_is_repeated_is_read_in_time(piece: str) -> None:
    began = time.process_time()
    parse(piece * (MANY // len(piece)) + "\n\nhttps://a.org\n")
    assert time.process_time() - began < 6


DEEP = {
    "words in a row": "a-" * 500_000,
    "quotations": "\n\n".join(" " * nth + "a" for nth in range(1500)),
    "items": "- " * 100_000 + "https://a.org",
    "notes": "".join("  " * nth + ".. note::\n\n" for nth in range(500)),
    "lines of a block": "\n".join("| " + " " * nth + "a" for nth in range(1500)),
    "a chain of targets": "".join(f".. _a{nth}: a{nth + 1}_\n" for nth in range(20_000)) + "\nx a5_",
    "empty targets": "".join(f".. _a{nth}:\n" for nth in range(20_000)) + ".. _b: https://b.org\n\na5_",
    "footnotes": "".join(f".. [{nth}] a [{nth + 1}]_\n" for nth in range(5000)) + "\nx [0]_",
    "addresses in one text": "https://a.org " * 20_000,
    "links in one text": "`a <https://a.org>`_ " * 20_000,
    "a text that stands for much": ".. |a| replace:: " + "https://a.org " * 2000 + "\n\n" + "|a| " * 2000,
    "a wide table": "= " * 2000 + "=\n" + ("a " * 2000 + "a\n") * 20 + "= " * 2000 + "=\n",
    "corners": "+" + "-+" * 80 + "\n" + ("|" + " +" * 80 + "\n") * 80 + "+" + "-+" * 80 + "\n",
    "cells that join": ("+---+---+---+\n| a |   | b |\n+   +---+---+\n|   | c     |\n+---+       +\n| d | e     |\n+---+---+---+\n\n") * 500,
    "a number": "1" * 5000 + ". a",
    "a number that Rome did not know": "MMMMCMXCIX. a\nMMMMM. b",
    "a mark of one line": ":" + "a" * 2_000_000,
    "signs of a border": "= " * 20 + "\n" + ("=" * 4000 + "x\n") * 200,
    "escapes in an address": "http://a.org/" + "a\\" * 50_000,
    "space in ticks": "`a" + " " * 500_000 + "<b>`_",
    "angles in ticks": "`" + "<a> " * 100_000 + "`_",
    "ticks": "`" * 500_000,
}  # fmt: skip


@pytest.mark.parametrize("name", DEEP)
def test_deep_and_wide_texts_are_read_in_time(name: str) -> None:
    began = time.process_time()
    parse(DEEP[name])
    assert time.process_time() - began < 10


def test_one_line_of_ten_megabytes() -> None:
    began = time.process_time()
    one = parse("word " * 2_000_000 + "https://a.org").blocks[0].references[0]
    assert (one.target, one.line, one.column) == ("https://a.org", 1, 10_000_001)
    assert time.process_time() - began < 10


def test_what_lies_deeper_than_anybody_writes_is_no_text() -> None:
    def nested(depth: int) -> str:
        return "".join("  " * nth + "- a\n\n" for nth in range(depth)) + "  " * depth + "https://a.org"

    assert len(parse(nested(50)).blocks) == 1 and parse(nested(70)).blocks == ()


@pytest.mark.parametrize("text", ["- *a*\n" * 60, "a\n\n" * 60])
def test_more_blocks_than_anybody_writes_are_not_read(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert parse(text).findings == ()
    monkeypatch.setattr(restructuredtext, "_MOST_NESTED", 50)
    monkeypatch.setattr(restructuredtext, "_MOST_LINES", 100)
    assert [one.kind for one in parse(text).findings] == ["unread-file"]


def test_a_long_list_is_one_and_cut_nowhere() -> None:
    text = "".join(f"- a https://a.org/{nth}\n\n" for nth in range(3000))
    blocks = parse(text).blocks
    assert [block.references[0].line for block in blocks] == list(range(1, 6000, 2))


def test_a_table_is_not_cut_at_a_blank_line() -> None:
    text = "a\n\n" * 400 + "== ==\n" + "a  https://a.org\n\n" * 400 + "== ==\n"
    assert len(parse(text).blocks) == 400 and parse(text).findings == ()


PIECES = st.sampled_from(
    ["a", "b ", "_", "__", " ", "\n", "\n\n", "`", "`_", "`__", "<https://a.org>", "https://u.org/x ", "<b_>", "*", "**", "``", "|",
     "[1]_", "[#]_", "[#x]_", "[*]_", "[A]_", ".. [1] f\n", ".. [#x] g\n", ".. [#] ", ".. [A] c\n", ".. _a: https://t.org\n", ".. _b:\n",
     "__ https://n.org\n", "- ", "  ", "   ", "\t", "1. ", "::", ":", "\\", "(", ")", ":a:`", "'", '"', "é", "字", "+---+\n", "| a |\n",
     "== ==\n", "a  b\n", "> ", "| ", ":f: ", "term\n  ", ".. c\n", ".. kg: ignore a\n", " -- ", "=====\n", "\r\n", "\ufeff", "\x0b", "\u2028",
     "\x85", ".. note:: ", ".. list-table::\n\n  * - ", ".. csv-table::\n\n  ", ".. |s| replace:: ", "|s|", ".. toctree::\n\n  ", ".. image:: a\n  :target: ",
     "-a  b\n", "e\u0301", "\x00", "~~~~\n", ".. default-role:: a\n", "https://w.org/a\\_b"]
)  # fmt: skip


@settings(max_examples=300, deadline=2000)
@given(st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=120))
def test_no_text_makes_the_reader_fail(text: str) -> None:
    said = parse(text)
    assert said == parse(text)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff").split("\n")
    for block in said.blocks:
        assert 1 <= block.line <= block.end_line <= len(lines)
        for one in block.references:
            assert 1 <= one.line <= len(lines)
            assert 1 <= one.column <= len(lines[one.line - 1])
            if one.mechanism in ("bare-link", "link", "reference-link"):
                rest = lines[one.line - 1][one.column - 1 :]
                bare = one.mechanism == "bare-link"
                assert rest.startswith(one.target[:3] if bare else ("`", "|")) or not bare, (one, rest)
    for comment in said.comments:
        assert lines[comment.line - 1].lstrip(" \t-").find(".. kg:") >= 0


@settings(max_examples=100, deadline=2000)
@given(st.lists(st.integers(0, 99), min_size=1, max_size=8, unique=True), st.data())
def test_every_citation_stands_where_it_is_said_to(numbers: list[int], data: st.DataObject) -> None:
    """The slow definition: an address that occurs once stands where the text holds it."""
    shapes = ["x https://n{}.org/ y", "- i\n\n  - https://n{}.org/", "  q\n\n    r `t <https://n{}.org/>`_", "-\tl\n\n\t`é 字 <https://n{}.org/>`__",
              "+----+---------------------------+\n| 字 | - `t <https://n{}.org/>`_ |\n+----+---------------------------+",
              "== ===\na  b\n\n   https://n{}.org/ c\n== ===", ".. _f{}: https://n{}.org/\n\nsee `f{}`_", "w [{}]_\n\n.. [{}]  https://n{}.org/",
              ".. note:: a\n   :class: b\n\n   .. tip::  https://n{}.org/", "t\n  d https://n{}.org/", ":f: b\n   https://n{}.org/", "| a\n| https://n{}.org/",
              ".. list-table::\n\n   * - a\n     - `b <https://n{}.org/>`_", '.. csv-table::\n\n   "a, b", "`c <https://n{}.org/>`_"', "-a  b\n    https://n{}.org/",
              ".. image:: a\n   :target: https://n{}.org/"]  # fmt: skip
    text = "begin\n\n" + "\n\n..\n\n".join(
        data.draw(st.sampled_from(shapes)).replace("{}", f"{number:02}") for number in numbers
    )
    lines = text.split("\n")
    found = [one for block in parse(text).blocks for one in block.references]
    assert {one.target for one in found} == {f"https://n{number:02}.org/" for number in numbers}
    for one in found:
        rest = "\n".join(lines[one.line - 1 :])[one.column - 1 :]
        if one.mechanism == "reference-link":
            assert rest.startswith("`f")
        elif one.mechanism == "link" and rest.startswith("`"):
            assert one.target in rest[: len(one.target) + 7], (one, rest)
        else:
            assert rest.startswith(one.target), (one, rest)


PLAIN = st.sampled_from(
    ["a", "b ", "_", "__", " ", "\n", "\n\n", "`", "`_", "`__", "<https://a.org>", "<b_>", "*", "**", "``", "|", "[1]_", "[#]_", "[*]_", "[A]_",
     ".. _a: https://t.org\n", ".. _b:\n", "- ", "  ", "   ", "1. ", "::", ":", "\\", "(", ")", ":a:`", "'", '"', "-", "é", "+---+\n", "| a |\n",
     "== ==\n", "a  b\n", "> ", "| ", "term\n  ", ".. c\n", " -- ", "=====\n"]
)  # fmt: skip


@settings(max_examples=300, deadline=2000)
@given(st.lists(PLAIN, max_size=14).map("".join))
def test_links_are_those_of_docutils(text: str) -> None:
    """The slow definition: what the library alone makes of the text; bare links have a rule of their own."""
    quiet = {"report_level": 5, "halt_level": 6, "warning_stream": False, "raw_enabled": False}
    plain = {"doctitle_xform": False, "docinfo_xform": False, "sectsubtitle_xform": False}
    said = publish_doctree(
        text,
        settings_overrides={
            **quiet,
            **plain,
            "_disable_config": True,
            "file_insertion_enabled": False,
        },
    )
    links = [one for one in said.findall(nodes.reference) if one.get("name") is not None]
    found = [one for block in parse(text).blocks for one in block.references]
    assert sorted(one.target for one in found if one.mechanism in ("link", "reference-link")) == sorted(
        one["refuri"] for one in links if "refuri" in one
    )
