"""Lists among other files: known by content, named in ``kg.toml``, converted, and read back."""

from __future__ import annotations

import datetime
import time
from pathlib import Path

import polars as pl
import pytest

import kg
from kg.cli import main
from kg.errors import MapError, UnknownFormatError
from kg.model.corpus import Corpus
from kg.readers.lists.converting import convert_list

PC1 = "domain,pc1\nwww.a.org,0.25\ncom,0.5\nb.org/x,1\n"
FACTS = "domain_or_prefix,value\na.org,5\nb.org,1\n"
RETRACTIONS = (
    "RetractionDate,RetractionDOI,OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature,Reason\n"
    "8/16/2023 0:00,10.1/n,10.1/A,0,Retraction,+Paper Mill;\n"
    "2/31/2020 0:00,,10.1/B,0,Retraction,\n"
)
CROSSWALK = (
    "[rater]\nid = 'mine'\nname = 'My own'\n\n[scale] # of mine\nid = 'mine'\n\n"
    "[[step]]\nlabel = 'fine'\nalso = ['good', 'ok']\nlevel = 4\n"
)


def run(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    out, err = capsys.readouterr()
    return int(stopped.value.code or 0), out, err


def ratings(corpus: Corpus, *columns: str) -> list[tuple[object, ...]]:
    return corpus["ratings"].select(*(columns or ("subject", "rater", "value"))).rows()


def test_a_list_that_can_be_no_other_is_known_by_its_content(tmp_path: Path) -> None:
    (tmp_path / "anything.txt").write_text(PC1)
    (tmp_path / "retraction_watch.csv").write_text("\ufeff" + RETRACTIONS.replace("\n", "\r\n"), "utf-8")
    corpus = kg.read(tmp_path)
    assert ratings(corpus, "subject", "rater", "value", "valid_from", "stated_in", "origin") == [
        ("a.org", "pc1", "0.25", None, "anything.txt:2", "anything.txt:2"),
        ("b.org/x", "pc1", "1", None, "anything.txt:4", "anything.txt:4"),
        (
            "doi:10.1/a", "retraction-watch", "retraction", datetime.date(2023, 8, 16),
            "https://doi.org/10.1/n", "retraction_watch.csv:2",
        ),
    ]  # fmt: skip
    assert corpus.problems.select("kind", "origin").rows() == [
        ("bad-place", "anything.txt:3"),
        ("bad-date", "retraction_watch.csv:3"),
    ]
    assert corpus["inputs"]["name"].to_list() == ["anything.txt", "retraction_watch.csv"]
    assert ratings(kg.read(tmp_path / "anything.txt"))[0] == ("a.org", "pc1", "0.25")


def test_what_is_named_after_a_table_is_that_table_though_it_looks_like_a_list(tmp_path: Path) -> None:
    (tmp_path / "publishers.yaml").write_text("- id: a\n  domains: [a.org]\n  credibility: 4\n")
    corpus = kg.read(tmp_path)
    assert corpus["publishers"]["id"].to_list() == ["a"]
    assert corpus.problems["kind"].to_list() == ["bad-value", "unknown-field", "unknown-field"]


def test_publications_give_publishers_places_and_levels(tmp_path: Path) -> None:
    (tmp_path / "publications.yaml").write_text(
        "- id: a\n  domains: [a.org, a.com/x]\n  credibility: 4\n  description: why\n- id: b\n  domains: [b.org]\n"
    )
    corpus = kg.read(tmp_path)
    assert corpus["publishers"]["id"].to_list() == ["a", "b"]
    assert corpus["places"].select("publisher", "host", "path").rows() == [
        ("a", "a.org", None),
        ("a", "a.com", "/x"),
        ("b", "b.org", None),
    ]
    assert ratings(corpus, "subject", "rater", "value", "origin") == [
        ("publisher:a", "house", "4", "publications.yaml:1")
    ]
    assert corpus.problems.is_empty()


def test_owners_give_publishers_and_organizations(tmp_path: Path) -> None:
    (tmp_path / "owners.csv").write_text(
        "domain,name,owner,medium,state\nk.com,KAA,Local TV LLC,TV station,HI\nl.com,L,,Newspapers,CA\n"
    )
    corpus = kg.read(tmp_path)
    assert corpus["publishers"].select("id", "name", "owned_by", "type").rows() == [
        ("k.com", "KAA", "local-tv-llc", "TV station"),
        ("l.com", "L", None, "Newspapers"),
    ]
    assert corpus["organizations"].select("id", "name").rows() == [("local-tv-llc", "Local TV LLC")]
    assert corpus["places"]["host"].to_list() == ["k.com", "l.com"]


def test_bare_facts_are_refused_alone_and_passed_over_in_a_folder_with_what_to_say(tmp_path: Path) -> None:
    (tmp_path / "facts.csv").write_text(FACTS)
    with pytest.raises(UnknownFormatError, match="does not say whose"):
        kg.read(tmp_path / "facts.csv")
    corpus = kg.read(tmp_path)
    assert corpus.problems.select("kind", "origin", "message").rows() == [
        ("unread-file", "facts.csv", "holds places and values, and does not say whose")
    ]


def test_kg_toml_says_which_file_is_which_list(tmp_path: Path) -> None:
    (tmp_path / "facts.csv").write_text(FACTS)
    (tmp_path / "other.csv").write_text(FACTS.replace("5", "4"))
    (tmp_path / "pages.csv").write_text("id\np\n")
    (tmp_path / "kg.toml").write_text(
        "[[lists]]\nfile = 'facts.csv'\nas = 'mbfc'\ndate = 2026-08-19\nthrough = '2027'\n"
        "[[lists]]\nfile = 'other.csv'\nas = 'wikipedia'\nrater = 'citeunseen'\nstated_in = 'a mirror'\n"
    )
    corpus = kg.read(tmp_path)
    day, last = datetime.date(2026, 8, 19), datetime.date(2027, 12, 31)
    assert ratings(
        corpus, "subject", "rater", "value", "original_label", "valid_from", "valid_through", "stated_in"
    ) == [
        ("a.org", "mbfc", "high", "5", day, last, "facts.csv:2"),
        ("b.org", "mbfc", "very low", "1", day, last, "facts.csv:3"),
        ("a.org", "citeunseen", "generally reliable", "4", None, None, "a mirror"),
        ("b.org", "citeunseen", "deprecated", "1", None, None, "a mirror"),
    ]
    assert corpus["pages"].height == 1
    assert corpus.problems.is_empty()


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ("file = 'facts.csv'\nas = 'mbcf'\n", "[[lists]]: no adapter 'mbcf'. Did you mean 'mbfc'?"),
        ("file = 'facts.csv'\nas = 'mbfc'\nthru = '2026'\n", "[[lists]]: unknown name 'thru'"),
        ("file = 'fact.csv'\nas = 'mbfc'\n", "[[lists]]: fact.csv: there is no such file"),
        ("file = 'facts.csv'\n", "[[lists]]: expected file and as"),
        ("file = '../facts.csv'\nas = 'mbfc'\n", "[[lists]]: ../facts.csv"),
        ("file = 'facts.csv'\nas = 'mbfc'\ndate = '2026-02-31'\n", "facts.csv: date: expected a date"),
        ("file = 'facts.csv'\nas = 'local-news'\nrater = 'me'\n", "gives publishers, which have no rater"),
        (
            "file = 'facts.csv'\nas = 'retraction-watch'\n",
            "facts.csv: is no list of Retraction Watch: it has no column",
        ),
    ],
)
def test_a_wrong_word_in_kg_toml_is_named(said: str, error: str, tmp_path: Path) -> None:
    (tmp_path / "facts.csv").write_text(FACTS)
    (tmp_path / "kg.toml").write_text(f"[[lists]]\n{said}")
    with pytest.raises(kg.errors.KgError) as raised:
        kg.read(tmp_path)
    assert error in str(raised.value)


