"""Addresses that an attacker or a careless writer makes: who may lend them a level, and how he was found."""

from __future__ import annotations

import functools

import pytest

from kg.resolution.addresses import AddressResolver
from tests.resolution.registries import PLACES, PUBLISHERS, resolver_of_rows, told

NOBODY = (None, "none")
OPENAI = ("openai", "place")
NATURE = ("nature", "place")
SREP = ("scireports", "place")
MEDIUM = ("medium", "platform")
GOODLAB = ("goodlab", "channel")
YOUTUBE = ("youtube", "platform")
GITHUB = ("github", "platform")
INDEX = (None, "resolver")

CASES = [
    # userinfo
    ("https://openai.com@evil.net/x", NOBODY),
    ("https://openai.com:80@evil.net/x", NOBODY),
    ("https://openai.com%2f@evil.net/", NOBODY),
    ("https://openai.com/@evil.net/", OPENAI),
    ("https://evil.net@openai.com/x", OPENAI),
    ("https://user:p%40ss@openai.com/", OPENAI),
    ("https://openai.com&evil.net@evil.net/", NOBODY),
    ("https://openai.com\\@evil.net/", OPENAI),
    ("https://evil.net\\@openai.com/", NOBODY),
    ("https://evil.net#@openai.com/", NOBODY),
    ("https://evil.net?@openai.com/", NOBODY),
    ("https://openai.com#@evil.net/", OPENAI),
    ("https://openai.com?@evil.net/", OPENAI),
    ("https://@openai.com/", OPENAI),
    ("https://openai.com@@evil.net/", NOBODY),
    # suffix and prefix tricks
    ("https://openai.com.evil.net/x", NOBODY),
    ("https://openai.com-evil.net/x", NOBODY),
    ("https://evil-openai.com/x", NOBODY),
    ("https://notopenai.com/x", NOBODY),
    ("https://openai.comx/x", NOBODY),
    ("https://openai.co/x", NOBODY),
    ("https://openai.com.uk/x", NOBODY),
    ("https://com/openai", NOBODY),
    ("https://openai/com", NOBODY),
    ("https://www.openai.com.evil.net/", NOBODY),
    ("https://wwwopenai.com/", NOBODY),
    ("https://www.www.openai.com/", OPENAI),
    ("https://a.b.c.d.openai.com/", OPENAI),
    ("https://openai.com.", OPENAI),
    ("https://openai.com./x", OPENAI),
    ("https://openai.com../x", NOBODY),
    ("https://.openai.com/x", OPENAI),
    ("https://openai..com/x", NOBODY),
    ("https://evil.net/openai.com", NOBODY),
    ("https://evil.net/https://openai.com/", NOBODY),
    ("https://evil.net/?url=https://openai.com/", NOBODY),
    ("https://evil.net/#https://openai.com/", NOBODY),
    ("https://evil.net//openai.com/x", NOBODY),
    ("https://evil.net/web/2020/https://openai.com/", NOBODY),
    # case, ports, schemes
    ("HTTPS://OPENAI.COM/X", OPENAI),
    ("https://OpenAI.com:443/", OPENAI),
    ("http://openai.com:8080/x", OPENAI),
    ("https://openai.com:/x", OPENAI),
    ("https://openai.com:99999/x", NOBODY),
    ("https://openai.com:80evil.net/", NOBODY),
    ("https://openai.com:evil.net/", NOBODY),
    ("https://evil.net:openai.com/", NOBODY),
    ("ftp://openai.com/x", OPENAI),
    ("https:openai.com/x", OPENAI),
    ("https:/openai.com/x", OPENAI),
    ("https:///openai.com/x", OPENAI),
    ("https://///openai.com/x", OPENAI),
    ("https:\\\\openai.com\\x", OPENAI),
    ("//openai.com/x", NOBODY),
    ("openai.com/x", NOBODY),
    ("javascript:alert('https://openai.com/')", NOBODY),
    ("javascript://openai.com/%0aalert(1)", NOBODY),
    ("data:text/html,https://openai.com/", NOBODY),
    ("blob:https://openai.com/123", NOBODY),
    ("view-source:https://openai.com/", NOBODY),
    ("file://openai.com/etc/passwd", NOBODY),
    ("mailto:x@openai.com", NOBODY),
    ("urn:openai.com", NOBODY),
    ("wss://openai.com/", NOBODY),
    ("gopher://openai.com/", NOBODY),
    ("httpss://openai.com/", NOBODY),
    ("feed:https://openai.com/", NOBODY),
    ("", NOBODY),
    (" ", NOBODY),
    ("https://", NOBODY),
    ("https://?openai.com", NOBODY),
    # white space and control characters
    ("  https://openai.com/x  ", OPENAI),
    ("https://open\tai.com/x", OPENAI),
    ("https://openai.com\n.evil.net/", NOBODY),
    ("https://openai.com\t@evil.net/", NOBODY),
    ("https://openai.com .evil.net/", NOBODY),
    ("https://openai.com%20.evil.net/", NOBODY),
    ("https://openai.com\x00.evil.net/", NOBODY),
    ("https://openai.com%00.evil.net/", NOBODY),
    ("https://openai.com%0d%0a.evil.net/", NOBODY),
    ("\x00https://openai.com/", OPENAI),
    ("https://openai.com\x7f/", NOBODY),
    ("java\nscript:https://openai.com/", NOBODY),
    # percent-encoding of the host
    ("https://openai%2ecom/x", OPENAI),
    ("https://%6fpenai.com/x", OPENAI),
    ("https://openai.com%2eevil.net/x", NOBODY),
    ("https://openai.com%2f.evil.net/x", NOBODY),
    ("https://openai.com%5c.evil.net/x", NOBODY),
    ("https://openai.com%23.evil.net/x", NOBODY),
    ("https://openai.com%3f.evil.net/x", NOBODY),
    ("https://openai.com%40evil.net/x", NOBODY),
    ("https://openai.com%25.evil.net/x", NOBODY),
    ("https://evil.net%2fopenai.com/", NOBODY),
    # dots, slashes and letters of other scripts
    ("https://openai。com/x", OPENAI),
    ("https://openai．com/x", OPENAI),
    ("https://openai｡com/x", OPENAI),
    ("https://ｏｐｅｎａｉ.com/x", OPENAI),
    ("https://openai.com／evil.net/", NOBODY),
    ("https://openai.com⁄.evil.net/", NOBODY),
    ("https://openai.com∕.evil.net/", NOBODY),
    ("https://openai.com？.evil.net/", NOBODY),
    ("https://openai.com＃.evil.net/", NOBODY),
    ("https://openai.com＠evil.net/", NOBODY),
    ("https://openai.com﹒evil.net/", NOBODY),
    ("https://open\u200bai.com/x", OPENAI),
    ("https://open\u00adai.com/x", OPENAI),
    ("https://openai.com\u202e.evil.net/", NOBODY),
    ("https://openai.c\u043em/", NOBODY),
    ("https://\u043epenai.com/", NOBODY),
    ("https://openaı.com/", NOBODY),
    ("https://opénai.com/", NOBODY),
    ("https://0penai.com/", NOBODY),
    ("https://openal.com/", NOBODY),
    ("https://xn--penai-iye.com/", NOBODY),
    ("https://xn--openai.com/", NOBODY),
    ("https://xn--openai-.com/", NOBODY),
    ("https://bücher.example/x", ("accents", "place")),
    ("https://BÜCHER.example/x", ("accents", "place")),
    ("https://bu\u0308cher.example/x", ("accents", "place")),
    ("https://xn--bcher-kva.example/x", ("accents", "place")),
    ("https://b%C3%BCcher.example/x", ("accents", "place")),
    ("https://bucher.example/x", NOBODY),
    ("https://\u212aopenai.com/", NOBODY),
    # numbers as hosts
    ("https://127.0.0.1/openai.com", NOBODY),
    ("https://2130706433/", NOBODY),
    ("https://0x7f.1/", NOBODY),
    ("https://[::1]/openai.com", NOBODY),
    ("https://[::ffff:127.0.0.1]:443/", NOBODY),
    ("https://[openai.com]/", NOBODY),
    ("https://openai.com.1/", NOBODY),
    ("http://[::1/x", NOBODY),
    # paths
    ("https://nature.com/srep/1", SREP),
    ("https://www.nature.com/srep", SREP),
    ("https://nature.com/srep/../articles/1", NATURE),
    ("https://nature.com/articles/../srep/1", SREP),
    ("https://nature.com/articles/%2e%2e/srep/1", SREP),
    ("https://nature.com/articles/.%2E/srep/1", SREP),
    ("https://nature.com/./srep/1", SREP),
    ("https://nature.com//srep/1", NATURE),
    ("https://nature.com/srep%2F1", NATURE),
    ("https://nature.com/x%2f..%2fsrep/1", NATURE),
    ("https://nature.com/x%5c..%5csrep/1", NATURE),
    ("https://nature.com\\srep\\1", SREP),
    ("https://nature.com/%73rep/1", SREP),
    ("https://nature.com/%2573rep/1", NATURE),
    ("https://nature.com/srep%00/1", NATURE),
    ("https://nature.com/srepx/1", NATURE),
    ("https://nature.com/SREP/1", NATURE),
    ("https://nature.com/srep;x/1", NATURE),
    ("https://nature.com/srep?x", SREP),
    ("https://nature.com/srep#x", SREP),
    ("https://nature.com?/srep/", NATURE),
    ("https://nature.com#/srep/", NATURE),
    ("https://nature.com/../../srep/1", SREP),
    ("https://nature.com/s\trep/1", SREP),
    ("https://evil.nature.com/srep/1", NATURE),
    # platforms and channels
    ("https://medium.com/@goodlab/what-we-measured", GOODLAB),
    ("https://medium.com/%40goodlab/x", GOODLAB),
    ("https://www.medium.com/@goodlab", GOODLAB),
    ("https://medium.com/@goodlab/../@evil/x", MEDIUM),
    ("https://medium.com/@goodlab%2F..%2F@evil/x", MEDIUM),
    ("https://medium.com/@GoodLab/x", MEDIUM),
    ("https://medium.com/@goodlabs/x", MEDIUM),
    ("https://medium.com/x/@goodlab", MEDIUM),
    ("https://medium.com//@goodlab", MEDIUM),
    ("https://medium.com/?@goodlab", MEDIUM),
    ("https://evil.medium.com/@goodlab", MEDIUM),
    ("https://safety.medium.com/x", ("safety", "channel")),
    ("https://safety.medium.com.evil.net/x", NOBODY),
    ("https://evilsafety.medium.com/x", MEDIUM),
    ("https://medium.com.evil.net/@goodlab", NOBODY),
    ("https://mediurn.com/@goodlab", NOBODY),
    ("https://youtube.com/@talks/videos", ("talks", "channel")),
    ("https://m.youtube.com/@talks", YOUTUBE),
    ("https://youtube.com/watch?v=1&@talks", YOUTUBE),
    ("https://youtu.be/@talks", NOBODY),
    ("https://github.com/openai/whisper", ("openai-code", "channel")),
    ("https://github.com/OpenAI/whisper", GITHUB),
    ("https://github.com/openai-evil/x", GITHUB),
    ("https://github.com/evil/openai", GITHUB),
    ("https://gist.github.com/openai/1", GITHUB),
    ("https://raw.githubusercontent.com/openai/x/main/a", NOBODY),
    ("https://openai.github.io/x", NOBODY),
    ("https://www.amazon.com/dp/1", ("amazon", "platform")),
    ("https://aws.amazon.com/blogs/", NOBODY),
    ("https://eu.aws.amazon.com/x", NOBODY),
    ("https://amazon.com/science/x", NOBODY),
    ("https://amazon.com.evil.net/dp/1", NOBODY),
    ("https://a.b.service.gov.uk/x", ("govuk", "place")),
    ("https://gov.uk.evil.net/x", NOBODY),
    # wrappers
    ("https://web.archive.org/web/20260405211721/https://openai.com/x", OPENAI),
    ("https://web.archive.org/web/2026id_/http://evil.net/openai.com", NOBODY),
    ("https://web.archive.org/web/2026/openai.com/x", OPENAI),
    ("https://web.archive.org/web/2026/https://openai.com@evil.net/", NOBODY),
    ("https://web.archive.org/web/2026/https%3A%2F%2Fopenai.com%2Fx", OPENAI),
    ("https://web.archive.org/web/2026/https://openai.com/../evil.net/", NOBODY),
    ("https://web.archive.org/web/*/https://openai.com/", NOBODY),
    ("https://web.archive.org/web/2026*/openai.com", NOBODY),
    ("https://web.archive.org/save/https://openai.com/", NOBODY),
    ("https://web.archive.org/about", NOBODY),
    ("https://web.archive.org/web/2026/javascript:alert(1)", NOBODY),
    ("https://web.archive.org.evil.net/web/2026/https://openai.com/", NOBODY),
    ("https://openai.com/web/2026/https://evil.net/", OPENAI),
    ("https://web.archive.org@evil.net/web/2026/https://openai.com/", NOBODY),
    ("https://archive.ph/newest/https://openai.com/", OPENAI),
    ("https://archive.ph/AbC12", NOBODY),
    ("https://archive.ph.evil.net/newest/https://openai.com/", NOBODY),
    ("https://www.google.com/url?q=https://evil.net/&sa=https://openai.com/", NOBODY),
    ("https://www.google.com/url?sa=t&q=&url=https%3A%2F%2Fopenai.com%2Fx", OPENAI),
    ("https://www.google.com/url?xq=https://openai.com/", NOBODY),
    ("https://www.google.com/URL?q=https://openai.com/", NOBODY),
    ("https://www.google.com/url%3Fq=https://openai.com/", NOBODY),
    ("https://google.com.evil.net/url?q=https://openai.com/", NOBODY),
    ("https://openai-com.cdn.ampproject.org/c/s/evil.net/x", NOBODY),
    ("https://evil-net.cdn.ampproject.org/c/s/openai.com/x", OPENAI),
    ("https://www.google.com/amp/s/openai.com/x", OPENAI),
    ("https://openai-com.translate.goog/x?_x_tr_sl=en", OPENAI),
    ("https://openai--com.translate.goog/x", NOBODY),
    ("https://openai-com.translate.goog.evil.net/x", NOBODY),
    ("https://openai-com-evil-net.translate.goog/x", NOBODY),
    ("https://www-nature-com.ezproxy.princeton.edu/srep/1", SREP),
    ("https://www-nature-com.ezproxy.nowhere.edu/srep/1", NOBODY),
    ("https://ezproxy.princeton.edu/login?url=https://www.nature.com/srep/1", SREP),
    ("https://l.facebook.com/l.php?u=https%3A%2F%2Fopenai.com%2Fx&h=1", OPENAI),
    ("https://l.facebook.com/l.php?u=https%3A%2F%2Fopenai.com%40evil.net%2Fx&h=1", NOBODY),
    ("https://t.co/openai.com", NOBODY),
    ("https://bit.ly/https://openai.com", NOBODY),
    ("https://web.archive.org/web/2026/https://www.google.com/url?q=https://openai.com/", OPENAI),
    ("https://web.archive.org/web/2026/" * 3 + "https://openai.com/", OPENAI),
    ("https://web.archive.org/web/2026/" * 4 + "https://openai.com/", NOBODY),
    # indexes, resolvers and searches
    ("https://doi.org/10.1038/s41586-021-03819-2", ("nature", "resolver")),
    ("https://doi.org/10.1038x/s41586", INDEX),
    ("https://doi.org/10.10380/s41586", INDEX),
    ("https://dx.doi.org/10.1038/x", ("nature", "resolver")),
    ("https://doi.org/10.1016/S0140-6736(97)11096-0", ("nature", "resolver")),
    ("https://doi.org/10.5555/unknown", INDEX),
    ("https://doi.org.evil.net/10.1038/x", NOBODY),
    ("https://portal.issn.org/resource/ISSN/0140-6736", ("nature", "resolver")),
    ("https://pubmed.ncbi.nlm.nih.gov/123/", INDEX),
    ("https://www.jstor.org/stable/1", INDEX),
    ("https://www.google.com/search?q=openai.com", NOBODY),
    ("https://www.youtube.com/results?search_query=openai", NOBODY),
    ("https://github.com/search?q=openai", NOBODY),
    ("https://www.amazon.com/s?k=openai", NOBODY),
]


