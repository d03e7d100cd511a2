"""The Longterm Wiki's own files against the facts that its build script wrote: every difference has one cause.

``KG_LONGTERM_CHECKOUT`` names a checkout of ``quantified-uncertainty/longterm-wiki`` at e463c1075. The second count,
and the causes, use nothing of kg.
"""

from __future__ import annotations

import collections
import csv
import datetime
from pathlib import Path

import polars as pl
import pytest

import kg
from kg.analysis.fix import fix
from kg.analysis.lift import measure_lift
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.readers.lists.adapter import ListOptions
from kg.readers.lists.converting import convert_list
from tests.facts.longterm_wiki import (
    CODE,
    EXPRESSION,
    Wiki,
    cut_at_parenthesis,
    read_wiki,
    slow_pairs,
    work_of,
    written_on,
)
from tests.facts.test_rating_lists import FILES
from tests.machine import REPOSITORY, require_checkout

MAP = REPOSITORY / "examples" / "longterm-checkout.toml"
DOCUMENT = REPOSITORY / "docs" / "case-studies" / "longterm.md"
DAY = datetime.date(2026, 11, 24)
Pair = tuple[str, str]


@pytest.fixture(scope="module")
def checkout() -> Path:
    return require_checkout("KG_LONGTERM_CHECKOUT", "a checkout of the Longterm Wiki at e463c1075")


@pytest.fixture(scope="module")
def facts(shared: Path) -> Path:
    return shared / "data" / "longterm"


@pytest.fixture(scope="module")
def wiki(checkout: Path) -> Wiki:
    return read_wiki(checkout)


@pytest.fixture(scope="module")
def graph(checkout: Path) -> KnowledgeGraph:
    return kg.load(checkout, map=MAP, as_of=DAY)


