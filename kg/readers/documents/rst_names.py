"""The names of a document of reStructuredText: targets, substitutions and footnotes, and what each leads to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from kg.readers.documents import rst_inline
from kg.readers.documents.parsed import ADDRESS, Finding, Reference
from kg.readers.documents.rst_inline import Piece, address_of, normal_name, scan, unescape
from kg.readers.documents.rst_lines import Node, join

ALIAS, NAMELESS = "alias", "nameless"
"""Kinds of references within a document, until they are resolved: by a name, by their number."""
_MOST_STEPS = 20
_MOST_REFERENCES, _LONGEST = 20, 500
"""So many references of one substitution count, and so many of its characters."""


@dataclass(slots=True)
class Names:
    """Gathers the names of a document; then says what each leads to."""

    addresses: dict[str, str] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    footnotes: dict[str, int] = field(default_factory=dict)
    """The line of each footnote by its label."""
    _substitutions: dict[str, tuple[str, list[tuple[str, str]]]] = field(default_factory=dict)
    _citations: set[str] = field(default_factory=set)
    _nameless: list[tuple[str, str] | None] = field(default_factory=list)
    _asked: int = 0
    _numbers: dict[str, int] = field(default_factory=dict)
    _chained: list[str | None] = field(default_factory=list)
    _repeated: list[Finding] = field(default_factory=list)

    def collect(self, tree: Node) -> None:
        r"""Take the targets and substitutions of a tree.

        >>> from kg.readers.documents.restructuredtext import parse_tree
        >>> names = Names()
        >>> names.collect(parse_tree(".. _a:\n.. _b: https://b.org\n"))
        >>> names.addresses
        {'a': 'https://b.org', 'b': 'https://b.org'}
        """
        marked: list[Piece] = []
        self._collect(tree, marked)
        for piece in marked:  # what a target says comes before what a link says by the way
            self._take_phrase(piece)

    def _collect(self, node: Node, marked: list[Piece]) -> None:
        for child in node.children:
            if child.kind == "target":
                self._take_target(child)
                continue
            self._end_chain()
            if child.kind == "substitution":
                self._take_substitution(child)
            elif child.kind == "footnote" and "citation" in child.told:
                self._citations.add(normal_name(child.told["label"]))
            if child.rows and child.kind in ("paragraph", "title", "term", "line") and _is_marked(child.rows):
                marked += [one for one in scan(join(child.rows)) if one.told and one.kind in _NAMING]
            self._collect(child, marked)
        self._end_chain()

    def _end_chain(self) -> None:
        self._nameless += [None for name in self._chained if name is None]
        self._chained.clear()

    def _take_target(self, node: Node) -> None:
        name = node.told["name"]
        name = None if name is None else normal_name(unescape(name))
        self._chained.append(name)
        if node.told["alias"]:
            leads = (ALIAS, normal_name(unescape(node.told["alias"])))
        elif node.told["address"]:
            leads = (ADDRESS, address_of(node.told["address"]))
        else:
            return
        for one in self._chained:
            if one is None:
                self._nameless.append(leads)
            else:
                self._name(one, leads, node.first)
        self._chained.clear()

    def _name(self, name: str, leads: tuple[str, str], line: int) -> None:
        held = self.addresses if leads[0] == ADDRESS else self.aliases
        known = self.addresses.get(name) or self.aliases.get(name)
        if known is None:
            held[name] = leads[1]
        elif known != leads[1]:
            message = f"target {name[:200]} is defined again; the first counts"
            self._repeated.append(Finding("duplicate-label", line, message))

    def _take_phrase(self, piece: Piece) -> None:
        if piece.told not in self.addresses and piece.told not in self.aliases:
            held = self.addresses if piece.kind == rst_inline.LINK else self.aliases
            held[piece.told] = piece.target

    def _take_substitution(self, node: Node) -> None:
        told, name = node.told, " ".join(unescape(node.told["name"]).split())
        text = name if told["directive"] == "image" else ""
        references: list[tuple[str, str]] = []
        if told["directive"] == "replace" and node.rows:
            pieces = scan(join(node.rows))
            text = "".join(piece.text for piece in pieces)[:_LONGEST]
            for piece in pieces:
                if piece.kind in (rst_inline.LINK, rst_inline.BARE):
                    references.append((ADDRESS, piece.target))
                elif piece.kind == rst_inline.NAME:
                    references.append((ALIAS, piece.target))
        for option, value in told["options"]:
            if option == "target" and value.strip():
                references.append((ADDRESS, address_of(value.strip())))
            elif option == "alt":
                text = str(value)
        self._substitutions.setdefault(name, (text, references[:_MOST_REFERENCES]))
        self._substitutions.setdefault(name.lower(), (text, references[:_MOST_REFERENCES]))

    def substituted(self, name: str) -> tuple[str, list[tuple[str, str]]]:
        """Return the text that stands for a name between bars, and what it refers to.

        >>> Names().substituted("a")
        ('a', [])
        """
        key = " ".join(name.split())
        return self._substitutions.get(key) or self._substitutions.get(key.lower()) or (name, [])

    def is_citation(self, label: str) -> bool:
        """Say whether the document holds a citation of that label.

        >>> Names().is_citation("cit2002")
        False
        """
        return label in self._citations

    def next_nameless(self) -> int:
        """Return the number of the next reference without a name.

        >>> Names().next_nameless()
        0
        """
        self._asked += 1
        return self._asked - 1

    def label_of(self, piece: Piece) -> str:
        """Return the label of a mark; those that only count get a number.

        >>> Names().label_of(Piece("footnote", 0, "", "#"))
        '# 1'
        """
        return self._numbered(piece.target, f"mark {piece.target}")

    def _numbered(self, label: str, counter: str) -> str:
        if label not in ("#", "*"):
            return label
        self._numbers[counter] = self._numbers.get(counter, 0) + 1
        return f"{label} {self._numbers[counter]}"

    def begin_footnote(self, label: str, line: int) -> str:
        """Return the label of a footnote that begins; one that is defined again gets one that no mark has.

        >>> names = Names()
        >>> names.begin_footnote("1", 1), names.begin_footnote("#", 2)
        ('1', '# 1')
        """
        name = self._numbered(normal_name(label), f"note {label}")
        if name in self.footnotes:
            first = self.footnotes[name]
            message = f"footnote [{label}] is defined again; the first, in line {first}, counts"
            self._repeated.append(Finding("duplicate-label", line, message))
            name = f"{name}\n{line}"
        self.footnotes[name] = line
        return name

    def resolved(self, references: Iterable[Reference]) -> list[Reference]:
        """Return references with names put in their places; those that lead nowhere are left out.

        >>> names = Names(addresses={"a": "https://a.org"})
        >>> names.resolved([Reference(ALIAS, "a", 1, 1, "reference-link")])[0].target
        'https://a.org'
        """
        found = []
        for one in references:
            if one.kind not in (ALIAS, NAMELESS):
                found.append(one)
            elif address := self._address(one.kind, one.target):
                found.append(Reference(ADDRESS, address, one.line, one.column, one.mechanism))
        return found

    def _address(self, kind: str, target: str) -> str | None:
        if kind == NAMELESS:
            if self._asked != len(self._nameless):
                return None
            leads = self._nameless[int(target)]
            if leads is None or leads[0] == ADDRESS:
                return leads[1] if leads else None
            target = leads[1]
        for _ in range(_MOST_STEPS):
            if target in self.addresses:
                return self.addresses[target]
            if target not in self.aliases:
                return None
            target = self.aliases[target]
        return None

    def findings(self) -> tuple[Finding, ...]:
        """Return what is wrong with the names.

        >>> Names().findings()
        ()
        """
        if self._asked == len(self._nameless):
            return tuple(self._repeated)
        message = (
            f"{self._asked} links without a name and {len(self._nameless)} targets for them: none is resolved"
        )
        return (Finding("missing-part", 1, message), *self._repeated)


_NAMING = (rst_inline.LINK, rst_inline.NAME)


def _is_marked(rows: list[str]) -> bool:
    return any(">`_" in row or row.rest is not None for row in rows)  # type: ignore[attr-defined]
