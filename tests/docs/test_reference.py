"""The reference is made from the code, is fresh, and names everything that is public."""

from __future__ import annotations

import inspect
import runpy
from pathlib import Path
from typing import Any

import pytest
import typer

import kg
from kg import errors
from kg.cli.main import app
from kg.model import words
from kg.model.columns import DERIVED
from kg.model.problems import PROBLEM_KINDS
from kg.model.records import RECORDS
from kg.sparql.questions import questions
from tests.machine import REPOSITORY

REFERENCE = REPOSITORY / "docs" / "reference"


def commands_of(group: Any, before: str = "") -> dict[str, Any]:
    """Every command by its whole name: ``ratings convert`` is one."""
    found = {}
    for name, command in group.commands.items():
        inside = commands_of(command, f"{before}{name} ") if hasattr(command, "commands") else None
        found |= inside or {f"{before}{name}": command}
    return found


COMMANDS: dict[str, Any] = commands_of(typer.main.get_command(app))
MADE = {"make_schemas.py": REPOSITORY / "schemas", "make_docs.py": REFERENCE}


def section(name: str, heading: str) -> str:
    """Return what stands below a heading, up to the next of its rank."""
    mark = heading.partition(" ")[0]
    text = (REFERENCE / name).read_text("utf-8")
    assert f"\n{heading}\n" in text, f"{name} has no {heading!r}"
    return text.split(f"\n{heading}\n", 1)[1].split(f"\n{mark} ", 1)[0]


@pytest.mark.parametrize("script", MADE)
def test_what_is_generated_is_fresh(script: str, tmp_path: Path) -> None:
    runpy.run_path(str(REPOSITORY / "scripts" / script))["main"](tmp_path)
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    stands = {path.name: path.read_bytes() for path in MADE[script].iterdir()}
    assert made.keys() == stands.keys()
    assert not [name for name, content in made.items() if stands[name] != content], "run: make schemas docs"


@pytest.mark.parametrize("script", MADE)
def test_a_generator_removes_what_is_stale(script: str, tmp_path: Path) -> None:
    stale = tmp_path / ("gone.schema.json" if script == "make_schemas.py" else "gone.md")
    stale.write_text("old", encoding="utf-8")
    runpy.run_path(str(REPOSITORY / "scripts" / script))["main"](tmp_path)
    assert not stale.exists()


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_documented_with_every_option_argument_and_example(name: str) -> None:
    said = section("commands.md", f"## kg {name}")
    for param in COMMANDS[name].params:
        names = (
            [param.metavar] if param.param_type_name == "argument" else [*param.opts, *param.secondary_opts]
        )
        assert not [word for word in names if f"`{word}`" not in said]
        assert param.help and param.help in said
    assert f"\nkg {name} " in said


@pytest.mark.parametrize("name", [name for name in kg.__all__ if not name.startswith("_")])
def test_a_public_name_is_documented(name: str) -> None:
    said = section("python.md", f"### kg.{name}")
    thing = getattr(kg, name)
    public = (
        [word for word in vars(thing) if not word.startswith("_")]
        if inspect.isclass(thing)
        else inspect.signature(thing).parameters
    )
    assert not [word for word in public if word not in said]


@pytest.mark.parametrize(
    "name",
    [
        name
        for name, thing in vars(errors).items()
        if isinstance(thing, type) and issubclass(thing, Exception)
    ],
)
def test_an_error_is_documented(name: str) -> None:
    assert f" {name} " in section("python.md", "## Errors").replace("\n", " \n ")


@pytest.mark.parametrize("kind", PROBLEM_KINDS)
def test_a_problem_is_documented_under_its_severity(kind: str) -> None:
    assert f"| `{kind}` |" in section("problems.md", f"## {PROBLEM_KINDS[kind].severity.capitalize()}s")


@pytest.mark.parametrize("name", RECORDS)
def test_a_field_is_documented_with_its_description(name: str) -> None:
    said = section("formats.md", f"### {name}")
    for field, info in RECORDS[name].model_fields.items():
        assert f"| `{field}` |" in said
        assert info.description and info.description in said


@pytest.mark.parametrize("name", DERIVED)
def test_a_column_that_follows_is_documented(name: str) -> None:
    assert not [
        column for column in DERIVED[name] if f"| `{column}` |" not in section("formats.md", f"### {name}")
    ]


@pytest.mark.parametrize(
    "word", [word.value for word in (*words.Basis, *words.Why, *words.MatchedBy, *words.Character)]
)
def test_a_word_of_a_closed_list_is_documented(word: str) -> None:
    assert f"`{word}`" in section("formats.md", "## Words")


@pytest.mark.parametrize("name", questions())
def test_a_question_is_documented_with_its_parameters(name: str) -> None:
    said = section("commands.md", "## Questions by name")
    row = next(line for line in said.splitlines() if line.startswith(f"| `{name}` |"))
    assert not [one.name for one in questions()[name].parameters if f"`{one.name}`" not in row]
