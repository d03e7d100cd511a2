"""Rules of the dialects for the Markdown parser, each linear: it is asked at every character that may begin one.

A rule is given the parser's state and moves its position; it knows nothing else of the parser.
"""

from __future__ import annotations

import re
from itertools import takewhile
from typing import Any

from kg.readers.documents.comments import comment_of, said_in
from kg.readers.documents.directives import begins_at_once, is_change, is_code, is_prose, is_titled
from kg.readers.documents.jsx import Scanner, tag_name

_WIKILINK = re.compile(
    r"(!?)\[\[([^\[\]|#\n\\]{0,500})(#[^\[\]|\n\\]{0,500})?(?:\\?\|([^\[\]\n]{0,500}))?\]\]"
)
_ROLE = re.compile(r"\{([A-Za-z0-9_+:.-]{1,80})\}(`+)")
_SUBSTITUTION = re.compile(r"\{\{[^\n]{0,1000}?\}\}")
_FOOTNOTE = re.compile(r"\[\^([^\]\[\s]{1,200})\]")
_MODULE = re.compile(
    r"import\s+(?:['\"{*]|[\w$]+\s*(?:,|\s+from\s))"
    r"|export\s+(?:default\b|const\b|let\b|var\b|function\b|async\b|class\b|[{*])"
)
_DIRECTIVE = re.compile(r"(`{3,}|~{3,}|:{3,})[ \t]*(\{[\w:+.-]+\}|[A-Za-z][\w-]*)[ \t]*(.*)")
_OPENING = re.compile(r"<!--|\{\s{0,99}/\*")
_CLOSING = re.compile(r"\s{0,99}\}")
_OPTION = re.compile(r"[ \t]*:([\w-]+):[ \t]*(.*)")
_TARGET = re.compile(r"^[ ]{0,40}(?:\.\. _|:name:[ ])([^:`\n]{1,200}):?[ ]*$", re.MULTILINE)
_YAML_OPTION = re.compile(r"([\w-]+)[ \t]*:[ \t]*(.*)")
_MOST_OPTIONS = 50
_DATA = frozenset(
    (
        *("aafig", "autosummary", "bibliography", "code", "code-block", "code-cell", "contents", "csv-table"),
        *("doctest", "embed", "eval-rst", "graphviz", "highlight", "iframe", "image", "include", "index"),
        *(
            "ipython",
            "literalinclude",
            "math",
            "mermaid",
            "parsed-literal",
            "plantuml",
            "plot",
            "prompt",
            "raw",
        ),
        *("sourcecode", "tableofcontents", "testcode", "testoutput", "toctree"),
    )
)
"""Directives that hold no text between colons; others that nobody knows do, for a reader of Markdown sees it."""


def wikilink(state: Any, silent: bool) -> bool:
    """``[[Page#Heading|alias]]`` and its embed, as a token ``wikilink``."""
    if state.src[state.pos] not in "![":
        return False
    found = _WIKILINK.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        embed, target, heading, alias = found.groups()
        token = state.push("wikilink", "", 0)
        token.content = (alias or target or (heading or "")[1:]).strip()
        token.meta = {
            "begin": state.pos,
            "target": target.strip(),
            "embed": bool(embed),
            "heading": heading or "",
        }
    state.pos = found.end()
    return True


def role(state: Any, silent: bool) -> bool:
    """``{name}`text```, as a token ``role``. The plugin's rule copies the rest of the text at each brace."""
    if state.src[state.pos] != "{":
        return False
    found = _ROLE.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    end = _closing_ticks(state, found.end(), len(found[2]))
    if end < 0:
        return False
    if not silent:
        token = state.push("role", "", 0)
        token.content = state.src[found.end() : end]
        token.meta = {"begin": state.pos, "name": found[1]}
    state.pos = end + len(found[2])
    return True


def substitution(state: Any, _: bool) -> bool:
    """``{{...}}`` of MyST: no text, and never evaluated."""
    if not state.src.startswith("{{", state.pos):
        return False
    found = _SUBSTITUTION.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    state.pos = found.end()
    return True


def _closing_ticks(state: Any, begin: int, ticks: int) -> int:
    """Return where as many ticks stand again; a number of ticks that was sought in vain is not sought twice."""
    lacking = state.env.setdefault("lacking_ticks", set())
    key = (id(state), ticks)
    if key in lacking:
        return -1
    at = state.src.find("`" * ticks, begin, state.posMax)
    if at < 0:
        lacking.add(key)
    return int(at)


def expression(state: Any, silent: bool) -> bool:
    """``{...}`` of MDX: no text, and never evaluated; a comment is a token ``remark``."""
    if state.src[state.pos] != "{":
        return False
    end = _scanner(state).expression(state.src, state.pos, state.posMax)
    if end < 0:
        return False
    if not silent and comment_of(state.src[state.pos : end]) is not None:
        token = state.push("remark", "", 0)
        token.content = state.src[state.pos : end]
        token.meta = {"begin": state.pos}
    state.pos = end
    return True


