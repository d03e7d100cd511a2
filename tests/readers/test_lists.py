"""Each list in the wild, on invented rows: what it says, in whose words, and what it cannot say."""

from __future__ import annotations

import json

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import MapError
from kg.readers.lists.adapters import ADAPTERS
from kg.readers.lists.places import read_places
from kg.resolution.places import parse_place
from tests.readers.lists import kinds, known_as, problems, read_text, rows

MBFC = {
    "version": 5,
    "date": "2026-08-19T10:00:49.597Z",
    "aliases": {"a.co": "a.org", "nobody.org": "unlisted.org"},
    "biases": [{"bias": "left", "url": "https://mediabiasfactcheck.com/left/"}],
    "reporting": [{"reporting": "very-high", "code": "VH"}],
    "sources": [
        {"domain": "a.org", "name": "A", "url": "https://mediabiasfactcheck.com/a/", "bias": "left", "reporting": "very-high"},
        {"domain": "b.org/news", "url": "https://mediabiasfactcheck.com/b/", "bias": "satire"},
        {"domain": "c.org", "url": "https://mediabiasfactcheck.com/c/", "bias": "center"},
        {"domain": "d.org", "url": "https://mediabiasfactcheck.com/d/", "bias": "center", "reporting": "hihg"},
    ],
}  # fmt: skip
RETRACTIONS = (
    "Record ID,Title,URLS,RetractionDate,RetractionDOI,RetractionPubMedID,OriginalPaperDate,OriginalPaperDOI,"
    "OriginalPaperPubMedID,RetractionNature,Reason,Paywalled,Notes,\n"
    '1,"One, two",,8/16/2023 0:00,10.1155/N,0,9/24/2021 0:00,10.1155/2021/ABC,0,Retraction,+Paper Mill;+Other;,No,,\n'
    "2,Two,https://x.org/1;https://x.org/2,2/1/2020 0:00,unavailable,0,,Unavailable,7654321,Expression of concern,,No,,\n"
    "3,Three,,3/1/2020 0:00,,0,,unavailable,0,Retraction,,No,,\n"
    "4,Four,,2/31/2020 0:00,,0,,10.1/four,0,Correction,,No,,\n"
    "5,Five,,,,0,,https://doi.org/10.1/FIVE,0,Reinstatement,,No,,\n"
    "6,Six,,1/1/2020,,0,,10.1/six,0,Retracttion,,No,,\n"
)
WIKITEXT = """{| class="wikitable sortable perennial-sources"
! Source !! Status !! Discussions !! Last !! Summary !! Uses
|- class="s-gr" id="A News"
| [[A News]]
| {{WP:RSPSTATUS|gr}}
| [[WP:RSN/1|1]]
| {{WP:RSPLAST|2020|stale=n}}
| Fine.
| {{WP:RSPUSES|a.org|www.a.com/}}
|- class="s-gu" id="B"
| ''[[B (site)|B]]''
| {{WP:RSPSTATUS|gu|b=y}}
| {{WP:RSPUSES|1=b.org}}
|- class="s-d" id="Book"
| [[Book]]
| {{WP:RSPSTATUS|d}}
|- class="s-gr" id="Odd"
| {{WP:RSPSTATUS|grr}}
| {{WP:RSPUSES|odd.org}}
|- class="s-nc" id="C"
| by its class alone
| {{WP:RSPUSES|c.org/x}}
|}
"""


def test_mbfc_by_the_data_of_its_extension() -> None:
    found = read_text("mbfc", json.dumps(MBFC))
    review = "https://mediabiasfactcheck.com/"
    assert rows(found, "subject", "value", "original_label", "valid_from", "stated_in", "origin") == [
        ("a.org", "very high", "very-high", "2026-08-19", f"{review}a/", "list#1"),
        ("b.org/news", "satire", "satire", "2026-08-19", f"{review}b/", "list#2"),
        ("a.co", "very high", "very-high", "2026-08-19", f"{review}a/", "list#1"),
    ]
    assert [kind for kind, _, _ in problems(found)] == ["unknown-label"]
    assert problems(found)[0][2].endswith("got 'hihg'; did you mean 'high'?")
    assert found.notes == ("list: 1 entry says nothing of reliability",)
    assert (found.rows, known_as(json.dumps(MBFC))) == (5, "mbfc")


