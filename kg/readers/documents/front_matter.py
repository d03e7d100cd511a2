"""Front matter: the facts that a document states of itself before its text, as YAML or TOML."""

from __future__ import annotations

import datetime
import tomllib
from typing import Any

from kg.errors import ReadError, line_in
from kg.readers.documents.claims import extract, text_hash
from kg.readers.documents.parsed import ADDRESS, SOURCE, Block, Finding, Reference
from kg.readers.yaml import load_yaml

_MOST_LINES = 5000
_FENCES = {"---": ("---", "..."), "+++": ("+++",)}


def read_front_matter(lines: list[str], *, toml: bool = True) -> tuple[int, dict[str, Any], list[Finding]]:
    """Return how many lines are front matter, what they state, and what is wrong with them.

    >>> read_front_matter(["---", "title: A", "---", "Text."])
    (3, {'title': 'A'}, [])
    """
    opening = lines[0].rstrip() if lines else ""
    if opening not in _FENCES or (opening == "+++" and not toml):
        return 0, {}, []
    closing = _FENCES[opening]
    last = next(
        (nth for nth, line in enumerate(lines[1:_MOST_LINES], start=1) if line.rstrip() in closing), None
    )
    if last is None:
        # a rule of dashes may begin a text; a mapping that never ends may not
        stated = (
            len(lines) > 1 and lines[1].partition(":")[1] == ":" and " " not in lines[1].partition(":")[0]
        )
        message = f"front matter opens with {opening} and never closes; it is taken as text"
        return 0, {}, [Finding("unclosed-block", 1, message)] if stated or opening == "+++" else []
    text = "\n" + "\n".join(lines[1:last]) + "\n"
    try:
        return last + 1, _toml(text) if opening == "+++" else _yaml(text), []
    except _BrokenError as error:
        return last + 1, {}, [Finding("missing-part", error.line, f"front matter is not read: {error}")]


class _BrokenError(ValueError):
    """Front matter cannot be read; the line is known."""

    def __init__(self, message: str, line: int = 1) -> None:
        self.line = line
        super().__init__(message)


def _yaml(text: str) -> dict[str, Any]:
    try:
        held = load_yaml(text, name="")
    except ReadError as error:
        raise _BrokenError(error.what, line_in(error.where)) from None
    return dict(held) if isinstance(held, dict) else {}


def _toml(text: str) -> dict[str, Any]:
    try:
        held = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise _BrokenError(f"is not TOML: {str(error)[:200]}") from None
    return {name: _text(value) for name, value in held.items()}


def _text(value: Any) -> Any:
    """Return a value with its scalars as text, as YAML's are."""
    if isinstance(value, dict):
        return {name: _text(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_text(inner) for inner in value]
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, datetime.date | datetime.time) else str(value)


def stated(front: dict[str, Any], path: str) -> str | None:
    """Return the text that front matter states under a name, or a path of names with dots; None if it is none.

    >>> stated({"ratings": {"quality": "60"}}, "ratings.quality")
    '60'
    """
    held: Any = front.get(path)
    if held is None:
        held = front
        for name in path.split("."):
            held = held.get(name) if isinstance(held, dict) else None
    return held.strip() or None if isinstance(held, str) else None


def stated_words(front: dict[str, Any], *names: str) -> list[str]:
    """Return the texts that front matter states under some names, each one or a list.

    >>> stated_words({"aliases": ["A", "B"], "alias": "C"}, "aliases", "alias")
    ['A', 'B', 'C']
    """
    found: list[str] = []
    for name in names:
        held = front.get(name)
        found += [one for one in (held if isinstance(held, list) else [held]) if isinstance(one, str) and one]
    return found


def cited_in_front(front: dict[str, Any], lines: list[str], names: tuple[str, ...]) -> tuple[Block, ...]:
    """Return what front matter cites under some names as blocks, one a name; each text or list of texts counts.

    >>> front, lines = {"sources": ["https://a.org"]}, ["---", "sources:", "  - https://a.org", "---"]
    >>> [(one.target, one.line, one.column) for one in cited_in_front(front, lines, ("sources",))[0].references]
    [('https://a.org', 3, 5)]
    """
    blocks: list[Block] = []
    for name in names:
        found = []
        at = 0
        for text in stated_words(front, name):
            at = next((nth for nth in range(at, len(lines)) if text in lines[nth]), 0)
            column = max(lines[at].find(text), 0) + 1 if lines else 1
            kind = ADDRESS if "://" in text else SOURCE
            found.append(Reference(kind, text, at + 1, column, f"front-matter:{name}", evidence=True))
        blocks += front_blocks(name, found)
    return tuple(blocks)


def front_blocks(name: str, found: list[Reference]) -> list[Block]:
    """Return what is cited under a name of the front matter as a block; none if nothing is.

    >>> front_blocks("sources", [Reference(SOURCE, "a", 3, 5, "front-matter:sources")])[0].text
    'sources: a'
    """
    said = f"{name}: {' '.join(one.target for one in found)}"
    places = [one.line for one in found]
    block = Block(min(places), max(places), extract(said), text_hash(said), tuple(found)) if found else None
    return [block] if block else []
