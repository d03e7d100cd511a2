"""The policy: every threshold and choice that a number depends on, as one record."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kg.errors import PolicyError, nearest_or_all
from kg.model.words import Aggregation

MOST_HOPS = 4
MOST_WEIGHT = 1_000_000


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
    aggregation: str = Aggregation.MEDIAN.value
    """How the votes of several families become one."""
    priority: tuple[str, ...] = ()
    """Families in the order in which ``priority`` asks them; those not named come last."""
    weights: Mapping[str, float] = field(default_factory=dict)
    """Weights of raters, by id, where they differ from those recorded."""
    without: tuple[str, ...] = ()
    """Raters whose assertions are left out."""
    type_priors: Mapping[str, int] = field(default_factory=dict)
    """The level of a source of a type that no other rule rates; none unless stated here."""
    stale_after: int = 1095
    """After how many days without renewal `kg lint` calls an assertion stale."""

    def __post_init__(self) -> None:
        _check("low", self.low, _whole(self.low, 4) and self.low > 0, "a level from 1 to 4")
        _check("theta", self.theta, _within(self.theta), "above 0 and at most 1")
        _check("decay", self.decay, _within(self.decay), "above 0 and at most 1")
        _check("max_hops", self.max_hops, _whole(self.max_hops, MOST_HOPS), f"0 to {MOST_HOPS}")
        _check("links", self.links, isinstance(self.links, bool), "true or false")
        _check("max_owners", self.max_owners, _whole(self.max_owners, 8), "0 to 8")
        words = [word.value for word in Aggregation]
        _check("aggregation", self.aggregation, self.aggregation in words, f"one of {', '.join(words)}")
        for name in ("priority", "without"):
            object.__setattr__(self, name, _texts(name, getattr(self, name)))
        _check_each("weights", self.weights, _weight, "0 to 1000000")
        _check_each("type_priors", self.type_priors, lambda level: _whole(level, 5) and level > 0, "1 to 5")
        _check("stale_after", self.stale_after, _whole(self.stale_after, 100_000), "days, 0 to 100000")

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
    known = [one.name for one in dataclasses.fields(Policy)]
    for name in values:
        if name not in known:
            raise PolicyError(f"unknown policy {name!r}", where=where, hint=nearest_or_all(name, known))
    try:
        return Policy(**values)
    except PolicyError as error:
        raise PolicyError(error.what, where=where) from None


def _whole(value: Any, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most


def _weight(value: Any) -> bool:
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return number and math.isfinite(value) and 0 <= value <= MOST_WEIGHT


def _texts(name: str, value: Any) -> tuple[str, ...]:
    """Return a list of texts as a tuple, for it to stay as it is."""
    texts = isinstance(value, (list, tuple)) and all(isinstance(one, str) for one in value)
    _check(name, value, texts, 'a list of ids, ["mbfc", "wikipedia"]')
    return tuple(value)


def _check_each(name: str, held: Any, holds: Callable[[Any], bool], expected: str) -> None:
    _check(name, held, isinstance(held, Mapping), "a table of id = number")
    for key, value in held.items():
        _check(f"{name}.{key}", value, holds(value), expected)


def _within(value: Any) -> bool:
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return number and math.isfinite(value) and 0 < value <= 1


def _check(name: str, value: Any, holds: bool, expected: str) -> None:
    if not holds or (isinstance(value, bool) and name != "links"):
        raise PolicyError(f"{name}: expected {expected}, got {value!r}")
