"""Entry-point groups of other packages, looked up on first use.

A package adds a format by an entry point in the group ``kg.readers`` or ``kg.exporters``; the object it
names is described in `kg.testing`, which also proves it.
"""

from __future__ import annotations

import functools
import importlib.metadata
from typing import Any

from kg.errors import KgError

GROUPS = ("kg.readers", "kg.raters", "kg.exporters")


@functools.cache
def plugins(group: str) -> dict[str, Any]:
    """Return the objects that installed packages register in a group, by name, in order of their names.

    Raises
    ------
    KgError
        The group is none of ``GROUPS``, or what is registered cannot be loaded.

    >>> plugins("kg.raters")
    {}
    """
    if group not in GROUPS:
        raise KgError(f"no group {group!r} of entry points", hint=f"Groups are {', '.join(GROUPS)}.")
    found = {}
    for point in sorted(importlib.metadata.entry_points(group=group), key=lambda one: one.name):
        try:
            found[point.name] = point.load()
        except (ImportError, AttributeError) as error:
            raise KgError(
                f"{point.value} cannot be loaded: {error}", where=f"entry point {group}:{point.name}"
            ) from error
    return found
