"""What one inline text refers to, and what it says as plain text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from kg.model.words import Character
from kg.readers.documents.addresses import addresses_in
from kg.readers.documents.comments import comment_of, said_in
from kg.readers.documents.configuration import Mark, Options
from kg.readers.documents.jsx import attributes, tag_name
from kg.readers.documents.masks import Shortcode, hidden_in
from kg.readers.documents.parsed import ADDRESS, DOCUMENT, LABEL, NOTE, PAGE, SOURCE, Reference
from kg.readers.documents.positions import Locate

_CITO = re.compile(r"(?:^|[\s\"'(])(?:https?://purl\.org/spar/cito/|cito:)([A-Za-z_]+)")
_EXTERNAL = re.compile(r"[{\s]\.external[\s}]")
_WORDS = {one.value.casefold(): one.value for one in Character}
_TITLED = re.compile(r"(.*?)\s*<([^<>]+)>\s*", re.DOTALL)
_CITING_ROLES = (
    "cite",
    "citep",
    "citet",
    "cite:p",
    "cite:t",
    "cite:ps",
    "cite:ts",
    "cite:alp",
    "footcite",
    "footcite:t",
)
CODE, COMMENT = "code", "comment"
"""Mechanisms of addresses in what is no text."""
CODE_ROLES = frozenset(("code", "command", "file", "kbd", "literal", "samp"))
"""Roles whose text is code."""
_HIDDEN_MECHANISM = {"bare": "bare-link", "autolink": "autolink"}
_BUILT_IN = {
    "ref": Mark("0|path", "link"),
    "relref": Mark("0|path", "link"),
}
"""Shortcodes of Hugo itself that lead to pages."""


@dataclass(slots=True)
class Inline:
    """What was found in one inline text: references, footnotes' labels, and the pieces of its plain text."""

    references: list[Reference] = field(default_factory=list)
    notes: list[tuple[str, int]] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    opened: list[tuple[str, int]] = field(default_factory=list)
    """Components by name and line, those that close with a slash before the name."""
    remarks: list[tuple[str, int]] = field(default_factory=list)
    """What comments say to kg, each with its line."""

    def take_addresses(
        self, text: str, begin: int, locate: Locate, mechanism: str, *, escaped: bool = False
    ) -> None:
        """Add the addresses of a piece that is no text, and begins at an offset."""
        for offset, written in addresses_in(text):
            url = unescape(written) if escaped else written
            self.references.append(Reference(ADDRESS, url, *locate(begin + offset), mechanism))

    def take_role(self, name: str, text: str, at: tuple[int, int], roles: dict[str, Mark]) -> None:
        """Add what a role with a text refers to, and what it shows."""
        titled = _TITLED.fullmatch(text)
        shown, target = titled.groups() if titled else (text, text.strip())
        mark = roles.get(name)
        mechanism = f"role:{name}"
        if mark is not None:
            self.references.append(marked(mark, target, at, mechanism))
        elif name in _CITING_ROLES:
            keys = [key.strip() for key in text.split(",")]
            self.references += [Reference(SOURCE, key, *at, mechanism) for key in keys if key]
            return
        elif name in ("doc", "ref", "numref"):
            kind = DOCUMENT if name == "doc" else LABEL
            self.references.append(Reference(kind, target, *at, mechanism))
        self.pieces.append(shown)


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads inline tokens of one document."""

    options: Options
    codes: list[Shortcode]

    def read(self, token: Any, locate: Locate, found: Inline) -> None:
        """Add what an inline token says to what was found in its block."""
        text, begin = found, 0
        aside = Inline(found.references, found.notes, remarks=found.remarks)
        for child in token.children or ():
            if child.type == "inline_footnote_open" and found is text:
                found, begin = aside, len(text.references)
            elif child.type == "inline_footnote_close" and found is aside:
                found.references[begin:] = [as_footnote(one) for one in found.references[begin:]]
                found = text
            elif (take := _TAKE.get(child.type)) is not None:
                take(self, child, locate, found)
        if self.codes:
            self._take_shortcodes(token, locate, text)

    def _take_shortcodes(self, token: Any, locate: Locate, found: Inline) -> None:
        """Add the shortcodes of a text that stand neither in code nor in what a link or picture leads to."""
        used = {
            id(code)
            for child in token.children or ()
            if child.type != "text"
            for _, code in hidden_in(_held(child), self.codes)
        }
        for offset, code in hidden_in(token.content, self.codes):
            if code.comment is not None:
                found.take_addresses(code.comment, offset, locate, COMMENT)
            elif id(code) not in used:
                self._take_shortcode(code, locate(offset), found)

    def _take_shortcode(self, code: Shortcode, at: tuple[int, int], found: Inline) -> None:
        if code.remark is not None:
            found.remarks.append((code.remark, at[0]))
        mark = self.options.shortcodes.get(code.name) or _BUILT_IN.get(code.name)
        if mark is None:
            return
        if target := mark.value(code.parameters):
            kind = DOCUMENT if code.name not in self.options.shortcodes else None
            found.references.append(marked(mark, target, at, f"shortcode:{code.name}", kind=kind))

    def take_tag(self, written: str, at: tuple[int, int], found: Inline) -> None:
        """Add what a tag refers to: an anchor's address, or what a component is configured to."""
        name = tag_name(written)
        if written.startswith("</"):
            found.opened.append(("/" + name, at[0]))
            return
        if not written.endswith("/>"):
            found.opened.append((name, at[0]))
        mark = self.options.components.get(name)
        if mark is not None:
            held = attributes(written)
            if target := mark.value(held):
                word = character_of(held) or mark.character
                found.references.append(marked(mark, target, at, f"component:{name}", character=word))
        elif name.lower() == "a":
            held = {key.lower(): value for key, value in attributes(written).items()}
            if held.get("href", "").strip():
                reference = Reference(ADDRESS, held["href"].strip(), *at, "html-anchor", character_of(held))
                found.references.append(reference)

    def _take_link(self, child: Any, locate: Locate, found: Inline) -> None:
        begin = child.meta.get("begin")
        href = str(child.attrs.get("href", ""))
        if begin is None or not href:
            return
        at = locate(begin)
        hidden = hidden_in(href, self.codes)
        if hidden:
            self._take_shortcode(hidden[-1][1], at, found)
            return
        external = self.options.format == "myst" and _EXTERNAL.search(child.meta.get("attributes", ""))
        if external and "://" not in href:
            return  # an address all the same, and none that can be cited
        usual = "link" if child.meta.get("last") == ")" else "reference-link"
        mechanism = _HIDDEN_MECHANISM.get(child.markup, usual)
        title = str(child.attrs.get("title", ""))
        found.references.append(Reference(ADDRESS, href, *at, mechanism, character_in(title)))

    def _take_html(self, child: Any, locate: Locate, found: Inline) -> None:
        if child.type == "tag" or not child.content.startswith(("<!", "<?")):
            self.take_tag(child.content, locate(child.meta["begin"]), found)
        else:
            self._take_remark(child, locate, found)

    def _take_remark(self, child: Any, locate: Locate, found: Inline) -> None:
        if (text := said_in(child.content)) is not None:
            found.remarks.append((text, locate(child.meta["begin"])[0]))
        elif self.options.cited_in_comments and comment_of(child.content) is not None:
            found.take_addresses(child.content, child.meta["begin"], locate, COMMENT)

    def _take_code(self, child: Any, locate: Locate, found: Inline) -> None:
        found.pieces.append(child.content)
        if self.options.cited_in_code:
            written = child.meta["written"]
            found.take_addresses(written, child.meta["begin"], locate, CODE)

    def _take_text(self, child: Any, _: Locate, found: Inline) -> None:
        found.pieces.append(child.content)

    def _take_break(self, _: Any, __: Locate, found: Inline) -> None:
        found.pieces.append(" ")

    def _take_wikilink(self, child: Any, locate: Locate, found: Inline) -> None:
        found.pieces.append(child.content)
        if child.meta["target"]:
            mechanism = "embed" if child.meta["embed"] else "wikilink"
            found.references.append(
                Reference(NOTE, child.meta["target"], *locate(child.meta["begin"]), mechanism)
            )

    def _take_note(self, child: Any, locate: Locate, found: Inline) -> None:
        found.notes.append((child.meta["label"], locate(child.meta["begin"])[0]))

    def _take_role(self, child: Any, locate: Locate, found: Inline) -> None:
        at = locate(child.meta["begin"])
        if child.meta["name"] in CODE_ROLES - self.options.roles.keys():
            found.pieces.append(child.content)
            if self.options.cited_in_code:
                found.take_addresses(child.content, 0, lambda _: at, CODE)
            return
        found.take_role(child.meta["name"], child.content, at, self.options.roles)


