"""The views over HTTP: status, type, twins, tags, the theme, hostile addresses; one server for all."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from typer.testing import CliRunner

from kg.cli.main import app
from kg.server.theme import way_back
from tests.server.hostile_texts import HOSTILE
from tests.server.serving import Server, serving
from tests.server.test_rendering import Read

NODES = {
    "page": ("openai", "empty"),
    "source": ("sora", "dangling", "mute"),
    "publisher": ("openai", "daily"),
    "organization": ("media", "stopped"),
}
LISTS = [
    "exposure",
    "sources",
    "publishers",
    "organizations",
    "worklist",
    "search",
    "help",
    "what-if",
    "graph",
]
ADDRESSES = [
    "/",
    *(f"/{name}" for name in LISTS),
    "/search?q=open",
    "/exposure?verdict=uncited&sort=-cited&per=1&page=2&columns=page,score",
    "/what-if?node=publisher:openai&level=1",
    "/graph?around=page:openai",
    "/page/openai?tab=through",
    "/page/openai?tab=cited-by",
    "/path/openai",
    *(f"/{kind}/{key}" for kind, keys in NODES.items() for key in keys),
]
HTML = {"accept": "text/html"}


def twin(address: str, form: str) -> str:
    path, mark, query = address.partition("?")
    return f"{'/overview' if path == '/' else path}.{form}{mark}{query}"


@pytest.fixture(scope="module")
def server(snapshot: Path) -> Iterator[Server]:
    """A server with the usual patience: a what-if on a slow machine takes seconds."""
    with serving(snapshot, "--cors", "https://friend.example", "--log", "json") as running:
        yield running


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_view_is_a_page_and_the_same_as_data(server: Server, address: str) -> None:
    page = server.client.get(address, headers=HTML)
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert page.text.count("<h1") == 1 and page.text.count('id="main"') == 1
    assert not re.search(r"""<[^>]+ (style|on\w+)=|<script(?! (type="module" )?src="/static/)""", page.text)
    data = server.client.get(twin(address, "json"))
    assert (data.status_code, data.headers["content-type"]) == (200, "application/json")
    assert isinstance(data.json(), (list, dict))
    table = server.client.get(twin(address, "csv"))
    assert (table.status_code, table.headers["content-type"]) == (200, "text/csv; charset=utf-8")
    assert len({len(row) for row in csv.reader(io.StringIO(table.text)) if row}) <= 1


@pytest.mark.parametrize("address", ADDRESSES)
def test_links_within_a_view_lead_somewhere(server: Server, address: str) -> None:
    text = server.client.get(address, headers=HTML).text
    main = text[text.index("<main") : text.index("</main>")]
    found = dict.fromkeys(link.replace("&amp;", "&") for link in re.findall(r' href="(/[^"#]*)', main))
    for link in list(found)[:25]:
        assert server.client.get(link, headers=HTML).status_code == 200, link


@pytest.mark.parametrize(
    ("address", "command"),
    [
        ("/exposure.json", ["exposure", "--format", "json"]),
        ("/worklist.json", ["coverage", "--format", "json"]),
    ],
)
def test_a_table_as_json_is_what_the_command_prints(
    server: Server, snapshot: Path, address: str, command: list[str]
) -> None:
    shown = CliRunner().invoke(app, [command[0], str(snapshot), *command[1:]])
    assert server.client.get(address).json() == json.loads(shown.stdout)


def test_the_table_as_csv_is_what_the_command_prints(server: Server, snapshot: Path) -> None:
    shown = CliRunner().invoke(app, ["exposure", str(snapshot), "--format", "csv"])
    assert server.client.get("/exposure.csv").text == shown.stdout


@pytest.mark.parametrize("kind", NODES)
def test_a_node_is_also_rdf(server: Server, kind: str) -> None:
    turtle = server.client.get(f"/{kind}/{NODES[kind][0]}.ttl")
    assert (turtle.status_code, turtle.headers["content-type"]) == (200, "text/turtle; charset=utf-8")
    assert f"{'org' if kind == 'organization' else kind}:{NODES[kind][0]}" in turtle.text
    linked = server.client.get(f"/{kind}/{NODES[kind][0]}.jsonld")
    assert (linked.status_code, linked.headers["content-type"]) == (200, "application/ld+json")
    assert linked.json()


