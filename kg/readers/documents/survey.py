"""What a folder seems to hold, for a first ``kg.toml``: where its documents lie, how they are written, what may cite."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from kg.errors import ReadError
from kg.model.records import RECORDS
from kg.readers.documents.configuration import Documents
from kg.readers.documents.formats import format_of, guess_format
from kg.readers.documents.tree import find_tree
from kg.readers.files import decode, read_bytes

_ABOUT = frozenset(
    ("README", "CHANGELOG", "CHANGES", "CONTRIBUTING", "CODE_OF_CONDUCT", "LICENSE", "SECURITY", "GOVERNANCE")
)
"""Documents about a repository, not of its text."""
_MOST_OF_THEM = 0.9
_LANGUAGE = re.compile(r"[a-z]{2}(?:-[A-Za-z]{2,4})?")
_MOST_READ = 400
_TABLES = (".csv", ".tsv", ".json", ".jsonl", ".yaml", ".yml", ".parquet")
_TAG = re.compile(r"<([A-Z][\w.]{0,60})\s+([^<>]{0,2000})/?>")
_ATTRIBUTE = re.compile(
    r"""([A-Za-z][\w-]{0,40})\s*=\s*(?:"([^"]*)"|'([^']*)'|\{\s*["'`]([^"'`]*)["'`]\s*\})"""
)
_SHORTCODE = re.compile(r"\{\{[<%]\s*([\w./-]{1,60})\s+([^{}]{0,2000}?)\s*/?[%>]\}\}")
_ID = re.compile(r"\bid\s*=\s*[\"'{]")
_MOST_OFFERED = 5
_WIKILINK = re.compile(r"\[\[[^\[\]\n]{1,200}\]\]")
_CODE = re.compile(r"^(```|~~~).*?^\1|`[^`\n]*`", re.MULTILINE | re.DOTALL)
_SOME_OF_THEM = 0.1
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_WEB = frozenset(("Img", "Image", "Video", "YouTube", "Youtube", "Iframe", "script"))
"""Components that show something; they are no evidence."""


@dataclass(slots=True)
class Survey:
    """What was seen: the folder of the documents and their format, how many, and what else."""

    root: str
    format: str
    documents: int
    passed_over: int
    """Documents outside of the root, which are not read."""
    suffixes: Counter[str] = field(default_factory=Counter)
    components: dict[str, tuple[str, int]] = field(default_factory=dict)
    """Tags that carry an address, with the attribute and how often."""
    shortcodes: dict[str, tuple[str, int]] = field(default_factory=dict)
    identifiers: dict[str, tuple[str, int]] = field(default_factory=dict)
    """Tags that carry an ``id``, which may be that of a source."""
    tables: list[str] = field(default_factory=list)
    """Files at the top that are named after a table."""


def survey(folder: Path) -> Survey:
    """Return what a folder seems to hold.

    >>> found = survey(Path("docs"))
    >>> found.root, found.format
    ('.', 'markdown')
    """
    tree = find_tree(folder, Documents())
    written = [path for path in tree.documents if PurePosixPath(path).stem.upper() not in _ABOUT]
    written = written or tree.documents
    root = _root(written)
    form = _format(folder, root, [path for path in written if _is_below(path, root)], tree.files)
    root = _root_of_generator(form, root, written, tree.files)
    inside = [path for path in tree.documents if _is_below(path, root)]
    tops = [path for path in tree.files if "/" not in path]
    found = Survey(
        root,
        form,
        len(inside),
        len(tree.documents) - len(inside),
        Counter(PurePosixPath(path).suffix.lower() for path in inside),
        tables=sorted(
            path
            for path in tops
            if PurePosixPath(path).suffix.lower() in _TABLES and PurePosixPath(path).stem.lower() in RECORDS
        ),
    )
    _look_inside(folder, inside, found)
    return found


def _root(documents: list[str]) -> str:
    """Return the deepest folder that holds nearly all documents."""
    root, held = ".", documents
    while True:
        depth = 0 if root == "." else root.count("/") + 1
        tops = Counter(path.split("/")[depth] for path in held if path.count("/") > depth)
        name, count = tops.most_common(1)[0] if tops else ("", 0)
        if not count or count < _MOST_OF_THEM * len(documents) or len(tops) == 1 == len(documents):
            return root
        root = name if root == "." else f"{root}/{name}"
        held = [path for path in held if path.startswith(f"{root}/")]


def _root_of_hugo(documents: list[str]) -> str | None:
    """Return the folder ``content`` that holds most documents, or that of its language."""
    tops = Counter(
        path[: len(path) - len(rest)].rstrip("/")
        for path in documents
        for rest in [f"/{path}".partition("/content/")[2]]
        if rest
    )
    content, held = tops.most_common(1)[0] if tops else ("", 0)
    if held < len(documents) / 2:
        return None
    inside = (
        path.removeprefix(f"{content}/").partition("/") for path in documents if _is_below(path, content)
    )
    name, count = Counter(first for first, *_ in inside).most_common(1)[0]
    return f"{content}/{name}" if _LANGUAGE.fullmatch(name) and count >= _MOST_OF_THEM * held else content


def _is_below(path: str, root: str) -> bool:
    return root == "." or path.startswith(f"{root}/")


def _root_of_generator(form: str, root: str, documents: list[str], files: set[str]) -> str:
    """Return the folder from which a generator takes its addresses, if it holds most of the documents there are."""
    if form == "hugo":
        return _root_of_hugo(documents) or root
    books = [posixpath.dirname(path) for path in files if posixpath.basename(path) == "book.toml"]
    if form == "markdown" and books:
        source = posixpath.join(min(books, key=lambda place: (place.count("/"), place)), "src")
        if sum(path.startswith(f"{source}/") for path in documents) > len(documents) / 2:
            return source
    return root


def _format(folder: Path, root: str, documents: list[str], files: set[str]) -> str:
    """Return the format by the signs at the top, at the root, beside it and in the folders above it."""
    near = {"", *(part.as_posix() for part in PurePosixPath(root).parents)} - {"."}
    places = near if root == "." else {*near, root}
    names = {name for place in places for name in _names(folder / place)}
    guessed = guess_format(names, documents)
    if guessed != "markdown":
        return guessed
    beside = {PurePosixPath(path).name for path in files if path.count("/") <= 1}
    return guess_format(beside, documents)


def _names(folder: Path) -> set[str]:
    try:
        return {one.name for one in folder.iterdir()}
    except OSError:
        return set()


def _look_inside(folder: Path, documents: list[str], found: Survey) -> None:
    """Count the tags and shortcodes that carry an address, and wikilinks, in some of the documents."""
    tags: Counter[tuple[str, str]] = Counter()
    codes: Counter[tuple[str, str]] = Counter()
    named: Counter[tuple[str, str]] = Counter()
    some = documents[:: max(1, len(documents) // _MOST_READ)]
    linked = 0
    for path in some:
        try:
            text = decode(read_bytes(folder / path, most=1024**2), where=path)
        except ReadError:
            continue
        form = format_of(path, found.format)
        if form == "hugo":
            codes.update(_carriers(_SHORTCODE, text))
        elif form in ("mdx", "docusaurus"):
            tags.update(_carriers(_TAG, text))
            named.update((name, "id") for name, inside in _TAG.findall(text) if _ID.search(inside))
        elif form == "markdown":
            linked += _WIKILINK.search(_CODE.sub("", text)) is not None
    if found.format == "markdown" and linked > _SOME_OF_THEM * len(some):
        found.format = "obsidian"
    found.components, found.shortcodes = _most_used(tags), _most_used(codes)
    others = {name: held for name, held in _most_used(named).items() if name not in found.components}
    found.identifiers = dict(list(others.items())[:_MOST_OFFERED])


def _carriers(pattern: re.Pattern[str], text: str) -> list[tuple[str, str]]:
    """Return the name and attribute of each occurrence that carries an address; bare words count from 0."""
    held = []
    for match in pattern.finditer(text):
        name, inside = match.groups()
        if name in _WEB:
            continue
        for attribute, *values in _ATTRIBUTE.findall(inside):
            if _ADDRESS.fullmatch("".join(values)):
                held.append((name, attribute))
        if pattern is _SHORTCODE and "=" not in inside:
            words = [word.strip("\"'`") for word in inside.split()]
            held += [(name, str(nth)) for nth, word in enumerate(words) if _ADDRESS.fullmatch(word)]
    return held


def _most_used(counts: Counter[tuple[str, str]]) -> dict[str, tuple[str, int]]:
    found: dict[str, tuple[str, int]] = {}
    for (name, attribute), count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):
        found.setdefault(name, (attribute, count))
    return found
