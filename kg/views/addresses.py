"""The addresses of this site: of a node, of a view, and of a view with one choice changed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, urlencode

FOLDERS = {"page": "page", "source": "source", "publisher": "publisher", "organization": "organization"}
"""The first part of the address of each kind of node that has a view."""
SUFFIXES = (".json", ".csv", ".ttl", ".jsonld")
"""What an address may end in to get data; an id that ends so has its last dot encoded."""


def segment(key: str) -> str:
    """Return an id as one segment of an address: NFC, then percent-encoded, as in RDF.

    >>> segment("10.1/x y"), segment(".."), segment("data.json")
    ('10.1%2Fx%20y', '%2E%2E', 'data%2Ejson')
    """
    text = quote(unicodedata.normalize("NFC", key), safe="")
    if not text.strip("."):
        return text.replace(".", "%2E")
    for suffix in SUFFIXES:
        if text.lower().endswith(suffix):
            return text[: -len(suffix)] + "%2E" + text[-len(suffix) + 1 :]
    return text


def node_address(kind: str, key: str) -> str | None:
    """Return the address of the view of a node, None if its kind has none.

    >>> node_address("page", "a/b"), node_address("rater", "mbfc")
    ('/page/a%2Fb', None)
    """
    folder = FOLDERS.get(kind)
    return f"/{folder}/{segment(key)}" if folder else None


@dataclass(frozen=True, slots=True)
class Address:
    """A view with its parameters. Each method returns another address, on the first page of its rows.

    >>> str(Address("/exposure", (("type", "risk"), ("page", "3"))).toggled("type", "event"))
    '/exposure?type=risk&type=event'
    """

    path: str
    parameters: tuple[tuple[str, str], ...] = ()

    def with_one(self, name: str, value: str | None, *, forget: Iterable[str] = ("page",)) -> Address:
        """Return the address with a parameter set to one value, or without it.

        >>> str(Address("/x", (("sort", "a"),)).with_one("sort", "-a"))
        '/x?sort=-a'
        """
        gone = {name, *forget}
        kept = tuple(pair for pair in self.parameters if pair[0] not in gone)
        return Address(self.path, kept if value is None else (*kept, (name, value)))

    def toggled(self, name: str, value: str, *, forget: Iterable[str] = ("page",)) -> Address:
        """Return the address with a value of a parameter added, or taken back if it is there."""
        gone = set(forget)
        kept = tuple(pair for pair in self.parameters if pair[0] not in gone)
        without = tuple(pair for pair in kept if pair != (name, value))
        return Address(self.path, without if len(without) < len(kept) else (*kept, (name, value)))

    def without(self, *names: str) -> Address:
        """Return the address without some parameters."""
        return Address(self.path, tuple(pair for pair in self.parameters if pair[0] not in names))

    def as_data(self, suffix: str) -> str:
        """Return the address of the twin.

        >>> Address("/exposure", (("q", "a"),)).as_data(".csv")
        '/exposure.csv?q=a'
        """
        path = "/overview" if self.path == "/" else self.path
        return str(Address(path + suffix, self.parameters))

    def __str__(self) -> str:
        return self.path + ("?" + urlencode(self.parameters) if self.parameters else "")
