"""Public suffixes: under which names anybody may register. The list is the pinned package's."""

from __future__ import annotations

import functools
import importlib.metadata

from publicsuffixlist import PublicSuffixList


@functools.cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


def is_public_suffix(host: str) -> bool:
    """Say whether a host is a public suffix, private ones and unknown top-level names included.

    >>> is_public_suffix("gov.uk"), is_public_suffix("github.io"), is_public_suffix("openai.com")
    (True, True, False)
    """
    return bool(_suffixes().publicsuffix(host) == host)


def list_version() -> str:
    """Return the version of the package that holds the list, for a manifest.

    >>> list_version().count(".") >= 1
    True
    """
    return importlib.metadata.version("publicsuffixlist")
