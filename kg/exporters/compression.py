"""Files that are packed as they are written: gzip and zstd, told by the suffix, the same bytes each time."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

from kg.rdf.zstandard import zstd

PACKED = (".gz", ".zst")
"""The suffixes of files that are packed."""
_GZIP = 31
_LEVEL = 6


def without_packing(target: str) -> tuple[str, str]:
    """Return the name of a file without the suffix that packs it, and that suffix.

    >>> without_packing("graph.ttl.gz"), without_packing("graph.ttl")
    (('graph.ttl', '.gz'), ('graph.ttl', ''))
    """
    for suffix in PACKED:
        if target.lower().endswith(suffix):
            return target[: -len(suffix)], suffix
    return target, ""


def packed(chunks: Iterable[bytes], suffix: str) -> Iterator[bytes]:
    """Yield chunks packed as a suffix says; without one they are as they were. No time, no name is written.

    >>> import gzip
    >>> gzip.decompress(b"".join(packed([b"one ", b"two"], ".gz")))
    b'one two'
    """
    if not suffix:
        yield from chunks
        return
    packer = zlib.compressobj(_LEVEL, wbits=_GZIP) if suffix == ".gz" else zstd.ZstdCompressor()
    for chunk in chunks:
        yield packer.compress(chunk)
    yield packer.flush()
