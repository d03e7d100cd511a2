"""The kinds of workers: those that answer questions in SPARQL, and those that render views."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kg.server.builds import Build
from kg.server.limits import Limits

SLOWED = 10
"""About a tenth of what others get: the lowest of all would starve where other programs keep every core busy."""
_NICE_OF_QUESTIONS = 5
"""A third of what a view gets: somebody waits for that in a browser, and a question may be endless until it proves so."""


@dataclass(frozen=True, slots=True)
class Crew:
    """What the workers of a kind run, what they are told at their start, and how many there are."""

    name: str
    module: str
    argument: Mapping[str, Any]
    fast: int
    slow: int
    eager: bool = True
    """Whether all are started at once, not when the first is asked."""
    environment: Mapping[str, str] = field(default_factory=dict)
    nice: int = 0
    """How far its workers stand back behind other processes; those that proved slow, by `SLOWED` more."""
    known_slow: tuple[str, ...] = ()
    """The keys of requests that are taken for slow until they prove quick."""
    keeps_slow: bool = False
    """Whether a worker that was slowed goes on with slow requests, for starting another costs more."""
    grown: int = 256 * 1024**2
    """Bytes by which a worker may grow before it is replaced."""


def questions_of(build: Build, limits: Limits) -> Crew:
    """Return the crew that answers questions about a build."""
    argument = {
        "data": str(build.data),
        "on_disk": build.on_disk,
        "prefixes": build.prefixes,
        "memory": limits.memory,
    }
    return Crew("questions", "kg.server.worker", argument, limits.fast, limits.slow, nice=_NICE_OF_QUESTIONS)


def views_of(build: Build, limits: Limits) -> Crew:
    """Return the crew that renders the views of a build; each has one thread, for there are many."""
    argument = {
        "data": str(build.snapshot),
        "title": build.title,
        "hash": build.hash,
        "memory": limits.memory_of_views,
    }
    threads = {"POLARS_MAX_THREADS": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    return Crew(
        "views",
        "kg.server.view_worker",
        argument,
        limits.views,
        limits.views_slow,
        eager=False,
        environment=threads,
        known_slow=("what-if",),
        keeps_slow=True,
        grown=limits.memory_of_views // 2,
    )
