"""What the pieces of one text of reStructuredText refer to, and what they say as plain text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg.readers.documents import rst_inline
from kg.readers.documents.configuration import Mark
from kg.readers.documents.inline import CODE, CODE_ROLES, Inline
from kg.readers.documents.parsed import ADDRESS, LABEL, Reference
from kg.readers.documents.positions import Locate
from kg.readers.documents.rst_inline import Piece, normal_name
from kg.readers.documents.rst_names import ALIAS, NAMELESS, Names

_PUBLIC = {
    "pep": ("https://peps.python.org/pep-{:04d}", re.compile(r"(?:.*<)?(\d{1,6})(#[^<>]*)?>?", re.DOTALL)),
    "pep-reference": ("https://peps.python.org/pep-{:04d}", re.compile(r"(\d{1,6})(#.*)?")),
    "rfc": (
        "https://tools.ietf.org/html/rfc{}.html",
        re.compile(r"(?:.*<)?(\d{1,6})(#[^<>]*)?>?", re.DOTALL),
    ),
    "rfc-reference": ("https://tools.ietf.org/html/rfc{}.html", re.compile(r"(\d{1,6})(#.*)?")),
}
"""Roles of docutils that lead to public documents, by their numbers."""
_OTHERS = re.compile(r"(?:^|<)[A-Za-z][\w.-]*:[^<>]*>?$")
"""A document of another project, by its name."""
_PAGES = frozenset(("genindex", "modindex", "py-modindex", "search"))
"""Labels that Sphinx itself makes."""


@dataclass(frozen=True, slots=True)
class Text:
    """Reads the pieces of texts into what is found in a block."""

    roles: dict[str, Mark]
    names: Names
    found: Inline
    default_role: str = ""
    code: bool = False
    """Whether addresses in code are citations."""

    def read(self, pieces: Sequence[Piece], locate: Locate) -> None:
        """Add what pieces say; names are resolved when all of the document is read.

        >>> from kg.readers.documents.rst_lines import lines_of, locate_rows
        >>> found = Inline()
        >>> rows = lines_of(":pep:`8` says")
        >>> Text({}, Names(), found).read(rst_inline.scan(rows[0]), locate_rows(rows))
        >>> found.references[0].target, found.pieces
        ('https://peps.python.org/pep-0008', ['PEP 8', ' says'])
        """
        for piece in pieces:
            self._take(piece, locate)

    def _take(self, piece: Piece, locate: Locate) -> None:
        found, kind = self.found, piece.kind
        if kind == rst_inline.TEXT:
            self._take_text(piece, locate)
            return
        at = locate(piece.begin)
        if kind == rst_inline.ROLE:
            self._take_role(piece, at)
        elif kind in (rst_inline.FOOTNOTE, rst_inline.CITATION):
            self._take_mark(piece, at)
        elif kind == rst_inline.SUBSTITUTION:
            self._take_substitution(piece, at)
        else:
            found.pieces.append(piece.text)
            if kind == rst_inline.NAME:
                found.references.append(Reference(ALIAS, piece.target, *at, "reference-link"))
            elif kind == rst_inline.ANONYMOUS:
                number = str(self.names.next_nameless())
                found.references.append(Reference(NAMELESS, number, *at, "reference-link"))
            elif kind in (rst_inline.LINK, rst_inline.BARE):
                mechanism = "link" if kind == rst_inline.LINK else "bare-link"
                found.references.append(Reference(ADDRESS, piece.target, *at, mechanism))

    def _take_text(self, piece: Piece, locate: Locate) -> None:
        self.found.pieces.append(piece.text)
        if self.code and piece.told == rst_inline.LITERAL:
            self.found.take_addresses(piece.text, piece.begin, locate, CODE)

    def _take_role(self, piece: Piece, at: tuple[int, int]) -> None:
        role, text = piece.told or self.default_role, piece.target
        if role not in self.roles and role in _PUBLIC:
            address, pattern = _PUBLIC[role]
            number = pattern.fullmatch(text.strip())
            if number:
                url = address.format(int(number[1])) + (number[2] or "")
                self.found.references.append(Reference(ADDRESS, url, *at, f"role:{role}"))
                text = text.partition("<")[0].strip() if "<" in text else f"{role[:3].upper()} {text}"
            self.found.pieces.append(text)
        elif text.startswith("!") or (role in ("ref", "numref") and normal_name(text) in _PAGES):
            self.found.pieces.append(text.lstrip("!"))
        elif role == "doc" and _OTHERS.search(text):
            self.found.pieces.append(text.partition("<")[0].strip() or text)
        elif role in CODE_ROLES and role not in self.roles:
            self.found.pieces.append(text)
            if self.code:
                self.found.take_addresses(text, 0, lambda _: at, CODE)
        elif role:
            self.found.take_role(role, text, at, self.roles)
        else:
            self.found.pieces.append(text)

    def _take_mark(self, piece: Piece, at: tuple[int, int]) -> None:
        if self.found.pieces:
            self.found.pieces[-1] = self.found.pieces[-1].rstrip()
        if piece.kind == rst_inline.CITATION and not self.names.is_citation(piece.target):
            self.found.references.append(Reference(LABEL, piece.target, *at, "footnote"))
            return
        self.found.notes.append((self.names.label_of(piece), at[0]))

    def _take_substitution(self, piece: Piece, at: tuple[int, int]) -> None:
        text, references = self.names.substituted(piece.target)
        self.found.pieces.append(text)
        for kind, target in references:
            self.found.references.append(Reference(kind, target, *at, "reference-link"))
        if piece.told == "_":
            self.found.references.append(Reference(ALIAS, normal_name(piece.target), *at, "reference-link"))
        elif piece.told == "__":
            number = str(self.names.next_nameless())
            self.found.references.append(Reference(NAMELESS, number, *at, "reference-link"))
