"""Hugo: shortcodes, references, definitions and front matter, by its documentation."""

from __future__ import annotations

import pytest

from kg.readers.documents.configuration import Mark
from tests.readers.documents.said import said

SHORTCODES = {"cite": Mark("0"), "src": Mark("url"), "toggle": Mark("0", "code")}
CASES = {
    "two in a line": ("{{< cite a >}} b {{< cite c >}}", ["1:1 shortcode:cite a | b", "1:18 shortcode:cite c | b"]),
    "in per cent signs": ("a {{% cite b %}}", ["1:3 shortcode:cite b | a"]),
    "without spaces": ("a {{<cite b>}}", ["1:3 shortcode:cite b | a"]),
    "that closes itself": ('a {{< src url="https://b.org" />}} c', ["1:3 shortcode:src https://b.org | a c"]),
    "in quotes of ticks": ("a {{< src url=`https://b.org` >}}", ["1:3 shortcode:src https://b.org | a"]),
    "an escaped quote": (r'a {{< src title="\"b\"" url="https://c.org" >}}', ["1:3 shortcode:src https://c.org | a"]),
    "by position in quotes": ('a {{< cite "b c" >}}', ["1:3 shortcode:cite b c | a"]),
    "in a heading": ("## a {{< cite b >}}", ["1:6 shortcode:cite b | a"]),
    "in a list": ("- a\n  - b {{< cite c >}}\n- d https://d.org", ["2:7 shortcode:cite c | b", "3:5 bare-link https://d.org | d https://d.org"]),
    "in a quotation": ("> a {{< cite b >}}", ["1:5 shortcode:cite b | a"]),
    "in a footnote": ("a[^1]\n\n[^1]: {{< cite b >}}", ["3:7 shortcode:cite b | a"]),
    "in a definition": ("a\n: b {{< cite c >}}", ["2:5 shortcode:cite c | b"]),
    "in a link's text": ("[a {{< cite b >}}](https://c.org)", ["1:1 link https://c.org | a", "1:4 shortcode:cite b | a"]),
    "around a link": (
        "{{< note >}}[a](https://a.org){{< /note >}}",
        ["1:13 link https://a.org | a"],
    ),
    "within a paragraph": ("a\n{{< other >}}\nb https://b.org", ["3:3 bare-link https://b.org | b https://b.org"]),
    "in an indented list": ("1. a\n\n   {{< note >}}\n   b https://b.org\n   {{< /note >}}", ["4:6 bare-link https://b.org | b https://b.org"]),
    "with an address that nobody asked for": ("{{< figure src=\"https://a.org/b.png\" link=\"https://c.org\" >}}", []),
    "code that closes itself": (
        "{{< toggle file=hugo />}}\n\na https://a.org\n\n{{< toggle >}}\nhttps://b.org\n{{< /toggle >}}",
        ["3:3 bare-link https://a.org | a https://a.org"],
    ),
    "code that is never closed": ("{{< toggle >}}\n\na https://a.org", ["3:3 bare-link https://a.org | a https://a.org"]),
    "code closed with spaces": ("{{< highlight go >}}\nhttps://b.org\n{{</ highlight >}}\n\na https://a.org", ["5:3 bare-link https://a.org | a https://a.org"]),
    "code written out": ("{{</* toggle */>}}\na https://a.org\n{{</* /toggle */>}}", ["2:3 bare-link https://a.org | a https://a.org"]),
    "a reference with a fragment": ("[a]({{% ref \"b#c\" %}})", ["1:1 shortcode:ref b#c | a"]),
    "a reference in angles": ("[a](<{{< ref \"b c.md\" >}}>)", ["1:1 shortcode:ref b c.md | a"]),
    "a reference in HTML": ('a <a href="https://b.org">c</a> {{< ref "d" >}}', ["1:3 html-anchor https://b.org | a c", "1:33 shortcode:ref d | a c"]),
    "an alert": ("> [!NOTE]\n> a https://a.org", ["2:5 bare-link https://a.org | a https://a.org"]),
    "attributes of a heading": ("## a [b](https://b.org) {#c .d}", ["1:6 link https://b.org | a b"]),
    "several definitions of a term": (
        "a\n: b https://b.org\n: c\n\nd\n: e https://e.org",
        ["2:5 bare-link https://b.org | b https://b.org", "6:5 bare-link https://e.org | e https://e.org"],
    ),
    "a link in a term": ("[a](https://a.org)\n: b", ["1:1 link https://a.org | a"]),
    "a definition after a blank line": ("a\n\n: b https://b.org", ["3:5 bare-link https://b.org | b https://b.org"]),
    "front matter of YAML": ("---\nurl: https://a.org\n---\n\nb https://b.org", ["5:3 bare-link https://b.org | b https://b.org"]),
    "front matter of TOML with returns": ("+++\r\nurl = 'https://a.org'\r\n+++\r\nb https://b.org", ["4:3 bare-link https://b.org | b https://b.org"]),
    "emoji and strikethrough": (":tada: ~~[a](https://a.org)~~", ["1:10 link https://a.org | :tada: a"]),
    "a template's action in a fence": ("```go-html-template\n{{ with \"https://a.org\" }}{{ end }}\n```\nb", []),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_hugo(name: str) -> None:
    text, expected = CASES[name]
    assert said(text, "hugo", shortcodes=SHORTCODES) == expected
