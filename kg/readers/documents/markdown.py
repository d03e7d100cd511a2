"""The Markdown parser with its plugins: the only file that knows them.

It gives tokens; where an inline token begins is added to its ``meta``, for the library forgets it.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from linkify_it import LinkifyIt  # type: ignore[import-untyped]
from markdown_it import MarkdownIt
from markdown_it.rules_block import table
from markdown_it.rules_inline import autolink, backtick, html_inline, image, link
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.field_list import fieldlist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.myst_blocks import myst_block_plugin

from kg.readers.documents import rules

_DEEPEST = 60
"""So deep blocks are followed; below it is no text."""
_MOST_PICTURES = 8
"""So deep a picture's text may hold pictures."""
_LOCATED = ("link_open", "image", "html_inline", "code_inline")
_SCHEME = re.compile(r"(?:https?|ftp)\Z", re.IGNORECASE)
_ATTRIBUTES = re.compile(r"\{[^{}\n]{0,200}\}")
_END = re.compile(r"[\s<>]|(?<![\ue001\ue100-\uf0ff])\ue001")
"""Where an address ends at the latest; the last is a comment that was hidden."""
_CELL_END = re.compile(r"(?:[^|]|(?<=\\)\|)*+")
_ALT: Any = {"alt": ["paragraph", "reference", "blockquote", "list"]}
_TABLE_ALT: Any = {"alt": ["paragraph", "reference"]}
Inline = Callable[[Any, bool], bool]


@dataclass(frozen=True, slots=True)
class Dialect:
    """What a text may hold besides CommonMark, tables, strikethrough, footnotes and bare links."""

    mdx: bool = False
    wikilinks: bool = False
    directives: bool = False
    myst: bool = False
    definitions: bool = False


def parse_tokens(text: str, dialect: Dialect) -> tuple[list[Any], dict[str, Any]]:
    r"""Return the tokens of a text, and what the parser noted on its way (definitions that occur twice).

    >>> tokens, _ = parse_tokens("a [b](https://c.org)\n", Dialect())
    >>> tokens[1].children[1].meta["begin"]
    2
    """
    notes: dict[str, Any] = {}
    return _parser(dialect).parse(text, notes), notes


@functools.cache
def _parser(dialect: Dialect) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST, "html": True})
    parser.enable(["table", "strikethrough"])
    footnote_plugin(parser, inline=False, move_to_end=False)
    if dialect.definitions:
        deflist_plugin(parser)
    # an address is kept as the text gives it, and what may be cited is decided elsewhere
    parser.normalizeLink = _as_written  # type: ignore[method-assign, assignment]
    parser.normalizeLinkText = _as_written  # type: ignore[method-assign]
    parser.validateLink = _any_address  # type: ignore[method-assign, assignment]
    inline = parser.inline.ruler
    rules_by_name: dict[str, Inline] = {
        "link": link,
        "autolink": autolink,
        "html_inline": html_inline,
        "backticks": backtick,
    }
    for name, rule in rules_by_name.items():
        inline.at(name, _located(rule))
    inline.at("image", _located(_shallow(image)))
    inline.at("footnote_ref", rules.footnote_mark)
    inline.before("link", "footnote_first", rules.footnote_mark)
    inline.before("link", "inline_footnote", _inline_footnote)
    inline.after("text", "bare_link", _bare_link)
    parser.block.ruler.at("table", _located_table, _TABLE_ALT)
    _add_dialect(parser, dialect)
    return parser


def _as_written(link: str) -> str:
    return link


def _any_address(_: str) -> bool:
    return True


def _add_dialect(parser: MarkdownIt, dialect: Dialect) -> None:
    inline, block = parser.inline.ruler, parser.block.ruler
    if dialect.wikilinks:
        inline.before("footnote_first", "wikilink", rules.wikilink)
    if dialect.directives:
        block.before("fence", "directive", rules.directive, _ALT)
    if dialect.myst:
        myst_block_plugin(parser)
        fieldlist_plugin(parser)
        inline.before("backticks", "role", rules.role)
        inline.before("backticks", "substitution", rules.substitution)
    if dialect.mdx:
        parser.disable(["code", "html_block"])
        inline.before("autolink", "component", rules.component)
        inline.before("backticks", "expression", rules.expression)
        block.before("fence", "module_lines", rules.module_lines)
        block.before("fence", "flow", rules.flow)
        block.before("fence", "comment_lines", rules.comment_lines, _ALT)


