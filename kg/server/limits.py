"""How much a request may take, and what was asked for on the command line."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

HELD_IN_MEMORY = 32 * 1024**2
"""Bytes of N-Quads up to which each worker holds its own copy; more are written as one store on disk."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one request, one client and all of them may take.

    >>> Limits(timeout=5).body
    8388608
    """

    timeout: float = 30.0
    """Seconds that a question may run, and may wait before it runs."""
    patience: float = 1.0
    """Seconds of processor time after which a question is slow; five times as many that pass if it takes none."""
    fast: int = field(default_factory=lambda: max(2, os.cpu_count() or 2))
    """Questions at once before they prove slow."""
    slow: int = 2
    """Slow questions at once."""
    views: int = field(default_factory=lambda: max(2, os.cpu_count() or 2))
    """Views rendered at once before they prove slow."""
    views_slow: int = 1
    memory_of_views: int = 2 * 1024**3
    """Bytes that a worker of views may take beyond what it holds of the data."""
    twin: int = 256 * 1024**2
    """Bytes of a view as JSON or CSV."""
    kept: int = 64 * 1024**2
    """Bytes of answers with views that are kept to be sent again."""
    kept_one: int = 1024**2
    """Bytes of the largest answer that is kept."""
    waiting: int = 512
    waiting_slow: int = 16
    waiting_of_a_client: int = 128
    memory: int = 1024**3
    """Bytes that a worker may take beyond its data."""
    held: int = HELD_IN_MEMORY
    answer: int = 64 * 1024**2
    body: int = 8 * 1024**2
    target: int = 32 * 1024
    """Bytes of the path and query of an address."""
    headers: int = 32 * 1024
    header_lines: int = 100
    connections: int = 1024
    seconds_to_send: float = 15.0
    """Seconds in which a client has to send its request."""
    seconds_to_take: float = 30.0
    """Seconds without progress after which a client that takes an answer is cut off."""
    rows_shown: int = 500
    """Rows of the table of the page."""


@dataclass(frozen=True, slots=True)
class Source:
    """What is served, as `kg.load` takes it."""

    given: str
    registry: str | None = None
    map: str | None = None
    as_of: str | None = None
    policy: str | None = None


@dataclass(frozen=True, slots=True)
class Service:
    """Where and how it is served."""

    host: str = "127.0.0.1"
    port: int = 8000
    allow_hosts: tuple[str, ...] = ()
    cors: tuple[str, ...] = ()
    proxy: str | None = None
    """The address of a reverse proxy whose X-Forwarded-For is believed."""
    json_logs: bool = False
    limits: Limits = field(default_factory=Limits)
