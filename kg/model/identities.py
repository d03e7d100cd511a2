"""Names that others give the same thing: addresses elsewhere, Wikidata entities, ORCID iDs of authors."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema

_ADDRESS = re.compile(r"(?i)((?:https?|ftp)://)([^/?#\\]+)([^#]*)(#.*)?", re.DOTALL)
_AUTHORITY = re.compile(r"(?:[^@:\[\]]*(?::[^@\[\]]*)?@)?[^@:\[\]]+(?::[0-9]*)?")
_ODD_IN_AUTHORITY = re.compile(r"[\x00-\x20\"<>\\^`{|}\x7f]|%(?![0-9A-Fa-f]{2})")
_ODD = re.compile(r"%(?![0-9A-Fa-f]{2})|[^A-Za-z0-9\-._~!$&'()*+,;=:@/?%]")
_OF_WEB = re.compile(r"(?i)https?://[^/?#@]+(?:[/?#].*)?")
_WIKIDATA = re.compile(r"(?i)(?:https?://(?:www\.|m\.)?wikidata\.org/(?:wiki|entity)/)?(Q[1-9][0-9]{0,14})")
_ORCID = re.compile(
    r"(?i)(?:https?://(?:www\.)?orcid\.org/)?([0-9]{4})-?([0-9]{4})-?([0-9]{4})-?([0-9]{3})([0-9X])/?"
)
_SHOWN = 60


def parse_identity(value: Any) -> str:
    """Return the address of the same thing elsewhere; a number of Wikidata becomes its entity.

    >>> parse_identity("Q52"), parse_identity("https://www.wikidata.org/wiki/Q52")
    ('http://www.wikidata.org/entity/Q52', 'http://www.wikidata.org/entity/Q52')
    >>> parse_identity("https://ror.org/05wx9n238")
    'https://ror.org/05wx9n238'
    >>> parse_identity("javascript:alert(1)")
    Traceback (most recent call last):
    ValueError: expected an http or https address or a Wikidata number (Q52), got 'javascript:alert(1)'
    """
    text = str(value).strip()
    entity = _WIKIDATA.fullmatch(text)
    if entity:
        return f"http://www.wikidata.org/entity/{entity[1].upper()}"
    address = clean_address(text)
    if address is None or not _OF_WEB.fullmatch(address):
        raise ValueError(f"expected an http or https address or a Wikidata number (Q52), got {_shown(value)}")
    return address


def parse_orcid(value: Any) -> str:
    """Return an ORCID iD, bare or an address, as the address that names its holder; its last sign is checked.

    >>> parse_orcid("0000-0002-1825-0097")
    'https://orcid.org/0000-0002-1825-0097'
    >>> parse_orcid("0000-0002-1825-0098")
    Traceback (most recent call last):
    ValueError: expected an ORCID iD, whose last sign would be 7, got '0000-0002-1825-0098'
    """
    found = _ORCID.fullmatch(str(value).strip())
    if not found:
        raise ValueError(f"expected an ORCID iD (0000-0002-1825-0097), got {_shown(value)}")
    parts, last = found.groups()[:4], found[5].upper()
    check = _check_sign("".join(parts))
    if last != check:
        raise ValueError(f"expected an ORCID iD, whose last sign would be {check}, got {_shown(value)}")
    return f"https://orcid.org/{'-'.join(parts)}{last}"


def _check_sign(digits: str) -> str:
    """Return the check sign of digits by ISO 7064 mod 11-2."""
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2 % 11
    rest = (12 - total) % 11
    return "X" if rest == 10 else str(rest)


def clean_address(text: str) -> str | None:
    """Return an absolute http, https or ftp address with whatever no IRI may hold percent-encoded.

    A host is never mended, since mending could name another one.

    >>> clean_address(" http://a.org/50%?q=[1]#x#y ")
    'http://a.org/50%25?q=%5B1%5D#x%23y'
    >>> clean_address("http://a|b/"), clean_address("http://a.org:\\\\")
    (None, None)
    """
    found = _ADDRESS.fullmatch(re.sub(r"[\t\r\n]", "", text).strip("".join(map(chr, range(33)))))
    if found is None:
        return None
    scheme, authority, rest, fragment = found.groups()
    if not _AUTHORITY.fullmatch(authority) or _ODD_IN_AUTHORITY.search(authority):
        return None
    if rest[:1] not in ("", "/", "?"):
        return None
    shown = re.sub(r"[^\x00-\x7f]", _percent, authority)
    tail = "" if fragment is None else "#" + _ODD.sub(_percent, fragment[1:])
    return scheme + shown + _ODD.sub(_percent, rest) + tail


def _percent(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "replace"))


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 3]}..."


Identity = Annotated[
    str,
    BeforeValidator(parse_identity),
    WithJsonSchema({"type": "string", "examples": ["Q52", "https://ror.org/05wx9n238"]}),
]
Orcid = Annotated[
    str,
    BeforeValidator(parse_orcid),
    WithJsonSchema({"type": "string", "examples": ["0000-0002-1825-0097"]}),
]
