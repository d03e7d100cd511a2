"""The answer of a worker, held in memory while it is small and in an unnamed file beyond that."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

_SMALL = 1024**2
_CHUNK = 64 * 1024


class Spool:
    """Bytes that are written once and read once.

    >>> spool = Spool()
    >>> spool.write(b"abc"), spool.size, spool.whole()
    (None, 3, b'abc')
    >>> spool.close()
    """

    def __init__(self, folder: Path | None = None) -> None:
        where = None if folder is None else str(folder)
        self._file = tempfile.SpooledTemporaryFile(max_size=_SMALL, dir=where)  # noqa: SIM115 - closed when sent
        self.size = 0

    def write(self, data: bytes) -> None:
        """Append data."""
        self._file.write(data)
        self.size += len(data)

    def clear(self) -> None:
        """Forget what was written: the question is asked anew."""
        self._file.seek(0)
        self._file.truncate()
        self.size = 0

    @property
    def small(self) -> bool:
        """Whether all of it is in memory."""
        return self.size <= _SMALL

    def whole(self) -> bytes:
        """Return all of it."""
        self._file.seek(0)
        return self._file.read()

    def copy_to(self, path: Path) -> None:
        """Write all of it to a new file, wholly or not at all."""
        beside = path.with_suffix(".new")
        with beside.open("wb") as file:
            file.writelines(self._chunks())
        beside.replace(path)

    async def chunks(self) -> AsyncIterator[bytes]:
        """Yield it in pieces, then forget it."""
        try:
            for chunk in self._chunks():
                yield chunk
        finally:
            self.close()

    def close(self) -> None:
        """Forget it."""
        self._file.close()

    def _chunks(self) -> Iterator[bytes]:
        self._file.seek(0)
        while chunk := self._file.read(_CHUNK):
            yield chunk
