"""How much is said: what costs many statements is said, left out, or decided by its size."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

MOST_NODES = 20_000
"""Up to so many nodes ``auto`` says citations, and up to so many it says steps; a node is about 800 bytes."""
MOST_SENTENCES = 500_000
"""Up to so many explanations ``auto`` says; one is about 200 bytes."""


class Citations(StrEnum):
    """Whether a citation that carries data is a node beside the direct statement."""

    DIRECT = "direct"
    REIFIED = "reified"
    AUTO = "auto"


class Detail(StrEnum):
    """Whether a detail is said of every source; ``auto`` decides by size."""

    NONE = "none"
    ALL = "all"
    AUTO = "auto"


@dataclass(frozen=True, slots=True)
class Extent:
    """What is said beside the plain facts; ``without`` names graphs and raters (``rater:ID``) that are left out.

    >>> Extent().measurements
    False
    """

    citations: Citations = Citations.AUTO
    steps: Detail = Detail.AUTO
    explanations: Detail = Detail.AUTO
    measurements: bool = False
    without: tuple[str, ...] = ()
    rdf12: bool = False


def few_enough(mode: StrEnum, size: int, most: int) -> bool:
    """Say whether something is said: never by ``none`` and ``direct``, by ``auto`` if there is not too much of it.

    >>> few_enough(Detail.AUTO, 3, 2), few_enough(Detail.ALL, 3, 2), few_enough(Citations.DIRECT, 1, 2)
    (False, True, False)
    """
    return mode.value in ("all", "reified") or (mode.value == "auto" and size <= most)
