"""Every exception that kg raises, as a tree.

::

    KgError                     anything below; the command line prints one line and exits 1
    ├── ReadError               a file cannot be read, or says something that no reader may take
    │   └── UnknownFormatError  no reader recognises the file
    ├── MapError                a map (``kg.toml``) names a table, column or file that is not there
    ├── PolicyError             a policy value is out of range
    ├── IdError                 a text is no node id
    ├── UnknownNodeError        no such node in this graph
    ├── SnapshotError           a snapshot is foreign, newer or damaged
    ├── RevisionError           a git repository or revision cannot be looked at
    ├── ExportError             an output cannot be written in that format or place
    ├── QueryError              a question is not SPARQL, or is refused
    │   └── QueryTimeoutError   a question took longer than its deadline
    └── DirtyDataError          ``--strict``: the problems found, as one error

An error says where, what, and what next, in one line; the parts are attributes.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from typing import Any


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word closest to a misspelt one, or None.

    >>> nearest("publsher", ["publisher", "page"])
    'publisher'
    >>> nearest("zzz", ["publisher"]) is None
    True
    """
    found = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return found[0] if found else None


def nearest_or_all(word: str, known: Sequence[str]) -> str:
    """Return the hint on an unknown word: the nearest known one, else all of them.

    >>> nearest_or_all("publsher", ["publisher", "page"]), nearest_or_all("zzz", ["publisher", "page"])
    ("Did you mean 'publisher'?", 'Known are publisher, page.')
    """
    close = nearest(word, known)
    return f"Did you mean {close!r}?" if close else f"Known are {', '.join(known)}."


def line_in(where: str | None) -> int:
    """Return the line that a place of an error names, 1 if it names none.

    >>> line_in("a.md:12"), line_in("a.md"), line_in(None)
    (12, 1, 1)
    """
    line = (where or "").rpartition(":")[2]
    return int(line) if line.isdigit() else 1


def visible(text: str) -> str:
    r"""Return a text with control and bidirectional characters escaped, safe for a terminal or log.

    >>> print(visible("a\x1b[31mb\u202ec"))
    a\x1b[31mb\u202ec
    """
    return "".join(
        character
        if character.isprintable() or character == " "
        else character.encode("unicode_escape", "backslashreplace").decode("ascii")
        for character in text.encode("utf-8", "backslashreplace").decode("utf-8")
    )


class KgError(Exception):
    """The root of the tree: what went wrong, where, and what to do next.

    >>> str(KgError("expected 1..5, got 9", where="publishers.yaml:12", hint="Levels are 1 to 5."))
    'publishers.yaml:12: expected 1..5, got 9. Levels are 1 to 5.'
    """

    def __init__(self, what: str, *, where: str | None = None, hint: str | None = None) -> None:
        self.what = what
        self.where = where
        self.hint = hint
        line = f"{where}: {what}" if where else what
        if hint:
            line = f"{line.rstrip('.')}. {hint}"
        super().__init__(visible(line))

    def __reduce__(self) -> tuple[Any, ...]:
        return (_rebuild, (type(self), self.args, self.__dict__))


def _rebuild(kind: type[KgError], args: tuple[Any, ...], state: dict[str, Any]) -> KgError:
    """Return an error as it was before pickling, whatever its constructor asks for."""
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(state)
    return error


class ReadError(KgError):
    """A file cannot be read, or says something that no reader may take."""


class UnknownFormatError(ReadError):
    """No reader recognises the file."""


class MapError(KgError):
    """A map names a table, column or file that is not there."""


class PolicyError(KgError):
    """A policy value is out of range or unknown."""


class IdError(KgError):
    """A text is no node id."""


class UnknownNodeError(KgError):
    """The graph has no such node."""


class SnapshotError(KgError):
    """A snapshot is foreign, newer or damaged."""


class RevisionError(KgError):
    """A git repository or one of its revisions cannot be looked at."""


class ExportError(KgError):
    """An output cannot be written in that format or place."""


class QueryError(KgError):
    """A question is not SPARQL, or is refused."""


class QueryTimeoutError(QueryError):
    """A question took longer than its deadline."""


class DirtyDataError(KgError):
    """The problems that ``--strict`` makes fatal, in ``problems``: a list of dictionaries."""

    def __init__(self, problems: Sequence[dict[str, str | None]]) -> None:
        self.problems = list(problems)
        first = self.problems[0]
        more = f" (and {len(self.problems) - 1} more)" if len(self.problems) > 1 else ""
        super().__init__(
            f"{first['kind']}: {first['message']}{more}",
            where=first["origin"] or first["subject"],
            hint="Run `kg lint` to see all of them.",
        )
