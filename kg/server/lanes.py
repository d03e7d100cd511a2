"""Who is answered when: places at once, taken in turn by clients."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque


class OverloadedError(Exception):
    """Too much waits already; ``by_client`` if it is this client's own."""

    def __init__(self, *, by_client: bool) -> None:
        self.by_client = by_client


class Lane:
    """So many places at once. Clients that wait take turns, whatever each has waiting.

    >>> lane = Lane(1, waiting=1, of_a_client=1)
    >>> lane.try_take(), lane.try_take(), lane.give_back(), lane.free
    (True, False, None, 1)
    """

    def __init__(self, places: int, *, waiting: int, of_a_client: int) -> None:
        self.free = places
        self.places = places
        self._most = waiting
        self._most_of_a_client = of_a_client
        self._turns: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()

    @property
    def waiting(self) -> int:
        """How many wait."""
        return sum(map(len, self._turns.values()))

    def try_take(self) -> bool:
        """Take a place if one is free."""
        if self.free == 0:
            return False
        self.free -= 1
        return True

    async def take(self, client: str, seconds: float) -> None:
        """Wait for a place.

        Raises
        ------
        OverloadedError
            Too many wait.
        TimeoutError
            There was none within so many seconds.
        """
        if self.try_take():
            return
        mine = self._turns.get(client, ())
        if len(mine) >= self._most_of_a_client:
            raise OverloadedError(by_client=True)
        if self.waiting >= self._most:
            raise OverloadedError(by_client=False)
        turn = asyncio.get_running_loop().create_future()
        self._turns.setdefault(client, deque()).append(turn)
        try:
            await asyncio.wait_for(turn, seconds)
        except BaseException:
            if turn.done() and not turn.cancelled():
                self.give_back()
            else:
                self._forget(client, turn)
            raise

    def give_back(self) -> None:
        """Let the next one have the place."""
        while self._turns:
            client, turns = self._turns.popitem(last=False)
            turn = turns.popleft()
            if turns:
                self._turns[client] = turns
            if not turn.done():
                turn.set_result(None)
                return
        self.free += 1

    def _forget(self, client: str, turn: asyncio.Future[None]) -> None:
        turns = self._turns.get(client)
        if turns and turn in turns:
            turns.remove(turn)
            if not turns:
                del self._turns[client]
