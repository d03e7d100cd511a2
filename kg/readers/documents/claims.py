"""What a block says as plain text, and the name it has as long as it says that."""

from __future__ import annotations

import hashlib
import re
import unicodedata

LONGEST = 160
_SPACE = re.compile(r"\s+")
_DIGITS = 10


def normalised(text: str) -> str:
    r"""Return a text with single spaces and composed characters: what its hash is taken of.

    >>> normalised("  a\n b ")
    'a b'
    """
    return unicodedata.normalize("NFC", _SPACE.sub(" ", text).strip())


def text_hash(text: str) -> str:
    """Return the hash of a normalised text.

    >>> text_hash("a b")[:8]
    'c8687a08'
    """
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def extract(text: str) -> str:
    """Return the beginning of a normalised text, at most `LONGEST` characters, cut between words.

    >>> len(extract("word " * 100)) <= LONGEST
    True
    """
    if len(text) <= LONGEST:
        return text
    cut = text[: LONGEST - 1]
    space = cut.rfind(" ")
    return (cut[:space] if space > LONGEST // 2 else cut).rstrip() + "…"


class ClaimNames:
    """Names the claims of one page: the hash of the text, and a number where one says the same again.

    >>> names = ClaimNames()
    >>> names.name("c8687a08" * 8), names.name("c8687a08" * 8)
    ('c8687a08c8', 'c8687a08c8-2')
    """

    def __init__(self) -> None:
        self._times: dict[str, int] = {}

    def name(self, hash: str) -> str:
        """Return the name of the next claim with a text of that hash."""
        short = hash[:_DIGITS]
        times = self._times[short] = self._times.get(short, 0) + 1
        return short if times == 1 else f"{short}-{times}"
