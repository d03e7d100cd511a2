"""Plain Markdown: what is a citation, where it stands, and to which block it belongs."""

from __future__ import annotations

import pytest

from tests.readers.documents.said import found, parsed, said

INLINE = {
    "a link": ("See [a](https://a.org).", ["1:5 link https://a.org | See a."]),
    "an autolink": ("See <https://a.org>.", ["1:5 autolink https://a.org | See https://a.org."]),
    "a bare link": ("See https://a.org.", ["1:5 bare-link https://a.org | See https://a.org."]),
    "a bare link of ftp": ("ftp://a.org/x", ["1:1 bare-link ftp://a.org/x | ftp://a.org/x"]),
    "a bare link in capitals": ("HTTPS://A.org/X", ["1:1 bare-link HTTPS://A.org/X | HTTPS://A.org/X"]),
    "a bare link in parentheses": (
        "(https://a.org/x)",
        ["1:2 bare-link https://a.org/x | (https://a.org/x)"],
    ),
    "a bare link with parentheses": (
        "https://a.org/x_(y) z",
        ["1:1 bare-link https://a.org/x_(y) | https://a.org/x_(y) z"],
    ),
    "a bare link before a comma": (
        "https://a.org/x, y",
        ["1:1 bare-link https://a.org/x | https://a.org/x, y"],
    ),
    "a bare link in emphasis": ("*https://a.org/x*", ["1:2 bare-link https://a.org/x | https://a.org/x"]),
    "a bare link with underscores": (
        "_https://a.org/_x_y_.",
        ["1:2 bare-link https://a.org/_x_y | https://a.org/_x_y."],
    ),
    "a word before a scheme": ("xhttps://a.org", []),
    "no other scheme": ("gopher://a.org mailto:a@b.org a@b.org www.a.org", []),
    "balanced parentheses": (
        "[a](https://a.org/x_(y)_(z))",
        ["1:1 link https://a.org/x_(y)_(z) | a"],
    ),
    "an address in angles": ("[a](<https://a.org/x y>)", ["1:1 link https://a.org/x y | a"]),
    "a title": ('[a](https://a.org "Title (x)")', ["1:1 link https://a.org | a"]),
    "entities": ("[a](https://a.org/?b&amp;c&copy=1)", ["1:1 link https://a.org/?b&c&copy=1 | a"]),
    "escapes": (
        r"[a](https://a.org/\(x) \[b](https://b.org)",
        [
            "1:1 link https://a.org/(x | a [b](https://b.org)",
            r"1:29 bare-link https://b.org | a [b](https://b.org)",
        ],
    ),
    "a full reference": ("[a][R]\n\n[r]: https://a.org", ["1:1 reference-link https://a.org | a"]),
    "a collapsed reference": ("x [r][]\n\n[r]: <https://a.org>", ["1:3 reference-link https://a.org | x r"]),
    "a shortcut reference": ("[r]\n\n[r]: https://a.org 'Title'", ["1:1 reference-link https://a.org | r"]),
    "a reference to nothing": ("[r][s]", []),
    "code": ("`https://a.org` ``[a](https://a.org)``", []),
    "an anchor": (
        'x <a class="y" href="https://a.org/?a&amp;b">t</a>',
        ["1:3 html-anchor https://a.org/?a&b | x t"],
    ),
    "an anchor without quotes": ("<A HREF=https://a.org>t</A>", ["1:1 html-anchor https://a.org | t"]),
    "an anchor's own text": (
        "<a href='https://a.org'>https://b.org</a>",
        ["1:1 html-anchor https://a.org | https://b.org"],
    ),
    "a comment": ("x <!-- https://a.org <a href='https://a.org'> --> y", []),
    "a picture": ("![x](https://a.org/b.png)", []),
    "a picture within a link": ("[![x](https://p.org)](https://a.org)", ["1:1 link https://a.org | x"]),
    "a link in a picture's text": ("![[x](https://p.org)](https://a.org/b.png)", []),
    "strikethrough and emphasis": (
        "~~*[a](https://a.org)*~~ **[b](https://b.org)**",
        ["1:4 link https://a.org | a b", "1:28 link https://b.org | a b"],
    ),
    "a link over two lines": ("x [a\nb](https://a.org) y", ["1:3 link https://a.org | x a b y"]),
    "a link in the second line": ("one\n  two [a](https://a.org)", ["2:7 link https://a.org | one two a"]),
    "a hard break": ("one  \ntwo https://a.org", ["2:5 bare-link https://a.org | one two https://a.org"]),
    "characters beyond ASCII": ("é😀 [ü](https://ä.org/ö)", ["1:4 link https://ä.org/ö | é😀 ü"]),
    "a link in brackets": ("[[a](https://a.org)]", ["1:2 link https://a.org | [a]"]),
    "twice the same": (
        "[a](https://a.org) [a](https://a.org)",
        ["1:1 link https://a.org | a a", "1:20 link https://a.org | a a"],
    ),
}


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
        "- one https://a.org\n  - two [b](https://b.org)\n    1. three <https://c.org>",
        [
            "1:7 bare-link https://a.org | one https://a.org",
            "2:9 link https://b.org | two b",
            "3:14 autolink https://c.org | three https://c.org",
        ],
    ),
    "a list with tabs": ("-\ta\n\n\t[b](https://b.org)", ["3:2 link https://b.org | b"]),
    "an item that goes on": ("* a\nlazy [b](https://b.org)", ["2:6 link https://b.org | a lazy b"]),
    "a task": ("- [x] do [b](https://b.org)", ["1:10 link https://b.org | do b"]),
    "a quotation": ("> a\n> > b [c](https://c.org)", ["2:7 link https://c.org | b c"]),
    "a quotation in an item": ("- > a\n  > [c](https://c.org)", ["2:5 link https://c.org | a c"]),
    "a heading": ("## [a](https://a.org) b ##", ["1:4 link https://a.org | a b"]),
    "an underlined heading": ("[a](https://a.org)\nb\n===", ["1:1 link https://a.org | a b"]),
    "a row of a table": (
        "| a | b |\n|---|:-:|\n| x | [y](https://y.org) https://z.org |",
        ["3:7 link https://y.org | x y https://z.org", "3:26 bare-link https://z.org | x y https://z.org"],
    ),
    "a row without outer bars": (
        "a | b\n--|--\nx | <https://y.org>",
        ["3:5 autolink https://y.org | x https://y.org"],
    ),
    "a bar within a cell": (
        "|a|\n|-|\n| `\\|` \\| [y\\|](https://y.org/\\|) https://z.org|",
        [
            "3:11 link https://y.org/| | | | y| https://z.org",
            "3:35 bare-link https://z.org | | | y| https://z.org",
        ],
    ),
    "an empty cell": ("|a|b|\n|-|-|\n|  | https://y.org|", ["3:6 bare-link https://y.org | https://y.org"]),
    "a table in a quotation": (
        "> |a|\n> |-|\n> |<https://y.org>|",
        ["3:4 autolink https://y.org | https://y.org"],
    ),
    "a head of a table": ("|[a](https://a.org)|\n|-|\n|x|", ["1:2 link https://a.org | a"]),
    "fenced code": ("```\nhttps://a.org\n```\n~~~ md\n[a](https://a.org)\n~~~", []),
    "indented code": ("    https://a.org\n\n\t[b](https://b.org)", []),
    "a block of HTML": (
        '<div>\n <p>one <a href="https://a.org">a</a></p>\n <p><A\n  href="https://b.org">b</A> two</p>\n</div>',
        ["2:9 html-anchor https://a.org | one a", "3:5 html-anchor https://b.org | b two"],
    ),
    "a list of HTML": (
        '<ul>\n<li><a href="https://a.org">a</a>\n<li>x <a href=https://b.org>b</a>\n</ul>',
        ["2:5 html-anchor https://a.org | a", "3:7 html-anchor https://b.org | x b"],
    ),
    "Markdown within HTML": (
        "<details>\n\nx [a](https://a.org)\n\n</details>",
        ["3:3 link https://a.org | x a"],
    ),
    "scripts and styles": ("<script>\nx = \"<a href='https://a.org'>\"\n</script>\n<style>a{}</style>", []),
    "comments in HTML": (
        '<div>\n<!-- <a href="https://a.org">\n-->\n<pre><a href="https://b.org"></pre>\n</div>',
        [],
    ),
    "a comment of many lines": (
        "<!--\n[a](https://a.org)\n\nhttps://b.org\n-->\nc https://c.org",
        ["6:3 bare-link https://c.org | c https://c.org"],
    ),
    "front matter": (
        "---\nurl: https://a.org\n---\nx https://b.org",
        ["4:3 bare-link https://b.org | x https://b.org"],
    ),
    "carriage returns": (
        "a\r\n\r\nb https://b.org\r\nc",
        ["3:3 bare-link https://b.org | b https://b.org c"],
    ),
    "a byte order mark": ("\ufeff[a](https://a.org)", ["1:1 link https://a.org | a"]),
    "a definition within a list": ("- [r]\n\n  [r]: https://a.org", ["1:3 reference-link https://a.org | r"]),
    "a paragraph under a definition": (
        "[r]: https://r.org\nx https://a.org",
        ["2:3 bare-link https://a.org | x https://a.org"],
    ),
}


