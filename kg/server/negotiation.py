"""Which format a client gets: by a parameter, else by its Accept header."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_QUALITY = re.compile(r"q\s*=\s*(?P<value>[01](?:\.\d{0,3})?)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Form:
    """A format of answers: its short names, the media type sent, and others that ask for it."""

    names: tuple[str, ...]
    media_type: str
    also: tuple[str, ...] = ()
    named_graphs: bool = False

    @property
    def content_type(self) -> str:
        """The media type with its encoding where that is not fixed by the format.

        >>> TABLE_FORMS[2].content_type
        'text/csv; charset=utf-8'
        """
        return f"{self.media_type}; charset=utf-8" if self.media_type.startswith("text/") else self.media_type


TABLE_FORMS = (
    Form(("json", "srj"), "application/sparql-results+json", ("application/json",)),
    Form(("xml", "srx"), "application/sparql-results+xml", ("application/xml", "text/xml")),
    Form(("csv",), "text/csv"),
    Form(("tsv",), "text/tab-separated-values"),
)
"""Formats of the answers to SELECT and ASK; the first is the usual one."""

GRAPH_FORMS = (
    Form(("ttl", "turtle"), "text/turtle", ("application/turtle", "application/x-turtle")),
    Form(("nt", "ntriples"), "application/n-triples", ("text/plain",)),
    Form(("rdf", "rdf+xml", "xml"), "application/rdf+xml", ("application/xml", "text/xml")),
    Form(("jsonld", "json-ld", "json"), "application/ld+json", ("application/json",), named_graphs=True),
    Form(("nq", "nquads"), "application/n-quads", ("text/x-nquads",), named_graphs=True),
    Form(("trig",), "application/trig", ("application/x-trig",), named_graphs=True),
)
"""Formats of graphs; the first is the usual one."""

DATASET_FORMS = tuple(sorted(GRAPH_FORMS, key=lambda form: (form.names[0] != "trig", not form.named_graphs)))
"""The same for a whole data set: those that name graphs come first."""

PAGE = Form(("html",), "text/html", ("application/xhtml+xml",))


def choose(accept: str | None, forms: Sequence[Form]) -> Form | None:
    """Return the form that an Accept header likes best, the earlier of equals; None if it takes none.

    >>> choose("text/csv;q=0.5, application/*;q=0.8", TABLE_FORMS).names[0]
    'json'
    >>> choose("image/png", TABLE_FORMS) is None
    True
    """
    if not accept or not accept.strip():
        return forms[0]
    ranges = _ranges(accept)
    rated = [(_quality(form, ranges), form) for form in forms]
    best = max(quality for quality, _ in rated)
    return next(form for quality, form in rated if quality == best) if best > 0 else None


def named(name: str, forms: Iterable[Form]) -> Form | None:
    """Return the form of a short name or media type, None if there is none.

    >>> named("TSV", TABLE_FORMS).media_type
    'text/tab-separated-values'
    """
    word = name.strip().lower()
    return next((form for form in forms if word in form.names or word in (form.media_type, *form.also)), None)


def _ranges(accept: str) -> dict[str, float]:
    """Return the quality of each range of an Accept header; what is no range is passed over."""
    found: dict[str, float] = {}
    for part in accept.split(",")[:100]:
        name, *parameters = part.lower().split(";")
        name = name.strip()
        if name.count("/") != 1:
            continue
        quality = 1.0
        for parameter in parameters:
            said = _QUALITY.fullmatch(parameter.strip())
            if said:
                quality = min(1.0, float(said["value"]))
        found[name] = max(quality, found.get(name, 0.0))
    return found


def _quality(form: Form, ranges: dict[str, float]) -> float:
    """Return the quality of the most specific range that holds a form."""
    names = [form.media_type, *form.also]
    exact = [ranges[name] for name in names if name in ranges]
    if exact:
        return max(exact)
    kinds = [ranges[kind] for name in names[:1] for kind in [f"{name.split('/')[0]}/*"] if kind in ranges]
    return kinds[0] if kinds else ranges.get("*/*", 0.0)
