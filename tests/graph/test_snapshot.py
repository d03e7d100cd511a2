"""The snapshot: wholly old or wholly new, refused when it is not what it should be."""

from __future__ import annotations

import io
import json
import os
import random
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

import kg
from kg.errors import SnapshotError
from kg.graph.snapshot import VERSION
from tests.graph.quiet_build import build, warm
from tests.machine import REPOSITORY
from tests.worlds import write_world

WORLD = {
    "publishers": [{"id": "p", "level": 2, "places": ["a.com"]}],
    "sources": [{"id": "s", "url": "https://a.com/x", "title": "One"}],
    "pages": [{"id": "g"}],
    "citations": [{"citing": "g", "cited": "s"}],
}


@pytest.fixture
def snapshot(tmp_path: Path) -> Path:
    folder = tmp_path / "world"
    folder.mkdir()
    kg.save(kg.load(write_world(WORLD, folder)), tmp_path / "world.kg")
    return tmp_path / "world.kg"


def rewrite(path: Path, member: str, content: bytes | None) -> None:
    """Replace a member of a zip, or leave it out."""
    with zipfile.ZipFile(path) as file:
        members = {name: file.read(name) for name in file.namelist()}
    members.pop(member)
    if content is not None:
        members[member] = content
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as file:
        for name, data in members.items():
            file.writestr(name, data)
    path.write_bytes(held.getvalue())


def test_the_same_input_gives_the_same_bytes_under_any_hash_seed(tmp_path: Path) -> None:
    folder = write_world(WORLD, tmp_path)
    made = []
    for seed in ("0", "1", "77"):
        output = tmp_path / f"{seed}.zip"
        subprocess.run(
            [sys.executable, "-m", "kg", "build", str(folder), "-o", str(output), "--as-of", "2026-01-01"],
            check=True,
            cwd=REPOSITORY,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
        )
        made.append(output.read_bytes())
        output.unlink()
    assert made[0] == made[1] == made[2]


def test_a_snapshot_is_an_uncompressed_zip_with_sorted_names_and_fixed_dates(snapshot: Path) -> None:
    with zipfile.ZipFile(snapshot) as file:
        names = file.namelist()
        assert names == sorted(names)
        assert {one.compress_type for one in file.infolist()} == {zipfile.ZIP_STORED}
        assert {one.date_time for one in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        manifest = json.loads(file.read("manifest.json"))
    assert manifest["format"] == "kg-snapshot"
    assert set(manifest["inputs"]) == {f"{table}.json" for table in WORLD}
    assert manifest["policy_sha256"] == kg.Policy().sha256


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda path: path.write_bytes(b"PK\x03\x04 no zip"), "is no snapshot, or a damaged one"),
        (lambda path: path.write_bytes(path.read_bytes()[:-300]), "is no snapshot, or a damaged one"),
        (lambda path: rewrite(path, "manifest.json", None), "is a zip file, and no snapshot of kg"),
        (lambda path: rewrite(path, "manifest.json", b"{}"), "is a zip file, and no snapshot of kg"),
        (lambda path: rewrite(path, "manifest.json", b"["), "is no snapshot, or a damaged one"),
        (
            lambda path: rewrite(
                path, "manifest.json", json.dumps({"format": "kg-snapshot", "version": VERSION + 1}).encode()
            ),
            f"has format {VERSION + 1}",
        ),
        (
            lambda path: rewrite(
                path, "manifest.json", json.dumps({"format": "kg-snapshot", "version": VERSION}).encode()
            ),
            "has a manifest that cannot be read",
        ),
        (lambda path: rewrite(path, "tables/nodes", None), "is damaged at tables/nodes"),
        (lambda path: rewrite(path, "tables/nodes", b"PAR1"), "is damaged at tables/nodes"),
        (lambda path: rewrite(path, "arrays/level", b""), "is damaged at arrays/level"),
    ],
)
def test_a_foreign_newer_or_damaged_one_is_refused(change: object, expected: str, snapshot: Path) -> None:
    change(snapshot)  # type: ignore[operator]
    with pytest.raises(SnapshotError, match=expected.replace("(", r"\(")):
        kg.measure_exposure(kg.open_snapshot(snapshot))


def test_a_flipped_byte_anywhere_is_refused_or_harmless(snapshot: Path) -> None:
    whole = snapshot.read_bytes()
    before = kg.measure_exposure(kg.open_snapshot(snapshot))
    dice = random.Random(7)
    for _ in range(150):
        at = dice.randrange(len(whole))
        snapshot.write_bytes(whole[:at] + bytes([whole[at] ^ (1 << dice.randrange(8))]) + whole[at + 1 :])
        try:
            assert kg.measure_exposure(kg.open_snapshot(snapshot)).equals(before)
        except SnapshotError:
            continue


def test_another_day_or_policy_rates_a_snapshot_anew(tmp_path: Path) -> None:
    world = {
        **WORLD,
        "ratings": [{"subject": "source:s", "rater": "house", "value": "5", "valid_from": "2026-06-01"}],
    }
    folder = tmp_path / "world"
    folder.mkdir()
    kg.save(kg.load(write_world(world, folder)), tmp_path / "w.kg")
    for day, level in (("2026-05-31", 2), ("2026-06-01", 5)):
        asked = kg.load(tmp_path / "w.kg", as_of=__import__("datetime").date.fromisoformat(day))
        assert asked.effective["level"].item() == level
        assert asked.effective.equals(kg.load(folder, as_of=asked.as_of).effective)
    strict = kg.load(tmp_path / "w.kg", policy=kg.Policy(low=1), as_of=kg.load(folder).as_of)
    assert kg.measure_exposure(strict)["low"].sum() == 0


@pytest.mark.slow
def test_a_build_killed_at_any_moment_leaves_the_old_snapshot_whole(tmp_path: Path) -> None:
    """kill -9 at 50 random moments: the snapshot is the old or the new one, and the next build cleans up."""
    folder = tmp_path / "world"
    folder.mkdir()
    output = tmp_path / "out.kg"
    arguments = [str(folder), "-o", str(output), "--as-of", "2026-01-01"]
    context, versions = warm(), []
    for title in ("Old", "Old", "New"):  # the first also starts what the others come from
        write_world({**WORLD, "sources": [{**WORLD["sources"][0], "title": title}]}, folder)
        began = time.monotonic()
        whole = context.Process(target=build, args=(arguments,))
        whole.start()
        whole.join()
        took = time.monotonic() - began
        assert whole.exitcode == 0
        versions.append(output.read_bytes())
    assert versions[0] == versions[1] != versions[2]
    dice = random.Random(3)
    killed = 0
    for _ in range(50):
        output.write_bytes(versions[0])
        running = context.Process(target=build, args=(arguments,))
        running.start()
        time.sleep(dice.uniform(0, 1.05 * took))
        running.kill()
        running.join()
        killed += running.exitcode == -signal.SIGKILL
        assert output.read_bytes() in versions
    assert killed > 10
    command = [sys.executable, "-m", "kg", "build", *arguments]
    subprocess.run(command, check=True, cwd=REPOSITORY, capture_output=True)
    assert output.read_bytes() == versions[2]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.kg", "world"]
