"""What is served of one build: the workers that answer questions and those that render views, exchanged together."""

from __future__ import annotations

import asyncio

from kg.server.builds import Build
from kg.server.crews import questions_of, views_of
from kg.server.limits import Limits
from kg.server.metrics import Labels, Metrics
from kg.server.pool import Pool


class Served:
    """Both pools of a build."""

    def __init__(self, build: Build, limits: Limits, metrics: Metrics) -> None:
        self.build = build
        self.questions = Pool(build, questions_of(build, limits), limits, metrics)
        self.views = Pool(build, views_of(build, limits), limits, metrics)

    @property
    def pools(self) -> tuple[Pool, Pool]:
        """Both."""
        return self.questions, self.views

    @property
    def ready(self) -> bool:
        """Whether questions are answered and views rendered."""
        return all(pool.ready for pool in self.pools)

    async def start(self) -> None:
        """Start the workers; raise KgError if one cannot open the data, and leave none."""
        started = await asyncio.gather(*(pool.start() for pool in self.pools), return_exceptions=True)
        for error in started:
            if error is not None:
                await self.close(at_once=True)
                raise error

    async def close(self, *, at_once: bool = False) -> None:
        """End the workers, at once or when what was asked is answered; then remove the build."""
        await asyncio.gather(*(pool.close(at_once=at_once) for pool in self.pools))
        self.build.discard()

    def gauges(self) -> dict[str, dict[Labels, float]]:
        """Return what is measured now."""
        workers: dict[Labels, float] = {}
        running: dict[Labels, float] = {}
        waiting: dict[Labels, float] = {}
        for pool in self.pools:
            whose = ("pool", pool.crew.name)
            workers[(whose,)] = pool.workers
            for name, lane in (("fast", pool.fast), ("slow", pool.slow)):
                running[whose, ("lane", name)] = lane.places - lane.free
                waiting[whose, ("lane", name)] = lane.waiting
        return {"kg_workers": workers, "kg_queries_running": running, "kg_queries_waiting": waiting}
