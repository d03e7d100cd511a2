"""What ``[documents]`` in ``kg.toml`` says: where they are, how they are written, what in them is a citation."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kg.errors import MapError, nearest_or_all

FORMATS = ("auto", "markdown", "mdx", "docusaurus", "obsidian", "hugo", "myst", "rst")
BY_NAME = "file-name"
"""The ``page_id`` of pages that bear the names of their files, without the path."""
_KEYS = (
    "root",
    "format",
    "include",
    "exclude",
    "base_url",
    "page_id",
    "components",
    "shortcodes",
    "roles",
    "pass_over",
    "mark",
    "front_matter",
    "front_matter_citations",
    "bibliographies",
    "code_citations",
    "comment_citations",
    "evidence_links",
)
_MARK = ("attribute", "as", "character")
_AS = ("citation", "link", "page")
_AS_SHORTCODE = (*_AS, "code")
_PAGE_FIELDS = ("id", "title", "url", "type", "quality")


@dataclass(frozen=True, slots=True)
class Mark:
    """How a component, shortcode or role refers: by which attribute, to what, in which CiTO word.

    ``reads`` is ``citation`` (an address or the id of a source), ``page`` (a citation of a page), ``link``,
    or ``code``: what stands between a shortcode and its end is no text.
    ``attribute`` may be a position from 0, as shortcodes have them; a role has its text. Several are
    separated by ``|``: the first that is there counts.
    """

    attribute: str
    reads: str = "citation"
    character: str | None = None

    def value(self, held: Mapping[str, str]) -> str:
        """Return what the first of its attributes that says something says; empty if none does.

        >>> Mark("name|id").value({"id": "a"})
        'a'
        """
        texts = (held.get(name, "").strip() for name in self.attribute.split("|"))
        return next((text for text in texts if text), "")


@dataclass(frozen=True, slots=True)
class Options:
    """What the parse of a single file depends on, and nothing else: the key of a cache with the file's hash."""

    format: str = "markdown"
    components: dict[str, Mark] = field(default_factory=dict)
    shortcodes: dict[str, Mark] = field(default_factory=dict)
    roles: dict[str, Mark] = field(default_factory=dict)
    pass_over: tuple[str, ...] = ()
    mark: tuple[str, ...] = ()
    cited_in_front: tuple[str, ...] = ()
    """Names in the front matter under which addresses or ids of sources are citations."""
    cited_in_code: bool = False
    cited_in_comments: bool = False
    """Whether addresses in code, and in comments, are citations."""

    def digest(self) -> str:
        """Return a hash of the options.

        >>> Options().digest() == Options(format="mdx").digest()
        False
        """
        return hashlib.sha256(repr(self).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Documents:
    """What is said of a tree of documents."""

    options: Options = field(default_factory=lambda: Options(format="auto"))
    root: str = "."
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    base_url: str | None = None
    page_id: str = "path"
    front_matter: dict[str, str] = field(default_factory=dict)
    evidence_links: bool = False
    bibliographies: tuple[str, ...] = ()
    """Files of BibTeX whose entries are sources."""


def documents_from(said: dict[str, Any], *, where: str) -> Documents:
    """Return what a section ``[documents]`` says.

    >>> documents_from({"format": "mdx", "components": {"R": "id"}}, where="kg.toml").options.components
    {'R': Mark(attribute='id', reads='citation', character=None)}

    Raises
    ------
    MapError
        A name is unknown, or a value has another type than it should; the nearest known name is the hint.
    """
    _known(said, _KEYS, where)
    form = _word(said, "format", where) or "auto"
    if form not in FORMATS:
        raise _unknown(form, FORMATS, f"{where}: format")
    stated = _texts_by_name(said, "front_matter", where)
    _known(stated, _PAGE_FIELDS, f"{where}: front_matter")
    return Documents(
        options=Options(
            format=form,
            components=_marks(said, "components", where),
            shortcodes=_marks(said, "shortcodes", where),
            roles=_marks(said, "roles", where),
            pass_over=_words(said, "pass_over", where),
            mark=_words(said, "mark", where),
            cited_in_front=_words(said, "front_matter_citations", where),
            cited_in_code=_switch(said, "code_citations", where),
            cited_in_comments=_switch(said, "comment_citations", where),
        ),
        root=_root(_word(said, "root", where) or ".", where),
        include=_words(said, "include", where),
        exclude=_words(said, "exclude", where),
        base_url=_word(said, "base_url", where),
        page_id=_word(said, "page_id", where) or "path",
        front_matter=stated,
        evidence_links=_switch(said, "evidence_links", where),
        bibliographies=_words(said, "bibliographies", where),
    )


def _root(root: str, where: str) -> str:
    parts = [part for part in root.replace("\\", "/").split("/") if part not in ("", ".")]
    if root.startswith("/") or ".." in parts:
        raise MapError(f"root: {root} lies outside of the folder", where=where)
    return "/".join(parts) or "."


def _marks(said: dict[str, Any], name: str, where: str) -> dict[str, Mark]:
    held = said.get(name, {})
    if not isinstance(held, dict):
        raise MapError(
            f"{name}: expected name = attribute", where=where, hint=f'Write {name} = {{ R = "id" }}.'
        )
    known = _AS_SHORTCODE if name == "shortcodes" else _AS
    return {key: _mark(value, known, f"{where}: {name}.{key}") for key, value in held.items()}


def _mark(said: Any, known: tuple[str, ...], where: str) -> Mark:
    if isinstance(said, (str, int)) and not isinstance(said, bool):
        return Mark(str(said))
    if not isinstance(said, dict):
        raise MapError(
            "expected an attribute", where=where, hint='Write "id" or { attribute = "id", as = "link" }.'
        )
    _known(said, _MARK, where)
    reads = str(said.get("as", "citation"))
    if reads not in known:
        raise _unknown(reads, known, f"{where}.as")
    names = said.get("attribute", "0")
    joined = "|".join(str(name) for name in (names if isinstance(names, list) else [names]))
    return Mark(joined, reads, _word(said, "character", where))


def _word(said: dict[str, Any], name: str, where: str) -> str | None:
    held = said.get(name)
    if held is not None and (not isinstance(held, str) or not held):
        raise MapError(f"{name}: expected a text, got {held!r}", where=where)
    return held


def _switch(said: dict[str, Any], name: str, where: str) -> bool:
    held = said.get(name, False)
    if not isinstance(held, bool):
        raise MapError(f"{name}: expected true or false, got {held!r}", where=where)
    return held


def _words(said: dict[str, Any], name: str, where: str) -> tuple[str, ...]:
    held = said.get(name, [])
    held = [held] if isinstance(held, str) else held
    if not isinstance(held, list) or not all(isinstance(one, str) and one for one in held):
        raise MapError(f"{name}: expected a list of texts", where=where, hint=f'Write {name} = ["..."].')
    return tuple(held)


def _texts_by_name(said: dict[str, Any], name: str, where: str) -> dict[str, str]:
    held = said.get(name, {})
    if not isinstance(held, dict) or not all(isinstance(one, str) and one for one in held.values()):
        raise MapError(f'{name}: expected field = "name in the front matter"', where=where)
    return dict(held)


def _known(said: dict[str, Any], known: tuple[str, ...], where: str) -> None:
    for name in said:
        if name not in known:
            raise _unknown(name, known, where)


def _unknown(name: str, known: tuple[str, ...], where: str) -> MapError:
    return MapError(f"unknown name {name!r}", where=where, hint=nearest_or_all(name, known))
