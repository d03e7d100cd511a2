"""The slow definition of ratings (semantics, sections 3, 4 and rule 8 of section 2), by enumeration.

Shares no code with ``kg``. Every number is a fraction: ``Fraction("0.1")`` is a tenth.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

from tests.slow_places import (
    Attribution,
    Record,
    SlowPlaces,
    canonical,
    doi_of,
    first_day,
    holds,
    listed_place,
    works_of,
)

World = dict[str, list[Record]]
STEPS = ["override", "own", "channel", "publisher", "platform", "organization", "type-prior", "unrated"]
MOST_OWNERS = 8
DISPUTING = {"disagreesWith", "disputes", "refutes"}

# -- section 3: the crosswalk, written down once more from the table of the contract
FIFTH = Fraction(1, 5)
JUST_BELOW = Fraction(1, 10**9)
MIDDLES = {level: Fraction(2 * level - 1, 10) for level in range(1, 6)}
UNRATED: dict[str, int | None] = dict.fromkeys(("satire", "platform", "unlisted"))
GRADES = {
    "mbfc": UNRATED | {"very high": 5, "high": 4, "mostly factual": 3, "mixed": 2, "low": 1, "very low": 1},
    "newsguard": UNRATED,
    "wikipedia": UNRATED
    | {"generally reliable": 4, "no consensus": 3, "generally unreliable": 2}
    | {"deprecated": 1, "blacklisted": 1},
    "iffy": UNRATED | {"listed": 1},
}
GRADES["citeunseen"] = GRADES["wikipedia"]
CUTS = {
    "newsguard": ["0", "40", "60", "75", "100"],
    "pc1": ["0", ".40", ".60", ".75", ".90", "1"],
    "adfontes": ["0", "24", "32", "40", "64"],
}
"""Where 0, .2, .4, .6, .8 and 1 lie, as far as the scale goes. Ad Fontes ends just below .8."""
CAPS = {"retraction": 1, "expression of concern": 2}
FAMILIES = {"iffy": "mbfc", "pc1": "mbfc", "citeunseen": "wikipedia"}
BUILT_IN = {"house", "retraction-watch", *GRADES, *CUTS}


def share_of(rater: str, value: str) -> Fraction | None:
    """Where a value lies in [0, 1]; None if it means unrated; KeyError if the scale does not know it."""
    if rater in CUTS and value.replace(".", "", 1).isdigit():
        return _on_the_line(rater, Fraction(value))
    if rater in GRADES or rater in CUTS:
        level = GRADES.get(rater, {})[value]
        return None if level is None else MIDDLES[level]
    return MIDDLES[int(value.removesuffix(".0"))]


def _on_the_line(rater: str, number: Fraction) -> Fraction:
    cuts = [Fraction(one) for one in CUTS[rater]]
    if rater == "adfontes" and number == cuts[-1]:
        return FIFTH * (len(cuts) - 1) - JUST_BELOW
    for row, (low, high) in enumerate(pairwise(cuts)):
        if low <= number <= high:
            return FIFTH * row + FIFTH * (number - low) / (high - low)
    raise KeyError(number)


def level_of(share: Fraction) -> int:
    """A cut point belongs to the upper level."""
    return min(5, int(5 * share) + 1)


@dataclass(frozen=True)
class Stated:
    """A rating assertion of a known scale: ``subject`` as named, ``about`` the one it belongs to, ``row`` in the table."""

    subject: str
    about: str
    rater: str
    value: str
    share: Fraction | None
    cap: int | None
    since: datetime.date
    confidence: Fraction
    override: bool
    row: int | None

    @property
    def order(self) -> tuple[Fraction, bool, int]:
        """The lower, then the earlier: levels of records stand before the table of ratings."""
        assert self.share is not None
        return self.share, self.row is not None, self.row or 0


@dataclass(frozen=True)
class Vote:
    """What one family says at a step: by the assertion of one of those who are heard."""

    family: str
    share: Fraction
    weight: Fraction
    confidence: Fraction
    heard: tuple[Stated, ...]


@dataclass(frozen=True)
class Answer:
    """What a step says: the level, whose votes made it, and how far the raters are apart."""

    level: int
    votes: list[Vote]
    spread: tuple[int, int]


@dataclass(frozen=True)
class Rated:
    """The effective rating of a source."""

    level: int | None
    basis: str
    why: str | None
    publisher: str | None
    matched_by: str
    spread: tuple[int, int] | None = None
    contested: bool = False
    deciding: tuple[Stated, ...] = ()
    cap: int | None = None
    before_cap: int | None = None

    @property
    def before(self) -> int | None:
        return self.level if self.cap is None else self.before_cap

    @property
    def step(self) -> int:
        """The step that rated it, before a cap."""
        return STEPS.index("unrated" if self.before is None else self.basis)


def subject_of(text: str) -> str:
    """One name for each subject, however it is written."""
    if text.startswith(("source:", "publisher:", "organization:")):
        return text
    if text.startswith("doi:"):
        return text.lower()
    if "://" in text:
        return f"address:{canonical(text)}"
    return f"place:{listed_place(text).name}"


def lower_weighted_median(votes: list[Vote]) -> Fraction:
    """The smallest value at which the summed weight reaches half."""
    half = sum(vote.weight for vote in votes) / Fraction(2)
    return min(
        vote.share
        for vote in votes
        if sum(other.weight for other in votes if other.share <= vote.share) >= half
    )


def decisive(votes: list[Vote], policy: Any) -> list[Vote]:
    """The votes that are asked: all, but for the two policies that choose among them."""
    if policy.aggregation == "priority":
        named = [vote for name in policy.priority for vote in votes if vote.family == name]
        return named[:1] or sorted(votes, key=lambda vote: (vote.share, vote.family))[:1]
    if policy.aggregation == "agree":
        lows = [vote for vote in votes if level_of(vote.share) <= policy.low]
        return lows if len(lows) >= 2 else [vote for vote in votes if vote not in lows]
    return votes


def aggregate(votes: list[Vote], policy: Any) -> Fraction | None:
    """One value of the votes that are asked, None if there is no answer."""
    shares = [vote.share for vote in votes]
    weights = [vote.weight for vote in votes]
    if policy.aggregation == "misinfome":
        weights = [vote.weight * vote.confidence for vote in votes]
    if not sum(weights):
        return None
    match policy.aggregation:
        case "min":
            return min(shares)
        case "max":
            return max(shares)
        case "mean" | "misinfome":
            weighted = (share * weight for share, weight in zip(shares, weights, strict=True))
            return sum(weighted, Fraction(0)) / sum(weights, Fraction(0))
    return lower_weighted_median(votes)


class SlowRatings:
    """Everything that sections 2 to 4 say of the sources of a world, on a day, under a policy."""

    def __init__(self, world: World, as_of: datetime.date, policy: Any) -> None:
        self.world, self.day, self.policy = world, as_of, policy
        self.sources = {one["id"]: one for one in world.get("sources", [])}
        self.organizations = {one["id"]: one for one in world.get("organizations", [])}
        self.raters = {one["id"]: one for one in world.get("raters", [])}
        self.stated = [one for one in self._statements() if one.rater not in policy.without]
        self.places = SlowPlaces(world.get("publishers", []), as_of)
        self._settle_listed_places()
        self.work = works_of(self.world.get("sources", []))

    # -- who says what
    def _statements(self) -> Iterable[Stated]:
        for kind in ("publisher", "organization", "source"):
            for one in self.world.get(f"{kind}s", []):
                if one.get("level") is not None:
                    row = {"subject": f"{kind}:{one['id']}", "rater": "house", "value": str(one["level"])}
                    reason = {"override": True, "reason": one.get("reason")} if kind == "source" else {}
                    yield self._statement(row | reason, None)
        for number, one in enumerate(self.world.get("ratings", [])):
            if one["rater"] in BUILT_IN | set(self.raters) and holds(one, self.day):
                try:
                    yield self._statement(one, number)
                except (KeyError, ValueError):
                    continue  # a value that the scale does not know has no effect

    def _statement(self, one: Record, row: int | None) -> Stated:
        rater, value = one["rater"], one["value"]
        cap = CAPS[value] if rater == "retraction-watch" else None  # a correction changes nothing
        return Stated(
            subject=subject_of(one["subject"]),
            about=subject_of(one["subject"]),
            rater=rater,
            value=value,
            share=None if cap else share_of(rater, value),
            cap=cap,
            since=first_day(one.get("valid_from")),
            confidence=Fraction(str(one.get("confidence", 1))),
            override=rater == "house" and bool(one.get("override")) and one.get("reason") is not None,
            row=row,
        )

    def weight(self, rater: str) -> Fraction:
        """By the policy, else as recorded, else 1."""
        weight = self.policy.weights.get(rater, self.raters.get(rater, {}).get("weight"))
        return Fraction(1) if weight is None else Fraction(str(weight))

    def family(self, rater: str) -> str:
        return self.raters.get(rater, {}).get("family") or FAMILIES.get(rater, rater)

    # -- whom an assertion on a place is about
    def _settle_listed_places(self) -> None:
        """It belongs to the publisher that has exactly that place, else to one that is named by it."""
        listed: dict[str, Any] = {}
        for row, one in enumerate(self.stated):
            if one.subject.startswith("place:"):
                place = listed_place(one.subject.removeprefix("place:"))
                owner = self.places.has_exactly(place)
                if owner is None:
                    listed[place.publisher] = place
                self.stated[row] = replace(one, about=f"publisher:{owner or place.publisher}")
        rated = [key for key in listed if self._spoken(self.about(f"publisher:{key}"))]
        house = {
            key for key in self.places.publishers if "house" in self._spoken(self.about(f"publisher:{key}"))
        }
        self.places.add_listed([listed[key] for key in rated], house)

    def about(self, *names: str | None) -> list[Stated]:
        return [one for one in self.stated if one.about in names]

    def about_source(self, source: Record) -> list[Stated]:
        doi, address = doi_of(source), canonical(source.get("url"))
        return self.about(f"source:{source['id']}", doi and f"doi:{doi}", address and f"address:{address}")

    # -- section 3: one step
    def _latest(self, about: list[Stated], what: str) -> dict[tuple[str, str], list[Stated]]:
        """By rater and subject those of the latest day: rated ones before unrated ones, or the caps."""
        found: dict[tuple[str, str], list[Stated]] = {}
        for one in about:
            if (one.cap is not None) == (what == "caps"):
                found.setdefault((one.rater, one.subject), []).append(one)
        for key, several in found.items():
            latest = [one for one in several if one.since == max(other.since for other in several)]
            found[key] = [one for one in latest if one.share is not None or one.cap is not None]
        return found

    def _spoken(self, about: list[Stated]) -> dict[str, Stated]:
        """What each rater states: of several assertions the lowest, with the smallest confidence."""
        by_rater: dict[str, list[Stated]] = {}
        for (rater, _), several in self._latest(about, "rated").items():
            by_rater.setdefault(rater, []).extend(several)
        return {
            rater: replace(
                min(several, key=lambda one: one.order), confidence=min(one.confidence for one in several)
            )
            for rater, several in by_rater.items()
            if several
        }

    def votes(self, spoken: dict[str, Stated]) -> list[Vote]:
        """One vote a family: its head's, if it speaks, else the lower median of its members'."""
        if "house" in spoken:
            spoken = {"house": spoken["house"]}
        families: dict[str, list[Stated]] = {}
        for rater, one in spoken.items():
            if self.weight(rater) > 0 or rater == "house":
                families.setdefault(self.family(rater), []).append(one)
        found = []
        for family, members in families.items():
            heard = [one for one in members if one.rater == family] or members
            one = sorted(heard, key=lambda one: (one.share, one.rater))[(len(heard) - 1) // 2]
            assert one.share is not None
            surely = min(other.confidence for other in heard)  # of several the smallest
            found.append(Vote(family, one.share, self.weight(one.rater), surely, tuple(heard)))
        return found

    def answer(self, about: list[Stated]) -> Answer | None:
        """What one step says."""
        spoken = self._spoken(about)
        votes = decisive(self.votes(spoken), self.policy) if "house" not in spoken else self.votes(spoken)
        share = votes[0].share if "house" in spoken else aggregate(votes, self.policy)
        levels = [level_of(one.share) for one in spoken.values() if one.share is not None]
        return None if share is None else Answer(level_of(share), votes, (min(levels), max(levels)))

    # -- section 4: the steps
    def rating(self, source: Record) -> Rated:
        """The first answer wins; afterwards a retraction caps it, unless an override decided."""
        who = self.places.attribution(source)
        rated = self._first(source, who)
        cap = self.cap(source)
        if cap is None or rated.basis == "override":
            return rated
        if rated.level is None:
            return replace(rated, level=cap, basis="own", why=None, cap=cap)
        return replace(rated, level=min(rated.level, cap), cap=cap, before_cap=rated.level)

    def _first(self, source: Record, who: Attribution) -> Rated:
        for basis, about in self._steps(source, who):
            answer = self.answer(about)
            if answer is not None:
                low, high = answer.spread
                contested = high - low >= 2 or low <= self.policy.low < high
                deciding = tuple(one for vote in answer.votes for one in vote.heard)
                found = (answer.level, basis, None, who.publisher, who.matched_by)
                return Rated(*found, answer.spread, contested, deciding)
        prior = self.policy.type_priors.get(source.get("type"))
        if prior is not None:
            return Rated(prior, "type-prior", None, who.publisher, who.matched_by)
        return Rated(None, "unrated", who.why or "publisher-unrated", who.publisher, who.matched_by)

    def _steps(self, source: Record, who: Attribution) -> Iterable[tuple[str, list[Stated]]]:
        own = self.about_source(source)
        yield "override", [one for one in own if one.override]
        yield "own", [one for one in own if not one.override]
        if who.publisher is None:
            return
        if who.platform is None or who.platform != who.publisher:
            yield "publisher" if who.platform is None else "channel", self.about(f"publisher:{who.publisher}")
        if who.platform is not None:
            yield "platform", self.about(f"publisher:{who.platform}")
        if who.platform != who.publisher:  # a platform's owner lends nothing
            yield from self._owners(who.publisher)

    def _owners(self, publisher: str) -> Iterable[tuple[str, list[Stated]]]:
        body = self.places.publishers.get(publisher, {})
        owner = body.get("owned_by")
        for _ in range(MOST_OWNERS):
            if body.get("inherit") is False or owner not in self.organizations:
                return
            yield "organization", self.about(f"organization:{owner}")
            body = self.organizations[owner]
            owner = body.get("parent")

    def cap(self, source: Record) -> int | None:
        """What the latest retraction or concern leaves of it."""
        caps = self._latest(self.about_source(source), "caps").values()
        return min((one.cap for several in caps for one in several if one.cap is not None), default=None)

    # -- rule 8: works
    def work_level(self, work: str) -> int | None:
        """That of the record with the earliest step, then the lower; a retraction of any record caps it."""
        records = [self.rating(one) for key, one in self.sources.items() if self.work[key] == work]
        best = min(records, key=lambda one: (one.step, one.before or 9))
        caps = [self.cap(one) or 9 for key, one in self.sources.items() if self.work[key] == work]
        if best.basis == "override" or min(caps) == 9:
            return best.before
        return min(best.before or 9, *caps)

    # -- section 5
    def counts(self, page: str) -> tuple[int, int, int]:
        """How many works a page cites in support, how many are rated, how many low."""
        works = {
            self.work[one["cited"]]
            for one in self.world.get("citations", [])
            if one["citing"] == page and one.get("character") not in DISPUTING
        }
        levels = [level for level in (self.work_level(work) for work in works) if level is not None]
        return len(works), len(levels), sum(level <= self.policy.low for level in levels)
