"""One server for every module that only asks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import kg
from tests.rdf.worlds import small_world
from tests.server.serving import Server, serving


@pytest.fixture(scope="session")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A snapshot of the small world."""
    path = tmp_path_factory.mktemp("served") / "small.kg"
    kg.save(small_world(), path)
    return path


@pytest.fixture(scope="session")
def server(snapshot: Path) -> Iterator[Server]:
    """A server of the small world, with logs and an allowed origin."""
    limits = {"timeout": 3.0, "seconds_to_send": 2.0, "seconds_to_take": 5.0}
    with serving(snapshot, "--cors", "https://friend.example", "--log", "json", limits=limits) as running:
        yield running