@functools.cache
def resolver() -> AddressResolver:
    return resolver_of_rows(publishers=PUBLISHERS, places=PLACES)


@functools.cache
def answers() -> list[tuple[str | None, str]]:
    rows = told(resolver(), *(address for address, _ in CASES))
    return [(row["publisher"], row["matched_by"]) for row in rows]


@pytest.mark.parametrize("number", range(len(CASES)), ids=[repr(address)[:70] for address, _ in CASES])
def test_an_address_has_the_publisher_of_its_own_host_and_path(number: int) -> None:
    assert answers()[number] == CASES[number][1]


def test_there_are_enough_and_one_by_one_they_answer_as_together() -> None:
    assert len(CASES) >= 120
    for number in range(0, len(CASES), 7):
        (row,) = told(resolver(), CASES[number][0])
        assert (row["publisher"], row["matched_by"]) == answers()[number]


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("https://0penai.com/", "look-alike-host: 0penai.com looks like openai.com"),
        ("https://openaı.com/", "look-alike-host: xn--opena-r4a.com looks like openai.com"),
        ("https://\u043epenai.com/", "look-alike-host: xn--penai-iye.com mixes CYRILLIC and LATIN letters"),
        ("https://mediurn.com/", "look-alike-host: mediurn.com looks like medium.com"),
        ("https://blog.natvre.com/", None),
        ("https://a.b.0penai.com/", "look-alike-host: a.b.0penai.com looks like openai.com"),
        ("https://0penai.com.openai.com/", None),
        ("https://openal.com/", "look-alike-host: openal.com looks like openai.com"),
        (
            "https://frontiermodeIforum.org/",
            "look-alike-host: frontiermodeiforum.org is written with a capital I that reads as l",
        ),
        ("javascript:x", "bad-address: cannot be read as http, https or ftp"),
        ("https://www.bing.com/search?q=x", "not-a-source: shows search results"),
        ("https://日本語カナ.example/", None),
    ],
)
def test_what_is_odd_is_said(address: str, kind: str | None) -> None:
    assert told(resolver(), address)[0]["problem"] == kind
