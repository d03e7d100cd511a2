"""Files of RDF as they arrive: unpacked within a bound, their format told, what reaches outside refused."""

from __future__ import annotations

import re
import zlib

from kg.errors import ReadError
from kg.rdf.zstandard import zstd

MOST_BYTES = 2 * 1024**3
_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
_HEAD = 64 * 1024
_LINE = re.compile(r"(?:#[^\n]*\n|\s)*(?:<[^<>\"{}|^`\\\x00-\x20]*>|_:\w+)\s+<[^<>\"\s]*>\s+(?:<[^>]*>|_:\w+|\"(?:[^\"\\\n]|\\.)*\"(?:@[\w-]+|\^\^<[^>]*>)?)\s*(<[^>]*>\s*)?\.")  # fmt: skip
_TURTLE = re.compile(r"(?:#[^\n]*\n|\s)*(?:@prefix|@base|PREFIX\s|BASE\s)", re.IGNORECASE)
_XML = re.compile(r"\s*<(?:\?xml|rdf:RDF)")
_JSONLD = re.compile(r"\s*[\[{]")
_BLOCK = re.compile(r"^\s*(?:GRAPH\s+)?(?:<[^>]*>|[\w-]*:[\w.-]*)?\s*\{", re.MULTILINE)
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def unpacked(data: bytes, *, most: int = MOST_BYTES) -> bytes:
    """Return a file as it was before gzip or zstd packed it, if one did.

    >>> unpacked(b"plain")
    b'plain'

    Raises
    ------
    ReadError
        It is damaged, or larger than ``most`` bytes when unpacked.
    """
    if not data.startswith((_GZIP, _ZSTD)):
        return data
    try:
        if data.startswith(_GZIP):
            return _gunzipped(data, most)
        unpacker = zstd.ZstdDecompressor()
        found = unpacker.decompress(data, most + 1)
    except (zlib.error, zstd.ZstdError, EOFError) as error:
        raise ReadError(f"is damaged: {error}") from error
    return _bounded(found, most, whole=unpacker.eof)


def _gunzipped(data: bytes, most: int) -> bytes:
    parts, size = [], 0
    while data:
        unpacker = zlib.decompressobj(wbits=31)
        part = unpacker.decompress(data, most + 1 - size)
        parts.append(part)
        size += len(part)
        if not unpacker.eof or size > most:
            return _bounded(b"".join(parts), most, whole=unpacker.eof)
        data = unpacker.unused_data
    return b"".join(parts)


def _bounded(found: bytes, most: int, *, whole: bool) -> bytes:
    if len(found) > most:
        raise ReadError(f"is larger than {most // 1024**2} MiB when unpacked", hint="Split it.")
    if not whole:
        raise ReadError("is damaged: it ends too early")
    return found


def syntax_of(data: bytes) -> str | None:
    """Return the format of RDF that unpacked bytes look like, None if they look like none.

    >>> syntax_of(b"@prefix a: <http://a/> ."), syntax_of(b"<a:s> <a:p> <a:o> <a:g> .")
    ('trig', 'nq')
    >>> syntax_of(b"id,title") is None
    True
    """
    head = data[:_HEAD].decode("utf-8", "ignore").removeprefix("\ufeff")
    if _XML.match(head):
        return "rdf" if "http://www.w3.org/1999/02/22-rdf-syntax-ns#" in head else None
    if _JSONLD.match(head):
        return "jsonld" if re.search(r'"@(?:context|graph|id)"', head) else None
    if _TURTLE.match(head):
        return "trig"
    line = _LINE.match(head)
    if line:
        return "nq" if line[1] else "nt"
    return None


def refuse_what_reaches_outside(data: bytes, syntax: str) -> None:
    """Refuse a document type or entity in RDF/XML, and bytes that are not UTF-8.

    >>> refuse_what_reaches_outside(b"<!DOCTYPE x>", "rdf")
    Traceback (most recent call last):
    kg.errors.ReadError: has a document type or an entity, which RDF/XML does not need. Remove it.
    """
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ReadError(f"byte {data[error.start]:#04x} of line {line} is not UTF-8") from None
    if syntax == "rdf" and _DOCTYPE.search(data):
        raise ReadError("has a document type or an entity, which RDF/XML does not need", hint="Remove it.")
