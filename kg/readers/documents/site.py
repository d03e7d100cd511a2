"""The pages of a tree, and to which of them, or to what else, a reference leads."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote

from kg.readers.documents.configuration import BY_NAME, Documents
from kg.readers.documents.formats import SUFFIXES
from kg.readers.documents.front_matter import stated, stated_words
from kg.readers.documents.generators import Generators, read_generators
from kg.readers.documents.parsed import ADDRESS, DOCUMENT, INCLUDE, LABEL, NOTE, SOURCE, Parsed, Reference
from kg.readers.documents.tree import Tree

_INDEXES = ("index", "readme", "_index")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_CITED = ("http", "https", "ftp")
_NODE = re.compile(r"(?:source|page|publisher|organization|rater):.")
_DATED = re.compile(r"(^|/)(\d{4})-(\d\d)-(\d\d)-(?=[^/]+$)")
_NUMBER = re.compile(r"(^|/)\d+[-_.]\s*(?=[^/])")
_PROJECT = re.compile(r"[\w.-]+:(?!/)")
_PATH = re.compile(r"\.{0,2}/|#|.*/$")
"""What begins or ends as a path does; no id of a source does."""
_TEMPLATE = re.compile(r"\{\{|\{%")
_MADE_ROUTES = ("docusaurus", "hugo", "auto")
"""Formats whose addresses the generator makes: one without a suffix may be there without a file of its name."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its id, the file it stands in, what that says."""

    id: str
    file: str
    parsed: Parsed
    declared: bool = False
    """Whether its front matter gives its id."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a reference leads: a node or address to cite, or a page; ``broken`` says what is not there."""

    cited: str | None = None
    page: str | None = None
    broken: str | None = None


NOWHERE = Target()
"""What is no citation and no link: an anchor, a picture, a mail address."""


