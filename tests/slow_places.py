"""The slow definition of places and works (semantics, section 2): who published what, by enumeration.

Shares no code with ``kg``. It reads the simple addresses and places that worlds use, never all of WHATWG.
"""

from __future__ import annotations

import calendar
import datetime
from dataclasses import dataclass, field
from typing import Any

Record = dict[str, Any]
Length = tuple[int, int]


def holds(record: Record, day: datetime.date) -> bool:
    """Both ends are valid days; a month or year ends on its last."""
    return first_day(record.get("valid_from")) <= day <= last_day(record.get("valid_through"))


def first_day(text: str | None) -> datetime.date:
    """The day from which it holds: the first of all days if nothing is said."""
    if text is None:
        return datetime.date.min
    year, month, day = (*(int(part) for part in text.split("-")), 1, 1)[:3]
    return datetime.date(year, month, day)


def last_day(text: str | None) -> datetime.date:
    """The last day on which it holds."""
    if text is None:
        return datetime.date.max
    begun = first_day(text)
    if text.count("-") == 2:
        return begun
    month = begun.month if text.count("-") == 1 else 12
    return datetime.date(begun.year, month, calendar.monthrange(begun.year, month)[1])


def address_of(url: str | None) -> tuple[str, list[str]] | None:
    """Host and segments of the path, None if it is no address."""
    scheme, mark, rest = (url or "").partition("://")
    if not mark or scheme not in ("http", "https", "ftp"):
        return None
    host, _, path = rest.split("#")[0].split("?")[0].partition("/")
    return host.lower(), [part for part in path.split("/") if part]


def canonical(url: str | None) -> str | None:
    """Two addresses with one canonical form are one work."""
    address = address_of(url)
    if url is None or address is None:
        return None
    _, _, query = url.split("#")[0].partition("?")
    kept = "&".join(one for one in query.split("&") if one and not one.startswith("utm_"))
    return "/".join([bare(address[0]), *address[1]]) + (f"?{kept}" if kept else "")


def doi_of(source: Record) -> str | None:
    return (source.get("doi") or "").lower() or None


def works_of(sources: list[Record]) -> dict[str, str]:
    """Records of one address or one DOI are one work, named by the smallest id."""
    name = {one["id"]: one["id"] for one in sources}
    for _ in sources:
        for one in sources:
            for other in sources:
                pairs = [
                    (canonical(one.get("url")), canonical(other.get("url"))),
                    (doi_of(one), doi_of(other)),
                ]
                if any(mine is not None and mine == theirs for mine, theirs in pairs):
                    name[one["id"]] = name[other["id"]] = min(name[one["id"]], name[other["id"]])
    return name


def bare(host: str) -> str:
    return host.removeprefix("www.")


def lies_below(host: str, other: str) -> bool:
    return host.endswith("." + other)


@dataclass(frozen=True)
class Place:
    """A place of a publisher at one of its hosts; a place with aliases is several of these."""

    publisher: str
    host: str
    path: list[str] = field(default_factory=list)
    limits: Record = field(default_factory=dict)
    listed: bool = False

    @property
    def name(self) -> str:
        return "/".join([self.host, *self.path])

    def fold(self, segments: list[str]) -> list[str]:
        return [one.lower() for one in segments] if self.limits.get("case") == "fold" else segments

    def length_at(self, host: str, path: list[str]) -> Length | None:
        """How long the match is, None if the address lies outside."""
        if not self._has_host(host) or self.fold(path)[: len(self.path)] != self.fold(self.path):
            return None
        if any(self._excludes(one, host, path) for one in self.limits.get("exclude") or []):
            return None
        return self.host.count("."), len(self.path)

    def _has_host(self, host: str) -> bool:
        if bare(host) == self.host:
            return True
        allowed = self.limits.get("subdomains") or "all"
        if self.path or allowed == "none":
            return False
        if allowed == "all":
            return lies_below(host, self.host)
        return any(
            host == f"{label}.{self.host}" or lies_below(host, f"{label}.{self.host}") for label in allowed
        )

    def _excludes(self, text: str, host: str, path: list[str]) -> bool:
        theirs, *below = text.split("/")
        if not below:
            return host == theirs or lies_below(host, theirs)
        return bare(host) == theirs and self.fold(path)[: len(below)] == self.fold(below)


def places_of(publisher: Record, day: datetime.date) -> list[Place]:
    """The places at which a publisher publishes on a day, one for each host."""
    found = []
    for one in publisher.get("places") or []:
        host, _, path = (
            one.partition("/") if isinstance(one, str) else (one["host"], "", one.get("path") or "")
        )
        limits = {} if isinstance(one, str) else one
        if holds(limits, day):
            segments = [part for part in path.split("/") if part]
            hosts = [host, *(limits.get("hosts") or [])]
            found += [Place(publisher["id"], bare(theirs.lower()), segments, limits) for theirs in hosts]
    return found


