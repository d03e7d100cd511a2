"""The style sheets, scripts and pictures that the views load, each under an address that changes with its content."""

from __future__ import annotations

import functools
import hashlib
from importlib import resources
from importlib.resources.abc import Traversable

_KINDS = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
_PLACES: dict[str, tuple[str, str]] = {
    "kg.css": ("kg.views", "assets/kg.css"),
    "graph.css": ("kg.views", "assets/graph.css"),
    "explorer.js": ("kg.views", "assets/built/explorer.js"),
    "sparql.js": ("kg.views", "assets/built/sparql.js"),
    "sparql.css": ("kg.views", "assets/built/sparql.css"),
    "query.js": ("kg.server", "static/query.js"),
    "icon.svg": ("kg.server", "static/icon.svg"),
}


def asset(name: str) -> tuple[bytes, str] | None:
    """Return the content and the type of an asset, None if there is none of that name or it was not built.

    >>> asset("icon.svg")[1], asset("../pool.py")
    ('image/svg+xml; charset=utf-8', None)
    """
    found = _content(name) if name in _PLACES else None
    return None if found is None else (found, f"{_KINDS[name.rpartition('.')[2]]}; charset=utf-8")


@functools.cache
def addresses() -> dict[str, str]:
    """Return the address of each asset that there is.

    >>> addresses()["kg.css"].partition("?")[0]
    '/static/kg.css'
    """
    found = {name: _content(name) for name in _PLACES}
    return {name: f"/static/{name}?{_digest(content)}" for name, content in found.items() if content}


@functools.cache
def version() -> str:
    """Return what is another whenever an asset is.

    >>> len(version())
    8
    """
    return _digest(repr(sorted(addresses().items())).encode())


@functools.cache
def _content(name: str) -> bytes | None:
    package, path = _PLACES[name]
    place: Traversable = resources.files(package)
    for part in path.split("/"):
        place = place / part
    return place.read_bytes() if place.is_file() else None


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:8]
