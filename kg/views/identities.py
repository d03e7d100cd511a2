"""Names that others give the same thing, as facts of a node."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kg.views.links import shortened
from kg.views.neighbourhood_words import address_of, plain
from kg.views.nouns import Fact

_MOST = 20
_LABELS = {"http://www.wikidata.org/entity/": "Wikidata", "https://orcid.org/": "ORCID of an author"}
"""What an address is called that begins so; the rest of it is what is shown."""


def identities_of(told: Mapping[str, Any]) -> tuple[Fact, ...]:
    """Return the facts of a record's ``same_as`` and ``orcids``.

    >>> [(one.label, one.value) for one in identities_of({"same_as": ["http://www.wikidata.org/entity/Q52"]})]
    [('Wikidata', 'Q52')]
    """
    addresses = [*(told.get("same_as") or [])[:_MOST], *(told.get("orcids") or [])[:_MOST]]
    return tuple(_fact(one) for one in addresses)


def _fact(address: str) -> Fact:
    start = next((start for start in _LABELS if address.startswith(start)), "")
    words = address.removeprefix(start) if start else address.partition("://")[2] or address
    return Fact(
        _LABELS.get(start, "Same as"), shortened(plain(words), 300), address_of({"url": address}), code=True
    )
