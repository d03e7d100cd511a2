"""MDX, Docusaurus, Obsidian, Hugo and MyST: what each adds to Markdown, and what of it is no text."""

from __future__ import annotations

import pytest

from kg.readers.documents.configuration import Mark
from tests.readers.documents.said import found, parsed, said

COMPONENTS = {
    "R": Mark("id"),
    "Cite": Mark("url"),
    "EntityLink": Mark("id", "link"),
    "Page": Mark("ref", "page", "supports"),
}
MDX = {
    "a component with an id": ('x <R id="a1">paper</R>', ["1:3 component:R a1 | x paper"]),
    "a component with an address": (
        "x <Cite url='https://a.org'/> y",
        ["1:3 component:Cite https://a.org | x y"],
    ),
    "a component in a list": ('- a\n  - b <R id="a1"/>', ["2:7 component:R a1 | b"]),
    "a component in a table": ('|a|\n|-|\n|x <R id="a1"/>|', ["3:4 component:R a1 | x"]),
    "a component in a footnote": ('a[^1]\n\n[^1]: <R id="a1"/>', ["3:7 component:R a1 | a"]),
    "a component alone": (
        '<Cite\n  url="https://a.org"\n/>',
        ["1:1 component:Cite https://a.org | https://a.org"],
    ),
    "a literal in braces": (
        "x <R id={'a1'}/> <R id={ `b1` }/>",
        ["1:3 component:R a1 | x", "1:18 component:R b1 | x"],
    ),
    "an expression as a value": ('x <R id={a1}/> <R {...props} id="b1"/>', ["1:16 component:R b1 | x"]),
    "signs within values": (
        'x <R note="a > b" f={() => "}"} id="a1"/>',
        ["1:3 component:R a1 | x"],
    ),
    "a member and fragments": ("<><A.B>x <R id='a1'/></A.B></>", ["1:10 component:R a1 | x"]),
    "no attribute asked for": ("x <R key='a1'>y</R> <R id=''/>", []),
    "a component of another name": ("x <Other id='a1'/>", []),
    "a component in code": ("`<R id='a1'/>`\n\n```\n<R id='a1'/>\n```", []),
    "a component in a comment": ("{/* <R id='a1'/> */} x <!-- <R id='b1'/> -->", []),
    "expressions": (
        "x {a ? 'https://a.org' : <R id='a1'/>} y https://b.org",
        ["1:42 bare-link https://b.org | x y https://b.org"],
    ),
    "an expression of many lines": (
        "{\n  [1].map(\n\n () => 'https://a.org')\n}\n\nx https://b.org",
        ["7:3 bare-link https://b.org | x https://b.org"],
    ),
    "imports and exports": (
        "import A from 'https://a.org'\nimport {\n  B\n} from './b'\n\nexport const c = {\n  u: 'https://c.org',\n\n  d: 1\n}\n\nx https://b.org",
        ["12:3 bare-link https://b.org | x https://b.org"],
    ),
    "a sentence that begins with a word of a module": (
        "import duties rose, see https://a.org",
        ["1:25 bare-link https://a.org | import duties rose, see https://a.org"],
    ),
    "Markdown within components": (
        "<Tabs>\n  <Tab label='x'>\n\n  a [b](https://b.org)\n\n  </Tab>\n</Tabs>",
        ["4:5 link https://b.org | a b"],
    ),
    "indented Markdown within components": (
        "<Tab>\n    a [b](https://b.org)\n</Tab>",
        ["2:7 link https://b.org | a b"],
    ),
    "an anchor of many lines": (
        'x <a\n  href="https://a.org">y</a>',
        ["1:3 html-anchor https://a.org | x y"],
    ),
    "a component that makes a link": (
        "x <EntityLink id='b'>B</EntityLink>",
        ["1:3 component:EntityLink b | x B"],
    ),
    "less and more": (
        "a < b, c > d https://a.org {",
        ["1:14 bare-link https://a.org | a < b, c > d https://a.org {"],
    ),
    "an autolink all the same": ("x <https://a.org>", ["1:3 autolink https://a.org | x https://a.org"]),
}


@pytest.mark.parametrize("name", MDX)
def test_mdx(name: str) -> None:
    text, expected = MDX[name]
    assert said(text, "mdx", components=COMPONENTS) == expected


