"""Which run is meant when none is named: a one-line file in the user's cache folder."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from orepact.errors import OrepactError

__all__ = ["cache_file", "last_run", "remember"]


def cache_file(name: str) -> Path:
    """Return where a small file of the user's cache lies, whether it is there or not."""
    if chosen := os.environ.get("OREPACT_CACHE"):
        return Path(chosen) / name
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = str(Path.home() / "Library" / "Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "orepact" / name


def _pointer() -> Path:
    return cache_file("last-run")


def remember(directory: Path) -> None:
    """Make a folder the last run; a cache that cannot be written is no reason to fail.

    The environment variable ``OREPACT_CACHE`` names another cache folder.
    """
    pointer = _pointer()
    try:
        pointer.parent.mkdir(parents=True, exist_ok=True)
        pointer.write_text(f"{directory.resolve()}\n", encoding="utf-8")
    except OSError:
        return


def last_run() -> Path:
    """Return the folder of the last run.

    Raises
    ------
    OrepactError : if no run was made yet, or its folder is gone
    """
    pointer = _pointer()
    try:
        directory = Path(pointer.read_text(encoding="utf-8").strip())
    except (OSError, ValueError) as error:
        raise OrepactError(
            "no run was made yet on this machine",
            do="Run `orepact plan CASE`, or name a run with --run DIR",
        ) from error
    if not (directory / "plan.json").is_file():
        raise OrepactError(
            "the last run is no longer where it was",
            where=str(directory),
            do="Run `orepact plan CASE` again, or name a run with --run DIR",
        )
    return directory