@pytest.mark.parametrize("kind", [*NODES, "path"])
def test_an_unknown_id_is_not_found_in_every_form(server: Server, kind: str) -> None:
    page = server.client.get(f"/{kind}/opnai", headers=HTML)
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "etag" not in page.headers
    if kind in ("page", "publisher"):
        assert f'href="/{kind}/openai"' in page.text
    for form in ("json", "csv") if kind == "path" else ("json", "csv", "ttl", "jsonld"):
        data = server.client.get(f"/{kind}/opnai.{form}")
        assert (data.status_code, data.headers["content-type"]) == (404, "text/plain; charset=utf-8"), form


@pytest.mark.parametrize("text", [one for one in HOSTILE if 0 < len(one) < 2_000])
def test_a_hostile_id_or_word_is_answered_and_stays_text(server: Server, text: str) -> None:
    encoded = quote(text, safe="")
    for address, statuses in (
        (f"/page/{encoded}", (404,)),
        (f"/page/{encoded}.json", (404,)),
        (f"/page/{encoded}.ttl", (404,)),
        (f"/search?q={encoded}", (200, 400)),
        (f"/what-if?node={encoded}&level=4", (200, 400)),
        (f"/exposure?sort={encoded}", (400,)),
        (f"/theme?to=dark&back={encoded}", (303,)),
    ):
        request = server.client.build_request("GET", server.url, headers=HTML)
        request.url = request.url.copy_with(raw_path=address.encode("latin-1"))
        answer = server.client.send(request)
        assert answer.status_code in statuses, (address, answer.status_code, answer.text[:300])
        lower = answer.text.lower()
        assert "<script>alert" not in lower and "<img src=x" not in lower and "<svg onload" not in lower
        if answer.headers.get("content-type", "").startswith("text/html"):
            read = Read(answer.text)
            assert not read.open
            assert not [one for one in read.addresses if not re.match(r"/(?![/\\])|\?|#|https?://|$", one)]
        if "location" in answer.headers:
            assert re.fullmatch(r"/(?![/\\]).*", answer.headers["location"], re.DOTALL)
    server.client.cookies.clear()


@pytest.mark.parametrize(
    ("target", "status"),
    [
        (b"/page/", 404),
        (b"/page/a/b", 404),
        (b"/page/..", 404),
        (b"/page/%2e%2e.ttl", 404),
        (b"/page/%00", 404),
        (b"/page/%ff", 404),
        (b"/page/%", 404),
        (b"/page/" + b"a" * 20_000, 404),
        (b"/page/openai%2Ejson", 404),
        (b"/page/openai.xml", 404),
        (b"/page/openai.json.json", 404),
        (b"/page/openai/", 404),
        (b"/Page/openai", 404),
        (b"/path/openai.ttl", 404),
        (b"/overview", 404),
        (b"/exposure.ttl", 404),
        (b"/exposure/", 404),
        (b"/exposure?sort=nothing", 400),
        (b"/exposure?page=0", 400),
        (b"/exposure?page=-1", 400),
        (b"/exposure?page=99999999", 200),
        (b"/exposure?per=1e9", 400),
        (b"/exposure?columns=evil", 400),
        (b"/exposure?verdict=evil", 400),
        (b"/exposure?q=%ff", 400),
        (b"/exposure?" + b"a=1&" * 200, 400),
        (b"/exposure?unknown=1", 200),
        (b"/graph?around=evil", 404),
        (b"/what-if?node=page%3Aopenai&level=9", 400),
    ],
)
def test_an_odd_address_gets_the_right_status(server: Server, target: bytes, status: int) -> None:
    head = (
        b"GET " + target + b" HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\nConnection: close\r\n\r\n"
    )
    received = server.raw(head)
    found = re.match(rb"HTTP/1\.1 (\d+)", received)
    assert found and int(found[1]) in ((status, 400) if target.startswith(b"/graph") else (status,)), (
        received[:600]
    )
    assert b"Traceback" not in received