def test_mbfc_by_the_short_names_of_its_older_data() -> None:
    older = {"a.org": {"b": "FN", "d": "a.org", "r": "L", "u": "a"}, "b.org": {"b": "C", "d": "b.org"}}
    found = read_text("mbfc", json.dumps(older))
    assert rows(found, "subject", "value", "original_label") == [("a.org", "low", "L")]


@pytest.mark.parametrize(
    "words", [("VH", "mf"), ("Very High", "Mostly-Factual"), ("6", "4"), ("VERY_HIGH", " mostly factual ")]
)
def test_mbfc_by_words_codes_or_numbers(words: tuple[str, str]) -> None:
    table = f"Domain,Factual Reporting\na.org,{words[0]}\nb.org,{words[1]}\n"
    found = read_text("mbfc", table)
    assert rows(found, "value", "original_label") == [
        ("very high", words[0].strip()),
        ("mostly factual", words[1].strip()),
    ]


def test_pc1_keeps_the_number_as_it_is_written() -> None:
    found = read_text("pc1", "domain,pc1\na.org,0.998049167729267\nb.org, 1 \nc.org,.5\n")
    assert rows(found, "value", "original_label") == [("0.998049167729267", None), ("1", None), (".5", None)]


@pytest.mark.parametrize("number", ["1.01", "-0.1", "nan", "inf", "1e400", "NaN", "-inf"])
def test_a_number_out_of_the_scale_is_named(number: str) -> None:
    found = read_text("pc1", f"domain,pc1\na.org,{number}\nb.org,0.5\n")
    assert rows(found) == [("b.org", "0.5")]
    assert problems(found) == [
        ("bad-value", "list:2", f"value: expected a number from 0 to 1, got {number!r}")
    ]


def test_newsguard_by_score_by_word_and_by_day() -> None:
    table = "Domain,Rating,Score,Last Updated\na.org,T,87.5,2026-01-31\nb.org,P,,\nc.org,S,,\nd.org,T,101,\ne.org,N,,\n"
    found = read_text("newsguard", table, date="2026-02-01")
    assert rows(found, "subject", "value", "original_label", "valid_from") == [
        ("a.org", "87.5", None, "2026-01-31"),
        ("b.org", "platform", "P", "2026-02-01"),
        ("c.org", "satire", "S", "2026-02-01"),
    ]
    assert kinds(found) == {"bad-value": 1, "unknown-label": 1}


def test_adfontes_by_reliability_or_quality() -> None:
    assert rows(read_text("adfontes", "domain,bias,reliability\na.org,-3.1,42.5\n")) == [("a.org", "42.5")]
    assert rows(read_text("adfontes", "url;quality\nhttps://www.a.org/;64\n")) == [("a.org", "64")]


def test_iffy_lists() -> None:
    table = "Domain,Site Rank,Year online,Name,MBFC Fact,MBFC Bias\na.org,1,2016,A,VL,FN\nb.org,,,B,,\n"
    found = read_text("iffy", table)
    assert rows(found, "subject", "rater", "value", "reason") == [
        ("a.org", "iffy", "listed", "MBFC Fact: VL"),
        ("b.org", "iffy", "listed", None),
    ]
    assert known_as(table) == "iffy"


def test_wikipedia_by_its_wikitext() -> None:
    found = read_text("wikipedia", WIKITEXT, date="2026-11-01")
    assert rows(found, "subject", "value", "original_label", "reason", "origin") == [
        ("a.org", "generally reliable", "gr", "last discussed 2020", "list:3"),
        ("a.com", "generally reliable", "gr", "last discussed 2020", "list:3"),
        ("b.org", "generally unreliable", "gu", None, "list:10"),
        ("b.org", "blacklisted", "b", None, "list:10"),
        ("c.org/x", "no consensus", "nc", None, "list:20"),
    ]
    assert problems(found) == [
        (
            "unknown-label",
            "list:17",
            "value: expected one of generally reliable, no consensus, generally unreliable, deprecated, blacklisted, "
            "got 'grr'; did you mean 'generally reliable'?",
        ),
        ("missing-field", "list:14", "Book: has no domain"),
    ]
    assert (found.rows, known_as(WIKITEXT)) == (7, "wikipedia")


def test_wikipedia_less_what_is_commented_out() -> None:
    text = WIKITEXT.replace(
        '|- class="s-d"',
        '<!-- |- class="s-gu"\n| {{WP:RSPSTATUS|gu}}\n| {{WP:RSPUSES|x.org}} -->\n|- class="s-d"',
    )
    found = read_text("wikipedia", text)
    assert "x.org" not in found.tables[0].frame["subject"]
    assert ("missing-field", "list:17", "Book: has no domain") in problems(found)


