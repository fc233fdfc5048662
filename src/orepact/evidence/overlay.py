"""A user's own evidence as layers above the shipped bundle."""

from __future__ import annotations

from orepact.evidence.layer import Layer
from orepact.evidence.overlay_folder import (
    ENVIRONMENT_VARIABLE,
    imported_folders,
    overlay_folder,
)

__all__ = ["ENVIRONMENT_VARIABLE", "overlay_folder", "overlay_layers"]


def overlay_layers() -> tuple[Layer, ...]:
    """Return the imported layers, in the order of their folder names; none when there is none."""
    return tuple(
        Layer(entry, remedy=f"Remove {entry}, then import the file again")
        for entry in imported_folders()
    )
