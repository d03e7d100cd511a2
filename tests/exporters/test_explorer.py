"""The offline explorer as bytes, and what its data says, against the tables."""

from __future__ import annotations

import base64
import gzip
import json
import re
import subprocess
import sys
from html import unescape
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import kg
from kg.errors import ExportError
from kg.exporters import explorer
from kg.exporters.explorer import explorer_html
from kg.exporters.explorer_data import explorer_data
from kg.exporters.explorer_show import show
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.model.ids import NodeId
from tests.exporters.world import HOSTILE, graph_of, hostile, ordinary
from tests.machine import REPOSITORY, lacking


@pytest.fixture(scope="module")
def built() -> None:
    if not (REPOSITORY / "kg/views/assets/built/explorer.js").exists():
        lacking("the front end was not built: make ui")


@pytest.fixture(scope="module")
def seeds() -> KnowledgeGraph:
    return kg.load(REPOSITORY / "seeds")


@pytest.fixture(scope="module")
def data(seeds: KnowledgeGraph) -> dict[str, Any]:
    return explorer_data(seeds)


def unpacked(lists: dict[str, list[int]]) -> list[list[int]]:
    """Heads of each tail, as the script reads them."""
    steps = iter(lists["steps"])
    found = []
    for count in lists["counts"]:
        head = 0
        heads = []
        for _ in range(count):
            head += next(steps)
            heads.append(head)
        found.append(heads)
    assert next(steps, None) is None
    return found


def test_the_figures_of_pages_are_those_of_exposure(seeds: KnowledgeGraph, data: dict[str, Any]) -> None:
    words = [name for name, _, _ in data["words"]["verdicts"]]
    pages = data["pages"]
    rows = {
        key: (words[pages["verdict"][at]], pages["cited"][at], pages["rated"][at], pages["low"][at])
        for at, key in enumerate(pages["id"])
    }
    exposure = kg.measure_exposure(seeds)
    assert rows == {
        row[0]: row[1:] for row in exposure.select("page", "verdict", "cited", "rated", "low").rows()
    }
    ranked = sorted(range(len(pages["id"])), key=pages["rank"].__getitem__)
    assert [pages["id"][at] for at in ranked] == exposure["page"].to_list()


def test_the_steps_of_every_source_are_those_of_explain(seeds: KnowledgeGraph, data: dict[str, Any]) -> None:
    said, held = data["steps"], set()
    for key, chain in list(zip(data["sources"]["id"], said["of"], strict=True))[::7]:
        wanted = kg.explain(seeds, NodeId.source(key)).rows
        found = [
            (said["outcomes"][said["outcome"][at]][0], said["level"][at] or None, said["before"][at] or None)
            for at in said["chains"][chain]
        ]
        assert found == wanted.select("outcome", "level", "before").rows()
        nodes = [
            said["nodes"][said["node"][at]] if said["node"][at] >= 0 else None for at in said["chains"][chain]
        ]
        assert nodes == wanted["node"].to_list()
        held |= {outcome for outcome, *_ in found}
    assert held >= {"decided", "nothing", "unrated"}


def test_the_citations_are_those_of_the_graph(seeds: KnowledgeGraph, data: dict[str, Any]) -> None:
    names = [f"page:{key}" for key in data["pages"]["id"]] + [
        f"source:{key}" for key in data["sources"]["id"]
    ]
    nodes = (seeds.nodes["kind"] + ":" + seeds.nodes["key"]).to_list()
    slow = {
        (nodes[tail], nodes[head])
        for tail in range(len(nodes))
        for head in seeds.citations.neighbours(tail).tolist()
    }
    fast = {
        (names[tail], names[head]) for tail, heads in enumerate(unpacked(data["cites"])) for head in heads
    }
    assert fast == slow


def test_witnesses_name_the_same_nodes(seeds: KnowledgeGraph, data: dict[str, Any]) -> None:
    names = [f"page:{key}" for key in data["pages"]["id"]] + [
        f"source:{key}" for key in data["sources"]["id"]
    ]
    told = dict(zip(data["pages"]["id"], data["pages"]["witness"], strict=True))
    for page, witness in kg.measure_exposure(seeds).select("page", "witness").rows():
        assert [names[at] for at in told[page]] == list(witness or [])


