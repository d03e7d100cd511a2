"""A measured promise: what was measured, the bar it has to clear, and whether it does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table. ``holds`` is None where nothing is promised, or nothing could be judged."""

    what: str
    bar: str
    measured: str
    ratio: float | None = None
    holds: bool | None = None


class Run(Protocol):
    """A benchmark; quick: small inputs, answers compared and bars not judged."""

    def __call__(self, *, quick: bool = False) -> list[Row]:
        """Return its rows."""


class UnequalError(Exception):
    """Both sides of a benchmark have to give the same answers, and did not."""


def at_least(what: str, bar: float, ratio: float, measured: str, *, judged: bool = True) -> Row:
    """Return the row of a ratio that has to reach a bar.

    >>> at_least("a", 10, 12.5, "1 s against 12.5 s").holds
    True
    """
    return Row(what, f"≥ {bar:g}x", measured, ratio, ratio >= bar if judged else None)


def at_most(what: str, bar: float, ratio: float, measured: str, *, judged: bool = True) -> Row:
    """Return the row of a ratio that must not pass a bar.

    >>> at_most("a", 12, 12.5, "1 s to 12.5 s").holds
    False
    """
    return Row(what, f"≤ {bar:g}x", measured, ratio, ratio <= bar if judged else None)


def within(what: str, bar: float, value: float, unit: str, measured: str, *, judged: bool = True) -> Row:
    """Return the row of a quantity that must not pass a bar.

    >>> within("a", 40, 12.0, "bytes an edge", "12 bytes an edge").bar
    '≤ 40 bytes an edge'
    """
    return Row(what, f"≤ {bar:g} {unit}", measured, None, value <= bar if judged else None)


def told(what: str, measured: str, ratio: float | None = None) -> Row:
    """Return a row that promises nothing."""
    return Row(what, "-", measured, ratio)


def require_equal(what: str, mine: object, theirs: object) -> None:
    """Refuse a comparison of speed between two different answers."""
    if mine != theirs:
        raise UnequalError(f"{what}: kg and the baseline give different answers")
