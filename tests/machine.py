"""What does this machine have? Browser, shared folder, git.

On a user's machine a test that lacks something skips and says why; with ``CI`` set its lack is a failure.
"""

import os
import shutil
import subprocess
from pathlib import Path
from typing import NoReturn

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_MAC_BROWSER = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")


def is_strict() -> bool:
    """Whether the lack of something is a failure."""
    return bool(os.environ.get("CI"))


def shared_folder() -> Path | None:
    """The folder with the large real data: ``KG_SHARED``, else beside the repository."""
    folder = Path(os.environ.get("KG_SHARED") or REPOSITORY.parent / "shared")
    return folder if (folder / "data").is_dir() else None


def require_checkout(variable: str, what: str) -> Path:
    """The folder that a variable names, which holds somebody else's repository, or the end of the running test.

    Its lack is no failure under ``CI`` either: nothing there may fetch it.
    """
    folder = Path(os.environ.get(variable) or "")
    if not os.environ.get(variable) or not folder.is_dir():
        pytest.skip(f"needs {what}: set {variable} to its folder")
    return folder


def chromium() -> str | None:
    """The path of a browser of the Chromium family."""
    found = next(filter(None, map(shutil.which, _BROWSERS)), None)
    return found or (str(_MAC_BROWSER) if _MAC_BROWSER.exists() else None)


def project_files() -> list[Path]:
    """Every file that git tracks or would take, without those deleted from the work tree."""
    if shutil.which("git") is None or not (REPOSITORY / ".git").exists():
        lacking("no git repository here: which files belong to the project is not known")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=REPOSITORY,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    paths = (REPOSITORY / name for name in sorted(set(listed.split("\0"))) if name)
    return [path for path in paths if path.is_file()]


def lacking(reason: str) -> NoReturn:
    """Skip the running test, or fail it where everything has to be there."""
    if is_strict():
        pytest.fail(f"{reason} (CI is set, so this is a failure)", pytrace=False)
    pytest.skip(reason)


def require_shared() -> Path:
    """The shared folder, or the end of the running test."""
    return shared_folder() or lacking("needs the folder ../shared (or the one that KG_SHARED names)")


def require_browser() -> str:
    """The path of a browser, or the end of the running test."""
    return chromium() or lacking("needs a browser: apt install chromium")
