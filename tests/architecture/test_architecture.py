"""Rules of the tree that no linter knows; who may import whom is checked by ``make contracts``."""

import ast
import inspect
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import kg
from tests.machine import REPOSITORY, project_files

PACKAGE = REPOSITORY / "kg"
MODULES = sorted(PACKAGE.rglob("*.py"))
FOLDERS = sorted({module.parent for module in MODULES} - {PACKAGE})

HEAVY = frozenset(
    {
        "ada_url",
        "networkx",
        "numpy",
        "polars",
        "publicsuffixlist",
        "pydantic",
        "pyoxigraph",
        "pyvis",
        "rdflib",
        "rich",
        "scipy",
        "typer",
        "yaml",
    }
)
NAMES_WITHOUT_A_MEANING = frozenset(
    {"utils", "util", "helpers", "helper", "common", "core", "manager", "misc", "base"}
)

# Split, so that this file does not find itself.
MACHINE_PATH = re.compile(r"(?<![\w.\-])/(?:wo" r"rk|ro" r"ot)/")
REGISTRY = re.compile(
    r"py" r"pi\.org|python" r"hosted\.org|registry\.npm" r"js\.org|registry\.yarn" r"pkg\.com"
    r"|\s--(?:extra-)?ind" r"ex-url|\s--find-" r"links"
)  # fmt: skip
DATA = ("seeds", "exports")  # may cite any address

by_module = pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(REPOSITORY)))
by_folder = pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: str(path.relative_to(REPOSITORY)))


def parse(module: Path) -> ast.Module:
    return ast.parse(module.read_text(encoding="utf-8"), filename=str(module))


def public_definitions(tree: ast.Module | ast.ClassDef, prefix: str = "") -> Iterator[tuple[str, ast.AST]]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            if node.name.startswith("_"):
                continue
            yield prefix + node.name, node
            if isinstance(node, ast.ClassDef):
                yield from public_definitions(node, f"{prefix}{node.name}.")


def text_of(path: Path) -> str:
    content = path.read_bytes()
    return "" if b"\0" in content else content.decode("utf-8", errors="replace")


@by_module
def test_a_file_stays_under_400_lines(module: Path) -> None:
    assert len(module.read_text(encoding="utf-8").splitlines()) < 400


@by_module
def test_everything_public_says_what_it_gives(module: Path) -> None:
    tree = parse(module)
    silent = [name for name, node in public_definitions(tree) if not ast.get_docstring(node)]
    assert not silent
    assert ast.get_docstring(tree), "the module itself"


@by_module
def test_a_file_is_named_by_its_concept(module: Path) -> None:
    assert not NAMES_WITHOUT_A_MEANING & set(module.relative_to(PACKAGE).with_suffix("").parts)


@by_module
def test_only_the_command_line_prints(module: Path) -> None:
    calls = (node.func for node in ast.walk(parse(module)) if isinstance(node, ast.Call))
    lines = [call.lineno for call in calls if isinstance(call, ast.Name) and call.id == "print"]
    assert not lines or module.relative_to(PACKAGE).parts[0] == "cli"


@by_folder
def test_a_folder_asks_one_question(folder: Path) -> None:
    docstring = ast.get_docstring(parse(folder / "__init__.py")) or ""
    assert docstring.partition("\n")[0].endswith("?")


def test_every_function_of_the_public_face_shows_an_example() -> None:
    exported = {name: getattr(kg, name) for name in kg.__all__}
    functions = {name: value for name, value in exported.items() if inspect.isfunction(value)}
    assert functions
    assert not [name for name, function in functions.items() if ">>>" not in (function.__doc__ or "")]


def test_importing_kg_loads_nothing_heavy() -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", "import kg, sys; print(*sys.modules)"],
        check=True,
        capture_output=True,
        text=True,
        cwd=REPOSITORY,
    ).stdout.split()
    assert not HEAVY & set(loaded)


def test_no_file_names_a_registry() -> None:
    files = [path for path in project_files() if path.relative_to(REPOSITORY).parts[0] not in DATA]
    assert not [(str(path), found[0]) for path in files if (found := REGISTRY.search(text_of(path)))]


def test_no_file_names_a_path_of_one_machine() -> None:
    found = {str(path): MACHINE_PATH.search(text_of(path)) for path in project_files()}
    assert not {path: match[0] for path, match in found.items() if match}


def test_the_lock_holds_hashes_and_no_address() -> None:
    lock = (REPOSITORY / "constraints.txt").read_text(encoding="utf-8")
    assert "--hash=sha256:" in lock
    assert "://" not in lock


def _normal(package: str) -> str:
    """Return the name of a package as indexes compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", package).lower()


def test_the_lock_holds_every_package_that_is_asked_for() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    asked = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    names = {_normal(re.match(r"[\w.\-]+", entry)[0]) for entry in asked}  # type: ignore[index]
    locked = re.findall(r"^([\w.\-]+)==", (REPOSITORY / "constraints.txt").read_text("utf-8"), re.MULTILINE)
    assert not names - {_normal(name) for name in locked}


def test_a_change_is_told_to_users() -> None:
    fragments = list((REPOSITORY / "changelog.d").glob("*.*.md"))
    version = re.search(r'__version__ = "(.+)"', (PACKAGE / "_version.py").read_text(encoding="utf-8"))
    changelog = (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8")
    assert fragments or (version and f"## {version[1]} " in changelog)
