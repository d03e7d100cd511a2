"""From the pages of a site to the tables of every reader: pages, claims, citations, links, and what is wrong."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from kg.model.corpus import problem
from kg.readers.documents.claims import ClaimNames
from kg.readers.documents.configuration import Documents
from kg.readers.documents.front_matter import stated
from kg.readers.documents.parsed import Block, Comment
from kg.readers.documents.site import Page, Site, path_id, title_of
from kg.readers.documents.waivers import BadWaiverError, waiver_of
from kg.readers.raw import RawTable

Row = dict[str, str | None]
Value = str | list[str] | None
_COLUMNS = {
    "pages": ("id", "title", "url", "type", "quality"),
    "claims": ("id", "page", "file", "line", "end_line", "text", "hash"),
    "citations": ("citing", "cited", "url", "claim", "mechanism", "character", "file", "line", "column"),
    "links": ("page", "target"),
    "waivers": ("file", "rules", "first_line", "last_line", "until", "because"),
}
_LISTS = frozenset({"rules"})


@dataclass(slots=True)
class Rows:
    """Rows of tables, and problems, as they are found."""

    tables: dict[str, list[dict[str, Value]]] = field(default_factory=lambda: {name: [] for name in _COLUMNS})
    problems: list[Row] = field(default_factory=list)
    linked: set[tuple[str, str]] = field(default_factory=set)

    def add(self, table: str, origin: str, *values: Value) -> None:
        """Add a row of a table; the values stand in the order of its columns."""
        self.tables[table].append({**dict(zip(_COLUMNS[table], values, strict=True)), "origin": origin})


def document_tables(site: Site) -> tuple[list[RawTable], list[Row]]:
    """Return the tables of a site's pages, and their problems; files are named by their paths in its folder.

    >>> from pathlib import Path
    >>> from kg.readers.documents.parsed import Parsed
    >>> from kg.readers.documents.tree import Tree
    >>> site = Site(Documents(), Tree(Path(".")), [Page("a", "a.md", Parsed(heading="A"))])
    >>> document_tables(site)[0][0].frame.row(0)
    ('a', 'A', None, None, None, 'a.md:1')
    """
    rows = Rows()
    for page in site.pages:
        _add_page(page, site, rows)
    return [_table(name, found) for name, found in rows.tables.items()], rows.problems


def _table(name: str, rows: list[dict[str, Value]]) -> RawTable:
    schema = {
        column: pl.List(pl.String) if column in _LISTS else pl.String
        for column in (*_COLUMNS[name], "origin")
    }
    return RawTable(name, pl.DataFrame(rows, schema=schema), "")


def _add_page(page: Page, site: Site, rows: Rows) -> None:
    file = page.file
    rows.add("pages", f"{file}:1", page.id, title_of(page, site.said), *_facts(page, site.said))
    for one in page.parsed.findings:
        row = problem(one.kind, one.message, subject=f"page:{page.id}", origin=f"{file}:{one.line}")
        rows.problems.append(row)
    for comment in page.parsed.comments:
        _add_waiver(comment, page, rows)
    names = ClaimNames()
    for block in page.parsed.blocks:
        _add_block(block, page, site, names, rows)


def _facts(page: Page, said: Documents) -> tuple[str | None, str | None, str | None]:
    """Return the address, type and quality of a page, as far as they are configured."""
    stated_as = {
        name: stated(page.parsed.front, path)
        for name, path in said.front_matter.items()
        if name not in ("id", "title")
    }
    url = stated_as.get("url")
    if url is None and said.base_url:
        path = page.id if page.declared else path_id(page.file, said.root)
        url = f"{said.base_url.rstrip('/')}/{'' if path == 'index' else path}"
    return url, stated_as.get("type"), stated_as.get("quality")


def _add_waiver(comment: Comment, page: Page, rows: Rows) -> None:
    origin = f"{page.file}:{comment.line}"
    try:
        said = waiver_of(comment)
    except BadWaiverError as error:
        rows.problems.append(problem("bad-waiver", str(error), subject=f"page:{page.id}", origin=origin))
        return
    rows.add("waivers", origin, page.file, *(said[name] for name in _COLUMNS["waivers"][1:]))


def _add_block(block: Block, page: Page, site: Site, names: ClaimNames, rows: Rows) -> None:
    """Add the citations and links of a block; it is a claim if it holds a citation."""
    file = page.file
    found = []
    for one in block.references:
        target = site.target(one, page)
        origin = f"{file}:{one.line}"
        if target.broken:
            rows.problems.append(
                problem("broken-reference", target.broken, subject=f"page:{page.id}", origin=origin)
            )
        evidence = one.evidence or one.character or site.said.evidence_links
        cited = target.cited or (f"page:{target.page}" if target.page and evidence else None)
        if cited is not None:
            found.append((one, cited, origin))
        elif target.page and target.page != page.id and (page.id, target.page) not in rows.linked:
            rows.linked.add((page.id, target.page))
            rows.add("links", origin, page.id, target.page)
    if not found:
        return
    name = names.name(block.hash)
    place = (file, str(block.line), str(block.end_line))
    rows.add("claims", f"{file}:{block.line}", name, page.id, *place, block.text, block.hash)
    for one, cited, origin in found:
        how = (name, one.mechanism, one.character, file, str(one.line), str(one.column))
        rows.add("citations", origin, f"page:{page.id}", cited, one.target, *how)
