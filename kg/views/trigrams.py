"""Names that come near a misspelt one: an index of hashed trigrams, and the names that share most of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from kg.graph.adjacency import Integers

_BUCKETS = 1 << 16
_LONGEST = 64
"""Characters of a name that count."""
_AT_ONCE = 100_000
_LEAST = 0.34
"""The least likeness (Dice: twice what is shared by what both have) of a name that is near."""
_MOST = 20


@dataclass(frozen=True)
class Trigrams:
    """For each bucket the names that hold a trigram of it (``holders[starts[b]:starts[b + 1]]``), and how many each has."""

    starts: Integers
    holders: npt.NDArray[np.int32]
    sizes: Integers


def trigrams_of(names: pl.Series) -> Trigrams:
    """Return the index of names, which are in lower case.

    >>> index = trigrams_of(pl.Series(["openai", "anthropic"]))
    >>> near(index, "opnai", np.zeros(2)).tolist()
    [0]
    """
    parts = [_buckets(names.slice(begin, _AT_ONCE), begin) for begin in range(0, len(names), _AT_ONCE)]
    bucket = np.concatenate([np.empty(0, dtype=np.uint16), *(part[0] for part in parts)])
    owner = np.concatenate([np.empty(0, dtype=np.int32), *(part[1] for part in parts)])
    starts = np.concatenate([[0], np.cumsum(np.bincount(bucket, minlength=_BUCKETS))])
    return Trigrams(
        starts, owner[np.argsort(bucket, kind="stable")], np.bincount(owner, minlength=len(names))
    )


def near(index: Trigrams, wanted: str, weight: Integers) -> Integers:
    """Return at most 20 names that share most trigrams with a text, the most alike first, then the weightiest."""
    buckets = np.unique(_buckets(pl.Series([wanted]), 0)[0])
    if not len(buckets) or not len(index.sizes):
        return np.empty(0, dtype=np.int64)
    hits = np.concatenate(
        [index.holders[index.starts[one] : index.starts[one + 1]] for one in buckets.astype(int)]
    )
    shared = np.bincount(hits, minlength=len(index.sizes))
    likeness = 2 * shared / (len(buckets) + index.sizes)
    found = np.flatnonzero(likeness >= _LEAST)
    return found[np.lexsort((found, -weight[found], -likeness[found]))][:_MOST]


def _buckets(names: pl.Series, first: int) -> tuple[npt.NDArray[np.uint16], npt.NDArray[np.int32]]:
    """Return the bucket of each trigram of each name, and the number of the name that it is of."""
    text = "\n".join(
        (" " + names.str.slice(0, _LONGEST).str.replace_all("\n", " ", literal=True) + " ").to_list()
    )
    letters = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32).astype(np.int64)
    if len(letters) < 3:
        return np.empty(0, dtype=np.uint16), np.empty(0, dtype=np.int32)
    ends = letters == ord("\n")
    owner = np.cumsum(ends)[:-2]
    whole = ~(ends[:-2] | ends[1:-1] | ends[2:])
    bucket = (letters[:-2] * 1_000_003 + letters[1:-1] * 10_007 + letters[2:]) % _BUCKETS
    return bucket[whole].astype(np.uint16), (owner[whole] + first).astype(np.int32)