@dataclass(slots=True)
class Site:
    """Finds pages by file, path, route, name and label."""

    said: Documents
    tree: Tree
    pages: list[Page]
    by_path: dict[str, str] = field(default_factory=dict)
    by_route: dict[str, str] = field(default_factory=dict)
    by_small_route: dict[str, str] = field(default_factory=dict)
    by_name: dict[str, list[str]] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    generators: Generators = field(default_factory=Generators)

    def __post_init__(self) -> None:
        self.ids = {page.id for page in self.pages}
        self.generators = read_generators(self.tree)
        self.names = {posixpath.basename(path).casefold() for path in self.tree.files}
        for page in self.pages:
            self._register(page)
        for route, key in self.by_route.items():
            self.by_small_route.setdefault(route.lower(), key)

    def _register(self, page: Page) -> None:
        path = PurePosixPath(page.file)
        bare = path.with_suffix("").as_posix()
        self.by_path.setdefault(page.file, page.id)
        self.by_path.setdefault(bare, page.id)
        inside = bare.removeprefix(f"{self.said.root}/")
        if path.stem.lower() in _INDEXES:
            folder = path.parent.as_posix()
            self.by_path.setdefault(folder, page.id)
            inside = posixpath.dirname(inside)
        front = page.parsed.front
        self.by_route.setdefault(inside.strip("/"), page.id)
        self.by_route.setdefault(_NUMBER.sub(r"\1", inside).strip("/"), page.id)
        if self.said.options.format == "docusaurus" and _DATED.search(inside):
            dated = _DATED.sub(r"\1\2/\3/\4/", inside)
            self.by_route.setdefault(dated, page.id)
            self.by_route.setdefault(dated.removeprefix(f"{self.generators.site}/"), page.id)
        for route in stated_words(front, "slug", "url", "permalink", "aliases", "id"):
            whole = route if route.startswith("/") else posixpath.join(posixpath.dirname(inside), route)
            self.by_route.setdefault(whole.strip("/"), page.id)
        for name in (path.stem, posixpath.basename(page.id), *stated_words(front, "aliases", "alias", "id")):
            same = self.by_name.setdefault(name.casefold(), [])
            if page.id not in same:
                same.append(page.id)
        for label in page.parsed.labels:
            self.labels.setdefault(label.casefold(), page.id)

    def target(self, reference: Reference, page: Page) -> Target:
        """Return where a reference of a page leads."""
        find = _FINDERS.get(reference.kind, Site._page)
        return find(self, reference.target, page)

    def _source(self, key: str, page: Page) -> Target:
        if _PATH.match(key):
            return self._address(key, page)
        return Target(cited=key if _NODE.match(key) else f"source:{key}")

    def _label(self, label: str, _: Page) -> Target:
        found = self.labels.get(label.casefold())
        if found is None and (":" in label or self.generators.knows_others):
            return NOWHERE  # it may be in another project's list of targets
        return Target(page=found) if found else Target(broken=f"there is no target {label[:200]!r}")

    def _page(self, written: str, _: Page) -> Target:
        key = written.removeprefix("page:")
        if key in self.ids:
            return Target(page=key)
        same = self.by_name.get(key.casefold(), [])
        return Target(page=same[0] if len(same) == 1 else key)

    def _address(self, written: str, page: Page) -> Target:
        if written.startswith("//"):
            return Target(cited=f"https:{written}") if len(written) > 2 else NOWHERE
        base = self.said.base_url
        scheme = _SCHEME.match(written)
        if scheme and base and written.startswith(base.rstrip("/")):
            rest = written[len(base.rstrip("/")) :]
            if rest[:1] in ("", "/", "#", "?"):
                found = self._within(rest or "/", page)
                return found if found.page else NOWHERE
        if scheme:
            whole = scheme[1].lower() in _CITED and written[scheme.end() :].startswith("//")
            return Target(cited=written) if whole and len(written) > scheme.end() + 2 else NOWHERE
        return self._within(written, page)

    def _within(self, written: str, page: Page) -> Target:
        """Return where a path within the site leads."""
        path = unquote(written.partition("#")[0].partition("?")[0]).strip()
        if not path:
            label = written[1:] if self.said.options.format == "myst" else ""
            return Target(page=self.labels.get(label.casefold()))
        absolute = path.startswith("/")
        candidates = self._candidates(path, page)
        there = (found for one in candidates if (found := self._at(one)) is not None)
        found = next(there, None)
        if found is not None:
            return found
        named = self._routed(_without_suffix(path.strip("/"))) if absolute else None
        named = named or self.labels.get(path.casefold())
        if named:
            return Target(page=named)
        if self.said.options.format == "obsidian" and not absolute:
            return self._note(path, page)
        return self._lost(path, candidates)

    def _routed(self, route: str) -> str | None:
        """Return the page at a route; Hugo writes routes in small letters."""
        found = self.by_route.get(route)
        return found or (
            self.by_small_route.get(route.lower()) if self.said.options.format == "hugo" else None
        )

    def _lost(self, path: str, candidates: list[str]) -> Target:
        """Return what is to be said of a path at which nothing lies: a generator may make it, or it leads out."""
        is_document = PurePosixPath(path).suffix.lower() in SUFFIXES
        made = not is_document and (
            self.said.options.format in _MADE_ROUTES or self.generators.makes_addresses
        )
        unknown = path.startswith("/") and not self.said.base_url and not is_document
        outside = not is_document and not _below(candidates[0], self.said.root)
        if made or unknown or outside or candidates[0].startswith("../") or _TEMPLATE.search(path):
            return NOWHERE
        return Target(broken=f"{path[:200]} leads to nothing that is there{self._hint(path)}")

    def _candidates(self, path: str, page: Page) -> list[str]:
        root = "" if self.said.root == "." else self.said.root
        if path.startswith("/"):
            return [_normal(root, path.lstrip("/")), _normal("", path.lstrip("/"))]
        folder = posixpath.dirname(page.file)
        stem = PurePosixPath(page.file).stem
        deeper = folder if stem.lower() in _INDEXES else posixpath.join(folder, stem)
        found = [_normal(folder, path), _normal(deeper, path)]
        if self.said.options.format == "docusaurus":
            return found + self._named_from_the_site(path)
        served = self.generators.served
        inside = found[0].removeprefix(f"{root}/")
        return found + [_normal(place, inside) for place in served]

    def _named_from_the_site(self, path: str) -> list[str]:
        """Return the places of a path that Docusaurus seeks from the folders of documents and of the site, too."""
        if path.startswith("@site/"):
            return [_normal(self.generators.site, path.removeprefix("@site/"))]
        if path.startswith(("./", "../")):
            return []
        return [_normal(self.said.root, path), _normal(self.generators.site, path)]

    def _at(self, path: str) -> Target | None:
        """Return what lies at a path of the folder, with or without its suffix; None if nothing does."""
        bare = path.rstrip("/") or "."
        page = self.by_path.get(bare) or self.by_path.get(_without_suffix(bare))
        if page is not None:
            return Target(page=page)
        inside = bare.removeprefix(f"{self.said.root}/")
        page = self._routed(inside)
        if page is not None:
            return Target(page=page)
        return NOWHERE if bare in self.tree.files or bare in self.tree.folders else None

    def _hint(self, path: str) -> str:
        same = self.by_name.get(PurePosixPath(path).stem.casefold(), [])
        return f"; did you mean page {same[0]!r}?" if same else ""

    def _note(self, name: str, page: Page) -> Target:
        path = name.strip("/")
        for candidate in (_normal(posixpath.dirname(page.file), path), _normal(self.said.root, path)):
            found = None if candidate.startswith("../") else self._at(candidate)
            if found is not None and (found.page or candidate in self.tree.files):
                return found
        base = posixpath.basename(path)
        stem = base[:-3] if base.lower().endswith(".md") else base
        same = self.by_name.get(stem.casefold()) or []
        deep = [one for one in same if f"/{one}".casefold().endswith(f"/{_without_suffix(path)}".casefold())]
        chosen = deep or (same if "/" not in path else [])
        if chosen:
            folder = posixpath.dirname(page.id)
            return Target(page=min(chosen, key=lambda one: (posixpath.dirname(one) != folder, len(one), one)))
        if base.casefold() in self.names:
            return NOWHERE
        return Target(
            broken=f"[[{name[:200]}]] names no page that is there{self._hint(path) if '/' in path else ''}"
        )

    def _document(self, written: str, page: Page) -> Target:
        path = written.partition("#")[0].strip()
        if not path:
            return NOWHERE
        found = self._within(path, page)
        if found.page:
            return found
        same = self.by_name.get(PurePosixPath(path.rstrip("/")).stem.casefold(), [])
        if len(same) == 1 and "/" not in path.strip("/"):
            return Target(page=same[0])
        if _PROJECT.match(path):
            return NOWHERE
        return Target(broken=f"{written[:200]} leads to no page that is there{self._hint(path)}")

    def _include(self, written: str, page: Page) -> Target:
        folder = self.said.root if written.startswith("/") else posixpath.dirname(page.file)
        path = _normal("" if folder == "." else folder, written.lstrip("/"))
        if path.startswith("../") or path in self.tree.files or "://" in written:
            return NOWHERE
        return Target(broken=f"{written[:200]} is taken in here, and there is no such file")


