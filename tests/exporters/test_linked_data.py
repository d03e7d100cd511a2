"""The folder of linked data, served by Python's own file server and walked."""

import functools
import http.server
import re
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin

import pytest
import rdflib
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

import kg
from kg.exporters.linked_data import write_linked_data
from kg.model.corpus import BASE
from kg.rdf.oxigraph import parse_quads
from tests.rdf.worlds import hostile_world, small_world

WORLD = small_world()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    assert kg.export(WORLD, f"{folder}/", format="linked-data") == []
    return folder


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


def serve(folder: Path) -> Iterator[str]:
    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture(scope="module")
def root(site: Path) -> Iterator[str]:
    yield from serve(site)


def get(address: str) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(address) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, b""


def iris_of(site: Path) -> set[str]:
    rows = parse_quads((site / "dump/graph.trig").read_bytes(), "trig")
    return {term[1:-1] for row in rows for term in row if term.startswith(f"<{BASE}")}


def test_every_iri_of_ours_is_found_in_three_forms(site: Path, root: str) -> None:
    found = iris_of(site)
    assert len(found) > 200
    lost = []
    for iri in {one.partition("#")[0] for one in found}:
        address = root + iri.removeprefix(BASE)
        forms = (
            [address] if "/dump/" in address else [address, f"{address}/index.ttl", f"{address}/index.jsonld"]
        )
        lost += [one for one in forms if get(one)[0] != 200]
    assert not lost


def test_a_node_says_the_same_in_turtle_and_json_ld_as_the_dump(site: Path) -> None:
    rows = list(parse_quads((site / "dump/graph.trig").read_bytes(), "trig"))
    for path in ("id/source/sora", "id/page/vaccines", "id/effective/story", "id/basis/override"):
        node = f"<{BASE}{path}>"
        expected = {row[:3] for row in rows if row[0] == node}
        for suffix, name in (("ttl", "ttl"), ("jsonld", "jsonld")):
            content = (site / path / f"index.{suffix}").read_bytes()
            assert {row[:3] for row in parse_quads(content, name)} == expected, path


class Links(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.names: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag in ("a", "link") and said.get("href"):
            self.targets.append(str(said["href"]))
        if said.get("id"):
            self.names.add(str(said["id"]))


def walk(root: str) -> tuple[int, list[str]]:
    """Follow every link on the server from the front page; return how many pages there are, and the dead ends."""
    seen, todo, dead = set(), [root], []
    while todo:
        address = todo.pop()
        if address in seen:
            continue
        seen.add(address)
        status, content = get(address)
        if status != 200:
            dead.append(address)
        if b"<html" in content[:100]:
            for target in Links(content.decode()).targets:
                whole = urljoin(address, target).partition("#")[0]
                if whole.startswith(root):
                    todo.append(whole)
    return len(seen), dead


def test_every_link_is_alive_and_every_page_reached(site: Path, root: str) -> None:
    number, dead = walk(root)
    assert not dead
    assert number > 250


def test_the_vocabulary_has_a_place_for_each_term(site: Path) -> None:
    names = Links((site / "ns/index.html").read_text("utf-8")).names
    assert {one.partition("#")[2] for one in iris_of(site) if one.startswith(f"{BASE}ns#")} - {""} <= names


def test_the_data_set_says_where_its_dump_lies(site: Path) -> None:
    graph = rdflib.Graph().parse(site / "id/dataset/index.ttl")
    void, dcat = rdflib.Namespace("http://rdfs.org/ns/void#"), rdflib.Namespace("http://www.w3.org/ns/dcat#")
    dataset = rdflib.URIRef(f"{BASE}id/dataset")
    assert graph.value(dataset, void.dataDump) == rdflib.URIRef(f"{BASE}dump/graph.trig")
    assert graph.value(dataset, dcat.distribution) == rdflib.URIRef(f"{BASE}id/dataset/dump")


def test_the_sitemap_names_every_page(site: Path) -> None:
    named = set(re.findall("<loc>(.*?)</loc>", (site / "sitemap.xml").read_text("utf-8")))
    assert f"{BASE}id/page/openai" in named
    assert len(named) == len(list(site.rglob("index.ttl")))


def test_hostile_ids_and_texts_stay_inside_and_escaped(tmp_path: Path) -> None:
    folder = tmp_path / "inner" / "site"
    notices = write_linked_data(hostile_world(), folder)
    assert [path.name for path in tmp_path.iterdir()] == ["inner"]
    assert [path.name for path in (tmp_path / "inner").iterdir()] == ["site"]
    assert notices
    for page in folder.rglob("index.html"):
        text = page.read_text("utf-8")
        assert "<script" not in text
        assert not [one for one in Links(text).targets if one.startswith(("javascript:", "data:"))]
    for root in serve(folder):
        assert walk(root)[0] > 100


def test_the_same_bytes_each_time(site: Path, tmp_path: Path) -> None:
    write_linked_data(WORLD, tmp_path / "again")
    files = [path.relative_to(site) for path in sorted(site.rglob("*")) if path.is_file()]
    assert files == [
        path.relative_to(tmp_path / "again")
        for path in sorted((tmp_path / "again").rglob("*"))
        if path.is_file()
    ]
    assert not [one for one in files if (site / one).read_bytes() != (tmp_path / "again" / one).read_bytes()]


def test_a_folder_that_holds_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(kg.errors.ExportError, match="holds something else"):
        write_linked_data(WORLD, tmp_path)
    with pytest.raises(kg.errors.ExportError, match="linked data is a folder"):
        kg.export(WORLD, tmp_path / "x.ttl", format="linked-data")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["", "id/source/sora", "id/page/vaccines", "ns", "id/dataset"])
def test_the_pages_are_accessible(path: str, scheme: str, root: str, browser: Browser) -> None:
    page = browser.new_page(color_scheme=scheme)  # type: ignore[arg-type]
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(root + path)
    found = Axe().run(page).response["violations"]
    page.close()
    assert not [(one["id"], one["nodes"][0]["html"]) for one in found]
    assert not [text for text in complaints if "favicon" not in text and "404" not in text]
