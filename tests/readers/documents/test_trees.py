"""Trees of documents: which files are read, what the pages are called, where references lead."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

import kg
from kg.errors import MapError, ReadError
from kg.readers.documents.configuration import Options
from kg.readers.documents.workers import Job, parse_files


def write(folder: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def citations(corpus: kg.Corpus) -> list[tuple[object, ...]]:
    return corpus["citations"].select("citing", "url", "line", "column", "mechanism").rows()


def problems(corpus: kg.Corpus) -> list[tuple[object, ...]]:
    return corpus.problems.select("kind", "origin").sort("origin").rows()


def test_a_folder_without_tables_is_read_as_documents_and_that_is_noted(tmp_path: Path) -> None:
    corpus = kg.read(
        write(
            tmp_path, {"a.md": "# A\n\nSee [b](https://b.org/x).", "c/b.md": "[a](../a.md)", "x.png": b"\x89"}
        )
    )
    assert corpus["pages"].select("id", "title", "origin").rows() == [
        ("a", "A", "a.md:1"),
        ("c/b", "b", "c/b.md:1"),
    ]
    assert citations(corpus) == [("page:a", "https://b.org/x", 3, 5, "link")]
    assert corpus["links"].select("page", "target", "origin").rows() == [("c/b", "a", "c/b.md:1")]
    assert corpus["claims"].select("page", "file", "line", "end_line", "text").rows() == [
        ("a", "a.md", 3, 3, "See b.")
    ]
    assert corpus["citations"]["claim"].to_list() == corpus["claims"]["id"].to_list()
    assert '[documents]\nformat = "markdown"' in corpus.notes[0]
    assert corpus["inputs"]["name"].to_list() == ["a.md", "c/b.md"]
    assert problems(corpus) == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("pages.csv", "id\na\n"),
        ("deep/publishers.yaml", "- id: p\n"),
        ("anything.csv", "page,url\na,https://b.org\n"),
        ("x.json", '[{"id": "a", "quality": 1}]'),
        ("citations.csv", "broken"),
    ],
)
def test_a_folder_with_a_table_is_read_as_tables(name: str, content: str, tmp_path: Path) -> None:
    write(tmp_path, {name: content, "notes.md": "https://b.org", "README.md": "https://b.org"})
    try:
        corpus = kg.read(tmp_path)
    except ReadError:
        assert content == "broken"
        return
    assert ("unread-file", "notes.md") in problems(corpus)
    assert corpus["claims"].height == 0


def test_which_file_makes_it_a_folder_of_tables_is_said_where_documents_are_passed_over(
    tmp_path: Path,
) -> None:
    files = {
        "data/anything.csv": "page,url\na,https://b.org\n",
        "notes.md": "https://b.org",
        "README.md": "x",
    }
    (note,) = [one for one in kg.read(write(tmp_path, files)).notes if "[documents]" in one]
    assert "is taken as tables, for data/anything.csv is one" in note
    (tmp_path / "notes.md").unlink()
    assert not [one for one in kg.read(tmp_path).notes if "[documents]" in one]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("package.json", '{"name": "x"}'),
        ("data.yaml", "a: b\n"),
        ("x.csv", "h,w\n1,2\n"),
        ("broken.json", "{"),
        ("_config.yml", "title: A site\nurl: https://b.org\n"),
        ("deep/schema.json", '{"id": "x", "$schema": "y", "title": "z", "type": "object"}'),
        ("_data/menu.yml", "- title: Home\n  url: /\n- title: Help\n  url: /help\n"),
        ("_data/menu.csv", "id,title\n1,Home\n"),
    ],
)
def test_a_file_that_is_no_table_makes_no_folder_of_tables(name: str, content: str, tmp_path: Path) -> None:
    assert kg.read(write(tmp_path, {name: content, "a.md": "x"}))["pages"]["id"].to_list() == ["a"]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"docusaurus.config.js": "", "docs/a.md": ""}, "docusaurus"),
        ({".obsidian/app.json": "{}", "a.md": ""}, "obsidian"),
        ({"hugo.toml": "", "content/a.md": ""}, "hugo"),
        ({"config.toml": "", "content/a.md": ""}, "hugo"),
        ({"conf.py": "", "a.md": ""}, "myst"),
        ({"_toc.yml": "", "a.md": ""}, "myst"),
        ({"a.mdx": ""}, "mdx"),
        ({"a.mdx": "", "b.md": ""}, "markdown"),
    ],
)
def test_the_format_is_guessed_by_signs(files: dict[str, str | bytes], expected: str, tmp_path: Path) -> None:
    assert f'format = "{expected}"' in kg.read(write(tmp_path, files)).notes[0]


def test_a_single_document(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": "<https://b.org> [c](c.md) [d](d.md)", "c.md": "", "z.bad.md": b"\xff\xfea"})
    corpus = kg.read(tmp_path / "a.md")
    assert corpus["pages"]["id"].to_list() == ["a"]
    assert problems(corpus) == [("broken-reference", "a.md:1")]
    with pytest.raises(ReadError, match=r"z\.bad\.md:1: is UTF-16"):
        kg.read(tmp_path / "z.bad.md")


CONFIGURED = """
[documents]
root = "docs"
format = "mdx"
include = ["**/*.mdx", "guide/*.md"]
exclude = ["drafts/"]
base_url = "https://wiki.org/w/"
page_id = "slug"
pass_over = ["External links"]
front_matter = { quality = "ratings.quality", type = "entityType" }
[documents.components]
R = "id"
EntityLink = { attribute = "id", as = "link" }
"""


def test_a_configuration(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "kg.toml": CONFIGURED,
            "sources.csv": "id,url,level,reason\ns1,https://b.org/x,1,forged\n",
            "docs/a.mdx": "---\nslug: /alpha\ntitle: Al\nentityType: person\nratings:\n  quality: 62.5\n---\n"
            "One <R id='s1'/> <EntityLink id='b'/>.\n\n# External links\n\nhttps://c.org\n",
            "docs/guide/b.md": "[a](https://wiki.org/w/alpha) https://b.org/x https://wiki.org/wx",
            "docs/drafts/d.mdx": "https://d.org",
            "docs/other.md": "https://e.org",
            "outside.mdx": "https://f.org",
            "links.md": "https://g.org",
        },
    )
    corpus = kg.read(tmp_path)
    assert corpus["pages"].select("id", "title", "url", "type", "quality").rows() == [
        ("alpha", "Al", "https://wiki.org/w/alpha", "person", 62.5),
        ("guide/b", "b", "https://wiki.org/w/guide/b", None, None),
    ]
    assert corpus["citations"].select("citing", "cited", "url").rows()[:2] == [
        ("page:alpha", "source:s1", "s1"),
        ("page:guide/b", "source:s1", "https://b.org/x"),
    ]
    assert corpus["links"].select("page", "target").rows() == [("alpha", "guide/b"), ("guide/b", "alpha")]
    assert problems(corpus) == []
    assert corpus.notes == ()


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ('rot = "x"', "unknown name 'rot'. Did you mean 'root'"),
        ('format = "obsidan"', "Did you mean 'obsidian'"),
        ("components = 3", "components: expected name = attribute"),
        ('components = { R = { attribut = "id" } }', "Did you mean 'attribute'"),
        ('components = { R = { attribute = "id", as = "sauce" } }', "unknown name 'sauce'"),
        ("evidence_links = 1", "expected true or false"),
        ("include = [3]", "expected a list of texts"),
        ('front_matter = { qualty = "q" }', "Did you mean 'quality'"),
        ('root = "../x"', "lies outside"),
        ('root = "none"', "there is no folder none"),
    ],
)
def test_a_configuration_that_is_wrong_is_refused(said: str, what: str, tmp_path: Path) -> None:
    write(tmp_path, {"kg.toml": f"[documents]\n{said}\n", "a.md": ""})
    with pytest.raises(MapError, match=r"kg\.toml") as caught:
        kg.read(tmp_path)
    assert what in str(caught.value)


def test_ids_of_pages(tmp_path: Path) -> None:
    files = ("README.md", "a/index.md", "a/README.md", "a.b.md", "c/_index.md", "d.md", "d.mdx", "index.mdx")
    corpus = kg.read(write(tmp_path, dict.fromkeys(files, "")))
    assert dict(corpus["pages"].select("origin", "id").rows()) == {
        "README.md:1": "README",
        "a.b.md:1": "a.b",
        "a/README.md:1": "a/README",
        "a/index.md:1": "a",
        "c/_index.md:1": "c",
        "d.md:1": "d",
        "d.mdx:1": "d.mdx",
        "index.mdx:1": "index",
    }
    assert problems(corpus) == []


def test_an_id_that_two_pages_state(tmp_path: Path) -> None:
    files = {"a.md": "---\nid: x\n---\nhttps://a.org", "b.md": "---\nid: x\n---\nhttps://b.org"}
    corpus = kg.read(write(tmp_path, {"kg.toml": '[documents]\npage_id = "id"\n', **files}))
    assert corpus["pages"]["id"].to_list() == ["x"]
    assert [row[1] for row in citations(corpus)] == ["https://a.org"]
    assert problems(corpus) == [("duplicate-id", "b.md:1")]


LINKS = {
    "a suffix": ("[x](b/c.md)", "b/c"),
    "no suffix": ("[x](b/c)", "b/c"),
    "a heading": ("[x](./b/c.md#h?)", "b/c"),
    "a folder": ("[x](b/)", "b"),
    "a page of HTML": ("[x](b/c.html)", "b/c"),
    "from the root": ("[x](/b/c.md)", "b/c"),
    "escaped": ("[x](b/d%20e.md)", "b/d e"),
    "upwards": ("[x](b/../f.md)", "f"),
    "an anchor of HTML": ("<a href='f.md'>x</a>", "f"),
    "by reference": ("[x]\n\n[x]: f.md", "f"),
    "in a footnote": ("x[^1]\n\n[^1]: [y](f.md)", "f"),
}


@pytest.mark.parametrize("name", LINKS)
def test_links_between_pages(name: str, tmp_path: Path) -> None:
    text, target = LINKS[name]
    write(tmp_path, {"a.md": text, "b/index.md": "", "b/c.md": "", "b/d e.md": "", "f.md": ""})
    corpus = kg.read(tmp_path)
    assert corpus["links"].select("page", "target").rows() == [("a", target)]
    assert problems(corpus) == [] and corpus["claims"].height == 0


@pytest.mark.parametrize(
    "text",
    ["[x](#h)", "[x](mailto:a@b.org)", "<tel:123>", "[x](javascript:alert)", "[x](data:text/html,a)", "[x](p.png)",
     "[x](a.md)", "[x]()", "[x](../../out.md)", "[x](https://)", "![x](f.md)", "[x](?q=1)", "[x](sub)"],
)  # fmt: skip
def test_what_is_neither_citation_nor_link(text: str, tmp_path: Path) -> None:
    corpus = kg.read(write(tmp_path, {"a.md": text, "p.png": "", "f.md": "", "sub/x.txt": ""}))
    assert (corpus["links"].height, corpus["citations"].height, corpus.problems.height) == (0, 0, 0)


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("markdown", "\n[x](b.md)"),
        ("markdown", "\n[x](b/c)"),
        ("docusaurus", "\n[x](./b.mdx)"),
        ("obsidian", "\n[[None]]"),
        ("obsidian", "\n![[x/None#h]]"),
        ("hugo", '\n[x]({{< ref "none" >}})'),
        ("myst", "\n{doc}`none`"),
        ("myst", "\n{ref}`none`"),
        ("myst", "\n```{include} none.md\n```"),
    ],
)
def test_a_reference_to_nothing_is_reported_with_its_line(form: str, text: str, tmp_path: Path) -> None:
    write(tmp_path, {"kg.toml": f'[documents]\nformat = "{form}"\n', "a.md": text})
    assert problems(kg.read(tmp_path)) == [("broken-reference", "a.md:2")]


def test_names_of_notes(tmp_path: Path) -> None:
    files = {
        "kg.toml": '[documents]\nformat = "obsidian"\n',
        "a.md": "[[Deep note]] [[x/Other]] [[Alias two]] [[f.pdf]] [[Same]] [[sub/Same|s]]",
        "n/Deep Note.md": "---\naliases: [Alias two]\n---\n",
        "n/x/Other.md": "",
        "n/f.pdf": "",
        "Same.md": "",
        "sub/Same.md": "[[Same]] [[a]] [d](Deep%20Note.md)",
    }
    corpus = kg.read(write(tmp_path, files))
    assert sorted(corpus["links"].select("page", "target").rows()) == [
        ("a", "Same"), ("a", "n/Deep Note"), ("a", "n/x/Other"), ("a", "sub/Same"), ("sub/Same", "a"), ("sub/Same", "n/Deep Note"),
    ]  # fmt: skip
    assert problems(corpus) == []


def test_routes_of_sites(tmp_path: Path) -> None:
    files = {
        "kg.toml": '[documents]\nformat = "docusaurus"\nroot = "docs"\n',
        "docs/01-intro.md": "---\nslug: /start\n---\n[a](./guide/b) [b](../generated/api)",
        "docs/guide/b.md": "---\nid: bee\n---\n[i](../intro) [s](/start) [x](/api/all)",
        "docs/guide/c.md": "[b](bee)",
    }
    corpus = kg.read(write(tmp_path, files))
    assert sorted(corpus["links"].select("page", "target").rows()) == [
        ("01-intro", "guide/b"), ("guide/b", "01-intro"), ("guide/c", "guide/b"),
    ]  # fmt: skip
    assert problems(corpus) == []


def test_pages_as_evidence(tmp_path: Path) -> None:
    text = '[b](b.md "cito:citesAsEvidence") [c](b.md)\n\n[b](none.md "cito:supports")'
    corpus = kg.read(write(tmp_path, {"a.md": text, "b.md": ""}))
    assert corpus["citations"].select("cited", "url", "character", "line").rows() == [
        ("page:b", "b.md", "citesAsEvidence", 1)
    ]
    assert corpus["links"].height == 1 and corpus["claims"].height == 1
    write(tmp_path, {"kg.toml": "[documents]\nevidence_links = true\n"})
    assert kg.read(tmp_path)["citations"]["cited"].to_list() == ["page:b", "page:b"]


def test_a_word_that_is_none_of_cito_is_a_problem(tmp_path: Path) -> None:
    corpus = kg.read(write(tmp_path, {"a.md": '[b](https://b.org "cito:suports")'}))
    assert problems(corpus) == [("bad-value", "a.md:1")]
    assert "did you mean 'supports'" in corpus.problems["message"][0]


def test_claims_keep_their_names_when_blocks_move(tmp_path: Path) -> None:
    blocks = ["One https://a.org.", "Two https://b.org.", "One https://a.org.", "- Three [c](https://c.org)"]
    one = kg.read(write(tmp_path, {"a.md": "\n\n".join(blocks)}))["claims"]
    two = kg.read(write(tmp_path, {"a.md": "# New\n\n" + "\n\n".join(reversed(blocks)) + "\n\nMore."}))[
        "claims"
    ]
    assert sorted(one["id"]) == sorted(two["id"]) and one["id"].n_unique() == 4
    assert dict(one.select("id", "hash").rows()) == dict(two.select("id", "hash").rows())
    assert one["id"][2] == f"{one['id'][0]}-2" and one["hash"][0].startswith(one["id"][0])


def test_one_bad_document_does_not_stop_a_tree(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    write(
        tree,
        {
            "good.md": "https://a.org",
            "utf16.md": b"\xff\xfea\0",
            "latin.md": b"a\n\xe9",
            "nul.md": b"a\n\nb\0c",
        },
    )
    write(tmp_path, {"out.md": "https://secret.org"})
    (tree / "link.md").symlink_to(tmp_path / "out.md")
    (tree / "gone.md").symlink_to(tree / "none.md")
    os.mkfifo(tree / "fifo.md")
    (tree / "folder.md").mkdir()
    corpus = kg.read(tree)
    assert [row[1] for row in citations(corpus)] == ["https://a.org"]
    assert problems(corpus) == [
        ("unread-file", name)
        for name in ("fifo.md", "gone.md", "latin.md:2", "link.md", "nul.md:3", "utf16.md:1")
    ]


def test_processes_give_what_one_gives(tmp_path: Path) -> None:
    names = tuple(f"{nth:03}.md" for nth in range(40))
    write(
        tmp_path,
        {name: f"# {name}\n\n[a](https://a.org/{name})\n" * (nth + 1) for nth, name in enumerate(names)},
    )
    job = Job(tmp_path, names, Options())
    assert parse_files(job, workers=3) == parse_files(job, workers=1)


def test_a_module_in_the_folder_of_the_call_is_not_imported(tmp_path: Path) -> None:
    write(tmp_path, {"markdown_it.py": "raise SystemExit('taken')", "pickle.py": "raise SystemExit('taken')"})
    write(tmp_path / "docs", {f"{nth}.md": "https://a.org" for nth in range(220)})
    code = "import kg; print(kg.read('docs')['citations'].height)"
    done = subprocess.run(
        [sys.executable, "-P", "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("220\n", "")


def test_reading_twice_gives_the_same(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": "https://a.org [b](b.md) x[^1]", "b.md": "| a |\n|-|\n| https://b.org |"})
    one, two = kg.read(tmp_path), kg.read(tmp_path)
    for table in one:
        assert one[table].equals(two[table])
    assert one.problems.equals(two.problems)


def test_the_command_lists_claims_with_verdicts(tmp_path: Path) -> None:
    write(tmp_path / "docs", {"a.md": "Bad [x](https://bad.org/1).\n\nMixed https://bad.org/2 https://good.org/\n\n[b](https://bad.org/3) https://new.org/\n\nNo."})  # fmt: skip
    write(tmp_path / "registry", {"publishers.yaml": "- {id: bad, level: 1, places: [bad.org]}\n- {id: good, level: 4, places: [good.org]}\n"})  # fmt: skip
    command = [sys.executable, "-m", "kg", "claims", "docs", "--registry", "registry", "--format", "json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    rows = json.loads(done.stdout)
    assert [(row["line"], row["verdict"], row["file"], row["page"]) for row in rows] == [
        (1, "certain", "a.md", "a"),
        (3, "none", "a.md", "a"),
        (5, "possible", "a.md", "a"),
    ]
    assert list(rows[0]) == ["claim", "page", "file", "line", "end_line", "verdict", "citations"]
    cited = rows[0]["citations"][0]
    assert list(cited) == ["cited", "url", "line", "column", "mechanism", "character"]
    assert cited["cited"].startswith("source:") and cited["url"] == "https://bad.org/1"
    table = subprocess.run([*command[:-2]], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "Bad x." in table.stdout and 'format = "markdown"' in table.stderr


def test_a_source_is_one_node_however_it_is_cited(tmp_path: Path) -> None:
    corpus = kg.read(write(tmp_path, {"a.md": "https://www.b.org/x/ [y](http://b.org/x?utm_source=z)"}))
    assert corpus["sources"].height == 1
    assert corpus["citations"].select(pl.col("cited").n_unique(), pl.col("url").n_unique()).row(0) == (1, 2)


def test_a_map_of_documents_is_not_for_the_registry_beside_them(tmp_path: Path) -> None:
    write(tmp_path, {"map.toml": '[documents]\nroot = "docs"\nformat = "mdx"\n'})
    write(tmp_path / "in", {"docs/a.mdx": "https://b.org/x"})
    write(
        tmp_path / "registry",
        {"publishers.yaml": "- {id: b, level: 1, places: [b.org]}\n", "README.md": "https://no.org"},
    )
    corpus = kg.read(tmp_path / "in", tmp_path / "registry", map=tmp_path / "map.toml")
    assert corpus["publishers"]["id"].to_list() == ["b"] and corpus["citations"].height == 1


def test_a_page_named_after_its_file_has_the_address_of_its_path(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b.md").write_text("# B", "utf-8")
    (tmp_path / "kg.toml").write_text(
        '[documents]\npage_id = "file-name"\nbase_url = "https://w.org"\n', "utf-8"
    )
    assert kg.read(tmp_path)["pages"].select("id", "url").rows() == [("b", "https://w.org/a/b")]


def test_front_matter_cites_where_that_is_configured(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(
        "---\ntitle: A\nreferences:\n  - https://a.org/x\n  - s1\nother: https://b.org/\n---\n\nText.\n",
        "utf-8",
    )
    (tmp_path / "sources.csv").write_text("id,url\ns1,https://c.org/\n", "utf-8")
    (tmp_path / "kg.toml").write_text("[documents]\n", "utf-8")
    assert kg.read(tmp_path)["citations"].height == 0
    (tmp_path / "kg.toml").write_text('[documents]\nfront_matter_citations = ["references"]\n', "utf-8")
    corpus = kg.read(tmp_path)
    assert corpus["citations"].select("url", "line", "column", "mechanism").rows() == [
        ("https://a.org/x", 4, 5, "front-matter:references"),
        ("s1", 5, 5, "front-matter:references"),
    ]
    assert corpus["citations"]["cited"][1] == "source:s1"
    assert corpus["claims"].select("line", "end_line").rows() == [(4, 5)]
