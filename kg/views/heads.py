"""What stands over a view: title, way here, and the same as data."""

from __future__ import annotations

from kg.views.addresses import Address
from kg.views.links import heading
from kg.views.parts import Head, Link

EXPOSURE = Link("Exposure", "/exposure")
SOURCES = Link("Sources", "/sources")
PUBLISHERS = Link("Publication venues", "/publishers")
ORGANIZATIONS = Link("Organizations", "/organizations")


def head_of(
    title: str,
    *,
    menu: str = "",
    address: Address | None = None,
    lead: str | None = None,
    trail: tuple[Link, ...] = (),
    kind: str | None = None,
    key: str | None = None,
    facts: tuple[str | None, ...] = (),
    query: str | None = None,
) -> Head:
    """Return a head; ``address`` is that of the view if it has twins, ``kind`` and ``key`` those of a node.

    >>> head_of("Exposure", address=Address("/exposure")).twins
    (('JSON', '/exposure.json'), ('CSV', '/exposure.csv'))
    """
    twins: list[tuple[str, str]] = []
    if address is not None:
        twins = [("JSON", address.as_data(".json")), ("CSV", address.as_data(".csv"))]
        if kind is not None:
            bare = Address(address.path)
            twins += [("Turtle", bare.as_data(".ttl")), ("JSON-LD", bare.as_data(".jsonld"))]
    if query is not None:
        twins.append(("Show the query", str(Address("/sparql", (("query", query),)))))
    return Head(
        title=heading(title),
        trail=trail,
        kind=kind,
        id=None if key is None else heading(key),
        facts=tuple(fact for fact in facts if fact),
        lead=lead,
        menu=menu,
        twins=tuple(twins),
    )
