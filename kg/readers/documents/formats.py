"""Which parser reads which document: a registry by format, and the signs by which a tree's format is guessed."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from pathlib import PurePosixPath

from kg.readers.documents.configuration import Options
from kg.readers.documents.parsed import Finding, Parsed

Parse = Callable[..., Parsed]
"""From the bytes of a file, its ``name`` and ``options`` to what it says."""
SUFFIXES = {".md": "markdown", ".markdown": "markdown", ".mdx": "mdx", ".rst": "rst"}
_WITH_JSX = ("mdx", "docusaurus")
_SIGNS = (
    (
        "docusaurus",
        ("docusaurus.config.js", "docusaurus.config.ts", "docusaurus.config.mjs", "docusaurus.config.cjs"),
    ),
    ("obsidian", (".obsidian",)),
    ("hugo", ("hugo.toml", "hugo.yaml", "hugo.json")),
    ("myst", ("myst.yml", "_toc.yml", "conf.py")),
)


def _markdown(data: bytes, *, name: str, options: Options) -> Parsed:
    from kg.readers.documents.parsing import parse_markdown

    return parse_markdown(data, name=name, options=options)


def _rst(data: bytes, *, name: str, options: Options) -> Parsed:
    from kg.readers.documents.rst_blocks import parse_rst

    return parse_rst(data, name=name, options=options)


PARSERS: dict[str, Parse] = {
    **dict.fromkeys(("markdown", "mdx", "docusaurus", "obsidian", "hugo", "myst"), _markdown),
    "rst": _rst,
}
"""Parsers by format; one is imported when its first file is read."""


def is_document(path: str) -> bool:
    """Say whether a file is a document, by its suffix.

    >>> is_document("a/b.mdx"), is_document("a/b.csv")
    (True, False)
    """
    return PurePosixPath(path).suffix.lower() in SUFFIXES


def format_of(path: str, configured: str) -> str:
    """Return the format of one file in a tree of a format: a suffix that has a parser of its own decides.

    >>> format_of("a.mdx", "markdown"), format_of("a.md", "docusaurus"), format_of("a.rst", "myst")
    ('mdx', 'docusaurus', 'rst')
    """
    own = SUFFIXES.get(PurePosixPath(path).suffix.lower(), configured)
    if own == "mdx":
        return configured if configured in _WITH_JSX else "mdx"
    if own == "rst" or configured in ("auto", "rst"):
        return own
    return configured


def guess_format(names: Iterable[str], documents: Iterable[str]) -> str:
    """Return the format of a tree by the names at its top, and by its documents.

    >>> guess_format([".obsidian", "a.md"], ["a.md"]), guess_format(["config.toml", "content"], ["content/a.md"])
    ('obsidian', 'hugo')
    """
    held = set(names)
    suffixes = {SUFFIXES.get(PurePosixPath(path).suffix.lower()) for path in documents}
    if suffixes == {"rst"}:
        return "rst"
    for form, signs in _SIGNS:
        if held & set(signs):
            return form
    if "content" in held and held & {"config.toml", "config.yaml"}:
        return "hugo"
    return next(iter(suffixes)) or "markdown" if len(suffixes) == 1 else "markdown"


def parse(data: bytes, *, name: str, options: Options) -> Parsed:
    r"""Return what a document says, by the parser of its format: a function of its arguments alone.

    Whoever keeps results keys them by the hash of the bytes, the suffix of the name and the options' digest.

    >>> parse(b"# A\n", name="a.md", options=Options()).heading
    'A'
    """
    form = format_of(name, options.format)
    parser = PARSERS.get(form)
    if parser is None:
        return Parsed(findings=(Finding("unread-file", 1, f"there is no reader of format {form}"),))
    return parser(data, name=name, options=dataclasses.replace(options, format=form))
