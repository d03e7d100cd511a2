"""RDF in: our own gives the same records back in every format, foreign RDF by a mapping, hostile files are refused."""

from __future__ import annotations

import gzip
import re
import shutil
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kg.analysis.exposure import measure_exposure
from kg.errors import KgError, MapError, ReadError
from kg.exporters.compression import packed
from kg.exporters.rdf_files import export_rdf
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.graph.loading import load
from kg.model.corpus import BASE
from kg.model.identities import parse_identity, parse_orcid
from kg.rdf.extent import Citations, Extent
from kg.rdf.facts import facts_of
from kg.rdf.foreign import foreign_map, foreign_records
from kg.rdf.formats import RDF_FORMATS, rdf_format
from kg.rdf.oxigraph import convert, parse_quads
from kg.rdf.reader import RdfReader, reader
from kg.rdf.statements import quads
from kg.rdf.unpacking import unpacked
from kg.testing import check_reader
from tests.machine import REPOSITORY
from tests.rdf.worlds import graph_of, rated_world, small_world

by_format = pytest.mark.parametrize("name", list(RDF_FORMATS))
NAMED = [name for name, known in RDF_FORMATS.items() if known.named_graphs]
WORLDS = {"small": small_world(), "rated": rated_world()}
by_world = pytest.mark.parametrize("graph", WORLDS.values(), ids=list(WORLDS))


@pytest.fixture(autouse=True)
def _registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.readers.content.plugins", lambda group: {"rdf": reader})


def back(graph: KnowledgeGraph, name: str, folder: Path, extent: Extent | None = None) -> KnowledgeGraph:
    file = folder / "world.gz"
    file.write_bytes(b"".join(packed(export_rdf(graph, name, extent=extent), ".gz")))
    return load(file, as_of=graph.as_of, policy=graph.policy)


def asserted(graph: KnowledgeGraph) -> set[tuple[str, ...]]:
    """What was read, less what depends on the file that was read: its name, and the place of a rating in it."""
    frame = quads(graph, extent=Extent(Citations.REIFIED)).filter(pl.col("graph").str.contains("/asserted/"))
    placed = pl.col("subject").str.contains("/id/(rating|override)/") & pl.col("predicate").str.contains(
        "#(locator|hadPrimarySource)>"
    )
    return set(frame.filter(~placed).select("subject", "predicate", "object").iter_rows())


@by_world
@by_format
def test_our_own_rdf_says_the_same_when_it_was_read(graph: KnowledgeGraph, name: str, tmp_path: Path) -> None:
    again = back(graph, name, tmp_path)
    assert asserted(again) == asserted(graph)


@by_world
@by_format
def test_the_same_follows(graph: KnowledgeGraph, name: str, tmp_path: Path) -> None:
    again = back(graph, name, tmp_path)
    columns = ("id", "level", "basis", "why", "path", "contested", "before_cap")
    before, after = (one.effective.select(columns).sort("id") for one in (graph, again))
    assert before.equals(after)
    assert measure_exposure(graph).drop("sources").equals(measure_exposure(again).drop("sources"))


def test_a_source_comes_back_field_by_field(tmp_path: Path) -> None:
    graph = WORLDS["small"]
    again = back(graph, "nq", tmp_path)
    before, after = (one.corpus["sources"].drop("origin") for one in (graph, again))
    (row,), (same,) = (frame.filter(pl.col("id") == "sora").to_dicts() for frame in (before, after))
    assert {name for name in row if row[name] != same[name]} == {"archived_at", "captured_at", "tags"}
    assert sorted(row["tags"]) == same["tags"]  # RDF has no order
    assert row["archived_at"] is None  # it was found in the address


def test_a_record_has_the_line_of_its_subject(tmp_path: Path) -> None:
    for name in ("nt", "nq", "ttl", "trig", "jsonld", "rdf"):
        content = b"".join(export_rdf(WORLDS["small"], name))
        facts = facts_of(content, where="x")
        line = content.decode().split("\n")[facts.lines[f"{BASE}id/source/sora"] - 1]
        assert "source/sora" in line or "source:sora" in line
        assert not [subject for subject in facts.values if subject not in facts.lines]


