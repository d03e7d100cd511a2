"""Explicit markup of reStructuredText: comments, footnotes, targets, substitutions and directives.

The methods stand in for those of the parser's state `Body`; none of its directives and roles is known here.
"""

from __future__ import annotations

import re
from typing import Any

from kg.readers.documents.directives import begins_at_once, is_prose
from kg.readers.documents.rst_lines import Line, escape, join, number_of

_MOST_NAME_LINES = 8
_OPTION = re.compile(r":([\w+:-]+):(?: +|$)")
_EMBEDDED = re.compile(r"((?:(?!_)\w)+(?:[-._+:](?:(?!_)\w)+)*)[ ]?::(?: +|$)")


class Explicit:
    """What begins with two dots, or two underscores; mixed into the states of the parser."""

    memo: Any
    state_machine: Any
    explicit: Any
    nested_parse: Any
    made: Any
    reached: Any
    begun: Any
    listed: Any

    def comment(self, match: Any) -> Any:
        """Return a comment, with its lines."""
        first = self.begun()
        if self.state_machine.is_next_line_blank() and not match.string[match.end() :].strip():
            return [self.made("comment")], True
        block, _, _, blank_finish = self.state_machine.get_first_known_indented(match.end())
        rows = list(block.data)
        while rows and not rows[-1]:
            rows.pop()
        node = self.made("comment", rows)
        node.first = first
        return [node], blank_finish

    def _footnote(self, match: Any) -> Any:
        first = self.begun()
        block, _, offset, blank_finish = self.state_machine.get_first_known_indented(match.end())
        node = self.made("footnote", label=match[1])
        self.reached(node, first)
        self.nested_parse(block, offset, node)
        return [node], blank_finish

    def _citation(self, match: Any) -> Any:
        found, blank_finish = self._footnote(match)
        found[0].told["citation"] = True
        return found, blank_finish

    def _hyperlink_target(self, match: Any) -> Any:
        first = self.begun()
        block, _, _, blank_finish = self.state_machine.get_first_known_indented(
            match.end(), until_blank=True, strip_indent=False
        )
        rows = [escape(join([row])) for row in block.data]
        for nth in range(1, min(len(rows), _MOST_NAME_LINES) + 1):
            name = "".join(rows[:nth])
            found = self.explicit.patterns.target.match(name)
            if found:
                rest = [name[found.end() :], *rows[nth:]]
                return [self._target(first, found["name"], rest)], blank_finish
        return [self.made("comment")], blank_finish

    def anonymous_target(self, match: Any) -> Any:
        """Return a target without a name."""
        first = self.begun()
        block, _, _, blank_finish = self.state_machine.get_first_known_indented(match.end(), until_blank=True)
        return [self._target(first, None, [escape(join([row])) for row in block.data])], blank_finish

    def _target(self, first: int, name: str | None, rows: list[str]) -> Any:
        rest = " ".join(row.strip() for row in rows).strip()
        known = self.explicit.patterns.reference.match(rest) if rest.endswith("_") else None
        alias = known and (known["simple"] or known["phrase"])
        node = self.made("target", name=name, address=None if alias else rest, alias=alias)
        node.first = first
        return node

    def _substitution_def(self, match: Any) -> Any:
        block, _, _, blank_finish = self.state_machine.get_first_known_indented(
            match.end(), strip_indent=False
        )
        row = block.data[0]
        found = self.explicit.patterns.substitution.match(escape(str(row)))
        rest = row[found.end() :].lstrip() if found else ""
        directive = _EMBEDDED.match(rest)
        if not found or not directive:
            return [self.made("comment")], blank_finish
        rows = [rest[directive.end() :], *(line.strip() for line in block.data[1:])]
        options = _options(rows)
        node = self.made("substitution", rows, name=found["name"], directive=directive[1], options=options)
        return [node], blank_finish

    def _directive(self, match: Any) -> Any:
        first = self.begun()
        block, _, offset, blank_finish = self.state_machine.get_first_known_indented(match.end(), strip_top=0)
        name = match[1].lower()
        node = self.made("directive", name=name)
        self.reached(node, first)
        rows: list[Any] = block.data
        while rows and not rows[-1]:
            rows.pop()
        if rows and not rows[0]:
            rows = rows[1:]
        end = next((nth for nth, row in enumerate(rows) if not row), len(rows))
        head, content = rows[:end], rows[end + 1 :]
        node.told["options"] = _options(head)
        if begins_at_once(name) and head:
            head, content = [], [*head, Line("", number_of(head[-1]), (1,)), *content]
        node.rows = content
        node.told["argument"] = head
        if is_prose(name):
            self.nested_parse(self.listed(content), offset, node, match_titles=True)
        return [node], blank_finish


def _options(rows: list[Any]) -> list[tuple[str, Any]]:
    """Take the options off the lines of an argument, and return each with its value."""
    begin = next((nth for nth, row in enumerate(rows) if _OPTION.match(row)), len(rows))
    found = [(match[1], row[match.end() :]) for row in rows[begin:] if (match := _OPTION.match(row))]
    del rows[begin:]
    return found
