"""The blocks of reStructuredText by docutils, which is imported here and nowhere else.

Of docutils the state machine is used. Its directives and roles are not: none is registered, sought, imported or
run. Its settings, its reporter and its bookkeeping of names are not used either, so nothing is read, written or kept
from one document for the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from types import SimpleNamespace
from typing import Any

from docutils import nodes
from docutils.parsers.rst import states
from docutils.parsers.rst.tableparser import GridTableParser, TableMarkupError
from docutils.statemachine import StringList
from docutils.utils import column_indices, punctuation_chars

from kg.readers.documents.rst_explicit import Explicit
from kg.readers.documents.rst_lines import Line, Node, join, lines_of, number_of
from kg.readers.documents.rst_tables import Row, grid_rows, simple_rows

OPENERS = punctuation_chars.openers
DELIMITERS = punctuation_chars.delimiters
CLOSERS = punctuation_chars.closing_delimiters + punctuation_chars.delimiters + punctuation_chars.closers
"""Signs that may stand before and after a mark within a text, as parts of a class of a regular expression."""

_DEEPEST = 60
"""So deep blocks are followed; below it is no text."""
_PIECE = 500
"""Lines are parsed by so many, for docutils copies those that follow at each list and each comment."""
_MOST_LINES, _MOST_NESTED = 400_000, 200_000
"""So many lines a document may have, and so many blocks that hold blocks: these take twenty seconds."""
_MOST_MIXED, _MOST_CORNERS = 10_000, 60
"""Larger a part of a table may not be whose cells join both rows and columns."""
_PLAIN = re.compile(r"[A-Za-z][A-Za-z']*(?: |://|$)")
_TABLE_TOP = re.compile(r"=+( +=+)+ *$")
_TABLE_BORDER = re.compile(r"=[ =]*$")
_LITERAL = re.compile(r"(?<!\\)(?:\\\\)*::$")


def enclosed(before: str, after: str) -> bool:
    """Say whether two signs are a pair, so that a mark between them is none.

    >>> enclosed("(", ")"), enclosed("(", "a")
    (True, False)
    """
    return bool(punctuation_chars.match_chars(before, after))


class TooLargeError(ValueError):
    """A document holds more than can be read in reasonable time."""


def parse_tree(text: str) -> Node:
    r"""Return the blocks of a text as a tree; within their lines nothing is looked for.

    >>> [child.kind for child in parse_tree("A\n=\n\n- b\n").children]
    ['title', 'bullet_list']
    """
    lines = lines_of(text)
    if len(lines) > _MOST_LINES:
        raise TooLargeError(f"holds more than {_MOST_LINES} lines")
    reporter = _Silent()
    settings = SimpleNamespace(language_code="en", id_prefix="", auto_id_prefix="%")
    document = nodes.document(settings, reporter, source="")  # type: ignore[arg-type]
    memo = SimpleNamespace(
        document=document, reporter=reporter, language=None, title_styles=[], inliner=None,
        depth=0, nested=0, machines=[], name=None,
    )  # fmt: skip
    for piece in _pieces(_Lines(lines, "")):
        _Machine(_STATES, "Body").run(piece, 0, memo, document)
    return _node(document)


class _Silent:
    """Takes what docutils has to say, and says nothing."""

    def __getattr__(self, _: str) -> Any:
        return lambda *_, **__: nodes.system_message()


class _Lines(StringList):
    """Lines that stay those of the file when signs of double width are padded."""

    def pad_double_width(self, pad_char: str) -> None:
        for nth, line in enumerate(self.data):
            if isinstance(line, Line) and not line.isascii():
                plain = StringList([str(line)], "")
                plain.pad_double_width(pad_char)
                kept, at = [], -1
                for sign in plain[0]:
                    at += sign != pad_char
                    kept.append(at)
                self.data[nth] = line.picked(kept, plain[0])


def _pieces(lines: StringList) -> Iterator[StringList]:
    """Cut lines where a block surely ends: before a line without indent that follows a blank one."""
    begin, table, last = 0, 0, ""
    rows = lines.data
    for nth, row in enumerate(rows):
        within = table
        if table:
            if _TABLE_BORDER.match(row):
                ends = nth + 1 == len(rows) or not rows[nth + 1] or table == 2
                table = 0 if ends else table + 1
        elif _TABLE_TOP.match(row):
            table = 1
        due = nth - begin >= _PIECE and row and row[0] != " " and not rows[nth - 1]
        if due and not last.endswith("::") and (not within or nth - begin > 20 * _PIECE):
            yield lines[begin:nth]
            begin = nth
        last = row or last
    yield lines[begin:]


class _Machine(states.NestedStateMachine):
    """The state machine, without observers: lines know their numbers."""

    ready: Any = None

    def attach_observer(self, observer: Any) -> None:
        """Leave the observer out."""

    def runtime_init(self) -> None:
        """Prepare the states, once for a document."""
        if self.ready is not self.memo:
            super().runtime_init()
            self.ready = self.memo


def _given(node: Any, kind: str, rows: Sequence[Any] = (), **told: Any) -> Any:
    """Return a node of docutils that knows what our tree needs."""
    node.kind, node.rows, node.told = kind, list(rows), told
    node.first, node.last = (number_of(rows[0]), number_of(rows[-1])) if rows else (1, 0)
    return node


_State: Any = object


class _Placed(Explicit, _State):  # type: ignore[misc]
    """What all states do in our way: blocks note their lines, and what is in them is left for later."""

    simple_table_border_pat = _TABLE_BORDER
    nested_sm = _Machine

    def __init__(self, state_machine: Any, debug: bool = False) -> None:
        super().__init__(state_machine, debug)
        self.nested_sm_kwargs = {"state_classes": _STATES, "initial_state": "Body"}

    def made(self, kind: str, rows: Sequence[Any] = (), **told: Any) -> Any:
        """Return a new node of our own kind."""
        return _given(nodes.container(), kind, rows, **told)

    def listed(self, rows: list[Any]) -> Any:
        """Return lines as the parser takes them."""
        return _Lines(rows, "")

    def begun(self) -> int:
        """Return the number of the line at which the parser stands."""
        return number_of(self.state_machine.line)

    def reached(self, node: Any, first: int) -> None:
        """Note from where to where a block reaches, of which the last line is the machine's."""
        machine = self.state_machine
        at = min(machine.line_offset, len(machine.input_lines) - 1)
        while at > 0 and not machine.input_lines[at]:
            at -= 1
        node.first, node.last = first, number_of(machine.input_lines[at])

    def nested_parse(  # noqa: PLR0917 - as docutils calls it
        self, block: Any, input_offset: int, node: Any = None, match_titles: bool = False,
        state_machine_class: Any = None, state_machine_kwargs: Any = None,
    ) -> Any:  # fmt: skip
        if state_machine_kwargs is not None:  # a literal block by its signs
            return super().nested_parse(
                block, input_offset, node, match_titles, state_machine_class, state_machine_kwargs
            )
        memo = self.memo
        if len(block) == 1 and _PLAIN.match(block[0]) and not block[0].endswith("::"):
            node += _given(nodes.paragraph(), "paragraph", block.data)
            return input_offset
        if memo.depth >= _DEEPEST:
            return input_offset
        memo.depth += 1
        for piece in _pieces(block):
            machine = _machine(memo, "Body")
            machine.run(piece, input_offset, memo, node, match_titles)
            memo.machines.append(machine)
        memo.depth -= 1
        return input_offset

    def nested_list_parse(  # noqa: PLR0917 - as docutils calls it
        self, block: Any, input_offset: int, node: Any, initial_state: str, blank_finish: Any,
        blank_finish_state: str | None = None, extra_settings: Any = None, **_: Any,
    ) -> Any:  # fmt: skip
        machine = _machine(self.memo, initial_state)
        last = machine.states[blank_finish_state or initial_state]
        last.blank_finish = blank_finish
        vars(machine.states[initial_state]).update(extra_settings or {})
        machine.run(block, input_offset, self.memo, node, False)
        self.memo.machines.append(machine)
        return machine.abs_line_offset(), last.blank_finish

    def inline_text(self, *_: Any) -> Any:
        return [], []

    def section(self, title: str, _: str, style: Any, *__: Any) -> None:
        styles = self.memo.title_styles
        if style not in styles:
            styles.append(style)
        self.parent += _given(nodes.title(), "title", [title], level=styles.index(style) + 1)

    def paragraph(self, lines: Any, _: int) -> Any:
        rows = [*lines]
        text = join(rows[-1:]).rstrip()
        literal = bool(_LITERAL.search(text)) and not getattr(rows[-1], "rest", None)
        if literal and text == "::":
            rows.pop()
        elif literal:
            last = rows[-1].rstrip()
            rows[-1] = last[:-2].rstrip() if last[-3:-2] == " " else last[:-1]
        return ([_given(nodes.paragraph(), "paragraph", rows)] if rows else []), literal

    def literal_block(self) -> Any:
        """Return a block after two colons, with its lines."""
        block, _, _, _ = self.state_machine.get_indented()
        rows = [*block.data]
        while rows and not rows[-1].strip():
            rows.pop()
        return [_given(nodes.literal_block(), "literal_block", rows)] if rows else self.quoted_literal_block()

    def quoted_literal_block(self) -> Any:
        """Return a block after two colons whose lines begin with a sign, with its lines."""
        machine = self.state_machine
        begin = machine.line_offset
        found = super().quoted_literal_block()
        rows = [row for row in machine.input_lines.data[begin : machine.line_offset + 1] if row]
        for node in found:
            if node.tagname == "literal_block" and rows:
                _given(node, "literal_block", [row for row in rows if row[0] == rows[0][0]])
        return found

    def doctest(self, _: Any, __: Any, next_state: Any) -> Any:
        """Add a session of Python, with its lines."""
        rows = self.state_machine.get_text_block().data
        self.parent += _given(nodes.doctest_block(), "doctest_block", rows)
        return [], next_state, []

    def block_quote(self, indented: Any, line_offset: int) -> Any:
        quote = _given(nodes.block_quote(), "block_quote", [row for row in indented.data if row])
        quote.rows = []
        self.nested_parse(indented, line_offset, quote)
        return [quote]

    def list_item(self, indent: int) -> Any:
        first = self.begun()
        item, blank_finish = super().list_item(indent)
        self.reached(_given(item, "list_item"), first)
        return item, blank_finish

    def parse_enumerator(self, match: Any, expected_sequence: Any = None) -> Any:
        try:
            return super().parse_enumerator(match, expected_sequence)
        except ValueError:  # a number of more digits than Python reads
            return "period", "arabic", "", None

    def make_enumerator(self, ordinal: int, sequence: str, format: str) -> Any:
        try:
            return super().make_enumerator(ordinal, sequence, format)
        except ValueError:  # a number that Rome did not know
            return None

    def parse_field_marker(self, match: Any) -> str:
        name: str = super().parse_field_marker(match)
        self.memo.name = match.string[1 : 1 + len(name)]
        return name

    def field(self, match: Any) -> Any:
        first = self.begun()
        field, blank_finish = super().field(match)
        _given(field.children[0], "field_name", [self.memo.name] if self.memo.name else [])
        self.reached(_given(field, "field"), first)
        return field, blank_finish

    def option_list_item(self, match: Any) -> Any:
        first = self.begun()
        item, blank_finish = super().option_list_item(match)
        self.reached(_given(item, "option_list_item"), first)
        return item, blank_finish

    def line_block_line(self, match: Any, _: int) -> Any:
        found = self.state_machine.get_first_known_indented(match.end(), until_blank=True)
        indented, blank_finish = found[0], found[-1]
        line: Any = _given(nodes.line(), "line", indented.data)
        line.indent = 0
        return line, [], blank_finish

    def nest_line_block_lines(self, block: Any) -> None:
        """Leave the lines as they stand."""

    def definition_list_item(self, termline: Any) -> Any:
        item, blank_finish = super().definition_list_item(termline)
        self.reached(_given(item, "definition_list_item"), number_of(termline[0]))
        return item, blank_finish

    def term(self, lines: Any, _: int) -> Any:
        return [_given(nodes.term(), "term", lines)], []

    def table(self, isolate_function: Any, _: Any) -> Any:
        first = self.begun()
        block, messages, blank_finish = isolate_function()
        simple = isolate_function.__name__ == "isolate_simple_table"
        rows = None if messages else _rows(block.data, simple)
        if rows is None:
            return [_given(nodes.table(), "malformed", [Line("", first, (1,))])], blank_finish
        table: Any = _given(nodes.table(), "table")
        self.reached(table, first)
        for cells in rows:
            row: Any = nodes.row()
            for cell in cells:
                self.nested_parse(_Lines(cell, ""), 0, row)
            lines = [line for cell in cells for line in cell]
            _given(row, "row")
            row.first, row.last = (f([number_of(line) for line in lines], default=1) for f in (min, max))
            table += row
        return [table], blank_finish

    def malformed_table(self, *_: Any, **__: Any) -> Any:
        return [nodes.system_message()]