@pytest.fixture(scope="module")
def rated(checkout: Path, shared: Path, tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    """The graph with the four lists of the case study on coverage."""
    files = []
    for name, (file, date) in FILES.items():
        options = ListOptions(date=date, through=None, stated_in=None, rater=None)
        converted = convert_list(shared / "data" / "ratings" / file, named=name, options=options)
        files.append(tmp_path_factory.mktemp("lists") / f"{name}.parquet")
        converted.tables["ratings"].write_parquet(files[-1])
    return kg.load(checkout, *files, map=MAP, as_of=DAY)


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def named(graph: KnowledgeGraph, wiki: Wiki) -> dict[str, str]:
    """Return kg's pages by their ids, each as the wiki's build names it; else its file and id in parentheses."""
    files = graph.corpus["pages"].select("id", pl.col("origin").str.replace(r":\d+$", "")).iter_rows()
    return {key: wiki.page_of.get(file, f"({file} {key})") for key, file in files}


def test_a_second_count_gives_the_pairs_of_the_facts_by_mechanism(wiki: Wiki, facts: Path) -> None:
    theirs = {
        (row["page_id"], row["resource_id"]): (
            row["via_R"] == "1",
            row["via_cited_by"] == "1",
            row["via_mdlink"] == "1",
        )
        for row in rows(facts / "page_citations.csv")
    }
    assert len(theirs) == 8056
    assert slow_pairs(wiki) == theirs


def test_the_pages_are_the_same(graph: KnowledgeGraph, wiki: Wiki, facts: Path) -> None:
    theirs = {row["page_id"] for row in rows(facts / "pages.csv")}
    mine = named(graph, wiki)
    assert set(wiki.texts) == theirs
    assert theirs <= set(mine.values())
    causes = collections.Counter(
        "named in cited_by alone" if page.startswith("(data/") else "second file of one name"
        for page in mine.values()
        if page not in theirs
    )
    assert (len(theirs), causes) == (669, {"named in cited_by alone": 24, "second file of one name": 1})
    renamed = {key: page for key, page in mine.items() if page in theirs and key != page}
    assert sum(page.startswith("__index__/") for page in renamed.values()) == 23
    assert {key: page for key, page in renamed.items() if not page.startswith("__index__/")} == {
        "kb/entities": "entities"
    }


def test_the_sources_are_the_same(graph: KnowledgeGraph, facts: Path) -> None:
    theirs = {row["resource_id"]: row for row in rows(facts / "resources.csv")[::-1]}
    sources = graph.corpus["sources"].filter(pl.col("origin").str.starts_with("data/resources/"))
    assert set(sources["id"]) == set(theirs)
    for column, field in (("url", "url"), ("title", "title"), ("publisher", "publication_id")):
        stated = dict(sources.select("id", column).iter_rows())
        apart = [key for key, row in theirs.items() if (stated[key] or "") != row[field]]
        assert not apart, (column, len(apart), apart[:3])
    assert graph.corpus["publishers"].height == len(rows(facts / "publications.csv")) == 79
    assert graph.corpus["organizations"].height == len(rows(facts / "organizations.csv")) == 15


def pairs_of(graph: KnowledgeGraph, wiki: Wiki) -> set[Pair]:
    """Return the pairs of pages and recorded sources that kg finds."""
    recorded = {record["id"] for record in wiki.records}
    pages = named(graph, wiki)
    return {
        (pages[citing.removeprefix("page:")], cited.removeprefix("source:"))
        for citing, cited in graph.corpus["citations"].select("citing", "cited").iter_rows()
        if cited.removeprefix("source:") in recorded
    }


def test_the_pairs_are_the_same_but_for_five_causes(graph: KnowledgeGraph, wiki: Wiki, facts: Path) -> None:
    theirs = {(row["page_id"], row["resource_id"]) for row in rows(facts / "page_citations.csv")}
    mine = pairs_of(graph, wiki)
    address = {record["id"]: record.get("url") or "" for record in wiki.records}

    def lost(page: str, key: str) -> str:
        return "cut at a parenthesis" if cut_at_parenthesis(address[key], page, wiki) else "?"

    def won(page: str, key: str) -> str:
        if page not in wiki.texts:
            return "a page that is not there"
        if work_of(address[key]) in {work_of(url) for url in wiki.links(page)}:
            return "another spelling of the address"
        return "a bare address" if work_of(address[key]) in written_on(page, wiki) else "?"

    assert len(theirs & mine) == 8054
    assert collections.Counter(lost(*pair) for pair in theirs - mine) == {"cut at a parenthesis": 2}
    assert collections.Counter(won(*pair) for pair in mine - theirs) == {
        "a page that is not there": 643,
        "another spelling of the address": 23,
        "a bare address": 3,
    }


def test_addresses_without_a_record_are_the_same_but_for_four_causes(
    graph: KnowledgeGraph, wiki: Wiki, facts: Path
) -> None:
    theirs = {(row["page_id"], row["url"]) for row in rows(facts / "unmatched_urls.csv")}
    recorded = {record["id"] for record in wiki.records}
    works = {work_of(record["url"]) for record in wiki.records if record.get("url")}
    pages = named(graph, wiki)
    mine = {
        (pages[citing.removeprefix("page:")], url)
        for citing, cited, url in graph.corpus["citations"].select("citing", "cited", "url").iter_rows()
        if url and cited.removeprefix("source:") not in recorded
    }

    def lost(page: str, url: str) -> str:
        if cut_at_parenthesis(url, page, wiki):
            return "cut at a parenthesis"
        return "another spelling of a record's address" if work_of(url) in works else "?"

    def won(page: str, url: str) -> str:
        if cut_at_parenthesis(url, page, wiki):
            return "cut at a parenthesis"
        return (
            "a bare address"
            if url not in wiki.links(page) and work_of(url) in written_on(page, wiki)
            else "?"
        )

    assert len(theirs & mine) == 3289
    assert collections.Counter(lost(*pair) for pair in theirs - mine) == {
        "cut at a parenthesis": 23,
        "another spelling of a record's address": 26,
    }
    assert collections.Counter(won(*pair) for pair in mine - theirs) == {
        "cut at a parenthesis": 27,
        "a bare address": 3,
    }


def test_the_links_are_the_same_but_for_code_and_a_name_that_two_files_have(
    graph: KnowledgeGraph, wiki: Wiki, facts: Path
) -> None:
    theirs = {
        (row["source_page"], row["target"])
        for row in rows(facts / "page_links.csv")
        if row["target_is_page"] == "1"
    }
    pages = named(graph, wiki)
    mine = {
        (pages[page], pages[target])
        for page, target in graph.corpus["links"].select("page", "target").iter_rows()
    }

    def lost(page: str, target: str) -> str:
        if target == "entities":
            return "second file of one name"
        text = wiki.texts[page]
        if f'name="{target}"' not in CODE.sub("", text):
            return "in code"
        return "in an expression" if f'name="{target}"' not in EXPRESSION.sub("", CODE.sub("", text)) else "?"

    assert len(theirs & mine) == 4981
    assert collections.Counter(lost(*pair) for pair in theirs - mine) == {
        "second file of one name": 2,
        "in code": 7,
        "in an expression": 2,
    }
    assert {target for _, target in mine - theirs} == {"(content/docs/internal/schema/entities.mdx entities)"}


def test_marks_of_footnotes_that_are_defined_nowhere(graph: KnowledgeGraph, wiki: Wiki, facts: Path) -> None:
    lost = graph.corpus.problems.filter(pl.col("kind") == "missing-footnote")
    label = pl.col("message").str.extract(r"\[\^(.+?)\]")
    pages = named(graph, wiki)
    marks = [
        (pages[page.removeprefix("page:")], mark) for page, mark in lost.select("subject", label).iter_rows()
    ]
    earlier = rows(facts / "footnotes_recovered.csv")
    recovered = {(row["page_id"], row["label"]) for row in earlier}
    assert (len(marks), len(set(marks)), len({page for page, _ in marks})) == (8124, 5657, 165)
    assert (len(recovered), len(recovered & set(marks))) == (5219, 4981)
    assert sum(mark in recovered for mark in marks) == 7141
    stated = {
        (page, work_of(record["url"])) for record in wiki.records for page in record.get("cited_by") or ()
    }
    works = {(row["page_id"], row["url"], work_of(row["url"])) for row in earlier}
    assert (len(works), sum((page, work) in stated for page, _, work in works)) == (3014, 2753)


def test_problems_are_those_of_the_facts_and_of_the_pages(graph: KnowledgeGraph) -> None:
    assert dict(kg.lint(graph)["kind"].value_counts().iter_rows()) == {
        "missing-footnote": 8124,
        "dangling-link": 46,
        "duplicate-address": 30,
        "dangling-publisher": 27,
        "missing-page": 24,
        "not-a-source": 18,
        "dangling-owner": 3,
        "index-place": 2,
        "unmatched-place": 2,
        "duplicate-id": 1,
        "look-alike-host": 1,
    }
    lost = kg.lint(graph).filter(pl.col("kind") == "dangling-link")["message"]
    assert lost.str.contains(r" -> E\d+:").sum() == 8


def test_the_levels_are_those_of_the_facts_read_from_tables(graph: KnowledgeGraph, facts: Path) -> None:
    theirs = kg.load(facts, map=REPOSITORY / "examples" / "longterm-facts.toml", as_of=DAY)
    mine = dict(graph.effective.select("id", "level").iter_rows())
    known = dict(theirs.effective.select("id", "level").iter_rows())
    assert {key: mine[key] for key in known} == known
    low, before = (kg.measure_exposure(one).filter(pl.col("low") > 0) for one in (graph, theirs))
    fresh = graph.corpus["pages"].filter(pl.col("id").is_in(low["page"].implode()))
    assert set(before["page"]) <= set(low["page"])
    assert (before.height, low.height) == (27, 48)
    assert fresh["origin"].str.starts_with("data/").sum() == 3


def figures(graph: KnowledgeGraph, wiki: Wiki) -> dict[str, str]:
    """Return the figures of one column of the table of the document, by what its rows begin with."""
    recorded = graph.effective["id"].is_in([record["id"] for record in wiki.records])
    levels = graph.effective["level"]
    pages, claims = kg.measure_exposure(graph), kg.claim_table(graph)
    verdicts = dict(pages["verdict"].value_counts().iter_rows())
    relying = dict(claims["reliance"].value_counts().iter_rows())
    return {
        "sources rated, of 5,975 with a record": f"{levels.filter(recorded).count():,}",
        "sources rated, of 3,008 known by their address alone": f"{levels.filter(~recorded).count():,}",
        "pages that cite low": str((pages["low"] > 0).sum()),
        "verdict `relies`": str(verdicts["relies"]),
        **{
            f"`{one}`": str(verdicts.get(one, 0))
            for one in ("exposed", "cites", "unknown", "clear", "uncited")
        },
        "claims": f"{graph.corpus['claims'].height:,}",
        "claims that rely, certain": str(relying["certain"]),
        "claims that rely, possible": str(relying["possible"]),
        "lift": f"{measure_lift(graph).value:.2f}",
        "lift, links counted as evidence": f"{measure_lift(graph, links=True).value:.2f}",
    }


def worst(graph: KnowledgeGraph) -> list[str]:
    """Return the cells of the ten worst pages, as the document has them."""
    cells = []
    for row in kg.measure_exposure(graph).head(10).iter_rows(named=True):
        shares = dict.fromkeys(f"{row[name]:.0%}" for name in ("low_share", "low_share_upper"))
        low, relying = f"{row['low']} of {row['cited']}", f"{row['claims_relying']} of {row['claims']}"
        cells.append(f"`{row['page']}` | {low} | {' to '.join(shares)} | {relying}")
    return cells


def test_the_document_states_what_the_pages_rest_on(
    graph: KnowledgeGraph, rated: KnowledgeGraph, wiki: Wiki
) -> None:
    lines = DOCUMENT.read_text("utf-8").splitlines()
    venues, lists = figures(graph, wiki), figures(rated, wiki)
    assert graph.effective.height == 5975 + 3008
    assert [f"| {name} | {venues[name]} | {lists[name]} |" for name in venues] == [
        line for line in lines if line.split(" | ")[0].removeprefix("| ") in venues
    ]
    both = [f"| {one} | {other} |" for one, other in zip(worst(graph), worst(rated), strict=True)]
    assert [line for line in lines if line in both] == both


def test_the_document_states_what_to_mend_first(graph: KnowledgeGraph) -> None:
    found = fix(graph)
    first = [
        f"| `{row['page']}` | `{row['claim']}` | {row['line']} | `{one['source'].removeprefix('source:')}`, {one['level']} |"
        for row in found.head(10).iter_rows(named=True)
        for one in row["sources"]
    ]
    assert [line for line in DOCUMENT.read_text("utf-8").splitlines() if line in first] == first
    assert dict(found["reliance"].value_counts().iter_rows()) == {"certain": 67, "possible": 6, "none": 4}
    low = found["sources"].explode().struct.field("source").value_counts(sort=True)
    assert low.row(0) == ("source:244c1b93ef0a083c", 12)


@pytest.mark.parametrize(("which", "expected"), [("graph", (57, 8)), ("rated", (286, 118))])
def test_what_cites_low_in_no_claim(
    which: str, expected: tuple[int, int], request: pytest.FixtureRequest
) -> None:
    graph: KnowledgeGraph = request.getfixturevalue(which)
    levels = graph.effective.select(("source:" + pl.col("id")).alias("cited"), "level")
    pairs = (
        graph.corpus["citations"]
        .join(levels.filter(pl.col("level") <= 2), on="cited")
        .group_by("citing", "cited")
        .agg(pl.col("claim").is_null().all())
    )
    assert (pairs.height, pairs["claim"].sum()) == expected
    claim = graph.corpus["citations"]["claim"]
    assert (claim.null_count(), len(claim)) == (7333, 20932)
