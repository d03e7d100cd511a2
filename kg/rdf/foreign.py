"""Other people's RDF as records, by a small mapping: which class is a page, which property cites."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kg.errors import ReadError, nearest
from kg.rdf.facts import TYPE, Facts
from kg.rdf.terms import VOCABULARIES
from kg.readers.raw import RawRecords

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ForeignMap:
    """What stands for what, as IRIs, best first. Without a class of pages, what cites is a page."""

    page: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    cites: tuple[str, ...] = (
        f"{VOCABULARIES['cito']}cites",
        "https://schema.org/citation",
        "http://schema.org/citation",
        f"{VOCABULARIES['dcterms']}references",
    )
    links: tuple[str, ...] = ("https://schema.org/relatedLink",)
    title: tuple[str, ...] = (
        "https://schema.org/name",
        "http://schema.org/name",
        f"{VOCABULARIES['dcterms']}title",
        f"{VOCABULARIES['dc']}title",
        f"{VOCABULARIES['rdfs']}label",
    )
    url: tuple[str, ...] = ("https://schema.org/url", "http://schema.org/url")
    published: tuple[str, ...] = (
        "https://schema.org/datePublished",
        f"{VOCABULARIES['dcterms']}issued",
        f"{VOCABULARIES['dcterms']}date",
    )
    author: tuple[str, ...] = ("https://schema.org/author", f"{VOCABULARIES['dc']}creator")


DEFAULT = ForeignMap()


def foreign_map(said: Mapping[str, str | list[str]]) -> ForeignMap:
    """Return a mapping from words, each with an IRI or several; what is not said keeps its default.

    >>> foreign_map({"page": "http://a/Page"}).page
    ('http://a/Page',)

    Raises
    ------
    ReadError
        A word is unknown; the nearest is the hint.
    """
    known = ForeignMap.__dataclass_fields__
    for name in said:
        if name not in known:
            close = nearest(name, known)
            raise ReadError(f"unknown word {name!r}", hint=f"Did you mean {close!r}?" if close else None)
    return ForeignMap(
        **{name: (value,) if isinstance(value, str) else tuple(value) for name, value in said.items()}
    )


def foreign_records(facts: Facts, mapping: ForeignMap = DEFAULT) -> list[RawRecords]:
    """Return pages, sources, citations and links of foreign RDF; ids are the IRIs.

    >>> facts = Facts({"http://a/p": {"http://purl.org/spar/cito/cites": ["http://b/s"]}})
    >>> [(one.table, len(one.records)) for one in foreign_records(facts)]
    [('pages', 1), ('sources', 1), ('citations', 1)]
    """
    pages = _pages(facts, mapping)
    pairs = [pair for pair in _pairs(facts, mapping.cites) if pair[0] in pages or not mapping.page]
    cited = dict.fromkeys(other for _, other in pairs if other not in pages)
    typed = [iri for name in mapping.source for iri in facts.of_class(name)]
    sources = dict.fromkeys([*cited, *(iri for iri in typed if iri not in pages)])
    links = [pair for pair in _pairs(facts, mapping.links) if pair[0] in pages and pair[1] in pages]
    tables: dict[str, list[tuple[str, Record]]] = {
        "pages": [(iri, _page(facts, iri, mapping)) for iri in pages],
        "sources": [(iri, _source(facts, iri, mapping)) for iri in sources],
        "citations": [
            (
                iri,
                {"citing": f"page:{iri}", "cited": f"{'page' if other in pages else 'source'}:{other}"},
            )
            for iri, other in pairs
        ],
        "links": [(iri, {"page": iri, "target": other}) for iri, other in links],
    }
    return [
        RawRecords(name, [record for _, record in rows], [facts.lines.get(iri, 1) for iri, _ in rows])
        for name, rows in tables.items()
        if rows
    ]


def _pages(facts: Facts, mapping: ForeignMap) -> dict[str, None]:
    if mapping.page:
        return dict.fromkeys(iri for name in mapping.page for iri in facts.of_class(name))
    return dict.fromkeys(citing for citing, _ in _pairs(facts, mapping.cites))


def _pairs(facts: Facts, properties: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    seen = set()
    for subject, said in facts.values.items():
        for name in properties:
            for other in said.get(name, ()):
                if (subject, other) not in seen and subject != other:
                    seen.add((subject, other))
                    yield subject, other


def _value(facts: Facts, iri: str, names: tuple[str, ...]) -> str | None:
    return next((found for name in names if (found := facts.first(iri, name))), None)


def _page(facts: Facts, iri: str, mapping: ForeignMap) -> Record:
    found = {"id": iri, "title": _value(facts, iri, mapping.title), "url": _address(facts, iri, mapping)}
    kind = facts.first(iri, TYPE)
    found["type"] = kind.rpartition("#" if "#" in kind else "/")[2] if kind else None
    return {name: value for name, value in found.items() if value}


def _address(facts: Facts, iri: str, mapping: ForeignMap) -> str | None:
    said = _value(facts, iri, mapping.url)
    return said or (iri if iri.startswith(("http://", "https://")) else None)


def _source(facts: Facts, iri: str, mapping: ForeignMap) -> Record:
    authors = [one for name in mapping.author for one in facts.values.get(iri, {}).get(name, ())]
    found: Record = {
        "id": iri,
        "title": _value(facts, iri, mapping.title),
        "url": _address(facts, iri, mapping),
        "published": _value(facts, iri, mapping.published),
        "authors": [one for one in authors if not one.startswith(("_:", "http"))],
    }
    return {name: value for name, value in found.items() if value}