def test_what_a_component_reads_and_in_which_word() -> None:
    text = "<R id='a'/> <EntityLink id='b'/> <Page ref='c'/> <R id='d' data-cito='disputes'/> <Cite url='e'/>"
    references = parsed(text, "mdx", components=COMPONENTS).blocks[0].references
    assert [(one.kind, one.target, one.evidence, one.character) for one in references] == [
        ("source", "a", True, None),
        ("page", "b", False, None),
        ("page", "c", True, "supports"),
        ("source", "d", True, "disputes"),
        ("source", "e", True, None),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<Tabs>\nx\n\ny", ["unclosed-block 1"]),
        ("<Tabs>\nx\n</Tabs>\n<br>\n<A/>", []),
        ("x <A>y <A>z</A>", ["unclosed-block 1"]),
        ("</A> <a>", []),
    ],
)
def test_a_component_that_is_never_closed(text: str, expected: list[str]) -> None:
    assert found(text, "mdx") == expected


DOCUSAURUS = {
    "an admonition": (":::note\n\na https://a.org\n\n:::", ["3:3 bare-link https://a.org | a https://a.org"]),
    "an admonition with a title": (
        ":::tip[My *tip*]\na [b](https://b.org)\n:::\nc",
        ["2:3 link https://b.org | a b"],
    ),
    "admonitions in each other": (
        "::::info A\na https://a.org\n:::danger\nb https://b.org\n:::\nc https://c.org\n::::\nd https://d.org",
        [
            "2:3 bare-link https://a.org | a https://a.org",
            "4:3 bare-link https://b.org | b https://b.org",
            "6:3 bare-link https://c.org | c https://c.org",
            "8:3 bare-link https://d.org | d https://d.org",
        ],
    ),
    "an admonition in a list": (
        "- a\n\n  :::note\n  b https://b.org\n  :::\n\n  c",
        ["4:5 bare-link https://b.org | b https://b.org"],
    ),
    "components and an admonition": (":::note\n<R id='a1'/> x\n:::", ["2:1 component:R a1 | x"]),
}


@pytest.mark.parametrize("name", DOCUSAURUS)
def test_docusaurus(name: str) -> None:
    text, expected = DOCUSAURUS[name]
    assert said(text, "docusaurus", components=COMPONENTS) == expected


def test_an_admonition_that_is_never_closed() -> None:
    assert found("a\n\n:::note\nb", "docusaurus") == ["unclosed-block 3"]


OBSIDIAN = {
    "a wikilink": ("see [[Page]].", ["1:5 wikilink Page | see Page."]),
    "with heading and alias": ("see [[A/B c#D e|the b]].", ["1:5 wikilink A/B c | see the b."]),
    "with a block": ("[[A#^b1]]", ["1:1 wikilink A | A"]),
    "to a heading of its own page": (
        "[[#Head]] https://a.org",
        ["1:11 bare-link https://a.org | Head https://a.org"],
    ),
    "an embed": ("![[A#B]]", ["1:1 embed A | A"]),
    "in a table": ("|a|\n|-|\n|[[A\\|b]] [[C]]|", ["3:2 wikilink A | b C", "3:11 wikilink C | b C"]),
    "in code": ("`[[A]]`", []),
    "a callout": (
        "> [!tip]- Title https://a.org\n> b",
        ["1:17 bare-link https://a.org | Title https://a.org b"],
    ),
    "a block's id": ("a https://a.org ^id1", ["1:3 bare-link https://a.org | a https://a.org"]),
    "a comment": ("a %%https://a.org%% b\n\n%%\nhttps://b.org\n%%", []),
    "footnotes": (
        "a[^1] ^[https://b.org]\n\n[^1]: [[B]]",
        ["1:9 footnote https://b.org | a", "3:7 wikilink B | a"],
    ),
    "a task": ("- [ ] [[A]]", ["1:7 wikilink A | A"]),
    "a link to a note": (
        "[a](My%20note.md) [b](<My note.md>)",
        ["1:1 link My%20note.md | a b", "1:19 link My note.md | a b"],
    ),
}


@pytest.mark.parametrize("name", OBSIDIAN)
def test_obsidian(name: str) -> None:
    text, expected = OBSIDIAN[name]
    assert said(text, "obsidian") == expected