def test_direct_citations_keep_their_claims(tmp_path: Path) -> None:
    again = back(WORLDS["small"], "nt", tmp_path, Extent(Citations.DIRECT))
    cited = (
        again.corpus["citations"].filter(pl.col("claim") == "c2").select("cited", "character").sort("cited")
    )
    assert cited.rows() == [
        ("source:sora", "disputes"),
        ("source:story", None),
        ("source:trial", "citesAsEvidence"),
    ]


def is_orcid(text: str) -> bool:
    try:
        return bool(parse_orcid(text))
    except ValueError:
        return False


IDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=8).filter(
    lambda text: text.strip() == text and not re.fullmatch(r"\.+", text) and ":" not in text
)
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=20
).filter(lambda text: text.strip() == text)


WRITTEN = st.builds(lambda path: f"https://a.example/{path}", TEXTS) | st.integers(1, 10**9).map(
    lambda n: f"Q{n}"
)
ELSEWHERE = WRITTEN.map(parse_identity)
ORCIDS = st.integers(0, 10**15 - 1).map(lambda n: f"{n:015d}").flatmap(
    lambda digits: st.sampled_from([parse_orcid(digits + sign) for sign in "0123456789X" if is_orcid(digits + sign)])
)  # fmt: skip


def nfc(text: str) -> str:
    import unicodedata

    return unicodedata.normalize("NFC", text)


@st.composite
def worlds(draw: st.DrawFn) -> dict[str, list[dict[str, object]]]:
    ids = draw(st.lists(IDS.map(nfc), min_size=3, max_size=5, unique=True))
    claims = st.none() | IDS.map(nfc)
    characters = st.sampled_from([None, "supports", "disputes", "citesAsEvidence"])
    pages, sources = ids[:-1], ids
    citing = st.sampled_from([f"page:{one}" for one in pages] + [f"source:{one}" for one in sources])
    cited = st.sampled_from([f"source:{one}" for one in sources])
    levels = st.integers(1, 5).map(str)
    same_as = st.none() | st.lists(ELSEWHERE, min_size=1, max_size=3, unique=True).map(sorted)
    return {
        "pages": [{"id": one, "title": draw(st.none() | TEXTS), "quality": draw(st.none() | st.integers(0, 100))} for one in pages],
        "sources": [
            {
                "id": one,
                "title": draw(st.none() | TEXTS),
                "url": f"https://{draw(st.sampled_from('abc'))}.example/{number}",
                "published": draw(st.sampled_from([None, "2024", "2024-02", "2024-02-29"])),
                "authors": draw(st.none() | st.lists(TEXTS, min_size=1, max_size=2, unique=True)),
                "publisher": draw(st.none() | st.sampled_from(ids)),
                "doi": draw(st.sampled_from([None, "10.1/a", "10.1/<b>"])),
                "same_as": draw(same_as),
                "orcids": draw(st.none() | st.lists(ORCIDS, min_size=1, max_size=2, unique=True).map(sorted)),
            }
            for number, one in enumerate(sources)
        ],
        "publishers": [{"id": one, "type": "press", "owned_by": draw(st.sampled_from([None, ids[0]])), "same_as": draw(same_as)} for one in ids],
        "organizations": [{"id": ids[0], "name": draw(TEXTS), "same_as": draw(same_as)}],
        "places": [{"publisher": ids[0], "host": "a.example"}, {"publisher": ids[1], "host": "b.example", "path": "/1"}],
        "citations": draw(
            st.lists(
                st.fixed_dictionaries({"citing": citing, "cited": cited, "claim": claims, "character": characters, "mentions": st.integers(1, 3)}),
                max_size=8,
            )
        ),
        "links": [{"page": pages[0], "target": pages[1]}],
        "ratings": [
            {"subject": f"publisher:{one}", "rater": "house", "value": draw(levels), "reason": draw(st.none() | TEXTS)} for one in ids
        ],
    }  # fmt: skip


