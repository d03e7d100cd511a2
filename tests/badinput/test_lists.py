"""Bad lists: a truncated, a wrong and an empty one of each give one clear error, and no traceback."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg.errors import KgError, ReadError
from kg.readers.lists.adapter import ListOptions
from kg.readers.lists.adapters import ADAPTERS, adapter_of, read_list, recognised
from kg.readers.lists.converting import convert_list
from tests.badinput.test_refusals import run

RETRACTION = "RetractionDate,RetractionDOI,OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature,Reason"
WIKITEXT = '{| class="wikitable"\n|- class="s-gu" id="A"\n| {{WP:RSPSTATUS|gu}}\n| {{WP:RSPUSES|a.org}}\n'
TRUNCATED = {
    "mbfc": ('{"version": 5, "sources": [{"domain": "a.org", "repor', "x:1: is not JSON"),
    "newsguard": ('domain,score\na.org,100\nb.org,"8', "x:3: is not CSV"),
    "adfontes": ("domain,bias,reliability\na.org,1,40\nb.org,2", "x:3: ends within a row ('b.org,2'). It was cut off"),
    "pc1": ("domain,pc1\na.org,1\nb.o", "x:3: ends within a row ('b.o'). It was cut off"),
    "iffy": ("Domain,MBFC Fact,Name\na.org,L,A\nb.org,", "x:3: ends within a row ('b.org,')"),
    "wikipedia": (WIKITEXT, "x: its table does not end (no |}): it was cut off"),
    "citeunseen": ('{"rspDeprecated": ["a.org",\n"b.o', "x:2: ends within a list: it was cut off"),
    "retraction-watch": (f"{RETRACTION}\n8/16/2023 0:00,10.1/n,10.1/a,0,Retraction,x\n8/16/2023 0:00,10.1", "x:3: ends within"),
    "goggle": ("$boost=2,site=a.org\n$boost=2,si", "x:2: ends within a rule ('$boost=2,si'). It was cut off"),
    "publications": ("- id: a\n  domains: [a.org]\n  credibility: 4\n- id: b\n  domains: [b.o", "x:6: is not YAML"),
    "local-news": ("domain,name,owner,medium\na.org,A,O,TV\nb.org,B", "x:3: ends within a row"),
}  # fmt: skip
WRONG = {
    "mbfc": "id,title\na,A\n",
    "newsguard": "domain,rank\na.org,100\n",
    "adfontes": "domain,bias\na.org,40\n",
    "pc1": "domain,pc2\na.org,1\n",
    "iffy": "name,fact\nA,L\n",
    "wikipedia": "name,status\nA,gr\n",
    "citeunseen": '{"pages": ["a"]}',
    "retraction-watch": "doi,nature\n10.1/a,Retraction\n",
    "goggle": "id\na\n",
    "publications": "- id: a\n  places: [a.org]\n  level: 4\n",
    "local-news": "domain,name\na.org,A\n",
}


@pytest.mark.parametrize("named", ADAPTERS)
def test_a_truncated_list_is_told_from_a_whole_one(named: str) -> None:
    text, says = TRUNCATED[named]
    with pytest.raises(ReadError) as raised:
        read_list(adapter_of(named), text, name="x", options=ListOptions())
    assert str(raised.value).startswith(says)


@pytest.mark.parametrize("named", ADAPTERS)
def test_another_file_is_no_such_list(named: str) -> None:
    with pytest.raises(ReadError, match=r"^x: (?:is no list of|has no rule of) "):
        read_list(adapter_of(named), WRONG[named], name="x", options=ListOptions())


@pytest.mark.parametrize("text", ["", " \n\n", "domain,pc1\n", "[]", "{}"])
@pytest.mark.parametrize("named", ADAPTERS)
def test_an_empty_list_is_an_error(named: str, text: str) -> None:
    with pytest.raises(ReadError, match=r"^x: "):
        read_list(adapter_of(named), text, name="x", options=ListOptions())


# file, content, adapter, what the line on stderr must hold
REFUSED: list[tuple[bytes | str, str, str]] = [
    (b"domain,pc1\na.org,\xe9\n", "pc1", "list.csv:2: byte 0xe9 is not UTF-8"),
    (b"domain,pc1\na.org,1\0\n", "pc1", "list.csv:2: holds a NUL character"),
    ("domain,pc1\na.org,1\n".encode("utf-16"), "pc1", "list.csv:1: is UTF-16, not UTF-8"),
    ("domain,pc1,pc1\na.org,1,1\n", "pc1", "list.csv:1: column 'pc1' occurs twice"),
    ("domain,pc1\na.org,1,2\n", "pc1", "list.csv:2: has 3 cells, the header 2"),
    ("PAR1" + "x" * 100, "pc1", "list.csv: "),
    ("[" * 100_000, "mbfc", "list.csv:1: is nested deeper"),
    ('{"sources": ' + "[" * 30 + "]" * 30 + "}", "mbfc", "list.csv:1: is nested deeper than 24"),
    (
        '{"sources": [{"domain": "a.org",\n"domain": "b.org"}]}',
        "mbfc",
        "list.csv:2: key 'domain' occurs twice",
    ),
    ('{"sources": [{"domain": "a.org", "reporting": NaN}]}', "mbfc", "list.csv:1: NaN is no number of JSON"),
    ('{"sources": {"a": [1]}}', "mbfc", "list.csv: is no list of Media Bias/Fact Check"),
    ('{"sources": ["a.org"]}', "mbfc", "list.csv: is no list of Media Bias/Fact Check"),
    (
        '{"rspDeprecated": ["a.org"],\n"rspDeprecated": ["b.org"]}',
        "citeunseen",
        "list.csv:2: category 'rspDeprecated' occurs twice",
    ),
    ('{"rspDeprecated": [["a.org"]]}', "citeunseen", "list.csv:1: is no list of Cite Unseen"),
    ('{"rspDeprecated": {"a": "b"}}', "citeunseen", "list.csv:1: is no list of Cite Unseen"),
    ('{"rspDeprecated": [' + "[" * 100_000, "citeunseen", "list.csv:1: ends within a list"),
    (
        "- &a {id: x, domains: [a.org], credibility: 4}\n- *a\n",
        "publications",
        "list.csv:1: anchor &a is refused",
    ),
    (
        "- id: a\n  id: b\n  domains: []\n  credibility: 1\n",
        "publications",
        "list.csv:2: key 'id' occurs twice",
    ),
]


@pytest.mark.parametrize(
    ("content", "named", "says"), REFUSED, ids=[f"{named} {says}" for _, named, says in REFUSED]
)
def test_a_broken_list_is_refused_by_name(
    content: bytes | str, named: str, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    status, out, err = run(
        ["ratings", "convert", str(path), "--as", named, "-o", str(tmp_path / "out.parquet")], capsys
    )
    assert (status, out, len(err.strip().splitlines())) == (1, "", 1)
    assert says in err
    assert [one.name for one in tmp_path.iterdir()] == ["list.csv"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("named", "text"),
    [
        ("pc1", "domain,pc1\na.org,1\nb.org,0\n"),
        ("wikipedia", WIKITEXT.replace("a.org", "a.org|b.org") + "|}\n"),
        ("citeunseen", '{"rspDeprecated": [\n"a.org",\n"b.org"]}\n'),
        ("goggle", "! name: x\n$boost,site=a.org\n$discard,site=b.org\n"),
        (
            "mbfc",
            json.dumps(
                {"sources": [{"domain": one, "reporting": "H"} for one in ("a.org", "b.org")]}, indent=1
            ),
        ),
    ],
)
def test_a_mark_and_foreign_line_ends_change_nothing(named: str, text: str, end: str, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"\xef\xbb\xbf" + text.replace("\n", end).encode())
    (tmp_path / "y").write_text(text)
    one, two = (convert_list(tmp_path / name, named=named) for name in ("x", "y"))
    kept = ["subject", "rater", "value"]
    assert one.tables["ratings"].select(kept).equals(two.tables["ratings"].select(kept))
    assert one.tables["ratings"]["subject"].to_list() == ["a.org", "b.org"]
    assert (
        one.tables["ratings"]["stated_in"]
        .str.slice(1)
        .equals(two.tables["ratings"]["stated_in"].str.slice(1))
    )


def test_bad_days_of_retractions_take_their_rows_with_them(tmp_path: Path) -> None:
    days = ("2/31/2020", "13/1/2020", "0/0/2020", "1/1/20", "soon", "2/29/2020 0:00")
    rows = "".join(f"{day},,10.1/{row},0,Retraction,\n" for row, day in enumerate(days))
    (tmp_path / "r.csv").write_text(f"{RETRACTION}\n{rows}")
    found = convert_list(tmp_path / "r.csv")
    assert found.tables["ratings"]["subject"].to_list() == ["doi:10.1/5"]
    assert found.problems["kind"].to_list() == ["bad-date"] * 5
    assert found.problems["origin"].to_list() == [f"r.csv:{line}" for line in range(2, 7)]


def test_what_a_list_writes_does_not_reach_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "x\x1b[31m.csv"
    path.write_text("domain,pc1\na\x1b[31m\u202e b,1\nb.org,1\n")
    status, _, err = run(["ratings", "convert", str(path), "-o", str(tmp_path / "o.csv")], capsys)
    assert status == 0
    assert "\x1b" not in err
    assert "\u202e" not in err
    assert "1 bad-place" in err


HUGE = {
    "a place of a million characters": ("pc1", "domain,pc1\n" + "a" * 1_000_000 + ".org,1\nb.org,1\n"),
    "a value of a million characters": (
        "mbfc",
        "domain,reporting\na.org," + "h" * 1_000_000 + "\nb.org,H\nc.org,L\n",
    ),
    "a rule of a million characters": (
        "goggle",
        "$boost,site=" + "a." * 500_000 + "org\n$boost,site=b.org\n",
    ),
    "a pattern of a million stars": ("goggle", "*" * 1_000_000 + "$boost\n$boost,site=b.org\n"),
    "a row of a million braces": ("wikipedia", WIKITEXT + "| " + "{" * 1_000_000 + "\n|}\n"),
    "a row of a million bars": ("wikipedia", WIKITEXT + "| {{WP:RSPUSES" + "|" * 1_000_000 + "}}\n|}\n"),
    "a million templates that do not end": ("wikipedia", WIKITEXT + "{{x" * 300_000 + "\n|}\n"),
    "a template of a million spaces": ("wikipedia", WIKITEXT + "{{" + " " * 1_000_000 + "\n|}\n"),
    "a hundred thousand classes in a line": ("wikipedia", WIKITEXT + "|- " + "class=" * 100_000 + "\n|}\n"),
    "a hundred thousand comments that do not end": ("wikipedia", WIKITEXT + "|}\n" + "<!--" * 100_000),
    "twenty thousand publications": (
        "publications",
        "".join(f"- {{id: p{row}, domains: [p{row}.org], credibility: 3}}\n" for row in range(20_000)),
    ),
    "a header of a million characters": ("pc1", "domain,pc1," + "x" * 1_000_000 + "\na.org,1,\n"),
    "a header of another file": ("pc1", "x" * 1_000_000 + ",pc1\na.org,1\n"),
    "a million spaces": ("citeunseen", '{"rspDeprecated":' + " " * 1_000_000 + '["b.org"]}'),
    "a million spaces before what is wrong": (
        "citeunseen",
        '{"rspDeprecated": ["b.org"' + " " * 1_000_000 + "?]}",
    ),
    "a hundred thousand comments": ("citeunseen", '{"rspDeprecated": [' + "/* a */" * 100_000 + '"b.org"]}'),
    "a hundred thousand strange words": (
        "mbfc",
        "domain,reporting\n"
        + "".join(f"a{row}.org,{'high' if row % 8 else f'hihg{row}'}\n" for row in range(100_000)),
    ),
    "a million semicolons": (
        "retraction-watch",
        f"{RETRACTION}\n1/1/2020,,10.1/b.org,0,Retraction,{';+' * 500_000}\n",
    ),
}


@pytest.mark.parametrize("case", HUGE)
def test_what_is_huge_takes_no_longer_than_it_is(case: str) -> None:
    named, text = HUGE[case]
    began = time.process_time()
    try:
        found = read_list(adapter_of(named), text, name="x", options=ListOptions())
        assert found.problems["message"].str.len_chars().max() is None or (
            found.problems["message"].str.len_chars().max() < 400  # type: ignore[operator]
        )
    except ReadError as error:
        assert len(str(error)) < 400
    recognised(text)
    assert time.process_time() - began < 5


@pytest.mark.parametrize("named", ADAPTERS)
@settings(deadline=None)  # the first call loads an engine
@given(noise=st.text(max_size=60), cut=st.integers(min_value=0, max_value=80))
def test_noise_is_read_or_refused(named: str, noise: str, cut: int) -> None:
    text = TRUNCATED[named][0]
    for one in (noise, text[:cut] + noise + text[cut:], text[:cut]):
        try:
            found = read_list(adapter_of(named), one, name="x", options=ListOptions())
        except KgError as error:
            assert "\n" not in str(error)
        else:
            assert isinstance(found.problems, pl.DataFrame)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[scale]\n", "mine.toml: expected [scale] with an id"),
        ("[scale]\nid = 3\n", "mine.toml: expected [scale] with an id"),
        ("[scale]\nid = 'x'\nid = 'y'\n", "mine.toml: is not TOML"),
        (
            "[scale]\nid = 'x'\n[[stepp]]\nlevel = 1\n",
            "mine.toml: unknown part 'stepp'. Did you mean 'step'?",
        ),
        ("step = 5\n[scale]\nid = 'x'\n", "mine.toml: step: expected a table"),
        ("[scale]\nid = 'x\n", "mine.toml: is not TOML"),
        ("[scale]\nid = 'x'\nname = " + "[" * 100_000, "mine.toml: is nested too deeply"),
        (b"[scale]\nid = '\xff'\n", "mine.toml:2: byte 0xff is not UTF-8"),
        (b"[scale]\nid = '\0'\n", "mine.toml:2: holds a NUL character"),
    ],
)
def test_a_broken_crosswalk_is_refused_by_name(
    text: str | bytes, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "mine.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
    status, out, err = run(["build", str(folder), "-o", str(tmp_path / "x.kg")], capsys)
    assert (status, out, len(err.strip().splitlines())) == (1, "", 1)
    assert says in err


def test_bad_values_of_a_crosswalk_are_problems(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(
        "[scale]\nid = 'x'\nlowest = nan\n[[step]]\nat_least = inf\nlevel = 6\n[[step]]\nlabel = 'a'\nlevel = true\n"
    )
    found = kg.read(tmp_path).problems
    assert sorted(found["kind"]) == ["bad-level", "bad-level", "bad-value", "bad-value"]
    assert found["origin"].str.starts_with("mine.toml#").all()


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ("lists = 'x.csv'\n", "[[lists]]: expected a table for each list"),
        ("[lists]\nfile = 'x.csv'\n", "[[lists]]: expected a table for each list"),
        ("[[lists]]\nfile = 3\nas = 'mbfc'\n", "[[lists]]: expected file and as"),
        ("x = " + "[" * 100_000, "kg.toml: is nested too deeply"),
    ],
)
def test_a_broken_list_of_lists_is_refused(
    said: str, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "kg.toml").write_text(said)
    status, out, err = run(["exposure", str(tmp_path)], capsys)
    assert (status, out, len(err.strip().splitlines())) == (1, "", 1)
    assert says in err


def test_a_fifo_and_a_list_that_is_not_there_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    os.mkfifo(tmp_path / "pc1.csv")
    status, _, err = run(
        ["ratings", "convert", str(tmp_path / "pc1.csv"), "-o", str(tmp_path / "o.csv")], capsys
    )
    assert (status, "pc1.csv: is a FIFO, not a file" in err) == (1, True)
