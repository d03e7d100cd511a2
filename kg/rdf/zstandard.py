"""Zstandard as the standard library has it from Python 3.14 on: the one place that knows where it lies."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING or sys.version_info < (3, 14):
    from backports import zstd
else:
    from compression import zstd

__all__ = ["zstd"]
