"""What the configuration of a generator says of a tree's addresses; it is searched for words, never run."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass

from kg.errors import ReadError
from kg.readers.documents.tree import Tree
from kg.readers.files import decode, read_bytes

_MOST_BYTES = 1024**2
_OTHER_PROJECTS = {
    "conf.py": re.compile(r"^\s*intersphinx_mapping\s*[=:.\[]", re.MULTILINE),
    "_config.yml": re.compile(r"^\s*intersphinx_mapping\s*:", re.MULTILINE),
    "myst.yml": re.compile(r"^\s*references\s*:", re.MULTILINE),
}
_SERVED = re.compile(r"^html_extra_path\s*=\s*[\[(]([^\])]{0,2000})[\])]", re.MULTILINE)
_STRING = re.compile(r"""["']([^"'\n]{1,200})["']""")
_PREPROCESSOR = re.compile(r"^\s*\[preprocessor\.", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Generators:
    """What is known of the generators of a tree."""

    site: str = ""
    """The folder of Docusaurus' configuration: its routes begin there."""
    knows_others: bool = False
    """Whether Sphinx is told of other projects, whose targets may be named as one's own are."""
    makes_addresses: bool = False
    """Whether a preprocessor of mdBook may make addresses of words."""
    served: tuple[str, ...] = ()
    """Folders whose files Sphinx lays beside the pages (``html_extra_path``)."""


def read_generators(tree: Tree) -> Generators:
    """Return what the generators' files of a tree say.

    >>> from pathlib import Path
    >>> read_generators(Tree(Path("."), files={"web/docusaurus.config.js"})).site
    'web'
    """
    site = posixpath.dirname(min((path for path in tree.files if "docusaurus.config." in path), default=""))
    others = preprocessed = False
    served: list[str] = []
    for path in sorted(tree.files):
        name = posixpath.basename(path)
        if name not in (*_OTHER_PROJECTS, "book.toml"):
            continue
        try:
            text = decode(read_bytes(tree.folder / path, most=_MOST_BYTES), where=path)
        except ReadError:
            continue
        preprocessed |= name == "book.toml" and _PREPROCESSOR.search(text) is not None
        others |= name in _OTHER_PROJECTS and _OTHER_PROJECTS[name].search(text) is not None
        if name == "conf.py":
            served += _served(text, posixpath.dirname(path))
    return Generators(site, others, preprocessed, tuple(served))


def _served(text: str, folder: str) -> list[str]:
    found = _SERVED.search(text)
    named = _STRING.findall(found[1]) if found else []
    return [posixpath.normpath(posixpath.join(folder, one)) for one in named]
