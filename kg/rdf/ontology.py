"""The ontology: our classes, properties and code lists as RDF, from the words and the mapping."""

from __future__ import annotations

import re
from collections.abc import Iterator

import polars as pl

from kg._version import __version__
from kg.rdf.conclusions import COUNTS, SHARES
from kg.rdf.literals import Kind, quote
from kg.rdf.said_of_conclusions import OF_CONCLUSIONS, OF_PROVENANCE
from kg.rdf.said_of_records import OF_RECORDS
from kg.rdf.terms import expand
from kg.rdf.words import CLASSES, LISTS, PROPERTIES, RANGES, SEE_ALSO

Triple = tuple[str, str, str]

DATATYPES: dict[Kind, str] = {
    Kind.TEXT: "xsd:string",
    Kind.ENGLISH: "rdf:langString",
    Kind.INTEGER: "xsd:integer",
    Kind.DECIMAL: "xsd:decimal",
    Kind.BOOLEAN: "xsd:boolean",
    Kind.DATE: "xsd:date",
    Kind.MOMENT: "xsd:dateTime",
}
"""The datatype of a literal of each kind that has only one."""

_SUBJECTS = {
    ("capping", "iri"): "kg:EffectiveRating",
    ("claim_sources", "iri"): "kg:Claim",
    ("cuts", "scale_iri"): "kg:Scale",
    ("deciding", "iri"): "kg:EffectiveRating",
    ("effective", "source"): "kg:Source",
    ("figures", "iri"): "kg:Page",
    ("former_publishers", "iri"): "kg:Publisher",
    ("implied_places", "publisher"): "kg:Publisher",
    ("links", "iri"): "kg:Page",
    ("places", "publisher"): "kg:Publisher",
    ("reliances", "iri"): "kg:Claim",
    ("run_used", "iri"): "kg:Run",
    ("asserted_from", "iri"): "void:Dataset",
    ("partitions", "iri"): "void:Dataset",
    ("steps", "effective"): "kg:EffectiveRating",
}
_EVERY = (*OF_RECORDS, *OF_CONCLUSIONS, *OF_PROVENANCE)


def subject_classes() -> dict[tuple[str, str], list[str]]:
    """Return the classes of the subjects of each table and column, ours first.

    >>> subject_classes()["pages", "iri"]
    ['kg:Page', 'schema:WebPage']
    """
    found: dict[tuple[str, str], list[str]] = {key: [name] for key, name in _SUBJECTS.items()}
    for said in _EVERY:
        if said.kind is None:
            found.setdefault((said.table, said.subject), []).append(said.object)
    return {
        key: sorted(dict.fromkeys(names), key=lambda name: not name.startswith("kg:"))
        for key, names in found.items()
    }


def domains() -> dict[str, list[str]]:
    """Return the classes whose nodes have each property, one a table.

    >>> domains()["kg:effectiveLevel"]
    ['kg:Source']
    """
    known = subject_classes()
    found: dict[str, set[str]] = {}
    for said in _EVERY:
        of = known.get((said.table, said.subject))
        if said.predicate != "rdf:type" and of:
            found.setdefault(said.predicate, set()).add(of[0])
    return {name: sorted(classes) for name, classes in found.items()}


def kinds() -> dict[str, list[Kind]]:
    """Return the kinds of objects of each property.

    >>> kinds()["kg:hops"]
    [<Kind.INTEGER: 'integer'>]
    """
    found: dict[str, list[Kind]] = {}
    for said in _EVERY:
        if said.kind is not None and said.kind not in found.setdefault(said.predicate, []):
            found[said.predicate].append(said.kind)
    return found


def range_of(name: str) -> str | None:
    """Return what a property leads to: a class or a datatype, None if there are several.

    >>> range_of("kg:publishedBy"), range_of("kg:hops"), range_of("dqv:value")
    ('kg:Publisher', 'xsd:integer', None)
    """
    said = RANGES.get(name.removeprefix("kg:")) if name.startswith("kg:") else None
    every = kinds().get(name, [])
    return said or (DATATYPES.get(every[0]) if len(every) == 1 else None)


