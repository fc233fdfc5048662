"""Where a user's own evidence lies: one folder per imported file."""

from __future__ import annotations

import os
import sys
from pathlib import Path

__all__ = ["ENVIRONMENT_VARIABLE", "imported_folders", "overlay_folder"]

ENVIRONMENT_VARIABLE = "OREPACT_EVIDENCE"
"""Environment variable that names the folder of imported evidence."""


def overlay_folder() -> Path:
    """Return the folder of imported evidence: ``OREPACT_EVIDENCE``, else the user's data folder."""
    named = os.environ.get(ENVIRONMENT_VARIABLE)
    if named:
        return Path(named).expanduser()
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local" / "share"))
    return base / "orepact" / "evidence"


def imported_folders() -> tuple[Path, ...]:
    """Return the folders of imported files, by name; none when there is none."""
    folder = overlay_folder()
    if not folder.is_dir():
        return ()
    return tuple(
        sorted(
            entry for entry in folder.iterdir() if entry.is_dir() and not entry.name.startswith(".")
        )
    )
