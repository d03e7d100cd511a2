"""What a waiver covers, and which waivers are findings themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.gate.handbook import said, write

LOW = "[a](https://low.org/a)"
BOTH = "[a](https://low.org/a) [b](https://good.org/b)"
RELIES = "kg: ignore claim-relies-on-low until 2027-01-31 because it is quoted"
FOUND = "claim-relies-on-low d.md:{} https://low.org/a"
UNUSED = "unused-waiver d.md:{}"

CASES = {
    "within its paragraph": (f"See {LOW}. <!-- {RELIES} -->", []),
    "alone before its paragraph": (f"<!-- {RELIES} -->\nSee {LOW}.", []),
    "alone, a blank line between": (f"<!-- {RELIES} -->\n\nSee {LOW}.", []),
    "the next block alone": (f"<!-- {RELIES} -->\n\nSee {LOW}.\n\nAnd {LOW}.", [FOUND.format(5)]),
    "after its paragraph it covers nothing of it": (
        f"See {LOW}.\n\n<!-- {RELIES} -->\n\nOther.",
        [FOUND.format(1), UNUSED.format(3)],
    ),
    "one item": (f"- {LOW} <!-- {RELIES} -->\n- {LOW}", [FOUND.format(2)]),
    "between items the next one": (
        f"- {LOW}\n<!-- {RELIES} -->\n- {LOW}\n- {LOW}",
        [FOUND.format(1), FOUND.format(4)],
    ),
    "a whole table": (f"<!-- {RELIES} -->\n\n| a |\n|---|\n| {LOW} |\n| {LOW} |", []),
    "a row": (f"| a |\n|---|\n| {LOW} <!-- {RELIES} --> |\n| {LOW} |", [FOUND.format(4)]),
    "over two lines": (f"<!-- {RELIES.replace(' because', chr(10) + 'because')} -->\nSee {LOW}.", []),
    "two rules": (
        f"{BOTH} <!-- kg: ignore claim-relies-on-low, low-citation until 2027-01-31 because quoted -->",
        [],
    ),
    "another rule": (
        f"See {LOW}. <!-- kg: ignore broken-reference until 2027-01-31 because quoted -->",
        [FOUND.format(1), UNUSED.format(1)],
    ),
    "a milder rule of the same citation": (
        f"See {LOW}. <!-- kg: ignore low-citation until 2027-01-31 because quoted -->",
        [FOUND.format(1), UNUSED.format(1)],
    ),
    "it waives the cause: no milder rule speaks, nor one of the page": (f"See {LOW}. <!-- {RELIES} -->", []),
    "the footnote of a paragraph that it covers": (
        f"<!-- {RELIES} -->\nIt helps.[^1]\n\n[^1]: <https://low.org/a>.",
        [],
    ),
    "the footnote itself": (f"It helps.[^1]\n\n[^1]: <https://low.org/a>. <!-- {RELIES} -->", []),
    "one of two claims with one footnote": (
        f"It helps.[^1] <!-- {RELIES} -->\n\nAnd so.[^1]\n\n[^1]: <https://low.org/a>.",
        [FOUND.format(5)],
    ),
    "in code it is no comment": (f"```\n<!-- {RELIES} -->\n```\nSee {LOW}.", [FOUND.format(4)]),
    "a broken reference": (
        "[a](no.md) <!-- kg: ignore broken-reference until 2027-01-31 because soon -->",
        [],
    ),
    "its last day is one": (f"See {LOW}. <!-- {RELIES.replace('2027-01-31', '2026-11-24')} -->", []),
    "expired": (
        f"See {LOW}. <!-- {RELIES.replace('2027-01-31', '2026-11-23')} -->",
        [FOUND.format(1), "expired-waiver d.md:1"],
    ),
    "no reason": (
        f"See {LOW}. <!-- kg: ignore claim-relies-on-low until 2027-01-31 -->",
        [FOUND.format(1), "bad-waiver d.md:1"],
    ),
    "no end": (
        f"See {LOW}. <!-- kg: ignore claim-relies-on-low because -->",
        [FOUND.format(1), "bad-waiver d.md:1"],
    ),
    "no such day": (
        f"See {LOW}. <!-- {RELIES.replace('01-31', '02-30')} -->",
        [FOUND.format(1), "bad-waiver d.md:1"],
    ),
    "no such rule": (
        f"See {LOW}. <!-- {RELIES.replace('relies', 'relis')} -->",
        [FOUND.format(1), "bad-waiver d.md:1"],
    ),
    "nothing at all": (f"Text. <!-- {RELIES} -->", [UNUSED.format(1)]),
    "one that speaks to somebody else": (f"See {LOW}. <!-- lint: ignore all -->", [FOUND.format(1)]),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_what_a_comment_waives(text: str, expected: list[str], tmp_path: Path) -> None:
    assert sorted(said(write(tmp_path, d=text))) == sorted(expected)


def test_what_is_waived_no_longer_counts_for_its_page(tmp_path: Path) -> None:
    low = [f"[{one}](https://low.org/{one})" for one in "abc"]
    off = {"low-citation": "off", "claim-relies-on-low": "off"}
    docs = write(tmp_path, d="\n\n".join([*low, *(f"[{one}](https://good.org/{one})" for one in range(30))]))
    assert said(docs, severities=off) == ["page-exposed d.md:1"]
    waived = f"{low[0]} <!-- kg: ignore contested-source until 2027-01-01 because x -->"
    docs = write(
        tmp_path,
        d="\n\n".join([waived, *low[1:], *(f"[{one}](https://good.org/{one})" for one in range(30))]),
    )
    assert said(docs, severities=off) == ["page-exposed d.md:1", "unused-waiver d.md:1"]
    on = {"low-citation": "off"}
    waived = f"{low[0]} <!-- kg: ignore claim-relies-on-low until 2027-01-01 because x -->"
    docs = write(
        tmp_path,
        d="\n\n".join([waived, *low[1:], *(f"[{one}](https://good.org/{one})" for one in range(30))]),
    )
    assert said(docs, severities=on) == [
        "claim-relies-on-low d.md:3 https://low.org/b",
        "claim-relies-on-low d.md:5 https://low.org/c",
    ]


def test_a_page_rule_is_waived_anywhere_on_its_page(tmp_path: Path) -> None:
    comment = "<!-- kg: ignore page-exposed until 2027-01-01 because it is a list of bad sources -->"
    off = {"claim-relies-on-low": "off", "low-citation": "off"}
    assert said(write(tmp_path, d=f"# Bad\n\n{LOW}\n\n{comment}\n"), severities=off) == []


def waivers(docs: Path, *records: str) -> None:
    whole = "".join(f"[[records.waivers]]\n{record}\n" for record in records)
    (docs / "kg.toml").write_text(f'[documents]\nformat = "markdown"\n{whole}', "utf-8")


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        ('page = "d"', []),
        ('page = "page:d"', []),
        ('page = "e"', [FOUND.format(1), "unused-waiver kg.toml"]),
        ('source = "https://low.org/a"', []),
        ('source = "https://low.org/b"', [FOUND.format(1), "unused-waiver kg.toml"]),
        ('file = "d.md"', []),
        ('file = "d.md"\nfirst_line = 1\nlast_line = 1', []),
        ('file = "d.md"\nfirst_line = 2\nlast_line = 9', [FOUND.format(1), "unused-waiver kg.toml"]),
        ('page = "d"\nsource = "https://low.org/a"', []),
        ('page = "e"\nsource = "https://low.org/a"', [FOUND.format(1), "unused-waiver kg.toml"]),
    ],
)
def test_waivers_in_kg_toml_have_a_scope(scope: str, expected: list[str], tmp_path: Path) -> None:
    docs = write(tmp_path, d=f"See {LOW}.")
    waivers(docs, f'rules = "claim-relies-on-low"\nuntil = 2027-01-31\nbecause = "quoted"\n{scope}')
    assert [one.removesuffix(":None") for one in said(docs)] == expected


def test_a_waiver_in_kg_toml_needs_scope_reason_and_end(tmp_path: Path) -> None:
    docs = write(tmp_path, d=f"See {LOW}.")
    waivers(
        docs,
        'rules = "claim-relies-on-low"\nuntil = 2027-01-31\nbecause = "no scope"',
        'rules = "claim-relies-on-low"\npage = "d"\nbecause = "no end"',
        'rules = "claim-relies-on-low"\npage = "d"\nuntil = 2027-01-31',
    )
    assert said(docs) == [FOUND.format(1), *["bad-waiver kg.toml:None"] * 3]
    waivers(docs, 'rules = "claim-relies"\npage = "d"\nuntil = 2027-01-31\nbecause = "no such rule"')
    assert [one.split(" ")[0] for one in said(docs)] == ["claim-relies-on-low", "bad-waiver"]