def test_any_csv_is_ratings_by_a_map(tmp_path: Path) -> None:
    (tmp_path / "levels.csv").write_text(
        "domain,level,rater,raw_value\na.org,2,lin_pc1,0.26\nb.org,4,mbfc,5\n"
    )
    (tmp_path / "kg.toml").write_text(
        "[[tables.ratings]]\nfile = 'levels.csv'\ncolumns = { subject = 'domain', value = 'level', original_label = 'raw_value' }\n"
        "constants = { rater = 'house', valid_from = '2026-11', stated_in = 'merged' }\n"
    )
    corpus = kg.read(tmp_path)
    assert ratings(corpus, "subject", "rater", "value", "original_label", "valid_from", "stated_in") == [
        ("a.org", "house", "2", "0.26", datetime.date(2026, 11, 1), "merged"),
        ("b.org", "house", "4", "5", datetime.date(2026, 11, 1), "merged"),
    ]
    assert corpus.problems.is_empty()


def test_a_raters_own_crosswalk_is_read_and_other_toml_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(CROSSWALK)
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    corpus = kg.read(tmp_path)
    assert corpus["raters"].select("id", "name", "scale").rows() == [("mine", "My own", "mine")]
    assert corpus["scales"]["id"].to_list() == ["mine"]
    assert corpus["crosswalks"].select("scale", "label", "also", "level").rows() == [
        ("mine", "fine", ["good", "ok"], 4)
    ]
    assert corpus.problems.select("kind", "origin").rows() == [("unread-file", "pyproject.toml")]
    assert kg.read(tmp_path / "mine.toml")["scales"].height == 1


