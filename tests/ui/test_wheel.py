"""The wheel: within its bound, with the built front end and nothing that a run does not need."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.machine import REPOSITORY

MOST = 1_000_000
BUILT = (
    "explorer.js",
    "sparql.js",
    "sparql.css",
    "LICENSES.txt",
    "LICENSES-sparql.txt",
)


@pytest.fixture(scope="module")
def wheel(bundles: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    assert bundles.is_dir(), "what stands there fresh is taken as it is"
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(command, check=False, cwd=REPOSITORY, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    (found,) = folder.glob("*.whl")
    return found


def test_the_wheel_is_within_its_bound(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        heaviest = sorted(archive.infolist(), key=lambda one: -one.compress_size)[:8]
        assert wheel.stat().st_size <= MOST, [(one.filename, one.compress_size) for one in heaviest]


def test_the_wheel_holds_the_front_end_and_neither_its_sources_nor_tests(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert {f"kg/views/assets/built/{name}" for name in BUILT} <= set(names)
    assert {name.partition("/")[0].partition(".dist-info")[0].partition("-")[0] for name in names} == {
        "kg",
        "credibility_kg",
    }
    assert not [name for name in names if name.endswith((".ts", ".pyc", ".map"))]