@pytest.mark.parametrize("name", BLOCKS)
def test_blocks(name: str) -> None:
    text, expected = BLOCKS[name]
    assert said(text) == expected


FOOTNOTES = {
    "before its definition": (
        "a[^1]\n\n[^1]: See https://a.org",
        ["3:11 footnote https://a.org | a"],
    ),
    "after its definition": ("[^x]: [a](https://a.org)\n\nb[^x]", ["1:7 footnote https://a.org | b"]),
    "in two claims": (
        "a[^1]\n\nb[^1]\n\n[^1]: <https://a.org>",
        ["5:7 footnote https://a.org | a", "5:7 footnote https://a.org | b"],
    ),
    "with an own link beside": (
        "[a](https://a.org)[^1]\n\n[^1]: https://b.org",
        ["1:1 link https://a.org | a", "3:7 footnote https://b.org | a"],
    ),
    "of several paragraphs": (
        "a[^1]\n\n[^1]: one\n\n    two https://a.org\n\nb",
        ["5:9 footnote https://a.org | a"],
    ),
    "that marks another": (
        "a[^1]\n\n[^1]: b[^2]\n[^2]: https://a.org",
        ["4:7 footnote https://a.org | a"],
    ),
    "in a circle": ("a[^1]\n\n[^1]: https://a.org [^2]\n[^2]: b[^1]", ["3:7 footnote https://a.org | a"]),
    "that nobody marks": ("a\n\n[^1]: b https://a.org", ["3:9 footnote https://a.org | b https://a.org"]),
    "in a cell": ("|a|\n|-|\n|x[^1]|\n\n[^1]: https://a.org", ["5:7 footnote https://a.org | x"]),
    "in capitals": ("a[^N]\n\n[^n]: https://a.org", ["3:7 footnote https://a.org | a"]),
    "within the text": ("a^[see https://a.org or *b*] c", ["1:8 footnote https://a.org | a c"]),
    "a reference in it": ("a[^1]\n\n[^1]: [r]\n\n[r]: https://a.org", ["3:7 footnote https://a.org | a"]),
    "in code": ("`a[^1]`\n\n[^1]: https://a.org", ["3:7 footnote https://a.org | https://a.org"]),
}


