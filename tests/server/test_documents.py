"""The unit of systemd and the container file of docs/serve.md, as far as this machine can try them."""

from __future__ import annotations

import configparser
import json
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
import typer

from kg.cli.main import app
from tests.docs.documents import File, steps_of
from tests.machine import REPOSITORY

TEXT = (REPOSITORY / "docs" / "serve.md").read_text("utf-8")
FILES = {step.name: step.text for step in steps_of(TEXT) if isinstance(step, File)}
SERVE = typer.main.get_command(app).commands["serve"]  # type: ignore[attr-defined]


def parsed(words: list[str]) -> dict[str, object]:
    """What the command understands of its arguments, without being run."""
    context = SERVE.make_context("serve", list(words))
    return dict(context.params)


def unit() -> configparser.ConfigParser:
    read = configparser.ConfigParser(interpolation=None)
    read.optionxform = str  # type: ignore[assignment,method-assign]
    read.read_string(FILES["kg.service"])
    return read


def test_the_unit_starts_this_command_and_reloads_it() -> None:
    _, name, *words = shlex.split(unit()["Service"]["ExecStart"])
    assert name == "serve"
    assert str(parsed(words)["given"]) == "/srv/kg/site.kg"
    assert "-HUP" in unit()["Service"]["ExecReload"]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    path = tmp_path / "kg.service"
    path.write_text(FILES["kg.service"].replace("/opt/kg/bin/kg", "/bin/true"), encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", str(path)], check=False, capture_output=True, text=True
    )
    assert "kg.service" not in done.stderr


def test_the_container_starts_this_command_as_no_root() -> None:
    lines = dict(re.findall(r"^(\w+) (.+)$", FILES["Containerfile"], re.MULTILINE))
    kg, name, *words = [*json.loads(lines["ENTRYPOINT"]), *json.loads(lines["CMD"])]
    assert (kg, name, parsed(words)["host"]) == ("kg", "serve", "0.0.0.0")
    assert lines["USER"] != "root"
    for name in ("constraints.txt", "pyproject.toml"):
        assert (REPOSITORY / name).is_file()


def test_every_option_is_told() -> None:
    said = TEXT + (REPOSITORY / "docs" / "reference" / "commands.md").read_text("utf-8")
    assert not [
        option
        for param in SERVE.params
        for option in param.opts
        if option.startswith("--") and option not in said
    ]
