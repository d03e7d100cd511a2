"""``kg build`` in a process that has its packages already, so that a kill meets the build and not its imports."""

from __future__ import annotations

import importlib
import multiprocessing
import os
import pkgutil
from multiprocessing.context import ForkServerContext

import kg.graph
import kg.ratings
import kg.readers
import kg.resolution
from kg.cli.main import main

for package in (kg.readers, kg.resolution, kg.ratings, kg.graph):
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        importlib.import_module(module.name)


def warm() -> ForkServerContext:
    """Where such processes come from."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    return context


def build(arguments: list[str]) -> None:
    """Build, and print nothing."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    main(["build", *arguments])
