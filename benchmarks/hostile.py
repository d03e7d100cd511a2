"""Addresses made to be misread: every way of hiding a host that parsers are known to differ in."""

from __future__ import annotations

import itertools

_SCHEMES = (
    "https://",
    "HTTP://",
    "http:\\\\",
    "http:/",
    "https:",
    "https:///",
    " https://",
    "ht\ntps://",
    "javascript://",
    "//",
)
_BEFORE = ("", "openai.com@", "openai.com:443@", "a@openai.com@", "openai.com\\@", "openai.com%40", "openai.com#@", "openai.com?@", "openai.com/@")  # fmt: skip
_HOSTS = (
    "openai.com", "OpenAI.com", "evil.example", "openai.com.evil.example", "openai.com.", "openai.com..",
    "openai。com", "ｏｐｅｎａｉ.com", "open\u00adai.com", "opena\u0131.com", "openai%2ecom", "op%65nai.com",
    "xn--penai-", "xn--a", "bücher.example", "faß.example", "open ai.com", "open\tai.com", "openai.com:80:80",
    "127.1", "0x7f.1", "2130706433", "openai.0x10", "1.2.3.4.5", "[::1]", "[::ffff:1.2.3.4]", "[openai.com]",
    "open_ai.com", "-openai.com", "openai..com", "", "com", "openai.com%00.evil.example", "openai.com|evil.example",
)  # fmt: skip
_PORTS = ("", ":443", ":", ":00080", ":99999", ":0x50")
_AFTER = ("", "/", "/x/../y?a=b#c", "\\x", "?@openai.com", "#@openai.com", "/\t", "\u3000")


def hostile_addresses() -> list[str]:
    """Return every combination, each once.

    >>> len(hostile_addresses()) > 100_000
    True
    """
    parts = itertools.product(_SCHEMES, _BEFORE, _HOSTS, _PORTS, _AFTER)
    return list(dict.fromkeys("".join(one) for one in parts))
