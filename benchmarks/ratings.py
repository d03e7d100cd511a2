"""All of the ratings folder: from assertions of several raters to the effective rating of each source."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl

from benchmarks.measuring import cpu_seconds
from benchmarks.rows import Row, at_least, at_most, require_equal, within
from kg.model.columns import conform
from kg.model.corpus import Corpus
from kg.model.policy import Policy
from kg.ratings.assertions import assertions, speaking_on, statements
from kg.ratings.effective import effective
from kg.ratings.levels import levels_on
from kg.ratings.ownership import owner_levels
from kg.ratings.rules import Evidence

DAY = datetime.date(2026, 1, 1)
SOURCES = 1_500_000
_LISTS = {
    "mbfc": (0.4, ["very high", "high", "mixed", "low"]),
    "newsguard": (0.3, [str(score) for score in range(101)]),
    "pc1": (0.4, [f"{score / 10_000:.4f}" for score in range(10_000)]),
    "wikipedia": (0.1, ["generally reliable", "no consensus", "deprecated"]),
}
"""Each list rates such a share of the publishers, with such values."""


@dataclass(frozen=True, slots=True)
class Rated:
    """A corpus of assertions, the nodes they are about, and sources with their publishers."""

    corpus: Corpus
    subjects: pl.DataFrame
    resolution: pl.DataFrame


def run(*, quick: bool = False) -> list[Row]:
    """Return how long rating takes, against plain Python, and how it grows on odd shapes."""
    rated = random_ratings(SOURCES // 100 if quick else SOURCES)
    mine, table = cpu_seconds(lambda: by_kg(rated))
    theirs, expected = cpu_seconds(lambda: by_hand(rated), runs=1)
    require_equal("the level of every source", table["level"].to_list(), expected)
    what = f"rating {rated.resolution.height:,} sources by {rated.corpus['ratings'].height:,} assertions"
    figures = f"{mine:.2f} s, plain Python {theirs:.2f} s"
    return [
        within(
            f"{what} (crosswalk, families, owners, rules, caps)",
            1.0,
            mine,
            "CPU s",
            figures,
            judged=not quick,
        ),
        at_least(f"{what} against dictionaries and loops", 1.0, theirs / mine, figures, judged=not quick),
        _growth("assertions on one subject", one_subject, 1_000 if quick else 100_000, quick=quick),
        _growth("owners in a chain", chain, 100 if quick else 10_000, quick=quick),
    ]


def _growth(what: str, world: Callable[[int], Rated], size: int, *, quick: bool) -> Row:
    """Return how much longer ten times as much takes."""
    small, large = world(size), world(10 * size)
    first, _ = cpu_seconds(lambda: by_kg(small))
    second, _ = cpu_seconds(lambda: by_kg(large))
    return at_most(
        f"rating with {size:,} and {10 * size:,} {what}",
        12,
        second / first,
        f"{first:.3f} s to {second:.3f} s",
        judged=not quick,
    )


def by_kg(rated: Rated) -> pl.DataFrame:
    """Return the effective ratings, by everything in ``kg.ratings``."""
    said = statements(rated.corpus)
    policy = Policy()
    speaking = speaking_on(assertions(said, rated.subjects, policy=policy), as_of=DAY)
    levels, caps = levels_on(speaking, said, policy=policy)
    owners = owner_levels(said.corpus, levels, most=policy.max_owners)
    types = pl.Series([None], dtype=pl.String).new_from_index(0, rated.resolution.height)
    return effective(rated.resolution, Evidence(levels, owners, caps), types=types)


def by_hand(rated: Rated) -> list[int | None]:
    """Return the level of each source by dictionaries: lower medians, nearest rated owner, retractions."""
    votes: dict[str, dict[str, int]] = {}
    retracted = set()
    for subject, rater, value in rated.corpus["ratings"].select("subject", "rater", "value").iter_rows():
        if rater == "retraction-watch":
            retracted.add(subject.removeprefix("source:"))
        else:
            votes.setdefault(subject.removeprefix("publisher:"), {})[rater] = _level(rater, value)
    levels = {publisher: _median(held) for publisher, held in votes.items()}
    found = []
    for key, publisher in rated.resolution.select("id", "publisher").iter_rows():
        level = levels.get(publisher)
        found.append(1 if key in retracted else level)
    return found


def _level(rater: str, value: str) -> int:
    words = {
        "very high": 5,
        "high": 4,
        "mixed": 2,
        "low": 1,
        "generally reliable": 4,
        "no consensus": 3,
        "deprecated": 1,
    }
    if value in words:
        return words[value]
    cuts = {"newsguard": (40, 60, 75, 100), "pc1": (0.4, 0.6, 0.75, 0.9)}[rater]
    return 1 + sum(float(value) >= cut for cut in cuts)


def _median(votes: dict[str, int]) -> int:
    """Return the lower median of the families; of one family MBFC speaks before PC1."""
    if "mbfc" in votes:
        votes.pop("pc1", None)
    levels = sorted(votes.values())
    return levels[(len(levels) - 1) // 2]


def random_ratings(sources: int, *, seed: int = 1) -> Rated:
    """Return random ratings: a thirtieth as many publishers as sources, four lists, retractions of one work in 25."""
    random = np.random.default_rng(seed)
    publishers = pl.Series("id", [f"p{number}" for number in range(max(sources // 30, 30))])
    parts = []
    for rater, (share, values) in _LISTS.items():
        chosen = publishers.gather(
            random.choice(len(publishers), int(share * len(publishers)), replace=False)
        )
        said = pl.Series(values).gather(random.integers(0, len(values), len(chosen)))
        parts.append(
            pl.DataFrame({"subject": "publisher:" + chosen, "rater": [rater] * len(chosen), "value": said})
        )
    gone = pl.Series([f"source:s{number}" for number in random.choice(sources, sources // 25, replace=False)])
    parts.append(
        pl.DataFrame(
            {"subject": gone, "rater": ["retraction-watch"] * len(gone), "value": ["retraction"] * len(gone)}
        )
    )
    ratings = pl.concat(parts)
    by = publishers.gather(random.integers(0, len(publishers), sources))
    return Rated(
        Corpus.of({"publishers": publishers.to_frame(), "ratings": ratings}),
        _subjects(ratings),
        conform(
            pl.DataFrame({"id": [f"s{number}" for number in range(sources)], "publisher": by}), "resolution"
        ),
    )


def one_subject(size: int) -> Rated:
    """Return so many assertions by a thousand raters on one publisher."""
    raters = min(1000, size // 10)
    ratings = pl.DataFrame(
        {
            "subject": ["publisher:p"] * size,
            "rater": [f"r{number % raters}" for number in range(size)],
            "value": [str(number % 5 + 1) for number in range(size)],
        }
    )
    tables = {"ratings": ratings, "raters": pl.DataFrame({"id": [f"r{number}" for number in range(raters)]})}
    return Rated(Corpus.of(tables), _subjects(ratings), _one_source())


def chain(size: int) -> Rated:
    """Return a publisher under so many owners, each owned by the next; the eighth is rated."""
    owners = [f"o{number}" for number in range(size)]
    ratings = pl.DataFrame({"subject": ["organization:o7"], "rater": ["house"], "value": ["2"]})
    tables = {
        "publishers": pl.DataFrame({"id": ["p"], "owned_by": ["o0"]}),
        "organizations": pl.DataFrame({"id": owners, "parent": [*owners[1:], None]}),
        "ratings": ratings,
    }
    return Rated(Corpus.of(tables), _subjects(ratings), _one_source())


def _one_source() -> pl.DataFrame:
    return conform(pl.DataFrame({"id": ["s"], "publisher": ["p"]}), "resolution")


def _subjects(ratings: pl.DataFrame) -> pl.DataFrame:
    kind, key = (
        pl.col("subject").str.extract(r"^([a-z]+):(.*)$", group).alias(name)
        for group, name in ((1, "kind"), (2, "key"))
    )
    return ratings.with_row_index("row").select("row", kind, key)
