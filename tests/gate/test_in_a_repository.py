"""The hook and the Action in a throw-away repository: a bad citation, a waiver, one that expired, a moved paragraph."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.gate.handbook import REGISTRY, committed, git, write
from tests.machine import REPOSITORY

LOW = "Sleep is short ([a](https://low.org/a))."
FINE = "Beds are soft ([c](https://good.org/c))."
WAIVER = "<!-- kg: ignore claim-relies-on-low until {} because it is quoted -->"
BIN = Path(sys.executable).parent


def _hook(folder: Path) -> tuple[int, str]:
    """Commit what is staged under the hook of .pre-commit-hooks.yaml: its exit status and what was printed."""
    (said,) = yaml.safe_load((REPOSITORY / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert said["pass_filenames"] is False
    hook = folder / ".git" / "hooks" / "pre-commit"
    options = ["--registry", "registry"]
    hook.write_text("#!/bin/sh\nexec " + " ".join([said["entry"], *options, "docs"]) + "\n")
    hook.chmod(0o755)
    git(folder, "add", "-A")
    done = subprocess.run(
        ["git", "-c", "user.name=n", "-c", "user.email=e@example.org", "commit", "-q", "-m", "x"],
        cwd=folder,
        env=_surroundings(),
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def _surroundings(**more: str) -> dict[str, str]:
    return {**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}", **more}


def _action(folder: Path, **inputs: str) -> tuple[int, str, str]:
    """Run the check step of action.yml as a runner does: exit status, stdout, and the summary of the job."""
    said: dict[str, Any] = yaml.safe_load((REPOSITORY / "action.yml").read_text("utf-8"))
    step = said["runs"]["steps"][-1]
    given = {name: str(one["default"]) for name, one in said["inputs"].items()} | inputs
    variables = {
        name: given[value.removeprefix("${{ inputs.").removesuffix(" }}")]
        for name, value in step["env"].items()
    }
    summary = folder.parent / "summary.md"
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        cwd=folder,
        env=_surroundings(**variables, GITHUB_STEP_SUMMARY=str(summary)),
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, summary.read_text("utf-8")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "a handbook"
    folder.mkdir()
    write(folder, registry=REGISTRY, d=f"# D\n\n{FINE}\n")
    committed(folder)
    return folder


def test_the_hook(repository: Path) -> None:
    write(repository, d=f"# D\n\n{FINE}\n\n{LOW}\n")
    status, out = _hook(repository)
    assert status == 1
    assert "docs/d.md:5:17: error: the claim has nothing above low" in out
    write(repository, d=f"# D\n\n{FINE}\n\n{WAIVER.format('2099-01-01')}\n{LOW}\n")
    assert _hook(repository)[0] == 0
    write(repository, d=f"# D\n\n{FINE}\n\n{WAIVER.format('2020-01-01')}\n{LOW}\n")
    status, out = _hook(repository)
    assert status == 1
    assert "docs/d.md:5: error: the waiver of claim-relies-on-low ended on 2020-01-01" in out


def test_the_action(repository: Path) -> None:
    inputs = {"paths": "docs", "registry": "registry", "changed-since": "HEAD", "sarif": "kg.sarif"}
    assert _action(repository, **inputs)[:2] == (0, "")
    write(repository, d=f"# D\n\n{FINE}\n\n{LOW}\n")
    status, out, summary = _action(repository, **inputs)
    assert status == 1
    assert out.startswith("::error file=docs/d.md,line=5,col=17,")
    assert "| error | docs/d.md:5 |" in summary
    assert (repository / "kg.sarif").stat().st_size > 1000
    write(repository, d=f"# D\n\n{WAIVER.format('2099-01-01')}\n{LOW}\n\n{FINE}\n")
    assert _action(repository, **inputs)[0] == 0
    write(repository, d=f"# D\n\n{LOW}\n\n{FINE}\n")
    committed(repository)
    write(repository, d=f"# D\n\n{FINE}\n\nMore.\n\n{LOW}\n")
    assert _action(repository, **inputs)[:2] == (0, "")
    write(repository, d=f"# D\n\n{FINE}\n\n{WAIVER.format('2020-01-01')}\n{LOW}\n")
    status, out, _ = _action(repository, **inputs)
    assert status == 1
    assert out.startswith("::error file=docs/d.md,line=5,")
    assert len(out.splitlines()) == 1, "the citation was there before, the waiver was not"


@pytest.mark.parametrize("paths", ['"; touch ran; "', "$(touch ran)", "--help", "docs\n-o\nran"])
def test_an_input_of_the_action_is_never_run(paths: str, repository: Path) -> None:
    status, _, _ = _action(repository, paths=paths)
    assert status == 2
    assert not list(repository.rglob("ran"))


def test_the_action_installs_from_its_own_folder() -> None:
    said = yaml.safe_load((REPOSITORY / "action.yml").read_text("utf-8"))
    steps = said["runs"]["steps"]
    assert all("${{" not in step["run"] for step in steps)
    assert steps[0]["env"]["KG_SOURCE"] == "${{ github.action_path }}"