def identities(graph: KnowledgeGraph) -> dict[tuple[str, str], list[list[str] | None]]:
    """What else things are called, by table and id, in any order."""
    named = {"publishers": ("same_as",), "organizations": ("same_as",), "sources": ("same_as", "orcids")}
    return {
        (table, key): [sorted(each or []) for each in values]
        for table, columns in named.items()
        for key, *values in graph.corpus[table].select("id", *columns).iter_rows()
    }


@settings(
    max_examples=10,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(tables=worlds(), name=st.sampled_from(list(RDF_FORMATS)))
def test_any_records_come_back(tables: dict[str, list[dict[str, object]]], name: str, tmp_path: Path) -> None:
    graph = graph_of(tables)
    again = back(graph, name, tmp_path)
    assert asserted(again) == asserted(graph)
    assert identities(again) == identities(graph)
    levels = [one.effective.select("id", "level", "basis").sort("id") for one in (graph, again)]
    assert levels[0].equals(levels[1])


def test_the_seeds_come_back(tmp_path: Path) -> None:
    graph = load(REPOSITORY / "seeds")
    again = back(graph, "nq", tmp_path)
    assert asserted(again) == asserted(graph)
    assert (
        measure_exposure(graph)
        .select("page", "verdict", "score")
        .equals(measure_exposure(again).select("page", "verdict", "score"))
    )


@by_format
def test_the_reader_keeps_the_contract(name: str) -> None:
    content = b"".join(export_rdf(WORLDS["small"], name))
    assert {one.table for one in check_reader(reader, content)} >= {
        "pages",
        "sources",
        "citations",
        "ratings",
    }
    check_reader(reader, gzip.compress(content))
    check_reader(reader, b"".join(packed([content], ".zst")))


FOREIGN = {
    "ttl": "@prefix c: <http://purl.org/spar/cito/> .\n@prefix d: <http://purl.org/dc/terms/> .\n"
    '<http://w/a> c:cites <http://s/1> , <http://w/b> ; d:title "A" .\n<http://w/b> c:cites <http://s/1> .\n'
    '<http://s/1> d:title "One" ; d:issued "2024" .\n',
    "nt": '<http://w/a> <http://purl.org/spar/cito/cites> <http://s/1> .\n<http://w/a> <http://purl.org/spar/cito/cites> <http://w/b> .\n'
    '<http://w/a> <http://purl.org/dc/terms/title> "A" .\n<http://w/b> <http://purl.org/spar/cito/cites> <http://s/1> .\n'
    '<http://s/1> <http://purl.org/dc/terms/title> "One" .\n<http://s/1> <http://purl.org/dc/terms/issued> "2024" .\n',
    "rdf": '<?xml version="1.0"?>\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:c="http://purl.org/spar/cito/" xmlns:d="http://purl.org/dc/terms/">\n'
    '<rdf:Description rdf:about="http://w/a"><d:title>A</d:title><c:cites rdf:resource="http://s/1"/><c:cites rdf:resource="http://w/b"/></rdf:Description>\n'
    '<rdf:Description rdf:about="http://w/b"><c:cites rdf:resource="http://s/1"/></rdf:Description>\n'
    '<rdf:Description rdf:about="http://s/1"><d:title>One</d:title><d:issued>2024</d:issued></rdf:Description></rdf:RDF>\n',
    "jsonld": '{"@graph": [{"@id": "http://w/a", "http://purl.org/dc/terms/title": "A", "http://purl.org/spar/cito/cites": [{"@id": "http://s/1"}, {"@id": "http://w/b"}]},\n'
    '{"@id": "http://w/b", "http://purl.org/spar/cito/cites": {"@id": "http://s/1"}},\n'
    '{"@id": "http://s/1", "http://purl.org/dc/terms/title": "One", "http://purl.org/dc/terms/issued": "2024"}]}\n',
}  # fmt: skip


@pytest.mark.parametrize("name", list(FOREIGN))
def test_foreign_rdf_is_read_in_every_syntax(name: str) -> None:
    found = {one.table: one.records for one in RdfReader().read(FOREIGN[name].encode(), name="x")}
    assert {one["id"]: one.get("title") for one in found["pages"]} == {"http://w/a": "A", "http://w/b": None}
    assert found["sources"] == [
        {"id": "http://s/1", "title": "One", "url": "http://s/1", "published": "2024"}
    ]
    assert sorted((one["citing"], one["cited"]) for one in found["citations"]) == [
        ("page:http://w/a", "page:http://w/b"),
        ("page:http://w/a", "source:http://s/1"),
        ("page:http://w/b", "source:http://s/1"),
    ]


def test_a_mapping_says_which_class_is_a_page_and_which_property_cites() -> None:
    text = "@prefix a: <http://a/> . a:p a a:Article ; a:uses a:s ; a:mentions a:t . a:q a:uses a:s ."
    mapping = foreign_map({"page": "http://a/Article", "cites": ["http://a/uses"]})
    found = {one.table: one.records for one in foreign_records(facts_of(text.encode(), where="x"), mapping)}
    assert [one["id"] for one in found["pages"]] == ["http://a/p"]
    assert [one["cited"] for one in found["citations"]] == ["source:http://a/s"]
    with pytest.raises(ReadError, match="Did you mean 'cites'"):
        foreign_map({"cite": "http://a/uses"})


def test_foreign_rdf_becomes_a_graph(tmp_path: Path) -> None:
    file = tmp_path / "foreign.ttl"
    file.write_text(FOREIGN["ttl"], encoding="utf-8")
    graph = load(file)
    assert graph.corpus["citations"].height == 3
    assert graph.corpus["pages"]["origin"].to_list() == ["foreign.ttl:3", "foreign.ttl:4"]


CATALOGUE = REPOSITORY / "examples" / "foreign-rdf"


def catalogue(name: str, folder: Path) -> Path:
    """The example's folder, its catalogue in another syntax."""
    shutil.copy(CATALOGUE / "kg.toml", folder)
    rows = parse_quads((CATALOGUE / "catalogue.ttl").read_bytes(), "trig")
    lines = sorted(" ".join(row[:3]) for row in rows)
    content = "".join(f"{line} .\n" for line in lines)
    if name == "nq":
        content = "".join(f"{line} <http://library.example/graph> .\n" for line in lines)
    elif name == "trig":
        head = "@prefix library: <http://library.example/> .\n"
        content = f"{head}library:graph {{\n{content}}}\n"
    elif name != "nt":
        prefixes = {"item": "http://library.example/item/"}
        content = convert(content.encode(), rdf_format(name).media_type, prefixes=prefixes).decode()
    (folder / f"catalogue.{name}").write_text(content, encoding="utf-8")
    return folder


@by_format
def test_kg_toml_says_what_stands_for_what_in_every_syntax(name: str, tmp_path: Path) -> None:
    graph = load(catalogue(name, tmp_path), as_of=date(2026, 1, 1))
    item = "http://library.example/item"
    assert sorted(graph.corpus["pages"].select("id", "title").rows()) == [
        (f"{item}/dreams", "What dreams are for"),
        (f"{item}/sleep", "How much sleep is enough?"),
    ]
    assert sorted(graph.corpus["citations"].select("citing", "cited", "character").rows()) == [
        (f"page:{item}/dreams", f"source:{item}/pillow", None),
        (f"page:{item}/sleep", f"source:{item}/light", None),
        (f"page:{item}/sleep", f"source:{item}/naps", "citesAsEvidence"),
        (f"page:{item}/sleep", f"source:{item}/pillow", "disputes"),
    ]
    naps = graph.corpus["sources"].filter(pl.col("id") == f"{item}/naps")
    assert naps.select("url", "title", "published", "authors", "doi").row(0) == (
        "https://www.nature.com/articles/naps",
        "Naps and memory",
        "2021",
        ["Ada Lee"],
        "10.9999/naps",
    )


def test_the_map_counts_for_a_single_file_and_beside_documents(tmp_path: Path) -> None:
    said = CATALOGUE / "kg.toml"
    alone = load(CATALOGUE / "catalogue.ttl", map=said)
    assert alone.corpus["citations"].height == 4
    (catalogue("nt", tmp_path) / "notes.md").write_text("See <https://a.org>.", encoding="utf-8")
    assert load(tmp_path).corpus["citations"].height == 4
    unmapped = load(CATALOGUE / "catalogue.ttl")
    assert unmapped.corpus["citations"]["citing"].str.split("/").list.last().to_list() == [
        "sleep",
        "sleep",
        "poster",
    ]


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ('pages = "http://a/P"', r"kg.toml: \[rdf\]: unknown word 'pages'. Did you mean 'page'\?"),
        ("page = 3", r"kg.toml: \[rdf\]: page: expected an IRI, got 3. Write page = "),
        ('cites = ["http://a/b", "a b"]', r"kg.toml: \[rdf\]: cites: expected an IRI, got 'a b'"),
        ("cites = []", r"kg.toml: \[rdf\]: cites: expected an IRI, got None"),
        ('cites = "cit:cites"', r"unknown prefix 'cit' in 'cit:cites'. Did you mean 'cito'\?"),
    ],
)
def test_a_wrong_word_or_value_is_one_error_with_file_and_hint(
    said: str, message: str, tmp_path: Path
) -> None:
    (tmp_path / "kg.toml").write_text(f"[rdf]\n{said}\n", encoding="utf-8")
    with pytest.raises(MapError, match=message) as caught:
        load(tmp_path)
    assert str(caught.value).startswith(str(tmp_path / "kg.toml"))
    (tmp_path / "kg.toml").write_text("rdf = 3\n", encoding="utf-8")
    with pytest.raises(MapError, match=r"rdf: expected a table \[rdf\]"):
        load(tmp_path)