_FINDERS: dict[str, Callable[[Site, str, Page], Target]] = {
    ADDRESS: Site._address,
    DOCUMENT: Site._document,
    INCLUDE: Site._include,
    LABEL: Site._label,
    NOTE: Site._note,
    SOURCE: Site._source,
}


def _normal(folder: str, path: str) -> str:
    return posixpath.normpath(posixpath.join("" if folder == "." else folder, path))


def _below(path: str, folder: str) -> bool:
    return folder in (".", path) or path.startswith(f"{folder}/")


def _without_suffix(path: str) -> str:
    pure = PurePosixPath(path)
    return pure.with_suffix("").as_posix() if pure.suffix.lower() in (*SUFFIXES, ".html", ".htm") else path


def name_pages(
    parsed: list[tuple[str, Parsed]], said: Documents
) -> tuple[list[Page], list[tuple[str, str, str]]]:
    """Return the pages of files in their order, and ``(file, id, first file)`` of those whose stated id was taken.

    A folder's own page bears the folder's name; of several the first does, and the others keep their own.
    Of pages that bear their files' names alone the first of a name does, and the others keep their paths.

    >>> pages, _ = name_pages([("a/index.md", Parsed()), ("README.md", Parsed()), ("a/b.md", Parsed())], Documents())
    >>> [page.id for page in pages]
    ['a', 'index', 'a/b']
    """
    taken: dict[str, str] = {}
    pages, repeated = [], []
    by_name = said.page_id == BY_NAME
    for file, one in sorted(
        parsed, key=lambda pair: (by_name and _is_index(pair[0]), _rank(pair[0]), pair[0])
    ):
        given = (
            None
            if said.page_id in ("path", BY_NAME)
            else stated(one.front, said.front_matter.get("id", said.page_id))
        )
        named = PurePosixPath(file).stem if by_name and not _is_index(file) else path_id(file, said.root)
        key = given.strip("/") if given else named
        if key in taken and given:
            repeated.append((file, key, taken[key]))
            continue
        if not key or key in taken:
            key = PurePosixPath(file).with_suffix("").as_posix().removeprefix(f"{said.root}/")
        if key in taken:
            key = file.removeprefix(f"{said.root}/")
        taken[key] = file
        pages.append(Page(key, file, one, declared=given is not None))
    order = {file: nth for nth, (file, _) in enumerate(parsed)}
    return sorted(pages, key=lambda page: order[page.file]), repeated


def _is_index(file: str) -> bool:
    return PurePosixPath(file).stem.lower() in _INDEXES


def _rank(file: str) -> int:
    """Return how surely a file is the page of its path: index before README, a suffix of text before others."""
    stem = PurePosixPath(file).stem.lower()
    return _INDEXES.index(stem) if stem in _INDEXES else 0


def path_id(file: str, root: str) -> str:
    """Return the path of a file below the root, without suffix; an index has that of its folder.

    >>> path_id("docs/a/index.md", "docs"), path_id("docs/index.md", "docs")
    ('a', 'index')
    """
    path = PurePosixPath(file if root == "." else file.removeprefix(f"{root}/"))
    if path.stem.lower() in _INDEXES:
        return "index" if path.parent.as_posix() == "." else path.parent.as_posix()
    return path.with_suffix("").as_posix()


def title_of(page: Page, said: Documents) -> str:
    """Return the title of a page: what its front matter states, else its first heading, else its file's name.

    >>> title_of(Page("a", "a/b.md", Parsed(heading="Head")), Documents())
    'Head'
    """
    front: dict[str, Any] = page.parsed.front
    title = stated(front, said.front_matter.get("title", "title"))
    return title or page.parsed.heading or PurePosixPath(page.file).stem
