"""Addresses in what is no text: code and comments, where they count only if that is configured."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.readers.documents.markdown import address_at

_RUN = re.compile(r"[^\s<>\"'`{}|\\^]+")
"""What no sign ends that stands around an address in code, and in none."""
_SCHEME = re.compile(r"(?<![A-Za-z0-9])(?:https?|ftp)://", re.IGNORECASE)


def addresses_in(text: str) -> Iterator[tuple[int, str]]:
    r"""Yield where each address of a text begins, and the address; one that goes on as a template is none.

    >>> list(addresses_in('get("https://a.org/x", f"https://b.org/{id}")  # http://c.org/(d).'))
    [(5, 'https://a.org/x'), (49, 'http://c.org/(d)')]
    """
    for run in _RUN.finditer(text) if "://" in text else ():
        at, end = run.span()
        if text.startswith("-->", end - 2):
            end -= 2
        for scheme in _SCHEME.finditer(text, at, end):
            begin = scheme.start()
            if begin < at:
                continue
            url = address_at(text, begin, end)
            at = begin + len(url)
            if at == end and text.startswith("{", at):
                continue
            url = url.removesuffix("*/").rstrip("$")
            if len(url) > len(scheme.group()):
                yield begin, url
