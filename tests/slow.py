"""The slow definitions: what the contract says, by enumeration, on plain dictionaries.

Shares no code with ``kg``. A world is a dictionary of lists of records in the words of the own tables.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import count
from typing import Any

World = dict[str, list[dict[str, Any]]]
DISPUTING = {"disagreesWith", "disputes", "refutes"}
VERDICTS = ["relies", "exposed", "cites", "unknown", "clear", "uncited"]
STEPS = ["override", "own", "channel", "publisher", "platform", "organization", "unrated"]


def split_url(url: str | None) -> tuple[str, str] | None:
    """Host and path of the simple addresses that worlds use."""
    if url is None or "://" not in url:
        return None
    host, _, path = url.split("://", 1)[1].partition("/")
    return host, "/" + path


def canonical(url: str | None) -> str | None:
    parts = split_url(url)
    if parts is None:
        return None
    host, path = parts
    host = host[4:] if host.startswith("www.") else host
    return host + path.rstrip("/")


def place_covers(place: str, host: str, path: str) -> tuple[int, int] | None:
    """How long the match of a place is, None if the address lies outside."""
    place_host, _, place_path = place.partition("/")
    bare = host[4:] if host.startswith("www.") else host
    if place_path:
        wanted, there = place_path.split("/"), [part for part in path.split("/") if part]
        if bare == place_host and there[: len(wanted)] == wanted:
            return place_host.count("."), len(wanted)
        return None
    if bare == place_host or host.endswith("." + place_host):
        return place_host.count("."), 0
    return None


class SlowWorld:
    """Everything the contract says of a world."""

    def __init__(self, world: World, *, low: int = 2) -> None:
        self.world = world
        self.low = low
        self.publishers = {one["id"]: one for one in world["publishers"]}
        self.organizations = {one["id"]: one for one in world["organizations"]}
        self.sources = {one["id"]: one for one in world["sources"]}
        self.pages = sorted(one["id"] for one in world["pages"])
        self.work = self._works()

    # -- section 2
    def platform_of(self, place: str, publisher: str) -> str | None:
        """The platform, another publisher's, in whose place a place lies."""
        host, _, path = place.partition("/")
        found = []
        for other in self.publishers.values():
            if other["id"] == publisher or other.get("kind") != "platform":
                continue
            for theirs in other["places"]:
                length = place_covers(theirs, host, "/" + path)
                if length is not None:
                    found.append((length, other["id"]))
        best = max((length for length, _ in found), default=None)
        return min((key for length, key in found if length == best), default=None)

    def matched(self, source: dict[str, Any]) -> tuple[str, str] | None:
        """The publisher and place of the longest place an address lies in."""
        parts = split_url(source.get("url"))
        if parts is None:
            return None
        found = []
        for publisher in self.publishers.values():
            for place in publisher["places"]:
                length = place_covers(place, *parts)
                if length is not None:
                    found.append((length, publisher["id"], place))
        if not found:
            return None
        best = max(length for length, _, _ in found)
        key, place = min((key, place) for length, key, place in found if length == best)
        return key, place

    def attribution(self, source: dict[str, Any]) -> tuple[str | None, str | None]:
        """Publisher and platform of a source."""
        place = self.matched(source)
        stated = source.get("publisher")
        if stated not in self.publishers:
            stated = None
        by_place = place and place[0]
        inside = place and self.platform_of(place[1], place[0])
        if stated is None or (inside is not None and inside == stated):
            publisher, platform = by_place, inside
        else:
            publisher = stated
            own = [
                one
                for one in self.publishers[stated]["places"]
                if split_url(source.get("url")) and place_covers(one, *split_url(source["url"]))
            ]
            if own:
                longest = max(own, key=lambda one: place_covers(one, *split_url(source["url"])))
                platform = self.platform_of(longest, stated)
            else:
                all_inside = [self.platform_of(one, stated) for one in self.publishers[stated]["places"]]
                platform = all_inside[0] if all_inside and len(set(all_inside)) == 1 else None
        if publisher is not None and self.publishers[publisher].get("kind") == "platform":
            platform = publisher
        return publisher, platform

    # -- section 4
    def rating(self, source: dict[str, Any]) -> tuple[int | None, str]:
        if source.get("level") is not None:
            return source["level"], "override" if source.get("reason") else "own"
        publisher, platform = self.attribution(source)
        if publisher is None:
            return None, "unrated"
        level = self.publishers[publisher].get("level")
        if platform is None and level is not None:
            return level, "publisher"
        if platform is not None and platform != publisher and level is not None:
            return level, "channel"
        if platform is not None and self.publishers[platform].get("level") is not None:
            return self.publishers[platform]["level"], "platform"
        if platform == publisher:
            return None, "unrated"
        owned = self.owner_level(publisher)
        return (owned, "organization") if owned is not None else (None, "unrated")

    def owner_level(self, publisher: str) -> int | None:
        body: dict[str, Any] | None = self.publishers[publisher]
        owner = body.get("owned_by")
        for _ in range(8):
            if body.get("inherit") is False or owner not in self.organizations:
                return None
            body = self.organizations[owner]
            if body.get("level") is not None:
                return body["level"]
            owner = body.get("parent")
        return None

    # -- rule 8
    def _works(self) -> dict[str, str]:
        name = {key: key for key in self.sources}
        changed = True
        while changed:
            changed = False
            for one in self.sources.values():
                for other in self.sources.values():
                    same = canonical(one.get("url")) is not None and canonical(one.get("url")) == canonical(
                        other.get("url")
                    )
                    same = same or (one.get("doi") is not None and one.get("doi") == other.get("doi"))
                    least = min(name[one["id"]], name[other["id"]])
                    if same and (name[one["id"]] != least or name[other["id"]] != least):
                        name[one["id"]] = name[other["id"]] = least
                        changed = True
        return name

    def work_level(self, work: str) -> int | None:
        records = [self.rating(one) for key, one in self.sources.items() if self.work[key] == work]
        level, _ = min(records, key=lambda rated: (STEPS.index(rated[1]), rated[0] or 9))
        return level

    # -- sections 5 and 6
    def edges(self, *, links: bool) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for one in self.world["citations"]:
            tail, head = self._node(one["citing"], "page"), self._node(one["cited"], "source")
            if one.get("character") not in DISPUTING and tail != head:
                found.setdefault(tail, set()).add(head)
        for one in self.world["links"] if links else []:
            if one["page"] != one["target"]:
                found.setdefault("page:" + one["page"], set()).add("page:" + one["target"])
        return found

    def _node(self, text: str, usual: str) -> str:
        kind, _, key = text.partition(":") if text.startswith(("page:", "source:")) else (usual, ":", text)
        return f"source:{self.work[key]}" if kind == "source" else f"page:{key}"

    def counts(self, node: str) -> tuple[int, int, int]:
        works = [head for head in self.edges(links=False).get(node, ()) if head.startswith("source:")]
        levels = [self.work_level(head.removeprefix("source:")) for head in works]
        return (
            len(works),
            sum(level is not None for level in levels),
            sum(level is not None and level <= self.low for level in levels),
        )

    def share(self, node: str) -> Fraction:
        cited, _, low = self.counts(node)
        return Fraction(low, cited) if cited else Fraction(0)

    def paths(self, start: str, edges: dict[str, set[str]], hops: int) -> list[list[str]]:
        found = [[start]]
        frontier = [[start]]
        for _ in range(hops):
            frontier = [
                [*path, head] for path in frontier for head in edges.get(path[-1], ()) if head not in path
            ]
            found += frontier
        return found

    def claims(self) -> dict[tuple[str, str], str]:
        """What each claim rests on, by who makes it and its name: certain, possible or none."""
        works: dict[tuple[str, str], set[str]] = {}
        for one in self.world["citations"]:
            citing, cited = self._node(one["citing"], "page"), self._node(one["cited"], "source")
            supports = one.get("character") not in DISPUTING and citing != cited
            if one.get("claim") and supports and cited.startswith("source:"):
                written = one["citing"] if ":" in one["citing"] else "page:" + one["citing"]
                works.setdefault((written, one["claim"]), set()).add(cited[7:])
        found = {}
        for key, held in works.items():
            levels = [self.work_level(work) for work in held]
            low = any(level is not None and level <= self.low for level in levels)
            above = any(level is not None and level > self.low for level in levels)
            open_ones = any(level is None for level in levels)
            found[key] = "none" if above or not low else "possible" if open_ones else "certain"
        return found

    def verdict(self, page: str) -> str:
        """What a page rests on, in a word."""
        cited, rated, low = self.counts(f"page:{page}")
        if not cited:
            return "uncited"
        if any(citing == f"page:{page}" and word == "certain" for (citing, _), word in self.claims().items()):
            return "relies"
        if 10 * low >= cited or low >= 3:
            return "exposed"
        if low:
            return "cites"
        return "unknown" if 10 * (low + cited - rated) >= cited else "clear"

    def exposure(self, page: str, *, decay: Fraction, max_hops: int, links: bool) -> dict[str, Any]:
        node = f"page:{page}"
        cited, rated, low = self.counts(node)
        citations = self.edges(links=False)
        best: tuple[Fraction, int, list[tuple[str, str]]] | None = None
        hops = None
        for path in self.paths(node, self.edges(links=links), max_hops):
            share = self.share(path[-1])
            if share == 0:
                continue
            length = len(path) - 1
            hops = length if hops is None else min(hops, length)
            ends = [
                head
                for head in citations[path[-1]]
                if head.startswith("source:") and (self.work_level(head[7:]) or 9) <= self.low
            ]
            whole = [tuple(one.split(":", 1)) for one in [*path, min(ends)]]
            offer = (-(decay**length) * share, length, whole)
            best = offer if best is None else min(best, offer)
        records = {
            one["cited"]
            for one in self.world["citations"]
            if self._node(one["citing"], "page") == node
            and one.get("character") not in DISPUTING
            and not one["cited"].startswith("page:")
        }
        return {
            "page": page,
            "verdict": self.verdict(page),
            "claims": sum(citing == node for citing, _ in self.claims()),
            "claims_relying": sum(
                citing == node and word == "certain" for (citing, _), word in self.claims().items()
            ),
            "cited": cited,
            "rated": rated,
            "low": low,
            "sources": len({one.removeprefix("source:") for one in records}),
            "low_share": Fraction(low, cited) if cited else None,
            "low_share_upper": Fraction(low + cited - rated, cited) if cited else None,
            "coverage": Fraction(rated, cited) if cited else None,
            "hops": hops,
            "score": -best[0] if best else Fraction(0),
            "witness": [":".join(one) for one in best[2]] if best else None,
        }

    def table(
        self, *, decay: Fraction = Fraction(1, 2), max_hops: int = 2, links: bool = False
    ) -> list[dict[str, Any]]:
        rows = [self.exposure(page, decay=decay, max_hops=max_hops, links=links) for page in self.pages]
        order = count()
        rows.sort(
            key=lambda row: (
                VERDICTS.index(row["verdict"]),
                -row["score"],
                -(row["low_share"] or 0),
                -row["low"],
                row["page"],
                next(order),
            )
        )
        return rows
