"""What else a thing is called: addresses elsewhere, numbers of Wikidata, ORCID iDs; nothing else gets in."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

import kg
from kg.model.identities import parse_identity, parse_orcid
from kg.model.records import SourceRecord
from kg.rdf.terms import address_iris
from tests.rdf.worlds import HOSTILE_TEXTS, HOSTILE_URLS

Q52 = "http://www.wikidata.org/entity/Q52"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Q52", Q52),
        (" q52 ", Q52),
        ("https://www.wikidata.org/wiki/Q52", Q52),
        ("http://www.wikidata.org/entity/Q52", Q52),
        ("https://m.wikidata.org/wiki/q52", Q52),
        ("https://www.wikidata.org/wiki/Q52x", "https://www.wikidata.org/wiki/Q52x"),
        ("https://ror.org/05wx9n238", "https://ror.org/05wx9n238"),
        ("https://de.wikipedia.org/wiki/Köln", "https://de.wikipedia.org/wiki/K%C3%B6ln"),
    ],
)
def test_an_address_elsewhere(written: str, meant: str) -> None:
    assert parse_identity(written) == meant
    assert parse_identity(meant) == meant


@pytest.mark.parametrize(
    "written",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "JaVaScRiPt://a.example/%0aalert(1)",
        "ftp://a.example/",
        "//a.example/",
        "https://www.wikidata.org@a.example/wiki/Q52",
        "https:///a.example",
        "http://a|b.example/",
        "Q0",
        "Q",
        "Q\u0665\u0662",
        "P31",
        "Wikipedia",
        "",
    ],
)
def test_what_is_no_address_elsewhere(written: str) -> None:
    with pytest.raises(ValueError, match=r"^expected an http or https address or a Wikidata number"):
        parse_identity(written)


@pytest.mark.parametrize("text", [*HOSTILE_TEXTS, *HOSTILE_URLS])
def test_what_is_taken_is_an_iri_as_it_stands(text: str) -> None:
    try:
        found = parse_identity(text)
    except ValueError:
        return
    assert found.lower().startswith(("http://", "https://"))
    assert address_iris(pl.Series([found])).to_list() == [f"<{found}>"]


@pytest.mark.parametrize(
    "written",
    [
        "0000-0002-1825-0097",
        "0000000218250097",
        "https://orcid.org/0000-0002-1825-0097",
        "http://www.orcid.org/0000-0002-1825-0097/",
    ],
)
def test_an_orcid_is_an_address(written: str) -> None:
    assert parse_orcid(written) == "https://orcid.org/0000-0002-1825-0097"


def test_ten_is_an_x() -> None:
    assert parse_orcid("0000-0002-1694-233x") == "https://orcid.org/0000-0002-1694-233X"


@pytest.mark.parametrize("place", range(15))
def test_one_wrong_digit_is_found(place: int) -> None:
    digits = "000000021825009"
    for digit in "0123456789":
        changed = digits[:place] + digit + digits[place + 1 :]
        if changed != digits:
            with pytest.raises(ValueError, match="whose last sign would be"):
                parse_orcid(f"{changed}7")


@pytest.mark.parametrize(
    "written", ["0000-0002-1825", "https://orcid.org.a.example/0000-0002-1825-0097", "A. One", "javascript:0"]
)
def test_what_is_no_orcid(written: str) -> None:
    with pytest.raises(ValueError, match="expected an ORCID iD"):
        parse_orcid(written)


def test_bad_ones_are_left_out_and_told_with_their_place(tmp_path: Path) -> None:
    (tmp_path / "sources.csv").write_text(
        "id,same_as,orcids\n"
        "a,Q52|javascript:alert(1)|https://www.wikidata.org/wiki/Q52,0000-0002-1825-0097|0000-0002-1825-0090\n"
        "b,,\n"
    )
    corpus = kg.read(tmp_path)
    assert corpus["sources"].select("same_as", "orcids").rows() == [
        ([Q52], ["https://orcid.org/0000-0002-1825-0097"]),
        (None, None),
    ]
    told = corpus.problems.filter(corpus.problems["kind"] == "bad-value").sort("message")
    assert told["origin"].to_list() == ["sources.csv:2", "sources.csv:2"]
    assert [message.split(":")[0] for message in told["message"]] == ["orcids", "same_as"]


@pytest.mark.parametrize("name", ["sources.yaml", "sources.json", "sources.jsonl"])
def test_one_may_stand_without_a_list(name: str, tmp_path: Path) -> None:
    record = json.dumps({"id": "a", "same_as": "Q52", "orcids": ["0000-0002-1825-0097", "x"]})
    (tmp_path / name).write_text(record if name.endswith("l") and "json" in name else f"[{record}]")
    corpus = kg.read(tmp_path)
    assert corpus["sources"]["same_as"].to_list() == [[Q52]]
    assert corpus.problems["kind"].to_list() == ["bad-value"]


def test_the_model_takes_what_the_reader_takes() -> None:
    record = SourceRecord(id="a", same_as=["Q52"], orcids=["0000-0002-1825-0097"])
    assert record.same_as == [Q52]
    with pytest.raises(ValueError, match="expected an http or https address"):
        SourceRecord(id="a", same_as=["javascript:alert(1)"])