def test_a_map_that_nobody_takes_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.readers.content.plugins", lambda group: {})
    with pytest.raises(MapError, match="no reader that is installed takes a map"):
        load(CATALOGUE)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"@prefix a: <http://a/> .\na:b a:c a:d .\na:b a:c \"x .", "x:3: not TriG"),
        (b"<http://a> <http://b> <http://c> <http://g> .\n<x", "x:2: not N-Quads"),
        (b'{"@context": "http://example.org/context.jsonld", "@id": "http://a/b"}', "x: not JSON-LD: No LoadDocumentCallback"),
        (b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>', "document type"),
        (b'<?xml version="1.0"?>\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n<a', "x.*not RDF/XML"),
        (b"@prefix a: <http://a/> .\na:b a:c \"\xff\" .", "line 2 is not UTF-8"),
        (b"id,title\na,b\n", "looks like no format of RDF"),
        (b"\x1f\x8b damaged", "damaged"),
        (gzip.compress(b"<a:s> <a:p> <a:o> .", mtime=0)[:-6], "ends too early"),
        (b"\x28\xb5\x2f\xfd damaged", "damaged"),
    ],
)  # fmt: skip
def test_what_is_broken_or_reaches_outside_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(ReadError, match=message):
        facts_of(content, where="x")


def test_a_bomb_is_refused() -> None:
    bomb = gzip.compress(b"\0" * 10_000_000)
    with pytest.raises(ReadError, match="larger than 1 MiB when unpacked"):
        unpacked(bomb, most=1024**2)
    with pytest.raises(ReadError, match="larger than 1 MiB when unpacked"):
        unpacked(b"".join(packed([b"\0" * 10_000_000], ".zst")), most=1024**2)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200) | st.sampled_from([text.encode() for text in FOREIGN.values()]).flatmap(
    lambda content: st.tuples(st.integers(0, len(content)), st.binary(max_size=6)).map(
        lambda change: content[: change[0]] + change[1] + content[change[0] + 3 :]
    )
))  # fmt: skip
def test_noise_raises_nothing_else(content: bytes) -> None:
    try:
        if reader.recognises(content):
            reader.read(content, name="x")
    except KgError:
        pass
