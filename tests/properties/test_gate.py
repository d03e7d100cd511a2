"""The gate equals its slow definition on random worlds, and obeys its laws."""

from __future__ import annotations

import contextlib
import copy
import dataclasses
import io
import json
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import kg
from kg.cli import main
from kg.gate.baseline import without_known
from kg.gate.run import Ask, run
from kg.readers.documents.cache import Cache
from tests.gate.handbook import committed
from tests.gate_worlds import blocks_of, gate_worlds, rows_of, write
from tests.slow_gate import PAGE_RULES, Data, SlowGate

SOME = settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
FEW = settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
ABOUT_WAIVERS = {"bad-waiver", "expired-waiver", "unused-waiver"}


def checked(world: Data, folder: Path) -> Any:
    """What the gate finds, read from the files that say the world."""
    docs = write(world, folder)
    return kg.check(kg.load(docs, registry=folder / "registry"))


def found_in(world: Data) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        return checked(world, Path(folder))


@SOME
@given(gate_worlds())
def test_the_findings_are_those_of_the_slow_definition(world: Data) -> None:
    found = found_in(world)
    assert rows_of(found.findings) == SlowGate(world).findings()


@FEW
@given(gate_worlds(), st.integers(0, 20))
def test_a_good_source_more_in_a_claim_adds_no_error(world: Data, nth: int) -> None:
    before = found_in(world).findings
    blocks = [one for one in blocks_of(world) if one["citations"]]
    if blocks:
        good = {"address": "https://level5.org/new", "disputes": False, "forged": False, "newline": False}
        blocks[nth % len(blocks)]["citations"].append(good)
        world["sources"][good["address"]] = {
            "level": 5,
            "contested": False,
            "retracted": None,
            "expired": None,
        }
    after = found_in(world).findings
    errors = [
        {row[:2] + row[3:] for row in rows_of(found) if row[0] in ("claim-relies-on-low", "forged-address")}
        for found in (before, after)
    ]
    assert errors[1] <= errors[0]


@FEW
@given(gate_worlds(), st.randoms(use_true_random=False))
def test_nothing_is_new_under_its_own_baseline_nor_when_paragraphs_move(world: Data, random: Any) -> None:
    for page in world["pages"]:  # a waiver alone on its line would cover another block
        page["parts"] = [one for one in page["parts"] if one["kind"] == "paragraph"]
    world["waivers"] = [one for one in world["waivers"] if "lines" not in one]
    before = found_in(world)
    assert without_known(before, before.findings).findings.is_empty()
    for page in world["pages"]:
        random.shuffle(page["parts"])
    assert without_known(found_in(world), before.findings).findings.is_empty()


@FEW
@given(gate_worlds())
def test_the_order_of_files_and_records_does_not_matter(world: Data) -> None:
    turned = copy.deepcopy(world)
    for page, name in zip(turned["pages"], reversed([one["page"] for one in world["pages"]]), strict=True):
        page["file"] = f"{name}.md"
    turned["sources"] = dict(reversed(turned["sources"].items()))
    turned["pages"].reverse()
    turned["waivers"] = world["waivers"] = []
    again = {one["page"]: one["file"] for one in turned["pages"]}
    mine = Counter(
        (row[0], again.get(Path(row[1]).stem, row[1]), row[3])
        for row in rows_of(found_in(world).findings)
        if row[0] != "expired-override"
    )
    theirs = Counter(
        (row[0], row[1], row[3]) for row in rows_of(found_in(turned).findings) if row[0] != "expired-override"
    )
    assert mine == theirs


@FEW
@given(gate_worlds())
def test_what_is_waived_and_what_is_not_is_what_there_is_without_waivers(world: Data) -> None:
    slow = SlowGate(world)
    kept = rows_of(found_in(world).findings)
    slow.findings()
    bare = copy.deepcopy(world)
    bare["waivers"] = []
    for page in bare["pages"]:
        for part in page["parts"]:
            for waiver in [part.get("waiver"), *(w for b in part.get("blocks", []) for w in b["waivers"])]:
                if waiver is not None:
                    waiver["until"] = "2020-01-31"
    whole = {row for row in rows_of(found_in(bare).findings) if row[0] not in (*PAGE_RULES, *ABOUT_WAIVERS)}
    mine = {row for row in kept if row[0] not in (*PAGE_RULES, *ABOUT_WAIVERS)}
    assert {row[1:] for row in mine | slow.waived} == {row[1:] for row in whole}


@FEW
@given(gate_worlds())
def test_a_cached_run_equals_one_that_is_not(world: Data) -> None:
    with tempfile.TemporaryDirectory() as folder:
        docs = write(world, Path(folder))
        ask = Ask((docs,), registry=Path(folder, "registry"))
        kept = dataclasses.replace(ask, cache=Cache(Path(folder, "cache")))
        assert run(kept).placed.equals(run(ask).placed)
        assert run(kept).placed.equals(run(ask).placed)


@settings(parent=FEW, max_examples=3)
@given(gate_worlds())
def test_a_tree_that_did_not_change_is_clean(world: Data) -> None:
    with tempfile.TemporaryDirectory() as folder:
        docs = write(world, Path(folder))
        committed(Path(folder))
        ask = Ask((docs,), registry=Path(folder, "registry"))
        assert run(ask, changed_since="HEAD").placed.is_empty()


@settings(parent=FEW, max_examples=4)
@given(gate_worlds())
def test_the_command_says_the_same(world: Data) -> None:
    expected = SlowGate(world)
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()) as out:
        docs = write(world, Path(folder))
        with pytest.raises(SystemExit) as end:
            main(["check", str(docs), "--registry", str(docs.parent / "registry"), "--format", "json"])
    found = {(row["rule"], row["file"], row["line"]) for row in json.loads(out.getvalue())}
    assert found == {one[:3] for one in expected.findings()}
    assert int(end.value.code or 0) == (1 if found else 0)
