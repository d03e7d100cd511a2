"""The five levels of credibility, and their names."""

from __future__ import annotations

from enum import IntEnum


class Level(IntEnum):
    """How credible: 1 Low to 5 Gold. Unrated is no level; it is ``None`` everywhere.

    >>> Level(4).label
    'High'
    """

    LOW = 1
    MIXED = 2
    GOOD = 3
    HIGH = 4
    GOLD = 5

    @property
    def label(self) -> str:
        """The name that a person reads.

        >>> Level.GOLD.label
        'Gold'
        """
        return self.name.capitalize()


LEVEL_NAMES: dict[int, str] = {level.value: level.label for level in Level}