def test_a_crosswalk_beside_a_map_is_read(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(CROSSWALK)
    (tmp_path / "poetry.toml").write_text("[x]\n")
    (tmp_path / "p.csv").write_text("slug\na\n")
    (tmp_path / "kg.toml").write_text("[tables.pages]\nfile = 'p.csv'\ncolumns = { id = 'slug' }\n")
    corpus = kg.read(tmp_path)
    assert corpus["scales"].height == 1
    assert corpus.problems.is_empty()


def test_a_map_is_for_the_folders_and_files_are_read_plainly(tmp_path: Path) -> None:
    folder = tmp_path / "facts"
    folder.mkdir()
    (folder / "p.csv").write_text("slug\na\n")
    (tmp_path / "map.toml").write_text("[tables.pages]\nfile = 'p.csv'\ncolumns = { id = 'slug' }\n")
    (tmp_path / "pc1.csv").write_text(PC1)
    (tmp_path / "mine.toml").write_text(CROSSWALK)
    inputs = [tmp_path / "pc1.csv", folder, tmp_path / "mine.toml"]
    corpus = kg.read(*inputs, map=tmp_path / "map.toml")
    assert corpus["pages"]["id"].to_list() == ["a"]
    assert [rater for _, rater, _ in ratings(corpus)] == ["pc1", "pc1"]
    assert corpus["scales"].height == 1
    with pytest.raises(MapError, match="a map needs a folder"):
        kg.read(tmp_path / "pc1.csv", tmp_path / "mine.toml", map=tmp_path / "map.toml")


@pytest.mark.parametrize("suffix", ["parquet", "csv", "jsonl"])
def test_what_is_converted_is_read_back_as_the_same_rows(
    suffix: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "rw.csv").write_text(RETRACTIONS)
    output = tmp_path / f"of-whatever-name.{suffix}"
    status, out, err = run(
        ["ratings", "convert", str(tmp_path / "rw.csv"), "--through", "2030", "-o", str(output)], capsys
    )
    assert (status, out) == (0, "")
    assert err.splitlines()[0] == "kg: rw.csv (retraction-watch): 2 rows in, 1 assertions out; 1 bad-date"
    assert "rw.csv:3: bad-date: valid_from: expected a date" in err
    direct, back = convert_list(tmp_path / "rw.csv").tables["ratings"], kg.read(output)
    said = back["ratings"].drop("origin")
    through = pl.lit(datetime.date(2030, 12, 31)).alias("valid_through")
    assert said.rows() == direct.with_columns(through).select(said.columns).rows()
    assert back.problems.is_empty()
    assert not back.notes or suffix != "parquet"
    assert list(tmp_path.glob(".*")) == []


def test_owners_are_converted_into_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "o.csv").write_text("domain,name,owner,medium\nk.com,KAA,Local TV,TV station\n\u00e9,bad,,\n")
    status, _, err = run(["ratings", "convert", str(tmp_path / "o.csv"), "-o", f"{tmp_path}/out/"], capsys)
    assert status == 0
    assert "kg: o.csv (local-news): 2 rows in, 1 publishers, 1 organizations out; 1 bad-place" in err
    corpus = kg.read(tmp_path / "out")
    assert corpus["publishers"].select("id", "owned_by").rows() == [("k.com", "local-tv")]
    assert corpus["places"]["host"].to_list() == ["k.com"]
    assert corpus["organizations"]["name"].to_list() == ["Local TV"]
    assert corpus.problems.is_empty()