def test_claims_that_rely_say_where_they_stand(seeds: KnowledgeGraph, data: dict[str, Any]) -> None:
    claims = data["claims"]
    pages = [data["pages"]["id"][at] for at in claims["page"]]
    certain = sum(claims["certain"])
    assert certain == kg.measure_exposure(seeds)["claims_relying"].sum()
    said = kg.explain(seeds, NodeId.page("debate")).claims.filter(pl.col("reliance") != "none")
    mine = [at for at, page in enumerate(pages) if page == "debate"]
    assert [(claims["file"][at], claims["line"][at]) for at in mine] == said.select("file", "line").rows()


def test_sources_have_the_level_and_the_reason_of_their_work(
    seeds: KnowledgeGraph, data: dict[str, Any]
) -> None:
    sources = data["sources"]
    for at in range(0, len(sources["id"]), 97):
        said = kg.explain(seeds, NodeId.source(sources["id"][at]))
        if sources["work"][at] >= 0:
            continue
        assert sources["level"][at] == (said.facts["level"] or 0)
        assert said.sentence.lower().endswith(sources["why"][at].lower())


def test_only_web_addresses_may_become_links() -> None:
    sources = explorer_data(hostile())["sources"]
    for url, safe in zip(sources["url"], sources["safe"], strict=True):
        assert not safe or url.startswith("https://")
    assert sum(sources["safe"]) < len(sources["safe"])


def test_an_empty_graph_has_empty_columns() -> None:
    data = explorer_data(graph_of())
    assert data["pages"]["id"] == data["sources"]["id"] == data["claims"]["page"] == []


def test_no_text_of_the_data_stands_outside_the_packed_block(built: None) -> None:
    page = explorer_html(hostile()).decode()
    for text in HOSTILE:
        assert text not in page
    assert page.count("<script") == 2
    packed = re.search(r'id="data">([A-Za-z0-9+/=]+)</script>', page)
    assert packed
    data = json.loads(gzip.decompress(base64.b64decode(packed[1])))
    assert HOSTILE[0] in data["pages"]["id"]


def test_a_title_is_escaped(built: None) -> None:
    graph = ordinary()
    settings = graph.corpus.settings
    object.__setattr__(settings, "title", "</title><script>window.ran=1</script>")
    page = explorer_html(graph).decode()
    assert "<script>window.ran" not in page
    assert "&lt;/title&gt;" in page


def test_the_same_bytes_under_any_hash_seed(built: None) -> None:
    code = (
        "import hashlib, kg\n"
        "from kg.exporters.explorer import explorer_html\n"
        "print(hashlib.sha256(explorer_html(kg.load('seeds'))).hexdigest())\n"
    )
    made = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=REPOSITORY,
            check=True,
            capture_output=True,
            env={"PYTHONHASHSEED": seed, "POLARS_MAX_THREADS": "1", "PATH": "/usr/bin:/bin"},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(made) == 1


def test_html_without_a_node_is_the_explorer_and_with_one_its_neighbourhood(
    built: None, tmp_path: Path
) -> None:
    kg.export(ordinary(), tmp_path / "explorer.html")
    kg.export(ordinary(), tmp_path / "near.html", around=NodeId.page("p"))
    assert b'id="data"' in (tmp_path / "explorer.html").read_bytes()
    assert b"mynetwork" in (tmp_path / "near.html").read_bytes()


def test_where_the_front_end_was_not_built_the_error_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(explorer.resources, "files", lambda _: tmp_path)
    (tmp_path / "assets").mkdir()
    with pytest.raises(ExportError, match="make ui"):
        explorer_html(ordinary())


def test_a_notebook_shows_the_neighbourhood_in_a_frame_without_rights() -> None:
    shown = show(ordinary(), around=NodeId.page("p"))
    frame = shown._repr_html_()
    assert frame.startswith("<iframe srcdoc=")
    assert 'sandbox="allow-scripts"' in frame
    inside = re.search(r'srcdoc="([^"]*)"', frame)
    assert inside
    assert unescape(inside[1]) == shown.html
    with pytest.raises(kg.errors.UnknownNodeError):
        show(ordinary(), around=NodeId.page("nobody"))


def test_hostile_names_cannot_leave_the_frame() -> None:
    frame = show(hostile(), around=NodeId.page(HOSTILE[0]))._repr_html_()
    assert frame.count("<") == 2
