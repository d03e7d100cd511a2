"""Rendered resource pages: what they show becomes data, in every shape, and a preview forges nothing."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.readers.rendered_page import looks_rendered, read_rendered_page
from tests.machine import REPOSITORY

PAGE = """\
Counting Bridges: A Field Guide
reportCredibility Rating
High quality. Its editors answer for what they print.
Rating inherited from publication venue: Bridge Office
Useful beside the older census of fords.
Metadata
Importance: 40/100
Summary
A guide to counting bridges by hand.
Key Points
- •Count twice.
- •Rain matters.
Cited by 2 pages
| Page | Type | Quality |
|---|---|---|
| River Crossings | Concept | 55.5 |
| AI Safety & You | Organization | 62.0 |
Cached Content Preview
Counting Bridges | Bridge Office
TIMESTAMPS
The Wayback Machine - https://web.archive.org/web/20250102030405/https://bridges.example/guide?a=1
We counted every bri
... (truncated, 7 KB total)0123456789abcdef | Stable ID: QmFzZTY0
"""
HEADING = "Cached Content Preview\n"
TRAILER = "... (truncated, 7 KB total)0123456789abcdef | Stable ID: QmFzZTY0\n"
RATING = "High quality. Its editors answer for what they print.\nRating inherited from publication venue: Bridge Office\n"
TABLE = PAGE[PAGE.index("| Page") : PAGE.index(HEADING)]
WAYBACK = (
    "The Wayback Machine - https://web.archive.org/web/20250102030405/https://bridges.example/guide?a=1\n"
)

Tables = dict[str, list[dict[str, Any]]]


def tables(text: str) -> Tables:
    return {found.table or "": found.records for found in read_rendered_page(text, name="page.txt")}


def source(text: str) -> dict[str, Any]:
    return tables(text)["sources"][0]


def missing(text: str) -> tuple[str, ...]:
    return read_rendered_page(text, name="page.txt")[0].missing


def swap(old: str, new: str) -> str:
    assert old in PAGE
    return PAGE.replace(old, new, 1)


WHOLE = tables(PAGE)


def test_the_page_becomes_these_records() -> None:
    assert {
        "sources": [
            {
                "id": "0123456789abcdef",
                "url": "https://bridges.example/guide?a=1",
                "title": "Counting Bridges: A Field Guide",
                "type": "report",
                "publisher": "bridge-office",
                "tags": ["Importance: 40/100"],
                "summary": "A guide to counting bridges by hand.",
                "key_points": ["Count twice.", "Rain matters."],
                "note": "Useful beside the older census of fords.",
                "stable_id": "QmFzZTY0",
                "archived_at": "https://web.archive.org/web/20250102030405/https://bridges.example/guide?a=1",
                "captured_at": "2025-01-02T03:04:05Z",
                "preview": f"Counting Bridges | Bridge Office\nTIMESTAMPS\n{WAYBACK}We counted every bri",
                "preview_size": "7 KB",
                "preview_truncated": "true",
            }
        ],
        "publishers": [{"id": "bridge-office", "name": "Bridge Office"}],
        "pages": [
            {"id": "river-crossings", "title": "River Crossings", "type": "concept", "quality": "55.5"},
            {"id": "ai-safety-you", "title": "AI Safety & You", "type": "organization", "quality": "62.0"},
        ],
        "citations": [
            {"citing": page, "cited": "source:0123456789abcdef", "mechanism": "cited-by"}
            for page in ("river-crossings", "ai-safety-you")
        ],
        "ratings": [
            {
                "subject": "publisher:bridge-office",
                "rater": "house",
                "value": "4",
                "original_label": "High quality. Its editors answer for what they print.",
                "stated_in": "page.txt",
            }
        ],
    } == WHOLE
    assert missing(PAGE) == ()


def test_lines_are_where_the_records_stand() -> None:
    read = read_rendered_page(PAGE, name="page.txt")
    assert {found.table: found.lines for found in read} == {
        "sources": [1],
        "publishers": [4],
        "pages": [16, 17],
        "citations": [16, 17],
        "ratings": [3],
    }
    assert all(found.rendered for found in read)


SAME: dict[str, Callable[[str], str]] = {
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "old Mac line ends": lambda text: text.replace("\n", "\r"),
    "byte order mark": lambda text: "\ufeff" + text,
    "blank lines everywhere": lambda text: text.replace("\n", "\n\n"),
    "blank lines before": lambda text: "\n\n" + text,
    "no final line end": lambda text: text.rstrip("\n"),
    "non-breaking spaces in the head": lambda text: text.replace("Key Points", "Key\u00a0Points").replace(
        "Cited by 2", "Cited\u00a0by\u00a02"
    ),
    "table without a rule": lambda text: text.replace("|---|---|---|\n", ""),
    "table doubled": lambda text: text.replace(TABLE, TABLE + TABLE),
    "table doubled with its heading": lambda text: text.replace(TABLE, f"{TABLE}Cited by 2 pages\n{TABLE}"),
    "rows doubled": lambda text: text.replace(
        "| River Crossings | Concept | 55.5 |\n", "| River Crossings | Concept | 55.5 |\n" * 2
    ),
    "cells without outer pipes": lambda text: text.replace(
        TABLE, "\n".join(row.strip("| ") for row in TABLE.splitlines()) + "\n"
    ),
    "cells by tabs": lambda text: text.replace(
        TABLE, "Page\tType\tQuality\nRiver Crossings\tConcept\t55.5\nAI Safety & You\tOrganization\t62.0\n"
    ),
    "one cell a line": lambda text: text.replace(
        TABLE, "Page\nType\nQuality\nRiver Crossings\nConcept\n55.5\nAI Safety & You\nOrganization\n62.0\n"
    ),
    "columns in another order": lambda text: text.replace(
        TABLE,
        "| Quality | Page | Type |\n|:-|-:|-|\n| 55.5 | River Crossings | Concept |\n| 62.0 | AI Safety & You | Organization |\n",
    ),
    "titles that are links": lambda text: text.replace(
        "| River Crossings |", "| [River Crossings](/wiki/river) |"
    ),
    "no header in the table": lambda text: text.replace("| Page | Type | Quality |\n|---|---|---|\n", ""),
    "bullets *": lambda text: text.replace("- •", "* "),
    "bullets -": lambda text: text.replace("- •", "- "),
    "bullets •": lambda text: text.replace("- •", "•"),
    "bullets on their own line": lambda text: text.replace("- •", "-\n•\n"),
    "points doubled": lambda text: text.replace("- •Count twice.\n", "- •Count twice.\n- •Count twice.\n"),
    "a point over two lines": lambda text: text.replace("- •Rain matters.", "- •Rain\nmatters."),
    "type on its own line": lambda text: text.replace("reportCredibility", "report\nCredibility"),
    "type before a space": lambda text: text.replace("reportCredibility", "report Credibility"),
    "headings of Markdown": lambda text: text.replace("\nSummary\n", "\n## Summary\n").replace(
        "Key Points\n", "**Key Points**\n"
    ),
    "headings with colons": lambda text: text.replace("\nSummary\n", "\nSummary:\n").replace(
        "Key Points\n", "Key Points:\n"
    ),
    "headings glued to their text": lambda text: text.replace("Summary\nA guide", "SummaryA guide").replace(
        "Points\n- •C", "Points- •C"
    ),
    "two headings glued": lambda text: text.replace(
        "Metadata\nImportance: 40/100\nSummary\n", "Summary\n"
    ).replace("Key Points\n", "Metadata\nImportance: 40/100\nKey Points\n"),
    "title as a heading": lambda text: "# " + text,
    "rating glued to its heading": lambda text: text.replace("Rating\nHigh", "RatingHigh"),
    "inherited on the level's line": lambda text: text.replace("print.\nRating", "print. Rating"),
    "venue on the next line": lambda text: text.replace("venue: Bridge", "venue:\nBridge"),
    "id on its own line": lambda text: text.replace("total)0", "total)\n0"),
    "labelled ids on two lines": lambda text: text.replace(
        "total)0123456789abcdef | Stable", "total)\nResource ID: 0123456789abcdef\nStable"
    ),
    "a footer below the trailer": lambda text: text + "\nAbout this site\n",
    "a long banner": lambda text: text.replace("TIMESTAMPS\n", "TIMESTAMPS\n" + "05\n" * 20),
    "the first section last": lambda text: text.replace(
        "Key Points\n- •Count twice.\n- •Rain matters.\n", ""
    ).replace("Metadata\n", "Key Points\n- •Count twice.\n- •Rain matters.\nMetadata\n"),
    "heading of the preview doubled": lambda text: text.replace(HEADING, HEADING * 2),
    "address of the archive on the next line": lambda text: text.replace("Machine - ", "Machine -\n"),
}


@pytest.mark.parametrize("change", SAME.values(), ids=SAME)
def test_extractors_vary_and_the_records_stay(change: Callable[[str], str]) -> None:
    text = change(PAGE)
    found = tables(text)
    without = [
        {key: value for key, value in record.items() if key != "preview"} for record in WHOLE["sources"]
    ]
    assert [
        {key: value for key, value in record.items() if key != "preview"} for record in found["sources"]
    ] == without
    assert {name: found[name] for name in found if name != "sources"} == {
        name: WHOLE[name] for name in WHOLE if name != "sources"
    }
    assert missing(text) == ()
    assert looks_rendered(text)


@pytest.mark.parametrize(
    ("written", "level"),
    [
        ("Gold standard. Reviewed by peers.", "5"),
        ("Gold", "5"),
        ("High", "4"),
        ("High quality", "4"),
        ("high quality.", "4"),
        ("High(4)", "4"),
        ("High (4)", "4"),
        ("4 High", "4"),
        ("4/5", "4"),
        ("4 / 5", "4"),
        ("4/5 High", "4"),
        ("4 (High)", "4"),
        ("4\nHigh", "4"),
        ("4/5\nHigh(4)\nHigh quality. Edited.", "4"),
        ("4/5High(4)", "4"),
        ("4/5High(4)High quality. Edited.", "4"),
        ("High(4) High quality. Edited.", "4"),
        ("Good quality. Reputable.", "3"),
        ("Mixed quality. Verify.", "2"),
        ("Low quality: unreliable.", "1"),
        ("**1/5**", "1"),
        ("Level: 2", "2"),
    ],
)
def test_a_level_is_read_as_it_is_written(written: str, level: str) -> None:
    found = tables(swap("High quality. Its editors answer for what they print.", written))
    assert [(record["subject"], record["value"]) for record in found["ratings"]] == [
        ("publisher:bridge-office", level)
    ]
    assert found["ratings"][0]["original_label"] in written.replace("**", "")


@pytest.mark.parametrize(
    "written", ["Unrated", "Not rated", "Not yet rated", "No rating", "Unrated. Nothing is known."]
)
def test_what_is_unrated_has_no_rating_and_lacks_nothing(written: str) -> None:
    text = swap(RATING, f"{written}\n")
    assert "ratings" not in tables(text)
    assert "publisher" not in source(text)
    assert missing(text) == ()


@pytest.mark.parametrize(
    "written", ["6/5", "0/5", "3.7/5", "4 stars", "9", "-1", "Excellent quality. Superb.", "Level 7", "★★★★☆"]
)
def test_a_level_that_is_none_is_reported(written: str) -> None:
    text = swap("High quality. Its editors answer for what they print.", written)
    assert "ratings" not in tables(text)
    assert [sentence for sentence in missing(text) if "none of the five levels" in sentence]


@pytest.mark.parametrize("written", ["High (2)", "4/5High(2)", "4/5\nLow quality. Bad.", "Gold\nMixed"])
def test_two_levels_are_none(written: str) -> None:
    text = swap("High quality. Its editors answer for what they print.", written)
    assert "ratings" not in tables(text)
    assert "more than one level" in missing(text)[-1]


@pytest.mark.parametrize(
    "note", ["High-risk work needs care.", "Good overview of fords.", "Low water helps.", "4 bridges fell."]
)
def test_a_note_that_begins_like_a_level_is_a_note(note: str) -> None:
    text = swap(RATING + "Useful beside the older census of fords.", note)
    assert source(text)["note"] == note
    assert missing(text) == ("no level is stated",)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("Rating overridden: the erratum was never applied", "the erratum was never applied"),
        ("Rating overridden because the data were withdrawn", "the data were withdrawn"),
        ("Rating overridden (see the erratum)", "see the erratum"),
        ("Rating overridden by hand - see the erratum", "see the erratum"),
        ("Rating set by override: checked by hand", "checked by hand"),
        ("Override: checked by hand: twice", "checked by hand: twice"),
        ("Manual override: checked by hand", "checked by hand"),
        ("Rating overridden\nReason: checked by hand", "checked by hand"),
        ("Manual override", "override stated by the page"),
        ("Rating overridden by the editors.", "override stated by the page"),
    ],
)
def test_an_override_is_one_of_the_source(written: str, reason: str) -> None:
    found = tables(swap(RATING, f"Mixed quality. Verify.\n{written}\n"))
    assert found["ratings"] == [
        {
            "subject": "source:0123456789abcdef",
            "rater": "house",
            "value": "2",
            "original_label": "Mixed quality. Verify.",
            "stated_in": "page.txt",
            "reason": reason,
            "override": "true",
        }
    ]
    assert "publishers" not in found
    assert found["sources"][0]["note"] == "Useful beside the older census of fords."


def test_a_level_with_neither_word_is_the_sources_own() -> None:
    found = tables(swap(RATING, "High\n"))
    assert [(record["subject"], record.get("override")) for record in found["ratings"]] == [
        ("source:0123456789abcdef", None)
    ]


@pytest.mark.parametrize("written", ["Override: none", "Rating not overridden", "No override"])
def test_no_override_is_none(written: str) -> None:
    found = tables(swap(RATING, f"{RATING}{written}\n"))
    assert [record["subject"] for record in found["ratings"]] == ["publisher:bridge-office"]
    assert "override" not in found["ratings"][0]


def test_inherited_and_override_together_are_neither() -> None:
    text = swap(RATING, f"{RATING}Manual override: why not\n")
    assert "ratings" not in tables(text)
    assert "both inherited and an override" in missing(text)[-1]


def test_an_override_without_an_id_stands_on_the_source() -> None:
    text = swap(RATING, "Low\nOverride: forged\n").replace(TRAILER, "")
    assert (source(text)["level"], source(text)["reason"]) == ("1", "forged")
    assert "ratings" not in tables(text)


def test_without_an_id_the_address_is_cited() -> None:
    text = PAGE.replace(TRAILER, "")
    assert "id" not in source(text)
    assert {record["cited"] for record in tables(text)["citations"]} == {"https://bridges.example/guide?a=1"}
    assert missing(text) == ("no resource id", "no stable id")


def test_with_neither_nothing_is_cited() -> None:
    text = PAGE.replace(TRAILER, "").replace(WAYBACK, "")
    assert "citations" not in tables(text)
    assert "neither an id nor an address: nothing can cite this source" in missing(text)


@pytest.mark.parametrize(
    ("begin", "end", "keys", "sentence"),
    [
        ("Metadata", "Summary", ["tags"], "no Metadata section"),
        ("Summary", "Key Points", ["summary"], "no summary"),
        ("Key Points", "Cited by", ["key_points"], "no key points"),
        ("Cited by", HEADING, [], "no Cited by table"),
        ("Counting", "reportCredibility", ["title"], "no title"),
        (WAYBACK, "We counted", ["url", "archived_at", "captured_at", "preview"], "no archive address"),
        (" | Stable", "\n", ["stable_id"], "no stable id"),
    ],
)
def test_a_lost_part_is_absent_and_reported(begin: str, end: str, keys: list[str], sentence: str) -> None:
    start = PAGE.index(begin)
    text = PAGE[:start] + PAGE[PAGE.index(end, start) :]
    assert missing(text) == (sentence,)
    whole = WHOLE["sources"][0]
    assert {key: source(text).get(key) for key in whole if key not in keys} == {
        key: whole[key] for key in whole if key not in keys
    }
    assert not {key for key in keys if key != "preview"} & source(text).keys()


def test_a_lost_preview_is_reported_and_the_id_stays() -> None:
    text = PAGE[: PAGE.index(HEADING)] + TRAILER
    assert source(text)["id"] == "0123456789abcdef"
    assert missing(text) == ("no archive address", "the cached preview is missing")


def test_an_untruncated_preview_ends_before_the_id() -> None:
    text = PAGE.replace("bri\n... (truncated, 7 KB total)", "bridge.\n")
    assert source(text)["preview"].endswith("We counted every bridge.")
    assert "preview_truncated" not in source(text)
    assert (source(text)["id"], source(text)["stable_id"]) == ("0123456789abcdef", "QmFzZTY0")


@pytest.mark.parametrize(
    "lines",
    [
        ["URL: https://bridges.example/own"],
        ["Source URL: https://bridges.example/own"],
        ["View original", "https://bridges.example/own"],
        ["[View original](https://bridges.example/own)"],
        ["https://bridges.example/own"],
    ],
)
def test_the_pages_own_address_line_counts(lines: list[str]) -> None:
    stated = "\n".join(lines)
    for text in (swap("reportCred", f"{stated}\nreportCred"), swap("Importance: 40/100", stated)):
        assert source(text)["url"] == "https://bridges.example/own"
        assert source(text)["archived_at"].startswith("https://web.archive.org/")
        assert source(text)["title"] == "Counting Bridges: A Field Guide"


def test_labels_of_the_metadata_become_fields_and_tags() -> None:
    found = source(
        swap(
            "Importance: 40/100",
            "Published: 2024-03 | Authors: A. Ford, B. Weir\nTags: rivers, bridges\nprimary source",
        )
    )
    assert (found["published"], found["authors"]) == ("2024-03", ["A. Ford", "B. Weir"])
    assert found["tags"] == ["rivers", "bridges", "primary source"]


def test_the_number_of_citing_pages_is_compared() -> None:
    assert missing(swap("by 2 pages", "by 5 pages")) == ("5 citing pages are announced, 2 are listed",)


def test_a_quality_that_is_none_is_absent() -> None:
    text = swap("55.5", "-").replace("62.0", "superb")
    assert [record.get("quality") for record in tables(text)["pages"]] == [None, None]
    assert missing(text) == ("line 17: the quality of page 'ai-safety-you' is no number",)


FORGED = {
    "venue": "Credibility Rating\nGold standard. Reviewed.\nRating inherited from publication venue: Nature\n",
    "override": "Manual override: trust me\nGold\n",
    "table": "Cited by 1 page\n| Page | Type | Quality |\n|---|---|---|\n| Forged | Concept | 99 |\n",
    "trailer": "... (truncated, 1 KB total)ffffffffffffffff | Stable ID: Rm9yZ2Vk\n",
    "id alone": "Resource ID: ffffffffffffffff\nStable ID: Rm9yZ2Vk\n",
    "archive": "The Wayback Machine - https://web.archive.org/web/20200101000000/https://nature.com/forged\n",
    "address": "Source URL: https://nature.com/forged\n",
    "second heading": HEADING + "Source URL: https://nature.com/forged\n",
    "whole page": PAGE.replace("Bridge Office", "Nature").replace("0123456789abcdef", "ffffffffffffffff"),
}


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED)
@pytest.mark.parametrize("place", ["We counted", "... (trunc"])
def test_a_hostile_preview_forges_nothing(forged: str, place: str) -> None:
    text = swap(place, f"\n{forged}{place}")
    found = tables(text)
    assert {name: found[name] for name in found if name != "sources"} == {
        name: WHOLE[name] for name in WHOLE if name != "sources"
    }
    assert {key: value for key, value in found["sources"][0].items() if key != "preview"} == {
        key: value for key, value in WHOLE["sources"][0].items() if key != "preview"
    }
    assert forged.strip() in found["sources"][0]["preview"]
    assert missing(text) == ()


@pytest.mark.parametrize(
    "forged", [FORGED["venue"], FORGED["override"], FORGED["address"], "Forged | Page | 1\n"]
)
def test_a_preview_that_lost_its_heading_forges_nothing(forged: str) -> None:
    text = PAGE.replace(HEADING, "").replace("TIMESTAMPS\n", f"TIMESTAMPS\n{forged}")
    found = tables(text)
    assert {name: found[name] for name in found if name != "sources"} == {
        name: WHOLE[name] for name in WHOLE if name != "sources"
    }
    assert found["sources"][0]["url"] == "https://bridges.example/guide?a=1"


def test_an_archive_line_deep_in_the_content_is_not_the_pages() -> None:
    text = PAGE.replace(WAYBACK, "words\n" * 60 + FORGED["archive"])
    assert "url" not in source(text)
    assert "no archive address" in missing(text)


def test_a_trailer_deep_in_the_content_is_not_the_pages() -> None:
    text = PAGE.replace(TRAILER, "").replace("We counted", FORGED["trailer"] + "words\n" * 60)
    assert "id" not in source(text)
    assert "no resource id" in missing(text)


def test_a_title_is_no_archive_line() -> None:
    text = FORGED["archive"] + PAGE.split("\n", 1)[1]
    assert source(text)["url"] == "https://bridges.example/guide?a=1"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Hello.",
        "id,url,title\na,https://a.org/,Credibility Rating\n",
        '{"title": "Credibility Rating"}',
        "- id: a\n  preview: |\n    Credibility Rating\n    Cached Content Preview\n    Key Points\n",
        "id: a\nsummary: Cached Content Preview\n",
        "# Notes\n\n## Summary\n\nText.\n\n## Key Points\n\n- One.\n",
        'id,preview\na,"Title\nwebCredibility Rating\nHigh\nCached Content Preview\nx"\n',
    ],
)
def test_other_files_do_not_look_rendered(text: str) -> None:
    assert not looks_rendered(text)


@pytest.mark.parametrize("section", ["reportCred", "Metadata", "Summary", "Key Points", "Cited by", HEADING])
def test_a_page_that_lost_a_section_still_looks_rendered(section: str) -> None:
    assert looks_rendered(PAGE.replace(section, ""))


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        " ",
        "\n",
        "...",
        "- ",
        "| ",
        "Stable ID: ",
        "Stable ID: x\n",
        "(truncated",
        "The Wayback Machine - ",
        "High quality ",
        "x: ",
        "Summary\n",
        "\n- •",
        "\\|",
        "[",
    ],
)
def test_four_times_the_text_takes_about_four_times_as_long(piece: str) -> None:
    def seconds(size: int) -> float:
        body = piece * (size // len(piece))
        began = time.process_time()
        for text in (
            PAGE.replace("We counted", body),
            PAGE.replace("Useful", body),
            PAGE.replace("| River", body),
        ):
            looks_rendered(text)
            read_rendered_page(text, name="big.txt")
        return time.process_time() - began

    small, large = seconds(100_000), min(seconds(400_000) for _ in range(2))
    assert large < 10 * max(small, 0.02)  # processor time: what others do on the machine is not counted


LINES = (
    [line + "\n" for line in PAGE.splitlines()]
    + list(FORGED.values())
    + ["\n", "|\n", "•\n", "Resource ID:\n", "Rating inherited from\n", "Override:\n"]
)


@settings(max_examples=300)
@given(st.one_of(st.text(), st.lists(st.one_of(st.sampled_from(LINES), st.text(max_size=20))).map("".join)))
def test_no_text_makes_it_raise(text: str) -> None:
    looks_rendered(text)
    read = read_rendered_page(text, name="any.txt")
    assert read[0].table == "sources"
    for found in read:
        assert len(found.records) == len(found.lines)
        for record in found.records:
            assert all(value and isinstance(value, str | list) for value in record.values())


SEEDS = sorted((REPOSITORY / "seeds" / "resource-pages").glob("*.txt"))


@pytest.mark.parametrize("path", SEEDS, ids=[path.stem for path in SEEDS])
def test_a_rendered_page_of_the_seeds_lacks_nothing(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert looks_rendered(text)
    assert missing(text) == ()


def test_the_rendered_pages_of_the_seeds_differ_in_how_they_are_rated() -> None:
    rated = {
        path.stem: tables(path.read_text(encoding="utf-8")).get("ratings", [{}])[0].get("subject")
        for path in SEEDS
    }
    assert rated == {
        "api-profitability": None,
        "deliberative-alignment": "publisher:openai",
        "in-context-scheming": "publisher:apollo-research",
        "removal-of-sam-altman": "source:25db6bbae2f82f94",
    }


def test_the_seed_document(shared: Path) -> None:
    path = next((shared / "seed").glob("000_*.txt"))
    text = path.read_bytes().decode()
    rows = text.split("\n")
    assert looks_rendered(text)
    read = read_rendered_page(text, name=path.name)
    found = {records.table: records.records for records in read}
    assert read[0].missing == ()
    (said,) = found["sources"]
    preview = said.pop("preview")
    assert said == {
        "id": "edc1663b7d3b8ac2",
        "url": "https://openai.com/index/sora-2/",
        "title": rows[0],
        "type": "web",
        "publisher": "openai",
        "note": rows[4],
        "summary": rows[7],
        "key_points": [row.removeprefix("- •") for row in rows[9:14]],
        "stable_id": "ZDQ1ZTA5NT",
        "archived_at": "https://web.archive.org/web/20260405211721/https://openai.com/index/sora-2/",
        "captured_at": "2026-04-05T21:17:21Z",
        "preview_size": "19 KB",
        "preview_truncated": "true",
    }
    assert preview == "\n".join(rows[19:-1])
    assert found["publishers"] == [{"id": "openai", "name": "OpenAI"}]
    assert found["pages"] == [{"id": "openai", "title": "OpenAI", "type": "organization", "quality": "62.0"}]
    assert found["citations"] == [
        {"citing": "openai", "cited": "source:edc1663b7d3b8ac2", "mechanism": "cited-by"}
    ]
    assert found["ratings"] == [
        {
            "subject": "publisher:openai",
            "rater": "house",
            "value": "4",
            "original_label": rows[2],
            "stated_in": path.name,
        }
    ]
    assert {records.table: records.lines for records in read} == {
        "sources": [1],
        "publishers": [4],
        "pages": [18],
        "citations": [18],
        "ratings": [3],
    }
