"""``kg serve`` with limits that the command line does not offer, so that a test need not wait for them."""

from __future__ import annotations

import dataclasses
import json
import sys

from kg.cli import main
from kg.server import limits

if __name__ == "__main__":
    given = json.loads(sys.argv[1])
    whole = limits.Limits

    def impatient(**said: float) -> limits.Limits:
        """The limits of a test."""
        return dataclasses.replace(whole(), **{**said, **given})

    limits.Limits = impatient  # type: ignore[misc,assignment]
    main(sys.argv[2:])
