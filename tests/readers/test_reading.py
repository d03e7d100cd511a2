"""Reading: by content, with origins, whatever the files are called."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import kg
from kg.errors import ReadError, UnknownFormatError
from kg.model.corpus import Corpus

RECORDS = [
    {"id": "a", "title": "One", "quality": 1.5},
    {"id": "b", "title": "Two, and\nthree", "quality": None},
]
YAML = (
    '- id: a\n  title: One\n  quality: 1.5\n# note\n- id: b\n  title: "Two, and\\nthree"\n  quality: null\n'
)
JSON = (
    '[{"id": "a", "title": "One", "quality": 1.5}, {"id": "b", "title": "Two, and\\nthree", "quality": null}]'
)
LINES = '{"id": "a", "title": "One", "quality": 1.5}\n\n{"id": "b", "title": "Two, and\\nthree"}\n'
CSV = 'id,title,quality\na,One,1.5\n\nb,"Two, and\nthree",\n'
FORMS: list[tuple[str, bytes, list[str]]] = [
    ("yaml", YAML.encode(), [":1", ":5"]),
    ("yaml with a mark and CRLF", b"\xef\xbb\xbf" + YAML.replace("\n", "\r\n").encode(), [":1", ":5"]),
    (
        "yaml in flow style",
        b'[{id: a, title: One, quality: 1.5},\n {id: b, title: "Two, and\\nthree"}]',
        [":1", ":2"],
    ),
    (
        "yaml by table",
        ("pages:\n" + "".join(f"  {line}\n" for line in YAML.splitlines())).encode(),
        [":2", ":6"],
    ),
    ("json", JSON.encode(), ["#1", "#2"]),
    ("json by table", f'{{"pages": {JSON}}}'.encode(), ["#1", "#2"]),
    ("json lines", LINES.encode(), [":1", ":3"]),
    ("csv", CSV.encode(), [":2", ":4"]),
    ("csv with semicolons", b'id;title;quality\na;One;1.5\nb;"Two, and\nthree";\n', [":2", ":3"]),
    ("csv with tabs", b'id\ttitle\tquality\na\tOne\t1.5\nb\t"Two, and\nthree"\t\n', [":2", ":3"]),
    (
        "csv with a mark and CRLF",
        b"\xef\xbb\xbf" + b'id,title,quality\r\na,One,1.5\r\nb,"Two, and\nthree",\r\n',
        [":2", ":3"],
    ),
    ("csv after blank lines", b'\n\nid,title,quality\na,One,1.5\nb,"Two, and\nthree",\n', [":4", ":5"]),
]


def parquet(path: Path) -> bytes:
    pl.DataFrame(RECORDS).write_parquet(path)
    return path.read_bytes()


def rows(corpus: Corpus) -> list[dict[str, Any]]:
    return corpus["pages"].select("id", "title", "quality").to_dicts()


@pytest.mark.parametrize("suffix", ["csv", "yaml", "dat"])
@pytest.mark.parametrize(("form", "content", "places"), FORMS, ids=[form for form, _, _ in FORMS])
def test_a_file_is_recognised_by_its_content(
    form: str, content: bytes, places: list[str], suffix: str, tmp_path: Path
) -> None:
    (tmp_path / f"pages.{suffix}").write_bytes(content)
    corpus = kg.read(tmp_path)
    assert rows(corpus) == RECORDS
    assert corpus["pages"]["origin"].to_list() == [f"pages.{suffix}{place}" for place in places]
    assert corpus.problems.is_empty()


def test_parquet_by_its_content(tmp_path: Path) -> None:
    (tmp_path / "pages.csv").write_bytes(parquet(tmp_path / "x"))
    (tmp_path / "x").unlink()
    corpus = kg.read(tmp_path)
    assert rows(corpus) == RECORDS
    assert corpus["pages"]["origin"].to_list() == ["pages.csv#1", "pages.csv#2"]


def test_parquet_with_types_lists_and_records(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {
            "id": ["p", "q"],
            "level": [4.0, None],
            "peer_reviewed": [True, None],
            "former_ids": [["o", "n"], None],
            "places": [[{"host": "a.org", "valid_from": datetime.date(2020, 1, 1)}], []],
        }
    )
    frame.write_parquet(tmp_path / "publishers.parquet")
    corpus = kg.read(tmp_path)
    assert corpus["publishers"].select("id", "peer_reviewed", "former_ids").rows() == [
        ("p", True, ["o", "n"]),
        ("q", None, None),
    ]
    assert corpus["places"].select("publisher", "host", "valid_from").rows() == [
        ("p", "a.org", datetime.date(2020, 1, 1))
    ]
    assert corpus["ratings"].select("subject", "value").rows() == [("publisher:p", "4")]


def test_a_folder_is_read_with_its_subfolders_less_readme_files_and_dotted_names(tmp_path: Path) -> None:
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / ".git").mkdir()
    (tmp_path / "deep" / "er" / "pages.csv").write_text("id\na\n")
    (tmp_path / "pages.yaml").write_text("- id: b\n")
    (tmp_path / ".hidden.csv").write_text("id\nc\n")
    (tmp_path / ".git" / "pages.csv").write_text("id\nd\n")
    (tmp_path / "README.csv").write_text("id\ne\n")
    (tmp_path / "readme").write_text("id\nf\n")
    corpus = kg.read(tmp_path)
    assert corpus["pages"].select("id", "origin").rows() == [
        ("a", "deep/er/pages.csv:2"),
        ("b", "pages.yaml:1"),
    ]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (
            "LICENSE",
            "MIT License\n\nPermission is hereby granted, free of charge, to any person obtaining a copy\n",
        ),
        ("notes.md", "# Notes\n\n- one\n- two\n"),
        ("package.json", '{"name": "x", "version": "1.0.0"}'),
        ("config.yaml", "site: x\ntheme:\n  name: y\n"),
        ("pyproject.toml", "[project]\nname = 'x'\n"),
        ("picture.png", "\x89PNG\r\n\x1a\n\x00\x00"),
        ("measures.csv", "height,width\n1,2\n"),
        ("slides.pptx", "PK\x03\x04 ppt/presentation.xml"),
        ("latin.txt", b"caf\xe9, cr\xe8me\n".decode("latin-1")),
    ],
)
def test_what_is_no_table_is_passed_over_in_a_folder_and_reported(
    name: str, content: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(content.encode("latin-1"))
    (tmp_path / "pages.csv").write_text("id\na\n")
    corpus = kg.read(tmp_path)
    assert corpus["pages"]["id"].to_list() == ["a"]
    assert corpus.problems.select("kind", "origin", "severity").rows() == [("unread-file", name, "note")]
    if name.endswith(".md"):  # alone it is a document
        assert kg.read(tmp_path / name)["pages"]["title"].to_list() == ["Notes"]
        return
    with pytest.raises(UnknownFormatError):
        kg.read(tmp_path / name)


def test_a_snapshot_in_a_folder_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "pages.csv").write_text("id\na\n")
    kg.save(kg.load(tmp_path), tmp_path / "world.kg")
    with pytest.raises(ReadError, match="is a zip file"):
        kg.read(tmp_path)


def test_an_empty_file_and_an_empty_list_are_empty_tables(tmp_path: Path) -> None:
    for name, content in (
        ("pages.csv", ""),
        ("sources.json", "[]"),
        ("publishers.yaml", "\n"),
        ("citations.csv", "citing,cited\n"),
    ):
        (tmp_path / name).write_text(content)
    graph = kg.load(tmp_path)
    assert graph.nodes.is_empty()
    assert kg.measure_exposure(graph).is_empty()
    assert kg.lint(graph).is_empty()


def test_tables_of_any_name_are_taken_by_their_columns(tmp_path: Path) -> None:
    (tmp_path / "bibliography.csv").write_text("URL,Title\nhttps://a.org/x,X\n")
    (tmp_path / "footnotes.yaml").write_text("- page: p\n  url: https://a.org/x/\n")
    (tmp_path / "venues.json").write_text('[{"id": "a", "level": 4, "places": [{"host": "a.org"}]}]')
    graph = kg.load(tmp_path)
    assert kg.measure_exposure(graph).select("page", "cited", "rated").rows() == [("p", 1, 1)]
    assert [
        note.split(".")[0] + " " + note.split("taken as ")[1].split(".")[0] for note in graph.corpus.notes
    ] == [
        "bibliography sources",
        "footnotes citations",
        "venues publishers",
    ]


def test_nested_yaml_carries_cited_by_and_places(tmp_path: Path) -> None:
    (tmp_path / "world.yaml").write_text(
        "sources:\n  - id: s\n    url: https://a.org/x\n    cited_by: [p, q]\n  - url: https://b.org\n    cited_by: p\n"
        "publishers:\n  - id: a\n    level: 2\n    places:\n      - a.org\n      - {host: b.org, subdomains: none}\n"
    )
    graph = kg.load(tmp_path)
    assert kg.measure_exposure(graph).select("page", "cited", "low").rows() == [("p", 2, 2), ("q", 1, 1)]
    assert graph.corpus["citations"]["origin"].to_list() == ["world.yaml:2", "world.yaml:2", "world.yaml:5"]
    assert graph.corpus["places"]["origin"].to_list() == ["world.yaml:8", "world.yaml:12"]


def test_a_citation_by_address_finds_the_source_or_makes_one(tmp_path: Path) -> None:
    (tmp_path / "sources.csv").write_text("id,url\nz,https://a.org/x\nb,http://www.a.org/x/\n")
    (tmp_path / "citations.csv").write_text(
        "citing,cited\np,https://a.org/x#part\np,https://new.org/1\np,http://new.org/1/\np,z\n"
    )
    graph = kg.load(tmp_path)
    assert graph.corpus["sources"]["id"].to_list() == ["z", "b", "ecc550d40fe18c49"]
    assert graph.corpus["citations"]["cited"].to_list() == [
        "source:b",
        "source:ecc550d40fe18c49",
        "source:ecc550d40fe18c49",
        "source:z",
    ]
    assert kg.measure_exposure(graph).select("cited", "sources").rows() == [(2, 3)]


def test_loose_ends_of_citations_and_links(tmp_path: Path) -> None:
    (tmp_path / "pages.csv").write_text("id\np\n")
    (tmp_path / "citations.csv").write_text(
        "citing,cited\np,lost\nq,page:lost\nq,page:p\nsource:r,lost\np,publisher:x\n"
    )
    (tmp_path / "links.csv").write_text("page,target\np,q\np,lost\nlost,p\n")
    graph = kg.load(tmp_path)
    counts = dict(kg.lint(graph)["kind"].value_counts().iter_rows())
    assert counts == {"missing-page": 1, "dangling-citation": 3, "dangling-link": 2, "bad-value": 1}
    assert graph.corpus["pages"]["id"].to_list() == ["p", "q"]
    assert graph.effective.select("id", "why").rows() == [("lost", "dangling"), ("r", "dangling")]
    assert kg.measure_exposure(graph).select("page", "cited").rows() == [("p", 1), ("q", 0)]


def test_an_exported_folder_of_tables_reads_back_the_same(tmp_path: Path) -> None:
    graph = kg.load("seeds")
    for parquet_too in (False, True):
        folder = tmp_path / str(parquet_too)
        kg.export(graph, f"{folder}/", format="parquet" if parquet_too else None)
        for file in folder.glob("*.csv" if parquet_too else "*.parquet"):
            file.unlink()
        again = kg.load(folder, as_of=graph.as_of)
        assert kg.measure_exposure(again, links=True).equals(kg.measure_exposure(graph, links=True))
        assert again.effective.select("id", "level", "basis").equals(
            graph.effective.select("id", "level", "basis")
        )


def test_a_file_named_after_its_table_may_use_other_words_for_what_it_needs(tmp_path: Path) -> None:
    (tmp_path / "pages.csv").write_text("id\np\nq\n")
    (tmp_path / "citations.csv").write_text("page,url\np,https://a.org/x\n")
    corpus = kg.read(tmp_path)
    assert corpus["citations"].select("citing", "cited").rows() == [
        ("page:p", "source:" + corpus["sources"]["id"].item())
    ]
    (note,) = corpus.notes
    (tmp_path / "kg.toml").write_text(note.split("kg.toml:\n", 1)[1])
    again = kg.read(tmp_path)
    assert again.notes == ()
    assert again["pages"]["id"].to_list() == ["p", "q"]
    assert again["citations"].equals(corpus["citations"])
