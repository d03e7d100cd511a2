"""Maps of what a wiki keeps beside its pages: files by a pattern, sources that say who cites them, pages by name."""

from __future__ import annotations

from pathlib import Path

import pytest

import kg
from kg.errors import MapError
from kg.model.corpus import Corpus

SOURCES = '[tables.sources]\nfile = "{file}"\ncolumns = {{ id = "key", url = "url", title = "name", cited_by = "used" }}\n'


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def cited(corpus: Corpus) -> list[tuple[str, str]]:
    return sorted(corpus["citations"].select("citing", "cited").rows())


PATTERN = {
    "kg.toml": SOURCES.format(file="data/*.yaml"),
    "data/b.yaml": "- key: s2\n  url: https://b.org\n  used: [p, q]\n- key: s1\n  url: https://twice.org\n",
    "data/a.yaml": "- key: s1\n  url: https://a.org\n  name: One\n",
    "data/.hidden.yaml": "- key: s9\n",
    "data/deep/c.yaml": "- key: s8\n",
}


def test_a_pattern_names_the_files_of_a_table_in_order_and_a_column_need_not_be_in_each(
    tmp_path: Path,
) -> None:
    corpus = kg.read(write(tmp_path, PATTERN))
    sources = corpus["sources"].select("id", "title", "origin").rows()
    assert sources == [("s1", "One", "data/a.yaml:1"), ("s2", None, "data/b.yaml:1")]
    assert corpus.problems.select("kind", "origin").rows() == [("duplicate-id", "data/b.yaml:4")]
    assert corpus["inputs"]["name"].to_list() == ["data/a.yaml", "data/b.yaml"]
    assert cited(corpus) == [("page:p", "source:s2"), ("page:q", "source:s2")]


def test_a_pattern_goes_over_folders_and_what_it_took_is_not_read_again(tmp_path: Path) -> None:
    files = {
        "kg.toml": '[tables.pages]\nfile = "**/*.csv"\ncolumns = { id = "slug" }\n',
        "x/pages.csv": "slug\na\n",
        "pages.csv": "slug\nb\n",
        "links.yaml": "- {page: a, target: b}\n",
    }
    corpus = kg.read(write(tmp_path, files))
    assert corpus["pages"]["id"].to_list() == ["b", "a"]
    assert corpus["links"].height == 1
    assert corpus.problems.is_empty()


@pytest.mark.parametrize(
    ("file", "message"),
    [
        ("data/*.json", r"data/\*\.json: no file in .* fits"),
        ("../*.yaml", r"\.\./\*\.yaml lies outside of"),
        ("/etc/*.yaml", r"/etc/\*\.yaml lies outside of"),
        ("data/deep/*.yaml", r"has no column 'url'"),
    ],
)
def test_a_pattern_that_does_not_fit_is_an_error(tmp_path: Path, file: str, message: str) -> None:
    with pytest.raises(MapError, match=message):
        kg.read(write(tmp_path, {**PATTERN, "kg.toml": SOURCES.format(file=file)}))


def test_a_pattern_that_finds_a_link_out_of_the_folder_is_an_error(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", PATTERN)
    (tmp_path / "out.yaml").write_text("- key: x\n")
    (folder / "data" / "z.yaml").symlink_to(tmp_path / "out.yaml")
    with pytest.raises(MapError, match=r"z\.yaml lies outside of"):
        kg.read(folder)


def test_flat_sources_say_who_cites_them_and_a_record_that_is_ignored_says_nothing(tmp_path: Path) -> None:
    table = "id,url,cited_by\na,https://a.org,p|q\n,https://b.org,p\na,https://c.org,r\nd,https://d.org,\n"
    corpus = kg.read(write(tmp_path, {"sources.csv": table}))
    made = corpus["sources"]["id"][1]
    assert cited(corpus) == [("page:p", "source:a"), ("page:p", f"source:{made}"), ("page:q", "source:a")]
    assert corpus["citations"]["origin"].to_list() == ["sources.csv:2", "sources.csv:2", "sources.csv:3"]


def test_a_registry_beside_documents_does_not_say_who_cites_what(tmp_path: Path) -> None:
    write(tmp_path / "registry", {"sources.csv": "id,url,cited_by\na,https://a.org,p\n"})
    write(tmp_path / "docs", {"x.md": "<https://a.org>\n"})
    corpus = kg.read(tmp_path / "docs", registry=tmp_path / "registry")
    assert cited(corpus) == [("page:x", "source:a")]


def test_an_address_is_the_record_that_has_it_before_another_of_the_same_work(tmp_path: Path) -> None:
    files = {
        "sources.csv": "id,url\na,https://arxiv.org/pdf/2401.00001v2\nb,https://arxiv.org/abs/2401.00001\n",
        "citations.csv": "citing,cited\np,https://arxiv.org/abs/2401.00001\nq,https://arxiv.org/abs/2401.00001v1\n",
    }
    assert cited(kg.read(write(tmp_path, files))) == [("page:p", "source:b"), ("page:q", "source:a")]


BY_NAME = {
    "kg.toml": '[documents]\nroot = "docs"\npage_id = "file-name"\n' + SOURCES.format(file="sources.yaml"),
    "sources.yaml": "- key: s\n  url: https://a.org\n  name: S\n  used: [sleep]\n",
    "docs/body/sleep.md": "---\nfile-name: other\n---\n<https://a.org>\n",
    "docs/later/sleep.md": "[x](../body/sleep.md)\n",
    "docs/body.md": "text\n",
    "docs/body/index.md": "text\n",
    "docs/mind/README.md": "text\n",
    "docs/index.md": "text\n",
}


def test_pages_may_bear_the_names_of_their_files_and_folders_their_paths(tmp_path: Path) -> None:
    corpus = kg.read(write(tmp_path, BY_NAME))
    pages = {file.removeprefix("docs/"): key for key, file in corpus["pages"].select("id", "origin").rows()}
    assert pages == {
        "body.md:1": "body",
        "body/index.md:1": "body/index",
        "body/sleep.md:1": "sleep",
        "index.md:1": "index",
        "later/sleep.md:1": "later/sleep",
        "mind/README.md:1": "mind",
    }
    assert cited(corpus) == [("page:sleep", "source:s"), ("page:sleep", "source:s")]
    assert corpus["links"].select("page", "target").rows() == [("later/sleep", "sleep")]
    assert corpus.problems.is_empty()
