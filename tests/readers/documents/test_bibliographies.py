"""Bibliographies: entries of BibTeX are the sources that a role cites by key."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg.errors import MapError, ReadError
from kg.readers.documents.bibtex import plain, read_bibtex

REFERENCES = r"""
Text between entries is a comment, even me@example.org {
@comment{ @misc{never, title = {Never}} }
@preamble{"\newcommand{\x}{y}"}
@string{lee = "Lee, Ada"}
@Article{naps:2021,
  author  = lee # { and M{\"u}ller, J{\"o}rg and Ann Other and others},
  title   = {{Naps} and \emph{memory} --- a study of 20\% more},
  journal = "Sleep",
  year    = 2021,
  doi     = {https://doi.org/10.9999/NAPS_1},
}
@misc(light,
  title = "Blue light {"} at night", url = {https://www.theguardian.com/blue\_light}, date = {2020-03-04}
)
@techreport{preprint, eprint = {2101.00001}, archivePrefix = {arXiv}, year = {in press}}
@book{bare, title = {A book}}
"""


def world(folder: Path, said: str = '["refs.bib"]') -> Path:
    (folder / "refs.bib").write_text(REFERENCES, "utf-8")
    (folder / "a.md").write_text("Naps {cite}`naps:2021,light` help {cite:p}`lost`.\n", "utf-8")
    (folder / "b.rst").write_text("So :cite:`light` says.\n", "utf-8")
    (folder / "kg.toml").write_text(f'[documents]\nformat = "myst"\nbibliographies = {said}\n', "utf-8")
    return folder


def test_entries_are_sources_with_file_and_line(tmp_path: Path) -> None:
    corpus = kg.read(world(tmp_path))
    rows = {row["id"]: row for row in corpus["sources"].to_dicts()}
    naps = rows["naps:2021"]
    assert naps["title"] == "Naps and memory --- a study of 20% more"
    assert naps["authors"] == ["Ada Lee", "Jörg Müller", "Ann Other"]
    assert (naps["published"], naps["doi"]) == ("2021", "10.9999/NAPS_1")
    assert (naps["url"], naps["origin"]) == ("https://doi.org/10.9999/NAPS_1", "refs.bib:6")
    light = rows["light"]
    assert (light["title"], light["published"]) == ('Blue light " at night', "2020-03-04")
    assert light["url"] == "https://www.theguardian.com/blue_light"
    assert rows["preprint"]["url"] == "https://arxiv.org/abs/2101.00001"
    assert rows["preprint"]["published"] is None
    assert rows["bare"]["url"] is None
    assert rows.keys() == {"naps:2021", "light", "preprint", "bare", "lost"}  # cited, and not there
    assert "refs.bib" in corpus["inputs"]["name"].to_list()


def test_a_role_cites_them_by_key_in_markdown_and_restructuredtext(tmp_path: Path) -> None:
    corpus = kg.read(world(tmp_path))
    cited = corpus["citations"].select("citing", "cited", "file", "line", "mechanism").sort("citing", "cited")
    assert cited.rows() == [
        ("page:a", "source:light", "a.md", 1, "role:cite"),
        ("page:a", "source:lost", "a.md", 1, "role:cite:p"),
        ("page:a", "source:naps:2021", "a.md", 1, "role:cite"),
        ("page:b", "source:light", "b.rst", 1, "role:cite"),
    ]
    problems = kg.lint(corpus)
    assert problems.filter(problems["message"].str.contains("lost")).height


@pytest.mark.parametrize("said", ['["gone.bib"]', '["../refs.bib"]', '["/etc/passwd"]', "[3]"])
def test_a_bibliography_that_is_not_in_the_folder_is_an_error_of_kg_toml(said: str, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "refs.bib").write_text(REFERENCES, "utf-8")
    with pytest.raises(MapError, match=r"kg.toml: \[documents\].*bibliographies"):
        kg.read(world(tmp_path / "in", said))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("\n@misc{a, title = {x}", "refs.bib:2: an entry never closes"),
        ("@misc{a,\n title = {x\n", "refs.bib:2: never closes"),
        ("@misc{a,\n title {x}}", "refs.bib:2: title: expected = and a value"),
        ("@misc{a,\n\n title = }", "refs.bib:3: expected a value"),
        ("@misc{, title = {x}}", "refs.bib:1: @misc: expected a key"),
        ('@misc{a, title = "x } y"}', "refs.bib:1: a brace closes that none opened"),
        ("@misc{a, title = " + "{" * 500 + "}" * 500 + "}", "nested deeper than 100"),
        ("@string{a = {xxxxxxxxxx}}\n" + "@string{a = a # a}\n" * 40, "refs.bib:15: a value is longer"),
        ("@misc{a,}\n" * 100_001, "refs.bib:100001: holds more than 100000 entries"),
        ("@string{a = {" + "x" * 90_000 + "}}\n" + '@misc{k, x = a # "y"}\n' * 1000, "its strings come to more"),
    ],
)  # fmt: skip
def test_what_is_broken_or_hostile_is_refused_by_its_line(text: str, message: str, tmp_path: Path) -> None:
    (world(tmp_path) / "refs.bib").write_text(text, "utf-8")
    with pytest.raises(ReadError, match=message) as caught:
        kg.read(tmp_path)
    assert str(caught.value).startswith(str(tmp_path / "refs.bib"))


def test_letters_with_accents() -> None:
    said = r"\'Etude {\'{e}}t\'e {\o}re {\ss} \c{c}a \v{S} \~n {\aa} \k{a} \`{\i}"
    assert plain(said) == "Étude été øre ß ça Š ñ å ą ì"


@settings(max_examples=300, deadline=None)
@given(st.text('@{}()"#=,%\\ \nabmisc1', max_size=80) | st.text(max_size=40))
def test_noise_raises_nothing_else(text: str) -> None:
    plain(text)
    try:
        for one in read_bibtex("@misc{k, " + text, name="x") + read_bibtex(text, name="x"):
            assert one.key and one.line >= 1
    except ReadError:
        pass
