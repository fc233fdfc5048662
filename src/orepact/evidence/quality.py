"""How far a figure can be trusted, and through whose hands it came."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Custody", "Quality"]


class Quality(StrEnum):
    """How far a figure can be trusted."""

    A = "A"
    """Measured or official."""
    B = "B"
    """Reported by a named source."""
    C = "C"
    """Estimated, or one step removed."""
    D = "D"
    """Assumed."""


class Custody(StrEnum):
    """Through whose hands a figure came."""

    PUBLISHER = "publisher"
    MIRROR = "mirror"
    TRANSCRIPTION = "transcription"
    PRESS = "press"
    BACKGROUND = "background knowledge"