def test_a_bad_parameter_says_what_there_is(server: Server) -> None:
    page = server.client.get("/exposure?sort=verdikt", headers=HTML)
    assert page.status_code == 400 and "verdict" in page.text and "<h1>" in page.text
    data = server.client.get("/exposure.json?sort=verdikt")
    assert (data.status_code, data.headers["content-type"]) == (400, "text/plain; charset=utf-8")


@pytest.mark.parametrize("address", ["/", "/exposure", "/page/openai", "/exposure.json", "/page/openai.csv", "/page/openai.ttl"])  # fmt: skip
def test_what_is_known_is_not_sent_again_and_head_is_get_without_a_body(server: Server, address: str) -> None:
    first = server.client.get(address)
    assert first.headers["cache-control"] == "no-cache" and first.headers["vary"].startswith("Accept, Cookie")
    again = server.client.get(address, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content, again.headers["vary"]) == (304, b"", first.headers["vary"])
    head = server.client.head(address)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(first.content))


def test_the_tag_is_another_for_another_theme_query_or_form(server: Server) -> None:
    answers = [
        server.client.get("/exposure"),
        server.client.get("/exposure?sort=cited"),
        server.client.get("/exposure.json"),
        server.client.get("/exposure", headers={"cookie": "theme=dark"}),
    ]
    assert len({answer.headers["etag"] for answer in answers}) == 4


def test_the_theme_is_a_cookie_that_the_page_obeys(server: Server) -> None:
    set_ = server.client.get("/theme?to=dark&back=/exposure%3Fq%3Da")
    assert (set_.status_code, set_.headers["location"]) == (303, "/exposure?q=a")
    assert set_.headers["set-cookie"].startswith("theme=dark; HttpOnly; Max-Age=")
    server.client.cookies.clear()
    for address in ("/", "/sparql", "/nothing", "/page/nothing"):
        page = server.client.get(address, headers={**HTML, "cookie": "theme=dark"})
        assert '<html lang="en" data-theme="dark">' in page.text
    forged = server.client.get("/", headers={**HTML, "cookie": 'theme="><script>'})
    assert '<html lang="en">' in forged.text
    gone = server.client.get("/theme?to=system")
    server.client.cookies.clear()
    assert "Max-Age=0" in gone.headers["set-cookie"]
    assert server.client.get("/theme?to=pink").status_code == 400


@pytest.mark.parametrize(
    "back",
    ["//evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example", "javascript:alert(1)", "/\tevil",
     "/a\r\nSet-Cookie: a=b", "", " //evil.example", "/é", "/theme?to=dark", "evil", "/%0d%0a\n"],
)  # fmt: skip
def test_the_way_back_never_leads_elsewhere(back: str) -> None:
    assert way_back(back) == "/"


def test_a_view_is_rendered_once_and_then_kept(server: Server) -> None:
    address = "/sources?sort=type&unlike=others"
    counts = [server.metric("kg_queries_total")]
    for _ in range(3):
        server.client.get(address)
        counts.append(server.metric("kg_queries_total"))
    assert [after - counts[0] for after in counts[1:]] == [1, 1, 1]
    assert server.metric("kg_kept_bytes") > 0
    assert 'kg_workers{pool="views"}' in server.client.get("/metrics").text


def test_assets_have_their_type_and_change_their_address(server: Server) -> None:
    page = server.client.get("/", headers=HTML).text
    found = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    assert {link.partition("?")[0] for link in found} >= {"/static/kg.css", "/static/icon.svg"}
    for link in found:
        answer = server.client.get(link)
        assert answer.status_code == 200 and "max-age" in answer.headers["cache-control"]
        assert answer.headers["x-content-type-options"] == "nosniff"