_TAKE: dict[str, Callable[[Reader, Any, Locate, Inline], None]] = {
    "link_open": Reader._take_link,
    "html_inline": Reader._take_html,
    "tag": Reader._take_html,
    "remark": Reader._take_remark,
    "image": Reader._take_text,
    "text": Reader._take_text,
    "text_special": Reader._take_text,
    "code_inline": Reader._take_code,
    "softbreak": Reader._take_break,
    "hardbreak": Reader._take_break,
    "wikilink": Reader._take_wikilink,
    "footnote_mark": Reader._take_note,
    "role": Reader._take_role,
}


def _held(child: Any) -> str:
    """Return the text in which a token holds what is no running text."""
    return str(child.attrs.get("href", "") or child.attrs.get("src", "") or child.content)


def marked(
    mark: Mark,
    target: str,
    at: tuple[int, int],
    mechanism: str,
    *,
    kind: str | None = None,
    character: str | None = None,
) -> Reference:
    """Return the reference that a configured component, shortcode or role makes.

    >>> marked(Mark("id"), "a1", (1, 2), "component:R").kind
    'source'
    """
    word = character or mark.character
    if mark.reads == "citation":
        kind = ADDRESS if "://" in target else SOURCE
        return Reference(kind, target, *at, mechanism, word, evidence=True)
    return Reference(kind or PAGE, target, *at, mechanism, word, evidence=mark.reads == "page")