@pytest.mark.parametrize("name", FOOTNOTES)
def test_footnotes(name: str) -> None:
    text, expected = FOOTNOTES[name]
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[a](https://a.org "cito:disputes")', "disputes"),
        ("[a](https://a.org 'cito:citesAsEvidence and more')", "citesAsEvidence"),
        ("[a][r]\n\n[r]: https://a.org 'Title; cito:refutes'", "refutes"),
        ('<a rel="nofollow cito:supports" href="https://a.org">', "supports"),
        ('<a property="cito:Confirms" href="https://a.org">', "confirms"),
        ('<a data-cito="disagreesWith" href="https://a.org">', "disagreesWith"),
        ('<a rel="http://purl.org/spar/cito/discusses" href="https://a.org">', "discusses"),
        ('[a](https://a.org "cito:critiques")', "critiques"),
        ('[a](https://a.org "on cito")', None),
        ("[a](https://a.org)", None),
    ],
)
def test_the_character_of_a_citation(text: str, expected: str | None) -> None:
    assert parsed(text).blocks[0].references[0].character == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a[^1]", ["missing-footnote 1"]),
        ("a[^1] b[^1]\n\n[^2]", ["missing-footnote 1", "missing-footnote 3"]),
        ("[^1](https://a.org) `[^2]`", []),
        ("a[^1]\n\n[^1]: b\n[^1]: c", ["duplicate-label 4"]),
        ("[r]: https://a.org\n[R]: https://b.org", ["duplicate-label 2"]),
        ("[//]: # (one)\n[//]: # (two)\n[note]: <> (one)\n[note]: <> (two)", []),
        ("a\n```\nb\n", ["unclosed-block 2"]),
        ("```\nb\n```\n- ```\n  c\n  ```\n", []),
        ("---\ntitle: a\n", ["unclosed-block 1"]),
        ("---\n\na", []),
        ("---\na: [\n---\nb", ["missing-part 3"]),
        ("---\na: &b c\n---\nb", ["missing-part 2"]),
        ("+++\na = \n+++\nb", ["missing-part 1"]),
        ("<div>\n<!-- a\n\nb", ["unclosed-block 1"]),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text: str, expected: list[str]) -> None:
    assert found(text) == expected


def test_lines_of_a_block() -> None:
    block = parsed("a\n\nb [c](https://c.org)\nd\n\ne").blocks[0]
    assert (block.line, block.end_line) == (3, 4)


def test_sections_are_passed_over_with_what_is_below_them() -> None:
    text = "# A\nhttps://a.org\n## See also\nhttps://b.org\n### C\nhttps://c.org\n## D\nhttps://d.org"
    kept = [line.split(" ")[2] for line in said(text, pass_over=("see ALSO",))]
    assert kept == ["https://a.org", "https://d.org"]


def test_sections_are_marked() -> None:
    text = "# Further reading\n- https://a.org\n\n# B\nhttps://b.org"
    assert [line.split(" ")[1] for line in said(text, mark=("Further Reading",))] == [
        "section:further-reading",
        "bare-link",
    ]


def test_a_footnote_defined_in_a_section_passed_over_belongs_to_its_mark() -> None:
    text = "a[^1]\n\n# Notes\n[^1]: https://a.org\n\nx https://x.org"
    assert said(text, pass_over=("Notes",)) == ["4:7 footnote https://a.org | a"]


def test_a_long_text_is_cut_between_words_and_hashed_whole() -> None:
    one, two = (parsed(f"{'word ' * 60}{end} https://a.org").blocks[0] for end in ("a", "b"))
    assert one.text == two.text and len(one.text) <= 160 and one.text.endswith("word…")
    assert one.hash != two.hash
