"""Obsidian: wikilinks, embeds, callouts and comments, by its help pages."""

from __future__ import annotations

import pytest

from tests.readers.documents.said import said

CASES = {
    "two in a line": ("[[A]] and [[B]]", ["1:1 wikilink A | A and B", "1:11 wikilink B | A and B"]),
    "beside a link": (
        "[[A]] [b](https://b.org)",
        ["1:1 wikilink A | A b", "1:7 link https://b.org | A b"],
    ),
    "within emphasis": ("**[[A]]** ==[[B|c]]==", ["1:3 wikilink A | A ==c==", "1:13 wikilink B | A ==c=="]),
    "within a heading": ("## On [[A]]", ["1:7 wikilink A | On A"]),
    "within a link's text": ("[a [[B]] c](https://a.org)", ["1:4 wikilink B | [a B c](https://a.org)", "1:13 bare-link https://a.org | [a B c](https://a.org)"]),
    "over two lines is none": ("[[A\nB]] https://b.org", ["2:5 bare-link https://b.org | [[A B]] https://b.org"]),
    "with nothing in it": ("[[]] https://b.org", ["1:6 bare-link https://b.org | https://b.org"]),
    "with a dot and a suffix": ("[[v1.2 notes]] [[b.md]]", ["1:1 wikilink v1.2 notes | v1.2 notes b.md", "1:16 wikilink b.md | v1.2 notes b.md"]),
    "with a path": ("[[a/b/C]]", ["1:1 wikilink a/b/C | a/b/C"]),
    "with several headings": ("[[A#B#C|d]]", ["1:1 wikilink A | d"]),
    "with a bar in its alias": ("[[A|b \\| c]]", ["1:1 wikilink A | b \\| c"]),
    "with letters beyond ASCII": ("é [[Übung 😀]] https://b.org", ["1:3 wikilink Übung 😀 | é Übung 😀 https://b.org", "1:15 bare-link https://b.org | é Übung 😀 https://b.org"]),
    "in a nested list": ("- a\n\t- [[B]]\n\t\t- https://c.org", ["2:4 wikilink B | B", "3:5 bare-link https://c.org | https://c.org"]),
    "in a table with an alias": ("| a | b |\n|---|---|\n| [[A\\|x]] | https://b.org |", ["3:3 wikilink A | x https://b.org", "3:14 bare-link https://b.org | x https://b.org"]),
    "in a fence": ("```dataview\nLIST FROM [[A]] https://b.org\n```", []),
    "an embed with a size": ("![[a.png|100x145]] https://b.org", ["1:1 embed a.png | 100x145 https://b.org", "1:20 bare-link https://b.org | 100x145 https://b.org"]),
    "an embed of a picture elsewhere": ("![250](https://a.org/b.jpg) c", []),
    "a callout with a title": ("> [!note] https://a.org", ["1:11 bare-link https://a.org | https://a.org"]),
    "a callout in a callout": (
        "> [!question] A\n> > [!todo]+ B https://b.org\n> > c",
        ["2:16 bare-link https://b.org | B https://b.org c"],
    ),
    "a callout with a list": ("> [!tip]\n> - [[A]]\n> - https://b.org", ["2:5 wikilink A | A", "3:5 bare-link https://b.org | https://b.org"]),
    "a block's id after a list": ("- a https://a.org ^b-1", ["1:5 bare-link https://a.org | a https://a.org"]),
    "a comment over lines": ("a\n\n%%\n[[A]]\n\nhttps://b.org\n%%\n\nc https://c.org", ["9:3 bare-link https://c.org | c https://c.org"]),
    "a comment beside text": ("%%[[A]]%% [[B]]", ["1:11 wikilink B | B"]),
    "one sign of a comment": ("100%% sure, see https://a.org", ["1:17 bare-link https://a.org | 100%% sure, see https://a.org"]),
    "a footnote in its place": ("a^[see [[A]] and https://b.org]", ["1:8 wikilink A | a", "1:18 footnote https://b.org | a"]),
    "an address of its own scheme": ("[a](obsidian://open?vault=b)", ["1:1 link obsidian://open?vault=b | a"]),
    "tags are text": ("#tag/b https://a.org", ["1:8 bare-link https://a.org | #tag/b https://a.org"]),
    "an iframe": ('<iframe src="https://a.org"></iframe>\n\nb', []),
    "properties": ("---\nlink: \"[[A]]\"\nurl: https://a.org\n---\n[[B]]", ["5:1 wikilink B | B"]),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_obsidian(name: str) -> None:
    text, expected = CASES[name]
    assert said(text, "obsidian") == expected
