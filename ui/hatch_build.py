"""The build hook: a wheel or source package carries the front end, built here where it is not fresh."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class FrontEndHook(BuildHookInterface):  # type: ignore[type-arg] # its parameter is hatchling's own
    """Builds the front end before a package is built; an editable install needs none."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's own signature
        """Build unless fresh; where it cannot be built the package is made without, with a warning."""
        if version == "editable":
            return
        front_end = _front_end(Path(self.root) / "ui" / "build.py")
        try:
            front_end.build_front_end()
        except front_end.FrontEndError as error:
            self.app.display_warning(f"The package has no graphs and no offline explorer: {error}")


def _front_end(path: Path) -> Any:
    """Return ui/build.py as a module; its name alone would find other people's ``build``."""
    spec = importlib.util.spec_from_file_location("kg_front_end", path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
