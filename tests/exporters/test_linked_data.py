"""The folder of linked data, served by Python's own file server and walked."""

import functools
import http.client
import http.server
import re
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Literal
from urllib.parse import urljoin, urlsplit

import pytest
import rdflib
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

import kg
from kg.exporters import linked_data_folder
from kg.exporters.linked_data import write_linked_data
from kg.exporters.linked_data_folder import LIST, replaced_folder
from kg.model.corpus import BASE
from kg.rdf.oxigraph import parse_quads
from tests.machine import REPOSITORY
from tests.rdf.worlds import hostile_world, small_world

WORLD = small_world()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    assert kg.export(WORLD, f"{folder}/", format="linked-data") == []
    return folder


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole demo world."""
    folder = tmp_path_factory.mktemp("demo") / "site"
    assert write_linked_data(kg.load(REPOSITORY / "seeds"), folder) == []
    return folder


class Quiet(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # one connection for thousands of questions

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


def held(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }


def test_pages_of_nodes_that_are_gone_go_and_files_of_others_stay(site: Path, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    write_linked_data(hostile_world(), folder)
    before = set(held(folder))
    (folder / "CNAME").write_text("example.org", "utf-8")
    (folder / "id" / "page" / "mine").mkdir()
    (folder / "id" / "page" / "mine" / "a.txt").write_text("mine", "utf-8")
    (folder / "link").symlink_to("CNAME")
    write_linked_data(WORLD, folder)
    after = held(folder)
    mine = {"CNAME", "id/page/mine/a.txt"}
    assert {name: content for name, content in after.items() if name not in mine} == held(site)
    assert after["CNAME"] == b"example.org"
    assert after["id/page/mine/a.txt"] == b"mine"
    assert (folder / "link").readlink() == Path("CNAME")
    assert before - set(after)
    assert set((folder / LIST).read_text("utf-8").splitlines()) == set(held(site))
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_file_of_another_that_is_in_the_way_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    with replaced_folder(folder) as made:
        made.write("a", b"1")
    (folder / "b").write_text("mine", "utf-8")
    with (
        pytest.raises(kg.errors.ExportError, match="b: is not ours, and in the way"),
        replaced_folder(folder) as made,
    ):
        made.write("b", b"2")
    assert held(folder) == {"a": b"1", "b": b"mine", LIST: f"a\n{LIST}\n".encode()}
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_folder_of_an_older_version_is_written_over(site: Path, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    write_linked_data(WORLD, folder)
    (folder / LIST).unlink()
    (folder / "CNAME").write_text("example.org", "utf-8")
    write_linked_data(WORLD, folder)
    assert held(folder) == {**held(site), "CNAME": b"example.org"}


_KILLED = """
import os, sys
from kg.exporters import linked_data_folder
from kg.exporters.linked_data import write_linked_data
from tests.rdf.worlds import small_world
left = int(sys.argv[2])
whole = linked_data_folder.NewFolder.write
def write(self, name, content):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), 9)
    whole(self, name, content)
linked_data_folder.NewFolder.write = write
write_linked_data(small_world(), sys.argv[1])
"""


def test_a_killed_export_leaves_the_old_folder_whole_and_the_next_removes_what_it_left(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "site"
    write_linked_data(hostile_world(), folder)
    old = held(folder)
    killed = subprocess.run(
        [sys.executable, "-c", _KILLED, str(folder), "300"], check=False, cwd=REPOSITORY, capture_output=True
    )
    assert killed.returncode == -9, killed.stderr
    assert len(list(tmp_path.iterdir())) == 2
    assert held(folder) == old
    write_linked_data(hostile_world(), folder)
    assert [path.name for path in tmp_path.iterdir()] == ["site"]
    assert held(folder) == old


def test_an_export_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "site"
    with replaced_folder(folder) as made:
        made.write("a", b"1")
    old = held(folder)

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    for name in ("_exchange", "_flush", "_carry"):
        with monkeypatch.context() as broken:
            broken.setattr(linked_data_folder, name, refuse)
            with (
                pytest.raises(kg.errors.ExportError, match="cannot be written: no space left"),
                replaced_folder(folder) as made,
            ):
                made.write("b", b"2")
        assert held(folder) == old
        assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_file_system_that_exchanges_no_names_does_it_in_two_steps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "site"
    monkeypatch.setattr("kg.exporters.linked_data_folder.ctypes.CDLL", lambda *_, **__: object())
    for content in (b"1", b"2"):
        with replaced_folder(folder) as made:
            made.write("a", content)
    assert held(folder)["a"] == b"2"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]
    folder.rename(linked_data_folder._aside(folder))  # killed between the two
    with pytest.raises(KeyError), replaced_folder(folder):
        raise KeyError
    assert held(folder)["a"] == b"2"


_OURS = re.compile(re.escape(BASE).encode() + rb"[^\s\"'<>\\]*")


def forms_of(iri: str) -> list[str]:
    """Return where a server is asked for an IRI; one that ends in a slash is a prefix of others, and has a list."""
    path = "/" + iri.removeprefix(BASE)
    if path.endswith("/") or path.startswith("/dump/"):
        return [path]
    return [f"{path}/", f"{path}/index.ttl", f"{path}/index.jsonld"]


def test_every_iri_in_any_file_of_the_demo_world_is_found(demo: Path) -> None:
    found = {one.partition("#")[0] for one in iris_of(demo)}
    for path in demo.rglob("*"):
        if path.suffix in {".html", ".ttl", ".jsonld", ".xml"}:
            for text in _OURS.findall(path.read_bytes()):
                found.add(text.decode().replace("&amp;", "&").partition("#")[0])
    assert len(found) > 5000
    lost = []
    for root in serve(demo):
        connection = http.client.HTTPConnection(urlsplit(root).netloc)
        for form in (form for iri in sorted(found) for form in forms_of(iri)):
            connection.request("HEAD", form)
            answer = connection.getresponse()
            answer.read()
            lost += [form] if answer.status != 200 else []
        connection.close()
    assert not lost


KINDS = (
    "page", "source", "publisher", "org", "rater", "claim", "rating", "effective", "citation", "scale", "place",
)  # fmt: skip


SCHEMES: tuple[tuple[Literal["light", "dark"], dict[str, list[str]]], ...] = (
    ("light", {}),
    ("dark", {"runOnly": ["color-contrast"]}),  # nothing else depends on it
)


@pytest.fixture(scope="module")
def demo_root(demo: Path) -> Iterator[str]:
    yield from serve(demo)


@pytest.mark.parametrize(
    "path", ["", "ns", "id/dataset", "shapes", "id/publisher/", *(f"id/{kind}" for kind in KINDS)]
)
def test_the_pages_are_accessible(path: str, demo: Path, demo_root: str, root: str, browser: Browser) -> None:
    if path.removeprefix("id/") in KINDS:
        pages = [one.parent for one in (demo / path).rglob("index.html")]
        pages.sort(key=lambda one: ((one / "index.html").stat().st_size, str(one)))
        path = pages[len(pages) // 2].relative_to(demo).as_posix()
    page = browser.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    within = root if path == "ns" else demo_root  # that of the demo world has thousands of rows
    page.goto(f"{within}{path.rstrip('/')}/" if path else within)
    for scheme, asked in SCHEMES[: 1 if path == "ns" else 2]:  # axe takes five seconds for a long page
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page, options=asked).response["violations"]
        assert not [(one["id"], one["nodes"][0]["html"]) for one in found], (path, scheme)
    page.close()
    assert not [text for text in complaints if "favicon" not in text and "404" not in text]