def component(state: Any, silent: bool) -> bool:
    """A tag of JSX within a paragraph, as a token ``tag``."""
    if state.src[state.pos] != "<":
        return False
    end = _scanner(state).tag(state.src, state.pos, state.posMax)
    if end < 0:
        return False
    if not silent:
        token = state.push("tag", "", 0)
        token.content = state.src[state.pos : end]
        token.meta = {"begin": state.pos}
        if tag_name(token.content) == "a":
            state.linkLevel += -1 if token.content.startswith("</") else 1
    state.pos = end
    return True


def footnote_mark(state: Any, silent: bool) -> bool:
    """``[^label]``, as a token ``footnote_mark``; whether there is such a footnote is said later."""
    if not state.src.startswith("[^", state.pos):
        return False
    found = _FOOTNOTE.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if found[1].casefold() not in _footnotes(state.env) and state.src[found.end() : found.end() + 1] in (
        "(",
        "[",
    ):
        return False  # a link whose text begins so
    if not silent:
        token = state.push("footnote_mark", "", 0)
        token.meta = {"begin": state.pos, "label": found[1].casefold()}
    state.pos = found.end()
    return True


def _footnotes(env: dict[str, Any]) -> frozenset[str]:
    if "footnote_labels" not in env:
        refs = env.get("footnotes", {}).get("refs", {})
        env["footnote_labels"] = frozenset(label[1:].casefold() for label in refs)
    return env["footnote_labels"]  # type: ignore[no-any-return]


def module_lines(state: Any, start: int, end: int, silent: bool) -> bool:
    """``import`` and ``export`` of MDX: up to a blank line outside of braces, and no text."""
    begin = state.bMarks[start]
    if state.level or state.src[begin : begin + 1] not in ("i", "e"):
        return False
    if _MODULE.match(state.src, begin, min(state.eMarks[start] + 200, len(state.src))) is None:
        return False
    if silent:
        return True
    depth, line = 0, start
    while line < end and not (state.isEmpty(line) and depth <= 0):
        row = state.src[state.bMarks[line] : state.eMarks[line]]
        depth += row.count("{") + row.count("(") - row.count("}") - row.count(")")
        line += 1
    state.line = line
    return True


def flow(state: Any, start: int, end: int, silent: bool) -> bool:
    """Lines that hold nothing but tags and expressions of MDX; the tags become tokens ``flow_tag``."""
    at = state.bMarks[start] + state.tShift[start]
    if state.src[at : at + 1] not in ("<", "{") or state.src.startswith("<!--", at):
        return False
    limit = state.eMarks[end - 1] if end > 0 else len(state.src)
    at, found = _pieces(state.src, at, limit, _scanner(state))
    if at < 0:
        return False
    if silent:
        return True
    line = start + state.src.count("\n", state.bMarks[start], at)
    _push_flow(state, found, [start, line + 1])
    state.line = line + 1
    return True


def _push_flow(state: Any, found: list[tuple[int, int]], lines: list[int]) -> None:
    """Add tokens for the tags of some lines, and for comments in them: ``remark`` for what one says to kg."""
    alone = all(state.src[begin] != "<" or state.src.startswith("<!--", begin) for begin, _ in found)
    first = True
    for begin, after in found:
        written = state.src[begin:after]
        remark = said_in(written)
        if remark is not None:
            token = state.push("remark", "", 0)
            token.content, token.map, token.meta = remark, lines, {"offset": begin, "alone": alone}
        elif comment_of(written) is not None:
            token = state.push("comment", "", 0)
            token.content, token.map, token.meta = written, lines, {"offset": begin}
        elif written.startswith("<") and not alone:
            token = state.push("flow_tag", "", 0)
            token.content, token.map, token.meta = written, lines, {"offset": begin, "first": first}
            first = False


def _pieces(text: str, at: int, limit: int, scanner: Scanner) -> tuple[int, list[tuple[int, int]]]:
    """Return the end of the line that tags and expressions end in, -1 if it holds more; and where they are."""
    found: list[tuple[int, int]] = []
    while at < limit and text[at] != "\n":
        if text[at] in " \t":
            at += 1
            continue
        scan = {"<": scanner.tag, "{": scanner.expression}.get(text[at])
        after = scan(text, at, limit) if scan else -1
        if after < 0:
            return -1, []
        found.append((at, after))
        at = after
    return at, found


def comment_lines(state: Any, start: int, end: int, silent: bool) -> bool:
    """``<!-- ... -->`` at the beginning of a line, where no other HTML is a block, and lines of ``{/* ... */}``."""
    at = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith(("<!--", "{"), at):
        return False
    limit = state.eMarks[end - 1] if end > 0 else len(state.src)
    found: list[tuple[int, int]] = []
    while (close := _comment_end(state, at, limit)) >= 0:
        found.append((at, close))
        at = close
        while state.src[at : at + 1] in (" ", "\t"):
            at += 1
    last = found[-1][1] if found else -1
    if last < 0 or (state.src[last - 1] == "}" and at < limit and state.src[at] != "\n"):
        return False
    if silent:
        return True
    line = start + state.src.count("\n", state.bMarks[start], last) + 1
    _push_flow(state, found, [start, line])
    state.line = line
    return True


