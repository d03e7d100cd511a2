"""Where the nodes of a picture stand, in closed form: rings around a node, seeds of a sunflower around a spot."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

STEP = 110
"""Room between one ring and the next."""
LANE = 30
"""Room between the lanes of one ring, where it needs several."""
GAP = 34
"""Room between neighbours in one lane."""
_TURN = 2 * math.pi
_GOLDEN = math.pi * (3 - math.sqrt(5))
_TOP = math.pi / 2

Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Ringed:
    """A node to be placed on a ring: its number there, and what decides between nodes at one angle."""

    row: int
    ring: int
    order: tuple[int | str, ...]


def rings(nodes: Sequence[Ringed], edges: Sequence[tuple[int, int]]) -> dict[int, Point]:
    """Return where nodes stand on rings around the one of ring 0, each near those that it hangs on.

    >>> rings([Ringed(7, 0, ()), Ringed(8, 1, (1,)), Ringed(9, 1, (2,))], [(7, 8), (7, 9)])
    {7: (0, 0), 8: (0, 110), 9: (0, -110)}
    """
    ring_of = {node.row: node.ring for node in nodes}
    inner = _inner_neighbours(ring_of, edges)
    placed: dict[int, tuple[float, float]] = {}
    edge = 0.0
    for ring in sorted(set(ring_of.values())):
        mine = [node for node in nodes if node.ring == ring]
        if ring == 0:
            placed.update((node.row, (0.0, 0.0)) for node in mine)
            continue
        radius = edge + STEP
        lanes = math.ceil(len(mine) * GAP / (_TURN * radius))
        for number, (row, angle) in enumerate(_angles(mine, inner, placed, GAP / (radius * lanes))):
            away = radius + number % lanes * LANE
            placed[row] = (away * math.cos(angle), away * math.sin(angle))
        edge = radius + (lanes - 1) * LANE
    return {row: (round(x), round(y)) for row, (x, y) in placed.items()}


def sunflower(count: int, *, around: Point, spacing: float) -> list[Point]:
    """Return spots around a point, like the seeds of a sunflower, nearest first.

    >>> sunflower(2, around=(0, 0), spacing=20)
    [(20, 0), (-21, 19)]
    """
    x, y = around
    spots = []
    for number in range(count):
        away, angle = spacing * math.sqrt(number + 1), number * _GOLDEN
        spots.append((round(x + away * math.cos(angle)), round(y + away * math.sin(angle))))
    return spots


def _inner_neighbours(ring_of: Mapping[int, int], edges: Sequence[tuple[int, int]]) -> dict[int, list[int]]:
    """Return, for each node, its neighbours on rings further in."""
    inner: dict[int, list[int]] = {row: [] for row in ring_of}
    for tail, head in edges:
        if ring_of[tail] < ring_of[head]:
            inner[head].append(tail)
        elif ring_of[head] < ring_of[tail]:
            inner[tail].append(head)
    return inner


def _angles(
    mine: list[Ringed],
    inner: Mapping[int, list[int]],
    placed: Mapping[int, tuple[float, float]],
    gap: float,
) -> list[tuple[int, float]]:
    """Return the nodes of one ring in order, each with its angle."""
    wished = {node.row: _wished(inner[node.row], placed) for node in mine}
    if all(angle is None for angle in wished.values()):  # these hang on the middle alone
        ordered = sorted(mine, key=lambda node: node.order)
        return [(node.row, _TOP - _TURN * i / len(mine)) for i, node in enumerate(ordered)]
    at = {row: round(_TOP if angle is None else angle, 6) for row, angle in wished.items()}
    ordered = sorted(mine, key=lambda node: (-at[node.row], node.order))
    spread = _spread([-at[node.row] for node in ordered], min(gap, _TURN / len(mine)))
    return [(node.row, -angle) for node, angle in zip(ordered, spread, strict=True)]


def _wished(neighbours: list[int], placed: Mapping[int, tuple[float, float]]) -> float | None:
    """Return the angle in the middle of the neighbours; of the first, if they lie on opposite sides."""
    spots = [placed[row] for row in neighbours if placed[row] != (0.0, 0.0)]
    if not spots:
        return None
    x, y = sum(spot[0] for spot in spots), sum(spot[1] for spot in spots)
    return math.atan2(y, x) if math.hypot(x, y) > 1 else math.atan2(spots[0][1], spots[0][0])


def _spread(wished: list[float], gap: float) -> list[float]:
    """Return rising angles at least a gap apart, as near to what is wished as going once through allows."""
    angles: list[float] = []
    for angle in wished:
        angles.append(max(angle, angles[-1] + gap) if angles else angle)
    if angles[-1] - angles[0] > _TURN - gap:
        return [wished[0] + _TURN * number / len(wished) for number in range(len(wished))]
    late = sum(angle - wish for angle, wish in zip(angles, wished, strict=True)) / len(wished)
    return [angle - late for angle in angles]
