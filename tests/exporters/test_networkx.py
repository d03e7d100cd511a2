import io
import subprocess
import sys
from collections.abc import Callable

import networkx
import pytest

from kg.exporters.networkx import XmlExport, to_gexf, to_graphml, to_networkx
from kg.graph.knowledge_graph import KnowledgeGraph
from tests.exporters.world import graph_of, hostile, ordinary
from tests.machine import REPOSITORY

READERS: dict[str, tuple[Callable[[KnowledgeGraph], XmlExport], Callable[[io.BytesIO], networkx.DiGraph]]] = {
    "graphml": (to_graphml, networkx.read_graphml),
    "gexf": (to_gexf, networkx.read_gexf),
}
by_format = pytest.mark.parametrize("form", READERS)


def read_back(form: str, graph: KnowledgeGraph) -> networkx.DiGraph:
    write, read = READERS[form]
    return read(io.BytesIO(write(graph).content))


def without(attributes: dict[str, object], *names: str) -> dict[str, object]:
    return {name: value for name, value in attributes.items() if name not in names}


def test_nodes_are_named_by_kind_and_key() -> None:
    drawn = to_networkx(ordinary())
    assert drawn.nodes["source:low"] == {
        "kind": "source",
        "title": "A low source",
        "level": 1,
        "basis": "publisher",
        "publisher": "tabloid",
        "url": "https://tabloid.example/x",
        "type": "news",
    }


def test_an_unrated_node_has_no_level() -> None:
    drawn = to_networkx(ordinary())
    assert "level" not in drawn.nodes["source:bare"]
    assert drawn.nodes["source:bare"]["why"] == "no-publisher"
    assert "level" not in drawn.nodes["publisher:quiet"]
    assert drawn.nodes["organization:house-of"]["level"] == 3


def test_a_page_carries_its_figures() -> None:
    page = to_networkx(ordinary()).nodes["page:p"]
    assert (page["cited"], page["rated"], page["low"], page["low_share"], page["hops"]) == (4, 3, 1, 0.25, 0)
    assert "low_share" not in to_networkx(ordinary()).nodes["page:r"]


def test_edges_say_their_kind() -> None:
    drawn = to_networkx(ordinary())
    kinds = {(tail, head): kind for tail, head, kind in drawn.edges(data="kind")}
    assert kinds["page:p", "source:high"] == "cites"
    assert kinds["page:q", "source:high"] == "cites", "the twin stands for the same work"
    assert kinds["page:r", "page:p"] == "links"
    assert kinds["source:twin", "publisher:journal"] == "published-by"
    assert kinds["publisher:journal", "organization:house-of"] == "owned-by"
    assert kinds["organization:house-of", "organization:holding"] == "owned-by"
    assert drawn.nodes["source:twin"]["work"] == "high"


def test_a_page_that_cites_and_links_a_page_has_one_edge_that_says_both() -> None:
    graph = graph_of(
        pages=[{"id": "a"}, {"id": "b"}],
        citations=[{"citing": "page:a", "cited": "page:b"}],
        links=[{"page": "a", "target": "b"}],
    )
    assert list(to_networkx(graph).edges(data=True)) == [
        ("page:a", "page:b", {"kind": "cites", "also": "links"})
    ]


@by_format
def test_what_is_written_reads_back_equal(form: str) -> None:
    drawn, back = to_networkx(ordinary()), read_back(form, ordinary())
    assert back.is_directed()
    assert {n: without(a, "label") for n, a in back.nodes.items()} == dict(drawn.nodes.items())
    assert {(t, h): without(a, "id") for t, h, a in back.edges(data=True)} == {
        (t, h): a for t, h, a in drawn.edges(data=True)
    }


@by_format
def test_hostile_titles_read_back_equal(form: str) -> None:
    drawn, back = to_networkx(hostile()), read_back(form, hostile())
    assert [a.get("title") for a in back.nodes.values()] == [a.get("title") for a in drawn.nodes.values()]


@by_format
def test_characters_that_xml_forbids_are_removed_and_counted(form: str) -> None:
    graph = graph_of(pages=[{"id": "a\x01", "title": "one\x00\x1b[31m\ufffe two\tthree\nfour\U0001f600"}])
    written = READERS[form][0](graph)
    back = READERS[form][1](io.BytesIO(written.content))
    assert back.nodes["page:a"]["title"] == "one[31m two\tthree\nfour\U0001f600"
    assert written.removed == 4


@by_format
def test_ids_that_become_equal_stay_apart(form: str) -> None:
    graph = graph_of(pages=[{"id": "a\x01"}, {"id": "a\x02"}, {"id": "a"}])
    assert sorted(read_back(form, graph).nodes) == ["page:a", "page:a~2", "page:a~3"]


@by_format
def test_an_ordinary_graph_loses_nothing_and_holds_no_date(form: str) -> None:
    written = READERS[form][0](ordinary())
    assert written.removed == 0
    assert b"date" not in written.content
    assert networkx.__version__.encode() not in written.content


@by_format
def test_the_same_bytes_under_any_hash_seed(form: str) -> None:
    script = f"import sys; from tests.exporters.test_networkx import *; sys.stdout.buffer.write(READERS[{form!r}][0](ordinary()).content)"
    outputs = {
        subprocess.run(
            [sys.executable, "-c", script],
            check=True,
            capture_output=True,
            cwd=REPOSITORY,
            env={"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("0", "1", "77")
    }
    assert outputs == {READERS[form][0](ordinary()).content}
