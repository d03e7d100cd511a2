"""Citations of our own RDF back as records: those that are nodes, those of claims, the typed, the plain."""

from __future__ import annotations

import collections
from collections.abc import Iterator
from typing import Any

from kg.model.words import DISPUTING, Character
from kg.rdf.edges import TYPED
from kg.rdf.facts import Facts, id_of, located
from kg.rdf.terms import VOCABULARIES

_CITO = VOCABULARIES["cito"]
_PLAIN = Character.CITES.value
_Key = tuple[str, str]


def citation_records(facts: Facts) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield citations, each with the subject whose line is its place.

    >>> list(citation_records(Facts(base="https://example.org/")))
    []
    """
    nodes = list(_of_nodes(facts))
    claimed = {(one["citing"], one["cited"], one.get("claim", "")) for _, one in nodes}
    claims = list(_of_claims(facts, claimed))
    said: dict[_Key, set[str]] = {}
    for _, one in (*nodes, *claims):
        said.setdefault((one["citing"], one["cited"]), set()).add(one.get("character", _PLAIN))
    direct = list(_direct(facts, said))
    more = collections.Counter((one["citing"], one["cited"]) for _, one in direct)
    for subject, record in nodes:
        yield subject, _less(record, more)
    yield from claims
    yield from direct


def _less(record: dict[str, Any], more: collections.Counter[_Key]) -> dict[str, Any]:
    """Return an occurrence without the mentions that are occurrences of another character."""
    pair, mentions = (record["citing"], record["cited"]), int(record["mentions"])
    if record.get("claim") or mentions == 1 or not more[pair]:
        return record
    taken = min(mentions - 1, more.pop(pair))
    return {**record, "mentions": str(mentions - taken)}


def _node(facts: Facts, iri: str) -> str | None:
    for kind in ("page", "source"):
        key = id_of(iri, kind, facts.base or "")
        if key is not None:
            return f"{kind}:{key}"
    return None


def _of_nodes(facts: Facts) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield an occurrence for each place in which a citation that is a node was found."""
    ours = f"{facts.base}ns#"
    for subject in facts.of_class(f"{_CITO}Citation"):
        said = facts.values[subject]
        citing, cited = (
            _node(facts, facts.first(subject, f"{_CITO}has{end}Entity") or "") for end in ("Citing", "Cited")
        )
        if citing is None or cited is None:
            continue
        record: dict[str, Any] = {"citing": citing, "cited": cited}
        word = (facts.first(subject, f"{_CITO}hasCitationCharacterization") or "").removeprefix(_CITO)
        record |= {"character": word} if word not in ("", _PLAIN) else {}
        claim = _claim_of(facts, subject)
        record |= {"claim": claim} if claim else {}
        lists = {
            "locator": said.get(f"{ours}locator", []),
            "mechanism": said.get(f"{ours}mechanism", []),
            "url": said.get(f"{ours}writtenAddress", []),
        }
        number = max(1, *(len(values) for values in lists.values()))
        mentions = int(facts.first(subject, f"{ours}mentions") or number)
        for position in range(number):
            one = {name: values[position] for name, values in lists.items() if position < len(values)}
            times = max(1, mentions - number + 1) if position == 0 else 1
            yield subject, {**record, **_split(one), "mentions": str(times)}


def _split(one: dict[str, str]) -> dict[str, str]:
    """Return the details of an occurrence with its locator as file and line."""
    return {
        **{name: value for name, value in one.items() if name != "locator"},
        **located(one.get("locator")),
    }


def _claim_of(facts: Facts, subject: str) -> str | None:
    """Return the name of the claim, which is the last segment of the IRI."""
    base = facts.base or ""
    parts = subject.removeprefix(f"{base}id/citation/").split("/")
    return id_of(f"{base}id/claim/{parts[4]}", "claim", base) if len(parts) == 5 else None


def _of_claims(facts: Facts, claimed: set[tuple[str, str, str]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield what claims rest on and no node says."""
    base = facts.base or ""
    for subject in facts.of_class(f"{base}ns#Claim"):
        page = _node(facts, facts.first(subject, "https://schema.org/appearance") or "")
        name = id_of(f"{base}id/claim/{subject.rpartition('/')[2]}", "claim", base) or ""
        for property_, disputes in (("supportedBy", False), ("disputes", True)):
            for iri in facts.values[subject].get(f"{base}ns#{property_}", ()):
                cited = _node(facts, iri)
                if page is None or cited is None or (page, cited, name) in claimed:
                    continue
                record = {"citing": page, "cited": cited, "claim": name}
                word = _character(facts, facts.first(subject, "https://schema.org/appearance"), iri, disputes)
                yield subject, record | ({"character": word} if word else {})


def _character(facts: Facts, citing: str | None, cited: str, disputes: bool) -> str | None:
    """Return the character of a citation between two nodes that supports, or that disputes."""
    said = facts.values.get(citing or "", {})
    for word in TYPED:
        if (word in DISPUTING) == disputes and cited in said.get(_CITO + word, ()):
            return word
    return DISPUTING[1] if disputes else None


def _direct(facts: Facts, said: dict[_Key, set[str]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield what is only said directly: typed, else plain."""
    for subject, values in facts.values.items():
        citing = _node(facts, subject)
        if citing is None:
            continue
        for word in TYPED:
            for iri in values.get(_CITO + word, ()):
                cited = _node(facts, iri)
                if cited and word not in said.setdefault((citing, cited), set()):
                    said[citing, cited].add(word)
                    yield subject, {"citing": citing, "cited": cited, "character": word}
        for iri in values.get(_CITO + _PLAIN, ()):
            cited = _node(facts, iri)
            if cited and not said.get((citing, cited)):
                yield subject, {"citing": citing, "cited": cited}
