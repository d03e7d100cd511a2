"""Every question by name: rows that a person can check, equal to what RDFLib answers."""

from collections import Counter

import polars as pl
import pytest
import rdflib

from kg.errors import QueryError, UnknownNodeError
from kg.graph.builder import build_graph
from kg.model.corpus import BASE, Corpus
from kg.ratings.effective import rate
from kg.rdf.rdflib import to_rdflib
from kg.rdf.statements import quads
from kg.rdf.terms import vocabulary
from kg.sparql.engine import display, query
from kg.sparql.questions import bind, find_question, questions
from tests.rdf.worlds import hostile_world, small_world
from tests.sparql.asking import terms

pytestmark = pytest.mark.filterwarnings(
    "ignore:Dataset.default_context:DeprecationWarning"
)  # RDFLib's own use

WORLD = small_world()
VALUES: dict[str, dict[str, str | int]] = {
    "why-rated": {"source": "story"},
    "page-sources": {"page": "page:vaccines"},
    "page-claims": {"page": "vaccines"},
    "pages-within-two": {"page": "video"},
    "publisher-pages": {"publisher": "openai"},
    "rating-history": {"publisher": "openai"},
}
ROWS: dict[str, list[tuple[str | None, ...]]] = {
    "archived-sources": [
        (
            "source:sora",
            "Sora 2 is here",
            "https://web.archive.org/web/20260405211721/https://openai.com/index/sora-2/",
            "2026-04-05T21:17:21Z",
        )
    ],
    "level-counts": [("1", "1"), ("2", "2"), ("4", "2"), ("5", "1"), (None, "6")],
    "low-pages": [
        ("page:vaccines", "Vaccines", "0.5", "0", "1", "2"),
        ("page:openai", "OpenAI", "0.25", "1", "0", "1"),
        ("page:video", "Video", "0.125", "2", "0", "1"),
    ],
    "overrides": [("source:post", "4", "Data checked", None)],
    "page-citations": [("page:openai", "page:vaccines", "0.5"), ("page:video", "page:openai", "0.25")],
    "page-sources": [
        ("page:vaccines", "source:story", "A story", "2", "basis:organization"),
        ("page:vaccines", "source:sora", "Sora 2 is here", "4", "basis:publisher"),
        ("page:vaccines", "source:trial", "A trial", "5", "basis:publisher"),
    ],
    "publisher-pages": [("publisher:openai", "page:openai", "1"), ("publisher:openai", "page:vaccines", "1")],
    "rated-owners": [],
    "unrated-hosts": [("unknown.example", "1", "1")],
    "unrated-publishers": [],
    "witnesses": [
        ("page:vaccines", "0", "1", "page:vaccines"),
        ("page:vaccines", "0", "2", "source:story"),
        ("page:openai", "1", "1", "page:openai"),
        ("page:openai", "1", "2", "page:vaccines"),
        ("page:openai", "1", "3", "source:story"),
        ("page:video", "2", "1", "page:video"),
        ("page:video", "2", "2", "page:openai"),
        ("page:video", "2", "3", "page:vaccines"),
        ("page:video", "2", "4", "source:story"),
    ],
}


def shown(name: str) -> list[tuple[str | None, ...]]:
    rows = display(terms(WORLD, name, parameters=VALUES.get(name)), base=BASE).rows()
    return [
        tuple(None if cell is None else cell.removeprefix("<").removesuffix(">") for cell in row)
        for row in rows
    ]


def test_there_are_enough_questions() -> None:
    assert len(questions()) >= 8


@pytest.mark.parametrize("name", list(ROWS))
def test_a_question_answers(name: str) -> None:
    assert shown(name) == ROWS[name]


def test_why_a_source_is_rated() -> None:
    [row] = shown("why-rated")
    assert row[:4] == ("source:story", "2", "basis:organization", None)
    assert row[4] and row[4].startswith("2 Mixed - ")
    assert row[5:] == (f"{BASE}id/rating/house/org/holding/undated", "https://council.example/a%20b")


def test_ratings_say_where_they_were_stated() -> None:
    rows = {(row[0], row[2], row[5]) for row in shown("ratings-stated")}
    assert ("publisher:medium", "2", "a sheet of paper") in rows
    assert ("publisher:openai", "4", "OpenAI") in rows
    assert ("publisher:ejm", "5", "ratings.csv") in rows


@pytest.fixture(scope="module")
def dataset() -> rdflib.Dataset:
    return to_rdflib(quads(WORLD), base=BASE)


@pytest.mark.parametrize("name", list(questions()))
def test_rdflib_answers_the_same(name: str, dataset: rdflib.Dataset) -> None:
    question = find_question(name)
    bound = bind(question, VALUES.get(name, {}), WORLD)
    found = dataset.query(
        question.text,
        initNs=vocabulary(BASE),
        initBindings={variable: rdflib.util.from_n3(term) for variable, term in bound.items()},
    )
    theirs = Counter(tuple(None if term is None else term.n3() for term in row) for row in found)  # type: ignore[union-attr]
    ours = Counter(terms(WORLD, name, parameters=VALUES.get(name)).rows())
    plain = Counter(
        tuple(None if cell is None else rdflib.util.from_n3(cell).n3() for cell in row)
        for row in ours.elements()
    )
    assert plain == theirs


@pytest.mark.parametrize("name", list(questions()))
def test_a_question_survives_a_hostile_world(name: str) -> None:
    world = hostile_world()
    nodes = {
        kind: world.nodes.filter(pl.col("kind") == kind)["key"][0] for kind in ("page", "source", "publisher")
    }
    values = {
        parameter.name: f"{parameter.type}:{nodes[parameter.type]}"
        for parameter in find_question(name).parameters
        if parameter.default is None
    }
    assert query(world, name, parameters=values).columns


def test_between_two_pages_stands_a_page_and_no_source() -> None:
    steps = [("page:a", "source:s"), ("source:s", "page:b"), ("page:a", "page:c"), ("page:c", "page:d")]
    corpus = Corpus.of(
        {
            "pages": pl.DataFrame({"id": ["a", "b", "c", "d"]}),
            "sources": pl.DataFrame({"id": ["s"]}),
            "citations": pl.DataFrame(steps, schema=["citing", "cited"], orient="row"),
        }
    )
    graph = build_graph(corpus, rate(corpus))
    found = display(terms(graph, "pages-within-two", parameters={"page": "a"}), base=BASE)
    assert found.select("hops", "through", "reached").rows() == [
        ("1", None, "page:c"),
        ("2", "page:c", "page:d"),
    ]


def test_every_question_says_what_it_is() -> None:
    for question in questions().values():
        assert question.title and question.description.endswith(".")


def test_a_misspelt_question_names_the_nearest() -> None:
    with pytest.raises(QueryError, match="Did you mean low-pages"):
        query(WORLD, "low-page")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({}, "asks for source"),
        ({"sauce": "a"}, "Did you mean source"),
        ({"source": "page:openai"}, "expected a source, got page:openai"),
        ({"source": ""}, "an empty source id"),
    ],
)
def test_a_wrong_parameter_is_told(values: dict[str, str | int], message: str) -> None:
    with pytest.raises(QueryError, match=message):
        query(WORLD, "why-rated", parameters=values)


def test_an_unknown_node_names_the_nearest() -> None:
    with pytest.raises(UnknownNodeError, match="Did you mean source:story"):
        query(WORLD, "why-rated", parameters={"source": "storry"})


def test_a_parameter_is_a_term_and_never_text() -> None:
    with pytest.raises(UnknownNodeError):
        query(WORLD, "why-rated", parameters={"source": "x> } UNION { ?s ?p ?o "})