HUGO = {
    "a reference in a link": ('x [a]({{< ref "b.md" >}}) y', ["1:3 shortcode:ref b.md | x a y"]),
    "a relative reference": ("[a]({{% relref \"/b#c\" %}} 'Title')", ["1:1 shortcode:relref /b#c | a"]),
    "a reference with a name": ('{{< ref path="b.md" lang="de" >}} x', ["1:1 shortcode:ref b.md | x"]),
    "a citation by position": ("a {{< cite a1 >}} b", ["1:3 shortcode:cite a1 | a b"]),
    "a citation by name": ('a {{< src n=1 url="https://a.org" >}}', ["1:3 shortcode:src https://a.org | a"]),
    "a citation of many lines": (
        '{{< src\n  url="https://a.org"\n>}}',
        ["1:1 shortcode:src https://a.org | https://a.org"],
    ),
    "in a table": ("|a|\n|-|\n|x {{< cite a1 >}}|", ["3:4 shortcode:cite a1 | x"]),
    "a block of another name": (
        "{{< note >}}\na https://a.org\n{{< /note >}}",
        ["2:3 bare-link https://a.org | a https://a.org"],
    ),
    "in code": ("`{{< cite a1 >}}`\n```\n{{< cite b1 >}}\n```", []),
    "one that is written out": (
        "{{</* cite a1 */>}} https://a.org",
        ["1:21 bare-link https://a.org | https://a.org"],
    ),
    "a reference link": ('[a][r]\n\n[r]: {{< relref "b" >}}', ["1:1 shortcode:relref b | a"]),
    "one without an end": (
        "{{< cite a1 https://a.org",
        ["1:13 bare-link https://a.org | {{< cite a1 https://a.org"],
    ),
    "definitions": (
        "Term\n: one https://a.org\n: two [b](https://b.org)",
        ["2:7 bare-link https://a.org | one https://a.org", "3:7 link https://b.org | two b"],
    ),
    "code": (
        "a\n{{< highlight go >}}\nhttps://b.org\n\n{{< cite b1 >}}\n{{< /highlight >}}\n{{< toggle >}}\n"
        "https://c.org\n{{< /toggle >}}\nd https://d.org {{< toggle >}}",
        ["10:3 bare-link https://d.org | d https://d.org"],
    ),
    "front matter of TOML": (
        '+++\nurl = "https://a.org"\n+++\nx https://b.org',
        ["4:3 bare-link https://b.org | x https://b.org"],
    ),
}


@pytest.mark.parametrize("name", HUGO)
def test_hugo(name: str) -> None:
    text, expected = HUGO[name]
    assert (
        said(text, "hugo", shortcodes={"cite": Mark("0"), "src": Mark("url"), "toggle": Mark("0", "code")})
        == expected
    )


MYST = {
    "keys": ("a {cite}`b1, c2`", ["1:3 role:cite b1 | a", "1:3 role:cite c2 | a"]),
    "keys of a textual citation": ("{cite:t}`b1` says", ["1:1 role:cite:t b1 | says"]),
    "a document": ("see {doc}`a/b`", ["1:5 role:doc a/b | see a/b"]),
    "a document with a title": ("see {doc}`B <../b>`", ["1:5 role:doc ../b | see B"]),
    "a target": ("see {ref}`x y <lab-1>`", ["1:5 role:ref lab-1 | see x y"]),
    "a configured role": ("{src}`https://a.org` x", ["1:1 role:src https://a.org | https://a.org x"]),
    "another role": ("{math}`https://a.org` {kbd}`x`", []),
    "a role in code": ("`` {cite}`a` ``", []),
    "a directive": ("```{note}\na https://a.org\n```\nb", ["2:3 bare-link https://a.org | a https://a.org"]),
    "a directive with options": (
        "```{admonition} T\n:class: x\n:name: n\n\na {cite}`b`\n```",
        ["5:3 role:cite b | a"],
    ),
    "directives in each other": (
        "````{note}\n```{tip}\na https://a.org\n```\nb https://b.org\n````",
        ["3:3 bare-link https://a.org | a https://a.org", "5:3 bare-link https://b.org | b https://b.org"],
    ),
    "a directive of colons": (
        ":::{tip}\na https://a.org\n:::",
        ["2:3 bare-link https://a.org | a https://a.org"],
    ),
    "a caption": (
        "```{figure} https://a.org/b.png\n:name: f\n\nFrom https://b.org\n```",
        ["4:6 bare-link https://b.org | From https://b.org"],
    ),
    "code": ("```{code-block} python\nhttps://a.org\n```\n\n```{math}\nhttps://b.org\n```", []),
    "a comment": ("% https://a.org\nb https://b.org", ["2:3 bare-link https://b.org | b https://b.org"]),
    "a footnote": (
        "a[^1]\n\n[^1]: {cite}`b` https://a.org",
        ["3:7 role:cite b | a", "3:17 footnote https://a.org | a"],
    ),
    "a file taken in": ("a\n\n```{include} b.md\n```", ["3:1 directive:include b.md | b.md"]),
}


@pytest.mark.parametrize("name", MYST)
def test_myst(name: str) -> None:
    text, expected = MYST[name]
    assert said(text, "myst", roles={"src": Mark("0")}) == expected


def test_targets_of_myst() -> None:
    text = "(a-b)=\n# Head\n\n```{note}\n:name: c\nx\n```\n\n:::{figure} p\n:label: d\n:::"
    assert parsed(text, "myst").labels == ("a-b", "c", "d")
