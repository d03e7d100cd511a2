"""Views as HTML; the one file that knows the template engine.

Everything is escaped by the engine; texts of the data pass `kg.server.safe_text` first and stand in ``<bdi>``.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from typing import Any
from urllib.parse import parse_qsl, urlencode

import jinja2
from markupsafe import Markup, escape

from kg._version import __version__
from kg.model.level import LEVEL_NAMES
from kg.model.words import Verdict
from kg.server import safe_text
from kg.server.assets import addresses
from kg.server.drawing import SHAPES, drawn, drawn_map
from kg.views import nouns, words
from kg.views.parts import Link

THEMES = ("light", "dark")
_MENU = (
    ("overview", "Overview", "/"),
    ("exposure", "Exposure", "/exposure"),
    ("what-if", "What-if", "/what-if"),
    ("sparql", "SPARQL", "/sparql"),
    ("help", "Help", "/help"),
)
_TEMPLATES: Mapping[type, str] = {
    nouns.Overview: "overview.html",
    nouns.Listing: "listing.html",
    nouns.PageView: "page.html",
    nouns.SourceView: "source.html",
    nouns.BodyView: "body.html",
    nouns.PathView: "path.html",
    nouns.WhatIfView: "what_if.html",
    nouns.HelpView: "help.html",
    nouns.GraphView: "graph.html",
    nouns.Missing: "missing.html",
}


@dataclass(frozen=True, slots=True)
class Site:
    """What the frame of every view says: the name of the data, and the address of this very view."""

    title: str
    here: str = "/"
    hash: str = ""
    verdicts: Mapping[Verdict, words.VerdictWords] = field(default_factory=lambda: words.VERDICTS)

    @property
    def parameters(self) -> list[tuple[str, str]]:
        """The parameters of this view, which a form carries on.

        >>> Site("A", "/exposure?q=a&sort=-low").parameters
        [('q', 'a'), ('sort', '-low')]
        """
        return parse_qsl(self.here.partition("?")[2], keep_blank_values=True)


def render(view: nouns.View, *, theme: str, site: Site) -> str:
    """Return a view as a page.

    Parameters
    ----------
    view : View
        One of the records of `kg.views.nouns`.
    theme : str
        ``light``, ``dark``, or an empty text for what the system prefers.
    site : Site
        The frame around it.

    >>> from kg.views.parts import Head
    >>> page = render(nouns.Missing(Head("No <such> page"), "There is none.", ()), theme="dark", site=Site("A"))
    >>> 'data-theme="dark"' in page, "No &lt;such&gt; page" in page
    (True, True)
    """
    return render_page(_TEMPLATES[type(view)], theme=theme, site=site, view=view)


def render_page(template: str, *, theme: str, site: Site, **said: Any) -> str:
    """Return what a template makes of what is said in the frame of the site."""
    chosen = theme if theme in THEMES else ""
    return _template(template).render(theme=chosen, site=site, assets=addresses(), **said)


def prepare() -> None:
    """Compile every template, so that no file is read later."""
    for template in {*_TEMPLATES.values(), "sparql.html", "error.html"}:
        _template(template)


@functools.cache
def _template(name: str) -> jinja2.Template:
    return _environment().get_template(name)


@functools.cache
def _environment() -> jinja2.Environment:
    folder = resources.files("kg.server") / "templates"
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(lambda name: (folder / name).read_text("utf-8")),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters.update(_FILTERS)
    environment.globals.update(_GLOBALS)
    return environment


def _number(value: float) -> str:
    r"""Return a number as a person reads it.

    >>> _number(1234), _number(0.1250), _number(3.0)
    ('1,234', '0.125', '3')
    """
    if isinstance(value, int) or value == int(value):
        return f"{int(value):,}"
    return f"{value:,.3f}".rstrip("0").rstrip(".")


def _breakable(address: object) -> Markup:
    """Return an address that may break after a dot or slash, never inside a word if it can be helped.

    >>> _breakable("a.b/<c>")
    Markup('a.<wbr>b/<wbr>&lt;c&gt;')
    """
    said = str(escape(safe_text.line(address, 400)))
    return Markup(said.replace(".", ".<wbr>").replace("/", "/<wbr>"))  # noqa: S704 - it was escaped


def _shape(kind: str) -> Markup:
    return Markup(SHAPES.get(kind, SHAPES["source"]))  # noqa: S704 - a constant of ours


def _reason(row: Sequence[Any]) -> str | None:
    """Return the address of the reason for a verdict in a row: the claims of the page that the row is about."""
    page = next((cell for cell in row if isinstance(cell, Link) and cell.kind == "page"), None)
    address = safe_text.inside(page.href) if page is not None else None
    return None if address is None or "#" in address else f"{address}#h-claims"


def _ask(query: str) -> str:
    return "/sparql?" + urlencode({"query": query})


def _verdict(name: str, site: Site) -> words.VerdictWords:
    """Return the words of a verdict; of one that there is not, the name itself."""
    try:
        return site.verdicts[Verdict(name)]
    except (ValueError, KeyError):
        return words.VerdictWords(safe_text.line(name, 40), "")


_FILTERS = {
    "line": safe_text.line,
    "heading": safe_text.heading,
    "block": safe_text.block,
    "outside": safe_text.outside,
    "inside": safe_text.inside,
    "breakable": _breakable,
    "number": _number,
    "percent": words.percent,
    "reason": _reason,
    "counted": words.counted,
}
_GLOBALS = {
    "menu": _MENU,
    "themes": (("system", "System"), ("light", "Light"), ("dark", "Dark")),
    "levels": LEVEL_NAMES,
    "meanings": words.LEVEL_MEANINGS,
    "rules": words.RULE_WORDS,
    "outcomes": words.OUTCOME_WORDS,
    "reliances": words.RELIANCE_WORDS,
    "kinds": words.KIND_WORDS,
    "shape_of": _shape,
    "drawn": drawn,
    "drawn_map": drawn_map,
    "share_words": words.share_words,
    "verdict_words": _verdict,
    "ask": _ask,
    "version": __version__,
}