def listed_place(text: str) -> Place:
    """The place that a rating list names; its publisher is named by the place."""
    host, *path = text.split("/")
    place = Place("", bare(host.lower()), [part for part in path if part])
    return Place(place.name, place.host, place.path, listed=True)


@dataclass(frozen=True)
class Attribution:
    """Who published a source, how that was found, and why not."""

    publisher: str | None
    platform: str | None
    matched_by: str
    why: str | None = None


class SlowPlaces:
    """Who published what on a day, given the places that lists rate and the publishers that the house rates."""

    def __init__(self, publishers: list[Record], day: datetime.date) -> None:
        self.publishers = {one["id"]: one for one in publishers}
        places = [place for one in publishers for place in places_of(one, day)]
        least = {
            name: min(one.publisher for one in places if one.name == name)
            for name in {one.name for one in places}
        }
        self.places = [
            one for one in places if one.publisher == least[one.name]
        ]  # two have it: the smaller id
        self.house_rates: set[str] = set()

    def has_exactly(self, place: Place) -> str | None:
        """The registered publisher that has exactly this place."""
        return min(
            (
                one.publisher
                for one in self.places
                if not one.listed and one.host == place.host and one.fold(one.path) == one.fold(place.path)
            ),
            default=None,
        )

    def add_listed(self, places: list[Place], house_rates: set[str]) -> None:
        """Lists rate these places, which nobody registered; the house rates these publishers."""
        self.places = [*self.places, *places]
        self.house_rates = house_rates

    def exists(self, publisher: str) -> bool:
        return publisher in self.publishers or any(
            one.listed and one.publisher == publisher for one in self.places
        )

    def longest(self, places: list[Place], host: str, path: list[str]) -> Place | None:
        """The place with the longest match; of equal ones the one whose publisher has the smaller id."""
        matches = [(one.length_at(host, path), one) for one in places]
        inside = [(length, one) for length, one in matches if length is not None]
        best = max((length for length, _ in inside), default=None)
        return min(
            (one for length, one in inside if length == best),
            key=lambda one: (one.publisher, one.name),
            default=None,
        )

    def matched(self, url: str | None) -> Place | None:
        """The place whose publisher published at an address."""
        address = address_of(url)
        if address is None:
            return None
        registered = self.longest([one for one in self.places if not one.listed], *address)
        if registered is not None and registered.publisher in self.house_rates:
            return registered
        return self.longest(self.places, *address)

    def is_platform(self, publisher: str | None) -> bool:
        return publisher in self.publishers and self.publishers[publisher].get("kind") == "platform"

    def platform_around(self, place: Place) -> str | None:
        """The platform, another publisher's, in whose place a place lies."""
        platforms = [
            one for one in self.places if self.is_platform(one.publisher) and one.publisher != place.publisher
        ]
        found = self.longest(platforms, place.host, place.path)
        return found.publisher if found else None

    def stated(self, source: Record) -> str | None:
        """The stated publisher, by its id or a former one, if it exists."""
        text = source.get("publisher")
        if text is None or self.exists(text):
            return text
        former = [key for key, one in self.publishers.items() if text in (one.get("former_ids") or [])]
        return min(former, default=None)

    def attribution(self, source: Record) -> Attribution:
        """Publisher and platform of a source: stated if it exists, else by the longest place."""
        place = self.matched(source.get("url"))
        around = self.platform_around(place) if place else None
        stated = self.stated(source)
        if stated is not None and (around is None or around != stated):
            return Attribution(stated, self._platform_of_stated(stated, source), "stated")
        if place is None:
            return Attribution(None, None, "none", self._why_nobody(source))
        if self.is_platform(place.publisher):
            return Attribution(place.publisher, place.publisher, "platform")
        return Attribution(place.publisher, around, "place" if around is None else "channel")

    def _platform_of_stated(self, stated: str, source: Record) -> str | None:
        if self.is_platform(stated):
            return stated
        own = [one for one in self.places if one.publisher == stated]
        address = address_of(source.get("url"))
        match = self.longest(own, *address) if address else None
        if match is not None:
            return self.platform_around(match)
        around = {self.platform_around(one) for one in own}
        return around.pop() if len(around) == 1 else None

    def _why_nobody(self, source: Record) -> str:
        if source.get("url") is not None and address_of(source["url"]) is None:
            return "bad-address"
        if source.get("publisher") is not None:
            return "dangling"
        return "no-address" if source.get("url") is None else "no-publisher"