def character_in(text: str) -> str | None:
    """Return the CiTO word that a title or attribute holds, None if it holds none.

    >>> character_in("cito:disputes"), character_in("A title")
    ('disputes', None)
    """
    found = _CITO.search(text) if "cito" in text else None
    return _WORDS.get(found[1].casefold(), found[1]) if found else None


def character_of(held: dict[str, str]) -> str | None:
    """Return the CiTO word that a tag's attributes hold, with its prefix or in ``data-cito`` alone.

    >>> character_of({"data-cito": "refutes"}), character_of({"rel": "nofollow cito:supports"})
    ('refutes', 'supports')
    """
    bare = held.get("data-cito", "").strip()
    if bare and "cito" not in bare:
        return _WORDS.get(bare.casefold(), bare)
    return character_in(" ".join(held.get(name, "") for name in ("data-cito", "rel", "property", "title")))


def as_footnote(reference: Reference) -> Reference:
    """Return a reference as a footnote makes it; what is more telling than a link keeps its own mechanism.

    >>> as_footnote(Reference("address", "https://a.org", 1, 1, "bare-link")).mechanism
    'footnote'
    """
    plain = reference.mechanism in ("link", "bare-link", "autolink", "reference-link", "html-anchor")
    if not plain:
        return reference
    return Reference(
        reference.kind,
        reference.target,
        reference.line,
        reference.column,
        "footnote",
        reference.character,
        reference.evidence,
    )