_Placed.explicit = SimpleNamespace(
    patterns=states.Body.explicit.patterns,
    constructs=[
        (getattr(_Placed, f"_{method.__name__}"), pattern)
        for method, pattern in states.Body.explicit.constructs
    ],
)


def _rows(lines: list[str], simple: bool) -> list[Row] | None:
    return simple_rows(lines, column_indices) if simple else grid_rows(lines, column_indices, _mixed)


def _machine(memo: Any, state: str) -> Any:
    """Return a machine that begins in a state: one that is done with another block, if there is one."""
    memo.nested += 1
    if memo.nested > _MOST_NESTED:
        raise TooLargeError(f"holds more than {_MOST_NESTED} blocks that hold blocks")
    machine = memo.machines.pop() if memo.machines else _Machine(_STATES, state)
    machine.initial_state = state
    return machine


_STATES: tuple[Any, ...] = tuple(type(one.__name__, (_Placed, one), {}) for one in states.state_classes)


def _mixed(lines: list[str]) -> list[Row] | None:
    """Return the rows of a table by docutils, whose search for corners is bounded by what it is given."""
    if sum(map(len, lines)) > _MOST_MIXED or sum(line.count("+") for line in lines) > _MOST_CORNERS:
        return None
    try:
        borders: Any = [lines[0].replace("=", "-"), *lines[1:-1], lines[-1].replace("=", "-")]
        _, _, rows = GridTableParser().parse(_Lines(borders, ""))
    except (TableMarkupError, AssertionError):
        return None
    cells: Any = rows
    return [[cell[3].data for cell in row if cell] for row in cells]


def _node(node: Any) -> Node:
    """Return a node of docutils as one of our tree."""
    kind = getattr(node, "kind", node.tagname)
    inner = [_node(child) for child in node.children if child.tagname not in ("system_message", "#text")]
    made = Node(kind, getattr(node, "rows", []), children=inner, told=getattr(node, "told", {}))
    made.first, made.last = getattr(node, "first", 1), getattr(node, "last", 0)
    return made
