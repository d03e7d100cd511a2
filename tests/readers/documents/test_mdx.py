"""MDX and Docusaurus: tags, expressions, modules, comments and admonitions, by their documentation."""

from __future__ import annotations

import pytest

from kg.readers.documents.configuration import Mark
from tests.readers.documents.said import said

COMPONENTS = {"R": Mark("id"), "Cite": Mark("url"), "Tab.Item": Mark("id")}
CASES = {
    "a component around a link": ("<R id='a'>[b](https://b.org)</R>", ["1:1 component:R a | b", "1:11 link https://b.org | b"]),
    "a component in a heading": ("## x <R id='a'/>", ["1:6 component:R a | x"]),
    "a component in a quotation": ("> x <R id='a'/>", ["1:5 component:R a | x"]),
    "a component of a member": ("x <Tab.Item id='a'/>", ["1:3 component:Tab.Item a | x"]),
    "a component over lines in text": ("x <R\n  note={{\n    a: 1}}\n  id='a'\n/> y", ["1:3 component:R a | x y"]),
    "entities in a value": ('x <Cite url="https://a.org/?b&amp;c"/>', ["1:3 component:Cite https://a.org/?b&c | x"]),
    "a template with a hole": ("x <R id={`a${b}`}/> https://c.org", ["1:21 bare-link https://c.org | x https://c.org"]),
    "comments in braces": ("a {/* https://b.org */} c https://c.org", ["1:27 bare-link https://c.org | a c https://c.org"]),
    "a comment over lines": ("{/*\n<R id='a'/>\n\nhttps://b.org\n*/}\n\nc https://c.org", ["7:3 bare-link https://c.org | c https://c.org"]),
    "braces that are escaped": (r"a \{b\} https://c.org", ["1:9 bare-link https://c.org | a {b} https://c.org"]),
    "braces in code": ("`{` https://a.org `}`", ["1:5 bare-link https://a.org | { https://a.org }"]),
    "no indented code": ("b\n\n    a https://a.org", ["3:7 bare-link https://a.org | a https://a.org"]),
    "an export over blank lines": (
        "export function A() {\n\n  return <a href='https://a.org'/>\n\n}\n\nb https://b.org",
        ["7:3 bare-link https://b.org | b https://b.org"],
    ),
    "two imports": ("import A from 'a'\nimport {B} from \"b\"\n\nc https://c.org", ["4:3 bare-link https://c.org | c https://c.org"]),
    "an import in a fence": ("```js\nimport A from 'https://a.org'\n```\nb", []),
    "a table in a component": ("<Tab>\n\n|a|\n|-|\n|<R id='b'/>|\n\n</Tab>", ["5:2 component:R b | b"]),
    "a list in a component": ("<ul>\n  <li>\n\n  - [a](https://a.org)\n\n  </li>\n</ul>", ["4:5 link https://a.org | a"]),
    "an anchor around text": ('a <a className="b" href={"https://c.org"}>*d*</a>', ["1:3 html-anchor https://c.org | a d"]),
    "an anchor within a component": ('<Note>\n  a <a href="https://b.org">c</a>\n</Note>', ["2:5 html-anchor https://b.org | a c"]),
    "a picture": ('<img src="https://a.org/b.png" /> c', []),
    "a script": ("<script>{`https://a.org`}</script>\n\nb", []),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_mdx(name: str) -> None:
    text, expected = CASES[name]
    assert said(text, "mdx", components=COMPONENTS) == expected


DOCUSAURUS = {
    "a title without brackets": (":::note A [b](https://b.org)\nc\n:::", ["1:11 link https://b.org | A b"]),
    "a title in brackets": (":::tip[A [b](https://b.org)]\nc https://c.org\n:::", ["1:10 link https://b.org | [A b]", "2:3 bare-link https://c.org | c https://c.org"]),
    "a table in an admonition": (":::info\n\n|a|\n|-|\n|https://b.org|\n\n:::", ["5:2 bare-link https://b.org | https://b.org"]),
    "a component in an admonition": (":::danger\n\n<R id='a'/>\n\n:::", ["3:1 component:R a | a"]),
    "code with a title": ('```jsx title="https://a.org"\nhttps://b.org\n```\n\nc https://c.org', ["5:3 bare-link https://c.org | c https://c.org"]),
    "a comment of HTML": ("<!-- https://a.org -->\n\nb https://b.org", ["3:3 bare-link https://b.org | b https://b.org"]),
    "a truncated post": ("a https://a.org\n\n<!--truncate-->\n\nb https://b.org", ["1:3 bare-link https://a.org | a https://a.org", "5:3 bare-link https://b.org | b https://b.org"]),
    "tabs": (
        "import Tabs from '@theme/Tabs'\n\n<Tabs>\n<TabItem value=\"a\">\n\na https://a.org\n\n</TabItem>\n</Tabs>",
        ["6:3 bare-link https://a.org | a https://a.org"],
    ),
    "a heading's id": ("## a [b](https://b.org) {#c}", ["1:6 link https://b.org | a b"]),
    "a link to a file": ("[a](./b.md#c) [d](/docs/e)", ["1:1 link ./b.md#c | a d", "1:15 link /docs/e | a d"]),
}  # fmt: skip


@pytest.mark.parametrize("name", DOCUSAURUS)
def test_docusaurus(name: str) -> None:
    text, expected = DOCUSAURUS[name]
    assert said(text, "docusaurus", components=COMPONENTS) == expected