def test_publications_are_converted_into_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "p.yaml").write_text("- id: a\n  domains: [a.org, a.com]\n  credibility: 4\n")
    status, _, _ = run(
        ["ratings", "convert", str(tmp_path / "p.yaml"), "-o", str(tmp_path / "venues.csv")], capsys
    )
    assert status == 0
    assert (tmp_path / "venues.csv").read_text() == "id,level,places\na,4,a.org|a.com\n"
    corpus = kg.read(tmp_path / "venues.csv")
    assert corpus["places"].height == 2
    assert corpus["ratings"]["value"].to_list() == ["4"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["facts.csv", "-o", "x.parquet"], "facts.csv: holds places and values, and does not say whose"),
        (
            ["pages.csv", "-o", "x.parquet"],
            "pages.csv: is no list that can be told by its content. Say which with --as",
        ),
        (["facts.csv", "--as", "mbcf", "-o", "x.parquet"], "no adapter 'mbcf'. Did you mean 'mbfc'?"),
        (["facts.csv", "--as", "mbfc", "-o", "x.xlsx"], "x.xlsx: is no format of a table"),
        (["facts.csv", "--as", "mbfc", "-o", "facts.csv"], "facts.csv: is the list itself"),
        (["facts.csv", "--as", "mbfc", "-o", "no/x.csv"], "no/x.csv: its folder does not exist"),
        (["facts.csv", "--as", "mbfc", "--date", "2026-02-31", "-o", "x.csv"], "date: expected a date"),
        (["owners.csv", "-o", "x.parquet"], "x.parquet: would hold publishers and organizations"),
        (["owners.csv", "--rater", "me", "-o", "x/"], "gives publishers, which have no rater"),
        (["nothing.csv", "--as", "mbfc", "-o", "x.csv"], "nothing.csv: there is no such file or folder"),
        (["facts.csv", "--as", "mbfc", "-o", "pages.csv/"], "pages.csv/: no folder can be made there"),
    ],
)
def test_a_conversion_that_cannot_be_is_one_line_and_writes_nothing(
    arguments: list[str],
    says: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("facts.csv").write_text(FACTS)
    Path("pages.csv").write_text("id,title\na,A\n")
    Path("owners.csv").write_text("domain,name,owner,medium\nk.com,KAA,Local TV,TV station\n")
    before = sorted(path.name for path in tmp_path.iterdir())
    status, out, err = run(["ratings", "convert", *arguments], capsys)
    assert (status, out, len(err.splitlines())) == (1, "", 1)
    assert says in err
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_the_lists_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(["ratings", "lists", "--format", "csv"], capsys)
    listed = pl.read_csv(out.encode())
    assert status == 0
    assert listed.columns == ["name", "rater", "reads", "licence"]
    assert {"mbfc", "retraction-watch", "goggle", "local-news"} <= set(listed["name"])


def test_a_hundred_thousand_rows_take_a_second(tmp_path: Path) -> None:
    rows = "".join(f"site{row}.example.org,0.{row % 10}\n" for row in range(100_000))
    (tmp_path / "pc1.csv").write_text(f"domain,pc1\n{rows}")
    began = time.process_time()
    assert convert_list(tmp_path / "pc1.csv").tables["ratings"].height == 100_000
    assert time.process_time() - began < 4  # about half a second; a slow machine has time
