"""The offline explorer: views and graphs of a whole graph in one file, which asks nothing of any other place.

Data stands in the page as packed bytes and reaches it as text alone; the content security policy admits
the one script and the one style sheet by their hashes and nothing else, from nowhere.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from html import escape
from importlib import resources
from importlib.resources.abc import Traversable

from kg.errors import ExportError
from kg.exporters.explorer_data import explorer_data
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.views.neighbourhood_words import plain

_NAV = (
    ("Overview", "#/"),
    ("Exposure", "#/exposure"),
    ("Sources", "#/sources"),
    ("Publication venues", "#/publishers"),
    ("Organizations", "#/organizations"),
    ("Help", "#/help"),
)
_MARK = (
    '<svg viewBox="0 0 30 14" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="1.8">'
    '<rect x="1" y="2" width="9" height="9"/><circle cx="16" cy="6.5" r="4.5" fill="currentColor"/>'
    '<path d="M25 1l4.5 5.5L25 12l-4.5-5.5z"/></svg>'
)
_THEMES = (("light", "Light", "false"), ("dark", "Dark", "false"), ("system", "System", "true"))


def explorer_html(graph: KnowledgeGraph) -> bytes:
    """Return the offline explorer of a graph; the same graph gives the same bytes.

    Raises
    ------
    ExportError
        The front end was not built.

    >>> import kg
    >>> not is_built() or explorer_html(kg.load("seeds")).startswith(b"<!doctype html>")
    True
    """
    assets = resources.files("kg.views").joinpath("assets")
    script, licences = _built(assets)
    style = "\n".join(assets.joinpath(name).read_text("utf-8") for name in ("kg.css", "graph.css"))
    settings = graph.corpus.settings
    parts = {
        "policy": _policy(script, style),
        "title": escape(plain(settings.title or settings.dataset)),
        "as_of": graph.as_of.isoformat(),
        "nav": "".join(f'<a href="{href}">{text}</a>' for text, href in _NAV),
        "themes": "".join(
            f'<button type="button" value="{name}" aria-pressed="{pressed}">{text}</button>'
            for name, text, pressed in _THEMES
        ),
        "mark": _MARK,
        "licences": licences.replace("--", "\u2010\u2010"),  # a comment must not hold two hyphens
        "style": style,
        "script": script,
        "data": _packed(graph),
    }
    return _PAGE.format(**parts).encode()


def is_built() -> bool:
    """Return whether the front end, which this file holds, was built.

    >>> is_built() in (True, False)
    True
    """
    return resources.files("kg.views").joinpath("assets", "built", "explorer.js").is_file()


def _built(assets: Traversable) -> tuple[str, str]:
    """Return the script and the licences of what it holds."""
    built = assets.joinpath("built")
    try:
        return (
            built.joinpath("explorer.js").read_text("utf-8"),
            built.joinpath("LICENSES.txt").read_text("utf-8"),
        )
    except (FileNotFoundError, NotADirectoryError):
        raise ExportError(
            "the front end of the explorer was not built",
            hint="Say make ui, or export the neighbourhood of a node with --around NODE.",
        ) from None


def _packed(graph: KnowledgeGraph) -> str:
    text = json.dumps(explorer_data(graph), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return base64.b64encode(gzip.compress(text.encode(), 9, mtime=0)).decode()


def _policy(script: str, style: str) -> str:
    """Return a content security policy that admits this script and this style sheet alone."""
    return (
        f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; "
        "img-src data: blob:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{title}</title>
<link rel="icon" href="data:,">
<style>{style}</style>
</head>
<body class="offline">
<a class="skip" href="#main">Skip to content</a>
<header class="top"><div class="wide">
<a class="brand" href="#/">{mark}kg <small><bdi>{title}</bdi></small></a>
<nav class="nav" aria-label="Main">{nav}</nav>
<form class="search" role="search" aria-label="Search everything"><label class="hidden" for="q">Search titles, ids and addresses</label>
<input id="q" name="q" type="search" placeholder="Title, id or address" aria-keyshortcuts="/" autocomplete="off"><kbd aria-hidden="true">/</kbd></form>
</div></header>
<main id="main" class="wide" tabindex="-1">
<noscript><h1>This file needs JavaScript</h1><p class="notice">It carries its data packed and unpacks them by a script of its own; nothing is fetched from anywhere. Allow scripts for this file, or say <code>kg serve</code> for pages that need none.</p></noscript>
</main>
<footer class="foot"><div class="wide"><p><bdi>{title}</bdi>, as of {as_of}. One file: it asks nothing of any other place.</p>
<div class="themes" role="group" aria-label="Theme"><span>Theme</span>{themes}</div></div></footer>
<script type="application/octet-stream" id="data">{data}</script>
<script>{script}</script>
</body>
</html>
<!--
{licences}
-->
"""
