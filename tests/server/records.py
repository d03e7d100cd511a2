"""A record of each kind of view, with one text in every field that holds data."""

from __future__ import annotations

from collections.abc import Callable

from kg.views.columns_picture import Caption, Drawing, Line, Mark
from kg.views.nouns import (
    Advice,
    BodyView,
    ChangeShown,
    ClaimShown,
    Fact,
    Figure,
    GraphView,
    HelpView,
    Hop,
    Listing,
    Missing,
    Overview,
    PageView,
    PathView,
    RaterRow,
    SourceView,
    Square,
    SquareRow,
    Step,
    Term,
    VerdictCount,
    View,
    WhatIfView,
)
from kg.views.parts import (
    Bar,
    Column,
    Facet,
    Head,
    Header,
    Link,
    Notice,
    Option,
    Paging,
    Place,
    Segment,
    Tab,
    Table,
)

BAR = Bar((Segment(1, 2), Segment(None, 11), Segment(3, 5), Segment(4, 7_000)), 2)
KINDS = ("node", "text", "number", "share", "level", "verdict", "bar", "counts", "where", "code")


def link(text: str, href: str | None = "/page/a", kind: str | None = "page") -> Link:
    return Link(text, href, kind, note=text, level=2, rated=True)


def table(text: str, key: str = "rows") -> Table:
    href = "/exposure?page=2"
    cells = (link(text), text, 12_345, (0.08, 0.52), None, "relies", BAR, (1, 4), Place(text, 3, href), text)
    headers = [
        Header(Column(kind, text, kind, meaning=text), href, "ascending" if kind == "text" else None)  # type: ignore[arg-type]
        for kind in KINDS
    ]
    option = Option(text, text, 3, True, href)
    return Table(
        key=key,
        caption=text,
        headers=tuple(headers),
        rows=(cells, (text, *cells[1:]), (Link(text, None), *[None] * 9)),
        paging=Paging(1, 3, 40, ((1, None), (None, None), (2, href)), href, href),
        facets=(Facet("type", text, (option, Option(text, text, 0, False, href))),),
        columns=(option,),
        chosen=((text, href),),
        filter=text,
        query=text,
    )


def head(text: str, kind: str | None = "page") -> Head:
    return Head(
        text, (link(text),), kind, text, (text,), text, "exposure", (("JSON", "/a.json"), (text, "/a.csv"))
    )


def overview(text: str) -> View:
    return Overview(
        head=head(text, None),
        figures=(Figure(text, text, text, "/exposure"),),
        bar=BAR,
        worst=table(text),
        rate_next=table(text, "next"),
        verdicts=(VerdictCount("relies", 3, 0.5, "/exposure"),),
        map=(SquareRow(text, "/exposure", (Square(text, "relies", "/page/a"),), 2),),
    )


def listing(text: str) -> View:
    switches = (Option(text, text, 1, False, "?links=1"), Option(text, text, 1, True, "?links=0"))
    return Listing(head(text, None), table(text), Notice(text, "/exposure", text), switches, text)


def page(text: str) -> View:
    mark = Mark(link(text), text, 30, 40, "left", True)
    low = Mark(link(text, "/source/b", "source"), text, 50, 60, "right", False)
    return PageView(
        head=head(text),
        verdict="relies",
        sentence=text,
        rests=text,
        bar=BAR,
        share=(0.08, 0.52),
        coverage=0.5,
        tabs=(Tab(text, text, "/page/a", True), Tab(text, text, "/page/a?tab=through", False)),
        table=table(text),
        claims=(ClaimShown(text, "certain", Place(text, 4, "/page/a"), text, (link(text),)),),
        claims_left=2,
        advice=(Advice((text, link(text), text), "/what-if"),),
        path="/path/a",
        what_if="/what-if?node=a",
        picture=Drawing(100, 100, (mark, low), (Line("M0 0L9 9", True, False),), (Caption(text, 1, 2, "end"),), 3),
        notice=Notice(text, "/exposure", text),
    )  # fmt: skip


def source(text: str) -> View:
    step = Step(1, text, text, text, link(text), 3, 4, True)
    return SourceView(
        head=head(text, "source"),
        level=2,
        sentence=text,
        meaning=text,
        steps=(step, Step(2, "own", text, "decided", None, None, None, False)),
        raters=(RaterRow(link(text), link(text), text, 2, text, text, text),),
        raters_sentence=text,
        cited_by=table(text),
        facts=(Fact(text, text, text, code=True), Fact(text, link(text)), Fact(text, text, text)),
        address=text,
        note=text,
        summary=text,
        key_points=(text,),
        archived=Fact(text, text, text),
        preview=text,
        preview_sentence=text,
        what_if="/what-if?node=a",
    )


def body(text: str) -> View:
    return BodyView(
        head=head(text, "publisher"),
        level=None,
        sentence=text,
        meaning=text,
        raters=(RaterRow(link(text), link(text), text, None, text, text, None),),
        raters_sentence=text,
        places=(text,),
        owners=(link(text, "/organization/o", "organization"),),
        identities=(Fact(text, text, text, code=True), Fact(text, link(text))),
        holdings=(link(text),),
        figures=(Fact(text, text),),
        tabs=(Tab(text, text, "/publisher/a", True),),
        table=table(text),
        tries=(Option("4", text, 1, True, "/what-if"), Option("unrated", text, 1, False, "/what-if")),
    )


def path(text: str) -> View:
    hops = (
        Hop(link(text), "unknown", text, 0.5, Place(text, 4, "/page/a")),
        Hop(Link(text, None, "source", None, 1, True), None, text, None, None),
    )
    return PathView(head(text), hops, 0.125, text, table(text), Notice(text))


def what_if(text: str) -> View:
    changes = (ChangeShown(text, link(text), "/what-if"),)
    return WhatIfView(
        head(text, None), changes, ((text, text),), text, "4", (link(text),), text, text, table(text)
    )


def help_view(text: str) -> View:
    signs = (("verdict", "relies"), ("level", "2"), ("level", "unrated"), ("kind", "page"), None)
    terms = tuple(Term(f"{text}{n}", text, text, sign) for n, sign in enumerate(signs))
    return HelpView(head(text, None), ((text, terms),))


def graph(text: str) -> View:
    return GraphView(
        head(text),
        "/graph.json?around=page%3Aa",
        link(text),
        (Option(text, text, 1, True, "/graph"),),
        table(text),
        2,
    )


def missing(text: str) -> View:
    return Missing(head(text), text, (link(text),))


RECORDS: dict[str, Callable[[str], View]] = {
    "overview": overview,
    "listing": listing,
    "page": page,
    "source": source,
    "body": body,
    "path": path,
    "what-if": what_if,
    "help": help_view,
    "graph": graph,
    "missing": missing,
}
"""What makes the record of each kind of view from a text."""
