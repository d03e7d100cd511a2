"""A second reading of the Longterm Wiki, without kg: three patterns and the YAML, as its ``build-data.mjs`` has them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

CONTENT = "content/docs"
COMPONENT = re.compile(r'<R\s+[^>]*id="([a-f0-9]+)"[^>]*>')
LINK = re.compile(r"(?<!!)\[([^\]]+)\]\((https?://[^)]+)\)")
"""The patterns of the wiki's build script."""
ADDRESS = re.compile(r"https?://[^\s<>\"\]]+")
CODE = re.compile(r"^ *(`{3,}).*?^ *\1|``.+?``|`[^`\n]+`", re.DOTALL | re.MULTILINE)
EXPRESSION = re.compile(r"\{`.*?`\}", re.DOTALL)
ARXIV = re.compile(r"arxiv\.org/(?:abs|pdf|html)/(\d{4}\.\d{4,5})")
Pair = tuple[str, str]


@dataclass(frozen=True)
class Wiki:
    """The wiki by a second reading: records, and the text of each page by the id that its build gives it."""

    records: list[dict[str, Any]]
    texts: dict[str, str]
    page_of: dict[str, str]
    """The id of the page of each file; of several files of one id the last has it, as in the build."""

    def links(self, page: str) -> set[str]:
        """Return the addresses that the build's pattern finds on a page, cut as it cuts them."""
        return {found[2] for found in LINK.finditer(self.texts[page])}


def read_wiki(checkout: Path) -> Wiki:
    records: list[dict[str, Any]] = []
    for file in sorted((checkout / "data" / "resources").glob("*.yaml")):
        records += yaml.load(file.read_text("utf-8"), Loader=yaml.CSafeLoader)
    root = checkout / CONTENT
    texts: dict[str, str] = {}
    page_of: dict[str, str] = {}
    for path in sorted(path for path in root.rglob("*") if path.suffix in (".md", ".mdx")):
        inside = path.relative_to(root)
        if len(inside.parts) > 1:
            page = f"__index__/{inside.parent.as_posix()}" if path.stem == "index" else path.stem
            page_of = {file: known for file, known in page_of.items() if known != page}
            page_of[f"{CONTENT}/{inside.as_posix()}"] = page
            texts[page] = path.read_text("utf-8")
    return Wiki(records, texts, page_of)


def spellings(url: str) -> list[str]:
    """Return an address as the build indexes it: with and without ``www.`` and the last slash."""
    parts = urlsplit(url)
    if not parts.netloc:
        return [url]
    whole = parts._replace(netloc=parts.netloc.lower(), path=parts.path or "/").geturl().removesuffix("/")
    other = (
        whole.replace("://www.", "://", 1)
        if parts.netloc.lower().startswith("www.")
        else whole.replace("://", "://www.", 1)
    )
    return [whole, f"{whole}/", other, f"{other}/"]


def slow_pairs(wiki: Wiki) -> dict[Pair, tuple[bool, bool, bool]]:
    """Return who cites what, and by which of the three mechanisms."""
    by_address = {
        one: record["id"] for record in wiki.records if record.get("url") for one in spellings(record["url"])
    }
    known = {record["id"] for record in wiki.records}
    cited_by = {(page, record["id"]) for record in wiki.records for page in record.get("cited_by") or ()}
    found: dict[Pair, tuple[bool, bool, bool]] = {}
    for page, text in wiki.texts.items():
        components = {key for key in COMPONENT.findall(text) if key in known}
        stated = {key for citing, key in cited_by if citing == page}
        linked = set()
        for url in wiki.links(page):
            bare = url.removesuffix("/")
            linked.add(by_address.get(url) or by_address.get(bare) or by_address.get(f"{bare}/"))
        for key in (components | stated | linked) - {None}:
            found[page, key] = (key in components, key in stated, key in linked)
    return found


def work_of(url: str) -> str:
    """Return what an address is the address of, however it is spelled."""
    paper = ARXIV.search(url)
    if paper:
        return f"arxiv:{paper[1]}"
    bare = url.partition("#")[0].partition("://")[2].removeprefix("www.").rstrip("/")
    host, slash, path = bare.partition("/")
    return host.lower() + slash + path


def written_on(page: str, wiki: Wiki) -> set[str]:
    """Return the works of all addresses on a page, whatever stands around them."""
    found = ADDRESS.findall(wiki.texts[page])
    return {work_of(cut) for url in found for cut in (url, url.rstrip(").,;:*|"), url.partition(")")[0])}


def cut_at_parenthesis(url: str, page: str, wiki: Wiki) -> bool:
    """Say whether the build's pattern ends within an address, or would end within it."""
    cut = url.partition(")")[0]
    return cut.count("(") > cut.count(")") and cut in wiki.links(page)