def _located(rule: Inline) -> Inline:
    """Return a rule that notes in its token where it began and ended."""

    def located(state: Any, silent: bool) -> bool:
        begin, count = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        if not silent:
            for token in state.tokens[count : count + 2]:
                if token.type in _LOCATED:
                    after = _ATTRIBUTES.match(state.src, state.pos)
                    place = {"begin": begin, "last": state.src[state.pos - 1]}
                    if token.type == "code_inline":
                        place["written"] = state.src[begin : state.pos]
                    token.meta = {**token.meta, **place, "attributes": after.group() if after else ""}
                    break
        return True

    return located


def _shallow(rule: Inline) -> Inline:
    """Return the rule of pictures, bounded: their texts are parsed anew, each inside the other."""

    def shallow(state: Any, silent: bool) -> bool:
        depth = state.env.get("pictures", 0)
        if depth >= _MOST_PICTURES or state.src[state.pos] != "!":
            return False
        state.env["pictures"] = depth + 1
        try:
            return rule(state, silent)
        finally:
            state.env["pictures"] = depth

    return shallow


@functools.cache
def _linkify() -> LinkifyIt:
    return LinkifyIt(options={"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False})


def _bare_link(state: Any, silent: bool) -> bool:
    """An address in the running text. The library's own rule copies the rest of the text at each colon."""
    if state.linkLevel > 0 or not state.src.startswith("://", state.pos):
        return False
    scheme = _SCHEME.search(state.src, max(state.pos - 5, 0), state.pos)
    if scheme is None or not state.pending.endswith(scheme.group()):
        return False
    begin = scheme.start()
    if begin and (state.src[begin - 1].isascii() and state.src[begin - 1].isalnum()):
        return False
    url = address_at(state.src, begin, state.posMax)
    if len(url) <= len(scheme.group()) + 3:
        return False
    if not silent:
        state.pending = state.pending[: -len(scheme.group())]
        token = state.push("link_open", "a", 1)
        token.attrs, token.markup, token.meta = {"href": url}, "bare", {"begin": begin, "last": url[-1]}
        state.push("text", "", 0).content = url
        state.push("link_close", "a", -1)
    state.pos = begin + len(url)
    return True


def address_at(text: str, begin: int, most: int) -> str:
    """Return the bare address that begins at an offset; the piece that is looked at grows with it.

    >>> address_at("see https://a.org/b_(c), d", 4, 26)
    'https://a.org/b_(c)'
    """
    size = 512
    while True:
        limit = min(begin + size, most)
        end = _END.search(text, begin, limit)
        piece = text[begin : end.start() if end else limit]
        url = _matched(piece) or (_matched(piece.rstrip("?!.,:*_~)]\"'")) if end or limit == most else "")
        if end or limit == most or len(url) < len(piece) - 64 or size > 65_536:
            return url.rstrip("?!.,:*_~")
        size *= 8


def _matched(piece: str) -> str:
    found = _linkify().match_at_start(piece)
    return str(found.url) if found else ""


def _inline_footnote(state: Any, silent: bool) -> bool:
    """``^[...]``: its text is parsed in place, so that its positions hold."""
    if not state.src.startswith("^[", state.pos):
        return False
    begin = state.pos + 2
    end = state.md.helpers.parseLinkLabel(state, state.pos + 1)
    if end < 0:
        return False
    if not silent:
        most = state.posMax
        state.pos, state.posMax = begin, end
        state.push("inline_footnote_open", "", 1)
        state.md.inline.tokenize(state)
        state.push("inline_footnote_close", "", -1)
        state.posMax = most
    state.pos = end + 1
    return True


def _located_table(state: Any, start: int, end: int, silent: bool) -> bool:
    """The rule of tables, which notes where each cell begins."""
    count = len(state.tokens)
    if not table(state, start, end, silent):
        return False
    row, cells = -1, iter(list[tuple[int, str]]())
    for token in () if silent else state.tokens[count:]:
        if token.type != "inline":
            continue
        if token.map[0] != row:
            row = token.map[0]
            begin = state.bMarks[row] + state.tShift[row]
            indent = begin - state.src.rfind("\n", 0, begin) - 1
            cells = iter(_cells(state.src[begin : state.eMarks[row]], indent))
        begin, written = next(cells, (0, ""))
        token.meta = {"cell": begin, "written": written}
    return True


def _cells(row: str, begin: int) -> list[tuple[int, str]]:
    """Return each cell of a row as it is written, without space around it, and the offset at which it begins."""
    found, at = [], 0
    while at <= len(row):
        match = _CELL_END.match(row, at)
        end = match.end() if match else len(row)
        cell = row[at:end]
        found.append((begin + at + len(cell) - len(cell.lstrip()), cell.strip()))
        at = end + 1
    if found and not found[0][1]:
        found.pop(0)
    return found