def test_wikipedia_by_a_template_a_row() -> None:
    text = "{{/row|name=A|status=gu|last={{/Last|2019}}|uses=a.org, b.org}}\n{{/row|name=B|{{/Status|d}}|{{/Uses|c.org}}}}\n"
    assert rows(read_text("wikipedia", text)) == [
        ("a.org", "generally unreliable"),
        ("b.org", "generally unreliable"),
        ("c.org", "deprecated"),
    ]


def test_wikipedia_by_a_table() -> None:
    table = "url,status\nhttps://a.org/,Generally reliable\n//b.org,Marginally reliable\nc.org,1\n"
    assert rows(read_text("wikipedia", table)) == [
        ("a.org", "generally reliable"),
        ("b.org", "no consensus"),
        ("c.org", "deprecated"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        '{"rspBlacklisted": ["www.a.org/"],\n "rspMarginallyReliable": [".b.org", "c.org\\/d"], "blogs": ["x.org"]}',
        "// lists\nlet categorizedDomains = {\n rspBlacklisted: ['www.a.org/',],\n"
        "/* why */ 'rspMarginallyReliable': ['.b.org', 'c.org/d'], blogs: ['x.org'] };\nlet strings = {};\n",
    ],
    ids=["JSON", "JavaScript"],
)
def test_citeunseen_by_category(text: str) -> None:
    found = read_text("citeunseen", text)
    assert rows(found, "subject", "value", "original_label") == [
        ("a.org", "blacklisted", "rspBlacklisted"),
        ("b.org", "no consensus", "rspMarginallyReliable"),
        ("c.org/d", "no consensus", "rspMarginallyReliable"),
    ]
    assert found.notes == ("list: passed over, they say nothing of reliability: blogs (1)",)
    assert (found.rows, known_as(text)) == (4, "citeunseen")


def test_citeunseen_names_a_strange_category_once() -> None:
    found = read_text("citeunseen", '{"rspDeprecated": ["a.org"],\n"rspDepricated": ["b.org", "c.org"]}')
    assert problems(found) == [
        (
            "unknown-label",
            "list:2",
            "category 'rspDepricated' of 2 entries is unknown; did you mean 'deprecated'?",
        )
    ]


def test_retractions_are_about_the_original_paper() -> None:
    found = read_text("retraction-watch", RETRACTIONS, name="r.csv")
    assert rows(found, "subject", "value", "original_label", "valid_from", "stated_in", "reason") == [
        ("doi:10.1155/2021/abc", "retraction", "Retraction", "2023-08-16", "https://doi.org/10.1155/n", "Paper Mill; Other"),
        ("pmid:7654321", "expression of concern", "Expression of concern", "2020-02-01", "https://x.org/1", None),
        ("doi:10.1/four", "correction", "Correction", "2020-02-31", "r.csv:5", None),
        ("doi:10.1/five", "reinstatement", "Reinstatement", None, "r.csv:6", None),
    ]  # fmt: skip
    assert [(kind, origin) for kind, origin, _ in problems(found)] == [
        ("unknown-label", "r.csv:7"),
        ("missing-field", "r.csv:4"),
    ]
    assert (found.rows, known_as(RETRACTIONS)) == (6, "retraction-watch")


def test_goggles_by_site_and_by_pattern() -> None:
    text = (
        "! name: Mine\n! license: MIT\n\n$boost=3,site=www.a.org\n$discard,site=b.org/news/\n"
        "/blog/$downrank=2,site=c.org\n|https://d.org^$downrank\ne.org/events/$boost=3\nf.org/x/$boost,site=f.org\n$discard\n"
        "/anywhere/$boost\n*.uk$discard\nword$boost,intitle\n$boost=11,site=g.org\n$booost,site=h.org\n"
    )
    found = read_text("goggle", text, name="m.goggle")
    assert rows(found, "subject", "value", "original_label") == [
        ("a.org", "boost", "boost=3"),
        ("b.org/news", "discard", "discard"),
        ("c.org/blog", "downrank", "downrank=2"),
        ("d.org", "downrank", "downrank"),
        ("e.org/events", "boost", "boost=3"),
        ("f.org/x", "boost", "boost"),
    ]
    assert [(kind, origin) for kind, origin, _ in problems(found)] == [
        ("bad-place", "m.goggle:11"),
        ("bad-place", "m.goggle:12"),
        ("bad-place", "m.goggle:13"),
        ("unknown-label", "m.goggle:14"),
        ("unknown-label", "m.goggle:15"),
    ]
    assert found.notes == ("m.goggle:10: $discard is about every other site, and rates none",)
    assert known_as(text) == "goggle"


