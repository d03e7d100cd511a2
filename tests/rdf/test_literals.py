"""Laws of literals and IRIs: what is written reads back as it was."""

import decimal
import unicodedata
import urllib.parse

import polars as pl
import pyoxigraph
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import ExportError
from kg.rdf.context import write_jsonld
from kg.rdf.literals import Kind, decimal_texts, quote, quoted, terms_of
from kg.rdf.oxigraph import parse_quads
from kg.rdf.rdflib import parse_rdflib
from kg.rdf.terms import address_iris, encode_ids, node_iris
from kg.rdf.words import CLASSES, PROPERTIES
from kg.rdf.writers import write_turtle
from tests.rdf.worlds import HOSTILE_URLS

pytestmark = pytest.mark.filterwarnings(
    "ignore:Dataset.default_context:DeprecationWarning"
)  # RDFLib's own use
BASE = "https://example.org/"
TEXTS = st.text(st.characters(exclude_categories=("Cs",)))


def written(texts: list[str]) -> pl.DataFrame:
    size = len(texts)
    rows = {
        "subject": ["<a:s>"] * size,
        "predicate": ["<a:p>"] * size,
        "object": quoted(pl.Series(texts)),
        "graph": ["<a:g>"] * size,
    }
    return pl.DataFrame(rows).unique().sort("object")


@given(st.lists(TEXTS, min_size=1, max_size=5))
def test_a_text_reads_back_from_turtle(texts: list[str]) -> None:
    turtle = b"".join(write_turtle(written(texts), base=BASE))
    read = {quad.object.value for quad in pyoxigraph.parse(turtle, format=pyoxigraph.RdfFormat.TURTLE)}  # type: ignore[union-attr]
    assert read == set(texts)
    assert {str(term) for term in parse_rdflib(turtle, "ttl").objects()} == set(texts)


@given(st.lists(TEXTS, min_size=1, max_size=5))
def test_a_text_reads_back_from_json_ld(texts: list[str]) -> None:
    document = b"".join(write_jsonld(written(texts), base=BASE))
    assert len(list(parse_quads(document, "jsonld"))) == len(set(texts))
    assert {str(term) for term in parse_rdflib(document, "jsonld").objects()} == set(texts)


@given(TEXTS)
def test_a_literal_stays_on_its_line(text: str) -> None:
    assert len(quote(text).splitlines()) == 1


def test_half_a_character_is_removed() -> None:
    assert quote("a\ud800b") == '"ab"'


@given(st.floats(-1e15, 1e15, allow_nan=False))
def test_a_decimal_has_six_digits_half_to_even(number: float) -> None:
    text = decimal_texts(pl.Series([number])).item()
    assert abs(decimal.Decimal(text) - decimal.Decimal(repr(number))) <= decimal.Decimal("0.000000500001")
    assert "." not in text or (not text.endswith("0") and len(text.split(".")[1]) <= 6)
    assert text != "-0"


@pytest.mark.parametrize(
    ("number", "text"),
    [(0.0, "0"), (1.0, "1"), (-0.0, "0"), (0.5, "0.5"), (2 / 3, "0.666667"), (0.0078125, "0.007812"), (100.0, "100"),
     (1e20, "100000000000000000000"), (12345.678, "12345.678"), (-0.25, "-0.25"), (1e-9, "0")],
)  # fmt: skip
def test_a_decimal_is_written(number: float, text: str) -> None:
    assert decimal_texts(pl.Series([number])).item() == text


@given(
    st.text(st.characters(exclude_categories=("Cs",)), min_size=1).filter(lambda text: text.strip(".") != "")
)
def test_an_id_is_one_segment_and_reads_back(text: str) -> None:
    encoded = encode_ids(pl.Series([text])).item()
    assert urllib.parse.quote(urllib.parse.unquote(encoded), safe="") == encoded
    assert urllib.parse.unquote(encoded) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize("text", ["", ".", "..", "..."])
def test_an_id_of_dots_is_refused(text: str) -> None:
    with pytest.raises(ExportError, match="cannot stand in an IRI"):
        encode_ids(pl.Series([text]))


def parses_strictly(iri: str) -> bool:
    line = f"<a:s> <a:p> {iri} ."
    read = next(iter(pyoxigraph.parse(line, format=pyoxigraph.RdfFormat.N_TRIPLES)))
    return f"<{read.object.value}>" == iri == f"<{next(parse_rdflib(line.encode(), 'nt').objects())}>"  # type: ignore[union-attr]


@given(
    st.text(
        st.sampled_from("aB0-._~:/?#[]@!$&'()*+,;=%\\ <>\"{}|^`\u00fc\u202e\U0001f600\n\x00"), max_size=30
    )
)
def test_an_address_becomes_an_iri_that_strict_parsers_take_or_nothing(tail: str) -> None:
    found = (
        address_iris(pl.Series([f"http://a.example{tail}", f"https://{tail}", tail])).drop_nulls().to_list()
    )
    assert all(parses_strictly(iri) for iri in found)


@pytest.mark.parametrize("url", HOSTILE_URLS)
def test_a_hostile_address_is_mended_or_left_out(url: str) -> None:
    found = address_iris(pl.Series([url])).item()
    assert found is None or parses_strictly(found)


@pytest.mark.parametrize(
    ("url", "iri"),
    [
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("/relative", None),
        ("http://a|b/", None),
        ("http://a.example/<script>", "<http://a.example/%3Cscript%3E>"),
        ("http://a.example/100%", "<http://a.example/100%25>"),
        ("http://a.example/%41", "<http://a.example/%41>"),
        ("http://a.example/\u00fc", "<http://a.example/%C3%BC>"),
        (" http://a.example/ ", "<http://a.example/>"),
    ],
)
def test_an_address_is_mended(url: str, iri: str | None) -> None:
    assert address_iris(pl.Series([url])).item() == iri


@pytest.mark.parametrize(
    ("value", "term"),
    [("4", '"4"^^<http://www.w3.org/2001/XMLSchema#integer>'), ("4.0", '"4"^^<http://www.w3.org/2001/XMLSchema#integer>'),
     ("62.5", '"62.5"^^<http://www.w3.org/2001/XMLSchema#decimal>'), ("mixed", '"mixed"'), ("007", '"7"^^<http://www.w3.org/2001/XMLSchema#decimal>')],
)  # fmt: skip
def test_a_value_keeps_its_sort(value: str, term: str) -> None:
    assert terms_of(pl.Series([value]), Kind.VALUE).item() == term


def test_a_node_of_no_known_kind_is_none() -> None:
    assert node_iris(pl.Series(["venue:x", "x"]), BASE).to_list() == [None, None]


def test_every_term_is_named_once() -> None:
    assert not set(CLASSES) & set(PROPERTIES)
    assert rdflib.NORMALIZE_LITERALS is False