def label_of(name: str) -> str:
    """Return a term as words.

    >>> label_of("lowShareLower"), label_of("RatingAssertion")
    ('low share lower', 'rating assertion')
    """
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name).lower()


def ontology(base: str) -> pl.DataFrame:
    """Return the ontology as sorted triples of N-Triples terms, with an empty ``graph``.

    >>> ontology("https://example.org/").columns
    ['subject', 'predicate', 'object', 'graph']
    """
    home = f"<{base}ns#>"
    triples = [*_head(home, base), *_classes(home, base), *_properties(home, base), *_lists(base)]
    frame = pl.DataFrame(sorted(set(triples)), schema=["subject", "predicate", "object"], orient="row")
    return frame.with_columns(pl.lit("").alias("graph"))


def _head(home: str, base: str) -> Iterator[Triple]:
    yield home, expand("rdf:type", base), expand("owl:Ontology", base)
    yield home, expand("dcterms:title", base), quote("Credibility and citations") + "@en"
    yield home, expand("owl:versionInfo", base), quote(__version__)
    yield home, expand("rdfs:seeAlso", base), f"<{base}shapes>"


def _named(name: str, meaning: str, home: str, base: str) -> Iterator[Triple]:
    term = f"<{base}ns#{name}>"
    yield term, expand("rdfs:label", base), quote(label_of(name)) + "@en"
    yield term, expand("rdfs:comment", base), quote(meaning) + "@en"
    yield term, expand("rdfs:isDefinedBy", base), home


def _classes(home: str, base: str) -> Iterator[Triple]:
    beside = {names[0]: names[1:] for names in subject_classes().values()}
    for name, meaning in CLASSES.items():
        term = f"<{base}ns#{name}>"
        yield from _named(name, meaning, home, base)
        yield term, expand("rdf:type", base), expand("owl:Class", base)
        for other in beside.get(f"kg:{name}", []):
            what = "rdfs:subClassOf" if other.startswith("kg:") else "rdfs:seeAlso"
            yield term, expand(what, base), expand(other, base)


def _properties(home: str, base: str) -> Iterator[Triple]:
    of, every = domains(), kinds()
    figures = {*COUNTS.values(), *SHARES.values()}
    for name, meaning in PROPERTIES.items():
        term, known = f"<{base}ns#{name}>", f"kg:{name}"
        yield from _named(name, meaning, home, base)
        nodes = {Kind.NODE, Kind.ADDRESS} & set(every[known])
        sort = "owl:ObjectProperty" if nodes else "owl:DatatypeProperty"
        yield term, expand("rdf:type", base), expand(sort, base)
        classes = of.get(known, [])
        what = "rdfs:domain" if len(classes) == 1 else "schema:domainIncludes"
        for each in classes:
            yield term, expand(what, base), expand(each, base)
        leads = range_of(known)
        if leads:
            yield term, expand("rdfs:range", base), expand(leads, base)
        for other in SEE_ALSO.get(name, ()):
            yield term, expand("rdfs:seeAlso", base), expand(other, base)
        if name in figures:
            yield term, expand("rdf:type", base), expand("dqv:Metric", base)
            yield term, expand("dqv:expectedDataType", base), expand(leads or "xsd:decimal", base)
            trust = "<http://www.w3.org/2016/05/ldqd#trustworthiness>"
            yield term, expand("dqv:inDimension", base), trust


def _lists(base: str) -> Iterator[Triple]:
    for name, (title, meanings) in LISTS.items():
        scheme = f"<{base}id/{name}>"
        yield scheme, expand("rdf:type", base), expand("skos:ConceptScheme", base)
        yield scheme, expand("dcterms:title", base), quote(title) + "@en"
        for word, meaning in meanings.items():
            concept = f"<{base}id/{name}/{word}>"
            yield concept, expand("rdf:type", base), expand("skos:Concept", base)
            yield concept, expand("skos:inScheme", base), scheme
            yield concept, expand("skos:notation", base), quote(word)
            yield concept, expand("skos:prefLabel", base), quote(word.replace("-", " ")) + "@en"
            yield concept, expand("skos:definition", base), quote(meaning) + "@en"
