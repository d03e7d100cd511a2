"""Answers that are kept to be sent again, within a bound; requests for one that is being made wait for it together."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Hashable
from dataclasses import dataclass
from typing import Any

_OVERHEAD = 512
"""Bytes that an answer takes beside its body, roughly."""


@dataclass(frozen=True, slots=True)
class Made:
    """An answer as it is sent."""

    status: int
    media_type: str
    body: bytes


class _Making:
    """An answer that is being made, and how many wait for it."""

    def __init__(self, task: asyncio.Task[Made]) -> None:
        self.task = task
        self.waiting = 0


class Kept:
    """The answers that were asked for last.

    >>> Kept(2_000, of_one=1_000).has("a")
    'rendered'
    """

    def __init__(self, most: int, *, of_one: int) -> None:
        self.size = 0
        self._most = most
        self._of_one = of_one
        self._answers: OrderedDict[Hashable, Made] = OrderedDict()
        self._making: dict[Hashable, _Making] = {}

    def has(self, key: Hashable) -> str:
        """Return where an answer would come from: ``kept``, ``shared`` or ``rendered``."""
        return "kept" if key in self._answers else "shared" if key in self._making else "rendered"

    def find(self, key: Hashable) -> Made | None:
        """Return an answer that is kept."""
        found = self._answers.get(key)
        if found is not None:
            self._answers.move_to_end(key)
        return found

    async def get(self, key: Hashable, make: Callable[[], Coroutine[Any, Any, Made]]) -> Made:
        """Return an answer that is kept, that another request waits for, or that is made now.

        What is made is given up when nobody waits for it any more.
        """
        found = self.find(key)
        if found is not None:
            return found
        making = self._making.get(key)
        if making is None:
            making = self._making[key] = _Making(asyncio.create_task(make()))
        making.waiting += 1
        try:
            made = await asyncio.shield(making.task)
        finally:
            making.waiting -= 1
            if making.waiting == 0:
                making.task.cancel()
                if self._making.get(key) is making:
                    del self._making[key]
        self._keep(key, made)
        return made

    def _keep(self, key: Hashable, made: Made) -> None:
        size = len(made.body) + _OVERHEAD
        if key in self._answers or size > self._of_one:
            return
        self._answers[key] = made
        self.size += size
        while self.size > self._most:
            _, old = self._answers.popitem(last=False)
            self.size -= len(old.body) + _OVERHEAD
