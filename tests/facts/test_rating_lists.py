"""Coverage of the Longterm facts by real lists, step by step, and every difference to plain suffix matching by its cause."""

from __future__ import annotations

import collections
import csv
import datetime
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import polars as pl
import pytest
from scipy.stats import spearmanr

import kg
from kg.analysis.agreement import measure_agreement, rated_values
from kg.graph.knowledge_graph import KnowledgeGraph
from kg.ratings.levels import spreads
from kg.readers.lists.adapter import ListOptions
from kg.readers.lists.converting import convert_list
from tests.machine import REPOSITORY

DAY = datetime.date(2026, 11, 24)
MAP = REPOSITORY / "examples" / "longterm-facts.toml"
FILES = {
    "wikipedia": ("wikipedia_rsp_kynoptic.csv", "2026-01-01"),
    "citeunseen": ("wikipedia_rsp_citeunseen2023.csv", "2023-01-01"),
    "mbfc": ("mbfc_2026_reporting.csv", "2026-08-19"),
    "pc1": ("lin2023_pc1.csv", "2023-09-05"),
}
LISTS = tuple(FILES)
MBFC = {6: 5, 5: 4, 4: 3, 3: 2, 2: 1, 1: 1}
PLAIN_LEVEL: dict[str, Callable[[str], int]] = {
    "wikipedia": int,
    "citeunseen": int,
    "mbfc": lambda text: MBFC[int(text)],
    "pc1": lambda text: 1 + sum(float(text) >= cut for cut in (0.25, 0.45, 0.65, 0.9)),
}
"""The cuts behind the figures of ``domain_levels_merged.csv``, which are not the crosswalk's."""


@pytest.fixture(scope="module")
def graphs(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[int, KnowledgeGraph]:
    """The graph with the venues alone (0), and with each list more."""
    folder = tmp_path_factory.mktemp("lists")
    files = []
    found = {0: kg.load(shared / "data" / "longterm", map=MAP, as_of=DAY)}
    for step, name in enumerate(LISTS, start=1):
        file, date = FILES[name]
        converted = convert_list(
            shared / "data" / "ratings" / file,
            named=name,
            options=ListOptions(date=date, through=None, stated_in=None, rater=None),
        )
        files.append(folder / f"{name}.parquet")
        converted.tables["ratings"].write_parquet(files[-1])
        found[step] = kg.load(shared / "data" / "longterm", *files, map=MAP, as_of=DAY)
    return found


def plain_levels(shared: Path, steps: int) -> dict[str, int | None]:
    """The level of each source by plain suffix matching: venues first, then the first list that has the host."""
    table: dict[str, int] = {}
    for name in reversed(LISTS[:steps]):
        with (shared / "data" / "ratings" / FILES[name][0]).open(encoding="utf-8") as file:
            for row in csv.DictReader(file):
                domain = row["domain_or_prefix"].strip().lstrip("/").lower().removeprefix("www.").rstrip("/")
                table[domain] = PLAIN_LEVEL[name](row["value"])
    with (shared / "data" / "longterm" / "resource_rating_expected.csv").open(encoding="utf-8") as file:
        venues = {row["resource_id"]: row["level_effective"] for row in csv.DictReader(file)}
    with (shared / "data" / "longterm" / "resources.csv").open(encoding="utf-8") as file:
        urls: dict[str, str] = {}
        for row in csv.DictReader(file):
            urls.setdefault(row["resource_id"], row["url"])
    found = {}
    for key, url in urls.items():
        labels = ((urlsplit(url or "").hostname or "").lower()).split(".")
        hosts = [".".join(labels[at:]) for at in range(len(labels) - 1)]
        listed = next((table[host] for host in hosts if host in table), None)
        found[key] = int(venues[key]) if venues[key] else listed
    return found


COVERAGE = [
    # plain, kg, lost by cause, won, pages that cite low
    (2531, 2531, {}, 0, 27),
    (2776, 2772, {"not-a-source": 4}, 0, 82),
    (2837, 2826, {"not-a-source": 4, "resolver": 7}, 0, 90),
    (3265, 3246, {"not-a-source": 4, "resolver": 16}, 1, 106),
    (3309, 3288, {"not-a-source": 4, "resolver": 18}, 1, 111),
]


@pytest.mark.parametrize("step", range(len(COVERAGE)))
def test_coverage_grows_by_lists_and_every_difference_has_a_cause(
    graphs: dict[int, KnowledgeGraph], shared: Path, step: int
) -> None:
    plain, graph = plain_levels(shared, step), graphs[step]
    mine = dict(graph.effective.select("id", "level").iter_rows())
    why = dict(graph.effective.select("id", "why").iter_rows())
    expected_plain, expected, causes, won, low = COVERAGE[step]
    assert sum(level is not None for level in plain.values()) == expected_plain
    assert graph.effective["level"].count() == expected
    lost = [key for key, level in plain.items() if level is not None and mine[key] is None]
    assert collections.Counter(why[key] for key in lost) == causes
    gained = [key for key, level in plain.items() if level is None and mine[key] is not None]
    assert len(gained) == won
    assert graph.resolution.filter(pl.col("id").is_in(gained))["place"].str.contains("/").all()
    assert kg.measure_exposure(graph).filter(pl.col("low") > 0).height == low


def test_levels_differ_only_where_several_raters_speak_or_the_cuts_are_others(
    graphs: dict[int, KnowledgeGraph], shared: Path
) -> None:
    plain, graph = plain_levels(shared, 4), graphs[4]
    rater = graph.corpus["ratings"]["rater"]
    causes: collections.Counter[str] = collections.Counter()
    for row in graph.effective.iter_rows(named=True):
        theirs = plain[row["id"]]
        if row["level"] is not None and theirs is not None and row["level"] != theirs:
            raters = {rater[at] for at in row["deciding"]}
            several = "families vote" if len(raters) > 1 else "a place with a path"
            causes["cuts of PC1" if raters == {"pc1"} else several] += 1
    assert causes == {"cuts of PC1": 40, "families vote": 93, "a place with a path": 2}


def test_two_hundred_domains_rated_by_three(graphs: dict[int, KnowledgeGraph], shared: Path) -> None:
    values = rated_values(graphs[4]).filter(pl.col("rater").is_in(["mbfc", "pc1", "wikipedia"]))
    three = values.group_by("kind", "key").len().filter(pl.col("len") == 3)
    apart = spreads(values.join(three, on=["kind", "key"], how="semi").with_columns(override=False), 2)
    assert apart.height == 200
    assert (apart["spread_high"] - apart["spread_low"] >= 2).sum() == 42
    assert apart["contested"].sum() == 72


def test_agreement_is_the_rank_correlation_of_the_values(graphs: dict[int, KnowledgeGraph]) -> None:
    graph = graphs[4]
    values = {rater: frame for (rater,), frame in rated_values(graph).group_by("rater")}
    for row in measure_agreement(graph).iter_rows(named=True):
        both = values[row["rater"]].join(values[row["other"]], on=["kind", "key"])
        assert row["subjects"] == both.height
        if both.height > 2:
            expected = spearmanr(both["fraction"].to_numpy(), both["fraction_right"].to_numpy()).statistic
            assert row["spearman"] == pytest.approx(expected, abs=1e-9), row
