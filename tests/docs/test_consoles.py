"""What the documents show is what happens: every ``kg`` command of a console block is run."""

from __future__ import annotations

import doctest
import shutil
from pathlib import Path

import pytest

from tests.docs.documents import WRITTEN_BY_HAND, Command, File, agrees, name_of, run, steps_of
from tests.machine import REPOSITORY

SHOWING = [path for path in WRITTEN_BY_HAND if "```console" in path.read_text("utf-8")]


def test_the_readme_and_the_tutorial_show_commands() -> None:
    assert {"README.md", "docs/tutorial.md"} <= {name_of(path) for path in SHOWING}


@pytest.mark.parametrize("document", SHOWING, ids=name_of)
def test_every_command_prints_what_the_document_shows(
    document: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("seeds", "examples"):
        shutil.copytree(REPOSITORY / folder, tmp_path / folder)
    monkeypatch.chdir(tmp_path)
    for step in steps_of(document.read_text("utf-8")):
        if isinstance(step, File):
            Path(step.name).parent.mkdir(parents=True, exist_ok=True)
            Path(step.name).write_text(step.text, encoding="utf-8")
        else:
            check(step)


def check(step: Command) -> None:
    printed, status = run(step.line)
    whole = "\n".join(printed)
    assert status == step.status, f"$ {step.line}\n{whole}"
    assert agrees(step.shown, printed), (
        f"$ {step.line}\nprints\n{whole}\nand the document shows\n" + "\n".join(step.shown)
    )


@pytest.mark.parametrize(
    ("shown", "printed", "expected"),
    [
        (["a"], ["a"], True),
        (["a"], ["b"], False),
        (["a"], ["a", "b"], False),
        (["a", "..."], ["a", "b"], True),
        (["...", "b"], ["a", "b"], True),
        (["a", "...", "c"], ["a", "b", "d"], False),
        (["a ..."], ["a b"], True),
        (["a ..."], ["b a"], False),
        (["a.c"], ["abc"], False),
    ],
)
def test_a_document_and_its_output_are_compared_line_by_line(
    shown: list[str], printed: list[str], expected: bool
) -> None:
    assert agrees(shown, printed) is expected


INTERACTIVE = [document for document in WRITTEN_BY_HAND if ">>> " in document.read_text("utf-8")]


@pytest.mark.parametrize("document", INTERACTIVE, ids=name_of)
@pytest.mark.filterwarnings("ignore:Dataset.default_context:DeprecationWarning")
def test_every_line_of_python_prints_what_the_document_shows(
    document: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("seeds", "examples"):
        shutil.copytree(REPOSITORY / folder, tmp_path / folder)
    monkeypatch.chdir(tmp_path)
    text = document.read_text("utf-8")
    for step in steps_of(text):
        if isinstance(step, File):
            Path(step.name).parent.mkdir(parents=True, exist_ok=True)
            Path(step.name).write_text(step.text, encoding="utf-8")
    shown = doctest.DocTestParser().get_doctest(text, {}, document.name, str(document), 0)
    assert shown.examples
    printed: list[str] = []
    doctest.DocTestRunner(verbose=False).run(shown, out=printed.append)
    assert not printed, "".join(printed)