def _comment_end(state: Any, begin: int, limit: int) -> int:
    """Return the offset after a comment of HTML or JSX; what was sought in vain is not sought twice."""
    opening = _OPENING.match(state.src, begin, limit)
    if opening is None:
        return -1
    sign = "-->" if opening.group() == "<!--" else "*/"
    lacking = state.env.setdefault("lacking_ends", {})
    if lacking.get(sign, -1) >= limit:
        return -1
    at = state.src.find(sign, opening.end(), limit)
    if at < 0:
        lacking[sign] = limit
        return -1
    if sign == "-->":
        return int(at) + 3
    closing = _CLOSING.match(state.src, at + 2, limit)
    return closing.end() if closing else -1


def directive(state: Any, start: int, end: int, silent: bool) -> bool:
    """A block between fences that says its name: its content is Markdown again where the name is one of prose."""
    at = state.bMarks[start] + state.tShift[start]
    if state.src[at : at + 1] not in ("`", "~", ":") or state.sCount[start] - state.blkIndent >= 4:
        return False
    found = _DIRECTIVE.match(state.src, at, state.eMarks[start])
    if found is None or (found[2][0] != "{" and found[1][0] != ":"):
        return False
    name = found[2].strip("{}")
    bare = found[2][0] != "{"
    prose = bare or is_prose(name) or (found[1][0] == ":" and name not in _DATA)
    if not prose and found[1][0] != ":":
        if not silent:
            _push_data(state, start, end, found)
        return False
    if silent:
        return True
    close = _closing_fence(state, start, end, found[1])
    body = _after_options(state, start + 1, close)
    token = state.push("directive_open", "", 1)
    token.map, token.info = [start, close], name
    token.meta = {"closed": close < end, "argument": found[3], "labels": state.env.pop("options", [])}
    if prose:
        if found[3] and (bare or is_titled(name) or begins_at_once(name) or is_change(name)):
            text = state.push("inline", "", 0)
            text.content, text.map, text.children = found[3].strip(), [start, start + 1], []
        _tokenize_inside(state, body, close)
    else:
        _push_code(state, name, body, close)
    state.push("directive_close", "", -1)
    state.line = min(close + 1, end)
    return True


def _push_code(state: Any, name: str, body: int, close: int) -> None:
    """Add the content of a directive between colons, if it is code."""
    if is_code(name):
        token = state.push("directive_code", "", 0)
        token.content, token.map = state.getLines(body, close, state.blkIndent, False), [body, close]


def _push_data(state: Any, start: int, end: int, found: re.Match[str]) -> None:
    """Add what a directive without text takes in, or what reStructuredText in it names."""
    name = found[2].strip("{}")
    _after_options(state, start + 1, min(start + 1 + _MOST_OPTIONS, end))
    for label in state.env.pop("options"):
        token = state.push("myst_target", "", 0)
        token.map, token.content = [start, start + 1], label
    if name in ("include", "literalinclude"):
        token = state.push("include", "", 0)
        token.map, token.content, token.info = [start, start + 1], found[3].strip(), name
    elif name == "eval-rst":
        close = _closing_fence(state, start, end, found[1])
        for target in _TARGET.finditer(state.src, state.bMarks[start], state.bMarks[close]):
            token = state.push("myst_target", "", 0)
            token.map, token.content = [start, start + 1], target[1].strip()


def _tokenize_inside(state: Any, body: int, close: int) -> None:
    most, kind = state.lineMax, state.parentType
    state.lineMax, state.parentType = close, "container"
    state.md.block.tokenize(state, body, close)
    state.lineMax, state.parentType = most, kind


def _closing_fence(state: Any, start: int, end: int, fence: str) -> int:
    for line in range(start + 1, end):
        at = state.bMarks[line] + state.tShift[line]
        if state.sCount[line] < state.blkIndent and not state.isEmpty(line):
            return line
        if state.src.startswith(fence, at) and state.sCount[line] - state.blkIndent < 4:
            row = state.src[at : state.eMarks[line]].rstrip()
            if row == fence[0] * len(row):
                return line
    return end


def _after_options(state: Any, line: int, close: int) -> int:
    """Return the first line after a directive's options, and keep the names that they give."""
    rows = [
        state.src[state.bMarks[nth] + state.tShift[nth] : state.eMarks[nth]].rstrip()
        for nth in range(line, min(line + _MOST_OPTIONS, close))
    ]
    if rows[:1] == ["---"] and "---" in rows[1:]:
        last = rows.index("---", 1)
        options = [found for row in rows[1:last] if (found := _YAML_OPTION.match(row))]
        after = line + last + 1
    else:
        matches = (_OPTION.match(row) for row in rows)
        options = [found for found in takewhile(lambda found: found is not None, matches) if found]
        after = line + len(options)
    named = (found[2].strip() for found in options if found[1] in ("name", "label"))
    state.env["options"] = [name for name in named if name]
    return after


def _scanner(state: Any) -> Scanner:
    return state.env.setdefault("scanner", Scanner())  # type: ignore[no-any-return]
