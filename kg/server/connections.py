"""A connection that does not wait for ever: for the head of a request, for its body, or for its client to read."""

from __future__ import annotations

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from kg.server.limits import Limits
from kg.server.metrics import Metrics

_LOOK = 1.0


class Connection(H11Protocol):
    """A connection that is watched once a second."""

    limits = Limits()
    metrics = Metrics()

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._watch: asyncio.TimerHandle | None = None
        self._since = self.loop.time()
        self._unsent = 0
        self._last_cycle: object = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Watch it, or cut it if there are too many."""
        super().connection_made(transport)
        if len(self.connections) > self.limits.connections:
            self._cut()
            return
        self._watch = self.loop.call_later(_LOOK, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        """Watch it no more."""
        if self._watch is not None:
            self._watch.cancel()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP: 431 if it is the size, else 400."""
        if len(self.conn.trailing_data[0]) > self.limits.headers and self.conn.our_state is h11.IDLE:
            self.transport.write(
                b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
            )
            self.transport.close()
        elif self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            super().send_400_response(msg)
        else:
            self.transport.close()

    def _look(self) -> None:
        """Cut the connection if what it waits for has not moved on for too long."""
        now, unsent = self.loop.time(), self.transport.get_write_buffer_size()
        if unsent:
            if unsent != self._unsent:
                self._since = now
            most = self.limits.seconds_to_take
        elif self._receiving():
            if self._unsent or self._last_cycle is not self.cycle:
                self._since = now
            most = self.limits.seconds_to_send
        else:
            self._since, most = now, self.limits.seconds_to_take
        self._unsent, self._last_cycle = unsent, self.cycle
        if now - self._since > most + _LOOK:
            self._cut()
        else:
            self._watch = self.loop.call_later(_LOOK, self._look)

    def _receiving(self) -> bool:
        """Say whether a request has begun, or is awaited, and is not there as a whole."""
        return self.conn.their_state in (h11.IDLE, h11.SEND_BODY)

    def _cut(self) -> None:
        self.metrics.count("kg_http_connections_cut_total")
        self.transport.abort()


def protocol_of(limits: Limits, metrics: Metrics) -> type[Connection]:
    """Return the class of connections with these limits, for uvicorn.

    >>> protocol_of(Limits(), Metrics()).__name__
    'Connection'
    """
    return type("Connection", (Connection,), {"limits": limits, "metrics": metrics})
