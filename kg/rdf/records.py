"""Our own RDF back as the records it was made from, by the same table that made it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from typing import Any

from kg.model.columns import READ, WORDS
from kg.model.identities import clean_address
from kg.model.words import HOUSE, PublisherKind
from kg.rdf.citation_records import citation_records
from kg.rdf.facts import TYPE, Facts, id_of, located
from kg.rdf.literals import Kind
from kg.rdf.said_of_records import OF_RECORDS
from kg.rdf.scale_records import crosswalk_records, rater_records, scale_records
from kg.rdf.terms import expand
from kg.readers.raw import RawRecords

Record = dict[str, Any]
_FOLDERS = {"org": "organization", "page": "page", "publisher": "publisher", "source": "source"}


def records_of(facts: Facts) -> list[RawRecords]:
    """Return the records that our own RDF says.

    >>> records_of(Facts(base="https://example.org/"))
    []
    """
    makers: dict[str, Callable[[Facts], Iterator[tuple[str, Record]]]] = {
        "organizations": _organizations,
        "publishers": _publishers,
        "places": _places,
        "sources": _sources,
        "pages": _pages,
        "links": _links,
        "claims": _claims,
        "citations": citation_records,
        "scales": scale_records,
        "crosswalks": crosswalk_records,
        "raters": rater_records,
        "ratings": _ratings,
    }
    made = []
    for table, make in makers.items():
        rows = [(facts.lines.get(subject, 0), record) for subject, record in make(facts)]
        if rows:
            made.append(RawRecords(table, [record for _, record in rows], [line or 1 for line, _ in rows]))
    return made


@functools.cache
def columns_of(table: str, target: str, base: str) -> tuple[tuple[str, str, bool], ...]:
    """Return the properties that hold columns of a table of records as they are: ``property, column, many``.

    >>> columns_of("pages", "pages", "https://example.org/")[0]
    ('https://schema.org/name', 'title', False)
    """
    return tuple(
        (expand(said.predicate, base)[1:-1], said.object, READ[target][said.object] == WORDS)
        for said in OF_RECORDS
        if said.table == table and said.kind not in (None, Kind.NODE) and said.object in READ[target]
    )


def plain_columns(facts: Facts, subject: str, table: str, target: str) -> Record:
    """Return what is said of a subject in the columns of a table.

    >>> facts = Facts({"a": {"https://schema.org/name": ["A"]}}, base="https://example.org/")
    >>> plain_columns(facts, "a", "pages", "pages")
    {'title': 'A'}
    """
    record: Record = {}
    for name, column, many in columns_of(table, target, facts.base or ""):
        values = facts.values[subject].get(name)
        if values:
            record[column] = list(values) if many else values[0]
    return record


def _nodes(facts: Facts, name: str, folder: str) -> Iterator[tuple[str, str]]:
    """Yield the subjects of a class of ours with their ids."""
    for subject in facts.of_class(f"{facts.base}ns#{name}"):
        key = id_of(subject, folder, facts.base or "")
        if key is not None:
            yield subject, key


def _named(record: Record, key: str, column: str) -> Record:
    """Return a record with its id; a name that only repeats it is left out."""
    if record.get(column) == key:
        del record[column]
    return {"id": key, **record}


def _ours(facts: Facts, name: str) -> str:
    return f"{facts.base}ns#{name}"


def _pages(facts: Facts) -> Iterator[tuple[str, Record]]:
    for subject, key in _nodes(facts, "Page", "page"):
        record = plain_columns(facts, subject, "pages", "pages")
        yield subject, _named(_as_written(facts, subject, record), key, "title")


def _organizations(facts: Facts) -> Iterator[tuple[str, Record]]:
    for subject, key in _nodes(facts, "Organization", "org"):
        record = plain_columns(facts, subject, "organizations", "organizations")
        owner = facts.first(subject, _ours(facts, "ownedBy"))
        above = {"parent": id_of(owner, "org", facts.base or "")} if owner else {}
        yield subject, {**_named(record, key, "name"), **above}


def _publishers(facts: Facts) -> Iterator[tuple[str, Record]]:
    base = facts.base or ""
    former: dict[str, list[str]] = {}
    for subject, said in facts.values.items():
        for other in said.get("http://purl.org/dc/terms/isReplacedBy", ()):
            former.setdefault(other, []).append(id_of(subject, "publisher", base) or subject)
    for subject, key in _nodes(facts, "Publisher", "publisher"):
        record = plain_columns(facts, subject, "publishers", "publishers")
        owner = facts.first(subject, _ours(facts, "ownedBy"))
        more: Record = {
            "owned_by": id_of(owner, "org", base) if owner else None,
            "kind": PublisherKind.PLATFORM.value if _is_a(facts, subject, "Platform") else None,
            "former_ids": former.get(subject),
        }
        whole = {**_named(record, key, "name"), **{name: value for name, value in more.items() if value}}
        if facts.named or len(whole) > 1 or _recorded_places(facts, subject):
            yield subject, whole


def _as_written(facts: Facts, subject: str, record: Record) -> Record:
    """Return a record with its address as it was written, where that is no IRI."""
    written = facts.first(subject, _ours(facts, "writtenAddress"))
    return {**record, "url": written} if written else record


def _is_a(facts: Facts, subject: str, name: str) -> bool:
    return _ours(facts, name) in facts.values[subject].get(TYPE, ())


def _recorded_places(facts: Facts, publisher: str) -> list[str]:
    """Return the places of a publisher that have a record: what lies below is said of each."""
    places = facts.values[publisher].get(_ours(facts, "place"), ())
    return [place for place in places if _ours(facts, "subdomains") in facts.values.get(place, {})]


def _places(facts: Facts) -> Iterator[tuple[str, Record]]:
    for publisher, key in _nodes(facts, "Publisher", "publisher"):
        for place in _recorded_places(facts, publisher):
            record = plain_columns(facts, place, "places", "places")
            below = record.get("subdomains")
            if below in (["all"], ["none"]):
                record["subdomains"] = below[0]
            yield place, {"publisher": key, **record}


def _sources(facts: Facts) -> Iterator[tuple[str, Record]]:
    base = facts.base or ""
    for subject, key in _nodes(facts, "Source", "source"):
        record = _as_written(facts, subject, plain_columns(facts, subject, "sources", "sources"))
        if "doi" in record:
            record["doi"] = record["doi"].removeprefix("doi:")
            own = clean_address(f"https://doi.org/{record['doi']}")
            record["same_as"] = [one for one in record.get("same_as", []) if one != own]
        credit = facts.first(subject, "https://schema.org/creditText")
        if credit:
            record["authors"] = _in_order(credit, record.get("authors", []))
        stated = facts.first(subject, _ours(facts, "statedPublisher"))
        hashed = facts.first(subject, _ours(facts, "sha256"))
        more = {
            "publisher": id_of(stated, "publisher", base) if stated else None,
            "content_hash": f"sha256:{hashed}" if hashed else None,
        }
        yield subject, {"id": key, **record, **{name: value for name, value in more.items() if value}}


def _in_order(credit: str, authors: list[str]) -> list[str]:
    """Return authors in the order of a credit, which joins them; a name may hold what joins."""
    known, parts = set(authors), credit.split("; ")
    most = 1 + max((name.count("; ") for name in known), default=0)
    found: list[str] = []
    position = 0
    while position < len(parts):
        ends = range(min(position + most, len(parts)), position, -1)
        end = next((end for end in ends if "; ".join(parts[position:end]) in known), None)
        if end is None:
            return authors
        found.append("; ".join(parts[position:end]))
        position = end
    return found


def _links(facts: Facts) -> Iterator[tuple[str, Record]]:
    base = facts.base or ""
    for subject, key in _nodes(facts, "Page", "page"):
        for other in facts.values[subject].get(_ours(facts, "linksTo"), ()):
            yield subject, {"page": key, "target": id_of(other, "page", base) or other}


def _claims(facts: Facts) -> Iterator[tuple[str, Record]]:
    base = facts.base or ""
    for subject in facts.of_class(_ours(facts, "Claim")):
        page = id_of(facts.first(subject, "https://schema.org/appearance") or "", "page", base)
        key = subject.rpartition("/")[2]
        if page is not None:
            record = plain_columns(facts, subject, "claims", "claims")
            record |= located(facts.first(subject, _ours(facts, "locator")))
            yield subject, {"id": id_of(f"{base}id/claim/{key}", "claim", base), "page": page, **record}


def node_id(iri: str | None, base: str) -> str | None:
    """Return the node that an IRI of ours names, as ``kind:key``.

    >>> node_id("http://a/id/org/nih", "http://a/")
    'organization:nih'
    """
    for folder, kind in _FOLDERS.items():
        key = id_of(iri or "", folder, base)
        if key is not None:
            return f"{kind}:{key}"
    return None


def _turn(iri: str) -> tuple[str, int]:
    """Return an IRI without the number that tells apart what one rater says twice, and that number."""
    name, _, last = iri.rpartition("/")
    return (name, int(last)) if last.isdigit() and len(last) < 4 else (iri, 1)


def _ratings(facts: Facts) -> Iterator[tuple[str, Record]]:
    base = facts.base or ""
    recorded = {f"publisher:{record['id']}" for _, record in _publishers(facts)}
    for subject in sorted(facts.of_class(_ours(facts, "RatingAssertion")), key=_turn):
        on = node_id(facts.first(subject, "http://www.w3.org/ns/dqv#computedOn"), base)
        by = id_of(facts.first(subject, "http://www.w3.org/ns/prov#wasAttributedTo") or "", "rater", base)
        if on is None or by is None:
            continue
        if on.startswith("publisher:") and on not in recorded and "." in on:
            on = on.removeprefix("publisher:")  # a place that only a list of ratings knows
        record = plain_columns(facts, subject, "assertions", "ratings")
        record.pop("origin", None)
        place = facts.first(subject, "http://www.w3.org/ns/prov#hadPrimarySource")
        if place is not None and not place.startswith(f"{base}id/input/"):
            record["stated_in"] = node_id(place, base) or place
        if _is_a(facts, subject, "Override"):
            record["override"] = "true"
        yield subject, {"subject": on, "rater": by or HOUSE, **record}
