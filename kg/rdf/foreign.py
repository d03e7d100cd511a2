"""Other people's RDF as records, by a small mapping: which class is a page, which property cites."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kg.errors import ReadError, nearest_or_all
from kg.model.words import Character
from kg.rdf.facts import TYPE, Facts
from kg.rdf.terms import VOCABULARIES
from kg.readers.raw import RawRecords

Record = dict[str, Any]
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
_SCHEMES = ("info", "tag", "urn")
"""What an IRI may begin with that is no prefix, and has no slashes."""
_CITO = VOCABULARIES["cito"]
_SAID = {f"{_CITO}{one.value}": one.value for one in Character}
"""What each property of CiTO that we know says of a citation."""


def _iris(*names: str) -> tuple[str, ...]:
    """Return prefixed names as IRIs; schema.org is written with and without the ``s`` of https."""
    found = []
    for name in names:
        prefix, _, local = name.partition(":")
        space = None if local.startswith("//") else VOCABULARIES.get(prefix)
        found.append(name if space is None else space + local)
        if prefix == "schema" and space is not None:
            found.append(f"http://schema.org/{local}")
    return tuple(found)


@dataclass(frozen=True, slots=True)
class ForeignMap:
    """What stands for what, as IRIs, best first. Without a class of pages, what cites is a page."""

    page: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    cites: tuple[str, ...] = (*_SAID, *_iris("schema:citation", "dcterms:references"))
    links: tuple[str, ...] = _iris("schema:relatedLink")
    title: tuple[str, ...] = _iris(
        "schema:name", "schema:headline", "dcterms:title", "dc:title", "rdfs:label"
    )
    url: tuple[str, ...] = _iris("schema:url")
    published: tuple[str, ...] = _iris("schema:datePublished", "dcterms:issued", "dcterms:date")
    author: tuple[str, ...] = _iris("schema:author", "dcterms:creator", "dc:creator")
    publisher: tuple[str, ...] = ()
    """Whose value, or its name, is the id of a publisher in the registry."""
    doi: tuple[str, ...] = ()


DEFAULT = ForeignMap()


def foreign_map(said: Mapping[str, Any]) -> ForeignMap:
    """Return a mapping from words, each with an IRI or several; what is not said keeps its default.

    An IRI is whole, or has the prefix of a vocabulary that we use ourselves.

    >>> foreign_map({"page": "http://a/Page", "cites": ["cito:disputes"]}).page
    ('http://a/Page',)

    Raises
    ------
    ReadError
        A word is unknown, the nearest is the hint; or a value is no IRI.
    """
    known = tuple(ForeignMap.__dataclass_fields__)
    for name in said:
        if name not in known:
            raise ReadError(f"unknown word {name!r}", hint=nearest_or_all(name, known))
    return ForeignMap(**{name: _stated(name, value) for name, value in said.items()})


def _stated(word: str, value: Any) -> tuple[str, ...]:
    """Return the IRIs that a word is given."""
    names = value if isinstance(value, list) else [value]
    for name in names or [None]:
        if not isinstance(name, str) or not _IRI.fullmatch(name):
            hint = f'Write {word} = "http://example.org/x".'
            raise ReadError(f"{word}: expected an IRI, got {name!r}", hint=hint)
        prefix, _, local = name.partition(":")
        if not local.startswith("//") and prefix not in (*VOCABULARIES, *_SCHEMES):
            hint = nearest_or_all(prefix, tuple(VOCABULARIES))
            raise ReadError(f"{word}: unknown prefix {prefix!r} in {name!r}", hint=hint)
    return _iris(*names)


def foreign_records(facts: Facts, mapping: ForeignMap = DEFAULT) -> list[RawRecords]:
    """Return pages, sources, citations and links of foreign RDF; ids are the IRIs.

    >>> facts = Facts({"http://a/p": {"http://purl.org/spar/cito/cites": ["http://b/s"]}})
    >>> [(one.table, len(one.records)) for one in foreign_records(facts)]
    [('pages', 1), ('sources', 1), ('citations', 1)]
    """
    pairs = _pairs(facts, mapping.cites)
    pages = _pages(facts, mapping, pairs)
    pairs = {pair: word for pair, word in pairs.items() if pair[0] in pages}
    cited = dict.fromkeys(other for _, other in pairs if other not in pages)
    typed = [iri for name in mapping.source for iri in facts.of_class(name)]
    sources = dict.fromkeys([*cited, *(iri for iri in typed if iri not in pages)])
    links = [pair for pair in _pairs(facts, mapping.links) if pair[0] in pages and pair[1] in pages]
    tables: dict[str, list[tuple[str, Record]]] = {
        "pages": [(iri, _page(facts, iri, mapping)) for iri in pages],
        "sources": [(iri, _source(facts, iri, mapping)) for iri in sources],
        "citations": [(pair[0], _citation(*pair, word, pages)) for pair, word in pairs.items()],
        "links": [(iri, {"page": iri, "target": other}) for iri, other in links],
    }
    return [
        RawRecords(name, [record for _, record in rows], [facts.lines.get(iri, 1) for iri, _ in rows])
        for name, rows in tables.items()
        if rows
    ]


def _pages(facts: Facts, mapping: ForeignMap, pairs: Iterable[tuple[str, str]]) -> dict[str, None]:
    if mapping.page:
        return dict.fromkeys(iri for name in mapping.page for iri in facts.of_class(name))
    return dict.fromkeys(citing for citing, _ in pairs)


def _pairs(facts: Facts, properties: tuple[str, ...]) -> dict[tuple[str, str], str | None]:
    """Return who cites what, and in which word of CiTO: a telling one counts before plain ``cites``."""
    found: dict[tuple[str, str], str | None] = {}
    plain = (None, Character.CITES.value)
    for subject, said in facts.values.items():
        for name in properties:
            for other in said.get(name, ()):
                if subject != other and found.get((subject, other)) in plain:
                    word = _SAID.get(name)
                    found[subject, other] = None if word in plain else word
    return found


def _citation(citing: str, cited: str, word: str | None, pages: Mapping[str, None]) -> Record:
    kind = "page" if cited in pages else "source"
    found = {"citing": f"page:{citing}", "cited": f"{kind}:{cited}", "character": word}
    return {name: value for name, value in found.items() if value}


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


def _named(facts: Facts, iri: str, names: tuple[str, ...], mapping: ForeignMap) -> list[str]:
    """Return the texts of a property; a node stands for its own name, and one without a name for nothing."""
    naming = (*mapping.title, *DEFAULT.title, "http://xmlns.com/foaf/0.1/name")
    found = []
    for value in (one for name in names for one in facts.values.get(iri, {}).get(name, ())):
        told = _value(facts, value, naming) if value in facts.values else None
        if told or not value.startswith(("_:", "http://", "https://")):
            found.append(told or value)
    return list(dict.fromkeys(found))


def _source(facts: Facts, iri: str, mapping: ForeignMap) -> Record:
    publisher = _named(facts, iri, mapping.publisher, mapping)
    doi = _value(facts, iri, mapping.doi)
    found: Record = {
        "id": iri,
        "title": _value(facts, iri, mapping.title),
        "url": _address(facts, iri, mapping),
        "published": _value(facts, iri, mapping.published),
        "authors": _named(facts, iri, mapping.author, mapping),
        "publisher": publisher[0] if publisher else None,
        "doi": doi.removeprefix("doi:") if doi else None,
    }
    return {name: value for name, value in found.items() if value}