def test_publications_are_publishers_with_levels() -> None:
    text = (
        "# venues\n- id: nature\n  domains: [www.nature.com, nature.com/articles/]\n  name: Nature\n"
        "  type: academic_journal\n  credibility: 5\n  peer_reviewed: true\n  description: A journal\n"
        "- id: odd\n  domains: [com]\n  credibility: 3\n"
    )
    found = read_text("publications", text)
    assert rows(found, "id", "level", "places", "type", "origin") == [
        ("nature", "5", ["nature.com", "nature.com/articles"], "academic_journal", "list:2"),
        ("odd", "3", [], None, "list:9"),
    ]
    assert problems(found) == [
        ("bad-place", "list:9", "domains: 'com' has no dot: anybody may register below it")
    ]
    assert known_as(text) == "publications"


def test_two_rows_of_one_place_are_both_kept() -> None:
    assert rows(read_text("pc1", "domain,pc1\na.org,0.1\nwww.a.org,0.9\na.org,0.1\n")) == [
        ("a.org", "0.1"),
        ("a.org", "0.9"),
        ("a.org", "0.1"),
    ]


def test_what_is_said_besides_the_file_counts() -> None:
    found = read_text(
        "pc1", "domain,pc1\na.org,1\n", date="2023-09", through="2026", stated_in="doi:10.1/x", rater="mine"
    )
    assert rows(found, "rater", "valid_from", "valid_through", "stated_in", "origin") == [
        ("mine", "2023-09", "2026", "doi:10.1/x", "list:2")
    ]


@pytest.mark.parametrize(
    ("named", "options", "says"),
    [
        ("pc1", {"date": "31 February"}, "date: expected a date"),
        ("pc1", {"through": "2026-02-31"}, "through: expected a date"),
        ("publications", {"rater": "me", "date": "2026"}, "gives publishers, which have no date, rater"),
        ("local-news", {"stated_in": "x"}, "gives publishers, which have no stated_in"),
    ],
)
def test_an_option_that_cannot_be_is_refused(named: str, options: dict[str, str], says: str) -> None:
    with pytest.raises(MapError, match=says):
        read_text(named, "domain,pc1\na.org,1\n", **options)


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("A.org", "a.org"),
        (" www.a.org/ ", "a.org"),
        ("//a.org", "a.org"),
        ("https://www.A.org/News/", "a.org/News"),
        ("a.org/%40b", "a.org/@b"),
        ("a.org/x/../y", "a.org/y"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("a.org.", "a.org"),
        ("www.gov.uk", "www.gov.uk"),
        ("192.0.2.1", "192.0.2.1"),
        ("", None),
        ("com", None),
        ("a.org?x=1", None),
        ("https://a.org/#top", None),
        ("a.org:8080", None),
        ("user@a.org", None),
        ("https://good.org@evil.org/", None),
        ("a.org\\@b.org", None),
        ("two words.org", None),
        ("javascript:alert(1)", None),
        ("mailto:a@b.org", None),
        ("ftp://a.org", "a.org"),
        ("a..org", "a..org"),
    ],
)
def test_a_place_is_read_or_refused(written: str, place: str | None) -> None:
    assert read_places(pl.Series([written]))["place"].item() == place


PART = st.text(st.sampled_from("abcxyzABC09-_.~@!$&'()*+,;=:%2 ü?#/"), max_size=8)


@settings(deadline=None)  # the first call loads an engine
@given(host=st.text(st.sampled_from("abcxyzn09-_.www"), min_size=1, max_size=14), path=PART)
def test_the_fast_path_equals_the_parser(host: str, path: str) -> None:
    text = f"{host}.org/{path}"
    try:
        expected: str | None = str(parse_place(text.rstrip("/")))
    except ValueError:
        expected = None
    assert read_places(pl.Series([text]))["place"].item() == expected


def test_every_adapter_says_what_it_reads_and_what_the_licence_allows() -> None:
    assert all(adapter.title and adapter.reads and adapter.licence for adapter in ADAPTERS.values())
    assert [name for name, adapter in ADAPTERS.items() if adapter.rater is None] == [
        "publications",
        "local-news",
    ]
