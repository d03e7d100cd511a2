"""Templates: every record is shown, whatever stands in it, and nothing of the data becomes markup."""

from __future__ import annotations

import dataclasses
import re
from html.parser import HTMLParser

import pytest

from kg.server import rendering
from kg.server.drawing import drawn
from kg.server.rendering import Site, render
from kg.views.parts import Bar, Segment, Table
from tests.server.hostile_texts import HOSTILE
from tests.server.records import RECORDS, listing, page, source

VOID = {"meta", "link", "input", "wbr", "rect", "circle", "path", "line", "hr"}
ADDRESSES = {"href", "src", "action", "data-graph"}
LONG = 20_000
WORDS_OF_OURS = re.compile(
    r"""(scope="col"[^<]*>(<a [^<]*>)?|class="count">|<dt[^<]*>|<h2[^<]*>|<text class="[a-z ]*" x[^<]*>|class="m?soft">|<dd>"""
    r"""|<(a|span)( class="button quiet")?( href="[/?][^"]*")?( aria-current="(page|true)")?>|tick".*</span>|<h3>|class="rule">|class="hidden">: |<b class="num">|</span> |class="(lead|notice|soft)">|twins">.*>)$"""
)
"""What stands before words of the interface, which the views choose and no data holds."""


class Read(HTMLParser):
    """The elements with the names of their attributes, the addresses, and what is not closed."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: set[tuple[str, tuple[str, ...]]] = set()
        self.addresses: list[str] = []
        self.ids: list[str] = []
        self.open: list[str] = []
        self.texts: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add((tag, tuple(sorted(name for name, _ in attrs))))
        self.addresses += [value or "" for name, value in attrs if name in ADDRESSES]
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add((tag, tuple(sorted(name for name, _ in attrs))))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def shown(kind: str, text: str) -> str:
    return render(RECORDS[kind](text), theme="dark", site=Site(text, "/page/a?q=b"))


USUAL = {kind: Read(shown(kind, "https://a.example/x y")) for kind in RECORDS}
KNOWN = set().union(
    *(Read(shown(kind, text)).elements for kind in RECORDS for text in ("usual", "https://a.example/x", ""))
)


@pytest.mark.parametrize("kind", RECORDS)
def test_a_usual_record_is_a_whole_page(kind: str) -> None:
    read = USUAL[kind]
    assert not read.open
    assert len(read.ids) == len(set(read.ids))
    assert {tag for tag, _ in read.elements} >= {"html", "main", "h1", "form"}


@pytest.mark.parametrize("kind", RECORDS)
def test_no_text_becomes_an_element_an_attribute_or_an_address(kind: str) -> None:
    for text in HOSTILE:
        html = shown(kind, text)
        read = Read(html)
        assert not read.open, text[:80]
        assert read.elements <= KNOWN, (text[:80], read.elements - KNOWN)
        bad = [one for one in read.addresses if not re.match(r"/(?![/\\])|\?|#|https?://[^/?#]|$", one)]
        assert not bad, (text[:80], bad)
        assert "style" not in {name for _, names in read.elements for name in names}
        assert not [name for _, names in read.elements for name in names if name.startswith("on")]


@pytest.mark.parametrize("kind", RECORDS)
def test_control_and_bidirectional_characters_are_not_shown(kind: str) -> None:
    html = shown(kind, "a\0b\x1b[31m\u202ec\u2066d\ufeff")
    text = "".join(Read(html).texts)
    assert not re.search("[\0\x1b\u202e\u2066\ufeff]", text)


@pytest.mark.parametrize("kind", RECORDS)
def test_a_text_of_a_megabyte_does_not_swell_the_page(kind: str) -> None:
    usual = len(shown(kind, "usual"))
    site = Site("x" * 1_000_000)
    whole = render(RECORDS[kind]("x" * 1_000_000), theme="", site=site)
    # what a form carries on, and a question, stay whole
    kept = sum(len(one) for one in re.findall(r'(?:value|name|href)="[^"]{5000,}"', whole))
    assert len(whole) - kept < usual + 40 * LONG


def test_data_stands_in_bdi() -> None:
    text = "Nobody writes this sentence"
    for kind in RECORDS:
        html = shown(kind, text)
        main = html[html.index("<main") : html.index("</main>")]
        loose = [
            main[max(0, found.start() - 80) : found.start()]
            for found in re.finditer(text, main)
            if not re.search(r"""<bdi>[^<]*$|="[^"]*$|<title>$""", main[: found.start()])
        ]
        assert not [one for one in loose if not WORDS_OF_OURS.search(one)], kind


def test_a_verdict_in_a_row_leads_to_its_reason_and_in_a_heading_to_the_glossary() -> None:
    html = render(page("A"), theme="", site=Site("S"))
    assert 'class="verdict relies" href="/page/a#h-claims"' in html
    assert 'class="verdict relies big" href="/help#relies"' in html


def test_an_address_outside_is_no_link_unless_it_is_http() -> None:
    for text in ("javascript:alert(1)", "data:text/html,x", "//evil.example", "ftp://a.example/"):
        assert not [one for one in Read(shown("source", text)).addresses if one == text]
    assert "https://a.example/x" in Read(shown("source", "https://a.example/x")).addresses


def test_an_address_inside_that_leads_out_is_no_link() -> None:
    bad = dataclasses.replace(source("A"), what_if="//evil.example/")  # type: ignore[type-var]
    assert "//evil.example/" not in Read(render(bad, theme="", site=Site("S"))).addresses


def test_unrated_is_a_word_never_a_number() -> None:
    html = shown("body", "A")
    assert 'class="level none big"' in html
    assert 'class="l0" aria-hidden="true">–</i>Unrated' in html


def test_what_a_form_carries_on_is_what_the_address_holds() -> None:
    html = render(listing("A"), theme="", site=Site("S", "/exposure?sort=-low&type=a&page=3&q=x"))
    assert '<input type="hidden" name="sort" value="-low">' in html
    assert 'name="page"' not in html


def test_a_bar_is_full_and_each_part_is_seen() -> None:
    for counts in ([1], [1, 1_000_000], [3, 752, 1, 1, 1], [1] * 6):
        levels = (1, 2, None, 3, 4, 5)
        bar = drawn(Bar(tuple(map(Segment, levels, counts)), 2))
        ends = [float(part.x[:-1]) + float(part.width[:-1]) for part in bar.parts]
        assert ends[-1] == pytest.approx(100, abs=0.05)
        assert all(float(part.width[:-1]) >= 1 for part in bar.parts)


def test_an_empty_table_says_so() -> None:
    one = listing("A")
    rows = dataclasses.replace(one.table, rows=())  # type: ignore[union-attr]
    html = render(dataclasses.replace(one, table=rows, empty="None of them."), theme="", site=Site("S"))  # type: ignore[type-var,call-arg]
    assert isinstance(rows, Table)
    assert "None of them." in html and "<tbody" not in html


def test_the_theme_is_written_by_the_server() -> None:
    for theme, written in (("dark", True), ("light", True), ("", False), ('"><script>', False)):
        html = render(listing("A"), theme=theme, site=Site("S"))
        assert (f'data-theme="{theme}"' in html) == written
        assert "data-theme" not in html or written


def test_every_template_compiles() -> None:
    rendering.prepare()
