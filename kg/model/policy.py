"""The policy: every threshold and choice that a number depends on, as one record."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kg.errors import PolicyError, nearest

MOST_HOPS = 4


@dataclass(frozen=True, slots=True)
class Policy:
    """Thresholds and choices; the defaults are those of the contract.

    >>> Policy().low, Policy().max_hops
    (2, 2)
    >>> Policy(decay=0)
    Traceback (most recent call last):
    kg.errors.PolicyError: decay: expected above 0 and at most 1, got 0
    """

    low: int = 2
    """The highest level that is low."""
    theta: float = 0.1
    """The low share from which a page is exposed."""
    decay: float = 0.5
    """What a hop leaves of a low share."""
    max_hops: int = 2
    """How many hops count, at most 4."""
    links: bool = False
    """Whether navigational links count as evidence."""
    max_owners: int = 8
    """How many owners up a rating is inherited."""

    def __post_init__(self) -> None:
        _check("low", self.low, _whole(self.low, 4) and self.low > 0, "a level from 1 to 4")
        _check("theta", self.theta, _within(self.theta), "above 0 and at most 1")
        _check("decay", self.decay, _within(self.decay), "above 0 and at most 1")
        _check("max_hops", self.max_hops, _whole(self.max_hops, MOST_HOPS), f"0 to {MOST_HOPS}")
        _check("links", self.links, isinstance(self.links, bool), "true or false")
        _check("max_owners", self.max_owners, _whole(self.max_owners, 8), "0 to 8")

    @property
    def sha256(self) -> str:
        """The hash that names this policy in a manifest and in RDF.

        >>> len(Policy().sha256)
        64
        """
        text = json.dumps(dataclasses.asdict(self), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


def policy_from(values: Mapping[str, Any], *, where: str | None = None) -> Policy:
    """Return the policy that a table of ``kg.toml`` states.

    >>> policy_from({"decay": 0.25}).decay
    0.25

    Raises
    ------
    PolicyError
        A name is unknown or a value out of range.
    """
    known = [field.name for field in dataclasses.fields(Policy)]
    for name in values:
        if name not in known:
            close = nearest(name, known)
            hint = f"Did you mean {close!r}?" if close else f"Known are {', '.join(known)}."
            raise PolicyError(f"unknown policy {name!r}", where=where, hint=hint)
    try:
        return Policy(**values)
    except PolicyError as error:
        raise PolicyError(error.what, where=where) from None


def _whole(value: Any, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most


def _within(value: Any) -> bool:
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return number and math.isfinite(value) and 0 < value <= 1


def _check(name: str, value: Any, holds: bool, expected: str) -> None:
    if not holds or (isinstance(value, bool) and name != "links"):
        raise PolicyError(f"{name}: expected {expected}, got {value!r}")
