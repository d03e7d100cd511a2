"""The page of a node of linked data: what is said of it, and who speaks of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from importlib.resources import files
from urllib.parse import quote, unquote

from kg.rdf.facts import text_of
from kg.rdf.terms import VOCABULARIES, expand, vocabulary

Pairs = list[tuple[str, str]]
"""A property and a value, or who says it and by which property."""
About = dict[str, tuple[Pairs, Pairs]]
"""What is said of each node, and who speaks of it."""
_SCHEMES = ("http://", "https://", "ftp://")


def html_page(place: str, about: About, base: str) -> str:
    """Return the page of a folder: each node that is found there, with links that stay on the server.

    >>> "<html lang=" in html_page("id/page/a", {}, "https://example.org/")
    True
    """
    up = _up(place)
    title = _title(place, about, base)
    body = "".join(_node(term, *pairs, base, up, alone=len(about) == 1) for term, pairs in about.items())
    others = (
        '<p>As <a href="index.ttl">Turtle</a> or <a href="index.jsonld">JSON-LD</a>. '
        f'<a href="{up}index.html">Contents</a></p>'
    )
    alternate = (
        '<link rel="alternate" type="text/turtle" href="index.ttl">'
        '<link rel="alternate" type="application/ld+json" href="index.jsonld">'
    )
    return _whole(title, up, alternate, others + body)


def list_page(place: str, terms: Sequence[str], base: str, *, most: int = 1000) -> str:
    """Return a page that lists nodes, by links that stay on the server; the front page if there is no place.

    >>> list_page("id/page", ["<https://e.org/id/page/a>"], "https://e.org/").count("<li>")
    1
    """
    up = _up(place)
    items = "".join(f"<li>{_link(term, base, up)}</li>" for term in terms[:most])
    more = f"<p>And {len(terms) - most:,} more.</p>" if len(terms) > most else ""
    back = f'<p><a href="{up}index.html">Contents</a></p>' if place else ""
    nothing = "" if items else "<p>There is none.</p>"
    return _whole(place or "Contents", up, "", f"{back}<ul>{items}</ul>{more}" if items else back + nothing)


def _up(place: str) -> str:
    return "../" * len(place.split("/")) if place else "./"


def _whole(title: str, up: str, alternate: str, body: str) -> str:
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'self'\">"
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title>{alternate}"
        f'<link rel="stylesheet" href="{up}style.css"></head>\n'
        f"<body><main><h1>{escape(title)}</h1>{body}</main></body></html>\n"
    )


def style() -> bytes:
    """Return the style sheet that every page shares.

    >>> b"prefers-color-scheme: dark" in style()
    True
    """
    return files("kg.exporters").joinpath("linked_data.css").read_bytes()


def _title(place: str, about: About, base: str) -> str:
    """Return the name of a node, else its address."""
    if len(about) == 1:
        names = [expand(name, base) for name in ("schema:name", "skos:prefLabel", "dcterms:title")]
        found = (
            text_of(value).strip() for said, _ in about.values() for name, value in said if name in names
        )
        return next(filter(None, found), place)
    return place


def _node(term: str, said: Pairs, incoming: Pairs, base: str, up: str, *, alone: bool) -> str:
    grouped: dict[str, list[str]] = {}
    for predicate, value in said:
        grouped.setdefault(predicate, []).append(value)
    name = _short(term, base)
    anchor = f' id="{escape(term[1:-1].partition("#")[2])}"' if "#" in term else ""
    head = "" if alone else f"<h2{anchor}>{escape(name)}</h2>"
    spoken: dict[str, list[str]] = {}
    for subject, predicate in incoming:
        spoken.setdefault(predicate, []).append(subject)
    parts = [
        f"<p>{escape(term[1:-1])}</p>" if alone else head,
        _table("What is said of it", grouped, base, up),
    ]
    return "".join((*parts, _table("Who speaks of it", spoken, base, up)))


def _table(caption: str, rows: dict[str, list[str]], base: str, up: str) -> str:
    if not rows:
        return ""
    lines = "".join(
        f'<tr><th scope="row">{_link(predicate, base, up)}</th><td>{"<br>".join(_values(values, base, up))}</td></tr>'
        for predicate, values in rows.items()
    )
    return f"<table><caption>{caption}</caption>{lines}</table>"


def _values(values: list[str], base: str, up: str) -> Iterator[str]:
    for value in values:
        yield _link(value, base, up) if value.startswith("<") else f"<span>{escape(text_of(value))}</span>"


def _short(term: str, base: str) -> str:
    iri = term[1:-1]
    spaces = {**VOCABULARIES, "kg": vocabulary(base)["kg"]}
    for prefix, space in spaces.items():
        if iri.startswith(space) and len(iri) > len(space):
            return f"{prefix}:{iri.removeprefix(space)}"
    return unquote(iri.removeprefix(f"{base}id/"))


def _link(term: str, base: str, up: str) -> str:
    """Return a link: to the folder on this server if it is ours, else to its address."""
    iri, name = term[1:-1], escape(_short(term, base)) or "here"
    if iri.startswith(base):
        path, sharp, fragment = iri.removeprefix(base).partition("#")
        slash = "" if path.startswith("dump/") else "/"
        target = up + quote(unquote(path).strip("/"), safe="/~") + slash + sharp + fragment
        return f'<a href="{escape(target)}">{name}</a>'
    return f'<a href="{escape(iri)}">{name}</a>' if iri.startswith(_SCHEMES) else f"<span>{name}</span>"
