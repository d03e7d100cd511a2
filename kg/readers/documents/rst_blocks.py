"""From the tree of a document of reStructuredText to what it says: the step that a cache may keep."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from kg.errors import ReadError, line_in
from kg.readers.documents.claims import normalised
from kg.readers.documents.comments import said_to_kg
from kg.readers.documents.configuration import Options
from kg.readers.documents.directives import is_change, is_code, is_titled
from kg.readers.documents.front_matter import front_blocks
from kg.readers.documents.inline import CODE, COMMENT, Inline
from kg.readers.documents.opened import OpenBlock, closed, spread_footnotes
from kg.readers.documents.parsed import (
    ADDRESS,
    DOCUMENT,
    INCLUDE,
    SOURCE,
    Block,
    Comment,
    Finding,
    Parsed,
    Reference,
)
from kg.readers.documents.restructuredtext import TooLargeError, parse_tree
from kg.readers.documents.rst_inline import address_of, normal_name, scan, unescape
from kg.readers.documents.rst_lines import Node, join, locate_rows, number_of
from kg.readers.documents.rst_names import ALIAS, Names
from kg.readers.documents.rst_tables import csv_rows
from kg.readers.documents.rst_text import Text
from kg.readers.files import decode

_WORD = re.compile(r"\S+")
_NO_PAGES = ("self", "genindex", "modindex", "py-modindex", "search")


def parse_rst(data: bytes, *, name: str, options: Options) -> Parsed:
    r"""Return what the bytes of a file of reStructuredText say; it depends on nothing but its arguments.

    >>> parse_rst(b"See `a <https://a.org>`_.\n", name="a.rst", options=Options()).blocks[0].text
    'See a.'
    """
    try:
        text = decode(data, where=name)
    except ReadError as error:
        return _unread(f"is not read: {error.what}", line_in(error.where))
    try:
        tree = parse_tree(text.replace("\r\n", "\n").replace("\r", "\n"))
        return _Walk(options).parsed(tree)
    except TooLargeError as error:
        return _unread(f"is not read: {error}", 1)
    except RecursionError:
        return _unread("is nested too deeply", 1)


def _unread(message: str, line: int) -> Parsed:
    return Parsed(findings=(Finding("unread-file", line, message),))


@dataclass(slots=True)
class _Walk:
    """The state of a walk over a tree."""

    options: Options
    names: Names = field(default_factory=Names)
    front: dict[str, str] = field(default_factory=dict)
    cited: list[Block] = field(default_factory=list)
    """What the fields at the beginning cite."""
    sections: list[tuple[int, str]] = field(default_factory=list)
    heading: str | None = None
    row: OpenBlock | None = None
    footnotes: list[str] = field(default_factory=list)
    blocks: list[OpenBlock] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    waiting: list[int] = field(default_factory=list)
    """Which comments wait for the block that they cover."""
    default_role: str = ""

    def parsed(self, tree: Node) -> Parsed:
        self.names.collect(tree)
        self._take_front(tree)
        self._inside(tree)
        for block in self.blocks:
            block.found.references[:] = self.names.resolved(block.found.references)
        blocks, lost = spread_footnotes(self.blocks, self.names.footnotes, _missing)
        texts = [(one, _plain(one)) for one in blocks]
        kept = [made for one, text in texts if (made := closed(one, text, self.options)) is not None]
        findings = (*self.names.findings(), *self.findings, *lost)
        return Parsed(
            dict(self.front),
            self.heading,
            (*self.cited, *kept),
            tuple(self.labels),
            findings,
            tuple(self.comments),
        )

    def _take_front(self, tree: Node) -> None:
        """Take the fields at the beginning, before or after the title: what the document states of itself."""
        for nth, node in enumerate(tree.children[:20]):
            if node.kind == "field_list":
                for item in node.children:
                    self._take_fact(item)
                del tree.children[nth]
                return
            if node.kind not in ("comment", "target", "substitution", "title"):
                return

    def _take_fact(self, item: Node) -> None:
        written = " ".join(unescape(join(item.children[0].rows)).split()) if item.children else ""
        body = item.children[1].children if len(item.children) > 1 else []
        if written:
            told = " ".join(unescape(join(one.rows)) for one in body)
            for name in (written, normal_name(written)):
                self.front.setdefault(name, " ".join(told.split()))
        for name in self.options.cited_in_front:
            if normal_name(name) == normal_name(written):
                references = [one for node in body for one in _cited(node, f"front-matter:{name}")]
                self.cited += front_blocks(name, references)

    def _inside(self, node: Node) -> None:
        for child in node.children:
            self._visit(child)

    def _visit(self, node: Node) -> None:
        if node.kind in _COVERED:
            self._cover(node.first, max(node.last, node.first))
        _STEPS.get(node.kind, _Walk._inside)(self, node)

    def _cover(self, first: int, last: int) -> None:
        """Let the comments that wait cover a block."""
        for nth in self.waiting:
            one = self.comments[nth]
            self.comments[nth] = Comment(one.text, one.line, first, last)
        self.waiting.clear()

    def _opened(self, first: int, last: int) -> OpenBlock:
        footnote = self.footnotes[-1] if self.footnotes else None
        block = OpenBlock(first, max(first, last), tuple(name for _, name in self.sections), footnote)
        self.blocks.append(block)
        return block

    def _read(self, rows: Sequence[str]) -> OpenBlock:
        block = self.row or self._opened(number_of(rows[0]), number_of(rows[-1]))
        if block.found.pieces:
            block.found.pieces.append(" ")
        reader = Text(
            self.options.roles, self.names, block.found, self.default_role, self.options.cited_in_code
        )
        reader.read(scan(join(rows)), locate_rows(rows))
        return block

    def _paragraph(self, node: Node) -> None:
        if node.rows:
            self._read(node.rows)

    def _title(self, node: Node) -> None:
        title = _plain(self._read(node.rows))
        self.heading = self.heading or title or None
        level = node.told["level"]
        self.sections = [one for one in self.sections if one[0] < level] + [(level, title)]
        self.blocks[-1].sections = tuple(name for _, name in self.sections)

    def _line_block(self, node: Node) -> None:
        rows = [row for line in node.children for row in line.rows]
        if rows:
            own = self.row is None
            self.row = self.row or self._opened(number_of(rows[0]), number_of(rows[-1]))
            for line in node.children:
                self._paragraph(line)
            self.row = None if own else self.row

    def _table(self, node: Node) -> None:
        for row in node.children:
            self._row(row)

    def _row(self, node: Node) -> None:
        within = self.row
        self.row = within or self._opened(node.first, node.last)
        self._inside(node)
        self.row = within

    def _malformed(self, node: Node) -> None:
        message = "a table is not read: its borders do not meet, or it is too large for cells that join"
        self.findings.append(Finding("missing-part", node.first, message))

    def _comment(self, node: Node) -> None:
        text = said_to_kg(join(node.rows))
        if text is not None:
            self.waiting.append(len(self.comments))
            self.comments.append(Comment(text, node.first, node.last + 1, node.last))
        elif self.options.cited_in_comments:
            self._aside(node, COMMENT)

    def _code(self, node: Node) -> None:
        if self.options.cited_in_code:
            self._aside(node, CODE)

    def _aside(self, node: Node, mechanism: str) -> None:
        """Add a block for code, or for a comment, if it holds addresses."""
        rows = node.rows
        text = join(rows)
        found = Inline(pieces=[text])
        found.take_addresses(text, 0, locate_rows(rows), mechanism)
        if found.references:
            first, last = number_of(rows[0]), number_of(rows[-1])
            self._cover(first, last)
            block = self.row or self._opened(first, last)
            block.found.references += found.references
            block.found.pieces += found.pieces

    def _target(self, node: Node) -> None:
        name = node.told["name"]
        if name is not None:
            self.labels += [normal_name(unescape(name))] if not node.told["address"] else []

    def _footnote(self, node: Node) -> None:
        label = node.told["label"]
        if "citation" in node.told:
            self.labels.append(normal_name(label))
        self.footnotes.append(self.names.begin_footnote(label, node.first))
        self._inside(node)
        self.footnotes.pop()

    def _directive(self, node: Node) -> None:
        name = node.told["name"]
        argument: list[str] = node.told["argument"]
        for option, value in node.told["options"]:
            if option in ("name", "label") and value.strip():
                self.labels.append(normal_name(unescape(str(value))))
            elif option == "target" and value.strip():
                self._image_target(value)
        if name == "default-role":
            self.default_role = join(argument).strip().lower()
        elif name in ("include", "literalinclude"):
            self._include(name, argument)
        elif name == "toctree":
            self._toctree(node)
        elif is_code(name):
            self._code(node)
        else:
            self._contents(node, name, argument)

    def _contents(self, node: Node, name: str, argument: list[str]) -> None:
        if argument and is_titled(name):
            self._read(argument)
        elif argument and is_change(name):
            head = argument[0]
            version = len(head) - len(head.partition(" ")[2].lstrip()) if " " in head else len(head)
            rows = [row for row in (head[version:], *argument[1:]) if row]
            if rows:
                self._read(rows)
        if name == "csv-table":
            said = dict(node.told["options"]).get("delim", "").strip()
            delimiter = {"tab": " ", "space": " "}.get(said, said[:1] or ",")
            for row in csv_rows([row for row in node.rows if row], delimiter):
                self._cells(row)
        elif name == "list-table":
            for item in (item for table in node.children for item in table.children):
                self._row(item)
        else:
            self._inside(node)

    def _cells(self, row: list[list[str]]) -> None:
        lines = [line for cell in row for line in cell if line]
        if lines:
            self.row = self._opened(number_of(lines[0]), number_of(lines[-1]))
            for cell in row:
                if any(cell):
                    self._read([line for line in cell if line])
            self.row = None

    def _image_target(self, value: str) -> None:
        block = self.row or self._opened(number_of(value), number_of(value))
        written = str(value).strip()
        line, column = locate_rows([value.lstrip()])(0)
        if written.endswith("_") and "/" not in written:
            name = normal_name(written.rstrip("_").strip("`"))
            block.found.references.append(Reference(ALIAS, name, line, column, "reference-link"))
        else:
            address = address_of(written)
            block.found.references.append(Reference(ADDRESS, address, line, column, "link"))

    def _include(self, name: str, argument: list[str]) -> None:
        if argument and not argument[0].startswith("<"):
            line, _ = locate_rows(argument)(0)
            block = self._opened(line, line)
            target = join(argument[:1]).strip()
            block.found.references.append(Reference(INCLUDE, target, line, 1, f"directive:{name}"))

    def _toctree(self, node: Node) -> None:
        patterns = any(option == "glob" for option, _ in node.told["options"])
        for row in (one for one in node.rows if one):
            written = str(row)
            titled = written.endswith(">") and "<" in written
            target = written[written.rindex("<") + 1 : -1] if titled else written
            if target in _NO_PAGES or (patterns and any(sign in target for sign in "*?[")):
                continue
            line, column = locate_rows([row])(0)
            block = self._opened(line, line)
            kind = ADDRESS if "://" in target else DOCUMENT
            block.found.references.append(Reference(kind, target, line, column, "directive:toctree"))
            block.found.pieces.append(written[: written.rindex("<")] if titled else "")

    def _nothing(self, _: Node) -> None:
        """Pass over what is no text."""


_STEPS: dict[str, Callable[[_Walk, Node], None]] = {
    "paragraph": _Walk._paragraph,
    "term": _Walk._paragraph,
    "field_name": _Walk._paragraph,
    "title": _Walk._title,
    "line_block": _Walk._line_block,
    "table": _Walk._table,
    "malformed": _Walk._malformed,
    "comment": _Walk._comment,
    "literal_block": _Walk._code,
    "doctest_block": _Walk._code,
    "target": _Walk._target,
    "footnote": _Walk._footnote,
    "directive": _Walk._directive,
    "substitution": _Walk._nothing,
    "option_group": _Walk._nothing,
}
_COVERED = frozenset(
    (
        "paragraph", "list_item", "definition_list_item", "field", "option_list_item", "title", "line_block",
        "table", "malformed", "footnote", "directive", "block_quote", "literal_block", "doctest_block",
    )
)  # fmt: skip


def _plain(block: OpenBlock) -> str:
    return normalised("".join(block.found.pieces))


def _cited(node: Node, mechanism: str) -> Iterator[Reference]:
    """Yield what the words of a field cite: addresses, and ids of sources."""
    locate = locate_rows(node.rows)
    for word in _WORD.finditer(join(node.rows)):
        target = word.group().rstrip(",")
        kind = ADDRESS if "://" in target else SOURCE
        if target:
            yield Reference(kind, target, *locate(word.start()), mechanism, evidence=True)
    for child in node.children:
        yield from _cited(child, mechanism)


def _missing(label: str) -> str:
    return f"footnote [{label.partition(' ')[0]}]_ is marked and not defined"
