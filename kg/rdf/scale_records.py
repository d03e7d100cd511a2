"""Raters and their scales of our own RDF back as records."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kg.model.words import HOUSE
from kg.rdf.facts import TYPE, Facts, id_of
from kg.rdf.terms import VOCABULARIES

_DQV, _PROV, _SKOS = (VOCABULARIES[name] for name in ("dqv", "prov", "skos"))
_NAME = "https://schema.org/name"
_INTEGER = f"{VOCABULARIES['xsd']}integer"


def rater_records(facts: Facts) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield raters; the registry itself only where more is said of it than its name.

    >>> list(rater_records(Facts(base="https://example.org/")))
    []
    """
    base = facts.base or ""
    scales = {
        facts.first(scale, f"{base}ns#ofRater"): (scale, key) for scale, key in _scales(facts, levels=None)
    }
    for subject in facts.of_class(f"{base}ns#Rater"):
        key = id_of(subject, "rater", base)
        if key is None:
            continue
        said = facts.values[subject]
        found: dict[str, Any] = {
            "name": facts.first(subject, _NAME),
            "family": facts.first(subject, f"{base}ns#family"),
            "url": facts.first(subject, "https://schema.org/url"),
            "weight": facts.first(subject, f"{base}ns#weight"),
            "licence": facts.first(subject, f"{VOCABULARIES['dcterms']}rights"),
            "derived_from": [
                id_of(other, "rater", base) or other for other in said.get(f"{_PROV}wasDerivedFrom", ())
            ],
        }
        implied = ("This registry", HOUSE) if key == HOUSE else (key,)
        record = {
            name: value
            for name, value in found.items()
            if value and not (name in ("name", "family") and value in implied)
        }
        scale = scales.get(subject)
        if scale is not None and key != HOUSE:
            record["scale"] = HOUSE if _has_levels(facts, scale[0]) else scale[1]
        if record and not (key == HOUSE and not record):
            yield subject, {"id": key, **record}


def _scales(facts: Facts, *, levels: bool | None) -> Iterator[tuple[str, str]]:
    base = facts.base or ""
    for subject in facts.of_class(f"{base}ns#Scale"):
        key = id_of(subject, "scale", base)
        if key is not None and (levels is None or _has_levels(facts, subject) == levels):
            yield subject, key


def _has_levels(facts: Facts, scale: str) -> bool:
    """Say whether a scale is the five levels: whole numbers from 1 to 5."""
    ours = f"{facts.base}ns#"
    ends = facts.first(scale, f"{ours}lowest"), facts.first(scale, f"{ours}highest")
    return ends == ("1", "5") and facts.first(scale, f"{_DQV}expectedDataType") == _INTEGER


def scale_records(facts: Facts) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the scales that raters have of their own.

    >>> list(scale_records(Facts(base="https://example.org/")))
    []
    """
    ours = f"{facts.base}ns#"
    for subject, key in _scales(facts, levels=False):
        found = {
            "name": facts.first(subject, _NAME),
            "lowest": facts.first(subject, f"{ours}lowest"),
            "highest": facts.first(subject, f"{ours}highest"),
            "version": facts.first(subject, f"{ours}crosswalkVersion"),
        }
        record = {name: value for name, value in found.items() if value}
        if record:
            yield subject, {"id": key, **record}


def crosswalk_records(facts: Facts) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield what the labels and cuts of scales mean.

    >>> list(crosswalk_records(Facts(base="https://example.org/")))
    []
    """
    base = facts.base or ""
    ours = f"{base}ns#"
    scales = dict(_scales(facts, levels=False))
    for subject, said in facts.values.items():
        scheme = facts.first(subject, f"{_SKOS}inScheme")
        if f"{_SKOS}Concept" in said.get(TYPE, ()) and scheme in scales:
            level = id_of(facts.first(subject, f"{_SKOS}broadMatch") or "", "level", base)
            found: dict[str, Any] = {
                "scale": scales[scheme],
                "label": facts.first(subject, f"{_SKOS}notation"),
                "level": level,
                "cap": facts.first(subject, f"{ours}capsAt"),
                "also": said.get(f"{_SKOS}altLabel"),
                "reason": facts.first(subject, f"{ours}reason"),
            }
            yield subject, {name: value for name, value in found.items() if value}
    for scale, key in scales.items():
        for cut in facts.values[scale].get(f"{ours}cut", ()):
            found = {
                "scale": key,
                "at_least": facts.first(cut, f"{ours}from"),
                "level": facts.first(cut, f"{ours}level"),
                "reason": facts.first(cut, f"{ours}reason"),
            }
            yield cut, {name: value for name, value in found.items() if value}
